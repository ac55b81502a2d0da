/** A crossing with on-board units for tests: vehicles are put on lanes by hand, so that what a unit knows is all there is. */
import { localFrameAt, type LocalFrame } from '../../../protos/messages/local-frame.ts';
import { createRowWriter, type RowWriter } from '../../../protos/messages/row.ts';
import { appendBsm } from '../../../protos/messages/bsm.ts';
import { beginTick, createOnboard, openUnit, receiveBsm, type Onboard } from '../../../server/onboard/onboard.ts';
import { createBsm, fillBsm } from '../../../server/onboard/vehicle-messages.ts';
import { ONBOARD_DEFAULTS, type OnboardSettings } from '../../../server/onboard/settings.ts';
import { crossingNetwork } from '../../../server/scenario/crossing.ts';
import { crossingSchema } from '../../../server/scenario/map-schema.ts';
import { compileNetwork } from '../../../server/simulation/network-compiler.ts';
import { classBit } from '../../../server/simulation/network-spec.ts';
import type { Network } from '../../../server/simulation/network.ts';

export const CAR = { length_m: 4.6, width_m: 1.8, height_m: 1.5, class_bit: classBit('passenger'), basic_class: 10 };

/** Drivers who follow everything at once: what is tested is the application, not the driver. */
export const PROMPT: OnboardSettings = {
  ...ONBOARD_DEFAULTS,
  driver: {
    ...ONBOARD_DEFAULTS.driver,
    warning_compliance: 1,
    advice_compliance: 1,
    display_s: 0,
    expected_s: 0,
    advice_s: 0,
  },
};

let crossing: Network | undefined;
export function testCrossing(): Network {
  crossing ??= compileNetwork(crossingNetwork('crossing', crossingSchema.parse({ length_m: 400 })));
  return crossing;
}

export function testFrame(network: Network): LocalFrame {
  return localFrameAt(network.origin.lat_deg, network.origin.lon_deg);
}

export interface Traffic {
  readonly network: Network;
  readonly frame: LocalFrame;
  readonly onboard: Onboard;
  readonly rows: RowWriter;
  readonly everybody: Int32Array;
  now_ms: number;
}

export function createTraffic(
  count: number,
  settings: OnboardSettings = PROMPT,
  network: Network = testCrossing(),
): Traffic {
  const frame = testFrame(network);
  const onboard = createOnboard(network, { capacity: count, seed: 7, dt_ms: 100, frame, settings });
  for (let unit = 0; unit < count; unit++) openUnit(onboard, unit, `v${unit}`, { key: unit, ...CAR });
  return {
    network,
    frame,
    onboard,
    rows: createRowWriter(),
    everybody: Int32Array.from({ length: count }, (_, i) => i),
    now_ms: 0,
  };
}

/** Puts a unit's front bumper at a place of a lane. */
export function put(
  traffic: Traffic,
  unit: number,
  lane_id: string,
  pos_m: number,
  speed_mps: number,
  accel_mps2 = 0,
): void {
  const { own } = traffic.onboard;
  const { lanes, points } = traffic.network;
  const lane = traffic.network.lane_by_id.get(lane_id)!;
  const first = lanes.first_point[lane];
  const last = first + lanes.point_count[lane] - 1;
  const dx = points.x[last] - points.x[first];
  const dy = points.y[last] - points.y[first];
  const length = Math.sqrt(dx * dx + dy * dy);
  const centre_m = pos_m - CAR.length_m / 2;
  own.lane[unit] = lane;
  own.pos_m[unit] = pos_m;
  own.next_link[unit] = lanes.link_count[lane] > 0 ? lanes.first_link[lane] + lanes.link_count[lane] - 1 : -1;
  own.x_m[unit] = points.x[first] + (dx / length) * centre_m;
  own.y_m[unit] = points.y[first] + (dy / length) * centre_m;
  own.heading_rad[unit] = Math.atan2(dy, dx);
  own.speed_mps[unit] = speed_mps;
  own.accel_mps2[unit] = accel_mps2;
}

/** The units' state holds now: paths are built. */
export function begin(traffic: Traffic): void {
  beginTick(traffic.onboard, traffic.everybody, traffic.everybody.length, traffic.now_ms);
}

/** Everybody but the sender receives the sender's BSM, sent `age_ms` ago from where it is now. */
export function tell(traffic: Traffic, sender: number, age_ms = 0): void {
  const { onboard, rows, frame, everybody } = traffic;
  rows.length = 0;
  const bsm = createBsm();
  fillBsm(onboard, sender, 0, bsm);
  const at = appendBsm(bsm, rows, frame);
  const others = everybody.filter((unit) => unit !== sender);
  receiveBsm(onboard, rows.ints, at, traffic.now_ms - age_ms, others, 0, others.length);
}
