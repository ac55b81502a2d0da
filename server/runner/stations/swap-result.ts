/** What the swaps of a run leave in its result. */
import type { RunResult } from '../result.ts';
import type { RunSwaps } from './swap-state.ts';

/** All 0 where no station runs. */
export function swapResult(run: RunSwaps | undefined): RunResult['swap'] {
  const waits_s = (run?.books.waits_s ?? []).toSorted((a, b) => a - b);
  const count = waits_s.length;
  const rank = (share: number): number => waits_s[Math.max(0, Math.ceil(share * count) - 1)] ?? 0;
  const round = (value: number): number => Math.round(value * 1000) / 1000;
  return {
    requested: run?.books.requested ?? 0,
    completed: run?.books.ended.completed ?? 0,
    rejected: run?.books.ended.rejected ?? 0,
    expired: run?.books.ended.expired ?? 0,
    stranded: run?.books.ended.stranded ?? 0,
    open: run?.journeys.size ?? 0,
    mean_wait_s: count === 0 ? 0 : round(waits_s.reduce((sum, wait_s) => sum + wait_s, 0) / count),
    p50_wait_s: round(rank(0.5)),
    p95_wait_s: round(rank(0.95)),
    mean_detour_m: count === 0 ? 0 : round(run!.books.detour_m / count),
    total_time_lost_s: round(run?.books.time_lost_s ?? 0),
  };
}
