import { describe, expect, it } from 'vitest';
import { appendAdvice } from '../../../protos/messages/advice.ts';
import { createRowWriter } from '../../../protos/messages/row.ts';
import { decide, onboardCounters, receiveAdvice } from '../../../server/onboard/onboard.ts';
import { begin, createTraffic, put, type Traffic } from './crossing-traffic.ts';

const LANE = 'south_in_1';

function tellHazard(traffic: Traffic, lane_id: string, pos_m: number, valid_until_ms = 10_000): void {
  const { lanes, points } = traffic.network;
  const lane = traffic.network.lane_by_id.get(lane_id)!;
  const first = lanes.first_point[lane];
  const last = first + lanes.point_count[lane] - 1;
  const share = pos_m / lanes.length_m[lane];
  const position = {
    x_m: points.x[first] + share * (points.x[last] - points.x[first]),
    y_m: points.y[first] + share * (points.y[last] - points.y[first]),
  };
  const rows = createRowWriter();
  const hazard = { position, radius_m: 10, kind: 1, source: 2, valid_until_ms };
  receiveAdvice(
    traffic.onboard,
    0,
    rows.ints,
    appendAdvice({ msg_cnt: 0, correlation_id: 1, hazard }, rows, traffic.frame),
  );
}

function commandAt(traffic: Traffic, lane: string, pos_m: number, speed_mps: number): number {
  put(traffic, 0, lane, pos_m, speed_mps);
  begin(traffic);
  decide(traffic.onboard);
  return traffic.onboard.command.speed_mps[0];
}

describe('hazard warning on board', () => {
  it('comes to the place at half the limit, by a braking that anybody would call gentle', () => {
    const traffic = createTraffic(1);
    put(traffic, 0, LANE, 100, 13.9);
    begin(traffic);
    tellHazard(traffic, LANE, 300);
    expect(commandAt(traffic, LANE, 100, 13.9)).toBe(Infinity);
    // v2 = v_h2 + 2 a d
    expect(commandAt(traffic, LANE, 280, 10)).toBeCloseTo(Math.sqrt((13.89 / 2) ** 2 + 2 * 1.5 * 20), 1);
    expect(commandAt(traffic, LANE, 299.9, 7.5)).toBeCloseTo(13.89 / 2, 1);
  });

  it('ends behind the place and when its time is over', () => {
    const traffic = createTraffic(1);
    put(traffic, 0, LANE, 100, 13.9);
    begin(traffic);
    tellHazard(traffic, LANE, 300, 3000);
    expect(commandAt(traffic, LANE, 299, 7)).toBeLessThan(8);
    expect(commandAt(traffic, LANE, 315, 7)).toBe(Infinity);
    traffic.now_ms = 3000;
    expect(commandAt(traffic, LANE, 299, 7)).toBe(Infinity);
  });

  it.each(['south_out_0', 'north_in_0', 'west_in_0'])('does not care about a place on %s', (elsewhere) => {
    const traffic = createTraffic(1);
    put(traffic, 0, LANE, 280, 8);
    begin(traffic);
    tellHazard(traffic, elsewhere, 60);
    expect(commandAt(traffic, LANE, 280, 8)).toBe(Infinity);
    expect(onboardCounters(traffic.onboard)['hazard_warning']).toMatchObject({
      received: 1,
      off_path: 1,
      active_ticks: 0,
    });
  });

  it('keeps the nearer of two hazards, and never asks for less than the least speed', () => {
    const traffic = createTraffic(1);
    put(traffic, 0, LANE, 200, 10);
    begin(traffic);
    tellHazard(traffic, LANE, 260);
    tellHazard(traffic, LANE, 390);
    expect(commandAt(traffic, LANE, 259, 7.5)).toBeLessThan(8);
    expect(commandAt(traffic, LANE, 259, 1)).toBe(Infinity);
  });
});
