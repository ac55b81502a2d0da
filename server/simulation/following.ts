/** How one vehicle follows another, or a standing obstacle, with its own parameters. */
import { interaction } from './car-following.ts';
import type { Engine } from './engine-state.ts';

/** Desired speed: the lane's limit times the driver's factor, the vehicle's own top speed, and what it was told, m/s. */
export function desiredSpeed(world: Engine, slot: number): number {
  const { vehicles } = world;
  const limit = world.network.lanes.speed_mps[vehicles.lane[slot]!]! * vehicles.speed_factor[slot]!;
  return Math.min(limit, vehicles.max_speed_mps[slot]!, world.commands.speed_mps[slot]!);
}

/** After a cut-in the pair opens its gap gently: braking no harder than this as long as kinematics ask for no more, m/s2. */
const RELAXED_DECEL = 2;
/** Nearer than this nobody is relaxed, m. */
const RELAXED_LEAST_M = 1;

/**
 * Acceleration behind a leader whose rear is `gap` metres ahead; `free` = the free-road acceleration. For some seconds after a lane change
 * in front of it or by itself a driver accepts a gap shorter than the model's (relaxation: Schakel, Knoop, van Arem, Transp. Res. Rec. 2316, 2012).
 */
export function behind(world: Engine, slot: number, leader: number, gap: number, free: number): number {
  const { vehicles } = world;
  if (gap <= 0.01) return -vehicles.emergency_decel[slot]!;
  const speed = vehicles.speed_mps[slot]!;
  const closing = speed - vehicles.speed_mps[leader]!;
  const accel =
    free -
    interaction(
      speed,
      closing,
      gap,
      vehicles.accel_max[slot]!,
      vehicles.decel[slot]!,
      vehicles.headway_s[slot]!,
      vehicles.min_gap_m[slot]!,
    );
  if (accel >= -RELAXED_DECEL || gap <= RELAXED_LEAST_M || vehicles.relaxed_until_ms[slot]! <= world.tick * world.dt_ms)
    return accel;
  const need = closing > 0 ? (closing * closing) / (2 * (gap - RELAXED_LEAST_M)) : 0;
  return need > RELAXED_DECEL ? accel : Math.max(accel, -RELAXED_DECEL);
}

/** Standing obstacle whose rear is `gap` metres ahead; the vehicle comes to rest its min_gap before it. */
export function behindObstacle(world: Engine, slot: number, gap: number, free: number): number {
  const { vehicles } = world;
  if (gap <= 0.01) return -vehicles.emergency_decel[slot]!;
  const speed = vehicles.speed_mps[slot]!;
  return (
    free -
    interaction(
      speed,
      speed,
      gap,
      vehicles.accel_max[slot]!,
      vehicles.decel[slot]!,
      vehicles.headway_s[slot]!,
      vehicles.min_gap_m[slot]!,
    )
  );
}
