/**
 * Right of way at junctions. A vehicle passes a gate (a stop line, or the waiting place inside a junction) only with a claim on
 * the lane behind it. A claim is granted when the signal allows it, the exit has room, and at every conflict point the
 * vehicle's predicted time window lies before or behind those of all claims that stand; `order` then fixes who goes first.
 * Minor streams ask late and with a margin, major ones early, so that critical gaps come out near those of the HCM (about 4 to 6 s).
 */
import { dropComingClaims, takeClaim } from './claims.ts';
import { travelTime } from './car-following.ts';
import { PATH_MAX, type Engine } from './engine-state.ts';
import { aheadOf, lastOnLane } from './lane-order.ts';
import { CONFLICT, LONG_M } from './conflict-compiler.ts';
import { besideOverLink } from './parallel-lanes.ts';
import { isRed, isYellow, letterOf, LETTER } from './signals.ts';

export const REFUSED = { no: 0, red: 1, room: 2, foe: 3, leader: 4, changing: 5 } as const;

/** A driver brakes for yellow where that takes no more than this, m/s2. */
const YELLOW_DECEL = 3;
/** A grant is taken back for lack of room only where halting takes no more than this, m/s2. */
const COMFORT_DECEL = 3.5;
/** Major streams ask this long ahead, s, and everybody from this close, m. */
const MAJOR_AHEAD_S = 6;
const NEAR_M = 12;
/** Air between two windows, s; and towards somebody who has priority. */
const MARGIN_S = 0.6;
const PRIORITY_MARGIN_S = 1.4;
/** An exit whose last vehicle drives faster than this moves off before one gets there, m/s; this much room serves anybody, m. */
const FLOWING_MPS = 5;
const ENOUGH_ROOM_M = 40;
/** One that stands this long, this far before the conflict, is blocked itself: others may pass in front of it, s and m. */
const BLOCKED_S = 2;
const BLOCKED_AIR_M = 0.3;
/** After waiting this long for foes, others who can stop let it go, s. */
const STARVED_S = 30;

/** Revokes and asks for claims of one vehicle; the vehicles ahead of it have been served before. */
export function serveGates(world: Engine, slot: number): void {
  const { vehicles } = world;
  const { lanes } = world.network;
  if (vehicles.granted[slot]! > 0) {
    revokeBeforeSignal(world, slot);
    revokeVain(world, slot);
  }
  for (;;) {
    const at = vehicles.granted[slot]!;
    if (at >= vehicles.path_count[slot]!) return;
    const lane = vehicles.path_lane[slot * PATH_MAX + at]!;
    if (lanes.junction[lane] === -1) {
      vehicles.granted[slot] = at + 1;
      continue;
    }
    const distance = vehicles.path_odo_m[slot * PATH_MAX + at]! - vehicles.odo_m[slot]!;
    if (distance > askDistance(world, slot, at)) return;
    const refused = ask(world, slot, at, distance);
    vehicles.refused[slot] = refused;
    if (refused !== REFUSED.no) {
      noteWait(world, slot, at, distance, refused);
      return;
    }
    vehicles.granted[slot] = at + 1;
    vehicles.gate_wait_s[slot] = 0;
  }
}

/** How far before a gate a vehicle asks for it and, while refused, prepares to halt, m. */
export function askDistance(world: Engine, slot: number, at: number): number {
  const speed = world.vehicles.speed_mps[slot]!;
  const link = world.vehicles.path_link[slot * PATH_MAX + at]!;
  const letter = letterOf(world, link);
  const early = world.network.links.yield_count[link] === 0 || letter === LETTER.green_major || isRed(letter) || isYellow(letter);
  return early ? speed * MAJOR_AHEAD_S + NEAR_M : (speed * speed) / 5 + speed * 0.5 + NEAR_M / 2;
}

function noteWait(world: Engine, slot: number, at: number, distance: number, refused: number): void {
  const { vehicles } = world;
  if (refused !== REFUSED.foe || vehicles.speed_mps[slot]! > 1 || distance > 6) return;
  vehicles.gate_wait_s[slot]! += world.dt_ms / 1000;
  if (vehicles.gate_wait_s[slot]! > STARVED_S) world.starved[vehicles.path_link[slot * PATH_MAX + at]!] = world.tick;
}

/** Somebody at the link has waited too long for foes, and still does. */
function isStarved(world: Engine, link: number): boolean {
  return world.starved[link]! >= world.tick - 1;
}

/** Takes back the grant at a signal that has left green where the vehicle can still stop. */
function revokeBeforeSignal(world: Engine, slot: number): void {
  const { vehicles } = world;
  const { links } = world.network;
  for (let at = 0; at < vehicles.granted[slot]!; at++) {
    const lane = vehicles.path_lane[slot * PATH_MAX + at]!;
    const link = vehicles.path_link[slot * PATH_MAX + at]!;
    if (links.signal[link] === -1 || links.via[link] !== lane) continue;
    const letter = letterOf(world, link);
    const yellow = isYellow(letter);
    if (!yellow && !isRed(letter)) continue;
    const line = vehicles.path_odo_m[slot * PATH_MAX + at]! - vehicles.odo_m[slot]!;
    const distance = Math.max(line - 0.2, line * 0.9);
    const speed = vehicles.speed_mps[slot]!;
    const limit = yellow ? YELLOW_DECEL : vehicles.emergency_decel[slot]!;
    if (distance <= 0 || speed * speed > 2 * limit * distance) continue;
    revokeFrom(world, slot, at);
    return;
  }
}

/**
 * Takes back grants that have become vain: somebody without one has got in front (by a lane change or an insertion), or the room behind
 * the junction has filled up meanwhile, and the vehicle can still halt without harsh braking before the junction. Inside it a grant stays: others
 * have been let in on the strength of it.
 */
function revokeVain(world: Engine, slot: number): void {
  const { vehicles } = world;
  const { lanes, links } = world.network;
  const speed = vehicles.speed_mps[slot]!;
  for (let at = 0; at < vehicles.granted[slot]!; at++) {
    const lane = vehicles.path_lane[slot * PATH_MAX + at]!;
    if (lanes.junction[lane] === -1 || links.via[vehicles.path_link[slot * PATH_MAX + at]!] !== lane) continue;
    const distance = vehicles.path_odo_m[slot * PATH_MAX + at]! - vehicles.odo_m[slot]! - 0.2;
    if (distance <= 0 || speed * speed > 2 * COMFORT_DECEL * distance) continue;
    const link = vehicles.path_link[slot * PATH_MAX + at]!;
    const full = links.keep_clear[link] === 1 && world.crosses[lane] === 1 && !exitHasRoom(world, slot, at);
    if (!full && leaderHasGate(world, slot, at)) continue;
    revokeFrom(world, slot, at);
    return;
  }
}

/** Gives back all grants from place `at` of the path on. */
export function revokeFrom(world: Engine, slot: number, at: number): void {
  const { vehicles } = world;
  if (at === 0) dropComingClaims(world, slot);
  else dropClaimsFrom(world, slot, vehicles.path_odo_m[slot * PATH_MAX + at]!);
  vehicles.granted[slot] = at;
}

function dropClaimsFrom(world: Engine, slot: number, odo_m: number): void {
  const front = world.vehicles.odo_m[slot]!;
  world.vehicles.odo_m[slot] = odo_m - 1e-6;
  dropComingClaims(world, slot);
  world.vehicles.odo_m[slot] = front;
}

function ask(world: Engine, slot: number, at: number, distance: number): number {
  const { vehicles } = world;
  const { links } = world.network;
  const lane = vehicles.path_lane[slot * PATH_MAX + at]!;
  const link = vehicles.path_link[slot * PATH_MAX + at]!;
  if (links.via[link] === lane && !signalAllows(world, slot, link, distance)) return REFUSED.red;
  if (changesTooLate(world, slot, at, distance)) return REFUSED.changing;
  if (!leaderHasGate(world, slot, at)) return REFUSED.leader;
  if (links.keep_clear[link] === 1 && world.crosses[lane] === 1 && !exitHasRoom(world, slot, at)) return REFUSED.room;
  const order = findOrder(world, slot, at, lane, link, distance);
  if (order === undefined) return REFUSED.foe;
  return takeClaim(world, slot, lane, vehicles.path_odo_m[slot * PATH_MAX + at]!, order) ? REFUSED.no : REFUSED.room;
}

function signalAllows(world: Engine, slot: number, link: number, distance: number): boolean {
  const letter = letterOf(world, link);
  if (isRed(letter) || isYellow(letter)) return false;
  if (letter === LETTER.green_arrow) return distance < 4 && world.vehicles.speed_mps[slot]! < 0.5;
  return true;
}

/** A lane change has to be over before the gate, except at a plain node where the shadow can follow. */
function changesTooLate(world: Engine, slot: number, at: number, distance: number): boolean {
  const { vehicles } = world;
  const shadow = vehicles.shadow_lane[slot]!;
  if (shadow === -1) return false;
  const lane = vehicles.lane[slot]!;
  if (at === 0 && besideOverLink(world, lane, vehicles.path_link[slot * PATH_MAX]!, shadow) !== -1) return false;
  const left_s = (vehicles.change_begin_ms[slot]! + vehicles.change_ms[slot]! - world.tick * world.dt_ms) / 1000;
  return distance < vehicles.speed_mps[slot]! * left_s + 0.6 * vehicles.accel_max[slot]! * left_s * left_s + 0.5;
}

/** Grants go from the front of a lane to its back. */
function leaderHasGate(world: Engine, slot: number, at: number): boolean {
  const { vehicles } = world;
  const before = at === 0 ? vehicles.lane[slot]! : vehicles.path_lane[slot * PATH_MAX + at - 1]!;
  const leader = at === 0 ? aheadOf(world, before, vehicles.pos_m[slot]!, slot) : lastOnLane(world, before);
  if (leader === -1 || leader === slot) return true;
  if (vehicles.granted[leader]! > 0) return true;
  return vehicles.route_index[leader] === world.routes[leader]!.length - 1;
}

/**
 * Behind the junction there is room for the whole vehicle besides those that are already on their way there. Lanes are followed along the
 * path over plain nodes up to the next junction that must not be blocked; a lane too short for the vehicle has to be empty.
 */
function exitHasRoom(world: Engine, slot: number, at: number): boolean {
  const { vehicles } = world;
  const { lanes } = world.network;
  const base = slot * PATH_MAX;
  const count = vehicles.path_count[slot]!;
  let first = at;
  while (first < count && lanes.junction[vehicles.path_lane[base + first]!] !== -1) first += 1;
  if (first === count) return true;
  const reserved = reservedRoom(world, slot, vehicles.path_lane[base + first]!);
  let free = 0;
  let whole = 0;
  for (let i = first; i < count && free < ENOUGH_ROOM_M + reserved; i++) {
    const lane = vehicles.path_lane[base + i]!;
    if (lanes.junction[lane] !== -1 && world.crosses[lane] === 1) break;
    whole += lanes.length_m[lane]!;
    const last = lastOnLane(world, lane);
    if (last === -1) {
      free += lanes.length_m[lane]!;
      continue;
    }
    const speed = vehicles.speed_mps[last]!;
    free += vehicles.pos_m[last]! - vehicles.length_m[last]! + (speed * speed) / 6;
    if (speed > FLOWING_MPS) return true;
    break;
  }
  return free - reserved >= Math.min(vehicles.length_m[slot]! + vehicles.min_gap_m[slot]!, whole - 0.1);
}

/** What those who hold a claim on the way to a lane, and are not there yet, will take of it, m. */
function reservedRoom(world: Engine, slot: number, exit: number): number {
  const { vehicles, claims } = world;
  const { lanes } = world.network;
  let reserved = 0;
  for (let i = world.feeder_first[exit]!; i < world.feeder_first[exit + 1]!; i++) {
    for (let claim = claims.first_of_lane[world.feeders[i]!]!; claim !== -1; claim = claims.next_of_lane[claim]!) {
      const other = claims.slot[claim]!;
      if (other === slot || vehicles.odo_m[other]! - claims.odo_m[claim]! >= lanes.length_m[claims.lane[claim]!]!) continue;
      reserved += vehicles.length_m[other]! + vehicles.min_gap_m[other]!;
    }
  }
  return reserved;
}

/** The place in the order of claims that suits all windows, undefined when there is none now. */
function findOrder(world: Engine, slot: number, at: number, lane: number, link: number, distance: number): number | undefined {
  const { vehicles, claims } = world;
  const { conflicts, lanes } = world.network;
  let after = -Infinity;
  let before = Infinity;
  for (let claim = claims.first_of_lane[lane]!; claim !== -1; claim = claims.next_of_lane[claim]!) {
    after = Math.max(after, claims.order[claim]!);
  }
  const accel = vehicles.accel_max[slot]!;
  const speed = vehicles.speed_mps[slot]!;
  const top = Math.max(1, Math.min(lanes.speed_mps[lane]! * vehicles.speed_factor[slot]!, vehicles.max_speed_mps[slot]!), Math.min(speed, lanes.speed_mps[lane]! * 1.2));
  const length = vehicles.length_m[slot]!;
  const halt_m = mayHalt(world, slot, at) ? lanes.length_m[lane]! : Infinity;
  const first = conflicts.first[lane]!;
  for (let row = first; row < first + conflicts.count[lane]!; row++) {
    const other_lane = conflicts.other[row]!;
    const other_link = lanes.link[other_lane]!;
    if (isStarved(world, other_link) && !isStarved(world, link) && !isRed(letterOf(world, other_link))) return undefined;
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
        leave_s = conflicts.end_m[row]! + length > halt_m ? Infinity : travelTime(distance + conflicts.end_m[row]! + length, speed, accel, top);
      }
      const yields = givesWay(world, link, other_link);
      const merging = conflicts.kind[row] === CONFLICT.merging;
      const verdict = compareWindows(world, other, claim, row, front, enter_s, leave_s, yields, merging ? Math.min(top, speed + accel * leave_s) : top);
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
      if (conflicts.kind[at] === CONFLICT.diverging) {
        if (front < rear + vehicles.length_m[slot]! && rear < conflicts.other_end_m[at]!) return true;
        continue;
      }
      if (front < conflicts.start_m[at]! && rear < conflicts.other_end_m[at]! && conflicts.start_m[at]! <= conflicts.other_start_m[row]! + 0.5) return true;
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
  return (vehicles.length_m[slot]! < LONG_M && vehicles.length_m[other]! < LONG_M) || vehicles.standing_s[other]! > BLOCKED_S;
}

/** 1: behind the other one, -1: before it, 0: neither fits. */
function compareWindows(
  world: Engine, other: number, claim: number, row: number, front: number, enter_s: number, leave_s: number, yields: boolean, merge_speed: number,
): number {
  const { vehicles, claims } = world;
  const { conflicts, lanes } = world.network;
  const lane = claims.lane[claim]!;
  const speed = vehicles.speed_mps[other]!;
  const accel = vehicles.accel_max[other]!;
  const top = Math.max(1, speed, Math.min(lanes.speed_mps[lane]! * vehicles.speed_factor[other]!, vehicles.max_speed_mps[other]!));
  const clear = conflicts.other_end_m[row]! + vehicles.length_m[other]!;
  const granted = vehicles.granted[other]!;
  const halts = granted < vehicles.path_count[other]! && vehicles.path_odo_m[other * PATH_MAX + granted]! - claims.odo_m[claim]! < clear;
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
