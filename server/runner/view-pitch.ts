/** Slope of the road under a vehicle, for viewers: from the lane's own heights, so it does not tremble with the vehicle. */
import { createLanePlace, placeOnLane } from '../simulation/polyline.ts';
import type { World } from '../simulation/world.ts';

/** The slope is taken over this length of the lane, metres. */
const BASE_M = 6;

const front = createLanePlace();
const rear = createLanePlace();

/** Radians, forward up positive; 0 where the lane is too short to tell. */
export function roadPitch_rad({ vehicles, network }: World, slot: number): number {
  const { lanes, points } = network;
  const lane = vehicles.lane[slot];
  const pos_m = Math.min(vehicles.pos_m[slot], lanes.length_m[lane]);
  const rear_m = Math.max(0, pos_m - BASE_M);
  const front_m = Math.min(lanes.length_m[lane], rear_m + BASE_M);
  placeOnLane(lanes, points, lane, front_m, front);
  placeOnLane(lanes, points, lane, rear_m, rear);
  const way_m = Math.hypot(front.x - rear.x, front.y - rear.y);
  return way_m < 0.5 ? 0 : Math.atan2(front.z - rear.z, way_m);
}
