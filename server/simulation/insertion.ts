/** Departures: vehicles enter their first edge when there is room; until then they wait in the order of their departure. */
import type { DepartureSpec } from './demand-spec.ts';
import { TAIL_MAX, type Engine, type PendingDeparture } from './engine-state.ts';
import { record } from './events.ts';
import { walkersBlock } from './crosswalk-clearance.ts';
import { somebodyComes, tailInTheWay } from './gaps.ts';
import { aheadOf, behindOf, enterOrder } from './lane-order.ts';
import { mayUse, planPath } from './path.ts';
import { PURPOSE, random } from './random.ts';
import { resolveDeparture } from './departure.ts';
import { EVENT, VEHICLE_STATE, type World } from './world.ts';

/** Departures tried per edge and step, so that one blocked lane does not hold up the others for long. */
const TRIES_PER_EDGE = 3;

/** Puts everybody onto the road who is due and fits. */
export function insertDepartures(world: Engine, now_ms: number): void {
  const { departures } = world.demand;
  while (world.next_departure < departures.length && departures[world.next_departure]!.depart_ms <= now_ms) {
    if (!enqueue(world, world.next_departure)) world.unroutable += 1;
    world.next_departure += 1;
  }
  for (const edge of world.waiting_edges) {
    const queue = world.waiting.get(edge)!;
    for (let tries = 0, at = 0; at < queue.length && tries < TRIES_PER_EDGE; tries++) {
      if (!insert(world, queue[at]!)) {
        at += 1;
        continue;
      }
      queue.splice(at, 1);
      world.waiting_to_insert -= 1;
    }
  }
}

/**
 * Lets a departure of the demand that has no time (depart_ms = Infinity) depart now, as `departs` says; it enters as soon as there is room.
 * @returns false, and nothing changed, where no way leads along its edges
 */
export function requestDeparture(world: World, key: number, departs: DepartureSpec): boolean {
  const departures = world.demand.departures as DepartureSpec[];
  const before = departures[key]!;
  departures[key] = departs;
  if (enqueue(world as Engine, key)) return true;
  departures[key] = before;
  return false;
}

/** Whether there is a way for it. */
function enqueue(world: Engine, key: number): boolean {
  const pending = resolveDeparture(world, key);
  if (pending === undefined) return false;
  let queue = world.waiting.get(pending.edge);
  if (queue === undefined) {
    queue = [];
    world.waiting.set(pending.edge, queue);
    world.waiting_edges.push(pending.edge);
    world.waiting_edges.sort((a, b) => a - b);
  }
  queue.push(pending);
  world.waiting_to_insert += 1;
  return true;
}

function insert(world: Engine, pending: PendingDeparture): boolean {
  if (world.free_count === 0) return false;
  const slot = world.free_slots[world.free_count - 1]!;
  const departure = world.demand.departures[pending.key]!;
  equip(world, slot, pending, departure);
  const position = departPosition(world, slot, pending, departure);
  const lane = departLane(world, slot, pending, departure, position);
  if (lane === -1) return false;
  const speed = departSpeed(world, slot, lane, position, departure);
  if (speed < 0) return false;
  world.free_count -= 1;
  place(world, slot, pending, lane, position, speed);
  return true;
}

/** Writes type, parameters and route into a slot that is still free. */
function equip(world: Engine, slot: number, pending: PendingDeparture, departure: DepartureSpec): void {
  const { vehicles } = world;
  const type = world.demand.types[departure.type]!;
  vehicles.key[slot] = pending.key;
  vehicles.type[slot] = departure.type;
  vehicles.class_bit[slot] = world.class_bits[departure.type]!;
  vehicles.length_m[slot] = type.length_m;
  vehicles.width_m[slot] = type.width_m;
  vehicles.max_speed_mps[slot] = type.max_speed_mps;
  vehicles.accel_max[slot] = type.accel_mps2;
  vehicles.decel[slot] = type.decel_mps2;
  vehicles.headway_s[slot] = type.headway_s;
  vehicles.min_gap_m[slot] = type.min_gap_m;
  vehicles.delta[slot] = type.delta;
  vehicles.emergency_decel[slot] = Math.max(type.emergency_decel_mps2, type.decel_mps2);
  vehicles.speed_factor[slot] = world.speed_factors[pending.key]!;
}

function departPosition(world: Engine, slot: number, pending: PendingDeparture, departure: DepartureSpec): number {
  const length = world.network.edges.length_m[pending.edge]!;
  const least = Math.min(world.vehicles.length_m[slot]!, length - 0.1);
  const scale = world.network.lanes.position_scale[world.network.edges.first_lane[pending.edge]!]!;
  const wish = typeof departure.depart_pos === 'number' ? departure.depart_pos * scale : departure.depart_pos;
  if (typeof wish === 'number') return Math.min(Math.max(wish < 0 ? length + wish : wish, least), length - 0.1);
  if (wish === 'random' || wish === 'random_free') {
    return least + random(world.seed, PURPOSE.depart_position, pending.key, 0, 0) * Math.max(0, length - 0.1 - least);
  }
  return least;
}

function departLane(
  world: Engine,
  slot: number,
  pending: PendingDeparture,
  departure: DepartureSpec,
  position: number,
): number {
  const { edges, lanes } = world.network;
  const first = edges.first_lane[pending.edge]!;
  const end = first + edges.lane_count[pending.edge]!;
  const class_bit = world.vehicles.class_bit[slot]!;
  const wish = departure.depart_lane;
  if (typeof wish === 'number')
    return first + wish < end && mayUse(lanes.allowed[first + wish]!, class_bit) ? first + wish : -1;
  world.vehicles.route_index[slot] = 0;
  world.vehicles.stop_index[slot] = 0;
  world.routes[slot] = pending.route;
  world.stops[slot] = pending.stops;
  let best = -1;
  let best_room = -Infinity;
  const serves = wish === 'best' ? servingLanes(world, slot, first) : -1;
  for (let lane = first; lane < end; lane++) {
    if (!mayUse(lanes.allowed[lane]!, class_bit) || ((serves >> (lane - first)) & 1) === 0) continue;
    const ahead = aheadOf(world, lane, position, -1);
    const room = ahead === -1 ? 1e6 : world.vehicles.pos_m[ahead]! - world.vehicles.length_m[ahead]!;
    if (room > best_room) {
      best = lane;
      best_room = room;
    }
    if (wish === 'first') break;
  }
  return best;
}

/** Bits of the lanes that serve the route longest; found by planning from the first lane. */
function servingLanes(world: Engine, slot: number, first: number): number {
  world.vehicles.lane[slot] = first;
  world.vehicles.pos_m[slot] = 0;
  world.vehicles.odo_m[slot] = 0;
  planPath(world, slot, 0);
  const good = world.vehicles.good_lanes[slot]!;
  return good === 0 ? -1 : good;
}

/** The speed at which it may enter, m/s; -1 when there is no room. */
function departSpeed(world: Engine, slot: number, lane: number, position: number, departure: DepartureSpec): number {
  const { vehicles } = world;
  const { lanes } = world.network;
  const top = Math.min(lanes.speed_mps[lane]! * vehicles.speed_factor[slot]!, vehicles.max_speed_mps[slot]!);
  const wish = departure.depart_speed;
  const line_decel = typeof wish === 'number' ? vehicles.emergency_decel[slot]! : 3;
  let safe = Math.min(top, Math.sqrt(2 * line_decel * Math.max(0, lanes.length_m[lane]! - position - 1.5)));
  const ahead = aheadOf(world, lane, position, -1);
  if (ahead !== -1) {
    const gap = vehicles.pos_m[ahead]! - vehicles.length_m[ahead]! - position - vehicles.min_gap_m[slot]!;
    if (gap < 0) return -1;
    const other = vehicles.speed_mps[ahead]!;
    safe = Math.min(safe, Math.max(gap / vehicles.headway_s[slot]!, 0), Math.sqrt(other * other + 2 * 2 * gap));
  } else if (tailInTheWay(world, lane, position, 0)) return -1;
  const speed =
    typeof wish === 'number'
      ? Math.min(wish, top)
      : wish === 'random'
        ? safe * random(world.seed, PURPOSE.depart_position, departure.type, 0, 1)
        : safe;
  if (speed > safe + 0.01) return -1;
  const rear = position - vehicles.length_m[slot]!;
  if (walkersBlock(world, lane, rear, position, speed)) return -1;
  const behind = behindOf(world, lane, position, -1);
  if (behind !== -1) {
    const gap = rear - vehicles.pos_m[behind]!;
    const other = vehicles.speed_mps[behind]!;
    const brake = other > speed ? (other * other - speed * speed) / (2 * 2.5) : 0;
    if (gap < vehicles.min_gap_m[behind]! + other * 0.8 + brake) return -1;
  } else if (somebodyComes(world, lane, Math.max(0, rear), speed)) return -1;
  return speed;
}

function place(
  world: Engine,
  slot: number,
  pending: PendingDeparture,
  lane: number,
  position: number,
  speed: number,
): void {
  const { vehicles } = world;
  vehicles.state[slot] = VEHICLE_STATE.driving;
  vehicles.generation[slot]! += 1;
  vehicles.inserted_ms[slot] = world.tick * world.dt_ms;
  vehicles.odo_m[slot] = position;
  vehicles.first_claim[slot] = -1;
  vehicles.tail_lane.fill(-1, slot * TAIL_MAX, (slot + 1) * TAIL_MAX);
  vehicles.gate_wait_s[slot] = 0;
  vehicles.walkers_halt_m[slot] = Infinity;
  vehicles.stop_until_ms[slot] = -1;
  world.lost[slot] = 0;
  vehicles.relaxed_until_ms[slot] = 0;
  vehicles.lights[slot] = 0;
  world.routes[slot] = pending.route;
  world.stops[slot] = pending.stops;
  vehicles.route_index[slot] = 0;
  vehicles.stop_index[slot] = 0;
  world.arrival_m[slot] = pending.arrival_m;
  putOnLane(world, slot, lane, position, speed);
  activate(world, slot);
  world.counts.inserted += 1;
  record(world, EVENT.inserted, slot, lane);
}

/** Sets a vehicle down on a lane: at insertion and when it leaves a stop beside the road. */
export function putOnLane(world: Engine, slot: number, lane: number, position: number, speed: number): void {
  const { vehicles } = world;
  vehicles.lane[slot] = lane;
  vehicles.shadow_lane[slot] = -1;
  vehicles.lateral_m[slot] = 0;
  vehicles.tail_offset_m[slot] = 0;
  vehicles.pos_m[slot] = position;
  vehicles.speed_mps[slot] = speed;
  vehicles.accel_mps2[slot] = 0;
  vehicles.standing_s[slot] = 0;
  vehicles.lets_in[slot] = -1;
  enterOrder(world, lane, slot);
  planPath(world, slot, 0);
}

/** Inserts into the list of active slots, kept in the code-unit order of ids. */
function activate(world: Engine, slot: number): void {
  const { active } = world;
  const rank = world.ranks[world.vehicles.key[slot]!]!;
  let low = 0;
  let high = world.active_count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (world.ranks[world.vehicles.key[active[middle]!]!]! < rank) low = middle + 1;
    else high = middle;
  }
  active.copyWithin(low + 1, low, world.active_count);
  active[low] = slot;
  world.active_count += 1;
}
