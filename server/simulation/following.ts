/** How one vehicle follows another, or a standing obstacle, with its own parameters. */
import { interaction } from './car-following.ts';
import type { Engine } from './engine-state.ts';

/** Desired speed: the lane's limit times the driver's factor, the vehicle's own top speed, and what it was told, m/s. */
export function desiredSpeed(world: Engine, slot: number): number {
  const { vehicles } = world;
  const limit = world.network.lanes.speed_mps[vehicles.lane[slot]!]! * vehicles.speed_factor[slot]!;
  return Math.min(limit, vehicles.max_speed_mps[slot]!, world.commands.speed_mps[slot]!);
}

/** Acceleration behind a leader whose rear is `gap` metres ahead; `free` = the free-road acceleration. */
export function behind(world: Engine, slot: number, leader: number, gap: number, free: number): number {
  const { vehicles } = world;
  if (gap <= 0.01) return -vehicles.emergency_decel[slot]!;
  const speed = vehicles.speed_mps[slot]!;
  return free - interaction(
    speed, speed - vehicles.speed_mps[leader]!, gap, vehicles.accel_max[slot]!, vehicles.decel[slot]!,
    vehicles.headway_s[slot]!, vehicles.min_gap_m[slot]!,
  );
}

/** Standing obstacle whose rear is `gap` metres ahead; the vehicle comes to rest its min_gap before it. */
export function behindObstacle(world: Engine, slot: number, gap: number, free: number): number {
  const { vehicles } = world;
  if (gap <= 0.01) return -vehicles.emergency_decel[slot]!;
  const speed = vehicles.speed_mps[slot]!;
  return free - interaction(
    speed, speed, gap, vehicles.accel_max[slot]!, vehicles.decel[slot]!, vehicles.headway_s[slot]!, vehicles.min_gap_m[slot]!,
  );
}
