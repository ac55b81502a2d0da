import { describe, expect, it } from 'vitest';
import { demandOf, flowTrips } from '../../../server/scenario/departures.ts';
import { demandSchema } from '../../../server/scenario/demand-schema.ts';
import type { DemandSpec } from '../../../server/simulation/demand-spec.ts';

function depart(settings: unknown, until_s = 3600, seed = 1): DemandSpec {
  const demand = demandSchema.parse(settings);
  const ground = { seed, until_ms: until_s * 1000, edges: undefined, origin: (flow: number) => `test:${flow}` };
  return demandOf(flowTrips(demand, ground), demand);
}

const flow = { from: 'west', per_hour: 900, turns: { left: 0.2, straight: 0.6, right: 0.2 } };

describe('flows', () => {
  it('come at their rate, with exponential headways', () => {
    const { departures } = depart({ flows: [flow] }, 36_000);
    expect(departures.length).toBeGreaterThan(8700);
    expect(departures.length).toBeLessThan(9300);
    const headways = departures.slice(1).map((departure, i) => departure.depart_ms - departures[i].depart_ms);
    const mean = headways.reduce((sum, headway) => sum + headway, 0) / headways.length;
    const deviation = Math.sqrt(headways.reduce((sum, headway) => sum + (headway - mean) ** 2, 0) / headways.length);
    expect(mean).toBeCloseTo(4000, -2.5);
    expect(deviation / mean).toBeCloseTo(1, 1);
  });

  it('turn by their shares', () => {
    const { departures } = depart({ flows: [flow] }, 36_000);
    const share = (edge: string): number => departures.filter((d) => d.edges[1] === edge).length / departures.length;
    // From the west, north is left, east is straight on, south is right.
    expect(share('north_out')).toBeCloseTo(0.2, 1);
    expect(share('east_out')).toBeCloseTo(0.6, 1);
    expect(share('south_out')).toBeCloseTo(0.2, 1);
  });

  it('mix the classes by their shares', () => {
    const { departures } = depart({ shares: { car: 3, bus: 1 }, flows: [flow] }, 36_000);
    expect(departures.filter((d) => d.id.startsWith('bus')).length / departures.length).toBeCloseTo(0.25, 1);
  });

  it('begin a longer run like a shorter one', () => {
    const flows = [flow, { ...flow, from: 'east' }];
    const short = depart({ flows }, 600).departures;
    expect(depart({ flows }, 7200).departures.slice(0, short.length)).toEqual(short);
  });

  it('do not shift each other', () => {
    const alone = depart({ flows: [flow] }).departures.map((d) => d.depart_ms);
    const both = depart({ flows: [flow, { ...flow, from: 'east' }] }).departures.filter(
      (d) => d.edges[0] === 'west_in',
    );
    expect(both.map((d) => d.depart_ms)).toEqual(alone);
  });

  it('differ between seeds', () => {
    expect(depart({ flows: [flow] }, 600, 1)).not.toEqual(depart({ flows: [flow] }, 600, 2));
  });

  it('come evenly where asked, within their time', () => {
    const even = { from: 'west', to: 'east', per_hour: 360, arrivals: 'uniform', begin_s: 100, end_s: 140 };
    expect(depart({ flows: [even] }).departures.map((d) => d.depart_ms)).toEqual([105_000, 115_000, 125_000, 135_000]);
  });

  it('are ordered by time and have ids that are unique and fit for topics', () => {
    const { departures } = depart({ shares: { car: 1, bus: 1 }, flows: [flow, { ...flow, from: 'north' }] });
    departures.slice(1).forEach((d, i) => expect(d.depart_ms).toBeGreaterThanOrEqual(departures[i].depart_ms));
    expect(new Set(departures.map((d) => d.id)).size).toBe(departures.length);
    for (const { id } of departures) expect(id).toMatch(/^[A-Za-z0-9_.:-]{1,64}$/);
  });

  it('with an arm that does not exist, no direction or no shares are refused', () => {
    expect(() => depart({ flows: [{ ...flow, from: 'nort' }] })).toThrow("no arm 'nort'");
    expect(() => depart({ flows: [{ from: 'west', per_hour: 1 }] })).toThrow('a flow needs to: (an arm) or turns:');
    expect(() => depart({ flows: [{ from: 'west', to: 'west', per_hour: 1 }] })).toThrow('no U-turns');
    expect(() => depart({ shares: { car: 0 }, flows: [flow] })).toThrow('the shares are all 0');
  });
});

it('changes of a class reach its type and no other', () => {
  const { types } = depart({ types: { car: { headway_s: 2 } }, flows: [flow] });
  expect(types.find((type) => type.id === 'car')?.headway_s).toBe(2);
  expect(types.find((type) => type.id === 'taxi')?.headway_s).toBe(1);
});
