/** The RSM of an RSU: what its last scan saw, at most 16 participants a message, so several messages at a busy junction. */
import type { LocalFrame } from '../../protos/messages/local-frame.ts';
import { BASIC_CLASS, PARTICIPANT, SOURCE } from '../../protos/messages/enums.ts';
import type { RowWriter } from '../../protos/messages/row.ts';
import type { Participant, Rsm } from '../../protos/messages/rsm.ts';
import { appendRsm, RSM_MAX_PARTICIPANTS } from '../../protos/messages/rsm.ts';
import { classBit } from '../simulation/network-spec.ts';
import { MOST_OBJECTS } from './perception.ts';
import type { SensedColumns } from './perception.ts';
import type { Roadside } from './roadside.ts';

const BICYCLE = classBit('bicycle');
const BUS = classBit('bus') | classBit('coach');
const TRUCK = classBit('truck') | classBit('trailer') | classBit('delivery');
/** Index of the position confidence table: 13 stands for 0.5 m [mem], which is what a calibrated roadside lidar reaches. */
const POSITION_CONFIDENCE = 13;

/** Messages that the last scan of an RSU makes. */
export function rsmParts(roadside: Roadside, rsu: number): number {
  return Math.ceil(roadside.perception.seen_count[rsu] / RSM_MAX_PARTICIPANTS);
}

/**
 * Appends the row of message `part` (0 .. rsmParts - 1) of the last scan and returns its offset. The scan's columns must not have moved on:
 * build in the tick of the scan.
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
): number {
  const { perception, rsm, participants } = roadside;
  const first = part * RSM_MAX_PARTICIPANTS;
  const count = Math.min(RSM_MAX_PARTICIPANTS, perception.seen_count[rsu] - first);
  const sec_mark_ms = (roadside.start_ms + now_ms) % 60000;
  rsm.msg_cnt = seq & 127;
  rsm.id = roadside.temporary_id[rsu];
  rsm.position = roadside.position[rsu];
  rsm.participants = participants[count];
  for (let i = 0; i < count; i++) {
    const at = rsu * MOST_OBJECTS + first + i;
    fillParticipant(rsm.participants[i], objects, perception.seen[at], perception.track[at], sec_mark_ms);
  }
  return appendRsm(rsm, rows, frame);
}

/** The message and its participants, filled again and again: lists by length, which share their elements. */
export function createScanMessage(): { rsm: Rsm; participants: Participant[][] } {
  const elements = Array.from({ length: RSM_MAX_PARTICIPANTS }, createParticipant);
  const participants = Array.from({ length: RSM_MAX_PARTICIPANTS + 1 }, (_, count) => elements.slice(0, count));
  return { rsm: { msg_cnt: 0, id: '0000000000000000', position: { x_m: 0, y_m: 0 }, participants: [] }, participants };
}

function createParticipant(): Participant {
  return {
    kind: PARTICIPANT.motor,
    ptc_id: 0,
    source: SOURCE.fused,
    sec_mark_ms: 0,
    position: { x_m: 0, y_m: 0 },
    position_confidence: POSITION_CONFIDENCE,
    speed_mps: 0,
    heading_rad: 0,
    acceleration: { long_mps2: 0, lat_mps2: null, vert_mps2: null, yaw_radps: 0 },
    size: { width_m: 0, length_m: 0 },
    vehicle_class: BASIC_CLASS.passenger,
  };
}

function fillParticipant(
  out: Participant,
  objects: SensedColumns,
  slot: number,
  track: number,
  sec_mark_ms: number,
): void {
  const class_bit = objects.class_bit[slot];
  out.kind = (class_bit & BICYCLE) !== 0 ? PARTICIPANT.non_motor : PARTICIPANT.motor;
  out.ptc_id = track;
  out.sec_mark_ms = sec_mark_ms;
  out.position.x_m = objects.x[slot];
  out.position.y_m = objects.y[slot];
  out.speed_mps = objects.speed_mps[slot];
  out.heading_rad = objects.heading_rad[slot];
  out.acceleration!.long_mps2 = objects.accel_mps2[slot];
  out.size.width_m = objects.width_m[slot];
  out.size.length_m = objects.length_m[slot];
  out.vehicle_class = seenClass(class_bit);
}

/** What a sensor can tell by looking. */
function seenClass(class_bit: number): number {
  if ((class_bit & BUS) !== 0) return BASIC_CLASS.bus;
  if ((class_bit & TRUCK) !== 0) return BASIC_CLASS.truck;
  return (class_bit & BICYCLE) !== 0 ? BASIC_CLASS.bicycle : BASIC_CLASS.passenger;
}
