/** Where walkers wait: at the kerbs, and on the road between lanes that leave room for it. */
import type { CrossingTable } from './network.ts';

/** Walkers wait so far before the kerb, farther where long bodies sweep over it, m. */
export const KERB_M = 0.8;

/** Nobody waits for one lane within the space of another: where they overlap, walkers wait for both before the first. */
export function joinHolds(table: CrossingTable, crosswalk: number): void {
  const own = table.rows.subarray(table.row_first[crosswalk]!, table.row_first[crosswalk + 1]!);
  for (let changed = true; changed;) {
    changed = false;
    for (const row of own) {
      for (const other of own) {
        const up = table.hold_up_m[row]!;
        if (table.from_m[other]! < up && up < table.to_m[other]! && table.hold_up_m[other]! < up) {
          table.hold_up_m[row] = table.hold_up_m[other]!;
          changed = true;
        }
        const down = table.hold_down_m[row]!;
        if (table.from_m[other]! < down && down < table.to_m[other]! && table.hold_down_m[other]! > down) {
          table.hold_down_m[row] = table.hold_down_m[other]!;
          changed = true;
        }
      }
    }
  }
}

/** Walkers stand before everything that bodies need; what begins at the kerb is theirs to wait for at that place. */
export function placeWaiting(table: CrossingTable, crosswalk: number, length_m: number): void {
  const own = table.rows.subarray(table.row_first[crosswalk]!, table.row_first[crosswalk + 1]!);
  let first = -KERB_M;
  let last = length_m + KERB_M;
  for (const row of own) {
    first = Math.min(first, table.hold_up_m[row]!);
    last = Math.max(last, table.hold_down_m[row]!);
  }
  for (const row of own) {
    if (table.hold_up_m[row]! < 0) table.hold_up_m[row] = first;
    if (table.hold_down_m[row]! > length_m) table.hold_down_m[row] = last;
  }
  table.wait_first_m[crosswalk] = first;
  table.wait_last_m[crosswalk] = last;
}
