import { describe, expect, it } from 'vitest';
import { crossingNetwork } from '../../../server/scenario/crossing.ts';
import { crossingSchema } from '../../../server/scenario/map-schema.ts';
import { compileNetwork } from '../../../server/simulation/network-compiler.ts';
import { crossroadsDraft, net, phase, program } from '../../support/nets.ts';
import { demand, departure, plainCar } from '../../support/roads.ts';
import { CLEAN, crossingDemand, drive, findings, happened, isRunning, slotOf, watch } from '../../support/traffic.ts';
import type { Watch } from '../../support/traffic.ts';

const LINE_M = 290;
const SPEED_MPS = 13.89;

/** A car at the speed limit that is `distance_m` before the line when green ends after 1 s. */
function approach(distance_m: number, yellow_s: number): Watch {
  const after = yellow_s > 0 ? [phase('yr', yellow_s), phase('rG', 30)] : [phase('rG', 30)];
  const network = compileNetwork(net(crossroadsDraft(program({ id: 'm', phases: [phase('Gr', 1), ...after] }))));
  const start = LINE_M - distance_m - SPEED_MPS;
  return watch(
    network,
    demand([plainCar()], [departure({ id: 'v', edges: ['west', 'east'], depart_pos: start, depart_speed: SPEED_MPS })]),
  );
}

/** Hardest braking and, if it passed the line within 25 s, when. */
function outcome(watched: Watch): { passed_s: number | undefined; brake_mps2: number; stands_m: number } {
  let passed_s: number | undefined;
  let brake_mps2 = 0;
  let stands_m = -1;
  drive(watched, 25, (world) => {
    if (!isRunning(world, 'v')) return true;
    const slot = slotOf(world, 'v');
    const { lane, accel_mps2, pos_m } = world.vehicles;
    brake_mps2 = Math.max(brake_mps2, -accel_mps2[slot]);
    const before_line = world.network.lanes.ids[lane[slot]] === 'west_0';
    stands_m = before_line ? LINE_M - pos_m[slot] : -1;
    if (!before_line) passed_s ??= (world.tick * world.dt_ms) / 1000;
  });
  return { passed_s, brake_mps2, stands_m };
}

describe('at yellow', () => {
  it.each([45, 60, 90])('a car %i m before the line stops there', (distance_m) => {
    const watched = approach(distance_m, 3);
    const { passed_s, brake_mps2, stands_m } = outcome(watched);
    expect(passed_s).toBeUndefined();
    expect(stands_m).toBeGreaterThan(0);
    expect(stands_m).toBeLessThan(3);
    expect(brake_mps2).toBeLessThan(4.6);
    expect(findings(watched)).toEqual(CLEAN);
  });

  it.each([5, 15, 25])('a car %i m before the line goes on without braking', (distance_m) => {
    const watched = approach(distance_m, 3);
    const { passed_s, brake_mps2 } = outcome(watched);
    expect(passed_s).toBeLessThan(1 + distance_m / SPEED_MPS + 0.3);
    expect(brake_mps2).toBeLessThan(0.1);
    expect(findings(watched)).toEqual(CLEAN);
    expect(watched.oracle.red_entries).toBe(0);
  });

  it('nobody is caught between stopping and going at any distance', () => {
    for (let distance_m = 20; distance_m <= 50; distance_m += 0.5) {
      const watched = approach(distance_m, 3);
      outcome(watched);
      expect(findings(watched), `${distance_m} m`).toEqual(CLEAN);
      expect(watched.oracle.red_entries, `${distance_m} m`).toBe(0);
    }
  });
});

describe('at a light that turns red without yellow', () => {
  it('who cannot stop enters, and that counts as unavoidable', () => {
    const watched = approach(6, 0);
    let entered: string[] = [];
    drive(watched, 10, (world) => {
      entered = happened(world, 'red_entry');
      return entered.length > 0;
    });
    expect(entered).toEqual(['v']);
    expect(watched.oracle.red_entries).toBe(1);
    expect(watched.oracle.red_entries_unavoidable).toBe(1);
  });

  it('who can stop by emergency braking does', () => {
    for (const distance_m of [13, 16, 20, 30]) {
      const watched = approach(distance_m, 0);
      expect(outcome(watched).passed_s, `${distance_m} m`).toBeUndefined();
      expect(findings(watched), `${distance_m} m`).toEqual(CLEAN);
    }
  });
});

describe('a saturated crossing over 10 minutes', () => {
  it.each([1, 2, 3])('sees no avoidable entry on red (seed %i)', { timeout: 60_000 }, (seed) => {
    const settings = crossingSchema.parse({
      length_m: 150,
      signal: { north_south_green_s: 12, east_west_green_s: 14, left_green_s: 6 },
    });
    const wish = { seed, seconds: 600, per_hour_and_arm: 1200, left: 0.2, right: 0.2, trucks: 0.08 };
    const watched = watch(compileNetwork(crossingNetwork('test', settings)), crossingDemand(wish), { seed });
    drive(watched, 600);
    expect(watched.world.counts.arrived).toBeGreaterThan(300);
    // Saturated: there is always somebody to be stopped.
    expect(watched.world.waiting_to_insert).toBeGreaterThan(0);
    expect(findings(watched)).toEqual(CLEAN);
  });
});
