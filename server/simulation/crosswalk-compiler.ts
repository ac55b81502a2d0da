/**
 * Where lanes run across crosswalks. Found from the drawing alone, for roads and for paths across junctions: a *crossing* is the part of a lane
 * on which a body touches the stripes, together with the part of the crosswalk that such a body needs.
 */
import { CONFLICT } from './conflict-compiler.ts';
import type { NetworkSpec } from './network-spec.ts';
import type { ConflictTable, CrosswalkLine, CrossingTable, LaneTable, PointTable } from './network.ts';
import { createLanePlace, placeOnLane } from './polyline.ts';
import { joinHolds, KERB_M, placeWaiting } from './crosswalk-holds.ts';

/** Half of the widest road vehicle, 2.55 m (GB 1589-2016). */
const HALF_BODY_M = 1.275;
/** Half of a walker, and a little air between the two. */
const WALKER_M = 0.25;
const AIR_M = 0.08;
/** In a bend a body this long is swept along the path as a rigid bar, m; the driver may swing out by so much besides. */
const BAR_M = 12;
const SWING_M = 0.3;
const BAR_STEP_M = 0.5;
/** A lane counts as bent at a crosswalk where it turns by more than this, as the cosine. */
const STRAIGHT = 0.999;
/** A crossing begins a little before the stripes and ends a little behind them. */
const MARGIN_M = 0.4;
const SPACING_M = 0.25;
/** Lanes this much higher or lower pass over or under a crosswalk. */
const LEVEL_M = 3;
/** Where the road begins so near the kerb, a walker waits before the kerb for that lane as well. */
const NEAR_KERB_M = 0.5;

interface Row {
  readonly lane: number;
  readonly crosswalk: number;
  readonly start_m: number;
  readonly end_m: number;
  readonly from_m: number;
  readonly to_m: number;
}

interface Spot {
  along_m: number;
  aside_m: number;
  z: number;
}

const place = createLanePlace();
const spot: Spot = { along_m: 0, aside_m: 0, z: 0 };

export function compileCrosswalks(
  spec: NetworkSpec,
  lanes: LaneTable,
  points: PointTable,
  conflicts: ConflictTable,
): CrossingTable {
  const records = recordCrosswalks(spec);
  const rows: Row[] = [];
  records.forEach((record, crosswalk) => {
    for (let lane = 0; lane < lanes.count; lane++) {
      if (!isNear(record, lanes, points, lane)) continue;
      const row = crossingOf(record, crosswalk, lanes, points, lane);
      if (row !== undefined) rows.push(row);
    }
  });
  rows.sort((a, b) => a.lane - b.lane || a.start_m - b.start_m || a.crosswalk - b.crosswalk);
  return tabulate(records, rows, lanes, conflicts);
}

function recordCrosswalks(spec: NetworkSpec): CrosswalkLine[] {
  const junction_by_id = new Map(spec.junctions.map((junction, index) => [junction.id, index]));
  const signal_by_id = new Map(spec.signals.map((signal, index) => [signal.id, index]));
  return (spec.crosswalks ?? []).map((source) => {
    const along_m = new Float64Array(source.shape.length / 3);
    for (let p = 1; p < along_m.length; p++) {
      const dx = source.shape[3 * p]! - source.shape[3 * p - 3]!;
      const dy = source.shape[3 * p + 1]! - source.shape[3 * p - 2]!;
      along_m[p] = along_m[p - 1]! + Math.sqrt(dx * dx + dy * dy);
    }
    const signal = source.signal === undefined ? undefined : signal_by_id.get(source.signal);
    const { junction } = source;
    return {
      id: source.id,
      junction: junction === undefined ? -1 : (junction_by_id.get(junction) ?? -1),
      shape: source.shape,
      along_m,
      length_m: along_m[along_m.length - 1] ?? 0,
      width_m: source.width_m,
      signal: signal ?? -1,
      signal_index: signal === undefined ? -1 : (source.signal_index ?? -1),
      walkers_per_hour: source.walkers_per_hour,
    };
  });
}

/** Do the rectangles about the two lines come near each other? */
function isNear(record: CrosswalkLine, lanes: LaneTable, points: PointTable, lane: number): boolean {
  let [x_min, y_min, x_max, y_max] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let p = 0; p < record.shape.length; p += 3) {
    x_min = Math.min(x_min, record.shape[p]!);
    x_max = Math.max(x_max, record.shape[p]!);
    y_min = Math.min(y_min, record.shape[p + 1]!);
    y_max = Math.max(y_max, record.shape[p + 1]!);
  }
  const reach = record.width_m / 2 + HALF_BODY_M + MARGIN_M;
  let [left, low, right, high] = [Infinity, Infinity, -Infinity, -Infinity];
  const first = lanes.first_point[lane]!;
  for (let p = first; p < first + lanes.point_count[lane]!; p++) {
    left = Math.min(left, points.x[p]!);
    right = Math.max(right, points.x[p]!);
    low = Math.min(low, points.y[p]!);
    high = Math.max(high, points.y[p]!);
  }
  return left <= x_max + reach && right >= x_min - reach && low <= y_max + reach && high >= y_min - reach;
}

/** Walks along the lane with a body's width and notes where it touches the stripes. */
function crossingOf(
  record: CrosswalkLine,
  crosswalk: number,
  lanes: LaneTable,
  points: PointTable,
  lane: number,
): Row | undefined {
  const length = lanes.length_m[lane]!;
  const samples = Math.max(2, Math.ceil(length / SPACING_M) + 1);
  let [start, end, from, to] = [Infinity, -Infinity, Infinity, -Infinity];
  let [ux, uy] = [0, 0];
  let bent = false;
  let crosses = false;
  for (let i = 0; i < samples; i++) {
    const pos = (length * i) / (samples - 1);
    placeOnLane(lanes, points, lane, pos, place);
    let touches = false;
    for (let side = -1; side <= 1; side++) {
      const x = place.x - place.uy * side * HALF_BODY_M;
      const y = place.y + place.ux * side * HALF_BODY_M;
      project(record, x, y, spot);
      if (Math.abs(spot.aside_m) > record.width_m / 2 || Math.abs(spot.z - place.z) > LEVEL_M) continue;
      if (spot.along_m < 0 || spot.along_m > record.length_m) continue;
      touches = true;
      if (side === 0) crosses = true;
      from = Math.min(from, spot.along_m);
      to = Math.max(to, spot.along_m);
    }
    if (!touches) continue;
    if (start === Infinity) [ux, uy] = [place.ux, place.uy];
    else if (ux * place.ux + uy * place.uy < STRAIGHT) bent = true;
    start = Math.min(start, pos);
    end = Math.max(end, pos);
  }
  if (!crosses) return undefined;
  const reach = WALKER_M + AIR_M + (bent ? SWING_M : 0);
  const swept = bent ? sweep(record, lanes, points, lane) : undefined;
  from = Math.min(from, swept?.from ?? from) - reach;
  to = Math.max(to, swept?.to ?? to) + reach;
  return {
    lane,
    crosswalk,
    start_m: Math.max(0, start - MARGIN_M),
    end_m: Math.min(length, end + MARGIN_M),
    from_m: from < NEAR_KERB_M ? Math.min(-KERB_M, from) : from,
    to_m: to > record.length_m - NEAR_KERB_M ? Math.max(record.length_m + KERB_M, to) : to,
  };
}

/** What a long rigid bar covers of the stripes, and of their continuation beyond the kerbs, on its way along the lane. */
function sweep(
  record: CrosswalkLine,
  lanes: LaneTable,
  points: PointTable,
  lane: number,
): { from: number; to: number } {
  const found = { from: Infinity, to: -Infinity };
  const front = createLanePlace();
  for (let pos = 0; pos <= lanes.length_m[lane]! + BAR_M; pos += BAR_STEP_M) {
    placeOnLane(lanes, points, lane, pos, front);
    placeOnLane(lanes, points, lane, pos - BAR_M, place);
    const dx = front.x - place.x;
    const dy = front.y - place.y;
    const chord = Math.sqrt(dx * dx + dy * dy);
    for (let on = 0; on <= BAR_M; on += BAR_STEP_M) {
      for (let side = -HALF_BODY_M; side <= HALF_BODY_M; side += 2 * HALF_BODY_M) {
        const x = place.x + (dx * on - dy * side) / chord;
        const y = place.y + (dy * on + dx * side) / chord;
        project(record, x, y, spot);
        if (spot.aside_m > record.width_m / 2 || spot.along_m < -BAR_M || spot.along_m > record.length_m + BAR_M)
          continue;
        found.from = Math.min(found.from, spot.along_m);
        found.to = Math.max(found.to, spot.along_m);
      }
    }
  }
  return found;
}

/** Place of a point relative to a crosswalk: along its line (continued straight at both ends) and beside it. */
function project(record: CrosswalkLine, x: number, y: number, out: Spot): void {
  const { shape, along_m } = record;
  const last = along_m.length - 1;
  let least = Infinity;
  for (let p = 1; p <= last; p++) {
    const ax = shape[3 * p - 3]!;
    const ay = shape[3 * p - 2]!;
    const dx = shape[3 * p]! - ax;
    const dy = shape[3 * p + 1]! - ay;
    const square = dx * dx + dy * dy;
    if (square === 0) continue;
    let share = ((x - ax) * dx + (y - ay) * dy) / square;
    if (p > 1) share = Math.max(0, share);
    if (p < last) share = Math.min(1, share);
    const ex = x - ax - dx * share;
    const ey = y - ay - dy * share;
    const distance = Math.sqrt(ex * ex + ey * ey);
    if (distance >= least) continue;
    least = distance;
    out.aside_m = distance;
    out.along_m = along_m[p - 1]! + Math.sqrt(square) * share;
    const bounded = Math.min(1, Math.max(0, share));
    out.z = shape[3 * p - 1]! + (shape[3 * p + 2]! - shape[3 * p - 1]!) * bounded;
  }
}

function tabulate(
  records: readonly CrosswalkLine[],
  rows: readonly Row[],
  lanes: LaneTable,
  conflicts: ConflictTable,
): CrossingTable {
  const by_crosswalk = rows.map((_, row) => row).sort((a, b) => rows[a]!.crosswalk - rows[b]!.crosswalk || a - b);
  const row_first = new Int32Array(records.length + 1);
  for (const row of rows) row_first[row.crosswalk + 1]! += 1;
  for (let crosswalk = 0; crosswalk < records.length; crosswalk++) row_first[crosswalk + 1]! += row_first[crosswalk]!;
  const table = {
    records,
    first: new Int32Array(lanes.count),
    count: new Int32Array(lanes.count),
    crosswalk: Int32Array.from(rows, (row) => row.crosswalk),
    start_m: Float64Array.from(rows, (row) => row.start_m),
    end_m: Float64Array.from(rows, (row) => row.end_m),
    from_m: Float64Array.from(rows, (row) => row.from_m),
    to_m: Float64Array.from(rows, (row) => row.to_m),
    hold_up_m: Float64Array.from(rows, (row) => row.from_m),
    hold_down_m: Float64Array.from(rows, (row) => row.to_m),
    foes_until_m: Float64Array.from(rows, (row) => foesUntil(conflicts, row.lane, row.start_m)),
    wait_first_m: new Float64Array(records.length),
    wait_last_m: new Float64Array(records.length),
    row_first,
    rows: Int32Array.from(by_crosswalk),
  };
  rows.forEach((row, index) => {
    if (table.count[row.lane] === 0) table.first[row.lane] = index;
    table.count[row.lane]! += 1;
  });
  records.forEach((record, crosswalk) => {
    joinHolds(table, crosswalk);
    placeWaiting(table, crosswalk, record.length_m);
  });
  return table;
}

/** The end of all conflict points of crossing paths on a lane that begin before a place of it, 0 where there is none. */
function foesUntil(conflicts: ConflictTable, lane: number, before_m: number): number {
  let until = 0;
  const first = conflicts.first[lane]!;
  for (let row = first; row < first + conflicts.count[lane]!; row++) {
    if (conflicts.kind[row] === CONFLICT.crossing && conflicts.start_m[row]! < before_m)
      until = Math.max(until, conflicts.end_m[row]!);
  }
  return until;
}
