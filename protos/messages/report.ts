/**
 * Vehicle report: what a connected vehicle tells the cloud about itself over uu. A message of ours (not in the standard), in the standard's units.
 */
import type { VehicleSize } from './bsm.ts';
import { VEHICLE_SIZE } from './bsm.ts';
import { group, list, numbers, optional, place, record, scalar } from './layout.ts';
import type { LocalFrame } from './local-frame.ts';
import { eastOf, northOf } from './local-frame.ts';
import type { NodeReference } from './node-reference.ts';
import type { Place } from './place.ts';
import { readRecord, writeRecord } from './record.ts';
import type { RowWriter } from './row.ts';
import { NODE } from './spat.ts';
import * as units from './units.ts';

/** Where the vehicle is on the map. */
export interface LaneMatch {
  /** Lane number of `server/network`. */
  lane: number;
  /** Front bumper from the lane's start. */
  pos_m: number;
}

/** One intersection of the route ahead, nearest first. */
export interface RouteIntention {
  node: NodeReference;
  /** Phase (signal group, as in MAP and SPAT) that the vehicle will use; left out where no signal rules. */
  phase_id?: number | null;
  /** Front bumper to the stop line; 1000 m and more become 1000 m. */
  distance_m: number;
  /** Node towards which it leaves the intersection. */
  remote?: NodeReference;
}

export interface Report {
  msg_cnt: number;
  sec_mark_ms: number | null;
  /** Centre of the rectangle. */
  position: Place;
  speed_mps: number | null;
  heading_rad: number | null;
  acceleration_mps2: number | null;
  vehicle_class: number | null;
  size?: VehicleSize;
  lane?: LaneMatch;
  /** Bits of STATUS_BIT. */
  status: number;
  route: RouteIntention[];
  /** Advice numbers received since the last report. */
  acknowledged: number[];
  /** State of charge, 0..1. */
  soc?: number;
}

const LANE_MATCH = record<LaneMatch>({
  lane: scalar('lane', units.LANE_NUMBER),
  pos_m: scalar('lane_pos', units.LANE_POSITION),
});

const INTENTION = record<RouteIntention>({
  node: group('node_id', NODE),
  phase_id: optional(scalar('phase_id', units.PHASE_ID)),
  distance_m: scalar('distance_to_intersection', units.DISTANCE_TO_INTERSECTION),
  remote: optional(group('remote_intersection', NODE)),
});

export const REPORT_MAX_INTENTIONS = 16;

export const REPORT_LAYOUT = record<Report>({
  msg_cnt: scalar('msg_cnt', units.MSG_COUNT),
  sec_mark_ms: scalar('sec_mark', units.SEC_MARK),
  position: place('pos'),
  speed_mps: scalar('speed', units.SPEED),
  heading_rad: scalar('heading', units.HEADING),
  acceleration_mps2: scalar('acceleration', units.ACCELERATION),
  vehicle_class: scalar('vehicle_class', units.VEHICLE_CLASS),
  size: optional(group('size', VEHICLE_SIZE)),
  lane: optional(group('lane_match', LANE_MATCH)),
  status: scalar('status', units.BITS_16),
  route: list('route', INTENTION, REPORT_MAX_INTENTIONS),
  acknowledged: numbers('acknowledged', units.CORRELATION_ID, 32),
  soc: optional(scalar('soc', units.STATE_OF_CHARGE)),
});

/** Leading columns of a report's row, wire units. */
export const REPORT = {
  msg_cnt: 0,
  sec_mark: 1,
  lat: 2,
  long: 3,
  elevation: 4,
  speed: 5,
  heading: 6,
  acceleration: 7,
  vehicle_class: 8,
  width: 9,
  length: 10,
  height: 11,
  lane: 12,
  lane_pos: 13,
  status: 14,
  route_count: 15,
  first_intention: 16,
} as const;

/** Columns of an intention from REPORT.first_intention + i * INTENTION_STRIDE; ABSENT where left out. */
export const INTENTION_COLUMN = {
  region: 0,
  node_id: 1,
  phase_id: 2,
  distance: 3,
  remote_region: 4,
  remote_id: 5,
} as const;
export const INTENTION_STRIDE = 6;

/** Appends a report's row and returns its offset. */
export function appendReport(message: Report, rows: RowWriter, frame: LocalFrame): number {
  return writeRecord(REPORT_LAYOUT, message, rows, frame);
}

export function readReport(ints: Int32Array, at: number, frame: LocalFrame): Report {
  return readRecord(REPORT_LAYOUT, ints, at, frame);
}

/** East metres of the centre; NaN where unavailable. */
export function reportX(ints: Int32Array, at: number, frame: LocalFrame): number {
  return eastOf(frame, ints[at + REPORT.long]);
}

/** North metres of the centre; NaN where unavailable. */
export function reportY(ints: Int32Array, at: number, frame: LocalFrame): number {
  return northOf(frame, ints[at + REPORT.lat]);
}

/** m/s; NaN where unavailable. */
export function reportSpeed(ints: Int32Array, at: number): number {
  return units.speedOf(ints[at + REPORT.speed]);
}
