/**
 * Conflict points: where two paths across one junction come closer than two bodies are wide.
 * Found from the lanes' geometry, so that they hold for nets of any origin. Whether a pair counts as a conflict is the source's
 * word (its foes), except that paths that share a lane or really cross always do.
 */
import type { NetworkSpec } from './network-spec.ts';
import type { CloseLanes, ConflictTable, LaneTable, LinkTable, PointTable } from './network.ts';
import { sampleLane } from './polyline.ts';

export const CONFLICT = { crossing: 0, merging: 1, diverging: 2, beside: 3 } as const;

/** Bodies longer than this need the space beside them in a bend, m. */
export const LONG_M = 7.5;

/** Centre lines nearer than this let two bodies touch: the widest road vehicle is 2.55 m (GB 1589-2016), and a little air. */
const BODY_DISTANCE_M = 2.6;
/** Paths that leave one lane have parted where two cars pass each other. */
const PARTED_DISTANCE_M = 2.5;
/** Paths nearer than this really cross, whatever the source says. */
const CROSSING_DISTANCE_M = 0.9;
/** In a bend a long body and the one beside it stay apart where their paths are nearer than this, m. */
const BESIDE_DISTANCE_M = 4.3;
/** Cosine of the turn from which a path counts as a bend. */
const BEND = 0.9;
const SPACING_M = 0.5;
/** A zone begins a little before the first touching sample and ends a little after the last. */
const ZONE_MARGIN_M = 0.6;

interface Path {
  readonly lane: number;
  readonly link: number;
  readonly xy: Float64Array;
  readonly pos_m: Float64Array;
  readonly box: readonly [number, number, number, number];
}

interface Row {
  readonly lane: number;
  readonly other: number;
  readonly start_m: number;
  readonly end_m: number;
  readonly other_start_m: number;
  readonly other_end_m: number;
  readonly kind: number;
}

export function compileConflicts(
  spec: NetworkSpec,
  _lane_by_id: ReadonlyMap<string, number>,
  lanes: LaneTable,
  points: PointTable,
  links: LinkTable,
): { table: ConflictTable; close_lanes: CloseLanes[] } {
  const of_junction: Path[][] = spec.junctions.map(() => []);
  for (let lane = 0; lane < lanes.count; lane++) {
    const junction = lanes.junction[lane]!;
    if (junction === -1 || lanes.link[lane] === -1) continue;
    const sampled = sampleLane(lanes, points, lane, SPACING_M);
    of_junction[junction]!.push({ lane, link: lanes.link[lane]!, ...sampled, box: boundingBox(sampled.xy) });
  }
  const rows: Row[] = [];
  const close_lanes: CloseLanes[] = [];
  spec.junctions.forEach((junction, index) => {
    const paths = of_junction[index]!;
    for (let i = 0; i < paths.length; i++) {
      for (let j = i + 1; j < paths.length; j++) {
        comparePaths(
          paths[i]!,
          paths[j]!,
          declared(junction.requests, paths[i]!, paths[j]!, links),
          lanes,
          links,
          rows,
          close_lanes,
        );
      }
    }
  });
  return { table: tabulate(rows, lanes.count), close_lanes };
}

/** undefined where the source says nothing of foes. */
function declared(
  requests: NetworkSpec['junctions'][number]['requests'],
  a: Path,
  b: Path,
  links: LinkTable,
): boolean | undefined {
  const row_a = links.request[a.link]!;
  const row_b = links.request[b.link]!;
  if (row_a === -1 || row_b === -1) return undefined;
  return (requests[row_a]!.foes[row_b] ?? false) || (requests[row_b]!.foes[row_a] ?? false);
}

function comparePaths(
  a: Path,
  b: Path,
  foes: boolean | undefined,
  lanes: LaneTable,
  links: LinkTable,
  rows: Row[],
  close_lanes: CloseLanes[],
): void {
  if (a.link === b.link) return;
  const wide = (lanes.width_m[a.lane]! + lanes.width_m[b.lane]!) / 2;
  const reach = Math.max(BODY_DISTANCE_M, wide);
  if (apart(a, b, Math.max(reach, BESIDE_DISTANCE_M))) return;
  const near_a = nearInterval(a, b, BODY_DISTANCE_M);
  if (near_a.least_m >= reach) {
    if (near_a.least_m < BESIDE_DISTANCE_M) addBeside(a, b, rows);
    return;
  }
  const merging = lanes.next[a.lane] === lanes.next[b.lane];
  const diverging =
    links.from_lane[a.link] === links.from_lane[b.link] && links.via[a.link] === a.lane && links.via[b.link] === b.lane;
  const crossing = near_a.least_m < CROSSING_DISTANCE_M;
  const conflict = near_a.start_m <= near_a.end_m && (foes !== false || merging || diverging || crossing);
  if (!conflict || (foes === false && crossing && !merging && !diverging)) {
    if (foes === false) close_lanes.push({ lane_a: a.lane, lane_b: b.lane, distance_m: near_a.least_m });
    if (!conflict) {
      addBeside(a, b, rows);
      return;
    }
  }
  const kind = diverging ? CONFLICT.diverging : merging ? CONFLICT.merging : CONFLICT.crossing;
  const distance = diverging ? PARTED_DISTANCE_M : BODY_DISTANCE_M;
  const one = zone(nearInterval(a, b, distance), lanes.length_m[a.lane]!, kind);
  const two = zone(nearInterval(b, a, distance), lanes.length_m[b.lane]!, kind);
  rows.push({
    lane: a.lane,
    other: b.lane,
    start_m: one[0],
    end_m: one[1],
    other_start_m: two[0],
    other_end_m: two[1],
    kind,
  });
  rows.push({
    lane: b.lane,
    other: a.lane,
    start_m: two[0],
    end_m: two[1],
    other_start_m: one[0],
    other_end_m: one[1],
    kind,
  });
  if (diverging) addBeside(a, b, rows);
}

function apart(a: Path, b: Path, reach: number): boolean {
  return (
    a.box[0] > b.box[2] + reach ||
    b.box[0] > a.box[2] + reach ||
    a.box[1] > b.box[3] + reach ||
    b.box[1] > a.box[3] + reach
  );
}

/** Two paths side by side through a bend: no conflict for cars, one for long bodies. */
function addBeside(a: Path, b: Path, rows: Row[]): void {
  if (!bends(a) && !bends(b)) return;
  const one = nearInterval(a, b, BESIDE_DISTANCE_M);
  const two = nearInterval(b, a, BESIDE_DISTANCE_M);
  if (one.start_m > one.end_m || two.start_m > two.end_m) return;
  const kind = CONFLICT.beside;
  rows.push({
    lane: a.lane,
    other: b.lane,
    start_m: one.start_m,
    end_m: one.end_m,
    other_start_m: two.start_m,
    other_end_m: two.end_m,
    kind,
  });
  rows.push({
    lane: b.lane,
    other: a.lane,
    start_m: two.start_m,
    end_m: two.end_m,
    other_start_m: one.start_m,
    other_end_m: one.end_m,
    kind,
  });
}

function bends(path: Path): boolean {
  const last = path.xy.length;
  const ax = path.xy[2]! - path.xy[0]!;
  const ay = path.xy[3]! - path.xy[1]!;
  const bx = path.xy[last - 2]! - path.xy[last - 4]!;
  const by = path.xy[last - 1]! - path.xy[last - 3]!;
  return ax * bx + ay * by < BEND * Math.sqrt((ax * ax + ay * ay) * (bx * bx + by * by));
}

function zone(near: Interval, length_m: number, kind: number): readonly [number, number] {
  const start = kind === CONFLICT.diverging ? 0 : Math.max(0, near.start_m - ZONE_MARGIN_M);
  const end = kind === CONFLICT.merging ? length_m : Math.min(length_m, near.end_m + ZONE_MARGIN_M);
  return [start, end];
}

interface Interval {
  readonly start_m: number;
  readonly end_m: number;
  readonly least_m: number;
}

/** The part of path a that lies within `reach` of path b, and the least distance of all. */
function nearInterval(a: Path, b: Path, reach: number): Interval {
  let start_m = Infinity;
  let end_m = -Infinity;
  let least = Infinity;
  for (let i = 0; i < a.pos_m.length; i++) {
    const distance = distanceToPath(a.xy[2 * i]!, a.xy[2 * i + 1]!, b.xy);
    least = Math.min(least, distance);
    if (distance < reach) {
      start_m = Math.min(start_m, a.pos_m[i]!);
      end_m = Math.max(end_m, a.pos_m[i]!);
    }
  }
  return { start_m, end_m, least_m: least };
}

function distanceToPath(x: number, y: number, xy: Float64Array): number {
  let least = Infinity;
  for (let i = 2; i < xy.length; i += 2) {
    const ax = xy[i - 2]!;
    const ay = xy[i - 1]!;
    const dx = xy[i]! - ax;
    const dy = xy[i + 1]! - ay;
    const square = dx * dx + dy * dy;
    const share = square > 0 ? Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / square)) : 0;
    const ex = ax + dx * share - x;
    const ey = ay + dy * share - y;
    least = Math.min(least, ex * ex + ey * ey);
  }
  return Math.sqrt(least);
}

function boundingBox(xy: Float64Array): readonly [number, number, number, number] {
  let x_min = Infinity;
  let y_min = Infinity;
  let x_max = -Infinity;
  let y_max = -Infinity;
  for (let i = 0; i < xy.length; i += 2) {
    x_min = Math.min(x_min, xy[i]!);
    x_max = Math.max(x_max, xy[i]!);
    y_min = Math.min(y_min, xy[i + 1]!);
    y_max = Math.max(y_max, xy[i + 1]!);
  }
  return [x_min, y_min, x_max, y_max];
}

function tabulate(rows: Row[], lane_count: number): ConflictTable {
  rows.sort((a, b) => a.lane - b.lane || a.start_m - b.start_m || a.other - b.other);
  const table = {
    first: new Int32Array(lane_count),
    count: new Int32Array(lane_count),
    other: new Int32Array(rows.length),
    start_m: new Float64Array(rows.length),
    end_m: new Float64Array(rows.length),
    other_start_m: new Float64Array(rows.length),
    other_end_m: new Float64Array(rows.length),
    kind: new Uint8Array(rows.length),
  };
  rows.forEach((row, index) => {
    if (table.count[row.lane] === 0) table.first[row.lane] = index;
    table.count[row.lane]! += 1;
    table.other[index] = row.other;
    table.start_m[index] = row.start_m;
    table.end_m[index] = row.end_m;
    table.other_start_m[index] = row.other_start_m;
    table.other_end_m[index] = row.other_end_m;
    table.kind[index] = row.kind;
  });
  return table;
}
