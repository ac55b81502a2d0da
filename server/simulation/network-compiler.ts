/** Makes the lane table (network.ts) from plain records (network-spec.ts). The only place where ids become numbers. */
import { findCloseLanes } from './close-lanes.ts';
import { compileConflicts } from './conflict-compiler.ts';
import { compileCrosswalks } from './crosswalk-compiler.ts';
import type { NetworkSpec } from './network-spec.ts';
import { tabulateLinks } from './link-compiler.ts';
import { distance, number, withInternalLanes, type Draft, type ExtraEdge } from './network-draft.ts';
import { recordStations, recordStops, stationEdges } from './place-compiler.ts';
import { moveWaitingPlaces } from './waiting-place.ts';
import type { EdgeTable, JunctionRecord, LaneTable, LinkTable, Network, PointTable, SignalRecord } from './network.ts';

/** Share and distance by which a lane's length may differ from its road's. */
const SKEW = 0.08;
const SKEW_M = 4;
/** Permission mask: no class at all. */
const NOBODY = 0x40000000;

/** Compiles a network. Throws on a reference to something that does not exist (importers have checked before). */
export function compileNetwork(source: NetworkSpec): Network {
  const spec = moveWaitingPlaces(source);
  const draft = number(spec);
  const made = withInternalLanes(spec, draft);
  const points = placePoints(draft);
  const edges = tabulateEdges(spec, draft, made.extra_edges);
  const lanes = tabulateLanes(draft, points, edges);
  const stretched = measureLengths(draft, lanes, edges);
  if (stretched > 0)
    draft.notes.push(
      `${stretched} lanes are drawn more than 2 % longer or shorter than declared: the drawn length holds`,
    );
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
    crossings: compileCrosswalks(spec, lanes, points.table, conflicts.table),
    edges,
    junctions,
    signals,
    stops: recordStops(spec, draft, lanes),
    stations: recordStations(spec, draft, lanes),
    close_lanes: [...conflicts.close_lanes, ...findCloseLanes(lanes, points.table, links, conflicts.table)],
    lane_by_id: draft.lane_by_id,
    edge_by_id: draft.edge_by_id,
    bounds: bounds(points.table),
    notes: draft.notes,
  };
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
  const table = {
    x: new Float64Array(total),
    y: new Float64Array(total),
    z: new Float64Array(total),
    along_m: new Float64Array(total),
  };
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
  const used = {
    x: table.x.slice(0, at),
    y: table.y.slice(0, at),
    z: table.z.slice(0, at),
    along_m: table.along_m.slice(0, at),
  };
  return { table: used, first, count, length_m };
}

function tabulateEdges(spec: NetworkSpec, draft: Draft, extra: readonly ExtraEdge[]): EdgeTable {
  const sources = spec.edges.filter((edge) => edge.kind !== 'walk');
  const count = sources.length + extra.length;
  const table = {
    count,
    ids: [...sources.map((edge) => edge.id), ...extra.map((edge) => edge.id)],
    names: [...sources.map((edge) => edge.name ?? ''), ...extra.map(() => '')],
    names_zh: [...sources.map((edge) => edge.name_zh ?? ''), ...extra.map(() => '')],
    from_junction: new Int32Array(count).fill(-1),
    to_junction: new Int32Array(count).fill(-1),
    first_lane: new Int32Array(count).fill(-1),
    lane_count: new Int32Array(count),
    length_m: new Float64Array(count),
    speed_mps: new Float64Array(count),
    priority: new Int32Array(count),
    internal: new Uint8Array(count),
    tunnel: new Uint8Array(count),
    bridge: new Uint8Array(count),
    station: new Uint8Array(count),
    layer: new Int32Array(count),
  };
  const inside = stationEdges(spec);
  sources.forEach((edge, index) => {
    table.from_junction[index] = draft.junction_by_id.get(edge.from) ?? -1;
    table.to_junction[index] = draft.junction_by_id.get(edge.to) ?? -1;
    table.priority[index] = edge.priority;
    table.internal[index] = edge.kind === 'internal' ? 1 : 0;
    table.tunnel[index] = edge.tunnel === true ? 1 : 0;
    table.bridge[index] = edge.bridge === true ? 1 : 0;
    table.station[index] = inside.has(edge.id) ? 1 : 0;
    table.layer[index] = edge.layer ?? 0;
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
  for (let lane = 0; lane < lanes.count; lane++)
    lanes.position_scale[lane] = lanes.length_m[lane]! / Math.max(0.1, draft.lanes[lane]!.length_m);
  return stretched;
}

/** Lanes of one road cut off so obliquely that places side by side have quite different positions; nobody changes lanes there. */
function isSkewed(lanes: LaneTable, first: number, count: number, mean: number): boolean {
  for (let lane = first; lane < first + count; lane++)
    if (Math.abs(lanes.shape_length_m[lane]! - mean) > Math.min(SKEW * mean, SKEW_M)) return true;
  return false;
}

function recordJunctions(spec: NetworkSpec, links: LinkTable): JunctionRecord[] {
  const of_junction: number[][] = spec.junctions.map(() => []);
  links.junction.forEach((junction, link) => of_junction[junction]?.push(link));
  return spec.junctions.map((junction, index) => {
    const own = Int32Array.from(of_junction[index]!);
    const controlled = own.find((link) => links.signal[link] !== -1);
    return {
      id: junction.id,
      kind: junction.kind,
      x: junction.x,
      y: junction.y,
      z: junction.z,
      shape: junction.shape,
      links: own,
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
      id: signal.id,
      spec: signal,
      links: Int32Array.from(own),
      group_count: signal.phases[0]?.state.length ?? 0,
      x: mean('x'),
      y: mean('y'),
      z: mean('z'),
      junctions: Int32Array.from(places),
    };
  });
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
