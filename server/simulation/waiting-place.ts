/**
 * Waiting places inside junctions. A source (SUMO) cuts the path of a turn that may enter and wait into two lanes; the cut is drawn where a
 * car's centre line just clears. Here it is moved back to where a wide body clears the paths that it gives way to, so that
 * a waiting vehicle never stands in a conflict zone of those who go first; where there is no such place, nobody waits inside.
 */
import type { ConnectionSpec, EdgeSpec, LaneSpec, NetworkSpec } from './network-spec.ts';

/** The cut is moved back by no more than this, m. */
const SEARCH_M = 12;
/** Least distance of a waiting body's centre line from the paths of others: two wide half bodies, air and the margin of a conflict zone, m. */
const CLEAR_M = 3.4;
const STEP_M = 0.25;
/** A waiting place keeps at least this much of its lane, m. */
const LEAST_M = 1;

export function moveWaitingPlaces(spec: NetworkSpec): NetworkSpec {
  const lanes = new Map<string, LaneSpec>();
  const junction_of = new Map<string, string>();
  for (const edge of spec.edges) {
    for (const lane of edge.lanes) {
      lanes.set(lane.id, lane);
      if (edge.kind === 'internal') junction_of.set(lane.id, edge.from);
    }
  }
  const second = new Map<string, string>();
  for (const connection of spec.connections) {
    if (connection.via !== undefined && junction_of.has(connection.from_lane))
      second.set(connection.from_lane, connection.via);
  }
  const moved = new Map<string, LaneSpec>();
  const closed = new Set<string>();
  for (const junction of spec.junctions) {
    junction.internal_lanes.forEach((id, row) => {
      const after = second.get(id);
      const own = lanes.get(id);
      const rest = after === undefined ? undefined : lanes.get(after);
      if (own === undefined || rest === undefined) return;
      const response = junction.requests[row]?.response ?? [];
      const others = junction.internal_lanes.filter((_other, index) => (response[index] ?? false) && index !== row);
      const paths = others
        .flatMap((other) => [lanes.get(other), lanes.get(second.get(other) ?? '')])
        .filter((lane) => lane !== undefined);
      const cut = clearUntil(own, paths);
      if (cut === 'everywhere') return;
      if (cut === 'nowhere') {
        const whole = Float64Array.from([...own.shape, ...rest.shape.subarray(3)]);
        moved.set(own.id, { ...own, shape: whole, length_m: shapeLength(whole) });
        closed.add(own.id).add(rest.id);
        return;
      }
      const [front, back] = splitShape(own.shape, cut);
      moved.set(own.id, { ...own, shape: front, length_m: shapeLength(front) });
      const joined = Float64Array.from([...back, ...rest.shape.subarray(3)]);
      moved.set(rest.id, { ...rest, shape: joined, length_m: shapeLength(joined) });
    });
  }
  if (moved.size === 0) return spec;
  const edges: EdgeSpec[] = spec.edges.map((edge) =>
    edge.kind === 'internal' && edge.lanes.some((lane) => moved.has(lane.id))
      ? { ...edge, lanes: edge.lanes.map((lane) => moved.get(lane.id) ?? lane) }
      : edge,
  );
  const connections = spec.connections
    .filter((connection) => !(closed.has(connection.from_lane) && connection.via === undefined))
    .map(withoutWaiting(closed));
  return { ...spec, edges, connections };
}

/** The path of a closed waiting place leads straight to its end. */
function withoutWaiting(closed: ReadonlySet<string>): (connection: ConnectionSpec) => ConnectionSpec {
  return (connection) => {
    if (!closed.has(connection.from_lane)) return connection;
    const { via: _via, ...straight } = connection;
    return straight;
  };
}

/** Position on the lane up to which it keeps clear of the paths, where it does so neither to its end nor nowhere. */
function clearUntil(lane: LaneSpec, paths: readonly LaneSpec[]): number | 'everywhere' | 'nowhere' {
  const length = shapeLength(lane.shape);
  const search = Math.min(SEARCH_M, length);
  let cut = length;
  for (let back = 0; back <= search; back += STEP_M) {
    const [x, y] = pointAt(lane.shape, length - back);
    if (paths.some((path) => distanceTo(x, y, path.shape) < CLEAR_M)) cut = length - back - STEP_M;
  }
  if (cut === length) return 'everywhere';
  return cut >= LEAST_M && cut > length - search ? cut : 'nowhere';
}

function shapeLength(shape: Float64Array): number {
  let length = 0;
  for (let p = 3; p < shape.length; p += 3) length += span(shape, p);
  return length;
}

function span(shape: Float64Array, p: number): number {
  const dx = shape[p]! - shape[p - 3]!;
  const dy = shape[p + 1]! - shape[p - 2]!;
  return Math.sqrt(dx * dx + dy * dy);
}

function pointAt(shape: Float64Array, along: number): [number, number, number, number] {
  let rest = along;
  for (let p = 3; p < shape.length; p += 3) {
    const step = span(shape, p);
    if (rest <= step || p + 3 >= shape.length) {
      const share = step > 0 ? Math.min(1, rest / step) : 0;
      const mix = (axis: number): number => shape[p - 3 + axis]! + (shape[p + axis]! - shape[p - 3 + axis]!) * share;
      return [mix(0), mix(1), mix(2), p];
    }
    rest -= step;
  }
  return [shape[0]!, shape[1]!, shape[2]!, 3];
}

function splitShape(shape: Float64Array, along: number): [Float64Array, Float64Array] {
  const [x, y, z, p] = pointAt(shape, along);
  return [Float64Array.from([...shape.subarray(0, p), x, y, z]), Float64Array.from([x, y, z, ...shape.subarray(p)])];
}

function distanceTo(x: number, y: number, shape: Float64Array): number {
  let least = Infinity;
  for (let p = 3; p < shape.length; p += 3) {
    const ax = shape[p - 3]!;
    const ay = shape[p - 2]!;
    const dx = shape[p]! - ax;
    const dy = shape[p + 1]! - ay;
    const square = dx * dx + dy * dy;
    const share = square > 0 ? Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / square)) : 0;
    const ex = ax + dx * share - x;
    const ey = ay + dy * share - y;
    least = Math.min(least, ex * ex + ey * ey);
  }
  return Math.sqrt(least);
}
