/**
 * Poses: the rectangle's centre lies half way between front and rear point, its heading points from rear to front.
 * Both points stand on the lanes that the body covers, so that long vehicles bend through curves as a rigid bar would.
 */
import { TAIL_MAX, type Engine } from './engine-state.ts';
import { atan2 } from './maths.ts';
import { createLanePlace, placeOnLane } from './polyline.ts';

const front = createLanePlace();
const rear = createLanePlace();

export function updatePose(world: Engine, slot: number): void {
  const { vehicles, network } = world;
  const { lanes, points } = network;
  const lane = vehicles.lane[slot]!;
  const pos = vehicles.pos_m[slot]!;
  const length = vehicles.length_m[slot]!;
  const lateral = vehicles.lateral_m[slot]!;
  placeOnLane(lanes, points, lane, pos, front);
  let behind = pos - length;
  let under = lane;
  for (let i = 0; behind < 0 && i < TAIL_MAX; i++) {
    const before = vehicles.tail_lane[slot * TAIL_MAX + i]!;
    if (before === -1) break;
    under = before;
    behind += lanes.length_m[before]!;
  }
  placeOnLane(lanes, points, under, behind, rear);
  const fx = front.x - lateral * front.uy;
  const fy = front.y + lateral * front.ux;
  const rear_lateral = under === lane ? lateral : lateral + vehicles.tail_offset_m[slot]!;
  const rx = rear.x - rear_lateral * rear.uy;
  const ry = rear.y + rear_lateral * rear.ux;
  const dx = fx - rx;
  const dy = fy - ry;
  const chord = Math.sqrt(dx * dx + dy * dy);
  if (chord > 1e-6) {
    const half = length / (2 * chord);
    vehicles.x[slot] = fx - dx * half;
    vehicles.y[slot] = fy - dy * half;
    vehicles.heading_rad[slot] = atan2(dy, dx);
  } else {
    vehicles.x[slot] = fx;
    vehicles.y[slot] = fy;
    vehicles.heading_rad[slot] = atan2(front.uy, front.ux);
  }
  vehicles.z[slot] = (front.z + rear.z) / 2;
}
