/** The line that tells how far a run is. */
import { wallNow_ms } from '../runner/pacing.ts';
import type { RunStatus } from '../runner/run-options.ts';
import { duration, number } from './format.ts';

/** Turns one status after the other into lines; speeds are over the last two seconds or so. */
export function createProgress(serving: boolean): (status: RunStatus) => string {
  let before = { wall_ms: wallNow_ms(), sim_time_s: 0, messages: 0 };
  let factor = 0;
  let rate = 0;
  return (status) => {
    const wall_ms = wallNow_ms();
    const elapsed_s = (wall_ms - before.wall_ms) / 1000;
    if (elapsed_s >= 2 || factor === 0) {
      factor = elapsed_s > 0 ? (status.sim_time_s - before.sim_time_s) / elapsed_s : 0;
      rate = elapsed_s > 0 ? (status.messages - before.messages) / elapsed_s : 0;
      if (elapsed_s >= 2) before = { wall_ms, sim_time_s: status.sim_time_s, messages: status.messages };
    }
    return serving ? servedLine(status, factor, rate) : headlessLine(status, factor);
  };
}

function servedLine(status: RunStatus, factor: number, rate: number): string {
  const pace = status.paused ? 'paused' : `x ${number(factor, 2)}`;
  return `t ${duration(status.sim_time_s)}   ${number(status.vehicles)} vehicles   ${pace}   ${number(rate)} messages/s   Ctrl-C ends`;
}

function headlessLine(status: RunStatus, factor: number): string {
  const share = Math.min(1, status.sim_time_s / status.until_s);
  const left = factor > 0 ? `${duration((status.until_s - status.sim_time_s) / factor)} to go` : '';
  const digits = factor < 10 ? 1 : 0;
  return `${number(status.sim_time_s)} of ${number(status.until_s)} s   ${number(share * 100)} %   ${number(status.vehicles)} vehicles   x ${number(factor, digits)}   ${left}`;
}
