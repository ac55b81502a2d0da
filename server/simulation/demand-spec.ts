/**
 * Who wants to drive: vehicle types and departures, as plain records, in the order of their departure.
 * An importer or a scenario makes them; the engine (demand.ts) inserts them. A flow is expanded into departures by its importer.
 */
import type { VehicleClass } from './network-spec.ts';

/** Distribution of a vehicle's desired speed as a factor on the lane's limit, cut off at min and max. */
export interface SpeedFactorSpec {
  readonly mean: number;
  readonly deviation: number;
  readonly min: number;
  readonly max: number;
}

export interface VehicleTypeSpec {
  readonly id: string;
  readonly vehicle_class: VehicleClass;
  readonly length_m: number;
  readonly width_m: number;
  readonly height_m: number;
  readonly max_speed_mps: number;
  /** IDM: a, b, T, s0 and the exponent of the free term. */
  readonly accel_mps2: number;
  readonly decel_mps2: number;
  readonly headway_s: number;
  readonly min_gap_m: number;
  readonly delta: number;
  /** Physical limit of braking. */
  readonly emergency_decel_mps2: number;
  readonly speed_factor: SpeedFactorSpec;
  /** Drawing class for the page: car, taxi, van, bus, truck, trailer, emergency, motorcycle, bicycle, tram. */
  readonly shape: string;
  /** RGB 0xRRGGBB or -1. */
  readonly color: number;
}

export interface StopSpec {
  /** Lane id and stopping interval; the vehicle stops with its front at end_m. */
  readonly lane: string;
  readonly start_m: number;
  readonly end_m: number;
  /** Least standing time, and earliest departure (-1: none). */
  readonly duration_ms: number;
  readonly until_ms: number;
  /** true: leaves the lane while it stands. */
  readonly parking: boolean;
  /** The StopPlaceSpec it came from. */
  readonly place?: string;
}

export type DepartLane = 'best' | 'first' | 'free' | 'random' | 'allowed' | number;
export type DepartSpeed = 'max' | 'desired' | 'speedLimit' | 'random' | 'last' | 'avg' | number;
export type DepartPos = 'base' | 'free' | 'random' | 'random_free' | 'last' | number;

export interface DepartureSpec {
  /** Unique within the run: [A-Za-z0-9_.:-]{1,64}. */
  readonly id: string;
  /** Index into DemandSpec.types. */
  readonly type: number;
  readonly depart_ms: number;
  readonly depart_lane: DepartLane;
  readonly depart_speed: DepartSpeed;
  readonly depart_pos: DepartPos;
  /** Front position at which the trip ends on the last edge; 'max' = the edge's end. */
  readonly arrival_pos: number | 'max';
  /** Edge ids. complete = a whole route edge by edge; otherwise waypoints to be joined by shortest free-flow time at departure. */
  readonly edges: readonly string[];
  readonly complete: boolean;
  readonly stops: readonly StopSpec[];
  /** Where it stands in the input, for messages: "file:line". */
  readonly origin: string;
}

export interface DemandSpec {
  readonly types: readonly VehicleTypeSpec[];
  /** Sorted by depart_ms, ties in the order of the input. Its index is the vehicle's key: randomness hangs on it. */
  readonly departures: readonly DepartureSpec[];
}
