/**
 * Walkers: they come to a kerb, wait until they may go, and cross. They move after the vehicles and look at where those are then: nobody steps in front
 * of a vehicle that is on the crosswalk or would not stop any more (`taken_tick`, written by crosswalk-limits.ts); those that can stop
 * look at the walkers in the next step. So one side always knows what the other has done, and never may both go.
 */
import { markCrosswalks } from './crosswalk-limits.ts';
import type { Engine, EngineWalkers } from './engine-state.ts';
import type { CrosswalkLine, Network } from './network.ts';
import { readWalkSignals } from './walk-signals.ts';
import { arrivalGap_ms, drawWalker } from './walker-arrivals.ts';
import { atan2 } from './maths.ts';
import { WALKER_STATE } from './world.ts';

/** Places a crosswalk has for walkers at least, and for how many seconds of arrivals; more come later. */
const PLACES = 24;
const PLACES_S = 240;
/** A walker at the kerb wants so much time between the last vehicle and itself, s. */
const GAP_S = 0.7;
/** Walkers of one crosswalk that arrive in one step, at most. */
const ARRIVALS_PER_STEP = 8;
/** By this speed the time to get across after green is reckoned, m/s; slower walkers begin only while the green still suffices. */
const CLEARANCE_MPS = 1.2;
/** At the very beginning of green everybody goes, ms. */
const FRESH_GREEN_MS = 2000;

/** undefined where the network has no crosswalks. */
export function createWalkers(network: Network, seed: number): EngineWalkers | undefined {
  const { records, rows } = network.crossings;
  if (records.length === 0) return undefined;
  const places = records.map(({ walkers_per_hour }) =>
    Math.max(PLACES, Math.ceil((walkers_per_hour / 3600) * PLACES_S)),
  );
  const capacity = places.reduce((sum, count) => sum + count, 0);
  const float = (): Float64Array => new Float64Array(capacity);
  const int = (fill = 0): Int32Array => new Int32Array(capacity).fill(fill);
  return {
    capacity,
    active: int(),
    active_count: 0,
    state: new Uint8Array(capacity),
    number: new Uint32Array(capacity),
    generation: new Uint32Array(capacity),
    crosswalk: int(-1),
    arrival: int(),
    direction: new Int8Array(capacity),
    pos_m: float(),
    lateral_m: float(),
    speed_mps: float(),
    x: float(),
    y: float(),
    z: float(),
    heading_rad: float(),
    counts: { arrived: 0, started: 0, crossed: 0, wait_ms: 0 },
    pace_mps: float(),
    arrived_ms: float(),
    held_row: int(-1),
    wants: new Uint8Array(capacity),
    first_of: new Int32Array(records.length).fill(-1),
    next: int(-1),
    free_slots: Int32Array.from({ length: capacity }, (_, index) => capacity - 1 - index),
    free_count: capacity,
    next_ms: Float64Array.from(records, (record, crosswalk) => arrivalGap_ms(seed, crosswalk, 0, record)),
    next_arrival: new Int32Array(records.length),
    may_go: new Uint8Array(records.length),
    green_since_ms: new Float64Array(records.length).fill(-Infinity),
    green_left_ms: new Float64Array(records.length),
    taken_tick: new Int32Array(rows.length).fill(-1),
    wanted_tick: new Int32Array(rows.length).fill(-1),
    near_tick: new Int32Array(rows.length).fill(-1),
    clear_s: new Float64Array(rows.length),
    courtesy_tick: new Int32Array(records.length).fill(-10),
  };
}

/** Brings the walkers to `now_ms`, after the vehicles. */
export function stepWalkers(world: Engine, now_ms: number): void {
  const { walkers } = world;
  if (walkers === undefined) return;
  markCrosswalks(world, walkers);
  readWalkSignals(world, walkers, now_ms);
  for (let crosswalk = 0; crosswalk < walkers.first_of.length; crosswalk++) arrive(world, walkers, crosswalk, now_ms);
  let left = 0;
  for (let i = 0; i < walkers.active_count; i++) {
    const slot = walkers.active[i]!;
    if (walkers.state[slot] === WALKER_STATE.waiting) {
      walkers.wants[slot] = hasTime(world, walkers, slot, now_ms) ? 1 : 0;
      if (walkers.wants[slot] === 1 && isFree(world, walkers, slot)) start(walkers, slot, now_ms);
    }
    if (walkers.state[slot] === WALKER_STATE.crossing) walk(world, walkers, slot);
    if (isOver(world, walkers, slot)) leave(walkers, slot);
    else walkers.active[left++] = slot;
  }
  walkers.active_count = left;
}

/** Those who are due; where all places are taken, they come when one is free. */
function arrive(world: Engine, walkers: EngineWalkers, crosswalk: number, now_ms: number): void {
  const record = world.network.crossings.records[crosswalk]!;
  for (let guard = 0; guard < ARRIVALS_PER_STEP && walkers.next_ms[crosswalk]! <= now_ms; guard++) {
    if (walkers.free_count === 0) return;
    walkers.free_count -= 1;
    const slot = walkers.free_slots[walkers.free_count]!;
    const arrival = walkers.next_arrival[crosswalk]!;
    walkers.next_arrival[crosswalk] = arrival + 1;
    const came_ms = walkers.next_ms[crosswalk]!;
    walkers.next_ms[crosswalk] = came_ms + arrivalGap_ms(world.seed, crosswalk, arrival + 1, record);
    walkers.state[slot] = WALKER_STATE.waiting;
    walkers.number[slot] = walkers.counts.arrived;
    walkers.generation[slot]! += 1;
    walkers.crosswalk[slot] = crosswalk;
    walkers.arrival[slot] = arrival;
    walkers.arrived_ms[slot] = came_ms;
    walkers.held_row[slot] = -1;
    walkers.speed_mps[slot] = 0;
    drawWalker(world.seed, walkers, slot, record);
    const { wait_first_m, wait_last_m } = world.network.crossings;
    walkers.pos_m[slot] = walkers.direction[slot]! > 0 ? wait_first_m[crosswalk]! : wait_last_m[crosswalk]!;
    walkers.next[slot] = walkers.first_of[crosswalk]!;
    walkers.first_of[crosswalk] = slot;
    walkers.active[walkers.active_count++] = slot;
    walkers.counts.arrived += 1;
    placeWalker(walkers, slot, record);
  }
}

/** The light allows it, and there is time to get across. */
function hasTime(world: Engine, walkers: EngineWalkers, slot: number, now_ms: number): boolean {
  const crosswalk = walkers.crosswalk[slot]!;
  const { length_m, signal } = world.network.crossings.records[crosswalk]!;
  if (walkers.may_go[crosswalk] === 0) return false;
  if (signal === -1 || now_ms - walkers.green_since_ms[crosswalk]! <= FRESH_GREEN_MS) return true;
  const time_s = walkers.green_left_ms[crosswalk]! / 1000 + length_m / CLEARANCE_MPS;
  return length_m / walkers.pace_mps[slot]! <= time_s;
}

/** No vehicle is in the way, comes so fast that it could not stop comfortably, or has waited long for walkers. */
function isFree(world: Engine, walkers: EngineWalkers, slot: number): boolean {
  const { crossings } = world.network;
  const crosswalk = walkers.crosswalk[slot]!;
  const pos = walkers.pos_m[slot]!;
  const up = walkers.direction[slot]! > 0;
  if (walkers.courtesy_tick[crosswalk]! >= world.tick - 1) return false;
  for (let at = crossings.row_first[crosswalk]!; at < crossings.row_first[crosswalk + 1]!; at++) {
    const row = crossings.rows[at]!;
    if (!isClaimed(world, walkers, row) && walkers.near_tick[row] !== world.tick) continue;
    const way_m = up ? crossings.from_m[row]! - pos : pos - crossings.to_m[row]!;
    if (way_m / walkers.pace_mps[slot]! < walkers.clear_s[row]! + GAP_S) return false;
  }
  return true;
}

function start(walkers: EngineWalkers, slot: number, now_ms: number): void {
  walkers.state[slot] = WALKER_STATE.crossing;
  walkers.counts.started += 1;
  walkers.counts.wait_ms += now_ms - walkers.arrived_ms[slot]!;
}

/** One step on, as far as the next lane that a vehicle has taken and will not have left by then. */
function walk(world: Engine, walkers: EngineWalkers, slot: number): void {
  const { crossings } = world.network;
  const crosswalk = walkers.crosswalk[slot]!;
  const dt_s = world.dt_ms / 1000;
  const pos = walkers.pos_m[slot]!;
  const up = walkers.direction[slot]! > 0;
  const pace = walkers.pace_mps[slot]!;
  let next = up ? pos + pace * dt_s : pos - pace * dt_s;
  walkers.held_row[slot] = -1;
  for (let at = crossings.row_first[crosswalk]!; at < crossings.row_first[crosswalk + 1]!; at++) {
    const row = crossings.rows[at]!;
    if (!isClaimed(world, walkers, row)) continue;
    const hold = holdBefore(world, walkers, row, pos, up, pace);
    if (up ? pos > hold || next <= hold : pos < hold || next >= hold) continue;
    next = hold;
    walkers.held_row[slot] = row;
  }
  walkers.speed_mps[slot] = Math.abs(next - pos) / dt_s;
  walkers.pos_m[slot] = next;
  placeWalker(walkers, slot, crossings.records[crosswalk]!);
}

function isClaimed(world: Engine, walkers: EngineWalkers, row: number): boolean {
  return walkers.taken_tick[row] === world.tick || walkers.wanted_tick[row] === world.tick;
}

/**
 * Where a walker waits for a lane: where it is in nobody's way, if it is not past that place and the wait will be needed; else at the lane itself, but only
 * for a vehicle that cannot stop. Others have to wait for the walker, or both might wait for each other.
 */
function holdBefore(
  world: Engine,
  walkers: EngineWalkers,
  row: number,
  pos: number,
  up: boolean,
  pace: number,
): number {
  const { crossings } = world.network;
  const edge = up ? crossings.from_m[row]! : crossings.to_m[row]!;
  const hold = up ? crossings.hold_up_m[row]! : crossings.hold_down_m[row]!;
  const past = up ? pos > hold : pos < hold;
  if (!past && Math.abs(edge - pos) / pace <= walkers.clear_s[row]! + GAP_S) return hold;
  if (walkers.taken_tick[row] === world.tick) return edge;
  return past ? (up ? -Infinity : Infinity) : hold;
}

function isOver(world: Engine, walkers: EngineWalkers, slot: number): boolean {
  if (walkers.state[slot] !== WALKER_STATE.crossing) return false;
  const { wait_first_m, wait_last_m } = world.network.crossings;
  const crosswalk = walkers.crosswalk[slot]!;
  return walkers.direction[slot]! > 0
    ? walkers.pos_m[slot]! >= wait_last_m[crosswalk]!
    : walkers.pos_m[slot]! <= wait_first_m[crosswalk]!;
}

function leave(walkers: EngineWalkers, slot: number): void {
  const crosswalk = walkers.crosswalk[slot]!;
  if (walkers.first_of[crosswalk] === slot) walkers.first_of[crosswalk] = walkers.next[slot]!;
  else {
    let before = walkers.first_of[crosswalk]!;
    while (walkers.next[before] !== slot) before = walkers.next[before]!;
    walkers.next[before] = walkers.next[slot]!;
  }
  walkers.state[slot] = WALKER_STATE.free;
  walkers.free_slots[walkers.free_count++] = slot;
  walkers.counts.crossed += 1;
}

/** Pose from the place on the crosswalk; beyond the kerbs its line is continued straight. */
function placeWalker(walkers: EngineWalkers, slot: number, record: CrosswalkLine): void {
  const { shape, along_m } = record;
  const pos = walkers.pos_m[slot]!;
  let p = 1;
  while (p + 1 < along_m.length && along_m[p]! < pos) p += 1;
  const step = along_m[p]! - along_m[p - 1]!;
  const ux = (shape[3 * p]! - shape[3 * p - 3]!) / step;
  const uy = (shape[3 * p + 1]! - shape[3 * p - 2]!) / step;
  const on = pos - along_m[p - 1]!;
  const aside = walkers.lateral_m[slot]!;
  walkers.x[slot] = shape[3 * p - 3]! + ux * on - uy * aside;
  walkers.y[slot] = shape[3 * p - 2]! + uy * on + ux * aside;
  const share = Math.min(1, Math.max(0, on / step));
  walkers.z[slot] = shape[3 * p - 1]! + (shape[3 * p + 2]! - shape[3 * p - 1]!) * share;
  const direction = walkers.direction[slot]!;
  walkers.heading_rad[slot] = atan2(uy * direction, ux * direction);
}
