/** Room behind a junction, so that nobody comes to rest on it. */
import { PATH_MAX, type Engine } from './engine-state.ts';
import { lastOnLane } from './lane-order.ts';

/** An exit whose last vehicle drives faster than this moves off before one gets there, m/s; this much room serves anybody, m. */
const FLOWING_MPS = 5;
const ENOUGH_ROOM_M = 40;
/**
 * Behind the junction there is room for the whole vehicle besides those that are already on their way there. Lanes are followed along the
 * path over plain nodes up to the next junction that must not be blocked; a lane too short for the vehicle has to be empty.
 */
export function exitHasRoom(world: Engine, slot: number, at: number): boolean {
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
    const begin = i === first ? crosswalkEnd(world, lane, vehicles.length_m[slot]! + vehicles.min_gap_m[slot]!) : 0;
    free -= begin;
    whole += lanes.length_m[lane]! - begin;
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

/** Room begins behind a crosswalk over which the body would stand otherwise, m from the lane's start. */
function crosswalkEnd(world: Engine, lane: number, length: number): number {
  const { crossings } = world.network;
  let end = 0;
  for (let row = crossings.first[lane]!; row < crossings.first[lane]! + crossings.count[lane]!; row++)
    if (crossings.start_m[row]! < end + length) end = crossings.end_m[row]!;
  return end;
}

/** What those who hold a claim on the way to a lane, and are not there yet, will take of it, m. */
function reservedRoom(world: Engine, slot: number, exit: number): number {
  const { vehicles, claims } = world;
  const { lanes } = world.network;
  let reserved = 0;
  for (let i = world.feeder_first[exit]!; i < world.feeder_first[exit + 1]!; i++) {
    for (let claim = claims.first_of_lane[world.feeders[i]!]!; claim !== -1; claim = claims.next_of_lane[claim]!) {
      const other = claims.slot[claim]!;
      if (other === slot || vehicles.odo_m[other]! - claims.odo_m[claim]! >= lanes.length_m[claims.lane[claim]!]!)
        continue;
      reserved += vehicles.length_m[other]! + vehicles.min_gap_m[other]!;
    }
  }
  return reserved;
}
