import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BODY, layoutOf, MESSAGE_NAMES } from '../../../protos/messages/body.ts';
import type { Bsm } from '../../../protos/messages/bsm.ts';
import * as bsm from '../../../protos/messages/bsm.ts';
import type { RecordLayout } from '../../../protos/messages/layout.ts';
import { localFrameAt } from '../../../protos/messages/local-frame.ts';
import { readRecord, writeRecord } from '../../../protos/messages/record.ts';
import { createRowWriter } from '../../../protos/messages/row.ts';
import * as report from '../../../protos/messages/report.ts';
import * as rsm from '../../../protos/messages/rsm.ts';
import { appendAdvice, readAdvice } from '../../../protos/messages/advice.ts';
import { ABSENT } from '../../../protos/messages/row.ts';
import { rowOf } from './row-arbitrary.ts';

const frame = localFrameAt(29.56, 106.55);

function rewritten(body: number, row: readonly number[]): number[] {
  const layout = layoutOf(body) as unknown as RecordLayout<unknown>;
  const message = readRecord(layout, Int32Array.from(row), 0, frame);
  const rows = createRowWriter(8);
  writeRecord(layout, message, rows, frame);
  return Array.from(rows.ints.subarray(0, rows.length));
}

/** Anonymous passenger car, all mandatory elements. */
function car(): Bsm {
  return {
    msg_cnt: 7,
    id: '00112233445566ff',
    sec_mark_ms: 59999,
    position: { x_m: 120.5, y_m: -33.25, z_m: 4.2 },
    transmission: 2,
    speed_mps: 13.37,
    heading_rad: 0,
    acceleration: { long_mps2: -1.234, lat_mps2: null, vert_mps2: null, yaw_radps: 0 },
    brakes: {},
    size: { width_m: 1.8, length_m: 4.5 },
    vehicle_class: 10,
  };
}

describe('messages', () => {
  for (const name of MESSAGE_NAMES) {
    it(`keep every ${name} row over SI and back`, () => {
      fc.assert(
        fc.property(rowOf(layoutOf(BODY[name])), (row) => {
          expect(rewritten(BODY[name], row)).toEqual(row);
        }),
        { numRuns: 300 },
      );
    });
  }

  it('write a BSM as its layout says, without the layout', () => {
    fc.assert(
      fc.property(rowOf(layoutOf(BODY.bsm)), (row) => {
        const message = bsm.readBsm(Int32Array.from(row), 0, frame);
        const rows = createRowWriter(0);
        bsm.appendBsm(message, rows, frame);
        expect(Array.from(rows.ints.subarray(0, rows.length))).toEqual(row);
      }),
      { numRuns: 500 },
    );
  });

  it('name every column of a BSM once, in order', () => {
    expect(Object.values(bsm.BSM)).toEqual(Array.from({ length: bsm.BSM_STRIDE }, (_, i) => i));
    expect(bsm.BSM_LAYOUT.width).toBe(bsm.BSM_STRIDE);
  });

  it('carry a car in the integers of the standard', () => {
    const rows = createRowWriter();
    bsm.appendBsm(car(), rows, frame);
    const column = (name: keyof typeof bsm.BSM): number => rows.ints[bsm.BSM[name]];
    expect(column('id_high')).toBe(0x00112233);
    expect(column('id_low')).toBe(0x445566ff);
    // 13.37 m/s is 668.5 units of 0.02 m/s.
    expect(column('speed')).toBe(669);
    // East is 90 degrees clockwise from north: 7200 units of 0.0125 degrees.
    expect(column('heading')).toBe(7200);
    expect(column('accel_long')).toBe(-123);
    expect(column('accel_lat')).toBe(2001);
    expect(column('accel_vert')).toBe(-127);
    expect(column('elevation')).toBe(42);
    expect(column('length')).toBe(450);
    expect(column('width')).toBe(180);
    expect(column('height')).toBe(ABSENT);
    expect(column('brake_pedal')).toBe(ABSENT);
    // Metres over the length of a degree.
    expect(column('lat')).toBe(Math.round((29.56 - 33.25 / frame.m_per_deg_lat) * 1e7));
    expect(column('long')).toBe(Math.round((106.55 + 120.5 / frame.m_per_deg_lon) * 1e7));
  });

  it('read single fields of a BSM as the whole message has them', () => {
    const rows = createRowWriter();
    bsm.appendBsm({ ...car(), events: 128 }, rows, frame);
    const message = bsm.readBsm(rows.ints, 0, frame);
    expect(bsm.bsmX(rows.ints, 0, frame)).toBe(message.position.x_m);
    expect(bsm.bsmY(rows.ints, 0, frame)).toBe(message.position.y_m);
    expect(bsm.bsmSpeed(rows.ints, 0)).toBe(message.speed_mps);
    expect(bsm.bsmHeading(rows.ints, 0)).toBe(message.heading_rad);
    expect(bsm.bsmAcceleration(rows.ints, 0)).toBe(message.acceleration.long_mps2);
    expect(bsm.bsmLength(rows.ints, 0)).toBe(4.5);
    expect(bsm.bsmWidth(rows.ints, 0)).toBe(1.8);
    expect(bsm.bsmEvents(rows.ints, 0)).toBe(128);
  });

  it('say unavailable instead of zero', () => {
    const rows = createRowWriter();
    bsm.appendBsm({ ...car(), speed_mps: null, heading_rad: null, position: { x_m: null, y_m: null } }, rows, frame);
    const back = bsm.readBsm(rows.ints, 0, frame);
    expect(back.speed_mps).toBeNull();
    expect(back.heading_rad).toBeNull();
    expect(back.position).toEqual({ x_m: null, y_m: null });
    expect(bsm.bsmSpeed(rows.ints, 0)).toBeNaN();
    expect(bsm.bsmX(rows.ints, 0, frame)).toBeNaN();
  });

  it('find participants of an RSM and intentions of a report by their columns', () => {
    const rows = createRowWriter();
    const participant: rsm.Participant = {
      kind: 1,
      ptc_id: 5,
      source: 3,
      sec_mark_ms: 0,
      position: { x_m: 10, y_m: 20 },
      position_confidence: 10,
      speed_mps: 8,
      heading_rad: 1,
      size: { width_m: 2, length_m: 5 },
    };
    const message = { msg_cnt: 0, id: '0000000000000001', position: { x_m: 1, y_m: 2, z_m: 3 } };
    const second = { ...participant, ptc_id: 6, position: { x_m: -50, y_m: 70 }, speed_mps: 2 };
    const at = rsm.appendRsm({ ...message, participants: [participant, second] }, rows, frame);
    expect(rsm.rsmCount(rows.ints, at)).toBe(2);
    const ptc = rsm.rsmParticipant(at, 1);
    expect(rows.ints[ptc + rsm.PARTICIPANT_COLUMN.ptc_id]).toBe(6);
    expect(rsm.participantX(rows.ints, at, ptc, frame)).toBeCloseTo(-50, 1);
    expect(rsm.participantY(rows.ints, at, ptc, frame)).toBeCloseTo(70, 1);
    expect(rsm.participantSpeed(rows.ints, ptc)).toBe(2);
    expect(rsm.participantHeading(rows.ints, ptc)).toBeCloseTo(1, 3);
    expect(rows.length - at).toBe(7 + 2 * rsm.PARTICIPANT_STRIDE);

    const first = report.appendReport(
      {
        msg_cnt: 0,
        sec_mark_ms: 1,
        position: { x_m: 5, y_m: 6 },
        speed_mps: 3,
        heading_rad: 2,
        acceleration_mps2: 0,
        vehicle_class: 10,
        lane: { lane: 17, pos_m: 12.34 },
        status: 1,
        route: [
          { node: { region: 1, id: 300 }, phase_id: 4, distance_m: 55.5 },
          { node: { region: 1, id: 301 }, distance_m: 5000 },
        ],
        acknowledged: [9],
      },
      rows,
      frame,
    );
    expect(rows.ints[first + report.REPORT.lane]).toBe(17);
    expect(rows.ints[first + report.REPORT.lane_pos]).toBe(1234);
    expect(rows.ints[first + report.REPORT.route_count]).toBe(2);
    const intention = first + report.REPORT.first_intention + report.INTENTION_STRIDE;
    expect(rows.ints[intention + report.INTENTION_COLUMN.node_id]).toBe(301);
    expect(rows.ints[intention + report.INTENTION_COLUMN.phase_id]).toBe(ABSENT);
    expect(rows.ints[intention + report.INTENTION_COLUMN.distance]).toBe(10000);
    expect(report.reportX(rows.ints, first, frame)).toBeCloseTo(5, 1);
    expect(report.reportSpeed(rows.ints, first)).toBe(3);
    expect(report.readReport(rows.ints, first, frame).acknowledged).toEqual([9]);
  });

  it('refuse what no message can say', () => {
    const rows = createRowWriter();
    const advice = { msg_cnt: 0, correlation_id: 1 };
    expect(() => appendAdvice(advice, rows, frame)).toThrow('exactly one of speed, hazard');
    const speed = { speed_mps: 10, valid_until_ms: 2 ** 40 + 7, reason: 1 };
    rows.length = 0;
    appendAdvice({ ...advice, speed }, rows, frame);
    expect(readAdvice(rows.ints, 0, frame)).toEqual({ ...advice, speed });
    expect(() => appendAdvice({ ...advice, speed: { ...speed, valid_until_ms: 0.5 } }, rows, frame)).toThrow(
      RangeError,
    );
    const empty = { msg_cnt: 0, id: '0000000000000001', position: { x_m: 0, y_m: 0 }, participants: [] };
    expect(() => rsm.appendRsm(empty, rows, frame)).toThrow('0 items, allowed are 1 to 16');
  });
});
