/** First pass over a network's records: ids become numbers, and connections without a lane across their junction get one. */
import type { ConnectionSpec, LaneSpec, NetworkSpec } from './network-spec.ts';
import { ALL_CLASSES } from './network-spec.ts';

export interface Draft {
  readonly lanes: LaneSpec[];
  readonly edge_of: number[];
  readonly index_of: number[];
  readonly lane_by_id: Map<string, number>;
  readonly edge_by_id: Map<string, number>;
  readonly junction_by_id: Map<string, number>;
  readonly notes: string[];
}

export function number(spec: NetworkSpec): Draft {
  const draft: Draft = {
    lanes: [],
    edge_of: [],
    index_of: [],
    lane_by_id: new Map(),
    edge_by_id: new Map(),
    junction_by_id: new Map(),
    notes: [],
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

export interface ExtraEdge {
  readonly id: string;
  readonly junction: string;
}

/** Draws a straight lane across the junction for every connection that has none, so that links always have a path. */
export function withInternalLanes(
  spec: NetworkSpec,
  draft: Draft,
): { connections: ConnectionSpec[]; extra_edges: ExtraEdge[] } {
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
    id,
    length_m: length,
    speed_mps: Math.min(from.speed_mps, to.speed_mps),
    width_m: Math.min(from.width_m, to.width_m),
    allowed: from.allowed & to.allowed,
    shape: Float64Array.of(a[0]!, a[1]!, a[2]!, b[0]!, b[1]!, b[2]!),
    change_left: ALL_CLASSES,
    change_right: ALL_CLASSES,
  };
}

export function distance(ax: number, ay: number, bx: number, by: number): number {
  return Math.sqrt((ax - bx) * (ax - bx) + (ay - by) * (ay - by));
}
