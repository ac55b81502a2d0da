/** The walkers that the page knows: their poses in the frame before and in the newest one. Filled from decoded frames; knows no three.js. */
import type { v2x } from '../../protos/wire/generated.js';
import { readWalkers } from '../source/walker-columns.ts';
import { lerpPose } from './lerp-pose.ts';

const YAW_RAD = (2 * Math.PI) / 65536;
/** A walker who moved farther between two frames is set there, m. */
const SNAP_M = 15;

export interface Crowd {
  count: number;
  /** By place in the frame: the walker's number, and x, y, z, yaw in the frame before and in the newest one. */
  number: Uint32Array;
  from: Float32Array;
  to: Float32Array;
  /** Place by number. */
  readonly place_of: Map<number, number>;
}

export function createCrowd(): Crowd {
  return {
    count: 0,
    number: new Uint32Array(0),
    from: new Float32Array(0),
    to: new Float32Array(0),
    place_of: new Map(),
  };
}

export function clearCrowd(crowd: Crowd): void {
  crowd.count = 0;
  crowd.place_of.clear();
}

/**
 * Takes a frame. `alpha` is where the picture stands between the two frames before: the way to the new pose starts there.
 * A frame whose walker columns do not fit together shows nobody.
 */
export function updateCrowd(crowd: Crowd, frame: v2x.view.ViewFrame.$Properties, alpha: number, z0_m: number): void {
  const columns = readWalkers(frame);
  const count = columns?.number.length ?? 0;
  const from = new Float32Array(count * 4);
  const to = new Float32Array(count * 4);
  if (columns !== undefined) {
    for (let i = 0; i < count; i++) {
      const at = i * 4;
      to[at] = columns.x_cm[i] / 100;
      to[at + 1] = columns.y_cm[i] / 100;
      to[at + 2] = z0_m + (columns.z_cm[i] ?? 0) / 100;
      to[at + 3] = columns.yaw[i] * YAW_RAD;
      const before = (crowd.place_of.get(columns.number[i]) ?? -1) * 4;
      const snap = before < 0 || Math.hypot(to[at] - crowd.to[before], to[at + 1] - crowd.to[before + 1]) > SNAP_M;
      if (snap) from.set(to.subarray(at, at + 4), at);
      else lerpPose(crowd.from, before, crowd.to, before, alpha, from, at);
    }
  }
  crowd.place_of.clear();
  columns?.number.forEach((number, place) => crowd.place_of.set(number, place));
  crowd.number = columns?.number ?? new Uint32Array(0);
  crowd.from = from;
  crowd.to = to;
  crowd.count = count;
}
