/**
 * Messages on their way: a ring of buckets by the tick in which they are handled. A bucket keeps its own copies of the rows, so
 * nothing refers to the tick of sending. Columns are preallocated and grow by powers of two up to a stated bound; beyond it
 * the run ends with an error that names the inbox, because dropping what the channel delivered would falsify the run.
 */
import { createRowWriter, reserve, type RowWriter } from '../../protos/messages/row.ts';
import { mergeStretches } from './outbox.ts';
import { nodeIndex, type Nodes } from './nodes.ts';

/** Messages and receivers in one bucket at most. */
export const MOST_MESSAGES = 1 << 22;
export const MOST_RECEIVERS = 1 << 26;

/** What is handled in one tick. Receivers of message m: receivers[first[m] .. first[m + 1]), vehicles before `roadside_first[m]`. */
export interface Bucket {
  readonly name: string;
  readonly rows: RowWriter;
  count: number;
  source: Int32Array;
  /** Node that passed it on, or -1. */
  via: Int32Array;
  link: Int32Array;
  body: Int32Array;
  seq: Int32Array;
  sent_ms: Float64Array;
  due_ms: Float64Array;
  row_at: Int32Array;
  row_length: Int32Array;
  first: Int32Array;
  roadside_first: Int32Array;
  /** Node numbers. */
  receivers: Int32Array;
  receiver_count: number;
  /** Messages in canonical order, after `orderBucket`. */
  order: Int32Array;
}

export interface Inbox {
  readonly name: string;
  readonly dt_ms: number;
  /** Bucket of tick n at n modulo their number. */
  readonly buckets: readonly Bucket[];
}

/**
 * @param name for errors
 * @param longest_ms the longest delay that a message can have
 */
export function createInbox(name: string, dt_ms: number, longest_ms: number): Inbox {
  const count = Math.ceil(longest_ms / dt_ms) + 2;
  return { name, dt_ms, buckets: Array.from({ length: count }, () => createBucket(name)) };
}

/** The bucket of a tick; valid from `longest delay` before it until `clearBucket`. */
export function bucketOf(inbox: Inbox, tick: number): Bucket {
  return inbox.buckets[tick % inbox.buckets.length];
}

/** First tick at or after both `due_ms` and the tick that follows the sending: never the own tick. */
export function handlingTick(sent_tick: number, due_ms: number, dt_ms: number): number {
  return Math.max(sent_tick + 1, Math.ceil(due_ms / dt_ms));
}

export function clearBucket(bucket: Bucket): void {
  bucket.rows.length = 0;
  bucket.count = 0;
  bucket.receiver_count = 0;
}

/**
 * Opens a message and copies its row. Receivers follow by `pushReceivers`, then `closeMessage`.
 * @returns its index
 */
export function openMessage(
  bucket: Bucket,
  source: number,
  via: number,
  link: number,
  body: number,
  seq: number,
  sent_ms: number,
  due_ms: number,
  ints: Int32Array,
  row_at: number,
  row_length: number,
): number {
  const m = bucket.count;
  if (m === bucket.source.length) growMessages(bucket);
  bucket.count++;
  bucket.source[m] = source;
  bucket.via[m] = via;
  bucket.link[m] = link;
  bucket.body[m] = body;
  bucket.seq[m] = seq;
  bucket.sent_ms[m] = sent_ms;
  bucket.due_ms[m] = due_ms;
  bucket.row_length[m] = row_length;
  bucket.first[m] = bucket.receiver_count;
  bucket.first[m + 1] = bucket.receiver_count;
  bucket.roadside_first[m] = bucket.receiver_count;
  const at = reserve(bucket.rows, row_length);
  bucket.row_at[m] = at;
  const target = bucket.rows.ints;
  for (let i = 0; i < row_length; i++) target[at + i] = ints[row_at + i];
  return m;
}

/** Makes room for `more` receivers. */
export function reserveReceivers(bucket: Bucket, more: number): void {
  const needed = bucket.receiver_count + more;
  if (needed <= bucket.receivers.length) return;
  if (needed > MOST_RECEIVERS) throw overflow(bucket, MOST_RECEIVERS, 'deliveries');
  let capacity = bucket.receivers.length;
  while (capacity < needed) capacity *= 2;
  const receivers = new Int32Array(capacity);
  receivers.set(bucket.receivers.subarray(0, bucket.receiver_count));
  bucket.receivers = receivers;
}

/** Messages in canonical order: source id by code units, link, body, seq. */
export function orderBucket(bucket: Bucket, nodes: Nodes): void {
  const { order, count, source, link, body, seq } = bucket;
  const { rank } = nodes;
  for (let i = 0; i < count; i++) order[i] = i;
  mergeStretches(order, count, (a, b) => {
    if (source[a] !== source[b]) return rank[nodeIndex(nodes, source[a])] < rank[nodeIndex(nodes, source[b])];
    if (link[a] !== link[b]) return link[a] < link[b];
    if (body[a] !== body[b]) return body[a] < body[b];
    return seq[a] <= seq[b];
  });
}

/** Deliveries that are still under way, by field number of their body, are added to `into`. */
export function countInFlight(inbox: Inbox, into: Float64Array, since_ms: number): void {
  for (const bucket of inbox.buckets) {
    for (let m = 0; m < bucket.count; m++) {
      if (bucket.sent_ms[m] >= since_ms) into[bucket.body[m]] += bucket.first[m + 1] - bucket.first[m];
    }
  }
}

function createBucket(name: string): Bucket {
  const n = 1024;
  const column = (): Int32Array => new Int32Array(n);
  return {
    name,
    rows: createRowWriter(1 << 14),
    count: 0,
    source: column(),
    via: column(),
    link: column(),
    body: column(),
    seq: column(),
    sent_ms: new Float64Array(n),
    due_ms: new Float64Array(n),
    row_at: column(),
    row_length: column(),
    first: new Int32Array(n + 1),
    roadside_first: column(),
    receivers: new Int32Array(1 << 14),
    receiver_count: 0,
    order: column(),
  };
}

function growMessages(bucket: Bucket): void {
  const capacity = 2 * bucket.source.length;
  if (capacity > MOST_MESSAGES) throw overflow(bucket, MOST_MESSAGES, 'messages');
  const ints = (column: Int32Array, length = capacity): Int32Array => {
    const wider = new Int32Array(length);
    wider.set(column);
    return wider;
  };
  const floats = (column: Float64Array): Float64Array => {
    const wider = new Float64Array(capacity);
    wider.set(column);
    return wider;
  };
  bucket.source = ints(bucket.source);
  bucket.via = ints(bucket.via);
  bucket.link = ints(bucket.link);
  bucket.body = ints(bucket.body);
  bucket.seq = ints(bucket.seq);
  bucket.sent_ms = floats(bucket.sent_ms);
  bucket.due_ms = floats(bucket.due_ms);
  bucket.row_at = ints(bucket.row_at);
  bucket.row_length = ints(bucket.row_length);
  bucket.first = ints(bucket.first, capacity + 1);
  bucket.roadside_first = ints(bucket.roadside_first);
  bucket.order = ints(bucket.order);
}

function overflow(bucket: Bucket, bound: number, what: string): RangeError {
  return new RangeError(`the ${bucket.name} inbox is full: more than ${bound} ${what} for one tick`);
}
