/** Trips of a demand that no connection of the network allows, found before they are missed in a run. */
import type { DemandSpec, DepartureSpec } from '../simulation/demand-spec.ts';
import { classBit } from '../simulation/network-spec.ts';
import type { Network } from '../simulation/network.ts';
import { createRouter, findRoute } from '../simulation/routing.ts';

export interface RouteFault {
  /** First trip concerned. */
  readonly id: string;
  /** Where it stands in the input. */
  readonly origin: string;
  readonly reason: string;
  /** Trips with the same fault. */
  readonly count: number;
}

/** One entry for each different fault, in the order of the demand. */
export function routeFaults(network: Network, demand: DemandSpec): RouteFault[] {
  const findFault = faultFinder(network, demand);
  const faults = new Map<string, RouteFault>();
  for (const departure of demand.departures) {
    const reason = findFault(departure);
    if (reason === undefined) continue;
    const known = faults.get(reason);
    faults.set(
      reason,
      known === undefined
        ? { id: departure.id, origin: departure.origin, reason, count: 1 }
        : { ...known, count: known.count + 1 },
    );
  }
  return [...faults.values()];
}

function faultFinder(network: Network, demand: DemandSpec): (departure: DepartureSpec) => string | undefined {
  const router = createRouter(network);
  const legs = new Map<string, boolean>();
  const leads = (from: string, to: string, type: number): boolean => {
    const { vehicle_class } = demand.types[type];
    // The class "ignoring" may drive anywhere; the router's word for it is 0.
    const class_bit = vehicle_class === 'ignoring' ? 0 : classBit(vehicle_class);
    const key = `${vehicle_class} ${from} ${to}`;
    let known = legs.get(key);
    if (known === undefined) {
      const [a, b] = [network.edge_by_id.get(from), network.edge_by_id.get(to)];
      known = a !== undefined && b !== undefined && findRoute(router, a, b, class_bit) !== undefined;
      legs.set(key, known);
    }
    return known;
  };
  return ({ edges, type }) => {
    const absent = edges.find((edge) => !network.edge_by_id.has(edge));
    if (absent !== undefined) return `there is no edge ${absent}`;
    for (let i = 1; i < edges.length; i++) {
      if (edges[i] === edges[i - 1]) continue;
      if (!leads(edges[i - 1], edges[i], type)) {
        return `no way for ${demand.types[type].vehicle_class} from ${edges[i - 1]} to ${edges[i]}`;
      }
    }
    return edges.length === 0 ? 'no edges' : undefined;
  };
}
