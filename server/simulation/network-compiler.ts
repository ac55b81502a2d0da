/** Makes the lane table (network.ts) from plain records (network-spec.ts). The only place where ids become numbers. */
import { findCloseLanes } from './close-lanes.ts';
import { compileConflicts } from './conflict-compiler.ts';
import type { ConnectionSpec, LaneSpec, NetworkSpec, TurnDirection } from './network-spec.ts';
import { ALL_CLASSES } from './network-spec.ts';
import { moveWaitingPlaces } from './waiting-place.ts';
import type { EdgeTable, JunctionRecord, LaneTable, LinkTable, Network, PointTable, SignalRecord, StopPlaceRecord } from './network.ts';

/** Share and distance by which a lane's length may differ from its road's. */
const SKEW = 0.08;
const SKEW_M = 4;
/** Permission mask: no class at all. */
const NOBODY = 0x40000000;

interface Draft {
  readonly lanes: LaneSpec[];
  readonly edge_of: number[];
  readonly index_of: number[];
  readonly lane_by_id: Map<string, number>;
  readonly edge_by_id: Map<string, number>;
  readonly junction_by_id: Map<string, number>;
  readonly notes: string[];
}

/** Compiles a network. Throws on a reference to something that does not exist (importers have checked before). */
export function compileNetwork(source: NetworkSpec): Network {
  const spec = moveWaitingPlaces(source);
  const draft = number(spec);
  const made = withInternalLanes(spec, draft);
  const points = placePoints(draft);
  const edges = tabulateEdges(spec, draft, made.extra_edges);
  const lanes = tabulateLanes(draft, points, edges);
  const stretched = measureLengths(draft, lanes, edges);
  if (stretched > 0) draft.notes.push(`${stretched} lanes are drawn more than 2 % longer or shorter than declared: the drawn length holds`);
  const signal_by_id = new Map(spec.signals.map((signal, index) => [signal.id, index]));
  const links = tabulateLinks(spec, draft, made.connections, lanes, edges, signal_by_id);
  const junctions = recordJunctions(spec, links);
  const signals = recordSignals(spec, junctions, links);
  const conflicts = compileConflicts(spec, draft.lane_by_id, lanes, points.table, links);
  return {
    name: spec.name,
    origin: spec.origin,
    left_hand: spec.left_hand,
    lanes,
    points: points.table,
    links,
    conflicts: conflicts.table,
    edges,
    junctions,
    signals,
    stops: recordStops(spec, draft, lanes),
    close_lanes: [...conflicts.close_lanes, ...findCloseLanes(lanes, points.table, links, conflicts.table)],
    lane_by_id: draft.lane_by_id,
    edge_by_id: draft.edge_by_id,
    bounds: bounds(points.table),
    notes: draft.notes,
  };
}

function number(spec: NetworkSpec): Draft {
  const draft: Draft = {
    lanes: [], edge_of: [], index_of: [], lane_by_id: new Map(), edge_by_id: new Map(), junction_by_id: new Map(), notes: [],
  };
  spec.junctions.forEach((junction, index) => draft.junction_by_id.set(junction.id, index));
  let count = 0;
  for (const edge of spec.edges) {
    if (edge.kind === 'walk') continue;
    draft.edge_by_id.set(edge.id, count);
    edge.lanes.forEach((lane, index) => {
      draft.lane_by_id.set(lane.id, draft.lanes.length);
      draft.lanes.push(lane);
      draft.edge_of.push(count);
      draft.index_of.push(index);
    });
    count += 1;
  }
  return draft;
}

interface ExtraEdge {
  readonly id: string;
  readonly junction: string;
}

/** Draws a straight lane across the junction for every connection that has none, so that links always have a path. */
function withInternalLanes(spec: NetworkSpec, draft: Draft): { connections: ConnectionSpec[]; extra_edges: ExtraEdge[] } {
  const extra_edges: ExtraEdge[] = [];
  const known = new Set(draft.lane_by_id.keys());
  const edges = spec.edges.filter((edge) => edge.kind !== 'walk');
  let drawn = 0;
  const connections: ConnectionSpec[] = [];
  for (const connection of spec.connections) {
    const from = draft.lane_by_id.get(connection.from_lane);
    const to = draft.lane_by_id.get(connection.to_lane);
    if (from === undefined || to === undefined) continue;
    const from_edge = edges[draft.edge_of[from]!]!;
    if (from_edge.kind === 'internal' || (connection.via !== undefined && known.has(connection.via))) {
      connections.push(connection);
      continue;
    }
    const id = `:${from_edge.to}_x${drawn}`;
    const lane = straightLane(`${id}_0`, draft.lanes[from]!, draft.lanes[to]!);
    const edge = edges.length + drawn;
    draft.edge_by_id.set(id, edge);
    draft.lane_by_id.set(lane.id, draft.lanes.length);
    draft.lanes.push(lane);
    draft.edge_of.push(edge);
    draft.index_of.push(0);
    extra_edges.push({ id, junction: from_edge.to });
    connections.push({ ...connection, via: lane.id });
    drawn += 1;
  }
  if (drawn > 0) draft.notes.push(`${drawn} connections had no lane across their junction: a straight one was drawn`);
  return { connections, extra_edges };
}

function straightLane(id: string, from: LaneSpec, to: LaneSpec): LaneSpec {
  const a = from.shape.subarray(from.shape.length - 3);
  const b = to.shape.subarray(0, 3);
  const length = Math.max(0.1, distance(a[0]!, a[1]!, b[0]!, b[1]!));
  return {
    id, length_m: length, speed_mps: Math.min(from.speed_mps, to.speed_mps), width_m: Math.min(from.width_m, to.width_m),
    allowed: from.allowed & to.allowed, shape: Float64Array.of(a[0]!, a[1]!, a[2]!, b[0]!, b[1]!, b[2]!),
    change_left: ALL_CLASSES, change_right: ALL_CLASSES,
  };
}

function distance(ax: number, ay: number, bx: number, by: number): number {
  return Math.sqrt((ax - bx) * (ax - bx) + (ay - by) * (ay - by));
}

interface PlacedPoints {
  readonly table: PointTable;
  readonly first: Int32Array;
  readonly count: Int32Array;
  readonly length_m: Float64Array;
}

function placePoints(draft: Draft): PlacedPoints {
  let total = 0;
  for (const lane of draft.lanes) total += lane.shape.length / 3;
  const table = { x: new Float64Array(total), y: new Float64Array(total), z: new Float64Array(total), along_m: new Float64Array(total) };
  const first = new Int32Array(draft.lanes.length);
  const count = new Int32Array(draft.lanes.length);
  const length_m = new Float64Array(draft.lanes.length);
  let at = 0;
  draft.lanes.forEach((lane, index) => {
    first[index] = at;
    let along = 0;
    for (let p = 0; p < lane.shape.length; p += 3) {
      const x = lane.shape[p]!;
      const y = lane.shape[p + 1]!;
      if (p > 0) {
        const step = distance(x, y, table.x[at - 1]!, table.y[at - 1]!);
        if (step < 1e-6 && p + 3 < lane.shape.length) continue;
        along += step;
      }
      table.x[at] = x;
      table.y[at] = y;
      table.z[at] = lane.shape[p + 2]!;
      table.along_m[at] = along;
      at += 1;
    }
    count[index] = at - first[index]!;
    length_m[index] = along;
  });
  const used = { x: table.x.slice(0, at), y: table.y.slice(0, at), z: table.z.slice(0, at), along_m: table.along_m.slice(0, at) };
  return { table: used, first, count, length_m };
}

function tabulateEdges(spec: NetworkSpec, draft: Draft, extra: readonly ExtraEdge[]): EdgeTable {
  const sources = spec.edges.filter((edge) => edge.kind !== 'walk');
  const count = sources.length + extra.length;
  const table = {
    count,
    ids: [...sources.map((edge) => edge.id), ...extra.map((edge) => edge.id)],
    names: [...sources.map((edge) => edge.name ?? ''), ...extra.map(() => '')],
    from_junction: new Int32Array(count).fill(-1),
    to_junction: new Int32Array(count).fill(-1),
    first_lane: new Int32Array(count).fill(-1),
    lane_count: new Int32Array(count),
    length_m: new Float64Array(count),
    speed_mps: new Float64Array(count),
    priority: new Int32Array(count),
    internal: new Uint8Array(count),
  };
  sources.forEach((edge, index) => {
    table.from_junction[index] = draft.junction_by_id.get(edge.from) ?? -1;
    table.to_junction[index] = draft.junction_by_id.get(edge.to) ?? -1;
    table.priority[index] = edge.priority;
    table.internal[index] = edge.kind === 'internal' ? 1 : 0;
  });
  extra.forEach((edge, index) => {
    const junction = draft.junction_by_id.get(edge.junction) ?? -1;
    table.from_junction[sources.length + index] = junction;
    table.to_junction[sources.length + index] = junction;
    table.internal[sources.length + index] = 1;
  });
  draft.lanes.forEach((lane, index) => {
    const edge = draft.edge_of[index]!;
    if (table.first_lane[edge] === -1) table.first_lane[edge] = index;
    table.lane_count[edge]! += 1;
    table.length_m[edge] = Math.max(table.length_m[edge]!, lane.length_m);
    table.speed_mps[edge] = Math.max(table.speed_mps[edge]!, lane.speed_mps);
  });
  return table;
}

function tabulateLanes(draft: Draft, points: PlacedPoints, edges: EdgeTable): LaneTable {
  const count = draft.lanes.length;
  const none = (): Int32Array => new Int32Array(count).fill(-1);
  const table = {
    count,
    ids: draft.lanes.map((lane) => lane.id),
    edge: Int32Array.from(draft.edge_of),
    index: Int32Array.from(draft.index_of),
    length_m: Float64Array.from(draft.lanes, (lane) => Math.max(0.1, lane.length_m)),
    speed_mps: Float64Array.from(draft.lanes, (lane) => lane.speed_mps),
    width_m: Float64Array.from(draft.lanes, (lane) => lane.width_m),
    allowed: Int32Array.from(draft.lanes, (lane) => lane.allowed),
    left: none(),
    right: none(),
    change_left: Int32Array.from(draft.lanes, (lane) => lane.change_left),
    change_right: Int32Array.from(draft.lanes, (lane) => lane.change_right),
    junction: none(),
    link: none(),
    next: none(),
    first_link: new Int32Array(count),
    link_count: new Int32Array(count),
    first_point: points.first,
    point_count: points.count,
    shape_length_m: points.length_m,
    position_scale: new Float64Array(count).fill(1),
  };
  for (let edge = 0; edge < edges.count; edge++) {
    const first = edges.first_lane[edge]!;
    for (let index = 0; index < edges.lane_count[edge]!; index++) {
      const lane = first + index;
      if (edges.internal[edge] === 1) table.junction[lane] = edges.from_junction[edge]!;
      else {
        if (index > 0) table.right[lane] = lane - 1;
        if (index + 1 < edges.lane_count[edge]!) table.left[lane] = lane + 1;
      }
    }
  }
  return table;
}

/**
 * A lane is as long as it is drawn, so that speeds, gaps and positions agree: on a road where declaration and drawing differ by more
 * than 2 %, across a junction always. The lanes of one road keep one common length,
 * except where they are cut off obliquely.
 */
function measureLengths(draft: Draft, lanes: LaneTable, edges: EdgeTable): number {
  let stretched = 0;
  for (let edge = 0; edge < edges.count; edge++) {
    const first = edges.first_lane[edge]!;
    const count = edges.lane_count[edge]!;
    if (count === 0) continue;
    let drawn = 0;
    for (let lane = first; lane < first + count; lane++) drawn += lanes.shape_length_m[lane]! / count;
    const declared = lanes.length_m[first]!;
    const internal = edges.internal[edge] === 1;
    const skewed = !internal && isSkewed(lanes, first, count, drawn);
    if (!internal && !skewed && Math.abs(drawn - declared) <= 0.02 * declared) continue;
    for (let lane = first; lane < first + count; lane++) {
      lanes.length_m[lane] = Math.max(0.1, internal || skewed ? lanes.shape_length_m[lane]! : drawn);
      if (skewed) lanes.change_left[lane] = lanes.change_right[lane] = NOBODY;
      if (!internal) stretched += 1;
    }
    edges.length_m[edge] = Math.max(0.1, drawn);
  }
  for (let lane = 0; lane < lanes.count; lane++) lanes.position_scale[lane] = lanes.length_m[lane]! / Math.max(0.1, draft.lanes[lane]!.length_m);
  return stretched;
}

/** Lanes of one road cut off so obliquely that places side by side have quite different positions; nobody changes lanes there. */
function isSkewed(lanes: LaneTable, first: number, count: number, mean: number): boolean {
  for (let lane = first; lane < first + count; lane++) if (Math.abs(lanes.shape_length_m[lane]! - mean) > Math.min(SKEW * mean, SKEW_M)) return true;
  return false;
}

interface LinkDraft {
  readonly connection: ConnectionSpec;
  readonly from: number;
  readonly to: number;
}

function tabulateLinks(
  spec: NetworkSpec, draft: Draft, connections: readonly ConnectionSpec[], lanes: LaneTable, edges: EdgeTable,
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
    from_lane: none(), to_lane: none(), via: none(), via2: none(), junction: none(), request: none(),
    signal: none(), signal_index: none(), allowed: none(), keep_clear: new Uint8Array(count),
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

function tabulateYields(spec: NetworkSpec, request: Int32Array, junction: Int32Array): Pick<LinkTable, 'yield_first' | 'yield_count' | 'yields'> {
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

function recordJunctions(spec: NetworkSpec, links: LinkTable): JunctionRecord[] {
  const of_junction: number[][] = spec.junctions.map(() => []);
  links.junction.forEach((junction, link) => of_junction[junction]?.push(link));
  return spec.junctions.map((junction, index) => {
    const own = Int32Array.from(of_junction[index]!);
    const controlled = own.find((link) => links.signal[link] !== -1);
    return {
      id: junction.id, kind: junction.kind, x: junction.x, y: junction.y, z: junction.z, shape: junction.shape, links: own,
      signal: controlled === undefined ? -1 : links.signal[controlled]!,
    };
  });
}

function recordSignals(spec: NetworkSpec, junctions: readonly JunctionRecord[], links: LinkTable): SignalRecord[] {
  return spec.signals.map((signal, index) => {
    const own: number[] = [];
    links.signal.forEach((owner, link) => {
      if (owner === index) own.push(link);
    });
    const places = [...new Set(own.map((link) => links.junction[link]!))].sort((a, b) => a - b);
    const mean = (axis: 'x' | 'y' | 'z'): number =>
      places.length === 0 ? 0 : places.reduce((sum, place) => sum + junctions[place]![axis], 0) / places.length;
    return {
      id: signal.id, spec: signal, links: Int32Array.from(own), group_count: signal.phases[0]?.state.length ?? 0,
      x: mean('x'), y: mean('y'), z: mean('z'), junctions: Int32Array.from(places),
    };
  });
}

function recordStops(spec: NetworkSpec, draft: Draft, lanes: LaneTable): StopPlaceRecord[] {
  const records: StopPlaceRecord[] = [];
  for (const stop of spec.stops) {
    const lane = draft.lane_by_id.get(stop.lane);
    if (lane === undefined) continue;
    const scale = lanes.position_scale[lane]!;
    records.push({ id: stop.id, name: stop.name ?? '', kind: stop.kind, lane, start_m: stop.start_m * scale, end_m: stop.end_m * scale });
  }
  return records;
}

function bounds(points: PointTable): Network['bounds'] {
  const box = { x_min: Infinity, y_min: Infinity, x_max: -Infinity, y_max: -Infinity };
  for (let p = 0; p < points.x.length; p++) {
    box.x_min = Math.min(box.x_min, points.x[p]!);
    box.x_max = Math.max(box.x_max, points.x[p]!);
    box.y_min = Math.min(box.y_min, points.y[p]!);
    box.y_max = Math.max(box.y_max, points.y[p]!);
  }
  return box.x_min === Infinity ? { x_min: 0, y_min: 0, x_max: 0, y_max: 0 } : box;
}
