/**
 * Where trips name a junction or a zone instead of an edge: the pair of edges with the shortest free-flow time between.
 */
import { classBit, type EdgeSpec, type NetworkSpec, type VehicleClass } from '../../simulation/network-spec.ts';

export interface RoadGraph {
  readonly edges: ReadonlyMap<string, EdgeSpec>;
  readonly roads: readonly EdgeSpec[];
  readonly index: ReadonlyMap<string, number>;
  /** Successors of each road with the mask of classes that may go there. */
  readonly next: readonly (readonly { readonly to: number; readonly allowed: number }[])[];
}

/** Roads and which of them follow which. */
export function createRoadGraph(network: NetworkSpec): RoadGraph {
  const roads = network.edges.filter((edge) => edge.kind === 'road');
  const index = new Map(roads.map((edge, position) => [edge.id, position]));
  const laneRoad = new Map<string, number>();
  const laneAllowed = new Map<string, number>();
  roads.forEach((edge, position) => {
    for (const lane of edge.lanes) {
      laneRoad.set(lane.id, position);
      laneAllowed.set(lane.id, lane.allowed);
    }
  });
  const masks = roads.map(() => new Map<number, number>());
  for (const connection of network.connections) {
    const from = laneRoad.get(connection.from_lane);
    const to = laneRoad.get(connection.to_lane);
    if (from === undefined || to === undefined) continue;
    const lanes = (laneAllowed.get(connection.from_lane) ?? 0) & (laneAllowed.get(connection.to_lane) ?? 0);
    masks[from].set(to, (masks[from].get(to) ?? 0) | (lanes & connection.allowed));
  }
  const next = masks.map((mask) => [...mask].map(([to, allowed]) => ({ to, allowed })));
  return { edges: new Map(network.edges.map((edge) => [edge.id, edge])), roads, index, next };
}

/** Bit of a class; every bit for the class that minds no permissions. */
export function rightsOf(vehicle_class: VehicleClass): number {
  return vehicle_class === 'ignoring' ? -1 : classBit(vehicle_class);
}

/** True where some lane of the edge may be used. */
export function mayUse(edge: EdgeSpec, rights: number): boolean {
  return rights === -1 || edge.lanes.some((lane) => (lane.allowed & rights) !== 0);
}

/** True where the second edge follows the first for vehicles with these rights. */
export function follows(graph: RoadGraph, from: string, to: string, rights: number): boolean {
  const a = graph.index.get(from);
  const b = graph.index.get(to);
  if (a === undefined || b === undefined) return false;
  return graph.next[a].some((step) => step.to === b && (rights === -1 || (step.allowed & rights) !== 0));
}

function cost(edge: EdgeSpec): number {
  let speed = 0.1;
  for (const lane of edge.lanes) speed = Math.max(speed, lane.speed_mps);
  return edge.lanes[0].length_m / speed;
}

/**
 * First and last edge of the fastest way from one of `sources` to one of `sinks`; undefined where there is none.
 * Equal times: the edge that stands first in the net.
 */
export function fastestPair(
  graph: RoadGraph,
  sources: readonly string[],
  sinks: readonly string[],
  rights: number,
): readonly [string, string] | undefined {
  const usable = (ids: readonly string[]): number[] =>
    ids
      .map((id) => graph.index.get(id) ?? -1)
      .filter((position) => position >= 0 && mayUse(graph.roads[position], rights));
  const goals = new Set(usable(sinks));
  const time = new Map<number, number>();
  const origin = new Map<number, number>();
  const open = usable(sources).map((position) => {
    const seconds = cost(graph.roads[position]);
    time.set(position, seconds);
    origin.set(position, position);
    return { position, seconds };
  });
  while (open.length > 0) {
    const { position, seconds } = takeLeast(open);
    if (seconds > (time.get(position) ?? Infinity)) continue;
    if (goals.has(position)) return [graph.roads[origin.get(position) as number].id, graph.roads[position].id];
    for (const step of graph.next[position]) {
      if (rights !== -1 && (step.allowed & rights) === 0) continue;
      const later = seconds + cost(graph.roads[step.to]);
      if (later >= (time.get(step.to) ?? Infinity)) continue;
      time.set(step.to, later);
      origin.set(step.to, origin.get(position) as number);
      open.push({ position: step.to, seconds: later });
    }
  }
  return undefined;
}

/** Takes the earliest out of a short open list; equal ones by their place in the net. */
function takeLeast(open: { position: number; seconds: number }[]): { position: number; seconds: number } {
  let least = 0;
  for (let i = 1; i < open.length; i++) {
    const better = open[i].seconds < open[least].seconds;
    const equal = open[i].seconds === open[least].seconds && open[i].position < open[least].position;
    if (better || equal) least = i;
  }
  const taken = open[least];
  open[least] = open[open.length - 1];
  open.pop();
  return taken;
}
