/**
 * How each message's row stands in bytes: tags and codings of its layout's fields, for row-writer.ts and entry-reader.ts. The layouts do not
 * know field numbers; these are learned once, at loading, from the generated code, by encoding a message with one field at a time.
 */
import type { MessageName } from '../messages/body.ts';
import { BODY, BODY_PROPERTY, layoutOf, MESSAGE_NAMES } from '../messages/body.ts';
import type { AnyRecord, FieldLayout, PlaceField } from '../messages/layout.ts';
import { widthOf } from '../messages/layout.ts';
import { ABSENT } from '../messages/row.ts';
import type { Quantity } from '../messages/units.ts';
import { canonical, ELEVATION, LATITUDE, LONGITUDE, OFFSET_LL, OFFSET_V } from '../messages/units.ts';
import type { WireObject } from './body-wire.ts';
import { v2x } from './generated.js';

/** Codings: varint, zigzag varint, four octets; simulated time, eight octets, text; message, repeated message, packed varints. */
export const OP = {
  uint: 0,
  sint: 1,
  fixed: 2,
  time: 3,
  octets: 4,
  group: 5,
  text: 6,
  list: 7,
  numbers: 8,
} as const;

/** One field. All have the same shape, so that walking over them stays fast. */
export interface FieldPlan {
  /** Number of OP. */
  readonly op: number;
  /** Field number and wire type as they stand on the wire. */
  readonly tag: number;
  /** Column from the record's first one (records of fixed width only), and number of columns; -1 where that varies. */
  readonly column: number;
  readonly width: number;
  readonly optional: boolean;
  /** A number that is not written: ABSENT of an optional field, 0 of another. */
  readonly skip: number;
  /** Valid integers, and the one that means "unavailable" (min where there is none). */
  readonly min: number;
  readonly max: number;
  readonly invalid: number;
  /** Whether a reader may leave the field out: an optional one, a list that may be empty, a number whose 0 is valid. */
  readonly omissible: boolean;
  /** Bounds of a list's or text's length. */
  readonly least: number;
  readonly most: number;
  /** 1 = one of the fields of which exactly one must be there. */
  readonly chosen: number;
  /** Record of a group or list; NO_RECORD for the others. */
  readonly record: RecordPlan;
}

/** Fields in the order of their tags. */
export interface RecordPlan {
  readonly fields: readonly FieldPlan[];
  /** Columns; -1 where that varies (the fields then stand in the row in the order of their tags). */
  readonly width: number;
  /** Whether exactly one of the `chosen` fields must be there. */
  readonly choice: boolean;
}

/** One message in an entry. */
export interface BodyPlan {
  /** Number of BODY. */
  readonly body: number;
  readonly tag: number;
  readonly record: RecordPlan;
}

const NO_RECORD: RecordPlan = { fields: [], width: 0, choice: false };

/** Bytes of one record of the schema that has only the given properties. */
type Encode = (object: WireObject) => Uint8Array;

const PLANS = MESSAGE_NAMES.map(planMessage);
const PLAN_BY_BODY = PLANS.reduce(
  (table, plan) => table.with(plan.body, plan),
  Array.from<BodyPlan | undefined>({ length: 1 + Math.max(...PLANS.map((plan) => plan.body)) }),
);
const PLAN_BY_TAG = PLANS.reduce(
  (table, plan) => table.with(plan.tag, plan),
  Array.from<BodyPlan | undefined>({ length: 1 + Math.max(...PLANS.map((plan) => plan.tag)) }),
);

/** undefined for a number that is none of ours. */
export function planOfBody(body: number): BodyPlan | undefined {
  return body < PLAN_BY_BODY.length ? PLAN_BY_BODY[body] : undefined;
}

/** Plan of the message that this tag begins in an entry; undefined for another field. */
export function planOfTag(tag: number): BodyPlan | undefined {
  return tag < PLAN_BY_TAG.length ? PLAN_BY_TAG[tag] : undefined;
}

function planMessage(name: MessageName): BodyPlan {
  const encode: Encode = (object) => v2x.frame.Entry.encode({ [BODY_PROPERTY[name]]: object }).finish();
  const [tag] = varintAt(encode({}), 0);
  return { body: BODY[name], tag, record: planRecord(layoutOf(BODY[name]), (object) => contentOf(encode(object))) };
}

function planRecord(layout: AnyRecord, encode: Encode): RecordPlan {
  const fields: FieldPlan[] = [];
  let column = 0;
  for (const key of layout.keys) {
    const plan = planField(layout.fields[key], column, layout.choice.includes(key), encode);
    fields.push(plan);
    column += Math.max(plan.width, 0);
  }
  const in_order = fields.toSorted((a, b) => a.tag - b.tag);
  if (layout.width < 0 && in_order.some((field, k) => field !== fields[k]))
    throw new Error(`${layout.keys.join(', ')}: a row of varying width must follow the order of field numbers`);
  return { fields: in_order, width: layout.width, choice: layout.choice.length > 0 };
}

function planField(field: FieldLayout, column: number, chosen: boolean, encode: Encode): FieldPlan {
  const bytes = encode({ [field.property]: sampleOf(field) });
  if (bytes.length === 0) throw new Error(`${field.wire}: the schema has no such field`);
  const [tag, at] = varintAt(bytes, 0);
  const quantity = field.kind === 'scalar' || field.kind === 'numbers' ? field.quantity : undefined;
  const common = { tag, column, width: widthOf(field), optional: field.optional, chosen: chosen ? 1 : 0 };
  if (field.kind === 'scalar') return numberPlan(common, field.quantity, bytes, at);
  return {
    op: OP[field.kind === 'place' ? 'group' : field.kind],
    ...common,
    skip: field.optional ? ABSENT : 0,
    ...rangeOf(quantity),
    omissible: field.optional || field.kind === 'time' || (isRepeated(field) && minOf(field) === 0),
    least: minOf(field),
    most: 'max' in field ? field.max : 0,
    record: recordOf(field, (object) =>
      contentOf(encode({ [field.property]: field.kind === 'list' ? [object] : object })),
    ),
  };
}

type Common = Pick<FieldPlan, 'tag' | 'column' | 'width' | 'optional' | 'chosen'>;

/** `bytes` from `at` on: how the schema writes a 1. */
function numberPlan(common: Common, quantity: Quantity, bytes: Uint8Array, at: number): FieldPlan {
  const op = (common.tag & 7) === 5 ? OP.fixed : bytes[at] === 2 ? OP.sint : OP.uint;
  return {
    op,
    ...common,
    skip: common.optional ? ABSENT : 0,
    ...rangeOf(quantity),
    omissible: common.optional || canonical(quantity, 0) === 0,
    least: 0,
    most: 0,
    record: NO_RECORD,
  };
}

function rangeOf(quantity: Quantity | undefined): Pick<FieldPlan, 'min' | 'max' | 'invalid'> {
  if (quantity === undefined) return { min: 0, max: 0, invalid: 0 };
  return { min: quantity.min, max: quantity.max, invalid: quantity.invalid ?? quantity.min };
}

function isRepeated(field: FieldLayout): boolean {
  return field.kind === 'list' || field.kind === 'numbers';
}

function minOf(field: FieldLayout): number {
  return field.kind === 'list' ? field.min : field.kind === 'text' ? 1 : 0;
}

function recordOf(field: FieldLayout, encode: Encode): RecordPlan {
  if (field.kind === 'group' || field.kind === 'list') return planRecord(field.record, encode);
  return field.kind === 'place' ? planPlace(field, encode) : NO_RECORD;
}

/** A place is a message of three numbers. */
function planPlace(place: PlaceField, encode: Encode): RecordPlan {
  const parts: readonly [string, Quantity][] = place.offset
    ? [
        ['lat', OFFSET_LL],
        ['long', OFFSET_LL],
        ['offsetV', OFFSET_V],
      ]
    : [
        ['lat', LATITUDE],
        ['long', LONGITUDE],
        ['elevation', ELEVATION],
      ];
  const fields = parts.map(([property, quantity], column) => {
    const bytes = encode({ [property]: 1 });
    const [tag, at] = varintAt(bytes, 0);
    const allowed = place.known && column < 2 ? { ...quantity, invalid: undefined } : quantity;
    return numberPlan({ tag, column, width: 1, optional: column === 2, chosen: 0 }, allowed, bytes, at);
  });
  return { fields, width: 3, choice: false };
}

/** A value that tells a field's coding. */
function sampleOf(field: FieldLayout): unknown {
  switch (field.kind) {
    case 'scalar':
    case 'time':
      return 1;
    case 'text':
      return 'a';
    case 'octets':
      return new Uint8Array(8);
    case 'list':
      return [{}];
    case 'numbers':
      return [1];
    default:
      return {};
  }
}

/** A varint and the place behind it. */
function varintAt(bytes: Uint8Array, from: number): [value: number, next: number] {
  let value = 0;
  let at = from;
  for (let factor = 1; ; factor *= 128) {
    const byte = bytes[at++];
    value += (byte & 127) * factor;
    if (byte < 128) return [value, at];
  }
}

/** What stands in the only field of a message. */
function contentOf(bytes: Uint8Array): Uint8Array {
  const [, length_at] = varintAt(bytes, 0);
  const [, at] = varintAt(bytes, length_at);
  return bytes.subarray(at);
}
