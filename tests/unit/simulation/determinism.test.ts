import { describe, expect, it } from 'vitest';
import { crossingNetwork } from '../../../server/scenario/crossing.ts';
import { crossingSchema } from '../../../server/scenario/map-schema.ts';
import { createWorld } from '../../../server/simulation/create-world.ts';
import type { DemandSpec } from '../../../server/simulation/demand-spec.ts';
import type { Engine } from '../../../server/simulation/engine-state.ts';
import { compileNetwork } from '../../../server/simulation/network-compiler.ts';
import { step } from '../../../server/simulation/step.ts';
import type { World } from '../../../server/simulation/world.ts';
import { demand, departure, plainCar, straightRoad } from '../../support/roads.ts';
import { crossingDemand, slotOf } from '../../support/traffic.ts';

const NETWORK = compileNetwork(crossingNetwork('test', crossingSchema.parse({ length_m: 150 })));
const DEMAND = crossingDemand({ seed: 5, seconds: 300, per_hour_and_arm: 700, left: 0.2, right: 0.2, trucks: 0.1 });

function run(seed: number, seconds: number, wanted: DemandSpec = DEMAND): World {
  const world = createWorld(NETWORK, wanted, { seed, dt_ms: 100 });
  while (world.tick < seconds * 10) step(world);
  return world;
}

/** Everything that a run has brought forth so far, copied. */
function state(world: World): object {
  const { vehicles, signals, active, active_count, counts, tick, waiting_to_insert } = world;
  return structuredClone({ vehicles, signals, active: active.slice(0, active_count), counts, tick, waiting_to_insert });
}

/** Positions by id. */
function places(world: World): Record<string, readonly number[]> {
  const found: Record<string, readonly number[]> = {};
  const { key, x, y, speed_mps, speed_factor } = world.vehicles;
  for (let i = 0; i < world.active_count; i++) {
    const slot = world.active[i];
    found[world.demand.departures[key[slot]].id] = [x[slot], y[slot], speed_mps[slot], speed_factor[slot]];
  }
  return found;
}

describe('two worlds', () => {
  it('with one seed are equal to the bit after 300 s', () => {
    const [one, two] = [run(7, 300), run(7, 300)];
    expect(one.counts.arrived).toBeGreaterThan(100);
    expect(one.counts.lane_changes).toBeGreaterThan(5);
    expect(state(one)).toEqual(state(two));
  });

  it('with one seed are equal also when they run in turns', () => {
    const worlds = [1, 2].map(() => createWorld(NETWORK, DEMAND, { seed: 7, dt_ms: 100 }));
    for (let tick = 0; tick < 1000; tick++) for (const world of worlds) step(world);
    expect(state(worlds[0])).toEqual(state(worlds[1]));
    expect(state(worlds[0])).toEqual(state(run(7, 100)));
  });

  it('with different seeds differ', () => {
    const [one, two] = [run(7, 60), run(8, 60)];
    expect(state(one)).not.toEqual(state(two));
    const factors = (world: World): number[] => Object.values(places(world)).map((place) => place[3]);
    expect(factors(one)).not.toEqual(factors(two));
  });

  it('one of which is a copy of the other go the same way', () => {
    const one = run(7, 100);
    const { network, demand: wanted, router, waiting, ...rest } = one as Engine;
    // The map, the demand and the kept route trees do not change: the copy shares them.
    const two = { ...structuredClone({ waiting, ...rest }), network, demand: wanted, router } as World;
    for (let tick = 0; tick < 500; tick++) {
      step(one);
      step(two);
    }
    expect(one.tick).toBe(1500);
    expect(state(one)).toEqual(state(two));
  });
});

describe('a vehicle', () => {
  it('keeps its desired speed whatever the ids are', () => {
    const renamed = {
      ...DEMAND,
      // The order of ids is turned round.
      departures: DEMAND.departures.map((one, key) => ({ ...one, id: `v${String(9999 - key)}` })),
    };
    const [one, two] = [run(7, 100), run(7, 100, renamed)];
    const by_key = (world: World): Record<string, number> => {
      const { key, speed_factor } = world.vehicles;
      return Object.fromEntries(
        Array.from(world.active.subarray(0, world.active_count), (slot) => [key[slot], speed_factor[slot]]),
      );
    };
    const [a, b] = [by_key(one), by_key(two)];
    const both = Object.keys(a).filter((key) => key in b);
    expect(both.length).toBeGreaterThan(20);
    for (const key of both) expect(b[key], key).toBe(a[key]);
  });

  it('draws its desired speed within the bounds of its type, spread about the mean', () => {
    const spread = plainCar({ speed_factor: { mean: 1, deviation: 0.1, min: 0.85, max: 1.1 } });
    const network = compileNetwork(straightRoad(100, { lanes: 1, speed_mps: 10 }));
    const departures = Array.from({ length: 2000 }, (_, i) =>
      departure({ id: `v${i}`, edges: ['road'], depart_ms: 1e9 }),
    );
    const world = createWorld(network, demand([spread], departures), { seed: 3, dt_ms: 100 }) as Engine;
    const factors = [...world.speed_factors];
    expect(Math.min(...factors)).toBe(0.85);
    expect(Math.max(...factors)).toBe(1.1);
    const share = (test: (factor: number) => boolean): number => factors.filter(test).length / factors.length;
    expect(share((factor) => factor < 1)).toBeCloseTo(0.5, 1);
    expect(share((factor) => factor === 1.1)).toBeCloseTo(0.159, 1);
  });

  it('stands in the list of active ones by its id in code units', () => {
    const ids = ['b', 'B', 'a10', 'a9', 'Z', '_', '0'];
    const network = compileNetwork(straightRoad(500, { lanes: 1, speed_mps: 10 }));
    const departures = ids.map((id, i) =>
      departure({ id, edges: ['road'], depart_pos: 450 - i * 50, depart_speed: 0 }),
    );
    const world = createWorld(network, demand([plainCar()], departures), { seed: 3, dt_ms: 100 }) as Engine;
    while (world.tick < 10) step(world);
    expect(world.active_count).toBe(ids.length);
    const listed = Array.from(world.active.subarray(0, world.active_count), (slot) =>
      ids.find((id) => slotOf(world, id) === slot),
    );
    expect(listed).toEqual(['0', 'B', 'Z', '_', 'a10', 'a9', 'b']);
  });
});
