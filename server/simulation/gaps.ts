/** Gaps around a place on a lane, also beyond its ends: for lane changes, insertions and vehicles that return from a stop. */
import type { Engine } from './engine-state.ts';
import { lastOnLane } from './lane-order.ts';

/** Gap into which a mandatory change goes: at least this, and so much of travel, m and s; how long a pair stays relaxed after it, ms. */
const LEAST_GAP_M = 1.4;
const REACTION_S = 0.25;
/** Beyond a node the target lane is looked at this far, m. */
const CLEAR_AHEAD_M = 80;

/** Nobody stands or creeps too near beyond the target lane's end, on the lanes that lead along the route or with a rear still on one of them. */
export function clearBeyond(world: Engine, slot: number, target: number, safe: number, skew: number): boolean {
  const distance = world.network.lanes.length_m[target]! - world.vehicles.pos_m[slot]! - skew;
  return clearOn(world, slot, target, world.vehicles.route_index[slot]! + 1, distance, safe);
}

/** The same from the end of a road lane on, `distance` metres ahead, from which the route goes on to its edge at `index`. */
function clearOn(world: Engine, slot: number, from: number, index: number, distance: number, safe: number): boolean {
  const { vehicles } = world;
  const { lanes, links } = world.network;
  const next = world.routes[slot]![index];
  if (distance > CLEAR_AHEAD_M || next === undefined) return true;
  for (let link = lanes.first_link[from]!; link < lanes.first_link[from]! + lanes.link_count[from]!; link++) {
    if (lanes.edge[links.to_lane[link]!] !== next) continue;
    let end = distance;
    for (let lane = links.via[link]!; ; lane = lanes.next[lane]!) {
      const last = lastOnLane(world, lane);
      if (last !== -1 && last !== slot) {
        if (!kinematic(world, slot, last, end + vehicles.pos_m[last]! - vehicles.length_m[last]!, safe)) return false;
        break;
      }
      end += lanes.length_m[lane]!;
      if (lane !== links.to_lane[link]) continue;
      if (!clearOn(world, slot, lane, index + 1, end, safe)) return false;
      break;
    }
  }
  return true;
}

/** Enough for the one behind to stay clear by braking at `safe` after a moment, whatever headway its model would like. */
export function kinematic(world: Engine, behind: number, ahead: number, gap: number, safe: number): boolean {
  const { vehicles } = world;
  const speed = vehicles.speed_mps[behind]!;
  const other = vehicles.speed_mps[ahead]!;
  const brake = speed > other ? (speed * speed - other * other) / (2 * safe) : 0;
  return gap >= LEAST_GAP_M + speed * REACTION_S + brake;
}

/** Somebody's rear still stands on the lane while its front is in the junction behind it. */
export function tailInTheWay(world: Engine, lane: number, pos: number, speed: number): boolean {
  const { vehicles, claims } = world;
  const { lanes, links } = world.network;
  const end = lanes.length_m[lane]!;
  for (let i = 0; i < lanes.link_count[lane]!; i++) {
    const via = links.via[lanes.first_link[lane]! + i]!;
    for (let claim = claims.first_of_lane[via]!; claim !== -1; claim = claims.next_of_lane[claim]!) {
      const other = claims.slot[claim]!;
      const front = vehicles.odo_m[other]! - claims.odo_m[claim]!;
      if (front < 0) continue;
      if (end + front - vehicles.length_m[other]! - pos < 3 + speed) return true;
    }
    const behind = Math.min(shadowRear(world, via), lanes.length_m[via]! + shadowRear(world, lanes.next[via]!));
    if (end + behind - pos < 3 + speed) return true;
  }
  return false;
}

/** Rearmost point of the shadows on a lane, m from its start; Infinity if there is none. */
function shadowRear(world: Engine, lane: number): number {
  const { vehicles, order } = world;
  let rear = Infinity;
  for (let at = order.first[lane]!; at < order.first[lane]! + order.count[lane]!; at++) {
    const other = order.slots[at]!;
    if (vehicles.shadow_lane[other] === lane) rear = Math.min(rear, vehicles.pos_m[other]! - vehicles.length_m[other]!);
  }
  return rear;
}

/**
 * Somebody comes out of the junction too near and too fast for a vehicle whose rear is at `rear_m` of the lane: with a claim on a path that ends
 * here, or as the shadow of a lane change that goes on across a plain node.
 */
export function somebodyComes(world: Engine, lane: number, rear_m: number, speed: number): boolean {
  const { vehicles, claims, feeders, feeder_first } = world;
  const { lanes, links } = world.network;
  for (let i = feeder_first[lane]!; i < feeder_first[lane + 1]!; i++) {
    const feeder = feeders[i]!;
    const length = lanes.length_m[feeder]!;
    for (let claim = claims.first_of_lane[feeder]!; claim !== -1; claim = claims.next_of_lane[claim]!) {
      const other = claims.slot[claim]!;
      const front = vehicles.odo_m[other]! - claims.odo_m[claim]!;
      if (front < length && tooNear(world, other, length - front + rear_m, speed)) return true;
    }
    if (shadowComes(world, feeder, length + rear_m, speed)) return true;
    const before = lanes.link[feeder] === -1 ? -1 : links.from_lane[lanes.link[feeder]!]!;
    if (
      before !== -1 &&
      world.crosses[feeder] === 0 &&
      shadowComes(world, before, lanes.length_m[before]! + length + rear_m, speed)
    )
      return true;
  }
  return false;
}

function shadowComes(world: Engine, lane: number, distance: number, speed: number): boolean {
  const { vehicles, order } = world;
  for (let at = order.first[lane]!; at < order.first[lane]! + order.count[lane]!; at++) {
    const other = order.slots[at]!;
    if (vehicles.shadow_lane[other] === lane && tooNear(world, other, distance - vehicles.pos_m[other]!, speed))
      return true;
  }
  return false;
}

function tooNear(world: Engine, other: number, gap: number, speed: number): boolean {
  const other_speed = world.vehicles.speed_mps[other]!;
  const brake = other_speed > speed ? (other_speed * other_speed - speed * speed) / (2 * 2.5) : 0;
  return gap < 2.5 + other_speed * 0.8 + brake;
}
