/**
 * Poses: the rectangle's centre lies half way between front and rear point, its heading points from rear to front.
 * Both points stand on the lanes that the body covers, so that a body bends through curves as a rigid bar would; in tight bends the
 * driver of a long vehicle swings wide, so that half of what the bar would cut off inside sticks out at its ends.
 */
import { TAIL_MAX, type Engine } from './engine-state.ts';
import { atan2 } from './maths.ts';
import { createLanePlace, placeOnLane, type LanePlace } from './polyline.ts';

/** Longer bodies swing wide where the chord is this much shorter than the body, m. */
const LONG_M = 7.5;
const BENT_M = 0.15;

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
  if (length > LONG_M && chord < length - BENT_M) {
    placeBehind(world, slot, length / 2, middle);
    vehicles.x[slot] = ((front.x + rear.x) / 2 + middle.x) / 2;
    vehicles.y[slot] = ((front.y + rear.y) / 2 + middle.y) / 2;
    return;
  }
  const half = length / (2 * chord);
  vehicles.x[slot] = front.x - dx * half;
  vehicles.y[slot] = front.y - dy * half;
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
