import { describe, expect, it } from 'vitest';
import { crossingNetwork } from '../../../server/scenario/crossing.ts';
import { crossingSchema } from '../../../server/scenario/map-schema.ts';
import type { Engine } from '../../../server/simulation/engine-state.ts';
import { addStop, redirect, releaseStop, standsAtStop } from '../../../server/simulation/itinerary.ts';
import { compileNetwork } from '../../../server/simulation/network-compiler.ts';
import { PURPOSE, random } from '../../../server/simulation/random.ts';
import { demand, departure, plainCar } from '../../support/roads.ts';
import {
  CLEAN,
  crossingDemand,
  drive,
  findings,
  happened,
  isRunning,
  laneOf,
  slotOf,
  watch,
} from '../../support/traffic.ts';

const SIGNAL = { left: 'permissive', north_south_green_s: 20, east_west_green_s: 20 };
const crossing = compileNetwork(
  crossingNetwork('test', crossingSchema.parse({ length_m: 120, lanes_in: 2, lanes_out: 2, signal: SIGNAL })),
);
const edge = (id: string): number => crossing.edge_by_id.get(id)!;
const ARMS = ['north', 'east', 'south', 'west'];

function oneCar() {
  return watch(crossing, demand([plainCar()], [departure({ id: 'v', edges: ['south_in', 'north_out'] })]));
}

describe('a journey changed on the way', () => {
  it('leads to the new destination, and tells so once', () => {
    const watched = oneCar();
    const told: number[] = [];
    let last = '';
    drive(watched, 120, (world) => {
      if (!isRunning(world, 'v')) return world.counts.arrived === 1;
      if (world.tick === 20) expect(redirect(world, slotOf(world, 'v'), [edge('east_out')])).toBe(true);
      if (happened(world, 'rerouted').includes('v')) told.push(world.tick);
      last = laneOf(world, 'v');
      return false;
    });
    expect(last).toMatch(/^east_out_/);
    expect(told).toEqual([21]);
    expect(watched.world.counts).toMatchObject({ arrived: 1, rerouted: 1 });
    expect(findings(watched)).toEqual(CLEAN);
  });

  it('stays as it was where no way leads there', () => {
    const watched = oneCar();
    drive(watched, 5);
    expect(redirect(watched.world, slotOf(watched.world, 'v'), [edge('west_in')])).toBe(false);
    drive(watched, 120);
    expect(watched.world.counts).toMatchObject({ arrived: 1, rerouted: 0 });
  });

  it('halts at an added stop until it is released, then goes on', () => {
    const watched = oneCar();
    let stood_s = 0;
    drive(watched, 200, (world) => {
      if (!isRunning(world, 'v')) return world.counts.arrived === 1;
      const slot = slotOf(world, 'v');
      if (world.tick === 20) addStop(world, slot, crossing.lane_by_id.get('north_out_0')!, 60);
      if (!standsAtStop(world, slot)) return false;
      stood_s += 0.1;
      expect(laneOf(world, 'v')).toBe('north_out_0');
      expect(Math.abs(world.vehicles.pos_m[slot] - 60)).toBeLessThan(2);
      if (stood_s > 30) releaseStop(world, slot);
      return false;
    });
    expect(stood_s).toBeCloseTo(30.1, 0);
    expect(watched.world.counts.arrived).toBe(1);
    expect(findings(watched)).toEqual(CLEAN);
  });

  it('leaves a stop for another destination', () => {
    const watched = oneCar();
    let last = '';
    drive(watched, 200, (world) => {
      if (!isRunning(world, 'v')) return world.counts.arrived === 1;
      const slot = slotOf(world, 'v');
      if (world.tick === 5) addStop(world, slot, crossing.lane_by_id.get('south_in_1')!, 90);
      if (standsAtStop(world, slot)) redirect(world, slot, [edge('west_out')]);
      last = laneOf(world, 'v');
      return false;
    });
    expect(last).toMatch(/^west_out_/);
    expect(watched.world.counts).toMatchObject({ arrived: 1, rerouted: 1 });
    expect(findings(watched)).toEqual(CLEAN);
  });

  it('passes a stop that was taken off again', () => {
    const watched = oneCar();
    let stood = false;
    drive(watched, 120, (world) => {
      if (!isRunning(world, 'v')) return world.counts.arrived === 1;
      const slot = slotOf(world, 'v');
      if (world.tick === 20) addStop(world, slot, crossing.lane_by_id.get('north_out_1')!, 60);
      if (world.tick === 60) releaseStop(world, slot);
      stood ||= standsAtStop(world, slot);
      return false;
    });
    expect(stood).toBe(false);
    expect(watched.world.counts.arrived).toBe(1);
  });

  it('refuses a stop that is not on the way', () => {
    const { world } = oneCar();
    drive({ ...oneCar(), world }, 2);
    expect(() => addStop(world, slotOf(world, 'v'), crossing.lane_by_id.get('east_out_0')!, 60)).toThrow(RangeError);
  });

  it.each([50, 100, 200])(
    'harms nobody, however often minds are changed (step %i ms)',
    { timeout: 60_000 },
    (dt_ms) => {
      const wish = { seed: 7, seconds: 300, per_hour_and_arm: 500, left: 0.3, right: 0.2, trucks: 0.1 };
      const watched = watch(crossing, crossingDemand(wish), { seed: 7, dt_ms });
      drive(watched, 500, (world: Engine) => {
        if (world.tick % Math.round(1000 / dt_ms) !== 0) return;
        for (let i = 0; i < world.active_count; i++) {
          const slot = world.active[i];
          const key = world.vehicles.key[slot];
          if (random(7, PURPOSE.test, key, world.tick, 1) > 0.1) continue;
          const arm = ARMS[Math.floor(random(7, PURPOSE.test, key, world.tick, 2) * 4)];
          redirect(world, slot, [edge(`${arm}_out`)]);
        }
      });
      expect(findings(watched)).toEqual(CLEAN);
      const { counts, demand: all } = watched.world;
      expect(counts.rerouted).toBeGreaterThan(100);
      // Who was on the wrong lane for the new wish and had no other way left the map elsewhere.
      expect(counts.arrived + counts.removed).toBe(all.departures.length);
    },
  );
});
