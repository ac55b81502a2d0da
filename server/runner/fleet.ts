/**
 * The vehicles with an on-board unit that are on the road in this tick, in canonical order, and where everybody's radio is.
 * A unit's number is its vehicle's slot. Opens and closes units as vehicles come and go, and tells each its own state.
 */
import { basicClassOf } from '../onboard/vehicle-messages.ts';
import { closeUnit, openUnit, setRoute, type Onboard } from '../onboard/onboard.ts';
import type { Engine } from '../simulation/engine-state.ts';
import { EVENT, VEHICLE_STATE, type World } from '../simulation/world.ts';
import { nodeIndex, STATION_BASE, type Nodes } from './nodes.ts';

export interface Fleet {
  /** 1 by vehicle key: has an on-board unit. */
  readonly equipped: Uint8Array;
  /** Slot by vehicle key; -1 = not on the road, or no unit. */
  readonly slot_of_key: Int32Array;
  /** Position by node index: vehicles by key, then roadside units. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Units on the road in canonical order, and their keys and positions. */
  count: number;
  readonly slots: Int32Array;
  readonly keys: Int32Array;
  readonly unit_x: Float64Array;
  readonly unit_y: Float64Array;
  /** The same of the tick before: keys and slots. */
  before_count: number;
  readonly before_keys: Int32Array;
  readonly before_slots: Int32Array;
  /** By key: the last update in which it was on the road. */
  readonly seen: Int32Array;
  updates: number;
}

export function createFleet(world: World, nodes: Nodes, equipped: Uint8Array): Fleet {
  const { capacity } = world.vehicles;
  const x = new Float64Array(nodes.ids.length);
  const y = new Float64Array(nodes.ids.length);
  for (const unit of nodes.roadside) {
    x[nodeIndex(nodes, unit.number)] = unit.x;
    y[nodeIndex(nodes, unit.number)] = unit.y;
  }
  nodes.stations.forEach(({ spec }, index) => {
    x[nodeIndex(nodes, STATION_BASE + index)] = spec.x;
    y[nodeIndex(nodes, STATION_BASE + index)] = spec.y;
  });
  return {
    equipped,
    slot_of_key: new Int32Array(nodes.vehicle_count).fill(-1),
    x,
    y,
    count: 0,
    slots: new Int32Array(capacity),
    keys: new Int32Array(capacity),
    unit_x: new Float64Array(capacity),
    unit_y: new Float64Array(capacity),
    before_count: 0,
    before_keys: new Int32Array(capacity),
    before_slots: new Int32Array(capacity),
    seen: new Int32Array(nodes.vehicle_count),
    updates: 0,
  };
}

/** Follows the world after a step. */
export function updateFleet(fleet: Fleet, world: World, onboard: Onboard): void {
  listFleet(fleet, world);
  closeGone(fleet, onboard);
  openNew(fleet, world, onboard);
  followRoutes(fleet, world, onboard);
  writeOwn(fleet, world, onboard);
}

function listFleet(fleet: Fleet, world: World): void {
  const { vehicles, active, active_count } = world;
  const { equipped, slots, keys, before_keys, before_slots, seen } = fleet;
  fleet.before_count = fleet.count;
  for (let i = 0; i < fleet.count; i++) {
    before_keys[i] = keys[i];
    before_slots[i] = slots[i];
  }
  const update = ++fleet.updates;
  let count = 0;
  for (let i = 0; i < active_count; i++) {
    const slot = active[i];
    const key = vehicles.key[slot];
    // Who is parked has switched off.
    if (equipped[key] === 0 || vehicles.state[slot] !== VEHICLE_STATE.driving) continue;
    slots[count] = slot;
    keys[count] = key;
    seen[key] = update;
    fleet.unit_x[count] = fleet.x[key] = vehicles.x[slot];
    fleet.unit_y[count] = fleet.y[key] = vehicles.y[slot];
    count++;
  }
  fleet.count = count;
}

function closeGone(fleet: Fleet, onboard: Onboard): void {
  for (let i = 0; i < fleet.before_count; i++) {
    const key = fleet.before_keys[i];
    if (fleet.seen[key] === fleet.updates) continue;
    closeUnit(onboard, fleet.before_slots[i]);
    fleet.slot_of_key[key] = -1;
  }
}

function openNew(fleet: Fleet, world: World, onboard: Onboard): void {
  const { vehicles, demand } = world;
  for (let i = 0; i < fleet.count; i++) {
    const key = fleet.keys[i];
    if (fleet.slot_of_key[key] >= 0) continue;
    const slot = fleet.slots[i];
    fleet.slot_of_key[key] = slot;
    const class_bit = vehicles.class_bit[slot];
    openUnit(onboard, slot, demand.departures[key].id, {
      key,
      length_m: vehicles.length_m[slot],
      width_m: vehicles.width_m[slot],
      height_m: demand.types[vehicles.type[slot]].height_m,
      class_bit,
      basic_class: basicClassOf(class_bit),
    });
    followRoute(world, onboard, slot);
  }
}

/** A unit knows its own navigation: a new route of its vehicle is its new route. */
function followRoutes(fleet: Fleet, world: World, onboard: Onboard): void {
  const { events } = world;
  for (let i = 0; i < events.count; i++) {
    if (events.kind[i] !== EVENT.rerouted) continue;
    const slot = fleet.slot_of_key[events.key[i]];
    if (slot >= 0) followRoute(world, onboard, slot);
  }
}

function followRoute(world: World, onboard: Onboard, slot: number): void {
  const route = (world as Engine).routes?.[slot];
  if (route !== undefined) setRoute(onboard, slot, route);
}

function writeOwn(fleet: Fleet, world: World, onboard: Onboard): void {
  const { vehicles } = world;
  const { own } = onboard;
  for (let i = 0; i < fleet.count; i++) {
    const slot = fleet.slots[i];
    own.x_m[slot] = vehicles.x[slot];
    own.y_m[slot] = vehicles.y[slot];
    own.z_m[slot] = vehicles.z[slot];
    own.heading_rad[slot] = vehicles.heading_rad[slot];
    own.speed_mps[slot] = vehicles.speed_mps[slot];
    own.accel_mps2[slot] = vehicles.accel_mps2[slot];
    own.lane[slot] = vehicles.lane[slot];
    own.pos_m[slot] = vehicles.pos_m[slot];
    own.next_link[slot] = vehicles.next_link[slot];
    // The lowest four bits of `lights` are the flags of the same meaning.
    own.flags[slot] = vehicles.lights[slot] & 15;
  }
}
