/**
 * Poses: the rectangle's centre lies half way between front and rear point, its heading points from rear to front.
 * Both points stand on the lanes that the body covers, so that a body bends through curves as a rigid bar would; in tight bends the
 * driver of a long vehicle swings wide, away from the lane beside it.
 */
import { TAIL_MAX, type Engine } from './engine-state.ts';
import { atan2 } from './maths.ts';
import { createLanePlace, placeOnLane, type LanePlace } from './polyline.ts';

/** Longer bodies swing wide where the chord is this much shorter than the body, m. */
const LONG_M = 7.5;
const BENT_M = 0.15;
/** Where the path folds a body to less than this share of its length (a turn on the spot), its centre stays on the path. */
const FOLDED = 0.8;
/** Swing with a lane on either side, and with one on the inner side only. */
const BOTH_SIDES = 0.4;
const ALL_OUT = 0.8;

const front = createLanePlace();
const rear = createLanePlace();
const middle = createLanePlace();

export function updatePose(world: Engine, slot: number): void {
  const { vehicles } = world;
  const length = vehicles.length_m[slot]!;
  placeBehind(world, slot, 0, front);
  placeBehind(world, slot, length, rear);
  const dx = front.x - rear.x;
  const dy = front.y - rear.y;
  const chord = Math.sqrt(dx * dx + dy * dy);
  vehicles.z[slot] = (front.z + rear.z) / 2;
  if (chord < 1e-6) {
    vehicles.x[slot] = front.x;
    vehicles.y[slot] = front.y;
    vehicles.heading_rad[slot] = atan2(front.uy, front.ux);
    return;
  }
  vehicles.heading_rad[slot] = atan2(dy, dx);
  const folded = chord < FOLDED * length;
  if (folded || (length > LONG_M && chord < length - BENT_M)) {
    const wide = folded ? 1 : swing(world, slot);
    placeBehind(world, slot, length / 2, middle);
    vehicles.x[slot] = (rear.x + dx / 2) * (1 - wide) + middle.x * wide;
    vehicles.y[slot] = (rear.y + dy / 2) * (1 - wide) + middle.y * wide;
    return;
  }
  const half = length / (2 * chord);
  vehicles.x[slot] = front.x - dx * half;
  vehicles.y[slot] = front.y - dy * half;
}

/**
 * Share of what the bar cuts off inside that the driver moves out. Beside a lane on the inner side only, the body keeps out of that lane; from the
 * innermost lane it cuts the corner and keeps off the outer neighbour.
 */
function swing(world: Engine, slot: number): number {
  const { vehicles, network } = world;
  const { lanes, links } = network;
  let link = lanes.link[vehicles.lane[slot]!]!;
  if (link === -1) link = lanes.link[vehicles.tail_lane[slot * TAIL_MAX]!] ?? -1;
  if (link === -1) return BOTH_SIDES;
  const from = links.from_lane[link]!;
  const turns_left = rear.ux * front.uy - rear.uy * front.ux > 0;
  const inner = turns_left ? lanes.left[from]! : lanes.right[from]!;
  const outer = turns_left ? lanes.right[from]! : lanes.left[from]!;
  if (inner === -1) return 0;
  return outer === -1 ? ALL_OUT : BOTH_SIDES;
}

/** The point of the vehicle's path `back_m` behind its front, with its offset during a lane change. */
function placeBehind(world: Engine, slot: number, back_m: number, out: LanePlace): void {
  const { vehicles, network } = world;
  let lane = vehicles.lane[slot]!;
  let along = vehicles.pos_m[slot]! - back_m;
  let lateral = vehicles.lateral_m[slot]!;
  for (let i = 0; along < 0 && i < TAIL_MAX; i++) {
    const before = vehicles.tail_lane[slot * TAIL_MAX + i]!;
    if (before === -1) break;
    if (i === vehicles.tail_from[slot]) lateral += vehicles.tail_offset_m[slot]!;
    lane = before;
    along += network.lanes.length_m[before]!;
  }
  placeOnLane(network.lanes, network.points, lane, along, out);
  if (lateral === 0) return;
  out.x -= lateral * out.uy;
  out.y += lateral * out.ux;
}
