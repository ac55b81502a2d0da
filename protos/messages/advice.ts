/** Advice: what the cloud tells a vehicle over uu. A message of ours (not in the standard), in the standard's units. */
import { group, optional, place, record, scalar, simTime } from './layout.ts';
import type { LocalFrame } from './local-frame.ts';
import type { NodeReference } from './node-reference.ts';
import type { Place } from './place.ts';
import { readRecord, writeRecord } from './record.ts';
import type { RowWriter } from './row.ts';
import { NODE } from './spat.ts';
import * as units from './units.ts';

/** Drive in this band of speeds (lower bound may be left out). */
export interface SpeedAdvice {
  min_speed_mps?: number | null;
  /** Target and upper bound. */
  speed_mps: number | null;
  /** Until this moment of simulated time. */
  valid_until_ms: number;
  /** Intersection and phase for which it holds. */
  node?: NodeReference;
  phase_id?: number | null;
  /** Number of ADVICE_REASON_KIND. */
  reason: number | null;
}

export interface HazardWarning {
  position: Place;
  radius_m: number;
  /** Number of HAZARD. */
  kind: number | null;
  /** Number of SOURCE: how the cloud knows. */
  source: number | null;
  valid_until_ms: number;
  /** Lane number of `server/network` where the hazard is. */
  lane?: number;
}

/** Exactly one of `speed` and `hazard`. */
export interface Advice {
  msg_cnt: number;
  /** Counted by the sender; the vehicle acknowledges it in its next report, and a repetition carries the same number. */
  correlation_id: number;
  speed?: SpeedAdvice;
  hazard?: HazardWarning;
}

const SPEED_ADVICE = record<SpeedAdvice>({
  min_speed_mps: optional(scalar('min_speed', units.SPEED)),
  speed_mps: scalar('speed', units.SPEED),
  valid_until_ms: simTime('valid_until_ms'),
  node: optional(group('node_id', NODE)),
  phase_id: optional(scalar('phase_id', units.PHASE_ID)),
  reason: scalar('reason', units.ADVICE_REASON),
});

const HAZARD_WARNING = record<HazardWarning>({
  position: place('pos'),
  radius_m: scalar('radius', units.RADIUS),
  kind: scalar('kind', units.HAZARD_KIND),
  source: scalar('source', units.SOURCE_TYPE),
  valid_until_ms: simTime('valid_until_ms'),
  lane: optional(scalar('lane', units.LANE_NUMBER)),
});

export const ADVICE_LAYOUT = record<Advice>(
  {
    msg_cnt: scalar('msg_cnt', units.MSG_COUNT),
    correlation_id: scalar('correlation_id', units.CORRELATION_ID),
    speed: optional(group('speed_advice', SPEED_ADVICE)),
    hazard: optional(group('hazard_warning', HAZARD_WARNING)),
  },
  ['speed', 'hazard'],
);

/** Appends an advice's row and returns its offset. */
export function appendAdvice(message: Advice, rows: RowWriter, frame: LocalFrame): number {
  return writeRecord(ADVICE_LAYOUT, message, rows, frame);
}

export function readAdvice(ints: Int32Array, at: number, frame: LocalFrame): Advice {
  return readRecord(ADVICE_LAYOUT, ints, at, frame);
}
