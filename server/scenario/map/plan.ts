/** From the roads of a map to carriageways: one for each direction between two nodes, with its line, its lanes and what meets it. */
import { ALL_CLASSES, classBit } from '../../simulation/network-spec.ts';
import { suggestion } from '../suggestion.ts';
import { UserError } from '../user-error.ts';
import { offsetLine, reverseLine } from './line.ts';
import { alignRamps } from './ramp.ts';
import { roadLine } from './road-line.ts';
import type { RoadPoint } from './road-line.ts';
import type { MapLanes, MapName, MapRoad, RoadMap } from './schema.ts';

export interface LanePlan {
  readonly width_m: number;
  readonly allowed: number;
}

/** A piece of a road between two nodes, both directions. */
export interface Section {
  readonly from: string;
  readonly to: string;
  readonly points: RoadPoint[];
  readonly forward: readonly LanePlan[];
  readonly backward: readonly LanePlan[];
  readonly speed_mps: number;
  readonly priority: number;
  readonly median_m: number;
  readonly bend_radius_m: number;
  readonly road: MapRoad;
  /** Path of the road in the map file. */
  readonly place: string;
}

/** One direction of a section. `start_m` and `end_m` are where junctions cut its line. */
export interface Carriageway {
  readonly id: string;
  from: string;
  to: string;
  /** Left edge of the leftmost lane, from node to node. */
  readonly line: Float64Array;
  readonly lanes: readonly LanePlan[];
  readonly speed_mps: number;
  readonly priority: number;
  readonly name: MapName | undefined;
  readonly layer: number;
  readonly tunnel: boolean;
  readonly bridge: boolean;
  start_m: number;
  end_m: number;
  /** Both directions of one section share it. */
  readonly section: Section | undefined;
  readonly place: string;
}

export type Control = 'rim' | 'plain' | 'signal' | 'priority' | 'right_before_left' | 'ring' | 'station';
export interface MapNode {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly ins: Carriageway[];
  readonly outs: Carriageway[];
  control: Control;
  /** Who drives from which lane to which where this is not told from directions: inside stations. */
  readonly pairs?: LanePair[];
}
export type Turn = 'right' | 'straight' | 'left';
/** From, to, turn, lane of the one and of the other. */
export type LanePair = readonly [Carriageway, Carriageway, Turn, number, number];

/** Roads stay level so far around a junction and a roundabout, m. */
const LEVEL_M = 16;
/** Points of a road are at least so far apart, m. */
const APART_M = 1;
const DEFAULTS = { lanes: 1, lane_width_m: 3.25, speed_mps: 13.89, priority: 1, median_m: 0, bend_radius_m: 60 };
const BUS_CLASSES = classBit('bus') | classBit('coach') | classBit('taxi') | classBit('emergency');

export function widthOf(lanes: readonly LanePlan[]): number {
  return lanes.reduce((sum, lane) => sum + lane.width_m, 0);
}

/** All sections in the order of the file. Throws where a node, class or edge is not what it should be. */
export function sectionsOf(map: RoadMap): Section[] {
  const sections = map.roads.flatMap((road, index) => cutRoad(map, road, `roads.${index}`));
  const seen = new Set<string>();
  for (const { from, to, place, forward, backward } of sections) {
    const ids = [...(forward.length > 0 ? [`${from}-${to}`] : []), ...(backward.length > 0 ? [`${to}-${from}`] : [])];
    for (const id of ids) {
      if (seen.has(id)) {
        throw new UserError(`two roads lead from ${from} to ${to}`, {
          place,
          hint: 'put a node into one of them: edges are named by their nodes',
        });
      }
      seen.add(id);
    }
  }
  return sections;
}

function cutRoad(map: RoadMap, road: MapRoad, place: string): Section[] {
  if (road.class !== undefined && map.classes[road.class] === undefined) {
    throw new UserError(`no class '${road.class}'`, {
      place: `${place}.class`,
      hint: suggestion(road.class, Object.keys(map.classes)),
    });
  }
  // What is not said is absent from parsed settings, so that it covers nothing of the class.
  const look = { ...DEFAULTS, ...map.classes[road.class ?? ''], ...road } as typeof DEFAULTS & { lanes: MapLanes };
  const [forward, backward] = lanePlans(look.lanes, look.lane_width_m);
  const sections: Section[] = [];
  let from = '';
  let points: RoadPoint[] = [];
  road.through.forEach((stop, index) => {
    if (typeof stop !== 'string') {
      if (from === '' || index === road.through.length - 1) {
        throw new UserError('a road begins and ends at nodes', { place: `${place}.through.${index}` });
      }
      addPoint(points, { x: stop[0], y: stop[1], z: stop[2] }, `${place}.through.${index}`);
      return;
    }
    const node = Object.hasOwn(map.nodes, stop) ? map.nodes[stop] : undefined;
    if (node === undefined) {
      throw new UserError(`no node '${stop}'`, {
        place: `${place}.through.${index}`,
        hint: suggestion(stop, Object.keys(map.nodes)),
      });
    }
    const point = { x: node[0], y: node[1], z: node[2] };
    if (from !== '') {
      const { speed_mps, priority, median_m, bend_radius_m } = look;
      const common = { speed_mps, priority, median_m, bend_radius_m, road, place: `${place}.through.${index}` };
      addPoint(points, point, `${place}.through.${index}`);
      sections.push({ from, to: stop, points, forward, backward, ...common });
    }
    from = stop;
    points = [point];
  });
  return sections;
}

function addPoint(points: RoadPoint[], point: RoadPoint, place: string): void {
  const before = points[points.length - 1];
  if (Math.abs(before.x - point.x) < APART_M && Math.abs(before.y - point.y) < APART_M) {
    throw new UserError(`two points of a road lie less than ${APART_M} m apart`, {
      place,
      hint: 'take one of them away',
    });
  }
  points.push(point);
}

function lanePlans(lanes: MapLanes, width_m: number): [LanePlan[], LanePlan[]] {
  const list = (given: Exclude<MapLanes, object> | object): LanePlan[] =>
    typeof given === 'number'
      ? Array.from({ length: given }, () => ({ width_m, allowed: ALL_CLASSES }))
      : (given as { kind: string; width_m?: number }[]).map((lane) => ({
          width_m: lane.width_m ?? width_m,
          allowed: lane.kind === 'bus' ? BUS_CLASSES : ALL_CLASSES,
        }));
  return typeof lanes === 'number' ? [list(lanes), list(lanes)] : [list(lanes.forward), list(lanes.backward)];
}

/** Nodes with the carriageways that meet there; roundabouts are still single nodes. */
export function layRoads(map: RoadMap): { nodes: Map<string, MapNode>; carriageways: Carriageway[] } {
  const sections = sectionsOf(map);
  const ends = new Map<string, Section[]>();
  for (const section of sections) {
    for (const node of [section.from, section.to]) ends.set(node, [...(ends.get(node) ?? []), section]);
  }
  const ramps = new Set<string>();
  for (const [node, meeting] of ends) if (alignRamps(node, meeting)) ramps.add(node);
  const nodes = new Map<string, MapNode>();
  for (const [id, [x, y, z]] of Object.entries(map.nodes)) {
    const meeting = ends.get(id) ?? [];
    if (meeting.length === 0) {
      throw new UserError(`no road leads to node ${id}`, {
        place: `nodes.${id}`,
        hint: 'take it away, or lead a road through it',
      });
    }
    nodes.set(id, { id, x, y, z, ins: [], outs: [], control: controlOf(map, id, meeting, ramps.has(id)) });
  }
  const carriageways: Carriageway[] = [];
  for (const section of sections) {
    const level = (node: string): number => {
      const round = map.roundabouts[node];
      if (round !== undefined) return round.radius_m + LEVEL_M;
      return ['rim', 'plain'].includes(nodes.get(node)?.control ?? 'rim') ? 0 : LEVEL_M;
    };
    const line = roadLine(section.points, section.bend_radius_m, level(section.from), level(section.to));
    carriageways.push(...directions(section, line));
  }
  for (const way of carriageways) {
    nodes.get(way.from)?.outs.push(way);
    nodes.get(way.to)?.ins.push(way);
  }
  return { nodes, carriageways };
}

function directions(section: Section, line: Float64Array): Carriageway[] {
  const { road, speed_mps, priority, place } = section;
  const make = (from: string, to: string, edge: Float64Array, lanes: readonly LanePlan[]): Carriageway[] => {
    if (lanes.length === 0) return [];
    const { name, layer, tunnel, bridge } = road;
    const common = { speed_mps, priority, name, layer, tunnel, bridge, section, place };
    const half_m = section.backward.length === 0 ? 0 : section.median_m / 2;
    const own = half_m === 0 ? edge : offsetLine(edge, half_m);
    return [{ id: `${from}-${to}`, from, to, line: own, lanes, start_m: 0, end_m: 0, ...common }];
  };
  return [
    ...make(section.from, section.to, line, section.forward),
    ...make(section.to, section.from, reverseLine(line), section.backward),
  ];
}

function controlOf(map: RoadMap, id: string, meeting: readonly Section[], ramp: boolean): Control {
  const wish = map.junctions[id]?.control ?? 'auto';
  if (map.roundabouts[id] !== undefined) return 'ring';
  if (meeting.length === 1) return 'rim';
  if (wish !== 'auto') return wish;
  if (meeting.length === 2 || ramp) return 'plain';
  return meeting.some(({ priority }) => priority !== meeting[0].priority) ? 'priority' : 'right_before_left';
}
