/**
 * Entries: a message on its way, with who sent it, how, to whom and when. A batch holds the entries of one tick as columns,
 * their messages as rows behind each other; clearing it keeps the memory.
 */
import { layoutOf } from './body.ts';
import type { LocalFrame } from './local-frame.ts';
import { readRecord } from './record.ts';
import type { RecordLayout } from './layout.ts';
import type { RowWriter } from './row.ts';
import { createRowWriter } from './row.ts';

/** What an entry needs only sometimes. */
export interface EntryExtras {
  /** Ties an answer to a request. */
  correlation_id?: number;
  /** Entity that wants the answer, where it is not the source. */
  reply_to?: string;
  /** Not to be acted upon after this tick. */
  expires_at_tick?: number;
  /** W3C traceparent. */
  trace_parent?: string;
  /** Wall clock at sending, ms since 1970; never in the hash. */
  wall_time_ms?: number;
}

/** Columns by entry, 0 .. count. */
export interface EntryBatch {
  count: number;
  readonly source: string[];
  /** Number of LINK. */
  readonly link: number[];
  /** Receivers; empty = broadcast on that link. */
  readonly to: (readonly string[])[];
  /** Counts per source, link and message. */
  readonly seq: number[];
  /** Simulated time of sending, and when it is due at the receiver (0 = the channel has not decided). */
  readonly sent_ms: number[];
  readonly due_ms: number[];
  /** Number of BODY. */
  readonly body: number[];
  /** RSU that relayed it; '' = none. */
  readonly via: string[];
  /** Row of the message: rows.ints[row_first .. row_first + row_length). */
  readonly row_first: number[];
  readonly row_length: number[];
  readonly extras: (EntryExtras | undefined)[];
  readonly rows: RowWriter;
}

/** An entry by itself, message in SI: for tests, tools and agents; hot paths use the batch. */
export interface Entry<M = unknown> {
  source: string;
  link: number;
  to: readonly string[];
  seq: number;
  sent_ms: number;
  due_ms: number;
  body: number;
  via?: string;
  message: M;
  extras?: EntryExtras;
}

const NOBODY: readonly string[] = [];

export function createEntryBatch(row_capacity = 4096): EntryBatch {
  return {
    count: 0,
    source: [],
    link: [],
    to: [],
    seq: [],
    sent_ms: [],
    due_ms: [],
    body: [],
    via: [],
    row_first: [],
    row_length: [],
    extras: [],
    rows: createRowWriter(row_capacity),
  };
}

/** Forgets all entries. */
export function clearBatch(batch: EntryBatch): void {
  batch.count = 0;
  batch.rows.length = 0;
}

/**
 * Opens an entry and returns its index; the caller then appends exactly one row to batch.rows and calls closeEntry.
 * `to`, `via` and extras are empty until set.
 */
export function openEntry(
  batch: EntryBatch,
  source: string,
  link: number,
  body: number,
  seq: number,
  sent_ms: number,
  due_ms = 0,
): number {
  const i = batch.count++;
  batch.source[i] = source;
  batch.link[i] = link;
  batch.to[i] = NOBODY;
  batch.seq[i] = seq;
  batch.sent_ms[i] = sent_ms;
  batch.due_ms[i] = due_ms;
  batch.body[i] = body;
  batch.via[i] = '';
  batch.extras[i] = undefined;
  batch.row_first[i] = batch.rows.length;
  batch.row_length[i] = 0;
  return i;
}

/** Ends the entry opened last: its row is what was appended since. */
export function closeEntry(batch: EntryBatch): void {
  const i = batch.count - 1;
  batch.row_length[i] = batch.rows.length - batch.row_first[i];
}

/** Takes the entry opened last back, with its row. */
export function dropEntry(batch: EntryBatch): void {
  batch.count--;
  batch.rows.length = batch.row_first[batch.count];
}

/** Appends a copy of entry i of another batch and returns its index. */
export function copyEntry(from: EntryBatch, i: number, to: EntryBatch): number {
  const j = openEntry(to, from.source[i], from.link[i], from.body[i], from.seq[i], from.sent_ms[i], from.due_ms[i]);
  to.to[j] = from.to[i];
  to.via[j] = from.via[i];
  to.extras[j] = from.extras[i];
  appendRow(to.rows, from.rows.ints, from.row_first[i], from.row_length[i]);
  closeEntry(to);
  return j;
}

/** Appends length numbers of another row space. */
export function appendRow(rows: RowWriter, ints: Int32Array, first: number, length: number): void {
  const needed = rows.length + length;
  if (needed > rows.ints.length) {
    const grown = new Int32Array(Math.max(needed, rows.ints.length * 2));
    grown.set(rows.ints);
    rows.ints = grown;
  }
  for (let k = 0; k < length; k++) rows.ints[rows.length + k] = ints[first + k];
  rows.length = needed;
}

/** Entry i with its message in SI. */
export function entryOf(batch: EntryBatch, i: number, frame: LocalFrame): Entry {
  const layout = layoutOf(batch.body[i]) as unknown as RecordLayout<unknown>;
  const entry: Entry = {
    source: batch.source[i],
    link: batch.link[i],
    to: batch.to[i],
    seq: batch.seq[i],
    sent_ms: batch.sent_ms[i],
    due_ms: batch.due_ms[i],
    body: batch.body[i],
    message: readRecord(layout, batch.rows.ints, batch.row_first[i], frame),
  };
  if (batch.via[i] !== '') entry.via = batch.via[i];
  const extras = batch.extras[i];
  if (extras !== undefined) entry.extras = extras;
  return entry;
}

/**
 * Canonical order of the entries of one tick: source by code units, link, body number, seq. Negative where a stands before b.
 * (Inboxes put the due tick in front.)
 */
export function compareEntries(batch: EntryBatch, a: number, b: number): number {
  const left = batch.source[a];
  const right = batch.source[b];
  if (left !== right) return left < right ? -1 : 1;
  return batch.link[a] - batch.link[b] || batch.body[a] - batch.body[b] || batch.seq[a] - batch.seq[b];
}
