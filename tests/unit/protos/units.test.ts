import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Quantity } from '../../../protos/messages/units.ts';
import * as units from '../../../protos/messages/units.ts';
import { integerOf } from './row-arbitrary.ts';

const QUANTITIES = Object.entries(units).filter(
  (pair): pair is [string, Quantity] => typeof pair[1] === 'object' && 'per_si' in pair[1],
);

function survives(element: Quantity, wire: number): boolean {
  const back = units.quantise(element, units.toSi(element, wire));
  return back === wire && !Object.is(units.toSi(element, wire), -0);
}

describe('units', () => {
  it('keep every integer of every element over SI and back', () => {
    for (const [name, element] of QUANTITIES) {
      if (element.max - element.min <= 70000) {
        for (let wire = element.min; wire <= element.max; wire++)
          if (!survives(element, wire)) expect.fail(`${name} changes ${wire}`);
      } else
        fc.assert(
          fc.property(integerOf(element), (wire) => survives(element, wire)),
          { numRuns: 2000 },
        );
      if (element.invalid !== undefined) {
        expect(units.toSi(element, element.invalid), name).toBeNull();
        expect(units.quantise(element, null), name).toBe(element.invalid);
        expect(units.quantise(element, NaN), name).toBe(element.invalid);
      } else expect(() => units.quantise(element, null), name).toThrow(RangeError);
    }
  });

  it('clamp what is out of range to its nearest end', () => {
    for (const [name, element] of QUANTITIES) {
      if (element.heading) continue;
      const [low, high] = element.per_si > 0 ? [element.min, element.max] : [element.max, element.min];
      expect(units.quantise(element, -1e12), name).toBe(low);
      expect(units.quantise(element, 1e12), name).toBe(high);
      expect(units.quantise(element, Infinity), name).toBe(high);
    }
  });

  it('say what is a valid integer, and know all that mean unavailable', () => {
    expect(units.canonical(units.SPEED, 8190)).toBe(8190);
    expect(units.canonical(units.SPEED, 8191)).toBe(8191);
    expect(units.canonical(units.SPEED, 8192)).toBeUndefined();
    expect(units.canonical(units.SPEED, -1)).toBeUndefined();
    expect(units.canonical(units.SEC_MARK, 60000)).toBe(65535);
    expect(units.canonical(units.SEC_MARK, 65536)).toBeUndefined();
    expect(units.canonical(units.MSG_COUNT, 128)).toBeUndefined();
  });

  it('code headings clockwise from north', () => {
    const degrees: readonly [number, number][] = [
      [0, 7200],
      [90, 0],
      [180, 21600],
      [-90, 14400],
      [270, 14400],
      [450, 0],
      [-630, 0],
      [89.9999, 0],
      [90.0001, 0],
    ];
    for (const [degree, wire] of degrees) expect(units.quantiseHeading((degree * Math.PI) / 180)).toBe(wire);
    expect(units.quantiseHeading(NaN)).toBe(28800);
    expect(units.headingOf(28800)).toBeNaN();
  });

  it('bring any heading back to within half a unit, in (-pi, pi]', () => {
    fc.assert(
      fc.property(fc.double({ min: -50, max: 50, noNaN: true }), (heading_rad) => {
        const back = units.headingOf(units.quantiseHeading(heading_rad));
        expect(back).toBeGreaterThan(-Math.PI);
        expect(back).toBeLessThanOrEqual(Math.PI);
        const difference = Math.abs(heading_rad - back) % (2 * Math.PI);
        expect(Math.min(difference, 2 * Math.PI - difference)).toBeLessThan((0.00626 * Math.PI) / 180);
      }),
    );
  });

  it('agree with the short forms for hot paths', () => {
    fc.assert(
      fc.property(fc.double({ min: -300, max: 300 }), (value) => {
        expect(units.quantiseSpeed(value)).toBe(units.quantise(units.SPEED, value));
        expect(units.quantiseAcceleration(value)).toBe(units.quantise(units.ACCELERATION, value));
      }),
    );
    for (const wire of [0, 1, 8190]) expect(units.speedOf(wire)).toBe(units.toSi(units.SPEED, wire));
    for (const wire of [-2000, 0, 2000]) expect(units.accelerationOf(wire)).toBe(units.toSi(units.ACCELERATION, wire));
    expect(units.speedOf(8191)).toBeNaN();
    expect(units.accelerationOf(2001)).toBeNaN();
  });
});
