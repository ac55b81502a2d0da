import { expect, it } from 'vitest';
import { compileText } from '../../../server/scenario/map/read.ts';
import { vehicleType } from '../../../server/scenario/vehicle-types.ts';
import { createWorld } from '../../../server/simulation/create-world.ts';
import type { DepartureSpec } from '../../../server/simulation/demand-spec.ts';
import { compileNetwork } from '../../../server/simulation/network-compiler.ts';
import { createOracle, observe } from '../../../server/simulation/oracle.ts';
import { step } from '../../../server/simulation/step.ts';
import type { World } from '../../../server/simulation/world.ts';
import { TOWN } from '../scenario/map-town.ts';

function standingOn(world: World, lane: number): number {
  const { lane: lanes, speed_mps } = world.vehicles;
  const own = world.active
    .subarray(0, world.active_count)
    .filter((slot) => lanes[slot] === lane && speed_mps[slot] < 0.1);
  return own.length;
}

it('cars leave the road for a bay, stand there, and join the road again while others pass', () => {
  const { network } = compileText(TOWN, 'town.map.yaml', 'town');
  const [station] = network.stations ?? [];
  const departures = Array.from({ length: 60 }, (_, index): DepartureSpec => {
    const bay = station.bays[(index / 3) % 2];
    const common = {
      id: `car-${index}`,
      type: 0,
      depart_ms: index * 4000,
      depart_lane: 'best',
      depart_speed: 'max',
      depart_pos: 'base',
      arrival_pos: 'max',
      complete: false,
      origin: 'test',
    } as const;
    if (bay === undefined) return { ...common, edges: ['west-centre', 'side-east'], stops: [] };
    const edges = ['west-centre', bay.lane.replace(/_0$/, ''), 'side-east'];
    const stop = { lane: bay.lane, start_m: 0, end_m: bay.stop_m, duration_ms: 20_000, until_ms: -1, parking: false };
    return { ...common, edges, stops: [stop] };
  });
  const demand = { types: [vehicleType('car')], departures };
  const world = createWorld(compileNetwork(network), demand, { seed: 1, dt_ms: 100 });
  const oracle = createOracle(world);
  const bays = new Map(station.bays.map(({ lane }) => [world.network.lane_by_id.get(lane), 0]));
  for (let tick = 0; tick < 6000; tick++) {
    step(world);
    observe(oracle, world);
    for (const [lane, most] of bays) bays.set(lane, Math.max(most, standingOn(world, lane ?? -1)));
  }
  expect(world.counts.arrived).toBe(60);
  expect(oracle.collisions).toBe(0);
  // Nobody keeps a bay for one vehicle here: a second may wait close behind, but both bays are used and nothing jams.
  for (const most of bays.values()) expect(most).toBeGreaterThan(0);
});
