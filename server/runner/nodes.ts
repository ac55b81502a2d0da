/**
 * Everybody who sends or receives, by number and by id. A vehicle's number is its key in the demand; roadside units and the
 * coordinator have ranges of their own, so that nobody's number (and with it nobody's chance) depends on how many others there are.
 * The canonical order is by id in code units; `rank` gives it as integers, once a run.
 */
import { roadsideIds } from '../roadside/roadside.ts';
import type { Network, StationRecord } from '../simulation/network.ts';
import type { DemandSpec } from '../simulation/demand-spec.ts';

/** Number of the first roadside unit; it counts on by the order of the network's signals. */
export const ROADSIDE_BASE = 1 << 26;
/** Number of the first swap station. */
export const STATION_BASE = ROADSIDE_BASE + (1 << 25);
/** Number of the coordinator. */
export const CLOUD_NUMBER = 1 << 27;
export const CLOUD_ID = 'cloud';

export interface RoadsideNode {
  readonly id: string;
  readonly number: number;
  /** Index of its signal in the network. */
  readonly signal: number;
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

export interface Nodes {
  readonly vehicle_count: number;
  readonly roadside: readonly RoadsideNode[];
  readonly stations: readonly StationRecord[];
  /** Ids by index (vehicles by key, roadside units, stations, the coordinator). */
  readonly ids: readonly string[];
  /** Place in the canonical order by index. */
  readonly rank: Int32Array;
  readonly number_by_id: ReadonlyMap<string, number>;
}

/**
 * Numbers everybody of a run.
 * @param roadside false: no roadside units
 * @param stations those that run
 */
export function createNodes(
  network: Network,
  demand: DemandSpec,
  roadside: boolean,
  stations: readonly StationRecord[] = [],
): Nodes {
  const units = roadside ? roadsideNodes(network) : [];
  const ids = demand.departures.map((departure) => departure.id);
  for (const unit of units) ids.push(unit.id);
  for (const { spec } of stations) ids.push(spec.id);
  ids.push(CLOUD_ID);
  const order = ids.map((_, index) => index).sort((a, b) => (ids[a] < ids[b] ? -1 : ids[a] > ids[b] ? 1 : a - b));
  const rank = new Int32Array(ids.length);
  order.forEach((index, place) => {
    rank[index] = place;
  });
  const vehicle_count = demand.departures.length;
  const number_by_id = new Map<string, number>();
  ids.forEach((id, index) => {
    if (!number_by_id.has(id)) number_by_id.set(id, numberOfIndex(vehicle_count, units.length, stations.length, index));
  });
  return { vehicle_count, roadside: units, stations, ids, rank, number_by_id };
}

/** Dense index of a node number. */
export function nodeIndex(nodes: Nodes, number: number): number {
  if (number < ROADSIDE_BASE) return number;
  if (number === CLOUD_NUMBER) return nodes.ids.length - 1;
  if (number >= STATION_BASE) return nodes.vehicle_count + nodes.roadside.length + number - STATION_BASE;
  return nodes.vehicle_count + number - ROADSIDE_BASE;
}

export function nodeId(nodes: Nodes, number: number): string {
  return nodes.ids[nodeIndex(nodes, number)];
}

export function nodeRank(nodes: Nodes, number: number): number {
  return nodes.rank[nodeIndex(nodes, number)];
}

/** vehicle, rsu, station or cloud. */
export function nodeClass(number: number): 'vehicle' | 'rsu' | 'station' | 'cloud' {
  if (number < ROADSIDE_BASE) return 'vehicle';
  if (number === CLOUD_NUMBER) return 'cloud';
  return number >= STATION_BASE ? 'station' : 'rsu';
}

/** The word for it in topics. */
export function topicKind(number: number): 'veh' | 'rsu' | 'station' {
  const kind = nodeClass(number);
  return kind === 'vehicle' ? 'veh' : kind === 'station' ? 'station' : 'rsu';
}

function numberOfIndex(vehicles: number, units: number, stations: number, index: number): number {
  if (index < vehicles) return index;
  const after = index - vehicles;
  if (after < units) return ROADSIDE_BASE + after;
  return after < units + stations ? STATION_BASE + after - units : CLOUD_NUMBER;
}

/** One unit at every signal. */
function roadsideNodes(network: Network): RoadsideNode[] {
  const ids = roadsideIds(network.signals.map((signal) => signal.id));
  return network.signals.map((signal, index) => ({
    id: ids[index],
    number: ROADSIDE_BASE + index,
    signal: index,
    x: signal.x,
    y: signal.y,
    z: signal.z,
  }));
}
