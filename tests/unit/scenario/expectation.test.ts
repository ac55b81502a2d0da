import { describe, expect, it } from 'vitest';
import { isMet, OPERATORS, parseExpectation } from '../../../server/scenario/expectation.ts';
import { UserError } from '../../../server/scenario/user-error.ts';

function complaint(line: string): string {
  try {
    parseExpectation(line, 'a.yaml:7:3');
  } catch (error) {
    if (error instanceof UserError) return error.line();
    throw error;
  }
  throw new Error(`'${line}' was taken`);
}

describe('a line of expect:', () => {
  it('is path, operator and number, with or without blanks', () => {
    expect(parseExpectation('  trips.mean_delay_s<=4e1 ', 'x')).toEqual({
      text: 'trips.mean_delay_s <= 4e1',
      path: 'trips.mean_delay_s',
      operator: '<=',
      limit: 40,
      place: 'x',
    });
  });

  it('is answered with its place and a hint where it is something else', () => {
    expect(complaint('collisions = 0')).toBe("a.yaml:7:3: 'collisions = 0' is no expectation (equal is written ==)");
    expect(complaint('no collisions')).toMatch(
      /^a\.yaml:7:3: 'no collisions' is no expectation \(wanted: path, one of/,
    );
    expect(complaint('trips.mean_delay_s <= 40s')).toMatch(/compares with '40s', which is no number/);
    expect(complaint('a == b')).toContain("compares with 'b'");
    expect(complaint('')).toContain('is no expectation');
  });

  it('compares exactly', () => {
    const met = (value: number): string[] =>
      OPERATORS.filter((operator) => isMet(parseExpectation(`a ${operator} 3`, ''), value));
    expect(met(2)).toEqual(['!=', '<=', '<']);
    expect(met(3)).toEqual(['==', '<=', '>=']);
    expect(met(4)).toEqual(['!=', '>=', '>']);
  });
});
