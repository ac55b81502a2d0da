import { describe, expect, it } from 'vitest';
import { appendBsm, readBsm } from '../../../protos/messages/bsm.ts';
import { EVENT_BIT, LIGHT_BIT, PEDAL, STATUS_BIT } from '../../../protos/messages/enums.ts';
import { junctionOf } from '../../../protos/messages/node-reference.ts';
import { createRowWriter } from '../../../protos/messages/row.ts';
import { temporaryIdFor } from '../../../protos/messages/temporary-id.ts';
import { closeUnit, decide, openUnit, receiveBsm } from '../../../server/onboard/onboard.ts';
import { NONE } from '../../../server/onboard/decision-record.ts';
import { OWN_FLAG } from '../../../server/onboard/unit-columns.ts';
import { basicClassOf, buildReport, createBsm, fillBsm } from '../../../server/onboard/vehicle-messages.ts';
import { classBit } from '../../../server/simulation/network-spec.ts';
import { begin, CAR, createTraffic, put, tell, type Traffic } from './crossing-traffic.ts';

function bsmOf(traffic: Traffic, seq = 0): ReturnType<typeof readBsm> {
  const rows = createRowWriter();
  const bsm = createBsm();
  fillBsm(traffic.onboard, 0, seq, bsm);
  const at = appendBsm(bsm, rows, traffic.frame);
  return readBsm(rows.ints, at, traffic.frame);
}

describe('BSM of a unit', () => {
  it('says where the vehicle is, how it moves, how large it is and who sends', () => {
    const traffic = createTraffic(1);
    put(traffic, 0, 'south_in_1', 100, 10, 1);
    traffic.now_ms = 61_300;
    begin(traffic);
    const bsm = bsmOf(traffic, 130);
    expect(bsm).toMatchObject({
      msg_cnt: 2,
      id: temporaryIdFor('v0'),
      sec_mark_ms: 1300,
      speed_mps: 10,
      vehicle_class: 10,
      events: 0,
    });
    expect(bsm.position.x_m!).toBeCloseTo(traffic.onboard.own.x_m[0], 1);
    expect(bsm.position.y_m!).toBeCloseTo(traffic.onboard.own.y_m[0], 1);
    expect(bsm.heading_rad!).toBeCloseTo(Math.PI / 2, 3);
    expect(bsm.size).toMatchObject({ length_m: 4.6, width_m: 1.8 });
  });

  it.each([
    ['ordinary braking', -3.9, 0, 0, PEDAL.on],
    ['hard braking', -4.1, 0, EVENT_BIT.hard_braking, PEDAL.on],
    ['driving on', 0.5, 0, 0, PEDAL.off],
    ['being an obstacle', 0, OWN_FLAG.obstacle, EVENT_BIT.hazard_lights | EVENT_BIT.disabled_vehicle, PEDAL.off],
    ['waiting at a stop', 0, OWN_FLAG.at_stop, 0, PEDAL.off],
  ])('has the events of %s', (_, accel, flags, events, pedal) => {
    const traffic = createTraffic(1);
    put(traffic, 0, 'south_in_1', 100, 10, accel);
    traffic.onboard.own.flags[0] = flags | OWN_FLAG.left_indicator;
    begin(traffic);
    const bsm = bsmOf(traffic);
    expect(bsm.events).toBe(events);
    expect(bsm.brakes.pedal).toBe(pedal);
    expect(bsm.lights! & LIGHT_BIT.left_indicator).toBe(LIGHT_BIT.left_indicator);
  });

  it('tells the class as the message set counts it', () => {
    expect(
      (['passenger', 'taxi', 'bus', 'truck', 'delivery', 'motorcycle', 'bicycle', 'emergency'] as const).map((name) =>
        basicClassOf(classBit(name)),
      ),
    ).toEqual([10, 10, 50, 25, 20, 40, 85, 60]);
  });
});

describe('report of a unit', () => {
  it('says lane, position, status and the signalled intersections of the way', () => {
    const traffic = createTraffic(1);
    put(traffic, 0, 'south_in_1', 100, 0, -1);
    traffic.onboard.own.flags[0] = OWN_FLAG.at_stop;
    begin(traffic);
    const report = buildReport(traffic.onboard, 0, 5);
    expect(report.lane).toEqual({ lane: traffic.network.lane_by_id.get('south_in_1'), pos_m: 100 });
    expect(report.status).toBe(STATUS_BIT.at_stop | STATUS_BIT.braking);
    expect(report.route).toHaveLength(1);
    expect(traffic.network.junctions[junctionOf(report.route[0]!.node)]!.id).toBe('crossing');
    expect(traffic.network.junctions[junctionOf(report.route[0]!.remote!)]!.id).toBe('north');
    expect(report.route[0]!.distance_m).toBeCloseTo(300, 6);
  });
});

describe('units', () => {
  it('come and go: a unit in use cannot be opened, one that was closed knows nothing of before and hears nothing', () => {
    const traffic = createTraffic(2);
    put(traffic, 0, 'south_in_1', 100, 14);
    put(traffic, 1, 'south_in_1', 130, 0);
    begin(traffic);
    tell(traffic, 1);
    expect(() => openUnit(traffic.onboard, 0, 'x', { key: 9, ...CAR })).toThrow('unit 0 is in use');
    closeUnit(traffic.onboard, 0);
    tell(traffic, 1);
    openUnit(traffic.onboard, 0, 'x', { key: 9, ...CAR });
    put(traffic, 0, 'south_in_1', 100, 14);
    begin(traffic);
    decide(traffic.onboard);
    expect(traffic.onboard.command.accel_mps2[0]).toBe(Infinity);
    expect(traffic.onboard.decisions.length).toBe(0);
  });

  it('pass over receivers that are no unit: other radios and lost outcomes', () => {
    const traffic = createTraffic(2);
    put(traffic, 0, 'south_in_1', 100, 14);
    put(traffic, 1, 'south_in_1', 130, 0);
    begin(traffic);
    const rows = createRowWriter();
    const bsm = createBsm();
    fillBsm(traffic.onboard, 1, 0, bsm);
    const at = appendBsm(bsm, rows, traffic.frame);
    receiveBsm(traffic.onboard, rows.ints, at, 0, Int32Array.of(2, 99, 2 << 28, -1), 0, 4);
    decide(traffic.onboard);
    expect(traffic.onboard.command.accel_mps2[0]).toBe(Infinity);
  });

  it('record in small integers what drivers are told, in the order of the tick', () => {
    const traffic = createTraffic(3);
    put(traffic, 0, 'south_in_1', 100, 14);
    put(traffic, 1, 'south_in_1', 130, 0);
    put(traffic, 2, 'south_in_1', 60, 14);
    begin(traffic);
    tell(traffic, 1);
    decide(traffic.onboard);
    const { words, length } = traffic.onboard.decisions;
    expect(Array.from(words.subarray(0, 2))).toEqual([0, 2]);
    expect(words[2]).toBe(NONE);
    expect(words[3]).toBe(-6000);
    expect(length).toBe(4);
  });
});
