/** Which number of the result an expectation is about, and whether it is met when the run has ended. */
import { isMet } from '../scenario/expectation.ts';
import type { Expectation } from '../scenario/expectation.ts';
import { nearest } from '../scenario/suggestion.ts';
import { UserError } from '../scenario/user-error.ts';
import { numbersOf, pathsOf } from './metric.ts';
import type { Metric } from './metric.ts';
import { METRICS } from './metrics.ts';
import type { RunResult } from './result.ts';

export interface ResolvedExpectation {
  readonly expectation: Expectation;
  /** Whole path in the result. */
  readonly path: string;
  readonly metric: Metric;
}

export interface Judgement extends ResolvedExpectation {
  /** Absent where the result has no such number: nothing of the kind took part. */
  readonly value: number | undefined;
  readonly met: boolean;
}

/**
 * Finds the number that each expectation means; the end of a path will do where it is the end of one path only.
 * @throws UserError with the place of the line and a suggestion
 */
export function resolveExpectations(expectations: readonly Expectation[]): ResolvedExpectation[] {
  return expectations.map((expectation) => {
    const found = METRICS.flatMap((metric) => meanings(metric, expectation.path).map((path) => ({ path, metric })));
    const exact = found.filter(({ path }) => path === expectation.path);
    const [one, other] = exact.length > 0 ? exact : found;
    if (one === undefined) throw unknownPath(expectation);
    if (other !== undefined)
      throw ambiguousPath(
        expectation,
        found.map(({ path }) => path),
      );
    return { expectation, ...one };
  });
}

/** Whole paths of a metric that end with `wanted`. */
function meanings(metric: Metric, wanted: string): string[] {
  const wanted_parts = wanted.split('.');
  return pathsOf(metric).flatMap((path) => {
    const parts = path.split('.');
    const skipped = parts.length - wanted_parts.length;
    if (skipped < 0 || parts.slice(0, skipped).includes('*')) return [];
    const same = wanted_parts.every((part, i) => parts[skipped + i] === part || parts[skipped + i] === '*');
    return same ? [[...parts.slice(0, skipped), ...wanted_parts].join('.')] : [];
  });
}

function unknownPath({ path, place }: Expectation): UserError {
  const all = METRICS.flatMap(pathsOf);
  const near = nearest(path, all) ?? nearest(path, all.map(lastName));
  return new UserError(`the result has no '${path}'`, {
    place,
    hint: near === undefined ? 'chelu metrics names every number' : `did you mean ${near}?`,
  });
}

const lastName = (path: string): string => path.slice(path.lastIndexOf('.') + 1);

/** Paths named in a message before it says "and more". */
const NAMED = 4;

function ambiguousPath({ path, place }: Expectation, found: readonly string[]): UserError {
  const more = found.length > NAMED ? ` and ${found.length - NAMED} more` : '';
  return new UserError(`'${path}' may be ${found.slice(0, NAMED).join(', ')}${more}`, {
    place,
    hint: 'write the whole path',
  });
}

/** Whether an expectation is about something that only the oracle counts. */
export function needsOracle(expectations: readonly ResolvedExpectation[]): boolean {
  return expectations.some(({ metric }) => metric.judged === true);
}

/** Holds the result against them. A number that is not there meets nothing. */
export function judge(expectations: readonly ResolvedExpectation[], result: RunResult): Judgement[] {
  const numbers = numbersOf(result);
  return expectations.map((resolved) => {
    const value = numbers.get(resolved.path);
    return { ...resolved, value, met: value !== undefined && isMet(resolved.expectation, value) };
  });
}
