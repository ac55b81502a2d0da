/** Places where roads are shorter than vehicles: who stands there must be seen, and nobody may wait there for ever. */
import { describe, expect, it } from 'vitest';
import { compileNetwork } from '../../../server/simulation/network-compiler.ts';
import { net, phase, program } from '../../support/nets.ts';
import { demand, departure, plainCar } from '../../support/roads.ts';
import { CLEAN, drive, findings, happened, isRunning, laneOf, watch } from '../../support/traffic.ts';

const BUS = plainCar({ id: 'bus', vehicle_class: 'bus', length_m: 12, width_m: 2.5 });

/** `a` of 290 m, `b` of so many metres, `c`: two lanes each, cut at plain nodes. */
function cutRoad(middle_m: number, links_on: readonly (readonly [string, string])[] = []) {
  const end = 310 + middle_m;
  return net({
    nodes: { o: [0, 0], p: [300, 0], q: [end, 0], r: [end + 300, 0], s: [end + 300, 60], t: [end + 600, 0] },
    roads: {
      a: { from: 'o', to: 'p', lanes: 2 },
      b: { from: 'p', to: 'q', lanes: 2 },
      c: { from: 'q', to: 'r', lanes: 2 },
      d: { from: 'q', to: 's' },
      e: { from: 'r', to: 't' },
      f: { from: 's', to: 't' },
    },
    links: [{ from: 'a_0', to: 'b_0' }, { from: 'a_1', to: 'b_1' }, ...links_on.map(([from, to]) => ({ from, to }))],
  });
}

describe('a lane change beside a body that stands across plain nodes', () => {
  it.each([50, 100, 200])('keeps behind its rear (step %i ms)', (dt_ms) => {
    const spec = cutRoad(12, [
      ['b_0', 'c_0'],
      ['b_1', 'c_1'],
    ]);
    const stop = { lane: 'c_1', start_m: 0, end_m: 2, duration_ms: 60_000, until_ms: -1, parking: false };
    const watched = watch(
      compileNetwork(spec),
      demand(
        [plainCar(), BUS],
        [
          departure({ id: 'bus', type: 1, edges: ['a', 'b', 'c'], depart_lane: 1, stops: [stop] }),
          // They come up behind it on its lane and get out of it, some late.
          ...[12, 15, 18, 21, 24].map((at_s, n) =>
            departure({ id: `v${n}`, edges: ['a', 'b', 'c'], depart_lane: 1, depart_ms: at_s * 1000 }),
          ),
        ],
      ),
      { dt_ms },
    );
    drive(watched, 200);
    expect(findings(watched)).toEqual(CLEAN);
    expect(watched.world.counts.arrived).toBe(6);
    expect(watched.world.counts.lane_changes).toBeGreaterThan(0);
  });
});

describe('a road too short to stand on, and the wrong lane', () => {
  it('sends whoever waits before it another way', () => {
    // b_0 leads on to d alone, b_1 to c; nobody can change lanes before.
    const spec = cutRoad(0.4, [
      ['b_0', 'd_0'],
      ['b_1', 'c_1'],
      ['c_1', 'e_0'],
      ['d_0', 'f_0'],
    ]);
    const shut = {
      ...spec,
      edges: spec.edges.map((edge) =>
        edge.id === 'a' || edge.id === 'b'
          ? { ...edge, lanes: edge.lanes.map((lane) => ({ ...lane, change_left: 0, change_right: 0 })) }
          : edge,
      ),
    };
    const watched = watch(
      compileNetwork(shut),
      demand([plainCar()], [departure({ id: 'v', edges: ['a', 'b', 'c', 'e'], complete: true, depart_lane: 0 })]),
    );
    let last = '';
    drive(watched, 200, (world) => {
      if (isRunning(world, 'v')) last = laneOf(world, 'v');
    });
    expect(last).not.toBe('');
    expect(isRunning(watched.world, 'v')).toBe(false);
    expect(findings(watched)).toEqual(CLEAN);
  });
});

describe('an actuated signal that may choose', () => {
  it('serves a lane that holds one vehicle although another always holds many', () => {
    // Green for w (index 0) or for s (index 1), whichever is wanted; w is a long queue, s a lane of one car.
    const signal = program({
      id: 'm',
      kind: 'actuated',
      phases: [
        phase('Gr', 10, 5, 20, [1]),
        phase('yr', 3, 3, 3, [2, 0]),
        phase('rG', 10, 5, 20, [3]),
        phase('ry', 3, 3, 3, [0, 2]),
      ],
    });
    const spec = net({
      nodes: { w: [-300, 0], e: [300, 0], s: [0, -20], n: [0, 300], m: [0, 0] },
      roads: {
        west: { from: 'w', to: 'm' },
        east: { from: 'm', to: 'e' },
        south: { from: 's', to: 'm' },
        north: { from: 'm', to: 'n' },
      },
      links: [
        { from: 'west_0', to: 'east_0', signal: 'm', signal_index: 0 },
        { from: 'south_0', to: 'north_0', signal: 'm', signal_index: 1 },
      ],
      signals: [signal],
    });
    const west = Array.from({ length: 150 }, (_, n) =>
      departure({ id: `w${n}`, edges: ['west', 'east'], depart_ms: n * 2000 }),
    );
    const south = departure({ id: 'one', edges: ['south', 'north'], depart_ms: 30_000, depart_speed: 0 });
    const all = [...west, south].sort((a, b) => a.depart_ms - b.depart_ms);
    const watched = watch(compileNetwork(spec), demand([plainCar()], all));
    let served_s = Infinity;
    drive(watched, 300, (world) => {
      if (happened(world, 'arrived').includes('one')) served_s = (world.tick * world.dt_ms) / 1000;
      return served_s < Infinity;
    });
    expect(served_s).toBeLessThan(150);
  });
});
