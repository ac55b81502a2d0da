/**
 * What the page knows about roads: the message of server/network as plain records,
 * so that the scene and its tests need no protobuf. Numbers are wire numbers; -1 = none. Local ENU metres.
 */
import { v2x } from '../../protos/wire/generated.js';

export type LaneKind = 'road' | 'bus' | 'bicycle' | 'walk' | 'rail' | 'closed' | 'station';

export interface LaneFact {
  readonly id: string;
  readonly edge: number;
  readonly index: number;
  readonly kind: LaneKind;
  readonly width_m: number;
  readonly speed_mps: number;
  /** Centre line: x, y, z triples. */
  readonly shape: ArrayLike<number>;
  readonly left: number;
  readonly right: number;
  readonly change_left: number;
  readonly change_right: number;
  /** Junction that it crosses, -1 on a road. */
  readonly junction: number;
  readonly link: number;
}

export interface EdgeFact {
  readonly id: string;
  readonly name: string;
  readonly from_junction: number;
  readonly to_junction: number;
  readonly first_lane: number;
  readonly lane_count: number;
  readonly internal: boolean;
  readonly name_zh: string;
  readonly tunnel: boolean;
  readonly bridge: boolean;
  readonly layer: number;
}

export interface JunctionFact {
  readonly id: string;
  readonly kind: string;
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** Outline: x, y pairs. */
  readonly shape: ArrayLike<number>;
  readonly links: readonly number[];
}

export interface LinkFact {
  readonly from_lane: number;
  readonly to_lane: number;
  readonly junction: number;
  readonly direction: string;
  readonly signal: number;
  readonly group: number;
  readonly yields: number;
}

export interface StopLineFact {
  readonly lane: number;
  readonly groups: readonly number[];
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly heading_rad: number;
  readonly width_m: number;
}

export interface SignalFact {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** Place of its first letter in a frame's `signals`. */
  readonly first_group: number;
  readonly group_count: number;
  readonly stop_lines: readonly StopLineFact[];
}

export interface StopPlaceFact {
  readonly id: string;
  readonly kind: string;
  readonly lane: number;
  readonly start_m: number;
  readonly end_m: number;
}

/** Where walkers cross a road. */
export interface CrosswalkFact {
  readonly id: string;
  /** Centre line from kerb to kerb: x, y, z triples. */
  readonly shape: ArrayLike<number>;
  readonly width_m: number;
}

/** Where one vehicle is served. */
export interface BayFact {
  readonly lane: number;
  /** Front bumper along the lane. */
  readonly stop_m: number;
}

export interface StationFact {
  readonly id: string;
  readonly name: string;
  readonly name_zh: string;
  /** swap, charge, hydrogen. */
  readonly kind: string;
  /** car or truck. */
  readonly serves: string;
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** Outline of the site: x, y pairs. */
  readonly shape: ArrayLike<number>;
  /** Half of the site's greatest extent. */
  readonly radius_m: number;
  readonly queue_lane: number;
  readonly bays: readonly BayFact[];
  readonly slots: number;
}

export interface NetworkFacts {
  readonly name: string;
  readonly left_hand: boolean;
  readonly lanes: readonly LaneFact[];
  readonly edges: readonly EdgeFact[];
  readonly junctions: readonly JunctionFact[];
  readonly links: readonly LinkFact[];
  readonly signals: readonly SignalFact[];
  readonly stop_places: readonly StopPlaceFact[];
  readonly crosswalks: readonly CrosswalkFact[];
  readonly stations: readonly StationFact[];
  readonly bounds: { readonly x_min: number; readonly y_min: number; readonly x_max: number; readonly y_max: number };
}

/** Does the edge of a lane lie on a bridge, in a tunnel, or on the ground? */
export function carriedBy(network: NetworkFacts, lane: LaneFact): 'ground' | 'bridge' | 'tunnel' {
  const edge = network.edges[lane.edge];
  if (edge === undefined) return 'ground';
  return edge.tunnel ? 'tunnel' : edge.bridge ? 'bridge' : 'ground';
}

/** Reads a message of server/network; throws on bytes that are none. */
export function readNetwork(bytes: Uint8Array): NetworkFacts {
  const facts = v2x.network.NetworkFacts.decode(bytes);
  const bounds = facts.bounds;
  return {
    name: facts.name,
    left_hand: facts.leftHand,
    lanes: facts.lanes.map(laneOf),
    edges: facts.edges.map((edge) => ({
      id: edge.id ?? '',
      name: edge.name ?? '',
      from_junction: edge.fromJunction ?? -1,
      to_junction: edge.toJunction ?? -1,
      first_lane: edge.firstLane ?? 0,
      lane_count: edge.laneCount ?? 0,
      internal: edge.internal ?? false,
      name_zh: edge.nameZh ?? '',
      tunnel: edge.tunnel ?? false,
      bridge: edge.bridge ?? false,
      layer: edge.layer ?? 0,
    })),
    junctions: facts.junctions.map((junction) => ({
      id: junction.id ?? '',
      kind: junction.kind ?? '',
      x: junction.xM ?? 0,
      y: junction.yM ?? 0,
      z: junction.zM ?? 0,
      shape: junction.shapeM ?? [],
      links: junction.links ?? [],
    })),
    links: facts.links.map((link) => ({
      from_lane: link.fromLane ?? 0,
      to_lane: link.toLane ?? 0,
      junction: link.junction ?? 0,
      direction: link.direction ?? 'none',
      signal: link.signal ?? -1,
      group: link.group ?? -1,
      yields: link.yields?.length ?? 0,
    })),
    signals: signalsOf(facts.signals),
    stop_places: facts.stopPlaces.map((stop) => ({
      id: stop.id ?? '',
      kind: stop.kind ?? '',
      lane: stop.lane ?? 0,
      start_m: stop.startM ?? 0,
      end_m: stop.endM ?? 0,
    })),
    crosswalks: facts.crosswalks.map((crosswalk) => ({
      id: crosswalk.id ?? '',
      shape: crosswalk.shapeM ?? [],
      width_m: crosswalk.widthM ?? 4,
    })),
    stations: facts.stations.map(stationOf),
    bounds: {
      x_min: bounds?.xMinM ?? 0,
      y_min: bounds?.yMinM ?? 0,
      x_max: bounds?.xMaxM ?? 0,
      y_max: bounds?.yMaxM ?? 0,
    },
  };
}

function stationOf(station: v2x.network.Station.$Properties): StationFact {
  const shape = station.shapeM ?? [];
  const [x, y] = [station.xM ?? 0, station.yM ?? 0];
  let radius_m = 8;
  for (let i = 0; i + 1 < shape.length; i += 2)
    radius_m = Math.max(radius_m, Math.hypot(shape[i] - x, shape[i + 1] - y));
  return {
    id: station.id ?? '',
    name: station.name ?? '',
    name_zh: station.nameZh ?? '',
    kind: station.kind ?? '',
    serves: station.serves ?? '',
    x,
    y,
    z: station.zM ?? 0,
    shape,
    radius_m,
    queue_lane: station.queueLane ?? -1,
    bays: (station.bays ?? []).map((bay) => ({ lane: bay.lane ?? 0, stop_m: bay.stopM ?? 0 })),
    slots: station.slots ?? 0,
  };
}

const LANE_KINDS: readonly LaneKind[] = ['road', 'road', 'bus', 'bicycle', 'walk', 'rail', 'closed', 'station'];

function laneOf(lane: v2x.network.Lane.$Properties): LaneFact {
  return {
    id: lane.id ?? '',
    edge: lane.edge ?? 0,
    index: lane.index ?? 0,
    kind: LANE_KINDS[lane.kind ?? 0] ?? 'road',
    width_m: lane.widthM ?? 3.2,
    speed_mps: lane.speedMps ?? 0,
    shape: lane.shapeM ?? [],
    left: lane.left ?? -1,
    right: lane.right ?? -1,
    change_left: lane.changeLeft ?? 0,
    change_right: lane.changeRight ?? 0,
    junction: lane.junction ?? -1,
    link: lane.link ?? -1,
  };
}

function signalsOf(signals: readonly v2x.network.Signal.$Properties[]): SignalFact[] {
  let first_group = 0;
  return signals.map((signal) => {
    const group_count = signal.groups?.length ?? 0;
    const fact = {
      id: signal.id ?? '',
      x: signal.xM ?? 0,
      y: signal.yM ?? 0,
      z: signal.zM ?? 0,
      first_group,
      group_count,
      stop_lines: (signal.stopLines ?? []).map((line) => ({
        lane: line.lane ?? 0,
        groups: line.groups ?? [],
        x: line.xM ?? 0,
        y: line.yM ?? 0,
        z: line.zM ?? 0,
        heading_rad: line.headingRad ?? 0,
        width_m: line.widthM ?? 3.2,
      })),
    };
    first_group += group_count;
    return fact;
  });
}
