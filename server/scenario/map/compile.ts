/** Compiles a road-level map into the records that the engine takes: lanes, paths across junctions, right of way, signals, stations. */
import type {
  ConnectionSpec,
  CrosswalkSpec,
  EdgeSpec,
  JunctionSpec,
  NetworkSpec,
  SignalSpec,
  StationSpec,
  StopPlaceSpec,
} from '../../simulation/network-spec.ts';
import { UserError } from '../user-error.ts';
import { crosswalkRoom_m, crosswalkSpec, crosswalksOf } from './crosswalk.ts';
import { acrossJunction, roadEdge } from './edges.ts';
import { lineLength_m } from './line.ts';
import { movementsAt } from './movements.ts';
import type { Movement } from './movements.ts';
import { junctionOutline } from './outline.ts';
import { layRoads } from './plan.ts';
import type { Carriageway, MapNode } from './plan.ts';
import { requestsOf } from './right-of-way.ts';
import { layRing } from './roundabout.ts';
import type { RoadMap } from './schema.ts';
import { signalProgram, protectsLeft } from './signal-program.ts';
import { signalSchema } from './schema.ts';
import { layStation, pieceAt } from './station.ts';
import { applyTrims, armsOf, trimArms } from './trim.ts';
import type { Arm } from './trim.ts';

/** Radius of a kerb where the map says nothing, m. */
const CORNER_M = 10;
/** Merges and diverges take so much of each road, m. */
const RAMP_TRIM_M = 8;

interface Ground {
  readonly map: RoadMap;
  readonly nodes: Map<string, MapNode>;
  ways: Carriageway[];
  readonly arms: Map<string, Arm[]>;
  /** What became of every edge that stations have cut. */
  readonly pieces: Map<string, { way: Carriageway; from_m: number }[]>;
  readonly stations: StationSpec[];
}

/** Throws a UserError whose place is a path of the map. */
export function compileMap(name: string, map: RoadMap): NetworkSpec {
  checkReferences(map);
  const { nodes, carriageways } = layRoads(map);
  const ground: Ground = { map, nodes, ways: carriageways, arms: new Map(), pieces: new Map(), stations: [] };
  for (const [id, settings] of Object.entries(map.roundabouts)) {
    const node = nodes.get(id) as MapNode;
    const ring = layRing(node, settings);
    nodes.delete(id);
    for (const made of ring.nodes) nodes.set(made.id, made);
    ground.ways.push(...ring.ways);
  }
  cutRoads(ground);
  layStations(ground);
  const junctions: JunctionSpec[] = [];
  const edges: EdgeSpec[] = ground.ways.map(roadEdge);
  const connections: ConnectionSpec[] = [];
  const signals: SignalSpec[] = [];
  const crosswalks: CrosswalkSpec[] = [];
  for (const node of nodes.values()) {
    const made = compileNode(node, ground);
    junctions.push(made.junction);
    edges.push(...made.edges);
    connections.push(...made.connections);
    signals.push(...made.signals);
    crosswalks.push(...made.crosswalks);
  }
  return {
    name,
    origin: { ...map.origin, projected: true },
    junctions,
    edges,
    connections,
    signals,
    stops: stopsOf(ground),
    stations: ground.stations,
    crosswalks,
    left_hand: false,
  };
}

function checkReferences(map: RoadMap): void {
  for (const kind of ['junctions', 'roundabouts'] as const) {
    for (const id of Object.keys(map[kind])) {
      if (map.nodes[id] === undefined) {
        throw new UserError(`no node '${id}'`, { place: `${kind}.${id}`, hint: 'it is named under nodes' });
      }
    }
  }
}

function cutRoads(ground: Ground): void {
  for (const way of ground.ways) {
    if (way.end_m === 0) way.end_m = lineLength_m(way.line);
  }
  for (const node of ground.nodes.values()) {
    if (node.control === 'rim' || node.control === 'ring') continue;
    const arms = armsOf(node);
    const settings = ground.map.junctions[node.id];
    if (node.control === 'plain' && arms.length === 3) for (const arm of arms) arm.trim_m = RAMP_TRIM_M;
    else trimArms(arms, settings?.corner_radius_m ?? CORNER_M, crosswalkRoom_m(settings));
    applyTrims(arms);
    ground.arms.set(node.id, arms);
  }
  for (const way of ground.ways) {
    if (way.end_m - way.start_m < 4) {
      throw new UserError(`the road from ${way.from} to ${way.to} is too short for the junctions at its ends`, {
        place: way.place,
        hint: 'move the nodes apart, or make corner_radius_m smaller',
      });
    }
  }
}

function layStations(ground: Ground): void {
  for (const way of ground.ways) ground.pieces.set(way.id, [{ way, from_m: 0 }]);
  for (const [id, settings] of Object.entries(ground.map.stations)) {
    const { way, from_m } = pieceAt(ground.pieces, settings.road, settings.at_m, `stations.${id}`);
    const plan = layStation(id, settings, way, settings.at_m - from_m);
    const [first, second, third] = plan.pieces;
    const list = ground.pieces.get(settings.road) as { way: Carriageway; from_m: number }[];
    const second_m = from_m + lineLength_m(first.line);
    list.splice(
      list.findIndex((piece) => piece.way === way),
      1,
      { way: first, from_m },
      { way: second, from_m: second_m },
      { way: third, from_m: second_m + lineLength_m(second.line) },
    );
    replace(ground.nodes.get(way.from)?.outs, way, first);
    replace(ground.nodes.get(way.to)?.ins, way, third);
    // Arms and pairs name the road at either end: each end has its piece now.
    for (const arm of ground.arms.get(way.from) ?? []) if (arm.out === way) Object.assign(arm, { out: first });
    for (const arm of ground.arms.get(way.to) ?? []) if (arm.in === way) Object.assign(arm, { in: third });
    for (const node of [ground.nodes.get(way.from), ground.nodes.get(way.to)]) {
      node?.pairs?.forEach((pair, index, all) => {
        const [from, to, turn, a, b] = pair;
        all[index] = [from === way ? third : from, to === way ? first : to, turn, a, b];
      });
    }
    ground.ways = ground.ways.flatMap((one) => (one === way ? [first, second, third] : [one]));
    ground.ways.push(...plan.ways);
    for (const node of plan.nodes) ground.nodes.set(node.id, node);
    ground.stations.push(plan.spec);
  }
}

function replace(list: Carriageway[] | undefined, old: Carriageway, made: Carriageway): void {
  const at = list?.indexOf(old) ?? -1;
  if (list !== undefined && at >= 0) list[at] = made;
}

interface CompiledNode {
  readonly junction: JunctionSpec;
  readonly edges: readonly EdgeSpec[];
  readonly connections: readonly ConnectionSpec[];
  readonly signals: readonly SignalSpec[];
  readonly crosswalks: readonly CrosswalkSpec[];
}

const KINDS = {
  rim: 'dead_end',
  plain: 'priority',
  signal: 'traffic_light',
  priority: 'priority',
  right_before_left: 'right_before_left',
  ring: 'priority',
  station: 'priority',
} as const;

function compileNode(node: MapNode, ground: Ground): CompiledNode {
  const settings = ground.map.junctions[node.id];
  const movements: Movement[] = movementsAt(node, (approach) => settings?.turns[approach]);
  const arms = ground.arms.get(node.id) ?? [];
  const plans = crosswalksOf(node.id, arms, settings);
  const light = settings?.signal ?? signalSchema.parse({});
  const signal = node.control === 'signal' ? node.id : undefined;
  const protects = signal !== undefined && protectsLeft(movements, arms, light);
  const across = acrossJunction(node.id, movements, signal);
  return {
    junction: {
      id: node.id,
      kind: movements.length === 0 ? 'dead_end' : KINDS[node.control],
      x: node.x,
      y: node.y,
      z: node.z,
      shape: junctionOutline(node, arms),
      requests: requestsOf(movements, node.control, protects),
      internal_lanes: across.first_lanes,
    },
    edges: across.edges,
    connections: across.connections,
    signals: signal === undefined ? [] : [signalProgram(node.id, movements, arms, plans, light)],
    crosswalks: plans.map((plan, index) => crosswalkSpec(plan, node.id, signal, movements.length + index)),
  };
}

function stopsOf(ground: Ground): StopPlaceSpec[] {
  return Object.entries(ground.map.stops).map(([id, stop]) => {
    const { way, from_m } = pieceAt(ground.pieces, stop.road, stop.at_m, `stops.${id}`);
    const end_m = stop.at_m - from_m - way.start_m;
    const start_m = end_m - stop.length_m;
    if (start_m < 0 || end_m > way.end_m - way.start_m) {
      throw new UserError(`the stop does not lie on ${way.id}`, {
        place: `stops.${id}.at_m`,
        hint: `${Math.ceil(from_m + way.start_m + stop.length_m)} to ${Math.floor(from_m + way.end_m)} fits`,
      });
    }
    return { id, name: stop.name?.en ?? id, kind: 'bus_stop', lane: `${way.id}_0`, start_m, end_m };
  });
}
