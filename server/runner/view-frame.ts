/**
 * Frames for viewers: the world's columns packed into the byte columns of protos/view.proto, and the retained scene.
 * Reads the world and never writes it; column buffers are made once and reused. Knows no topics, no broker, no clock:
 * the caller says what the wall time is, so that a viewer can never become an input of the run.
 */
import { v2x } from '../../protos/wire/generated.js';
import type { DressingSpec } from '../scenario/dressing.ts';
import type { VehicleTypeSpec } from '../simulation/demand-spec.ts';
import { sceneDressing } from './scene-dressing.ts';
import { VEHICLE_STATE } from '../simulation/world.ts';
import type { DrivenVehicles } from './agents/driven-vehicles.ts';
import type { World } from '../simulation/world.ts';
import { createWalkerView, walkerFields } from './view-walkers.ts';
import type { WalkerView } from './view-walkers.ts';
import { roadPitch_rad } from './view-pitch.ts';

const SCHEMA_VERSION = 1;
/** A viewer that comes late, or that lost a frame, is complete after this much wall time. */
export const KEYFRAME_PERIOD_MS = 2000;
const YAW_UNITS = 65536;
const FULL_TURN_RAD = 2 * Math.PI;
/** Parked vehicles stand beside their lane: distance to the right of the centre line. */
const PARKED_OFFSET_M = 2.6;

/** Bits of ViewFrame.state; the lowest four are the engine's `lights`. */
export const VIEW_STATE = { emergency: 16, connected: 32, warning: 64, swapping: 128, agent: 256 } as const;

/** What the runner knows about vehicles beside the world. Absent columns count as 0. */
export interface ViewMarks {
  /** By vehicle key: 1 = has an on-board unit. */
  readonly connected?: Uint8Array;
  /** By slot: 1 = a warning is on. */
  readonly warning?: Uint8Array;
  readonly driven?: DrivenVehicles;
  /** By slot: 1 = it stands in a bay and its battery is swapped. */
  readonly swapping?: Uint8Array;
}

export interface ViewRoadsideUnit {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly range_m: number;
  readonly perception_m: number;
  /** Signal (index) that it speaks for, or -1. */
  readonly signal: number;
}

export interface SceneFacts {
  /** Scenario as a person calls it. */
  readonly scenario: string;
  /** Wall-clock moment of sim time 0: ISO 8601 with offset. */
  readonly start: string;
  readonly rsus: readonly ViewRoadsideUnit[];
  /** What is drawn around the roads; absent: nothing is known of it. */
  readonly dressing?: DressingSpec | undefined;
}

/** The frames of one run, in order. Made once a run by `createViewFrames`. */
export interface ViewFrames {
  /** Bytes of `v2x.view.ViewScene`, to be retained on view/scene; vehicles of the world as it is now are in it. */
  scene(facts: SceneFacts): Uint8Array;
  /**
   * Bytes of `v2x.view.ViewFrame` for the world as it is now. To be called at most every 50 ms of wall time;
   * `wall_ms` is any monotonic clock and only decides which frames are keyframes (the first, then each 2 s).
   */
  frame(wall_ms: number): Uint8Array;
}

/** Prepares the frames of a run. `epoch` tells runs of one server apart (1, 2, ...). */
export function createViewFrames(world: World, marks: ViewMarks = {}, epoch = 1): ViewFrames {
  const state = createState(world, marks, epoch);
  return {
    scene: (facts) => encodeScene(state, facts),
    frame: (wall_ms) => encodeFrame(state, wall_ms),
  };
}

interface State {
  readonly world: World;
  readonly marks: ViewMarks;
  readonly epoch: number;
  readonly z0_m: number;
  readonly flat: boolean;
  readonly slot: Uint32Array;
  readonly x: Int32Array;
  readonly y: Int32Array;
  readonly z: Int32Array;
  readonly yaw: Uint16Array;
  readonly pitch: Int16Array;
  readonly speed: Int16Array;
  readonly bits: Uint16Array;
  readonly despawn: Uint32Array;
  readonly walkers: WalkerView;
  /** Generation + 1 that viewers know of by slot, 0 = free; and the frame that showed the slot last. */
  readonly shown: Uint32Array;
  /** Agent that viewers know of by slot. */
  readonly shown_agent: string[];
  readonly seen: Uint32Array;
  /** Slots of the last frame. */
  readonly before: Uint32Array;
  before_count: number;
  seq: number;
  keyframe_wall_ms: number;
}

function createState(world: World, marks: ViewMarks, epoch: number): State {
  const { capacity } = world.vehicles;
  const heights = heightRange(world);
  return {
    world,
    marks,
    epoch,
    z0_m: heights.min,
    flat: heights.max - heights.min < 0.01,
    slot: new Uint32Array(capacity),
    x: new Int32Array(capacity),
    y: new Int32Array(capacity),
    z: new Int32Array(capacity),
    yaw: new Uint16Array(capacity),
    pitch: new Int16Array(capacity),
    speed: new Int16Array(capacity),
    bits: new Uint16Array(capacity),
    despawn: new Uint32Array(capacity),
    walkers: createWalkerView(world),
    shown: new Uint32Array(capacity),
    shown_agent: Array.from({ length: capacity }, () => ''),
    seen: new Uint32Array(capacity),
    before: new Uint32Array(capacity),
    before_count: 0,
    seq: 0,
    keyframe_wall_ms: -Infinity,
  };
}

function heightRange(world: World): { min: number; max: number } {
  const { z } = world.network.points;
  if (z.length === 0) return { min: 0, max: 0 };
  let min = Infinity;
  let max = -Infinity;
  for (const height of z) {
    if (height < min) min = height;
    if (height > max) max = height;
  }
  return { min, max };
}

function encodeScene(state: State, facts: SceneFacts): Uint8Array {
  const { world } = state;
  const vehicles: v2x.view.Spawn.$Properties[] = [];
  for (let i = 0; i < world.active_count; i++) vehicles.push(spawnOf(state, world.active[i]));
  return v2x.view.ViewScene.encode({
    schemaVersion: SCHEMA_VERSION,
    epoch: state.epoch,
    scenario: facts.scenario,
    start: facts.start,
    dtMs: world.dt_ms,
    z0M: state.z0_m,
    signals: world.network.signals.map((signal) => signal.id),
    signalGroups: world.network.signals.map((signal) => signal.group_count),
    rsus: facts.rsus.map((rsu) => ({
      id: rsu.id,
      xM: rsu.x,
      yM: rsu.y,
      zM: rsu.z,
      rangeM: rsu.range_m,
      perceptionM: rsu.perception_m,
      signal: rsu.signal >= 0 ? rsu.signal : null,
    })),
    vehicles,
    keyframePeriodMs: KEYFRAME_PERIOD_MS,
    dressing: facts.dressing === undefined ? null : sceneDressing(facts.dressing, state.z0_m),
    openingShotM: [...(facts.dressing?.opening_shot ?? [])],
  }).finish();
}

function spawnOf({ world, marks }: State, slot: number): v2x.view.Spawn.$Properties {
  const { vehicles, demand } = world;
  const type = demand.types[vehicles.type[slot]];
  return {
    slot,
    generation: vehicles.generation[slot],
    id: demand.departures[vehicles.key[slot]].id,
    shape: type.shape,
    vehicleClass: type.vehicle_class,
    lengthCm: Math.round(type.length_m * 100),
    widthCm: Math.round(type.width_m * 100),
    heightCm: Math.round(type.height_m * 100),
    colorRgb: type.color >= 0 ? type.color : null,
    agent: marks.driven?.agentOf(vehicles.key[slot]) ?? '',
  };
}

function encodeFrame(state: State, wall_ms: number): Uint8Array {
  const { world } = state;
  const keyframe = wall_ms - state.keyframe_wall_ms >= KEYFRAME_PERIOD_MS;
  if (keyframe) state.keyframe_wall_ms = wall_ms;
  state.seq += 1;
  const spawn: v2x.view.Spawn.$Properties[] = [];
  const count = fillColumns(state, keyframe, spawn);
  const gone = fillDespawn(state);
  state.before.set(state.slot.subarray(0, count));
  state.before_count = count;
  return v2x.view.ViewFrame.encode({
    seq: state.seq,
    epoch: state.epoch,
    tick: world.tick,
    simTimeMs: world.tick * world.dt_ms,
    keyframe,
    count,
    slot: bytesOf(state.slot, count),
    xCm: bytesOf(state.x, count),
    yCm: bytesOf(state.y, count),
    zCm: bytesOf(state.z, state.flat ? 0 : count),
    yaw: bytesOf(state.yaw, count),
    pitch: bytesOf(state.pitch, state.flat ? 0 : count),
    vCms: bytesOf(state.speed, count),
    state: bytesOf(state.bits, count),
    signals: world.signals.letters,
    spawn,
    despawn: bytesOf(state.despawn, gone),
    ...walkerFields(state.walkers, world, state.z0_m, state.flat),
  }).finish();
}

/** Writes the columns in canonical order and collects who is new to viewers; returns the number of vehicles. */
function fillColumns(state: State, keyframe: boolean, spawn: v2x.view.Spawn.$Properties[]): number {
  const { world } = state;
  const { vehicles } = world;
  const count = world.active_count;
  for (let i = 0; i < count; i++) {
    const slot = world.active[i];
    const heading_rad = vehicles.heading_rad[slot];
    const aside_m = vehicles.state[slot] === VEHICLE_STATE.parked ? PARKED_OFFSET_M : 0;
    state.slot[i] = slot;
    state.x[i] = Math.round((vehicles.x[slot] + Math.sin(heading_rad) * aside_m) * 100);
    state.y[i] = Math.round((vehicles.y[slot] - Math.cos(heading_rad) * aside_m) * 100);
    state.z[i] = Math.round((vehicles.z[slot] - state.z0_m) * 100);
    state.yaw[i] = Math.round((heading_rad / FULL_TURN_RAD) * YAW_UNITS) & 0xffff;
    if (!state.flat) state.pitch[i] = Math.round((roadPitch_rad(world, slot) / FULL_TURN_RAD) * YAW_UNITS);
    state.speed[i] = clampInt16(Math.round(vehicles.speed_mps[slot] * 100));
    state.bits[i] = stateBits(state, slot);
    state.seen[slot] = state.seq;
    const known = vehicles.generation[slot] + 1;
    const agent = state.marks.driven?.agentOf(vehicles.key[slot]) ?? '';
    if (keyframe || state.shown[slot] !== known || state.shown_agent[slot] !== agent) spawn.push(spawnOf(state, slot));
    state.shown_agent[slot] = agent;
    state.shown[slot] = known;
  }
  return count;
}

function clampInt16(value: number): number {
  return Math.max(-32768, Math.min(32767, value));
}

function stateBits(state: State, slot: number): number {
  const { vehicles, demand } = state.world;
  const key = vehicles.key[slot];
  const { connected, warning, driven, swapping } = state.marks;
  let bits = vehicles.lights[slot] & 15;
  if (isEmergency(demand.types[vehicles.type[slot]])) bits |= VIEW_STATE.emergency;
  if (connected !== undefined && connected[key] === 1) bits |= VIEW_STATE.connected;
  if (warning !== undefined && warning[slot] === 1) bits |= VIEW_STATE.warning;
  if (driven?.has(key) === true) bits |= VIEW_STATE.agent;
  if (swapping !== undefined && swapping[slot] === 1) bits |= VIEW_STATE.swapping;
  return bits;
}

function isEmergency(type: VehicleTypeSpec): boolean {
  return type.vehicle_class === 'emergency';
}

/** Slots of the last frame that this frame does not show; returns how many. */
function fillDespawn(state: State): number {
  let gone = 0;
  for (let i = 0; i < state.before_count; i++) {
    const slot = state.before[i];
    if (state.seen[slot] === state.seq) continue;
    state.shown[slot] = 0;
    state.despawn[gone++] = slot;
  }
  return gone;
}

/** The first `count` entries as bytes: a view, copied by the encoder. Columns are little-endian, as are all hosts that Node runs on. */
function bytesOf(column: Uint32Array | Int32Array | Uint16Array | Int16Array, count: number): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, count * column.BYTES_PER_ELEMENT);
}
