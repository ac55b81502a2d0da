/**
 * One step of the traffic, n -> n + 1. Everybody decides on the state at n; then all move; then lanes are changed, signals switched and
 * departures inserted for n + 1; walkers, who see where vehicles are then, come last. The order of every loop is fixed, so that equal inputs give equal bits.
 */
import { EVENT, LANE_COMMAND, VEHICLE_STATE, type World } from './world.ts';
import type { Engine } from './engine-state.ts';
import { record } from './events.ts';
import { insertDepartures, putOnLane } from './insertion.ts';
import { walkersBlock } from './crosswalk-clearance.ts';
import { somebodyComes, tailInTheWay } from './gaps.ts';
import { advanceLaneChange, considerLaneChange, obeyLaneCommand } from './lane-change.ts';
import { aheadOf, behindOf } from './lane-order.ts';
import { planAcceleration } from './longitudinal.ts';
import { planPath } from './path.ts';
import { handOver, integrate, remove, takeOffRoad, tidy } from './movement.ts';
import { updatePose } from './pose.ts';
import { serveGates } from './right-of-way.ts';
import { advanceSignals } from './signals.ts';
import { reachesStop, stopEnd } from './stops.ts';
import { stepWalkers } from './walkers.ts';

/** Each vehicle thinks about changing lanes twice a second, staggered by its key. */
const CHANGE_PERIOD_MS = 500;

/** Advances the world by one tick and resets the commands. */
export function step(world: World): void {
  const engine = world as Engine;
  const dt_s = engine.dt_ms / 1000;
  const now_ms = (engine.tick + 1) * engine.dt_ms;
  engine.events.count = 0;
  tellRedirected(engine);
  removeLeaving(engine);
  serveAllGates(engine);
  planAll(engine);
  moveAll(engine, dt_s);
  engine.tick += 1;
  advanceSignals(engine, now_ms);
  serveStops(engine, now_ms);
  changeLanes(engine, now_ms);
  insertDepartures(engine, now_ms);
  stepWalkers(engine, now_ms);
  for (let i = 0; i < engine.active_count; i++) {
    const slot = engine.active[i]!;
    if (engine.vehicles.state[slot] === VEHICLE_STATE.driving) updatePose(engine, slot);
    setLights(engine, slot);
  }
  engine.commands.speed_mps.fill(Infinity);
  engine.commands.accel_mps2.fill(Infinity);
  engine.commands.exact_accel_mps2.fill(NaN);
  engine.commands.lane_change.fill(LANE_COMMAND.own);
}

/** Between two steps the ring belongs to its readers, so what was changed there is told now. */
function tellRedirected(world: Engine): void {
  for (const slot of world.redirected) {
    world.counts.rerouted += 1;
    record(world, EVENT.rerouted, slot, world.vehicles.lane[slot]!);
  }
  world.redirected.length = 0;
}

function removeLeaving(world: Engine): void {
  for (const slot of world.leaving) if (world.vehicles.state[slot] === VEHICLE_STATE.driving) remove(world, slot);
  world.leaving.length = 0;
}

/** Lane by lane, front to back: those behind may only go when those ahead may. */
function serveAllGates(world: Engine): void {
  const { order, vehicles } = world;
  for (let lane = 0; lane < order.count.length; lane++) {
    const first = order.first[lane]!;
    for (let at = first; at < first + order.count[lane]!; at++) {
      const slot = order.slots[at]!;
      if (vehicles.lane[slot] === lane) serveGates(world, slot);
    }
  }
}

function planAll(world: Engine): void {
  const { vehicles } = world;
  for (let i = 0; i < world.active_count; i++) {
    const slot = world.active[i]!;
    if (vehicles.state[slot] !== VEHICLE_STATE.driving) continue;
    vehicles.accel_mps2[slot] = vehicles.stop_until_ms[slot]! >= 0 ? 0 : planAcceleration(world, slot);
  }
}

function moveAll(world: Engine, dt_s: number): void {
  const { vehicles, order } = world;
  for (let i = 0; i < world.active_count; i++) {
    const slot = world.active[i]!;
    if (vehicles.state[slot] === VEHICLE_STATE.driving) integrate(world, slot, dt_s);
  }
  for (let lane = 0; lane < order.count.length; lane++) {
    for (let guard = order.count[lane]!; guard > 0; guard--) {
      const slot = order.slots[order.first[lane]!]!;
      if (
        order.count[lane] === 0 ||
        vehicles.lane[slot] !== lane ||
        vehicles.pos_m[slot]! < world.network.lanes.length_m[lane]!
      )
        break;
      handOver(world, slot);
    }
  }
  for (let i = world.active_count - 1; i >= 0; i--) {
    const slot = world.active[i]!;
    if (vehicles.state[slot] !== VEHICLE_STATE.driving) continue;
    handOver(world, slot);
    if (vehicles.state[slot] === VEHICLE_STATE.driving) tidy(world, slot);
  }
}

function changeLanes(world: Engine, now_ms: number): void {
  const { vehicles } = world;
  const period = Math.max(1, Math.round(CHANGE_PERIOD_MS / world.dt_ms));
  for (let i = 0; i < world.active_count; i++) {
    const slot = world.active[i]!;
    if (vehicles.state[slot] !== VEHICLE_STATE.driving) continue;
    if (vehicles.shadow_lane[slot] !== -1) advanceLaneChange(world, slot, now_ms);
    else if (world.commands.lane_change[slot] !== LANE_COMMAND.own) obeyLaneCommand(world, slot);
    else if ((world.tick + vehicles.key[slot]!) % period === 0 && vehicles.stop_until_ms[slot]! < 0)
      considerLaneChange(world, slot);
  }
}

/** Begins stops that are reached and ends those that are over. */
function serveStops(world: Engine, now_ms: number): void {
  const { vehicles } = world;
  for (let i = 0; i < world.active_count; i++) {
    const slot = world.active[i]!;
    if (vehicles.stop_until_ms[slot]! >= 0) {
      if (now_ms >= vehicles.stop_until_ms[slot]!) leaveStop(world, slot);
      else vehicles.standing_s[slot] = 0;
    } else if (world.stops[slot]!.length > vehicles.stop_index[slot]! && reachesStop(world, slot))
      beginStop(world, slot, now_ms);
  }
}

function beginStop(world: Engine, slot: number, now_ms: number): void {
  const { vehicles } = world;
  const stop = world.stops[slot]![vehicles.stop_index[slot]!]!;
  vehicles.stop_until_ms[slot] = stopEnd(world, slot, now_ms);
  vehicles.speed_mps[slot] = 0;
  vehicles.accel_mps2[slot] = 0;
  record(world, EVENT.stop_begin, slot, stop.lane);
  if (!stop.spec.parking) return;
  takeOffRoad(world, slot);
  vehicles.state[slot] = VEHICLE_STATE.parked;
}

function leaveStop(world: Engine, slot: number): void {
  const { vehicles } = world;
  const stop = world.stops[slot]![vehicles.stop_index[slot]!]!;
  if (vehicles.state[slot] === VEHICLE_STATE.parked) {
    const lane = laneToReturnTo(world, slot, stop.lane);
    if (!roomToReturn(world, slot, lane)) return;
    vehicles.stop_index[slot]! += 1;
    vehicles.state[slot] = VEHICLE_STATE.driving;
    putOnLane(world, slot, lane, vehicles.pos_m[slot]!, 0);
  } else {
    vehicles.stop_index[slot]! += 1;
    planPath(world, slot, 0);
  }
  vehicles.stop_until_ms[slot] = -1;
  record(world, EVENT.stop_end, slot, stop.lane);
}

/** The stop's own lane, or, where that does not lead on (a bay), the nearest one beside it that does. */
function laneToReturnTo(world: Engine, slot: number, lane: number): number {
  const { vehicles } = world;
  vehicles.stop_index[slot]! += 1;
  planPath(world, slot, 0);
  vehicles.stop_index[slot]! -= 1;
  const leads_on = vehicles.path_count[slot]! > 0 || vehicles.route_index[slot] === world.routes[slot]!.length - 1;
  return leads_on ? lane : lane + vehicles.lanes_to_change[slot]!;
}

function roomToReturn(world: Engine, slot: number, lane: number): boolean {
  const { vehicles } = world;
  const pos = vehicles.pos_m[slot]!;
  const rear = pos - vehicles.length_m[slot]!;
  if (walkersBlock(world, lane, rear, pos, 0)) return false;
  const ahead = aheadOf(world, lane, pos, slot);
  if (ahead !== -1 ? vehicles.pos_m[ahead]! - vehicles.length_m[ahead]! - pos < 1 : tailInTheWay(world, lane, pos, 0))
    return false;
  const behind = behindOf(world, lane, pos, slot);
  if (behind === -1) return !somebodyComes(world, lane, Math.max(0, rear), 0);
  const speed = vehicles.speed_mps[behind]!;
  return rear - vehicles.pos_m[behind]! > vehicles.min_gap_m[behind]! + speed * 0.8 + (speed * speed) / 6;
}

function setLights(world: Engine, slot: number): void {
  const { vehicles } = world;
  const { lanes } = world.network;
  let lights = 0;
  if (vehicles.accel_mps2[slot]! < -0.5 || vehicles.speed_mps[slot]! < 0.1) lights |= 1;
  const shadow = vehicles.shadow_lane[slot]!;
  if (shadow !== -1) lights |= vehicles.change_from_m[slot]! < 0 ? 2 : 4;
  else lights |= turnLight(world, slot, lanes.link[vehicles.lane[slot]!]!);
  if (vehicles.stop_until_ms[slot]! >= 0) lights |= 8 | 4;
  vehicles.lights[slot] = lights;
}

/** Indicator towards the coming turn, within 60 m of it or on it. */
function turnLight(world: Engine, slot: number, on_link: number): number {
  const { vehicles, network } = world;
  let link = on_link;
  if (link === -1) {
    link = vehicles.next_link[slot]!;
    if (link === -1 || network.lanes.length_m[vehicles.lane[slot]!]! - vehicles.pos_m[slot]! > 60) return 0;
  }
  const direction = network.links.direction[link]!;
  if (direction === 'left' || direction === 'turn' || direction === 'slight_left') return 2;
  return direction === 'right' || direction === 'slight_right' ? 4 : 0;
}
