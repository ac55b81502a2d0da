/** The RSI of a signal: the speed limits of the roads that lead to its junctions, as signs (RTS). Made from the map, once. */
import { SIGN, speedLimitText } from '../../protos/messages/enums.ts';
import { nodeReferenceOf } from '../../protos/messages/node-reference.ts';
import type { Place } from '../../protos/messages/place.ts';
import type { Rsi, TrafficSign } from '../../protos/messages/rsi.ts';
import type { Network } from '../simulation/network.ts';

/** Bound of the message set. */
const MOST_SIGNS = 16;

/** Undefined where no road leads to the signal's junctions. Set msg_cnt before sending. */
export function buildSigns(network: Network, signal: number, temporary_id: string, position: Place): Rsi | undefined {
  const { lanes, links, junctions } = network;
  const approaches = new Set<number>();
  for (const junction of network.signals[signal].junctions)
    for (const link of junctions[junction].links) approaches.add(lanes.edge[links.from_lane[link]]);
  const signs = [...approaches]
    .sort((a, b) => a - b)
    .slice(0, MOST_SIGNS)
    .map((edge, index) => speedLimit(network, edge, index));
  return signs.length === 0 ? undefined : { msg_cnt: 0, id: temporary_id, position, events: [], signs };
}

/** The sign stands at the beginning of the road, on its right, and counts on all of it. */
function speedLimit(network: Network, edge: number, index: number): TrafficSign {
  const { edges, lanes, points } = network;
  const point = lanes.first_point[edges.first_lane[edge]];
  return {
    rts_id: index,
    sign_type: SIGN.speed_limit,
    position: { x_m: points.x[point], y_m: points.y[point], z_m: points.z[point] },
    description: speedLimitText(edges.speed_mps[edge]),
    paths: [],
    links: [
      {
        upstream: nodeReferenceOf(edges.from_junction[edge]),
        downstream: nodeReferenceOf(edges.to_junction[edge]),
      },
    ],
  };
}
