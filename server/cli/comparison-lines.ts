/** A comparison as a person reads it: what was run, a table of differences, and in words where V2X wins and where it loses. */
import { compareResults } from '../runner/comparison.ts';
import type { ComparisonRow, ResultPair } from '../runner/comparison.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { number, table, wrap } from './format.ts';

export interface Comparison {
  readonly pairs: readonly ResultPair[];
  readonly a: Side;
  readonly b: Side;
  /** In every pair. */
  readonly same_departures: boolean;
  /** Seeds that were asked for and not run to the end. */
  readonly missing: number;
}

export interface Side {
  readonly label: string;
  /** That of the first seed. */
  readonly scenario: Scenario;
}

const WIDTH = 110;

/** What a result over simulated seeds is, and what it is not. */
export const CAVEAT =
  'All of this is simulated: it holds for this scenario and its models of traffic, drivers and radio, and says nothing certain of a real road.';
export const METHOD =
  'Interval: paired t, mean of B - A +- t(0.975; n - 1) s / sqrt(n), n pairs (Law, Simulation Modeling and Analysis, chapter 10). With many numbers, one interval in twenty misses zero by chance.';

/** `all`: every number that differs, also those with no better way. */
export function comparisonLines(comparison: Comparison, all: boolean): string[] {
  const rows = compareResults(comparison.pairs);
  const judged = rows.filter(({ better }) => better !== undefined);
  const others = rows.filter(({ better, verdict }) => better === undefined && verdict !== 'equal');
  const shown = all ? [...judged, ...others] : judged;
  return [
    ...headLines(comparison),
    '',
    ...table([['', 'A', 'B', 'B - A', '95 % interval', ''], ...shown.map(cells)]),
    '',
    ...verdictLines(comparison, judged),
    ...(all || others.length === 0 ? [] : [`${number(others.length)} more numbers differ (--all prints them)`]),
    '',
    ...wrap(CAVEAT, WIDTH),
    ...wrap(METHOD, WIDTH),
  ];
}

function headLines({ pairs, a, b, same_departures, missing }: Comparison): string[] {
  const name = a.scenario.name === b.scenario.name ? a.scenario.name : `${a.scenario.name} and ${b.scenario.name}`;
  const seeds = pairs.map(({ seed }) => seed).join(', ');
  const windows = [a, b].map(
    ({ scenario: { settings } }) => `${number(settings.warmup_s)} to ${number(settings.until_s)} s`,
  );
  const window = windows[0] === windows[1] ? windows[0] : `${windows[0]} in A and ${windows[1]} in B`;
  const started = pairs.map((pair) => pair.a.trips.started);
  const least = Math.min(...started);
  const most = Math.max(...started);
  return [
    `${name}   simulated, counted from ${window}`,
    ...wrap(`seeds ${seeds}   (${pairs.length === 1 ? '1 pair' : `${number(pairs.length)} pairs`})`, WIDTH),
    `A   ${a.label}`,
    `B   ${b.label}`,
    same_departures
      ? `Both runs of a pair have the same departures (${number(least)}${most === least ? '' : ` to ${number(most)}`} in the window).`
      : 'NOTE: departures differ between A and B: the pairs share their seed only.',
    ...(missing > 0 ? [`NOTE: interrupted; ${number(missing)} more seeds were asked for.`] : []),
    ...(pairs.length === 1 ? ['NOTE: one seed gives no interval; nothing can be said of chance.'] : []),
  ];
}

function cells(row: ComparisonRow): string[] {
  const unit = /^(|share|ratio)$/.test(row.unit) ? '' : ` ${row.unit}`;
  const interval =
    row.low === undefined || row.high === undefined ? '-' : `${signed(row.low, row)} to ${signed(row.high, row)}`;
  return [
    row.path,
    `${figure(row.mean_a, row)}${unit}`,
    `${figure(row.mean_b, row)}${unit}`,
    row.verdict === 'equal' ? 'equal' : signed(row.difference, row),
    row.verdict === 'equal' ? '' : interval,
    WORDS[row.verdict],
  ];
}

const WORDS: Readonly<Record<ComparisonRow['verdict'], string>> = {
  a: 'A better',
  b: 'B better',
  differs: 'differs',
  unclear: 'unclear',
  equal: '',
};

/** Digits behind the point, the same in a whole row: enough for the smallest of its figures that is not zero. */
function digitsOf({ mean_a, mean_b, difference }: ComparisonRow): number {
  const sizes = [mean_a, mean_b, difference].map(Math.abs).filter((size) => size > 0);
  const smallest = Math.min(...sizes);
  if (sizes.length === 0 || smallest >= 100) return 0;
  return Math.min(5, Math.max(0, 2 - Math.floor(Math.log10(smallest))));
}

const figure = (value: number, row: ComparisonRow): string => number(value, digitsOf(row));
const signed = (value: number, row: ComparisonRow): string => (value > 0 ? '+' : '') + figure(value, row);

/** Better, worse and unclear, each with its numbers; where only one variant has V2X, from the side of V2X. */
function verdictLines({ a, b, pairs }: Comparison, rows: readonly ComparisonRow[]): string[] {
  const on_a = a.scenario.settings.v2x.enabled;
  const on_b = b.scenario.settings.v2x.enabled;
  const side = on_a && !on_b ? 'a' : 'b';
  const subject = on_a === on_b ? 'B against A' : 'V2X';
  const pathsWith = (verdict: ComparisonRow['verdict']): string[] =>
    rows.filter((row) => row.verdict === verdict).map(({ path }) => path);
  const line = (word: string, paths: readonly string[]): string[] =>
    wrap(`${subject} ${word}: ${paths.length === 0 ? 'nothing' : paths.join(', ')}`, WIDTH);
  if (pairs.length === 1) return [`${subject}: no verdict from one seed`];
  return [
    ...line('is better in', pathsWith(side)),
    ...line('is WORSE in', pathsWith(side === 'a' ? 'b' : 'a')),
    ...line('shows no clear difference in', pathsWith('unclear')),
  ];
}
