/**
 * The road network as the engine drives it: one table of lanes (roads and the paths across junctions alike),
 * links that lead from a lane over a junction to the next lane, conflict points between paths, signals, stops.
 * Made once by `compileNetwork` (network-compiler.ts), read-only afterwards. SI units, local ENU metres.
 */
import type { JunctionKind, SignalSpec, StationSpec, TurnDirection } from './network-spec.ts';

/** Every drivable piece. Columns have one entry a lane; -1 means none. */
export interface LaneTable {
  readonly count: number;
  readonly ids: readonly string[];
  readonly edge: Int32Array;
  /** Place on its edge, 0 = rightmost. */
  readonly index: Int32Array;
  readonly length_m: Float64Array;
  readonly speed_mps: Float64Array;
  readonly width_m: Float64Array;
  readonly allowed: Int32Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly change_left: Int32Array;
  readonly change_right: Int32Array;
  /** Junction that the lane crosses, -1 on a road. */
  readonly junction: Int32Array;
  /** Link whose path the lane belongs to (a lane across a junction), -1 on a road. */
  readonly link: Int32Array;
  /** The lane that follows inside the junction or behind it (a lane across a junction), -1 on a road: links decide there. */
  readonly next: Int32Array;
  /** Outgoing links of a road lane: links.of_lane[first_link .. first_link + link_count). */
  readonly first_link: Int32Array;
  readonly link_count: Int32Array;
  /** Centre line: points first_point .. first_point + point_count of `points`. */
  readonly first_point: Int32Array;
  readonly point_count: Int32Array;
  /** Length of the drawn centre line; positions are scaled by shape_length / length_m where the source declares another length. */
  readonly shape_length_m: Float64Array;
  /** Length over declared length: positions given in the source's terms are multiplied by it. */
  readonly position_scale: Float64Array;
}

/** Points of all lanes: x, y, z and the arc length from the lane's start. */
export interface PointTable {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
  readonly along_m: Float64Array;
}

/** A movement: from a road lane over a junction to a road lane. Sorted by from lane. */
export interface LinkTable {
  readonly count: number;
  readonly from_lane: Int32Array;
  readonly to_lane: Int32Array;
  /** First lane of the path across the junction. */
  readonly via: Int32Array;
  /** Second lane, behind a waiting place inside the junction, or -1. */
  readonly via2: Int32Array;
  readonly junction: Int32Array;
  /** Row in the junction's right-of-way matrix, or -1. */
  readonly request: Int32Array;
  readonly direction: readonly TurnDirection[];
  /** Signal and its index in the state string, or -1. */
  readonly signal: Int32Array;
  readonly signal_index: Int32Array;
  readonly allowed: Int32Array;
  readonly keep_clear: Uint8Array;
  /** Links that this one gives way to: yields[yield_first .. + yield_count). */
  readonly yield_first: Int32Array;
  readonly yield_count: Int32Array;
  readonly yields: Int32Array;
}

/**
 * Places where two lanes across one junction come closer than their bodies are wide.
 * Rows of lane a stand at first[a] .. first[a] + count[a]; each pair has two rows, one for each side.
 */
export interface ConflictTable {
  readonly first: Int32Array;
  readonly count: Int32Array;
  readonly other: Int32Array;
  /** Interval on the own lane and on the other one, metres from the lanes' starts. */
  readonly start_m: Float64Array;
  readonly end_m: Float64Array;
  readonly other_start_m: Float64Array;
  readonly other_end_m: Float64Array;
  /** 0 crossing, 1 merging into one lane, 2 diverging from one lane, 3 side by side through a bend (matters to long bodies only). */
  readonly kind: Uint8Array;
}

/** Where walkers cross, from kerb to kerb: positions count along the centre line from the first kerb. */
export interface CrosswalkLine {
  readonly id: string;
  /** Junction that it belongs to, -1 in the middle of a road. */
  readonly junction: number;
  /** Centre line, flattened x,y,z triples, and the distance of each point from the first, m. */
  readonly shape: Float64Array;
  readonly along_m: Float64Array;
  readonly length_m: number;
  readonly width_m: number;
  /** Signal and its index in the state string, or -1: walkers have the right of way. */
  readonly signal: number;
  readonly signal_index: number;
  readonly walkers_per_hour: number;
}

/**
 * Crosswalks and the lanes that run over them: each row is a lane's piece that bodies touch the stripes from, and the piece of the crosswalk that they need.
 * Rows of lane l stand at first[l] .. first[l] + count[l] in driving order; those of crosswalk c are rows[row_first[c] .. row_first[c + 1]).
 */
export interface CrossingTable {
  readonly records: readonly CrosswalkLine[];
  readonly first: Int32Array;
  readonly count: Int32Array;
  readonly crosswalk: Int32Array;
  /** On the lane, m from its start. */
  readonly start_m: Float64Array;
  readonly end_m: Float64Array;
  /** Along the crosswalk, m from its first kerb; before 0 where walkers wait for this lane before the kerb. */
  readonly from_m: Float64Array;
  readonly to_m: Float64Array;
  /** Where walkers wait for this lane, going along the line and against it: from_m and to_m, or before a lane whose piece overlaps. */
  readonly hold_up_m: Float64Array;
  readonly hold_down_m: Float64Array;
  /** End of the crossing paths' conflict points that lie before it on the lane, m from the lane's start; 0 = none. */
  readonly foes_until_m: Float64Array;
  /** By crosswalk: where walkers wait at its two ends, before the kerbs: below 0, and beyond its length. */
  readonly wait_first_m: Float64Array;
  readonly wait_last_m: Float64Array;
  readonly row_first: Int32Array;
  readonly rows: Int32Array;
}

export interface EdgeTable {
  readonly count: number;
  readonly ids: readonly string[];
  readonly names: readonly string[];
  readonly names_zh: readonly string[];
  readonly from_junction: Int32Array;
  readonly to_junction: Int32Array;
  readonly first_lane: Int32Array;
  readonly lane_count: Int32Array;
  readonly length_m: Float64Array;
  readonly speed_mps: Float64Array;
  readonly priority: Int32Array;
  /** 1 = lanes across a junction. */
  readonly internal: Uint8Array;
  /** 1 = below ground; on a structure of its own; inside a station. */
  readonly tunnel: Uint8Array;
  readonly bridge: Uint8Array;
  readonly station: Uint8Array;
  /** Level where ways cross without meeting, 0 = ground. */
  readonly layer: Int32Array;
}

export interface JunctionRecord {
  readonly id: string;
  readonly kind: JunctionKind;
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly shape: Float64Array;
  /** Links across it. */
  readonly links: Int32Array;
  /** Signal index or -1. */
  readonly signal: number;
}

/** A signal program; `links` are the links it controls and `groups` its signal groups (indices of the state string). */
export interface SignalRecord {
  readonly id: string;
  readonly spec: SignalSpec;
  readonly links: Int32Array;
  readonly group_count: number;
  /** Centre of its junctions: where its RSU stands. */
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly junctions: Int32Array;
}

export interface StopPlaceRecord {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly lane: number;
  readonly start_m: number;
  readonly end_m: number;
}

/** A station with its lanes as numbers; `spec` is what the map says. */
export interface StationRecord {
  readonly spec: StationSpec;
  readonly entrance_edge: number;
  readonly exit_edge: number;
  readonly queue_lane: number;
  readonly bays: readonly { readonly lane: number; readonly stop_m: number }[];
}

/** Two lanes that the source lays closer than their bodies are wide without declaring a conflict; `chelu check` lists them. */
export interface CloseLanes {
  readonly lane_a: number;
  readonly lane_b: number;
  readonly distance_m: number;
}

export interface Network {
  readonly name: string;
  readonly origin: { readonly lat_deg: number; readonly lon_deg: number; readonly projected: boolean };
  readonly left_hand: boolean;
  readonly lanes: LaneTable;
  readonly points: PointTable;
  readonly links: LinkTable;
  readonly conflicts: ConflictTable;
  readonly crossings: CrossingTable;
  readonly edges: EdgeTable;
  readonly junctions: readonly JunctionRecord[];
  readonly signals: readonly SignalRecord[];
  readonly stops: readonly StopPlaceRecord[];
  readonly stations: readonly StationRecord[];
  readonly close_lanes: readonly CloseLanes[];
  readonly lane_by_id: ReadonlyMap<string, number>;
  readonly edge_by_id: ReadonlyMap<string, number>;
  readonly bounds: { readonly x_min: number; readonly y_min: number; readonly x_max: number; readonly y_max: number };
  /** Lines for people: what the compiler had to assume. */
  readonly notes: readonly string[];
}
