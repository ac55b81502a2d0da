/**
 * What MAP messages told: which phase rules which link of the carried map. The content is the same for everybody, so it is kept once;
 * which unit has received which MAP is kept per unit, for the last few intersections.
 */
import { junctionOf } from '../../protos/messages/node-reference.ts';
import type { MapLink, MapMessage } from '../../protos/messages/map.ts';
import type { Network } from '../simulation/network.ts';

/** Intersections whose MAP a unit remembers; more are forgotten, the oldest first. */
const REMEMBERED = 8;

export interface MapKnowledge {
  readonly network: Network;
  /** Phase id by link of the network, 0 = none is known. */
  readonly phase_of_link: Int32Array;
  /** Junctions that a unit knows: known[unit * REMEMBERED ..], -1 = free; `next_known` is where the next one goes. */
  readonly known: Int32Array;
  readonly next_known: Int32Array;
}

export function createMapKnowledge(network: Network, capacity: number): MapKnowledge {
  return {
    network,
    phase_of_link: new Int32Array(network.links.count),
    known: new Int32Array(capacity * REMEMBERED).fill(-1),
    next_known: new Int32Array(capacity),
  };
}

export function forgetMaps(knowledge: MapKnowledge, unit: number): void {
  knowledge.known.fill(-1, unit * REMEMBERED, (unit + 1) * REMEMBERED);
  knowledge.next_known[unit] = 0;
}

export function knowsMap(knowledge: MapKnowledge, unit: number, junction: number): boolean {
  const first = unit * REMEMBERED;
  for (let at = first; at < first + REMEMBERED; at++) if (knowledge.known[at] === junction) return true;
  return false;
}

export function rememberMap(knowledge: MapKnowledge, unit: number, junction: number): void {
  if (junction < 0 || knowsMap(knowledge, unit, junction)) return;
  knowledge.known[unit * REMEMBERED + knowledge.next_known[unit]] = junction;
  knowledge.next_known[unit] = (knowledge.next_known[unit] + 1) % REMEMBERED;
}

/** Reads a MAP's phases into `phase_of_link`; returns its junctions. Connections that the carried map does not have are passed over. */
export function readPhases(knowledge: MapKnowledge, message: MapMessage): number[] {
  const junctions: number[] = [];
  for (const node of message.nodes) {
    const junction = junctionOf(node.node);
    if (junction < 0 || junction >= knowledge.network.junctions.length) continue;
    junctions.push(junction);
    for (const link of node.links) readLink(knowledge, junction, link);
  }
  return junctions;
}

function readLink(knowledge: MapKnowledge, junction: number, map_link: MapLink): void {
  const { network } = knowledge;
  const { edges, lanes, links } = network;
  const upstream = junctionOf(map_link.upstream);
  for (const link of network.junctions[junction].links) {
    const edge = lanes.edge[links.from_lane[link]];
    if (edges.from_junction[edge] !== upstream) continue;
    if (map_link.name !== undefined && map_link.name !== edges.ids[edge].slice(0, map_link.name.length)) continue;
    const lane = map_link.lanes.find((candidate) => candidate.lane_id === laneIdOf(network, links.from_lane[link]));
    if (lane === undefined) continue;
    const to_lane = links.to_lane[link];
    const remote = edges.to_junction[lanes.edge[to_lane]];
    for (const connection of lane.connects_to) {
      if (junctionOf(connection.remote) !== remote) continue;
      if (connection.lane !== undefined && connection.lane.lane_id !== laneIdOf(network, to_lane)) continue;
      knowledge.phase_of_link[link] = connection.phase_id ?? 0;
      break;
    }
  }
}

/** The message set counts the lanes of an edge from the left, beginning with 1. */
function laneIdOf(network: Network, lane: number): number {
  const edge = network.lanes.edge[lane];
  return network.edges.lane_count[edge] - (lane - network.edges.first_lane[edge]);
}
