import { describe, expect, it } from 'vitest';
import { compareNumbers, compareResults } from '../../../server/runner/comparison.ts';
import { sampleResult } from '../cli/sample-result.ts';

const delay = { unit: 's', better: 'less' } as const;

describe('one number over pairs', () => {
  it('has the paired t interval as worked by hand', () => {
    // Differences 1, 2, 3, 4, 5: mean 3, s = sqrt(2.5), t(0.975; 4) = 2.776: 3 +- 1.963.
    const row = compareNumbers('x', delay, [10, 20, 30, 40, 50], [11, 22, 33, 44, 55]);
    expect(row).toMatchObject({ pairs: 5, mean_a: 30, mean_b: 33, difference: 3, verdict: 'a' });
    expect(row.low).toBeCloseTo(3 - 1.963, 3);
    expect(row.high).toBeCloseTo(3 + 1.963, 3);
  });

  it('names the better variant by the direction of the metric', () => {
    expect(compareNumbers('x', delay, [5, 6, 7], [1, 2.1, 3]).verdict).toBe('b');
    expect(compareNumbers('x', { unit: '', better: 'more' }, [5, 6, 7], [1, 2.1, 3]).verdict).toBe('a');
    expect(compareNumbers('x', { unit: '' }, [5, 6, 7], [1, 2.1, 3]).verdict).toBe('differs');
  });

  it('is unclear where the interval holds zero or there is one pair, and equal where nothing differs', () => {
    expect(compareNumbers('x', delay, [1, 2, 3], [2, 1, 3.5]).verdict).toBe('unclear');
    expect(compareNumbers('x', delay, [1, 2, 3], [1, 2, 3])).toMatchObject({ verdict: 'equal', low: 0, high: 0 });
    expect(compareNumbers('x', delay, [5, 6, 7], [6, 7, 8])).toMatchObject({ verdict: 'unclear', low: 1, high: 1 });
    expect(compareNumbers('x', delay, [5, 6, 7, 5, 6, 7], [6, 7, 8, 6, 7, 8]).verdict).toBe('a');
    const single = compareNumbers('x', delay, [1], [9]);
    expect(single).toMatchObject({ verdict: 'unclear', difference: 8 });
    expect(single).not.toHaveProperty('low');
  });
});

describe('two variants', () => {
  it('are compared in what all results have, not in what the machine took', () => {
    const [a, b] = [sampleResult(), sampleResult()];
    b.trips.mean_delay_s += 3;
    b.applications = {};
    b.performance.wall_time_s += 100;
    const rows = compareResults([{ seed: 1, a, b }]);
    const paths = rows.map(({ path }) => path);
    expect(rows.find(({ path }) => path === 'trips.mean_delay_s')).toMatchObject({ unit: 's', better: 'less' });
    expect(rows.filter(({ verdict }) => verdict !== 'equal').map(({ path }) => path)).toEqual(['trips.mean_delay_s']);
    expect(paths).toContain('messages.bsm.sent');
    expect(paths.filter((path) => /^(performance|applications|seed|window)/.test(path))).toEqual([]);
    expect(compareResults([])).toEqual([]);
  });
});
