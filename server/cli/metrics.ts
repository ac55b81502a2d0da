/** `chelu metrics`: what every number of a result means. */
import type { Command } from 'commander';
import { METRICS } from '../runner/metrics.ts';
import type { Metric } from '../runner/metric.ts';
import { nearest } from '../scenario/suggestion.ts';
import { UserError } from '../scenario/user-error.ts';
import { wrap } from './format.ts';

const WIDTH = 110;
const INDENT = '    ';

/** Adds the command. */
export function registerMetrics(program: Command): void {
  program
    .command('metrics [filter]')
    .description('every number of a result: unit, definition, source')
    .option('--json', 'print the table as JSON')
    .addHelpText(
      'after',
      `
FILTER: part of a path, such as trips or delay. Paths are those of the JSON of chelu run --json; words in capitals stand for
a name, such as bsm. Those marked judged are counted with --check, --junit or an expect: about them only.

Examples:
  chelu metrics trips
  chelu metrics --json`,
    )
    .action((filter: string | undefined, options: { json?: true }) => {
      const found = METRICS.filter((metric) => filter === undefined || shownPath(metric).includes(filter));
      if (found.length === 0) throw noMetric(filter ?? '');
      const text = options.json ? JSON.stringify(found.map(jsonOf), null, 2) : found.flatMap(linesOf).join('\n');
      process.stdout.write(`${text}\n`);
    });
}

function noMetric(filter: string): UserError {
  const words = new Set(METRICS.flatMap(({ path }) => path.split('.')));
  const near = nearest(filter, words);
  return new UserError(`no metric has '${filter}' in its path`, {
    hint: near === undefined ? 'chelu metrics prints them all' : `did you mean ${near}?`,
  });
}

function shownPath({ path, variable }: Metric): string {
  return variable === undefined ? path : path.replace('*', variable);
}

function linesOf(metric: Metric): string[] {
  const { unit, better, judged, names, variable, definition, source } = metric;
  const marks = [unit, better === undefined ? '' : `${better} is better`, judged ? 'judged' : ''];
  const values = names === undefined ? [] : [`${variable}: ${names.join(', ')}`];
  return [
    `${shownPath(metric)}   ${marks.filter((mark) => mark !== '').join(', ')}`.trimEnd(),
    ...wrap(definition, WIDTH, INDENT),
    ...wrap(`= ${source}`, WIDTH, INDENT),
    ...values.flatMap((line) => wrap(line, WIDTH, INDENT)),
  ];
}

function jsonOf(metric: Metric): unknown {
  const { unit, definition, source, better = null, judged = false, names } = metric;
  return {
    path: shownPath(metric),
    unit,
    definition,
    source,
    better,
    judged,
    ...(names === undefined ? {} : { names }),
  };
}
