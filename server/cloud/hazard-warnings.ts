/** Whom the coordinator warns of which stopped vehicle: everybody upstream who may come along, of the nearest one, under a lease that is renewed. */
import type { Advice } from '../../protos/messages/advice.ts';
import { HAZARD, SOURCE } from '../../protos/messages/enums.ts';
import type { Coordinator } from './coordinator-state.ts';
import { ADVICE_KIND, dispatch, reachable } from './deliveries.ts';
import type { VehicleKnowledge } from './picture.ts';
import { findStoppedVehicles } from './stopped-vehicles.ts';
import type { StoppedVehicle } from './stopped-vehicles.ts';
import { upstreamEdges } from './upstream.ts';

/** One round: hazards as the picture shows them now; calls `send` for each warning, in the order of vehicle ids. */
export function warnOfStoppedVehicles(
  coordinator: Coordinator,
  now_ms: number,
  send: (vehicle: string, advice: Advice) => void,
): void {
  const { picture, matcher, control_m, settings, hazards, deliveries, network } = coordinator;
  const stopped = findStoppedVehicles(picture, matcher, control_m, settings, now_ms);
  const present = new Set(stopped.map((hazard) => hazard.id));
  for (const id of hazards) if (!present.has(id)) hazards.delete(id);
  for (const { id } of stopped) {
    if (hazards.has(id)) continue;
    hazards.add(id);
    coordinator.counts.hazards++;
  }
  if (stopped.length === 0) return;
  const upstream = stopped.map((hazard) =>
    upstreamEdges(coordinator.upstream, network.lanes.edge[hazard.lane], hazard.pos_m, settings.hazard.upstream_m),
  );
  const vehicles = [...picture.vehicles.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const vehicle of vehicles) {
    const hazard = nearestAhead(coordinator, vehicle, stopped, upstream, now_ms);
    if (hazard === undefined || !reachable(deliveries, vehicle.id, now_ms)) continue;
    warnVehicle(coordinator, vehicle, hazard, now_ms, send);
  }
}

/** The nearest hazard that a vehicle may come to: whether it is on its path is for its own unit to say, which knows the route. */
function nearestAhead(
  coordinator: Coordinator,
  vehicle: VehicleKnowledge,
  stopped: readonly StoppedVehicle[],
  upstream: readonly Map<number, number>[],
  now_ms: number,
): StoppedVehicle | undefined {
  const { settings, network } = coordinator;
  const { lanes, edges } = network;
  if (vehicle.lane < 0 || vehicle.lane >= lanes.count || now_ms - vehicle.report_ms > settings.report_fresh_ms)
    return undefined;
  const edge = lanes.edge[vehicle.lane];
  let nearest: StoppedVehicle | undefined;
  let least_m = settings.hazard.upstream_m;
  for (let i = 0; i < stopped.length; i++) {
    const end_m = upstream[i].get(edge);
    if (end_m === undefined || stopped[i].id === vehicle.id) continue;
    const ahead_m = end_m + edges.length_m[edge] - vehicle.pos_m;
    if (ahead_m < 0 || ahead_m >= least_m) continue;
    least_m = ahead_m;
    nearest = stopped[i];
  }
  return nearest;
}

function warnVehicle(
  coordinator: Coordinator,
  vehicle: VehicleKnowledge,
  hazard: StoppedVehicle,
  now_ms: number,
  send: (vehicle: string, advice: Advice) => void,
): void {
  const { settings, warned, deliveries } = coordinator;
  const before = warned.get(vehicle.id);
  if (before !== undefined && before.hazard === hazard.id && before.until_ms - now_ms > settings.hazard.renew_ms)
    return;
  const valid_until_ms = now_ms + settings.hazard.valid_ms;
  warned.set(vehicle.id, { hazard: hazard.id, until_ms: valid_until_ms });
  coordinator.counts.hazard_warnings++;
  const body = {
    hazard: {
      position: { x_m: hazard.x_m, y_m: hazard.y_m },
      radius_m: settings.hazard.radius_m,
      kind: HAZARD.stopped_vehicle,
      source: hazard.perceived ? SOURCE.fused : SOURCE.v2x,
      valid_until_ms,
      lane: hazard.lane,
    },
  };
  send(vehicle.id, dispatch(deliveries, vehicle.id, ADVICE_KIND.hazard, body, valid_until_ms, now_ms));
}
