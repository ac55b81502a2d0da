/** Where the wall time of the ticks goes: one stop-watch that is always running for exactly one part. */
import { wallNow_ms } from './pacing.ts';

export const PARTS = [
  'receive',
  'coordinator',
  'onboard',
  'build',
  'channel',
  'hash',
  'publish',
  'traffic',
  'statistics',
  'pace',
] as const;
export type Part = (typeof PARTS)[number];

export interface PartClock {
  readonly total_ms: Record<Part, number>;
  since_ms: number;
}

export function createPartClock(): PartClock {
  const total_ms = Object.fromEntries(PARTS.map((part) => [part, 0])) as Record<Part, number>;
  return { total_ms, since_ms: wallNow_ms() };
}

/** Books the time since the last call on `part`. */
export function book(clock: PartClock, part: Part): void {
  const now_ms = wallNow_ms();
  clock.total_ms[part] += now_ms - clock.since_ms;
  clock.since_ms = now_ms;
}
