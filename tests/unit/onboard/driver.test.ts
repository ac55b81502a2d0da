import { describe, expect, it } from 'vitest';
import {
  ask,
  createDrivers,
  DEMAND,
  driverCounters,
  openDriver,
  react,
  reactionTime,
} from '../../../server/onboard/driver.ts';
import { ONBOARD_DEFAULTS, type DriverSettings } from '../../../server/onboard/settings.ts';

const SETTINGS = ONBOARD_DEFAULTS.driver;

/** When each of many drivers begins to act on a demand that lasts 5 s, ms; Infinity = not at all. */
function reactions(settings: DriverSettings, kind: 0 | 1, count = 400, seed = 3): number[] {
  const drivers = createDrivers(count, [kind], seed, settings);
  return Array.from({ length: count }, (_, unit) => {
    openDriver(drivers, unit, unit);
    for (let now = 0; now <= 5000; now += 100) {
      ask(drivers, unit, 0, Infinity, -4);
      react(drivers, unit, 14, now);
      if (drivers.accel_mps2[unit] < 0) return now;
    }
    return Infinity;
  });
}

describe('driver', () => {
  it('reacts to a warning after the display and a perception-brake time spread about 0.72 s', () => {
    const times = reactions({ ...SETTINGS, warning_compliance: 1 }, DEMAND.warning).sort((a, b) => a - b);
    expect(times[200]! / 1000).toBeCloseTo(0.25 + 0.72, 0);
    expect(times[0]!).toBeGreaterThanOrEqual(500);
    expect(times[399]!).toBeLessThan(2500);
    expect(new Set(times).size).toBeGreaterThan(5);
  });

  it('has the lognormal quantiles of its parameters', () => {
    expect(reactionTime(0.72, 0.25, 0.5)).toBeCloseTo(0.72, 12);
    expect(reactionTime(0.72, 0.25, 0.8413447460685429)).toBeCloseTo(0.72 * Math.exp(0.25), 9);
    expect(reactionTime(0.72, 0.25, 0)).toBeGreaterThan(0);
  });

  it.each([0, 0.5, 0.8, 1])('is followed by a share of %d of drivers, the same ones at every higher share', (share) => {
    const some = reactions({ ...SETTINGS, advice_compliance: share }, DEMAND.advice);
    const more = reactions({ ...SETTINGS, advice_compliance: Math.min(1, share + 0.1) }, DEMAND.advice);
    const followers = some.filter((time) => time < Infinity).length;
    expect(Math.abs(followers / 400 - share)).toBeLessThan(0.06);
    some.forEach((time, unit) => expect(more[unit]! <= time).toBe(true));
  });

  it('draws the same for a vehicle whatever else is in the run', () => {
    expect(reactions(SETTINGS, DEMAND.warning, 50)).toEqual(reactions(SETTINGS, DEMAND.warning, 400).slice(0, 50));
    expect(reactions(SETTINGS, DEMAND.warning, 50, 4)).not.toEqual(reactions(SETTINGS, DEMAND.warning, 50, 3));
  });

  it('counts a warning that ends before the foot has moved as too late to be followed', () => {
    const drivers = createDrivers(1, [DEMAND.warning], 1, { ...SETTINGS, warning_compliance: 1 });
    openDriver(drivers, 0, 0);
    ask(drivers, 0, 0, Infinity, -4);
    react(drivers, 0, 14, 0);
    react(drivers, 0, 14, 100);
    expect(driverCounters(drivers, 0)).toEqual({ begun: 1, followed: 0, ignored: 0, too_late: 1 });
  });

  it('never lets advice order more than a gentle slowing down, a speed below the floor, or braking beyond the driver', () => {
    const prompt = {
      ...SETTINGS,
      warning_compliance: 1,
      advice_compliance: 1,
      display_s: 0,
      expected_s: 0,
      advice_s: 0,
    };
    const drivers = createDrivers(1, [DEMAND.warning, DEMAND.advice], 1, prompt);
    openDriver(drivers, 0, 0);
    const command = (speed: number, advised: number, accel: number): [number, number] => {
      ask(drivers, 0, 0, Infinity, accel);
      ask(drivers, 0, 1, advised, Infinity);
      react(drivers, 0, speed, 1000);
      return [drivers.speed_mps[0], drivers.accel_mps2[0]];
    };
    expect(command(14, 6, -3)).toEqual([12.5, -3]);
    expect(command(6.2, 6, -20)).toEqual([6, -6]);
    expect(command(3, 1, -1)).toEqual([5, -1]);
    react(drivers, 0, 14, 1100);
    expect([drivers.speed_mps[0], drivers.accel_mps2[0]]).toEqual([Infinity, Infinity]);
  });
});
