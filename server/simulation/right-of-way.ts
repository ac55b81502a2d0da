/**
 * Right of way at junctions. A vehicle passes a gate (a stop line, or the waiting place inside a junction) only with a claim on
 * the lane behind it. A claim is granted when the signal allows it, the exit has room, and at every conflict point the
 * vehicle's predicted time window lies before or behind those of all claims that stand; `order` then fixes who goes first.
 * Minor streams ask late and with a margin, major ones early, so that critical gaps come out near those of the HCM (about 4 to 6 s).
 */
import { dropComingClaims, takeClaim } from './claims.ts';
import { askForCourtesy, walkersForbid } from './crosswalk-limits.ts';
import { PATH_MAX, type Engine } from './engine-state.ts';
import { exitHasRoom } from './exit-room.ts';
import { aheadOf, lastOnLane } from './lane-order.ts';
import { findOrder } from './claim-order.ts';
import { besideOverLink } from './parallel-lanes.ts';
import { isRed, isYellow, letterOf, LETTER } from './signals.ts';

export const REFUSED = { no: 0, red: 1, room: 2, foe: 3, leader: 4, changing: 5, walkers: 6 } as const;
/** A driver brakes for yellow where that takes no more than this, m/s2. */
const YELLOW_DECEL = 3;
/** A grant is taken back for lack of room only where halting takes no more than this, m/s2. */
const COMFORT_DECEL = 3.5;
/** Major streams ask this long ahead, s, and everybody from this close, m. */
const MAJOR_AHEAD_S = 6;
const NEAR_M = 12;
/** After waiting this long for foes or walkers, others who can stop let it go, s. */
const STARVED_S = 30;
/** After waiting this long for walkers, those at the kerbs let it go, s. */
const COURTESY_S = 15;

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
  const early =
    world.network.links.yield_count[link] === 0 || letter === LETTER.green_major || isRed(letter) || isYellow(letter);
  const ahead = early ? speed * MAJOR_AHEAD_S + NEAR_M : (speed * speed) / 5 + speed * 0.5 + NEAR_M / 2;
  return ahead + crosswalkBefore(world, slot, at);
}

/** A crosswalk close before the gate, before which one waits for the gate too: so much earlier one asks, m. */
function crosswalkBefore(world: Engine, slot: number, at: number): number {
  const { vehicles, network } = world;
  const { crossings, lanes } = network;
  const lane = at === 0 ? vehicles.lane[slot]! : vehicles.path_lane[slot * PATH_MAX + at - 1]!;
  if (crossings.count[lane] === 0) return 0;
  const row = crossings.first[lane]! + crossings.count[lane]! - 1;
  const behind = lanes.length_m[lane]! - crossings.end_m[row]!;
  return behind < vehicles.length_m[slot]! + NEAR_M ? lanes.length_m[lane]! - crossings.start_m[row]! + 2 : 0;
}

function noteWait(world: Engine, slot: number, at: number, distance: number, refused: number): void {
  const { vehicles } = world;
  if ((refused !== REFUSED.foe && refused !== REFUSED.walkers) || vehicles.speed_mps[slot]! > 1 || distance > 6) return;
  vehicles.gate_wait_s[slot]! += world.dt_ms / 1000;
  if (refused === REFUSED.walkers && vehicles.gate_wait_s[slot]! > COURTESY_S)
    askForCourtesy(world, slot, at, distance);
  if (vehicles.gate_wait_s[slot]! > STARVED_S) world.starved[vehicles.path_link[slot * PATH_MAX + at]!] = world.tick;
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
 * have been let in on the strength of it. So it is where walkers will be in the way.
 */
function revokeVain(world: Engine, slot: number): void {
  const { vehicles } = world;
  const { links } = world.network;
  for (let at = firstFree(world, slot, 0); at !== -1; at = firstFree(world, slot, at + 1)) {
    const lane = vehicles.path_lane[slot * PATH_MAX + at]!;
    const link = vehicles.path_link[slot * PATH_MAX + at]!;
    const full = links.keep_clear[link] === 1 && world.crosses[lane] === 1 && !exitHasRoom(world, slot, at);
    const distance = vehicles.path_odo_m[slot * PATH_MAX + at]! - vehicles.odo_m[slot]!;
    if (!full && leaderHasGate(world, slot, at) && !walkersForbid(world, slot, at, distance)) continue;
    revokeFrom(world, slot, at);
    return;
  }
}

/** Place in the path, from `from` on, of the first granted junction before which it can still halt without harsh braking; -1 where none. */
function firstFree(world: Engine, slot: number, from: number): number {
  const { vehicles } = world;
  const { lanes, links } = world.network;
  const speed = vehicles.speed_mps[slot]!;
  for (let at = from; at < vehicles.granted[slot]!; at++) {
    const lane = vehicles.path_lane[slot * PATH_MAX + at]!;
    if (lanes.junction[lane] === -1 || links.via[vehicles.path_link[slot * PATH_MAX + at]!] !== lane) continue;
    const distance = vehicles.path_odo_m[slot * PATH_MAX + at]! - vehicles.odo_m[slot]! - 0.2;
    if (distance > 0 && speed * speed <= 2 * COMFORT_DECEL * distance) return at;
  }
  return -1;
}

/** How many of its grants it cannot give back any more: those up to a junction before which it can no longer halt without harsh braking. */
export function boundGrants(world: Engine, slot: number): number {
  const at = firstFree(world, slot, 0);
  return at === -1 ? world.vehicles.granted[slot]! : at;
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
  if (walkersForbid(world, slot, at, distance)) return REFUSED.walkers;
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
