/**
 * The messages of one tick as their senders built them: one row each and the columns of its entry, and the canonical order
 * (source id by code units, link, field number of the body, seq) as a permutation. Reused from tick to tick.
 */
import { createRowWriter, type RowWriter } from '../../protos/messages/row.ts';
import { nodeIndex, type Nodes } from './nodes.ts';

/** The receiver of a broadcast. */
export const EVERYBODY = -1;

/** Messages in a tick at most. */
const MOST_MESSAGES = 1 << 22;

export interface Outbox {
  readonly rows: RowWriter;
  count: number;
  /** Node number of the sender. */
  source: Int32Array;
  link: Int32Array;
  /** Field number of the body in an entry. */
  body: Int32Array;
  /** Counts per source, link and body from 0. */
  seq: Int32Array;
  /** Node number, or EVERYBODY. */
  to: Int32Array;
  row_at: Int32Array;
  row_length: Int32Array;
  /** Messages in canonical order. */
  order: Int32Array;
}

export function createOutbox(): Outbox {
  const column = (): Int32Array => new Int32Array(1024);
  return {
    rows: createRowWriter(1 << 15),
    count: 0,
    source: column(),
    link: column(),
    body: column(),
    seq: column(),
    to: column(),
    row_at: column(),
    row_length: column(),
    order: column(),
  };
}

export function clearOutbox(outbox: Outbox): void {
  outbox.rows.length = 0;
  outbox.count = 0;
}

/**
 * Takes a row of `outbox.rows` as a message: by default the one just appended, from `row_at` to the end. One row may be posted
 * twice, over different links.
 * @throws RangeError beyond the bound of a tick
 */
export function post(
  outbox: Outbox,
  source: number,
  link: number,
  body: number,
  seq: number,
  to: number,
  row_at: number,
  row_length = outbox.rows.length - row_at,
): void {
  const i = outbox.count;
  if (i === outbox.source.length) growOutbox(outbox);
  outbox.source[i] = source;
  outbox.link[i] = link;
  outbox.body[i] = body;
  outbox.seq[i] = seq;
  outbox.to[i] = to;
  outbox.row_at[i] = row_at;
  outbox.row_length[i] = row_length;
  outbox.count++;
}

/** Puts the messages in canonical order. Cheap where they were posted in a few ordered stretches, as they are. */
export function orderOutbox(outbox: Outbox, nodes: Nodes): void {
  const { order, count } = outbox;
  for (let i = 0; i < count; i++) order[i] = i;
  const before = (a: number, b: number): boolean => compareMessages(outbox, nodes, a, b) <= 0;
  mergeStretches(order, count, before);
}

function compareMessages(outbox: Outbox, nodes: Nodes, a: number, b: number): number {
  const { source, link, body, seq } = outbox;
  if (source[a] !== source[b]) {
    return nodes.rank[nodeIndex(nodes, source[a])] - nodes.rank[nodeIndex(nodes, source[b])];
  }
  return link[a] - link[b] || body[a] - body[b] || seq[a] - seq[b];
}

let scratch = new Int32Array(1024);

/**
 * Natural merge sort: stretches that are in order already are found and merged in pairs, so input in one piece costs one
 * pass. Stable. `before(a, b)`: a may stand before b.
 */
export function mergeStretches(order: Int32Array, count: number, before: (a: number, b: number) => boolean): void {
  const ends: number[] = [];
  for (let i = 1; i < count; i++) if (!before(order[i - 1], order[i])) ends.push(i);
  if (ends.length === 0) return;
  ends.push(count);
  if (scratch.length < count) scratch = new Int32Array(2 * count);
  let stretches = ends;
  while (stretches.length > 1) {
    const merged: number[] = [];
    let first = 0;
    for (let s = 0; s < stretches.length; s += 2) {
      const middle = stretches[s];
      const last = s + 1 < stretches.length ? stretches[s + 1] : middle;
      mergeTwo(order, first, middle, last, before);
      merged.push(last);
      first = last;
    }
    stretches = merged;
  }
}

function mergeTwo(
  order: Int32Array,
  first: number,
  middle: number,
  last: number,
  before: (a: number, b: number) => boolean,
): void {
  let a = first;
  let b = middle;
  for (let i = first; i < last; i++) {
    scratch[i] = b === last || (a < middle && before(order[a], order[b])) ? order[a++] : order[b++];
  }
  order.set(scratch.subarray(first, last), first);
}

function growOutbox(outbox: Outbox): void {
  const capacity = 2 * outbox.source.length;
  if (capacity > MOST_MESSAGES) throw new RangeError(`more than ${MOST_MESSAGES} messages in one tick`);
  const grown = (column: Int32Array): Int32Array => {
    const wider = new Int32Array(capacity);
    wider.set(column);
    return wider;
  };
  outbox.source = grown(outbox.source);
  outbox.link = grown(outbox.link);
  outbox.body = grown(outbox.body);
  outbox.seq = grown(outbox.seq);
  outbox.to = grown(outbox.to);
  outbox.row_at = grown(outbox.row_at);
  outbox.row_length = grown(outbox.row_length);
  outbox.order = grown(outbox.order);
}
