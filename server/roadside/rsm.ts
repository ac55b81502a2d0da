/** The RSM of an RSU: what its last scan saw, at most 16 participants a message, so several messages at a busy junction. */
import { BASIC_CLASS, PARTICIPANT, SOURCE } from '../../protos/messages/enums.ts';
import type { LocalFrame } from '../../protos/messages/local-frame.ts';
import { elevationOf, latitudeOf, longitudeOf } from '../../protos/messages/local-frame.ts';
import type { RowWriter } from '../../protos/messages/row.ts';
import { ABSENT, reserve } from '../../protos/messages/row.ts';
import { PARTICIPANT_COLUMN, RSM_MAX_PARTICIPANTS, rsmParticipant } from '../../protos/messages/rsm.ts';
import {
  ACCELERATION,
  LENGTH,
  quantise,
  quantiseAcceleration,
  quantiseHeading,
  quantiseSpeed,
  VERTICAL_ACCELERATION,
  WIDTH,
} from '../../protos/messages/units.ts';
import { classBit } from '../simulation/network-spec.ts';
import { MOST_OBJECTS } from './perception.ts';
import type { SensedColumns, SensedWalkers } from './perception.ts';
import type { Roadside } from './roadside.ts';

const BICYCLE = classBit('bicycle');
const BUS = classBit('bus') | classBit('coach');
const TRUCK = classBit('truck') | classBit('trailer') | classBit('delivery');
/** Index of the position confidence table: 13 stands for 0.5 m [mem], which is what a calibrated roadside lidar reaches. */
const POSITION_CONFIDENCE = 13;

/** A walker's width and depth as a sensor tells them, m. */
const WALKER_SIZE_M = 0.5;

/** Messages that the last scan of an RSU makes. */
export function rsmParts(roadside: Roadside, rsu: number): number {
  return Math.ceil(roadside.perception.seen_count[rsu] / RSM_MAX_PARTICIPANTS);
}

/**
 * Appends the row of message `part` (0 .. rsmParts - 1) of the last scan and returns its offset. The scan's columns must not have moved on:
 * build in the tick of the scan. Writes the columns directly, as an RSM's layout does (tested): ten thousand objects a second are seen.
 */
export function appendScan(
  roadside: Roadside,
  rsu: number,
  part: number,
  objects: SensedColumns,
  now_ms: number,
  seq: number,
  rows: RowWriter,
  frame: LocalFrame,
  walkers?: SensedWalkers,
): number {
  const { perception } = roadside;
  const first = part * RSM_MAX_PARTICIPANTS;
  const count = Math.min(RSM_MAX_PARTICIPANTS, perception.seen_count[rsu] - first);
  const position = roadside.position[rsu];
  const sec_mark_ms = (roadside.start_ms + now_ms) % 60000;
  const at = reserve(rows, rsmParticipant(0, count));
  const { ints } = rows;
  ints[at] = seq & 127;
  ints[at + 1] = roadside.temporary_words[2 * rsu];
  ints[at + 2] = roadside.temporary_words[2 * rsu + 1];
  ints[at + 3] = latitudeOf(frame, position.y_m);
  ints[at + 4] = longitudeOf(frame, position.x_m);
  ints[at + 5] = elevationOf(position.z_m ?? null);
  ints[at + 6] = count;
  for (let i = 0; i < count; i++) {
    const seen = rsu * MOST_OBJECTS + first + i;
    const ptc = rsmParticipant(at, i);
    const walker = perception.seen[seen] - perception.first_walker;
    const walks = walker >= 0 && walkers !== undefined;
    const slot = walks ? walker : perception.seen[seen];
    if (walks) writeWalker(ints, ptc, walkers, slot, perception.track[seen], sec_mark_ms);
    else writeParticipant(ints, ptc, objects, slot, perception.track[seen], sec_mark_ms);
    const { x, y } = walks ? walkers : objects;
    ints[ptc + PARTICIPANT_COLUMN.lat] = Math.round(frame.lat0_e7 + y[slot] * frame.e7_per_m_lat - ints[at + 3]);
    ints[ptc + PARTICIPANT_COLUMN.long] = Math.round(frame.lon0_e7 + x[slot] * frame.e7_per_m_lon - ints[at + 4]);
  }
  return at;
}

/** A walker's columns but the position. */
function writeWalker(
  ints: Int32Array,
  ptc: number,
  walkers: SensedWalkers,
  slot: number,
  track: number,
  sec_mark_ms: number,
): void {
  writeCommon(ints, ptc, PARTICIPANT.pedestrian, track, sec_mark_ms);
  ints[ptc + PARTICIPANT_COLUMN.speed] = quantiseSpeed(walkers.speed_mps[slot]);
  ints[ptc + PARTICIPANT_COLUMN.heading] = quantiseHeading(walkers.heading_rad[slot]);
  ints[ptc + PARTICIPANT_COLUMN.accel_long] = ACCELERATION.invalid!;
  ints[ptc + PARTICIPANT_COLUMN.width] = quantise(WIDTH, WALKER_SIZE_M);
  ints[ptc + PARTICIPANT_COLUMN.length] = quantise(LENGTH, WALKER_SIZE_M);
  ints[ptc + PARTICIPANT_COLUMN.vehicle_class] = BASIC_CLASS.pedestrian;
}

/** A vehicle's columns but the position. */
function writeParticipant(
  ints: Int32Array,
  ptc: number,
  objects: SensedColumns,
  slot: number,
  track: number,
  sec_mark_ms: number,
): void {
  const class_bit = objects.class_bit[slot];
  const kind = (class_bit & BICYCLE) !== 0 ? PARTICIPANT.non_motor : PARTICIPANT.motor;
  writeCommon(ints, ptc, kind, track, sec_mark_ms);
  ints[ptc + PARTICIPANT_COLUMN.speed] = quantiseSpeed(objects.speed_mps[slot]);
  ints[ptc + PARTICIPANT_COLUMN.heading] = quantiseHeading(objects.heading_rad[slot]);
  ints[ptc + PARTICIPANT_COLUMN.accel_long] = quantiseAcceleration(objects.accel_mps2[slot]);
  ints[ptc + PARTICIPANT_COLUMN.width] = quantise(WIDTH, objects.width_m[slot]);
  ints[ptc + PARTICIPANT_COLUMN.length] = quantise(LENGTH, objects.length_m[slot]);
  ints[ptc + PARTICIPANT_COLUMN.vehicle_class] = seenClass(class_bit);
}

/** What is the same for everybody that a sensor sees. */
function writeCommon(ints: Int32Array, ptc: number, kind: number, track: number, sec_mark_ms: number): void {
  ints[ptc + PARTICIPANT_COLUMN.ptc_type] = kind;
  ints[ptc + PARTICIPANT_COLUMN.ptc_id] = track;
  ints[ptc + PARTICIPANT_COLUMN.source] = SOURCE.fused;
  ints[ptc + PARTICIPANT_COLUMN.id_high] = ABSENT;
  ints[ptc + PARTICIPANT_COLUMN.id_low] = ABSENT;
  ints[ptc + PARTICIPANT_COLUMN.sec_mark] = sec_mark_ms;
  ints[ptc + PARTICIPANT_COLUMN.offset_v] = ABSENT;
  ints[ptc + PARTICIPANT_COLUMN.pos_confidence] = POSITION_CONFIDENCE;
  ints[ptc + PARTICIPANT_COLUMN.transmission] = ABSENT;
  ints[ptc + PARTICIPANT_COLUMN.accel_lat] = ACCELERATION.invalid!;
  ints[ptc + PARTICIPANT_COLUMN.accel_vert] = VERTICAL_ACCELERATION.invalid!;
  ints[ptc + PARTICIPANT_COLUMN.yaw] = 0;
  ints[ptc + PARTICIPANT_COLUMN.height] = ABSENT;
}

/** What a sensor can tell by looking. */
function seenClass(class_bit: number): number {
  if ((class_bit & BUS) !== 0) return BASIC_CLASS.bus;
  if ((class_bit & TRUCK) !== 0) return BASIC_CLASS.truck;
  return (class_bit & BICYCLE) !== 0 ? BASIC_CLASS.bicycle : BASIC_CLASS.passenger;
}
