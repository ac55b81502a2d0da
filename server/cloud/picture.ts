/**
 * What the coordinator knows of the traffic: made of its uplink alone and of the static map. What was not told to it is not here; what is old
 * is not acted on and then forgotten. Movers are kept as they came, in the wire's integers: ten thousand a second are only noted, few are ever
 * looked at, and those are converted when they are (`moverX` and others).
 */
import { BSM, bsmEvents } from '../../protos/messages/bsm.ts';
import type { SignalForecast } from '../../protos/messages/green-window.ts';
import type { LocalFrame } from '../../protos/messages/local-frame.ts';
import { eastOf, northOf } from '../../protos/messages/local-frame.ts';
import { junctionOfColumns } from '../../protos/messages/node-reference.ts';
import { INTENTION_COLUMN, INTENTION_STRIDE, REPORT } from '../../protos/messages/report.ts';
import { ABSENT } from '../../protos/messages/row.ts';
import { PARTICIPANT } from '../../protos/messages/enums.ts';
import { PARTICIPANT_COLUMN, rsmCount, rsmParticipant } from '../../protos/messages/rsm.ts';
import {
  DISTANCE_TO_INTERSECTION,
  HEADING,
  headingOf,
  LANE_POSITION,
  LATITUDE,
  LENGTH,
  LONGITUDE,
  quantiseSpeed,
  SPEED,
  speedOf,
} from '../../protos/messages/units.ts';

/** A road user as last told: a vehicle by its BSM, or a track of an RSU. Wire integers; the standard's "unavailable" as it came. */
export interface Mover {
  /** Vehicle id, or RSU id and track number: unique, and the order in which decisions are taken. */
  readonly id: string;
  lat: number;
  long: number;
  heading: number;
  speed: number;
  length: number;
  /** Bits of EVENT_BIT. */
  events: number;
  /** -1 = never. */
  sent_ms: number;
  /** Since when it has stood, as far as is known; -1 while it moves. */
  standing_since_ms: number;
}

/** A connected vehicle. */
export interface VehicleKnowledge extends Mover {
  /** -1 = never. */
  report_ms: number;
  /** Lane and position of its last report, lane -1 where it told none. */
  lane: number;
  pos_m: number;
  /** Bits of STATUS_BIT. */
  status: number;
  /** First signalled intersection of its route: junction -1 where there is none, phase 0 and remote -1 where it did not tell. */
  junction: number;
  phase: number;
  remote: number;
  distance_m: number;
}

export interface Picture {
  readonly frame: LocalFrame;
  /** Below these speeds something stands, or is slow; wire integers. */
  readonly standing: number;
  readonly slow: number;
  readonly vehicles: Map<string, VehicleKnowledge>;
  /** Slow tracks by RSU, then by track number: nothing is decided about the others, who are soon elsewhere. */
  readonly tracks: Map<string, Map<number, Mover>>;
  /** Latest SPAT by junction. */
  readonly forecasts: Map<number, SignalForecast>;
}

export function createPicture(frame: LocalFrame, standing_mps: number, slow_mps: number): Picture {
  return {
    frame,
    standing: quantiseSpeed(standing_mps),
    slow: quantiseSpeed(slow_mps),
    vehicles: new Map(),
    tracks: new Map(),
    forecasts: new Map(),
  };
}

/** East metres; NaN where unavailable. */
export function moverX(picture: Picture, mover: Mover): number {
  return eastOf(picture.frame, mover.long);
}

/** North metres; NaN where unavailable. */
export function moverY(picture: Picture, mover: Mover): number {
  return northOf(picture.frame, mover.lat);
}

/** Radians counter-clockwise from east; NaN where unavailable. */
export function moverHeading(mover: Mover): number {
  return headingOf(mover.heading);
}

/** m/s; NaN where unavailable. */
export function moverSpeed(mover: Mover): number {
  return speedOf(mover.speed);
}

/** Metres; that of a passenger car where unavailable. */
export function moverLength(mover: Mover): number {
  return mover.length > 0 ? mover.length / LENGTH.per_si : 4.6;
}

/** A BSM that an RSU relayed. An older one than is known changes nothing. */
export function noteBsm(picture: Picture, source: string, ints: Int32Array, at: number, sent_ms: number): void {
  const vehicle = vehicleOf(picture, source);
  if (sent_ms < vehicle.sent_ms) return;
  vehicle.lat = ints[at + BSM.lat];
  vehicle.long = ints[at + BSM.long];
  vehicle.heading = ints[at + BSM.heading];
  vehicle.length = ints[at + BSM.length];
  vehicle.events = bsmEvents(ints, at);
  noteMotion(picture, vehicle, ints[at + BSM.speed], sent_ms);
}

/** A vehicle's own report: where it is on the map and what it intends. */
export function noteReport(
  picture: Picture,
  source: string,
  ints: Int32Array,
  at: number,
  sent_ms: number,
): VehicleKnowledge {
  const vehicle = vehicleOf(picture, source);
  if (sent_ms < vehicle.report_ms) return vehicle;
  vehicle.report_ms = sent_ms;
  const lane = ints[at + REPORT.lane];
  vehicle.lane = lane === ABSENT ? -1 : lane;
  vehicle.pos_m = lane === ABSENT ? 0 : ints[at + REPORT.lane_pos] / LANE_POSITION.per_si;
  vehicle.status = ints[at + REPORT.status];
  noteIntention(vehicle, ints, ints[at + REPORT.route_count] > 0 ? at + REPORT.first_intention : -1);
  if (sent_ms >= vehicle.sent_ms) {
    vehicle.lat = ints[at + REPORT.lat];
    vehicle.long = ints[at + REPORT.long];
    vehicle.heading = ints[at + REPORT.heading];
    noteMotion(picture, vehicle, ints[at + REPORT.speed], sent_ms);
  }
  return vehicle;
}

function noteIntention(vehicle: VehicleKnowledge, ints: Int32Array, at: number): void {
  if (at < 0) {
    vehicle.junction = -1;
    vehicle.phase = 0;
    vehicle.remote = -1;
    vehicle.distance_m = Infinity;
    return;
  }
  const phase = ints[at + INTENTION_COLUMN.phase_id];
  vehicle.junction = nodeAt(ints, at + INTENTION_COLUMN.region);
  vehicle.phase = phase === ABSENT ? 0 : phase;
  vehicle.remote = nodeAt(ints, at + INTENTION_COLUMN.remote_region);
  vehicle.distance_m = ints[at + INTENTION_COLUMN.distance] / DISTANCE_TO_INTERSECTION.per_si;
}

/** Junction of a node reference's two columns; -1 where it is absent. */
function nodeAt(ints: Int32Array, at: number): number {
  if (ints[at + 1] === ABSENT) return -1;
  return junctionOfColumns(ints[at] === ABSENT ? 1 : ints[at], ints[at + 1]);
}

/** Calls `note` for each advice number that a report acknowledges. */
export function eachAcknowledged(ints: Int32Array, at: number, note: (number: number) => void): void {
  const list = at + REPORT.first_intention + ints[at + REPORT.route_count] * INTENTION_STRIDE;
  for (let i = 1; i <= ints[list]; i++) note(ints[list + i]);
}

/** All participants of one RSM. */
export function noteRsm(picture: Picture, source: string, ints: Int32Array, at: number, sent_ms: number): void {
  let tracks = picture.tracks.get(source);
  if (tracks === undefined) {
    tracks = new Map();
    picture.tracks.set(source, tracks);
  }
  const count = rsmCount(ints, at);
  for (let i = 0; i < count; i++) {
    const ptc = rsmParticipant(at, i);
    // The picture is of vehicles: a walker who waits at the kerb is no stopped vehicle.
    if (ints[ptc + PARTICIPANT_COLUMN.ptc_type] === PARTICIPANT.pedestrian) continue;
    const number = ints[ptc + PARTICIPANT_COLUMN.ptc_id];
    const speed = ints[ptc + PARTICIPANT_COLUMN.speed];
    let track = tracks.get(number);
    if (track === undefined) {
      if (speed >= picture.slow) continue;
      track = createMover(`${source} ${number}`);
      tracks.set(number, track);
    }
    if (sent_ms < track.sent_ms) continue;
    if (speed >= picture.slow) {
      tracks.delete(number);
      continue;
    }
    // Positions are coded as offsets from the message's.
    track.lat = ints[at + 3] + ints[ptc + PARTICIPANT_COLUMN.lat];
    track.long = ints[at + 4] + ints[ptc + PARTICIPANT_COLUMN.long];
    track.heading = ints[ptc + PARTICIPANT_COLUMN.heading];
    track.length = ints[ptc + PARTICIPANT_COLUMN.length];
    noteMotion(picture, track, speed, sent_ms);
  }
}

/** The newest SPAT of each intersection counts. */
export function noteForecast(picture: Picture, forecast: SignalForecast): void {
  const known = picture.forecasts.get(forecast.junction);
  if (known === undefined || known.sent_ms <= forecast.sent_ms) picture.forecasts.set(forecast.junction, forecast);
}

/** Drops what was not heard of for a while; returns the ids of forgotten vehicles. */
export function forgetOld(picture: Picture, now_ms: number, forget_ms: number): string[] {
  const gone: string[] = [];
  for (const [id, vehicle] of picture.vehicles) {
    if (now_ms - Math.max(vehicle.sent_ms, vehicle.report_ms) <= forget_ms) continue;
    picture.vehicles.delete(id);
    gone.push(id);
  }
  for (const tracks of picture.tracks.values()) {
    for (const [number, track] of tracks) if (now_ms - track.sent_ms > forget_ms) tracks.delete(number);
  }
  return gone;
}

function noteMotion(picture: Picture, mover: Mover, speed: number, sent_ms: number): void {
  mover.speed = speed;
  mover.sent_ms = sent_ms;
  if (speed >= picture.standing) mover.standing_since_ms = -1;
  else if (mover.standing_since_ms < 0) mover.standing_since_ms = sent_ms;
}

function createMover(id: string): Mover {
  return {
    id,
    lat: LATITUDE.invalid!,
    long: LONGITUDE.invalid!,
    heading: HEADING.invalid!,
    speed: SPEED.invalid!,
    length: 0,
    events: 0,
    sent_ms: -1,
    standing_since_ms: -1,
  };
}

function vehicleOf(picture: Picture, id: string): VehicleKnowledge {
  const known = picture.vehicles.get(id);
  if (known !== undefined) return known;
  const vehicle: VehicleKnowledge = {
    ...createMover(id),
    report_ms: -1,
    lane: -1,
    pos_m: 0,
    status: 0,
    junction: -1,
    phase: 0,
    remote: -1,
    distance_m: Infinity,
  };
  picture.vehicles.set(id, vehicle);
  return vehicle;
}
