/**
 * Lanes that a source lays closer to each other than half their two widths although nothing declares a conflict between them: bodies that
 * keep to their lanes overlap there by the drawing's fault. Listed by `chelu check`, and overlaps there are counted apart.
 */
import type { CloseLanes, ConflictTable, LaneTable, LinkTable, PointTable } from './network.ts';
import { sampleLane } from './polyline.ts';

/** Drawings are rounded: only what is closer by more than this share is listed. */
const TOLERANCE = 0.9;
/** Two cars side by side are wider than this, also where a source draws lanes narrower than a car, m. */
const TWO_CARS_M = 2;
const SPACING_M = 1;
/** A way that passes over another by more than this is no neighbour, m: as the oracle has it. */
const ABOVE_M = 3;
const CELL_M = 8;

interface Sample {
  readonly lane: number;
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

export function findCloseLanes(
  lanes: LaneTable,
  points: PointTable,
  links: LinkTable,
  conflicts: ConflictTable,
): CloseLanes[] {
  const related = relatedPairs(lanes, links, conflicts);
  const cells = new Map<number, Sample[]>();
  const nearest = new Map<number, number>();
  for (let lane = 0; lane < lanes.count; lane++) {
    const { xy, z } = sampleLane(lanes, points, lane, SPACING_M);
    const own: Sample[] = [];
    for (let i = 0; i < xy.length; i += 2) {
      const sample = { lane, x: xy[i]!, y: xy[i + 1]!, z: z[i / 2]! };
      own.push(sample);
      compare(lanes, sample, cells, related, nearest);
    }
    for (const sample of own) {
      const code = cell(sample.x, sample.y);
      const list = cells.get(code);
      if (list === undefined) cells.set(code, [sample]);
      else list.push(sample);
    }
  }
  return [...nearest]
    .sort((a, b) => a[0] - b[0])
    .map(([code, distance_m]) => ({
      lane_a: Math.floor(code / lanes.count),
      lane_b: code % lanes.count,
      distance_m,
    }));
}

function compare(
  lanes: LaneTable,
  sample: Sample,
  cells: ReadonlyMap<number, readonly Sample[]>,
  related: ReadonlySet<number>,
  nearest: Map<number, number>,
): void {
  for (let dx = -1; dx <= 1; dx++) {
    for (let dy = -1; dy <= 1; dy++) {
      for (const other of cells.get(cell(sample.x + dx * CELL_M, sample.y + dy * CELL_M)) ?? []) {
        if (Math.abs(other.z - sample.z) > ABOVE_M) continue;
        const ex = other.x - sample.x;
        const ey = other.y - sample.y;
        const distance = Math.sqrt(ex * ex + ey * ey);
        if (
          distance >= Math.max(TWO_CARS_M, (TOLERANCE * (lanes.width_m[sample.lane]! + lanes.width_m[other.lane]!)) / 2)
        )
          continue;
        const code = pair(lanes.count, sample.lane, other.lane);
        if (related.has(code)) continue;
        nearest.set(code, Math.min(nearest.get(code) ?? Infinity, distance));
      }
    }
  }
}

function cell(x: number, y: number): number {
  return Math.floor(x / CELL_M) * 1048576 + Math.floor(y / CELL_M);
}

function pair(count: number, a: number, b: number): number {
  return Math.min(a, b) * count + Math.max(a, b);
}

/** Pairs that belong together: one follows the other, they leave one lane or enter one, or a conflict stands between them. */
function relatedPairs(lanes: LaneTable, links: LinkTable, conflicts: ConflictTable): Set<number> {
  const related = new Set<number>();
  const add = (a: number, b: number): void => {
    related.add(pair(lanes.count, a, b));
  };
  for (let lane = 0; lane < lanes.count; lane++) {
    if (lanes.next[lane] !== -1) add(lane, lanes.next[lane]!);
    for (let row = conflicts.first[lane]!; row < conflicts.first[lane]! + conflicts.count[lane]!; row++) {
      if (conflicts.kind[row] !== 3) add(lane, conflicts.other[row]!);
    }
  }
  for (let link = 0; link < links.count; link++) {
    add(links.from_lane[link]!, links.via[link]!);
    add(links.from_lane[link]!, links.to_lane[link]!);
    if (links.via2[link] !== -1) {
      add(links.from_lane[link]!, links.via2[link]!);
      add(links.via[link]!, links.to_lane[link]!);
    }
  }
  return related;
}
