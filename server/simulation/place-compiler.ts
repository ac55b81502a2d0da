/** Stops and stations of a network: their lanes and edges as numbers. */
import type { Draft } from './network-draft.ts';
import type { NetworkSpec } from './network-spec.ts';
import type { LaneTable, StationRecord, StopPlaceRecord } from './network.ts';

/** Edges inside of stations: entrance, bays, exit, and what leads from one to the other. */
export function stationEdges(spec: NetworkSpec): Set<string> {
  const edge_of_lane = new Map<string, string>();
  for (const edge of spec.edges) for (const lane of edge.lanes) edge_of_lane.set(lane.id, edge.id);
  const inside = new Set<string>();
  for (const station of spec.stations ?? []) {
    inside.add(station.entrance_edge).add(station.exit_edge);
    for (const lane of [station.queue_lane, ...station.bays.map((bay) => bay.lane)]) {
      const edge = edge_of_lane.get(lane);
      if (edge !== undefined) inside.add(edge);
    }
  }
  for (const { from_lane, to_lane, via } of spec.connections) {
    const across = via === undefined ? undefined : edge_of_lane.get(via);
    if (across === undefined) continue;
    if (inside.has(edge_of_lane.get(from_lane) ?? '') && inside.has(edge_of_lane.get(to_lane) ?? ''))
      inside.add(across);
  }
  return inside;
}

/** Throws where a station names a lane or an edge that does not exist. */
export function recordStations(spec: NetworkSpec, draft: Draft, lanes: LaneTable): StationRecord[] {
  const laneOf = (id: string): number => found(draft.lane_by_id.get(id), id);
  const edgeOf = (id: string): number => found(draft.edge_by_id.get(id), id);
  return (spec.stations ?? []).map((station): StationRecord => ({
    spec: station,
    entrance_edge: edgeOf(station.entrance_edge),
    exit_edge: edgeOf(station.exit_edge),
    queue_lane: laneOf(station.queue_lane),
    bays: station.bays.map((bay) => {
      const lane = laneOf(bay.lane);
      return { lane, stop_m: bay.stop_m * lanes.position_scale[lane]! };
    }),
  }));
}

function found(index: number | undefined, id: string): number {
  if (index === undefined) throw new Error(`a station names '${id}', which does not exist`);
  return index;
}

export function recordStops(spec: NetworkSpec, draft: Draft, lanes: LaneTable): StopPlaceRecord[] {
  const records: StopPlaceRecord[] = [];
  for (const stop of spec.stops) {
    const lane = draft.lane_by_id.get(stop.lane);
    if (lane === undefined) continue;
    const scale = lanes.position_scale[lane]!;
    records.push({
      id: stop.id,
      name: stop.name ?? '',
      kind: stop.kind,
      lane,
      start_m: stop.start_m * scale,
      end_m: stop.end_m * scale,
    });
  }
  return records;
}
