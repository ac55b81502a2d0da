/**
 * What the page knows about roads and roadside units: the messages of server/network and view/scene as plain records,
 * so that the scene and its tests need no protobuf. Numbers are wire numbers; -1 = none. Local ENU metres.
 */
import { v2x } from '../../protos/wire/generated.js';

export type LaneKind = 'road' | 'bus' | 'bicycle' | 'walk' | 'rail' | 'closed';

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
  readonly bounds: { readonly x_min: number; readonly y_min: number; readonly x_max: number; readonly y_max: number };
}

export interface RsuFact {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly range_m: number;
  readonly signal: number;
}

export interface SceneFacts {
  readonly epoch: number;
  readonly scenario: string;
  /** Wall-clock moment of sim time 0 as it reads at the place: ms since midnight, or -1 where unknown. */
  readonly start_of_day_ms: number;
  readonly dt_ms: number;
  readonly z0_m: number;
  readonly rsus: readonly RsuFact[];
  readonly vehicles: readonly v2x.view.Spawn.$Properties[];
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
    bounds: {
      x_min: bounds?.xMinM ?? 0,
      y_min: bounds?.yMinM ?? 0,
      x_max: bounds?.xMaxM ?? 0,
      y_max: bounds?.yMaxM ?? 0,
    },
  };
}

const LANE_KINDS: readonly LaneKind[] = ['road', 'road', 'bus', 'bicycle', 'walk', 'rail', 'closed'];

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

/** Reads a message of view/scene; throws on bytes that are none. */
export function readScene(bytes: Uint8Array): SceneFacts {
  const scene = v2x.view.ViewScene.decode(bytes);
  return {
    epoch: scene.epoch,
    scenario: scene.scenario,
    start_of_day_ms: startOfDay(scene.start),
    dt_ms: scene.dtMs,
    z0_m: scene.z0M,
    rsus: scene.rsus.map((rsu) => ({
      id: rsu.id ?? '',
      x: rsu.xM ?? 0,
      y: rsu.yM ?? 0,
      z: rsu.zM ?? 0,
      range_m: rsu.rangeM ?? 0,
      signal: rsu.signal ?? -1,
    })),
    vehicles: scene.vehicles,
  };
}

/** Local time of day of an ISO 8601 moment, as written (its offset is the place's), ms since midnight. */
export function startOfDay(iso: string): number {
  const match = /T(\d\d):(\d\d)(?::(\d\d))?/.exec(iso);
  if (match === null) return -1;
  return (Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3] ?? 0)) * 1000;
}
