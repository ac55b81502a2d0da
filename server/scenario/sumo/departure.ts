/**
 * Turns a DemandRecord into the DemandSpec: flows expanded, types and routes drawn, stops looked up, all sorted by time.
 * What cannot drive (an edge that does not exist, an unknown type) is reported and left out; the run goes on.
 */
import type { DemandSpec, DepartureSpec, StopSpec } from '../../simulation/demand-spec.ts';
import type { NetworkSpec } from '../../simulation/network-spec.ts';
import { PURPOSE, random } from '../../simulation/random.ts';
import { UserError } from '../user-error.ts';
import { createRoadGraph, rightsOf, type RoadGraph } from './area-route.ts';
import type { DemandRecord, DepartureRecord } from './demand-record.ts';
import { expandFlow, type FlowClock, type Repetition } from './flow.ts';
import { createIdentifiers } from './identifier.ts';
import { note, type ImportReport } from './import-report.ts';
import { createRouteFinder, type DrivenRoute, type RouteFinder } from './route.ts';
import { placeKey, stopOf, type StopTables } from './stop-place.ts';
import { createTypeTable, type TypeTable } from './type-table.ts';
import type { XmlElement } from './xml-source.ts';

interface Context {
  readonly clock: FlowClock;
  readonly graph: RoadGraph;
  readonly routes: RouteFinder;
  readonly stops: StopTables;
  readonly types: TypeTable;
  readonly report: ImportReport;
  readonly identify: (id: string, place: string) => string;
}

/**
 * Every departure from `clock.begin_ms` on, in the order of time and, at equal times, of the input. Times count from
 * `clock.begin_ms`.
 * @param scale factor on the number of departures
 */
export function assembleDemand(
  record: DemandRecord,
  network: NetworkSpec,
  clock: FlowClock,
  scale: number,
  report: ImportReport,
): DemandSpec {
  const graph = createRoadGraph(network);
  const context: Context = {
    clock,
    graph,
    routes: createRouteFinder(record, network, graph, report),
    stops: createStopTables(network),
    types: createTypeTable(record, clock.seed, report),
    report,
    identify: createIdentifiers(report),
  };
  const all = inOrder(record, clock, report);
  checkCount(all.length * scale, record);
  const repetitions = scaled(all, scale);
  const departures: DepartureSpec[] = [];
  repetitions.forEach((repetition, key) => {
    const departure = departureOf(repetition, key, context);
    if (departure !== undefined) departures.push(departure);
  });
  return { types: context.types.list, departures };
}

/** Departures that a run may have. */
const DEPARTURES_MAX = 2_000_000;

function checkCount(count: number, record: DemandRecord): void {
  if (count <= DEPARTURES_MAX) return;
  throw new UserError(`the demand has more than ${DEPARTURES_MAX} departures`, {
    place: record.departures[0].place,
    hint: 'shorten the flows or lower the scale',
  });
}

/** Vehicles and repetitions of flows from begin on, sorted by time, stable in the order of the input. */
function inOrder(record: DemandRecord, clock: FlowClock, report: ImportReport): Repetition[] {
  const all: Repetition[] = [];
  let flows = 0;
  for (const departure of record.departures) {
    if (departure.flow !== undefined) {
      for (const repetition of expandFlow(departure, flows++, clock, report)) all.push(repetition);
      checkCount(all.length, record);
      continue;
    }
    const depart_ms = departure.depart_ms < 0 ? clock.begin_ms : departure.depart_ms;
    if (depart_ms >= clock.begin_ms) all.push({ record: departure, id: departure.id, depart_ms, shift_ms: 0 });
    else note(report, 'ignored', 'departure before begin', `"${departure.id}"`, departure.place);
  }
  return all.sort((a, b) => a.depart_ms - b.depart_ms);
}

/** As SUMO does it: after n vehicles, floor(n * scale) have come. */
function scaled(all: readonly Repetition[], scale: number): readonly Repetition[] {
  if (scale === 1) return all;
  return all.flatMap((repetition, n) => {
    const copies = Math.floor((n + 1) * scale) - Math.floor(n * scale);
    return Array.from({ length: copies }, (_, copy) =>
      copy === 0 ? repetition : { ...repetition, id: `${repetition.id}.${copy}` },
    );
  });
}

function createStopTables(network: NetworkSpec): StopTables {
  return {
    places: new Map(network.stops.map((place) => [placeKey(place.kind, place.id), place])),
    lanes: new Map(network.edges.flatMap((edge) => edge.lanes.map((lane) => [lane.id, lane]))),
    lanesOfEdge: new Map(network.edges.map((edge) => [edge.id, edge.lanes])),
  };
}

function departureOf(repetition: Repetition, key: number, context: Context): DepartureSpec | undefined {
  const { record } = repetition;
  const type = context.types.draw(record, key);
  if (type === undefined) return undefined;
  const rights = rightsOf(context.types.list[type].vehicle_class);
  const driven = context.routes.find(record, key, context.clock.seed, rights);
  if (driven === undefined) return undefined;
  const { begin_ms } = context.clock;
  const stops = stopsOf(driven, repetition, rights, context);
  const route = throughStops(driven, stops, context);
  return {
    id: context.identify(repetition.id, record.place),
    type,
    depart_ms: repetition.depart_ms - begin_ms,
    depart_lane: record.depart_lane,
    depart_speed: record.depart_speed,
    depart_pos: departPos(record, route.edges[0], context),
    arrival_pos: arrivalPos(record, route.edges[route.edges.length - 1], key, context),
    edges: route.edges,
    complete: route.complete,
    stops,
    origin: record.origin,
  };
}

function stopsOf(driven: DrivenRoute, repetition: Repetition, rights: number, context: Context): readonly StopSpec[] {
  const begin_ms = context.clock.begin_ms;
  const stops: StopSpec[] = [];
  const add = (element: XmlElement, offset_ms: number): void => {
    const stop = stopOf(element, context.stops, offset_ms - begin_ms, rights, context.report);
    if (stop !== undefined) stops.push(stop);
  };
  // Stops of a route count `until` from the departure, those of a flow from its first repetition.
  for (const { element, shift_ms } of driven.stops) add(element, repetition.depart_ms + shift_ms);
  for (const element of repetition.record.stops) add(element, repetition.shift_ms);
  return driven.complete ? onRoute(stops, driven.edges, repetition.record, context) : stops;
}

/** Stops in the order of the route; those that do not lie ahead on it are dropped. */
function onRoute(
  stops: readonly StopSpec[],
  edges: readonly string[],
  record: DepartureRecord,
  context: Context,
): readonly StopSpec[] {
  let at = 0;
  let position_m = -1;
  return stops.filter((stop) => {
    const edge = context.routes.edgeOfLane(stop.lane);
    const from = edges[at] === edge && stop.end_m < position_m ? at + 1 : at;
    const found = edges.indexOf(edge, from);
    if (found < 0) {
      const detail = `vehicle "${record.id}" does not pass "${stop.lane}" (or not in this order)`;
      note(context.report, 'dropped', 'stop off the route', detail, record.place);
      return false;
    }
    at = found;
    position_m = stop.end_m;
    return true;
  });
}

/** A trip goes by way of its stops: their edges are waypoints. */
function throughStops(driven: DrivenRoute, stops: readonly StopSpec[], context: Context): DrivenRoute {
  if (driven.complete || driven.fixed || stops.length === 0) return driven;
  const first = driven.edges.slice(0, -1);
  const last = driven.edges[driven.edges.length - 1];
  const edges = [...first, ...stops.map((stop) => context.routes.edgeOfLane(stop.lane)), last];
  return { ...driven, edges: edges.filter((edge, i) => i === 0 || edge !== edges[i - 1]) };
}

function lengthOf(edge: string, context: Context): number {
  return context.graph.edges.get(edge)?.lanes[0].length_m ?? 0;
}

/** Negative positions count from the end of the first edge. */
function departPos(record: DepartureRecord, edge: string, context: Context): DepartureSpec['depart_pos'] {
  if (typeof record.depart_pos !== 'number') return record.depart_pos;
  const length_m = lengthOf(edge, context);
  const position = record.depart_pos < 0 ? record.depart_pos + length_m : record.depart_pos;
  return Math.min(Math.max(0, position), length_m);
}

function arrivalPos(record: DepartureRecord, edge: string, key: number, context: Context): number | 'max' {
  if (record.arrival_pos === 'max') return 'max';
  const length_m = lengthOf(edge, context);
  if (record.arrival_pos === 'random') {
    return length_m * random(context.clock.seed, PURPOSE.depart_position, key, 0, 1);
  }
  const position = record.arrival_pos < 0 ? record.arrival_pos + length_m : record.arrival_pos;
  return Math.min(Math.max(0, position), length_m);
}
