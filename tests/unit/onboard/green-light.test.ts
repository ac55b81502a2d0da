import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIGHT } from '../../../protos/messages/enums.ts';
import {
  createGreenWindow,
  readGreenWindow,
  type GreenWindow,
  type PhaseForecast,
} from '../../../protos/messages/green-window.ts';
import { adviseGreen, GREEN, type GreenAnswer, type GreenQuestion } from '../../../server/onboard/green-light.ts';
import { ONBOARD_DEFAULTS } from '../../../server/onboard/settings.ts';

const RULE = ONBOARD_DEFAULTS.speed_advice;
const { red, yellow, protected_green: green } = LIGHT;

/** States as [light, earliest end, latest end] in seconds. */
function forecast(...states: [number, number, number?][]): PhaseForecast {
  return {
    lights: states.map(([light]) => light),
    min_end_ms: states.map(([, end]) => end * 1000),
    max_end_ms: states.map(([, end, latest]) => (latest ?? end) * 1000),
  };
}

function advise(phase: PhaseForecast, change: Partial<GreenQuestion> = {}): GreenAnswer {
  const window: GreenWindow = createGreenWindow();
  const answer: GreenAnswer = { verdict: GREEN.unknown, speed_mps: 0 };
  const question = { distance_m: 150, limit_mps: 13.9, least_mps: 5, queue: 0, now_ms: 0, ...change };
  expect(readGreenWindow(phase, question.now_ms, window)).toBe(true);
  adviseGreen(window, question, RULE, answer);
  return answer;
}

describe('green light speed advice', () => {
  const RED_20 = forecast([red, 20], [green, 50], [yellow, 53]);

  it.each([
    ['red that ends in time for a slower approach', RED_20, {}, GREEN.advised, 150 / 20.5],
    ['red with a queue of three', RED_20, { distance_m: 200 }, GREEN.advised, 200 / 20.5],
    [
      'red with a queue that has to go first',
      RED_20,
      { distance_m: 200, queue: 3 },
      GREEN.advised,
      200 / (20.5 + 2 + 5.7),
    ],
    ['red with a queue too long for the green', RED_20, { queue: 20 }, GREEN.empty, Infinity],
    ['red that lasts too long even for the least speed', RED_20, { distance_m: 60 }, GREEN.empty, Infinity],
    ['red that ends before the vehicle can be there', RED_20, { distance_m: 350 }, GREEN.passes, Infinity],
    ['green that lasts', forecast([green, 30], [yellow, 33], [red, 60]), {}, GREEN.passes, Infinity],
    [
      'green that surely ends before',
      forecast([green, 5], [yellow, 8], [red, 20], [green, 50]),
      {},
      GREEN.advised,
      150 / 20.5,
    ],
    [
      'green that may or may not last',
      forecast([green, 2, 40], [yellow, 5, 43], [red, 20, 80], [green, 50, 99]),
      {},
      GREEN.uncertain,
      Infinity,
    ],
    ['green that surely ends, nothing known beyond', forecast([green, 5], [yellow, 8]), {}, GREEN.unknown, Infinity],
    [
      'actuated red: the earliest green counts',
      forecast([red, 15, 60], [green, 25, 90]),
      { distance_m: 120 },
      GREEN.advised,
      120 / 15.5,
    ],
    ['too near', RED_20, { distance_m: 10 }, GREEN.out_of_range, Infinity],
    ['too far', RED_20, { distance_m: 500 }, GREEN.out_of_range, Infinity],
    [
      'permissive and protected green as one',
      forecast([LIGHT.permissive_green, 5], [green, 30], [yellow, 33]),
      {},
      GREEN.passes,
      Infinity,
    ],
  ] as [string, PhaseForecast, Partial<GreenQuestion>, number, number][])(
    'is right for %s',
    (_, phase, change, verdict, speed) => {
      const answer = advise(phase, change);
      expect(answer.verdict).toBe(verdict);
      if (speed === Infinity) expect(answer.speed_mps).toBe(Infinity);
      else expect(answer.speed_mps).toBeCloseTo(speed, 9);
    },
  );

  it('is always within its bounds and never makes a vehicle later than the earliest green and its queue', () => {
    const seconds = fc.double({ min: 0, max: 90, noNaN: true });
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.array(fc.tuple(seconds, seconds), { minLength: 2, maxLength: 4 }),
        fc.double({ min: 1, max: 600, noNaN: true }),
        fc.nat(12),
        (first_green, lengths, distance_m, queue) => {
          let min = 0;
          let max = 0;
          const states = lengths.map(([a, b], i): [number, number, number] => {
            min += Math.min(a, b);
            max += Math.max(a, b);
            return [(i % 2 === 0) === first_green ? green : red, min, max];
          });
          fc.pre(states[0]![2] > 0);
          const answer = advise(forecast(...states), { distance_m, queue });
          if (answer.verdict !== GREEN.advised) {
            expect(answer.speed_mps).toBe(Infinity);
            return;
          }
          expect(answer.speed_mps).toBeGreaterThanOrEqual(5);
          expect(answer.speed_mps).toBeLessThan(13.9);
          const discharge = queue > 0 ? 2 + 1.9 * queue : 0;
          const earliest = first_green ? states[1]![1] : states[0]![1];
          expect(distance_m / answer.speed_mps).toBeLessThanOrEqual(earliest + 0.5 + discharge + 1e-9);
        },
      ),
    );
  });

  it('takes a state that has certainly ended as over, one that may go on as going on', () => {
    const window = createGreenWindow();
    const phase = forecast([red, 10, 10], [green, 20, 40], [red, 60, 80]);
    expect(readGreenWindow(phase, 9_999, window)).toBe(true);
    expect(window.green).toBe(false);
    readGreenWindow(phase, 10_000, window);
    expect(window).toMatchObject({ green: true, end_min_ms: 20_000, end_max_ms: 40_000 });
    readGreenWindow(phase, 39_999, window);
    expect(window.green).toBe(true);
    expect(readGreenWindow(phase, 80_000, window)).toBe(false);
  });
});
