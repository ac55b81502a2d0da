/**
 * Ramps: where two one-way roads become one, or one becomes two, the road that turns off (the ramp) is laid beside the others at the right edge,
 * so that its lanes run on into lanes of the other road (acceleration and deceleration lanes) without a step.
 */
import type { Section } from './plan.ts';
import type { RoadPoint } from './road-line.ts';

/** So far a ramp runs beside the road before it leaves it, m, and at most this share of the way to its next point. */
const LEAD_M = 50;
const LEAD_SHARE = 0.4;

/** Moves the end of the ramp at `node`, where there is one. Returns whether the node is a merge or a diverge. */
export function alignRamps(node: string, meeting: readonly Section[]): boolean {
  if (meeting.length !== 3 || meeting.some(({ backward }) => backward.length > 0)) return false;
  const ins = meeting.filter(({ to }) => to === node);
  const outs = meeting.filter(({ from }) => from === node);
  const merge = ins.length === 2;
  const [single] = merge ? outs : ins;
  const pair = merge ? ins : outs;
  const along = headingAt(single, !merge);
  const straightness = (section: Section): number => {
    const heading = headingAt(section, merge);
    return heading.x * along.x + heading.y * along.y;
  };
  const [main, ramp] = straightness(pair[0]) >= straightness(pair[1]) ? pair : [pair[1], pair[0]];
  const aside_m = width(single) - width(ramp);
  const points = ramp.points;
  const end = merge ? points[points.length - 1] : points[0];
  const next = merge ? points[points.length - 2] : points[1];
  const lead_m = Math.min(LEAD_M, LEAD_SHARE * distance(end, next)) * (merge ? -1 : 1);
  const moved = { x: end.x + along.y * aside_m, y: end.y - along.x * aside_m, z: end.z };
  const beside = { x: moved.x + along.x * lead_m, y: moved.y + along.y * lead_m, z: undefined };
  if (merge) points.splice(-1, 1, beside, moved);
  else points.splice(0, 1, moved, beside);
  return main !== ramp;
}

/** Direction of a section at its end (or start). */
function headingAt(section: Section, at_end: boolean): { readonly x: number; readonly y: number } {
  const { points } = section;
  const [a, b] = at_end ? points.slice(-2) : points;
  const length = distance(a, b);
  return { x: (b.x - a.x) / length, y: (b.y - a.y) / length };
}

function distance(a: RoadPoint, b: RoadPoint): number {
  return Math.sqrt((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y));
}

function width(section: Section): number {
  return section.forward.reduce((sum, lane) => sum + lane.width_m, 0);
}
