/**
 * Finds the edges that a departure drives: its own route, a named or drawn one, or the waypoints of a trip.
 */
import type { NetworkSpec } from '../../simulation/network-spec.ts';
import { PURPOSE, random } from '../../simulation/random.ts';
import { fastestPair, follows, mayUse, type RoadGraph } from './area-route.ts';
import type { DemandRecord, DepartureRecord, RouteRecord, RouteSource } from './demand-record.ts';
import { note, type ImportReport } from './import-report.ts';
import { PLACE_KINDS } from './stop-place.ts';
import { choose } from './type-table.ts';
import type { XmlElement } from './xml-source.ts';

export interface DrivenRoute {
  readonly edges: readonly string[];
  /** Edge by edge; otherwise waypoints. */
  readonly complete: boolean;
  /** Came from a written route, also where it has a gap. */
  readonly fixed: boolean;
  /** Stops of the route with the shift of their round. */
  readonly stops: readonly { readonly element: XmlElement; readonly shift_ms: number }[];
}

export interface RouteFinder {
  /** undefined where the vehicle cannot drive (reported). */
  find(record: DepartureRecord, key: number, seed: number, rights: number): DrivenRoute | undefined;
  /** Edge of a lane, '' where there is none. */
  edgeOfLane(lane: string): string;
}

interface Context {
  readonly record: DemandRecord;
  readonly graph: RoadGraph;
  readonly report: ImportReport;
  readonly network: NetworkSpec;
  readonly laneEdges: ReadonlyMap<string, string>;
  /** Answers for (edges, rights) pairs that were asked before. */
  readonly checks: Map<string, Check>;
  readonly pairs: Map<string, readonly [string, string] | undefined>;
  /** Routes with their repetitions, shared by those who drive all of them. */
  readonly rounds: Map<RouteRecord, DrivenRoute>;
}

interface Check {
  /** First edge that does not exist. */
  readonly missing: string | undefined;
  /** First edge that the class may not use. */
  readonly closed: string | undefined;
  /** First edge that the one before does not lead to. */
  readonly gap: string | undefined;
}

/** Edges a route may have, rounds included. */
const EDGES_MAX = 20_000;

/** A finder over the routes of `record`. */
export function createRouteFinder(
  record: DemandRecord,
  network: NetworkSpec,
  graph: RoadGraph,
  report: ImportReport,
): RouteFinder {
  const laneEdges = new Map(network.edges.flatMap((edge) => edge.lanes.map((lane) => [lane.id, edge.id])));
  const context: Context = {
    record,
    graph,
    report,
    network,
    laneEdges,
    checks: new Map(),
    pairs: new Map(),
    rounds: new Map(),
  };
  return {
    find(departure, key, seed, rights) {
      const route = routeOf(departure, key, seed, rights, context);
      return route === undefined ? undefined : checked(route, departure, rights, context);
    },
    edgeOfLane: (lane) => laneEdges.get(lane) ?? '',
  };
}

function drop(departure: DepartureRecord, subject: string, detail: string, context: Context): undefined {
  note(context.report, 'dropped', subject, `"${departure.id}": ${detail}`, departure.place);
  return undefined;
}

function routeOf(
  departure: DepartureRecord,
  key: number,
  seed: number,
  rights: number,
  context: Context,
): DrivenRoute | undefined {
  const source = departure.route;
  if (source.kind === 'trip') return tripOf(departure, source, rights, context);
  const written = writtenRoute(source, random(seed, PURPOSE.route_choice, key, 0, 0), context);
  if (written === undefined) {
    const id = source.kind === 'named' ? `route "${source.id}"` : 'its route';
    return drop(departure, 'vehicle of unknown route', `${id} does not exist`, context);
  }
  return rounds(written, departure, context);
}

function writtenRoute(source: RouteSource, u: number, context: Context): RouteRecord | undefined {
  if (source.kind === 'trip') return undefined;
  if (source.kind === 'inline') return source.route;
  const { routes, route_choices } = context.record;
  if (source.kind === 'named' && routes.has(source.id)) return routes.get(source.id);
  const item = choose(source.kind === 'named' ? (route_choices.get(source.id) ?? []) : source.choices, u);
  return typeof item === 'string' ? routes.get(item) : item;
}

/** The route with its repetitions, cut to departEdge and arrivalEdge. */
function rounds(route: RouteRecord, departure: DepartureRecord, context: Context): DrivenRoute | undefined {
  const whole = departure.depart_edge < 0 && departure.arrival_edge < 0;
  const known = whole ? context.rounds.get(route) : undefined;
  if (known !== undefined) return known;
  const count = route.repeat + 1;
  if (Math.max(1, route.edges.length + route.stops.length) * count > EDGES_MAX) {
    return drop(departure, 'vehicle with an endless route', `${count} rounds of ${route.edges.length} edges`, context);
  }
  const all = Array.from({ length: count }, () => route.edges).flat();
  const from = Math.max(0, departure.depart_edge);
  const until = departure.arrival_edge < 0 ? all.length : departure.arrival_edge + 1;
  const stops = Array.from({ length: count }, (_, round) =>
    route.stops.map((element) => ({ element, shift_ms: round * route.cycle_ms })),
  ).flat();
  const edges = from === 0 && until >= all.length ? (count === 1 ? route.edges : all) : all.slice(from, until);
  const driven = { edges, complete: true, fixed: true, stops };
  if (whole) context.rounds.set(route, driven);
  return driven;
}

type TripSource = Extract<RouteSource, { kind: 'trip' }>;

/** Waypoints of a trip: origin, via, goal; junctions and zones stand for the edges that are quickest. */
function tripOf(
  departure: DepartureRecord,
  trip: TripSource,
  rights: number,
  context: Context,
): DrivenRoute | undefined {
  if (trip.via_junctions.length > 0) {
    note(context.report, 'approximated', 'viaJunctions', 'the trip takes the fastest way instead', departure.place);
  }
  let { from, to } = trip;
  if (from === '' && to === '' && trip.from_area === '' && departure.stops.length > 0) {
    // A trip of stops alone begins at the first and ends at the last of them.
    const edges = departure.stops.map((stop) => edgeOfStop(stop, context)).filter((edge) => edge !== '');
    from = edges[0] ?? '';
    to = edges[edges.length - 1] ?? '';
  }
  if ((from === '' && trip.from_area === '') || (to === '' && trip.to_area === '')) {
    return drop(departure, 'trip without origin or goal', 'from or to is missing', context);
  }
  if (from === '' || to === '') {
    const pair = pairOf(from, to, trip, rights, context);
    if (pair === undefined) return drop(departure, 'trip without a way', 'no edges lead from origin to goal', context);
    [from, to] = pair;
  }
  const edges = [from, ...trip.via, to];
  const single = edges.every((edge) => edge === from);
  return { edges: single ? [from] : edges, complete: single, fixed: false, stops: [] };
}

function pairOf(
  from: string,
  to: string,
  trip: TripSource,
  rights: number,
  context: Context,
): readonly [string, string] | undefined {
  const key = [from, trip.from_area, to, trip.to_area, rights].join(' ');
  if (!context.pairs.has(key)) {
    const sources = from === '' ? areaEdges(trip.from_area, 'from', context) : [from];
    const sinks = to === '' ? areaEdges(trip.to_area, 'to', context) : [to];
    context.pairs.set(key, fastestPair(context.graph, sources, sinks, rights));
  }
  return context.pairs.get(key);
}

/** Edges of a zone, else those that leave (from) or reach (to) a junction. */
function areaEdges(id: string, side: 'from' | 'to', context: Context): readonly string[] {
  const zone = context.record.zones.get(id);
  if (zone !== undefined) return side === 'from' ? zone.sources : zone.sinks;
  return context.graph.roads.filter((edge) => edge[side] === id).map((edge) => edge.id);
}

function edgeOfStop(stop: XmlElement, context: Context): string {
  const direct = stop.attributes['edge'];
  if (direct !== undefined) return direct;
  const attribute = Object.keys(PLACE_KINDS).find((name) => stop.attributes[name] !== undefined);
  const id = attribute === undefined ? undefined : stop.attributes[attribute];
  const lane = stop.attributes['lane'] ?? context.network.stops.find((place) => place.id === id)?.lane ?? '';
  return context.laneEdges.get(lane) ?? '';
}

/** The route if all of its edges exist and may be used; gaps in a written route make it a list of waypoints. */
function checked(
  route: DrivenRoute,
  departure: DepartureRecord,
  rights: number,
  context: Context,
): DrivenRoute | undefined {
  if (route.edges.length === 0) return drop(departure, 'vehicle without edges', 'its route is empty', context);
  const { missing, closed, gap } = check(route.edges, rights, context);
  if (missing !== undefined) {
    return drop(departure, 'vehicle on an unknown edge', `edge "${missing}" does not exist`, context);
  }
  if (closed !== undefined) {
    return drop(departure, 'vehicle on a forbidden edge', `its class may not use edge "${closed}"`, context);
  }
  if (!route.complete || gap === undefined) return route;
  const detail = `"${departure.id}": no connection to "${gap}": the gap is bridged by the fastest way`;
  note(context.report, 'approximated', 'route with a gap', detail, departure.place);
  return { ...route, complete: false };
}

function check(edges: readonly string[], rights: number, context: Context): Check {
  const key = `${rights} ${edges.join(' ')}`;
  const known = context.checks.get(key);
  if (known !== undefined) return known;
  const { graph } = context;
  const missing = edges.find((edge) => !graph.index.has(edge));
  const closed = edges.find((edge) => {
    const spec = graph.edges.get(edge);
    return spec !== undefined && !mayUse(spec, rights);
  });
  const gap = edges.find((edge, i) => i > 0 && !follows(graph, edges[i - 1], edge, rights));
  const result = { missing, closed, gap };
  context.checks.set(key, result);
  return result;
}
