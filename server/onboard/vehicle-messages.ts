/** What an on-board unit sends: the BSM that everybody near hears, and the report to the cloud. */
import type { Bsm } from '../../protos/messages/bsm.ts';
import {
  BASIC_CLASS,
  BRAKE_SYSTEM_STATE,
  EVENT_BIT,
  LIGHT_BIT,
  PEDAL,
  STATUS_BIT,
  TRANSMISSION,
} from '../../protos/messages/enums.ts';
import { nodeReferenceOf } from '../../protos/messages/node-reference.ts';
import type { Report, RouteIntention } from '../../protos/messages/report.ts';
import { REPORT_MAX_INTENTIONS } from '../../protos/messages/report.ts';
import { classBit } from '../simulation/network-spec.ts';
import { takeAdvice } from './acknowledgements.ts';
import { DRIVER_STATE } from './driver.ts';
import { knowsMap } from './map-knowledge.ts';
import type { Onboard } from './onboard.ts';
import { OWN_FLAG, PATH_LANES } from './unit-columns.ts';

/** Deceleration from which the hard-braking event is set, T/CSAE 53: 4 m/s2. */
export const HARD_BRAKING_MPS2 = 4;
/** Deceleration that stands for a foot on the brake rather than off the accelerator, m/s2 (assumption). */
const BRAKING_MPS2 = 0.3;
/** Farthest distance that a report can tell of, m. */
const FARTHEST_M = 1000;
const MINUTE_MS = 60000;

/** Number of BASIC_CLASS by permission class. */
export function basicClassOf(class_bit: number): number {
  if ((class_bit & (classBit('bus') | classBit('coach'))) !== 0) return BASIC_CLASS.bus;
  if ((class_bit & classBit('delivery')) !== 0) return BASIC_CLASS.light_truck;
  if ((class_bit & (classBit('truck') | classBit('trailer'))) !== 0) return BASIC_CLASS.truck;
  if ((class_bit & (classBit('motorcycle') | classBit('moped'))) !== 0) return BASIC_CLASS.motorcycle;
  if ((class_bit & classBit('bicycle')) !== 0) return BASIC_CLASS.bicycle;
  if ((class_bit & classBit('emergency')) !== 0) return BASIC_CLASS.emergency;
  if ((class_bit & classBit('authority')) !== 0) return BASIC_CLASS.police;
  return BASIC_CLASS.passenger;
}

/** ms in the minute of a moment of simulated time. */
export function secMark(start_ms: number, now_ms: number): number {
  return (start_ms + now_ms) % MINUTE_MS;
}

/** Events of the own vehicle as bits of EVENT_BIT. */
export function ownEvents(onboard: Onboard, unit: number): number {
  const { own } = onboard;
  let events = 0;
  if (own.accel_mps2[unit] < -HARD_BRAKING_MPS2) events |= EVENT_BIT.hard_braking;
  if ((own.flags[unit] & OWN_FLAG.obstacle) !== 0) events |= EVENT_BIT.hazard_lights | EVENT_BIT.disabled_vehicle;
  return events;
}

/** A BSM to be filled by `fillBsm` again and again. */
export function createBsm(): Bsm {
  return {
    msg_cnt: 0,
    id: '0000000000000000',
    sec_mark_ms: 0,
    position: { x_m: 0, y_m: 0, z_m: 0 },
    transmission: TRANSMISSION.forward,
    speed_mps: 0,
    heading_rad: 0,
    acceleration: { long_mps2: 0, lat_mps2: null, vert_mps2: null, yaw_radps: 0 },
    brakes: { pedal: PEDAL.off },
    size: { width_m: 0, length_m: 0, height_m: 0 },
    vehicle_class: BASIC_CLASS.passenger,
    events: 0,
    lights: 0,
  };
}

/** Own state of this tick into `out`; seq is the entry's number. Allocates nothing. */
export function fillBsm(onboard: Onboard, unit: number, seq: number, out: Bsm): void {
  const { units, own } = onboard;
  const flags = own.flags[unit];
  const accel = own.accel_mps2[unit];
  const events = ownEvents(onboard, unit);
  out.msg_cnt = seq & 127;
  out.id = onboard.temporary_id[unit];
  out.sec_mark_ms = secMark(onboard.start_ms, onboard.now_ms);
  out.position.x_m = own.x_m[unit];
  out.position.y_m = own.y_m[unit];
  out.position.z_m = own.z_m[unit];
  out.speed_mps = own.speed_mps[unit];
  out.heading_rad = own.heading_rad[unit];
  out.acceleration.long_mps2 = accel;
  out.brakes.pedal = (flags & OWN_FLAG.brake_light) !== 0 || accel < -BRAKING_MPS2 ? PEDAL.on : PEDAL.off;
  out.brakes.abs = accel < -HARD_BRAKING_MPS2 ? BRAKE_SYSTEM_STATE.on : BRAKE_SYSTEM_STATE.off;
  out.size.width_m = units.width_m[unit];
  out.size.length_m = units.length_m[unit];
  out.size.height_m = units.height_m[unit];
  out.vehicle_class = units.basic_class[unit];
  out.events = events;
  out.lights =
    ((flags & OWN_FLAG.left_indicator) !== 0 ? LIGHT_BIT.left_indicator : 0) |
    ((flags & OWN_FLAG.right_indicator) !== 0 ? LIGHT_BIT.right_indicator : 0) |
    ((events & EVENT_BIT.hazard_lights) !== 0 ? LIGHT_BIT.hazard : 0);
}

/** The report of a unit; takes the acknowledgements that have gathered. */
export function buildReport(onboard: Onboard, unit: number, seq: number): Report {
  const { units, own, drivers } = onboard;
  const flags = own.flags[unit];
  let status = 0;
  if ((flags & OWN_FLAG.at_stop) !== 0) status |= STATUS_BIT.at_stop;
  if ((flags & OWN_FLAG.obstacle) !== 0) status |= STATUS_BIT.hazard_lights;
  if (own.accel_mps2[unit] < -BRAKING_MPS2) status |= STATUS_BIT.braking;
  for (let application = 0; application < drivers.applications; application++)
    if (drivers.state[unit * drivers.applications + application] === DRIVER_STATE.acting)
      status |= STATUS_BIT.follows_advice;
  return {
    msg_cnt: seq & 127,
    sec_mark_ms: secMark(onboard.start_ms, onboard.now_ms),
    position: { x_m: own.x_m[unit], y_m: own.y_m[unit], z_m: own.z_m[unit] },
    speed_mps: own.speed_mps[unit],
    heading_rad: own.heading_rad[unit],
    acceleration_mps2: own.accel_mps2[unit],
    vehicle_class: units.basic_class[unit],
    size: { width_m: units.width_m[unit], length_m: units.length_m[unit], height_m: units.height_m[unit] },
    lane: { lane: own.lane[unit], pos_m: Math.max(0, own.pos_m[unit]) },
    status,
    route: intentions(onboard, unit),
    acknowledged: takeAdvice(onboard.acknowledgements, unit),
  };
}

/** The signalled intersections of the path ahead. */
function intentions(onboard: Onboard, unit: number): RouteIntention[] {
  const { units, maps, network } = onboard;
  const { edges, lanes, links } = network;
  const result: RouteIntention[] = [];
  const first = unit * PATH_LANES;
  for (let at = first; at < first + units.path_count[unit] && result.length < REPORT_MAX_INTENTIONS; at++) {
    const link = units.path_link[at];
    if (link < 0 || links.signal[link] < 0) continue;
    const lane = units.path_lane[at];
    const junction = links.junction[link];
    const intention: RouteIntention = {
      node: nodeReferenceOf(junction),
      distance_m: Math.min(
        FARTHEST_M,
        Math.max(0, units.path_start_m[at] + lanes.length_m[lane] - units.own.pos_m[unit]),
      ),
      remote: nodeReferenceOf(edges.to_junction[lanes.edge[links.to_lane[link]]]),
    };
    // A phase is told only where the unit has heard the intersection's MAP.
    if (knowsMap(maps, unit, junction) && maps.phase_of_link[link] > 0) intention.phase_id = maps.phase_of_link[link];
    result.push(intention);
  }
  return result;
}
