/** Who may drive from which lane to which at a node: turns by direction, lanes by turn. */
import { atan2 } from '../../simulation/maths.ts';
import { classBit } from '../../simulation/network-spec.ts';
import { UserError } from '../user-error.ts';
import { offsetLine, placeAlong } from './line.ts';
import type { LinePlace } from './line.ts';
import { pathAcross } from './path.ts';
import type { Carriageway, LanePlan, MapNode, Turn } from './plan.ts';
import { widthOf } from './plan.ts';

export interface Movement {
  readonly from: Carriageway;
  readonly to: Carriageway;
  readonly turn: Turn;
  readonly from_lane: number;
  readonly to_lane: number;
  readonly shape: Float64Array;
  readonly speed_mps: number;
  readonly width_m: number;
}

/** What each lane of an approach serves, the rightmost first, where the map says so. */
export type LaneTurns = (approach: string) => readonly string[] | undefined;

/** Nobody goes straight on by more than this, rad. */
const STRAIGHT_MAX_RAD = 0.85;
/** Lateral acceleration at which drivers take a turn, m/s2. */
const TURN_ACCEL_MPS2 = 2.5;
const CAR = classBit('passenger');

/** Right of the line's left edge, m: the middle of a lane. */
export function laneOffset_m(lanes: readonly LanePlan[], index: number): number {
  return widthOf(lanes.slice(index + 1)) + lanes[index].width_m / 2;
}

/** Centre line of a lane over the whole carriageway, uncut. */
export function laneLine(way: Carriageway, index: number): Float64Array {
  return offsetLine(way.line, laneOffset_m(way.lanes, index));
}

function laneEnd(way: Carriageway, lane: number, at_end: boolean): LinePlace {
  const at = placeAlong(way.line, at_end ? way.end_m : way.start_m);
  const right_m = laneOffset_m(way.lanes, lane);
  return { ...at, x: at.x + at.uy * right_m, y: at.y - at.ux * right_m };
}

export function movementsAt(node: MapNode, turnsOf: LaneTurns): Movement[] {
  if (node.pairs !== undefined) return node.pairs.map((pair) => movement(...pair));
  return node.ins.flatMap((from) => {
    const exits = node.outs.filter((out) => out.section === undefined || out.section !== from.section);
    if (exits.length === 0) return [];
    const pairs = node.control === 'plain' ? plainPairs(node, from, exits) : crossingPairs(node, from, exits, turnsOf);
    return pairs.map(([to, turn, from_lane, to_lane]) => movement(from, to, turn, from_lane, to_lane));
  });
}

type Pair = readonly [Carriageway, Turn, number, number];

/** Turning angle from a carriageway into another, rad, counter-clockwise. */
export function turnAngle(from: Carriageway, to: Carriageway): number {
  const a = placeAlong(from.line, from.end_m);
  const b = placeAlong(to.line, to.start_m);
  return atan2(a.ux * b.uy - a.uy * b.ux, a.ux * b.ux + a.uy * b.uy);
}

/** Exits from left to right with the turn each is. */
export function classifyTurns(from: Carriageway, exits: readonly Carriageway[]): { to: Carriageway; turn: Turn }[] {
  const ordered = exits.map((to) => ({ to, angle: turnAngle(from, to) })).sort((a, b) => b.angle - a.angle);
  let straight = -1;
  ordered.forEach(({ angle }, index) => {
    if (Math.abs(angle) > STRAIGHT_MAX_RAD) return;
    if (straight === -1 || Math.abs(angle) < Math.abs(ordered[straight].angle)) straight = index;
  });
  return ordered.map(({ to, angle }, index) => {
    if (index === straight) return { to, turn: 'straight' };
    if (straight !== -1) return { to, turn: index < straight ? 'left' : 'right' };
    return { to, turn: angle > 0 ? 'left' : 'right' };
  });
}

/** Lanes run on from the left edge; where another road joins or leaves, it has the lanes at the right edge. */
function plainPairs(node: MapNode, from: Carriageway, exits: readonly Carriageway[]): Pair[] {
  const ordered = classifyTurns(from, exits);
  const n = from.lanes.length;
  if (exits.length === 2) {
    const [main, ramp] = ordered.map(({ to }) => to);
    const ramp_first = n - main.lanes.length >= ramp.lanes.length ? 0 : Math.max(0, n - main.lanes.length);
    return [
      ...leftAligned(from, main),
      ...ramp.lanes.map((_, lane): Pair => [ramp, 'right', Math.min(ramp_first + lane, n - 1), lane]),
    ];
  }
  const [to] = exits;
  const other = node.ins.find((way) => way !== from);
  // The one whose left edge lies at the exit's is the road that goes on; the other one comes in at the right edge.
  const joins = other !== undefined && node.ins.length === 2 && node.outs.length === 1 && !isMain(from, other, to);
  if (joins) return from.lanes.map((_, lane): Pair => [to, 'straight', lane, Math.min(lane, to.lanes.length - 1)]);
  return leftAligned(from, to);
}

function isMain(from: Carriageway, other: Carriageway, to: Carriageway): boolean {
  const at = placeAlong(to.line, 0);
  const gap = (way: Carriageway): number => {
    const end = placeAlong(way.line, way.end_m);
    return Math.abs((end.x - at.x) * at.uy - (end.y - at.y) * at.ux);
  };
  return gap(from) < gap(other);
}

function leftAligned(from: Carriageway, to: Carriageway): Pair[] {
  const shared = Math.min(from.lanes.length, to.lanes.length);
  return Array.from({ length: shared }, (_, k): Pair => {
    return [to, 'straight', from.lanes.length - 1 - k, to.lanes.length - 1 - k];
  }).toReversed();
}

function crossingPairs(node: MapNode, from: Carriageway, exits: readonly Carriageway[], turnsOf: LaneTurns): Pair[] {
  const { section } = from;
  const approach = section === undefined ? from.from : section.from === node.id ? section.to : section.from;
  const said = turnsOf(approach);
  const ordered = classifyTurns(from, exits);
  const n = from.lanes.length;
  if (said !== undefined && said.length !== n) {
    throw new UserError(`${said.length} lanes are described, but the road from ${approach} has ${n}`, {
      place: `junctions.${node.id}.turns.${approach}`,
    });
  }
  const present = new Set(ordered.map(({ turn }) => turn));
  const serves =
    said?.map((text) => text.split(' ')) ??
    defaultTurns(from, present, ordered.find(({ turn }) => turn === 'straight')?.to);
  const pairs: Pair[] = [];
  for (const { to, turn } of ordered) {
    const using = serves.flatMap((turns, lane) => (turns.includes(turn) ? [lane] : []));
    const free = turn === 'straight' ? using.length : Math.min(using.length, to.lanes.length);
    if (free > to.lanes.length) {
      throw new UserError(`${free} lanes lead straight on from ${approach}, but ${to.id} has ${to.lanes.length}`, {
        place: `junctions.${node.id}`,
        hint: `say under turns.${approach} what each lane serves, the rightmost first`,
      });
    }
    using.slice(0, free).forEach((lane, k) => pairs.push([to, turn, lane, exitLane(from, to, turn, using, k, free)]));
  }
  return pairs;
}

/**
 * The leftmost lane for left turns, the rightmost for right turns, what is between for straight on; where the road straight on has fewer
 * lanes, the left ones of these turn left too, or right where there is no left.
 */
function defaultTurns(from: Carriageway, present: ReadonlySet<Turn>, ahead: Carriageway | undefined): string[][] {
  const cars = from.lanes.flatMap((lane, index) => ((lane.allowed & CAR) !== 0 ? [index] : []));
  const leftmost = cars[cars.length - 1];
  let room = ahead?.lanes.length ?? 0;
  return from.lanes.map((_, lane) => {
    if (!cars.includes(lane)) return present.has('straight') ? ['straight', 'right'] : [...present];
    const turns: Turn[] = [];
    const alone = cars.length > 1 && present.has('left') && lane === leftmost;
    if (present.has('straight') && !alone && room > 0) {
      turns.push('straight');
      room -= 1;
    }
    if (present.has('right') && lane === cars[0]) turns.push('right');
    if (present.has('left') && lane === leftmost) turns.push('left');
    // Without a way straight on the middle lanes turn left too.
    if (turns.length === 0) turns.push(present.has('left') ? 'left' : 'right');
    return turns;
  });
}

/** Right turns end at the kerb, left turns innermost, straight lanes in those that face them. */
function exitLane(
  from: Carriageway,
  to: Carriageway,
  turn: Turn,
  using: readonly number[],
  k: number,
  count: number,
): number {
  const m = to.lanes.length;
  if (turn === 'left') return m - count + k;
  const first = to.lanes.findIndex((lane) => (lane.allowed & CAR) !== 0);
  if (turn === 'right') return Math.min(first + k, m - 1);
  const facing = m - 1 - (from.lanes.length - 1 - using[0]);
  return Math.min(Math.max(facing, 0), m - count) + k;
}

function movement(from: Carriageway, to: Carriageway, turn: Turn, from_lane: number, to_lane: number): Movement {
  const { shape, radius_m } = pathAcross(laneEnd(from, from_lane, true), laneEnd(to, to_lane, false));
  const limit_mps = Math.min(from.speed_mps, to.speed_mps);
  return {
    from,
    to,
    turn,
    from_lane,
    to_lane,
    shape,
    speed_mps: Math.min(limit_mps, Math.sqrt(TURN_ACCEL_MPS2 * radius_m)),
    width_m: Math.min(from.lanes[from_lane].width_m, to.lanes[to_lane].width_m),
  };
}
