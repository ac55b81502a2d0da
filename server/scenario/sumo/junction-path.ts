/**
 * Draws the lane across a junction where a net was made without internal links.
 */
import { atan2 } from '../../simulation/maths.ts';
import type { LaneSpec } from '../../simulation/network-spec.ts';

const PIECES = 8;
/** Largest sideways acceleration in a turn, m/s2 (netconvert's limit-turn-speed). */
const TURN_ACCELERATION_MPS2 = 5.5;
const LENGTH_MIN_M = 0.1;

/** A smooth lane from the end of one lane to the start of the next, with the speed that its bend allows. */
export function pathAcross(id: string, from: LaneSpec, to: LaneSpec, allowed: number): LaneSpec {
  const a = from.shape.subarray(from.shape.length - 3);
  const b = to.shape.subarray(0, 3);
  const out = direction(from.shape, from.shape.length - 6);
  const into = direction(to.shape, 0);
  const gap = distance(a, b);
  const shape = gap < LENGTH_MIN_M ? Float64Array.from([...a, ...b]) : curve(a, b, out, into, gap / 3);
  const length_m = Math.max(LENGTH_MIN_M, lengthOf(shape));
  const turn = Math.abs(atan2(out[0] * into[1] - out[1] * into[0], out[0] * into[0] + out[1] * into[1]));
  const bend_mps = turn > 0.05 ? Math.sqrt((TURN_ACCELERATION_MPS2 * length_m) / turn) : Infinity;
  return {
    id,
    length_m,
    speed_mps: Math.max(1, Math.min((from.speed_mps + to.speed_mps) / 2, bend_mps)),
    width_m: Math.min(from.width_m, to.width_m),
    allowed,
    shape,
    change_left: 0,
    change_right: 0,
  };
}

/** Cubic Bezier whose handles have the length `handle`. */
function curve(a: Float64Array, b: Float64Array, out: number[], into: number[], handle: number): Float64Array {
  const shape = new Float64Array((PIECES + 1) * 3);
  for (let i = 0; i <= PIECES; i++) {
    const t = i / PIECES;
    const u = 1 - t;
    for (let k = 0; k < 3; k++) {
      const c1 = a[k] + (k < 2 ? out[k] * handle : (b[2] - a[2]) / 3);
      const c2 = b[k] - (k < 2 ? into[k] * handle : (b[2] - a[2]) / 3);
      shape[i * 3 + k] = u * u * u * a[k] + 3 * u * u * t * c1 + 3 * u * t * t * c2 + t * t * t * b[k];
    }
  }
  return shape;
}

/** Unit vector (x, y) of the piece that starts at coordinate `at`; the x axis where it has no length. */
function direction(shape: Float64Array, at: number): number[] {
  const dx = shape[at + 3] - shape[at];
  const dy = shape[at + 4] - shape[at + 1];
  const size = Math.sqrt(dx * dx + dy * dy);
  return size > 0 ? [dx / size, dy / size] : [1, 0];
}

function distance(a: Float64Array, b: Float64Array): number {
  return Math.sqrt((b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2 + (b[2] - a[2]) ** 2);
}

function lengthOf(shape: Float64Array): number {
  let length = 0;
  for (let i = 3; i < shape.length; i += 3) length += distance(shape.subarray(i - 3, i), shape.subarray(i, i + 3));
  return length;
}
