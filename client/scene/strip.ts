/**
 * Flat meshes from centre lines: strips, dashes and filled outlines as growing lists of triangles, wound so that their
 * normals point up. Pure geometry in local ENU metres; three.js only turns the lists into buffers (flat-mesh.ts).
 */
import { ShapeUtils, Vector2 } from 'three';

/** Triangles of one material: x, y, z triples and corner numbers. */
export interface FlatMesh {
  readonly positions: number[];
  readonly indices: number[];
}

/** A line on the ground: x, y, z triples. */
export type Line = ArrayLike<number>;

export function createFlatMesh(): FlatMesh {
  return { positions: [], indices: [] };
}

/** Sharp bends are cut off at this multiple of the offset. */
const MITRE_LIMIT = 2;
const SAME_POINT_M = 1e-4;

/** The line moved sideways, left positive; bends are mitred. Points that repeat are dropped; fewer than two leave an empty line. */
export function offsetLine(line: Line, left_m: number): number[] {
  const points = distinct(line);
  const count = points.length / 3;
  if (count < 2) return [];
  const out: number[] = [];
  for (let i = 0; i < count; i++) {
    const before = direction(points, Math.max(0, i - 1));
    const after = direction(points, Math.min(count - 2, i));
    const nx = -(before.y + after.y);
    const ny = before.x + after.x;
    const length = Math.hypot(nx, ny);
    // Straight back: no mitre exists, the normal of the segment before serves.
    const ux = length < 1e-6 ? -before.y : nx / length;
    const uy = length < 1e-6 ? before.x : ny / length;
    const cosine = ux * -after.y + uy * after.x;
    const reach = left_m * Math.min(MITRE_LIMIT, 1 / Math.max(cosine, 1e-6));
    out.push(points[i * 3] + ux * reach, points[i * 3 + 1] + uy * reach, points[i * 3 + 2]);
  }
  return out;
}

function distinct(line: Line): number[] {
  const points: number[] = [];
  for (let i = 0; i + 2 < line.length; i += 3) {
    const last = points.length - 3;
    const apart = last < 0 || Math.hypot(line[i] - points[last], line[i + 1] - points[last + 1]) > SAME_POINT_M;
    if (apart) points.push(line[i], line[i + 1], line[i + 2]);
  }
  return points;
}

function direction(points: Line, segment: number): { x: number; y: number } {
  const at = segment * 3;
  const x = points[at + 3] - points[at];
  const y = points[at + 4] - points[at + 1];
  const length = Math.hypot(x, y);
  return { x: x / length, y: y / length };
}

/** A band along the line from `right_m` to `left_m` (both left positive, right < left). */
export function addStrip(mesh: FlatMesh, line: Line, right_m: number, left_m: number): void {
  const right = offsetLine(line, right_m);
  const left = offsetLine(line, left_m);
  const first = mesh.positions.length / 3;
  for (let i = 0; i < right.length; i += 3) {
    mesh.positions.push(right[i], right[i + 1], right[i + 2], left[i], left[i + 1], left[i + 2]);
  }
  for (let i = 0; i < right.length / 3 - 1; i++) {
    const at = first + i * 2;
    addTriangle(mesh, at, at + 2, at + 3);
    addTriangle(mesh, at, at + 3, at + 1);
  }
}

/** Adds a triangle with its normal up: a mitre in a tight bend can turn a quad over. */
function addTriangle(mesh: FlatMesh, a: number, b: number, c: number): void {
  const p = mesh.positions;
  const area =
    (p[b * 3] - p[a * 3]) * (p[c * 3 + 1] - p[a * 3 + 1]) - (p[c * 3] - p[a * 3]) * (p[b * 3 + 1] - p[a * 3 + 1]);
  if (area >= 0) mesh.indices.push(a, b, c);
  else mesh.indices.push(a, c, b);
}

/** Pieces of a band: `dash_m` drawn, `gap_m` left out, from the line's start; a piece follows the line's bends. */
export function addDashes(
  mesh: FlatMesh,
  line: Line,
  offset_m: number,
  width_m: number,
  dash_m: number,
  gap_m: number,
): void {
  const length = lineLength(line);
  for (let at = gap_m / 2; at + dash_m / 2 < length; at += dash_m + gap_m) {
    const piece = cutLine(line, at, Math.min(at + dash_m, length));
    addStrip(mesh, piece, offset_m - width_m / 2, offset_m + width_m / 2);
  }
}

export function lineLength(line: Line): number {
  let length = 0;
  for (let i = 3; i + 2 < line.length; i += 3) length += Math.hypot(line[i] - line[i - 3], line[i + 1] - line[i - 2]);
  return length;
}

/** The part of a line between two distances from its start. */
export function cutLine(line: Line, from_m: number, to_m: number): number[] {
  const out: number[] = [];
  let along = 0;
  for (let i = 3; i + 2 < line.length; i += 3) {
    const step = Math.hypot(line[i] - line[i - 3], line[i + 1] - line[i - 2]);
    const next = along + step;
    if (step > 0 && next >= from_m && along <= to_m) {
      if (out.length === 0) pushBetween(out, line, i, (Math.max(from_m, along) - along) / step);
      pushBetween(out, line, i, (Math.min(to_m, next) - along) / step);
    }
    along = next;
  }
  return out;
}

function pushBetween(out: number[], line: Line, i: number, share: number): void {
  for (let axis = 0; axis < 3; axis++) {
    const start = line[i - 3 + axis];
    out.push(start + (line[i + axis] - start) * share);
  }
}

/** A filled outline (x, y pairs, either way round) at height z. */
export function addPolygon(mesh: FlatMesh, outline: ArrayLike<number>, z: number): void {
  const corners: Vector2[] = [];
  for (let i = 0; i + 1 < outline.length; i += 2) corners.push(new Vector2(outline[i], outline[i + 1]));
  if (corners.length > 3 && corners[0].equals(corners[corners.length - 1])) corners.pop();
  if (corners.length < 3) return;
  const first = mesh.positions.length / 3;
  for (const corner of corners) mesh.positions.push(corner.x, corner.y, z);
  for (const [a, b, c] of ShapeUtils.triangulateShape(corners, [])) addTriangle(mesh, first + a, first + b, first + c);
}

/** A rectangle on the ground about (x, y), `along_m` long in the heading's direction, `across_m` wide. */
export function addRectangle(
  mesh: FlatMesh,
  place: { readonly x: number; readonly y: number; readonly z: number },
  heading_rad: number,
  along_m: number,
  across_m: number,
): void {
  const dx = (Math.cos(heading_rad) * along_m) / 2;
  const dy = (Math.sin(heading_rad) * along_m) / 2;
  const line = [place.x - dx, place.y - dy, place.z, place.x + dx, place.y + dy, place.z];
  addStrip(mesh, line, -across_m / 2, across_m / 2);
}

/** Area of all triangles seen from above, square metres. */
export function meshArea(mesh: FlatMesh): number {
  const p = mesh.positions;
  let area = 0;
  for (let i = 0; i < mesh.indices.length; i += 3) {
    const [a, b, c] = [mesh.indices[i] * 3, mesh.indices[i + 1] * 3, mesh.indices[i + 2] * 3];
    area += ((p[b] - p[a]) * (p[c + 1] - p[a + 1]) - (p[c] - p[a]) * (p[b + 1] - p[a + 1])) / 2;
  }
  return area;
}
