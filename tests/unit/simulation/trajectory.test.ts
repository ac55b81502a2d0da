import { describe, expect, it } from 'vitest';
import { createWorld } from '../../../server/simulation/create-world.ts';
import { compileNetwork } from '../../../server/simulation/network-compiler.ts';
import { step } from '../../../server/simulation/step.ts';
import { readCsv } from '../../support/csv.ts';
import { dataPath } from '../../support/data.ts';
import { demand, departure, plainCar, straightRoad } from '../../support/roads.ts';

/** Distance and speed of one car, each 0.1 s, with steps of dt_ms; `obstacle_m`: rear of a standing car ahead of the start. */
function drive(
  parameters: Record<string, string>,
  dt_ms: number,
  until_s: number,
  obstacle_m?: number,
): { x: number; v: number }[] {
  const car = plainCar({
    accel_mps2: Number(parameters['a']),
    decel_mps2: Number(parameters['b']),
    headway_s: Number(parameters['T']),
    min_gap_m: Number(parameters['s0']),
  });
  const start = 10;
  const network = compileNetwork(straightRoad(6000, { lanes: 1, speed_mps: Number(parameters['v0']) }));
  const front = obstacle_m === undefined ? 0 : start + obstacle_m + car.length_m;
  const standing = { lane: 'road_0', start_m: front - 5, end_m: front, duration_ms: 1e9, until_ms: -1, parking: false };
  const world = createWorld(
    network,
    demand(
      [car],
      [
        ...(obstacle_m === undefined
          ? []
          : [departure({ id: 'obstacle', edges: ['road'], depart_pos: front, depart_speed: 0, stops: [standing] })]),
        departure({
          id: 'probe',
          edges: ['road'],
          depart_pos: start,
          depart_speed: obstacle_m === undefined ? 0 : Number(parameters['v0']),
        }),
      ],
    ),
    { seed: 1, dt_ms },
  );
  const path: { x: number; v: number }[] = [];
  for (let n = 0; n * dt_ms <= until_s * 1000; n++) {
    const slot = world.active[world.active_count - 1]!;
    if ((n * dt_ms) % 100 === 0)
      path.push({ x: world.vehicles.pos_m[slot]! - start, v: world.vehicles.speed_mps[slot]! });
    step(world);
  }
  return path;
}

function worst(
  rows: readonly Record<string, string>[],
  path: readonly { x: number; v: number }[],
): { x: number; v: number } {
  const off = { x: 0, v: 0 };
  rows.forEach((row, index) => {
    off.x = Math.max(off.x, Math.abs(path[index]!.x - Number(row['x'])));
    off.v = Math.max(off.v, Math.abs(path[index]!.v - Number(row['v'])));
  });
  return off;
}

function cases(file: string): Map<string, Record<string, string>[]> {
  const by_set = new Map<string, Record<string, string>[]>();
  for (const row of readCsv(file)) {
    const name = `${row['params']}/${row['obstacle_x'] ?? ''}`;
    by_set.set(name, [...(by_set.get(name) ?? []), row]);
  }
  return by_set;
}

describe('a car on a straight road', () => {
  const free = dataPath('golden/d_idm_free_accel_rk4.csv');
  it.skipIf(free === undefined)('accelerates as the IDM integrated with RK4, first order in the step', () => {
    for (const [name, rows] of cases(free!)) {
      const until = (rows.length - 1) / 10;
      const coarse = worst(rows, drive(rows[0]!, 100, until));
      const fine = worst(rows, drive(rows[0]!, 50, until));
      expect(coarse.x, name).toBeLessThan(name.startsWith('hwy') ? 0.6 : 0.3);
      expect(coarse.v, name).toBeLessThan(0.05);
      expect(coarse.x / fine.x, name).toBeGreaterThan(1.8);
      expect(coarse.x / fine.x, name).toBeLessThan(2.2);
    }
  });

  const approach = dataPath('golden/d_idm_approach_obstacle_rk4.csv');
  it.skipIf(approach === undefined)('approaches a standing car as the IDM integrated with RK4', () => {
    for (const [name, rows] of cases(approach!)) {
      const path = drive(rows[0]!, 100, (rows.length - 1) / 10, Number(rows[0]!['obstacle_x']));
      expect(worst(rows, path).x, name).toBeLessThan(0.12);
    }
  });
});
