/** Which edges lead to a place and how far they are from it: a search against the driving direction on the static map. */
import type { Network } from '../simulation/network.ts';

export interface UpstreamGraph {
  readonly network: Network;
  /** Edges before edge e: before[first[e] .. first[e + 1]), with the length across the junction between. */
  readonly first: Int32Array;
  readonly before: Int32Array;
  readonly across_m: Float64Array;
}

export function createUpstreamGraph(network: Network): UpstreamGraph {
  const { edges, lanes, links } = network;
  const shortest = new Map<number, number>();
  for (let link = 0; link < links.count; link++) {
    const code = lanes.edge[links.to_lane[link]] * edges.count + lanes.edge[links.from_lane[link]];
    const via = links.via[link];
    const via2 = links.via2[link];
    const length_m = (via >= 0 ? lanes.length_m[via] : 0) + (via2 >= 0 ? lanes.length_m[via2] : 0);
    const known = shortest.get(code);
    if (known === undefined || length_m < known) shortest.set(code, length_m);
  }
  const codes = [...shortest.keys()].sort((a, b) => a - b);
  const first = new Int32Array(edges.count + 1);
  for (const code of codes) first[Math.floor(code / edges.count) + 1]++;
  for (let edge = 0; edge < edges.count; edge++) first[edge + 1] += first[edge];
  return {
    network,
    first,
    before: Int32Array.from(codes, (code) => code % edges.count),
    across_m: Float64Array.from(codes, (code) => shortest.get(code)!),
  };
}

/** Distance from the end of each edge within reach to the place; the place's own edge has a negative one: minus what lies behind the place. */
export function upstreamEdges(graph: UpstreamGraph, edge: number, pos_m: number, reach_m: number): Map<number, number> {
  const { edges } = graph.network;
  const distance = new Map<number, number>([[edge, pos_m - edges.length_m[edge]]]);
  const queue = [edge];
  for (let head = 0; head < queue.length; head++) {
    const here = queue[head];
    const start_m = distance.get(here)! + edges.length_m[here];
    for (let at = graph.first[here]; at < graph.first[here + 1]; at++) {
      const before = graph.before[at];
      const end_m = start_m + graph.across_m[at];
      const known = distance.get(before);
      if (end_m > reach_m || (known !== undefined && known <= end_m)) continue;
      distance.set(before, end_m);
      queue.push(before);
    }
  }
  return distance;
}
