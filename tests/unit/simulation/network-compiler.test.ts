import { describe, expect, it } from 'vitest';
import { compileNetwork } from '../../../server/simulation/network-compiler.ts';
import { ALL_CLASSES, classBit } from '../../../server/simulation/network-spec.ts';
import type { LaneSpec, NetworkSpec } from '../../../server/simulation/network-spec.ts';
import type { Network } from '../../../server/simulation/network.ts';
import { crossroadsDraft, net, phase, program } from '../../support/nets.ts';
import { straightRoad } from '../../support/roads.ts';

const SIGNAL = program({ id: 'm', phases: [phase('Gr', 20), phase('rG', 20)] });

function lane(network: Network, id: string): number {
  const index = network.lane_by_id.get(id);
  if (index === undefined) throw new Error(`no lane ${id}`);
  return index;
}

/** Changes some lanes of a network. */
function withLanes(spec: NetworkSpec, change: (lane: LaneSpec) => Partial<LaneSpec>): NetworkSpec {
  return {
    ...spec,
    edges: spec.edges.map((edge) => ({ ...edge, lanes: edge.lanes.map((one) => ({ ...one, ...change(one) })) })),
  };
}

/** Crossroads with a right-of-way matrix: those from the west give way. */
function matrix(): NetworkSpec {
  const spec = net(crossroadsDraft());
  const across = (id: string, shape: readonly number[], length_m: number): LaneSpec => ({
    ...spec.edges[0].lanes[0],
    id,
    length_m,
    shape: Float64Array.from(shape),
  });
  return {
    ...spec,
    junctions: spec.junctions.map((junction) =>
      junction.id !== 'm'
        ? junction
        : {
            ...junction,
            internal_lanes: [':m_0_0', ':m_1_0'],
            requests: [
              { response: [false, true], foes: [false, true], cont: false },
              { response: [false, false], foes: [true, false], cont: false },
            ],
          },
    ),
    edges: [
      ...spec.edges,
      ...[
        across(':m_0_0', [-5, -1.6, 0, 5, -1.6, 0], 10),
        // Declared twice as long as it is drawn.
        across(':m_1_0', [1.6, -5, 0, 1.6, 5, 0], 20),
      ].map((one) => ({
        id: one.id.slice(0, -2),
        from: 'm',
        to: 'm',
        kind: 'internal' as const,
        priority: 1,
        lanes: [one],
      })),
    ],
    connections: [
      { ...spec.connections[0], via: ':m_0_0' },
      { ...spec.connections[1], via: ':m_1_0' },
      { ...spec.connections[0], from_lane: ':m_0_0' },
      { ...spec.connections[1], from_lane: ':m_1_0' },
    ],
  };
}

describe('a compiled network', () => {
  it('draws a straight lane across the junction where the source has none, and says so', () => {
    const network = compileNetwork(net(crossroadsDraft()));
    expect(network.links.count).toBe(2);
    expect(network.notes.join()).toMatch(/2 connections had no lane across/);
    for (let link = 0; link < 2; link++) {
      const via = network.links.via[link];
      expect(network.lanes.length_m[via]).toBeCloseTo(10, 6);
      expect(network.lanes.link[via]).toBe(link);
      expect(network.lanes.next[via]).toBe(network.links.to_lane[link]);
      expect(network.junctions[network.lanes.junction[via]].id).toBe('m');
      expect(network.edges.internal[network.lanes.edge[via]]).toBe(1);
    }
  });

  it('keeps the lanes that the source draws across its junctions', () => {
    const network = compileNetwork(matrix());
    expect(network.notes.join()).not.toMatch(/had no lane/);
    expect(Array.from(network.links.via, (via) => network.lanes.ids[via])).toEqual([':m_0_0', ':m_1_0']);
    expect([...network.links.request]).toEqual([0, 1]);
  });

  it('lists whom each link gives way to', () => {
    const { links } = compileNetwork(matrix());
    const yields = (link: number): number[] => [
      ...links.yields.subarray(links.yield_first[link], links.yield_first[link] + links.yield_count[link]),
    ];
    expect([yields(0), yields(1)]).toEqual([[1], []]);
  });

  it('sorts links by their lane, so that each lane finds its own', () => {
    const { links, lanes } = compileNetwork(
      net({
        nodes: { a: [0, 0], b: [200, 0], c: [400, 0], d: [200, 200], e: [200, -200] },
        roads: {
          in: { from: 'a', to: 'b', lanes: 2 },
          on: { from: 'b', to: 'c' },
          up: { from: 'b', to: 'd' },
          down: { from: 'b', to: 'e' },
        },
        links: [
          { from: 'in_1', to: 'up_0', direction: 'left' },
          { from: 'in_0', to: 'down_0', direction: 'right' },
          { from: 'in_1', to: 'on_0' },
        ],
      }),
    );
    const ends = (from: number): string[] =>
      Array.from({ length: lanes.link_count[from] }, (_, i) => lanes.ids[links.to_lane[lanes.first_link[from] + i]]);
    expect([ends(0), ends(1)]).toEqual([['down_0'], ['up_0', 'on_0']]);
    expect(lanes.link_count[2]).toBe(0);
  });

  it('measures lanes across junctions as they are drawn', () => {
    const network = compileNetwork(matrix());
    const across = lane(network, ':m_1_0');
    expect(network.lanes.length_m[across]).toBeCloseTo(10, 6);
    expect(network.lanes.position_scale[across]).toBeCloseTo(0.5, 6);
  });

  it('takes the declared length of a road that is drawn within 2 % of it, the drawn one otherwise', () => {
    const road = straightRoad(500, { lanes: 2, speed_mps: 13.89 });
    const measured = (length_m: number): Network => compileNetwork(withLanes(road, () => ({ length_m })));
    expect([...measured(495).lanes.length_m]).toEqual([495, 495]);
    const stretched = measured(400);
    expect([...stretched.lanes.length_m]).toEqual([500, 500]);
    expect(stretched.lanes.position_scale[0]).toBeCloseTo(1.25, 9);
    expect(stretched.notes.join()).toMatch(/2 lanes are drawn more than 2 %/);
  });

  it('lets nobody change between lanes that are cut off obliquely', () => {
    const road = straightRoad(100, { lanes: 2, speed_mps: 13.89 });
    const skewed = withLanes(road, (one) => (one.id === 'road_1' ? { shape: Float64Array.of(0, 3, 0, 70, 3, 0) } : {}));
    const { lanes } = compileNetwork(skewed);
    expect([...lanes.length_m]).toEqual([100, 70]);
    expect(lanes.change_left[0] & classBit('passenger')).toBe(0);
    expect(compileNetwork(road).lanes.change_left[0]).toBe(ALL_CLASSES);
  });

  it('knows the neighbours of each lane, but not across junctions', () => {
    const { lanes } = compileNetwork(straightRoad(100, { lanes: 3, speed_mps: 13.89 }));
    expect([...lanes.left]).toEqual([1, 2, -1]);
    expect([...lanes.right]).toEqual([-1, 0, 1]);
    const crossing = compileNetwork(matrix());
    expect(crossing.lanes.left[lane(crossing, ':m_0_0')]).toBe(-1);
  });

  it('leaves out a point that stands twice', () => {
    const road = straightRoad(100, { lanes: 1, speed_mps: 13.89 });
    const { lanes, points } = compileNetwork(
      withLanes(road, () => ({ shape: Float64Array.of(0, 0, 0, 50, 0, 0, 50, 0, 0, 100, 0, 0) })),
    );
    expect(lanes.point_count[0]).toBe(3);
    expect([...points.along_m]).toEqual([0, 50, 100]);
  });

  it('gives every signal its links and stands it in the middle of its junctions', () => {
    const network = compileNetwork(net(crossroadsDraft(SIGNAL)));
    const [signal] = network.signals;
    expect([...signal.links]).toEqual([0, 1]);
    expect([...network.links.signal_index]).toEqual([0, 1]);
    expect([signal.x, signal.y, signal.group_count]).toEqual([0, 0, 2]);
    expect(network.junctions.map((junction) => junction.signal)).toEqual([-1, -1, -1, -1, 0]);
  });

  it('keeps walks out of the lane table', () => {
    const spec = straightRoad(100, { lanes: 1, speed_mps: 13.89 });
    const walk = {
      ...spec.edges[0],
      id: 'walk',
      kind: 'walk' as const,
      lanes: [{ ...spec.edges[0].lanes[0], id: 'walk_0' }],
    };
    const network = compileNetwork({ ...spec, edges: [walk, ...spec.edges] });
    expect(network.lanes.ids).toEqual(['road_0']);
    expect(network.edges.ids).toEqual(['road']);
  });

  it('scales stopping places with their road and leaves out those on no lane', () => {
    const road = withLanes(straightRoad(500, { lanes: 1, speed_mps: 13.89 }), () => ({ length_m: 250 }));
    const stop = { id: 'A', kind: 'bus_stop' as const, lane: 'road_0', start_m: 100, end_m: 120 };
    const { stops } = compileNetwork({ ...road, stops: [stop, { ...stop, id: 'B', lane: 'nowhere_0' }] });
    expect(stops).toEqual([{ id: 'A', name: '', kind: 'bus_stop', lane: 0, start_m: 200, end_m: 240 }]);
  });

  it('spans the bounds of all that it draws', () => {
    const { bounds } = compileNetwork(net(crossroadsDraft()));
    expect(bounds.x_min).toBeCloseTo(-295, 6);
    expect(bounds.x_max).toBeCloseTo(295, 6);
    expect(bounds.y_min).toBeCloseTo(-295, 6);
  });
});
