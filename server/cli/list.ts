/** `chelu list`: the scenarios with what to look at in each, and with `--paths` every setting of one. */
import type { Command } from 'commander';
import { listScenarios } from '../scenario/library.ts';
import type { ScenarioEntry } from '../scenario/library.ts';
import { UserError } from '../scenario/user-error.ts';
import { collect } from './check.ts';
import { wrap } from './format.ts';

const WIDTH = 110;
const INDENT = '    ';

interface ListFlags {
  readonly paths?: string;
  readonly set: readonly string[];
  readonly json?: true;
}

/** Adds the command. */
export function registerList(program: Command): void {
  program
    .command('list [filter]')
    .description('the scenarios that come with Chelu, or every setting of one (--paths)')
    .option('--paths <scenario>', 'every path that --set takes: present value, type, unit, default, meaning')
    .option('--set <path=value>', 'change a setting first (with --paths)', collect, [])
    .option('--json', 'print them as JSON')
    .addHelpText(
      'after',
      `
FILTER: part of a name or path. In a path, N stands for a number in a list that is empty, ID for an id of your own.

Examples:
  chelu list
  chelu list --paths junction
  chelu list --paths junction demand.flows.0
  chelu list --paths my-city.sumocfg v2x --json`,
    )
    .action(async (filter: string | undefined, flags: ListFlags) => {
      if (flags.paths === undefined) {
        if (flags.set.length > 0) {
          throw new UserError('there is nothing to change', { place: '--set', hint: 'add --paths SCENARIO' });
        }
        listLibrary(filter ?? '', flags.json === true);
        return;
      }
      const { listSettings } = await import('./setting-lines.ts');
      await listSettings(flags.paths, filter ?? '', flags.set, flags.json === true);
    });
}

function listLibrary(filter: string, json: boolean): void {
  const found = listScenarios().filter(({ name }) => name.includes(filter));
  if (found.length === 0) {
    throw new UserError(`no scenario has '${filter}' in its name`, { hint: 'chelu list names them all' });
  }
  const text = json
    ? JSON.stringify(found, null, 2)
    : [
        ...found.flatMap(entryLines),
        'Run one: chelu run NAME   (or chelu run FILE.yaml, FILE.sumocfg, FILE.net.xml)',
        'Its settings: chelu list --paths NAME',
      ].join('\n');
  process.stdout.write(`${text}\n`);
}

function entryLines({ name, title, look_at }: ScenarioEntry): string[] {
  const texts = [title.en, title.zh, look_at.en, look_at.zh].filter((text) => text !== '');
  return [name, ...texts.flatMap((text) => wrap(text, WIDTH, INDENT)), ''];
}
