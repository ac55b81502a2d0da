import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as maths from '../../../server/simulation/maths.ts';
import { PURPOSE, random } from '../../../server/simulation/random.ts';

type Name = keyof typeof maths;
type Function = (...values: number[]) => number;

interface Golden {
  readonly reference: readonly (readonly string[])[];
}
const golden = JSON.parse(readFileSync(new URL('../../golden/maths.json', import.meta.url), 'utf8')) as Golden;

const float = new Float64Array(1);
const bits = new BigInt64Array(float.buffer);

function fromHex(hex: string): number {
  bits[0] = BigInt.asIntN(64, BigInt(`0x${hex}`));
  return float[0];
}

/** Place of a double in the order of all doubles, so that neighbours differ by one. */
function rank(value: number): bigint {
  float[0] = value;
  return bits[0] < 0n ? -(bits[0] & 0x7fffffffffffffffn) : bits[0];
}

function distance(a: number, b: number): number {
  if (Object.is(a, b) || (a === 0 && b === 0)) return 0;
  if (a !== a || b !== b) return Infinity;
  const difference = rank(a) - rank(b);
  return Number(difference < 0n ? -difference : difference);
}

/** How many doubles a result may lie from the correctly rounded one. */
const ALLOWED: Readonly<Record<Name, number>> = {
  exp: 1,
  log: 1,
  log10: 1,
  pow: 1,
  sin: 1,
  cos: 1,
  tan: 2,
  atan: 1,
  atan2: 2,
  hypot: 1,
  normalQuantile: 4,
};

/** Arguments of a sweep: over the working range and, for every fourth, over many powers of two. */
function argument(name: Name, index: number, draw: number): number {
  const unit = random(1, PURPOSE.test, index, 0, draw);
  if (name === 'normalQuantile') return index % 4 === 0 ? maths.pow(unit, 16) : unit;
  if (name === 'exp') return (unit - 0.5) * (index % 4 === 0 ? 1480 : 20);
  if (name === 'pow' && draw === 1) return (unit - 0.5) * 60;
  const power = index % 4 === 0 ? (index % 600) - 300 : (index % 24) - 12;
  const value = (1 + unit) * maths.pow(2, power);
  if (name === 'log' || name === 'log10' || name === 'pow') return value;
  return random(1, PURPOSE.test, index, 1, draw) < 0.5 ? -value : value;
}

function sweep(name: Name, count: number): { own: Float64Array; engine: Float64Array } {
  const own = new Float64Array(count);
  const engine = new Float64Array(count);
  const reference = (Math as unknown as Record<string, Function>)[name];
  for (let i = 0; i < count; i++) {
    const a = argument(name, i, 0);
    const b = argument(name, i, 1);
    own[i] = (maths[name] as Function)(a, b);
    engine[i] = reference === undefined ? own[i] : reference(a, b);
  }
  return { own, engine };
}

const NAMES = Object.keys(ALLOWED) as Name[];

describe('maths', () => {
  it.each(NAMES)('%s lies within its bound of correctly rounded values', (name) => {
    const rows = golden.reference.filter((row) => row[0] === name);
    expect(rows.length).toBeGreaterThan(10);
    for (const row of rows) {
      const values = row.slice(1).map(fromHex);
      const expected = values.pop() as number;
      const actual = (maths[name] as Function)(...values);
      expect(distance(actual, expected), `${name}(${values.join(', ')}) = ${actual}`).toBeLessThanOrEqual(
        ALLOWED[name],
      );
    }
  });

  it.each(NAMES)('%s agrees with the engine over wide ranges', (name) => {
    const { own, engine } = sweep(name, 20000);
    let worst = 0;
    for (let i = 0; i < own.length; i++) worst = Math.max(worst, distance(own[i], engine[i]));
    expect(worst).toBeLessThanOrEqual(ALLOWED[name] + 2);
  });

  it('gives the same bits as on the machine that wrote the golden file', async () => {
    const lines = NAMES.map((name) => {
      const results = new Uint8Array(sweep(name, 20000).own.buffer);
      return `${name} ${createHash('sha256').update(results).digest('hex')}\n`;
    });
    await expect(lines.join('')).toMatchFileSnapshot('../../golden/maths-digest.txt');
  });

  it.each(['exp', 'log', 'log10', 'sin', 'cos', 'tan', 'atan'] as const)(
    '%s treats special values as Math does',
    (name) => {
      for (const value of [0, -0, NaN, Infinity, -Infinity, -1, 1, 5e-324]) {
        const expected = Math[name](value);
        const actual = maths[name](value);
        if (Number.isFinite(expected) && expected !== 0) expect(distance(actual, expected)).toBeLessThanOrEqual(1);
        else expect(Object.is(actual, expected), `${name}(${value}) = ${actual}, not ${expected}`).toBe(true);
      }
    },
  );

  it.each(['pow', 'atan2', 'hypot'] as const)('%s treats pairs of special values as Math does', (name) => {
    const values = [0, -0, NaN, Infinity, -Infinity, -1, 1, 2, -2, -3, 0.5, -0.5, 1e300, -1e300];
    for (const a of values) {
      for (const b of values) {
        const expected = Math[name](a, b);
        const actual = maths[name](a, b);
        if (Number.isFinite(expected) && expected !== 0) expect(distance(actual, expected)).toBeLessThanOrEqual(1);
        else expect(Object.is(actual, expected), `${name}(${a}, ${b}) = ${actual}, not ${expected}`).toBe(true);
      }
    }
  });

  it('keeps powers of two and ten exact', () => {
    for (let k = -1074; k <= 1023; k++) expect(maths.pow(2, k)).toBe(2 ** k);
    for (let k = -300; k <= 308; k++) expect(maths.log10(Number(`1e${k}`))).toBe(k);
  });

  it('answers the ends of the normal quantile', () => {
    expect(maths.normalQuantile(0)).toBe(-Infinity);
    expect(maths.normalQuantile(1)).toBe(Infinity);
    expect(maths.normalQuantile(0.5)).toBe(0);
    expect(maths.normalQuantile(-0.1)).toBeNaN();
    expect(maths.normalQuantile(1.1)).toBeNaN();
  });
});
