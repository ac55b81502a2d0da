import { describe, expect, it } from 'vitest';
import { crossingNetwork } from '../../../server/scenario/crossing.ts';
import { crossingSchema } from '../../../server/scenario/map-schema.ts';
import { CONFLICT } from '../../../server/simulation/conflict-compiler.ts';
import { compileNetwork } from '../../../server/simulation/network-compiler.ts';
import type { Network } from '../../../server/simulation/network.ts';
import { crossroadsDraft, net } from '../../support/nets.ts';
import { straightRoad } from '../../support/roads.ts';

interface Row {
  readonly own: readonly [number, number];
  readonly other: readonly [number, number];
  readonly kind: number;
}

/** Lane across the junction from one road lane to another. */
function path(network: Network, from: string, to: string): number {
  const [a, b] = [network.lane_by_id.get(from), network.lane_by_id.get(to)];
  for (let link = 0; link < network.links.count; link++) {
    if (network.links.from_lane[link] === a && network.links.to_lane[link] === b) return network.links.via[link];
  }
  throw new Error(`no link from ${from} to ${to}`);
}

function rows(network: Network, lane: number, other: number): Row[] {
  const { conflicts } = network;
  const found: Row[] = [];
  for (let row = conflicts.first[lane]; row < conflicts.first[lane] + conflicts.count[lane]; row++) {
    if (conflicts.other[row] !== other) continue;
    found.push({
      own: [conflicts.start_m[row], conflicts.end_m[row]],
      other: [conflicts.other_start_m[row], conflicts.other_end_m[row]],
      kind: conflicts.kind[row],
    });
  }
  return found;
}

const CROSSING = compileNetwork(crossingNetwork('test', crossingSchema.parse({})));
const ONE_LANE = compileNetwork(
  crossingNetwork('test', crossingSchema.parse({ lanes_in: 1, lanes_out: 1, signal: { left: 'permissive' } })),
);

describe('paths across a junction', () => {
  it('that cross have one row each, which agree', () => {
    const network = compileNetwork(net(crossroadsDraft()));
    const [a, b] = [path(network, 'west_0', 'east_0'), path(network, 'south_0', 'north_0')];
    const [[one], [two]] = [rows(network, a, b), rows(network, b, a)];
    expect(one.kind).toBe(CONFLICT.crossing);
    expect(two).toEqual({ own: one.other, other: one.own, kind: one.kind });
    // They meet 6.6 m and 3.4 m behind the lines; bodies touch 2.6 m about that, and 0.6 m more are left.
    expect((one.own[0] + one.own[1]) / 2).toBeCloseTo(6.6, 0);
    expect((two.own[0] + two.own[1]) / 2).toBeCloseTo(3.4, 0);
    expect(one.own[1] - one.own[0]).toBeGreaterThan(5.2);
    expect(one.own[1] - one.own[0]).toBeLessThan(7.2);
  });

  it('that lead into one lane merge up to its beginning', () => {
    const [left, right] = [path(ONE_LANE, 'north_in_0', 'east_out_0'), path(ONE_LANE, 'south_in_0', 'east_out_0')];
    const [row] = rows(ONE_LANE, left, right);
    expect(row.kind).toBe(CONFLICT.merging);
    expect(row.own[1]).toBeCloseTo(ONE_LANE.lanes.length_m[left], 9);
    expect(row.other[1]).toBeCloseTo(ONE_LANE.lanes.length_m[right], 9);
    expect(row.own[0]).toBeGreaterThan(1);
  });

  it('that leave one lane diverge from the line until they have parted', () => {
    const [left, right] = [path(ONE_LANE, 'north_in_0', 'east_out_0'), path(ONE_LANE, 'north_in_0', 'west_out_0')];
    const [row] = rows(ONE_LANE, left, right);
    expect(row.kind).toBe(CONFLICT.diverging);
    expect([row.own[0], row.other[0]]).toEqual([0, 0]);
    expect(row.own[1]).toBeLessThan(ONE_LANE.lanes.length_m[left] - 1);
  });

  it('that run side by side through a bend concern long bodies only', () => {
    // Opposite left turns pass each other; a lorry in one needs the room of the other.
    const beside: number[] = [];
    for (let lane = 0; lane < CROSSING.lanes.count; lane++) {
      const { first, count, kind } = CROSSING.conflicts;
      for (let row = first[lane]; row < first[lane] + count[lane]; row++)
        if (kind[row] === CONFLICT.beside) beside.push(lane);
    }
    expect(beside.length).toBeGreaterThan(0);
    const straight = new Set(
      CROSSING.links.direction.flatMap((direction, link) =>
        direction === 'straight' ? [CROSSING.links.via[link]] : [],
      ),
    );
    // Never among straight paths alone.
    for (const lane of beside) {
      const { first, count, kind, other } = CROSSING.conflicts;
      for (let row = first[lane]; row < first[lane] + count[lane]; row++) {
        if (kind[row] === CONFLICT.beside) expect(straight.has(lane) && straight.has(other[row])).toBe(false);
      }
    }
  });

  it('that are parallel, or opposite and apart, have nothing to do with each other', () => {
    const [a, b] = [path(CROSSING, 'north_in_0', 'south_out_0'), path(CROSSING, 'north_in_1', 'south_out_1')];
    expect(rows(CROSSING, a, b)).toEqual([]);
    const back = path(CROSSING, 'south_in_0', 'north_out_0');
    expect(rows(CROSSING, a, back)).toEqual([]);
  });

  it('have every row mirrored, within their lanes', () => {
    for (const network of [CROSSING, ONE_LANE]) {
      const { conflicts, lanes } = network;
      let seen = 0;
      for (let lane = 0; lane < lanes.count; lane++) {
        for (let row = conflicts.first[lane]; row < conflicts.first[lane] + conflicts.count[lane]; row++) {
          seen += 1;
          const other = conflicts.other[row];
          expect(conflicts.start_m[row]).toBeGreaterThanOrEqual(0);
          expect(conflicts.end_m[row]).toBeLessThanOrEqual(lanes.length_m[lane]);
          expect(conflicts.start_m[row]).toBeLessThanOrEqual(conflicts.end_m[row]);
          expect(lanes.junction[other]).toBe(lanes.junction[lane]);
          const mirrored = rows(network, other, lane).some(
            (one) =>
              one.kind === conflicts.kind[row] &&
              one.own[0] === conflicts.other_start_m[row] &&
              one.other[0] === conflicts.start_m[row],
          );
          expect(mirrored).toBe(true);
        }
      }
      expect(seen).toBe(conflicts.other.length);
    }
  });
});

describe('lanes that lie too close', () => {
  it('are none in a crossing of our own', () => {
    expect(CROSSING.close_lanes).toEqual([]);
  });

  it('are listed with their distance', () => {
    const road = straightRoad(100, { lanes: 1, speed_mps: 13.89 });
    const [edge] = road.edges;
    const twin = {
      ...edge,
      id: 'twin',
      lanes: [
        { ...edge.lanes[0], id: 'twin_0', shape: edge.lanes[0].shape.map((v, i) => (i % 3 === 1 ? v + 1.2 : v)) },
      ],
    };
    const { close_lanes } = compileNetwork({ ...road, edges: [edge, twin] });
    expect(close_lanes).toHaveLength(1);
    expect([close_lanes[0].lane_a, close_lanes[0].lane_b]).toEqual([0, 1]);
    expect(close_lanes[0].distance_m).toBeCloseTo(1.2, 6);
  });

  it('are not those that are a lane apart', () => {
    expect(compileNetwork(straightRoad(100, { lanes: 3, speed_mps: 13.89 })).close_lanes).toEqual([]);
  });

  it('are paths that the source says have no conflict, although they cross', () => {
    const spec = net(crossroadsDraft());
    const via = [':m_0_0', ':m_1_0'];
    const shapes = [
      [-5, -1.6, 0, 5, -1.6, 0],
      [1.6, -5, 0, 1.6, 5, 0],
    ];
    const network = compileNetwork({
      ...spec,
      junctions: spec.junctions.map((junction) => ({
        ...junction,
        ...(junction.id === 'm'
          ? {
              internal_lanes: via,
              requests: via.map(() => ({ response: [false, false], foes: [false, false], cont: false })),
            }
          : {}),
      })),
      edges: [
        ...spec.edges,
        ...via.map((id, i) => ({
          id: id.slice(0, -2),
          from: 'm',
          to: 'm',
          kind: 'internal' as const,
          priority: 1,
          lanes: [{ ...spec.edges[0].lanes[0], id, length_m: 10, shape: Float64Array.from(shapes[i]) }],
        })),
      ],
      connections: spec.connections.map((connection, i) => ({ ...connection, via: via[i] })),
    });
    expect(
      network.close_lanes.map(({ lane_a, lane_b }) => [network.lanes.ids[lane_a], network.lanes.ids[lane_b]]),
    ).toEqual([via]);
    // They are kept apart all the same.
    const [a, b] = via.map((id) => network.lane_by_id.get(id)!);
    expect(rows(network, a, b)[0].kind).toBe(CONFLICT.crossing);
  });
});
