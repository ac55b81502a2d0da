/** An uplink made by hand for tests of the coordinator: what is in the batch is all that it is told. */
import { BODY, LINK } from '../../../protos/messages/body.ts';
import { appendBsm, type Bsm } from '../../../protos/messages/bsm.ts';
import {
  clearBatch,
  closeEntry,
  createEntryBatch,
  entryOf,
  openEntry,
  type Entry,
  type EntryBatch,
} from '../../../protos/messages/entry.ts';
import type { Advice } from '../../../protos/messages/advice.ts';
import type { LocalFrame } from '../../../protos/messages/local-frame.ts';
import { appendReport, type Report } from '../../../protos/messages/report.ts';
import type { RowWriter } from '../../../protos/messages/row.ts';
import { appendRsm, type Rsm } from '../../../protos/messages/rsm.ts';
import { appendSpat, type Spat } from '../../../protos/messages/spat.ts';
import { createCoordinator, decide, type Coordinator } from '../../../server/cloud/coordinator.ts';
import { COORDINATOR_DEFAULTS, type CoordinatorSettings } from '../../../server/cloud/settings.ts';
import { createBsm } from '../../../server/onboard/vehicle-messages.ts';
import { createRoadside, type Roadside } from '../../../server/roadside/roadside.ts';
import type { Network } from '../../../server/simulation/network.ts';
import { testCrossing, testFrame } from '../onboard/crossing-traffic.ts';

export interface Cloud {
  readonly network: Network;
  readonly frame: LocalFrame;
  readonly roadside: Roadside;
  readonly coordinator: Coordinator;
  readonly uplink: EntryBatch;
  readonly answer: EntryBatch;
}

export function createCloud(settings: CoordinatorSettings = COORDINATOR_DEFAULTS): Cloud {
  const network = testCrossing();
  const frame = testFrame(network);
  const roadside = createRoadside(network, { seed: 1, slots: 1 });
  const coordinator = createCoordinator(network, { frame, phase_of_link: roadside.phase_of_link, settings });
  return { network, frame, roadside, coordinator, uplink: createEntryBatch(), answer: createEntryBatch() };
}

export interface Place {
  x_m: number;
  y_m: number;
  heading_rad: number;
}

/** Centre of a car whose front bumper is at a place of a lane. */
export function carAt(network: Network, lane_id: string, pos_m: number): Place {
  const { lanes, points } = network;
  const lane = network.lane_by_id.get(lane_id)!;
  const first = lanes.first_point[lane]!;
  const last = first + lanes.point_count[lane]! - 1;
  const dx = points.x[last]! - points.x[first]!;
  const dy = points.y[last]! - points.y[first]!;
  const share = (pos_m - 2.3) / Math.sqrt(dx * dx + dy * dy);
  return { x_m: points.x[first]! + share * dx, y_m: points.y[first]! + share * dy, heading_rad: Math.atan2(dy, dx) };
}

function put(
  cloud: Cloud,
  source: string,
  link: number,
  body: number,
  sent_ms: number,
  append: (rows: RowWriter) => void,
): void {
  openEntry(cloud.uplink, source, link, body, 0, sent_ms);
  append(cloud.uplink.rows);
  closeEntry(cloud.uplink);
}

export function tellBsm(
  cloud: Cloud,
  vehicle: string,
  lane_id: string,
  pos_m: number,
  speed_mps: number,
  sent_ms: number,
  events = 0,
): void {
  const place = carAt(cloud.network, lane_id, pos_m);
  const bsm: Bsm = {
    ...createBsm(),
    position: place,
    heading_rad: place.heading_rad,
    speed_mps,
    size: { length_m: 4.6, width_m: 1.8 },
    events,
  };
  put(cloud, vehicle, LINK.pc5, BODY.bsm, sent_ms, (rows) => appendBsm(bsm, rows, cloud.frame));
}

export function reportOf(cloud: Cloud, lane_id: string, pos_m: number, speed_mps: number): Report {
  const { network } = cloud;
  const lane = network.lane_by_id.get(lane_id)!;
  const place = carAt(network, lane_id, pos_m);
  return {
    msg_cnt: 0,
    sec_mark_ms: 0,
    position: place,
    speed_mps,
    heading_rad: place.heading_rad,
    acceleration_mps2: 0,
    vehicle_class: 10,
    lane: { lane, pos_m },
    status: 0,
    route: [],
    acknowledged: [],
  };
}

export function tellReport(cloud: Cloud, vehicle: string, report: Report, sent_ms: number): void {
  put(cloud, vehicle, LINK.uu, BODY.report, sent_ms, (rows) => appendReport(report, rows, cloud.frame));
}

export function tellRsm(cloud: Cloud, rsm: Rsm, sent_ms: number): void {
  put(cloud, 'rsu-crossing', LINK.wired, BODY.rsm, sent_ms, (rows) => appendRsm(rsm, rows, cloud.frame));
}

export function tellSpat(cloud: Cloud, spat: Spat, sent_ms: number): void {
  put(cloud, 'rsu-crossing', LINK.wired, BODY.spat, sent_ms, (rows) => appendSpat(spat, rows, cloud.frame));
}

/** One tick of the coordinator with what was told since the last one. */
export function answers(cloud: Cloud, now_ms: number): Entry<Advice>[] {
  decide(cloud.coordinator, cloud.uplink, now_ms, cloud.answer);
  clearBatch(cloud.uplink);
  return Array.from({ length: cloud.answer.count }, (_, i) => entryOf(cloud.answer, i, cloud.frame) as Entry<Advice>);
}
