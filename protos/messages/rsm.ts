/** RSM, roadside safety message (Day-1): what an RSU's sensors see. At most 16 participants a message: a sender splits. */
import type { AccelerationSet, VehicleSize } from './bsm.ts';
import { ACCELERATION_SET, VEHICLE_SIZE } from './bsm.ts';
import { group, list, octets, offsetPlace, optional, record, referencePlace, scalar } from './layout.ts';
import type { LocalFrame } from './local-frame.ts';
import { eastOf, northOf } from './local-frame.ts';
import type { Place } from './place.ts';
import { readRecord, writeRecord } from './record.ts';
import type { RowWriter } from './row.ts';
import * as units from './units.ts';

/** One perceived road user; position is the centre of its rectangle. */
export interface Participant {
  /** Number of PARTICIPANT. */
  kind: number | null;
  /** Track number of this RSU, 0..65535. */
  ptc_id: number;
  /** Number of SOURCE. */
  source: number | null;
  /** Temporary id where the participant's own BSM was heard. */
  id?: string;
  sec_mark_ms: number | null;
  position: Place;
  /** Index of the standard's table, 1..15. */
  position_confidence: number | null;
  transmission?: number | null;
  speed_mps: number | null;
  heading_rad: number | null;
  acceleration?: AccelerationSet;
  size: VehicleSize;
  vehicle_class?: number | null;
}

export interface Rsm {
  msg_cnt: number;
  /** Temporary id of the RSU. */
  id: string;
  position: Place;
  participants: Participant[];
}

export const RSM_MAX_PARTICIPANTS = 16;

const PARTICIPANT_LAYOUT = record<Participant>({
  kind: scalar('ptc_type', units.PARTICIPANT_TYPE),
  ptc_id: scalar('ptc_id', units.PARTICIPANT_ID),
  source: scalar('source', units.SOURCE_TYPE),
  id: optional(octets('id')),
  sec_mark_ms: scalar('sec_mark', units.SEC_MARK),
  position: offsetPlace('pos'),
  position_confidence: scalar('pos_confidence', units.POSITION_CONFIDENCE),
  transmission: optional(scalar('transmission', units.TRANSMISSION_RANGE)),
  speed_mps: scalar('speed', units.SPEED),
  heading_rad: scalar('heading', units.HEADING),
  acceleration: optional(group('accel_set', ACCELERATION_SET)),
  size: group('size', VEHICLE_SIZE),
  vehicle_class: optional(scalar('vehicle_class', units.VEHICLE_CLASS)),
});

export const RSM_LAYOUT = record<Rsm>({
  msg_cnt: scalar('msg_cnt', units.MSG_COUNT),
  id: octets('id'),
  position: referencePlace('ref_pos'),
  participants: list('participants', PARTICIPANT_LAYOUT, RSM_MAX_PARTICIPANTS, 1),
});

/** Columns of a participant, from the offset that rsmParticipant gives; wire units, positions as offsets from the message's. */
export const PARTICIPANT_COLUMN = {
  ptc_type: 0,
  ptc_id: 1,
  source: 2,
  id_high: 3,
  id_low: 4,
  sec_mark: 5,
  lat: 6,
  long: 7,
  offset_v: 8,
  pos_confidence: 9,
  transmission: 10,
  speed: 11,
  heading: 12,
  accel_long: 13,
  accel_lat: 14,
  accel_vert: 15,
  yaw: 16,
  width: 17,
  length: 18,
  height: 19,
  vehicle_class: 20,
} as const;
export const PARTICIPANT_STRIDE = 21;
const HEAD = 7;

/** Appends an RSM's row and returns its offset; throws RangeError for more than 16 participants or none. */
export function appendRsm(message: Rsm, rows: RowWriter, frame: LocalFrame): number {
  return writeRecord(RSM_LAYOUT, message, rows, frame);
}

export function readRsm(ints: Int32Array, at: number, frame: LocalFrame): Rsm {
  return readRecord(RSM_LAYOUT, ints, at, frame);
}

/** Number of participants in the row at `at`. */
export function rsmCount(ints: Int32Array, at: number): number {
  return ints[at + HEAD - 1];
}

/** Offset of participant i. */
export function rsmParticipant(at: number, i: number): number {
  return at + HEAD + i * PARTICIPANT_STRIDE;
}

/** East metres of the participant at `ptc` of the message at `at`. */
export function participantX(ints: Int32Array, at: number, ptc: number, frame: LocalFrame): number {
  return eastOf(frame, ints[at + 4] + ints[ptc + PARTICIPANT_COLUMN.long]);
}

/** North metres of the participant at `ptc` of the message at `at`. */
export function participantY(ints: Int32Array, at: number, ptc: number, frame: LocalFrame): number {
  return northOf(frame, ints[at + 3] + ints[ptc + PARTICIPANT_COLUMN.lat]);
}

/** m/s; NaN where unavailable. */
export function participantSpeed(ints: Int32Array, ptc: number): number {
  return units.speedOf(ints[ptc + PARTICIPANT_COLUMN.speed]);
}

/** Radians counter-clockwise from east; NaN where unavailable. */
export function participantHeading(ints: Int32Array, ptc: number): number {
  return units.headingOf(ints[ptc + PARTICIPANT_COLUMN.heading]);
}
