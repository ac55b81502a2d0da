/**
 * Rows: the canonical form of a message, Int32 numbers in the standard's integer units in field order.
 * An absent optional element is ABSENT in its column; an unknown value is the element's own invalid value (units.ts).
 */

/** Column value of an optional element that is not there. No element's range reaches it. */
export const ABSENT = -2147483648;

/** Growing Int32 row space; many rows stand in it one behind the other. */
export interface RowWriter {
  ints: Int32Array;
  length: number;
}

export function createRowWriter(capacity = 256): RowWriter {
  return { ints: new Int32Array(capacity), length: 0 };
}

/** Makes room for `count` numbers at the end and returns the offset of the first; their old content is undefined. */
export function reserve(rows: RowWriter, count: number): number {
  const first = rows.length;
  const needed = first + count;
  if (needed > rows.ints.length) {
    const grown = new Int32Array(Math.max(needed, rows.ints.length * 2));
    grown.set(rows.ints);
    rows.ints = grown;
  }
  rows.length = needed;
  return first;
}

export function push(rows: RowWriter, value: number): void {
  const at = reserve(rows, 1);
  rows.ints[at] = value;
}
