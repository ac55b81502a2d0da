/** Crosswalks over the arms of a junction, between the stop line and the junction. */
import type { CrosswalkSpec } from '../../simulation/network-spec.ts';
import { placeAlong } from './line.ts';
import type { MapJunction } from './schema.ts';
import type { Arm } from './trim.ts';

/** From the stop line to the crosswalk, and from the crosswalk to where the kerb begins to bend, m. */
const BEFORE_M = 1.5;
const BEHIND_M = 0.5;

export interface CrosswalkPlan {
  readonly id: string;
  readonly arm: Arm;
  readonly length_m: number;
  readonly shape: Float64Array;
  readonly width_m: number;
  readonly walkers_per_hour: number;
}

/** What a crosswalk needs of an arm's length, m. */
export function crosswalkRoom_m(settings: MapJunction | undefined): number {
  return settings?.crosswalks === undefined ? 0 : settings.crosswalks.width_m + BEFORE_M + BEHIND_M;
}

export function crosswalksOf(node: string, arms: readonly Arm[], settings: MapJunction | undefined): CrosswalkPlan[] {
  const wish = settings?.crosswalks;
  if (wish === undefined) return [];
  return arms.flatMap((arm) => {
    if (wish.across !== undefined && !wish.across.includes(arm.toward)) return [];
    const way = arm.out ?? arm.in;
    if (way === undefined) return [];
    const inset = BEFORE_M + wish.width_m / 2;
    const at = placeAlong(way.line, arm.out === undefined ? way.end_m + inset : way.start_m - inset);
    // The line of a direction is its left edge: half of the median away from the arm's middle line.
    const sign = arm.out === undefined ? -1 : 1;
    const outward = { x: at.ux * sign, y: at.uy * sign };
    const median_m = (way.section?.median_m ?? 0) / 2;
    const middle = arm.in === undefined || arm.out === undefined ? 0 : median_m * sign;
    const point = (right_m: number): number[] => [at.x + outward.y * right_m, at.y - outward.x * right_m, at.z];
    const shape = Float64Array.from([...point(-arm.left_m - middle), ...point(arm.right_m - middle)]);
    const length_m = arm.left_m + arm.right_m;
    const { width_m, walkers_per_hour } = wish;
    return [{ id: `${node}_x_${arm.toward}`, arm, length_m, shape, width_m, walkers_per_hour }];
  });
}

export function crosswalkSpec(
  plan: CrosswalkPlan,
  node: string,
  signal: string | undefined,
  index: number,
): CrosswalkSpec {
  const { id, shape, width_m, walkers_per_hour } = plan;
  const light = signal === undefined ? {} : { signal, signal_index: index };
  return { id, junction: node, shape, width_m, walkers_per_hour, ...light };
}
