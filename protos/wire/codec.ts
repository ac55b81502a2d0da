/**
 * Bytes -> entries and frames; the way back stands in frame-writer.ts. What comes in is checked: a damaged frame is one problem, a bad entry in a
 * good frame is dropped and counted. Nothing here throws on what somebody sent.
 */
import type { EntryBatch } from '../messages/entry.ts';
import { readEntry } from './entry-reader.ts';
import { wireToEntry } from './entry-wire.ts';
import type { FrameHead } from './frame-writer.ts';
import { SCHEMA_VERSION } from './frame-writer.ts';
import { v2x } from './generated.js';
import type { Problem } from './problem.ts';
import { problem, within } from './problem.ts';

export type { FrameHead } from './frame-writer.ts';
export { encodeEntry, encodeFrame, SCHEMA_VERSION } from './frame-writer.ts';
export type { Problem, ProblemCode } from './problem.ts';

/** Problems of single entries that a result names; further ones are only counted. */
const NAMED_PROBLEMS = 8;

/** A decoded frame; its entries are in the batch. */
export interface DecodedFrame {
  readonly ok: true;
  readonly head: FrameHead;
  /** Entries that were dropped, and why (the first few). */
  readonly rejected: number;
  readonly problems: readonly Problem[];
}

export interface Failed {
  readonly ok: false;
  readonly problem: Problem;
}

/** Appends the entry in a payload to the batch. */
export function decodeEntry(payload: Uint8Array, batch: EntryBatch): { readonly ok: true } | Failed {
  const found = entryFrom(payload, 0, payload.length, batch);
  return found === undefined ? { ok: true } : { ok: false, problem: found };
}

function entryFrom(payload: Uint8Array, from: number, to: number, batch: EntryBatch): Problem | undefined {
  if (readEntry(payload, from, to, batch)) return undefined;
  let entry;
  try {
    entry = v2x.frame.Entry.decode(payload.subarray(from, to));
  } catch (error) {
    return problem('BAD_PROTO', '', error instanceof Error ? error.message : String(error));
  }
  return wireToEntry(entry, batch);
}

/** A place in the payload. */
interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
}

/** Varint up to 2^53; NaN where it is longer or the payload ends. */
function varint(cursor: Cursor): number {
  let value = 0;
  let factor = 1;
  for (let k = 0; k < 8; k++) {
    if (cursor.at >= cursor.bytes.length) return NaN;
    const byte = cursor.bytes[cursor.at++];
    value += (byte & 127) * factor;
    if (byte < 128) return value;
    factor *= 128;
  }
  return NaN;
}

/**
 * Appends the entries of an UplinkFrame, CloudFrame or TileFrame to the batch, in order. Also reads the entries of TickInput and TickOutput.
 * Not ok (and the batch as before): damaged bytes, another schema version, another number of entries than the frame declares.
 */
export function decodeFrame(payload: Uint8Array, batch: EntryBatch): DecodedFrame | Failed {
  const count = batch.count;
  const rows = batch.rows.length;
  const result = frameFrom(payload, batch);
  if (!result.ok) {
    batch.count = count;
    batch.rows.length = rows;
  }
  return result;
}

function frameFrom(payload: Uint8Array, batch: EntryBatch): DecodedFrame | Failed {
  const cursor: Cursor = { bytes: payload, at: 0 };
  const numbers = [0, 0, 0, 0, 0, 0, -1];
  const problems: Problem[] = [];
  let entries = 0;
  let rejected = 0;
  while (cursor.at < payload.length) {
    const tag = varint(cursor);
    const field = Math.floor(tag / 8);
    if (tag === 0x2a) {
      const length = varint(cursor);
      const end = cursor.at + length;
      if (!(end <= payload.length)) return damaged('the frame ends inside an entry');
      const found = entryFrom(payload, cursor.at, end, batch);
      if (found !== undefined && rejected++ < NAMED_PROBLEMS) problems.push(within(`entries[${entries}]`, found));
      entries++;
      cursor.at = end;
    } else if (field >= 1 && field <= 6 && tag % 8 === 0) numbers[field] = varint(cursor);
    else if (!skip(cursor, tag % 8)) return damaged('the frame ends inside a field');
  }
  if (numbers.some((value) => value !== value)) return damaged('a number of the head is too long');
  const [, version, tick, sim_time_ms, declared, , session] = numbers;
  if (version !== SCHEMA_VERSION)
    return failed('UNSUPPORTED_VERSION', 'schema_version', `${version} is not ${SCHEMA_VERSION}`);
  if (declared !== entries) return failed('BAD_PROTO', 'entry_count', `${declared} declared, ${entries} found`);
  const head: FrameHead = session < 0 ? { tick, sim_time_ms } : { tick, sim_time_ms, session };
  return { ok: true, head, rejected, problems };
}

function failed(code: Problem['code'], field: string, hint: string): Failed {
  return { ok: false, problem: problem(code, field, hint) };
}

function damaged(hint: string): Failed {
  return failed('BAD_PROTO', '', hint);
}

/** Steps over a field of an unknown number; false where the payload ends in it. */
function skip(cursor: Cursor, wire_type: number): boolean {
  if (wire_type === 0) {
    // Up to ten bytes, whatever the value.
    for (let k = 0; k < 10; k++) if (cursor.bytes[cursor.at++] < 128) return cursor.at <= cursor.bytes.length;
    return false;
  }
  if (wire_type === 1) cursor.at += 8;
  else if (wire_type === 5) cursor.at += 4;
  else if (wire_type === 2) {
    const length = varint(cursor);
    cursor.at += length;
  } else return false;
  return cursor.at <= cursor.bytes.length;
}
