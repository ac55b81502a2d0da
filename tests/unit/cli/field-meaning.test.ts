import { describe, expect, it } from 'vitest';
import { explain, meaningOf } from '../../../server/cli/field-meaning.ts';

describe('the comment of a field', () => {
  it('gives step, unit and the value for unavailable', () => {
    expect(meaningOf('speed', '0.02 m/s, 0..8190 (8191).')).toEqual({ step: 0.02, unit: 'm/s', invalid: 8191 });
    expect(meaningOf('yaw', 'Yaw rate 0.01 deg/s, -32767..32767, clockwise positive.')).toEqual({
      step: 0.01,
      unit: 'deg/s',
    });
    expect(meaningOf('lat', '1e-7 deg, -900000000..900000000 (900000001).')).toMatchObject({ step: 1e-7, unit: 'deg' });
    expect(meaningOf('sec_mark', 'ms in the minute, 0..59999 (60000 and above).')).toEqual({
      step: 1,
      unit: 'ms',
      invalid: 60_000,
      and_above: true,
    });
    expect(meaningOf('likely_end', 'Until it ends.', 'Seconds from now, each 0.1 s, 0..36000 (36001).')).toEqual({
      step: 0.1,
      unit: 's',
      invalid: 36_001,
    });
  });

  it('gives the words of an enumeration and of bits', () => {
    const gear = meaningOf('transmission', '0 neutral, 1 park, 2 forward, 3 reverse (7).');
    expect(gear.words).toEqual(
      new Map([
        [0, 'neutral'],
        [1, 'park'],
        [2, 'forward'],
        [3, 'reverse'],
      ]),
    );
    expect(gear).toMatchObject({ bits: false, invalid: 7 });
    expect(meaningOf('status', 'Bits: 0 at a stop, 1 parked, 2 hazard lights.')).toMatchObject({ bits: true });
  });

  it('gives nothing for counters and for names that hold their unit', () => {
    expect(meaningOf('msg_cnt', '0..127, wraps.')).toEqual({});
    expect(meaningOf('confidence', 'Index of PositionConfidence, 1..15 = 500 m .. 1 cm (0).')).toEqual({ invalid: 0 });
    expect(meaningOf('time_confidence', 'Index of TimeConfidence, 1..39 (0).', 'Each, each 0.1 s.')).toEqual({
      invalid: 0,
    });
    expect(meaningOf('session', 'Drawn at CONNECT.')).toEqual({});
  });
});

describe('a number', () => {
  it('is shown with its value and unit, and without a value where it is not available', () => {
    const speed = meaningOf('speed', '0.02 m/s, 0..8190 (8191).');
    expect(explain(669, speed)).toEqual({ raw: 669, value: 13.38, unit: 'm/s' });
    expect(explain(8191, speed)).toEqual({ raw: 8191, value: null, unit: 'm/s' });
    expect(explain(60_000, meaningOf('sec_mark', 'ms in the minute, 0..59999 (60000 and above).'))).toMatchObject({
      value: null,
    });
  });

  it('is shown with its word or the words of its bits', () => {
    const gear = meaningOf('transmission', '0 neutral, 1 park, 2 forward, 3 reverse (7).');
    expect(explain(2, gear)).toEqual({ raw: 2, meaning: 'forward' });
    expect(explain(7, gear)).toEqual({ raw: 7, value: null });
    expect(explain(5, gear)).toBe(5);
    const bits = meaningOf('status', 'Bits: 0 at a stop, 1 parked, 2 hazard lights.');
    expect(explain(5, bits)).toEqual({ raw: 5, meaning: ['at a stop', 'hazard lights'] });
    const wheels = meaningOf('wheel_brakes', 'Bits: 1 left front, 2 left rear, 4 right front, 8 right rear.');
    expect(explain(10, wheels)).toEqual({ raw: 10, meaning: ['left rear', 'right rear'] });
    expect(explain(12, {})).toBe(12);
  });
});
