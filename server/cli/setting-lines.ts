/** `chelu list --paths`: every setting of a scenario with its present value. */
import { loadScenario } from '../scenario/loader.ts';
import { settingPaths } from '../scenario/setting-path.ts';
import type { SettingPath } from '../scenario/setting-path.ts';
import { nearest } from '../scenario/suggestion.ts';
import { UserError } from '../scenario/user-error.ts';
import { wrap } from './format.ts';

const WIDTH = 110;
const INDENT = '    ';
/** Letters of a value that are shown. */
const LONGEST = 60;

/** Prints the settings whose paths hold `filter`. Throws a UserError where none does. */
export async function listSettings(
  name: string,
  filter: string,
  sets: readonly string[],
  json: boolean,
): Promise<void> {
  const { settings } = await loadScenario(name, { sets });
  const all = settingPaths(settings);
  const found = all.filter(({ path }) => path.includes(filter));
  if (found.length === 0) throw noSetting(filter, all);
  const text = json ? JSON.stringify(found, null, 2) : found.flatMap(settingLines).join('\n');
  process.stdout.write(`${text}\n`);
}

function noSetting(filter: string, all: readonly SettingPath[]): UserError {
  const words = new Set(all.flatMap(({ path }) => [path, ...path.split('.')]));
  const near = nearest(filter, words);
  return new UserError(`no setting has '${filter}' in its path`, {
    hint: near === undefined ? 'chelu list --paths SCENARIO prints them all' : `did you mean ${near}?`,
  });
}

/** `channel.pc5.range_m = 300   number, m, 1 to 2000, default 300` and below it what it means. */
export function settingLines(setting: SettingPath): string[] {
  const { path, type, unit, value, description, choices } = setting;
  const set = value === undefined ? `${path} (not set)` : `${path} = ${clipped(shown(value))}`;
  const kinds = [
    choices === undefined ? type : choices.map(shown).join(' | '),
    unit,
    range(setting),
    setting.default === undefined ? '' : `default ${shown(setting.default)}`,
  ];
  return [`${set}   ${kinds.filter((part) => part !== '').join(', ')}`, ...wrap(description, WIDTH, INDENT)];
}

function range({ minimum, maximum }: SettingPath): string {
  if (minimum === undefined) return maximum === undefined ? '' : `up to ${maximum}`;
  return maximum === undefined ? `from ${minimum}` : `${minimum} to ${maximum}`;
}

/** Paragraphs and long lists are cut; --json has all of them. */
function clipped(text: string): string {
  const letters = [...text];
  return letters.length <= LONGEST ? text : `${letters.slice(0, LONGEST).join('')}...`;
}

/** As YAML would read it back; a text of several words stands in quotes. */
function shown(value: unknown): string {
  return typeof value === 'string' && /^[\w.:/+-]+$/.test(value) ? value : JSON.stringify(value);
}
