/** Where scenarios are found: the scenarios/ folder of this project by name, any file by its path. */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, extname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { suggestion } from './suggestion.ts';
import { UserError } from './user-error.ts';

const LIBRARY = fileURLToPath(new URL('../../scenarios', import.meta.url));

/** Files that hold a scenario; .gz may follow. */
const FILE = /\.(ya?ml|sumocfg|net\.xml)(\.gz)?$/i;
/** What looks like a path and not like a name. */
const PATH = /[\\/]|\.(xml|gz|json|osm|xodr)$/i;
const YAML = /\.ya?ml$/i;
const MAP = /\.map\.ya?ml$/i;

export interface ScenarioEntry {
  /** What `chelu run` takes: the file's path below scenarios/ without its ending. */
  readonly name: string;
  readonly path: string;
  readonly title: InTwoLanguages;
  /** What to look at. */
  readonly look_at: InTwoLanguages;
}

interface InTwoLanguages {
  readonly en: string;
  readonly zh: string;
}

/** All scenarios of the library by name, in the order of their names. A file that cannot be read has empty texts. */
export function listScenarios(): ScenarioEntry[] {
  const names = readdirSync(LIBRARY, { recursive: true, encoding: 'utf8' })
    .filter((name) => YAML.test(name) && !name.endsWith('.map.yaml'))
    .map((name) => ({ name: name.replace(YAML, '').split(sep).join('/'), path: join(LIBRARY, name) }));
  names.sort((a, b) => (a.name < b.name ? -1 : 1));
  return names.map((entry) => ({ ...entry, ...textsOf(entry.path) }));
}

function textsOf(path: string): Pick<ScenarioEntry, 'title' | 'look_at'> {
  type Texts = Partial<Record<'en' | 'zh', unknown>>;
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  const both = (texts: Texts | undefined): InTwoLanguages => ({ en: text(texts?.en), zh: text(texts?.zh) });
  try {
    const file = parse(readFileSync(path, 'utf8')) as { title?: Texts; look_at?: Texts } | null;
    return { title: both(file?.title), look_at: both(file?.look_at) };
  } catch {
    return { title: both(undefined), look_at: both(undefined) };
  }
}

export interface ScenarioLocation {
  readonly kind: 'yaml' | 'map' | 'sumocfg' | 'net';
  /** Absolute. */
  readonly path: string;
  /** As a message names it. */
  readonly shown: string;
  /** Default of the scenario's name. */
  readonly name: string;
}

/** Finds the file behind a name or path. Throws a UserError where there is none. */
export function locateScenario(name_or_path: string): ScenarioLocation {
  if (FILE.test(name_or_path)) return locateFile(resolve(name_or_path), name_or_path);
  const entry = listScenarios().find(({ name }) => name === name_or_path);
  if (entry !== undefined) return locateFile(entry.path, shownPath(entry.path));
  if (existsSync(name_or_path)) {
    const kind = statSync(name_or_path).isDirectory() ? 'a folder' : 'no scenario file';
    throw new UserError(`this is ${kind}`, {
      place: name_or_path,
      hint: 'wanted: a .yaml, .map.yaml, .sumocfg or .net.xml file',
    });
  }
  if (PATH.test(name_or_path) && extname(name_or_path) !== '') {
    throw new UserError('file not found', { place: name_or_path });
  }
  const names = listScenarios().map(({ name }) => name);
  throw new UserError(`no scenario '${name_or_path}'`, {
    hint: suggestion(name_or_path, names) || 'chelu list names them all',
  });
}

/** Path for a message: relative to where the user stands where that is shorter. */
export function shownPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short !== '' && !isAbsolute(short) && short.length < path.length ? short : path;
}

/** The file as it is named, or the same with .gz. */
export function existingFile(path: string, place: string): string {
  const found = [path, `${path}.gz`].find((candidate) => existsSync(candidate));
  if (found === undefined) throw new UserError('file not found', { place });
  if (statSync(found).isDirectory()) throw new UserError('this is a folder, not a file', { place });
  return found;
}

function locateFile(path: string, shown: string): ScenarioLocation {
  const plain = path.replace(/\.gz$/i, '');
  const kind = MAP.test(plain) ? 'map' : YAML.test(plain) ? 'yaml' : /\.sumocfg$/i.test(plain) ? 'sumocfg' : 'net';
  const name = basename(plain).replace(/(\.net|\.map)?\.[a-z]+$/i, '');
  return {
    kind,
    path: existingFile(path, shown),
    shown,
    name: name.replace(/[^A-Za-z0-9_.:-]/g, '-').slice(0, 64) || 'scenario',
  };
}
