/**
 * What the conflict points ahead allow: a vehicle stays out of a conflict zone until everybody whose claim comes first has left it,
 * follows those that merge before it, and those ahead that diverge from its lane. Physical, whatever the predictions at the grant were.
 */
import { passesBeside } from './claim-order.ts';
import { CONFLICT } from './conflict-compiler.ts';
import { PATH_MAX, type Engine } from './engine-state.ts';
import { behind } from './following.ts';

/** Braking that a zone still occupied may ask for, m/s2; emergency braking stays in reserve. */
const ZONE_DECEL = 4;
/** The front halts this far before a zone, m. */
const ZONE_AIR_M = 0.4;

/** Acceleration with which the front, braking at `decel` from the next step on, halts within `room` metres. */
export function haltWithin(room: number, speed: number, decel: number, dt_s: number): number {
  const rest = room - (speed * dt_s) / 2;
  if (rest <= 0) return -speed / dt_s;
  const next = decel * (Math.sqrt((dt_s * dt_s) / 4 + (2 * rest) / decel) - dt_s / 2);
  return (next - speed) / dt_s;
}

/** Most acceleration that the conflict points on the lanes already granted allow; Infinity if none matters. */
export function junctionLimit(world: Engine, slot: number, free: number): number {
  const { vehicles } = world;
  const { lanes, conflicts } = world.network;
  let limit = Infinity;
  const odo = vehicles.odo_m[slot]!;
  const lane = vehicles.lane[slot]!;
  if (lanes.junction[lane] !== -1 && conflicts.count[lane]! > 0)
    limit = laneLimit(world, slot, lane, odo - vehicles.pos_m[slot]!, free);
  for (let at = 0; at < vehicles.granted[slot]!; at++) {
    const ahead = vehicles.path_lane[slot * PATH_MAX + at]!;
    if (lanes.junction[ahead] === -1 || conflicts.count[ahead] === 0) continue;
    limit = Math.min(limit, laneLimit(world, slot, ahead, vehicles.path_odo_m[slot * PATH_MAX + at]!, free));
  }
  return limit;
}

function orderOf(world: Engine, slot: number, lane: number): number {
  const { claims } = world;
  for (let claim = world.vehicles.first_claim[slot]!; claim !== -1; claim = claims.next_of_vehicle[claim]!) {
    if (claims.lane[claim] === lane) return claims.order[claim]!;
  }
  return Infinity;
}

function laneLimit(world: Engine, slot: number, lane: number, begin_odo: number, free: number): number {
  const { vehicles, claims } = world;
  const { conflicts } = world.network;
  const own = vehicles.odo_m[slot]! - begin_odo;
  const order = orderOf(world, slot, lane);
  let limit = Infinity;
  const first = conflicts.first[lane]!;
  for (let row = first; row < first + conflicts.count[lane]!; row++) {
    if (own > conflicts.end_m[row]!) continue;
    for (let claim = claims.first_of_lane[conflicts.other[row]!]!; claim !== -1; claim = claims.next_of_lane[claim]!) {
      if (claims.order[claim]! >= order && conflicts.kind[row] !== CONFLICT.diverging) continue;
      const other = claims.slot[claim]!;
      if (other === slot) continue;
      const front = vehicles.odo_m[other]! - claims.odo_m[claim]!;
      const rear = front - vehicles.length_m[other]!;
      if (rear > conflicts.other_end_m[row]!) continue;
      if (conflicts.kind[row] === CONFLICT.beside && passesBeside(world, slot, other)) continue;
      limit = Math.min(limit, pairLimit(world, slot, row, own, other, front, rear, lane, free));
    }
  }
  return limit;
}

function pairLimit(
  world: Engine,
  slot: number,
  row: number,
  own: number,
  other: number,
  front: number,
  rear: number,
  lane: number,
  free: number,
): number {
  const { vehicles } = world;
  const { conflicts, lanes } = world.network;
  const speed = vehicles.speed_mps[slot]!;
  const kind = conflicts.kind[row]!;
  if (kind === CONFLICT.diverging)
    return front < 0 || front < own ? Infinity : behind(world, slot, other, rear - own, free);
  const room = conflicts.start_m[row]! - own - ZONE_AIR_M;
  const halt = room + ZONE_AIR_M <= 0 ? Infinity : haltWithin(Math.max(0, room), speed, ZONE_DECEL, world.dt_ms / 1000);
  if (kind !== CONFLICT.merging) return halt;
  const gap =
    lanes.length_m[lane]! - own - (lanes.length_m[conflicts.other[row]!]! - front) - vehicles.length_m[other]!;
  if (gap <= vehicles.min_gap_m[slot]! * 0.5)
    return room + ZONE_AIR_M <= 0 ? behind(world, slot, other, Math.max(gap, 0.1), free) : halt;
  return behind(world, slot, other, gap, free);
}
