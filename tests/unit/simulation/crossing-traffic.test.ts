import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crossingNetwork } from '../../../server/scenario/crossing.ts';
import { crossingSchema } from '../../../server/scenario/map-schema.ts';
import { compileNetwork } from '../../../server/simulation/network-compiler.ts';
import type { Network } from '../../../server/simulation/network.ts';
import { crossroadsDraft, net } from '../../support/nets.ts';
import { demand, departure, plainCar } from '../../support/roads.ts';
import { CAR, CLEAN, TRUCK, crossingDemand, drive, findings, watch } from '../../support/traffic.ts';

function crossing(settings: object): Network {
  return compileNetwork(crossingNetwork('test', crossingSchema.parse({ length_m: 120, ...settings })));
}

const PERMISSIVE = {
  lanes_in: 2,
  lanes_out: 2,
  signal: { left: 'permissive', north_south_green_s: 20, east_west_green_s: 20 },
};
const ONE_LANE = {
  lanes_in: 1,
  lanes_out: 1,
  signal: { left: 'permissive', north_south_green_s: 20, east_west_green_s: 20 },
};
const FREE_RIGHT = {
  signal: { right_turn: 'always', north_south_green_s: 15, east_west_green_s: 15, left_green_s: 8 },
};
const LIGHT = { seconds: 300, per_hour_and_arm: 400, left: 0.3, right: 0.2, trucks: 0.1 };

describe('a crossing whose left turns give way', () => {
  const shapes = [
    { name: 'two lanes', settings: PERMISSIVE },
    { name: 'one lane', settings: ONE_LANE },
    { name: 'right turns that may always go', settings: FREE_RIGHT },
  ];
  it.each(shapes.flatMap((shape) => [1, 2].map((seed) => ({ ...shape, seed }))))(
    'lets everybody through unharmed: $name, seed $seed',
    { timeout: 60_000 },
    ({ settings, seed }) => {
      const watched = watch(crossing(settings), crossingDemand({ ...LIGHT, seed }), { seed });
      drive(watched, 600);
      expect(findings(watched)).toEqual(CLEAN);
      const { counts, demand: all } = watched.world;
      expect(counts.inserted).toBe(all.departures.length);
      expect(counts.arrived).toBe(counts.inserted);
    },
  );

  it('stays clean whatever the demand', { timeout: 120_000 }, () => {
    const shares = fc.record({
      seed: fc.integer({ min: 1, max: 1e6 }),
      per_hour_and_arm: fc.integer({ min: 200, max: 1500 }),
      left: fc.double({ min: 0, max: 0.5, noNaN: true }),
      right: fc.double({ min: 0, max: 0.5, noNaN: true }),
      trucks: fc.double({ min: 0, max: 0.4, noNaN: true }),
      shape: fc.constantFrom(PERMISSIVE, ONE_LANE, FREE_RIGHT),
      dt_ms: fc.constantFrom(50, 100, 200),
    });
    fc.assert(
      fc.property(shares, ({ shape, dt_ms, ...wish }) => {
        const watched = watch(crossing(shape), crossingDemand({ ...wish, seconds: 120 }), { seed: wish.seed, dt_ms });
        drive(watched, 150);
        expect(findings(watched)).toEqual(CLEAN);
      }),
      { numRuns: 8, seed: 20260504 },
    );
  });

  it('turns left in the gaps of oncoming traffic', () => {
    // One arm sends left turners only, the opposite one a stream with gaps of some 8 s.
    const departures = Array.from({ length: 40 }, (_, i) => [
      departure({ id: `left.${i}`, edges: ['north_in', 'east_out'], depart_ms: i * 8000 }),
      departure({ id: `on.${i}`, edges: ['south_in', 'north_out'], depart_ms: i * 8000 + 3000 }),
    ]).flat();
    const always_green = {
      ...PERMISSIVE,
      signal: { left: 'permissive', north_south_green_s: 180, east_west_green_s: 4 },
    };
    const watched = watch(crossing(always_green), demand([plainCar()], departures));
    drive(watched, 320);
    expect(findings(watched)).toEqual(CLEAN);
    expect(watched.world.counts.arrived).toBeGreaterThan(70);
  });
});

describe('a junction without signals', () => {
  it.each([1, 2, 3])('lets crossing streams take turns (seed %i)', (seed) => {
    const departures = ['west', 'south'].flatMap((from) =>
      Array.from({ length: 50 }, (_, i) =>
        departure({
          id: `${from}.${i}`,
          type: i % 9 === seed ? 1 : 0,
          edges: [from, from === 'west' ? 'east' : 'north'],
          depart_ms: i * 4500 + (from === 'west' ? 0 : seed * 700),
        }),
      ),
    );
    departures.sort((a, b) => a.depart_ms - b.depart_ms);
    const watched = watch(compileNetwork(net(crossroadsDraft())), demand([CAR, TRUCK], departures), { seed });
    drive(watched, 420);
    expect(findings(watched)).toEqual(CLEAN);
    expect(watched.world.counts).toMatchObject({ inserted: 100, arrived: 100, removed: 0 });
  });

  it('is not entered by who would have to wait on it, so that others get across', () => {
    const blocked = { lane: 'east_0', start_m: 5, end_m: 20, duration_ms: 120_000, until_ms: -1, parking: false };
    const departures = [
      departure({ id: 'van', edges: ['west', 'east'], stops: [blocked] }),
      ...Array.from({ length: 12 }, (_, i) => [
        departure({ id: `west.${i}`, edges: ['west', 'east'], depart_ms: 3000 + i * 3000 }),
        departure({ id: `south.${i}`, edges: ['south', 'north'], depart_ms: 3000 + i * 6000 }),
      ]).flat(),
    ].sort((a, b) => a.depart_ms - b.depart_ms);
    const watched = watch(compileNetwork(net(crossroadsDraft())), demand([plainCar()], departures));
    let standing = 0;
    drive(watched, 120, (world) => {
      for (let i = 0; i < world.active_count; i++) {
        const slot = world.active[i];
        const inside =
          world.network.lanes.junction[world.vehicles.lane[slot]] !== -1 && world.vehicles.pos_m[slot] > 0.1;
        if (inside && world.vehicles.speed_mps[slot] < 0.1) standing += 1;
      }
    });
    expect(standing).toBe(0);
    // All those from the south; the van still blocks those from the west.
    expect(watched.world.counts.arrived).toBe(12);
    drive(watched, 120);
    expect(watched.world.counts.arrived).toBe(25);
    expect(findings(watched)).toEqual(CLEAN);
  });
});
