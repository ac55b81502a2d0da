/**
 * Entries with a BSM from bytes straight into a batch, written by hand for speed. It reads what our writers and every protobuf library
 * write (fields in ascending order, each once, all values in range) and gives up on anything else: the caller then takes the general way,
 * which also says what is wrong. Both give the same rows (tested).
 */
import { BODY } from '../messages/body.ts';
import { BSM, BSM_LAYOUT, BSM_STRIDE } from '../messages/bsm.ts';
import type { EntryBatch } from '../messages/entry.ts';
import { closeEntry, dropEntry, openEntry } from '../messages/entry.ts';
import type { AnyRecord } from '../messages/layout.ts';
import { forget, widthOf } from '../messages/layout.ts';
import { ABSENT, reserve } from '../messages/row.ts';
import { ELEVATION, LATITUDE, LONGITUDE } from '../messages/units.ts';
import { readId } from './id-cache.ts';

const MIN = new Int32Array(BSM_STRIDE);
const MAX = new Int32Array(BSM_STRIDE);
const INVALID = new Int32Array(BSM_STRIDE);
/** What a column holds where nothing is on the wire: 0 of a mandatory element, ABSENT of an optional one. */
const EMPTY = new Int32Array(BSM_STRIDE);
fillTables(forget(BSM_LAYOUT), 0, false);

function fillTables(layout: AnyRecord, start: number, optional: boolean): number {
  let column = start;
  for (const key of layout.keys) {
    const field = layout.fields[key];
    const empty = optional || field.optional;
    if (field.kind === 'group') {
      column = fillTables(field.record, column, empty);
      continue;
    }
    const quantities =
      field.kind === 'place' ? [LATITUDE, LONGITUDE, ELEVATION] : field.kind === 'scalar' ? [field.quantity] : [];
    for (let k = 0; k < widthOf(field); k++) {
      const quantity = quantities[k];
      MIN[column] = quantity?.min ?? -2147483648;
      MAX[column] = quantity?.max ?? 2147483647;
      INVALID[column] = quantity?.invalid ?? MIN[column];
      EMPTY[column] = empty || quantity === ELEVATION ? ABSENT : 0;
      column++;
    }
  }
  return column;
}

/** Place in the bytes; -1 once something was met that needs the general way. */
let at = 0;
let bytes: Uint8Array = new Uint8Array(0);

/** Up to 2^56; NaN where it is longer. */
function varint(): number {
  let byte = bytes[at++];
  if (byte < 128) return byte;
  let value = byte & 127;
  byte = bytes[at++];
  value |= (byte & 127) << 7;
  if (byte < 128) return value;
  byte = bytes[at++];
  value |= (byte & 127) << 14;
  if (byte < 128) return value;
  return longVarint(value);
}

/** From the fourth byte on; the sum may leave the range of int32. */
function longVarint(low: number): number {
  let value = low;
  let factor = 2097152;
  for (let k = 0; k < 5; k++) {
    const byte = bytes[at++];
    value += (byte & 127) * factor;
    if (byte < 128) return value;
    factor *= 128;
  }
  return NaN;
}

function zigzag(): number {
  const value = varint();
  if (!(value <= 0xffffffff)) return NaN;
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}

function fixed(): number {
  const value = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
  at += 4;
  return value;
}

/** Appends the entry in source[from .. to) to the batch; false = take the general way, the batch is as before. */
export function readBsmEntry(source: Uint8Array, from: number, to: number, batch: EntryBatch): boolean {
  bytes = source;
  at = from;
  const i = openEntry(batch, '', 0, BODY.bsm, 0, 0, 0);
  const row = reserve(batch.rows, BSM_STRIDE);
  if (readHead(batch, i, to) && readBody(batch.rows.ints, row, to)) {
    closeEntry(batch);
    return true;
  }
  dropEntry(batch);
  return false;
}

/** Fields 1 to 7 and the tag of the BSM. */
function readHead(batch: EntryBatch, i: number, end: number): boolean {
  let last = 0;
  let to: string[] | undefined;
  while (at < end) {
    const tag = bytes[at++];
    if (tag < last || (tag === last && tag !== 0x1a)) return false;
    last = tag;
    if (tag === 0x52) return headIsValid(batch, i);
    if (tag === 0x10) batch.link[i] = varint();
    else if (tag === 0x20) batch.seq[i] = varint();
    else if (tag === 0x28) batch.sent_ms[i] = varint();
    else if (tag === 0x30) batch.due_ms[i] = varint();
    else if (tag === 0x0a || tag === 0x1a || tag === 0x3a) {
      const length = bytes[at++];
      if (!(length < 128) || at + length > end) return false;
      const id = readId(bytes, at, at + length);
      at += length;
      if (id === undefined) return false;
      if (tag === 0x0a) batch.source[i] = id;
      else if (tag === 0x3a) batch.via[i] = id;
      else if (to === undefined) batch.to[i] = to = [id];
      else to.push(id);
    } else return false;
  }
  return false;
}

function headIsValid(batch: EntryBatch, i: number): boolean {
  const link = batch.link[i];
  return (
    batch.source[i] !== '' &&
    link >= 1 &&
    link <= 3 &&
    batch.seq[i] <= 0xffffffff &&
    batch.sent_ms[i] <= Number.MAX_SAFE_INTEGER &&
    batch.due_ms[i] <= Number.MAX_SAFE_INTEGER
  );
}

function readBody(ints: Int32Array, row: number, end: number): boolean {
  const length = varint();
  // The BSM must be the entry's last field: what follows it is rare enough for the general way.
  if (at + length !== end) return false;
  for (let k = 0; k < BSM_STRIDE; k++) ints[row + k] = EMPTY[k];
  let last = 0;
  let seen = 0;
  while (at < end) {
    const tag = varint();
    if (!(tag > last)) return false;
    last = tag;
    if (!readField(tag, ints, row)) return false;
    seen |= 1 << (tag >>> 3);
  }
  // id, pos, accel_set, brakes and size must be there.
  if (at !== end || (seen & 0x1c14) !== 0x1c14) return false;
  for (let k = 0; k < BSM_STRIDE; k++) {
    const value = ints[row + k];
    if ((value < MIN[k] || value > MAX[k]) && value !== INVALID[k] && !(value === ABSENT && EMPTY[k] === ABSENT))
      return false;
  }
  return true;
}

/** Sets a column; false where the value cannot be one. */
function set(ints: Int32Array, column: number, value: number): boolean {
  ints[column] = value;
  return ints[column] === value && value !== ABSENT;
}

function readField(tag: number, ints: Int32Array, row: number): boolean {
  switch (tag) {
    case 0x08:
      return set(ints, row + BSM.msg_cnt, varint());
    case 0x12:
      if (bytes[at++] !== 8) return false;
      ints[row + BSM.id_high] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
      ints[row + BSM.id_low] = (bytes[at + 4] << 24) | (bytes[at + 5] << 16) | (bytes[at + 6] << 8) | bytes[at + 7];
      at += 8;
      return true;
    case 0x18:
      return set(ints, row + BSM.sec_mark, varint());
    case 0x22:
      return readPosition(ints, row);
    case 0x2a:
      for (let k = 0; k < 3; k++) ints[row + BSM.semi_major + k] = 0;
      return readNumbers(ints, row + BSM.semi_major, 3, false);
    case 0x30:
      return set(ints, row + BSM.transmission, varint());
    case 0x38:
      return set(ints, row + BSM.speed, varint());
    case 0x40:
      return set(ints, row + BSM.heading, varint());
    case 0x48:
      return set(ints, row + BSM.angle, zigzag());
    case 0x52:
      return readNumbers(ints, row + BSM.accel_long, 4, true);
    case 0x5a:
      return readNumbers(ints, row + BSM.brake_pedal, 7, false);
    case 0x62:
      return readNumbers(ints, row + BSM.width, 3, false);
    case 0x68:
      return set(ints, row + BSM.vehicle_class, varint());
    case 0x70:
      return set(ints, row + BSM.fuel_type, varint());
    case 0x78:
      return set(ints, row + BSM.events, varint());
    case 0x80:
      return set(ints, row + BSM.lights, varint());
    case 0x8a:
      return readNumbers(ints, row + BSM.response_type, 3, false);
    default:
      return false;
  }
}

/** A message of numbers in fields 1 to count, columns in the same order. */
function readNumbers(ints: Int32Array, column: number, count: number, signed: boolean): boolean {
  const end = bytes[at] + at + 1;
  if (!(bytes[at++] < 128)) return false;
  let last = 0;
  while (at < end) {
    const tag = bytes[at++];
    if ((tag & 7) !== 0 || tag <= last || tag > count * 8) return false;
    last = tag;
    if (!set(ints, column + (tag >> 3) - 1, signed ? zigzag() : varint())) return false;
  }
  return at === end;
}

function readPosition(ints: Int32Array, row: number): boolean {
  const end = bytes[at] + at + 1;
  if (!(bytes[at++] < 128)) return false;
  let last = 0;
  while (at < end) {
    const tag = bytes[at++];
    if (tag <= last) return false;
    last = tag;
    if (tag === 0x0d) ints[row + BSM.lat] = fixed();
    else if (tag === 0x15) ints[row + BSM.long] = fixed();
    else if (tag !== 0x18 || !set(ints, row + BSM.elevation, zigzag())) return false;
  }
  return at === end;
}
