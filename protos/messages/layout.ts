/**
 * How a message's elements follow each other in a row and are called on the wire: one table a message, from which writing, reading (record.ts)
 * and the conversion to and from protobuf (protos/wire) are driven. The type makes the table complete: a property without a line is an error.
 */
import type { Quantity } from './units.ts';

/** A number with a quantity of units.ts; one column. */
export interface ScalarField<O extends boolean = boolean> {
  readonly kind: 'scalar';
  readonly wire: string;
  readonly property: string;
  readonly quantity: Quantity;
  readonly optional: O;
}

/**
 * A place in local metres; three columns latitude, longitude, elevation (optional). Absolute places are what later offsets of the message
 * refer to; the others (`offset`) are coded as differences from the last absolute one. `known`: its position must not be unavailable.
 */
export interface PlaceField<O extends boolean = boolean> {
  readonly kind: 'place';
  readonly wire: string;
  readonly property: string;
  readonly offset: boolean;
  readonly known: boolean;
  readonly optional: O;
}

/** Eight octets; SI 16 hexadecimal digits; two columns. */
export interface OctetsField<O extends boolean = boolean> {
  readonly kind: 'octets';
  readonly wire: string;
  readonly property: string;
  readonly optional: O;
}

/** Text of at most `max` UTF-16 code units; column count and one column a unit. */
export interface TextField<O extends boolean = boolean> {
  readonly kind: 'text';
  readonly wire: string;
  readonly property: string;
  readonly max: number;
  readonly optional: O;
}

/** Simulated time in whole ms, 0 .. 2^53; two columns (high = ms / 2^31, low = rest). */
export interface TimeField<O extends boolean = boolean> {
  readonly kind: 'time';
  readonly wire: string;
  readonly property: string;
  readonly optional: O;
}

/** Elements that belong together. */
export interface GroupField<O extends boolean = boolean> {
  readonly kind: 'group';
  readonly wire: string;
  readonly property: string;
  readonly record: AnyRecord;
  readonly optional: O;
}

/** Any number of elements between min and max: a count and the items. An absent list is an empty one. */
export interface ListField<O extends boolean = boolean> {
  readonly kind: 'list';
  readonly wire: string;
  readonly property: string;
  readonly record: AnyRecord;
  readonly max: number;
  readonly min: number;
  readonly optional: O;
}

/** A list of plain numbers. */
export interface NumbersField<O extends boolean = boolean> {
  readonly kind: 'numbers';
  readonly wire: string;
  readonly property: string;
  readonly quantity: Quantity;
  readonly max: number;
  readonly optional: O;
}

export type FieldLayout<O extends boolean = boolean> =
  | ScalarField<O>
  | PlaceField<O>
  | OctetsField<O>
  | TextField<O>
  | TimeField<O>
  | GroupField<O>
  | ListField<O>
  | NumbersField<O>;

type Fields<T> = { readonly [K in keyof Required<T>]: FieldLayout<object extends Pick<T, K & keyof T> ? true : false> };

/** Layout of T. `choice`: exactly one of these optional properties is there. */
export interface RecordLayout<T> {
  readonly keys: readonly (string & keyof T)[];
  readonly fields: Fields<T>;
  readonly choice: readonly string[];
  /** Columns, where every message of this kind has as many; -1 where lists or texts make it vary. */
  readonly width: number;
}

/** Layout with its type forgotten, for the functions that walk over it. */
export interface AnyRecord {
  readonly keys: readonly string[];
  readonly fields: { readonly [key: string]: FieldLayout };
  readonly choice: readonly string[];
  readonly width: number;
}

/** Fields stand in the row in the order of the object literal. */
export function record<T>(fields: Fields<T>, choice: readonly (string & keyof T)[] = []): RecordLayout<T> {
  const keys = Object.keys(fields) as (string & keyof T)[];
  let width = 0;
  for (const key of keys) {
    const one = widthOf(fields[key] as FieldLayout);
    width = one < 0 || width < 0 ? -1 : width + one;
  }
  return { keys, fields, choice, width };
}

/** Columns of a field; -1 where it varies. */
export function widthOf(field: FieldLayout): number {
  switch (field.kind) {
    case 'scalar':
      return 1;
    case 'place':
      return 3;
    case 'octets':
    case 'time':
      return 2;
    case 'group':
      return field.record.width;
    default:
      return -1;
  }
}

export function forget<T>(layout: RecordLayout<T>): AnyRecord {
  return layout as unknown as AnyRecord;
}

/** Name on the wire (snake_case, for people and problems) and as a property of the generated code. */
function named(wire: string): { wire: string; property: string } {
  return { wire, property: wire.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()) };
}

export const scalar = (wire: string, quantity: Quantity): ScalarField<false> => ({
  kind: 'scalar',
  ...named(wire),
  quantity,
  optional: false,
});
/** Absolute place whose position may be unavailable. */
export const place = (wire: string): PlaceField<false> => placeField(wire, false, false);
/** Absolute place that later offsets of the same message refer to. */
export const referencePlace = (wire: string): PlaceField<false> => placeField(wire, false, true);
export const offsetPlace = (wire: string): PlaceField<false> => placeField(wire, true, true);
function placeField(wire: string, offset: boolean, known: boolean): PlaceField<false> {
  return { kind: 'place', ...named(wire), offset, known, optional: false };
}
export const octets = (wire: string): OctetsField<false> => ({ kind: 'octets', ...named(wire), optional: false });
export const text = (wire: string, max: number): TextField<false> => ({
  kind: 'text',
  ...named(wire),
  max,
  optional: false,
});
export const simTime = (wire: string): TimeField<false> => ({ kind: 'time', ...named(wire), optional: false });
export const group = <T>(wire: string, layout: RecordLayout<T>): GroupField<false> => ({
  kind: 'group',
  ...named(wire),
  record: forget(layout),
  optional: false,
});
export const list = <T>(wire: string, layout: RecordLayout<T>, max: number, min = 0): ListField<false> => ({
  kind: 'list',
  ...named(wire),
  record: forget(layout),
  max,
  min,
  optional: false,
});
export const numbers = (wire: string, quantity: Quantity, max: number): NumbersField<false> => ({
  kind: 'numbers',
  ...named(wire),
  quantity,
  max,
  optional: false,
});
export const optional = <F extends FieldLayout<false>>(
  field: F,
): Omit<F, 'optional'> & { readonly optional: true } => ({
  ...field,
  optional: true,
});
