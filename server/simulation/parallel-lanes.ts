/**
 * Lanes side by side across plain nodes (where a road is only cut in two): a lane change may go on there, with the shadow on the lane that
 * runs beside the vehicle's own path.
 */
import type { Engine } from './engine-state.ts';

/** A change looks no further ahead than this for room, m. */
const ROOM_ENOUGH_M = 80;

/**
 * The lane onto which a shadow on `shadow` moves when the vehicle itself goes from `own` over `link`; -1 where the two do not stay side by side
 * (then a change has to be over before).
 */
export function besideOverLink(world: Engine, own: number, link: number, shadow: number): number {
  const { lanes, links } = world.network;
  const via = links.via[link]!;
  if (world.crosses[via] === 1 || links.via2[link] !== -1) return -1;
  if (lanes.link_count[shadow] !== 1) return -1;
  const to = links.to_lane[link]!;
  let found = -1;
  for (let i = 0; i < lanes.link_count[shadow]!; i++) {
    const other = lanes.first_link[shadow]! + i;
    const other_to = links.to_lane[other]!;
    if (lanes.edge[other_to] !== lanes.edge[to]) return -1;
    if (lanes.index[other_to]! - lanes.index[to]! !== lanes.index[shadow]! - lanes.index[own]!) continue;
    const other_via = links.via[other]!;
    if (world.crosses[other_via] === 0 && links.via2[other] === -1) found = other_via;
  }
  return found;
}

/** Where the shadow goes when the vehicle enters `next` from its lane; -1 where it cannot follow. */
export function shadowAfter(world: Engine, slot: number, next: number): number {
  const { vehicles } = world;
  return laneBeside(world, vehicles.lane[slot]!, next, vehicles.shadow_lane[slot]!);
}

/** The lane that follows `beside` when somebody goes from the lane `own` next to it onto `next`; -1 where the two do not stay side by side. */
export function laneBeside(world: Engine, own: number, next: number, beside: number): number {
  const { lanes } = world.network;
  if (lanes.junction[own] !== -1) return lanes.junction[beside] !== -1 ? lanes.next[beside]! : -1;
  return besideOverLink(world, own, lanes.link[next]!, beside);
}

/** Distance that a vehicle on its way along the route can drive on `target` with a shadow on `lane` beside it, m from `pos_m`. */
export function roomBeside(world: Engine, slot: number, target: number, lane: number, pos_m: number): number {
  const { lanes, links } = world.network;
  const route = world.routes[slot]!;
  let index = world.vehicles.route_index[slot]!;
  let own = target;
  let shadow = lane;
  let room = lanes.length_m[own]! - pos_m;
  while (room < ROOM_ENOUGH_M) {
    index += 1;
    const next = route[index];
    let on = -1;
    let after = -1;
    for (let i = 0; i < lanes.link_count[own]!; i++) {
      const link = lanes.first_link[own]! + i;
      if (next === undefined || lanes.edge[links.to_lane[link]!] !== next) continue;
      const beside = besideOverLink(world, own, link, shadow);
      if (beside === -1) return room;
      on = link;
      after = lanes.next[beside]!;
    }
    if (on === -1) return room;
    own = links.to_lane[on]!;
    shadow = after;
    room += lanes.length_m[links.via[on]!]! + lanes.length_m[own]!;
  }
  return room;
}
