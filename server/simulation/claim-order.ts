/**
 * Who goes first where paths meet: a vehicle that asks for a claim is put before or behind every claim that stands, by predicted time windows at
 * each conflict point.
 */
import { travelTime } from './car-following.ts';
import { CONFLICT, LONG_M } from './conflict-compiler.ts';
import { PATH_MAX, type Engine } from './engine-state.ts';
import { isRed, letterOf } from './signals.ts';

/** Air between two windows, s; and towards somebody who has priority. */
const MARGIN_S = 0.6;
const PRIORITY_MARGIN_S = 1.4;
/** One that stands this long, this far before the conflict, is blocked itself: others may pass in front of it, s and m. */
const BLOCKED_S = 2;
const BLOCKED_AIR_M = 0.3;

/** Somebody at the link has waited too long for foes, and still does. */
function isStarved(world: Engine, link: number): boolean {
  return world.starved[link]! >= world.tick - 1;
}

/** The place in the order of claims that suits all windows, undefined when there is none now. */
export function findOrder(
  world: Engine,
  slot: number,
  at: number,
  lane: number,
  link: number,
  distance: number,
): number | undefined {
  const { vehicles, claims } = world;
  const { conflicts, lanes } = world.network;
  let after = -Infinity;
  let before = Infinity;
  for (let claim = claims.first_of_lane[lane]!; claim !== -1; claim = claims.next_of_lane[claim]!) {
    // Whoever has got in front of one that was granted before goes before it here as well: both in turn would block each other.
    const front = vehicles.odo_m[claims.slot[claim]!]! - claims.odo_m[claim]!;
    if (front < -distance) before = Math.min(before, claims.order[claim]!);
    else after = Math.max(after, claims.order[claim]!);
  }
  const accel = vehicles.accel_max[slot]!;
  const speed = vehicles.speed_mps[slot]!;
  const top = Math.max(
    1,
    Math.min(lanes.speed_mps[lane]! * vehicles.speed_factor[slot]!, vehicles.max_speed_mps[slot]!),
    Math.min(speed, lanes.speed_mps[lane]! * 1.2),
  );
  const length = vehicles.length_m[slot]!;
  const halt_m = mayHalt(world, slot, at) ? lanes.length_m[lane]! : Infinity;
  const first = conflicts.first[lane]!;
  for (let row = first; row < first + conflicts.count[lane]!; row++) {
    const other_lane = conflicts.other[row]!;
    const other_link = lanes.link[other_lane]!;
    if (isStarved(world, other_link) && !isStarved(world, link) && !isRed(letterOf(world, other_link)))
      return undefined;
    let enter_s = -1;
    let leave_s = 0;
    for (let claim = claims.first_of_lane[other_lane]!; claim !== -1; claim = claims.next_of_lane[claim]!) {
      const other = claims.slot[claim]!;
      if (other === slot) continue;
      const front = vehicles.odo_m[other]! - claims.odo_m[claim]!;
      if (front - vehicles.length_m[other]! > conflicts.other_end_m[row]!) continue;
      const order = claims.order[claim]!;
      if (conflicts.kind[row] === CONFLICT.beside && passesBeside(world, slot, other)) continue;
      if (conflicts.kind[row] === CONFLICT.diverging) {
        after = Math.max(after, order);
        continue;
      }
      if (enter_s < 0) {
        enter_s = travelTime(distance + conflicts.start_m[row]!, speed, accel, top);
        leave_s =
          conflicts.end_m[row]! + length > halt_m
            ? Infinity
            : travelTime(distance + conflicts.end_m[row]! + length, speed, accel, top);
      }
      const yields = givesWay(world, link, other_link);
      const merging = conflicts.kind[row] === CONFLICT.merging;
      const verdict = compareWindows(
        world,
        other,
        claim,
        row,
        front,
        enter_s,
        leave_s,
        yields,
        merging ? Math.min(top, speed + accel * leave_s) : top,
      );
      if (verdict === 0 && !waitsForMe(world, slot, claim, row, front)) return undefined;
      if (verdict > 0) after = Math.max(after, order);
      else before = Math.min(before, order);
    }
  }
  if (before === Infinity) return ++claims.last_order;
  if (after === -Infinity) return before - 1;
  const order = (after + before) / 2;
  return after < order && order < before ? order : undefined;
}

/**
 * The other one cannot reach the conflict at `row` before it has let this vehicle clear an earlier one: this vehicle already holds a claim that goes first
 * there. Then waiting for it would be waiting for oneself.
 */
function waitsForMe(world: Engine, slot: number, claim: number, row: number, front: number): boolean {
  const { vehicles, claims } = world;
  const { conflicts } = world.network;
  const lane = claims.lane[claim]!;
  for (let own = vehicles.first_claim[slot]!; own !== -1; own = claims.next_of_vehicle[own]!) {
    if (claims.order[own]! >= claims.order[claim]!) continue;
    const rear = vehicles.odo_m[slot]! - vehicles.length_m[slot]! - claims.odo_m[own]!;
    for (let at = conflicts.first[lane]!; at < conflicts.first[lane]! + conflicts.count[lane]!; at++) {
      if (conflicts.other[at] !== claims.lane[own]) continue;
      if (conflicts.kind[at] === CONFLICT.beside && passesBeside(world, claims.slot[claim]!, slot)) continue;
      if (conflicts.kind[at] === CONFLICT.diverging) {
        if (front < rear + vehicles.length_m[slot]! && rear < conflicts.other_end_m[at]!) return true;
        continue;
      }
      if (
        front < conflicts.start_m[at]! &&
        rear < conflicts.other_end_m[at]! &&
        conflicts.start_m[at]! <= conflicts.other_start_m[row]! + 0.5
      )
        return true;
    }
  }
  return false;
}

/** Behind the gate stands another one (a waiting place inside the junction): it may come to rest there. */
function mayHalt(world: Engine, slot: number, at: number): boolean {
  if (at + 1 >= world.vehicles.path_count[slot]!) return true;
  return world.network.lanes.junction[world.vehicles.path_lane[slot * PATH_MAX + at + 1]!] !== -1;
}

/** Cars pass each other in a bend, and anybody passes somebody who stands. */
export function passesBeside(world: Engine, slot: number, other: number): boolean {
  const { vehicles } = world;
  return (
    (vehicles.length_m[slot]! < LONG_M && vehicles.length_m[other]! < LONG_M) || vehicles.standing_s[other]! > BLOCKED_S
  );
}

/** 1: behind the other one, -1: before it, 0: neither fits. */
function compareWindows(
  world: Engine,
  other: number,
  claim: number,
  row: number,
  front: number,
  enter_s: number,
  leave_s: number,
  yields: boolean,
  merge_speed: number,
): number {
  const { vehicles, claims } = world;
  const { conflicts, lanes } = world.network;
  const lane = claims.lane[claim]!;
  const speed = vehicles.speed_mps[other]!;
  const accel = vehicles.accel_max[other]!;
  const top = Math.max(
    1,
    speed,
    Math.min(lanes.speed_mps[lane]! * vehicles.speed_factor[other]!, vehicles.max_speed_mps[other]!),
  );
  const clear = conflicts.other_end_m[row]! + vehicles.length_m[other]!;
  const granted = vehicles.granted[other]!;
  const halts =
    vehicles.walkers_halt_m[other]! - claims.odo_m[claim]! < clear ||
    (granted < vehicles.path_count[other]! &&
      vehicles.path_odo_m[other * PATH_MAX + granted]! - claims.odo_m[claim]! < clear);
  const other_leaves = halts ? Infinity : travelTime(clear - front, speed, accel, top);
  if (enter_s >= other_leaves + MARGIN_S * 0.5) return 1;
  const start = conflicts.other_start_m[row]!;
  if (front >= start) return 0;
  if (leave_s < Infinity && vehicles.standing_s[other]! > BLOCKED_S && front < start - BLOCKED_AIR_M) return -1;
  const other_enters = travelTime(start - front, speed, accel, top);
  const margin = (yields ? PRIORITY_MARGIN_S : MARGIN_S) + (speed > merge_speed ? (speed - merge_speed) / 4 : 0);
  return leave_s + margin <= other_enters ? -1 : 0;
}

function givesWay(world: Engine, link: number, other: number): boolean {
  const { links } = world.network;
  const first = links.yield_first[link]!;
  for (let i = first; i < first + links.yield_count[link]!; i++) if (links.yields[i] === other) return true;
  return false;
}
