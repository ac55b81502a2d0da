/**
 * Lines across a crossing: arcs for turns, a smooth shift for lanes that do not quite face each other.
 * All tangents are continuous, so a vehicle that follows one never jumps in heading. Metres, flattened x,y,z triples.
 */
import { cos, sin } from '../simulation/maths.ts';

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Longest piece of a curve: 1 m turns by 4 degrees at a radius of 14 m. */
const PIECE_M = 1;
const QUARTER = Math.PI / 2;

/** Shape of a straight lane. */
export function straightShape(from: Place, to: Place): Float64Array {
  return Float64Array.of(from.x, from.y, 0, to.x, to.y, 0);
}

/**
 * From `from`, heading along the unit vector `heading`, to `to` on a parallel line: straight where they face each other, else a shift
 * along 10 t^3 - 15 t^4 + 6 t^5, whose slope and curvature vanish at both ends.
 */
export function shiftShape(from: Place, heading: Place, to: Place): Float64Array {
  const ahead_m = (to.x - from.x) * heading.x + (to.y - from.y) * heading.y;
  const aside_m = (to.x - from.x) * -heading.y + (to.y - from.y) * heading.x;
  if (Math.abs(aside_m) < 1e-9) return straightShape(from, to);
  const pieces = Math.ceil(ahead_m / PIECE_M);
  const points: number[] = [];
  for (let i = 0; i <= pieces; i++) {
    const t = i / pieces;
    const shift_m = aside_m * t * t * t * (10 + t * (-15 + t * 6));
    points.push(
      from.x + heading.x * ahead_m * t - heading.y * shift_m,
      from.y + heading.y * ahead_m * t + heading.x * shift_m,
      0,
    );
  }
  return Float64Array.from(points);
}

/** A quarter turn with its radius; straight pieces before or behind the arc where the two legs differ. */
export interface TurnShape {
  readonly shape: Float64Array;
  readonly radius_m: number;
}

/** From `from`, heading along `heading`, to `to`, heading along `leaving`, which is perpendicular to `heading`. */
export function turnShape(from: Place, heading: Place, to: Place, leaving: Place): TurnShape {
  const first_leg_m = (to.x - from.x) * heading.x + (to.y - from.y) * heading.y;
  const second_leg_m = (to.x - from.x) * leaving.x + (to.y - from.y) * leaving.y;
  const radius_m = Math.min(first_leg_m, second_leg_m);
  const begin = { x: from.x + heading.x * (first_leg_m - radius_m), y: from.y + heading.y * (first_leg_m - radius_m) };
  const pieces = Math.max(6, Math.ceil((radius_m * QUARTER) / PIECE_M));
  const points: number[] = [];
  if (first_leg_m - radius_m > 0.01) points.push(from.x, from.y, 0);
  for (let i = 0; i < pieces; i++) {
    const angle = (QUARTER * i) / pieces;
    const ahead_m = radius_m * sin(angle);
    const aside_m = radius_m * (1 - cos(angle));
    points.push(
      begin.x + heading.x * ahead_m + leaving.x * aside_m,
      begin.y + heading.y * ahead_m + leaving.y * aside_m,
      0,
    );
  }
  points.push(begin.x + (heading.x + leaving.x) * radius_m, begin.y + (heading.y + leaving.y) * radius_m, 0);
  if (second_leg_m - radius_m > 0.01) points.push(to.x, to.y, 0);
  return { shape: Float64Array.from(points), radius_m };
}

/** Length of a line. */
export function shapeLength_m(shape: Float64Array): number {
  let length_m = 0;
  for (let i = 3; i < shape.length; i += 3) {
    const dx = shape[i] - shape[i - 3];
    const dy = shape[i + 1] - shape[i - 2];
    length_m += Math.sqrt(dx * dx + dy * dy);
  }
  return length_m;
}

/** Least distance between two lines: from the points of each to the segments of the other; 0 where they cross. */
export function shapeDistance_m(a: Float64Array, b: Float64Array): number {
  let least = Infinity;
  for (let i = 3; i < a.length; i += 3) {
    for (let j = 3; j < b.length; j += 3) {
      if (segmentsCross(a, i, b, j)) return 0;
      least = Math.min(
        least,
        squareToSegment(a[i - 3], a[i - 2], b, j),
        squareToSegment(a[i], a[i + 1], b, j),
        squareToSegment(b[j - 3], b[j - 2], a, i),
        squareToSegment(b[j], b[j + 1], a, i),
      );
    }
  }
  return Math.sqrt(least);
}

function squareToSegment(x: number, y: number, shape: Float64Array, end: number): number {
  const x0 = shape[end - 3];
  const y0 = shape[end - 2];
  const dx = shape[end] - x0;
  const dy = shape[end + 1] - y0;
  const square = dx * dx + dy * dy;
  const t = square === 0 ? 0 : Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / square));
  const ex = x - x0 - t * dx;
  const ey = y - y0 - t * dy;
  return ex * ex + ey * ey;
}

function segmentsCross(a: Float64Array, i: number, b: Float64Array, j: number): boolean {
  const side = (px: number, py: number, shape: Float64Array, end: number): number =>
    (shape[end] - shape[end - 3]) * (py - shape[end - 2]) - (shape[end + 1] - shape[end - 2]) * (px - shape[end - 3]);
  return (
    side(a[i - 3], a[i - 2], b, j) * side(a[i], a[i + 1], b, j) < 0 &&
    side(b[j - 3], b[j - 2], a, i) * side(b[j], b[j + 1], a, i) < 0
  );
}
