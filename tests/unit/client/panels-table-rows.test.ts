import { describe, expect, it } from 'vitest';
import { sortRows, vehicleRows } from '../../../client/panels/table-rows.ts';
import type { TableRow } from '../../../client/panels/table-rows.ts';
import { createFleet, spawnVehicle, updateFleet } from '../../../client/scene/fleet.ts';
import { createColumns } from '../../../client/source/frame-columns.ts';

const row = (id: string, value: string | number): TableRow => ({ thing: { kind: 'vehicle', id }, cells: [id, value] });
const ids = (rows: readonly TableRow[]): string[] => rows.map(({ thing }) => thing.id);

describe('rows of the table', () => {
  it('sort by number and by text, both ways, and equal ones by id', () => {
    const rows = [row('b', 2), row('a', 10), row('c', 2)];
    expect(ids(sortRows(rows, { column: 1, descending: false }))).toEqual(['b', 'c', 'a']);
    expect(ids(sortRows(rows, { column: 1, descending: true }))).toEqual(['a', 'b', 'c']);
    expect(ids(sortRows(rows, { column: 0, descending: true }))).toEqual(['c', 'b', 'a']);
  });

  it('say of each vehicle what the picture shows', () => {
    const fleet = createFleet();
    spawnVehicle(fleet, { slot: 3, generation: 1, id: 'bus-1', vehicleClass: 'bus', powertrain: 'electric' });
    const columns = createColumns();
    columns.count = 1;
    columns.slot[0] = 3;
    columns.v_cms[0] = 500;
    columns.state[0] = 64;
    columns.soc[0] = 51;
    columns.has_soc = true;
    updateFleet(fleet, {}, columns, 1, 0.1);
    const warning = { key: '', vehicle: 'bus-1', other: '', kind: 'fcw', level: 2, ttc_ms: -1 };
    const [bus] = vehicleRows(fleet, [warning]);
    expect(bus.thing).toEqual({ kind: 'vehicle', id: 'bus-1' });
    expect(bus.cells.slice(0, 4)).toEqual(['bus-1', 'bus', 18, 64]);
    expect(bus.cells[4]).toBeCloseTo(0.2, 6);
    expect(bus.cells[5]).toBe('fcw');
  });
});
