/**
 * The state of the traffic as plain columns. `step` (step.ts) advances it; everybody else reads.
 * A vehicle lives in a slot while it drives; its key (index in the demand) never changes and is what randomness hangs on.
 */
import type { DemandSpec } from './demand-spec.ts';
import type { Network } from './network.ts';

export const VEHICLE_STATE = { free: 0, driving: 1, parked: 2 } as const;

/** Columns by slot. Positions are of the front bumper along the lane; poses of the rectangle's centre. */
export interface VehicleColumns {
  readonly capacity: number;
  readonly state: Uint8Array;
  readonly key: Int32Array;
  /** Grows each time a slot is reused. */
  readonly generation: Uint32Array;
  readonly type: Int32Array;
  readonly class_bit: Int32Array;
  readonly lane: Int32Array;
  /** During a lane change: the lane it leaves, in whose order its shadow still stands; else -1. */
  readonly shadow_lane: Int32Array;
  readonly pos_m: Float64Array;
  /** Offset from the lane's centre line, left positive; not 0 only during a lane change. */
  readonly lateral_m: Float64Array;
  readonly speed_mps: Float64Array;
  readonly accel_mps2: Float64Array;
  readonly length_m: Float64Array;
  readonly width_m: Float64Array;
  /** Desired-speed factor on the lane's limit, drawn once. */
  readonly speed_factor: Float64Array;
  readonly max_speed_mps: Float64Array;
  /** Pose of the centre: local ENU metres, heading counter-clockwise from east in radians. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
  readonly heading_rad: Float64Array;
  /** Link it will take at the end of its lane, -1 if none is chosen (end of route). */
  readonly next_link: Int32Array;
  /** Bits: 1 brake light, 2 left indicator, 4 right indicator, 8 at a stop. */
  readonly lights: Uint8Array;
}

/** What drivers are told to do by on-board units for the coming step; reset by the engine after it. Clamped by physics. */
export interface CommandColumns {
  /** Upper bound of the desired speed, Infinity if none. */
  readonly speed_mps: Float64Array;
  /** Upper bound of the acceleration, Infinity if none. */
  readonly accel_mps2: Float64Array;
  /** Acceleration in the driver's place, NaN if he drives himself (commanded.ts). */
  readonly exact_accel_mps2: Float64Array;
  /** LANE_COMMAND: who decides about lane changes. */
  readonly lane_change: Uint8Array;
}

/** 0: the driver decides himself. */
export const LANE_COMMAND = { own: 0, keep: 1, left: 2, right: 3 } as const;

/** Counters since tick 0; inserted = running + arrived + removed always holds. */
export interface TrafficCounts {
  inserted: number;
  arrived: number;
  removed: number;
  rerouted: number;
  lane_changes: number;
}

export interface SignalColumns {
  /** Phase index by signal. */
  readonly phase: Int32Array;
  /** When the phase began and when it ends at the earliest and at the latest (ms of simulated time). */
  readonly since_ms: Float64Array;
  readonly min_end_ms: Float64Array;
  readonly max_end_ms: Float64Array;
  /** Letters of the state string by signal (SUMO's r R y Y u g G s o O as character codes), first_group[s] + index. */
  readonly first_group: Int32Array;
  readonly letters: Uint8Array;
}

export const WALKER_STATE = { free: 0, crossing: 1, waiting: 2 } as const;

/** People at and on crosswalks, columns by slot. Positions count along the crosswalk's line from its first kerb; negative ones lie before it. */
export interface WalkerColumns {
  readonly capacity: number;
  /** Slots in use in the order of arrival: the canonical order. First `active_count` entries. */
  readonly active: Int32Array;
  active_count: number;
  readonly state: Uint8Array;
  /** Number in the run, from 0 in the order of arrival. */
  readonly number: Uint32Array;
  /** Grows each time a slot is reused. */
  readonly generation: Uint32Array;
  /** Crosswalk, and how many arrived there before: what randomness hangs on. */
  readonly crosswalk: Int32Array;
  readonly arrival: Int32Array;
  /** 1 = along the crosswalk's line, -1 = against it. */
  readonly direction: Int8Array;
  readonly pos_m: Float64Array;
  /** Offset from the crosswalk's line, left of its direction positive. */
  readonly lateral_m: Float64Array;
  readonly speed_mps: Float64Array;
  /** Local ENU metres; heading counter-clockwise from east in radians, towards the other kerb also while waiting. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
  readonly heading_rad: Float64Array;
  /** Since tick 0: arrived = crossed + those at the kerb + those on the crosswalk. `started` counts those who have left the kerb, wait_ms their waits. */
  readonly counts: { arrived: number; started: number; crossed: number; wait_ms: number };
}

export interface World {
  readonly network: Network;
  readonly demand: DemandSpec;
  readonly seed: number;
  readonly dt_ms: number;
  tick: number;
  readonly vehicles: VehicleColumns;
  readonly commands: CommandColumns;
  readonly signals: SignalColumns;
  /** Absent where the network has no crosswalks. */
  readonly walkers: WalkerColumns | undefined;
  /** Slots in use, ordered by the vehicle's id in code units: the canonical order. First `active_count` entries. */
  readonly active: Int32Array;
  active_count: number;
  /** Vehicles whose departure is due but for whom there was no room yet. */
  waiting_to_insert: number;
  readonly counts: TrafficCounts;
  readonly events: EventRing;
}

export const EVENT = {
  inserted: 1,
  arrived: 2,
  removed: 3,
  rerouted: 4,
  red_entry: 5,
  lane_change: 6,
  stop_begin: 7,
  stop_end: 8,
} as const;

/** Bounded, preallocated; cleared by the engine at the start of each step, so a reader looks at it between two steps. */
export interface EventRing {
  readonly kind: Uint8Array;
  readonly key: Int32Array;
  readonly slot: Int32Array;
  readonly value: Float64Array;
  count: number;
  /** Events that did not fit, since tick 0. */
  dropped: number;
}
