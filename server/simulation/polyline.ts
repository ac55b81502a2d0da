/** Places along a lane's centre line. */
import type { LaneTable, PointTable } from './network.ts';

/** A point on a lane and the unit vector of its direction; reused by the caller. */
export interface LanePlace {
  x: number;
  y: number;
  z: number;
  ux: number;
  uy: number;
}

export function createLanePlace(): LanePlace {
  return { x: 0, y: 0, z: 0, ux: 1, uy: 0 };
}

/**
 * Writes the place `pos_m` metres after the lane's start into `out`; beyond either end the line is continued straight.
 * Positions are scaled where the declared length differs from the drawn one.
 */
export function placeOnLane(lanes: LaneTable, points: PointTable, lane: number, pos_m: number, out: LanePlace): void {
  const first = lanes.first_point[lane]!;
  const last = first + lanes.point_count[lane]! - 1;
  const drawn = lanes.shape_length_m[lane]!;
  const along = (pos_m * drawn) / lanes.length_m[lane]!;
  let p = first;
  while (p < last - 1 && points.along_m[p + 1]! < along) p += 1;
  const q = p < last ? p + 1 : p;
  const dx = points.x[q]! - points.x[p]!;
  const dy = points.y[q]! - points.y[p]!;
  const step = points.along_m[q]! - points.along_m[p]!;
  if (step <= 1e-9) {
    out.x = points.x[p]!;
    out.y = points.y[p]!;
    out.z = points.z[p]!;
    return;
  }
  const share = (along - points.along_m[p]!) / step;
  out.ux = dx / step;
  out.uy = dy / step;
  out.x = points.x[p]! + dx * share;
  out.y = points.y[p]! + dy * share;
  out.z = points.z[p]! + (points.z[q]! - points.z[p]!) * Math.min(1, Math.max(0, share));
}

/** Resamples a lane's centre line at about `spacing_m`; returns x,y pairs and the position of each in lane metres. */
export function sampleLane(
  lanes: LaneTable,
  points: PointTable,
  lane: number,
  spacing_m: number,
): { readonly xy: Float64Array; readonly z: Float64Array; readonly pos_m: Float64Array } {
  const length = lanes.length_m[lane]!;
  const count = Math.max(2, Math.ceil(length / spacing_m) + 1);
  const xy = new Float64Array(count * 2);
  const z = new Float64Array(count);
  const pos_m = new Float64Array(count);
  const place = createLanePlace();
  for (let i = 0; i < count; i++) {
    pos_m[i] = (length * i) / (count - 1);
    placeOnLane(lanes, points, lane, pos_m[i]!, place);
    xy[2 * i] = place.x;
    z[i] = place.z;
    xy[2 * i + 1] = place.y;
  }
  return { xy, z, pos_m };
}
