/**
 * A station beside a road as lanes of its own: an entrance that leaves the road and is the queue, parallel bays, an exit that joins the road
 * again. Laid out along the road: s counts along its line, t to the right of its left edge.
 */
import type { StationSpec } from '../../simulation/network-spec.ts';
import { ALL_CLASSES } from '../../simulation/network-spec.ts';
import { suggestion } from '../suggestion.ts';
import { UserError } from '../user-error.ts';
import { cutLine, lineLength_m, placeAlong } from './line.ts';
import { laneOffset_m } from './movements.ts';
import type { Carriageway, LanePair, MapNode } from './plan.ts';
import { widthOf } from './plan.ts';
import type { MapStation } from './schema.ts';

const LANE_M = 3.5;
/** Half of the road's piece on which vehicles leave it or join it, m. */
const JOIN_M = 12;
/** Between two bays' middles, and between the road and the nearest bay, m. */
const BAY_SPACING_M = 4.8;
const VERGE_M = 4;
/** Along the road for a metre of shift: on the way in and out, and between queue and bays. */
const SLIP = 4;
const FAN = 2.4;
const FAN_LEAST_M = 10;
const BAY_M = { car: 12, truck: 22 } as const;
/** A vehicle stands so far before the end of its bay, m. */
const STOP_BEFORE_M = 1.5;
const SPEED_MPS = 5.6;
const BAY_SPEED_MPS = 3;
const PIECE_M = 2;

export interface StationPlan {
  readonly spec: StationSpec;
  readonly ways: readonly Carriageway[];
  readonly nodes: readonly MapNode[];
  /** What the road became: pieces before, beside and behind the station. */
  readonly pieces: readonly [Carriageway, Carriageway, Carriageway];
}

interface Layout {
  readonly in_s: number;
  readonly queue_s: number;
  readonly fan_s: number;
  readonly bay_s: number;
  readonly bay_end_s: number;
  readonly out_s: number;
  readonly slip_s: number;
  readonly end_s: number;
  /** Left edges: of the slip at the road, and of the queue; middle of the first bay's. */
  readonly road_t: number;
  readonly queue_t: number;
}

/** The edge (or piece of an edge that a station has cut) at which `at_m` lies. */
export function pieceAt(
  pieces: ReadonlyMap<string, { readonly way: Carriageway; readonly from_m: number }[]>,
  road: string,
  at_m: number,
  place: string,
): { readonly way: Carriageway; readonly from_m: number } {
  const list = pieces.get(road);
  if (list === undefined) {
    throw new UserError(`no edge '${road}'`, { place: `${place}.road`, hint: suggestion(road, [...pieces.keys()]) });
  }
  return list.findLast(({ from_m }) => from_m <= at_m) ?? list[0];
}

/** `at_m` counts from the start of the carriageway's line. */
export function layStation(id: string, settings: MapStation, road: Carriageway, at_m: number): StationPlan {
  const layout = layOut(settings, road, at_m);
  if (at_m - JOIN_M < road.start_m + 5 || layout.end_s + JOIN_M > road.end_m - 5) {
    const room = `${Math.ceil(road.start_m + 5 + JOIN_M)} to ${Math.floor(road.end_m - 5 - (layout.end_s + JOIN_M - at_m))}`;
    throw new UserError(
      `station ${id} is ${Math.ceil(layout.end_s - at_m)} m long and does not fit on ${road.id} there`,
      {
        place: `stations.${id}.at_m`,
        hint:
          layout.end_s - at_m + 2 * JOIN_M + 10 > road.end_m - road.start_m
            ? 'the edge is too short'
            : `here ${room} fits`,
      },
    );
  }
  const pieces = cutRoad(road, id, at_m, layout.end_s);
  const lane = (edge: string, from: string, to: string, speed_mps: number, line: Float64Array): Carriageway => ({
    id: `${id}_${edge}`,
    from: `${id}_${from}`,
    to: `${id}_${to}`,
    line,
    lanes: [{ width_m: LANE_M, allowed: ALL_CLASSES }],
    speed_mps,
    priority: 0,
    name: settings.name,
    layer: road.layer,
    tunnel: false,
    bridge: false,
    start_m: 0,
    end_m: lineLength_m(line),
    section: undefined,
    place: `stations.${id}`,
  });
  const { road_t, queue_t } = layout;
  const entrance = lane(
    'in',
    'entry',
    'fan',
    SPEED_MPS,
    slipLine(road, layout.in_s, layout.queue_s, road_t, queue_t, layout.fan_s),
  );
  const exit = lane(
    'out',
    'join',
    'merge',
    SPEED_MPS,
    slipLine(road, layout.slip_s, layout.end_s - JOIN_M, queue_t, road_t, layout.out_s),
  );
  const bays = Array.from({ length: settings.bays }, (_, k) => {
    const t = queue_t + (k - (settings.bays - 1) / 2) * BAY_SPACING_M;
    return lane(
      `bay_${k + 1}`,
      'fan',
      'join',
      BAY_SPEED_MPS,
      slipLine(road, layout.bay_s, layout.bay_end_s, t, t, layout.bay_s),
    );
  });
  const node = (
    name: string,
    at: number,
    t: number,
    ins: Carriageway[],
    outs: Carriageway[],
    pairs: LanePair[],
  ): MapNode => {
    const place = frame(road, at, t);
    return { id: `${id}_${name}`, x: place[0], y: place[1], z: place[2], ins, outs, control: 'priority', pairs };
  };
  const [before, beside, behind] = pieces;
  const through = (from: Carriageway, to: Carriageway): LanePair[] =>
    from.lanes.map((_, index): LanePair => [from, to, 'straight', index, index]);
  const nodes = [
    node(
      'entry',
      at_m,
      road_t,
      [before],
      [beside, entrance],
      [...through(before, beside), [before, entrance, 'right', 0, 0]],
    ),
    node(
      'fan',
      layout.fan_s,
      queue_t,
      [entrance],
      bays,
      bays.map((bay): LanePair => [entrance, bay, 'straight', 0, 0]),
    ),
    node(
      'join',
      layout.bay_end_s,
      queue_t,
      bays,
      [exit],
      bays.map((bay): LanePair => [bay, exit, 'straight', 0, 0]),
    ),
    node(
      'merge',
      layout.end_s,
      road_t,
      [beside, exit],
      [behind],
      [...through(beside, behind), [exit, behind, 'right', 0, 0]],
    ),
  ];
  return {
    spec: stationSpec(id, settings, road, layout, entrance, bays, exit),
    ways: [entrance, ...bays, exit],
    nodes,
    pieces,
  };
}

function layOut(settings: MapStation, road: Carriageway, at_m: number): Layout {
  const kerb = widthOf(road.lanes);
  const spread = ((settings.bays - 1) / 2) * BAY_SPACING_M;
  const road_t = kerb + 0.3;
  const queue_t = kerb + VERGE_M + spread;
  const slip_m = Math.max(24, (queue_t - road_t) * SLIP);
  const fan_m = Math.max(FAN_LEAST_M, spread * FAN);
  const in_s = at_m + JOIN_M;
  const queue_s = in_s + slip_m;
  const fan_s = queue_s + settings.queue_m;
  const bay_s = fan_s + fan_m;
  const bay_end_s = bay_s + BAY_M[settings.serves];
  const out_s = bay_end_s + fan_m;
  const slip_s = out_s + 2;
  return { in_s, queue_s, fan_s, bay_s, bay_end_s, out_s, slip_s, end_s: slip_s + slip_m + JOIN_M, road_t, queue_t };
}

/** A place beside the road. */
function frame(road: Carriageway, s: number, t: number): [number, number, number] {
  const at = placeAlong(road.line, s);
  return [at.x + at.uy * t, at.y - at.ux * t, at.z];
}

/** A lane's left edge that shifts from one distance to another between two positions; it is level before and goes on to `also_s`. */
function slipLine(
  road: Carriageway,
  from_s: number,
  to_s: number,
  from_t: number,
  to_t: number,
  also_s: number,
): Float64Array {
  const points: number[] = [];
  const begin = Math.min(from_s, also_s);
  const end = Math.max(to_s, also_s);
  const pieces = Math.ceil((end - begin) / PIECE_M);
  for (let i = 0; i <= pieces; i++) {
    const s = begin + ((end - begin) * i) / pieces;
    const u = Math.min(1, Math.max(0, (s - from_s) / (to_s - from_s)));
    points.push(...frame(road, s, from_t + (to_t - from_t) * u * u * u * (10 + u * (-15 + u * 6))));
  }
  return Float64Array.from(points);
}

/** The road becomes three edges, of which the first keeps its id. */
function cutRoad(road: Carriageway, id: string, in_m: number, out_m: number): [Carriageway, Carriageway, Carriageway] {
  const total = lineLength_m(road.line);
  const line = (from: number, to: number): Float64Array => cutLine(road.line, from, to);
  const entry = `${id}_entry`;
  const merge = `${id}_merge`;
  const first: Carriageway = { ...road, to: entry, line: line(0, in_m), end_m: in_m - JOIN_M };
  const second: Carriageway = {
    ...road,
    id: `${road.id}.${id}`,
    from: entry,
    to: merge,
    line: line(in_m, out_m),
    start_m: JOIN_M,
    end_m: out_m - in_m - JOIN_M,
    section: undefined,
  };
  const third: Carriageway = {
    ...road,
    id: `${road.id}.after_${id}`,
    from: merge,
    line: line(out_m, total),
    start_m: JOIN_M,
    end_m: road.end_m - out_m,
  };
  return [first, second, third];
}

function stationSpec(
  id: string,
  settings: MapStation,
  road: Carriageway,
  layout: Layout,
  entrance: Carriageway,
  bays: readonly Carriageway[],
  exit: Carriageway,
): StationSpec {
  const spread = ((settings.bays - 1) / 2) * BAY_SPACING_M + LANE_M;
  const near = layout.queue_t - ((settings.bays - 1) / 2) * BAY_SPACING_M;
  const far = layout.queue_t + spread + 6;
  const corners = [
    frame(road, layout.queue_s, near),
    frame(road, layout.queue_s, far),
    frame(road, layout.out_s, far),
    frame(road, layout.out_s, near),
  ];
  const [x, y, z] = frame(
    road,
    (layout.bay_s + layout.bay_end_s) / 2,
    layout.queue_t + laneOffset_m(entrance.lanes, 0),
  );
  return {
    id,
    name: settings.name.en,
    name_zh: settings.name.zh,
    kind: settings.kind,
    serves: settings.serves,
    slots: settings.slots,
    x,
    y,
    z,
    shape: Float64Array.from(corners.flatMap(([cx, cy]) => [cx, cy])),
    entrance_edge: entrance.id,
    queue_lane: `${entrance.id}_0`,
    bays: bays.map((bay) => ({ lane: `${bay.id}_0`, stop_m: lineLength_m(bay.line) - STOP_BEFORE_M })),
    exit_edge: exit.id,
  };
}
