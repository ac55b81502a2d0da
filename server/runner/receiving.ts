/**
 * What is handled in this tick, message by message in canonical order: receivers' node numbers become the units of those who
 * are still on the road; a message whose receiver has left in the meantime is lost by range.
 */
import { BODY } from '../../protos/messages/body.ts';
import {
  receiveAdvice,
  receiveBsm,
  receiveMap,
  receiveRsi,
  receiveRsm,
  receiveSpat,
  type Onboard,
} from '../onboard/onboard.ts';
import { orderBucket, type Bucket } from './inbox.ts';
import type { Exchange } from './exchange.ts';
import { countDelivered, kindOf } from './message-statistics.ts';
import { ROADSIDE_BASE } from './nodes.ts';

/** Who hears what is said about swaps: vehicles by slot, stations by node number. */
export interface SwapHearing {
  vehicle(slot: number, body: number, ints: Int32Array, at: number): void;
  station(number: number, body: number, ints: Int32Array, at: number): void;
}

/** Hands the bucket to the on-board units. Its vehicles are replaced by unit numbers; roadside units have done their part at sending, the relay. */
export function receiveBucket(
  bucket: Bucket,
  exchange: Exchange,
  slot_of_key: Int32Array,
  onboard: Onboard,
  swaps?: SwapHearing,
): void {
  orderBucket(bucket, exchange.nodes);
  const { receivers } = bucket;
  for (let k = 0; k < bucket.count; k++) {
    const m = bucket.order[k];
    const first = bucket.first[m];
    const end = toUnits(receivers, first, bucket.roadside_first[m], slot_of_key);
    const gone = bucket.roadside_first[m] - end;
    bookHandling(exchange, bucket, m, bucket.first[m + 1] - first - gone, gone);
    if (bucket.body[m] >= BODY.swap_request) {
      if (swaps !== undefined) handSwap(bucket, m, swaps, first, end);
    } else if (end > first) handOver(bucket, m, onboard, first, end);
  }
}

/** Books what the coordinator gets. */
export function countUplink(bucket: Bucket, exchange: Exchange): void {
  for (let m = 0; m < bucket.count; m++) bookHandling(exchange, bucket, m, 1, 0);
}

function bookHandling(exchange: Exchange, bucket: Bucket, m: number, delivered: number, gone: number): void {
  const { statistics, window } = exchange;
  const body = bucket.body[m];
  const link = bucket.link[m];
  const delay_ms = bucket.due_ms[m] - bucket.sent_ms[m];
  countDelivered(statistics, body, link, delay_ms, delivered);
  statistics.lost[kindOf(body, link)] += gone;
  if (bucket.sent_ms[m] < exchange.warmup_ms) return;
  countDelivered(window, body, link, delay_ms, delivered);
  window.lost[kindOf(body, link)] += gone;
}

/** Keys to slots in place, without those that have left; returns the end. */
function toUnits(receivers: Int32Array, first: number, last: number, slot_of_key: Int32Array): number {
  let end = first;
  for (let i = first; i < last; i++) {
    const key = receivers[i];
    const slot = key < ROADSIDE_BASE ? slot_of_key[key] : -1;
    receivers[end] = slot;
    end = (end + ((slot >>> 31) ^ 1)) | 0;
  }
  return end;
}

function handSwap(bucket: Bucket, m: number, swaps: SwapHearing, first: number, end: number): void {
  const { ints } = bucket.rows;
  const { receivers } = bucket;
  for (let i = first; i < end; i++) swaps.vehicle(receivers[i], bucket.body[m], ints, bucket.row_at[m]);
  for (let i = bucket.roadside_first[m]; i < bucket.first[m + 1]; i++) {
    swaps.station(receivers[i], bucket.body[m], ints, bucket.row_at[m]);
  }
}

function handOver(bucket: Bucket, m: number, onboard: Onboard, first: number, end: number): void {
  const { ints } = bucket.rows;
  const { receivers } = bucket;
  const at = bucket.row_at[m];
  const sent_ms = bucket.sent_ms[m];
  switch (bucket.body[m]) {
    case BODY.bsm:
      return receiveBsm(onboard, ints, at, sent_ms, receivers, first, end);
    case BODY.rsm:
      return receiveRsm(onboard, ints, at, sent_ms, receivers, first, end);
    case BODY.spat:
      return receiveSpat(onboard, ints, at, sent_ms, receivers, first, end);
    case BODY.map:
      return receiveMap(onboard, ints, at, receivers, first, end);
    case BODY.rsi:
      return receiveRsi(onboard, ints, at, receivers, first, end);
    case BODY.advice:
      for (let i = first; i < end; i++) receiveAdvice(onboard, receivers[i], ints, at);
      return;
  }
}
