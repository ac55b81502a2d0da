/**
 * The arms of a crossing: how wide each is, where its stop line lies, where a place on one of its lanes is, and the junction's outline.
 * Local east-north-up metres about the middle; right-hand traffic.
 */
import { turnShape } from './crossing-path.ts';
import type { Place } from './crossing-path.ts';
import { ARMS } from './map-schema.ts';
import type { Arm, CrossingSettings } from './map-schema.ts';

/** Unit vectors from the middle along the arms. */
export const OUTWARD: Record<Arm, Place> = {
  north: { x: 0, y: 1 },
  east: { x: 1, y: 0 },
  south: { x: 0, y: -1 },
  west: { x: -1, y: 0 },
};

/** An arm with its exceptions applied. */
export interface ArmPlan {
  readonly arm: Arm;
  readonly name: string;
  readonly length_m: number;
  readonly lanes_in: number;
  readonly lanes_out: number;
  readonly speed_mps: number;
  /** Half of the road's width. */
  readonly half_m: number;
  /** From the middle of the junction to the stop line. */
  readonly stop_m: number;
}

/** Every arm with its exceptions applied. */
export function planArms(settings: CrossingSettings): Record<Arm, ArmPlan> {
  const count = (arm: Arm): { in: number; out: number } => ({
    in: settings.arms[arm]?.lanes_in ?? settings.lanes_in,
    out: settings.arms[arm]?.lanes_out ?? settings.lanes_out,
  });
  const half_m = (arm: Arm): number => Math.max(count(arm).in, count(arm).out) * settings.lane_width_m;
  const plan = (arm: Arm, index: number): ArmPlan => ({
    arm,
    name: settings.arms[arm]?.name ?? '',
    length_m: settings.arms[arm]?.length_m ?? settings.length_m,
    lanes_in: count(arm).in,
    lanes_out: count(arm).out,
    speed_mps: settings.arms[arm]?.speed_mps ?? settings.speed_mps,
    half_m: half_m(arm),
    stop_m: Math.max(half_m(ARMS[(index + 1) % 4]), half_m(ARMS[(index + 3) % 4])) + settings.corner_radius_m,
  });
  const [north, east, south, west] = ARMS.map(plan);
  return { north, east, south, west };
}

/** A place on an arm: `along_m` from the middle, `lane` from the kerb, on the right of `heading`. */
export function placeOn(plan: ArmPlan, lane: number, along_m: number, inward: boolean, width_m: number): Place {
  const out = OUTWARD[plan.arm];
  const aside_m = plan.half_m - (lane + 0.5) * width_m;
  // The right-hand side of a heading (x, y) is (y, -x); inward the heading is the opposite of `out`.
  const side = inward ? -1 : 1;
  return { x: out.x * along_m + out.y * aside_m * side, y: out.y * along_m - out.x * aside_m * side };
}

/** Outline of the junction, counter-clockwise from the east: stop lines joined by the curves of the kerb. */
export function crossingOutline(plans: Record<Arm, ArmPlan>): Float64Array {
  const points: number[] = [];
  for (const [arm, next] of [
    ['east', 'north'],
    ['north', 'west'],
    ['west', 'south'],
    ['south', 'east'],
  ] as const) {
    const corner = (plan: ArmPlan, left: boolean): Place => {
      const out = OUTWARD[plan.arm];
      const side_m = left ? plan.half_m : -plan.half_m;
      return { x: out.x * plan.stop_m - out.y * side_m, y: out.y * plan.stop_m + out.x * side_m };
    };
    const begin = corner(plans[arm], false);
    const inward = { x: -OUTWARD[arm].x, y: -OUTWARD[arm].y };
    const kerb = turnShape(corner(plans[arm], true), inward, corner(plans[next], false), OUTWARD[next]).shape;
    points.push(begin.x, begin.y);
    for (let i = 0; i < kerb.length - 3; i += 3) points.push(kerb[i], kerb[i + 1]);
  }
  return Float64Array.from(points);
}

/** Between stop line and crosswalk. */
const LINE_GAP_M = 1;
/** A crosswalk reaches into the kerb's curve by this share of its radius at most: farther in, the kerbs run too obliquely to it. */
const CURVE_SHARE = 0.6;

/** The crosswalk over an arm, inside its stop line: centre line from kerb to kerb, flattened x,y,z triples. */
export function crosswalkLine(plans: Record<Arm, ArmPlan>, arm: Arm, width_m: number): Float64Array {
  const plan = plans[arm];
  const out = OUTWARD[arm];
  const depth_m = LINE_GAP_M + width_m / 2;
  const along_m = plan.stop_m - depth_m;
  const index = ARMS.indexOf(arm);
  const end = (neighbour: ArmPlan, side: number): number[] => {
    const aside_m = (plan.half_m + kerbOffset(plan, neighbour, depth_m)) * side;
    return [out.x * along_m - out.y * aside_m, out.y * along_m + out.x * aside_m, 0];
  };
  // Arms stand clockwise: the one before this one is on the left of whoever looks outward.
  return Float64Array.from([...end(plans[ARMS[(index + 3) % 4]], 1), ...end(plans[ARMS[(index + 1) % 4]], -1)]);
}

/** The least radius of the corners that leaves room for crosswalks of this width. */
export function leastCornerRadius(width_m: number): number {
  return (LINE_GAP_M + width_m) / CURVE_SHARE;
}

/** How far the kerb of a corner has turned away from the arm `depth_m` inside the stop line, m. */
function kerbOffset(plan: ArmPlan, neighbour: ArmPlan, depth_m: number): number {
  const first_leg_m = plan.stop_m - neighbour.half_m;
  const radius_m = Math.min(first_leg_m, neighbour.stop_m - plan.half_m);
  const into_m = Math.max(0, depth_m - (first_leg_m - radius_m));
  return radius_m - Math.sqrt(radius_m * radius_m - into_m * into_m);
}
