/**
 * What the sensors of an agent's vehicle see: vehicles within range that no other vehicle hides, exactly or with errors of measurement.
 * An object has a track number of the sensing vehicle, never the other's id.
 */
import type { v2x } from '../../../protos/wire/generated.js';
import { cos, normalQuantile, sin } from '../../simulation/maths.ts';
import { PATH_MAX, type Engine } from '../../simulation/engine-state.ts';
import { aheadOf, lastOnLane } from '../../simulation/lane-order.ts';
import { PURPOSE, random } from '../../simulation/random.ts';
import { VEHICLE_STATE, type World } from '../../simulation/world.ts';

export const DEFAULT_RANGE_M = 150;
export const GREATEST_RANGE_M = 500;
/** Objects in a tick at most, the nearest. */
const MOST_OBJECTS = 64;
/** A noisy sensor misses this share of objects; standard deviations of its errors. */
const MISS = 0.05;
const POSITION_SD_M = 0.2;
const SPEED_SD_MPS = 0.2;

export interface Sensor {
  readonly range_m: number;
  readonly noisy: boolean;
  /** Track numbers by the other vehicle's key; forgotten when it is not seen. */
  tracks: Map<number, number>;
  last_track: number;
}

export function createSensor(range_m: number, noisy: boolean): Sensor {
  return { range_m, noisy, tracks: new Map(), last_track: 0 };
}

interface Candidate {
  readonly slot: number;
  readonly distance_2: number;
}

/** Objects that the vehicle in `slot` sees now, the nearest first. */
export function senseObjects(world: World, slot: number, sensor: Sensor): v2x.frame.ISensedObject[] {
  const near = candidates(world, slot, sensor.range_m);
  const leader = leaderOf(world as Engine, slot);
  const tracks = new Map<number, number>();
  const objects: v2x.frame.ISensedObject[] = [];
  for (let i = 0; i < near.length && objects.length < MOST_OBJECTS; i++) {
    const other = near[i].slot;
    const key = world.vehicles.key[other];
    if (isHidden(world, slot, near, i) || (sensor.noisy && draw(world, slot, key, 0) < MISS)) continue;
    const track = sensor.tracks.get(key) ?? ++sensor.last_track;
    tracks.set(key, track);
    objects.push(describe(world, slot, other, track, sensor.noisy, leader));
  }
  sensor.tracks = tracks;
  return objects;
}

function candidates(world: World, slot: number, range_m: number): Candidate[] {
  const { vehicles, active, active_count } = world;
  const near: Candidate[] = [];
  for (let i = 0; i < active_count; i++) {
    const other = active[i];
    if (other === slot || vehicles.state[other] !== VEHICLE_STATE.driving) continue;
    const dx = vehicles.x[other] - vehicles.x[slot];
    const dy = vehicles.y[other] - vehicles.y[slot];
    const distance_2 = dx * dx + dy * dy;
    if (distance_2 <= range_m * range_m) near.push({ slot: other, distance_2 });
  }
  // Stable: equal distances stay in canonical order.
  return near.sort((a, b) => a.distance_2 - b.distance_2);
}

/** Whether a nearer vehicle stands between the two centres. */
function isHidden(world: World, slot: number, near: readonly Candidate[], at: number): boolean {
  const { x, y } = world.vehicles;
  const target = near[at].slot;
  for (let i = 0; i < at; i++) {
    if (crosses(world, near[i].slot, x[slot], y[slot], x[target], y[target])) return true;
  }
  return false;
}

/** Whether the segment from a to b meets the vehicle's rectangle. */
function crosses(world: World, slot: number, ax: number, ay: number, bx: number, by: number): boolean {
  const { x, y, heading_rad, length_m, width_m } = world.vehicles;
  const c = cos(heading_rad[slot]);
  const s = sin(heading_rad[slot]);
  const from_x = (ax - x[slot]) * c + (ay - y[slot]) * s;
  const from_y = (ay - y[slot]) * c - (ax - x[slot]) * s;
  const to_x = (bx - x[slot]) * c + (by - y[slot]) * s;
  const to_y = (by - y[slot]) * c - (bx - x[slot]) * s;
  const along = between(from_x, to_x, length_m[slot] / 2);
  const across = between(from_y, to_y, width_m[slot] / 2);
  return Math.max(along[0], across[0], 0) <= Math.min(along[1], across[1], 1);
}

/** Part of the way from `a` to `b` that is within `half` of 0. */
function between(a: number, b: number, half: number): readonly [number, number] {
  const way = b - a;
  if (way === 0) return Math.abs(a) <= half ? [0, 1] : [1, 0];
  const first = (-half - a) / way;
  const second = (half - a) / way;
  return first < second ? [first, second] : [second, first];
}

interface Leader {
  readonly slot: number;
  readonly gap_m: number;
}

/** The next vehicle on the own lane or, where that is empty ahead, on the lanes that follow. */
function leaderOf(world: Engine, slot: number): Leader | undefined {
  const { vehicles } = world;
  const { length_m } = world.network.lanes;
  const lane = vehicles.lane[slot]!;
  const ahead = aheadOf(world, lane, vehicles.pos_m[slot]!, slot);
  const rear = (other: number): number => vehicles.pos_m[other]! - vehicles.length_m[other]!;
  if (ahead !== -1) return { slot: ahead, gap_m: rear(ahead) - vehicles.pos_m[slot]! };
  let distance = length_m[lane]! - vehicles.pos_m[slot]!;
  for (let at = 0; at < vehicles.path_count[slot]!; at++) {
    const next = vehicles.path_lane[slot * PATH_MAX + at]!;
    const last = lastOnLane(world, next);
    if (last !== -1 && last !== slot) return { slot: last, gap_m: distance + rear(last) };
    distance += length_m[next]!;
  }
  return undefined;
}

function describe(
  world: World,
  slot: number,
  other: number,
  track: number,
  noisy: boolean,
  leader: Leader | undefined,
): v2x.frame.ISensedObject {
  const { vehicles } = world;
  const error = (index: number, deviation: number): number =>
    noisy ? deviation * normalQuantile(0.001 + 0.998 * draw(world, slot, vehicles.key[other], index)) : 0;
  const along = error(3, POSITION_SD_M);
  return {
    id: track,
    kind: 1,
    lengthM: vehicles.length_m[other],
    widthM: vehicles.width_m[other],
    xM: vehicles.x[other] + error(1, POSITION_SD_M),
    yM: vehicles.y[other] + error(2, POSITION_SD_M),
    headingRad: vehicles.heading_rad[other],
    speedMps: Math.max(0, vehicles.speed_mps[other] + error(4, SPEED_SD_MPS)),
    ...(leader?.slot === other ? { gapM: leader.gap_m + along } : {}),
  };
}

/** One draw for the pair in this tick; the other's key takes the place of draws, five apart. */
function draw(world: World, slot: number, key: number, index: number): number {
  return random(world.seed, PURPOSE.vehicle_sensor, world.vehicles.key[slot], world.tick, key * 8 + index);
}
