/** Departures of bus lines: every so often a bus that calls at the line's stops in order. */
import type { NetworkSpec, StopPlaceSpec } from '../simulation/network-spec.ts';
import type { LineSettings } from './demand-schema.ts';
import type { PlannedTrip } from './departures.ts';
import { suggestion } from './suggestion.ts';
import { UserError } from './user-error.ts';

/** Throws a UserError for a stop or an edge that does not exist. */
export function lineTrips(network: NetworkSpec, lines: readonly LineSettings[], until_ms: number): PlannedTrip[] {
  if (lines.length === 0) return [];
  const edge_of_lane = new Map<string, string>();
  for (const edge of network.edges) for (const lane of edge.lanes) edge_of_lane.set(lane.id, edge.id);
  const roads = network.edges.filter(({ kind }) => kind === 'road').map(({ id }) => id);
  return lines.flatMap((line, index) => {
    const place = `demand.lines.${index}`;
    for (const key of ['from', 'to'] as const) {
      if (roads.includes(line[key])) continue;
      throw new UserError(`no edge '${line[key]}' in the network`, {
        place: `${place}.${key}`,
        hint: suggestion(line[key], roads),
      });
    }
    const places = line.stops.map((id, at) => stopPlace(network, id, `${place}.stops.${at}`));
    const edges = [line.from, ...places.map(({ lane }) => edge_of_lane.get(lane) ?? ''), line.to];
    const trip = {
      class: 'bus',
      edges: edges.filter((edge, at) => edge !== edges[at - 1]),
      complete: false,
      origin: place,
      stops: places.map(({ id, lane, start_m, end_m }) => {
        return { lane, start_m, end_m, duration_ms: line.dwell_s * 1000, until_ms: -1, parking: false, place: id };
      }),
    } as const;
    const trips: PlannedTrip[] = [];
    for (let time_s = line.begin_s; time_s * 1000 < until_ms; time_s += line.every_s) {
      trips.push({ ...trip, depart_ms: Math.round(time_s * 1000) });
    }
    return trips;
  });
}

function stopPlace(network: NetworkSpec, id: string, place: string): StopPlaceSpec {
  const found = network.stops.find((stop) => stop.id === id);
  if (found !== undefined) return found;
  const known = network.stops.map((stop) => stop.id);
  throw new UserError(`no stop '${id}' on the map`, { place, hint: suggestion(id, known) });
}
