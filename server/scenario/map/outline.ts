/** Outlines of junctions: the ends of the roads joined by the curves of the kerb, counter-clockwise. */
import { placeAlong } from './line.ts';
import type { LinePlace } from './line.ts';
import { pathAcross } from './path.ts';
import { widthOf } from './plan.ts';
import type { Carriageway, MapNode } from './plan.ts';
import type { Arm } from './trim.ts';

export function junctionOutline(node: MapNode, arms: readonly Arm[]): Float64Array {
  if (arms.length >= 2) return armsOutline(arms);
  return hull(
    [...node.ins.map((way) => mouth(way, true)), ...node.outs.map((way) => mouth(way, false))].flat(),
    node.ins.length + node.outs.length < 2,
  );
}

/** The two corners of a road's end. */
function mouth(way: Carriageway, at_end: boolean): { readonly x: number; readonly y: number }[] {
  const at = placeAlong(way.line, at_end ? way.end_m : way.start_m);
  const width_m = widthOf(way.lanes);
  return [
    { x: at.x, y: at.y },
    { x: at.x + at.uy * width_m, y: at.y - at.ux * width_m },
  ];
}

function armsOutline(arms: readonly Arm[]): Float64Array {
  const points: number[] = [];
  const corners = arms.map(cornersOf);
  arms.forEach((_, index) => {
    const { left, right } = corners[index];
    const next = corners[(index + 1) % arms.length].right;
    points.push(right.x, right.y, left.x, left.y);
    const inward = { ...left, ux: -left.ux, uy: -left.uy };
    const { shape } = pathAcross(inward, next);
    for (let p = 3; p < shape.length - 3; p += 3) points.push(shape[p], shape[p + 1]);
  });
  return Float64Array.from(points);
}

/** Kerbs of an arm at its stop line, directions outward. */
function cornersOf(arm: Arm): { readonly left: LinePlace; readonly right: LinePlace } {
  const way = (arm.out ?? arm.in) as Carriageway;
  const at = placeAlong(way.line, arm.out === undefined ? way.end_m : way.start_m);
  const sign = arm.out === undefined ? -1 : 1;
  const [ux, uy] = [at.ux * sign, at.uy * sign];
  const both = arm.in !== undefined && arm.out !== undefined;
  const middle_m = both ? (way.section?.median_m ?? 0) / 2 : 0;
  const side = (right_m: number): LinePlace => ({ x: at.x + uy * right_m, y: at.y - ux * right_m, z: at.z, ux, uy });
  return { left: side(-arm.left_m - middle_m), right: side(arm.right_m - middle_m) };
}

/** Convex hull by Andrew's monotone chain, counter-clockwise. */
function hull(points: readonly { readonly x: number; readonly y: number }[], empty: boolean): Float64Array {
  if (empty || points.length < 3) return new Float64Array(0);
  const sorted = points.toSorted((a, b) => a.x - b.x || a.y - b.y);
  const chain = (list: typeof sorted): typeof sorted => {
    const kept: typeof sorted = [];
    for (const point of list) {
      while (kept.length >= 2) {
        const [a, b] = kept.slice(-2);
        if ((b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x) > 0) break;
        kept.pop();
      }
      kept.push(point);
    }
    return kept.slice(0, -1);
  };
  return Float64Array.from([...chain(sorted), ...chain(sorted.toReversed())].flatMap(({ x, y }) => [x, y]));
}
