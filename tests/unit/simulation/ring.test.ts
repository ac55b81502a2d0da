import { describe, expect, it } from 'vitest';
import { createWorld } from '../../../server/simulation/create-world.ts';
import { compileNetwork } from '../../../server/simulation/network-compiler.ts';
import { createOracle, observe } from '../../../server/simulation/oracle.ts';
import { step } from '../../../server/simulation/step.ts';
import { readCsv } from '../../support/csv.ts';
import { dataPath } from '../../support/data.ts';
import { demand, departure, plainCar, ringRoad } from '../../support/roads.ts';

/** Mean speed of the last third of a run of N cars that start evenly spread at a speed; one of them may start at rest. */
function ringSpeed(
  count: number,
  start_mps: number,
  set: { v0: number; T: number; s0: number; a: number; b: number },
  rest: boolean,
): { mean: number; spread: number; collisions: number } {
  const edges = 8;
  const network = compileNetwork(ringRoad(edges, 1000, { lanes: 1, speed_mps: set.v0 }));
  const car = plainCar({ accel_mps2: set.a, decel_mps2: set.b, headway_s: set.T, min_gap_m: set.s0, length_m: 5 });
  const departures = Array.from({ length: count }, (_, index) => {
    const place = ((index + 0.5) * 1000) / count;
    const edge = Math.floor(place / 125);
    const route = Array.from({ length: 800 }, (_unused, k) => `ring${(edge + k) % edges}`);
    return departure({
      id: `v${String(index).padStart(3, '0')}`,
      edges: route,
      depart_pos: place - edge * 125,
      depart_speed: rest && index === 0 ? 0 : Math.min(start_mps, rest ? 12 : 3),
    });
  });
  const world = createWorld(network, demand([car], departures), { seed: 1, dt_ms: 100 });
  const oracle = createOracle(world);
  let sum = 0;
  let samples = 0;
  let low = Infinity;
  let high = 0;
  for (let n = 0; n < 6000; n++) {
    step(world);
    if (n % 5 === 0) observe(oracle, world);
    if (n < 4000) continue;
    for (let i = 0; i < world.active_count; i++) {
      const speed = world.vehicles.speed_mps[world.active[i]!]!;
      sum += speed;
      samples += 1;
      low = Math.min(low, speed);
      high = Math.max(high, speed);
    }
  }
  expect(world.active_count).toBe(count);
  return { mean: sum / samples, spread: high - low, collisions: oracle.collisions };
}

const P2 = { v0: 13.89, T: 1, s0: 2.5, a: 2.6, b: 4.5 };

describe('a ring of 1000 m', () => {
  const golden = dataPath('golden/a_ring_idm_fd.csv');
  it.skipIf(golden === undefined)('settles at the speed of the closed form', () => {
    const rows = readCsv(golden!).filter(
      (row) => row['valid'] === '1' && row['mode'] === 'homog' && Number(row['N']) <= 25,
    );
    expect(rows.length).toBeGreaterThan(2);
    for (const row of rows) {
      const set = {
        v0: Number(row['v0']),
        T: Number(row['T']),
        s0: Number(row['s0']),
        a: Number(row['a']),
        b: Number(row['b']),
      };
      const run = ringSpeed(Number(row['N']), Number(row['v_eq_analytic']) * 0.98, set, false);
      expect(Math.abs(run.mean - Number(row['v_eq_analytic'])), `N ${row['N']}`).toBeLessThan(0.02);
      expect(run.collisions).toBe(0);
    }
  });

  it('damps a disturbance where the IDM is string stable', () => {
    const run = ringSpeed(40, 10, P2, true);
    expect(run.spread).toBeLessThan(0.25);
    expect(run.collisions).toBe(0);
  });

  it('grows stop-and-go waves where the IDM is unstable', () => {
    const run = ringSpeed(80, 4, P2, true);
    expect(run.spread).toBeGreaterThan(2);
    expect(run.collisions).toBe(0);
  });
});
