/**
 * What may be changed of a driving vehicle's journey from outside of the engine: where it goes, and where it stands on the way.
 * A granted junction before which it can no longer halt is kept: a vehicle is never pulled out of a movement that others rely on.
 */
import { PATH_MAX, type Engine, type ResolvedStop } from './engine-state.ts';
import { planPath } from './path.ts';
import { boundGrants, revokeFrom } from './right-of-way.ts';
import { findRoute } from './routing.ts';
import { VEHICLE_STATE, type World } from './world.ts';

/**
 * Sends a vehicle to the end of other edges, one after the other: a new route from the first edge on which it can still choose.
 * A stop at which it stands ends, those that were not served yet are forgotten. `arrival_m` is where the trip ends on the last edge; absent: at the edge's end.
 * @returns false, and nothing changed, where no way leads there or the vehicle is not driving
 */
export function redirect(world: World, slot: number, through: readonly number[], arrival_m?: number): boolean {
  const engine = world as Engine;
  const { vehicles, network } = engine;
  const goal = through.at(-1);
  if (goal === undefined || vehicles.state[slot] !== VEHICLE_STATE.driving) return false;
  const bound = boundGrants(engine, slot);
  const route = edgesBound(engine, slot, bound);
  for (const edge of through) {
    const part = findRoute(engine.router, route[route.length - 1]!, edge, vehicles.class_bit[slot]!);
    if (part === undefined) return false;
    route.push(...part.slice(1));
  }
  if (bound < vehicles.granted[slot]!) revokeFrom(engine, slot, bound);
  engine.routes[slot] = Int32Array.from(route);
  engine.stops[slot] = standsAtStop(world, slot) ? [engine.stops[slot]![vehicles.stop_index[slot]!]!] : [];
  releaseStop(world, slot);
  engine.arrival_m[slot] = arrival_m ?? network.edges.length_m[goal]!;
  engine.lost[slot] = 0;
  vehicles.route_index[slot] = 0;
  vehicles.stop_index[slot] = 0;
  planPath(engine, slot, vehicles.granted[slot]!);
  engine.redirected.push(slot);
  return true;
}

/** Edges that it cannot leave out any more: the present one (before the junction, when it crosses one) and those of granted lanes. */
function edgesBound(world: Engine, slot: number, bound: number): number[] {
  const { vehicles, network } = world;
  const { lanes, links } = network;
  const edges = [world.routes[slot]![vehicles.route_index[slot]!]!];
  let last = vehicles.lane[slot]!;
  for (let i = 0; i < bound; i++) {
    last = vehicles.path_lane[slot * PATH_MAX + i]!;
    if (lanes.junction[last] === -1) edges.push(lanes.edge[last]!);
  }
  if (lanes.junction[last] !== -1) edges.push(lanes.edge[links.to_lane[lanes.link[last]!]!]!);
  return edges;
}

/**
 * Lets a vehicle stand with its front at `end_m` of a lane on its route until `releaseStop`. Comes after the stops it has already.
 * It stands in its lane, not beside it.
 * @throws RangeError where the lane's edge is not on the route ahead
 */
export function addStop(world: World, slot: number, lane: number, end_m: number): void {
  const engine = world as Engine;
  const { vehicles, network } = engine;
  const edge = network.lanes.edge[lane]!;
  if (engine.routes[slot]!.indexOf(edge, vehicles.route_index[slot]!) === -1) {
    throw new RangeError(`no stop on ${network.lanes.ids[lane]}: it is not on the way`);
  }
  const stop: ResolvedStop = {
    edge,
    lane,
    end_m: Math.min(end_m, network.lanes.length_m[lane]! - 0.5),
    spec: {
      lane: network.lanes.ids[lane]!,
      start_m: 0,
      end_m,
      duration_ms: 0,
      until_ms: Infinity,
      parking: false,
    },
  };
  engine.stops[slot] = [...engine.stops[slot]!, stop];
  planPath(engine, slot, vehicles.granted[slot]!);
}

/** Stops that it has not left yet. */
export function stopsAhead(world: World, slot: number): number {
  const { stops, vehicles } = world as Engine;
  return stops[slot]!.length - vehicles.stop_index[slot]!;
}

/** Whether it stands at a stop now, whichever. */
export function standsAtStop(world: World, slot: number): boolean {
  return (world as Engine).vehicles.stop_until_ms[slot]! >= 0;
}

/** Ends the stop at which it stands, or takes the next one off its way where it has not come there yet. The step that follows carries it out. */
export function releaseStop(world: World, slot: number): void {
  const engine = world as Engine;
  const { vehicles } = engine;
  if (standsAtStop(world, slot)) {
    vehicles.stop_until_ms[slot] = 0;
    return;
  }
  const stops = engine.stops[slot]!;
  const at = vehicles.stop_index[slot]!;
  if (at >= stops.length) return;
  engine.stops[slot] = [...stops.slice(0, at), ...stops.slice(at + 1)];
  planPath(engine, slot, vehicles.granted[slot]!);
}

/** Takes a vehicle out of the traffic in the step that follows; it counts as removed. */
export function removeLater(world: World, slot: number): void {
  (world as Engine).leaving.push(slot);
}
