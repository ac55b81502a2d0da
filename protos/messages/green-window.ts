/**
 * What a SPAT says in simulated time: for every phase the lights that follow each other with the bounds of their ends, and from that the running green
 * and the next one. Only reading: what to make of it is each application's own rule.
 */
import { LIGHT } from './enums.ts';
import { junctionOfColumns } from './node-reference.ts';
import { ABSENT } from './row.ts';
import { LIGHT_STATE_RANGE, TIME_MARK } from './units.ts';

/** What one phase shows now and next: states in order, each ending within [min_end_ms, max_end_ms] of simulated time. */
export interface PhaseForecast {
  readonly lights: readonly number[];
  readonly min_end_ms: readonly number[];
  readonly max_end_ms: readonly number[];
}

/** One intersection of a SPAT. */
export interface SignalForecast {
  /** Junction number of the map; -1 where the message names none of ours. */
  readonly junction: number;
  readonly sent_ms: number;
  /** By phase id; undefined where the message has none. */
  readonly phases: readonly (PhaseForecast | undefined)[];
}

/** The running green and the next one, as far as a forecast reaches. */
export interface GreenWindow {
  /** Whether it is green now, and if so until when at the earliest and at the latest. */
  green: boolean;
  end_min_ms: number;
  end_max_ms: number;
  /** Earliest start of the next green (after the running one), and the bounds of its end; NaN where nothing is known that far. */
  next_ms: number;
  next_end_min_ms: number;
  next_end_max_ms: number;
}

export function createGreenWindow(): GreenWindow {
  return { green: false, end_min_ms: NaN, end_max_ms: NaN, next_ms: NaN, next_end_min_ms: NaN, next_end_max_ms: NaN };
}

/** Columns of a countdown, and in it those of the earliest, latest and likely end. */
const COUNTDOWN_WIDTH = 7;
const MIN_END = 1;
const MAX_END = 2;
const LIKELY_END = 3;
/** Columns of an intersection before its phases: region, id, status, minute, ms, confidence. */
const INTERSECTION_WIDTH = 6;

/**
 * One forecast for each intersection of a SPAT's row. Reads the columns directly (the same as readSpat gives, tested): every vehicle near a signal
 * and the cloud need it five times a second.
 */
export function readForecasts(ints: Int32Array, at: number, sent_ms: number): SignalForecast[] {
  // Head: message count, minute, ms in the minute, name (its length and its characters, or ABSENT).
  const name_length = ints[at + 3];
  let here = at + 4 + (name_length === ABSENT ? 0 : name_length);
  const forecasts: SignalForecast[] = [];
  for (let left = ints[here++]; left > 0; left--) {
    const region = ints[here];
    const junction = junctionOfColumns(region === ABSENT ? 1 : region, ints[here + 1]);
    here += INTERSECTION_WIDTH;
    const phases: (PhaseForecast | undefined)[] = [];
    for (let phases_left = ints[here++]; phases_left > 0; phases_left--) {
      const id = ints[here++];
      const count = ints[here++];
      const phase = phaseAt(ints, here, count, sent_ms);
      here += count * (1 + COUNTDOWN_WIDTH);
      while (phases.length <= id) phases.push(undefined);
      // Phase 0 is the standard's "invalid".
      if (id > 0) phases[id] = phase;
    }
    forecasts.push({ junction, sent_ms, phases });
  }
  return forecasts;
}

function phaseAt(ints: Int32Array, first: number, count: number, sent_ms: number): PhaseForecast {
  const lights: number[] = [];
  const min_end_ms: number[] = [];
  const max_end_ms: number[] = [];
  for (let at = first; at < first + count * (1 + COUNTDOWN_WIDTH); at += 1 + COUNTDOWN_WIDTH) {
    const light = ints[at];
    const countdown = at + 1;
    // Without a countdown (its start is mandatory), or without an end in it, nothing is known from here on.
    if (light === LIGHT_STATE_RANGE.invalid || ints[countdown] === ABSENT) break;
    const likely = ints[countdown + LIKELY_END];
    const min = markOf(ints[countdown + MIN_END], likely);
    const max = markOf(ints[countdown + MAX_END], likely);
    if (min === TIME_MARK.invalid || max === TIME_MARK.invalid) break;
    lights.push(light);
    min_end_ms.push(momentOf(min, sent_ms));
    max_end_ms.push(momentOf(max, sent_ms));
  }
  return { lights, min_end_ms, max_end_ms };
}

/** A bound that is not told is the likely end. */
function markOf(bound: number, likely: number): number {
  return bound === ABSENT || bound === TIME_MARK.invalid ? likely : bound;
}

/** The largest time mark means "an hour or more". */
function momentOf(mark: number, sent_ms: number): number {
  return mark === TIME_MARK.max ? Infinity : sent_ms + (1000 * mark) / TIME_MARK.per_si;
}

export function isGreen(light: number): boolean {
  return light === LIGHT.protected_green || light === LIGHT.permissive_green || light === LIGHT.flashing_green;
}

/** Reads the window out of a forecast that may be older than now; false where it is used up. Writes `out`. */
export function readGreenWindow(forecast: PhaseForecast, now_ms: number, out: GreenWindow): boolean {
  const { lights, min_end_ms, max_end_ms } = forecast;
  // Between its earliest and its latest end a state is taken to hold on: nobody said that it ended.
  let state = 0;
  while (state < lights.length && now_ms >= max_end_ms[state]) state++;
  if (state === lights.length) return false;
  out.green = isGreen(lights[state]);
  out.end_min_ms = out.green ? min_end_ms[state] : NaN;
  out.end_max_ms = out.green ? max_end_ms[state] : NaN;
  // Permissive and protected green that follow each other are one green.
  while (out.green && state + 1 < lights.length && isGreen(lights[state + 1])) {
    state++;
    out.end_min_ms = min_end_ms[state];
    out.end_max_ms = max_end_ms[state];
  }
  let next = out.green ? state + 1 : state;
  while (next < lights.length && !isGreen(lights[next])) next++;
  const known = next < lights.length && next > 0;
  out.next_ms = known ? min_end_ms[next - 1] : NaN;
  while (next + 1 < lights.length && isGreen(lights[next + 1])) next++;
  out.next_end_min_ms = known ? min_end_ms[next] : NaN;
  out.next_end_max_ms = known ? max_end_ms[next] : NaN;
  return true;
}
