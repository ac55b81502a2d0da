/** Carries out what agents tell their vehicles, and brings the vehicles of a lost agent to a halt. */
import { addStop, redirect, releaseStop, stopsAhead } from '../../simulation/itinerary.ts';
import { LANE_COMMAND, type World } from '../../simulation/world.ts';
import type { AgentSession, OwnedVehicle } from './agent-session.ts';

/** Rolling without throttle, and braking that those behind can follow, m/s2. */
const COAST_MPS2 = -0.3;
const SAFE_STOP_MPS2 = -2;
const STANDING_MPS = 0.05;

/** Durations of the stages after a broken connection, s of simulated time. */
export interface LossStages {
  readonly hold_s: number;
  readonly coast_s: number;
}

/** Commands for the step that follows. `command` has been checked. */
export function applyCommand(world: World, vehicle: OwnedVehicle): void {
  const { command, slot } = vehicle;
  vehicle.told_mps2 = NaN;
  vehicle.told_slot = slot;
  if (command === undefined || slot === -1) return;
  const { commands } = world;
  if (command.maxSpeedMps != null) commands.speed_mps[slot] = Math.min(commands.speed_mps[slot], command.maxSpeedMps);
  if (command.maxAccelMps2 != null) {
    commands.accel_mps2[slot] = Math.min(commands.accel_mps2[slot], command.maxAccelMps2);
  }
  if (command.accelMps2 != null) {
    commands.exact_accel_mps2[slot] = command.accelMps2;
    vehicle.told_mps2 = command.accelMps2;
  }
  commands.lane_change[slot] = command.laneChange ?? LANE_COMMAND.own;
}

/** Stops ahead of a vehicle that its agent may have asked for. */
const MOST_STOPS = 16;

/**
 * Route and stop of a command, which change the journey once: who repeats them in every tick, as with the other commands, changes nothing more.
 * @returns the field that could not be carried out, and why
 */
export function applyJourney(
  world: World,
  vehicle: OwnedVehicle,
): { readonly field: string; readonly hint: string } | undefined {
  const { slot, command } = vehicle;
  if (command === undefined) return undefined;
  if (command.releaseStop === true) releaseStop(world, slot);
  const route = command.route ?? [];
  const told_route = route.join(' ');
  const rerouted = told_route !== vehicle.told_route;
  vehicle.told_route = told_route;
  if (route.length > 0 && rerouted) {
    const edges = route.map((id) => world.network.edge_by_id.get(id) ?? -1);
    if (edges.includes(-1)) return { field: 'route', hint: 'an edge that the network does not have' };
    if (!redirect(world, slot, edges)) return { field: 'route', hint: 'no way leads there' };
  }
  const lane = command.stop?.lane ?? 0;
  const pos_m = command.stop?.posM ?? 0;
  const told_stop = command.stop == null ? '' : `${lane} ${pos_m}`;
  const again = told_stop === vehicle.told_stop;
  vehicle.told_stop = told_stop;
  if (told_stop === '' || again) return undefined;
  if (lane >= world.network.lanes.count) return { field: 'stop.lane', hint: 'a lane that the network does not have' };
  if (isBehind(world, slot, lane, pos_m)) return { field: 'stop.pos_m', hint: 'behind the vehicle' };
  if (stopsAhead(world, slot) >= MOST_STOPS) return { field: 'stop', hint: `at most ${MOST_STOPS} stops ahead` };
  try {
    addStop(world, slot, lane, pos_m);
    return undefined;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { field: 'stop', hint: error.message };
  }
}

/** Whether a place on the edge under the vehicle is not ahead of it any more. */
function isBehind({ vehicles, network }: World, slot: number, lane: number, pos_m: number): boolean {
  const { edge } = network.lanes;
  return edge[lane] === edge[vehicles.lane[slot]] && pos_m <= vehicles.pos_m[slot];
}

/**
 * The step of a lost agent's vehicle: hold its last command, then roll, then brake. The built-in driver looks on: nothing is done that he
 * would think unsafe.
 * @returns true when it stands or has left the road
 */
export function bringToHalt(
  world: World,
  session: AgentSession,
  vehicle: OwnedVehicle,
  { hold_s, coast_s }: LossStages,
): boolean {
  const { slot } = vehicle;
  if (slot === -1) return true;
  const since_s = ((world.tick - session.lost_tick) * world.dt_ms) / 1000;
  const { speed_mps } = world.vehicles;
  const held = vehicle.command?.accelMps2 ?? vehicle.command?.maxAccelMps2 ?? Infinity;
  const bound = since_s < hold_s ? held : since_s < hold_s + coast_s ? COAST_MPS2 : SAFE_STOP_MPS2;
  const { accel_mps2 } = world.commands;
  accel_mps2[slot] = Math.min(accel_mps2[slot], speed_mps[slot] > 0 ? bound : Math.min(bound, 0));
  return since_s >= hold_s + coast_s && speed_mps[slot] < STANDING_MPS;
}
