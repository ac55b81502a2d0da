/**
 * What became of every departure of the demand, and how the traffic moved. Delay = travel time minus free-flow time on the
 * same route at the vehicle's own desired speed, with the wait for insertion: accumulated where it arises, as the share of
 * each tick that the distance driven would not have needed at the lane's desired speed. Planned stops are not delay.
 */
import type { DemandSpec } from '../simulation/demand-spec.ts';
import { EVENT, VEHICLE_STATE, type World } from '../simulation/world.ts';
import type { RunResult } from './result.ts';

/** Bit of `lights`: at a stop. */
const AT_STOP = 8;
/** Below this a vehicle counts as standing, m/s. */
export const STANDING_MPS = 0.1;

export interface TripStatistics {
  readonly demand: DemandSpec;
  readonly warmup_ms: number;
  /** By vehicle key; NaN = not yet. */
  readonly inserted_ms: Float64Array;
  readonly arrived_ms: Float64Array;
  readonly removed: Uint8Array;
  readonly distance_m: Float64Array;
  /** Lost on the road so far, without the wait for insertion. */
  readonly lost_ms: Float64Array;
  /** Over the window: vehicle-ticks, their speeds, and those standing. */
  updates: number;
  speed_sum_mps: number;
  stopped: number;
  /** The same of this tick alone. */
  now_count: number;
  now_speed_sum_mps: number;
  now_stopped: number;
}

export function createTripStatistics(demand: DemandSpec, warmup_ms: number): TripStatistics {
  const count = demand.departures.length;
  return {
    demand,
    warmup_ms,
    inserted_ms: new Float64Array(count).fill(Number.NaN),
    arrived_ms: new Float64Array(count).fill(Number.NaN),
    removed: new Uint8Array(count),
    distance_m: new Float64Array(count),
    lost_ms: new Float64Array(count),
    updates: 0,
    speed_sum_mps: 0,
    stopped: 0,
    now_count: 0,
    now_speed_sum_mps: 0,
    now_stopped: 0,
  };
}

/** Takes in the step that has just been made: what the world is like now, and its events. */
export function observeTrips(statistics: TripStatistics, world: World): void {
  const now_ms = world.tick * world.dt_ms;
  readEvents(statistics, world, now_ms);
  const { vehicles, active, active_count, dt_ms } = world;
  const { lanes } = world.network;
  const { distance_m, lost_ms } = statistics;
  const dt_s = dt_ms / 1000;
  let sum = 0;
  let stopped = 0;
  let count = 0;
  for (let i = 0; i < active_count; i++) {
    const slot = active[i];
    if (vehicles.state[slot] !== VEHICLE_STATE.driving) continue;
    const speed = vehicles.speed_mps[slot];
    const key = vehicles.key[slot];
    count++;
    sum += speed;
    if (speed < STANDING_MPS) stopped++;
    distance_m[key] += speed * dt_s;
    if ((vehicles.lights[slot] & AT_STOP) !== 0) continue;
    const desired = Math.min(
      lanes.speed_mps[vehicles.lane[slot]] * vehicles.speed_factor[slot],
      vehicles.max_speed_mps[slot],
    );
    lost_ms[key] += dt_ms * (1 - speed / desired);
  }
  statistics.now_count = count;
  statistics.now_speed_sum_mps = sum;
  statistics.now_stopped = stopped;
  if (now_ms <= statistics.warmup_ms) return;
  statistics.updates += count;
  statistics.speed_sum_mps += sum;
  statistics.stopped += stopped;
}

function readEvents(statistics: TripStatistics, world: World, now_ms: number): void {
  const { events } = world;
  for (let i = 0; i < events.count; i++) {
    const key = events.key[i];
    if (events.kind[i] === EVENT.inserted) statistics.inserted_ms[key] = now_ms;
    else if (events.kind[i] === EVENT.arrived) statistics.arrived_ms[key] = now_ms;
    else if (events.kind[i] === EVENT.removed) statistics.removed[key] = 1;
  }
}

/** Time lost so far, s: mean of those who drive now. */
export function meanDelay_s({ lost_ms }: TripStatistics, { vehicles, active, active_count }: World): number {
  let sum_ms = 0;
  let count = 0;
  for (let i = 0; i < active_count; i++) {
    const slot = active[i];
    if (vehicles.state[slot] !== VEHICLE_STATE.driving) continue;
    sum_ms += lost_ms[vehicles.key[slot]];
    count++;
  }
  return count === 0 ? 0 : sum_ms / count / 1000;
}

/** Speeds of all vehicle-ticks of the window. */
export function trafficResult(statistics: TripStatistics): RunResult['traffic'] {
  const { updates, speed_sum_mps, stopped } = statistics;
  if (updates === 0) return { mean_speed_mps: 0, stopped_share: 0 };
  return { mean_speed_mps: speed_sum_mps / updates, stopped_share: stopped / updates };
}

/** One departure that was due. Times in seconds of simulated time; null = not yet. */
export interface TripRow {
  readonly id: string;
  readonly depart_s: number;
  readonly inserted_s: number | null;
  readonly arrived_s: number | null;
  /** From insertion to arrival, or to now. */
  readonly duration_s: number;
  readonly distance_m: number;
  readonly delay_s: number;
  readonly removed: boolean;
}

/** Departures of the window that are due at `now_ms`, in the demand's order. */
export function* tripRows(statistics: TripStatistics, now_ms: number): Generator<TripRow> {
  const { departures } = statistics.demand;
  for (let key = 0; key < departures.length; key++) {
    const { id, depart_ms } = departures[key];
    if (depart_ms < statistics.warmup_ms || depart_ms > now_ms) continue;
    const inserted_ms = statistics.inserted_ms[key];
    const arrived_ms = statistics.arrived_ms[key];
    const inserted = !Number.isNaN(inserted_ms);
    const removed = statistics.removed[key] === 1;
    // Taken out of the demand before it ever drove (no route): not a trip.
    if (removed && !inserted) continue;
    const arrived = !Number.isNaN(arrived_ms);
    const wait_ms = (inserted ? inserted_ms : now_ms) - depart_ms;
    yield {
      id,
      depart_s: depart_ms / 1000,
      inserted_s: inserted ? inserted_ms / 1000 : null,
      arrived_s: arrived ? arrived_ms / 1000 : null,
      duration_s: inserted ? ((arrived ? arrived_ms : now_ms) - inserted_ms) / 1000 : 0,
      distance_m: statistics.distance_m[key],
      delay_s: (wait_ms + statistics.lost_ms[key]) / 1000,
      removed,
    };
  }
}

/** Trips of the window; the mean delay is over all of them, finished or not. */
export function tripResult(statistics: TripStatistics, now_ms: number): RunResult['trips'] {
  let started = 0;
  let finished = 0;
  let duration_s = 0;
  let distance_m = 0;
  let delay_s = 0;
  for (const trip of tripRows(statistics, now_ms)) {
    started++;
    delay_s += trip.delay_s;
    if (trip.arrived_s === null) continue;
    finished++;
    duration_s += trip.duration_s;
    distance_m += trip.distance_m;
  }
  return {
    started,
    finished,
    unfinished: started - finished,
    mean_duration_s: finished === 0 ? 0 : duration_s / finished,
    mean_speed_mps: duration_s === 0 ? 0 : distance_m / duration_s,
    mean_delay_s: started === 0 ? 0 : delay_s / started,
  };
}
