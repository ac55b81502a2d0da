/** The state of the page as rows of text: what the table shows, sorted by a column. Pure. */
import type { Fleet } from '../scene/fleet.ts';
import type { Place, Thing } from '../scene/places.ts';
import type { WarningFact } from '../source/events.ts';

export interface TableRow {
  readonly thing: Thing;
  /** By column: what is sorted by. Text sorts by code units, numbers by size; -1 = not known. */
  readonly cells: readonly (string | number)[];
}

/** id, class, km/h, bits of state, share of charge, warning. */
export const VEHICLE_COLUMNS = ['id', 'class', 'speed', 'state', 'charge', 'warning'] as const;
/** id, kind, east, north. */
export const PLACE_COLUMNS = ['id', 'kind', 'east', 'north'] as const;

export function vehicleRows(fleet: Fleet, warnings: readonly WarningFact[]): TableRow[] {
  const warned = new Map(warnings.toReversed().map((warning) => [warning.vehicle, warning.kind]));
  const rows: TableRow[] = [];
  for (let i = 0; i < fleet.live_count; i++) {
    const slot = fleet.live[i];
    const vehicle = fleet.vehicles[slot];
    if (vehicle === undefined) continue;
    const { id, vehicle_class } = vehicle;
    const kmh = Math.round(fleet.speed_mps[slot] * 36) / 10;
    const cells = [id, vehicle_class, kmh, fleet.state[slot], fleet.soc[slot], warned.get(id) ?? ''];
    rows.push({ thing: { kind: 'vehicle', id }, cells });
  }
  return rows;
}

export function placeRows(places: readonly Place[]): TableRow[] {
  return places.map(({ kind, id, x, y }) => ({
    thing: { kind, id },
    cells: [id, kind, Math.round(x * 10) / 10, Math.round(y * 10) / 10],
  }));
}

export interface SortOrder {
  readonly column: number;
  readonly descending: boolean;
}

/** A sorted copy; rows that are equal in the column stand in the order of their ids. */
export function sortRows(rows: readonly TableRow[], { column, descending }: SortOrder): TableRow[] {
  const sign = descending ? -1 : 1;
  return rows.toSorted((a, b) => sign * compare(a.cells[column], b.cells[column]) || compare(a.thing.id, b.thing.id));
}

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
