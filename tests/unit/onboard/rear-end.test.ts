import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requiredDeceleration, timeToCollision } from '../../../server/onboard/rear-end.ts';

describe('required deceleration', () => {
  it.each([
    // gap, v, a, v lead, a lead, reaction, needed
    ['a standing vehicle', 60, 20, 0, 0, 0, 1, 400 / (2 * 40)],
    ['a slower one at constant speed', 30, 20, 0, 10, 0, 1, 100 / (2 * 20)],
    ['one that brakes to a stop', 30, 15, 0, 15, -5, 0, 225 / (2 * (30 + 22.5))],
    ['a faster one', 5, 10, 0, 12, 0, 1, 0],
    ['an equally fast one', 5, 10, 0, 10, 0, 1, 0],
    ['one that cannot be avoided within the reaction time', 10, 20, 0, 0, 0, 1, Infinity],
    ['braking that is already under way', 60, 20, -5, 0, 0, 1, 225 / (2 * (60 - 17.5))],
  ])('is right for %s', (_, gap, v, a, v_lead, a_lead, reaction, needed) => {
    expect(requiredDeceleration(gap, v, a, v_lead, a_lead, reaction)).toBeCloseTo(needed, 9);
  });

  it('is enough: a follower who brakes so after reacting does not touch the leader, one who brakes a tenth less does', () => {
    const speeds = fc.double({ min: 1, max: 40, noNaN: true });
    fc.assert(
      fc.property(
        fc.double({ min: 2, max: 150, noNaN: true }),
        speeds,
        fc.double({ min: 0, max: 40, noNaN: true }),
        fc.double({ min: 0, max: 8, noNaN: true }),
        (gap, v, v_lead, lead_decel) => {
          const needed = requiredDeceleration(gap, v, 0, v_lead, -lead_decel, 1);
          fc.pre(needed > 0.5 && needed < 12);
          expect(leastGap(gap, v, v_lead, lead_decel, needed * 1.001)).toBeGreaterThan(-0.05);
          expect(leastGap(gap, v, v_lead, lead_decel, needed * 0.9)).toBeLessThan(0.05);
        },
      ),
      { numRuns: 300 },
    );
  });
});

/** Least gap by small steps, follower braking from 1 s on. */
function leastGap(gap: number, v: number, v_lead: number, lead_decel: number, decel: number): number {
  const dt = 0.001;
  let least = gap;
  let here = gap;
  for (let t = 0; t < 60 && (v > 0 || v_lead > 0); t += dt) {
    const next = t >= 1 ? Math.max(0, v - decel * dt) : v;
    const next_lead = Math.max(0, v_lead - lead_decel * dt);
    here += ((v_lead + next_lead - v - next) / 2) * dt;
    v = next;
    v_lead = next_lead;
    least = Math.min(least, here);
    if (lead_decel === 0 && v <= v_lead) break;
  }
  return least;
}

describe('time to collision', () => {
  it.each([
    ['a standing vehicle', 20, 10, 0, 0, 0, 2],
    ['a slower one', 20, 15, 0, 5, 0, 2],
    ['a faster one', 20, 10, 0, 12, 0, Infinity],
    ['one that stops before', 20, 10, 0, 10, -5, 3],
    ['a follower who stops in time', 20, 10, -5, 0, 0, Infinity],
    ['overlap', 0, 10, 0, 5, 0, 0],
    ['one beyond the horizon', 100, 10, 0, 0, 0, Infinity],
  ])('is right for %s', (_, gap, v, a, v_lead, a_lead, seconds) => {
    const time = timeToCollision(gap, v, a, v_lead, a_lead);
    if (seconds === Infinity) expect(time).toBe(Infinity);
    else expect(Math.abs(time - seconds)).toBeLessThan(0.011);
  });
});
