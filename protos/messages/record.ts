/**
 * Writes a message's SI form into a row and reads it back, driven by its layout (layout.ts). quantise(message) = read(write(message)).
 * Values in doubt are programmer errors and throw RangeError (a missing mandatory element, a list too long); ranges are clamped by units.ts.
 */
import type { AnyRecord, FieldLayout, RecordLayout } from './layout.ts';
import { forget, widthOf } from './layout.ts';
import type { LocalFrame } from './local-frame.ts';
import type { Place, Reference } from './place.ts';
import { createReference, readPlace, writePlace } from './place.ts';
import type { RowWriter } from './row.ts';
import { ABSENT, push, reserve } from './row.ts';
import { temporaryIdText, temporaryIdWord } from './temporary-id.ts';
import { quantise, toSi } from './units.ts';

const TWO_31 = 2147483648;

type Loose = Record<string, unknown>;

/** Appends the message's row and returns its offset; the row ends at rows.length. */
export function writeRecord<T>(layout: RecordLayout<T>, message: T, rows: RowWriter, frame: LocalFrame): number {
  const first = rows.length;
  writeFields(forget(layout), message as Loose, rows, createReference(frame));
  return first;
}

/** Reads the row at `offset` back to SI. */
export function readRecord<T>(layout: RecordLayout<T>, ints: Int32Array, offset: number, frame: LocalFrame): T {
  return readFields(forget(layout), { ints, at: offset }, createReference(frame)) as T;
}

function writeFields(layout: AnyRecord, message: Loose, rows: RowWriter, reference: Reference): void {
  if (layout.choice.length > 0 && layout.choice.filter((key) => message[key] !== undefined).length !== 1)
    throw new RangeError(`exactly one of ${layout.choice.join(', ')} must be there`);
  for (const key of layout.keys) {
    const field = layout.fields[key];
    const value = message[key];
    if (value === undefined) {
      if (!field.optional) throw new RangeError(`${key} is missing`);
      writeAbsent(field, rows);
    } else writeField(field, value, rows, reference);
  }
}

/** Absent: ABSENT in every column of a fixed width, a single ABSENT or an empty list where it varies. */
export function writeAbsent(field: FieldLayout, rows: RowWriter): void {
  const width = widthOf(field);
  if (width < 0) return push(rows, field.kind === 'list' || field.kind === 'numbers' ? 0 : ABSENT);
  const at = reserve(rows, width);
  rows.ints.fill(ABSENT, at, at + width);
}

function writeField(field: FieldLayout, value: unknown, rows: RowWriter, reference: Reference): void {
  switch (field.kind) {
    case 'scalar':
      return push(rows, quantise(field.quantity, value as number | null));
    case 'place': {
      const at = reserve(rows, 3);
      return writePlace(field, value as Place, rows.ints, at, reference);
    }
    case 'octets':
      push(rows, temporaryIdWord(value as string, 0));
      return push(rows, temporaryIdWord(value as string, 1));
    case 'time':
      return writeTime(value as number, rows);
    case 'text':
      return writeText(value as string, field.max, rows);
    case 'group':
      // A group of varying width is announced by a 1, as its absence is by ABSENT.
      if (field.optional && field.record.width < 0) push(rows, 1);
      return writeFields(field.record, value as Loose, rows, reference);
    case 'list':
      checkCount(field.wire, (value as Loose[]).length, field.min, field.max);
      push(rows, (value as Loose[]).length);
      for (const item of value as Loose[]) writeFields(field.record, item, rows, reference);
      return;
    case 'numbers':
      checkCount(field.wire, (value as number[]).length, 0, field.max);
      push(rows, (value as number[]).length);
      for (const item of value as number[]) push(rows, quantise(field.quantity, item));
  }
}

function checkCount(name: string, count: number, min: number, max: number): void {
  if (count < min || count > max) throw new RangeError(`${name}: ${count} items, allowed are ${min} to ${max}`);
}

/** Two columns; throws RangeError for a time that is no whole number of ms >= 0. */
export function writeTime(time_ms: number, rows: RowWriter): void {
  if (!Number.isSafeInteger(time_ms) || time_ms < 0) throw new RangeError(`no simulated time: ${time_ms}`);
  const high = Math.floor(time_ms / TWO_31);
  push(rows, high);
  push(rows, time_ms - high * TWO_31);
}

export function timeOfColumns(high: number, low: number): number {
  return high * TWO_31 + low;
}

export function writeText(value: string, max: number, rows: RowWriter): void {
  checkCount('text', value.length, 1, max);
  const at = reserve(rows, value.length + 1);
  rows.ints[at] = value.length;
  for (let i = 0; i < value.length; i++) rows.ints[at + 1 + i] = value.charCodeAt(i);
}

/** A place in a row that moves on as it is read. */
export interface RowCursor {
  readonly ints: Int32Array;
  at: number;
}

function readFields(layout: AnyRecord, cursor: RowCursor, reference: Reference): Loose {
  const message: Loose = {};
  for (const key of layout.keys) {
    const value = readField(layout.fields[key], cursor, reference);
    if (value !== undefined) message[key] = value;
  }
  return message;
}

/** Whether an optional field is absent at the cursor; moves over it if so, and over the mark of a present group. */
export function skipAbsent(field: FieldLayout, cursor: RowCursor): boolean {
  if (!field.optional) return false;
  const width = widthOf(field);
  const { ints, at } = cursor;
  if (field.kind === 'list' || field.kind === 'numbers') {
    if (ints[at] !== 0) return false;
    cursor.at++;
    return true;
  }
  if (width < 0) {
    const absent = ints[at] === ABSENT;
    if (absent || field.kind === 'group') cursor.at++;
    return absent;
  }
  for (let i = at; i < at + width; i++) if (ints[i] !== ABSENT) return false;
  cursor.at += width;
  return true;
}

function readField(field: FieldLayout, cursor: RowCursor, reference: Reference): unknown {
  if (skipAbsent(field, cursor)) return undefined;
  const { ints } = cursor;
  switch (field.kind) {
    case 'scalar':
      return toSi(field.quantity, ints[cursor.at++]);
    case 'place':
      cursor.at += 3;
      return readPlace(field, ints, cursor.at - 3, reference);
    case 'octets':
      cursor.at += 2;
      return temporaryIdText(ints[cursor.at - 2], ints[cursor.at - 1]);
    case 'time':
      cursor.at += 2;
      return timeOfColumns(ints[cursor.at - 2], ints[cursor.at - 1]);
    case 'text':
      return readText(cursor);
    case 'group':
      return readFields(field.record, cursor, reference);
    case 'list': {
      const items: Loose[] = [];
      for (let left = ints[cursor.at++]; left > 0; left--) items.push(readFields(field.record, cursor, reference));
      return items;
    }
    case 'numbers': {
      const items: (number | null)[] = [];
      for (let left = ints[cursor.at++]; left > 0; left--) items.push(toSi(field.quantity, ints[cursor.at++]));
      return items;
    }
  }
}

export function readText(cursor: RowCursor): string {
  const { ints } = cursor;
  const end = cursor.at + 1 + ints[cursor.at];
  let value = '';
  for (let i = cursor.at + 1; i < end; i++) value += String.fromCharCode(ints[i]);
  cursor.at = end;
  return value;
}
