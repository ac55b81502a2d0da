/**
 * Speed advice at signals (GLOSA, T/CSAE 53 Day-1): from SPAT and MAP on board; where no fresh SPAT of the intersection ahead is at hand, from the
 * cloud, as long as that advice is valid and is for this intersection and phase. It only ever lowers the desired speed, never below the least
 * speed, and ends at the stop line. The queue ahead is estimated once a second from the vehicles that stand on the own path.
 */
import type { Advice } from '../../protos/messages/advice.ts';
import { createGreenWindow, readGreenWindow } from '../../protos/messages/green-window.ts';
import type { SignalForecast } from '../../protos/messages/green-window.ts';
import { junctionOf } from '../../protos/messages/node-reference.ts';
import type { ApplicationCounters, OnboardApplication } from './application.ts';
import { ask, driverCounters } from './driver.ts';
import type { DriverColumns } from './driver.ts';
import { adviseGreen, GREEN } from './green-light.ts';
import type { GreenAnswer, GreenQuestion } from './green-light.ts';
import { forgetMaps, knowsMap } from './map-knowledge.ts';
import type { MapKnowledge } from './map-knowledge.ts';
import { placeOnPath } from './path.ts';
import type { PathPlace } from './path.ts';
import type { RemoteObject } from './remote-object.ts';
import type { SpeedAdviceSettings } from './settings.ts';
import { OWN_FLAG } from './unit-columns.ts';
import type { UnitColumns } from './unit-columns.ts';

/** Below this speed a vehicle counts as part of a queue, m/s. */
const QUEUE_SPEED_MPS = 2;
/** How far beside the path a queued vehicle's centre may be, m. */
const QUEUE_SIDE_M = 1.8;
const QUEUE_PERIOD_MS = 1000;
const BSM_PERIOD_MS = 100;
/** Share of the limit from which on an advised speed is no news. */
const NO_NEWS = 0.95;

/** Where the advice of a unit comes from. */
export const ADVICE_FROM = { none: 0, roadside: 1, cloud: 2 } as const;

export interface SpeedAdviceApplication extends OnboardApplication {
  /** By unit: advised speed, Infinity if none, and where it comes from. */
  readonly advised_mps: Float64Array;
  readonly from: Uint8Array;
  /** By unit: vehicles believed to stand between it and its stop line. */
  readonly queue: Int32Array;
}

export function createSpeedAdvice(
  units: UnitColumns,
  drivers: DriverColumns,
  maps: MapKnowledge,
  application: number,
  settings: SpeedAdviceSettings,
  dt_ms: number,
): SpeedAdviceApplication {
  const { capacity, own, network } = units;
  const sample_ms = Math.max(BSM_PERIOD_MS, dt_ms);
  const advised_mps = new Float64Array(capacity).fill(Infinity);
  const from = new Uint8Array(capacity);
  const queue = new Int32Array(capacity);
  const forecasts: (SignalForecast | undefined)[] = Array.from({ length: capacity }, () => undefined);
  const sampling = new Uint8Array(capacity);
  /** Place of the last queued vehicle on the path, and until when it is looked for. */
  const queue_back_m = new Float64Array(capacity);
  const cloud_speed_mps = new Float64Array(capacity);
  const cloud_until_ms = new Float64Array(capacity);
  const cloud_junction = new Int32Array(capacity);
  const cloud_phase = new Int32Array(capacity);
  const place: PathPlace = { along_m: 0, lateral_m: 0, cos: 1, sin: 0, lane: -1 };
  const question: GreenQuestion = { distance_m: 0, limit_mps: 0, least_mps: 0, queue: 0, now_ms: 0 };
  const window = createGreenWindow();
  const answer: GreenAnswer = { verdict: GREEN.unknown, speed_mps: Infinity };
  const counts = { spat_used: 0, cloud_received: 0, cloud_stale: 0, roadside_ticks: 0, cloud_ticks: 0, empty_ticks: 0 };

  function distance(unit: number): number {
    return units.signal_link[unit] < 0 ? Infinity : units.stop_line_m[unit] - own.pos_m[unit];
  }

  /** Advised speed of the on-board rule, Infinity for none. `known` in from: whether the road side had anything to say. */
  function roadside(unit: number, now_ms: number): boolean {
    const forecast = forecasts[unit];
    const link = units.signal_link[unit];
    const junction = network.links.junction[link];
    if (forecast === undefined || forecast.junction !== junction || now_ms - forecast.sent_ms > settings.fresh_ms)
      return false;
    if (!knowsMap(maps, unit, junction)) return false;
    const phase = forecast.phases[maps.phase_of_link[link]];
    if (phase === undefined || !readGreenWindow(phase, now_ms, window)) return false;
    question.queue = queue[unit];
    adviseGreen(window, question, settings, answer);
    counts.spat_used++;
    if (answer.verdict === GREEN.empty) counts.empty_ticks++;
    if (answer.verdict === GREEN.unknown) return false;
    if (answer.verdict === GREEN.advised) {
      advised_mps[unit] = answer.speed_mps;
      from[unit] = ADVICE_FROM.roadside;
    }
    return true;
  }

  function cloud(unit: number, now_ms: number): void {
    if (cloud_until_ms[unit] <= now_ms) return;
    const link = units.signal_link[unit];
    if (cloud_junction[unit] !== network.links.junction[link]) return;
    const phase = maps.phase_of_link[link];
    if (phase > 0 && cloud_phase[unit] > 0 && cloud_phase[unit] !== phase) return;
    advised_mps[unit] = Math.max(cloud_speed_mps[unit], question.least_mps);
    from[unit] = ADVICE_FROM.cloud;
  }

  return {
    id: 'speed_advice',
    kind: 'speed_advice',
    advised_mps,
    from,
    queue,
    open(unit) {
      advised_mps[unit] = Infinity;
      from[unit] = ADVICE_FROM.none;
      queue[unit] = 0;
      forecasts[unit] = undefined;
      sampling[unit] = 0;
      cloud_until_ms[unit] = 0;
      forgetMaps(maps, unit);
    },
    begin(unit, now_ms) {
      // Each unit listens for one period of the BSM in every second, at a time of its own.
      const listens = (now_ms + units.key[unit] * BSM_PERIOD_MS) % QUEUE_PERIOD_MS < sample_ms;
      const distance_m = distance(unit);
      const near = distance_m > settings.least_distance_m && distance_m < settings.greatest_distance_m;
      if (listens && near && sampling[unit] === 0) queue_back_m[unit] = Infinity;
      sampling[unit] = listens && near ? 1 : 0;
      if (!near) queue[unit] = 0;
    },
    remote(object: RemoteObject, receivers: Int32Array, first: number, last: number) {
      if (object.speed_mps > QUEUE_SPEED_MPS) return;
      for (let at = first; at < last; at++) {
        const unit = receivers[at];
        if (unit >>> 0 >= capacity || sampling[unit] === 0) continue;
        const dx = object.x_m - own.x_m[unit];
        const dy = object.y_m - own.y_m[unit];
        const reach = distance(unit) + 20;
        const square = dx * dx + dy * dy;
        // The own vehicle, as an RSU sees it, is not in its own way.
        if (square > reach * reach || square < 4) continue;
        // What lies behind is not on the way, however the road bends before the next signal.
        if (dx * units.heading_cos[unit] + dy * units.heading_sin[unit] < 0) continue;
        if (!placeOnPath(units, unit, object.x_m, object.y_m, units.stop_line_m[unit], place)) continue;
        if (Math.abs(place.lateral_m) > QUEUE_SIDE_M || object.cos * place.cos + object.sin * place.sin < 0.7) continue;
        if (place.along_m <= own.pos_m[unit] || place.along_m > units.stop_line_m[unit]) continue;
        if (place.along_m < queue_back_m[unit]) queue_back_m[unit] = place.along_m;
      }
    },
    spat(forecast: SignalForecast, receivers: Int32Array, first: number, last: number) {
      for (let at = first; at < last; at++) {
        const unit = receivers[at];
        if (unit >>> 0 >= capacity || units.signal_link[unit] < 0) continue;
        if (network.links.junction[units.signal_link[unit]] !== forecast.junction) continue;
        const before = forecasts[unit];
        if (before === undefined || before.sent_ms <= forecast.sent_ms || before.junction !== forecast.junction)
          forecasts[unit] = forecast;
      }
    },
    advice(unit: number, advice: Advice, now_ms: number) {
      const { speed } = advice;
      if (speed === undefined || speed.speed_mps === null || speed.node === undefined) return;
      counts.cloud_received++;
      if (speed.valid_until_ms <= now_ms) {
        counts.cloud_stale++;
        return;
      }
      cloud_speed_mps[unit] = speed.speed_mps;
      cloud_until_ms[unit] = speed.valid_until_ms;
      cloud_junction[unit] = junctionOf(speed.node);
      cloud_phase[unit] = speed.phase_id ?? 0;
    },
    decide(unit, now_ms) {
      if (sampling[unit] === 1) {
        const length_m = units.stop_line_m[unit] - queue_back_m[unit];
        queue[unit] = length_m > 0 ? Math.ceil(length_m / settings.queue_space_m) : 0;
      }
      advised_mps[unit] = Infinity;
      from[unit] = ADVICE_FROM.none;
      const distance_m = distance(unit);
      if (distance_m < settings.least_distance_m || distance_m > settings.greatest_distance_m) return;
      // Who stands in the queue already, or at a stop, needs no advice how to come there.
      if (own.speed_mps[unit] < QUEUE_SPEED_MPS || (own.flags[unit] & OWN_FLAG.at_stop) !== 0) return;
      question.distance_m = distance_m;
      question.limit_mps = network.lanes.speed_mps[own.lane[unit]];
      question.least_mps = Math.max(settings.least_speed_mps, settings.least_share * question.limit_mps);
      question.now_ms = now_ms;
      if (!roadside(unit, now_ms)) cloud(unit, now_ms);
      if (advised_mps[unit] > NO_NEWS * question.limit_mps) {
        advised_mps[unit] = Infinity;
        from[unit] = ADVICE_FROM.none;
        return;
      }
      if (from[unit] === ADVICE_FROM.roadside) counts.roadside_ticks++;
      else counts.cloud_ticks++;
      ask(drivers, unit, application, advised_mps[unit], Infinity);
    },
    counters(): ApplicationCounters {
      return { ...counts, ...driverCounters(drivers, application) };
    },
  };
}
