/**
 * Transcendental functions whose results are the same bits on every engine: only + - * /, Math.sqrt and bit operations are
 * used, which IEEE 754 and ECMAScript define exactly. `Math.sin` and its like are left to the engine and do differ between
 * versions. All state that enters the hash comes from here (the linter forbids the others in pure folders).
 *
 * Method: reduce the argument with constants split in two or three parts, sum a series on the small rest, put the
 * parts together so that the large one is added last. Largest errors seen: 0.9 ulp for exp, log, log10, pow, sin, cos,
 * 1.4 for atan, atan2, hypot, 2.3 for tan, 3.2 for normalQuantile (tests compare with correctly rounded values and hold
 * digests of the bits).
 * Special values (NaN, infinities, signed zero) follow ECMAScript's `Math`.
 */
import { reduce } from './angle-reduction.ts';
import { LN2_HIGH, LN2_LOW, bits, expOfSum, logAsSum, productError, rest, splitExponent } from './double-double.ts';
import { QUANTILE_CENTRE, QUANTILE_MIDDLE, QUANTILE_TAIL } from './normal-quantile-table.ts';

const LOG10_E_HIGH = 0.4342944819032518;
const LOG10_E_LOW = 1.098319650216765e-17;
const PI_HIGH = 3.141592653589793;
const PI_LOW = 1.2246467991473532e-16;
const HALF_PI = 1.5707963267948966;
const HALF_PI_LOW = 6.123233995736766e-17;
const QUARTER_PI = 0.7853981633974483;
const TINY = 7.450580596923828e-9; // 2^-27: below it sine and tangent are the angle itself
const TWO_600 = 4.149515568880993e180;

/** e to the power x. */
export function exp(x: number): number {
  return expOfSum(x, 0);
}

/** Natural logarithm; NaN below 0, -Infinity at 0. */
export function log(x: number): number {
  if (!(x > 0) || x === Infinity) return x === 0 ? -Infinity : x > 0 ? x : NaN;
  const exponent = splitExponent(x);
  const f = bits[0] - 1;
  const s = f / (2 + f);
  const z = s * s;
  const half = 0.5 * f * f;
  // log(1 + f) = 2 atanh(s) = f - f^2/2 + s (f^2/2 + series); |s| <= 0.172
  const tail = 2 / 15 + z * (2 / 17 + z * (2 / 19 + z * (2 / 21 + z * (2 / 23))));
  const series = z * (2 / 3 + z * (2 / 5 + z * (2 / 7 + z * (2 / 9 + z * (2 / 11 + z * (2 / 13 + z * tail))))));
  return exponent * LN2_HIGH - (half - (s * (half + series) + exponent * LN2_LOW) - f);
}

/** Decimal logarithm, exact at powers of ten. */
export function log10(x: number): number {
  if (!(x > 0) || x === Infinity) return x === 0 ? -Infinity : x > 0 ? x : NaN;
  const high = logAsSum(x);
  const low = rest[0];
  const product = high * LOG10_E_HIGH;
  return product + (productError(high, LOG10_E_HIGH, product) + (high * LOG10_E_LOW + low * LOG10_E_HIGH));
}

/** x to the power y, with the special cases of `Math.pow` (so pow(1, Infinity) is NaN). */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (x !== x || y !== y) return NaN;
  if (y === 1) return x;
  if (y === 2) return x * x;
  const size = Math.abs(x);
  if (size === 1 && Math.abs(y) === Infinity) return NaN;
  const sign = x < 0 || Object.is(x, -0) ? signOfPower(size, y) : 1;
  if (size === 1 || sign !== sign) return sign;
  if (size === 0 || size === Infinity || Math.abs(y) > 1e22) return size > 1 === y > 0 ? sign * Infinity : zero(sign);
  const high = logAsSum(size);
  const low = rest[0];
  const product = high * y;
  if (product > 710) return sign * Infinity;
  if (product < -746) return zero(sign);
  return sign * expOfSum(product, productError(high, y, product) + low * y);
}

function zero(sign: number): number {
  return sign < 0 ? -0 : 0;
}

/** Sine of an angle in radians, any size. */
export function sin(x: number): number {
  if (Math.abs(x) < TINY) return x;
  if (Math.abs(x) <= QUARTER_PI) return sinNearZero(x, 0);
  const quadrant = reduce(x);
  const high = bits[0];
  const value = (quadrant & 1) === 0 ? sinNearZero(high, rest[0]) : cosNearZero(high, rest[0]);
  return (quadrant & 2) === 0 ? value : -value;
}

/** Cosine of an angle in radians, any size. */
export function cos(x: number): number {
  if (Math.abs(x) <= QUARTER_PI) return cosNearZero(x, 0);
  const quadrant = reduce(x);
  const high = bits[0];
  const value = (quadrant & 1) === 0 ? cosNearZero(high, rest[0]) : sinNearZero(high, rest[0]);
  return ((quadrant + 1) & 2) === 0 ? value : -value;
}

/** Tangent of an angle in radians, any size. */
export function tan(x: number): number {
  if (Math.abs(x) < TINY) return x;
  if (Math.abs(x) <= QUARTER_PI) return sinNearZero(x, 0) / cosNearZero(x, 0);
  const quadrant = reduce(x);
  const high = bits[0];
  const low = rest[0];
  return (quadrant & 1) === 0
    ? sinNearZero(high, low) / cosNearZero(high, low)
    : -cosNearZero(high, low) / sinNearZero(high, low);
}

// atan(k / 8) and atan(8 / k), k = 0 to 8, each as a double and what it lacks.
const ATAN_HIGH = new Float64Array([
  0,
  0.12435499454676144,
  0.24497866312686414,
  0.35877067027057225,
  0.4636476090008061,
  0.5585993153435624,
  0.6435011087932844,
  0.7188299996216245,
  QUARTER_PI,
  HALF_PI,
  1.446441332248135,
  1.3258176636680326,
  1.2120256565243244,
  1.1071487177940904,
  1.0121970114513341,
  0.9272952180016122,
  0.8519663271732721,
  QUARTER_PI,
]);
const ATAN_LOW = new Float64Array([
  0,
  -3.1253241424539383e-18,
  1.0698755618734451e-17,
  -2.4623815582638635e-17,
  2.2698777452961687e-17,
  -5.4556305485916264e-18,
  1.5834785051444286e-17,
  -2.1478388444456983e-17,
  3.061616997868383e-17,
  HALF_PI_LOW,
  9.211323971545052e-17,
  -8.824429373951136e-17,
  3.034500430874847e-17,
  9.40447137356638e-17,
  6.668797050595929e-17,
  4.5397554905923374e-17,
  -2.831157406069101e-17,
  3.061616997868383e-17,
]);

/** Arc tangent in radians, -pi/2 to pi/2. */
export function atan(x: number): number {
  if (x !== x || x === 0) return x;
  const size = Math.abs(x);
  let row: number;
  let t: number;
  if (size === Infinity) {
    row = 9;
    t = 0;
  } else if (size <= 1) {
    row = Math.floor(size * 8 + 0.5);
    t = row === 0 ? size : (size - row * 0.125) / (1 + size * row * 0.125);
  } else {
    const k = Math.floor(8 / size + 0.5);
    row = 9 + k;
    t = k === 0 ? -1 / size : (size * k * 0.125 - 1) / (size + k * 0.125);
  }
  const z = t * t; // |t| <= 1/16
  const series = z * (1 / 3 - z * (1 / 5 - z * (1 / 7 - z * (1 / 9 - z * (1 / 11 - z * (1 / 13 - z * (1 / 15)))))));
  const value = ATAN_HIGH[row] - (t * series - ATAN_LOW[row] - t);
  return x < 0 ? -value : value;
}

/** Direction of the vector (x, y) in radians, counter-clockwise from the x axis, -pi to pi. Note the order: y first. */
export function atan2(y: number, x: number): number {
  if (x !== x || y !== y) return NaN;
  const left = x < 0 || Object.is(x, -0);
  const below = y < 0 || Object.is(y, -0);
  let angle: number;
  if (y === 0) angle = left ? PI_HIGH : 0;
  else if (x === 0) angle = HALF_PI;
  else if (Math.abs(x) === Infinity && Math.abs(y) === Infinity) angle = left ? 2.356194490192345 : QUARTER_PI;
  else {
    angle = atan(Math.abs(y / x));
    if (left) angle = PI_HIGH - (angle - PI_LOW);
  }
  return below ? -angle : angle;
}

/** Length of the vector (x, y) without overflow or underflow on the way. */
export function hypot(x: number, y: number): number {
  let long = Math.abs(x);
  let short = Math.abs(y);
  if (long === Infinity || short === Infinity) return Infinity;
  if (!(long >= short)) {
    long = short;
    short = Math.abs(x);
  }
  if (long > 1e-140 && long < 1e150) return Math.sqrt(long * long + short * short);
  if (!(long > 0)) return long + short;
  const power = long < 1 ? TWO_600 : 1 / TWO_600;
  return Math.sqrt(long * power * (long * power) + short * power * (short * power)) / power;
}

/**
 * Quantile of the standard normal distribution: turns a uniform draw into a normal one.
 * Wichura, Algorithm AS 241 (PPND16), Applied Statistics 37 (1988): relative error about 1e-16.
 * @param p in (0, 1); 0 and 1 give the infinities, anything else NaN
 */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) return p === 0 ? -Infinity : p === 1 ? Infinity : NaN;
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * ratio(QUANTILE_CENTRE, 0.180625 - q * q);
  const r = Math.sqrt(-log(q < 0 ? p : 1 - p));
  const value = r <= 5 ? ratio(QUANTILE_MIDDLE, r - 1.6) : ratio(QUANTILE_TAIL, r - 5);
  return q < 0 ? -value : value;
}

function ratio(coefficients: Float64Array, x: number): number {
  let above = coefficients[7];
  let below = coefficients[15];
  for (let i = 6; i >= 0; i--) {
    above = above * x + coefficients[i];
    below = below * x + coefficients[8 + i];
  }
  return above / below;
}

/** Sign that |x|^y gets for a negative x: NaN unless y is whole. */
function signOfPower(size: number, y: number): number {
  if (Math.floor(y) === y) return Math.abs(y) < 9007199254740992 && y % 2 !== 0 ? -1 : 1;
  return size === 0 || size === Infinity ? 1 : NaN;
}

/** sin(high + low), |high| <= pi/4. */
function sinNearZero(high: number, low: number): number {
  const z = high * high;
  const series = -1 / 5040 + z * (1 / 362880 + z * (-1 / 39916800 + z * (1 / 6227020800 + z * (-1 / 1307674368000))));
  const p = z * (-1 / 6 + z * (1 / 120 + z * series));
  return high + (high * p + low * (1 - 0.5 * z));
}

/** cos(high + low), |high| <= pi/4. */
function cosNearZero(high: number, low: number): number {
  const z = high * high;
  const series =
    1 / 40320 + z * (-1 / 3628800 + z * (1 / 479001600 + z * (-1 / 87178291200 + z * (1 / 20922789888000))));
  const p = z * z * (1 / 24 + z * (-1 / 720 + z * series));
  const half = 0.5 * z;
  const head = 1 - half;
  return head + (1 - head - half + (p - high * low));
}
