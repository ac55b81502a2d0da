/** The same state as the picture shows, as a table: sortable, by keyboard, for screen readers. Its code comes when it is opened. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Thing } from '../scene/places.ts';
import type { TextKey } from '../text/en.ts';
import { t } from '../text/text.ts';
import { Dialog } from './dialog.tsx';
import { formatShare } from './format.ts';
import { KIND_KEYS } from './kind-keys.ts';
import type { PanelProps } from './store.ts';
import { PLACE_COLUMNS, sortRows, VEHICLE_COLUMNS } from './table-rows.ts';
import type { SortOrder, TableRow } from './table-rows.ts';
import { stateKeys } from './vehicle-panel.tsx';
import { warningName } from './warnings.tsx';

/** More rows than these are not read by anybody. */
const ROWS_MAX = 400;
const TABS = ['vehicles', 'places'] as const;

export function Table({ store, actions }: PanelProps): JSX.Element {
  const [tab, setTab] = useState<(typeof TABS)[number]>('vehicles');
  const [order, setOrder] = useState<SortOrder>({ column: 0, descending: false });
  const rows = sortRows(tab === 'vehicles' ? store.rows.value.vehicles : store.rows.value.places, order);
  const columns: readonly string[] = tab === 'vehicles' ? VEHICLE_COLUMNS : PLACE_COLUMNS;
  const choose = (thing: Thing): void => {
    store.table.value = false;
    actions.select(thing);
  };
  return (
    <Dialog name="listing" title={t('table.title')} open={store.table}>
      <div class="buttons" role="group" aria-label={t('table.title')}>
        {TABS.map((name) => (
          <button
            key={name}
            type="button"
            class="button"
            aria-pressed={tab === name}
            onClick={() => {
              setTab(name);
              setOrder({ column: 0, descending: false });
            }}
          >
            {t(`table.${name}`)} ({store.rows.value[name].length})
          </button>
        ))}
      </div>
      <div class="table-scroll" tabIndex={0} role="group" aria-label={t(`table.${tab}`)}>
        <table class="wide-table">
          <thead>
            <tr>
              {columns.map((column, i) => (
                <HeadCell key={column} column={column} at={i} order={order} onSort={setOrder} />
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, ROWS_MAX).map((row) => (
              <tr key={`${row.thing.kind} ${row.thing.id}`}>
                <th scope="row">
                  <button type="button" class="button small-button" onClick={() => choose(row.thing)}>
                    {row.thing.id}
                  </button>
                </th>
                {columns.slice(1).map((column, i) => (
                  <td key={column}>{cellText(column, row, i + 1)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > ROWS_MAX ? <p class="muted small">… +{rows.length - ROWS_MAX}</p> : null}
    </Dialog>
  );
}

interface HeadCellProps {
  readonly column: string;
  readonly at: number;
  readonly order: SortOrder;
  readonly onSort: (order: SortOrder) => void;
}

function HeadCell({ column, at, order, onSort }: HeadCellProps): JSX.Element {
  const on = order.column === at;
  const sorted = on ? (order.descending ? 'descending' : 'ascending') : 'none';
  return (
    <th scope="col" aria-sort={sorted}>
      <button
        type="button"
        class="button small-button"
        onClick={() => onSort({ column: at, descending: on && !order.descending })}
      >
        {t(`table.${column}` as TextKey)}
        <span aria-hidden="true">{on ? (order.descending ? ' ▾' : ' ▴') : ''}</span>
      </button>
    </th>
  );
}

function cellText(column: string, row: TableRow, at: number): string {
  const value = row.cells[at];
  if (column === 'kind') return t(KIND_KEYS[row.thing.kind]);
  if (typeof value === 'string') return column === 'warning' && value !== '' ? warningName(value) : value;
  if (column === 'speed') return `${value.toFixed(1)} km/h`;
  if (column === 'charge') return value < 0 ? '–' : formatShare(value);
  if (column === 'state')
    return stateKeys(value, Number(row.cells[2]) / 3.6)
      .map((key) => t(key))
      .join(', ');
  return `${value.toFixed(1)} m`;
}
