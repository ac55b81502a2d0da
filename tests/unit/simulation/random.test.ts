import { describe, expect, it } from 'vitest';
import { PURPOSE, mixWord, philox4x32, random, randomKey, randomWord } from '../../../server/simulation/random.ts';

/** Chi-squared of counts against equal expectation. */
function chiSquared(counts: ArrayLike<number>, total: number): number {
  const expected = total / counts.length;
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += (counts[i] - expected) ** 2 / expected;
  return sum;
}

/** Bound that chi-squared with `freedom` degrees stays below in all but about one of a million samples. */
function chiBound(freedom: number): number {
  return freedom + 4.75 * Math.sqrt(2 * freedom) + 15;
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanA = mean(a);
  const meanB = mean(b);
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < a.length; i++) {
    ab += (a[i] - meanA) * (b[i] - meanB);
    aa += (a[i] - meanA) ** 2;
    bb += (b[i] - meanB) ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}

function hex(words: Uint32Array): string {
  return Array.from(words, (word) => word.toString(16).padStart(8, '0')).join(' ');
}

describe('philox4x32', () => {
  // Known answers published with Random123 (kat_vectors, "philox4x32 10").
  it.each([
    [[0, 0, 0, 0], [0, 0], '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
    [[0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff], '408f276d 41c83b0e a20bc7c6 6d5451fd'],
    [[0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0], 'd16cfe09 94fdcceb 5001e420 24126ea1'],
  ])('gives the published answer for counter %j and key %j', (counter, key, expected) => {
    const out = new Uint32Array(4);
    philox4x32(Uint32Array.from(counter), Uint32Array.from(key), out);
    expect(hex(out)).toBe(expected);
  });

  it('leaves counter and key alone and may write over its counter', () => {
    const counter = Uint32Array.of(1, 2, 3, 4);
    const key = Uint32Array.of(5, 6);
    const out = new Uint32Array(4);
    philox4x32(counter, key, out);
    expect(hex(counter)).toBe(hex(Uint32Array.of(1, 2, 3, 4)));
    philox4x32(counter, key, counter);
    expect(hex(counter)).toBe(hex(out));
  });

  it('agrees with the definition in whole numbers of any length', () => {
    const mask = 0xffffffffn;
    for (let sample = 0; sample < 200; sample++) {
      const input = Array.from({ length: 6 }, (_, i) => randomWord(9, PURPOSE.test, sample, i, 0));
      let [a, b, c, d, k0, k1] = input.map(BigInt);
      for (let round = 0; round < 10; round++) {
        const first = 0xd2511f53n * a;
        const second = 0xcd9e8d57n * c;
        [a, b, c, d] = [(second >> 32n) ^ b ^ k0, second & mask, (first >> 32n) ^ d ^ k1, first & mask];
        k0 = (k0 + 0x9e3779b9n) & mask;
        k1 = (k1 + 0xbb67ae85n) & mask;
      }
      const out = new Uint32Array(4);
      philox4x32(Uint32Array.from(input.slice(0, 4)), Uint32Array.from(input.slice(4)), out);
      expect(Array.from(out, BigInt)).toEqual([a, b, c, d]);
    }
  });
});

describe('random', () => {
  it('lies in [0, 1) and uses all 53 bits', () => {
    let lowBits = 0;
    for (let i = 0; i < 1000; i++) {
      const value = random(1, PURPOSE.test, i, 0, 0);
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThan(1);
      lowBits += (value * 9007199254740992) % 2;
    }
    expect(lowBits).toBeGreaterThan(400);
    expect(lowBits).toBeLessThan(600);
  });

  it('is a function: the same name gives the same number in any order', () => {
    const forward = Array.from({ length: 50 }, (_, i) => random(42, PURPOSE.speed_factor, i, 7, 0));
    const backward = Array.from({ length: 50 }, (_, i) => random(42, PURPOSE.speed_factor, 49 - i, 7, 0)).reverse();
    expect(backward).toEqual(forward);
    expect(forward[0]).toBe(0.8390394877919111);
  });

  it('changes with every part of its name and with the high half of the seed', () => {
    const names: readonly [number, number, number, number, number][] = [
      [42, 1, 3, 4, 5],
      [43, 1, 3, 4, 5],
      [42 + 2 ** 32, 1, 3, 4, 5],
      [42 + 2 ** 52, 1, 3, 4, 5],
      [42, 2, 3, 4, 5],
      [42, 2047, 3, 4, 5],
      [42, 1, 4, 4, 5],
      [42, 1, 3, 5, 5],
      [42, 1, 3, 4, 6],
      [42, 1, 0xffffffff, 4, 5],
    ];
    expect(new Set(names.map((name) => random(...name))).size).toBe(names.length);
    expect(new Set(names.map((name) => randomWord(...name))).size).toBe(names.length);
  });

  it('is uniform, and neighbouring seeds, entities and ticks are not correlated', () => {
    const count = 50000;
    const base = Array.from({ length: count }, (_, i) => random(1, PURPOSE.test, i, 0, 0));
    const bins = new Uint32Array(256);
    for (const value of base) bins[Math.floor(value * 256)]++;
    expect(chiSquared(bins, count)).toBeLessThan(chiBound(255));
    const others = [
      Array.from({ length: count }, (_, i) => random(2, PURPOSE.test, i, 0, 0)),
      Array.from({ length: count }, (_, i) => random(1, PURPOSE.test, i, 1, 0)),
      Array.from({ length: count }, (_, i) => random(1, PURPOSE.test, i + 1, 0, 0)),
      Array.from({ length: count }, (_, i) => random(1, PURPOSE.equipment, i, 0, 0)),
    ];
    for (const other of others) expect(Math.abs(correlation(base, other))).toBeLessThan(5 / Math.sqrt(count));
  });

  it('has purposes that are all different and fit the key', () => {
    const values = Object.values(PURPOSE);
    expect(new Set(values).size).toBe(values.length);
    for (const value of values) expect(value > 0 && value < 2048).toBe(true);
  });
});

describe('mixWord', () => {
  const key = new Uint32Array(2);

  function unit(sender: number, tick: number, receiver: number): number {
    randomKey(5, PURPOSE.channel_loss, sender, tick, 0, key);
    return mixWord(key[0], key[1], receiver) / 2 ** 32;
  }

  it('gives unsigned 32-bit words, different for all receivers under one key', () => {
    const seen = new Set<number>();
    for (let receiver = 0; receiver < 100000; receiver++) seen.add(mixWord(0x89abcdef, 0xfedcba98, receiver));
    expect(seen.size).toBe(100000);
    for (const word of [...seen].slice(0, 1000)) expect(word >= 0 && word < 2 ** 32 && word % 1 === 0).toBe(true);
    expect(mixWord(1, 2, 3)).toBe(mixWord(1, 2, 3));
  });

  it('is uniform over receivers, in the high and in the low bits', () => {
    const count = 200000;
    const high = new Uint32Array(256);
    const low = new Uint32Array(256);
    randomKey(5, PURPOSE.channel_loss, 1, 1, 0, key);
    for (let receiver = 0; receiver < count; receiver++) {
      const word = mixWord(key[0], key[1], receiver);
      high[word >>> 24]++;
      low[word & 255]++;
    }
    // A bijection may be more even than chance: only unevenness is wrong.
    expect(chiSquared(high, count)).toBeLessThan(chiBound(255));
    expect(chiSquared(low, count)).toBeLessThan(chiBound(255));
  });

  it('is uniform over keys for one receiver, and over pairs of neighbouring receivers, senders and ticks', () => {
    const count = 50000;
    const shifts: readonly (readonly [number, number, number])[] = [
      [0, 0, 1],
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 256],
    ];
    for (const [sender, tick, receiver] of shifts) {
      const cells = new Uint32Array(256);
      const a: number[] = [];
      const b: number[] = [];
      for (let i = 0; i < count; i++) {
        const first = unit(i % 500, Math.floor(i / 500), i % 97);
        const second = unit((i % 500) + sender, Math.floor(i / 500) + tick, (i % 97) + receiver);
        cells[Math.floor(first * 16) * 16 + Math.floor(second * 16)]++;
        a.push(first);
        b.push(second);
      }
      expect(chiSquared(cells, count)).toBeLessThan(chiBound(255));
      expect(Math.abs(correlation(a, b))).toBeLessThan(5 / Math.sqrt(count));
    }
  });

  it('loses messages independently: two receivers share a loss as often as chance says', () => {
    const count = 100000;
    let one = 0;
    let both = 0;
    for (let tick = 0; tick < count; tick++) {
      const first = unit(3, tick, 10) < 0.1;
      if (first) one++;
      if (first && unit(3, tick, 11) < 0.1) both++;
    }
    expect(Math.abs(one - 10000)).toBeLessThan(5 * Math.sqrt(9000));
    expect(Math.abs(both - 1000)).toBeLessThan(5 * Math.sqrt(990));
  });

  it('flips every output bit with half a chance for every flipped input bit (avalanche)', () => {
    const samples = 2000;
    for (let input = 0; input < 96; input++) {
      const flips = new Uint32Array(32);
      for (let i = 0; i < samples; i++) {
        const name = [randomWord(3, PURPOSE.test, i, 0, 0), randomWord(3, PURPOSE.test, i, 1, 0), i];
        const before = mixWord(name[0], name[1], name[2]);
        name[Math.floor(input / 32)] ^= 1 << (input % 32);
        const changed = before ^ mixWord(name[0], name[1], name[2]);
        for (let bit = 0; bit < 32; bit++) flips[bit] += (changed >>> bit) & 1;
      }
      for (const flip of flips) expect(Math.abs(flip / samples - 0.5), `input bit ${input}`).toBeLessThan(0.08);
    }
  });
});
