import { describe, expect, it } from 'vitest';
import { readSeeds } from '../../../server/cli/compare.ts';
import { readVariants } from '../../../server/cli/compare-variants.ts';
import type { CompareFlags } from '../../../server/cli/compare-variants.ts';
import { comparisonLines } from '../../../server/cli/comparison-lines.ts';
import { loadScenario } from '../../../server/scenario/loader.ts';
import { UserError } from '../../../server/scenario/user-error.ts';
import { sampleResult } from './sample-result.ts';

const flags = (more: Partial<CompareFlags> = {}): CompareFlags => ({ set: [], setA: [], setB: [], ...more });

describe('--seeds', () => {
  it('takes ranges and lists, each seed once', () => {
    expect(readSeeds('1-5')).toEqual([1, 2, 3, 4, 5]);
    expect(readSeeds('7, 1-3,2')).toEqual([7, 1, 2, 3]);
  });

  it('refuses the rest', () => {
    for (const text of ['', 'a', '5-1', '1-', '-3', '1.5', '0-100000', '99999999999999999999']) {
      expect(() => readSeeds(text), text).toThrow(/Expected/);
    }
  });
});

describe('the variants', () => {
  it('are without and with messages where nothing else is said', () => {
    const [a, b] = readVariants('junction', undefined, flags({ set: ['rsu.at=none'] }));
    expect(a).toMatchObject({ sets: ['rsu.at=none', 'v2x.enabled=false'], label: 'v2x.enabled=false' });
    expect(b).toMatchObject({ sets: ['rsu.at=none', 'v2x.enabled=true'], scenario: 'junction' });
  });

  it('come from --vary, commas in brackets left alone', () => {
    const [a, b] = readVariants('x', undefined, flags({ vary: 'demand.shares={car: 1, bus: 2},{car: 1}' }));
    expect([a.sets, b.sets]).toEqual([['demand.shares={car: 1, bus: 2}'], ['demand.shares={car: 1}']]);
  });

  it('come from --set-a and --set-b, or from two scenarios', () => {
    const [a, b] = readVariants('x', undefined, flags({ setB: ['v2x.penetration=0.3'] }));
    expect([a.label, b.label]).toEqual(['as it is', 'v2x.penetration=0.3']);
    const [one, other] = readVariants('x', 'y', flags({ setA: ['dt_ms=50'] }));
    expect([one.label, other.label]).toEqual(['x dt_ms=50', 'y']);
  });

  it('are refused where they are the same, or change the seed', () => {
    const refused = (more: Partial<CompareFlags>, b?: string): unknown => {
      try {
        return readVariants('x', b, flags(more));
      } catch (error) {
        return error instanceof UserError ? error.line() : error;
      }
    };
    expect(refused({ vary: 'v2x.enabled=true,true' })).toMatch(/^--vary v2x\.enabled=true,true: A and B are the same/);
    expect(refused({}, 'x')).toMatch(/A and B are the same/);
    expect(refused({ vary: 'v2x.enabled=true' })).toMatch(/expected path=x,y/);
    expect(refused({ vary: 'v2x.enabled=1,2,3' })).toMatch(/expected path=x,y/);
    expect(refused({ setB: ['seed=4'] })).toBe(
      '--set seed=4: the seeds of a comparison are those of --seeds (use --seeds)',
    );
  });
});

describe('a comparison', () => {
  it('says in words where V2X loses', async () => {
    const pairs = [1, 2, 3].map((seed) => {
      const [a, b] = [sampleResult(), sampleResult()];
      b.trips.mean_delay_s += 4 + 0.1 * seed;
      b.trips.mean_speed_mps += 1 + 0.1 * seed;
      b.traffic.stopped_share += 0.01 * (seed - 2);
      return { seed, a, b };
    });
    const [without, withV2x] = await Promise.all([
      loadScenario('junction', { sets: ['v2x.enabled=false'] }),
      loadScenario('junction'),
    ]);
    const text = comparisonLines(
      {
        pairs,
        a: { label: 'v2x.enabled=false', scenario: without },
        b: { label: 'v2x.enabled=true', scenario: withV2x },
        same_departures: true,
        missing: 0,
      },
      false,
    );
    expect(text.find((line) => line.startsWith('trips.mean_delay_s'))?.split(/\s{2,}/)).toEqual([
      'trips.mean_delay_s',
      '22.44 s',
      '26.64 s',
      '+4.20',
      '+3.95 to +4.45',
      'A better',
    ]);
    expect(text).toContain('V2X is better in: trips.mean_speed_mps');
    expect(text).toContain('V2X is WORSE in: trips.mean_delay_s');
    expect(text).toContain('V2X shows no clear difference in: traffic.stopped_share');
    expect(text.join(' ')).toContain('All of this is simulated');
    const swapped = comparisonLines(
      {
        pairs: pairs.map(({ seed, a, b }) => ({ seed, a: b, b: a })),
        a: { label: 'on', scenario: withV2x },
        b: { label: 'off', scenario: without },
        same_departures: false,
        missing: 2,
      },
      false,
    );
    expect(swapped).toContain('V2X is WORSE in: trips.mean_delay_s');
    expect(swapped).toContain('NOTE: departures differ between A and B: the pairs share their seed only.');
    expect(swapped).toContain('NOTE: interrupted; 2 more seeds were asked for.');
  });
});
