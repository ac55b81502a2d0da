/**
 * One road user as received, from a BSM or as one participant of an RSM: read once for all its receivers, brought forward to now at constant speed.
 */
import {
  BSM,
  bsmAcceleration,
  bsmEvents,
  bsmLength,
  bsmSpeed,
  bsmWidth,
  bsmX,
  bsmY,
} from '../../protos/messages/bsm.ts';
import type { LocalFrame } from '../../protos/messages/local-frame.ts';
import { ABSENT } from '../../protos/messages/row.ts';
import { PARTICIPANT_COLUMN, participantSpeed, participantX, participantY } from '../../protos/messages/rsm.ts';
import { accelerationOf, HEADING, LENGTH, WIDTH } from '../../protos/messages/units.ts';
import { HEADING_COS, HEADING_SIN } from './heading-table.ts';

/** Size of a passenger car, m, for senders who do not tell theirs. */
const USUAL_LENGTH_M = 4.6;
const USUAL_WIDTH_M = 1.8;

export interface RemoteObject {
  /** true: an RSU saw it; it may be the receiver itself. */
  perceived: boolean;
  /** Centre of the rectangle now, local ENU metres. */
  x_m: number;
  y_m: number;
  /** Direction of its heading. */
  cos: number;
  sin: number;
  speed_mps: number;
  accel_mps2: number;
  length_m: number;
  width_m: number;
  /** Bits of EVENT_BIT; 0 for perceived ones. */
  events: number;
  /** Temporary id as two words; 0 for perceived ones: who is seen tells no id. */
  id_high: number;
  id_low: number;
}

export function createRemoteObject(): RemoteObject {
  return {
    perceived: false,
    x_m: 0,
    y_m: 0,
    cos: 1,
    sin: 0,
    speed_mps: 0,
    accel_mps2: 0,
    length_m: 0,
    width_m: 0,
    events: 0,
    id_high: 0,
    id_low: 0,
  };
}

/** Reads a BSM's row; false where position, speed or heading are unavailable: such a message says nothing of use here. */
export function readBsmObject(
  ints: Int32Array,
  at: number,
  frame: LocalFrame,
  age_s: number,
  out: RemoteObject,
): boolean {
  out.perceived = false;
  if (!place(bsmX(ints, at, frame), bsmY(ints, at, frame), bsmSpeed(ints, at), ints[at + BSM.heading], age_s, out))
    return false;
  const accel = bsmAcceleration(ints, at);
  const length = bsmLength(ints, at);
  const width = bsmWidth(ints, at);
  out.accel_mps2 = accel === accel ? accel : 0;
  out.length_m = length === length ? length : USUAL_LENGTH_M;
  out.width_m = width === width ? width : USUAL_WIDTH_M;
  out.events = bsmEvents(ints, at);
  out.id_high = ints[at + BSM.id_high];
  out.id_low = ints[at + BSM.id_low];
  return true;
}

/** Reads the participant at `ptc` of the RSM at `at`. */
export function readParticipantObject(
  ints: Int32Array,
  at: number,
  ptc: number,
  frame: LocalFrame,
  age_s: number,
  out: RemoteObject,
): boolean {
  out.perceived = true;
  const x_m = participantX(ints, at, ptc, frame);
  const y_m = participantY(ints, at, ptc, frame);
  const heading = ints[ptc + PARTICIPANT_COLUMN.heading];
  if (!place(x_m, y_m, participantSpeed(ints, ptc), heading, age_s, out)) return false;
  const accel_wire = ints[ptc + PARTICIPANT_COLUMN.accel_long];
  const accel = accel_wire === ABSENT ? 0 : accelerationOf(accel_wire);
  const length = ints[ptc + PARTICIPANT_COLUMN.length];
  const width = ints[ptc + PARTICIPANT_COLUMN.width];
  out.accel_mps2 = accel === accel ? accel : 0;
  out.length_m = length > 0 ? length / LENGTH.per_si : USUAL_LENGTH_M;
  out.width_m = width > 0 ? width / WIDTH.per_si : USUAL_WIDTH_M;
  out.events = 0;
  out.id_high = 0;
  out.id_low = 0;
  return true;
}

function place(
  x_m: number,
  y_m: number,
  speed_mps: number,
  heading: number,
  age_s: number,
  out: RemoteObject,
): boolean {
  if (x_m !== x_m || y_m !== y_m || speed_mps !== speed_mps || heading < 0 || heading > HEADING.max) return false;
  out.cos = HEADING_COS[heading];
  out.sin = HEADING_SIN[heading];
  out.speed_mps = speed_mps;
  out.x_m = x_m + out.cos * speed_mps * age_s;
  out.y_m = y_m + out.sin * speed_mps * age_s;
  return true;
}
