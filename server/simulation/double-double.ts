/**
 * Numbers as sums of two doubles, and exponential and logarithm to that precision: what maths.ts needs so that powers and
 * decimal logarithms are right to the last bit. Internal to maths.ts; the scratch arrays hold a value only until the next call.
 */

export const LN2_HIGH = 0.6931471803691238; // 32 bits, so that k * LN2_HIGH is exact
export const LN2_LOW = 1.9082149292705877e-10;
const LOG2_E = 1.4426950408889634;
const THIRD_LOW = 1.850371707708594e-17; // 1/3 minus its double
const SPLITTER = 134217729; // 2^27 + 1, cuts a double into two halves (Dekker 1971)
const SQRT_2 = 1.4142135623730951;
const TWO_54 = 18014398509481984;

export const bits = new Float64Array(1);
export const words = new Uint32Array(bits.buffer);
/** Place of the word with sign and exponent. */
export const HIGH = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0;
export const LOW = 1 - HIGH;
/** Second result of the functions that give a number as a sum of two doubles: what belongs to the returned one. */
export const rest = new Float64Array(1);

/** e to the power (high + low), low being small beside high. */
export function expOfSum(high: number, low: number): number {
  if (high !== high) return high;
  if (high > 709.782712893384) return Infinity;
  if (high < -745.1332191019412) return 0;
  const k = Math.floor(high * LOG2_E + 0.5);
  const head = high - k * LN2_HIGH;
  const tail = low - k * LN2_LOW;
  const r = head + tail; // |r| <= 0.347
  const lost = head - r + tail;
  const third = 1 / 3628800 + r * (1 / 39916800 + r * (1 / 479001600 + r * (1 / 6227020800)));
  const second = 1 / 720 + r * (1 / 5040 + r * (1 / 40320 + r * (1 / 362880 + r * third)));
  const first = 1 / 2 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r * second)));
  return scale(1 + (r + (lost + r * r * first)), k);
}

/** value * 2^k with one rounding, value near 1. */
function scale(value: number, k: number): number {
  bits[0] = 0;
  if (k >= -1021 && k <= 1023) {
    words[HIGH] = (k + 1023) << 20;
    return value * bits[0];
  }
  if (k > 1023) return value * 2 * 8.98846567431158e307; // 2^1023
  words[HIGH] = (k + 54 + 1023) << 20;
  return (value * bits[0]) / TWO_54;
}

/** Writes m with sqrt(1/2) <= m < sqrt(2) to bits[0] and returns k, x = m * 2^k; x positive and finite. */
export function splitExponent(x: number): number {
  let k = -1023;
  bits[0] = x;
  if (words[HIGH] < 0x100000) {
    bits[0] = x * TWO_54;
    k -= 54;
  }
  k += words[HIGH] >>> 20;
  words[HIGH] = (words[HIGH] & 0xfffff) | 0x3ff00000;
  if (bits[0] < SQRT_2) return k;
  bits[0] *= 0.5;
  return k + 1;
}

/** log(x) as a sum of two doubles (about 2^-64 of itself): the larger is returned, the smaller stands in `rest`. */
export function logAsSum(x: number): number {
  const k = splitExponent(x);
  const f = bits[0] - 1;
  // s = f / (2 + f) as sHigh + sLow
  const d = 2 + f;
  const sHigh = f / d;
  const product = sHigh * d;
  const sLow = (f - product - productError(sHigh, d, product) - sHigh * (f - (d - 2))) / d;
  // z = s^2, then series = 1/3 + z/5 + z^2/7 + ... and cube = s z series, each as a sum of two
  const zHigh = sHigh * sHigh;
  const zLow = productError(sHigh, sHigh, zHigh) + 2 * sHigh * sLow;
  const inner = 1 / 13 + zHigh * (1 / 15 + zHigh * (1 / 17 + zHigh * (1 / 19 + zHigh * (1 / 21 + zHigh * (1 / 23)))));
  const small = zHigh * (1 / 5 + zHigh * (1 / 7 + zHigh * (1 / 9 + zHigh * (1 / 11 + zHigh * inner))));
  const series = 1 / 3 + small;
  const seriesLow = 1 / 3 - series + small + THIRD_LOW;
  const p = zHigh * series;
  const pLow = productError(zHigh, series, p) + (zHigh * seriesLow + zLow * series);
  const cube = sHigh * p;
  const cubeLow = productError(sHigh, p, cube) + (sHigh * pLow + sLow * p);
  // log(x) = k log(2) + 2 s + 2 cube, summed from the largest down
  const whole = k * LN2_HIGH;
  const first = whole + 2 * sHigh;
  const firstLow = sumError(whole, 2 * sHigh, first);
  const second = first + 2 * cube;
  const low = sumError(first, 2 * cube, second) + firstLow + (k * LN2_LOW + 2 * (sLow + cubeLow));
  const high = second + low;
  rest[0] = second - high + low;
  return high;
}

/** What a * b lost when it was rounded to `product` (Dekker 1971); |a| and |b| below 2^970. */
export function productError(a: number, b: number, product: number): number {
  const aScaled = a * SPLITTER;
  const aHigh = aScaled - (aScaled - a);
  const aLow = a - aHigh;
  const bScaled = b * SPLITTER;
  const bHigh = bScaled - (bScaled - b);
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

/** What a + b lost when it was rounded to `sum` (Knuth). */
export function sumError(a: number, b: number, sum: number): number {
  const bRounded = sum - a;
  return a - (sum - bRounded) + (b - bRounded);
}
