/** Crosswalks on a vehicle's way, with the places where it could halt for each. Scratch columns, valid until the next call. */
import { PATH_MAX, type Engine } from './engine-state.ts';

/** Crossings on the way that are looked at, at most. */
const ROWS_MAX = 16;
/** Crossings farther ahead of the front do not matter yet, m. */
const REACH_M = 120;
/** A body needs so much more than its length between two places that it must not block, m. */
const AIR_M = 0.5;

export const ahead = {
  count: 0,
  row: new Int32Array(ROWS_MAX),
  /** From the front to both ends of the crossing, m. */
  start_m: new Float64Array(ROWS_MAX),
  end_m: new Float64Array(ROWS_MAX),
  /**
   * From the front to where it halts if it may not pass: before the crossing, or, where a body would then stand in the way of crossing traffic or on the
   * crosswalk before, at the last place that blocks nobody. -Infinity: there is none any more, it has to go on.
   */
  halt_m: new Float64Array(ROWS_MAX),
  /** Length that a body may have to stand before the crossing and block nobody, m. */
  room_m: new Float64Array(ROWS_MAX),
  /** Place of its lane in the path, -1 = the lane under the front. */
  at: new Int32Array(ROWS_MAX),
};

/** First place that may be a halt, and what a body standing before the next crossing would block; m from the front. */
let halt = -Infinity;
let blocked_until = -Infinity;

/** Lists the crossings on the vehicle's own lane, not yet left by its front, and on the first `lanes` of its path. */
export function listCrossings(world: Engine, slot: number, lanes: number): void {
  const { vehicles, network } = world;
  const lane = vehicles.lane[slot]!;
  ahead.count = 0;
  let begin = -vehicles.pos_m[slot]!;
  if (network.crossings.count[lane] === 0 && begin + network.lanes.length_m[lane]! > REACH_M) return;
  const before = network.lanes.junction[lane] === -1 ? lastCrossed(world, slot) : lane;
  halt = -Infinity;
  blocked_until = before !== -1 && world.crosses[before] === 1 ? begin : -Infinity;
  if (network.crossings.count[lane]! > 0) listLane(world, slot, lane, begin, -1);
  begin += network.lanes.length_m[lane]!;
  for (let at = 0; at < lanes && begin < REACH_M; at++) {
    const next = vehicles.path_lane[slot * PATH_MAX + at]!;
    if (network.lanes.junction[next] !== -1 && world.crosses[next] === 1) {
      halt = begin;
      blocked_until = begin;
    } else if (network.lanes.junction[next] === -1 && blocked_until > -Infinity)
      blocked_until = Math.max(blocked_until, begin);
    if (network.crossings.count[next]! > 0) listLane(world, slot, next, begin, at);
    begin += network.lanes.length_m[next]!;
  }
}

/** The lane across a junction that the front has left last, where the body still stands on it; -1 = none. */
function lastCrossed(world: Engine, slot: number): number {
  const { vehicles } = world;
  if (vehicles.pos_m[slot]! > vehicles.length_m[slot]!) return -1;
  const tail = vehicles.tail_lane[slot * (vehicles.tail_lane.length / vehicles.capacity)]!;
  return tail !== -1 && world.network.lanes.junction[tail] !== -1 ? tail : -1;
}

function listLane(world: Engine, slot: number, lane: number, begin: number, at: number): void {
  const { crossings } = world.network;
  const length = world.vehicles.length_m[slot]!;
  const first = crossings.first[lane]!;
  for (let row = first; row < first + crossings.count[lane]! && ahead.count < ROWS_MAX; row++) {
    const start = begin + crossings.start_m[row]!;
    const end = begin + crossings.end_m[row]!;
    if (crossings.foes_until_m[row]! > 0) blocked_until = Math.max(blocked_until, begin + crossings.foes_until_m[row]!);
    const room = start - blocked_until - AIR_M;
    if (room >= length) halt = start;
    blocked_until = end;
    if (end < 0) continue;
    ahead.row[ahead.count] = row;
    ahead.start_m[ahead.count] = start;
    ahead.end_m[ahead.count] = end;
    ahead.halt_m[ahead.count] = halt;
    ahead.room_m[ahead.count] = room;
    ahead.at[ahead.count] = at;
    ahead.count += 1;
  }
}
