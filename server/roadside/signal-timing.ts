/**
 * What a signal group will show: the present light and those that follow, each with the earliest and the latest end, from the program and the running
 * phase. Static programs are known exactly; of an actuated one only the bounds are, and no likely end is made up.
 */
import { LIGHT } from '../../protos/messages/enums.ts';
import type { SignalSpec } from '../simulation/network-spec.ts';

/** Present light and at most three that follow: from any green far enough to see the end of the next one. */
export const TIMING_STATES = 4;

/** The running program, as the signal controller tells its RSU. */
export interface RunningPhase {
  readonly phase: number;
  readonly min_end_ms: number;
  readonly max_end_ms: number;
}

/** Filled for one group: `count` states. Times are simulated time, never before now. */
export interface GroupTiming {
  count: number;
  readonly light: Int32Array;
  readonly start_min_ms: Float64Array;
  readonly start_max_ms: Float64Array;
  readonly min_end_ms: Float64Array;
  readonly max_end_ms: Float64Array;
}

export function createGroupTiming(): GroupTiming {
  return {
    count: 0,
    light: new Int32Array(TIMING_STATES),
    start_min_ms: new Float64Array(TIMING_STATES),
    start_max_ms: new Float64Array(TIMING_STATES),
    min_end_ms: new Float64Array(TIMING_STATES),
    max_end_ms: new Float64Array(TIMING_STATES),
  };
}

/** Letter of a state string (SUMO's) as the message set's light. Red with yellow is red still; s may be passed after a stop: flashing red. */
export function lightOf(letter: number): number {
  switch (letter) {
    case 71: // G
      return LIGHT.protected_green;
    case 103: // g
      return LIGHT.permissive_green;
    case 89: // Y
    case 121: // y
      return LIGHT.yellow;
    case 115: // s
      return LIGHT.flashing_red;
    case 111: // o
      return LIGHT.flashing_yellow;
    case 79: // O
      return LIGHT.dark;
    default: // r, R, u
      return LIGHT.red;
  }
}

function isGreenLight(light: number): boolean {
  return light === LIGHT.protected_green || light === LIGHT.permissive_green;
}

/** The same as far as a driver approaching is concerned: permissive and protected green differ, so they are different states. */
export function groupTiming(
  spec: SignalSpec,
  index: number,
  running: RunningPhase,
  now_ms: number,
  out: GroupTiming,
): void {
  const { phases } = spec;
  out.count = 0;
  if (phases.length === 0) return;
  let phase = running.phase;
  let min_ms = Math.max(now_ms, running.min_end_ms);
  let max_ms = Math.max(min_ms, running.max_end_ms);
  let start_min_ms = now_ms;
  let start_max_ms = now_ms;
  // Each phase is passed at most twice: a light that never changes ends the walk as one state.
  for (let step = 0; step < 2 * phases.length; step++) {
    const light = lightOf(phases[phase].state.charCodeAt(index));
    const last = out.count - 1;
    if (last >= 0 && out.light[last] === light) {
      out.min_end_ms[last] = min_ms;
      out.max_end_ms[last] = max_ms;
    } else {
      if (out.count === TIMING_STATES) return;
      out.light[out.count] = light;
      out.start_min_ms[out.count] = start_min_ms;
      out.start_max_ms[out.count] = start_max_ms;
      out.min_end_ms[out.count] = min_ms;
      out.max_end_ms[out.count] = max_ms;
      out.count++;
    }
    const { next } = phases[phase];
    phase = next.length > 0 ? next[0] : (phase + 1) % phases.length;
    const actuated = spec.kind === 'actuated';
    start_min_ms = min_ms;
    start_max_ms = max_ms;
    min_ms += actuated ? phases[phase].min_ms : phases[phase].duration_ms;
    max_ms += actuated ? phases[phase].max_ms : phases[phase].duration_ms;
    // Enough is known once a green that lies ahead has its end; what follows it has only begun to be looked at, so it is left out.
    if (out.count > 2 && isGreenLight(out.light[out.count - 2])) {
      out.count--;
      return;
    }
  }
}
