/**
 * Departures from a scenario's flows. Every flow draws by its own index and count, so a longer run begins with exactly the departures
 * of a shorter one, and one flow more shifts no other flow's times.
 */
import { log } from '../simulation/maths.ts';
import { PURPOSE, random } from '../simulation/random.ts';
import type { DemandSpec, DepartureSpec, StopSpec } from '../simulation/demand-spec.ts';
import { armBehind, armEdge } from './crossing.ts';
import type { Turn } from './crossing-signal.ts';
import { LIBRARY_CLASSES } from './demand-schema.ts';
import type { DemandSettings, FlowSettings, LibraryClass } from './demand-schema.ts';
import { ARMS } from './map-schema.ts';
import type { Arm } from './map-schema.ts';
import { suggestion } from './suggestion.ts';
import { UserError } from './user-error.ts';
import { vehicleType } from './vehicle-types.ts';

/** Most departures of a run; beyond it a flow's rate is surely a mistake. */
const DEPARTURES_MAX = 2_000_000;

/** A trip that a flow asks for, before ids are given. */
export interface PlannedTrip {
  readonly depart_ms: number;
  readonly class: LibraryClass;
  readonly edges: readonly string[];
  readonly complete: boolean;
  readonly origin: string;
  readonly stops?: readonly StopSpec[];
}

/** What a flow's ends mean: arms of a crossing or edges of a network. */
export interface FlowGround {
  readonly seed: number;
  readonly until_ms: number;
  /** Edge ids of the network; undefined at a crossing, where ends are arms. */
  readonly edges: ReadonlySet<string> | undefined;
  /** "scenario.yaml:12", by index of the flow. */
  readonly origin: (flow: number) => string;
}

type Pick = (share: number) => readonly string[];

/** All trips of all flows, flow by flow. Throws a UserError for an arm or edge that does not exist. */
export function flowTrips(demand: DemandSettings, ground: FlowGround): PlannedTrip[] {
  const trips: PlannedTrip[] = [];
  demand.flows.forEach((flow, index) => {
    const route = ground.edges === undefined ? armRoute(flow, index) : edgeRoute(flow, index, ground.edges);
    const times = departureTimes(flow, index, ground);
    if (trips.length + times.length > DEPARTURES_MAX) {
      throw new UserError(`more than ${DEPARTURES_MAX} departures`, { place: `demand.flows.${index}.per_hour` });
    }
    const classOf = classPicker(flow.shares ?? demand.shares, `demand.flows.${index}.shares`);
    times.forEach((depart_ms, draw) => {
      trips.push({
        depart_ms,
        class: classOf(random(ground.seed, PURPOSE.vehicle_type, index, 0, draw)),
        edges: route(random(ground.seed, PURPOSE.route_choice, index, 0, draw)),
        complete: ground.edges === undefined,
        origin: ground.origin(index),
      });
    });
  });
  return trips;
}

/** Orders trips by time (ties in the order of the flows) and names them `car-1`, `bus-2`, ... */
export function demandOf(trips: readonly PlannedTrip[], demand: DemandSettings): DemandSpec {
  const ordered = trips.map((trip, index) => ({ trip, index }));
  ordered.sort((a, b) => a.trip.depart_ms - b.trip.depart_ms || a.index - b.index);
  const types = LIBRARY_CLASSES.map((name) => vehicleType(name, demand.types[name]));
  const departures = ordered.map(({ trip }, key): DepartureSpec => ({
    id: `${trip.class}-${key + 1}`,
    type: LIBRARY_CLASSES.indexOf(trip.class),
    depart_ms: trip.depart_ms,
    depart_lane: 'best',
    depart_speed: 'max',
    depart_pos: 'base',
    arrival_pos: 'max',
    edges: trip.edges,
    complete: trip.complete,
    stops: trip.stops ?? [],
    origin: trip.origin,
  }));
  return { types, departures };
}

/** Departure times of a flow, milliseconds, ascending. Poisson: headway -ln(1 - u) / rate. */
function departureTimes(flow: FlowSettings, index: number, ground: FlowGround): number[] {
  const times: number[] = [];
  if (flow.per_hour === 0) return times;
  const mean_ms = 3_600_000 / flow.per_hour;
  const end_ms = Math.min(ground.until_ms, flow.end_s === undefined ? Infinity : flow.end_s * 1000);
  let time_ms = flow.begin_s * 1000;
  for (let draw = 0; times.length < DEPARTURES_MAX; draw++) {
    const headway = flow.arrivals === 'uniform' ? 1 : -log(1 - random(ground.seed, PURPOSE.departure, index, 0, draw));
    // The first of an even stream leaves half a headway after its begin, so that two flows do not all leave at once at 0.
    time_ms += mean_ms * (flow.arrivals === 'uniform' && draw === 0 ? 0.5 : headway);
    if (time_ms >= end_ms) break;
    times.push(Math.round(time_ms));
  }
  return times;
}

/** The class whose part of the shares a number in [0, 1) falls into. */
export function classPicker(shares: DemandSettings['shares'], place: string): (draw: number) => LibraryClass {
  const names = LIBRARY_CLASSES.filter((name) => (shares[name] ?? 0) > 0);
  const pick = picker(
    names.map((name) => shares[name] ?? 0),
    place,
  );
  return (draw) => names[pick(draw)];
}

/** Index of the part of `weights` that a number in [0, 1) falls into. */
function picker(weights: readonly number[], place: string): (draw: number) => number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total <= 0) throw new UserError('the shares are all 0', { place });
  return (draw) => {
    let rest = draw * total;
    for (let i = 0; i < weights.length - 1; i++) {
      rest -= weights[i];
      if (rest < 0) return i;
    }
    return weights.length - 1;
  };
}

function armRoute(flow: FlowSettings, index: number): Pick {
  const from = armOf(flow.from, `demand.flows.${index}.from`);
  if (flow.to !== undefined) {
    const to = armOf(flow.to, `demand.flows.${index}.to`);
    if (to === from) {
      throw new UserError('a crossing has no U-turns: from and to are the same arm', {
        place: `demand.flows.${index}.to`,
      });
    }
    return () => [armEdge.in(from), armEdge.out(to)];
  }
  const turns = (['left', 'straight', 'right'] satisfies Turn[]).filter((turn) => (flow.turns?.[turn] ?? 0) > 0);
  if (turns.length === 0) {
    throw new UserError('a flow needs to: (an arm) or turns: (shares of left, straight, right)', {
      place: `demand.flows.${index}`,
    });
  }
  const pick = picker(
    turns.map((turn) => flow.turns?.[turn] ?? 0),
    `demand.flows.${index}.turns`,
  );
  return (draw) => [armEdge.in(from), armEdge.out(armBehind(from, turns[pick(draw)]))];
}

function armOf(text: string, place: string): Arm {
  const arm = ARMS.find((name) => name === text);
  if (arm === undefined) throw new UserError(`no arm '${text}'`, { place, hint: suggestion(text, ARMS) });
  return arm;
}

function edgeRoute(flow: FlowSettings, index: number, edges: ReadonlySet<string>): Pick {
  for (const [key, id] of [
    ['from', flow.from],
    ['to', flow.to],
  ] as const) {
    if (id === undefined) {
      throw new UserError('a flow on a network needs to: (an edge)', { place: `demand.flows.${index}` });
    }
    if (!edges.has(id)) {
      throw new UserError(`no edge '${id}' in the network`, {
        place: `demand.flows.${index}.${key}`,
        hint: suggestion(id, [...edges]),
      });
    }
  }
  const route = [flow.from, flow.to ?? flow.from];
  return () => route;
}
