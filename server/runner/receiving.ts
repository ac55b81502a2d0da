/**
 * What is handled in this tick, message by message in canonical order: receivers' node numbers become the units of those who
 * are still on the road; a message whose receiver has left in the meantime is lost by range.
 */
import { BODY } from '../../protos/messages/body.ts';
import { receiveAdvice, receiveBsm, receiveMap, receiveRsm, receiveSpat, type Onboard } from '../onboard/onboard.ts';
import { orderBucket, type Bucket } from './inbox.ts';
import { countDelivered, type MessageStatistics } from './message-statistics.ts';
import { ROADSIDE_BASE, type Nodes } from './nodes.ts';

/** Hands the bucket to the on-board units. Its vehicles are replaced by unit numbers; roadside units have done their part at sending, the relay. */
export function receiveBucket(
  bucket: Bucket,
  nodes: Nodes,
  slot_of_key: Int32Array,
  onboard: Onboard,
  statistics: MessageStatistics,
  warmup_ms: number,
): void {
  orderBucket(bucket, nodes);
  const { receivers } = bucket;
  for (let k = 0; k < bucket.count; k++) {
    const m = bucket.order[k];
    const first = bucket.first[m];
    const end = toUnits(receivers, first, bucket.roadside_first[m], slot_of_key);
    const gone = bucket.roadside_first[m] - end;
    if (bucket.sent_ms[m] >= warmup_ms) {
      const delivered = bucket.first[m + 1] - first - gone;
      statistics.lost[bucket.body[m]] += gone;
      countDelivered(statistics, bucket.body[m], bucket.link[m], bucket.due_ms[m] - bucket.sent_ms[m], delivered);
    }
    if (end > first) handOver(bucket, m, onboard, first, end);
  }
}

/** Books what the coordinator gets. */
export function countUplink(bucket: Bucket, statistics: MessageStatistics, warmup_ms: number): void {
  for (let m = 0; m < bucket.count; m++) {
    if (bucket.sent_ms[m] < warmup_ms) continue;
    countDelivered(statistics, bucket.body[m], bucket.link[m], bucket.due_ms[m] - bucket.sent_ms[m], 1);
  }
}

/** Keys to slots in place, without those that have left; returns the end. */
function toUnits(receivers: Int32Array, first: number, last: number, slot_of_key: Int32Array): number {
  let end = first;
  for (let i = first; i < last; i++) {
    const key = receivers[i];
    const slot = key < ROADSIDE_BASE ? slot_of_key[key] : -1;
    receivers[end] = slot;
    end += slot >= 0 ? 1 : 0;
  }
  return end;
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
    case BODY.advice:
      for (let i = first; i < end; i++) receiveAdvice(onboard, receivers[i], ints, at);
      return;
  }
}
