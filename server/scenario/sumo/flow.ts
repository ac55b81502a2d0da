/**
 * Expands flows into single departures.
 */
import { log } from '../../simulation/maths.ts';
import { PURPOSE, random } from '../../simulation/random.ts';
import type { DepartureRecord, FlowRecord } from './demand-record.ts';
import { note, type ImportReport } from './import-report.ts';

export interface FlowClock {
  readonly begin_ms: number;
  /** Flows without an end of their own run until here. */
  readonly end_ms: number;
  readonly step_ms: number;
  readonly seed: number;
}

export interface Repetition {
  readonly record: DepartureRecord;
  readonly id: string;
  readonly depart_ms: number;
  /** Shift of this repetition against the first, for `until` of the flow's own stops. */
  readonly shift_ms: number;
}

/** Departures that one flow may have; a flow that never ends is cut off here, and that is reported. */
const REPETITIONS_MAX = 1_000_000;

/**
 * The departures of a flow in order of time, those before begin left out.
 * @param key the flow's place among all flows: its random numbers hang on it
 */
export function expandFlow(record: DepartureRecord, key: number, clock: FlowClock, report: ImportReport): Repetition[] {
  const flow = record.flow as FlowRecord;
  const begin_ms = flow.begin_ms < 0 ? clock.begin_ms : flow.begin_ms;
  const times = timesOf(flow, begin_ms, key, clock);
  const repetitions: Repetition[] = [];
  for (const depart_ms of times) {
    if (repetitions.length >= REPETITIONS_MAX) {
      note(report, 'dropped', 'flow', `"${record.id}" is cut off after ${REPETITIONS_MAX} departures`, record.place);
      break;
    }
    // As in SUMO, repetitions before begin are left out and the others are counted from 0.
    if (depart_ms < clock.begin_ms) continue;
    const shift_ms = flow.probability >= 0 || flow.rate_hz >= 0 ? 0 : depart_ms - begin_ms;
    repetitions.push({ record, id: `${record.id}.${repetitions.length}`, depart_ms, shift_ms });
  }
  return repetitions;
}

function timesOf(flow: FlowRecord, begin_ms: number, key: number, clock: FlowClock): Iterable<number> {
  const end_ms = flow.end_ms < 0 ? Infinity : flow.end_ms;
  if (flow.probability >= 0) return drawn(flow, begin_ms, Math.min(end_ms, clock.end_ms), key, clock);
  if (flow.rate_hz >= 0) return exponential(flow, begin_ms, Math.min(end_ms, clock.end_ms), key, clock.seed);
  return regular(flow, begin_ms, end_ms, clock.end_ms);
}

/**
 * Equal gaps: given as period, or as number between begin and end; the end of the run stands in for a missing end.
 * Gaps are whole milliseconds, as in SUMO.
 */
function* regular(flow: FlowRecord, begin_ms: number, end_ms: number, stop_ms: number): Generator<number> {
  const span = Math.min(end_ms, stop_ms) - begin_ms;
  const even = end_ms < Infinity ? end_ms - begin_ms : span;
  if (flow.period_ms === Infinity) return;
  const count = flow.number >= 0 ? flow.number : Infinity;
  const spread = Number.isFinite(even) && flow.number > 0 ? Math.floor(even / flow.number) : 1000;
  const period_ms = Math.max(1, flow.period_ms > 0 ? Math.round(flow.period_ms) : spread);
  for (let k = 0; k < count; k++) {
    const offset = k === 0 ? 0 : k * period_ms;
    if (offset >= span) return;
    yield begin_ms + offset;
  }
}

/** In each step a departure with the chance `probability` a second. */
function* drawn(flow: FlowRecord, begin_ms: number, end_ms: number, key: number, clock: FlowClock): Generator<number> {
  const chance = (flow.probability * clock.step_ms) / 1000;
  for (let time = begin_ms, k = 0; time < end_ms; time += clock.step_ms, k++) {
    if (random(clock.seed, PURPOSE.departure, key, k, 0) < chance) yield time;
  }
}

/** Exponential gaps of the mean 1 / rate. */
function* exponential(
  flow: FlowRecord,
  begin_ms: number,
  end_ms: number,
  key: number,
  seed: number,
): Generator<number> {
  const count = flow.number >= 0 ? flow.number : Infinity;
  let time = begin_ms;
  for (let k = 0; k < count && flow.rate_hz > 0; k++) {
    time += (-log(1 - random(seed, PURPOSE.departure, key, k, 1)) / flow.rate_hz) * 1000;
    if (time >= end_ms) return;
    yield Math.round(time);
  }
}
