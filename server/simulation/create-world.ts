/** Makes a world at tick 0: nobody on the road, signals in their first phase. */
import { createClaimPool } from './claims.ts';
import { CONFLICT } from './conflict-compiler.ts';
import { createDetectors } from './detectors.ts';
import type { DemandSpec, SpeedFactorSpec } from './demand-spec.ts';
import type { Engine, EngineVehicles } from './engine-state.ts';
import { PATH_MAX, TAIL_MAX } from './engine-state.ts';
import { createEventRing } from './events.ts';
import { insertDepartures } from './insertion.ts';
import { createLaneOrder } from './lane-order.ts';
import { leftSkews } from './lane-skew.ts';
import { normalQuantile } from './maths.ts';
import { classBit } from './network-spec.ts';
import type { Network } from './network.ts';
import { updatePose } from './pose.ts';
import { PURPOSE, random } from './random.ts';
import { createRouter } from './routing.ts';
import { createSignals } from './signals.ts';
import { createWalkers, stepWalkers } from './walkers.ts';
import type { World } from './world.ts';

export interface WorldSettings {
  readonly seed: number;
  /** Fixed step, integer milliseconds, 10 to 1000. */
  readonly dt_ms: number;
  /** Vehicles on the road at once, at most; by default as many as may depart, up to 200 000. */
  readonly capacity?: number;
}

export function createWorld(network: Network, demand: DemandSpec, settings: WorldSettings): World {
  const capacity = settings.capacity ?? Math.max(64, Math.min(200_000, demand.departures.length));
  const feeders = listFeeders(network);
  const world: Engine = {
    network,
    demand,
    seed: settings.seed,
    dt_ms: settings.dt_ms,
    tick: 0,
    vehicles: createVehicles(capacity),
    commands: {
      speed_mps: new Float64Array(capacity).fill(Infinity),
      accel_mps2: new Float64Array(capacity).fill(Infinity),
      exact_accel_mps2: new Float64Array(capacity).fill(NaN),
      lane_change: new Uint8Array(capacity),
    },
    signals: createSignals(network),
    walkers: createWalkers(network, settings.seed),
    active: new Int32Array(capacity),
    active_count: 0,
    waiting_to_insert: 0,
    counts: { inserted: 0, arrived: 0, removed: 0, rerouted: 0, lane_changes: 0 },
    events: createEventRing(Math.max(1024, capacity * 2)),
    order: createLaneOrder(network.lanes),
    claims: createClaimPool(capacity * 6, network.lanes.count),
    router: createRouter(network),
    routes: [],
    stops: [],
    free_slots: Int32Array.from({ length: capacity }, (_, index) => capacity - 1 - index),
    free_count: capacity,
    next_departure: 0,
    waiting: new Map(),
    waiting_edges: [],
    ranks: rankIds(demand),
    class_bits: Int32Array.from(demand.types, (type) =>
      type.vehicle_class === 'ignoring' ? 0 : classBit(type.vehicle_class),
    ),
    speed_factors: drawSpeedFactors(demand, settings.seed),
    arrival_m: new Float64Array(capacity),
    lost: new Uint8Array(capacity),
    held_at_line: 0,
    unroutable: 0,
    continuation_m: new Float64Array(network.lanes.count),
    feeder_first: feeders.first,
    feeders: feeders.lanes,
    left_skew_m: leftSkews(network.lanes, network.points, network.edges),
    crosses: listCrossed(network),
    starved: new Int32Array(network.links.count).fill(-1e9),
    detectors: createDetectors(network),
    redirected: [],
    leaving: [],
    parked_count: 0,
    parked: new Int32Array(capacity),
    red_since_ms: new Float64Array(network.links.count).fill(Infinity),
  };
  insertDepartures(world, 0);
  for (let i = 0; i < world.active_count; i++) updatePose(world, world.active[i]!);
  stepWalkers(world, 0);
  return world;
}

function createVehicles(capacity: number): EngineVehicles {
  const float = (): Float64Array => new Float64Array(capacity);
  const int = (fill = 0): Int32Array => new Int32Array(capacity).fill(fill);
  return {
    capacity,
    state: new Uint8Array(capacity),
    key: int(-1),
    generation: new Uint32Array(capacity),
    type: int(),
    class_bit: int(),
    lane: int(-1),
    shadow_lane: int(-1),
    pos_m: float(),
    lateral_m: float(),
    speed_mps: float(),
    accel_mps2: float(),
    length_m: float(),
    width_m: float(),
    speed_factor: float(),
    max_speed_mps: float(),
    x: float(),
    y: float(),
    z: float(),
    heading_rad: float(),
    next_link: int(-1),
    lights: new Uint8Array(capacity),
    odo_m: float(),
    accel_max: float(),
    decel: float(),
    headway_s: float(),
    min_gap_m: float(),
    delta: float(),
    emergency_decel: float(),
    path_lane: new Int32Array(capacity * PATH_MAX),
    path_odo_m: new Float64Array(capacity * PATH_MAX),
    path_link: new Int32Array(capacity * PATH_MAX),
    path_count: int(),
    extend_at_m: float(),
    granted: int(),
    tail_lane: new Int32Array(capacity * TAIL_MAX).fill(-1),
    tail_offset_m: float(),
    tail_from: int(),
    route_index: int(),
    stop_index: int(),
    stop_until_ms: float().fill(-1),
    first_claim: int(-1),
    gate_wait_s: float(),
    refused: new Uint8Array(capacity),
    standing_s: float(),
    walkers_halt_m: float().fill(Infinity),
    may_drive: new Uint8Array(capacity),
    lanes_to_change: int(),
    serves_m: float(),
    good_lanes: int(),
    change_begin_ms: float(),
    change_ms: float(),
    change_from_m: float(),
    lets_in: int(-1),
    lets_in_until_ms: float(),
    inserted_ms: float(),
    relaxed_until_ms: float(),
  };
}

/** Lanes across junctions that end on a road lane, listed by that lane. */
function listFeeders(network: Network): { first: Int32Array; lanes: Int32Array } {
  const { lanes } = network;
  const first = new Int32Array(lanes.count + 1);
  for (let lane = 0; lane < lanes.count; lane++) if (lanes.next[lane] !== -1) first[lanes.next[lane]! + 1]! += 1;
  for (let lane = 0; lane < lanes.count; lane++) first[lane + 1]! += first[lane]!;
  const fill = first.slice();
  const list = new Int32Array(first[lanes.count]!);
  for (let lane = 0; lane < lanes.count; lane++) {
    const next = lanes.next[lane]!;
    if (next === -1) continue;
    list[fill[next]!] = lane;
    fill[next]! += 1;
  }
  return { first, lanes: list };
}

function listCrossed(network: Network): Uint8Array {
  const { conflicts, crossings, lanes } = network;
  const crossed = new Uint8Array(lanes.count);
  for (let lane = 0; lane < lanes.count; lane++) {
    if (lanes.junction[lane] !== -1 && crossings.count[lane]! > 0) crossed[lane] = 1;
    for (let row = conflicts.first[lane]!; row < conflicts.first[lane]! + conflicts.count[lane]!; row++) {
      if (conflicts.kind[row] === CONFLICT.crossing || conflicts.kind[row] === CONFLICT.merging) crossed[lane] = 1;
    }
  }
  return crossed;
}

function rankIds(demand: DemandSpec): Int32Array {
  const keys = demand.departures.map((_, key) => key);
  const ids = demand.departures.map((departure) => departure.id);
  keys.sort((a, b) => (ids[a]! < ids[b]! ? -1 : ids[a]! > ids[b]! ? 1 : 0));
  const ranks = new Int32Array(keys.length);
  keys.forEach((key, rank) => (ranks[key] = rank));
  return ranks;
}

function drawSpeedFactors(demand: DemandSpec, seed: number): Float64Array {
  return Float64Array.from(demand.departures, (departure, key) =>
    speedFactor(demand.types[departure.type]!.speed_factor, seed, key),
  );
}

/** Normal by inversion of one draw, cut off at the bounds. */
function speedFactor(spec: SpeedFactorSpec, seed: number, key: number): number {
  if (spec.deviation <= 0) return Math.min(spec.max, Math.max(spec.min, spec.mean));
  const share = Math.min(1 - 1e-9, Math.max(1e-9, random(seed, PURPOSE.speed_factor, key, 0, 0)));
  return Math.min(spec.max, Math.max(spec.min, spec.mean + spec.deviation * normalQuantile(share)));
}
