/** Right of way at a node: which paths conflict, and who gives way to whom. */
import { atan2 } from '../../simulation/maths.ts';
import type { RequestSpec } from '../../simulation/network-spec.ts';
import { shapeDistance_m } from '../crossing-path.ts';
import { placeAlong } from './line.ts';
import type { Movement } from './movements.ts';
import type { Control, Turn } from './plan.ts';

/** Paths this much nearer than a lane is wide conflict, m. */
const NEAR_M = 0.35;
/** A road that comes in at an angle of this to the right (or left) is on the right (left); beyond, it is opposite, rad. */
const OPPOSITE_RAD = 2.4;

const PROTECTED: readonly Turn[] = ['right', 'left', 'straight'];
const PERMISSIVE: readonly Turn[] = ['left', 'right', 'straight'];

export function requestsOf(movements: readonly Movement[], control: Control, protected_left: boolean): RequestSpec[] {
  const yields = yieldRule(control, protected_left);
  const boxes = movements.map(({ shape }) => boxOf(shape));
  const foe = movements.map((a, i) => movements.map((b, j) => i !== j && isFoe(a, b, boxes[i], boxes[j])));
  return movements.map((a, i) => ({
    foes: foe[i],
    response: movements.map((b, j) => {
      if (!foe[i][j]) return false;
      const own = yields(a, b);
      const other = yields(b, a);
      // Of two who would both give way, or neither, the later one in the list does, so that somebody goes.
      return own === other ? i > j : own;
    }),
    cont: false,
  }));
}

type Box = readonly [number, number, number, number];

function boxOf(shape: Float64Array): Box {
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let p = 0; p < shape.length; p += 3) {
    x0 = Math.min(x0, shape[p]);
    x1 = Math.max(x1, shape[p]);
    y0 = Math.min(y0, shape[p + 1]);
    y1 = Math.max(y1, shape[p + 1]);
  }
  return [x0, y0, x1, y1];
}

function isFoe(a: Movement, b: Movement, box_a: Box, box_b: Box): boolean {
  if (a.from === b.from && a.from_lane === b.from_lane) return false;
  const near_m = (a.width_m + b.width_m) / 2 - NEAR_M;
  const apart =
    box_a[0] > box_b[2] + near_m ||
    box_b[0] > box_a[2] + near_m ||
    box_a[1] > box_b[3] + near_m ||
    box_b[1] > box_a[3] + near_m;
  return !apart && shapeDistance_m(a.shape, b.shape) < near_m;
}

/** Whether the first gives way to the second, as drivers know it; both or neither is settled by the caller. */
function yieldRule(control: Control, protected_left: boolean): (a: Movement, b: Movement) => boolean {
  if (control === 'signal') {
    const order = protected_left ? PROTECTED : PERMISSIVE;
    return (a, b) => {
      const difference = order.indexOf(a.turn) - order.indexOf(b.turn);
      return difference === 0 ? sideOf(a, b) === 'right' : difference < 0;
    };
  }
  return (a, b) => {
    if (control !== 'right_before_left' && a.from.priority !== b.from.priority) {
      return a.from.priority < b.from.priority;
    }
    const side = sideOf(a, b);
    if (side === 'opposite') return a.turn === 'left' && b.turn !== 'left';
    return side === 'right';
  };
}

/** Where b comes from as seen by a. */
function sideOf(a: Movement, b: Movement): 'right' | 'left' | 'opposite' | 'same' {
  if (a.from === b.from) return 'same';
  const own = placeAlong(a.from.line, a.from.end_m);
  const other = placeAlong(b.from.line, b.from.end_m);
  const angle = atan2(own.ux * other.uy - own.uy * other.ux, own.ux * other.ux + own.uy * other.uy);
  if (Math.abs(angle) > OPPOSITE_RAD) return 'opposite';
  // Who comes from the right drives towards the left.
  return angle > 0 ? 'right' : 'left';
}
