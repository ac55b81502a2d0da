/**
 * A vehicle whose acceleration somebody else computes. It gets exactly that, within physics: what engine and brakes can do, its top speed,
 * and the right of way: it cannot enter a junction without a grant, because others rely on it. Its distance to others is its own business.
 */
import { PATH_MAX, type Engine } from './engine-state.ts';
import { haltWithin, junctionLimit } from './junction-limits.ts';

/** The front halts this far before a line it may not pass, m. */
const LINE_AIR_M = 0.15;

/** @param told the acceleration wished for, m/s2 */
export function commandedAcceleration(world: Engine, slot: number, told: number): number {
  const { vehicles } = world;
  const speed = vehicles.speed_mps[slot]!;
  const most = vehicles.accel_max[slot]!;
  const dt_s = world.dt_ms / 1000;
  const top = (vehicles.max_speed_mps[slot]! - speed) / dt_s;
  const room = roomToLine(world, slot);
  const line = room === Infinity ? Infinity : haltWithin(room, speed, vehicles.emergency_decel[slot]!, dt_s);
  const limit = Math.min(most, top, line, junctionLimit(world, slot, most));
  return Math.max(Math.min(told, limit), -vehicles.emergency_decel[slot]!);
}

/** Distance to the first line that it may not pass, less some air, m; Infinity where its way is free. */
function roomToLine(world: Engine, slot: number): number {
  const { vehicles } = world;
  const { lanes } = world.network;
  const count = vehicles.path_count[slot]!;
  const route = world.routes[slot]!;
  let lane = vehicles.lane[slot]!;
  let end = lanes.length_m[lane]! - vehicles.pos_m[slot]!;
  for (let at = 0; at < count; at++) {
    const next = vehicles.path_lane[slot * PATH_MAX + at]!;
    if (at >= vehicles.granted[slot]! && lanes.junction[next] !== -1) return Math.max(0, end - LINE_AIR_M);
    lane = next;
    end += lanes.length_m[lane]!;
  }
  const leads_on = vehicles.extend_at_m[slot] !== Infinity || lanes.edge[lane] === route[route.length - 1];
  return leads_on ? Infinity : Math.max(0, end - LINE_AIR_M);
}
