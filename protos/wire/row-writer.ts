/**
 * Rows straight to bytes, driven by the plan of their message (row-plan.ts), without objects. The bytes are those of the generated code (tested).
 * Every function here takes the place where it begins and returns the one behind what it wrote.
 */
import { ABSENT } from '../messages/row.ts';
import type { ByteSink } from './byte-sink.ts';
import { ensure } from './byte-sink.ts';
import type { BodyPlan, FieldPlan, RecordPlan } from './row-plan.ts';
import { OP } from './row-plan.ts';

/** More than the bytes of any column: tag and value take 7, and the tags and lengths of the at most five messages that begin with it 5 each. */
const BYTES_PER_COLUMN = 32;
/** Place that says: this row needs the general way. */
const GIVEN_UP = -1;

/** Next column of a row of varying width. */
let cursor = 0;

/**
 * Appends the message in the row of `length` numbers at ints[row] as a field of its entry. False (and nothing appended) where the row needs
 * the general way: text that is not ASCII.
 */
export function writeBody(sink: ByteSink, plan: BodyPlan, ints: Int32Array, row: number, length: number): boolean {
  ensure(sink, 64 + length * BYTES_PER_COLUMN);
  const { bytes } = sink;
  const { record } = plan;
  cursor = row;
  const content = put(bytes, sink.at, plan.tag) + 1;
  const end =
    record.width >= 0 ? writeFixed(bytes, content, record, ints, row) : writeVarying(bytes, content, record, ints);
  if (end === GIVEN_UP) return false;
  sink.at = close(bytes, content, end);
  return true;
}

/** Varint of a number of 32 bits. */
function put(bytes: Uint8Array, from: number, value: number): number {
  let at = from;
  let rest = value;
  while (rest > 127) {
    bytes[at++] = (rest & 127) | 128;
    rest >>>= 7;
  }
  bytes[at++] = rest;
  return at;
}

/** Ends a message whose one length byte stands at `content` - 1; longer ones move. Room for that was made. */
function close(bytes: Uint8Array, content: number, end: number): number {
  const length = end - content;
  if (length < 128) {
    bytes[content - 1] = length;
    return end;
  }
  const shift = length < 16384 ? 1 : length < 2097152 ? 2 : 3;
  bytes.copyWithin(content + shift, content, end);
  put(bytes, content - 1, length);
  return end + shift;
}

function writeFixed(bytes: Uint8Array, from: number, record: RecordPlan, ints: Int32Array, row: number): number {
  const { fields } = record;
  let at = from;
  for (let k = 0; k < fields.length; k++) {
    const field = fields[k];
    const value = ints[row + field.column];
    // Nearly all fields are numbers, so these are written here.
    if (field.op > OP.sint) at = writeField(bytes, at, field, ints, row + field.column);
    else if (value !== field.skip) {
      let rest = field.op === OP.uint ? value : (value << 1) ^ (value >> 31);
      at = put(bytes, at, field.tag);
      while (rest > 127 || rest < 0) {
        bytes[at++] = rest | 128;
        rest >>>= 7;
      }
      bytes[at++] = rest;
    }
  }
  return at;
}

/** A field of fixed width at ints[column]. */
function writeField(bytes: Uint8Array, from: number, field: FieldPlan, ints: Int32Array, column: number): number {
  const value = ints[column];
  switch (field.op) {
    case OP.uint:
      return value === field.skip ? from : put(bytes, put(bytes, from, field.tag), value >>> 0);
    case OP.sint:
      if (value === field.skip) return from;
      return put(bytes, put(bytes, from, field.tag), ((value << 1) ^ (value >> 31)) >>> 0);
    case OP.fixed: {
      if (value === field.skip) return from;
      const at = put(bytes, from, field.tag);
      bytes[at] = value;
      bytes[at + 1] = value >> 8;
      bytes[at + 2] = value >> 16;
      bytes[at + 3] = value >> 24;
      return at + 4;
    }
    case OP.time:
      return writeTime(bytes, from, field, value, ints[column + 1]);
    case OP.octets: {
      if (field.optional && value === ABSENT && ints[column + 1] === ABSENT) return from;
      const at = put(bytes, from, field.tag);
      bytes[at] = 8;
      writeWord(bytes, at + 1, value);
      writeWord(bytes, at + 5, ints[column + 1]);
      return at + 9;
    }
    default: {
      if (field.optional && value === ABSENT && isAbsent(ints, column, field.width)) return from;
      const content = put(bytes, from, field.tag) + 1;
      return close(bytes, content, writeFixed(bytes, content, field.record, ints, column));
    }
  }
}

function isAbsent(ints: Int32Array, column: number, width: number): boolean {
  for (let k = column + 1; k < column + width; k++) if (ints[k] !== ABSENT) return false;
  return true;
}

function writeTime(bytes: Uint8Array, from: number, field: FieldPlan, high: number, low: number): number {
  if (field.optional ? high === ABSENT && low === ABSENT : high === 0 && low === 0) return from;
  let at = put(bytes, from, field.tag);
  let rest = high * 2147483648 + low;
  while (rest > 0x7fffffff) {
    bytes[at++] = (rest % 128) | 128;
    rest = Math.floor(rest / 128);
  }
  return put(bytes, at, rest);
}

/** Most significant octet first. */
function writeWord(bytes: Uint8Array, at: number, word: number): void {
  bytes[at] = word >> 24;
  bytes[at + 1] = word >> 16;
  bytes[at + 2] = word >> 8;
  bytes[at + 3] = word;
}

/** The record at `cursor`, which moves behind it. */
function writeVarying(bytes: Uint8Array, from: number, record: RecordPlan, ints: Int32Array): number {
  const { fields } = record;
  let at = from;
  for (let k = 0; k < fields.length && at !== GIVEN_UP; k++) {
    const field = fields[k];
    if (field.width >= 0) {
      at = writeField(bytes, at, field, ints, cursor);
      cursor += field.width;
    } else at = writeVaryingField(bytes, at, field, ints);
  }
  return at;
}

function writeVaryingField(bytes: Uint8Array, from: number, field: FieldPlan, ints: Int32Array): number {
  if (field.op === OP.list) return writeList(bytes, from, field, ints);
  if (field.op === OP.numbers) return writeNumbers(bytes, from, field, ints);
  // Text has its length in the first column; a group of varying width that may be absent stands behind a mark.
  if (field.optional && ints[cursor] === ABSENT) {
    cursor++;
    return from;
  }
  const content = put(bytes, from, field.tag) + 1;
  if (field.op === OP.group && field.optional) cursor++;
  const end = field.op === OP.text ? writeText(bytes, content, ints) : writeVarying(bytes, content, field.record, ints);
  return end === GIVEN_UP ? GIVEN_UP : close(bytes, content, end);
}

function writeList(bytes: Uint8Array, from: number, field: FieldPlan, ints: Int32Array): number {
  const { record, tag } = field;
  const { width } = record;
  let at = from;
  for (let left = ints[cursor++]; left > 0; left--) {
    const content = put(bytes, at, tag) + 1;
    let end;
    if (width >= 0) {
      end = writeFixed(bytes, content, record, ints, cursor);
      cursor += width;
    } else {
      end = writeVarying(bytes, content, record, ints);
      if (end === GIVEN_UP) return GIVEN_UP;
    }
    at = close(bytes, content, end);
  }
  return at;
}

function writeNumbers(bytes: Uint8Array, from: number, field: FieldPlan, ints: Int32Array): number {
  let left = ints[cursor++];
  if (left === 0) return from;
  const content = put(bytes, from, field.tag) + 1;
  let at = content;
  for (; left > 0; left--) at = put(bytes, at, ints[cursor++] >>> 0);
  return close(bytes, content, at);
}

function writeText(bytes: Uint8Array, from: number, ints: Int32Array): number {
  let at = from;
  for (let left = ints[cursor++]; left > 0; left--) {
    const unit = ints[cursor++];
    if (unit > 127) return GIVEN_UP;
    bytes[at++] = unit;
  }
  return at;
}
