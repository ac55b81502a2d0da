/**
 * The lanes ahead of a vehicle on its route, and how many lanes it has to change for it.
 * Planned on entering an edge, after a lane change and after a reroute; driving consumes the plan from the front.
 */
import { PATH_MAX, type Engine } from './engine-state.ts';
import { ALL_CLASSES } from './network-spec.ts';

/** Edges ahead that are looked at. */
const WINDOW_EDGES = 10;
/** Distance ahead that is looked at, m. */
const WINDOW_M = 1200;
/** A lane that leads on beyond the window is worth this much more, m. */
const BEYOND_M = 1000;
/** Two lanes that serve the route nearly as far are equal, m. */
const EQUAL_M = 1;

export function mayUse(allowed: number, class_bit: number): boolean {
  return class_bit === 0 || allowed === ALL_CLASSES || (allowed & class_bit) !== 0;
}

/** Plans the lanes ahead, keeping the first `keep` of the present plan (those the vehicle holds claims on). */
export function planPath(world: Engine, slot: number, keep: number): void {
  const { vehicles } = world;
  const { lanes } = world.network;
  const here = vehicles.lane[slot]!;
  const crossing = lanes.junction[here] !== -1;
  const index = vehicles.route_index[slot]!;
  weighLanes(world, slot, crossing ? index + 1 : index);
  if (!crossing) {
    rateLane(world, slot);
    if (keep === 0) vehicles.next_link[slot] = chooseLink(world, slot, here, index);
  }
  vehicles.granted[slot] = keep;
  const end = lengthenPath(world, slot, keep, planReach(world, slot));
  vehicles.extend_at_m[slot] = end - planReach(world, slot) / 2;
}

/** Appends lanes from entry `count` on until `reach_m` ahead are known; returns the odometer at the plan's end, Infinity at the route's. */
function lengthenPath(world: Engine, slot: number, keep: number, reach_m: number): number {
  const { vehicles } = world;
  const { lanes, links } = world.network;
  const base = slot * PATH_MAX;
  let count = keep;
  let index = vehicles.route_index[slot]!;
  let lane = vehicles.lane[slot]!;
  let odo = vehicles.odo_m[slot]! + lanes.length_m[lane]! - vehicles.pos_m[slot]!;
  for (let i = 0; i < keep; i++) {
    lane = vehicles.path_lane[base + i]!;
    odo = vehicles.path_odo_m[base + i]! + lanes.length_m[lane]!;
    if (lanes.junction[lane] === -1) index += 1;
  }
  const reach = vehicles.odo_m[slot]! + reach_m;
  for (;;) {
    let piece: number;
    let link: number;
    if (lanes.junction[lane] !== -1) {
      link = lanes.link[lane]!;
      piece = lanes.next[lane]!;
    } else {
      if (count > 0 && odo >= reach) break;
      link = chooseLink(world, slot, lane, index);
      if (link === -1) {
        odo = Infinity;
        break;
      }
      piece = links.via[link]!;
    }
    if (count >= PATH_MAX) break;
    odo = append(world, base + count, piece, link, odo);
    lane = piece;
    if (lanes.junction[lane] === -1) index += 1;
    count += 1;
  }
  vehicles.path_count[slot] = count;
  return odo;
}

function append(world: Engine, at: number, lane: number, link: number, odo: number): number {
  world.vehicles.path_lane[at] = lane;
  world.vehicles.path_link[at] = link;
  world.vehicles.path_odo_m[at] = odo;
  return odo + world.network.lanes.length_m[lane]!;
}

/** How far ahead a path is needed: braking comfortably from top speed and some more. */
function planReach(world: Engine, slot: number): number {
  const lane = world.vehicles.lane[slot]!;
  const top = Math.min(world.vehicles.max_speed_mps[slot]!, world.network.lanes.speed_mps[lane]! * 1.4);
  return (top * top) / 4 + 8 * top + 30;
}

/** Fills continuation_m of the window's lanes: how far the route can be driven from each lane's start without a change. */
function weighLanes(world: Engine, slot: number, index: number): void {
  const route = world.routes[slot]!;
  const { edges } = world.network;
  let last = index;
  let length = 0;
  while (last + 1 < route.length && last - index < WINDOW_EDGES && length < WINDOW_M) {
    length += edges.length_m[route[last]!]!;
    last += 1;
  }
  for (let at = last; at >= index; at--) {
    const edge = route[at]!;
    const first = edges.first_lane[edge]!;
    for (let lane = first; lane < first + edges.lane_count[edge]!; lane++) {
      world.continuation_m[lane] = continuation(world, slot, lane, at, last);
    }
  }
}

function continuation(world: Engine, slot: number, lane: number, at: number, last: number): number {
  const { lanes, links } = world.network;
  const class_bit = world.vehicles.class_bit[slot]!;
  if (!mayUse(lanes.allowed[lane]!, class_bit)) return -1;
  const length = lanes.length_m[lane]!;
  const stop = stopOnEdge(world, slot, at);
  if (stop !== -1 && stop !== lane) return length / 2;
  const route = world.routes[slot]!;
  if (at === route.length - 1) return length + BEYOND_M;
  let best = -1;
  for (let i = 0; i < lanes.link_count[lane]!; i++) {
    const link = lanes.first_link[lane]! + i;
    const to = links.to_lane[link]!;
    if (
      lanes.edge[to] !== route[at + 1] ||
      !mayUse(links.allowed[link]!, class_bit) ||
      !mayUse(lanes.allowed[to]!, class_bit)
    )
      continue;
    best = Math.max(best, at === last ? BEYOND_M : world.continuation_m[to]!);
  }
  return best < 0 ? length : length + best;
}

/** Lane of the next stop where it lies on the route's edge at this place, -1 otherwise. */
function stopOnEdge(world: Engine, slot: number, at: number): number {
  const stop = world.stops[slot]![world.vehicles.stop_index[slot]!];
  if (stop === undefined || stop.edge !== world.routes[slot]![at]) return -1;
  return stop.lane;
}

/** Sets lanes_to_change and serves_m of the vehicle on its road lane from continuation_m. */
function rateLane(world: Engine, slot: number): void {
  const { vehicles } = world;
  const { lanes, edges } = world.network;
  const lane = vehicles.lane[slot]!;
  const edge = lanes.edge[lane]!;
  const first = edges.first_lane[edge]!;
  const end = first + edges.lane_count[edge]!;
  let best = 0;
  for (let other = first; other < end; other++) best = Math.max(best, world.continuation_m[other]!);
  const own = world.continuation_m[lane]!;
  vehicles.serves_m[slot] = own;
  let nearest = 0;
  let good = 0;
  for (let other = first; other < end; other++) {
    if (world.continuation_m[other]! < best - EQUAL_M) continue;
    good |= 1 << (other - first);
    const shift = other - lane;
    if (nearest === 0 || Math.abs(shift) < Math.abs(nearest)) nearest = shift;
  }
  vehicles.good_lanes[slot] = good;
  vehicles.lanes_to_change[slot] = own >= best - EQUAL_M ? 0 : nearest;
}

/** The link from a lane towards the route's next edge that serves longest (of equals: the emptier lane), -1 if the lane does not lead there. */
function chooseLink(world: Engine, slot: number, lane: number, index: number): number {
  const { lanes, links } = world.network;
  const route = world.routes[slot]!;
  const next = route[index + 1];
  if (next === undefined) return -1;
  const class_bit = world.vehicles.class_bit[slot]!;
  let best = -1;
  let best_m = -Infinity;
  for (let i = 0; i < lanes.link_count[lane]!; i++) {
    const link = lanes.first_link[lane]! + i;
    const to = links.to_lane[link]!;
    if (lanes.edge[to] !== next || !mayUse(links.allowed[link]!, class_bit) || !mayUse(lanes.allowed[to]!, class_bit))
      continue;
    const serves = world.continuation_m[to]!;
    if (serves < best_m - EQUAL_M) continue;
    if (serves <= best_m + EQUAL_M && world.order.count[to]! >= world.order.count[links.to_lane[best]!]!) continue;
    best = link;
    best_m = serves;
  }
  return best;
}
