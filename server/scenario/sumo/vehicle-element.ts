/**
 * Reads `<vehicle>`, `<trip>`, `<flow>`, `<route>`, `<routeDistribution>` and the stops inside of them.
 */
import type { DepartLane, DepartPos, DepartSpeed } from '../../simulation/demand-spec.ts';
import { UserError } from '../user-error.ts';
import {
  badValue,
  integerOf,
  listOf,
  numberFrom,
  optional,
  parseNumber,
  required,
  splitWords,
  timeOf,
} from './attribute.ts';
import type { Choice, DemandRecord, DepartureRecord, FlowRecord, RouteRecord, RouteSource } from './demand-record.ts';
import { note, type ImportReport } from './import-report.ts';
import { placeOf, type XmlElement } from './xml-source.ts';

export interface VehicleReader {
  /** True where the element was one of these. */
  open(element: XmlElement, parent: string): boolean;
  close(name: string, parent: string): void;
}

interface OpenRoute {
  readonly element: XmlElement;
  readonly stops: XmlElement[];
}

interface State {
  readonly demand: DemandRecord;
  readonly report: ImportReport;
  vehicle: { readonly element: XmlElement; readonly stops: XmlElement[]; route: RouteSource | undefined } | undefined;
  route: OpenRoute | undefined;
  choices: { readonly id: string; readonly list: Choice<RouteRecord | string>[] } | undefined;
  interval: XmlElement | undefined;
}

const VEHICLES = new Set(['vehicle', 'trip', 'flow']);

/** A reader that adds what it meets to `demand`. */
export function createVehicleReader(demand: DemandRecord, report: ImportReport): VehicleReader {
  const state: State = {
    demand,
    report,
    vehicle: undefined,
    route: undefined,
    choices: undefined,
    interval: undefined,
  };
  return {
    open: (element, parent) => openElement(state, element, parent),
    close: (name) => closeElement(state, name),
  };
}

function openElement(state: State, element: XmlElement, parent: string): boolean {
  if (VEHICLES.has(element.name)) {
    state.vehicle = { element, stops: [], route: undefined };
  } else if (element.name === 'route') {
    state.route = { element, stops: [] };
  } else if (element.name === 'routeDistribution') {
    state.choices = { id: optional(element, 'id') ?? '', list: namedRoutes(element) };
  } else if (element.name === 'stop') {
    const stops = parent === 'route' ? state.route?.stops : state.vehicle?.stops;
    if (stops === undefined)
      note(state.report, 'unknown', '<stop>', 'stands outside of a vehicle or route', placeOf(element));
    else stops.push(element);
  } else if (element.name === 'interval') {
    state.interval = element;
  } else {
    return false;
  }
  return true;
}

function closeElement(state: State, name: string): void {
  if (name === 'route' && state.route !== undefined) closeRoute(state, state.route);
  else if (name === 'routeDistribution' && state.choices !== undefined) closeChoices(state, state.choices);
  else if (VEHICLES.has(name) && state.vehicle !== undefined) {
    const { element, stops, route } = state.vehicle;
    const record = departureOf(element, stops, route, state);
    if (record !== undefined) state.demand.departures.push(record);
    state.vehicle = undefined;
  } else if (name === 'interval') state.interval = undefined;
}

function namedRoutes(element: XmlElement): Choice<string>[] {
  const weights = splitWords(optional(element, 'probabilities') ?? '').map(parseNumber);
  return listOf(element, 'routes').map((item, index) => ({ item, weight: weights[index] ?? 1 }));
}

function closeRoute(state: State, { element, stops }: OpenRoute): void {
  const route: RouteRecord = {
    edges: listOf(element, 'edges'),
    stops,
    repeat: integerOf(element, 'repeat', 0, 0),
    cycle_ms: timeOf(element, 'cycleTime', 0),
  };
  state.route = undefined;
  const id = optional(element, 'id');
  const named = optional(element, 'refId');
  if (state.choices !== undefined) {
    state.choices.list.push({ item: named ?? route, weight: numberFrom(element, 'probability', 0, 1) });
    if (id !== undefined) state.demand.routes.set(id, route);
  } else if (state.vehicle !== undefined) {
    state.vehicle.route = { kind: 'inline', route };
  } else if (id !== undefined) {
    state.demand.routes.set(id, route);
  } else {
    note(state.report, 'dropped', 'route', 'it has no id and belongs to no vehicle', placeOf(element));
  }
}

function closeChoices(state: State, { id, list }: { id: string; list: Choice<RouteRecord | string>[] }): void {
  if (state.vehicle === undefined) state.demand.route_choices.set(id, list);
  else state.vehicle.route = { kind: 'choice', choices: list };
  state.choices = undefined;
}

function departureOf(
  element: XmlElement,
  stops: readonly XmlElement[],
  inner: RouteSource | undefined,
  state: State,
): DepartureRecord | undefined {
  const id = required(element, 'id');
  const place = placeOf(element);
  const flow = element.name === 'flow' ? flowOf(element, state.interval) : undefined;
  const text = optional(element, 'depart')?.trim() ?? '';
  if (flow === undefined && (text === 'triggered' || text === 'containerTriggered' || text === 'split')) {
    note(state.report, 'dropped', `vehicle with depart="${text}"`, `"${id}": nothing triggers it`, place);
    return undefined;
  }
  return {
    id,
    type: optional(element, 'type') ?? 'DEFAULT_VEHTYPE',
    // "now" and "begin" mean the moment of loading.
    depart_ms: flow !== undefined ? flow.begin_ms : text === 'now' || text === 'begin' ? -1 : timeOf(element, 'depart'),
    ...(flow === undefined ? {} : { flow }),
    route: inner ?? sourceOf(element),
    stops,
    depart_lane: departLane(element, state.report),
    depart_speed: departSpeed(element, state.report),
    depart_pos: departPos(element, state.report),
    depart_edge: edgeIndex(element, 'departEdge', state.report),
    arrival_edge: edgeIndex(element, 'arrivalEdge', state.report),
    arrival_pos: arrivalPos(element),
    speed_factor: optional(element, 'speedFactor') === undefined ? -1 : numberFrom(element, 'speedFactor', 0.01),
    place,
    origin: `${element.file}:${element.line}`,
  };
}

function sourceOf(element: XmlElement): RouteSource {
  const id = optional(element, 'route');
  if (id !== undefined && id !== '') return { kind: 'named', id };
  return {
    kind: 'trip',
    from: optional(element, 'from') ?? '',
    to: optional(element, 'to') ?? '',
    via: listOf(element, 'via'),
    from_area: optional(element, 'fromJunction') ?? optional(element, 'fromTaz') ?? '',
    to_area: optional(element, 'toJunction') ?? optional(element, 'toTaz') ?? '',
    via_junctions: listOf(element, 'viaJunctions'),
  };
}

/** How a flow repeats; begin and end may come from an enclosing interval. */
function flowOf(element: XmlElement, interval: XmlElement | undefined): FlowRecord {
  const has = (name: string): boolean => optional(element, name) !== undefined;
  const time = (name: string, fallback: number): number => {
    if (has(name)) return timeOf(element, name);
    return interval === undefined ? fallback : timeOf(interval, name, fallback);
  };
  const perHour = has('vehsPerHour') ? 'vehsPerHour' : 'perHour';
  let period_ms = -1;
  let rate_hz = -1;
  if (has('period')) {
    const exponential = /^exp\s*\(([^)]*)\)$/.exec(required(element, 'period').trim());
    if (exponential === null) period_ms = timeOf(element, 'period');
    else rate_hz = parseNumber(exponential[1]) ?? -1;
    if (period_ms <= 0 && rate_hz < 0) throw badValue(element, 'period', 'a time above 0 or exp(rate)');
  } else if (has(perHour)) {
    const hourly = numberFrom(element, perHour, 0);
    period_ms = hourly > 0 ? 3_600_000 / hourly : Infinity;
  }
  const probability = has('probability') ? numberFrom(element, 'probability', 0) : -1;
  if (probability > 1) throw badValue(element, 'probability', 'a number from 0 to 1');
  const number = has('number') ? integerOf(element, 'number', 0) : -1;
  const end_ms = time('end', -1);
  if (period_ms < 0 && rate_hz < 0 && probability < 0 && !(number >= 0 && end_ms >= 0)) {
    if (number < 0) {
      throw new UserError(`flow "${required(element, 'id')}" says neither period, rate, probability nor number`, {
        place: placeOf(element),
        hint: 'add period="10" or vehsPerHour="360"',
      });
    }
  }
  return { begin_ms: time('begin', -1), end_ms, number, period_ms, probability, rate_hz };
}

function departLane(element: XmlElement, report: ImportReport): DepartLane {
  const text = optional(element, 'departLane')?.trim() ?? 'first';
  if (text === 'best' || text === 'first' || text === 'free' || text === 'random' || text === 'allowed') return text;
  if (text === 'best_prob') {
    note(report, 'approximated', 'departLane="best_prob"', 'taken for best', placeOf(element));
    return 'best';
  }
  return integerOf(element, 'departLane', 0);
}

function departSpeed(element: XmlElement, report: ImportReport): DepartSpeed {
  const text = optional(element, 'departSpeed')?.trim() ?? '0';
  const words = ['max', 'desired', 'speedLimit', 'random', 'last', 'avg'] as const;
  const word = words.find((candidate) => candidate === text);
  if (word !== undefined) return word;
  if (text !== '' && /^[a-z_]+$/i.test(text)) {
    note(report, 'approximated', `departSpeed="${text}"`, 'taken for max', placeOf(element));
    return 'max';
  }
  return numberFrom(element, 'departSpeed', 0, 0);
}

function departPos(element: XmlElement, report: ImportReport): DepartPos {
  const text = optional(element, 'departPos')?.trim() ?? 'base';
  const words = ['base', 'free', 'random', 'random_free', 'last'] as const;
  const word = words.find((candidate) => candidate === text);
  if (word !== undefined) return word;
  const value = parseNumber(text);
  if (value !== undefined) return value;
  note(report, 'approximated', `departPos="${text}"`, 'taken for base', placeOf(element));
  return 'base';
}

function arrivalPos(element: XmlElement): number | 'max' | 'random' {
  const text = optional(element, 'arrivalPos')?.trim() ?? 'max';
  if (text === 'max' || text === 'random') return text;
  const value = parseNumber(text);
  if (value === undefined) throw badValue(element, 'arrivalPos', 'a number, max or random');
  return value;
}

/** Place in the route to start from or end on; -1 where not given or not a number. */
function edgeIndex(element: XmlElement, name: string, report: ImportReport): number {
  const text = optional(element, name);
  if (text === undefined) return -1;
  const value = parseNumber(text);
  if (value !== undefined && Number.isSafeInteger(value) && value >= 0) return value;
  note(report, 'approximated', `${name}="${text}"`, 'the whole route is driven', placeOf(element));
  return -1;
}
