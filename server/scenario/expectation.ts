/** `expect:` of a scenario: lines such as `trips.mean_delay_s <= 40`, a path into the result, an operator and a number. */
import { UserError } from './user-error.ts';

export const OPERATORS = ['==', '!=', '<=', '>=', '<', '>'] as const;
export type Operator = (typeof OPERATORS)[number];

export interface Expectation {
  /** As it was written, with single spaces. */
  readonly text: string;
  /** Path of a number in the result, or the end of one. */
  readonly path: string;
  readonly operator: Operator;
  readonly limit: number;
  /** "file:line:column" or the flag that says it. */
  readonly place: string;
}

const LINE = /^([A-Za-z_][\w.:-]*)\s*(==|!=|<=|>=|<|>)\s*(\S+)$/;

/**
 * Reads one line.
 * @throws UserError for anything else
 */
export function parseExpectation(line: string, place: string): Expectation {
  const [, path, operator, number] = LINE.exec(line.trim()) ?? [];
  if (path === undefined) throw new UserError(`'${line}' is no expectation`, { place, hint: hintFor(line) });
  const limit = Number(number);
  if (!Number.isFinite(limit)) {
    throw new UserError(`'${line}' compares with '${number}', which is no number`, {
      place,
      hint: 'units are those of the path and are not written',
    });
  }
  return { text: `${path} ${operator} ${number}`, path, operator: operator as Operator, limit, place };
}

function hintFor(line: string): string {
  if (/[^=!<>]=[^=]/.test(line)) return 'equal is written ==';
  return `wanted: path, one of ${OPERATORS.join(' ')}, number; for instance collisions == 0`;
}

/** Whether a number meets the expectation. Exact: what comes out of arithmetic is better compared by <= and >=. */
export function isMet({ operator, limit }: Expectation, value: number): boolean {
  switch (operator) {
    case '==':
      return value === limit;
    case '!=':
      return value !== limit;
    case '<=':
      return value <= limit;
    case '>=':
      return value >= limit;
    case '<':
      return value < limit;
    case '>':
      return value > limit;
  }
}
