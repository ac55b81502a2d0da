/**
 * Frames of entries as bytes. Written by hand for speed in one case, entries with a BSM: they are nearly all of a busy tick. The bytes are those
 * that the generated code makes (tested); every other entry goes through it.
 */
import { BODY } from '../messages/body.ts';
import { BSM } from '../messages/bsm.ts';
import type { EntryBatch } from '../messages/entry.ts';
import { ABSENT } from '../messages/row.ts';
import type { ByteSink } from './byte-sink.ts';
import {
  closeField,
  createByteSink,
  ensure,
  writeAscii,
  writeFixed,
  writeNumber,
  writeSigned,
  writeVarint,
} from './byte-sink.ts';
import { entryToWire } from './entry-wire.ts';
import { v2x } from './generated.js';

/** More receivers than this take the general way. */
const MAX_RECEIVERS = 32;
/** Upper bound of an entry's bytes with a BSM: ids of 127, the body, and what shifting needs. */
const ROOM = 1024 + MAX_RECEIVERS * 129;

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
  ensure(sink, ROOM);
  if (isPlain(batch, i) && writeHead(batch, i)) {
    writeBsm(sink, batch.rows.ints, batch.row_first[i]);
    return sink.bytes.slice(0, sink.at);
  }
  return v2x.frame.Entry.encode(entryToWire(batch, i)).finish();
}

function isPlain(batch: EntryBatch, i: number): boolean {
  return batch.body[i] === BODY.bsm && batch.extras[i] === undefined && batch.to[i].length <= MAX_RECEIVERS;
}

function writeEntry(batch: EntryBatch, i: number): void {
  ensure(sink, ROOM);
  const start = sink.at;
  if (isPlain(batch, i)) {
    sink.bytes[sink.at++] = 0x2a;
    sink.at++;
    const content = sink.at;
    if (writeHead(batch, i)) {
      writeBsm(sink, batch.rows.ints, batch.row_first[i]);
      closeField(sink, content);
      return;
    }
    sink.at = start;
  }
  const bytes = v2x.frame.Entry.encode(entryToWire(batch, i)).finish();
  ensure(sink, bytes.length + 16);
  sink.bytes[sink.at++] = 0x2a;
  writeVarint(sink, bytes.length);
  sink.bytes.set(bytes, sink.at);
  sink.at += bytes.length;
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

function writeBsm(out: ByteSink, ints: Int32Array, row: number): void {
  out.bytes[out.at++] = 0x52;
  out.at++;
  const content = out.at;
  writeNumber(out, 0x08, ints[row + BSM.msg_cnt]);
  writeOctets(out, ints[row + BSM.id_high], ints[row + BSM.id_low]);
  writeNumber(out, 0x18, ints[row + BSM.sec_mark]);
  writePosition(out, ints, row);
  if (ints[row + BSM.semi_major] !== ABSENT) writeThree(out, 0x2a, ints, row + BSM.semi_major);
  writeNumber(out, 0x30, ints[row + BSM.transmission]);
  writeNumber(out, 0x38, ints[row + BSM.speed]);
  writeNumber(out, 0x40, ints[row + BSM.heading]);
  if (ints[row + BSM.angle] !== ABSENT) writeSigned(out, 0x48, ints[row + BSM.angle]);
  writeAcceleration(out, ints, row + BSM.accel_long);
  writeOptionals(out, 0x5a, ints, row + BSM.brake_pedal, 7);
  writeSize(out, ints, row + BSM.width);
  writeNumber(out, 0x68, ints[row + BSM.vehicle_class]);
  writeOptional(out, 0x70, ints[row + BSM.fuel_type]);
  writeOptional(out, 0x78, ints[row + BSM.events]);
  if (ints[row + BSM.lights] !== ABSENT) {
    // Field 16: the tag takes two bytes from here on.
    out.bytes[out.at++] = 0x80;
    out.bytes[out.at++] = 0x01;
    writeVarint(out, ints[row + BSM.lights]);
  }
  const emergency = row + BSM.response_type;
  if (ints[emergency] !== ABSENT || ints[emergency + 1] !== ABSENT || ints[emergency + 2] !== ABSENT) {
    out.bytes[out.at++] = 0x8a;
    writeOptionals(out, 0x01, ints, emergency, 3);
  }
  closeField(out, content);
}

/** An optional field of one tag byte. */
function writeOptional(out: ByteSink, tag: number, value: number): void {
  if (value === ABSENT) return;
  out.bytes[out.at++] = tag;
  writeVarint(out, value);
}

function writeOctets(out: ByteSink, high: number, low: number): void {
  const { bytes } = out;
  let { at } = out;
  bytes[at++] = 0x12;
  bytes[at++] = 8;
  for (let shift = 24; shift >= 0; shift -= 8) bytes[at++] = (high >>> shift) & 255;
  for (let shift = 24; shift >= 0; shift -= 8) bytes[at++] = (low >>> shift) & 255;
  out.at = at;
}

function writePosition(out: ByteSink, ints: Int32Array, row: number): void {
  out.bytes[out.at++] = 0x22;
  const content = ++out.at;
  writeFixed(out, 0x0d, ints[row + BSM.lat]);
  writeFixed(out, 0x15, ints[row + BSM.long]);
  if (ints[row + BSM.elevation] !== ABSENT) writeSigned(out, 0x18, ints[row + BSM.elevation]);
  out.bytes[content - 1] = out.at - content;
}

/** Message of three plain numbers in fields 1 to 3. */
function writeThree(out: ByteSink, tag: number, ints: Int32Array, column: number): void {
  out.bytes[out.at++] = tag;
  const content = ++out.at;
  for (let k = 0; k < 3; k++) writeNumber(out, 0x08 + 8 * k, ints[column + k]);
  out.bytes[content - 1] = out.at - content;
}

/** Message of `count` optional numbers in fields 1 to count. */
function writeOptionals(out: ByteSink, tag: number, ints: Int32Array, column: number, count: number): void {
  out.bytes[out.at++] = tag;
  const content = ++out.at;
  for (let k = 0; k < count; k++) writeOptional(out, 0x08 + 8 * k, ints[column + k]);
  out.bytes[content - 1] = out.at - content;
}

function writeAcceleration(out: ByteSink, ints: Int32Array, column: number): void {
  out.bytes[out.at++] = 0x52;
  const content = ++out.at;
  for (let k = 0; k < 4; k++) if (ints[column + k] !== 0) writeSigned(out, 0x08 + 8 * k, ints[column + k]);
  out.bytes[content - 1] = out.at - content;
}

function writeSize(out: ByteSink, ints: Int32Array, column: number): void {
  out.bytes[out.at++] = 0x62;
  const content = ++out.at;
  writeNumber(out, 0x08, ints[column]);
  writeNumber(out, 0x10, ints[column + 1]);
  writeOptional(out, 0x18, ints[column + 2]);
  out.bytes[content - 1] = out.at - content;
}
