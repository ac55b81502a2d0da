/** Finds the lane that a place with a heading lies on: a grid over the pieces of all centre lines, made once from the static map. */
import type { Network } from '../simulation/network.ts';

const CELL_M = 25;
/** A centre further from every centre line than this is on no lane, m. */
const SIDE_M = 3;
/** Least cosine between heading and lane. */
const SAME_DIRECTION = 0.7;

export interface LaneMatcher {
  readonly network: Network;
  readonly x_min: number;
  readonly y_min: number;
  readonly columns: number;
  readonly rows: number;
  /** Pieces (point indices) by cell, with the lane of each. */
  readonly first: Int32Array;
  readonly point: Int32Array;
  readonly lane: Int32Array;
}

export interface LanePlace {
  lane: number;
  /** Along the lane, in its declared length. */
  pos_m: number;
  lateral_m: number;
}

export function createLaneMatcher(network: Network): LaneMatcher {
  const { bounds, lanes, points } = network;
  const x_min = bounds.x_min - CELL_M;
  const y_min = bounds.y_min - CELL_M;
  const columns = Math.max(1, Math.ceil((bounds.x_max - x_min) / CELL_M) + 1);
  const rows = Math.max(1, Math.ceil((bounds.y_max - y_min) / CELL_M) + 1);
  const cells: number[][] = Array.from({ length: columns * rows }, () => []);
  const clamp = (value: number, most: number): number => Math.max(0, Math.min(most, value));
  for (let lane = 0; lane < lanes.count; lane++) {
    const last = lanes.first_point[lane] + lanes.point_count[lane] - 1;
    for (let point = lanes.first_point[lane]; point < last; point++) {
      const west = Math.min(points.x[point], points.x[point + 1]) - SIDE_M - x_min;
      const east = Math.max(points.x[point], points.x[point + 1]) + SIDE_M - x_min;
      const south = Math.min(points.y[point], points.y[point + 1]) - SIDE_M - y_min;
      const north = Math.max(points.y[point], points.y[point + 1]) + SIDE_M - y_min;
      for (
        let row = clamp(Math.floor(south / CELL_M), rows - 1);
        row <= clamp(Math.floor(north / CELL_M), rows - 1);
        row++
      )
        for (
          let column = clamp(Math.floor(west / CELL_M), columns - 1);
          column <= clamp(Math.floor(east / CELL_M), columns - 1);
          column++
        )
          cells[row * columns + column].push(point, lane);
    }
  }
  const first = new Int32Array(cells.length + 1);
  cells.forEach((cell, index) => (first[index + 1] = first[index] + cell.length / 2));
  const flat = cells.flat();
  return {
    network,
    x_min,
    y_min,
    columns,
    rows,
    first,
    point: Int32Array.from({ length: flat.length / 2 }, (_, i) => flat[2 * i]),
    lane: Int32Array.from({ length: flat.length / 2 }, (_, i) => flat[2 * i + 1]),
  };
}

/** Nearest lane in the direction of the heading into `out`; false where there is none. Ties go to the lower lane number. */
export function matchLane(
  matcher: LaneMatcher,
  x_m: number,
  y_m: number,
  cos: number,
  sin: number,
  out: LanePlace,
): boolean {
  const { network, columns, rows } = matcher;
  const { lanes, points } = network;
  const column = Math.floor((x_m - matcher.x_min) / CELL_M);
  const row = Math.floor((y_m - matcher.y_min) / CELL_M);
  if (column < 0 || row < 0 || column >= columns || row >= rows) return false;
  const cell = row * columns + column;
  let best = SIDE_M * SIDE_M;
  let found = false;
  for (let at = matcher.first[cell]; at < matcher.first[cell + 1]; at++) {
    const point = matcher.point[at];
    const lane = matcher.lane[at];
    const ux = points.x[point + 1] - points.x[point];
    const uy = points.y[point + 1] - points.y[point];
    const square = ux * ux + uy * uy;
    if (square === 0) continue;
    const length = Math.sqrt(square);
    if (cos * ux + sin * uy < SAME_DIRECTION * length) continue;
    const raw = ((x_m - points.x[point]) * ux + (y_m - points.y[point]) * uy) / square;
    const share = raw < 0 ? 0 : raw > 1 ? 1 : raw;
    const dx = x_m - points.x[point] - share * ux;
    const dy = y_m - points.y[point] - share * uy;
    const distance = dx * dx + dy * dy;
    if (distance > best || (found && distance === best && lane >= out.lane)) continue;
    best = distance;
    found = true;
    const scale = lanes.shape_length_m[lane] > 0 ? lanes.length_m[lane] / lanes.shape_length_m[lane] : 1;
    out.lane = lane;
    out.pos_m = (points.along_m[point] + share * length) * scale;
    out.lateral_m = (ux * dy - uy * dx) / length;
  }
  return found;
}
