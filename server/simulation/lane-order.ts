/** The order of vehicles on every lane, front first. */
import type { Engine, LaneOrder } from './engine-state.ts';
import type { LaneTable } from './network.ts';

export function createLaneOrder(lanes: LaneTable): LaneOrder {
  const first = new Int32Array(lanes.count);
  const capacity = new Int32Array(lanes.count);
  let total = 0;
  for (let lane = 0; lane < lanes.count; lane++) {
    first[lane] = total;
    capacity[lane] = Math.ceil(lanes.length_m[lane]! / 1.5) + 12;
    total += capacity[lane]!;
  }
  return { first, capacity, count: new Int32Array(lanes.count), slots: new Int32Array(total) };
}

/** Puts a vehicle into a lane's order by its position; on a tie behind those that are there. */
export function enterOrder(world: Engine, lane: number, slot: number): void {
  const { order } = world;
  const { pos_m } = world.vehicles;
  const first = order.first[lane]!;
  const count = order.count[lane]!;
  if (count === order.capacity[lane]!)
    throw new Error(`lane ${world.network.lanes.ids[lane]} holds more vehicles than fit`);
  let at = first + count;
  while (at > first && pos_m[order.slots[at - 1]!]! < pos_m[slot]!) {
    order.slots[at] = order.slots[at - 1]!;
    at -= 1;
  }
  order.slots[at] = slot;
  order.count[lane] = count + 1;
}

export function leaveOrder(world: Engine, lane: number, slot: number): void {
  const { order } = world;
  const first = order.first[lane]!;
  const end = first + order.count[lane]!;
  let at = first;
  while (at < end && order.slots[at] !== slot) at += 1;
  if (at === end) throw new Error(`vehicle ${slot} is not on lane ${world.network.lanes.ids[lane]}`);
  order.slots.copyWithin(at, at + 1, end);
  order.count[lane]! -= 1;
}

/** The last vehicle of a lane, -1 when it is empty. */
export function lastOnLane(world: Engine, lane: number): number {
  const count = world.order.count[lane]!;
  return count === 0 ? -1 : world.order.slots[world.order.first[lane]! + count - 1]!;
}

/** The vehicle nearest ahead of a position on a lane (pos > position, or equal and not `self`), -1 if none. */
export function aheadOf(world: Engine, lane: number, position: number, self: number): number {
  const { order } = world;
  const first = order.first[lane]!;
  for (let at = first + order.count[lane]! - 1; at >= first; at--) {
    const slot = order.slots[at]!;
    if (slot !== self && world.vehicles.pos_m[slot]! >= position) return slot;
  }
  return -1;
}

/** The vehicle nearest behind a position on a lane, -1 if none. */
export function behindOf(world: Engine, lane: number, position: number, self: number): number {
  const { order } = world;
  const first = order.first[lane]!;
  const end = first + order.count[lane]!;
  for (let at = first; at < end; at++) {
    const slot = order.slots[at]!;
    if (slot !== self && world.vehicles.pos_m[slot]! < position) return slot;
  }
  return -1;
}
