import { describe, expect, it } from 'vitest';
import { speedLimitOf, speedLimitText } from '../../../protos/messages/enums.ts';
import { appendRsi, readRsi, type Rsi } from '../../../protos/messages/rsi.ts';
import { createRowWriter } from '../../../protos/messages/row.ts';
import { decide, onboardCounters, receiveRsi } from '../../../server/onboard/onboard.ts';
import { readSpeedLimits } from '../../../server/onboard/signs.ts';
import { createRoadside } from '../../../server/roadside/roadside.ts';
import { begin, createTraffic, put, type Traffic } from './crossing-traffic.ts';

const LANE = 'south_in_1';
const LIMIT_MPS = 50 / 3.6;

function signsOf({ network }: Traffic): Rsi {
  return createRoadside(network, { seed: 1, slots: 1 }).signs[0]!;
}

function tellSigns(traffic: Traffic, rsi: Rsi, receivers: number[]): void {
  const rows = createRowWriter();
  const at = appendRsi(rsi, rows, traffic.frame);
  receiveRsi(traffic.onboard, rows.ints, at, Int32Array.from(receivers), 0, receivers.length);
}

/** What the driver of a unit is held to on a lane at a speed. */
function boundAt(traffic: Traffic, unit: number, lane: string, speed_mps: number): number {
  put(traffic, unit, lane, 100, speed_mps);
  begin(traffic);
  decide(traffic.onboard);
  return traffic.onboard.command.speed_mps[unit];
}

describe('signs of a roadside unit', () => {
  it('tell the limit of every road that leads to its junction, and arrive as they were sent', () => {
    const traffic = createTraffic(1);
    const { network, frame } = traffic;
    const rows = createRowWriter();
    const told = readRsi(rows.ints, appendRsi(signsOf(traffic), rows, frame), frame);
    const limits = readSpeedLimits(network, told);
    expect(limits.map(({ edge }) => network.edges.ids[edge]).sort()).toEqual(
      ['east_in', 'north_in', 'south_in', 'west_in'].sort(),
    );
    for (const { limit_mps } of limits) expect(limit_mps).toBeCloseTo(LIMIT_MPS, 6);
  });

  it('are passed over where they are of another kind, say no number, or name a road that the map does not have', () => {
    const traffic = createTraffic(1);
    const { signs, ...rest } = signsOf(traffic);
    const [sign] = signs;
    const odd = [
      { ...sign, sign_type: 1 },
      { ...sign, description: 'slow' },
      { ...sign, description: '0' },
      { ...sign, links: [{ upstream: { id: 9999 }, downstream: { id: 9998 } }] },
      { ...sign, links: [] },
    ];
    expect(readSpeedLimits(traffic.network, { ...rest, signs: odd })).toEqual([]);
  });

  it.each([
    [13.89, '50'],
    [16.67, '60'],
    [2.78, '10'],
  ])('say %f m/s as %s', (speed_mps, text) => {
    expect(speedLimitText(speed_mps)).toBe(text);
    expect(speedLimitOf(text)).toBeCloseTo(speed_mps, 2);
  });
});

describe('speed limit warning', () => {
  it('holds a driver who follows to the limit until the road ends, once he was well above it', () => {
    const traffic = createTraffic(1);
    put(traffic, 0, LANE, 50, 14);
    begin(traffic);
    tellSigns(traffic, signsOf(traffic), [0]);
    expect(boundAt(traffic, 0, LANE, LIMIT_MPS * 1.09)).toBe(Infinity);
    // Advice is approached in steps of at most 1.5 m/s.
    expect(boundAt(traffic, 0, LANE, LIMIT_MPS * 1.11)).toBeCloseTo(Math.max(LIMIT_MPS, LIMIT_MPS * 1.11 - 1.5), 2);
    expect(boundAt(traffic, 0, LANE, LIMIT_MPS)).toBeCloseTo(LIMIT_MPS, 5);
    expect(boundAt(traffic, 0, 'north_out_1', LIMIT_MPS)).toBe(Infinity);
    expect(onboardCounters(traffic.onboard)['speed_limit_warning']).toMatchObject({ over_ticks: 1, begun: 1 });
  });

  it('knows only what was received, and nothing of the vehicle that had the unit before', () => {
    const traffic = createTraffic(2);
    put(traffic, 0, LANE, 50, 14);
    put(traffic, 1, LANE, 80, 14);
    begin(traffic);
    tellSigns(traffic, signsOf(traffic), [0]);
    expect(boundAt(traffic, 1, LANE, 25)).toBe(Infinity);
    for (const application of traffic.onboard.applications) application.open(0);
    expect(boundAt(traffic, 0, LANE, 25)).toBe(Infinity);
  });
});
