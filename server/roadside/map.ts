/** The MAP of a signal: lanes towards its junctions, where they lead and which phase rules them. Made from the network, once. */
import { LANE_KIND, MANEUVER_BIT, SPEED_LIMIT_KIND } from '../../protos/messages/enums.ts';
import type {
  LaneConnection,
  MapLane,
  MapLink,
  MapMessage,
  MapNode,
  MapPoint,
  Movement,
} from '../../protos/messages/map.ts';
import { nodeReferenceOf } from '../../protos/messages/node-reference.ts';
import type { Network } from '../simulation/network.ts';
import type { TurnDirection } from '../simulation/network-spec.ts';
import type { SignalGroups } from './signal-groups.ts';

/** Lanes are told this far upstream, m, with this many points at most: a MAP must stay a message. */
const UPSTREAM_M = 300;
const MOST_POINTS = 31;
/** Bounds of the message set. */
const MOST_LINKS = 32;
const MOST_CONNECTIONS = 32;
const NAME_LENGTH = 63;

const MANEUVER: Readonly<Record<TurnDirection, number>> = {
  straight: MANEUVER_BIT.straight,
  left: MANEUVER_BIT.left,
  right: MANEUVER_BIT.right,
  slight_left: MANEUVER_BIT.left,
  slight_right: MANEUVER_BIT.right,
  turn: MANEUVER_BIT.u_turn,
  none: 0,
};

/** One node for each junction of the signal; undefined where it controls no lane that one drives on. */
export function buildMapMessage(network: Network, signal: number, groups: SignalGroups): MapMessage | undefined {
  const nodes: MapNode[] = [];
  for (const junction of network.signals[signal].junctions) {
    const node = nodeOf(network, junction, signal, groups);
    if (node.links.length > 0) nodes.push(node);
  }
  return nodes.length === 0 ? undefined : { msg_cnt: 0, nodes };
}

function nodeOf(network: Network, junction: number, signal: number, groups: SignalGroups): MapNode {
  const record = network.junctions[junction];
  const by_edge = new Map<number, number[]>();
  for (const link of record.links) {
    const edge = network.lanes.edge[network.links.from_lane[link]];
    const of_edge = by_edge.get(edge);
    if (of_edge === undefined) by_edge.set(edge, [link]);
    else of_edge.push(link);
  }
  const edges = [...by_edge.keys()].sort((a, b) => a - b).slice(0, MOST_LINKS);
  return {
    name: record.id.slice(0, NAME_LENGTH) || 'junction',
    node: nodeReferenceOf(junction),
    position: { x_m: record.x, y_m: record.y, z_m: record.z },
    links: edges.map((edge) => linkOf(network, edge, by_edge.get(edge)!, signal, groups)),
  };
}

function linkOf(
  network: Network,
  edge: number,
  of_edge: readonly number[],
  signal: number,
  groups: SignalGroups,
): MapLink {
  const { edges, lanes } = network;
  const movements: Movement[] = [];
  const seen = new Set<string>();
  for (const link of of_edge) {
    const movement: Movement = { remote: nodeReferenceOf(remoteOf(network, link)) };
    const phase_id = phaseOf(network, link, signal, groups);
    if (phase_id > 0) movement.phase_id = phase_id;
    const key = `${remoteOf(network, link)} ${phase_id}`;
    if (!seen.has(key) && movements.length < MOST_CONNECTIONS) movements.push(movement);
    seen.add(key);
  }
  const result: MapLane[] = [];
  // The message set counts lanes from the left; ours count from the right.
  for (let index = edges.lane_count[edge] - 1; index >= 0; index--) {
    const lane = edges.first_lane[edge] + index;
    const from_lane = of_edge.filter((link) => network.links.from_lane[link] === lane);
    result.push(laneOf(network, lane, from_lane, signal, groups));
  }
  return {
    name: edges.ids[edge].slice(0, NAME_LENGTH),
    upstream: nodeReferenceOf(Math.max(0, edges.from_junction[edge])),
    speed_limits: [{ kind: SPEED_LIMIT_KIND.vehicle_max, speed_mps: edges.speed_mps[edge] }],
    lane_width_m: lanes.width_m[edges.first_lane[edge]],
    points: [],
    movements,
    lanes: result.slice(0, MOST_LINKS),
  };
}

function laneOf(
  network: Network,
  lane: number,
  of_lane: readonly number[],
  signal: number,
  groups: SignalGroups,
): MapLane {
  const { edges, lanes, links } = network;
  let maneuvers = 0;
  for (const link of of_lane) maneuvers |= MANEUVER[links.direction[link]];
  return {
    lane_id: laneId(network, lane),
    width_m: lanes.width_m[lane],
    attributes: { kind: LANE_KIND.vehicle, kind_bits: 0 },
    maneuvers,
    connects_to: of_lane.slice(0, MOST_CONNECTIONS).map((link) => connectionOf(network, link, signal, groups)),
    speed_limits:
      lanes.speed_mps[lane] === edges.speed_mps[lanes.edge[lane]]
        ? []
        : [{ kind: SPEED_LIMIT_KIND.vehicle_max, speed_mps: lanes.speed_mps[lane] }],
    points: pointsOf(network, lane),
  };
}

function connectionOf(network: Network, link: number, signal: number, groups: SignalGroups): LaneConnection {
  const connection: LaneConnection = {
    remote: nodeReferenceOf(remoteOf(network, link)),
    lane: { lane_id: laneId(network, network.links.to_lane[link]), maneuver: MANEUVER[network.links.direction[link]] },
  };
  const phase_id = phaseOf(network, link, signal, groups);
  if (phase_id > 0) connection.phase_id = phase_id;
  return connection;
}

/** Lane number of the message set: from the left, beginning with 1. */
function laneId(network: Network, lane: number): number {
  const edge = network.lanes.edge[lane];
  return network.edges.lane_count[edge] - (lane - network.edges.first_lane[edge]);
}

function remoteOf(network: Network, link: number): number {
  return Math.max(0, network.edges.to_junction[network.lanes.edge[network.links.to_lane[link]]]);
}

/** 0 where another signal or none rules the link. */
function phaseOf(network: Network, link: number, signal: number, groups: SignalGroups): number {
  const { links } = network;
  return links.signal[link] === signal ? (groups.of_index[links.signal_index[link]] ?? 0) : 0;
}

/** Centre line of the last piece before the junction, thinned evenly where it has too many points. */
function pointsOf(network: Network, lane: number): MapPoint[] {
  const { lanes, points } = network;
  const end = lanes.first_point[lane] + lanes.point_count[lane];
  let first = lanes.first_point[lane];
  while (first + 2 < end && points.along_m[end - 1] - points.along_m[first + 1] >= UPSTREAM_M) first++;
  const count = end - first;
  const kept = Math.min(count, MOST_POINTS);
  const result: MapPoint[] = [];
  for (let i = 0; i < kept; i++) {
    const at = kept === 1 ? first : first + Math.round((i * (count - 1)) / (kept - 1));
    result.push({ place: { x_m: points.x[at], y_m: points.y[at] } });
  }
  return result;
}
