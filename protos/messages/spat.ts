/** SPAT, signal phase and timing (Day-1): which light every signal group shows and when it changes. Row of varying length. */
import { group, list, optional, record, scalar, text } from './layout.ts';
import type { LocalFrame } from './local-frame.ts';
import type { NodeReference } from './node-reference.ts';
import { readRecord, writeRecord } from './record.ts';
import type { RowWriter } from './row.ts';
import * as units from './units.ts';

/** Countdown from the message's moment, seconds; null = unknown. An hour or more ahead becomes 3600 s. */
export interface Countdown {
  /** Until this state begins; 0 = it holds now. */
  start_s: number | null;
  min_end_s?: number | null;
  max_end_s?: number | null;
  likely_end_s: number | null;
  /** Index of the standard's confidence table, 1..39. */
  confidence?: number | null;
  /** Until the same state begins the next time, and how long it will last. */
  next_start_s?: number | null;
  next_duration_s?: number | null;
}

export interface PhaseState {
  /** Number of LIGHT. */
  light: number | null;
  timing?: Countdown;
}

/** One signal group. */
export interface Phase {
  /** 1..255; what MAP's movements and connections refer to. */
  id: number | null;
  /** The state that holds now first, then what follows. */
  states: PhaseState[];
}

export interface IntersectionState {
  node: NodeReference;
  /** Bits of INTERSECTION_BIT. */
  status: number;
  /** Minute of the year and ms in the minute. */
  moy?: number | null;
  sec_mark_ms?: number | null;
  confidence?: number | null;
  phases: Phase[];
}

export interface Spat {
  msg_cnt: number;
  moy?: number | null;
  sec_mark_ms?: number | null;
  name?: string;
  intersections: IntersectionState[];
}

export const NODE = record<NodeReference>({
  region: optional(scalar('region', units.REGION)),
  id: scalar('id', units.NODE_ID),
});

const COUNTDOWN = record<Countdown>({
  start_s: scalar('start_time', units.TIME_MARK),
  min_end_s: optional(scalar('min_end_time', units.TIME_MARK)),
  max_end_s: optional(scalar('max_end_time', units.TIME_MARK)),
  likely_end_s: scalar('likely_end_time', units.TIME_MARK),
  confidence: optional(scalar('time_confidence', units.TIME_CONFIDENCE)),
  next_start_s: optional(scalar('next_start_time', units.TIME_MARK)),
  next_duration_s: optional(scalar('next_duration', units.TIME_MARK)),
});

const PHASE_STATE = record<PhaseState>({
  light: scalar('light', units.LIGHT_STATE_RANGE),
  timing: optional(group('timing', COUNTDOWN)),
});

const PHASE = record<Phase>({
  id: scalar('id', units.PHASE_ID),
  states: list('phase_states', PHASE_STATE, 16, 1),
});

const INTERSECTION = record<IntersectionState>({
  node: group('intersection_id', NODE),
  status: scalar('status', units.BITS_16),
  moy: optional(scalar('moy', units.MINUTE_OF_YEAR)),
  sec_mark_ms: optional(scalar('time_stamp', units.SEC_MARK)),
  confidence: optional(scalar('time_confidence', units.TIME_CONFIDENCE)),
  // The standard's list ends at 16 phases; a large junction with a group for every lane needs more.
  phases: list('phases', PHASE, 255, 1),
});

export const SPAT_LAYOUT = record<Spat>({
  msg_cnt: scalar('msg_cnt', units.MSG_COUNT),
  moy: optional(scalar('moy', units.MINUTE_OF_YEAR)),
  sec_mark_ms: optional(scalar('time_stamp', units.SEC_MARK)),
  name: optional(text('name', 63)),
  intersections: list('intersections', INTERSECTION, 32, 1),
});

/** Appends a SPAT's row and returns its offset; throws RangeError for lists out of bounds. */
export function appendSpat(message: Spat, rows: RowWriter, frame: LocalFrame): number {
  return writeRecord(SPAT_LAYOUT, message, rows, frame);
}

export function readSpat(ints: Int32Array, at: number, frame: LocalFrame): Spat {
  return readRecord(SPAT_LAYOUT, ints, at, frame);
}
