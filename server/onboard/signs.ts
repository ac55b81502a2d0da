/** What the signs of an RSI mean on the carried map. */
import { SIGN, speedLimitOf } from '../../protos/messages/enums.ts';
import { junctionOf } from '../../protos/messages/node-reference.ts';
import type { Rsi } from '../../protos/messages/rsi.ts';
import type { Network } from '../simulation/network.ts';

export interface EdgeLimit {
  readonly edge: number;
  readonly limit_mps: number;
}

/** Limits by edge; signs of other kinds, without a number or for roads that the map does not have are passed over. */
export function readSpeedLimits(network: Network, rsi: Rsi): EdgeLimit[] {
  const limits: EdgeLimit[] = [];
  for (const sign of rsi.signs) {
    const limit_mps = speedLimitOf(sign.description);
    if (sign.sign_type !== SIGN.speed_limit || !(limit_mps > 0)) continue;
    for (const { upstream, downstream } of sign.links) {
      for (const edge of edgesBetween(network, junctionOf(upstream), junctionOf(downstream))) {
        limits.push({ edge, limit_mps });
      }
    }
  }
  return limits;
}

function edgesBetween(network: Network, from: number, to: number): number[] {
  const { edges, lanes, links, junctions } = network;
  const found = new Set<number>();
  for (const link of junctions[to]?.links ?? []) {
    const edge = lanes.edge[links.from_lane[link]];
    if (edges.from_junction[edge] === from) found.add(edge);
  }
  return [...found];
}
