/**
 * How far places side by side on two neighbouring lanes differ in position. On a bend the inner lane is shorter, so that equal positions are not
 * abreast; a gap between vehicles of two lanes is only known up to this.
 */
import type { EdgeTable, LaneTable, PointTable } from './network.ts';
import { sampleLane } from './polyline.ts';

const SPACING_M = 3;

/** Greatest difference to the left neighbour by lane, m; 0 where there is none. */
export function leftSkews(lanes: LaneTable, points: PointTable, edges: EdgeTable): Float64Array {
  const skews = new Float64Array(lanes.count);
  for (let edge = 0; edge < edges.count; edge++) {
    if (edges.internal[edge] === 1) continue;
    const first = edges.first_lane[edge]!;
    for (let lane = first; lane + 1 < first + edges.lane_count[edge]!; lane++)
      skews[lane] = skewBetween(lanes, points, lane, lane + 1);
  }
  return skews;
}

function skewBetween(lanes: LaneTable, points: PointTable, a: number, b: number): number {
  const own = sampleLane(lanes, points, a, SPACING_M);
  const other = sampleLane(lanes, points, b, 1);
  let worst = 0;
  let from = 0;
  for (let i = 0; i < own.pos_m.length; i++) {
    let best = Infinity;
    let at = from;
    for (let j = from; j < other.pos_m.length; j++) {
      const dx = other.xy[2 * j]! - own.xy[2 * i]!;
      const dy = other.xy[2 * j + 1]! - own.xy[2 * i + 1]!;
      const square = dx * dx + dy * dy;
      if (square < best) {
        best = square;
        at = j;
      } else if (square > best + 400) break;
    }
    from = at;
    worst = Math.max(worst, Math.abs(other.pos_m[at]! - own.pos_m[i]!) - 0.5);
  }
  return worst;
}
