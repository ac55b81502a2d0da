/**
 * Rows <-> plain protobuf objects, driven by a message's layout. Both carry the same integers; what comes in is checked for its range, and
 * the several integers that mean "unavailable" become the one of units.ts.
 */
import type { AnyRecord, FieldLayout, ListField, NumbersField, PlaceField, ScalarField } from '../messages/layout.ts';
import { placeInRange } from '../messages/place.ts';
import type { RowCursor } from '../messages/record.ts';
import { readText, skipAbsent, timeOfColumns, writeAbsent, writeText, writeTime } from '../messages/record.ts';
import type { RowWriter } from '../messages/row.ts';
import { ABSENT, push } from '../messages/row.ts';
import { canonical, ELEVATION, OFFSET_V } from '../messages/units.ts';
import type { Problem } from './problem.ts';
import { outOfRange, problem, within } from './problem.ts';

export type WireObject = Record<string, unknown>;

/** The row at ints[offset] as an object that the generated code encodes. */
export function rowToWire(layout: AnyRecord, ints: Int32Array, offset: number): WireObject {
  return fieldsToWire(layout, { ints, at: offset });
}

function fieldsToWire(layout: AnyRecord, cursor: RowCursor): WireObject {
  const object: WireObject = {};
  for (const key of layout.keys) {
    const field = layout.fields[key];
    if (!skipAbsent(field, cursor)) object[field.property] = fieldToWire(field, cursor);
  }
  return object;
}

function fieldToWire(field: FieldLayout, cursor: RowCursor): unknown {
  const { ints } = cursor;
  switch (field.kind) {
    case 'scalar':
      return ints[cursor.at++];
    case 'place':
      return placeToWire(field, cursor);
    case 'octets':
      return octetsToWire(cursor);
    case 'time':
      cursor.at += 2;
      return timeOfColumns(ints[cursor.at - 2], ints[cursor.at - 1]);
    case 'text':
      return readText(cursor);
    case 'group':
      return fieldsToWire(field.record, cursor);
    case 'list': {
      const items: WireObject[] = [];
      for (let left = ints[cursor.at++]; left > 0; left--) items.push(fieldsToWire(field.record, cursor));
      return items;
    }
    case 'numbers': {
      const count = ints[cursor.at++];
      cursor.at += count;
      return Array.from(ints.subarray(cursor.at - count, cursor.at));
    }
  }
}

function placeToWire(field: PlaceField, cursor: RowCursor): WireObject {
  const { ints, at } = cursor;
  cursor.at += 3;
  const object: WireObject = { lat: ints[at], long: ints[at + 1] };
  if (ints[at + 2] !== ABSENT) object[field.offset ? 'offsetV' : 'elevation'] = ints[at + 2];
  return object;
}

function octetsToWire(cursor: RowCursor): Uint8Array {
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, cursor.ints[cursor.at++]);
  view.setInt32(4, cursor.ints[cursor.at++]);
  return bytes;
}

/** Appends the row of a decoded object; undefined = done, else what is wrong (the caller then takes the row back). */
export function wireToRow(layout: AnyRecord, object: WireObject, rows: RowWriter): Problem | undefined {
  if (
    layout.choice.length > 0 &&
    layout.choice.filter((key) => object[layout.fields[key].property] != null).length !== 1
  )
    return problem(
      'BAD_PROTO',
      '',
      `exactly one of ${layout.choice.map((key) => layout.fields[key].wire).join(', ')} must be set`,
    );
  for (const key of layout.keys) {
    const field = layout.fields[key];
    const value = object[field.property];
    let found: Problem | undefined;
    if (value !== null && value !== undefined) found = valueToRow(field, value, rows);
    else if (field.optional) writeAbsent(field, rows);
    else found = problem('BAD_PROTO', field.wire, 'is missing');
    if (found !== undefined) return found;
  }
  return undefined;
}

function valueToRow(field: FieldLayout, value: unknown, rows: RowWriter): Problem | undefined {
  switch (field.kind) {
    case 'scalar':
      return scalarToRow(field, value as number, field.wire, rows);
    case 'place':
      return placeToRow(field, value as WireObject, rows);
    case 'octets': {
      const bytes = value as Uint8Array;
      if (bytes.length !== 8) return outOfRange(field.wire, `${bytes.length} octets`, 'the length of 8');
      const view = new DataView(bytes.buffer, bytes.byteOffset, 8);
      push(rows, view.getInt32(0));
      push(rows, view.getInt32(4));
      return undefined;
    }
    case 'time': {
      const time_ms = value as number;
      if (!Number.isSafeInteger(time_ms) || time_ms < 0) return outOfRange(field.wire, time_ms, '0..2^53 ms');
      writeTime(time_ms, rows);
      return undefined;
    }
    case 'text': {
      const { length } = value as string;
      if (length < 1 || length > field.max) return outOfRange(field.wire, `${length} characters`, `1..${field.max}`);
      writeText(value as string, field.max, rows);
      return undefined;
    }
    case 'group': {
      if (field.optional && field.record.width < 0) push(rows, 1);
      const found = wireToRow(field.record, value as WireObject, rows);
      return found && within(field.wire, found);
    }
    case 'list':
      return listToRow(field, value as WireObject[], rows);
    case 'numbers':
      return numbersToRow(field, value as number[], rows);
  }
}

function scalarToRow(
  field: ScalarField | NumbersField,
  value: number,
  name: string,
  rows: RowWriter,
): Problem | undefined {
  const { quantity } = field;
  const kept = canonical(quantity, value);
  if (kept === undefined) return outOfRange(name, value, `${quantity.min}..${quantity.max}`);
  push(rows, kept);
  return undefined;
}

function placeToRow(field: PlaceField, value: WireObject, rows: RowWriter): Problem | undefined {
  const lat = value.lat as number;
  const long = value.long as number;
  if (!placeInRange(field, lat, long)) return outOfRange(field.wire, `${lat}, ${long}`, 'the range of positions');
  push(rows, lat);
  push(rows, long);
  const height = (field.offset ? value.offsetV : value.elevation) as number | null | undefined;
  if (height === null || height === undefined) {
    push(rows, ABSENT);
    return undefined;
  }
  const quantity = field.offset ? OFFSET_V : ELEVATION;
  if (canonical(quantity, height) === undefined)
    return outOfRange(`${field.wire}.${quantity.name}`, height, `${quantity.min}..${quantity.max}`);
  push(rows, height);
  return undefined;
}

function checkCount(field: ListField | NumbersField, count: number, min: number): Problem | undefined {
  if (count >= min && count <= field.max) return undefined;
  return outOfRange(field.wire, `${count} items`, `${min}..${field.max}`);
}

function listToRow(field: ListField, items: readonly WireObject[], rows: RowWriter): Problem | undefined {
  const wrong = checkCount(field, items.length, field.min);
  if (wrong !== undefined) return wrong;
  push(rows, items.length);
  for (let i = 0; i < items.length; i++) {
    const found = wireToRow(field.record, items[i], rows);
    if (found !== undefined) return within(`${field.wire}[${i}]`, found);
  }
  return undefined;
}

function numbersToRow(field: NumbersField, items: readonly number[], rows: RowWriter): Problem | undefined {
  const wrong = checkCount(field, items.length, 0);
  if (wrong !== undefined) return wrong;
  push(rows, items.length);
  for (let i = 0; i < items.length; i++) {
    const found = scalarToRow(field, items[i], `${field.wire}[${i}]`, rows);
    if (found !== undefined) return found;
  }
  return undefined;
}
