/** Stops on a vehicle's way: bus stops and other places where it stands for a while, in its lane or beside it. */
import type { Engine } from './engine-state.ts';
import { behindObstacle } from './following.ts';

/** It counts as arrived at its stop within this distance, m, and below this speed, m/s. */
const STOP_REACH_M = 2;
const STOP_SPEED_MPS = 0.3;

/** Acceleration that the next stop on this edge allows; Infinity when there is none. */
export function stopAhead(world: Engine, slot: number, free: number): number {
  const { vehicles } = world;
  const stop = world.stops[slot]![vehicles.stop_index[slot]!];
  if (
    stop === undefined ||
    stop.lane !== vehicles.lane[slot] ||
    world.routes[slot]![vehicles.route_index[slot]!] !== stop.edge
  )
    return Infinity;
  const distance = stop.end_m - vehicles.pos_m[slot]!;
  const speed = vehicles.speed_mps[slot]!;
  if (distance > speed * 5 + (speed * speed) / 3 + 30) return Infinity;
  return behindObstacle(world, slot, Math.max(0.05, distance + vehicles.min_gap_m[slot]!), free);
}

/** Whether it stands at its stop now (or has run just past it) and may begin to serve it. */
export function reachesStop(world: Engine, slot: number): boolean {
  const { vehicles } = world;
  const stop = world.stops[slot]![vehicles.stop_index[slot]!];
  if (stop === undefined || stop.lane !== vehicles.lane[slot] || vehicles.shadow_lane[slot] !== -1) return false;
  if (world.routes[slot]![vehicles.route_index[slot]!] !== stop.edge) return false;
  const distance = stop.end_m - vehicles.pos_m[slot]!;
  return distance < STOP_REACH_M && vehicles.speed_mps[slot]! < STOP_SPEED_MPS;
}

/** When a stop that begins now is over, ms. */
export function stopEnd(world: Engine, slot: number, now_ms: number): number {
  const { spec } = world.stops[slot]![world.vehicles.stop_index[slot]!]!;
  return Math.max(now_ms + Math.max(0, spec.duration_ms), spec.until_ms);
}
