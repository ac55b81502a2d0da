/**
 * Moving vehicles: the ballistic update x += v dt + a dt^2/2 with an exact halt, the hand-over from lane to lane, and the end of a trip.
 */
import { dropAllClaims, dropComingClaims, dropPassedClaims } from './claims.ts';
import { PATH_MAX, TAIL_MAX, type Engine } from './engine-state.ts';
import { record } from './events.ts';
import { endChange } from './lane-change.ts';
import { enterOrder, leaveOrder } from './lane-order.ts';
import { mayUse, planPath } from './path.ts';
import { shadowAfter } from './parallel-lanes.ts';
import { revokeFrom } from './right-of-way.ts';
import { findRoute, routeTime } from './routing.ts';
import { isRed, letterOf } from './signals.ts';
import { EVENT, VEHICLE_STATE } from './world.ts';

/** Below this a vehicle counts as standing, m/s. */
export const STANDING_MPS = 0.1;
/** A vehicle that stands this long before the end of a lane that does not lead on takes another way, s; it counts as there within so many metres. */
const REROUTE_AFTER_S = 4;
/** And this long where no way leads to its destination any more: then it leaves the map by the nearest exit, s. */
const GIVE_UP_AFTER_S = 30;
const REROUTE_NEAR_M = 12;

/** Advances position and speed by one step with the acceleration already planned. */
export function integrate(world: Engine, slot: number, dt_s: number): void {
  const { vehicles } = world;
  const speed = vehicles.speed_mps[slot]!;
  const accel = vehicles.accel_mps2[slot]!;
  let next = speed + accel * dt_s;
  let move = speed * dt_s + (accel * dt_s * dt_s) / 2;
  if (next < 0) {
    next = 0;
    move = accel < 0 ? (speed * speed) / (-2 * accel) : 0;
  }
  vehicles.speed_mps[slot] = next;
  vehicles.pos_m[slot]! += move;
  vehicles.odo_m[slot]! += move;
  vehicles.standing_s[slot] = next < STANDING_MPS ? vehicles.standing_s[slot]! + dt_s : 0;
}

/** Carries a vehicle whose front has passed its lane's end onto the lanes that follow. */
export function handOver(world: Engine, slot: number): void {
  const { vehicles } = world;
  const { lanes } = world.network;
  while (vehicles.pos_m[slot]! >= lanes.length_m[vehicles.lane[slot]!]!) {
    if (onLastEdge(world, slot)) {
      arrive(world, slot);
      return;
    }
    if (vehicles.granted[slot] === 0) {
      holdAtEnd(world, slot);
      return;
    }
    enterNext(world, slot);
  }
  if (
    onLastEdge(world, slot) &&
    lanes.junction[vehicles.lane[slot]!] === -1 &&
    vehicles.pos_m[slot]! >= world.arrival_m[slot]!
  ) {
    arrive(world, slot);
    return;
  }
  if (vehicles.odo_m[slot]! > vehicles.extend_at_m[slot]!) planPath(world, slot, vehicles.granted[slot]!);
}

function onLastEdge(world: Engine, slot: number): boolean {
  return world.vehicles.route_index[slot] === world.routes[slot]!.length - 1;
}

/** The front touches a line it has no right to pass: it is held there. Counted; the limits ahead of a gate keep this from happening. */
function holdAtEnd(world: Engine, slot: number): void {
  const { vehicles } = world;
  const over = vehicles.pos_m[slot]! - world.network.lanes.length_m[vehicles.lane[slot]!]! + 0.001;
  vehicles.pos_m[slot]! -= over;
  vehicles.odo_m[slot]! -= over;
  vehicles.speed_mps[slot] = 0;
  world.held_at_line += 1;
}

function enterNext(world: Engine, slot: number): void {
  const { vehicles } = world;
  const { lanes, links } = world.network;
  const lane = vehicles.lane[slot]!;
  const base = slot * PATH_MAX;
  const next = vehicles.path_lane[base]!;
  const link = vehicles.path_link[base]!;
  const beside = vehicles.shadow_lane[slot] === -1 ? -1 : shadowAfter(world, slot, next);
  if (beside === -1 && vehicles.shadow_lane[slot] !== -1) endChange(world, slot);
  if (links.via[link] === next && isRed(letterOf(world, link))) record(world, EVENT.red_entry, slot, link);
  leaveOrder(world, lane, slot);
  const tail = slot * TAIL_MAX;
  vehicles.tail_lane.copyWithin(tail + 1, tail, tail + TAIL_MAX - 1);
  vehicles.tail_lane[tail] = lane;
  vehicles.pos_m[slot]! -= lanes.length_m[lane]!;
  vehicles.lane[slot] = next;
  enterOrder(world, next, slot);
  if (beside !== -1) {
    leaveOrder(world, vehicles.shadow_lane[slot]!, slot);
    vehicles.shadow_lane[slot] = beside;
    enterOrder(world, beside, slot);
  }
  const count = vehicles.path_count[slot]! - 1;
  vehicles.path_lane.copyWithin(base, base + 1, base + 1 + count);
  vehicles.path_odo_m.copyWithin(base, base + 1, base + 1 + count);
  vehicles.path_link.copyWithin(base, base + 1, base + 1 + count);
  vehicles.path_count[slot] = count;
  vehicles.granted[slot]! -= 1;
  vehicles.tail_from[slot]! += 1;
  if (lanes.junction[next] !== -1) {
    vehicles.next_link[slot] = -1;
    vehicles.lanes_to_change[slot] = 0;
    return;
  }
  vehicles.route_index[slot]! += 1;
  vehicles.lets_in[slot] = -1;
  planPath(world, slot, vehicles.granted[slot]!);
  vehicles.next_link[slot] = vehicles.path_count[slot]! > 0 ? vehicles.path_link[base]! : -1;
}

/** Housekeeping after the move: claims behind the rear go back, wrong lanes lead to another way. */
export function tidy(world: Engine, slot: number): void {
  if (world.vehicles.first_claim[slot] !== -1) dropPassedClaims(world, slot);
  if (world.vehicles.extend_at_m[slot] === Infinity && world.vehicles.standing_s[slot]! >= REROUTE_AFTER_S)
    rerouteFromWrongLane(world, slot);
}

/** A vehicle stuck before the end of a lane that does not lead where its route goes drives on and finds another way. */
function rerouteFromWrongLane(world: Engine, slot: number): void {
  const { vehicles } = world;
  const { lanes } = world.network;
  if (onLastEdge(world, slot) || vehicles.shadow_lane[slot] !== -1) return;
  const route = world.routes[slot]!;
  const count = vehicles.path_count[slot]!;
  const base = slot * PATH_MAX;
  let last = vehicles.lane[slot]!;
  let end = vehicles.odo_m[slot]! + lanes.length_m[last]! - vehicles.pos_m[slot]!;
  // Before a road too short to stand on it waits in the junction: its route still counts the edge behind it as the present one.
  const way = [route[vehicles.route_index[slot]!]!];
  for (let at = 0; at < count; at++) {
    last = vehicles.path_lane[base + at]!;
    end = vehicles.path_odo_m[base + at]! + lanes.length_m[last]!;
    if (lanes.junction[last] === -1) way.push(lanes.edge[last]!);
  }
  if (
    lanes.junction[last] !== -1 ||
    lanes.edge[last] === route[route.length - 1] ||
    end - vehicles.odo_m[slot]! > REROUTE_NEAR_M
  )
    return;
  const ahead =
    otherWay(world, slot, last) ??
    (vehicles.standing_s[slot]! > GIVE_UP_AFTER_S ? wayOut(world, slot, last) : undefined);
  if (ahead !== undefined) takeRoute(world, slot, Int32Array.from([...way, ...ahead]));
}

/** Edges from a link of this lane to the destination (over the next stop, if it has one). */
function otherWay(world: Engine, slot: number, lane: number): readonly number[] | undefined {
  const { vehicles } = world;
  const { lanes } = world.network;
  const route = world.routes[slot]!;
  const stop = world.stops[slot]![vehicles.stop_index[slot]!];
  const goal = stop !== undefined && stop.edge !== lanes.edge[lane] ? stop.edge : route[route.length - 1]!;
  for (const to of exits(world, slot, lane)) {
    const ahead = findRoute(world.router, lanes.edge[to]!, goal, vehicles.class_bit[slot]!);
    if (ahead === undefined) continue;
    const rest =
      goal === route[route.length - 1] ? [] : route.slice(route.indexOf(goal, vehicles.route_index[slot]! + 1) + 1);
    return [...ahead, ...rest];
  }
  return undefined;
}

/** Where no way leads to the destination any more: on to the nearest edge from which nothing leads on. It will count as removed. */
function wayOut(world: Engine, slot: number, lane: number): readonly number[] | undefined {
  const { lanes, edges } = world.network;
  const class_bit = world.vehicles.class_bit[slot]!;
  for (const to of exits(world, slot, lane)) {
    const ends: number[] = [];
    for (let edge = 0; edge < edges.count; edge++)
      if (edges.internal[edge] === 0 && isDeadEnd(world, edge)) ends.push(edge);
    ends.sort(
      (a, b) =>
        routeTime(world.router, lanes.edge[to]!, a, class_bit) -
          routeTime(world.router, lanes.edge[to]!, b, class_bit) || a - b,
    );
    const ahead = ends.length === 0 ? undefined : findRoute(world.router, lanes.edge[to]!, ends[0]!, class_bit);
    if (ahead === undefined) continue;
    world.lost[slot] = 1;
    return ahead;
  }
  return undefined;
}

function isDeadEnd(world: Engine, edge: number): boolean {
  const { edges, lanes } = world.network;
  const first = edges.first_lane[edge]!;
  for (let lane = first; lane < first + edges.lane_count[edge]!; lane++) if (lanes.link_count[lane]! > 0) return false;
  return true;
}

/** Lanes that the links of a lane lead to, for this vehicle's class. */
function exits(world: Engine, slot: number, lane: number): number[] {
  const { lanes, links } = world.network;
  const class_bit = world.vehicles.class_bit[slot]!;
  const found: number[] = [];
  for (let link = lanes.first_link[lane]!; link < lanes.first_link[lane]! + lanes.link_count[lane]!; link++) {
    const to = links.to_lane[link]!;
    if (mayUse(links.allowed[link]!, class_bit) && mayUse(lanes.allowed[to]!, class_bit)) found.push(to);
  }
  return found;
}

/** Replaces the route; its first edge is the one the vehicle is on. */
export function takeRoute(world: Engine, slot: number, route: Int32Array): void {
  const { vehicles } = world;
  dropComingClaims(world, slot);
  world.routes[slot] = route;
  vehicles.route_index[slot] = 0;
  planPath(world, slot, 0);
  world.counts.rerouted += 1;
  record(world, EVENT.rerouted, slot, vehicles.lane[slot]!);
}

function arrive(world: Engine, slot: number): void {
  if (world.lost[slot] === 1) {
    remove(world, slot);
    return;
  }
  record(world, EVENT.arrived, slot, world.tick);
  world.counts.arrived += 1;
  takeOffRoad(world, slot);
  freeSlot(world, slot);
}

/** Out of the traffic before its destination; counted. */
export function remove(world: Engine, slot: number): void {
  record(world, EVENT.removed, slot, world.tick);
  world.counts.removed += 1;
  takeOffRoad(world, slot);
  freeSlot(world, slot);
}

/** Takes a vehicle off the lanes; its slot stays. */
export function takeOffRoad(world: Engine, slot: number): void {
  const { vehicles } = world;
  if (vehicles.shadow_lane[slot] !== -1) endChange(world, slot);
  leaveOrder(world, vehicles.lane[slot]!, slot);
  if (vehicles.granted[slot]! > 0) revokeFrom(world, slot, 0);
  dropAllClaims(world, slot);
}

function freeSlot(world: Engine, slot: number): void {
  const { vehicles, active } = world;
  vehicles.state[slot] = VEHICLE_STATE.free;
  let at = 0;
  while (active[at] !== slot) at += 1;
  active.copyWithin(at, at + 1, world.active_count);
  world.active_count -= 1;
  world.routes[slot] = undefined;
  world.free_slots[world.free_count] = slot;
  world.free_count += 1;
}
