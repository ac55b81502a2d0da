/**
 * Two variants of a scenario over the same seeds: for every number of the result the mean difference B - A of the pairs and its
 * 95 % interval, paired t: d +- t(0.975; n - 1) s_d / sqrt(n) (Law, Simulation Modeling and Analysis, chapter 10). Pairs share departures and
 * equipment, so what both have in common does not blur the difference.
 */
import { mean, sampleStandardDeviation } from 'simple-statistics';
import { isMetricPath, numbersOf } from './metric.ts';
import type { Metric } from './metric.ts';
import { METRICS } from './metrics.ts';
import type { RunResult } from './result.ts';
import { studentQuantile } from './student-t.ts';

export const CONFIDENCE = 0.95;

/** One seed. */
export interface ResultPair {
  readonly seed: number;
  readonly a: RunResult;
  readonly b: RunResult;
}

/**
 * equal: not one pair differs; unclear: the interval holds zero, or one pair gives none; differs: it does not, and nobody says which way is
 * better.
 */
export type Verdict = 'a' | 'b' | 'differs' | 'unclear' | 'equal';

export interface ComparisonRow {
  readonly path: string;
  readonly unit: string;
  readonly better?: 'more' | 'less';
  readonly pairs: number;
  readonly mean_a: number;
  readonly mean_b: number;
  /** Mean of B - A. */
  readonly difference: number;
  /** Ends of the interval; absent with one pair. */
  readonly low?: number;
  readonly high?: number;
  readonly verdict: Verdict;
}

/** Pairs of one sign from which on the sign test (two-sided, 5 %) sees a difference: 2 / 2^6 = 0.031. */
const SIGNS_MIN = 6;

/** What a machine took for it is no property of the variants, and what was given is no result. */
const NOT_COMPARED = /^(performance|window|seed$)/;

/** A row for every number that all results of both variants have, in the order of the result. */
export function compareResults(pairs: readonly ResultPair[]): ComparisonRow[] {
  const numbers = pairs.map(({ a, b }) => ({ a: numbersOf(a), b: numbersOf(b) }));
  const [first] = numbers;
  if (first === undefined) return [];
  return [...first.a.keys()].flatMap((path) => {
    const a = numbers.map((pair) => pair.a.get(path));
    const b = numbers.map((pair) => pair.b.get(path));
    const metric = METRICS.find((candidate) => isMetricPath(candidate, path));
    if (NOT_COMPARED.test(path) || metric === undefined || !areNumbers(a) || !areNumbers(b)) return [];
    return [compareNumbers(path, metric, a, b)];
  });
}

const areNumbers = (values: readonly (number | undefined)[]): values is number[] =>
  values.every((value) => value !== undefined);

/** @param a values of A by pair; `b` those of B */
export function compareNumbers(
  path: string,
  { unit, better }: Pick<Metric, 'unit' | 'better'>,
  a: readonly number[],
  b: readonly number[],
): ComparisonRow {
  const differences = b.map((value, i) => value - a[i]);
  const difference = mean(differences);
  const row = {
    path,
    unit,
    ...(better === undefined ? {} : { better }),
    pairs: a.length,
    mean_a: mean([...a]),
    mean_b: mean([...b]),
    difference,
  };
  if (differences.every((value) => value === 0)) return { ...row, ...ends(difference, 0, a.length), verdict: 'equal' };
  if (a.length < 2) return { ...row, verdict: 'unclear' };
  const deviation = sampleStandardDeviation(differences);
  // Counts that differ by the same in every pair leave an interval of no width, which says nothing; then their sign has to do.
  if (deviation === 0 && a.length < SIGNS_MIN) return { ...row, ...ends(difference, 0, a.length), verdict: 'unclear' };
  const error = deviation / Math.sqrt(a.length);
  const interval = ends(difference, studentQuantile(CONFIDENCE, a.length - 1) * error, a.length);
  return { ...row, ...interval, verdict: verdictOf(difference, interval, better) };
}

function ends(difference: number, half: number, pairs: number): { low?: number; high?: number } {
  return pairs < 2 ? {} : { low: difference - half, high: difference + half };
}

function verdictOf(
  difference: number,
  { low = -Infinity, high = Infinity }: { low?: number; high?: number },
  better: 'more' | 'less' | undefined,
): Verdict {
  if (low <= 0 && high >= 0) return 'unclear';
  if (better === undefined) return 'differs';
  return difference > 0 === (better === 'more') ? 'b' : 'a';
}
