/**
 * The line of a road from its points: arcs at bends in plan, parabolas where the grade changes in profile, as roads are laid out.
 * The grade between two points is never steeper than the straight line between them.
 */
import { cos, sin, tan, atan2 } from '../../simulation/maths.ts';

/** A point of a road; z undefined = between its neighbours. */
export interface RoadPoint {
  readonly x: number;
  readonly y: number;
  readonly z: number | undefined;
}

/** A bend takes no more than this share of the pieces beside it. */
const BEND_SHARE = 0.45;
/** Turn of one piece of an arc, rad. */
const ARC_STEP = 0.06;
/** Half length of the parabola where the grade changes, m, and distance of its points. */
const SAG_M = 25;
const SAG_STEP_M = 5;

interface Plan {
  readonly xy: readonly (readonly [number, number])[];
  /** Position of each point of the road (the middle of its bend). */
  readonly point_at_m: readonly number[];
}

/**
 * `level_start_m` and `level_end_m`: the road stays level so far at its ends, for the junction there.
 */
export function roadLine(
  points: readonly RoadPoint[],
  radius_m: number,
  level_start_m: number,
  level_end_m: number,
): Float64Array {
  const plan = layPlan(points, radius_m);
  const grade = profile(points, plan.point_at_m, level_start_m, level_end_m);
  const line: number[] = [];
  let along = 0;
  plan.xy.forEach(([x, y], index) => {
    if (index > 0) {
      const [px, py] = plan.xy[index - 1];
      const length = Math.sqrt((x - px) * (x - px) + (y - py) * (y - py));
      for (const at of grade.breaks) {
        if (at <= along + 0.5 || at >= along + length - 0.5) continue;
        const share = (at - along) / length;
        line.push(px + (x - px) * share, py + (y - py) * share, grade.z(at));
      }
      along += length;
    }
    line.push(x, y, grade.z(along));
  });
  return Float64Array.from(line);
}

function layPlan(points: readonly RoadPoint[], radius_m: number): Plan {
  const xy: [number, number][] = [[points[0].x, points[0].y]];
  const at = [0];
  let along = 0;
  const add = (x: number, y: number): void => {
    const [px, py] = xy[xy.length - 1];
    const step = Math.sqrt((x - px) * (x - px) + (y - py) * (y - py));
    if (step < 0.01) return;
    along += step;
    xy.push([x, y]);
  };
  for (let i = 1; i + 1 < points.length; i++) {
    const [a, b, c] = [points[i - 1], points[i], points[i + 1]];
    const before = unit(a, b);
    const after = unit(b, c);
    const turn = atan2(before.x * after.y - before.y * after.x, before.x * after.x + before.y * after.y);
    if (Math.abs(turn) < 0.002) {
      add(b.x, b.y);
      at.push(along);
      continue;
    }
    const half = Math.abs(tan(turn / 2));
    const tangent = Math.min(radius_m * half, before.length * BEND_SHARE, after.length * BEND_SHARE);
    const radius = tangent / half;
    const pieces = Math.max(2, Math.ceil(Math.abs(turn) / ARC_STEP));
    const x0 = b.x - before.x * tangent;
    const y0 = b.y - before.y * tangent;
    const side = turn > 0 ? 1 : -1;
    for (let k = 0; k <= pieces; k++) {
      const angle = (Math.abs(turn) * k) / pieces;
      const ahead = radius * sin(angle);
      const aside = side * radius * (1 - cos(angle));
      add(x0 + before.x * ahead - before.y * aside, y0 + before.y * ahead + before.x * aside);
      if (k === Math.floor(pieces / 2)) at.push(along);
    }
  }
  const last = points[points.length - 1];
  add(last.x, last.y);
  at.push(along);
  return { xy, point_at_m: at };
}

function unit(a: RoadPoint, b: RoadPoint): { readonly x: number; readonly y: number; readonly length: number } {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const length = Math.sqrt(dx * dx + dy * dy);
  return { x: dx / length, y: dy / length, length };
}

interface Profile {
  /** Positions where the slope is not constant. */
  readonly breaks: readonly number[];
  readonly z: (along_m: number) => number;
}

function profile(
  points: readonly RoadPoint[],
  at: readonly number[],
  level_start_m: number,
  level_end_m: number,
): Profile {
  const total = at[at.length - 1];
  const known: { s: number; z: number }[] = [];
  points.forEach((point, index) => {
    if (point.z !== undefined) known.push({ s: at[index], z: point.z });
  });
  const first = known[0];
  const last = known[known.length - 1];
  const level = (want: number): number => Math.min(want, total * 0.2);
  const inner = known
    .slice(1, -1)
    .filter(({ s }) => s > level(level_start_m) + 1 && s < total - level(level_end_m) - 1);
  const stations = [first];
  if (level_start_m > 0) stations.push({ s: level(level_start_m), z: first.z });
  stations.push(...inner);
  if (level_end_m > 0) stations.push({ s: total - level(level_end_m), z: last.z });
  stations.push(last);
  const gradeOf = (i: number): number => (stations[i + 1].z - stations[i].z) / (stations[i + 1].s - stations[i].s);
  const sags = stations.slice(1, -1).map(({ s, z }, index) => {
    const before = s - stations[index].s;
    const after = stations[index + 2].s - s;
    return { s, z, half: Math.min(SAG_M, before * 0.48, after * 0.48), in: gradeOf(index), out: gradeOf(index + 1) };
  });
  const breaks: number[] = [];
  for (const sag of sags) {
    if (Math.abs(sag.in - sag.out) < 1e-4) continue;
    const count = Math.max(2, Math.ceil((2 * sag.half) / SAG_STEP_M));
    for (let k = 0; k <= count; k++) breaks.push(sag.s - sag.half + (2 * sag.half * k) / count);
  }
  const z = (s: number): number => {
    const sag = sags.find((one) => Math.abs(s - one.s) < one.half);
    if (sag !== undefined) {
      const u = s - sag.s;
      return sag.z + sag.in * u + ((sag.out - sag.in) * (u + sag.half) * (u + sag.half)) / (4 * sag.half);
    }
    let i = 0;
    while (i + 2 < stations.length && stations[i + 1].s < s) i += 1;
    return stations[i].z + gradeOf(i) * (s - stations[i].s);
  };
  return { breaks, z };
}
