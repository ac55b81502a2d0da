/** Lines in space: flattened x, y, z triples, metres. Positions along a line count its plan, not its slope. */

/** A place on a line with the unit vector of its direction in plan. */
export interface LinePlace {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly ux: number;
  readonly uy: number;
}

export function lineLength_m(line: Float64Array): number {
  let length = 0;
  for (let p = 3; p < line.length; p += 3) length += step_m(line, p);
  return length;
}

function step_m(line: Float64Array, p: number): number {
  const dx = line[p] - line[p - 3];
  const dy = line[p + 1] - line[p - 2];
  return Math.sqrt(dx * dx + dy * dy);
}

/** The place `along_m` metres behind the start; beyond the ends the line goes on straight. */
export function placeAlong(line: Float64Array, along_m: number): LinePlace {
  let rest = along_m;
  let p = 3;
  for (; p + 3 < line.length; p += 3) {
    const step = step_m(line, p);
    if (rest <= step) break;
    rest -= step;
  }
  const step = step_m(line, p);
  const share = rest / step;
  const at = (axis: number): number => line[p - 3 + axis] + (line[p + axis] - line[p - 3 + axis]) * share;
  return { x: at(0), y: at(1), z: at(2), ux: (line[p] - line[p - 3]) / step, uy: (line[p + 1] - line[p - 2]) / step };
}

/** The piece of a line between two positions. */
export function cutLine(line: Float64Array, from_m: number, to_m: number): Float64Array {
  const begin = placeAlong(line, from_m);
  const end = placeAlong(line, to_m);
  const points = [begin.x, begin.y, begin.z];
  let along = 0;
  for (let p = 3; p < line.length; p += 3) {
    along += step_m(line, p);
    if (along > from_m + 0.05 && along < to_m - 0.05) points.push(line[p], line[p + 1], line[p + 2]);
  }
  points.push(end.x, end.y, end.z);
  return Float64Array.from(points);
}

/** A parallel line `right_m` to the right (negative: to the left); corners are mitred. */
export function offsetLine(line: Float64Array, right_m: number): Float64Array {
  const result = new Float64Array(line.length);
  for (let p = 0; p < line.length; p += 3) {
    const before = p > 0 ? directionAt(line, p) : directionAt(line, p + 3);
    const after = p + 3 < line.length ? directionAt(line, p + 3) : before;
    const nx = before.uy + after.uy;
    const ny = -before.ux - after.ux;
    // The mitre: along the sum of both normals, stretched so that both pieces keep their distance.
    const scale = (2 * right_m) / Math.max(0.5, nx * nx + ny * ny);
    result[p] = line[p] + nx * scale;
    result[p + 1] = line[p + 1] + ny * scale;
    result[p + 2] = line[p + 2];
  }
  return result;
}

function directionAt(line: Float64Array, p: number): { readonly ux: number; readonly uy: number } {
  const step = step_m(line, p);
  return { ux: (line[p] - line[p - 3]) / step, uy: (line[p + 1] - line[p - 2]) / step };
}

export function reverseLine(line: Float64Array): Float64Array {
  const result = new Float64Array(line.length);
  for (let p = 0; p < line.length; p += 3) result.set(line.subarray(p, p + 3), line.length - 3 - p);
  return result;
}

/** Steepest slope of a line, rise over run, without sign. */
export function steepest(line: Float64Array): number {
  let most = 0;
  for (let p = 3; p < line.length; p += 3) {
    const run = step_m(line, p);
    if (run > 0.5) most = Math.max(most, Math.abs(line[p + 2] - line[p - 1]) / run);
  }
  return most;
}
