/**
 * What a SPAT says in simulated time: for every phase the lights that follow each other with the bounds of their ends, and from that the running green
 * and the next one. Only reading: what to make of it is each application's own rule.
 */
import { LIGHT } from './enums.ts';
import { junctionOf } from './node-reference.ts';
import type { IntersectionState, Phase, Spat } from './spat.ts';

/** A countdown of an hour means "an hour or more". */
const HOUR_S = 3600;

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

/** One forecast for each intersection of the message. */
export function readForecasts(spat: Spat, sent_ms: number): SignalForecast[] {
  return spat.intersections.map((intersection) => forecastOf(intersection, sent_ms));
}

function forecastOf(intersection: IntersectionState, sent_ms: number): SignalForecast {
  const phases: (PhaseForecast | undefined)[] = [];
  for (const phase of intersection.phases) {
    if (phase.id === null) continue;
    while (phases.length <= phase.id) phases.push(undefined);
    phases[phase.id] = phaseOf(phase, sent_ms);
  }
  return { junction: junctionOf(intersection.node), sent_ms, phases };
}

function phaseOf(phase: Phase, sent_ms: number): PhaseForecast {
  const lights: number[] = [];
  const min_end_ms: number[] = [];
  const max_end_ms: number[] = [];
  for (const { light, timing } of phase.states) {
    // Without a countdown nothing is known from here on.
    if (light === null || timing === undefined) break;
    const min_s = timing.min_end_s ?? timing.likely_end_s;
    const max_s = timing.max_end_s ?? timing.likely_end_s;
    if (min_s === null || max_s === null) break;
    lights.push(light);
    min_end_ms.push(momentOf(min_s, sent_ms));
    max_end_ms.push(momentOf(max_s, sent_ms));
  }
  return { lights, min_end_ms, max_end_ms };
}

function momentOf(seconds: number, sent_ms: number): number {
  return seconds >= HOUR_S ? Infinity : sent_ms + 1000 * seconds;
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
