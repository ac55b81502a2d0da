/**
 * Car following: the Intelligent Driver Model (Treiber, Hennecke, Helbing, Phys. Rev. E 62, 1805, 2000).
 * a_idm = a [1 - (v/v0)^delta - (s_star/s)^2], s_star = s0 + max(0, v T + v dv / (2 sqrt(a b))).
 * Above the desired speed the free term is replaced by a bounded one (as in the "improved" IDM of the same authors'
 * Traffic Flow Dynamics, 2013, section 12.2.2, with exponent 2): -b [1 - (v0/v)^2], so that a lower limit ahead never asks for more than b.
 */
import { pow } from './maths.ts';

/** Acceleration on a free road, m/s2. */
export function freeAcceleration(speed: number, desired: number, accel: number, decel: number, delta: number): number {
  if (desired <= 0) return speed > 0 ? -decel : 0;
  if (speed > desired) {
    const ratio = desired / speed;
    return -decel * (1 - ratio * ratio);
  }
  const ratio = speed / desired;
  const square = ratio * ratio;
  return accel * (1 - (delta === 4 ? square * square : pow(ratio, delta)));
}

/** What a vehicle ahead takes off the free acceleration, m/s2 (positive); closing = own speed - leader's. `gap` > 0. */
export function interaction(
  speed: number,
  closing: number,
  gap: number,
  accel: number,
  decel: number,
  headway: number,
  minGap: number,
): number {
  const dynamic = speed * headway + (speed * closing) / (2 * Math.sqrt(accel * decel));
  const wished = minGap + (dynamic > 0 ? dynamic : 0);
  const ratio = wished / gap;
  return accel * ratio * ratio;
}

/** Equilibrium gap of the IDM at a speed below the desired one, m. */
export function equilibriumGap(speed: number, desired: number, headway: number, minGap: number, delta: number): number {
  const ratio = speed / desired;
  return (minGap + speed * headway) / Math.sqrt(1 - (delta === 4 ? ratio * ratio * ratio * ratio : pow(ratio, delta)));
}

/** Time to travel a distance when accelerating evenly up to a top speed, s; Infinity when it never gets there. */
export function travelTime(distance: number, speed: number, accel: number, top: number): number {
  if (distance <= 0) return 0;
  if (speed >= top) return top > 0 ? distance / top : Infinity;
  const run_up = (top * top - speed * speed) / (2 * accel);
  if (distance <= run_up) return (Math.sqrt(speed * speed + 2 * accel * distance) - speed) / accel;
  return (top - speed) / accel + (distance - run_up) / top;
}
