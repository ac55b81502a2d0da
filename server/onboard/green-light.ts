/**
 * Green light optimal speed advisory (GLOSA, T/CSAE 53 Day-1): at what speed does a vehicle reach the stop line when its light is green?
 * The rule alone: the windows of green (read from a SPAT), a distance and a queue in, a speed out.
 *
 * Ends of actuated phases are known as an interval only. The rule never makes a vehicle later than the EARLIEST possible green, and counts on a
 * running green only up to its earliest end: where the interval is wide the advice is weak or absent, which is the honest answer.
 */
import type { GreenWindow } from '../../protos/messages/green-window.ts';

/** Why there is or is no advice. */
export const GREEN = {
  advised: 1,
  /** Nothing is known far enough ahead. */
  unknown: 2,
  /** At the limit the vehicle passes on green. */
  passes: 3,
  /** The running green may or may not still be there. */
  uncertain: 4,
  /** Even the least speed arrives before green, or green ends before the queue has gone. */
  empty: 5,
  /** Too near or too far. */
  out_of_range: 6,
} as const;
export type GreenVerdict = (typeof GREEN)[keyof typeof GREEN];

export interface GreenQuestion {
  distance_m: number;
  /** Upper and lower bound of what may be advised. */
  limit_mps: number;
  least_mps: number;
  /** Vehicles that stand between this one and the stop line. */
  queue: number;
  now_ms: number;
}

export interface GreenRule {
  readonly least_distance_m: number;
  readonly greatest_distance_m: number;
  readonly margin_s: number;
  readonly start_lost_s: number;
  readonly discharge_s: number;
}

export interface GreenAnswer {
  verdict: GreenVerdict;
  /** Infinity where nothing is advised. */
  speed_mps: number;
}

/** Answers into `out`: v in [d / t_green_end, d / t_go] with t_go = earliest green + discharge of the queue ahead, within the limits. */
export function adviseGreen(window: GreenWindow, question: GreenQuestion, rule: GreenRule, out: GreenAnswer): void {
  const { distance_m, limit_mps, now_ms } = question;
  out.speed_mps = Infinity;
  out.verdict = GREEN.out_of_range;
  if (distance_m < rule.least_distance_m || distance_m > rule.greatest_distance_m) return;
  if (window.green) {
    const arrival_ms = now_ms + (1000 * distance_m) / limit_mps;
    out.verdict = arrival_ms + 1000 * rule.margin_s <= window.end_min_ms ? GREEN.passes : GREEN.uncertain;
    if (arrival_ms <= window.end_max_ms) return;
  }
  out.verdict = GREEN.unknown;
  if (window.next_ms !== window.next_ms) return;
  const discharge_s = question.queue > 0 ? rule.start_lost_s + rule.discharge_s * question.queue : 0;
  const go_ms = window.next_ms + 1000 * (rule.margin_s + discharge_s);
  // Not before the latest end is the queue certain not to have gone.
  out.verdict = GREEN.empty;
  if (go_ms > window.next_end_max_ms) return;
  const speed_mps = go_ms > now_ms ? (1000 * distance_m) / (go_ms - now_ms) : Infinity;
  if (speed_mps < question.least_mps) return;
  out.verdict = GREEN.passes;
  if (speed_mps >= limit_mps) return;
  out.verdict = GREEN.advised;
  out.speed_mps = speed_mps;
}
