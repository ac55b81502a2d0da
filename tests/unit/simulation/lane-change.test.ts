import { describe, expect, it } from 'vitest';
import { compileNetwork } from '../../../server/simulation/network-compiler.ts';
import type { Engine } from '../../../server/simulation/engine-state.ts';
import { net } from '../../support/nets.ts';
import { demand, departure, plainCar, straightRoad } from '../../support/roads.ts';
import { CLEAN, TRUCK, drive, findings, happened, isRunning, laneOf, slotOf, watch } from '../../support/traffic.ts';

const SLOW = plainCar({ id: 'slow', max_speed_mps: 5 });

/** Vehicles in the order of a lane, front first. */
function inOrder(world: Engine, lane: number): number[] {
  const first = world.order.first[lane];
  return [...world.order.slots.subarray(first, first + world.order.count[lane])];
}

/** A slow car 60 m ahead of a fast one on a road of several lanes. */
function overtaking(lanes: number, fast = plainCar()) {
  const network = compileNetwork(straightRoad(800, { lanes, speed_mps: 13.89 }));
  return watch(
    network,
    demand(
      [SLOW, fast],
      [
        departure({ id: 'slow', edges: ['road'], depart_lane: 0, depart_pos: 80, depart_speed: 5 }),
        departure({ id: 'fast', type: 1, edges: ['road'], depart_lane: 0, depart_pos: 20, depart_speed: 5 }),
      ],
    ),
  );
}

/** Two lanes of which only the left one leads to `left` and only the right one to `on`. */
function fork() {
  return compileNetwork(
    net({
      nodes: { a: [0, 0], b: [400, 0], c: [700, 0], d: [400, 300] },
      roads: {
        in: { from: 'a', to: 'b', lanes: 2 },
        on: { from: 'b', to: 'c' },
        left: { from: 'b', to: 'd' },
      },
      links: [
        { from: 'in_0', to: 'on_0' },
        { from: 'in_1', to: 'left_0', direction: 'left' },
      ],
    }),
  );
}

describe('changing lanes', () => {
  it('passes a slow vehicle where there is a second lane', () => {
    const watched = overtaking(2);
    drive(watched, 40);
    const { world } = watched;
    expect(world.vehicles.pos_m[slotOf(world, 'fast')]).toBeGreaterThan(
      world.vehicles.pos_m[slotOf(world, 'slow')] + 100,
    );
    expect(world.counts.lane_changes).toBeGreaterThanOrEqual(1);
    expect(findings(watched)).toEqual(CLEAN);
  });

  it('stays behind a slow vehicle where there is one lane', () => {
    const watched = overtaking(1);
    drive(watched, 60);
    const { world } = watched;
    const gap = world.vehicles.pos_m[slotOf(world, 'slow')] - world.vehicles.pos_m[slotOf(world, 'fast')];
    expect(gap).toBeGreaterThan(5);
    expect(gap).toBeLessThan(30);
    expect(world.counts.lane_changes).toBe(0);
    expect(findings(watched)).toEqual(CLEAN);
  });

  it.each([8, 11, 13.89])('keeps clear of a standing vehicle that it pulls out behind at %d m/s', (speed_mps) => {
    const stop = { lane: 'road_0', start_m: 190, end_m: 200, duration_ms: 1e6, until_ms: -1, parking: false };
    for (let distance_m = 20; distance_m <= 100; distance_m += 4) {
      const watched = watch(
        compileNetwork(straightRoad(500, { lanes: 2, speed_mps })),
        demand(
          [plainCar()],
          [
            departure({ id: 'bus', edges: ['road'], depart_lane: 0, depart_pos: 200, depart_speed: 0, stops: [stop] }),
            departure({ id: 'v', edges: ['road'], depart_lane: 0, depart_pos: 195 - distance_m }),
          ],
        ),
      );
      drive(watched, 90);
      expect(findings(watched), `${distance_m} m`).toEqual(CLEAN);
    }
  });

  it('has no reason to change lanes on an empty road', () => {
    const network = compileNetwork(straightRoad(500, { lanes: 3, speed_mps: 13.89 }));
    const watched = watch(network, demand([plainCar()], [departure({ id: 'v', edges: ['road'], depart_lane: 1 })]));
    drive(watched, 30);
    expect(watched.world.counts.lane_changes).toBe(0);
  });

  it.each([
    { name: 'a car', type: plainCar() },
    { name: 'a lorry', type: TRUCK },
  ])('takes $name 2 to 5 s, in the order of both lanes and ever nearer to the new one', ({ type }) => {
    const watched = overtaking(2, type);
    let begun = -1;
    let lasted = -1;
    let before = 0;
    drive(watched, 60, (world) => {
      if (!isRunning(world, 'fast')) return true;
      const slot = slotOf(world, 'fast');
      const { lane, shadow_lane, lateral_m } = world.vehicles;
      if (shadow_lane[slot] === -1) {
        expect(lateral_m[slot]).toBe(0);
        if (begun === -1) return false;
        lasted = (world.tick - begun) * (world.dt_ms / 1000);
        return true;
      }
      if (begun === -1) {
        begun = world.tick;
        before = lateral_m[slot];
        // To the left: it still lies one lane width right of its new lane's middle.
        expect(before).toBeCloseTo(-3.2, 1);
        expect(world.network.lanes.index[lane[slot]]).toBe(1);
        expect(world.network.lanes.index[shadow_lane[slot]]).toBe(0);
        expect(world.counts.lane_changes).toBe(1);
      }
      expect(lateral_m[slot]).toBeGreaterThanOrEqual(before);
      expect(lateral_m[slot]).toBeLessThanOrEqual(0);
      before = lateral_m[slot];
      expect(inOrder(world, lane[slot])).toContain(slot);
      expect(inOrder(world, shadow_lane[slot])).toContain(slot);
    });
    expect(lasted).toBeGreaterThanOrEqual(2);
    expect(lasted).toBeLessThanOrEqual(5);
    expect(findings(watched)).toEqual(CLEAN);
  });

  it('stands in one lane only after the change', () => {
    const watched = overtaking(2);
    let over = false;
    drive(watched, 30, (world) => {
      const slot = slotOf(world, 'fast');
      over = world.counts.lane_changes > 0 && world.vehicles.shadow_lane[slot] === -1;
      return over;
    });
    expect(over).toBe(true);
    const { world } = watched;
    const places = [0, 1].flatMap((lane) => inOrder(world, lane)).filter((slot) => slot === slotOf(world, 'fast'));
    expect(places).toHaveLength(1);
  });

  it.each([
    { goal: 'left', start: 0, uses: 'in_1' },
    { goal: 'on', start: 1, uses: 'in_0' },
  ])('moves to lane $uses before the turn to $goal', ({ goal, start, uses }) => {
    const watched = watch(
      fork(),
      demand([plainCar()], [departure({ id: 'v', edges: ['in', goal], depart_lane: start })]),
    );
    let last = '';
    let arrived: string[] = [];
    drive(watched, 120, (world) => {
      arrived = happened(world, 'arrived');
      if (arrived.length > 0) return true;
      const lane = laneOf(world, 'v');
      if (lane.startsWith('in')) last = lane;
    });
    expect(arrived).toEqual(['v']);
    expect(last).toBe(uses);
    expect(watched.world.counts).toMatchObject({ lane_changes: 1, rerouted: 0 });
  });

  it('finds gaps for everybody who has to cross a dense stream before a fork', () => {
    const departures = Array.from({ length: 60 }, (_, i) =>
      departure({
        id: `v${i}`,
        edges: ['in', i % 2 === 0 ? 'left' : 'on'],
        // Half of each lane start on the wrong one.
        depart_lane: i % 4 < 2 ? 0 : 1,
        depart_ms: Math.floor(i / 2) * 4000,
      }),
    );
    const watched = watch(fork(), demand([plainCar()], departures));
    drive(watched, 400);
    expect(findings(watched)).toEqual(CLEAN);
    expect(watched.world.counts).toMatchObject({ inserted: 60, arrived: 60, removed: 0 });
    // An odd one may be carried past its turn; most find their gap.
    expect(watched.world.counts.rerouted).toBeLessThanOrEqual(3);
  });

  it('does not change over where the map forbids it', () => {
    const spec = straightRoad(800, { lanes: 2, speed_mps: 13.89 });
    const solid = {
      ...spec,
      edges: spec.edges.map((edge) => ({
        ...edge,
        lanes: edge.lanes.map((lane) => ({ ...lane, change_left: 0, change_right: 0 })),
      })),
    };
    const watched = watch(
      compileNetwork(solid),
      demand(
        [SLOW, plainCar()],
        [
          departure({ id: 'slow', edges: ['road'], depart_lane: 0, depart_pos: 80, depart_speed: 5 }),
          departure({ id: 'fast', type: 1, edges: ['road'], depart_lane: 0, depart_pos: 20, depart_speed: 5 }),
        ],
      ),
    );
    drive(watched, 40);
    expect(watched.world.counts.lane_changes).toBe(0);
    expect(laneOf(watched.world, 'fast')).toBe('road_0');
  });
});
