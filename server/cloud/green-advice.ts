/**
 * Which speed the cloud advises for a signal: it knows every vehicle's intention and so the queue before each phase, and reaches beyond the radio
 * range of the RSU. Like the rule on board it never makes a vehicle later than the earliest possible green.
 */
import { createGreenWindow, readGreenWindow } from '../../protos/messages/green-window.ts';
import type { Network } from '../simulation/network.ts';
import { moverSpeed } from './picture.ts';
import type { Picture, VehicleKnowledge } from './picture.ts';
import type { CoordinatorSettings } from './settings.ts';

/** Why a vehicle got none: counted. */
export interface GreenCounts {
  considered: number;
  advised: number;
  no_phase: number;
  no_spat: number;
  passes: number;
  empty: number;
}

export interface GreenAdvice {
  speed_mps: number;
  junction: number;
  phase: number;
}

/** Standing vehicles before each phase: distances to the stop line, by phaseKey. */
export type Queues = Map<number, number[]>;

const window = createGreenWindow();

export function phaseKey(junction: number, phase: number): number {
  return junction * 256 + phase;
}

/** Phase that a vehicle will use: as it told, or from its lane and where it leaves the junction if that is unambiguous; 0 = unknown. */
export function phaseOf(network: Network, phase_of_link: Int32Array, vehicle: VehicleKnowledge): number {
  if (vehicle.phase > 0) return vehicle.phase;
  const { lanes, links, edges, junctions } = network;
  if (vehicle.junction < 0 || vehicle.junction >= junctions.length) return 0;
  let found = 0;
  let from_lane = 0;
  for (const link of junctions[vehicle.junction].links) {
    const phase = phase_of_link[link];
    if (phase === 0 || edges.to_junction[lanes.edge[links.to_lane[link]]] !== vehicle.remote) continue;
    const same_lane = links.from_lane[link] === vehicle.lane;
    const same_edge = vehicle.lane >= 0 && lanes.edge[links.from_lane[link]] === lanes.edge[vehicle.lane];
    // The own lane says more than the own edge, that more than the direction alone.
    const rank = same_lane ? 3 : same_edge ? 2 : 1;
    if (rank > from_lane) {
      from_lane = rank;
      found = phase;
    } else if (rank === from_lane && phase !== found) found = 0;
  }
  return found;
}

/** Who stands before which phase, from fresh reports. */
export function gatherQueues(
  network: Network,
  phase_of_link: Int32Array,
  picture: Picture,
  settings: CoordinatorSettings,
  now_ms: number,
): Queues {
  const queues: Queues = new Map();
  for (const vehicle of picture.vehicles.values()) {
    if (vehicle.junction < 0 || now_ms - vehicle.report_ms > settings.report_fresh_ms) continue;
    if (vehicle.speed >= picture.slow) continue;
    const phase = phaseOf(network, phase_of_link, vehicle);
    if (phase === 0) continue;
    const key = phaseKey(vehicle.junction, phase);
    const queue = queues.get(key);
    if (queue === undefined) queues.set(key, [vehicle.distance_m]);
    else queue.push(vehicle.distance_m);
  }
  return queues;
}

/** Advice for one vehicle by its last report; undefined where there is none to give. */
export function greenAdvice(
  network: Network,
  phase_of_link: Int32Array,
  picture: Picture,
  queues: Queues,
  vehicle: VehicleKnowledge,
  settings: CoordinatorSettings,
  now_ms: number,
  counts: GreenCounts,
): GreenAdvice | undefined {
  const { speed } = settings;
  const age_s = (now_ms - vehicle.report_ms) / 1000;
  // It has come nearer since it reported.
  const distance_m = vehicle.distance_m - moverSpeed(vehicle) * age_s;
  // Who stands in the queue is told nothing.
  if (vehicle.speed < picture.slow) return undefined;
  if (vehicle.junction < 0 || vehicle.lane < 0 || vehicle.lane >= network.lanes.count) return undefined;
  if (!(distance_m >= speed.least_m && distance_m <= speed.greatest_m)) return undefined;
  counts.considered++;
  const phase = phaseOf(network, phase_of_link, vehicle);
  if (phase === 0) return nothing(counts, 'no_phase');
  const forecast = picture.forecasts.get(vehicle.junction);
  const states = forecast === undefined ? undefined : forecast.phases[phase];
  if (forecast === undefined || states === undefined || now_ms - forecast.sent_ms > settings.spat_fresh_ms)
    return nothing(counts, 'no_spat');
  if (!readGreenWindow(states, now_ms, window)) return nothing(counts, 'no_spat');
  const limit_mps = network.lanes.speed_mps[vehicle.lane];
  // Advice is for those who would come to a red light: who may still pass on green gets none.
  if (window.green && now_ms + (1000 * distance_m) / limit_mps <= window.end_max_ms) return nothing(counts, 'passes');
  if (window.next_ms !== window.next_ms) return nothing(counts, 'no_spat');
  const vehicles = queueBefore(queues.get(phaseKey(vehicle.junction, phase)), distance_m, speed.queue_space_m);
  const discharge_s = vehicles > 0 ? speed.start_lost_s + speed.discharge_s * vehicles : 0;
  const go_ms = window.next_ms + 1000 * (speed.margin_s + discharge_s);
  if (go_ms > window.next_end_max_ms) return nothing(counts, 'empty');
  const advised_mps = go_ms > now_ms ? (1000 * distance_m) / (go_ms - now_ms) : Infinity;
  if (advised_mps >= 0.95 * limit_mps) return nothing(counts, 'passes');
  if (advised_mps < Math.max(speed.least_mps, speed.least_share * limit_mps)) return nothing(counts, 'empty');
  counts.advised++;
  return { speed_mps: advised_mps, junction: vehicle.junction, phase };
}

function nothing(counts: GreenCounts, reason: 'no_phase' | 'no_spat' | 'passes' | 'empty'): undefined {
  counts[reason]++;
  return undefined;
}

/** Vehicles that stand nearer to the stop line: by the space they take, as not all are connected and lanes lie side by side. */
function queueBefore(queue: readonly number[] | undefined, distance_m: number, space_m: number): number {
  let back_m = -1;
  if (queue !== undefined) for (const other of queue) if (other < distance_m && other > back_m) back_m = other;
  return back_m < 0 ? 0 : Math.floor(back_m / space_m) + 1;
}
