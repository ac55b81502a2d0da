/**
 * A crossing of two roads as a server/network message: for working on the page, and testing it, without a server. The road goes on
 * over a bridge in the east, through a tunnel in the west, uphill in the north, downhill to a station in the south.
 */
import { v2x } from '../../protos/wire/generated.js';

const HALF_M = 13;
const LANE_M = 3.25;
const LANES = 2;
const ROAD = 1;
const STATION = 7;
const POINT_GAP_M = 10;

/** A piece of an arm, from the crossing outwards. */
interface ArmPiece {
  readonly to_m: number;
  readonly bridge?: boolean;
  readonly tunnel?: boolean;
}

/** East, north, west, south. */
const ARMS: readonly (readonly ArmPiece[])[] = [
  [{ to_m: 215 }, { to_m: 425, bridge: true }, { to_m: 640 }],
  [{ to_m: 380 }],
  [{ to_m: 225 }, { to_m: 470, tunnel: true }, { to_m: 640 }],
  [{ to_m: 380 }],
];

export const MOCK_STATION = { id: 'station-1', x: 34, y: -150, slots: 12 } as const;

/** Height of the road on an arm, so far from the crossing's middle, metres. */
export function roadHeight(arm: number, from_m: number): number {
  const rise = (begin_m: number, end_m: number, grade: number): number =>
    Math.max(0, Math.min(from_m, end_m) - begin_m) * grade;
  if (arm === 0) return rise(60, 260, 0.02);
  if (arm === 1) return rise(40, 380, 0.055);
  if (arm === 2) return rise(60, 300, 0.012);
  return -rise(200, 380, 0.045);
}

/** A movement of the crossing: its path from the start of the approach to the end of the exit. */
export interface MockPath {
  readonly arm: number;
  readonly lane: number;
  readonly direction: 'straight' | 'left' | 'right';
  readonly group: number;
  /** x, y, z triples. */
  readonly points: readonly number[];
  readonly stop_m: number;
}

export interface MockNetwork {
  readonly payload: Uint8Array;
  readonly paths: readonly MockPath[];
  readonly groups: number;
}

type Pair = readonly [number, number];
type Place = readonly [number, number, number];

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

/** Points of a lane between two distances from the crossing; `side` 1 leads in, -1 leads out. */
function along(arm: number, lane: number, side: 1 | -1, near_m: number, far_m: number): Place[] {
  const count = Math.max(1, Math.ceil((far_m - near_m) / POINT_GAP_M));
  const points = Array.from({ length: count + 1 }, (_, i): Place => {
    const at = near_m + ((far_m - near_m) * i) / count;
    const [x, y] = turned([at, side * lateral(lane)], arm);
    return [x, y, roadHeight(arm, at)];
  });
  return side === 1 ? points.reverse() : points;
}

/** A curve from one point to another that leaves and arrives along the arms. */
function across(from: Place, to: Place, arm: number, to_arm: number): Place[] {
  const inward = turned([-1, 0], arm);
  const outward = turned([1, 0], to_arm);
  const reach = Math.hypot(to[0] - from[0], to[1] - from[1]) * (to_arm === (arm + 2) % 4 ? 0.33 : 0.4);
  const control = [
    [from[0] + inward[0] * reach, from[1] + inward[1] * reach],
    [to[0] - outward[0] * reach, to[1] - outward[1] * reach],
  ];
  return Array.from({ length: 13 }, (_, i): Place => {
    const u = i / 12;
    const v = 1 - u;
    const at = (axis: 0 | 1): number =>
      v ** 3 * from[axis] + 3 * v * v * u * control[0][axis] + 3 * v * u * u * control[1][axis] + u ** 3 * to[axis];
    return [at(0), at(1), 0];
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
  /** First lane of the piece at the crossing, by arm: in, out. */
  const near: [number, number][] = [];
  ARMS.forEach((pieces, arm) => {
    near.push([lanes.length, lanes.length + LANES]);
    let from_m = HALF_M;
    pieces.forEach(({ to_m, bridge = false, tunnel = false }, piece) => {
      for (const side of [1, -1] as const) {
        const name = `${side === 1 ? 'in' : 'out'}${arm}.${piece}`;
        edges.push({
          id: name,
          fromJunction: side === 1 ? arm + 1 : 0,
          toJunction: side === 1 ? 0 : arm + 1,
          firstLane: lanes.length,
          laneCount: LANES,
          bridge,
          tunnel,
        });
        for (let lane = 0; lane < LANES; lane++)
          lanes.push(
            laneOf(edges.length - 1, `${name}_${lane}`, lane, lanes.length, along(arm, lane, side, from_m, to_m)),
          );
      }
      from_m = to_m;
    });
  });
  ARMS.forEach((pieces, arm) => {
    const far_m = pieces[pieces.length - 1].to_m;
    for (const turn of TURNS) {
      const to_arm = (arm + turn.arms) % 4;
      const group = (arm % 2) * 2 + (turn.direction === 'left' ? 1 : 0);
      const before = along(arm, turn.lane, 1, HALF_M, far_m);
      const after = along(to_arm, turn.lane, -1, HALF_M, ARMS[to_arm][ARMS[to_arm].length - 1].to_m);
      const curve = across(before[before.length - 1], after[0], arm, to_arm);
      edges.push({
        id: `:x${arm}${to_arm}${turn.lane}`,
        fromJunction: 0,
        toJunction: 0,
        firstLane: lanes.length,
        laneCount: 1,
        internal: true,
      });
      links.push({
        fromLane: near[arm][0] + turn.lane,
        toLane: near[to_arm][1] + turn.lane,
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
      const points = [...before, ...curve.slice(1), ...after.slice(1)].flat();
      paths.push({ arm, lane: turn.lane, direction: turn.direction, group, points, stop_m: far_m - HALF_M });
    }
    for (let lane = 0; lane < LANES; lane++) {
      const [x, y] = turned([HALF_M, lateral(lane)], arm);
      const groups = lane === 0 ? [(arm % 2) * 2] : [(arm % 2) * 2, (arm % 2) * 2 + 1];
      const headingRad = (arm * Math.PI) / 2 + Math.PI;
      stop_lines.push({ lane: near[arm][0] + lane, groups, xM: x, yM: y, zM: 0, headingRad, widthM: LANE_M });
    }
  });
  const groups = 4;
  const bays = addStation(edges, lanes);
  const payload = v2x.network.NetworkFacts.encode({
    schemaVersion: 1,
    name: 'mock crossing',
    bounds: { xMinM: -640, yMinM: -380, xMaxM: 640, yMaxM: 380 },
    vehicleClasses: ['passenger'],
    edges,
    lanes,
    junctions: junctions(),
    links,
    signals: [{ id: 'X', xM: 0, yM: 0, groups: Array.from({ length: groups }, () => ({})), stopLines: stop_lines }],
    stations: [stationOf(bays)],
  }).finish();
  return { payload, paths, groups };
}

/** Two bays beside the southern road, joined by a lane of their own; returns their lanes. */
function addStation(edges: v2x.network.Edge.$Properties[], lanes: v2x.network.Lane.$Properties[]): number[] {
  const road_x = 2 * LANE_M + 2;
  const lines: Place[][] = [
    [
      [road_x, -178, 0],
      [24, -172, 0],
      [30, -162, 0],
      [30, -138, 0],
      [24, -124, 0],
      [road_x, -118, 0],
    ],
    [
      [24, -172, 0],
      [34, -166, 0],
      [34.5, -160, 0],
      [34.5, -140, 0],
      [33, -132, 0],
      [24, -124, 0],
    ],
  ];
  return lines.map((line, i) => {
    edges.push({ id: `station${i}`, fromJunction: 0, toJunction: 0, firstLane: lanes.length, laneCount: 1 });
    lanes.push({ ...laneOf(edges.length - 1, `station${i}_0`, 0, 0, line), kind: STATION, left: null, right: null });
    return lanes.length - 1;
  });
}

function stationOf(bays: readonly number[]): v2x.network.Station.$Properties {
  return {
    id: MOCK_STATION.id,
    name: 'South Swap',
    nameZh: '城南换电站',
    kind: 'swap',
    serves: 'car',
    xM: MOCK_STATION.x,
    yM: MOCK_STATION.y,
    zM: 0,
    shapeM: [18, -174, 50, -174, 50, -122, 18, -122],
    queueLane: bays[0],
    bays: bays.map((lane) => ({ lane, stopM: 40 })),
    slots: MOCK_STATION.slots,
  };
}

function laneOf(
  edge: number,
  id: string,
  index: number,
  number: number,
  points: readonly Place[],
): v2x.network.Lane.$Properties {
  return {
    id,
    edge,
    index,
    kind: ROAD,
    widthM: LANE_M,
    speedMps: 13.9,
    shapeM: points.flat(),
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
  const ends = ARMS.map((pieces, arm) => {
    const { to_m } = pieces[pieces.length - 1];
    const [x, y] = turned([to_m, 0], arm);
    return { id: `end${arm}`, kind: 'dead_end', xM: x, yM: y, zM: roadHeight(arm, to_m), shapeM: [] };
  });
  const links = Array.from({ length: 16 }, (_, i) => i);
  return [{ id: 'X', kind: 'traffic_light', xM: 0, yM: 0, zM: 0, shapeM: outline.flat(), links, signal: 0 }, ...ends];
}
