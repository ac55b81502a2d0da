/** Writes the file of `chelu new` and says what to do with it. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { shownPath } from '../scenario/library.ts';
import { loadScenario } from '../scenario/loader.ts';
import { defaultRate } from '../scenario/random-trips.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { draftScenario } from '../scenario/scenario-draft.ts';
import type { DraftMap } from '../scenario/scenario-draft.ts';
import { checkSettings, parseSettings } from '../scenario/settings.ts';
import { UserError } from '../scenario/user-error.ts';
import { number } from './format.ts';
import type { NewFlags } from './new.ts';

const SCHEMA = fileURLToPath(new URL('../../scenarios/scenario.schema.json', import.meta.url));
const NAME = /^[A-Za-z0-9_.-]{1,64}$/;
const MAP = /\.map\.ya?ml$/i;
const SUMO = /\.(sumocfg|net\.xml)(\.gz)?$/i;

/** @throws UserError where the flags do not say one thing, the map cannot be read, or the file is there already */
export async function executeNew(wanted: string, flags: NewFlags): Promise<void> {
  const name = wanted.replace(/\.ya?ml$/i, '');
  if (!NAME.test(name)) throw new UserError(`'${name}' is no name`, { hint: '1 to 64 of A-Z a-z 0-9 _ . -' });
  if ((flags.from === undefined) === (flags.blank === undefined)) {
    throw new UserError('a map is needed: a file or none', { place: '--from, --blank', hint: 'give one of them' });
  }
  const path = outputPath(name, flags);
  const source = flags.from === undefined ? undefined : await readSource(flags.from);
  const folder = dirname(resolve(path));
  const text = draftScenario({
    name,
    schema: posixPath(folder, SCHEMA),
    ...(source === undefined || flags.from === undefined
      ? {}
      : { map: draftMap(posixPath(folder, resolve(flags.from)), flags.from, source) }),
  });
  checkSettings(parseSettings(text, path).raw, parseSettings(text, path), []);
  write(path, text, flags.force === true);
  const run = shownPath(resolve(path));
  process.stdout.write(
    `written     ${run}\ncheck it    chelu check ${run}\nrun it      chelu run ${run}\nlook at it  chelu start ${run}\nsettings    chelu list --paths ${run}\n`,
  );
}

function outputPath(name: string, flags: NewFlags): string {
  const path = flags.output ?? `${name}.yaml`;
  if (!/\.ya?ml$/i.test(path) || MAP.test(path)) {
    throw new UserError('a scenario is a .yaml file', { place: `--output ${path}`, hint: `for instance ${name}.yaml` });
  }
  if (existsSync(path) && flags.force !== true) {
    throw new UserError('the file is there already', { place: path, hint: '--force writes over it' });
  }
  return path;
}

/** The map as a scenario of its own, for what is to be said about it. */
async function readSource(from: string): Promise<Scenario> {
  if (!MAP.test(from) && !SUMO.test(from)) {
    throw new UserError('not a map', {
      place: `--from ${from}`,
      hint: 'wanted: a .sumocfg, a .net.xml (or .gz) or a .map.yaml; a scenario is best copied',
    });
  }
  return loadScenario(from);
}

function draftMap(path: string, from: string, { network, demand, settings }: Scenario): DraftMap {
  const roads = network.edges.filter((edge) => edge.kind === 'road').length;
  const own_demand = /\.sumocfg(\.gz)?$/i.test(from);
  const first = demand.departures.find(({ edges }) => edges.length > 0)?.edges ?? [];
  const begin = first[0];
  const end = first.at(-1);
  return {
    key: MAP.test(from) ? 'file' : 'sumo',
    path,
    facts: `${number(roads)} edges, ${number(network.signals.length)} signals`,
    signals: network.signals.length,
    seed: settings.seed,
    dt_ms: settings.dt_ms,
    until_s: settings.until_s,
    ...(own_demand ? { departures: demand.departures.length } : {}),
    per_hour: defaultRate(network),
    ...(begin === undefined || end === undefined ? {} : { example: [begin, end] as const }),
  };
}

/** Relative with forward slashes on every system; absolute where there is no way from one to the other. */
function posixPath(folder: string, path: string): string {
  const way = relative(folder, path).replaceAll('\\', '/');
  return isAbsolute(way) || way.startsWith('.') ? way : `./${way}`;
}

function write(path: string, text: string, force: boolean): void {
  try {
    mkdirSync(dirname(resolve(path)), { recursive: true });
    // Somebody may have written it since it was looked for.
    writeFileSync(path, text, { flag: force ? 'w' : 'wx' });
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^[A-Z]+: /, '') : String(error);
    throw new UserError(`cannot be written: ${reason}`, { place: path });
  }
}
