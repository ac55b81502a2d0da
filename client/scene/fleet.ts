/**
 * The vehicles that the page knows, by render slot: who is in a slot, its pose in the frame before and in the newest one.
 * Filled from decoded frames, read by meshes, picking, labels and the debug handle. Knows neither three.js nor the network.
 */
import type { v2x } from '../../protos/wire/generated.js';
import { readSlots } from '../source/frame-columns.ts';
import type { FrameColumns } from '../source/frame-columns.ts';
import { clearCrowd, createCrowd, updateCrowd } from './crowd.ts';
import type { Crowd } from './crowd.ts';
import { lerpPose } from './lerp-pose.ts';

/** A vehicle that moved farther between two frames is set there, not driven there. */
const SNAP_M = 20;
/** ... unless its own speed explains the way. */
const SNAP_SLACK = 1.5;
const YAW_RAD = (2 * Math.PI) / 65536;

export interface FleetVehicle {
  readonly slot: number;
  readonly generation: number;
  readonly id: string;
  readonly shape: string;
  readonly vehicle_class: string;
  readonly length_m: number;
  readonly width_m: number;
  readonly height_m: number;
  /** 0xRRGGBB or -1. */
  readonly color_rgb: number;
  /** Outside agent that drives it; empty = built in. */
  readonly agent: string;
  /** electric, plug_in, range_extended, hydrogen, swap, fuel; empty where nothing models its energy. */
  readonly powertrain: string;
}

export interface Fleet {
  vehicles: (FleetVehicle | undefined)[];
  /** Slots of all that were named, shown yet or not. */
  readonly slot_of: Map<string, number>;
  /** Poses by slot: x, y, z, yaw. */
  from: Float32Array;
  to: Float32Array;
  speed_mps: Float32Array;
  state: Uint16Array;
  /** Slope of the road, forward up positive, rad. */
  pitch_rad: Float32Array;
  /** State of charge, 0-1; -1 where nothing tells it. */
  soc: Float32Array;
  /** 1 = the slot's vehicle changed since its last pose, so there is nothing to move from. */
  fresh: Uint8Array;
  /** Slots to draw, in the order of the frame. */
  live: Uint32Array;
  live_count: number;
  /** Vehicles of the last frame whose spawn was missed; the next keyframe names them. */
  unknown: number;
  z0_m: number;
  /** Walkers of the newest frame. */
  readonly crowd: Crowd;
}

export function createFleet(capacity = 1024): Fleet {
  return {
    vehicles: [],
    slot_of: new Map(),
    from: new Float32Array(capacity * 4),
    to: new Float32Array(capacity * 4),
    speed_mps: new Float32Array(capacity),
    state: new Uint16Array(capacity),
    pitch_rad: new Float32Array(capacity),
    soc: new Float32Array(capacity).fill(-1),
    fresh: new Uint8Array(capacity),
    live: new Uint32Array(capacity),
    live_count: 0,
    unknown: 0,
    z0_m: 0,
    crowd: createCrowd(),
  };
}

/** Forgets everybody: another epoch began. */
export function clearFleet(fleet: Fleet): void {
  fleet.vehicles = [];
  fleet.slot_of.clear();
  fleet.live_count = 0;
  fleet.unknown = 0;
  clearCrowd(fleet.crowd);
}

/** Puts a vehicle into its slot; the same generation again (a keyframe, an agent that takes it over) changes nothing but who drives it. */
export function spawnVehicle(fleet: Fleet, spawn: v2x.view.Spawn.$Properties): void {
  const slot = spawn.slot ?? 0;
  const generation = spawn.generation ?? 0;
  const present = fleet.vehicles[slot];
  if (present !== undefined && present.generation === generation && present.id === spawn.id) {
    const agent = spawn.agent ?? '';
    if (agent !== present.agent) fleet.vehicles[slot] = { ...present, agent };
    return;
  }
  if (present !== undefined) removeVehicle(fleet, slot);
  growTo(fleet, slot);
  const vehicle: FleetVehicle = {
    slot,
    generation,
    id: spawn.id ?? '',
    shape: spawn.shape ?? 'car',
    vehicle_class: spawn.vehicleClass ?? '',
    length_m: (spawn.lengthCm ?? 450) / 100,
    width_m: (spawn.widthCm ?? 180) / 100,
    height_m: (spawn.heightCm ?? 150) / 100,
    color_rgb: spawn.colorRgb ?? -1,
    agent: spawn.agent ?? '',
    powertrain: spawn.powertrain ?? '',
  };
  fleet.vehicles[slot] = vehicle;
  fleet.slot_of.set(vehicle.id, slot);
  fleet.fresh[slot] = 1;
}

function removeVehicle(fleet: Fleet, slot: number): void {
  const vehicle = fleet.vehicles[slot];
  if (vehicle === undefined) return;
  if (fleet.slot_of.get(vehicle.id) === slot) fleet.slot_of.delete(vehicle.id);
  fleet.vehicles[slot] = undefined;
}

function growTo(fleet: Fleet, slot: number): void {
  if (slot < fleet.speed_mps.length) return;
  const capacity = 2 ** Math.ceil(Math.log2(slot + 1));
  fleet.from = grown(fleet.from, new Float32Array(capacity * 4));
  fleet.to = grown(fleet.to, new Float32Array(capacity * 4));
  fleet.speed_mps = grown(fleet.speed_mps, new Float32Array(capacity));
  fleet.pitch_rad = grown(fleet.pitch_rad, new Float32Array(capacity));
  fleet.soc = grown(fleet.soc, new Float32Array(capacity).fill(-1));
  fleet.state = grown(fleet.state, new Uint16Array(capacity));
  fleet.fresh = grown(fleet.fresh, new Uint8Array(capacity));
  fleet.live = grown(fleet.live, new Uint32Array(capacity));
}

function grown<T extends Float32Array | Uint16Array | Uint8Array | Uint32Array>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}

/**
 * Takes a frame: spawns, despawns, poses. `alpha` is where the picture stands between the two frames before: the way to
 * the new pose starts there, so that an early or late frame makes no jump. `elapsed_s` is the simulated time between them.
 */
export function updateFleet(
  fleet: Fleet,
  frame: v2x.view.ViewFrame.$Properties,
  columns: FrameColumns,
  alpha: number,
  elapsed_s: number,
): void {
  updateCrowd(fleet.crowd, frame, alpha, fleet.z0_m);
  for (const slot of readSlots(frame.despawn)) removeVehicle(fleet, slot);
  for (const spawn of frame.spawn ?? []) spawnVehicle(fleet, spawn);
  if (columns.count > fleet.live.length) growTo(fleet, columns.count - 1);
  fleet.live_count = 0;
  fleet.unknown = 0;
  for (let i = 0; i < columns.count; i++) {
    const slot = columns.slot[i];
    if (fleet.vehicles[slot] === undefined) {
      fleet.unknown += 1;
      continue;
    }
    setPose(fleet, columns, i, slot, alpha, elapsed_s);
    fleet.live[fleet.live_count++] = slot;
  }
  if (frame.keyframe === true) dropAbsent(fleet);
}

function setPose(fleet: Fleet, columns: FrameColumns, i: number, slot: number, alpha: number, elapsed_s: number): void {
  const { from, to } = fleet;
  const at = slot * 4;
  const x = columns.x_cm[i] / 100;
  const y = columns.y_cm[i] / 100;
  const speed_mps = columns.v_cms[i] / 100;
  const way_m = Math.hypot(x - to[at], y - to[at + 1]);
  const jumped = way_m > Math.max(SNAP_M, SNAP_SLACK * speed_mps * elapsed_s);
  const snap = fleet.fresh[slot] === 1 || jumped;
  if (!snap) lerpPose(from, at, to, at, alpha, from, at);
  to[at] = x;
  to[at + 1] = y;
  to[at + 2] = fleet.z0_m + columns.z_cm[i] / 100;
  to[at + 3] = columns.yaw[i] * YAW_RAD;
  if (snap) from.set(to.subarray(at, at + 4), at);
  fleet.fresh[slot] = 0;
  fleet.speed_mps[slot] = speed_mps;
  fleet.state[slot] = columns.state[i];
  fleet.pitch_rad[slot] = columns.pitch[i] * YAW_RAD;
  const { powertrain = '' } = fleet.vehicles[slot] ?? {};
  const has_battery = powertrain !== '' && powertrain !== 'fuel';
  fleet.soc[slot] = columns.has_soc && has_battery ? columns.soc[i] / 255 : -1;
}

/** A keyframe is complete: who is not in it has left, also if the despawn was missed. */
function dropAbsent(fleet: Fleet): void {
  const present = new Set<number>();
  for (let i = 0; i < fleet.live_count; i++) present.add(fleet.live[i]);
  fleet.vehicles.forEach((vehicle, slot) => {
    if (vehicle !== undefined && !present.has(slot)) removeVehicle(fleet, slot);
  });
}

/**
 * Ids of the vehicles in the newest frame, sorted. A vehicle that is only named (the retained scene names those of a moment
 * ago) may be gone already and has no place: nobody can find or choose it before a frame shows it.
 */
export function shownIds(fleet: Fleet): string[] {
  const ids: string[] = [];
  for (let i = 0; i < fleet.live_count; i++) {
    const vehicle = fleet.vehicles[fleet.live[i]];
    if (vehicle !== undefined) ids.push(vehicle.id);
  }
  return ids.sort();
}

/** Slot of a vehicle in the newest frame, or -1 where that frame does not show it. */
export function shownSlot(fleet: Fleet, id: string): number {
  const slot = fleet.slot_of.get(id) ?? -1;
  return fleet.live.subarray(0, fleet.live_count).includes(slot) ? slot : -1;
}

/** Pose of a slot at `alpha` into `out` (x, y, z, yaw). */
export function poseOf(fleet: Fleet, slot: number, alpha: number, out: Float32Array): void {
  lerpPose(fleet.from, slot * 4, fleet.to, slot * 4, alpha, out, 0);
}
