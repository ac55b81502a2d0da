/**
 * Triangles of the ground: wide cells where nothing is near, fine ones along roads, and no gap between the two: a wide cell
 * takes the points that its fine neighbours have on their common side. Pure.
 */
import type { TerrainFact } from '../source/scene-facts.ts';
import type { Relief } from './relief.ts';
import { createFlatMesh } from './strip.ts';
import type { FlatMesh } from './strip.ts';

/** Edge of a fine cell at most, metres. */
const FINE_M = 7.5;
/** Wide cells at most; the map's grid is taken in larger steps where it has more. */
const CELLS_MAX = 40_000;
/** The rim is drawn out to the horizon by this much. */
const SKIRT_M = 3000;

export function buildGround(terrain: TerrainFact, relief: Relief): FlatMesh {
  const wide_m = wideStep(terrain);
  const columns = Math.max(1, Math.round(((terrain.columns - 1) * terrain.step_m) / wide_m));
  const rows = Math.max(1, Math.round(((terrain.rows - 1) * terrain.step_m) / wide_m));
  const parts = Math.max(1, Math.ceil(wide_m / FINE_M));
  const fine = new Uint8Array(columns * rows);
  const isFine = (column: number, row: number): boolean =>
    column >= 0 && row >= 0 && column < columns && row < rows && fine[row * columns + column] === 1;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      fine[row * columns + column] = isNearRoad(relief, terrain.x + column * wide_m, terrain.y + row * wide_m, wide_m);
  }
  const mesh = createFlatMesh();
  const points = new Map<number, number>();
  /** Number of the corner at a fine grid place. */
  const corner = (u: number, v: number): number => {
    const key = v * (columns * parts + 1) + u;
    let number = points.get(key);
    if (number === undefined) {
      number = mesh.positions.length / 3;
      const x = terrain.x + (u / parts) * wide_m;
      const y = terrain.y + (v / parts) * wide_m;
      mesh.positions.push(x, y, relief.height(x, y));
      points.set(key, number);
    }
    return number;
  };
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (isFine(column, row)) addFine(mesh, corner, column * parts, row * parts, parts);
      else addWide(mesh, corner, column, row, parts, isFine);
    }
  }
  addSkirt(mesh, terrain, columns * wide_m, rows * wide_m, relief);
  return mesh;
}

function wideStep(terrain: TerrainFact): number {
  const cells = (terrain.columns - 1) * (terrain.rows - 1);
  return terrain.step_m * Math.max(1, Math.ceil(Math.sqrt(cells / CELLS_MAX)));
}

/** Corners, sides and middle are asked: no road slips between them. */
function isNearRoad(relief: Relief, x: number, y: number, wide_m: number): 0 | 1 {
  const asked = Math.max(2, Math.ceil(wide_m / 15));
  for (let i = 0; i <= asked; i++) {
    for (let j = 0; j <= asked; j++) if (relief.isShaped(x + (i / asked) * wide_m, y + (j / asked) * wide_m)) return 1;
  }
  return 0;
}

type Corner = (u: number, v: number) => number;

function addFine(mesh: FlatMesh, corner: Corner, u0: number, v0: number, parts: number): void {
  for (let v = v0; v < v0 + parts; v++) {
    for (let u = u0; u < u0 + parts; u++) {
      const [a, b, c, d] = [corner(u, v), corner(u + 1, v), corner(u + 1, v + 1), corner(u, v + 1)];
      mesh.indices.push(a, b, c, a, c, d);
    }
  }
}

/** A fan about the middle, counter-clockwise; sides towards fine cells keep their points. */
function addWide(
  mesh: FlatMesh,
  corner: Corner,
  column: number,
  row: number,
  parts: number,
  isFine: (column: number, row: number) => boolean,
): void {
  const [u0, v0] = [column * parts, row * parts];
  const rim: number[] = [];
  const side = (du: number, dv: number, u: number, v: number, fine: boolean): void => {
    const step = fine ? 1 : parts;
    for (let i = 0; i < parts; i += step) rim.push(corner(u + du * i, v + dv * i));
  };
  side(1, 0, u0, v0, isFine(column, row - 1));
  side(0, 1, u0 + parts, v0, isFine(column + 1, row));
  side(-1, 0, u0 + parts, v0 + parts, isFine(column, row + 1));
  side(0, -1, u0, v0 + parts, isFine(column - 1, row));
  if (rim.length === 4) {
    mesh.indices.push(rim[0], rim[1], rim[2], rim[0], rim[2], rim[3]);
    return;
  }
  const [a, b, c, d] = [rim[0], corner(u0 + parts, v0), corner(u0 + parts, v0 + parts), corner(u0, v0 + parts)];
  const middle = mesh.positions.length / 3;
  for (let axis = 0; axis < 3; axis++)
    mesh.positions.push([a, b, c, d].reduce((sum, point) => sum + mesh.positions[point * 3 + axis] / 4, 0));
  rim.forEach((point, i) => mesh.indices.push(middle, point, rim[(i + 1) % rim.length]));
}

/** Four wide strips around the grid at the height of its rim, so that the land does not end in the air. */
function addSkirt(mesh: FlatMesh, terrain: TerrainFact, width_m: number, depth_m: number, relief: Relief): void {
  const { x, y } = terrain;
  const rim: [number, number, number, number][] = [];
  const pieces = 24;
  for (let i = 0; i < pieces; i++) rim.push([x + (width_m * i) / pieces, y, 0, -1]);
  for (let i = 0; i < pieces; i++) rim.push([x + width_m, y + (depth_m * i) / pieces, 1, 0]);
  for (let i = 0; i < pieces; i++) rim.push([x + width_m * (1 - i / pieces), y + depth_m, 0, 1]);
  for (let i = 0; i < pieces; i++) rim.push([x, y + depth_m * (1 - i / pieces), -1, 0]);
  const first = mesh.positions.length / 3;
  const [middle_x, middle_y] = [x + width_m / 2, y + depth_m / 2];
  for (const [px, py] of rim) {
    const length = Math.hypot(px - middle_x, py - middle_y);
    const [ox, oy] = [(px - middle_x) / length, (py - middle_y) / length];
    // A little lower than the rim: the grid's own points may lie between those of the strip.
    const z = relief.natural(px, py) - 0.5;
    mesh.positions.push(px, py, z, px + ox * SKIRT_M, py + oy * SKIRT_M, z);
  }
  for (let i = 0; i < rim.length; i++) {
    const at = first + i * 2;
    const next = first + ((i + 1) % rim.length) * 2;
    mesh.indices.push(at, at + 1, next + 1, at, next + 1, next);
  }
}
