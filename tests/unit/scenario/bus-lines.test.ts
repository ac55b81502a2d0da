import { describe, expect, it } from 'vitest';
import { lineTrips } from '../../../server/scenario/bus-lines.ts';
import { demandSchema } from '../../../server/scenario/demand-schema.ts';
import { randomTrips } from '../../../server/scenario/random-trips.ts';
import { compileText } from '../../../server/scenario/map/read.ts';
import { TOWN } from './map-town.ts';

const { network } = compileText(TOWN, 'town.map.yaml', 'town');
const line = { from: 'east-side', stops: ['market'], to: 'centre-west', every_s: 120 };
const lines = (changes: object) => demandSchema.parse({ lines: [{ ...line, ...changes }] }).lines;

describe('a bus line', () => {
  it('sends a bus every so often, over its stops', () => {
    const trips = lineTrips(network, lines({ begin_s: 30, dwell_s: 25 }), 400_000);
    expect(trips.map(({ depart_ms }) => depart_ms)).toEqual([30_000, 150_000, 270_000, 390_000]);
    expect(trips[0]).toMatchObject({ class: 'bus', edges: ['east-side', 'side-tee', 'centre-west'], complete: false });
    expect(trips[0].stops).toMatchObject([
      { place: 'market', lane: 'side-tee_0', duration_ms: 25_000, parking: false },
    ]);
  });

  it.each([
    ['stop', { stops: ['markt'] }, /no stop 'markt' on the map/],
    ['edge', { to: 'centre-wst' }, /no edge 'centre-wst' in the network/],
  ])('with an unknown %s is refused', (_, changes, message) => {
    expect(() => lineTrips(network, lines(changes), 1000)).toThrow(message);
  });
});

it('weights make trips begin more often where they are greater', () => {
  const count = (weights: object): number => {
    const demand = demandSchema.parse({ random: { per_hour: 20_000, weights } });
    return randomTrips(network, demand, 1, 600_000).filter(({ edges }) => edges[0] === 'west-centre').length;
  };
  const even = count({});
  expect(even).toBeGreaterThan(300);
  // Seven ends: 1 of 7 becomes 6 of 12.
  expect(count({ 'west-centre': 6 }) / even).toBeGreaterThan(2.9);
  expect(count({ 'west-centre': 0 })).toBe(0);
});
