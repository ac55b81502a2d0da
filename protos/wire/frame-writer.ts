/**
 * Frames of entries as bytes, straight from the batch's columns and rows. The bytes are those that the generated code makes (tested); entries with
 * something rare (extras, many receivers, text beyond ASCII) go through it.
 */
import type { EntryBatch } from '../messages/entry.ts';
import { closeField, createByteSink, ensure, writeAscii, writeNumber, writeVarint } from './byte-sink.ts';
import { entryToWire } from './entry-wire.ts';
import { v2x } from './generated.js';
import { planOfBody } from './row-plan.ts';
import { writeBody } from './row-writer.ts';

/** More receivers than this take the general way. */
const MAX_RECEIVERS = 32;
/** Upper bound of an entry's bytes without its message: ids of 127 and the numbers. */
const ROOM = 512 + MAX_RECEIVERS * 129;

const sink = createByteSink(1 << 16);

/** Fields 1 to 6 that frames have beside their entries; session is left out where undefined. */
export interface FrameHead {
  readonly tick: number;
  readonly sim_time_ms: number;
  readonly session?: number;
}

/** Version of the schemas in this tree. */
export const SCHEMA_VERSION = 1;

/**
 * UplinkFrame, CloudFrame or TileFrame (the same bytes) of all entries of a batch in their order, or of the picked ones in that order.
 * The bytes are the caller's own.
 */
export function encodeFrame(head: FrameHead, batch: EntryBatch, pick?: readonly number[]): Uint8Array {
  const count = pick === undefined ? batch.count : pick.length;
  sink.at = 0;
  ensure(sink, 64);
  writeNumber(sink, 0x08, SCHEMA_VERSION);
  writeNumber(sink, 0x10, head.tick);
  writeNumber(sink, 0x18, head.sim_time_ms);
  writeNumber(sink, 0x20, count);
  for (let k = 0; k < count; k++) writeEntry(batch, pick === undefined ? k : pick[k]);
  if (head.session !== undefined) {
    ensure(sink, 16);
    sink.bytes[sink.at++] = 0x30;
    writeVarint(sink, head.session);
  }
  return sink.bytes.slice(0, sink.at);
}

/** One entry by itself: the payload of the public copies. */
export function encodeEntry(batch: EntryBatch, i: number): Uint8Array {
  sink.at = 0;
  if (writeContent(batch, i)) return sink.bytes.slice(0, sink.at);
  return v2x.frame.Entry.encode(entryToWire(batch, i)).finish();
}

function writeEntry(batch: EntryBatch, i: number): void {
  ensure(sink, ROOM);
  const start = sink.at;
  sink.bytes[sink.at++] = 0x2a;
  const content = ++sink.at;
  if (writeContent(batch, i)) return closeField(sink, content);
  sink.at = start;
  const bytes = v2x.frame.Entry.encode(entryToWire(batch, i)).finish();
  ensure(sink, bytes.length + 16);
  sink.bytes[sink.at++] = 0x2a;
  writeVarint(sink, bytes.length);
  sink.bytes.set(bytes, sink.at);
  sink.at += bytes.length;
}

/** The fields of an entry; false where it needs the general way (some of it may have been written). */
function writeContent(batch: EntryBatch, i: number): boolean {
  const plan = planOfBody(batch.body[i]);
  if (plan === undefined || batch.extras[i] !== undefined || batch.to[i].length > MAX_RECEIVERS) return false;
  ensure(sink, ROOM);
  return writeHead(batch, i) && writeBody(sink, plan, batch.rows.ints, batch.row_first[i], batch.row_length[i]);
}

/** Fields 1 to 7; false where a text needs the general way. */
function writeHead(batch: EntryBatch, i: number): boolean {
  if (!writeAscii(sink, 0x0a, batch.source[i])) return false;
  writeNumber(sink, 0x10, batch.link[i]);
  const to = batch.to[i];
  for (let k = 0; k < to.length; k++) if (!writeAscii(sink, 0x1a, to[k])) return false;
  writeNumber(sink, 0x20, batch.seq[i]);
  writeNumber(sink, 0x28, batch.sent_ms[i]);
  writeNumber(sink, 0x30, batch.due_ms[i]);
  return batch.via[i] === '' || writeAscii(sink, 0x3a, batch.via[i]);
}
