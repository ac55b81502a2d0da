/**
 * How far between two frames the picture stands. The page shows the interval that has just been received, never a guess:
 * a frame that arrives becomes the goal, and the picture moves there in about the time until the next one is expected.
 * Wall time comes in as an argument, so tests and a frozen page decide what the time is.
 */

/** Weight of the newest interval in the running mean. */
const SMOOTHING = 0.2;
const INTERVAL_MIN_MS = 20;
const INTERVAL_MAX_MS = 1000;

export interface Playback {
  /** When the newest frame came and when it is expected to be reached, ms of wall time. */
  arrived_ms: number;
  interval_ms: number;
  /** Simulated time at both ends of the interval. */
  from_sim_ms: number;
  to_sim_ms: number;
  frames: number;
  /** Not negative: the picture is held here. */
  frozen_alpha: number;
}

export function createPlayback(): Playback {
  return { arrived_ms: 0, interval_ms: 100, from_sim_ms: 0, to_sim_ms: 0, frames: 0, frozen_alpha: -1 };
}

/** Share of the way to the newest frame, 0-1; stays at 1 while the next one is late. */
export function alphaAt(playback: Playback, now_ms: number): number {
  if (playback.frozen_alpha >= 0) return playback.frozen_alpha;
  if (playback.frames < 2) return 1;
  const alpha = (now_ms - playback.arrived_ms) / playback.interval_ms;
  return Math.min(1, Math.max(0, alpha));
}

/** Simulated time of the picture, ms. */
export function simTimeAt(playback: Playback, now_ms: number): number {
  const alpha = alphaAt(playback, now_ms);
  return playback.from_sim_ms + (playback.to_sim_ms - playback.from_sim_ms) * alpha;
}

/** Takes a frame; call it after everything was read that depends on the old alpha. */
export function acceptFrame(playback: Playback, sim_time_ms: number, now_ms: number): void {
  const from_sim_ms =
    playback.frames === 0 || sim_time_ms < playback.to_sim_ms ? sim_time_ms : simTimeAt(playback, now_ms);
  const gap_ms = now_ms - playback.arrived_ms;
  // A pause is not a slow frame: only gaps that can be a rhythm count.
  if (playback.frames > 0 && gap_ms <= INTERVAL_MAX_MS) {
    const bounded_ms = Math.max(INTERVAL_MIN_MS, gap_ms);
    playback.interval_ms += (bounded_ms - playback.interval_ms) * SMOOTHING;
  }
  playback.from_sim_ms = from_sim_ms;
  playback.to_sim_ms = sim_time_ms;
  playback.arrived_ms = now_ms;
  playback.frames += 1;
}
