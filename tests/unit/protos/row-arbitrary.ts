/** Random rows of any message, made from its layout: every value a row may hold, invalid and absent ones among them. */
import fc from 'fast-check';
import type { AnyRecord, FieldLayout } from '../../../protos/messages/layout.ts';
import { widthOf } from '../../../protos/messages/layout.ts';
import type { Quantity } from '../../../protos/messages/units.ts';
import { ELEVATION, LATITUDE, LONGITUDE, OFFSET_LL, OFFSET_V } from '../../../protos/messages/units.ts';
import { ABSENT } from '../../../protos/messages/row.ts';

/** Every integer of an element, its ends and the invalid one often. */
export function integerOf(element: Quantity, with_invalid = true): fc.Arbitrary<number> {
  const rare: fc.Arbitrary<number>[] = [fc.constant(element.min), fc.constant(element.max)];
  if (with_invalid && element.invalid !== undefined) rare.push(fc.constant(element.invalid));
  return fc.oneof({ weight: 4, arbitrary: fc.integer({ min: element.min, max: element.max }) }, ...rare);
}

const WORD = fc.integer({ min: -2147483648, max: 2147483647 });

export function rowOf(layout: AnyRecord): fc.Arbitrary<number[]> {
  if (layout.choice.length > 0) return fc.constantFrom(...layout.choice).chain((chosen) => fieldsOf(layout, chosen));
  return fieldsOf(layout, undefined);
}

function fieldsOf(layout: AnyRecord, chosen: string | undefined): fc.Arbitrary<number[]> {
  const parts = layout.keys.map((key) => {
    const field = layout.fields[key];
    if (!layout.choice.includes(key)) return fieldOf(field);
    return key === chosen ? presentOf(field) : fc.constant(absentOf(field));
  });
  return fc.tuple(...parts).map((columns) => columns.flat());
}

function fieldOf(field: FieldLayout): fc.Arbitrary<number[]> {
  if (!field.optional) return presentOf(field);
  return fc.oneof({ weight: 3, arbitrary: presentOf(field) }, fc.constant(absentOf(field)));
}

function absentOf(field: FieldLayout): number[] {
  const width = widthOf(field);
  return width < 0 ? [ABSENT] : Array.from({ length: width }, () => ABSENT);
}

function presentOf(field: FieldLayout): fc.Arbitrary<number[]> {
  switch (field.kind) {
    case 'scalar':
      return integerOf(field.quantity).map((value) => [value]);
    case 'place': {
      const [lat, long, height] = field.offset ? [OFFSET_LL, OFFSET_LL, OFFSET_V] : [LATITUDE, LONGITUDE, ELEVATION];
      return fc
        .tuple(integerOf(lat, !field.known), integerOf(long, !field.known), fc.option(integerOf(height)))
        .map(([y, x, z]) => [y, x, z ?? ABSENT]);
    }
    case 'octets':
      return fc.tuple(
        WORD.filter((word) => word !== ABSENT),
        WORD,
      );
    case 'time':
      return fc.tuple(fc.integer({ min: 0, max: 4194303 }), fc.integer({ min: 0, max: 2147483647 }));
    case 'text':
      return textOf(Math.min(field.max, 40));
    case 'group':
      return rowOf(field.record).map((row) => (field.optional && field.record.width < 0 ? [1, ...row] : row));
    case 'list': {
      const items = { minLength: field.min, maxLength: Math.min(field.max, Math.max(field.min, 3)) };
      return fc.array(rowOf(field.record), items).map((rows) => [rows.length, ...rows.flat()]);
    }
    case 'numbers':
      return fc.array(integerOf(field.quantity), { maxLength: 5 }).map((row) => [row.length, ...row]);
  }
}

/** Ids are plain ASCII, names may be anything: one in five, so that messages of many texts are plain now and then. */
function textOf(max: number): fc.Arbitrary<number[]> {
  const plain = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: max });
  const any = fc.string({ unit: 'binary', minLength: 1, maxLength: max });
  return fc.oneof({ weight: 4, arbitrary: plain }, { weight: 1, arbitrary: any }).map((text) => {
    const units = Array.from({ length: Math.min(text.length, max) }, (_, i) => text.charCodeAt(i));
    // Cutting off may have left half a character.
    if ((units[units.length - 1] & 0xfc00) === 0xd800) units[units.length - 1] = 0x8def;
    return [units.length, ...units];
  });
}
