/**
 * Places to stop at: bus stops, parking areas, charging stations and the like, and the stops of vehicles that use them.
 */
import type { StopSpec } from '../../simulation/demand-spec.ts';
import type { LaneSpec, StopPlaceSpec } from '../../simulation/network-spec.ts';
import { badValue, flagOf, numberOf, optional, required, timeOf } from './attribute.ts';
import { note, type ImportReport } from './import-report.ts';
import { placeOf, type XmlElement } from './xml-source.ts';

/** Element name -> kind; also the attributes by which a `<stop>` names a place. */
export const PLACE_KINDS: Readonly<Record<string, StopPlaceSpec['kind']>> = {
  busStop: 'bus_stop',
  trainStop: 'train_stop',
  containerStop: 'container',
  chargingStation: 'charging',
  parkingArea: 'parking',
};

/** Shortest stopping place, metres (SUMO's POSITION_EPS). */
const PLACE_MIN_M = 0.1;

/** The place of an element, or undefined where its lane does not exist (reported). */
export function stopPlaceOf(
  element: XmlElement,
  lanes: ReadonlyMap<string, LaneSpec>,
  report: ImportReport,
): StopPlaceSpec | undefined {
  const id = required(element, 'id');
  const lane = lanes.get(required(element, 'lane'));
  if (lane === undefined) {
    const detail = `"${id}" names lane "${element.attributes['lane']}", which does not exist`;
    note(report, 'dropped', `<${element.name}>`, detail, placeOf(element));
    return undefined;
  }
  const [start_m, end_m] = interval(element, lane.length_m, 0, lane.length_m, report);
  const name = optional(element, 'name');
  const kind = PLACE_KINDS[element.name];
  return { id, ...(name === undefined ? {} : { name }), kind, lane: lane.id, start_m, end_m };
}

/** startPos and endPos; negative ones count from the end of the lane; outside of it they are moved onto it. */
function interval(
  element: XmlElement,
  length_m: number,
  start: number | undefined,
  end: number,
  report: ImportReport,
): readonly [number, number] {
  const fromEnd = (value: number): number => (value < 0 ? value + length_m : value);
  const end_m = fromEnd(numberOf(element, 'endPos', end));
  const start_m = fromEnd(numberOf(element, 'startPos', start ?? Math.max(0, end_m - 2 * PLACE_MIN_M)));
  const rightEnd = Math.min(Math.max(end_m, PLACE_MIN_M), length_m);
  const rightStart = Math.max(0, Math.min(start_m, rightEnd - PLACE_MIN_M));
  const moved = Math.abs(rightEnd - end_m) > PLACE_MIN_M || Math.abs(rightStart - start_m) > PLACE_MIN_M;
  if (moved && !flagOf(element, 'friendlyPos', false)) {
    const detail = `${start_m} to ${end_m} does not fit on ${length_m} m: moved onto the lane`;
    note(report, 'approximated', `<${element.name}> position`, detail, placeOf(element));
  }
  return [rightStart, rightEnd];
}

/** What stops are looked up in. */
export interface StopTables {
  readonly places: ReadonlyMap<string, StopPlaceSpec>;
  readonly lanes: ReadonlyMap<string, LaneSpec>;
  /** Lanes of an edge, rightmost first. */
  readonly lanesOfEdge: ReadonlyMap<string, readonly LaneSpec[]>;
}

/**
 * A vehicle's stop, or undefined where its place does not exist or it is only passed (reported).
 * @param until_offset_ms added to `until`: departure for stops of routes, the repetition's shift for those of flows
 * @param allowed mask of the vehicle's class, to choose a lane where only the edge is given
 */
export function stopOf(
  element: XmlElement,
  tables: StopTables,
  until_offset_ms: number,
  allowed: number,
  report: ImportReport,
): StopSpec | undefined {
  const place = placeNamed(element, tables, report);
  if (place === null) return undefined;
  const lane = place === undefined ? laneOfStop(element, tables, allowed) : tables.lanes.get(place.lane);
  if (lane === undefined) {
    note(report, 'dropped', 'stop', 'its lane does not exist', placeOf(element));
    return undefined;
  }
  if (numberOf(element, 'speed', 0) > 0) {
    note(report, 'approximated', 'stop', 'a place to pass at a speed is passed freely', placeOf(element));
    return undefined;
  }
  const [start_m, end_m] = interval(element, lane.length_m, place?.start_m, place?.end_m ?? lane.length_m, report);
  const until_ms = optional(element, 'until') === undefined ? -1 : timeOf(element, 'until') + until_offset_ms;
  return {
    lane: lane.id,
    start_m,
    end_m,
    duration_ms: Math.max(0, timeOf(element, 'duration', 0)),
    until_ms,
    parking: parkingOf(element, place?.kind === 'parking', report),
    ...(place === undefined ? {} : { place: place.id }),
  };
}

function parkingOf(element: XmlElement, fallback: boolean, report: ImportReport): boolean {
  if (optional(element, 'parking')?.trim() !== 'opportunistic') return flagOf(element, 'parking', fallback);
  note(report, 'approximated', 'stop.parking "opportunistic"', 'always leaves the lane', placeOf(element));
  return true;
}

/** The place that a stop names; undefined where it names none, null where the place does not exist (reported). */
function placeNamed(element: XmlElement, tables: StopTables, report: ImportReport): StopPlaceSpec | null | undefined {
  for (const attribute in PLACE_KINDS) {
    const id = optional(element, attribute);
    if (id === undefined || id === '') continue;
    const place = tables.places.get(placeKey(PLACE_KINDS[attribute], id));
    if (place !== undefined) return place;
    note(report, 'dropped', 'stop', `${attribute} "${id}" does not exist`, placeOf(element));
    return null;
  }
  return undefined;
}

/** Key of a place: ids are unique per kind only. */
export function placeKey(kind: StopPlaceSpec['kind'], id: string): string {
  return `${kind} ${id}`;
}

function laneOfStop(element: XmlElement, tables: StopTables, allowed: number): LaneSpec | undefined {
  const lane = optional(element, 'lane');
  if (lane !== undefined) return tables.lanes.get(lane);
  const edge = optional(element, 'edge');
  if (edge === undefined) throw badValue(element, 'lane', 'the id of a lane or a stopping place');
  const lanes = tables.lanesOfEdge.get(edge);
  return lanes?.find((candidate) => (candidate.allowed & allowed) !== 0) ?? lanes?.[0];
}
