import { describe, expect, it } from 'vitest';
import { appendAdvice } from '../../../protos/messages/advice.ts';
import { appendMap } from '../../../protos/messages/map.ts';
import { nodeReferenceOf } from '../../../protos/messages/node-reference.ts';
import { createRowWriter } from '../../../protos/messages/row.ts';
import { appendSpat } from '../../../protos/messages/spat.ts';
import { decide, onboardCounters, receiveAdvice, receiveMap, receiveSpat } from '../../../server/onboard/onboard.ts';
import { buildReport } from '../../../server/onboard/vehicle-messages.ts';
import { createRoadside, type Roadside } from '../../../server/roadside/roadside.ts';
import { buildSpat, type SignalStates } from '../../../server/roadside/spat.ts';
import { begin, createTraffic, put, tell, type Traffic } from './crossing-traffic.ts';

const LANE = 'south_in_1';

function roadsideOf(traffic: Traffic): Roadside {
  return createRoadside(traffic.network, { seed: 1, slots: 8 });
}

/** The signal is in a phase that ends then. */
function signals(phase: number, end_ms: number): SignalStates {
  return { phase: Int32Array.of(phase), min_end_ms: Float64Array.of(end_ms), max_end_ms: Float64Array.of(end_ms) };
}

function tellMap(traffic: Traffic, roadside: Roadside): void {
  const rows = createRowWriter();
  receiveMap(traffic.onboard, rows.ints, 0, traffic.everybody, 0, 0);
  const at = appendMap(roadside.maps[0]!, rows, traffic.frame);
  receiveMap(traffic.onboard, rows.ints, at, traffic.everybody, 0, traffic.everybody.length);
}

function tellSpat(traffic: Traffic, roadside: Roadside, states: SignalStates): void {
  const rows = createRowWriter();
  const at = appendSpat(buildSpat(roadside, 0, states, traffic.now_ms, 0)!, rows, traffic.frame);
  receiveSpat(traffic.onboard, rows.ints, at, traffic.now_ms, traffic.everybody, 0, traffic.everybody.length);
}

function tellAdvice(
  traffic: Traffic,
  speed_mps: number,
  valid_until_ms: number,
  phase_id?: number,
  junction = junctionOfCrossing(traffic),
): void {
  const rows = createRowWriter();
  const speed = {
    speed_mps,
    valid_until_ms,
    node: nodeReferenceOf(junction),
    reason: 1,
    ...(phase_id === undefined ? {} : { phase_id }),
  };
  receiveAdvice(
    traffic.onboard,
    0,
    rows.ints,
    appendAdvice({ msg_cnt: 0, correlation_id: 77, speed }, rows, traffic.frame),
  );
}

function junctionOfCrossing(traffic: Traffic): number {
  return traffic.network.junctions.findIndex((junction) => junction.id === 'crossing');
}

/** Phase index in which north-south is red and after which it is green again in `before_s`; the program's last phase is red for all. */
function redForSouth(traffic: Traffic): number {
  return traffic.network.signals[0]!.spec.phases.length - 1;
}

/** One vehicle 150 m before its stop line at 13 m/s. */
function approach(count = 1): { traffic: Traffic; roadside: Roadside; length_m: number } {
  const traffic = createTraffic(count);
  const length_m = traffic.network.lanes.length_m[traffic.network.lane_by_id.get(LANE)!];
  put(traffic, 0, LANE, length_m - 150, 13);
  return { traffic, roadside: roadsideOf(traffic), length_m };
}

function speedCounters(traffic: Traffic): Record<string, number> {
  return onboardCounters(traffic.onboard)['speed_advice']!;
}

describe('speed advice on board', () => {
  it('slows down for a red light that turns green later than the vehicle would arrive', () => {
    const { traffic, roadside } = approach();
    begin(traffic);
    tellMap(traffic, roadside);
    tellSpat(traffic, roadside, signals(redForSouth(traffic), 15_000));
    decide(traffic.onboard);
    expect(speedCounters(traffic)['roadside_ticks']).toBe(1);
    expect(traffic.onboard.command.speed_mps[0]).toBeCloseTo(13 - 1.5, 9);
    // At the end of easing, what is advised: 150 m in 15.5 s.
    put(traffic, 0, LANE, traffic.onboard.own.pos_m[0], 9);
    begin(traffic);
    decide(traffic.onboard);
    expect(traffic.onboard.command.speed_mps[0]).toBeCloseTo(150 / 15.5, 2);
  });

  it('says nothing without a MAP, without a SPAT, with an old SPAT, and of another intersection', () => {
    const { traffic, roadside } = approach();
    begin(traffic);
    tellSpat(traffic, roadside, signals(redForSouth(traffic), 15_000));
    decide(traffic.onboard);
    expect(traffic.onboard.command.speed_mps[0]).toBe(Infinity);
    tellMap(traffic, roadside);
    traffic.now_ms = 1200;
    begin(traffic);
    decide(traffic.onboard);
    expect(traffic.onboard.command.speed_mps[0]).toBe(Infinity);
    expect(speedCounters(traffic)['roadside_ticks']).toBe(0);
  });

  it('says nothing at green and nothing behind the stop line', () => {
    const { traffic, roadside } = approach();
    begin(traffic);
    tellMap(traffic, roadside);
    tellSpat(traffic, roadside, signals(0, 30_000));
    decide(traffic.onboard);
    expect(traffic.onboard.command.speed_mps[0]).toBe(Infinity);
    tellSpat(traffic, roadside, signals(redForSouth(traffic), 15_000));
    put(traffic, 0, 'north_out_0', 10, 13);
    begin(traffic);
    decide(traffic.onboard);
    expect(traffic.onboard.command.speed_mps[0]).toBe(Infinity);
  });

  it('aims behind the queue that it heard of', () => {
    const { traffic, roadside, length_m } = approach(4);
    for (let unit = 1; unit < 4; unit++) put(traffic, unit, LANE, length_m - 1 - 7.5 * (unit - 1), 0);
    traffic.now_ms = 900;
    let advised = Infinity;
    // A second holds this unit's listening period whatever its key.
    for (let tick = 0; tick < 10; tick++) {
      traffic.now_ms += 100;
      put(traffic, 0, LANE, length_m - 150, 6);
      begin(traffic);
      tellMap(traffic, roadside);
      tellSpat(traffic, roadside, signals(redForSouth(traffic), traffic.now_ms + 10_000));
      for (let unit = 1; unit < 4; unit++) tell(traffic, unit);
      decide(traffic.onboard);
      advised = traffic.onboard.command.speed_mps[0];
    }
    expect(advised).toBeCloseTo(150 / (10 + 0.5 + 2 + 3 * 1.9), 1);
  });

  it('takes the cloud where it has no SPAT of its own, until the advice ends, and prefers the road side where it has', () => {
    const { traffic, roadside } = approach();
    put(traffic, 0, LANE, traffic.onboard.own.pos_m[0], 8);
    begin(traffic);
    tellAdvice(traffic, 7, 5000);
    decide(traffic.onboard);
    expect(traffic.onboard.command.speed_mps[0]).toBeCloseTo(7, 9);
    expect(speedCounters(traffic)).toMatchObject({ cloud_received: 1, cloud_ticks: 1, roadside_ticks: 0 });
    tellMap(traffic, roadside);
    tellSpat(traffic, roadside, signals(redForSouth(traffic), 17_000));
    decide(traffic.onboard);
    expect(traffic.onboard.command.speed_mps[0]).toBeCloseTo(150 / 17.5, 2);
    expect(speedCounters(traffic)).toMatchObject({ cloud_ticks: 1, roadside_ticks: 1 });
    traffic.now_ms = 5000;
    begin(traffic);
    decide(traffic.onboard);
    expect(traffic.onboard.command.speed_mps[0]).toBe(Infinity);
  });

  it('does not take advice of the cloud that is stale, for another intersection or another phase', () => {
    const { traffic, roadside } = approach();
    traffic.now_ms = 1000;
    begin(traffic);
    tellMap(traffic, roadside);
    const link = traffic.onboard.units.signal_link[0];
    const phase = roadside.phase_of_link[link];
    tellAdvice(traffic, 7, 900);
    decide(traffic.onboard);
    expect(traffic.onboard.command.speed_mps[0]).toBe(Infinity);
    tellAdvice(traffic, 7, 9000, phase, junctionOfCrossing(traffic) === 0 ? 1 : 0);
    decide(traffic.onboard);
    expect(traffic.onboard.command.speed_mps[0]).toBe(Infinity);
    tellAdvice(traffic, 7, 9000, phase + 1);
    decide(traffic.onboard);
    expect(traffic.onboard.command.speed_mps[0]).toBe(Infinity);
    tellAdvice(traffic, 7, 9000, phase);
    decide(traffic.onboard);
    expect(traffic.onboard.command.speed_mps[0]).toBeLessThan(13);
    expect(speedCounters(traffic)['cloud_stale']).toBe(1);
  });

  it('acknowledges advice in the next report and tells its intention', () => {
    const { traffic, roadside } = approach();
    begin(traffic);
    tellAdvice(traffic, 7, 5000);
    tellAdvice(traffic, 7, 5000);
    const first = buildReport(traffic.onboard, 0, 0);
    expect(first.acknowledged).toEqual([77]);
    expect(first.route[0]!.distance_m).toBeCloseTo(150, 6);
    expect(first.route[0]!.phase_id).toBeUndefined();
    tellMap(traffic, roadside);
    const second = buildReport(traffic.onboard, 0, 1);
    expect(second.acknowledged).toEqual([]);
    expect(second.route[0]!.phase_id).toBe(roadside.phase_of_link[traffic.onboard.units.signal_link[0]]);
  });
});
