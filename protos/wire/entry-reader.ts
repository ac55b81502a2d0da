/**
 * Entries from bytes straight into a batch, driven by the plan of their message (row-plan.ts), without objects. It reads what our writers and
 * every protobuf library write (fields in ascending order, each once, all values in range, ASCII) and gives up on anything else: the caller
 * then takes the general way, which also says what is wrong. Both give the same rows (tested).
 */
import type { EntryBatch } from '../messages/entry.ts';
import { closeEntry, dropEntry, openEntry } from '../messages/entry.ts';
import type { RowWriter } from '../messages/row.ts';
import { ABSENT, reserve } from '../messages/row.ts';
import { readId } from './id-cache.ts';
import type { BodyPlan, FieldPlan, RecordPlan } from './row-plan.ts';
import { OP, planOfTag } from './row-plan.ts';

/** Place in the bytes. Reading runs over an end rather than checking it each time; who knows the end compares afterwards. */
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

/** Appends the entry in source[from .. to) to the batch; false = take the general way, the batch is as before. */
export function readEntry(source: Uint8Array, from: number, to: number, batch: EntryBatch): boolean {
  bytes = source;
  at = from;
  const i = openEntry(batch, '', 0, 0, 0, 0, 0);
  const plan = readHead(batch, i, to);
  if (plan !== undefined && readBody(plan, batch.rows, to)) {
    batch.body[i] = plan.body;
    closeEntry(batch);
    return true;
  }
  dropEntry(batch);
  return false;
}

/** Fields 1 to 7 and the tag of the message, whose plan is returned. */
function readHead(batch: EntryBatch, i: number, end: number): BodyPlan | undefined {
  let last = 0;
  let to: string[] | undefined;
  while (at < end) {
    const tag = varint();
    if (!(tag > last || (tag === last && tag === 0x1a))) return undefined;
    last = tag;
    if (tag === 0x10) batch.link[i] = varint();
    else if (tag === 0x20) batch.seq[i] = varint();
    else if (tag === 0x28) batch.sent_ms[i] = varint();
    else if (tag === 0x30) batch.due_ms[i] = varint();
    else if (tag === 0x0a || tag === 0x1a || tag === 0x3a) {
      const length = bytes[at++];
      if (!(length < 128) || at + length > end) return undefined;
      const id = readId(bytes, at, at + length);
      at += length;
      if (id === undefined) return undefined;
      if (tag === 0x0a) batch.source[i] = id;
      else if (tag === 0x3a) batch.via[i] = id;
      else if (to === undefined) batch.to[i] = to = [id];
      else to.push(id);
    } else return headIsValid(batch, i) ? planOfTag(tag) : undefined;
  }
  return undefined;
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

/** The message must be the entry's last field: what follows it is rare enough for the general way. */
function readBody(plan: BodyPlan, rows: RowWriter, end: number): boolean {
  const length = varint();
  return at + length === end && readRecord(plan.record, rows, end);
}

/** Appends a record. */
function readRecord(record: RecordPlan, rows: RowWriter, end: number): boolean {
  if (record.width < 0) return readVarying(record, rows, end);
  const row = reserve(rows, record.width);
  return readFixed(record, rows.ints, row, end);
}

/** A record of fixed width into ints[row ..). Fields stand in the order of the plan; those passed over are left out. */
function readFixed(record: RecordPlan, ints: Int32Array, row: number, end: number): boolean {
  const { fields } = record;
  let k = 0;
  let chosen = 0;
  while (at < end) {
    const short = bytes[at];
    const tag = short < 128 ? short : varint();
    if (short < 128) at++;
    let field: FieldPlan;
    for (;;) {
      if (k === fields.length) return false;
      field = fields[k++];
      if (field.tag === tag) break;
      if (!leaveOut(field, ints, row + field.column)) return false;
    }
    chosen += field.chosen;
    const column = row + field.column;
    // Nearly all fields are numbers, so these are read here.
    if (field.op > OP.sint) {
      if (!readField(field, ints, column)) return false;
      continue;
    }
    let value = varint();
    if (field.op === OP.sint) {
      if (!(value <= 0xffffffff)) return false;
      value = (value >>> 1) ^ -(value & 1);
    }
    ints[column] = value;
    if (!((value >= field.min && value <= field.max) || value === field.invalid)) return false;
  }
  if (at !== end) return false;
  for (; k < fields.length; k++) if (!leaveOut(fields[k], ints, row + fields[k].column)) return false;
  return !record.choice || chosen === 1;
}

/** False where the field must be there. */
function leaveOut(field: FieldPlan, ints: Int32Array, column: number): boolean {
  const { width, skip } = field;
  ints[column] = skip;
  for (let k = 1; k < width; k++) ints[column + k] = skip;
  return field.omissible;
}

/** A field of fixed width into ints[column ..). */
function readField(field: FieldPlan, ints: Int32Array, column: number): boolean {
  switch (field.op) {
    case OP.uint:
      return set(field, ints, column, varint());
    case OP.sint: {
      const value = varint();
      return value <= 0xffffffff && set(field, ints, column, (value >>> 1) ^ -(value & 1));
    }
    case OP.fixed: {
      const value = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
      at += 4;
      return set(field, ints, column, value);
    }
    case OP.time: {
      const time_ms = varint();
      if (!(time_ms <= Number.MAX_SAFE_INTEGER)) return false;
      const high = Math.floor(time_ms / 2147483648);
      ints[column] = high;
      ints[column + 1] = time_ms - high * 2147483648;
      return true;
    }
    case OP.octets:
      if (bytes[at++] !== 8) return false;
      ints[column] = word();
      ints[column + 1] = word();
      return true;
    default: {
      const length = varint();
      return readFixed(field.record, ints, column, at + length);
    }
  }
}

/** Sets a column; false where the value cannot be one (also NaN). */
function set(field: FieldPlan, ints: Int32Array, column: number, value: number): boolean {
  ints[column] = value;
  return (value >= field.min && value <= field.max) || value === field.invalid;
}

function word(): number {
  const value = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
  at += 4;
  return value;
}

/** Appends a record of varying width; as readFixed. */
function readVarying(record: RecordPlan, rows: RowWriter, end: number): boolean {
  const { fields } = record;
  let k = 0;
  let chosen = 0;
  while (at < end) {
    const tag = varint();
    let field: FieldPlan;
    for (;;) {
      if (k === fields.length) return false;
      field = fields[k++];
      if (field.tag === tag) break;
      if (!appendNothing(field, rows)) return false;
    }
    chosen += field.chosen;
    if (!appendField(field, rows, end)) return false;
  }
  if (at !== end) return false;
  for (; k < fields.length; k++) if (!appendNothing(fields[k], rows)) return false;
  return !record.choice || chosen === 1;
}

/** False where the field must be there. */
function appendNothing(field: FieldPlan, rows: RowWriter): boolean {
  const column = reserve(rows, Math.max(field.width, 1));
  if (field.width >= 0) return leaveOut(field, rows.ints, column);
  rows.ints[column] = field.op === OP.list || field.op === OP.numbers ? 0 : ABSENT;
  return field.omissible;
}

function appendField(field: FieldPlan, rows: RowWriter, end: number): boolean {
  if (field.width >= 0) {
    const column = reserve(rows, field.width);
    return readField(field, rows.ints, column);
  }
  if (field.op === OP.list) return appendList(field, rows, end);
  const length = varint();
  const content_end = at + length;
  // Checked here because texts and numbers grow the row as far as their length says.
  if (!(content_end <= end)) return false;
  if (field.op === OP.text) return appendText(field, rows, length);
  if (field.op === OP.numbers) return appendNumbers(field, rows, content_end);
  if (field.optional) {
    const mark = reserve(rows, 1);
    rows.ints[mark] = 1;
  }
  return readVarying(field.record, rows, content_end);
}

function appendList(field: FieldPlan, rows: RowWriter, end: number): boolean {
  const count_at = reserve(rows, 1);
  let count = 0;
  for (;;) {
    if (++count > field.most) return false;
    const length = varint();
    const item_end = at + length;
    if (!(item_end <= end) || !readRecord(field.record, rows, item_end)) return false;
    if (at === end) break;
    const next = at;
    if (varint() !== field.tag) {
      at = next;
      break;
    }
  }
  rows.ints[count_at] = count;
  return count >= field.least;
}

function appendNumbers(field: FieldPlan, rows: RowWriter, end: number): boolean {
  const count_at = reserve(rows, 1);
  let count = 0;
  while (at < end) {
    if (++count > field.most) return false;
    const column = reserve(rows, 1);
    if (!set(field, rows.ints, column, varint())) return false;
  }
  rows.ints[count_at] = count;
  return at === end;
}

function appendText(field: FieldPlan, rows: RowWriter, length: number): boolean {
  if (length < field.least || length > field.most) return false;
  const column = reserve(rows, length + 1);
  const { ints } = rows;
  ints[column] = length;
  for (let k = 1; k <= length; k++) {
    const code = bytes[at++];
    if (code > 127) return false;
    ints[column + k] = code;
  }
  return true;
}
