import { describe, expect, it } from 'vitest';
import { EVENT_BIT, HAZARD, STATUS_BIT } from '../../../protos/messages/enums.ts';
import { nodeReferenceOf } from '../../../protos/messages/node-reference.ts';
import type { Report } from '../../../protos/messages/report.ts';
import type { Spat } from '../../../protos/messages/spat.ts';
import { coordinatorCounters } from '../../../server/cloud/coordinator.ts';
import { matchLane } from '../../../server/cloud/lane-matcher.ts';
import { buildSpat } from '../../../server/roadside/spat.ts';
import {
  answers,
  carAt,
  createCloud,
  reportOf,
  tellBsm,
  tellReport,
  tellRsm,
  tellSpat,
  type Cloud,
} from './uplink-messages.ts';

const LANE = 'south_in_1';

function laneLength(cloud: Cloud, lane_id = LANE): number {
  return cloud.network.lanes.length_m[cloud.network.lane_by_id.get(lane_id)!]!;
}

/** All red for `red_s` more, then green for north and south. */
function redSpat(cloud: Cloud, red_s: number, now_ms: number): Spat {
  const phase = Int32Array.of(cloud.network.signals[0]!.spec.phases.length - 1);
  const end = Float64Array.of(now_ms + 1000 * red_s);
  return buildSpat(cloud.roadside, 0, { phase, min_end_ms: end, max_end_ms: end }, now_ms, 0)!;
}

/** A vehicle that will cross to the north, so far before its stop line. */
function approach(cloud: Cloud, distance_m: number, speed_mps: number, change: Partial<Report> = {}): Report {
  const { network } = cloud;
  const number = (id: string): number => network.junctions.findIndex((junction) => junction.id === id);
  const route = [{ node: nodeReferenceOf(number('crossing')), remote: nodeReferenceOf(number('north')), distance_m }];
  return { ...reportOf(cloud, LANE, laneLength(cloud) - distance_m, speed_mps), route, ...change };
}

describe('green-light advice of the cloud', () => {
  it('is given to a vehicle that reports its intention, for its phase, from the SPAT', () => {
    const cloud = createCloud();
    tellSpat(cloud, redSpat(cloud, 30, 0), 0);
    tellReport(cloud, 'v1', approach(cloud, 300, 13), 0);
    const [advice, ...more] = answers(cloud, 0);
    expect(more).toEqual([]);
    expect(advice).toMatchObject({ source: 'cloud', to: ['v1'], link: 2, body: 41 });
    const { speed } = advice!.message;
    expect(speed!.speed_mps).toBeCloseTo(300 / 30.5, 1);
    expect(speed!.valid_until_ms).toBe(5000);
    const through = Array.from(cloud.network.links.from_lane).findIndex(
      (lane) => cloud.network.lanes.ids[lane] === LANE,
    );
    expect(speed!.phase_id).toBe(cloud.roadside.phase_of_link[through]);
  });

  it.each([
    ['the report', false, true],
    ['the SPAT', true, false],
  ])('is absent when %s was lost', (_, report, spat) => {
    const cloud = createCloud();
    if (spat) tellSpat(cloud, redSpat(cloud, 30, 0), 0);
    if (report) tellReport(cloud, 'v1', approach(cloud, 300, 13), 0);
    expect(answers(cloud, 0)).toEqual([]);
  });

  it('is not given from a SPAT that has become old', () => {
    const cloud = createCloud();
    tellSpat(cloud, redSpat(cloud, 30, 0), 0);
    answers(cloud, 0);
    tellReport(cloud, 'v1', approach(cloud, 250, 13), 2500);
    expect(answers(cloud, 2500)).toEqual([]);
    expect(cloud.coordinator.green.no_spat).toBe(1);
  });

  it('leaves room for the queue of which other reports tell, and is absent where that needs the whole green', () => {
    const cloud = createCloud();
    tellSpat(cloud, redSpat(cloud, 20, 0), 0);
    for (let i = 0; i < 3; i++) tellReport(cloud, `q${i}`, approach(cloud, 1 + 7.5 * i, 0), 0);
    tellReport(cloud, 'v1', approach(cloud, 250, 13), 0);
    const speed = answers(cloud, 0).find((entry) => entry.to[0] === 'v1')!.message.speed!;
    expect(speed.speed_mps).toBeCloseTo(250 / (20 + 0.5 + 2 + 3 * 1.9), 1);
    const full = createCloud();
    tellSpat(full, redSpat(full, 20, 0), 0);
    tellReport(full, 'q', approach(full, 200, 0), 0);
    tellReport(full, 'v1', approach(full, 250, 13), 0);
    expect(answers(full, 0)).toEqual([]);
  });

  it('comes at most once a second for a vehicle, and only with news or before the old one ends', () => {
    const cloud = createCloud();
    const given: number[] = [];
    for (let now = 0; now <= 9000; now += 100) {
      tellSpat(cloud, redSpat(cloud, (45_000 - now) / 1000, now), now);
      if (now % 1000 === 0) {
        const numbers = given.length > 0 ? [given.length - 1] : [];
        tellReport(cloud, 'v1', approach(cloud, 390 - (8.57 * now) / 1000, 8.57, { acknowledged: numbers }), now);
      }
      if (answers(cloud, now).length > 0) given.push(now);
    }
    expect(given).toEqual([0, 4000, 8000]);
    expect(cloud.coordinator.deliveries.counts).toMatchObject({ sent: 3, resent: 0, acknowledged: 3 });
  });

  it('is sent again with the same number when it is not acknowledged, then the link rests', () => {
    const cloud = createCloud();
    const log: [number, number][] = [];
    for (let now = 0; now <= 20_000; now += 100) {
      tellSpat(cloud, redSpat(cloud, 60, now), now);
      if (now < 1000 && now % 1000 === 0) tellReport(cloud, 'v1', approach(cloud, 590, 13), now);
      else if (now % 1000 === 0) tellReport(cloud, 'v1', approach(cloud, 20, 0), now);
      for (const entry of answers(cloud, now)) log.push([now, entry.message.correlation_id]);
    }
    // Valid for 5 s: repeated once, then it has expired.
    expect(log).toEqual([
      [0, 0],
      [3000, 0],
    ]);
    expect(cloud.coordinator.deliveries.counts).toMatchObject({ sent: 1, resent: 1, expired: 1, acknowledged: 0 });
  });
});

describe('hazard warning of the cloud', () => {
  const place = 200;

  /** v0 stands in the middle of a lane from time 0 on, v1 comes along behind it. */
  function run(
    until_ms: number,
    change: { tell?: boolean; events?: number; status?: number; ahead?: boolean; pos_m?: number } = {},
  ): { cloud: Cloud; warned: [number, string][] } {
    const cloud = createCloud();
    const warned: [number, string][] = [];
    const pos_m = change.pos_m ?? place;
    for (let now = 0; now <= until_ms; now += 100) {
      if (change.tell !== false) tellBsm(cloud, 'v0', LANE, pos_m, 0, now, change.events);
      if (change.ahead) tellBsm(cloud, 'v2', LANE, pos_m + 8, 1, now);
      tellBsm(cloud, 'v1', LANE, 20, 10, now);
      if (now % 1000 === 0) {
        if (change.tell !== false)
          tellReport(cloud, 'v0', { ...reportOf(cloud, LANE, pos_m, 0), status: change.status ?? 0 }, now);
        tellReport(cloud, 'v1', reportOf(cloud, LANE, 20, 10), now);
        tellReport(cloud, 'v3', reportOf(cloud, 'south_out_0', 20, 10), now);
        tellReport(cloud, 'v4', reportOf(cloud, LANE, pos_m + 20, 10), now);
      }
      for (const entry of answers(cloud, now)) {
        expect(entry.message.hazard!.kind).toBe(HAZARD.stopped_vehicle);
        warned.push([now, entry.to[0]!]);
      }
    }
    return { cloud, warned };
  }

  it('comes once the vehicle has stood for some seconds without a reason, to those upstream only', () => {
    const { warned, cloud } = run(8000);
    expect(warned[0]).toEqual([5000, 'v1']);
    expect(new Set(warned.map(([, vehicle]) => vehicle))).toEqual(new Set(['v1']));
    expect(coordinatorCounters(cloud.coordinator)['cloud_hazard_warning']).toMatchObject({ hazards: 1 });
  });

  it('comes at once when the vehicle itself says that it is an obstacle', () => {
    expect(run(300, { events: EVENT_BIT.disabled_vehicle }).warned[0]).toEqual([0, 'v1']);
  });

  it.each([
    ['nothing was heard of it', { tell: false }],
    ['somebody slow is right ahead of it', { ahead: true }],
    ['it stands at a stop', { status: STATUS_BIT.at_stop }],
    ['it waits at the stop line', { pos_m: 395 }],
  ])('does not come when %s', (_, change) => {
    expect(run(9000, change).warned).toEqual([]);
  });

  it('is renewed while the hazard lasts and not given any more when it has gone', () => {
    const cloud = createCloud();
    const warned: number[] = [];
    for (let now = 0; now <= 40_000; now += 100) {
      tellBsm(cloud, 'v0', LANE, place, now < 20_000 ? 0 : 8, now);
      if (now % 1000 === 0)
        tellReport(cloud, 'v1', { ...reportOf(cloud, LANE, 20, 10), acknowledged: warned.map((_, i) => i) }, now);
      for (const entry of answers(cloud, now)) warned.push(entry.sent_ms);
    }
    expect(warned).toEqual([5000, 11_000, 17_000]);
    expect(cloud.coordinator.hazards.size).toBe(0);
  });

  it('sees by the RSU what has no radio, and does not count what has one twice', () => {
    const cloud = createCloud();
    const warned: string[] = [];
    const lane_pos = laneLength(cloud) - 60;
    const centre = carAt(cloud.network, LANE, lane_pos);
    for (let now = 0; now <= 6000; now += 100) {
      const participant = {
        kind: 1,
        ptc_id: 7,
        source: 7,
        sec_mark_ms: 0,
        position: { x_m: centre.x_m, y_m: centre.y_m },
        position_confidence: 13,
        speed_mps: 0,
        heading_rad: centre.heading_rad,
        size: { length_m: 4.6, width_m: 1.8 },
      };
      tellRsm(
        cloud,
        { msg_cnt: 0, id: '0000000000000001', position: { x_m: 0, y_m: 0 }, participants: [participant] },
        now,
      );
      if (now % 1000 === 0) tellReport(cloud, 'v1', reportOf(cloud, LANE, 50, 10), now);
      for (const entry of answers(cloud, now)) warned.push(entry.to[0]!);
    }
    expect(warned).toEqual(['v1']);
    expect([...cloud.coordinator.hazards]).toEqual(['rsu-crossing 7']);
    tellBsm(cloud, 'v0', LANE, lane_pos, 0, 6500);
    answers(cloud, 7000);
    expect(cloud.coordinator.hazards.size).toBe(0);
  });
});

describe('coordinator', () => {
  it('gives the same answers whatever the order in which one tick told it', () => {
    const run = (order: readonly number[]): unknown => {
      const cloud = createCloud();
      const log: unknown[] = [];
      for (let now = 0; now <= 12_000; now += 100) {
        const tell = [
          () => tellBsm(cloud, 'b', LANE, 200, 0, now),
          () => tellBsm(cloud, 'a', 'west_in_1', 150, 0, now),
          () => tellSpat(cloud, redSpat(cloud, 30, now), now),
          () => now % 1000 === 0 && tellReport(cloud, 'c', approach(cloud, 380, 13), now),
          () => now % 1000 === 0 && tellReport(cloud, 'd', approach(cloud, 390, 11), now),
          () => now % 1000 === 0 && tellReport(cloud, 'e', reportOf(cloud, 'west_in_1', 30, 11), now),
        ];
        for (const i of order) tell[i]!();
        log.push(answers(cloud, now));
      }
      return log;
    };
    expect(run([5, 2, 4, 0, 3, 1])).toEqual(run([0, 1, 2, 3, 4, 5]));
  });

  it('forgets vehicles that it hears no more', () => {
    const cloud = createCloud();
    tellBsm(cloud, 'v0', LANE, 200, 0, 0);
    tellReport(cloud, 'v1', reportOf(cloud, LANE, 50, 10), 0);
    answers(cloud, 0);
    expect(cloud.coordinator.picture.vehicles.size).toBe(2);
    answers(cloud, 11_000);
    expect(cloud.coordinator.picture.vehicles.size).toBe(0);
  });

  it('does not let an older message that comes later undo a newer one', () => {
    const cloud = createCloud();
    tellBsm(cloud, 'v0', LANE, 200, 5, 500);
    tellBsm(cloud, 'v0', LANE, 100, 9, 400);
    answers(cloud, 600);
    expect(cloud.coordinator.picture.vehicles.get('v0')!.speed).toBe(250);
  });

  it('finds the lane of a place, in its direction of driving', () => {
    const { coordinator, network } = createCloud();
    const place = { lane: -1, pos_m: 0, lateral_m: 0 };
    for (const id of ['south_in_0', 'south_in_2', 'north_out_1', 'east_in_1']) {
      const car = carAt(network, id, 120);
      const [c, s] = [Math.cos(car.heading_rad), Math.sin(car.heading_rad)];
      expect(matchLane(coordinator.matcher, car.x_m - 0.4 * s, car.y_m + 0.4 * c, c, s, place)).toBe(true);
      expect(network.lanes.ids[place.lane]).toBe(id);
      expect(place.pos_m).toBeCloseTo(120 - 2.3, 6);
      expect(place.lateral_m).toBeCloseTo(0.4, 6);
      expect(matchLane(coordinator.matcher, car.x_m + 50 * s, car.y_m - 50 * c, c, s, place)).toBe(false);
    }
  });
});
