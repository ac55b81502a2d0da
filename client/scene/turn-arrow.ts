/** Painted arrows: where a lane leads. A stem with a head for each direction, drawn along a short piece of the lane. */
import { addPolygon } from './strip.ts';
import type { FlatMesh } from './strip.ts';

/** Corners as (along, left) in metres from the arrow's foot; the arrow is 5 m long. */
const STEM: readonly number[] = [0, -0.08, 3.2, -0.08, 3.2, 0.08, 0, 0.08];
const STRAIGHT: readonly number[] = [3.2, -0.08, 3.2, -0.3, 5, 0, 3.2, 0.3, 3.2, 0.08];
const LEFT_BEND: readonly number[] = [2.2, -0.08, 3.35, 0.55, 3.15, 0.68, 2.2, 0.16];
const LEFT_HEAD: readonly number[] = [2.75, 0.78, 3.75, 0.42, 4.05, 1.05];

/** Adds the arrow of a lane; `line` is the 5 m of centre line it lies on. */
export function addTurnArrow(mesh: FlatMesh, line: readonly number[], directions: ReadonlySet<string>): void {
  if (line.length < 6) return;
  const place = frameOf(line);
  const straight = directions.has('straight');
  const left = directions.has('left') || directions.has('slight_left') || directions.has('turn');
  const right = directions.has('right') || directions.has('slight_right');
  if (!straight && !left && !right) return;
  addGlyph(mesh, place, STEM, 1);
  if (straight) addGlyph(mesh, place, STRAIGHT, 1);
  for (const [wanted, side] of [
    [left, 1],
    [right, -1],
  ] as const) {
    if (!wanted) continue;
    addGlyph(mesh, place, LEFT_BEND, side);
    addGlyph(mesh, place, LEFT_HEAD, side);
  }
}

interface Frame {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly cos: number;
  readonly sin: number;
}

function frameOf(line: readonly number[]): Frame {
  const end = line.length - 3;
  const dx = line[end] - line[0];
  const dy = line[end + 1] - line[1];
  const length = Math.hypot(dx, dy) || 1;
  return { x: line[0], y: line[1], z: line[2], cos: dx / length, sin: dy / length };
}

function addGlyph(mesh: FlatMesh, frame: Frame, corners: readonly number[], side: number): void {
  const outline: number[] = [];
  for (let i = 0; i < corners.length; i += 2) {
    const along = corners[i];
    const left = corners[i + 1] * side;
    outline.push(frame.x + frame.cos * along - frame.sin * left, frame.y + frame.sin * along + frame.cos * left);
  }
  addPolygon(mesh, outline, frame.z);
}
