/**
 * A source without a server (?mock): a crossing with a few dozen vehicles, as the same bytes that a broker would bring.
 * The traffic is only good enough to look at; nothing of it is the engine's.
 */
import { v2x } from '../../protos/wire/generated.js';
import { mockEvents, mockId } from './mock-events.ts';
import { mockDressing, mockStation } from './mock-land.ts';
import { mockNetwork } from './mock-network.ts';
import type { MockPath } from './mock-network.ts';
import type { ControlCommand, SourceListener, ViewSource } from './source.ts';

const DT_MS = 100;
const KEYFRAME_TICKS = 20;
const CYCLE_TICKS = 600;
const SPEED_MPS = 12;
const GAP_M = 9;
/** One vehicle pretends to be driven from outside. */
const AGENT_SLOT = 5;
const SHAPES = ['car', 'car', 'car', 'van', 'taxi', 'car', 'bus', 'truck', 'car', 'emergency', 'motorcycle', 'bicycle'];
const LENGTHS: Readonly<Record<string, readonly [number, number, number]>> = {
  car: [450, 180, 145],
  taxi: [450, 180, 145],
  van: [540, 196, 210],
  bus: [1200, 250, 310],
  truck: [840, 248, 330],
  emergency: [540, 196, 210],
  motorcycle: [220, 80, 150],
  bicycle: [170, 60, 170],
};

export interface MockVehicle {
  slot: number;
  generation: number;
  path: MockPath;
  along_m: number;
  speed_mps: number;
  braking: boolean;
}

export function startMockSource(listener: SourceListener, vehicle_count = 48): ViewSource {
  const network = mockNetwork();
  const vehicles: MockVehicle[] = [];
  let tick = 0;
  let seq = 0;
  let paused = false;
  let pace = 1;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;

  function pathOf(slot: number, generation: number): MockPath {
    return network.paths[(slot * 7 + generation * 5) % network.paths.length];
  }

  for (let slot = 0; slot < vehicle_count; slot++) {
    vehicles.push({
      slot,
      generation: 1,
      path: pathOf(slot, 1),
      along_m: ((slot * 97) % 720) + (slot % 3),
      speed_mps: 0,
      braking: false,
    });
  }

  function letters(): Uint8Array {
    const at = tick % CYCLE_TICKS;
    return Uint8Array.from({ length: network.groups }, (_, group) => {
      const since = (at - group * 150 + CYCLE_TICKS) % CYCLE_TICKS;
      return (since < 115 ? 'G' : since < 145 ? 'y' : since > 590 ? 'u' : 'r').charCodeAt(0);
    });
  }

  function advance(): void {
    tick += 1;
    const lights = letters();
    for (const vehicle of vehicles) {
      const green = String.fromCharCode(lights[vehicle.path.group]) === 'G';
      const way_m = freeWay(vehicle, vehicles, green);
      const wanted = Math.min(SPEED_MPS, Math.sqrt(Math.max(0, way_m - 1) * 4));
      const before = vehicle.speed_mps;
      vehicle.speed_mps = Math.max(0, Math.min(wanted, before + 0.18));
      vehicle.braking = vehicle.speed_mps < before - 0.01 || vehicle.speed_mps < 0.1;
      vehicle.along_m += (vehicle.speed_mps * DT_MS) / 1000;
      if (vehicle.along_m > pathLength(vehicle.path)) {
        vehicle.generation += 1;
        vehicle.path = pathOf(vehicle.slot, vehicle.generation);
        vehicle.along_m = 0;
      }
    }
  }

  function emit(): void {
    seq += 1;
    listener.onFrame(frameOf(vehicles, letters(), tick, seq));
    if (seq % 10 === 1) listener.onStation(mockStation(tick, vehicles.map(mockId)));
    if (seq % 2 === 1) listener.onEvents(mockEvents(vehicles, tick));
    if (seq % 10 === 1) listener.onKpi(kpiOf(vehicles, tick, paused, pace));
  }

  function run(): void {
    if (stopped) return;
    timer = setTimeout(run, DT_MS / Math.max(0.25, pace));
    if (paused) return;
    advance();
    emit();
  }

  function announce(): void {
    listener.onLink('open');
    const state = v2x.server.ServerState.decode(
      v2x.server.ServerState.encode({
        schemaVersion: 1,
        scenario: 'Mock crossing',
        phase: v2x.server.Phase[paused ? 'PHASE_PAUSED' : 'PHASE_RUNNING'],
        dtMs: DT_MS,
        pace,
      }).finish(),
    );
    listener.onRuns([{ id: 'mock', presence: 'present', state }], 'mock');
  }

  timer = setTimeout(() => {
    announce();
    listener.onRunChange('mock');
    listener.onNetwork(network.payload);
    listener.onScene(sceneOf(network.groups));
    for (let i = 0; i < 300; i++) advance();
    emit();
    run();
  }, 0);

  return {
    has_messages: false,
    chooseRun() {},
    watch() {},
    request(command: ControlCommand) {
      if (command.pause) paused = true;
      if (command.resume) paused = false;
      if (command.pace) pace = command.pace.pace ?? 1;
      if (command.step) {
        advance();
        emit();
      }
      announce();
      listener.onReply(v2x.server.ControlReply.encode({ schemaVersion: 1, requestId: 1, ok: true, tick }).finish());
      return 1;
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/** Metres to the vehicle in front or to a red light. */
function freeWay(vehicle: MockVehicle, vehicles: readonly MockVehicle[], green: boolean): number {
  const { path, along_m } = vehicle;
  let way_m = 200;
  if (!green && along_m < path.stop_m - 2) way_m = path.stop_m - 2.5 - along_m;
  for (const other of vehicles) {
    if (other === vehicle) continue;
    const same_lane = other.path.arm === path.arm && other.path.lane === path.lane;
    const both_before = along_m < path.stop_m && other.along_m <= path.stop_m + 8;
    if (other.path !== path && !(same_lane && both_before)) continue;
    const gap = other.along_m - along_m;
    if (gap > 0 || (gap === 0 && other.slot < vehicle.slot)) way_m = Math.min(way_m, gap - GAP_M);
  }
  return way_m;
}

function pathLength({ points }: MockPath): number {
  let length = 0;
  for (let i = 3; i < points.length; i += 3)
    length += Math.hypot(points[i] - points[i - 3], points[i + 1] - points[i - 2]);
  return length;
}

interface MockPose {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly yaw: number;
  readonly pitch: number;
}

function poseOn({ points }: MockPath, along_m: number): MockPose {
  let left = along_m;
  for (let i = 3; i < points.length; i += 3) {
    const [ax, ay, az, bx, by, bz] = points.slice(i - 3, i + 3);
    const length = Math.hypot(bx - ax, by - ay);
    if (left <= length || i === points.length - 3) {
      const share = Math.min(1, left / length);
      const pitch = Math.atan2(bz - az, length);
      const [x, y, z] = [ax + (bx - ax) * share, ay + (by - ay) * share, az + (bz - az) * share];
      return { x, y, z, yaw: Math.atan2(by - ay, bx - ax), pitch };
    }
    left -= length;
  }
  return { x: 0, y: 0, z: 0, yaw: 0, pitch: 0 };
}

function shapeOf(slot: number): string {
  return SHAPES[slot % SHAPES.length];
}

function stateOf(vehicle: MockVehicle): number {
  const near = vehicle.along_m > vehicle.path.stop_m - 60 && vehicle.along_m < vehicle.path.stop_m + 25;
  const turn = !near ? 0 : vehicle.path.direction === 'left' ? 2 : vehicle.path.direction === 'right' ? 4 : 0;
  return (
    (vehicle.braking ? 1 : 0) |
    turn |
    (shapeOf(vehicle.slot) === 'emergency' ? 16 : 0) |
    32 |
    (vehicle.slot === AGENT_SLOT ? 256 : 0)
  );
}

function frameOf(vehicles: readonly MockVehicle[], signals: Uint8Array, tick: number, seq: number): Uint8Array {
  const poses = vehicles.map((vehicle) => poseOn(vehicle.path, vehicle.along_m));
  const bytes = (array: Uint32Array | Int32Array | Uint16Array | Int16Array): Uint8Array =>
    new Uint8Array(array.buffer);
  return v2x.view.ViewFrame.encode({
    seq,
    epoch: 1,
    tick,
    simTimeMs: tick * DT_MS,
    keyframe: seq % KEYFRAME_TICKS === 1,
    count: vehicles.length,
    slot: bytes(Uint32Array.from(vehicles, (vehicle) => vehicle.slot)),
    zCm: bytes(Int32Array.from(poses, (pose) => pose.z * 100)),
    pitch: bytes(Int16Array.from(poses, (pose) => Math.round((pose.pitch / (2 * Math.PI)) * 65536))),
    soc: Uint8Array.from(vehicles, (vehicle) => 40 + ((vehicle.slot * 53) % 210)),
    xCm: bytes(Int32Array.from(poses, (pose) => pose.x * 100)),
    yCm: bytes(Int32Array.from(poses, (pose) => pose.y * 100)),
    yaw: bytes(Uint16Array.from(poses, (pose) => Math.round((pose.yaw / (2 * Math.PI)) * 65536) & 0xffff)),
    vCms: bytes(Int16Array.from(vehicles, (vehicle) => vehicle.speed_mps * 100)),
    state: bytes(Uint16Array.from(vehicles, stateOf)),
    signals,
    spawn: vehicles.map((vehicle) => {
      const [lengthCm, widthCm, heightCm] = LENGTHS[shapeOf(vehicle.slot)];
      const { slot, generation } = vehicle;
      return {
        slot,
        generation,
        id: mockId(vehicle),
        shape: shapeOf(slot),
        vehicleClass: 'passenger',
        lengthCm,
        widthCm,
        heightCm,
        powertrain: slot % 3 === 0 ? 'swap' : slot % 3 === 1 ? 'electric' : 'fuel',
        agent: slot === AGENT_SLOT ? 'agent-demo' : '',
      };
    }),
  }).finish();
}

function sceneOf(groups: number): Uint8Array {
  return v2x.view.ViewScene.encode({
    schemaVersion: 1,
    epoch: 1,
    scenario: 'Mock crossing',
    start: '2026-05-12T08:00:00+08:00',
    dtMs: DT_MS,
    signals: ['X'],
    signalGroups: [groups],
    rsus: [{ id: 'rsu-X', xM: 0, yM: 0, zM: 0, rangeM: 300, perceptionM: 120, signal: 0 }],
    keyframePeriodMs: 2000,
    dressing: mockDressing(),
  }).finish();
}

function kpiOf(vehicles: readonly MockVehicle[], tick: number, paused: boolean, pace: number): Uint8Array {
  const speeds = vehicles.map((vehicle) => vehicle.speed_mps);
  const mean = speeds.reduce((sum, speed) => sum + speed, 0) / speeds.length;
  return v2x.view.ViewKpi.encode({
    epoch: 1,
    tick,
    simTimeMs: tick * DT_MS,
    running: vehicles.length,
    connected: vehicles.length,
    inserted: vehicles.length,
    meanSpeedMps: mean,
    meanDelayS: 12 + 8 * Math.sin(tick / 90),
    stoppedShare: speeds.filter((speed) => speed < 0.1).length / speeds.length,
    pace,
    paceReached: paused ? 0 : pace,
    paused,
    messages: [
      { body: 10, sentHz: 480, addressedHz: 9120, deliveredHz: 8790, lostHz: 330 },
      { body: 12, sentHz: 5, addressedHz: 240, deliveredHz: 236, lostHz: 4 },
    ],
    latency: [
      { link: 1, p50Ms: 20, p95Ms: 20 },
      { link: 2, p50Ms: 40, p95Ms: 49 },
    ],
  }).finish();
}
