/** What a finished run is held against: `--check`, invariants that always hold, and the scenario's own expectations. */
import type { Judgement } from '../runner/expectations.ts';
import type { RunResult } from '../runner/result.ts';
import { number, table } from './format.ts';

export interface RunCheck {
  readonly kind: 'check' | 'invariant';
  readonly name: string;
  /** In words; absent where all is well. */
  readonly failure?: string;
}

/** Everything that `--check` holds against a run. `broken` are invariants that the oracle found violated. */
export function runChecks(result: RunResult, broken: readonly string[] = []): RunCheck[] {
  const { vehicles, messages } = result;
  const open = Object.entries(messages)
    .filter(([, counts]) => counts.addressed !== counts.delivered + counts.lost + counts.in_flight)
    .map(([kind]) => `${kind} does not close: addressed is not delivered + lost + in flight`);
  const conserved = vehicles.inserted === vehicles.running + vehicles.arrived + vehicles.removed;
  return [
    check('no collision', vehicles.collisions, counted(vehicles.collisions, 'collision', 'collisions')),
    check(
      'no avoidable red entry',
      vehicles.red_entries,
      counted(vehicles.red_entries, 'avoidable red entry', 'avoidable red entries'),
    ),
    check(
      'nobody is stuck',
      vehicles.stuck,
      `${counted(vehicles.stuck, 'vehicle', 'vehicles')} stood longer than 300 s`,
    ),
    invariant(
      'vehicles are conserved',
      conserved ? [] : ['vehicles are not conserved: inserted is not running + arrived + removed'],
    ),
    invariant('messages are accounted for', open),
    invariant('the engine keeps its invariants', broken),
  ];
}

/** What went wrong, in words; empty when all is well. */
export function failuresOf(checks: readonly RunCheck[]): string[] {
  return checks.flatMap(({ failure }) => (failure === undefined ? [] : [failure]));
}

function check(name: string, count: number, failure: string): RunCheck {
  return count === 0 ? { kind: 'check', name } : { kind: 'check', name, failure };
}

function invariant(name: string, failures: readonly string[]): RunCheck {
  return { kind: 'invariant', name, ...(failures.length === 0 ? {} : { failure: failures.join('; ') }) };
}

const counted = (count: number, one: string, many: string): string => `${number(count)} ${count === 1 ? one : many}`;

/** Lines about the expectations, failed ones marked; empty where there are none. */
export function expectationLines(judgements: readonly Judgement[]): string[] {
  if (judgements.length === 0) return [];
  const met = judgements.filter((judgement) => judgement.met).length;
  const rows = judgements.map((judgement) => [
    `  ${judgement.met ? 'ok' : 'FAILED'}`,
    judgement.expectation.text,
    foundText(judgement),
  ]);
  return [`expected    ${number(met)} of ${number(judgements.length)} hold`, ...table(rows, 3)];
}

/** The number that was found, with its path where the line names only its end. */
export function foundText({ expectation, path, metric, value }: Judgement): string {
  const where = path === expectation.path ? '' : `   (${path})`;
  if (value === undefined) return `not in the result${where}`;
  const short = Number(value.toPrecision(6));
  // Rounding must not hide why a comparison failed.
  const shown = short === expectation.limit ? value : short;
  return `is ${shown}${/^(|share|ratio)$/.test(metric.unit) ? '' : ` ${metric.unit}`}${where}`;
}
