/**
 * What the coordinator knows of the traffic: made of its uplink alone and of the static map. What was not told to it is not here; what is old
 * is not acted on and then forgotten.
 */
import { BSM, bsmEvents, bsmLength, bsmSpeed, bsmX, bsmY } from '../../protos/messages/bsm.ts';
import type { SignalForecast } from '../../protos/messages/green-window.ts';
import type { LocalFrame } from '../../protos/messages/local-frame.ts';
import { junctionOf } from '../../protos/messages/node-reference.ts';
import type { Report } from '../../protos/messages/report.ts';
import {
  PARTICIPANT_COLUMN,
  participantSpeed,
  participantX,
  participantY,
  rsmCount,
  rsmParticipant,
} from '../../protos/messages/rsm.ts';
import { headingOf } from '../../protos/messages/units.ts';

/** A road user as last told: a vehicle by its BSM, or a track of an RSU. */
export interface Mover {
  /** Vehicle id, or RSU id and track number: unique, and the order in which decisions are taken. */
  readonly id: string;
  x_m: number;
  y_m: number;
  heading_rad: number;
  speed_mps: number;
  length_m: number;
  /** Bits of EVENT_BIT. */
  events: number;
  sent_ms: number;
  /** Since when it has stood, as far as is known; Infinity while it moves. */
  standing_since_ms: number;
}

/** A connected vehicle. */
export interface VehicleKnowledge extends Mover {
  report_ms: number;
  /** Lane and position of its last report, -1 where it told none. */
  lane: number;
  pos_m: number;
  /** Bits of STATUS_BIT. */
  status: number;
  /** First signalled intersection of its route: junction -1 where there is none, phase 0 where it did not tell. */
  junction: number;
  phase: number;
  remote: number;
  distance_m: number;
}

export interface Picture {
  readonly frame: LocalFrame;
  readonly vehicles: Map<string, VehicleKnowledge>;
  /** Tracks by RSU, then by track number. */
  readonly tracks: Map<string, Map<number, Mover>>;
  /** Latest SPAT by junction. */
  readonly forecasts: Map<number, SignalForecast>;
}

export function createPicture(frame: LocalFrame): Picture {
  return { frame, vehicles: new Map(), tracks: new Map(), forecasts: new Map() };
}

/** A BSM that an RSU relayed. An older one than is known changes nothing. */
export function noteBsm(
  picture: Picture,
  source: string,
  ints: Int32Array,
  at: number,
  sent_ms: number,
  standing_mps: number,
): void {
  const vehicle = vehicleOf(picture, source);
  if (sent_ms < vehicle.sent_ms) return;
  const { frame } = picture;
  const speed = bsmSpeed(ints, at);
  const length = bsmLength(ints, at);
  vehicle.x_m = bsmX(ints, at, frame);
  vehicle.y_m = bsmY(ints, at, frame);
  vehicle.heading_rad = headingOf(ints[at + BSM.heading]);
  vehicle.events = bsmEvents(ints, at);
  if (length === length) vehicle.length_m = length;
  noteMotion(vehicle, speed, sent_ms, standing_mps);
}

/** A vehicle's own report: where it is on the map and what it intends. */
export function noteReport(
  picture: Picture,
  source: string,
  report: Report,
  sent_ms: number,
  standing_mps: number,
): VehicleKnowledge {
  const vehicle = vehicleOf(picture, source);
  if (sent_ms < vehicle.report_ms) return vehicle;
  vehicle.report_ms = sent_ms;
  vehicle.lane = report.lane === undefined ? -1 : report.lane.lane;
  vehicle.pos_m = report.lane === undefined ? 0 : report.lane.pos_m;
  vehicle.status = report.status;
  const intention = report.route[0];
  vehicle.junction = intention === undefined ? -1 : junctionOf(intention.node);
  vehicle.phase = intention?.phase_id ?? 0;
  vehicle.remote = intention?.remote === undefined ? -1 : junctionOf(intention.remote);
  vehicle.distance_m = intention === undefined ? Infinity : intention.distance_m;
  if (sent_ms >= vehicle.sent_ms && report.position.x_m !== null && report.position.y_m !== null) {
    vehicle.x_m = report.position.x_m;
    vehicle.y_m = report.position.y_m;
    vehicle.heading_rad = report.heading_rad ?? NaN;
    noteMotion(vehicle, report.speed_mps ?? NaN, sent_ms, standing_mps);
  }
  return vehicle;
}

/** All participants of one RSM. */
export function noteRsm(
  picture: Picture,
  source: string,
  ints: Int32Array,
  at: number,
  sent_ms: number,
  standing_mps: number,
): void {
  let tracks = picture.tracks.get(source);
  if (tracks === undefined) {
    tracks = new Map();
    picture.tracks.set(source, tracks);
  }
  const { frame } = picture;
  const count = rsmCount(ints, at);
  for (let i = 0; i < count; i++) {
    const ptc = rsmParticipant(at, i);
    const number = ints[ptc + PARTICIPANT_COLUMN.ptc_id];
    let track = tracks.get(number);
    if (track === undefined) {
      track = createMover(`${source} ${number}`);
      tracks.set(number, track);
    }
    if (sent_ms < track.sent_ms) continue;
    const length = ints[ptc + PARTICIPANT_COLUMN.length];
    track.x_m = participantX(ints, at, ptc, frame);
    track.y_m = participantY(ints, at, ptc, frame);
    track.heading_rad = headingOf(ints[ptc + PARTICIPANT_COLUMN.heading]);
    if (length > 0) track.length_m = length / 100;
    noteMotion(track, participantSpeed(ints, ptc), sent_ms, standing_mps);
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

function noteMotion(mover: Mover, speed_mps: number, sent_ms: number, standing_mps: number): void {
  mover.speed_mps = speed_mps;
  mover.sent_ms = sent_ms;
  if (!(speed_mps < standing_mps)) mover.standing_since_ms = Infinity;
  else if (mover.standing_since_ms === Infinity) mover.standing_since_ms = sent_ms;
}

function createMover(id: string): Mover {
  return {
    id,
    x_m: NaN,
    y_m: NaN,
    heading_rad: NaN,
    speed_mps: NaN,
    length_m: 4.6,
    events: 0,
    sent_ms: -Infinity,
    standing_since_ms: Infinity,
  };
}

function vehicleOf(picture: Picture, id: string): VehicleKnowledge {
  const known = picture.vehicles.get(id);
  if (known !== undefined) return known;
  const vehicle: VehicleKnowledge = {
    ...createMover(id),
    report_ms: -Infinity,
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
