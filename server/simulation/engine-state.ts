/**
 * What the engine keeps besides the public columns of world.ts: paths ahead, claims on junctions, orders on lanes, routes.
 * Still plain columns; only files of this folder read it.
 */
import type { DetectorTable } from './detectors.ts';
import type { Router } from './routing.ts';
import type { StopSpec } from './demand-spec.ts';
import type { VehicleColumns, WalkerColumns, World } from './world.ts';

/** Lanes ahead that a vehicle plans, at most. */
export const PATH_MAX = 16;
/** Lanes behind the front that the body may still stand on, at most. */
export const TAIL_MAX = 6;

export interface EngineVehicles extends VehicleColumns {
  /** Metres driven by the front since insertion: the measure along a vehicle's own path. */
  readonly odo_m: Float64Array;
  readonly accel_max: Float64Array;
  readonly decel: Float64Array;
  readonly headway_s: Float64Array;
  readonly min_gap_m: Float64Array;
  readonly delta: Float64Array;
  readonly emergency_decel: Float64Array;
  /** Lanes ahead: path_lane[slot * PATH_MAX + i], the odometer at which each begins, and the link that leads there (-1: none). */
  readonly path_lane: Int32Array;
  readonly path_odo_m: Float64Array;
  readonly path_link: Int32Array;
  readonly path_count: Int32Array;
  /** Odometer at which the plan has to be lengthened; Infinity when it reaches the route's end. */
  readonly extend_at_m: Float64Array;
  /** How many of the lanes ahead it may enter: claims are held for those across junctions. */
  readonly granted: Int32Array;
  /** Lanes behind, the latest first: tail_lane[slot * TAIL_MAX + i], -1 = none. */
  readonly tail_lane: Int32Array;
  /** Offset of the lanes behind against the present one: not 0 when it has changed lanes with its rear still in the junction. */
  readonly tail_offset_m: Float64Array;
  /** The offset holds from this lane of the tail on. */
  readonly tail_from: Int32Array;
  /** Place in its route, the first stop not yet served, standing there until. */
  readonly route_index: Int32Array;
  readonly stop_index: Int32Array;
  readonly stop_until_ms: Float64Array;
  /** First claim of the vehicle, -1. */
  readonly first_claim: Int32Array;
  /** How long it has stood first before a gate, s; and without a break anywhere outside a stop, s. */
  readonly gate_wait_s: Float64Array;
  /** Why the next gate was refused last (REFUSED in right-of-way.ts). */
  readonly refused: Uint8Array;
  readonly standing_s: Float64Array;
  /** Odometer at which it will halt for walkers, Infinity where none are in its way. */
  readonly walkers_halt_m: Float64Array;
  /** 1 = nothing but walkers keeps it from driving on. */
  readonly may_drive: Uint8Array;
  /** Lanes to change, left positive, and how far the present lane serves the route, m from the lane's start. */
  readonly lanes_to_change: Int32Array;
  readonly serves_m: Float64Array;
  /** Bits of the lane indices of the present edge that serve the route as far as the best one. */
  readonly good_lanes: Int32Array;
  /** Until then it accepts short gaps (a lane change has just happened), ms. */
  readonly relaxed_until_ms: Float64Array;
  /** Running lane change: begin, duration, offset at the beginning. */
  readonly change_begin_ms: Float64Array;
  readonly change_ms: Float64Array;
  readonly change_from_m: Float64Array;
  /** Vehicle that it lets in (a lane changer of the neighbouring lane), -1; and until when. */
  readonly lets_in: Int32Array;
  readonly lets_in_until_ms: Float64Array;
  readonly inserted_ms: Float64Array;
}

/** Vehicles on each lane in the order of their positions, front first; a changing vehicle stands in two. */
export interface LaneOrder {
  readonly first: Int32Array;
  readonly capacity: Int32Array;
  readonly count: Int32Array;
  readonly slots: Int32Array;
}

/**
 * A claim: the right of one vehicle to drive a lane across a junction, from the grant until its rear has left it.
 * `order` decides who goes first where two claims conflict: the smaller one.
 */
export interface ClaimPool {
  readonly capacity: number;
  readonly lane: Int32Array;
  readonly slot: Int32Array;
  readonly odo_m: Float64Array;
  readonly order: Float64Array;
  readonly next_of_lane: Int32Array;
  readonly next_of_vehicle: Int32Array;
  readonly first_of_lane: Int32Array;
  free: number;
  used: number;
  last_order: number;
}

export interface EngineWalkers extends WalkerColumns {
  /** Walking speed that a walker likes, m/s; drawn once. */
  readonly pace_mps: Float64Array;
  readonly arrived_ms: Float64Array;
  /** Row of the crosswalk table that it stands before because a vehicle goes first, -1 = none. */
  readonly held_row: Int32Array;
  /** 1 = at the kerb, and its signal and the time left allow it to go. */
  readonly wants: Uint8Array;
  /** Walkers of a crosswalk: first_of[c], then next[slot], -1 = end. */
  readonly first_of: Int32Array;
  readonly next: Int32Array;
  readonly free_slots: Int32Array;
  free_count: number;
  /** By crosswalk: when the next one arrives, and which one that is. */
  readonly next_ms: Float64Array;
  readonly next_arrival: Int32Array;
  /** By crosswalk: 1 = walkers may go by their signal or have the right of way; since when, and for how long still, ms. */
  readonly may_go: Uint8Array;
  readonly green_since_ms: Float64Array;
  readonly green_left_ms: Float64Array;
  /** By row, tick of the last: a vehicle is on it or cannot stop before it; one can, but would block others there; one can, but only harshly. */
  readonly taken_tick: Int32Array;
  readonly wanted_tick: Int32Array;
  readonly near_tick: Int32Array;
  /** By row: when those vehicles will have left it, s from that tick. */
  readonly clear_s: Float64Array;
  /** By crosswalk: last tick at which walkers at its kerbs should let a vehicle go that has waited long for them. */
  readonly courtesy_tick: Int32Array;
}

export interface PendingDeparture {
  readonly key: number;
  readonly route: Int32Array;
  /** Edge it starts on. */
  readonly edge: number;
  readonly stops: readonly ResolvedStop[];
  readonly arrival_m: number;
}

export interface Engine extends World {
  readonly vehicles: EngineVehicles;
  readonly order: LaneOrder;
  readonly claims: ClaimPool;
  readonly walkers: EngineWalkers | undefined;
  readonly router: Router;
  /** Route by slot, edges; undefined when free. */
  readonly routes: (Int32Array | undefined)[];
  readonly stops: (readonly ResolvedStop[])[];
  readonly free_slots: Int32Array;
  free_count: number;
  /** Next departure of the demand, and those waiting by edge in the order of their departure. */
  next_departure: number;
  readonly waiting: Map<number, PendingDeparture[]>;
  readonly waiting_edges: number[];
  /** Place of a vehicle's id among all ids in code-unit order, by key; class bit by type; desired-speed factor by key. */
  readonly ranks: Int32Array;
  readonly class_bits: Int32Array;
  readonly speed_factors: Float64Array;
  /** Where the trip ends on its last edge, by slot. */
  readonly arrival_m: Float64Array;
  /** By slot: 1 = no way leads to its destination any more; it leaves the map by the nearest exit. */
  readonly lost: Uint8Array;
  /** Times a front had to be held at a line it may not pass: stays 0. */
  held_at_line: number;
  /** Departures that had no route. */
  unroutable: number;
  /** Scratch of the route's continuation per lane, valid during one planning. */
  readonly continuation_m: Float64Array;
  /** Lanes (junction ones) that lead into a lane: feeders[feeder_first[l] .. feeder_first[l + 1]). */
  readonly feeder_first: Int32Array;
  readonly feeders: Int32Array;
  /** By lane: how far equal positions on it and on its left neighbour are from abreast, m. */
  readonly left_skew_m: Float64Array;
  /** By lane: 1 = paths of others cross it, so that nobody may come to rest on it. */
  readonly crosses: Uint8Array;
  /** By link: last tick at which somebody there had waited too long, so that others should let it go first. */
  readonly starved: Int32Array;
  readonly detectors: DetectorTable;
  /** Slots that were sent elsewhere since the last step; the next one tells (EVENT.rerouted) and empties it. */
  readonly redirected: number[];
  /** Slots to be taken out of the traffic; the next step does and empties it. */
  readonly leaving: number[];
  /** Vehicles that stand beside the road at a stop. */
  parked_count: number;
  readonly parked: Int32Array;
  /** When a link's signal last turned red, ms. */
  readonly red_since_ms: Float64Array;
}

export interface ResolvedStop {
  readonly edge: number;
  readonly lane: number;
  readonly end_m: number;
  readonly spec: StopSpec;
}
