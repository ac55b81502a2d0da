/** What the equipped vehicles send in this tick: BSM to everybody near, and a report to the coordinator, each at its period. */
import { BODY, LINK } from '../../protos/messages/body.ts';
import { appendBsm, type Bsm } from '../../protos/messages/bsm.ts';
import type { LocalFrame } from '../../protos/messages/local-frame.ts';
import { appendReport } from '../../protos/messages/report.ts';
import { buildReport, createBsm, fillBsm } from '../onboard/vehicle-messages.ts';
import type { Onboard } from '../onboard/onboard.ts';
import { PURPOSE, randomWord } from '../simulation/random.ts';
import type { Fleet } from './fleet.ts';
import { CLOUD_NUMBER } from './nodes.ts';
import { EVERYBODY, post, type Outbox } from './outbox.ts';

export interface VehicleSending {
  readonly frame: LocalFrame;
  /** Periods in ticks, and by vehicle key the remainder at which its turn comes. */
  readonly bsm_ticks: number;
  readonly report_ticks: number;
  readonly bsm_turn: Int32Array;
  readonly report_turn: Int32Array;
  /** Next seq by vehicle key. */
  readonly bsm_seq: Int32Array;
  readonly report_seq: Int32Array;
  readonly bsm: Bsm;
}

export function createVehicleSending(
  count: number,
  seed: number,
  dt_ms: number,
  periods: { readonly bsm_period_ms: number; readonly report_period_ms: number },
  frame: LocalFrame,
): VehicleSending {
  const bsm_ticks = periodTicks(periods.bsm_period_ms, dt_ms);
  const report_ticks = periodTicks(periods.report_period_ms, dt_ms);
  const turns = (ticks: number, draw: number): Int32Array =>
    Int32Array.from({ length: count }, (_, key) => randomWord(seed, PURPOSE.message_stagger, key, 0, draw) % ticks);
  return {
    frame,
    bsm_ticks,
    report_ticks,
    bsm_turn: turns(bsm_ticks, BODY.bsm),
    report_turn: turns(report_ticks, BODY.report),
    bsm_seq: new Int32Array(count),
    report_seq: new Int32Array(count),
    bsm: createBsm(),
  };
}

/** A period in whole ticks, one at least. */
export function periodTicks(period_ms: number, dt_ms: number): number {
  return Math.max(1, Math.round(period_ms / dt_ms));
}

/** Posts in canonical order: vehicle by vehicle, BSM (pc5) before report (uu). */
export function sendFromVehicles(
  sending: VehicleSending,
  fleet: Fleet,
  onboard: Onboard,
  outbox: Outbox,
  tick: number,
): void {
  const { frame, bsm, bsm_turn, report_turn, bsm_seq, report_seq } = sending;
  const { rows } = outbox;
  const bsm_now = tick % sending.bsm_ticks;
  const report_now = tick % sending.report_ticks;
  for (let i = 0; i < fleet.count; i++) {
    const slot = fleet.slots[i];
    const key = fleet.keys[i];
    if (bsm_turn[key] === bsm_now) {
      const seq = bsm_seq[key]++;
      fillBsm(onboard, slot, seq, bsm);
      const at = appendBsm(bsm, rows, frame, onboard.temporary_words, 2 * slot);
      post(outbox, key, LINK.pc5, BODY.bsm, seq, EVERYBODY, at);
    }
    if (report_turn[key] === report_now) {
      const seq = report_seq[key]++;
      const at = appendReport(buildReport(onboard, slot, seq), rows, frame);
      post(outbox, key, LINK.uu, BODY.report, seq, CLOUD_NUMBER, at);
    }
  }
}
