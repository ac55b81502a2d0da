/**
 * All on-board units of a run. Per tick the runner writes `own`, calls `beginTick`, hands over what was received, calls `decide`, and copies the
 * bounds to the vehicles. Everything here knows messages, the map and the own vehicle: nothing of the world.
 */
import type { Advice } from '../../protos/messages/advice.ts';
import { readAdvice } from '../../protos/messages/advice.ts';
import { readForecasts } from '../../protos/messages/green-window.ts';
import type { LocalFrame } from '../../protos/messages/local-frame.ts';
import { readMap } from '../../protos/messages/map.ts';
import { readRsi } from '../../protos/messages/rsi.ts';
import { PARTICIPANT } from '../../protos/messages/enums.ts';
import { PARTICIPANT_COLUMN, rsmCount, rsmParticipant } from '../../protos/messages/rsm.ts';
import { temporaryIdFor, temporaryIdWord } from '../../protos/messages/temporary-id.ts';
import { cos, sin } from '../simulation/maths.ts';
import type { Network } from '../simulation/network.ts';
import { createAcknowledgements, forgetAdvice, noteAdvice } from './acknowledgements.ts';
import type { Acknowledgements } from './acknowledgements.ts';
import type { ApplicationCounters, OnboardApplication } from './application.ts';
import { createDecisionRecord, recordDecision } from './decision-record.ts';
import type { DecisionRecord } from './decision-record.ts';
import { createDrivers, DEMAND, openDriver, react } from './driver.ts';
import type { DriverColumns } from './driver.ts';
import { createForwardCollisionWarning } from './forward-collision-warning.ts';
import { createHazardWarning } from './hazard-warning.ts';
import { createMapKnowledge, readPhases, rememberMap } from './map-knowledge.ts';
import type { MapKnowledge } from './map-knowledge.ts';
import { readSpeedLimits } from './signs.ts';
import { setUnitRoute, updatePath } from './path.ts';
import { createRemoteObject, readBsmObject, readParticipantObject } from './remote-object.ts';
import type { RemoteObject } from './remote-object.ts';
import type { OnboardSettings } from './settings.ts';
import { ONBOARD_DEFAULTS } from './settings.ts';
import { createSpeedAdvice } from './speed-advice.ts';
import { createSpeedLimitWarning } from './speed-limit-warning.ts';
import { closeColumns, createUnits, openColumns } from './unit-columns.ts';
import type { UnitColumns, UnitFacts } from './unit-columns.ts';

export interface OnboardOptions {
  /** Units at most; unit indices are below it. */
  readonly capacity: number;
  readonly seed: number;
  readonly dt_ms: number;
  readonly frame: LocalFrame;
  readonly settings?: OnboardSettings;
  /** Simulated time 0 as ms since the beginning of the year: secMark follows from it. */
  readonly start_ms?: number;
}

export interface Onboard {
  readonly network: Network;
  readonly frame: LocalFrame;
  readonly settings: OnboardSettings;
  readonly start_ms: number;
  readonly units: UnitColumns;
  /** Own state of every unit: written by the runner each tick. */
  readonly own: UnitColumns['own'];
  readonly drivers: DriverColumns;
  /** Bounds for the coming step by unit, Infinity where there is none. */
  readonly command: { readonly speed_mps: Float64Array; readonly accel_mps2: Float64Array };
  readonly applications: readonly OnboardApplication[];
  readonly maps: MapKnowledge;
  readonly acknowledgements: Acknowledgements;
  /** What drivers were told in this tick, as small integers for the hash. */
  readonly decisions: DecisionRecord;
  /** Temporary id by unit. */
  readonly temporary_id: string[];
  /** The same as words: two by unit. */
  readonly temporary_words: Int32Array;
  readonly remote: RemoteObject;
  order: Int32Array;
  count: number;
  now_ms: number;
}

export function createOnboard(network: Network, options: OnboardOptions): Onboard {
  const { capacity } = options;
  const settings = options.settings ?? ONBOARD_DEFAULTS;
  const units = createUnits(network, capacity);
  const maps = createMapKnowledge(network, capacity);
  // One line an application: its demand on the driver here, itself below, in the same order.
  const drivers = createDrivers(
    capacity,
    [DEMAND.warning, DEMAND.advice, DEMAND.warning, DEMAND.advice],
    options.seed,
    settings.driver,
  );
  const applications: OnboardApplication[] = [
    createForwardCollisionWarning(units, drivers, 0, settings.forward_collision),
    createSpeedAdvice(units, drivers, maps, 1, settings.speed_advice, options.dt_ms),
    createHazardWarning(units, drivers, 2, settings.hazard),
    createSpeedLimitWarning(units, drivers, 3, settings.speed_limit),
  ];
  return {
    network,
    frame: options.frame,
    settings,
    start_ms: options.start_ms ?? 0,
    units,
    own: units.own,
    drivers,
    command: { speed_mps: drivers.speed_mps, accel_mps2: drivers.accel_mps2 },
    applications,
    maps,
    acknowledgements: createAcknowledgements(capacity),
    decisions: createDecisionRecord(),
    temporary_id: Array.from({ length: capacity }, () => ''),
    temporary_words: new Int32Array(2 * capacity),
    remote: createRemoteObject(),
    order: new Int32Array(0),
    count: 0,
    now_ms: 0,
  };
}

/** A vehicle with a unit enters the road. `id` is its entity id. Throws where the unit is in use. */
export function openUnit(onboard: Onboard, unit: number, id: string, facts: UnitFacts): void {
  openColumns(onboard.units, unit, facts);
  const temporary_id = temporaryIdFor(id);
  onboard.temporary_id[unit] = temporary_id;
  onboard.temporary_words[2 * unit] = temporaryIdWord(temporary_id, 0);
  onboard.temporary_words[2 * unit + 1] = temporaryIdWord(temporary_id, 1);
  openDriver(onboard.drivers, unit, facts.key);
  forgetAdvice(onboard.acknowledgements, unit);
  for (const application of onboard.applications) application.open(unit);
}

export function closeUnit(onboard: Onboard, unit: number): void {
  closeColumns(onboard.units, unit);
  // A message that is still on its way must meet nobody.
  for (const application of onboard.applications) application.open(unit);
  openDriver(onboard.drivers, unit, -1);
}

/** Edges of the route from the present one on (a whole route is fine); again after each reroute. */
export function setRoute(onboard: Onboard, unit: number, edges: ArrayLike<number>): void {
  setUnitRoute(onboard.units, unit, edges);
}

/**
 * Own state has been written: paths and reaches follow.
 * @param order units in use, in canonical order (code units of the vehicle's id); kept until the next call
 */
export function beginTick(onboard: Onboard, order: Int32Array, count: number, now_ms: number): void {
  const { units, applications } = onboard;
  const { heading_rad } = units.own;
  onboard.order = order;
  onboard.count = count;
  onboard.now_ms = now_ms;
  for (let at = 0; at < count; at++) {
    const unit = order[at];
    units.heading_cos[unit] = cos(heading_rad[unit]);
    units.heading_sin[unit] = sin(heading_rad[unit]);
    updatePath(units, unit);
    for (const application of applications) application.begin?.(unit, now_ms);
  }
}

/** One BSM (row at `at`) as received by receivers[first .. last): unit numbers; others among them are passed over. */
export function receiveBsm(
  onboard: Onboard,
  ints: Int32Array,
  at: number,
  sent_ms: number,
  receivers: Int32Array,
  first: number,
  last: number,
): void {
  const { remote, applications } = onboard;
  if (!readBsmObject(ints, at, onboard.frame, (onboard.now_ms - sent_ms) / 1000, remote)) return;
  for (const application of applications) application.remote?.(remote, receivers, first, last);
}

/** One RSM: every participant but walkers, of whom no application knows what to tell the driver, is an object like a BSM's sender. */
export function receiveRsm(
  onboard: Onboard,
  ints: Int32Array,
  at: number,
  sent_ms: number,
  receivers: Int32Array,
  first: number,
  last: number,
): void {
  const { remote, applications, frame } = onboard;
  const age_s = (onboard.now_ms - sent_ms) / 1000;
  const count = rsmCount(ints, at);
  for (let i = 0; i < count; i++) {
    const ptc = rsmParticipant(at, i);
    if (ints[ptc + PARTICIPANT_COLUMN.ptc_type] === PARTICIPANT.pedestrian) continue;
    if (!readParticipantObject(ints, at, ptc, frame, age_s, remote)) continue;
    for (const application of applications) application.remote?.(remote, receivers, first, last);
  }
}

export function receiveSpat(
  onboard: Onboard,
  ints: Int32Array,
  at: number,
  sent_ms: number,
  receivers: Int32Array,
  first: number,
  last: number,
): void {
  for (const forecast of readForecasts(ints, at, sent_ms)) {
    for (const application of onboard.applications) application.spat?.(forecast, receivers, first, last);
  }
}

export function receiveMap(
  onboard: Onboard,
  ints: Int32Array,
  at: number,
  receivers: Int32Array,
  first: number,
  last: number,
): void {
  const { maps, units } = onboard;
  for (const junction of readPhases(maps, readMap(ints, at, onboard.frame))) {
    for (let k = first; k < last; k++)
      if (receivers[k] >>> 0 < units.capacity) rememberMap(maps, receivers[k], junction);
  }
}

/** Signs of an RSI: each speed limit is told to the applications for every edge of the map that its links name. */
export function receiveRsi(
  onboard: Onboard,
  ints: Int32Array,
  at: number,
  receivers: Int32Array,
  first: number,
  last: number,
): void {
  for (const { edge, limit_mps } of readSpeedLimits(onboard.network, readRsi(ints, at, onboard.frame))) {
    for (const application of onboard.applications) {
      application.speedLimit?.(edge, limit_mps, receivers, first, last);
    }
  }
}

/** Advice from the cloud to one unit; it is acknowledged in the next report, whatever comes of it. */
export function receiveAdvice(onboard: Onboard, unit: number, ints: Int32Array, at: number): void {
  const advice: Advice = readAdvice(ints, at, onboard.frame);
  noteAdvice(onboard.acknowledgements, unit, advice.correlation_id);
  for (const application of onboard.applications) application.advice?.(unit, advice, onboard.now_ms);
}

/** Applications decide, drivers react: `command` holds until the next call. */
export function decide(onboard: Onboard): void {
  const { applications, drivers, order, count, now_ms, decisions, own } = onboard;
  decisions.length = 0;
  for (let at = 0; at < count; at++) {
    const unit = order[at];
    for (const application of applications) application.decide(unit, now_ms);
    react(drivers, unit, own.speed_mps[unit], now_ms);
    recordDecision(decisions, drivers, unit);
  }
}

/** Counters of every application since the start, for a run's result. */
export function onboardCounters(onboard: Onboard): Record<string, ApplicationCounters> {
  const result: Record<string, ApplicationCounters> = {};
  for (const application of onboard.applications) result[application.id] = application.counters();
  return result;
}
