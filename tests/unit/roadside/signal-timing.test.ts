import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIGHT } from '../../../protos/messages/enums.ts';
import { createGroupTiming, groupTiming, lightOf, TIMING_STATES } from '../../../server/roadside/signal-timing.ts';
import type { PhaseSpec, SignalSpec } from '../../../server/simulation/network-spec.ts';

function phase(
  state: string,
  duration_s: number,
  min_s = duration_s,
  max_s = duration_s,
  next: number[] = [],
): PhaseSpec {
  return { state, duration_ms: duration_s * 1000, min_ms: min_s * 1000, max_ms: max_s * 1000, next };
}

function signal(kind: SignalSpec['kind'], phases: PhaseSpec[]): SignalSpec {
  return { id: 's', program: '0', kind, offset_ms: 0, phases, max_gap_ms: 3000, detector_gap_ms: 2000 };
}

/** States as [light, earliest end, latest end], seconds from now. */
function timing(
  spec: SignalSpec,
  index: number,
  at: number,
  min_end_s: number,
  max_end_s: number,
  now_s = 0,
): [number, number, number][] {
  const out = createGroupTiming();
  const running = { phase: at, min_end_ms: min_end_s * 1000, max_end_ms: max_end_s * 1000 };
  groupTiming(spec, index, running, now_s * 1000, out);
  return Array.from({ length: out.count }, (_, i) => [
    out.light[i]!,
    out.min_end_ms[i]! / 1000 - now_s,
    out.max_end_ms[i]! / 1000 - now_s,
  ]);
}

const STATIC = signal('static', [phase('Gr', 30), phase('yr', 3), phase('rG', 20), phase('ry', 3)]);
const ACTUATED = signal('actuated', [
  phase('Gr', 30, 5, 50),
  phase('yr', 3),
  phase('rG', 20, 6, 40),
  phase('ry', 3, 3, 3, [0]),
  phase('GG', 9),
]);
const { protected_green: G, yellow: Y, red: R } = LIGHT;

describe('signal timing', () => {
  it.each([
    [
      'green now',
      0,
      0,
      12,
      [
        [G, 12, 12],
        [Y, 15, 15],
        [R, 38, 38],
        [G, 68, 68],
      ],
    ],
    [
      'yellow now',
      0,
      1,
      2,
      [
        [Y, 2, 2],
        [R, 25, 25],
        [G, 55, 55],
      ],
    ],
    [
      'red now',
      0,
      2,
      7,
      [
        [R, 10, 10],
        [G, 40, 40],
      ],
    ],
    [
      'red over several phases',
      1,
      0,
      12,
      [
        [R, 15, 15],
        [G, 35, 35],
      ],
    ],
  ] as [string, number, number, number, [number, number, number][]][])(
    'of a static program is exact: %s',
    (_, index, at, end, expected) => {
      expect(timing(STATIC, index, at, end, end)).toEqual(expected);
    },
  );

  it('of an actuated program gives both bounds and goes on where `next` says', () => {
    expect(timing(ACTUATED, 0, 0, 2, 40)).toEqual([
      [G, 2, 40],
      [Y, 5, 43],
      [R, 14, 86],
      [G, 19, 136],
    ]);
    expect(timing(ACTUATED, 1, 3, 1, 1)).toEqual([
      [Y, 1, 1],
      [R, 9, 54],
      [G, 15, 94],
    ]);
  });

  it('of a green that outlasts its earliest end begins no earlier than now', () => {
    expect(timing(ACTUATED, 0, 0, 5, 50, 20)[0]).toEqual([G, 0, 30]);
  });

  it('of a light that never changes ends the walk', () => {
    expect(timing(signal('static', [phase('G', 30), phase('G', 10)]), 0, 0, 5, 5)).toHaveLength(1);
    expect(timing(signal('off', []), 0, 0, 0, 0)).toEqual([]);
  });

  it('reads all letters of a state string', () => {
    expect([...'GgyYrRusoO'].map((letter) => lightOf(letter.charCodeAt(0)))).toEqual([
      LIGHT.protected_green,
      LIGHT.permissive_green,
      LIGHT.yellow,
      LIGHT.yellow,
      LIGHT.red,
      LIGHT.red,
      LIGHT.red,
      LIGHT.flashing_red,
      LIGHT.flashing_yellow,
      LIGHT.dark,
    ]);
  });

  it('is ordered: states follow each other, earliest ends before latest, and differ from their neighbours', () => {
    const phases = fc.array(
      fc
        .tuple(fc.constantFrom('G', 'y', 'r', 'g'), fc.nat(60), fc.nat(60))
        .map(([letter, a, b]) => phase(letter, Math.max(a, b), Math.min(a, b), Math.max(a, b))),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(phases, fc.nat(7), fc.nat(50), fc.nat(50), (list, start, a, b) => {
        const states = timing(signal('actuated', list), 0, start % list.length, Math.min(a, b), Math.max(a, b));
        expect(states.length).toBeGreaterThan(0);
        expect(states.length).toBeLessThanOrEqual(TIMING_STATES);
        states.forEach(([light, min, max], i) => {
          expect(min).toBeLessThanOrEqual(max);
          if (i === 0) return;
          expect(light).not.toBe(states[i - 1]![0]);
          expect(min).toBeGreaterThanOrEqual(states[i - 1]![1]);
          expect(max).toBeGreaterThanOrEqual(states[i - 1]![2]);
        });
      }),
    );
  });
});
