import { expect, it } from 'vitest';
import { studentQuantile, studentWithin } from '../../../server/runner/student-t.ts';

it('gives the quantiles of the printed table', () => {
  // NIST/SEMATECH e-Handbook 1.3.6.7.2, critical values of t for 0.975 and 0.995.
  const table: [df: number, t975: number, t995: number][] = [
    [1, 12.706, 63.657],
    [2, 4.303, 9.925],
    [3, 3.182, 5.841],
    [4, 2.776, 4.604],
    [5, 2.571, 4.032],
    [9, 2.262, 3.25],
    [10, 2.228, 3.169],
    [29, 2.045, 2.756],
    [30, 2.042, 2.75],
    [100, 1.984, 2.626],
  ];
  for (const [df, t975, t995] of table) {
    expect(studentQuantile(0.95, df), `df ${df}`).toBeCloseTo(t975, 3);
    expect(studentQuantile(0.99, df), `df ${df}`).toBeCloseTo(t995, 3);
  }
  expect(studentQuantile(0.95, 100_000)).toBeCloseTo(1.96, 3);
});

it('is the inverse of the probability', () => {
  for (const df of [1, 2, 7, 8]) {
    for (const share of [0.1, 0.5, 0.9]) expect(studentWithin(studentQuantile(share, df), df)).toBeCloseTo(share, 10);
    expect(studentWithin(0, df)).toBe(0);
  }
});
