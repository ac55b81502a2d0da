/**
 * Vehicles before crosswalks. Who can stop gives way to walkers who are on the crosswalk or step onto it; who cannot any more *takes* the crossing, and walkers
 * wait for it. A vehicle halts only where it blocks neither a crosswalk nor the paths of others; where there is no such place before a crosswalk behind
 * a junction, it is not let into the junction as long as walkers would be in its way, and once inside it has the crossing.
 */
import { travelTime } from './car-following.ts';
import { CONFLICT } from './conflict-compiler.ts';
import { ahead, listCrossings } from './crosswalk-rows.ts';
import { PATH_MAX, TAIL_MAX, type Engine, type EngineWalkers } from './engine-state.ts';
import { behindObstacle } from './following.ts';
import { haltWithin } from './junction-limits.ts';
import { lastOnLane } from './lane-order.ts';
import { VEHICLE_STATE, WALKER_STATE } from './world.ts';

/** Who would have to brake harder than this for walkers goes on, m/s2; walkers at the kerb let pass whoever needs more than the second. */
const COMMIT_DECEL = 3.6;
export const COMFORT_DECEL = 2.5;
/** Those who give way plan with this, less than the bound, so that a decision stands, m/s2. */
const YIELD_DECEL = 3;
/** The front halts so far before a crossing or line, m; the least of it counts as room. */
export const HALT_AIR_M = 1;
const HALT_LEAST_M = 0.3;
/** A vehicle passes before a walker with so much time to spare, and behind one, s. */
const BEFORE_S = 1.5;
const AFTER_S = 0.5;
/** Slower than this it counts as standing, m/s. */
const CREEPING_MPS = 0.3;
/** Walkers that matter to a vehicle. */
const WHO = { all: 0, under_way: 1, inside: 2 } as const;
/** Whoever drives behind a crosswalk may brake like this; those before it allow for that, m/s2. */
const HARSH_DECEL = 6;

/** Writes which crossings vehicles are on or cannot stop before, as vehicles stand now. */
export function markCrosswalks(world: Engine, walkers: EngineWalkers): void {
  const { vehicles } = world;
  for (let i = 0; i < world.active_count; i++) {
    const slot = world.active[i]!;
    if (vehicles.state[slot] !== VEHICLE_STATE.driving) continue;
    markUnder(world, walkers, slot);
    listCrossings(world, slot, vehicles.granted[slot]!);
    for (let k = 0; k < ahead.count; k++) {
      if (ahead.start_m[k]! <= 0 || isBlocked(world, slot, k)) continue;
      if (!canHalt(world, slot, ahead.start_m[k]!, COMMIT_DECEL)) take(world, walkers, slot, k, walkers.taken_tick);
      else if (!canHalt(world, slot, ahead.halt_m[k]!, COMMIT_DECEL))
        take(world, walkers, slot, k, walkers.wanted_tick);
      else if (!canHalt(world, slot, ahead.halt_m[k]!, COMFORT_DECEL)) take(world, walkers, slot, k, walkers.near_tick);
    }
  }
}

/** It stands for others than walkers: then walkers may pass in front of it, so that nobody waits for one who waits himself. */
function isBlocked(world: Engine, slot: number, k: number): boolean {
  const { vehicles } = world;
  const stands = vehicles.may_drive[slot] === 0 || vehicles.stop_until_ms[slot]! >= 0;
  return stands && vehicles.speed_mps[slot]! < CREEPING_MPS && ahead.start_m[k]! > 0.1;
}

/** The crossings under the body: on the lane of the front, those behind, and the one that it is leaving. */
function markUnder(world: Engine, walkers: EngineWalkers, slot: number): void {
  const { vehicles, network } = world;
  const front = vehicles.pos_m[slot]!;
  const rear = front - vehicles.length_m[slot]!;
  markLane(world, walkers, slot, vehicles.lane[slot]!, front, rear);
  const shadow = vehicles.shadow_lane[slot]!;
  if (shadow !== -1) markLane(world, walkers, slot, shadow, front, rear);
  let back = 0;
  for (let i = 0; i < TAIL_MAX && rear + back < 0; i++) {
    const lane = vehicles.tail_lane[slot * TAIL_MAX + i]!;
    if (lane === -1) return;
    back += network.lanes.length_m[lane]!;
    markLane(world, walkers, slot, lane, front + back, rear + back);
  }
}

function markLane(
  world: Engine,
  walkers: EngineWalkers,
  slot: number,
  lane: number,
  front: number,
  rear: number,
): void {
  const { crossings } = world.network;
  const first = crossings.first[lane]!;
  for (let row = first; row < first + crossings.count[lane]!; row++) {
    if (crossings.start_m[row]! > front || crossings.end_m[row]! < rear) continue;
    note(world, walkers, row, walkers.taken_tick, leaveTime(world, slot, crossings.end_m[row]! - rear));
  }
}

function take(world: Engine, walkers: EngineWalkers, slot: number, k: number, ticks: Int32Array): void {
  const way_m = ahead.end_m[k]! + world.vehicles.length_m[slot]!;
  note(world, walkers, ahead.row[k]!, ticks, leaveTime(world, slot, way_m));
}

function note(world: Engine, walkers: EngineWalkers, row: number, ticks: Int32Array, clear_s: number): void {
  const { tick } = world;
  const known =
    walkers.taken_tick[row] === tick || walkers.wanted_tick[row] === tick || walkers.near_tick[row] === tick;
  walkers.clear_s[row] = known ? Math.max(walkers.clear_s[row]!, clear_s) : clear_s;
  ticks[row] = world.tick;
}

/** Time for the front to drive so far, s. */
function leaveTime(world: Engine, slot: number, way_m: number): number {
  const { vehicles, network } = world;
  const speed = vehicles.speed_mps[slot]!;
  const limit = network.lanes.speed_mps[vehicles.lane[slot]!]! * vehicles.speed_factor[slot]!;
  const top = Math.max(1, speed, Math.min(limit, vehicles.max_speed_mps[slot]!));
  return travelTime(way_m, speed, vehicles.accel_max[slot]!, top);
}

/** Stops by braking at `decel` from the next step on. */
function canHalt(world: Engine, slot: number, way_m: number, decel: number): boolean {
  const speed = world.vehicles.speed_mps[slot]!;
  return (
    way_m >= 0 && (speed * world.dt_ms) / 2000 + (speed * speed) / (2 * decel) <= Math.max(0.01, way_m - HALT_LEAST_M)
  );
}

/** Acceleration that walkers and queues behind crosswalks allow; Infinity where there are none. */
export function crosswalkLimit(world: Engine, slot: number, free: number): number {
  const { walkers, vehicles } = world;
  if (walkers === undefined) return Infinity;
  listCrossings(world, slot, vehicles.granted[slot]!);
  vehicles.walkers_halt_m[slot] = Infinity;
  let limit = Infinity;
  for (let k = 0; k < ahead.count; k++) {
    const start = ahead.start_m[k]!;
    if (start <= 0) continue;
    const halt = ahead.halt_m[k]!;
    if (!canHalt(world, slot, halt, COMMIT_DECEL)) {
      const who = canHalt(world, slot, start, COMMIT_DECEL) ? WHO.under_way : WHO.inside;
      if (isInTheWay(world, walkers, slot, k, who)) {
        limit = Math.min(limit, haltAt(world, slot, start, free));
        vehicles.walkers_halt_m[slot] = Math.min(vehicles.walkers_halt_m[slot]!, vehicles.odo_m[slot]! + start);
      }
    } else if (isInTheWay(world, walkers, slot, k, WHO.all) || !hasRoomBehind(world, slot, k)) {
      limit = Math.min(limit, haltAt(world, slot, halt, free));
      vehicles.walkers_halt_m[slot] = Math.min(vehicles.walkers_halt_m[slot]!, vehicles.odo_m[slot]! + halt);
    }
  }
  return limit;
}

function haltAt(world: Engine, slot: number, way_m: number, free: number): number {
  const { vehicles } = world;
  const speed = vehicles.speed_mps[slot]!;
  const room = Math.max(0, way_m - HALT_LEAST_M);
  const need = room > 0 ? (speed * speed) / (2 * room) : Infinity;
  const hard = haltWithin(
    room,
    speed,
    Math.min(vehicles.emergency_decel[slot]!, Math.max(YIELD_DECEL, need * 1.05)),
    world.dt_ms / 1000,
  );
  return Math.min(hard, behindObstacle(world, slot, way_m + vehicles.min_gap_m[slot]! - HALT_AIR_M, free));
}

/**
 * Are walkers where the vehicle would be, when it would be there? All who come; or those only who are past the place where they wait in nobody's
 * way (for a vehicle that should go on, but can stop); or only those who are on the crossing itself (for one that cannot).
 */
function isInTheWay(world: Engine, walkers: EngineWalkers, slot: number, k: number, who: number): boolean {
  const { crossings } = world.network;
  const row = ahead.row[k]!;
  const crosswalk = crossings.crosswalk[row]!;
  const courtesy = walkers.courtesy_tick[crosswalk]! >= world.tick - 1;
  let enter_s = -1;
  let leave_s = 0;
  for (let other = walkers.first_of[crosswalk]!; other !== -1; other = walkers.next[other]!) {
    if (walkers.state[other] === WALKER_STATE.waiting && (courtesy || walkers.wants[other] === 0)) continue;
    const pos = walkers.pos_m[other]!;
    const up = walkers.direction[other]! > 0;
    const out_m = up ? crossings.to_m[row]! - pos : pos - crossings.from_m[row]!;
    if (out_m <= 0) continue;
    const way_m = up ? crossings.from_m[row]! - pos : pos - crossings.to_m[row]!;
    if (way_m >= 0 && (who === WHO.inside || isHeldBefore(walkers, other, way_m))) continue;
    if (who === WHO.under_way && (up ? pos <= crossings.hold_up_m[row]! : pos >= crossings.hold_down_m[row]!)) continue;
    if (enter_s < 0) {
      enter_s = leaveTime(world, slot, ahead.start_m[k]!);
      leave_s = leaveTime(world, slot, ahead.end_m[k]! + world.vehicles.length_m[slot]!);
    }
    const pace = walkers.pace_mps[other]!;
    if (out_m / pace + AFTER_S < enter_s) continue;
    if (way_m >= 0 && leave_s + BEFORE_S < way_m / pace) continue;
    return true;
  }
  return false;
}

/** It waits for a vehicle on a lane before this one, so that it will not come here soon. */
function isHeldBefore(walkers: EngineWalkers, other: number, way_m: number): boolean {
  return walkers.held_row[other] !== -1 && walkers.speed_mps[other]! < 0.05 && way_m > 0.1;
}

/** Behind a crosswalk on a road the whole body finds room, so that it does not come to rest on it; across junctions the gate has seen to that. */
function hasRoomBehind(world: Engine, slot: number, k: number): boolean {
  const { vehicles, network, order } = world;
  const at = ahead.at[k]!;
  const lane = at === -1 ? vehicles.lane[slot]! : vehicles.path_lane[slot * PATH_MAX + at]!;
  if (network.lanes.junction[lane] !== -1) return true;
  const row = ahead.row[k]!;
  const end = network.crossings.end_m[row]!;
  const wanted = vehicles.length_m[slot]! + 0.5 * vehicles.min_gap_m[slot]!;
  for (let i = order.first[lane]! + order.count[lane]! - 1; i >= order.first[lane]!; i--) {
    const other = order.slots[i]!;
    if (other === slot || vehicles.pos_m[other]! <= network.crossings.start_m[row]!) continue;
    return rearAtRest(world, other) - end >= wanted;
  }
  const room = network.lanes.length_m[lane]! - end;
  if (room >= wanted || at + 1 >= vehicles.path_count[slot]!) return true;
  const next = vehicles.path_lane[slot * PATH_MAX + at + 1]!;
  if (world.crosses[next] === 1) return at + 1 < vehicles.granted[slot]!;
  const last = lastOnLane(world, next);
  return last === -1 || room + rearAtRest(world, last) >= wanted;
}

/** Where its rear would come to rest, however hard it brakes now, m of its lane. */
function rearAtRest(world: Engine, slot: number): number {
  const { vehicles } = world;
  const speed = vehicles.speed_mps[slot]!;
  return vehicles.pos_m[slot]! - vehicles.length_m[slot]! + (speed * speed) / (2 * HARSH_DECEL);
}

/**
 * Whether walkers keep a vehicle out of the junction behind gate `at`: on a crosswalk on its way before which it could not halt without blocking others.
 */
export function walkersForbid(world: Engine, slot: number, at: number, distance: number): boolean {
  const { walkers, vehicles, network } = world;
  if (walkers === undefined) return false;
  let lanes = at + 1;
  const next = lanes < vehicles.path_count[slot]! ? vehicles.path_lane[slot * PATH_MAX + lanes]! : -1;
  if (next !== -1 && network.lanes.junction[next] === -1) lanes += 1;
  listCrossings(world, slot, lanes);
  for (let k = 0; k < ahead.count; k++) {
    if (ahead.at[k]! < at) continue;
    if (ahead.at[k] === at && standsBefore(world, slot, at, ahead.row[k]!)) return true;
    const queue = queueBefore(world, slot, k);
    if (queue.waits && ahead.room_m[k]! - queue.length_m < vehicles.length_m[slot]!) return true;
    if (ahead.halt_m[k]! > distance + 0.01) continue;
    if (isInTheWay(world, walkers, slot, k, WHO.all)) return true;
  }
  return false;
}

/** Behind a crosswalk at the gate others halt on their way elsewhere, not clear of this path yet: one would come to rest on the stripes behind them. */
function standsBefore(world: Engine, slot: number, at: number, row: number): boolean {
  const { vehicles, claims, network } = world;
  const { conflicts, crossings } = network;
  const lane = vehicles.path_lane[slot * PATH_MAX + at]!;
  const first = conflicts.first[lane]!;
  for (let i = first; i < first + conflicts.count[lane]!; i++) {
    if (conflicts.kind[i] !== CONFLICT.diverging || conflicts.end_m[i]! < crossings.start_m[row]!) continue;
    // Where the rear of the last of them will be when all have halted one behind the other.
    let rear = Infinity;
    for (let claim = claims.first_of_lane[conflicts.other[i]!]!; claim !== -1; claim = claims.next_of_lane[claim]!) {
      const other = claims.slot[claim]!;
      if (vehicles.walkers_halt_m[other] === Infinity) continue;
      const halt = vehicles.walkers_halt_m[other]! - claims.odo_m[claim]! - HALT_AIR_M;
      rear = Math.min(rear, halt + vehicles.min_gap_m[other]!) - vehicles.length_m[other]! - vehicles.min_gap_m[other]!;
    }
    if (rear > conflicts.other_end_m[i]!) continue;
    if (rear - vehicles.min_gap_m[slot]! - vehicles.length_m[slot]! < crossings.end_m[row]!) return true;
  }
  return false;
}

const queue_before = { length_m: 0, waits: false };

/** Those who hold the same path and are still before the crossing: what room they take, and whether one of them will halt for walkers. */
function queueBefore(world: Engine, slot: number, k: number): typeof queue_before {
  const { vehicles, claims, network } = world;
  const lane = vehicles.path_lane[slot * PATH_MAX + ahead.at[k]!]!;
  queue_before.length_m = 0;
  queue_before.waits = false;
  for (let claim = claims.first_of_lane[lane]!; claim !== -1; claim = claims.next_of_lane[claim]!) {
    const other = claims.slot[claim]!;
    if (other === slot || vehicles.odo_m[other]! - claims.odo_m[claim]! > network.crossings.start_m[ahead.row[k]!]!)
      continue;
    queue_before.length_m += vehicles.length_m[other]! + vehicles.min_gap_m[other]!;
    if (vehicles.walkers_halt_m[other]! < Infinity) queue_before.waits = true;
  }
  return queue_before;
}

/** A vehicle has waited long at gate `at` for walkers: those at the kerbs of the crosswalks behind it let it go first. */
export function askForCourtesy(world: Engine, slot: number, at: number, distance: number): void {
  const { walkers, network } = world;
  if (walkers === undefined) return;
  walkersForbid(world, slot, at, distance);
  for (let k = 0; k < ahead.count; k++)
    if (ahead.at[k]! >= at) walkers.courtesy_tick[network.crossings.crosswalk[ahead.row[k]!]!] = world.tick;
}
