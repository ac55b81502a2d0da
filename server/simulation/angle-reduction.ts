/**
 * Takes an angle to within pi/4 of zero: the first step of sine, cosine and tangent in maths.ts. Exact to far below the
 * last bit, by Cody and Waite's splitting of pi/2 for angles up to a million and whole numbers beyond.
 */
import { HIGH, LOW, bits, rest, sumError, words } from './double-double.ts';

const TWO_OVER_PI = 0.6366197723675814;
// pi/2 in four parts; the first three have 33 bits, so that n times each is exact up to |n| = 2^20.
const HALF_PI_1 = 1.5707963267341256;
const HALF_PI_2 = 6.077100506303966e-11;
const HALF_PI_3 = 2.0222662487111665e-21;
const HALF_PI_4 = 8.4784276603689e-32;
const REDUCE_MAX = 1647099; // 2^20 * pi/2
const TWO_OVER_PI_BITS = 1216n;
const TWO_OVER_PI_DIGITS = BigInt(
  '0xa2f9836e4e441529fc2757d1f534ddc0db6295993c439041fe5163abdebbc561b7246e3a424dd2e006492eea09d1921cfe1deb1cb129a73ee88235f52ebb4484e99c7026b45f7e413991d639835339f49c845f8bbdf9283b1ff897ffde05980fef2f118b5a0a6d1f6d367ecf27cb09b74f463f669e5fea2d7527bac7ebe5f17b3d0739f78a5292ea6bfb5fb11f8d5d0856033046fc7b6bab',
);
const HALF_PI_DIGITS = 0x1921fb54442d18469898cc51701b839a2n; // pi/2 with 128 bits after the point

/** Writes x - n pi/2 (|.| <= pi/4) to bits[0] and rest[0]; returns n mod 4. */
export function reduce(x: number): number {
  if (!(Math.abs(x) < REDUCE_MAX)) return reduceHuge(x);
  const n = Math.floor(x * TWO_OVER_PI + 0.5);
  const first = x - n * HALF_PI_1;
  const second = first - n * HALF_PI_2;
  const secondLow = sumError(first, -n * HALF_PI_2, second);
  const third = second - n * HALF_PI_3;
  const low = sumError(second, -n * HALF_PI_3, third) + secondLow - n * HALF_PI_4;
  bits[0] = third + low;
  rest[0] = third - bits[0] + low;
  return n & 3;
}

/** `reduce` for angles that no simulation should have, in whole numbers of any length (Payne and Hanek's idea). */
function reduceHuge(x: number): number {
  bits[0] = NaN;
  rest[0] = 0;
  if (!(Math.abs(x) < Infinity)) return 0;
  bits[0] = x;
  const exponent = ((words[HIGH] >>> 20) & 0x7ff) - 1075;
  const mantissa = BigInt((words[HIGH] & 0xfffff) | 0x100000) * 4294967296n + BigInt(words[LOW]);
  const turns = (mantissa * TWO_OVER_PI_DIGITS) >> (TWO_OVER_PI_BITS - BigInt(exponent) - 128n); // 128 bits after the point
  const n = (turns + (1n << 127n)) >> 128n;
  const angle = ((turns - (n << 128n)) * HALF_PI_DIGITS) >> 128n;
  const high = Number(angle >> 64n) * 18446744073709551616;
  const sign = x < 0 ? -1 : 1;
  const unit = sign / 340282366920938463463374607431768211456; // 2^-128
  bits[0] = high * unit;
  rest[0] = Number(angle - BigInt(high)) * unit;
  return (sign * Number(n & 3n)) & 3;
}
