/** Do two bodies, as rectangles a little smaller than they are, overlap? Knows poses only. */
import { cos, sin } from './maths.ts';
import type { World } from './world.ts';

/** Taken off length and width before two rectangles are compared, m. */
export const SHRINK_M = 0.2;

/** Separating axes of two rectangles. */
export function overlap(world: World, a: number, b: number): boolean {
  const { vehicles } = world;
  const dx = vehicles.x[b]! - vehicles.x[a]!;
  const dy = vehicles.y[b]! - vehicles.y[a]!;
  const reach = (vehicles.length_m[a]! + vehicles.length_m[b]! + vehicles.width_m[a]! + vehicles.width_m[b]!) / 2;
  if (dx * dx + dy * dy > reach * reach || Math.abs((vehicles.z[a] ?? 0) - (vehicles.z[b] ?? 0)) > 3) return false;
  return !separated(world, a, b, dx, dy) && !separated(world, b, a, -dx, -dy);
}

function separated(world: World, a: number, b: number, dx: number, dy: number): boolean {
  const { vehicles } = world;
  const c = cos(vehicles.heading_rad[a]!);
  const s = sin(vehicles.heading_rad[a]!);
  const turn = vehicles.heading_rad[b]! - vehicles.heading_rad[a]!;
  const tc = Math.abs(cos(turn));
  const ts = Math.abs(sin(turn));
  const half_length_b = (vehicles.length_m[b]! - SHRINK_M) / 2;
  const half_width_b = (vehicles.width_m[b]! - SHRINK_M) / 2;
  const along = Math.abs(dx * c + dy * s);
  const across = Math.abs(dy * c - dx * s);
  return (
    along > (vehicles.length_m[a]! - SHRINK_M) / 2 + half_length_b * tc + half_width_b * ts ||
    across > (vehicles.width_m[a]! - SHRINK_M) / 2 + half_length_b * ts + half_width_b * tc
  );
}
