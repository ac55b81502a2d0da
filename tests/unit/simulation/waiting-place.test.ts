import { describe, expect, it } from 'vitest';
import { ALL_CLASSES } from '../../../server/simulation/network-spec.ts';
import type { EdgeSpec, JunctionSpec, LaneSpec, NetworkSpec } from '../../../server/simulation/network-spec.ts';
import { compileNetwork } from '../../../server/simulation/network-compiler.ts';
import { moveWaitingPlaces } from '../../../server/simulation/waiting-place.ts';
import { demand, departure, plainCar } from '../../support/roads.ts';
import { CLEAN, drive, findings, watch } from '../../support/traffic.ts';

type Point = readonly [number, number];

function lane(id: string, points: readonly Point[]): LaneSpec {
  let length_m = 0;
  points.slice(1).forEach(([x, y], i) => (length_m += Math.hypot(x - points[i][0], y - points[i][1])));
  return {
    id,
    length_m,
    speed_mps: 10,
    width_m: 3.2,
    allowed: ALL_CLASSES,
    shape: Float64Array.from(points.flatMap(([x, y]) => [x, y, 0])),
    change_left: ALL_CLASSES,
    change_right: ALL_CLASSES,
  };
}

function edge(id: string, from: string, to: string, kind: EdgeSpec['kind'], points: readonly Point[]): EdgeSpec {
  return { id, from, to, kind, priority: 1, lanes: [lane(`${id}_0`, points)] };
}

/**
 * A road that runs north along x = 0 (path `:j_0_0`) and a path from the west to the east that gives way to it and is cut into `:j_1_0` and
 * `:j_2_0` at x = `cut`; it begins at x = -20. `gives_way` false: no response.
 */
function cutPath(cut: number, gives_way = true): NetworkSpec {
  const at = { id: 'j', kind: 'priority', x: 0, y: 0, z: 0, shape: new Float64Array() } as const;
  const end = (id: string, x: number, y: number): JunctionSpec => ({
    ...at,
    id,
    kind: 'dead_end',
    x,
    y,
    requests: [],
    internal_lanes: [],
  });
  const common = { direction: 'straight', pass: false, keep_clear: true, allowed: ALL_CLASSES } as const;
  return {
    name: 'cut',
    origin: { lat_deg: 29.56, lon_deg: 106.55, projected: false },
    junctions: [
      {
        ...at,
        internal_lanes: [':j_0_0', ':j_1_0'],
        requests: [
          { response: [false, false], foes: [false, true], cont: false },
          { response: [gives_way, false], foes: [true, false], cont: true },
        ],
      },
      end('s', 0, -220),
      end('n', 0, 220),
      end('w', -220, 0),
      end('e', 220, 0),
    ],
    edges: [
      edge('south', 's', 'j', 'road', [
        [0, -220],
        [0, -20],
      ]),
      edge('north', 'j', 'n', 'road', [
        [0, 20],
        [0, 220],
      ]),
      edge('west', 'w', 'j', 'road', [
        [-220, 0],
        [-20, 0],
      ]),
      edge('east', 'j', 'e', 'road', [
        [20, 0],
        [220, 0],
      ]),
      edge(':j_0', 'j', 'j', 'internal', [
        [0, -20],
        [0, 20],
      ]),
      edge(':j_1', 'j', 'j', 'internal', [
        [-20, 0],
        [cut, 0],
      ]),
      edge(':j_2', 'j', 'j', 'internal', [
        [cut, 0],
        [20, 0],
      ]),
    ],
    connections: [
      { ...common, from_lane: 'south_0', to_lane: 'north_0', via: ':j_0_0' },
      { ...common, from_lane: 'west_0', to_lane: 'east_0', via: ':j_1_0' },
      { ...common, from_lane: ':j_0_0', to_lane: 'north_0' },
      { ...common, from_lane: ':j_1_0', to_lane: 'east_0', via: ':j_2_0' },
      { ...common, from_lane: ':j_2_0', to_lane: 'east_0' },
    ],
    signals: [],
    stops: [],
    left_hand: false,
  };
}

function ends(spec: NetworkSpec, id: string): { first: number; last: number; length_m: number } {
  const found = spec.edges.flatMap((one) => one.lanes).find((one) => one.id === id)!;
  return { first: found.shape[0], last: found.shape[found.shape.length - 3], length_m: found.length_m };
}

describe('a waiting place inside a junction', () => {
  it('is moved back to where a wide body clears the paths that go first', () => {
    const moved = moveWaitingPlaces(cutPath(-2));
    const [before, behind] = [ends(moved, ':j_1_0'), ends(moved, ':j_2_0')];
    // 3.4 m from the centre line of the road, in steps of 0.25 m.
    expect(before.last).toBeLessThanOrEqual(-3.4);
    expect(before.last).toBeGreaterThan(-4);
    expect(behind.first).toBe(before.last);
    expect([before.first, behind.last]).toEqual([-20, 20]);
    expect(before.length_m).toBeCloseTo(before.last + 20, 9);
    expect(behind.length_m).toBeCloseTo(20 - before.last, 9);
  });

  it('stays where it is when it is clear already', () => {
    const spec = cutPath(-5);
    expect(moveWaitingPlaces(spec)).toBe(spec);
  });

  it('does not mind paths that it does not give way to', () => {
    const spec = cutPath(-2, false);
    expect(moveWaitingPlaces(spec)).toBe(spec);
  });

  it('is closed where there is no clear place near before it', () => {
    // Cut far beyond the road: 12 m back from there is still within the road's space.
    const moved = moveWaitingPlaces(cutPath(9));
    const whole = ends(moved, ':j_1_0');
    expect([whole.first, whole.last]).toEqual([-20, 20]);
    expect(whole.length_m).toBeCloseTo(40, 9);
    expect(moved.connections.filter(({ from_lane }) => from_lane === ':j_1_0')).toEqual([
      expect.objectContaining({ from_lane: ':j_1_0', to_lane: 'east_0' }),
    ]);
    expect(moved.connections.some(({ via }) => via === ':j_2_0')).toBe(false);
  });

  it('leaves the source untouched', () => {
    const spec = cutPath(-2);
    const copy = structuredClone(spec);
    moveWaitingPlaces(spec);
    expect(spec).toEqual(copy);
  });

  it.each([
    { name: 'moved', cut: -2, parts: [':j_1_0', ':j_2_0'] },
    { name: 'closed', cut: 9, parts: [':j_1_0'] },
  ])('that was $name makes a link of its parts', ({ cut, parts }) => {
    const { links, lanes, lane_by_id } = compileNetwork(cutPath(cut));
    const link = links.from_lane.indexOf(lane_by_id.get('west_0')!);
    const path = [links.via[link], links.via2[link]].filter((one) => one !== -1).map((one) => lanes.ids[one]);
    expect(path).toEqual(parts);
    let at = links.via[link];
    for (let guard = 0; guard < 3 && lanes.junction[at] !== -1; guard++) at = lanes.next[at];
    expect(lanes.ids[at]).toBe('east_0');
  });

  it.each([-2, 9])('lets crossing streams through unharmed (cut at %i)', (cut) => {
    const departures = Array.from({ length: 40 }, (_, i) => [
      departure({ id: `on.${i}`, edges: ['south', 'north'], depart_ms: i * 5000 }),
      departure({ id: `over.${i}`, edges: ['west', 'east'], depart_ms: i * 5000 }),
    ]).flat();
    const watched = watch(compileNetwork(cutPath(cut)), demand([plainCar()], departures));
    drive(watched, 360);
    expect(findings(watched)).toEqual(CLEAN);
    expect(watched.world.counts).toMatchObject({ inserted: 80, arrived: 80, removed: 0 });
  });
});
