/**
 * Routes: shortest free-flow time over edges, per vehicle class. One backward search per destination and class is kept,
 * so that a route or a reroute from anywhere is a walk along `next` pointers.
 */
import type { Network } from './network.ts';

interface Tree {
  /** Next edge on the way to the destination, -1 where there is none. */
  readonly next: Int32Array;
  /** Free-flow time to the end of the destination edge, s. */
  readonly time_s: Float64Array;
}

export interface Router {
  readonly network: Network;
  /** successors[first[e] .. first[e+1]) = edges that follow edge e by some link; `allowed` = classes that may take it. */
  readonly first: Int32Array;
  readonly source: Int32Array;
  readonly allowed: Int32Array;
  /** Same, from the other end: predecessors. */
  readonly trees: Map<number, Tree>;
}

export function createRouter(network: Network): Router {
  const { edges, lanes, links } = network;
  const pairs = new Map<number, number>();
  for (let link = 0; link < links.count; link++) {
    const from = links.from_lane[link]!;
    const to = links.to_lane[link]!;
    const code = lanes.edge[to]! * edges.count + lanes.edge[from]!;
    const allowed = links.allowed[link]! & lanes.allowed[from]! & lanes.allowed[to]! & lanes.allowed[links.via[link]!]!;
    pairs.set(code, (pairs.get(code) ?? 0) | allowed);
  }
  const codes = [...pairs.keys()].sort((a, b) => a - b);
  const first = new Int32Array(edges.count + 1);
  const source = new Int32Array(codes.length);
  const allowed = new Int32Array(codes.length);
  codes.forEach((code, index) => {
    const to = Math.floor(code / edges.count);
    first[to + 1]! += 1;
    source[index] = code % edges.count;
    allowed[index] = pairs.get(code)!;
  });
  for (let edge = 0; edge < edges.count; edge++) first[edge + 1]! += first[edge]!;
  return { network, first, source, allowed, trees: new Map() };
}

/**
 * Edges from one to another, both included; undefined where there is no way.
 * `class_bit` 0 stands for vehicles that ignore permissions.
 */
export function findRoute(router: Router, from: number, to: number, class_bit: number): number[] | undefined {
  if (from === to) return [from];
  const tree = treeTo(router, to, class_bit);
  if (tree.next[from] === -1) return undefined;
  const route = [from];
  for (let edge = from; edge !== to;) {
    edge = tree.next[edge]!;
    route.push(edge);
  }
  return route;
}

/** Free-flow time from the start of an edge to the end of another, s; Infinity where there is no way. */
export function routeTime(router: Router, from: number, to: number, class_bit: number): number {
  return treeTo(router, to, class_bit).time_s[from]!;
}

function treeTo(router: Router, to: number, class_bit: number): Tree {
  const key = to * 32 + (class_bit === 0 ? 31 : 31 - Math.clz32(class_bit));
  const known = router.trees.get(key);
  if (known !== undefined) return known;
  const tree = search(router, to, class_bit);
  router.trees.set(key, tree);
  return tree;
}

function search(router: Router, to: number, class_bit: number): Tree {
  const { edges } = router.network;
  const next = new Int32Array(edges.count).fill(-1);
  const time_s = new Float64Array(edges.count).fill(Infinity);
  const heap = new EdgeHeap(edges.count);
  const cost = (edge: number): number => edges.length_m[edge]! / Math.max(0.1, edges.speed_mps[edge]!);
  time_s[to] = cost(to);
  heap.push(to, time_s[to]!);
  for (let edge = heap.pop(); edge !== -1; edge = heap.pop()) {
    for (let i = router.first[edge]!; i < router.first[edge + 1]!; i++) {
      const before = router.source[i]!;
      if (class_bit !== 0 && (router.allowed[i]! & class_bit) === 0) continue;
      const time = time_s[edge]! + cost(before);
      if (time < time_s[before]!) {
        time_s[before] = time;
        next[before] = edge;
        heap.push(before, time);
      }
    }
  }
  return { next, time_s };
}

/** Binary heap of edges by (time, edge): ties fall by number, so that routes do not depend on insertion order. */
class EdgeHeap {
  private readonly edges: number[] = [];
  private readonly times: number[] = [];
  private readonly done: Uint8Array;

  constructor(count: number) {
    this.done = new Uint8Array(count);
  }

  push(edge: number, time: number): void {
    let at = this.edges.length;
    this.edges.push(edge);
    this.times.push(time);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.before(at, parent)) break;
      this.swap(at, parent);
      at = parent;
    }
  }

  /** The nearest edge not yet taken, -1 when there is none. */
  pop(): number {
    while (this.edges.length > 0) {
      const edge = this.edges[0]!;
      this.swap(0, this.edges.length - 1);
      this.edges.pop();
      this.times.pop();
      this.sink();
      if (this.done[edge] === 1) continue;
      this.done[edge] = 1;
      return edge;
    }
    return -1;
  }

  private sink(): void {
    let at = 0;
    for (;;) {
      let least = at;
      for (let child = 2 * at + 1; child <= 2 * at + 2; child++) {
        if (child < this.edges.length && this.before(child, least)) least = child;
      }
      if (least === at) return;
      this.swap(at, least);
      at = least;
    }
  }

  private before(a: number, b: number): boolean {
    return this.times[a]! < this.times[b]! || (this.times[a] === this.times[b] && this.edges[a]! < this.edges[b]!);
  }

  private swap(a: number, b: number): void {
    [this.edges[a], this.edges[b]] = [this.edges[b]!, this.edges[a]!];
    [this.times[a], this.times[b]] = [this.times[b]!, this.times[a]!];
  }
}
