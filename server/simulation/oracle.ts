/**
 * The judge of a run. It knows poses, signals and the map, and nothing of how the engine avoids what is counted here:
 * overlaps of bodies (oriented rectangles shrunk by 0.2 m; walkers are discs), entries on red, vehicles that stand for minutes, vehicles that get lost.
 */
import { overlap } from './body-overlap.ts';
import { cos, sin } from './maths.ts';
import type { Network } from './network.ts';
import { createLanePlace, placeOnLane } from './polyline.ts';
import { walkerContacts } from './walker-contacts.ts';
import { VEHICLE_STATE, type World } from './world.ts';

const CELL_M = 20;
/** A body longer than this, m, at more than 12 degrees (its cosine) to its lane cannot follow the bend it is on. */
const LONG_M = 7;
const IN_LINE = 0.978;
/** Standing this long outside a stop counts as stuck, s; standing = slower than this, m/s. */
const STUCK_S = 300;
const STANDING_MPS = 0.1;
/** Deceleration of emergency braking by which a red entry is judged, m/s2 (SUMO's emergencyDecel of a passenger car; others have their own). */
const RED = 114;
const RED_YELLOW = 117;

const place = createLanePlace();

export interface Oracle {
  readonly network: Network;
  collisions: number;
  geometry_overlaps: number;
  /** All entries on red, and those among them that emergency braking when red began could not have avoided. */
  red_entries: number;
  red_entries_unavoidable: number;
  stuck: number;
  /** Broken invariants, in words, at most 20. */
  readonly broken: string[];
  /** First collisions, in words, at most 20. */
  readonly accounts: string[];
  readonly cells: Map<number, number[]>;
  /** Pairs that overlap now, as key_a * 2^26 + key_b. */
  overlapping: Set<number>;
  /** Pairs of a vehicle and a walker that touch now, likewise. */
  touching: Set<number>;
  /** Pairs of lanes that the net itself lays too close. */
  readonly close: ReadonlySet<number>;
  /** By slot: generation, link watched while it is red, whether it could have stopped when red began, standing time. */
  readonly generation: Uint32Array;
  readonly red_link: Int32Array;
  readonly could_stop: Uint8Array;
  readonly lane: Int32Array;
  readonly standing_s: Float64Array;
  readonly was_red: Uint8Array;
}

export function createOracle(world: World): Oracle {
  const { network, vehicles } = world;
  return {
    network,
    collisions: 0,
    geometry_overlaps: 0,
    red_entries: 0,
    red_entries_unavoidable: 0,
    stuck: 0,
    broken: [],
    accounts: [],
    cells: new Map(),
    overlapping: new Set(),
    touching: new Set(),
    close: new Set(network.close_lanes.map((pair) => pairCode(pair.lane_a, pair.lane_b))),
    generation: new Uint32Array(vehicles.capacity),
    red_link: new Int32Array(vehicles.capacity).fill(-1),
    could_stop: new Uint8Array(vehicles.capacity),
    lane: new Int32Array(vehicles.capacity).fill(-1),
    standing_s: new Float64Array(vehicles.capacity),
    was_red: new Uint8Array(network.links.count),
  };
}

function pairCode(a: number, b: number): number {
  return Math.min(a, b) * 67108864 + Math.max(a, b);
}

/** Looks at the world once per tick. `emergency_decel` by vehicle type, m/s2. */
export function observe(oracle: Oracle, world: World): void {
  watchOverlaps(oracle, world);
  watchWalkers(oracle, world);
  watchSignals(oracle, world);
  watchStanding(oracle, world);
  const { inserted, arrived, removed } = world.counts;
  if (inserted !== world.active_count + arrived + removed) {
    complain(
      oracle,
      `tick ${world.tick}: inserted ${inserted} is not running ${world.active_count} + arrived ${arrived} + removed ${removed}`,
    );
  }
}

function complain(oracle: Oracle, line: string): void {
  if (oracle.broken.length < 20) oracle.broken.push(line);
}

function watchOverlaps(oracle: Oracle, world: World): void {
  const { vehicles, active } = world;
  const { cells } = oracle;
  for (const list of cells.values()) list.length = 0;
  const now = new Set<number>();
  for (let i = 0; i < world.active_count; i++) {
    const slot = active[i]!;
    if (vehicles.state[slot] !== VEHICLE_STATE.driving) continue;
    if (!(vehicles.speed_mps[slot]! >= 0) || !(Math.abs(vehicles.x[slot]!) < 1e7))
      complain(
        oracle,
        `tick ${world.tick}: ${idOf(world, slot)} has speed ${vehicles.speed_mps[slot]}, x ${vehicles.x[slot]}`,
      );
    const cx = Math.floor(vehicles.x[slot]! / CELL_M);
    const cy = Math.floor(vehicles.y[slot]! / CELL_M);
    for (let dx = -1; dx <= 1; dx++) {
      for (let dy = -1; dy <= 1; dy++) {
        const near = cells.get((cx + dx) * 65536 + cy + dy);
        if (near === undefined) continue;
        for (const other of near) {
          if (overlap(world, slot, other)) noteOverlap(oracle, world, slot, other, now);
        }
      }
    }
    const code = cx * 65536 + cy;
    const own = cells.get(code);
    if (own === undefined) cells.set(code, [slot]);
    else own.push(slot);
  }
  oracle.overlapping = now;
}

function noteOverlap(oracle: Oracle, world: World, a: number, b: number, now: Set<number>): void {
  const { vehicles } = world;
  const code = pairCode(vehicles.key[a]!, vehicles.key[b]!);
  now.add(code);
  if (oracle.overlapping.has(code)) return;
  if (isCloseByNet(oracle, world, a, b) || cutsCorner(world, a) || cutsCorner(world, b)) {
    oracle.geometry_overlaps += 1;
    return;
  }
  oracle.collisions += 1;
  if (oracle.accounts.length < 20)
    oracle.accounts.push(`${(world.tick * world.dt_ms) / 1000} s: ${account(world, a)} and ${account(world, b)}`);
}

function watchWalkers(oracle: Oracle, world: World): void {
  const { walkers, vehicles } = world;
  if (walkers === undefined) return;
  const now = new Set<number>();
  for (const { vehicle, walker } of walkerContacts(world)) {
    const code = vehicles.key[vehicle]! * 67108864 + walkers.number[walker]!;
    now.add(code);
    if (oracle.touching.has(code)) continue;
    oracle.collisions += 1;
    const { id } = world.network.crossings.records[walkers.crosswalk[walker]!]!;
    const who = `walker ${walkers.number[walker]} on ${id} at ${walkers.pos_m[walker]!.toFixed(1)} m`;
    if (oracle.accounts.length < 20)
      oracle.accounts.push(`${(world.tick * world.dt_ms) / 1000} s: ${account(world, vehicle)} and ${who}`);
  }
  oracle.touching = now;
  const { arrived, crossed } = walkers.counts;
  if (arrived !== crossed + walkers.active_count)
    complain(oracle, `tick ${world.tick}: ${arrived} walkers are not ${crossed} + ${walkers.active_count}`);
}

function idOf(world: World, slot: number): string {
  return world.demand.departures[world.vehicles.key[slot]!]!.id;
}

function account(world: World, slot: number): string {
  const { vehicles, network } = world;
  const lane = network.lanes.ids[vehicles.lane[slot]!]!;
  return `${idOf(world, slot)} on ${lane} at ${vehicles.pos_m[slot]!.toFixed(1)} m, ${vehicles.speed_mps[slot]!.toFixed(1)} m/s, lateral ${vehicles.lateral_m[slot]!.toFixed(1)} m`;
}

/** Do the lanes under the two bodies lie too close by the source's own drawing? A body covers its front's lane and those behind. */
function isCloseByNet(oracle: Oracle, world: World, a: number, b: number): boolean {
  for (const lane_a of lanesUnder(world, a)) {
    for (const lane_b of lanesUnder(world, b)) if (oracle.close.has(pairCode(lane_a, lane_b))) return true;
  }
  return false;
}

/**
 * A long rigid body on a bend drawn tighter than it can follow: it stands at an angle to the lane under its front, so that it reaches into its
 * neighbours' space by the drawing's fault.
 */
function cutsCorner(world: World, slot: number): boolean {
  const { vehicles, network } = world;
  if (vehicles.length_m[slot]! < LONG_M || vehicles.lateral_m[slot] !== 0) return false;
  placeOnLane(network.lanes, network.points, vehicles.lane[slot]!, vehicles.pos_m[slot]!, place);
  return place.ux * cos(vehicles.heading_rad[slot]!) + place.uy * sin(vehicles.heading_rad[slot]!) < IN_LINE;
}

/** The lane of the front, and the lanes before it that the body still covers as far as the map alone tells. */
function lanesUnder(world: World, slot: number): number[] {
  const { vehicles, network } = world;
  const lane = vehicles.lane[slot]!;
  const under = [lane];
  let behind = vehicles.pos_m[slot]! - vehicles.length_m[slot]!;
  let frontier = [lane];
  for (let depth = 0; behind < 0 && depth < 3; depth++) {
    const before: number[] = [];
    let shortest = Infinity;
    for (let link = 0; link < network.links.count; link++) {
      const via = network.links.via[link]!;
      const via2 = network.links.via2[link]!;
      for (const here of frontier) {
        const last = via2 === -1 ? via : via2;
        if (network.links.to_lane[link] === here) before.push(last);
        if (via2 === here) before.push(via);
        if (via === here) before.push(network.links.from_lane[link]!);
      }
    }
    for (const found of before) shortest = Math.min(shortest, network.lanes.length_m[found]!);
    under.push(...before);
    frontier = before;
    behind += shortest;
  }
  return under;
}

function isRedNow(world: World, link: number): boolean {
  const { links } = world.network;
  const signal = links.signal[link]!;
  if (signal === -1) return false;
  const letter = world.signals.letters[world.signals.first_group[signal]! + links.signal_index[link]!]!;
  return letter === RED || letter === RED_YELLOW;
}

/** An entry counts when the light was red before the step in which the front crossed the line. */
function watchSignals(oracle: Oracle, world: World): void {
  const { vehicles, active, network } = world;
  const { links, lanes } = network;
  for (let i = 0; i < world.active_count; i++) {
    const slot = active[i]!;
    if (vehicles.state[slot] !== VEHICLE_STATE.driving) continue;
    const lane = vehicles.lane[slot]!;
    if (oracle.generation[slot] !== vehicles.generation[slot]) {
      oracle.generation[slot] = vehicles.generation[slot]!;
      oracle.red_link[slot] = -1;
      oracle.lane[slot] = lane;
      oracle.standing_s[slot] = 0;
    }
    const entered = lanes.link[lane]!;
    if (entered !== -1 && oracle.lane[slot] !== lane && links.via[entered] === lane && oracle.was_red[entered] === 1) {
      oracle.red_entries += 1;
      if (oracle.red_link[slot] === entered && oracle.could_stop[slot] === 0) oracle.red_entries_unavoidable += 1;
      else if (oracle.accounts.length < 20)
        oracle.accounts.push(`${(world.tick * world.dt_ms) / 1000} s: entered on red: ${account(world, slot)}`);
    }
    oracle.lane[slot] = lane;
    const link = entered === -1 ? vehicles.next_link[slot]! : -1;
    if (link === -1 || !isRedNow(world, link)) oracle.red_link[slot] = -1;
    else if (oracle.red_link[slot] !== link) {
      // A driver aims at a point a little before the line; who could halt on the line only to the centimetre could not.
      const line = lanes.length_m[lane]! - vehicles.pos_m[slot]!;
      const room = Math.max(line - 0.2, line * 0.9);
      const speed = vehicles.speed_mps[slot]!;
      const decel = world.demand.types[vehicles.type[slot]!]!.emergency_decel_mps2;
      oracle.red_link[slot] = link;
      oracle.could_stop[slot] = oracle.was_red[link] === 1 || speed * speed < 2 * decel * room ? 1 : 0;
    }
  }
  for (let link = 0; link < links.count; link++) oracle.was_red[link] = isRedNow(world, link) ? 1 : 0;
}

function watchStanding(oracle: Oracle, world: World): void {
  const { vehicles, active } = world;
  const dt_s = world.dt_ms / 1000;
  for (let i = 0; i < world.active_count; i++) {
    const slot = active[i]!;
    const at_stop = (vehicles.lights[slot]! & 8) !== 0 || vehicles.state[slot] !== VEHICLE_STATE.driving;
    if (at_stop || vehicles.speed_mps[slot]! >= STANDING_MPS) {
      oracle.standing_s[slot] = 0;
      continue;
    }
    const before = oracle.standing_s[slot]!;
    oracle.standing_s[slot] = before + dt_s;
    if (before < STUCK_S && before + dt_s >= STUCK_S) {
      oracle.stuck += 1;
      if (oracle.accounts.length < 20)
        oracle.accounts.push(`${(world.tick * world.dt_ms) / 1000} s: stuck: ${account(world, slot)}`);
    }
  }
}
