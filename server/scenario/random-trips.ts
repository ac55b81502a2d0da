/**
 * A modest random demand for a network that came without one, so that something drives: trips between the edges at its rim
 * (or, where it has no rim, between any edges), only where the connections lead from one to the other.
 */
import { log } from '../simulation/maths.ts';
import { classBit } from '../simulation/network-spec.ts';
import type { EdgeSpec, NetworkSpec } from '../simulation/network-spec.ts';
import { PURPOSE, random } from '../simulation/random.ts';
import type { PlannedTrip } from './departures.ts';
import { classPicker } from './departures.ts';
import type { DemandSettings } from './demand-schema.ts';
import { suggestion } from './suggestion.ts';
import { UserError } from './user-error.ts';

/** Entity number of these draws: beyond any flow's index. */
const ENTITY = 1_000_000;
const TRIPS_PER_LANE_KM_HOUR = 12;
/** A shorter edge is no place to begin or to end a trip. */
const EDGE_LENGTH_MIN_M = 20;

/** Trips over the whole run. Throws a UserError where no trip is possible. */
export function randomTrips(
  network: NetworkSpec,
  demand: DemandSettings,
  seed: number,
  until_ms: number,
): PlannedTrip[] {
  const ends = tripEnds(network);
  const rate = demand.random?.per_hour ?? defaultRate(network);
  if (rate === 0) return [];
  const weights = demand.random?.weights ?? {};
  for (const id of Object.keys(weights)) {
    if (network.edges.some((edge) => edge.id === id)) continue;
    const known = network.edges.filter(({ kind }) => kind === 'road').map((edge) => edge.id);
    throw new UserError(`no edge '${id}' in the network`, {
      place: 'demand.random.weights',
      hint: suggestion(id, known),
    });
  }
  const classOf = classPicker(demand.shares, 'demand.shares');
  const trips: PlannedTrip[] = [];
  let time_ms = 0;
  for (let draw = 0; ; draw++) {
    time_ms += (-log(1 - random(seed, PURPOSE.departure, ENTITY, 0, draw)) * 3_600_000) / rate;
    if (time_ms >= until_ms) return trips;
    const from = pick(ends.sources, weights, random(seed, PURPOSE.route_choice, ENTITY, 0, draw));
    const to = pick(ends.goalsOf(from), weights, random(seed, PURPOSE.route_choice, ENTITY, 1, draw));
    trips.push({
      depart_ms: Math.round(time_ms),
      class: classOf(random(seed, PURPOSE.vehicle_type, ENTITY, 0, draw)),
      edges: from === to ? [from] : [from, to],
      complete: from === to,
      origin: 'random demand',
    });
  }
}

/** One of the edges by weight, 1 where nothing is said; where nobody has another weight the choice is an even one. */
function pick(edges: readonly string[], weights: Readonly<Record<string, number>>, draw: number): string {
  const total = edges.reduce((sum, id) => sum + (weights[id] ?? 1), 0);
  if (total <= 0 || edges.every((id) => weights[id] === undefined)) return edges[Math.floor(draw * edges.length)];
  let rest = draw * total;
  for (const id of edges) {
    rest -= weights[id] ?? 1;
    if (rest < 0) return id;
  }
  return edges[edges.length - 1];
}

/** Trips per hour where nobody says how many: by the length of the lanes. */
export function defaultRate(network: NetworkSpec): number {
  const lane_km = drivenEdges(network).reduce(
    (sum, edge) => sum + (edge.lanes[0].length_m * edge.lanes.length) / 1000,
    0,
  );
  return Math.round(Math.min(3600, Math.max(120, lane_km * TRIPS_PER_LANE_KM_HOUR)));
}

function drivenEdges(network: NetworkSpec): EdgeSpec[] {
  const car = classBit('passenger');
  return network.edges.filter((edge) => edge.kind === 'road' && edge.lanes.some((lane) => (lane.allowed & car) !== 0));
}

interface TripEnds {
  /** Edges from which at least one goal can be reached. */
  readonly sources: readonly string[];
  readonly goalsOf: (source: string) => readonly string[];
}

function tripEnds(network: NetworkSpec): TripEnds {
  const edges = drivenEdges(network);
  const next = successors(network);
  const has_before = new Set([...next.values()].flatMap((targets) => [...targets]));
  const long = edges.filter((edge) => edge.lanes[0].length_m >= EDGE_LENGTH_MIN_M).map((edge) => edge.id);
  const rim_in = long.filter((id) => !has_before.has(id) && next.has(id));
  const rim_out = long.filter((id) => has_before.has(id) && !next.has(id));
  // A closed net (or one whose rim turns back on itself) has no rim: then trips begin and end anywhere.
  const begins = rim_in.length > 0 ? rim_in : long.filter((id) => next.has(id));
  const finishes = new Set(rim_out.length > 0 ? rim_out : long);
  const goals = new Map<string, readonly string[]>();
  const goalsOf = (source: string): readonly string[] => {
    const known = goals.get(source) ?? reachable(source, next).filter((id) => finishes.has(id));
    goals.set(source, known);
    return known;
  };
  const sources = begins.filter((id) => goalsOf(id).length > 0);
  if (sources.length > 0) return { sources, goalsOf };
  // A test track: nothing leads on from anywhere, so one drives from one end of an edge to the other.
  if (long.length > 0) return { sources: long, goalsOf: (source) => [source] };
  if (edges.length === 0) {
    throw new UserError('no trip is possible on this network', {
      place: network.name,
      hint: 'it has no lane for cars',
    });
  }
  const all = edges.map((edge) => edge.id);
  return { sources: all, goalsOf: (source) => [source] };
}

/** Edge to edges, over the connections that cars may take. */
function successors(network: NetworkSpec): Map<string, Set<string>> {
  const car = classBit('passenger');
  const edge_of_lane = new Map<string, string>();
  for (const edge of network.edges) {
    if (edge.kind !== 'road') continue;
    for (const lane of edge.lanes) if ((lane.allowed & car) !== 0) edge_of_lane.set(lane.id, edge.id);
  }
  const next = new Map<string, Set<string>>();
  for (const connection of network.connections) {
    const from = edge_of_lane.get(connection.from_lane);
    const to = edge_of_lane.get(connection.to_lane);
    if (from === undefined || to === undefined || (connection.allowed & car) === 0) continue;
    const targets = next.get(from) ?? new Set<string>();
    targets.add(to);
    next.set(from, targets);
  }
  return next;
}

/** Edges that can be reached from `source`, without it, in the order of a breadth-first search. */
function reachable(source: string, next: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const seen = new Set([source]);
  const queue = [source];
  for (let i = 0; i < queue.length; i++) {
    for (const target of next.get(queue[i]) ?? []) {
      if (!seen.has(target)) {
        seen.add(target);
        queue.push(target);
      }
    }
  }
  return queue.slice(1);
}
