/** Edges, lanes and connections of the compiled map, from carriageways and movements. */
import type { ConnectionSpec, EdgeSpec, LaneSpec } from '../../simulation/network-spec.ts';
import { ALL_CLASSES } from '../../simulation/network-spec.ts';
import { cutLine, lineLength_m, offsetLine } from './line.ts';
import { laneOffset_m } from './movements.ts';
import type { Movement } from './movements.ts';
import type { Carriageway } from './plan.ts';

export function roadEdge(way: Carriageway): EdgeSpec {
  const line = cutLine(way.line, way.start_m, way.end_m);
  const shapes = way.lanes.map((_, index) => offsetLine(line, laneOffset_m(way.lanes, index)));
  // Lanes side by side share one length, so that equal positions are abreast.
  const length_m = shapes.reduce((sum, shape) => sum + lineLength_m(shape), 0) / shapes.length;
  return {
    id: way.id,
    from: way.from,
    to: way.to,
    kind: 'road',
    priority: way.priority,
    ...(way.name === undefined ? {} : { name: way.name.en, name_zh: way.name.zh }),
    ...(way.tunnel ? { tunnel: true } : {}),
    ...(way.bridge ? { bridge: true } : {}),
    ...(way.layer === 0 ? {} : { layer: way.layer }),
    lanes: way.lanes.map((lane, index) => ({
      ...laneSpec(`${way.id}_${index}`, shapes[index], way.speed_mps, lane.width_m),
      length_m,
      allowed: lane.allowed,
    })),
  };
}

function laneSpec(id: string, shape: Float64Array, speed_mps: number, width_m: number): LaneSpec {
  const everybody = { allowed: ALL_CLASSES, change_left: ALL_CLASSES, change_right: ALL_CLASSES };
  return { id, length_m: lineLength_m(shape), speed_mps, width_m, shape, ...everybody };
}

interface Across {
  readonly edges: readonly EdgeSpec[];
  readonly connections: readonly ConnectionSpec[];
  /** Internal lane of each movement, in order. */
  readonly first_lanes: readonly string[];
}

/** Internal edges: one for each pair of roads, named by the index of its first movement, as SUMO does. */
export function acrossJunction(node: string, movements: readonly Movement[], signal: string | undefined): Across {
  const edges: EdgeSpec[] = [];
  const connections: ConnectionSpec[] = [];
  const first_lanes: string[] = [];
  for (let begin = 0; begin < movements.length;) {
    const { from, to } = movements[begin];
    const id = `:${node}_${begin}`;
    const lanes: LaneSpec[] = [];
    let index = begin;
    for (; index < movements.length && movements[index].from === from && movements[index].to === to; index++) {
      const move = movements[index];
      const via = `${id}_${lanes.length}`;
      const allowed = from.lanes[move.from_lane].allowed & to.lanes[move.to_lane].allowed;
      lanes.push({ ...laneSpec(via, move.shape, move.speed_mps, move.width_m), allowed });
      first_lanes.push(via);
      const to_lane = `${to.id}_${move.to_lane}`;
      const rest = { direction: move.turn, pass: false, keep_clear: true, allowed } as const;
      const light = signal === undefined ? {} : { signal, signal_index: index };
      connections.push({ from_lane: `${from.id}_${move.from_lane}`, to_lane, via, ...light, ...rest });
      connections.push({ from_lane: via, to_lane, ...rest });
    }
    const layer = Math.max(from.layer, to.layer);
    const flags = {
      ...(from.tunnel && to.tunnel ? { tunnel: true } : {}),
      ...(from.bridge && to.bridge ? { bridge: true } : {}),
      ...(layer === 0 ? {} : { layer }),
    };
    edges.push({ id, from: node, to: node, kind: 'internal', priority: from.priority, lanes, ...flags });
    begin = index;
  }
  return { edges, connections, first_lanes };
}
