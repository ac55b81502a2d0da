/**
 * Solids for vehicles and street furniture, built from a few flat-shaded pieces into plain number lists.
 * x forward, y left, z up, metres; `part` says what the shader may do with a face (instance-shader.ts).
 */

/** What a face is. Numbers are an attribute of the vertex shader. */
export const PART = {
  fixed: 0,
  paint: 1,
  tail: 2,
  left: 3,
  right: 4,
  head: 5,
  beacon_a: 6,
  beacon_b: 7,
  shade: 8,
} as const;
export type Part = (typeof PART)[keyof typeof PART];

export interface Solid {
  readonly positions: number[];
  readonly normals: number[];
  /** 0-1 each. */
  readonly colors: number[];
  readonly parts: number[];
}

export type Point = readonly [number, number, number];

export function createSolid(): Solid {
  return { positions: [], normals: [], colors: [], parts: [] };
}

/** A flat polygon with three or more corners, counter-clockwise as seen from outside; convex. */
export function addFace(solid: Solid, corners: readonly Point[], color: number, part: Part): void {
  const normal = normalOf(corners);
  for (let i = 1; i + 1 < corners.length; i++) {
    for (const corner of [corners[0], corners[i], corners[i + 1]]) {
      solid.positions.push(...corner);
      solid.normals.push(...normal);
      solid.colors.push(((color >> 16) & 255) / 255, ((color >> 8) & 255) / 255, (color & 255) / 255);
      solid.parts.push(part);
    }
  }
}

function normalOf(corners: readonly Point[]): Point {
  const [a, b, c] = corners;
  const u = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
  const v = [c[0] - a[0], c[1] - a[1], c[2] - a[2]];
  const x = u[1] * v[2] - u[2] * v[1];
  const y = u[2] * v[0] - u[0] * v[2];
  const z = u[0] * v[1] - u[1] * v[0];
  const length = Math.hypot(x, y, z) || 1;
  return [x / length, y / length, z / length];
}

/** A rectangle at one height: x from rear to front, half the width. */
export interface Level {
  readonly z: number;
  readonly rear: number;
  readonly front: number;
  readonly half: number;
}

/** A box whose bottom and top may differ; the bottom is left open. */
export function addTaper(solid: Solid, bottom: Level, top: Level, color: number, part: Part): void {
  const [a, b, c, d] = ring(bottom);
  const [e, f, g, h] = ring(top);
  addFace(solid, [a, b, f, e], color, part);
  addFace(solid, [b, c, g, f], color, part);
  addFace(solid, [c, d, h, g], color, part);
  addFace(solid, [d, a, e, h], color, part);
  addFace(solid, [e, f, g, h], color, part);
}

function ring(level: Level): [Point, Point, Point, Point] {
  const { z, rear, front, half } = level;
  return [
    [rear, -half, z],
    [front, -half, z],
    [front, half, z],
    [rear, half, z],
  ];
}

/** A plain box. */
export function addBox(solid: Solid, low: Point, high: Point, color: number, part: Part): void {
  const centre = (low[1] + high[1]) / 2;
  const half = (high[1] - low[1]) / 2;
  const start = solid.positions.length;
  addTaper(
    solid,
    { z: low[2], rear: low[0], front: high[0], half },
    { z: high[2], rear: low[0], front: high[0], half },
    color,
    part,
  );
  for (let i = start + 1; i < solid.positions.length; i += 3) solid.positions[i] += centre;
}

/** An upright outline (x, z pairs, counter-clockwise seen from the right side) drawn out across the width. */
export function addExtrusion(solid: Solid, outline: readonly number[], half: number, color: number, part: Part): void {
  const count = outline.length / 2;
  const at = (i: number, y: number): Point => [outline[(i % count) * 2], y, outline[(i % count) * 2 + 1]];
  const right: Point[] = [];
  const left: Point[] = [];
  for (let i = 0; i < count; i++) {
    addFace(solid, [at(i, -half), at(i, half), at(i + 1, half), at(i + 1, -half)], color, part);
    right.push(at(i, -half));
    left.unshift(at(i, half));
  }
  addFace(solid, right, color, part);
  addFace(solid, left, color, part);
}

/** A wheel standing at (x, y), its axle across. */
export function addWheel(solid: Solid, x: number, y: number, radius: number, width: number): void {
  const sides = 10;
  const tyre = 0x15191d;
  const outside = y < 0 ? y - width / 2 : y + width / 2;
  const inside = y < 0 ? y + width / 2 : y - width / 2;
  const rim: Point[] = [];
  const at = (i: number, side: number): Point => {
    const angle = (i / sides) * 2 * Math.PI;
    return [x + Math.cos(angle) * radius, side, radius + Math.sin(angle) * radius];
  };
  for (let i = 0; i < sides; i++) {
    const quad = [at(i, inside), at(i + 1, inside), at(i + 1, outside), at(i, outside)];
    addFace(solid, y < 0 ? quad.reverse() : quad, tyre, PART.fixed);
    rim.push(at(i, outside));
  }
  addFace(solid, y < 0 ? rim : rim.reverse(), 0x3a4148, PART.fixed);
}

/** The dark patch under a vehicle, a little larger than itself: it stands on the road also where no shadows are drawn. */
export function addShade(solid: Solid, length: number, width: number): void {
  const x = length / 2 + 0.12;
  const y = width / 2 + 0.12;
  const z = 0.025;
  const cut = Math.min(x, y) * 0.35;
  const corners: Point[] = [
    [x - cut, -y, z],
    [x, -y + cut, z],
    [x, y - cut, z],
    [x - cut, y, z],
    [cut - x, y, z],
    [-x, y - cut, z],
    [-x, -y + cut, z],
    [cut - x, -y, z],
  ];
  addFace(solid, corners, 0x000000, PART.shade);
}
