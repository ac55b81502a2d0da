import { LINK } from '../../../protos/messages/body.ts';
import { describe, expect, it } from 'vitest';
import { broadcast, CHANNEL_DEFAULTS, createChannel, placeRadios, send } from '../../../server/radio/channel.ts';
import {
  clearOutcomes,
  createOutcomes,
  OUTCOME,
  OUTCOME_SHIFT,
  RECEIVER_MASK,
  type Outcomes,
} from '../../../server/radio/outcomes.ts';
import { PURPOSE, random } from '../../../server/simulation/random.ts';

const BOUNDS = { x_min: 0, y_min: 0, x_max: 1000, y_max: 700 };
const BSM = 10;

interface Radios {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly number: Int32Array;
}

/** Points that also lie outside of the map. */
function scattered(count: number): Radios {
  const at = (i: number, draw: number): number => random(7, PURPOSE.test, i, 0, draw);
  return {
    x: Float64Array.from({ length: count }, (_, i) => -300 + 1600 * at(i, 0)),
    y: Float64Array.from({ length: count }, (_, i) => -300 + 1300 * at(i, 1)),
    number: Int32Array.from({ length: count }, (_, i) => 3 * i + 1),
  };
}

function outcomesOf(outcomes: Outcomes): Map<number, number> {
  const found = new Map<number, number>();
  for (let i = 0; i < outcomes.word_count; i++) {
    found.set(outcomes.words[i] & RECEIVER_MASK, outcomes.words[i] >>> OUTCOME_SHIFT);
  }
  return found;
}

describe('pc5', () => {
  it('addresses exactly those within the range, wherever they stand, and never the sender', () => {
    const radios = scattered(400);
    const channel = createChannel(CHANNEL_DEFAULTS, 1, BOUNDS);
    placeRadios(channel.vehicles, 400, radios.x, radios.y, radios.number);
    for (let i = 0; i < 400; i++) {
      const outcomes = createOutcomes();
      broadcast(channel, outcomes, 0, radios.number[i], BSM, 0, radios.x[i], radios.y[i]);
      const near = [...radios.number].filter((number, j) => {
        const dx = radios.x[j] - radios.x[i];
        const dy = radios.y[j] - radios.y[i];
        return number !== radios.number[i] && dx * dx + dy * dy <= 300 * 300;
      });
      expect([...outcomesOf(outcomes).keys()].sort((a, b) => a - b)).toEqual(near);
    }
  });

  it('loses 1 % beside the sender and all at the edge of the range, by the fourth power of the distance', () => {
    const channel = createChannel(CHANNEL_DEFAULTS, 1, BOUNDS);
    for (const distance_m of [0, 100, 200, 250, 300]) {
      const count = 20_000;
      placeRadios(
        channel.vehicles,
        count,
        new Float64Array(count).fill(100 + distance_m),
        new Float64Array(count).fill(100),
        Int32Array.from({ length: count }, (_, i) => i),
      );
      const outcomes = createOutcomes();
      broadcast(channel, outcomes, 0, count, BSM, 0, 100, 100);
      const lost = [...outcomesOf(outcomes).values()].filter((outcome) => outcome === OUTCOME.loss).length;
      const expected = 0.01 + 0.99 * (distance_m / 300) ** 4;
      expect(Math.abs(lost / count - expected)).toBeLessThan(0.012);
    }
  });

  it('gives a pair of vehicles the same draw whatever else drives around', () => {
    const radios = scattered(400);
    const many = createChannel(CHANNEL_DEFAULTS, 1, BOUNDS);
    placeRadios(many.vehicles, 400, radios.x, radios.y, radios.number);
    const few = createChannel(CHANNEL_DEFAULTS, 1, BOUNDS);
    placeRadios(few.vehicles, 200, radios.x, radios.y, radios.number);
    const outcomes = [createOutcomes(), createOutcomes()];
    broadcast(many, outcomes[0], 0, radios.number[5], BSM, 17, radios.x[5], radios.y[5]);
    broadcast(few, outcomes[1], 0, radios.number[5], BSM, 17, radios.x[5], radios.y[5]);
    const among = outcomesOf(outcomes[0]);
    for (const [receiver, outcome] of outcomesOf(outcomes[1])) expect(among.get(receiver)).toBe(outcome);
  });

  it('puts roadside units behind the vehicles and says where they begin', () => {
    const channel = createChannel(CHANNEL_DEFAULTS, 1, BOUNDS);
    const here = Float64Array.of(10, 20, 30);
    placeRadios(channel.vehicles, 3, here, here, Int32Array.of(1, 2, 3));
    placeRadios(channel.roadside, 1, here, here, Int32Array.of(900));
    const outcomes = createOutcomes();
    expect(broadcast(channel, outcomes, 0, 1, BSM, 0, 10, 10)).toBe(2);
    expect(outcomes.word_count).toBe(3);
    expect(outcomes.words[2] & RECEIVER_MASK).toBe(900);
  });
});

describe('uu and wire', () => {
  it('delays uu by 30 to 50 ms, each millisecond alike, and loses 0.2 %', () => {
    const channel = createChannel(CHANNEL_DEFAULTS, 1, BOUNDS);
    const outcomes = createOutcomes();
    const counts = new Map<number, number>();
    let lost = 0;
    const n = 42_000;
    for (let tick = 0; tick < n; tick++) {
      clearOutcomes(outcomes);
      send(channel, outcomes, 0, 5, 40, tick, LINK.uu, 9, true);
      counts.set(outcomes.run_delay_ms[0], (counts.get(outcomes.run_delay_ms[0]) ?? 0) + 1);
      if (outcomes.words[0] >>> OUTCOME_SHIFT === OUTCOME.loss) lost++;
    }
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: 21 }, (_, i) => 30 + i));
    for (const count of counts.values()) expect(Math.abs(count - 2000)).toBeLessThan(200);
    expect(Math.abs(lost / n - 0.002)).toBeLessThan(0.001);
  });

  it('takes 2 ms by wire without loss', () => {
    const channel = createChannel(CHANNEL_DEFAULTS, 1, BOUNDS);
    const outcomes = createOutcomes();
    for (let tick = 0; tick < 1000; tick++) send(channel, outcomes, tick, 5, 13, tick, LINK.wired, 9, true);
    expect(outcomes.run_count).toBe(1000);
    expect(outcomes.run_delay_ms.subarray(0, 1000).every((delay) => delay === 2)).toBe(true);
    expect(outcomes.words.subarray(0, 1000).every((word) => word === 9)).toBe(true);
  });

  it('says range where the receiver is not there', () => {
    const outcomes = createOutcomes();
    send(createChannel(CHANNEL_DEFAULTS, 1, BOUNDS), outcomes, 0, 5, 41, 0, LINK.uu, 9, false);
    expect(outcomesOf(outcomes)).toEqual(new Map([[9, OUTCOME.range]]));
  });
});
