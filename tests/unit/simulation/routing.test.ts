import { describe, expect, it } from 'vitest';
import { compileNetwork } from '../../../server/simulation/network-compiler.ts';
import { ALL_CLASSES, classBit } from '../../../server/simulation/network-spec.ts';
import type { Network } from '../../../server/simulation/network.ts';
import { createRouter, findRoute, routeTime } from '../../../server/simulation/routing.ts';
import { net } from '../../support/nets.ts';
import { demand, departure, plainCar } from '../../support/roads.ts';
import { CLEAN, drive, findings, happened, isRunning, laneOf, slotOf, watch } from '../../support/traffic.ts';

const CAR = classBit('passenger');
const BUS = classBit('bus');

/** From `in` to `out` over a short slow road, a longer fast one, or a bus road shorter than both; `aside` leads nowhere. */
function ways(): Network {
  return compileNetwork(
    net({
      nodes: { a: [-200, 0], b: [0, 0], c: [600, 0], d: [800, 0], n: [300, 260], s: [300, -60], x: [0, 300] },
      roads: {
        in: { from: 'a', to: 'b' },
        slow: { from: 'b', to: 'c', speed_mps: 5 },
        fast_up: { from: 'b', to: 'n', speed_mps: 25 },
        fast_down: { from: 'n', to: 'c', speed_mps: 25 },
        bus: { from: 'b', to: 'c', speed_mps: 40, allowed: [BUS] },
        out: { from: 'c', to: 'd' },
        aside: { from: 'b', to: 'x' },
      },
      links: [
        { from: 'in_0', to: 'slow_0' },
        { from: 'in_0', to: 'fast_up_0' },
        { from: 'in_0', to: 'bus_0' },
        { from: 'in_0', to: 'aside_0', allowed: ALL_CLASSES - CAR },
        { from: 'fast_up_0', to: 'fast_down_0' },
        { from: 'slow_0', to: 'out_0' },
        { from: 'fast_down_0', to: 'out_0' },
        { from: 'bus_0', to: 'out_0' },
      ],
    }),
  );
}

function route(network: Network, from: string, to: string, class_bit: number): string[] | undefined {
  const edge = (id: string): number => network.edge_by_id.get(id)!;
  return findRoute(createRouter(network), edge(from), edge(to), class_bit)?.map((index) => network.edges.ids[index]);
}

describe('a route', () => {
  it('takes the least time, not the least length', () => {
    expect(route(ways(), 'in', 'out', CAR)).toEqual(['in', 'fast_up', 'fast_down', 'out']);
  });

  it('uses roads that only this class may take', () => {
    expect(route(ways(), 'in', 'out', BUS)).toEqual(['in', 'bus', 'out']);
  });

  it('ignores permissions for who ignores them', () => {
    expect(route(ways(), 'in', 'out', 0)).toEqual(['in', 'bus', 'out']);
  });

  it('respects a restriction of the connection itself', () => {
    expect(route(ways(), 'in', 'aside', CAR)).toBeUndefined();
    expect(route(ways(), 'in', 'aside', BUS)).toEqual(['in', 'aside']);
  });

  it('does not exist against the direction of the road', () => {
    expect(route(ways(), 'out', 'in', CAR)).toBeUndefined();
    expect(route(ways(), 'aside', 'out', CAR)).toBeUndefined();
  });

  it('from an edge to itself is that edge', () => {
    expect(route(ways(), 'slow', 'slow', CAR)).toEqual(['slow']);
  });

  it('tells its free-flow time', () => {
    const network = ways();
    const edge = (id: string): number => network.edge_by_id.get(id)!;
    const router = createRouter(network);
    const time = (id: string): number => network.edges.length_m[edge(id)] / network.edges.speed_mps[edge(id)];
    expect(routeTime(router, edge('in'), edge('out'), CAR)).toBeCloseTo(
      time('in') + time('fast_up') + time('fast_down') + time('out'),
      6,
    );
    expect(routeTime(router, edge('out'), edge('in'), CAR)).toBe(Infinity);
  });

  it('joins the waypoints of an incomplete departure', () => {
    const watched = watch(
      ways(),
      demand([plainCar()], [departure({ id: 'v', edges: ['in', 'slow', 'out'], complete: false })]),
    );
    const { world } = watched;
    expect(Array.from(world.routes[slotOf(world, 'v')]!, (edge) => world.network.edges.ids[edge])).toEqual([
      'in',
      'slow',
      'out',
    ]);
  });

  it('that does not exist leaves the departure out and counts it', () => {
    const watched = watch(
      ways(),
      demand([plainCar()], [departure({ id: 'v', edges: ['out', 'in'], complete: false })]),
    );
    expect([watched.world.unroutable, watched.world.counts.inserted]).toEqual([1, 0]);
  });
});

/** Two solid lanes: the right one leads on, the left one turns off; both may come back together at the end, or not. */
function solidFork(together: boolean): Network {
  const spec = net({
    nodes: { a: [0, 0], b: [200, 0], c: [500, 0], d: [200, 200], e: [700, 0] },
    roads: {
      in: { from: 'a', to: 'b', lanes: 2 },
      on: { from: 'b', to: 'c' },
      off: { from: 'b', to: 'd' },
      back: { from: 'd', to: 'c' },
      end: { from: 'c', to: 'e' },
    },
    links: [
      { from: 'in_0', to: 'on_0' },
      { from: 'in_1', to: 'off_0', direction: 'left' },
      { from: 'on_0', to: 'end_0' },
      ...(together
        ? [
            { from: 'off_0', to: 'back_0' },
            { from: 'back_0', to: 'end_0' },
          ]
        : []),
    ],
  });
  const edges = spec.edges.map((edge) => ({
    ...edge,
    lanes: edge.lanes.map((lane) => ({ ...lane, change_left: 0, change_right: 0 })),
  }));
  return compileNetwork({ ...spec, edges });
}

describe('a vehicle caught in a lane that does not lead on', () => {
  const caught = [departure({ id: 'v', edges: ['in', 'on', 'end'], depart_lane: 1 })];

  it('takes another way to its destination, and that is counted', () => {
    const watched = watch(solidFork(true), demand([plainCar()], caught));
    const lanes = new Set<string>();
    drive(watched, 240, (world) => {
      if (!isRunning(world, 'v')) return true;
      lanes.add(laneOf(world, 'v'));
    });
    expect([...lanes].filter((id) => !id.startsWith(':'))).toEqual(['in_1', 'off_0', 'back_0', 'end_0']);
    expect(watched.world.counts).toMatchObject({ inserted: 1, arrived: 1, removed: 0, rerouted: 1 });
    expect(findings(watched)).toEqual(CLEAN);
  });

  it('leaves by the nearest exit where no way leads there, and counts as removed, not arrived', () => {
    const watched = watch(solidFork(false), demand([plainCar()], caught));
    let removed: string[] = [];
    drive(watched, 240, (world) => {
      removed = happened(world, 'removed');
      return removed.length > 0;
    });
    expect(removed).toEqual(['v']);
    expect(watched.world.counts).toMatchObject({ inserted: 1, arrived: 0, removed: 1 });
    expect(watched.world.active_count).toBe(0);
    expect(findings(watched)).toEqual(CLEAN);
  });
});
