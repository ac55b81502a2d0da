/**
 * What an importer or a map compiler hands over: a road network as plain, readable records.
 * `compileNetwork` (network.ts) turns it into the lane table that the engine drives on.
 * Local east-north-up metres, SI units. Nothing here knows a file format.
 */

/** Vehicle classes as bits, so that a lane's permission is one number. Names are SUMO's vClasses. */
export const VEHICLE_CLASSES = [
  'passenger',
  'taxi',
  'bus',
  'coach',
  'delivery',
  'truck',
  'trailer',
  'motorcycle',
  'moped',
  'bicycle',
  'pedestrian',
  'emergency',
  'authority',
  'army',
  'vip',
  'private',
  'hov',
  'evehicle',
  'tram',
  'rail_urban',
  'rail',
  'rail_electric',
  'rail_fast',
  'ship',
  'custom1',
  'custom2',
  'ignoring',
  'container',
  'cable_car',
  'subway',
  'wheelchair',
] as const;
export type VehicleClass = (typeof VEHICLE_CLASSES)[number];
/** Bit of a class in a permission mask (bit = index in VEHICLE_CLASSES; at most 31 so that masks stay non-negative int32). */
export function classBit(name: VehicleClass): number {
  return 1 << VEHICLE_CLASSES.indexOf(name);
}
/** Permission mask: everybody. */
export const ALL_CLASSES = 0x7fffffff;

export type JunctionKind =
  | 'priority'
  | 'traffic_light'
  | 'right_before_left'
  | 'left_before_right'
  | 'allway_stop'
  | 'priority_stop'
  | 'zipper'
  | 'unregulated'
  | 'dead_end'
  | 'rail_signal'
  | 'rail_crossing'
  | 'district'
  | 'traffic_light_unregulated'
  | 'traffic_light_right_on_red';

/** One row of the right-of-way matrix of a junction; index = position of the link in the junction. */
export interface RequestSpec {
  /** response[j]: this link must give way to link j. */
  readonly response: readonly boolean[];
  /** foes[j]: this link's path conflicts with link j's at all. */
  readonly foes: readonly boolean[];
  /** Vehicles may enter and wait inside the junction. */
  readonly cont: boolean;
}

export interface JunctionSpec {
  readonly id: string;
  readonly kind: JunctionKind;
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** Outline, flattened x,y pairs (may be empty). */
  readonly shape: Float64Array;
  /** Right of way by link index; empty where the source has none (then geometry and priority decide). */
  readonly requests: readonly RequestSpec[];
  /**
   * First internal lane of every request row in order (a link's index in `requests` is the place of its internal lane here).
   * Second parts of split links (after a waiting place inside the junction) are not listed.
   */
  readonly internal_lanes: readonly string[];
}

export interface LaneSpec {
  readonly id: string;
  readonly length_m: number;
  readonly speed_mps: number;
  readonly width_m: number;
  /** Mask of classBit()s that may drive here. */
  readonly allowed: number;
  /** Centre line, flattened x,y,z triples, at least two points, in driving direction. */
  readonly shape: Float64Array;
  /** Mask of classes that may leave this lane towards the left or right neighbour; ALL_CLASSES where unrestricted. */
  readonly change_left: number;
  readonly change_right: number;
}

export interface EdgeSpec {
  readonly id: string;
  /** Junction ids; for an internal edge both are its junction. */
  readonly from: string;
  readonly to: string;
  /** 'internal' = lanes across a junction; 'walk' = sidewalk, crossing, walking area (kept for drawing, not driven). */
  readonly kind: 'road' | 'internal' | 'walk';
  readonly name?: string;
  readonly name_zh?: string;
  /** Below ground: no GNSS, no radio between inside and outside. */
  readonly tunnel?: boolean;
  /** On a structure of its own above ground or water. */
  readonly bridge?: boolean;
  /** Level where ways cross without meeting; absent = 0, ground. */
  readonly layer?: number;
  /** Higher wins where the source has no requests. */
  readonly priority: number;
  /** Lane 0 is the rightmost. */
  readonly lanes: readonly LaneSpec[];
}

export type TurnDirection = 'straight' | 'left' | 'right' | 'slight_left' | 'slight_right' | 'turn' | 'none';

/**
 * "One may drive from lane A to lane B." Road -> road connections carry `via`, the first internal lane;
 * internal -> internal or road connections continue a split path (a waiting place inside the junction stands between).
 * Where `via` is absent (a net without internal links) the compiler draws a straight internal lane.
 */
export interface ConnectionSpec {
  readonly from_lane: string;
  readonly to_lane: string;
  readonly via?: string;
  readonly direction: TurnDirection;
  /** Signal program and index into its state string, where the link is signal controlled. */
  readonly signal?: string;
  readonly signal_index?: number;
  /** Connection may be used although its foes have priority (SUMO pass="1"). */
  readonly pass: boolean;
  /** false: a vehicle may block the junction here (SUMO keepClear="0"). */
  readonly keep_clear: boolean;
  /** Mask where the connection itself is restricted; ALL_CLASSES otherwise. */
  readonly allowed: number;
}

/** One phase; `state` has one letter per signal index: r R y Y u g G s o O as in SUMO. */
export interface PhaseSpec {
  readonly state: string;
  readonly duration_ms: number;
  readonly min_ms: number;
  readonly max_ms: number;
  /** Indices of possible successors; empty = the following one. */
  readonly next: readonly number[];
  readonly name?: string;
}

export interface SignalSpec {
  readonly id: string;
  readonly program: string;
  readonly kind: 'static' | 'actuated' | 'off';
  readonly offset_ms: number;
  readonly phases: readonly PhaseSpec[];
  /** Actuated: largest gap between vehicles that keeps green, time-headway (SUMO max-gap, default 3 s). */
  readonly max_gap_ms: number;
  /** Actuated: distance of the detector upstream of the stop line as travel time at the lane's speed (SUMO detector-gap, default 2 s). */
  readonly detector_gap_ms: number;
}

export interface StopPlaceSpec {
  readonly id: string;
  readonly name?: string;
  readonly kind: 'bus_stop' | 'parking' | 'charging' | 'container' | 'train_stop';
  readonly lane: string;
  readonly start_m: number;
  readonly end_m: number;
}

/** Where one vehicle stands while it is served: front bumper at stop_m of the lane. */
export interface BaySpec {
  readonly lane: string;
  readonly stop_m: number;
}

/** A swap station, charger or hydrogen station as roads: lanes of its own (entrance, queue, bays, exit) joined to the road. */
export interface StationSpec {
  readonly id: string;
  readonly name?: string;
  readonly name_zh?: string;
  readonly kind: 'swap' | 'charge' | 'hydrogen';
  readonly serves: 'car' | 'truck';
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** Outline of the site, flattened x,y pairs. */
  readonly shape: Float64Array;
  /** Edge into the station, and lane on which vehicles wait for a bay: they stand at its end until one is free. */
  readonly entrance_edge: string;
  readonly queue_lane: string;
  readonly bays: readonly BaySpec[];
  /** Batteries, bays not counted; 0 or absent where it has none. */
  readonly slots?: number;
  /** Edge back to the road. */
  readonly exit_edge: string;
}

/** Where walkers cross a road, from kerb to kerb. */
export interface CrosswalkSpec {
  readonly id: string;
  readonly junction?: string;
  /** Centre line, flattened x,y,z triples. */
  readonly shape: Float64Array;
  readonly width_m: number;
  /** Signal and index into its state string that lets walkers go; absent: walkers have the right of way. */
  readonly signal?: string;
  readonly signal_index?: number;
  /** Walkers an hour in both directions together. */
  readonly walkers_per_hour: number;
}

export interface NetworkSpec {
  readonly name: string;
  /** Geodetic place of local (0, 0); `projected` false = the source had no projection and 29.56 N 106.55 E was assumed. */
  readonly origin: { readonly lat_deg: number; readonly lon_deg: number; readonly projected: boolean };
  readonly junctions: readonly JunctionSpec[];
  readonly edges: readonly EdgeSpec[];
  readonly connections: readonly ConnectionSpec[];
  readonly signals: readonly SignalSpec[];
  readonly stops: readonly StopPlaceSpec[];
  readonly stations?: readonly StationSpec[];
  readonly crosswalks?: readonly CrosswalkSpec[];
  /** Left-hand traffic. */
  readonly left_hand: boolean;
}
