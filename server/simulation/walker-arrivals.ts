/**
 * Who comes to a crosswalk, and when: a Poisson process by crosswalk, as a function of seed, crosswalk and arrival index alone.
 * Walking speeds: normal, mean 1.34 m/s, deviation 0.26 m/s (Weidmann, Transporttechnik der Fussgaenger, ETH Zuerich 1993), cut off at 0.7 and 2.1 m/s.
 */
import type { EngineWalkers } from './engine-state.ts';
import type { CrosswalkLine } from './network.ts';
import { log, normalQuantile } from './maths.ts';
import { PURPOSE, random } from './random.ts';

const PACE_MPS = 1.34;
const PACE_DEVIATION_MPS = 0.26;
const PACE_MIN_MPS = 0.7;
const PACE_MAX_MPS = 2.1;
/** Walkers keep so far from the edges of the stripes, m. */
const EDGE_M = 0.4;
const DRAW = { direction: 0, pace: 1, lateral: 2 } as const;

/** Time between the arrival before and this one, ms; Infinity where nobody walks. */
export function arrivalGap_ms(seed: number, crosswalk: number, arrival: number, record: CrosswalkLine): number {
  if (record.walkers_per_hour <= 0) return Infinity;
  const share = random(seed, PURPOSE.walker_arrival, crosswalk, 0, arrival);
  return (-log(1 - share) * 3_600_000) / record.walkers_per_hour;
}

/** Writes direction, pace and place across the stripes of the walker in a slot; its crosswalk and arrival index are known. */
export function drawWalker(seed: number, walkers: EngineWalkers, slot: number, record: CrosswalkLine): void {
  const crosswalk = walkers.crosswalk[slot]!;
  const arrival = walkers.arrival[slot]!;
  const draw = (what: number): number => random(seed, PURPOSE.walker, crosswalk, arrival, what);
  walkers.direction[slot] = draw(DRAW.direction) < 0.5 ? 1 : -1;
  const share = Math.min(1 - 1e-9, Math.max(1e-9, draw(DRAW.pace)));
  const pace = PACE_MPS + PACE_DEVIATION_MPS * normalQuantile(share);
  walkers.pace_mps[slot] = Math.min(PACE_MAX_MPS, Math.max(PACE_MIN_MPS, pace));
  walkers.lateral_m[slot] = (draw(DRAW.lateral) - 0.5) * Math.max(0, record.width_m - 2 * EDGE_M);
}
