import { describe, expect, it } from 'vitest';
import { decide, onboardCounters } from '../../../server/onboard/onboard.ts';
import { begin, CAR, createTraffic, put, tell, type Traffic } from './crossing-traffic.ts';

const LANE = 'south_in_1';
const NEIGHBOUR = 'south_in_0';

function warnings(traffic: Traffic): number {
  return onboardCounters(traffic.onboard)['forward_collision_warning']!['warnings']!;
}

/** One tick: host and others as given, all BSM received. */
function tick(
  traffic: Traffic,
  ...states: [lane: string, pos_m: number, speed_mps: number, accel_mps2?: number][]
): void {
  states.forEach(([lane, pos, speed, accel], unit) => put(traffic, unit, lane, pos, speed, accel));
  begin(traffic);
  for (let unit = 0; unit < states.length; unit++) tell(traffic, unit);
  decide(traffic.onboard);
  traffic.now_ms += 100;
}

describe('forward collision warning', () => {
  it.each([
    ['a standing vehicle close ahead', [LANE, 100, 14], [LANE, 130, 0], true],
    ['a standing vehicle far ahead', [LANE, 100, 14], [LANE, 180, 0], false],
    ['a leader at the same speed and a short headway', [LANE, 100, 14], [LANE, 115, 14], false],
    ['a leader that brakes as hard as it can', [LANE, 100, 14], [LANE, 115, 13, -8], true],
    ['a leader that brakes softly', [LANE, 100, 14], [LANE, 122, 13.5, -1.5], false],
    ['a standing vehicle on the neighbouring lane', [LANE, 100, 14], [NEIGHBOUR, 130, 0], false],
    ['a standing vehicle behind', [LANE, 100, 14], [LANE, 80, 0], false],
    ['oncoming traffic', [LANE, 100, 14], ['south_out_0', 300, 14], false],
    ['a standing vehicle, but walking pace', [LANE, 100, 1.5], [LANE, 106, 0], false],
    ['a standing vehicle for which the driver already brakes', [LANE, 100, 12, -4.5], [LANE, 127, 0], false],
  ] as [string, [string, number, number, number?], [string, number, number, number?], boolean][])(
    'decides about %s',
    (_, host, other, expected) => {
      const traffic = createTraffic(2);
      tick(traffic, host, other);
      expect(warnings(traffic)).toBe(expected ? 1 : 0);
      expect(traffic.onboard.command.accel_mps2[0] < -3).toBe(expected);
    },
  );

  it('sees a standing vehicle through the one between: the case that eyes cannot see', () => {
    const traffic = createTraffic(3);
    tick(traffic, [LANE, 100, 14], [LANE, 118, 14], [LANE, 132, 0]);
    expect(traffic.onboard.command.accel_mps2[0]).toBeLessThan(-3);
  });

  it('is silent while a saturated queue moves off and when it comes to a stop again', () => {
    const count = 12;
    const traffic = createTraffic(count);
    const pos = Array.from({ length: count }, (_, i) => 300 - 7.1 * i);
    const speed = pos.map(() => 0);
    let hardest = 0;
    for (let step = 0; step < 500; step++) {
      const wall = step < 250 ? Infinity : 600;
      const accel = pos.map((_, i) => {
        const gap = (i === 0 ? wall : pos[i - 1]! - CAR.length_m) - pos[i]!;
        const dv = speed[i]! - (i === 0 ? 0 : speed[i - 1]!);
        const wish = 2.5 + Math.max(0, speed[i]! * 1 + (speed[i]! * dv) / (2 * Math.sqrt(2.6 * 4.5)));
        const a = 2.6 * (1 - (speed[i]! / 13.9) ** 4 - (gap === Infinity ? 0 : (wish / gap) ** 2));
        return Math.max(-9, Math.min(2.6, a));
      });
      hardest = Math.min(hardest, ...accel);
      // The lane is straight, so a queue that runs on beyond its end is put back by whole lengths together.
      const shift = Math.max(0, pos[0]! - 395);
      tick(traffic, ...pos.map((p, i): [string, number, number, number] => [LANE, p - shift, speed[i]!, accel[i]!]));
      for (let i = 0; i < count; i++) {
        const next = Math.max(0, speed[i]! + accel[i]! * 0.1);
        pos[i]! += ((speed[i]! + next) / 2) * 0.1;
        speed[i] = next;
      }
    }
    expect(hardest).toBeLessThan(-1);
    expect(warnings(traffic)).toBe(0);
    expect(traffic.onboard.command.accel_mps2.every((accel) => accel === Infinity)).toBe(true);
  });

  it('holds on for a moment when messages are lost, then ends', () => {
    const traffic = createTraffic(2);
    tick(traffic, [LANE, 100, 14], [LANE, 130, 0]);
    for (let i = 1; i <= 2; i++) {
      put(traffic, 0, LANE, 100 + 1.4 * i, 14);
      begin(traffic);
      decide(traffic.onboard);
      traffic.now_ms += 100;
    }
    expect(onboardCounters(traffic.onboard)['forward_collision_warning']!['active_ticks']).toBe(3);
    for (let i = 0; i < 5; i++) {
      begin(traffic);
      decide(traffic.onboard);
      traffic.now_ms += 100;
    }
    expect(onboardCounters(traffic.onboard)['forward_collision_warning']!['active_ticks']).toBe(3);
    expect(warnings(traffic)).toBe(1);
  });

  it('never commands a standing vehicle', () => {
    const traffic = createTraffic(2);
    tick(traffic, [LANE, 100, 0], [LANE, 105.2, 0]);
    expect(traffic.onboard.command.accel_mps2[0]).toBe(Infinity);
    expect(traffic.onboard.command.speed_mps[0]).toBe(Infinity);
  });
});
