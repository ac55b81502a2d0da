/**
 * Who is near? A uniform grid filled anew each tick by counting sort: positions are copied into the order of the cells, so
 * that the cells of one row are contiguous and a search is a handful of linear scans. Knows points, not radios.
 */

/** Cells at most, so that the cost of clearing the grid stays far below the cost of the tick on a very large map. */
const MOST_CELLS = 1 << 20;

/** Nodes by cell, in the order in which `fillGrid` was given them within a cell. Points outside count to the border cells. */
export interface PositionGrid {
  readonly cell_m: number;
  readonly x_min: number;
  readonly y_min: number;
  readonly columns: number;
  readonly rows: number;
  /** Nodes of cell c: cell_start[c] .. cell_start[c + 1). */
  readonly cell_start: Int32Array;
  count: number;
  x: Float64Array;
  y: Float64Array;
  number: Int32Array;
  cell: Int32Array;
}

export interface Bounds {
  readonly x_min: number;
  readonly y_min: number;
  readonly x_max: number;
  readonly y_max: number;
}

/**
 * An empty grid over the bounds.
 * @param cell_m side of a cell in metres; grows where the map would need more than 2^20 cells
 */
export function createPositionGrid(bounds: Bounds, cell_m: number): PositionGrid {
  const width_m = Math.max(bounds.x_max - bounds.x_min, cell_m);
  const height_m = Math.max(bounds.y_max - bounds.y_min, cell_m);
  let side_m = cell_m;
  while (Math.ceil(width_m / side_m) * Math.ceil(height_m / side_m) > MOST_CELLS) side_m *= 2;
  const columns = Math.ceil(width_m / side_m);
  const rows = Math.ceil(height_m / side_m);
  return {
    cell_m: side_m,
    x_min: bounds.x_min,
    y_min: bounds.y_min,
    columns,
    rows,
    cell_start: new Int32Array(columns * rows + 1),
    count: 0,
    x: new Float64Array(0),
    y: new Float64Array(0),
    number: new Int32Array(0),
    cell: new Int32Array(0),
  };
}

/**
 * Replaces what the grid holds.
 * @param count how many entries of the columns count
 * @param number what a search gives back for an entry
 */
export function fillGrid(
  grid: PositionGrid,
  count: number,
  x: Float64Array,
  y: Float64Array,
  number: Int32Array,
): void {
  if (grid.number.length < count) growGrid(grid, count);
  const { cell, cell_start, columns, rows, x_min, y_min } = grid;
  const per_m = 1 / grid.cell_m;
  cell_start.fill(0);
  for (let i = 0; i < count; i++) {
    const column = clamp(Math.floor((x[i] - x_min) * per_m), columns - 1);
    const row = clamp(Math.floor((y[i] - y_min) * per_m), rows - 1);
    const c = row * columns + column;
    cell[i] = c;
    cell_start[c]++;
  }
  // After this pass cell_start[c] is the end of cell c; filling backwards moves it to the cell's start and keeps the order.
  let sum = 0;
  for (let c = 0; c < cell_start.length; c++) {
    sum += cell_start[c];
    cell_start[c] = sum;
  }
  for (let i = count - 1; i >= 0; i--) {
    const place = --cell_start[cell[i]];
    grid.x[place] = x[i];
    grid.y[place] = y[i];
    grid.number[place] = number[i];
  }
  grid.count = count;
}

/** `value` as a cell's column or row: below 0 and above `last` belong to the border. */
export function clamp(value: number, last: number): number {
  if (value < 0) return 0;
  return value > last ? last : value;
}

function growGrid(grid: PositionGrid, count: number): void {
  const capacity = Math.max(64, 2 * count);
  grid.x = new Float64Array(capacity);
  grid.y = new Float64Array(capacity);
  grid.number = new Int32Array(capacity);
  grid.cell = new Int32Array(capacity);
}
