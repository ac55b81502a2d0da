/** What is painted on the road: lane lines, edge lines, stop and give-way lines, turn arrows, zebra crossings. Metres. */
import type { LaneFact, NetworkFacts } from '../source/facts.ts';
import { addDashes, addRectangle, addStrip, cutLine, lineLength } from './strip.ts';
import type { FlatMesh } from './strip.ts';
import { addTurnArrow } from './turn-arrow.ts';

const LINE_WIDTH_M = 0.13;
/** Lane line: drawn, gap. */
const LANE_DASH_M = 3;
const LANE_GAP_M = 6;
const EDGE_INSET_M = 0.18;
const STOP_LINE_M = 0.45;
const ARROW_BACK_M = 9;
const ARROW_LANE_MIN_M = 22;
const ZEBRA_PITCH_M = 1.2;
const ZEBRA_STRIPE_M = 0.6;
/** Opposite carriageways whose middle lines run closer than this share one centre line. */
const OPPOSITE_GAP_M = 1.6;

export interface Markings {
  readonly white: FlatMesh;
  readonly centre: FlatMesh;
}

export function addMarkings(markings: Markings, network: NetworkFacts): void {
  const opposite = oppositeEdges(network);
  network.lanes.forEach((lane) => {
    if (lane.kind === 'walk' && lane.junction >= 0) addZebra(markings.white, lane.shape, Math.max(lane.width_m, 2.5));
    else if (lane.junction < 0 && isPaved(lane)) addLaneLines(markings, network, lane, opposite.has(lane.edge));
  });
  for (const { shape, width_m } of network.crosswalks) addZebra(markings.white, shape, width_m);
  addStopLines(markings.white, network);
  addApproachSigns(markings.white, network);
}

/** Lanes that get asphalt and lines. */
export function isPaved(lane: LaneFact): boolean {
  return lane.kind === 'road' || lane.kind === 'bus' || lane.kind === 'bicycle';
}

function addLaneLines(markings: Markings, network: NetworkFacts, lane: LaneFact, has_opposite: boolean): void {
  const half = lane.width_m / 2;
  // Where traffic keeps left, lane 0 is the leftmost and `left` means nearer to the middle of the road all the same.
  const inward = network.left_hand ? -1 : 1;
  const neighbour = network.lanes[lane.left];
  if (neighbour !== undefined && isPaved(neighbour)) {
    const free = lane.change_left !== 0 && neighbour.change_right !== 0;
    if (free) addDashes(markings.white, lane.shape, half * inward, LINE_WIDTH_M, LANE_DASH_M, LANE_GAP_M);
    else addLineAt(markings.white, lane, half * inward);
  } else {
    addLineAt(has_opposite ? markings.centre : markings.white, lane, (half - EDGE_INSET_M) * inward);
  }
  if (lane.index === 0 || !isPaved(network.lanes[lane.right] ?? lane))
    addLineAt(markings.white, lane, (EDGE_INSET_M - half) * inward);
}

function addLineAt(mesh: FlatMesh, lane: LaneFact, offset_m: number): void {
  addStrip(mesh, lane.shape, offset_m - LINE_WIDTH_M / 2, offset_m + LINE_WIDTH_M / 2);
}

/** Edges with a carriageway of the other direction right beside them. */
function oppositeEdges(network: NetworkFacts): Set<number> {
  const by_ends = new Map<string, number[]>();
  network.edges.forEach((edge, number) => {
    if (edge.internal || edge.lane_count === 0) return;
    const key = `${edge.from_junction} ${edge.to_junction}`;
    by_ends.set(key, [...(by_ends.get(key) ?? []), number]);
  });
  const found = new Set<number>();
  network.edges.forEach((edge, number) => {
    const others = edge.internal ? undefined : by_ends.get(`${edge.to_junction} ${edge.from_junction}`);
    if (others?.some((other) => runBeside(network, number, other)) === true) found.add(number);
  });
  return found;
}

/** Do the inner lanes of two opposite edges touch, judged in the middle of the first one? */
function runBeside(network: NetworkFacts, edge: number, other: number): boolean {
  const mine = innerLane(network, edge);
  const theirs = innerLane(network, other);
  const middle = cutLine(mine.shape, 0, lineLength(mine.shape) / 2);
  const at = middle.length - 3;
  let nearest = Infinity;
  for (let i = 0; i + 5 < theirs.shape.length; i += 3) {
    nearest = Math.min(nearest, distanceToSegment(middle[at], middle[at + 1], theirs.shape, i));
  }
  return nearest < (mine.width_m + theirs.width_m) / 2 + OPPOSITE_GAP_M;
}

function innerLane(network: NetworkFacts, edge: number): LaneFact {
  const { first_lane, lane_count } = network.edges[edge];
  return network.lanes[first_lane + lane_count - 1];
}

function distanceToSegment(x: number, y: number, line: ArrayLike<number>, i: number): number {
  const dx = line[i + 3] - line[i];
  const dy = line[i + 4] - line[i + 1];
  const square = dx * dx + dy * dy;
  const share = square === 0 ? 0 : Math.min(1, Math.max(0, ((x - line[i]) * dx + (y - line[i + 1]) * dy) / square));
  return Math.hypot(x - line[i] - dx * share, y - line[i + 1] - dy * share);
}

function addStopLines(mesh: FlatMesh, network: NetworkFacts): void {
  for (const signal of network.signals) {
    for (const line of signal.stop_lines) {
      if (!isPaved(network.lanes[line.lane])) continue;
      const back = STOP_LINE_M / 2;
      const place = {
        x: line.x - Math.cos(line.heading_rad) * back,
        y: line.y - Math.sin(line.heading_rad) * back,
        z: line.z,
      };
      addRectangle(mesh, place, line.heading_rad, STOP_LINE_M, line.width_m - 0.3);
    }
  }
}

/** Turn arrows where lanes of one approach lead to different places, and broken lines where all of a lane gives way. */
function addApproachSigns(mesh: FlatMesh, network: NetworkFacts): void {
  const leaving = new Map<number, { directions: Set<string>; yields: boolean; signal: boolean }>();
  for (const link of network.links) {
    const entry = leaving.get(link.from_lane) ?? { directions: new Set<string>(), yields: true, signal: false };
    entry.directions.add(link.direction);
    entry.yields &&= link.yields > 0;
    entry.signal ||= link.signal >= 0;
    leaving.set(link.from_lane, entry);
  }
  for (const [number, approach] of leaving) {
    const lane = network.lanes[number];
    const length = lineLength(lane.shape);
    if (lane.kind !== 'road' && lane.kind !== 'bus') continue;
    if (approach.yields && !approach.signal) addGiveWay(mesh, lane);
    const several = network.edges[lane.edge].lane_count > 1;
    if (several && approach.signal && length > ARROW_LANE_MIN_M) {
      addTurnArrow(mesh, cutLine(lane.shape, length - ARROW_BACK_M - 5, length - ARROW_BACK_M), approach.directions);
    }
  }
}

function addGiveWay(mesh: FlatMesh, lane: LaneFact): void {
  const end = lane.shape.length - 3;
  const heading = Math.atan2(lane.shape[end + 1] - lane.shape[end - 2], lane.shape[end] - lane.shape[end - 3]);
  const step = 0.8;
  for (let across = -lane.width_m / 2 + 0.55; across < lane.width_m / 2 - 0.2; across += step) {
    const place = {
      x: lane.shape[end] - Math.sin(heading) * across - Math.cos(heading) * 0.25,
      y: lane.shape[end + 1] + Math.cos(heading) * across - Math.sin(heading) * 0.25,
      z: lane.shape[end + 2],
    };
    addRectangle(mesh, place, heading, 0.35, 0.45);
  }
}

/** Stripes of a crosswalk along its line. */
function addZebra(mesh: FlatMesh, line: ArrayLike<number>, width_m: number): void {
  const length = lineLength(line);
  for (let at = ZEBRA_PITCH_M / 4; at + ZEBRA_STRIPE_M <= length; at += ZEBRA_PITCH_M) {
    addStrip(mesh, cutLine(line, at, at + ZEBRA_STRIPE_M), -width_m / 2, width_m / 2);
  }
}
