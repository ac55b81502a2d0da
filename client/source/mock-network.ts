/** A crossing of two roads as a server/network message: for working on the page, and testing it, without a server. */
import { v2x } from '../../protos/wire/generated.js';

const ARM_M = 190;
const HALF_M = 13;
const LANE_M = 3.25;
const LANES = 2;
const ROAD = 1;

/** A movement of the crossing: its path from the start of the approach to the end of the exit. */
export interface MockPath {
  readonly arm: number;
  readonly lane: number;
  readonly direction: 'straight' | 'left' | 'right';
  readonly group: number;
  /** x, y pairs. */
  readonly points: readonly number[];
  readonly stop_m: number;
}

export interface MockNetwork {
  readonly payload: Uint8Array;
  readonly paths: readonly MockPath[];
  readonly groups: number;
}

type Pair = readonly [number, number];

/** A point of arm 0 (east) turned to another arm. */
function turned([x, y]: Pair, arm: number): Pair {
  const [cos, sin] = [
    [1, 0],
    [0, 1],
    [-1, 0],
    [0, -1],
  ][arm];
  return [x * cos - y * sin, x * sin + y * cos];
}

/** Middle of a lane, metres from the road's middle; lane 0 is the outer one. */
function lateral(lane: number): number {
  return (LANES - lane - 0.5) * LANE_M;
}

function approach(arm: number, lane: number): Pair[] {
  return [turned([ARM_M, lateral(lane)], arm), turned([HALF_M, lateral(lane)], arm)];
}

function exit(arm: number, lane: number): Pair[] {
  return [turned([HALF_M, -lateral(lane)], arm), turned([ARM_M, -lateral(lane)], arm)];
}

/** A curve from one point to another that leaves and arrives along the arms. */
function across(from: Pair, to: Pair, arm: number, to_arm: number): Pair[] {
  const inward = turned([-1, 0], arm);
  const outward = turned([1, 0], to_arm);
  const reach = Math.hypot(to[0] - from[0], to[1] - from[1]) * (to_arm === (arm + 2) % 4 ? 0.33 : 0.4);
  const control = [
    [from[0] + inward[0] * reach, from[1] + inward[1] * reach],
    [to[0] - outward[0] * reach, to[1] - outward[1] * reach],
  ];
  return Array.from({ length: 13 }, (_, i): Pair => {
    const u = i / 12;
    const v = 1 - u;
    const at = (axis: 0 | 1): number =>
      v ** 3 * from[axis] + 3 * v * v * u * control[0][axis] + 3 * v * u * u * control[1][axis] + u ** 3 * to[axis];
    return [at(0), at(1)];
  });
}

const TURNS = [
  { direction: 'right', lane: 0, arms: 1 },
  { direction: 'straight', lane: 0, arms: 2 },
  { direction: 'straight', lane: 1, arms: 2 },
  { direction: 'left', lane: 1, arms: 3 },
] as const;

export function mockNetwork(): MockNetwork {
  const lanes: v2x.network.Lane.$Properties[] = [];
  const edges: v2x.network.Edge.$Properties[] = [];
  const links: v2x.network.Link.$Properties[] = [];
  const paths: MockPath[] = [];
  const stop_lines: v2x.network.StopLine.$Properties[] = [];
  for (let arm = 0; arm < 4; arm++) {
    for (const [name, shape, from, to] of [
      ['in', approach, arm + 1, 0],
      ['out', exit, 0, arm + 1],
    ] as const) {
      edges.push({
        id: `${name}${arm}`,
        fromJunction: from,
        toJunction: to,
        firstLane: lanes.length,
        laneCount: LANES,
      });
      for (let lane = 0; lane < LANES; lane++)
        lanes.push(laneOf(edges.length - 1, `${name}${arm}_${lane}`, lane, lanes.length, shape(arm, lane)));
    }
  }
  for (let arm = 0; arm < 4; arm++) {
    for (const turn of TURNS) {
      const to_arm = (arm + turn.arms) % 4;
      const group = (arm % 2) * 2 + (turn.direction === 'left' ? 1 : 0);
      const [start, stop] = approach(arm, turn.lane);
      const [leave, end] = exit(to_arm, turn.lane);
      const curve = across(stop, leave, arm, to_arm);
      edges.push({
        id: `:x${arm}${to_arm}${turn.lane}`,
        fromJunction: 0,
        toJunction: 0,
        firstLane: lanes.length,
        laneCount: 1,
        internal: true,
      });
      links.push({
        fromLane: arm * 4 + turn.lane,
        toLane: to_arm * 4 + 2 + turn.lane,
        via: lanes.length,
        junction: 0,
        direction: turn.direction,
        signal: 0,
        group,
      });
      lanes.push({
        ...laneOf(edges.length - 1, `:x${lanes.length}`, 0, 0, curve),
        left: null,
        right: null,
        junction: 0,
        link: links.length - 1,
      });
      paths.push({
        arm,
        lane: turn.lane,
        direction: turn.direction,
        group,
        points: [start, ...curve, end].flat(),
        stop_m: ARM_M - HALF_M,
      });
    }
    for (let lane = 0; lane < LANES; lane++) {
      const [x, y] = turned([HALF_M, lateral(lane)], arm);
      const groups = lane === 0 ? [(arm % 2) * 2] : [(arm % 2) * 2, (arm % 2) * 2 + 1];
      stop_lines.push({
        lane: arm * 4 + lane,
        groups,
        xM: x,
        yM: y,
        zM: 0,
        headingRad: (arm * Math.PI) / 2 + Math.PI,
        widthM: LANE_M,
      });
    }
  }
  const groups = 4;
  const payload = v2x.network.NetworkFacts.encode({
    schemaVersion: 1,
    name: 'mock crossing',
    bounds: { xMinM: -ARM_M, yMinM: -ARM_M, xMaxM: ARM_M, yMaxM: ARM_M },
    vehicleClasses: ['passenger'],
    edges,
    lanes,
    junctions: junctions(),
    links,
    signals: [{ id: 'X', xM: 0, yM: 0, groups: Array.from({ length: groups }, () => ({})), stopLines: stop_lines }],
  }).finish();
  return { payload, paths, groups };
}

function laneOf(
  edge: number,
  id: string,
  index: number,
  number: number,
  points: readonly Pair[],
): v2x.network.Lane.$Properties {
  return {
    id,
    edge,
    index,
    kind: ROAD,
    widthM: LANE_M,
    speedMps: 13.9,
    shapeM: points.flatMap(([x, y]) => [x, y, 0]),
    left: index === 0 ? number + 1 : null,
    right: index === 1 ? number - 1 : null,
    changeLeft: 1,
    changeRight: 1,
  };
}

function junctions(): v2x.network.Junction.$Properties[] {
  const side = LANES * LANE_M;
  const outline: Pair[] = [];
  for (let arm = 0; arm < 4; arm++) outline.push(turned([HALF_M, -side], arm), turned([HALF_M, side], arm));
  const ends = [0, 1, 2, 3].map((arm) => {
    const [x, y] = turned([ARM_M, 0], arm);
    return { id: `end${arm}`, kind: 'dead_end', xM: x, yM: y, zM: 0, shapeM: [] };
  });
  const links = Array.from({ length: 16 }, (_, i) => i);
  return [{ id: 'X', kind: 'traffic_light', xM: 0, yM: 0, zM: 0, shapeM: outline.flat(), links, signal: 0 }, ...ends];
}
