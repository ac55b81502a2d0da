/** Links: the movements over junctions with their paths, signals and right of way. */
import type { Draft } from './network-draft.ts';
import type { ConnectionSpec, NetworkSpec, TurnDirection } from './network-spec.ts';
import type { EdgeTable, LaneTable, LinkTable } from './network.ts';

interface LinkDraft {
  readonly connection: ConnectionSpec;
  readonly from: number;
  readonly to: number;
}

export function tabulateLinks(
  spec: NetworkSpec,
  draft: Draft,
  connections: readonly ConnectionSpec[],
  lanes: LaneTable,
  edges: EdgeTable,
  signal_by_id: ReadonlyMap<string, number>,
): LinkTable {
  const drafts: LinkDraft[] = [];
  for (const connection of connections) {
    const from = draft.lane_by_id.get(connection.from_lane)!;
    const to = draft.lane_by_id.get(connection.to_lane)!;
    if (edges.internal[lanes.edge[from]!] === 1) {
      lanes.next[from] = connection.via === undefined ? to : (draft.lane_by_id.get(connection.via) ?? to);
    } else drafts.push({ connection, from, to });
  }
  drafts.sort((a, b) => a.from - b.from);
  const count = drafts.length;
  const none = (): Int32Array => new Int32Array(count).fill(-1);
  const directions: TurnDirection[] = [];
  const columns = {
    from_lane: none(),
    to_lane: none(),
    via: none(),
    via2: none(),
    junction: none(),
    request: none(),
    signal: none(),
    signal_index: none(),
    allowed: none(),
    keep_clear: new Uint8Array(count),
  };
  drafts.forEach(({ connection, from, to }, link) => {
    const via = draft.lane_by_id.get(connection.via!)!;
    columns.from_lane[link] = from;
    columns.to_lane[link] = to;
    columns.via[link] = via;
    columns.junction[link] = lanes.junction[via]!;
    columns.allowed[link] = connection.allowed;
    columns.keep_clear[link] = connection.keep_clear ? 1 : 0;
    directions.push(connection.direction);
    if (connection.signal !== undefined) {
      columns.signal[link] = signal_by_id.get(connection.signal) ?? -1;
      columns.signal_index[link] = connection.signal_index ?? -1;
    }
    if (lanes.link_count[from] === 0) lanes.first_link[from] = link;
    lanes.link_count[from]! += 1;
    followPath(lanes, edges, via, to, link);
    const second = lanes.next[via]!;
    if (second !== to) columns.via2[link] = second;
  });
  numberRequests(spec, draft, columns.via, columns.request, lanes);
  return { count, direction: directions, ...columns, ...tabulateYields(spec, columns.request, columns.junction) };
}

/** Marks the lanes of a link's path with the link and closes the chain towards the lane it ends on. */
function followPath(lanes: LaneTable, edges: EdgeTable, via: number, to: number, link: number): void {
  let lane = via;
  for (let guard = 0; guard < 8; guard++) {
    lanes.link[lane] = link;
    const next = lanes.next[lane]!;
    if (next === -1 || next === to || edges.internal[lanes.edge[next]!] !== 1) {
      lanes.next[lane] = to;
      return;
    }
    lane = next;
  }
}

function numberRequests(spec: NetworkSpec, draft: Draft, via: Int32Array, request: Int32Array, lanes: LaneTable): void {
  const row_of_lane = new Map<number, number>();
  for (const junction of spec.junctions) {
    junction.internal_lanes.forEach((id, row) => {
      const lane = draft.lane_by_id.get(id);
      if (lane !== undefined && row < junction.requests.length) row_of_lane.set(lane, row);
    });
  }
  via.forEach((lane, link) => {
    if (lanes.junction[lane] !== -1) request[link] = row_of_lane.get(lane) ?? -1;
  });
}

function tabulateYields(
  spec: NetworkSpec,
  request: Int32Array,
  junction: Int32Array,
): Pick<LinkTable, 'yield_first' | 'yield_count' | 'yields'> {
  const by_row = new Map<number, number>();
  request.forEach((row, link) => {
    if (row !== -1) by_row.set(junction[link]! * 4096 + row, link);
  });
  const yields: number[] = [];
  const yield_first = new Int32Array(request.length);
  const yield_count = new Int32Array(request.length);
  request.forEach((row, link) => {
    yield_first[link] = yields.length;
    if (row === -1) return;
    const response = spec.junctions[junction[link]!]!.requests[row]!.response;
    response.forEach((gives_way, other_row) => {
      const other = by_row.get(junction[link]! * 4096 + other_row);
      if (gives_way && other !== undefined) yields.push(other);
    });
    yield_count[link] = yields.length - yield_first[link]!;
  });
  return { yield_first, yield_count, yields: Int32Array.from(yields) };
}
