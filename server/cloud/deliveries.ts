/**
 * Advice on its way: every one carries a number that the vehicle acknowledges in its report. Without an answer it is sent again with the same number,
 * a few times; then the link counts as abnormal and rests for a while. A newer advice of the same kind takes the place of the older.
 */
import type { Advice } from '../../protos/messages/advice.ts';
import type { CoordinatorSettings } from './settings.ts';

export const ADVICE_KIND = { speed: 0, hazard: 1 } as const;
export type AdviceKind = (typeof ADVICE_KIND)[keyof typeof ADVICE_KIND];

interface Delivery {
  advice: Advice;
  valid_until_ms: number;
  sent_ms: number;
  tries: number;
}

interface Line {
  readonly pending: [Delivery | undefined, Delivery | undefined];
  /** No advice before this moment: the link is abnormal. */
  rests_until_ms: number;
}

export interface Deliveries {
  readonly settings: CoordinatorSettings;
  readonly lines: Map<string, Line>;
  next_number: number;
  readonly counts: {
    sent: number;
    resent: number;
    acknowledged: number;
    superseded: number;
    expired: number;
    abnormal: number;
  };
}

export function createDeliveries(settings: CoordinatorSettings): Deliveries {
  return {
    settings,
    lines: new Map(),
    next_number: 0,
    counts: { sent: 0, resent: 0, acknowledged: 0, superseded: 0, expired: 0, abnormal: 0 },
  };
}

/** Whether a vehicle may be given advice. */
export function reachable(deliveries: Deliveries, vehicle: string, now_ms: number): boolean {
  const line = deliveries.lines.get(vehicle);
  return line === undefined || line.rests_until_ms <= now_ms;
}

/** Gives the advice its number and waits for the answer. */
export function dispatch(
  deliveries: Deliveries,
  vehicle: string,
  kind: AdviceKind,
  advice: Omit<Advice, 'correlation_id' | 'msg_cnt'>,
  valid_until_ms: number,
  now_ms: number,
): Advice {
  let line = deliveries.lines.get(vehicle);
  if (line === undefined) {
    line = { pending: [undefined, undefined], rests_until_ms: -Infinity };
    deliveries.lines.set(vehicle, line);
  }
  if (line.pending[kind] !== undefined) deliveries.counts.superseded++;
  const numbered: Advice = { ...advice, msg_cnt: 0, correlation_id: deliveries.next_number };
  deliveries.next_number = (deliveries.next_number + 1) % 0x7fffffff;
  line.pending[kind] = { advice: numbered, valid_until_ms, sent_ms: now_ms, tries: 1 };
  deliveries.counts.sent++;
  return numbered;
}

/** A number that a vehicle's report acknowledges. */
export function acknowledge(deliveries: Deliveries, vehicle: string, number: number): void {
  const line = deliveries.lines.get(vehicle);
  if (line === undefined) return;
  for (let kind = 0; kind < line.pending.length; kind++) {
    if (line.pending[kind]?.advice.correlation_id !== number) continue;
    line.pending[kind] = undefined;
    deliveries.counts.acknowledged++;
  }
}

/** Calls `send` for all that is due again, in the order of vehicle ids. */
export function repeatUnanswered(
  deliveries: Deliveries,
  now_ms: number,
  send: (vehicle: string, advice: Advice) => void,
): void {
  const { settings, counts } = deliveries;
  const waiting: string[] = [];
  for (const [vehicle, line] of deliveries.lines) if (line.pending[0] ?? line.pending[1]) waiting.push(vehicle);
  for (const vehicle of waiting.sort()) {
    const line = deliveries.lines.get(vehicle)!;
    for (let kind = 0; kind < line.pending.length; kind++) {
      const delivery = line.pending[kind];
      if (delivery === undefined || now_ms - delivery.sent_ms < settings.answer_ms) continue;
      if (delivery.tries >= settings.tries) {
        line.pending[kind] = undefined;
        line.rests_until_ms = now_ms + settings.rest_ms;
        counts.abnormal++;
      } else if (delivery.valid_until_ms <= now_ms) {
        line.pending[kind] = undefined;
        counts.expired++;
      } else {
        delivery.tries++;
        delivery.sent_ms = now_ms;
        counts.resent++;
        send(vehicle, delivery.advice);
      }
    }
  }
}

export function forgetVehicle(deliveries: Deliveries, vehicle: string): void {
  deliveries.lines.delete(vehicle);
}
