/** Resolves a departure: its route over edges, its stops as lanes, its place of arrival. */
import type { StopSpec } from './demand-spec.ts';
import type { Engine, PendingDeparture, ResolvedStop } from './engine-state.ts';
import { findRoute } from './routing.ts';

/** undefined when there is no way for this vehicle's class. */
export function resolveDeparture(world: Engine, key: number): PendingDeparture | undefined {
  const departure = world.demand.departures[key]!;
  const { edge_by_id } = world.network;
  const waypoints: number[] = [];
  for (const id of departure.edges) {
    const edge = edge_by_id.get(id);
    if (edge === undefined) return undefined;
    waypoints.push(edge);
  }
  if (waypoints.length === 0) return undefined;
  const route = departure.complete ? waypoints : joinWaypoints(world, waypoints, world.class_bits[departure.type]!);
  if (route === undefined) return undefined;
  const last = route[route.length - 1]!;
  const length = world.network.edges.length_m[last]!;
  const scale = world.network.lanes.position_scale[world.network.edges.first_lane[last]!]!;
  const arrival = departure.arrival_pos === 'max' ? 'max' : departure.arrival_pos * scale;
  const arrival_m = arrival === 'max' ? length : Math.min(length, arrival < 0 ? length + arrival : arrival);
  return {
    key,
    route: Int32Array.from(route),
    edge: route[0]!,
    stops: resolveStops(world, departure.stops),
    arrival_m,
  };
}

function joinWaypoints(world: Engine, waypoints: readonly number[], class_bit: number): number[] | undefined {
  const route = [waypoints[0]!];
  for (let i = 1; i < waypoints.length; i++) {
    const part = findRoute(world.router, waypoints[i - 1]!, waypoints[i]!, class_bit);
    if (part === undefined) return undefined;
    route.push(...part.slice(1));
  }
  return route;
}

function resolveStops(world: Engine, stops: readonly StopSpec[]): readonly ResolvedStop[] {
  const resolved: ResolvedStop[] = [];
  for (const spec of stops) {
    const lane = world.network.lane_by_id.get(spec.lane);
    if (lane === undefined) continue;
    const length = world.network.lanes.length_m[lane]!;
    resolved.push({
      edge: world.network.lanes.edge[lane]!,
      lane,
      end_m: Math.min(spec.end_m * world.network.lanes.position_scale[lane]!, length - 0.5),
      spec,
    });
  }
  return resolved;
}
