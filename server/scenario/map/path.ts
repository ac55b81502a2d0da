/** Lines across junctions: an arc between straight pieces where two directions meet, a smooth shift where they are parallel. */
import { atan2, cos, sin, tan } from '../../simulation/maths.ts';
import type { LinePlace } from './line.ts';

export interface PathAcross {
  readonly shape: Float64Array;
  /** Radius of the arc; Infinity where it only shifts. */
  readonly radius_m: number;
}

const PIECE_M = 1;
/** Directions that differ by less are joined by a curve without an arc, rad. */
const PARALLEL_RAD = 0.12;
const FAR_M = 150;

/** From the end of one lane to the start of another, tangent to both. */
export function pathAcross(from: LinePlace, to: LinePlace): PathAcross {
  const turn = atan2(from.ux * to.uy - from.uy * to.ux, from.ux * to.ux + from.uy * to.uy);
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const sine = from.ux * to.uy - from.uy * to.ux;
  if (Math.abs(turn) > PARALLEL_RAD) {
    const first_m = (dx * to.uy - dy * to.ux) / sine;
    const second_m = (from.ux * dy - from.uy * dx) / sine;
    // Roads that come back beside themselves would meet far away.
    if (first_m > 1 && second_m > 1 && Math.max(first_m, second_m) < FAR_M)
      return arc(from, to, turn, first_m, second_m);
  }
  return {
    shape: withHeights(hermite(from, to), from.z, to.z),
    radius_m: Math.abs(turn) > PARALLEL_RAD ? 12 : Infinity,
  };
}

function arc(from: LinePlace, to: LinePlace, turn: number, first_m: number, second_m: number): PathAcross {
  const tangent = Math.min(first_m, second_m);
  const radius = tangent / Math.abs(tan(turn / 2));
  const x0 = from.x + from.ux * (first_m - tangent);
  const y0 = from.y + from.uy * (first_m - tangent);
  const side = turn > 0 ? 1 : -1;
  const pieces = Math.max(4, Math.ceil((radius * Math.abs(turn)) / PIECE_M));
  const xy: number[] = [from.x, from.y];
  for (let i = 0; i <= pieces; i++) {
    const angle = (Math.abs(turn) * i) / pieces;
    const ahead = radius * sin(angle);
    const aside = side * radius * (1 - cos(angle));
    const x = x0 + from.ux * ahead - from.uy * aside;
    const y = y0 + from.uy * ahead + from.ux * aside;
    if (i === 0 && first_m - tangent < 0.05) continue;
    if (i === pieces && second_m - tangent < 0.05) continue;
    xy.push(x, y);
  }
  xy.push(to.x, to.y);
  return { shape: withHeights(xy, from.z, to.z), radius_m: radius };
}

/** A shift along 10 t^3 - 15 t^4 + 6 t^5 for parallel lanes; else Hermite's cubic with the directions at both ends. */
function hermite(from: LinePlace, to: LinePlace): number[] {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const length = Math.sqrt(dx * dx + dy * dy);
  const aside_m = Math.abs(dy * from.ux - dx * from.uy);
  const parallel = from.ux * to.ux + from.uy * to.uy > 0.999999;
  if (parallel && aside_m < 0.01) return [from.x, from.y, to.x, to.y];
  const pieces = Math.max(2, Math.ceil(length / PIECE_M));
  const xy: number[] = [];
  for (let i = 0; i <= pieces; i++) {
    const t = i / pieces;
    if (parallel) {
      const ahead = dx * from.ux + dy * from.uy;
      const aside = (dy * from.ux - dx * from.uy) * t * t * t * (10 + t * (-15 + t * 6));
      xy.push(from.x + from.ux * ahead * t - from.uy * aside, from.y + from.uy * ahead * t + from.ux * aside);
      continue;
    }
    const a = (1 + 2 * t) * (1 - t) * (1 - t);
    const b = t * (1 - t) * (1 - t) * length;
    const c = t * t * (3 - 2 * t);
    const d = t * t * (t - 1) * length;
    xy.push(a * from.x + b * from.ux + c * to.x + d * to.ux, a * from.y + b * from.uy + c * to.y + d * to.uy);
  }
  return xy;
}

function withHeights(xy: readonly number[], z0: number, z1: number): Float64Array {
  const points: number[] = [];
  const count = xy.length / 2;
  let total = 0;
  const along = [0];
  for (let i = 1; i < count; i++) {
    const dx = xy[2 * i] - xy[2 * i - 2];
    const dy = xy[2 * i + 1] - xy[2 * i - 1];
    total += Math.sqrt(dx * dx + dy * dy);
    along.push(total);
  }
  for (let i = 0; i < count; i++) points.push(xy[2 * i], xy[2 * i + 1], z0 + ((z1 - z0) * along[i]) / total);
  return Float64Array.from(points);
}
