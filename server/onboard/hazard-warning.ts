/**
 * Hazard location warning: the cloud says that something stands in the way (a stopped vehicle); where that is on the own path, the vehicle comes
 * there slowly. It slows and never stops: going round or waiting is the driver's business. One hazard is kept per unit, the nearer one ahead.
 */
import type { Advice } from '../../protos/messages/advice.ts';
import type { ApplicationCounters, OnboardApplication } from './application.ts';
import { ask, driverCounters } from './driver.ts';
import type { DriverColumns } from './driver.ts';
import { placeOnPath } from './path.ts';
import type { PathPlace } from './path.ts';
import type { HazardWarningSettings } from './settings.ts';
import type { UnitColumns } from './unit-columns.ts';

export interface HazardWarningApplication extends OnboardApplication {
  /** By unit: distance of its front bumper to the hazard along its path, Infinity where none is ahead. */
  readonly ahead_m: Float64Array;
}

export function createHazardWarning(
  units: UnitColumns,
  drivers: DriverColumns,
  application: number,
  settings: HazardWarningSettings,
): HazardWarningApplication {
  const { capacity, own, network } = units;
  const ahead_m = new Float64Array(capacity).fill(Infinity);
  const until_ms = new Float64Array(capacity);
  const x_m = new Float64Array(capacity);
  const y_m = new Float64Array(capacity);
  const place: PathPlace = { along_m: 0, lateral_m: 0, cos: 1, sin: 0, lane: -1 };
  const counts = { received: 0, stale: 0, off_path: 0, active_ticks: 0 };

  /** Distance to a place along the path; Infinity where it is not on it or lies behind. */
  function distanceTo(unit: number, to_x_m: number, to_y_m: number): number {
    if (!placeOnPath(units, unit, to_x_m, to_y_m, Infinity, place)) return Infinity;
    if (Math.abs(place.lateral_m) > settings.lateral_m) return Infinity;
    const distance_m = place.along_m - own.pos_m[unit];
    return distance_m < -settings.behind_m ? Infinity : distance_m;
  }

  return {
    id: 'hazard_warning',
    kind: 'hazard',
    ahead_m,
    open(unit) {
      until_ms[unit] = 0;
      ahead_m[unit] = Infinity;
    },
    advice(unit: number, advice: Advice, now_ms: number) {
      const { hazard } = advice;
      if (hazard === undefined || hazard.position.x_m === null || hazard.position.y_m === null) return;
      counts.received++;
      if (hazard.valid_until_ms <= now_ms) {
        counts.stale++;
        return;
      }
      const distance_m = distanceTo(unit, hazard.position.x_m, hazard.position.y_m);
      if (distance_m === Infinity) counts.off_path++;
      const kept_m = until_ms[unit] > now_ms ? distanceTo(unit, x_m[unit], y_m[unit]) : Infinity;
      if (distance_m > kept_m) return;
      x_m[unit] = hazard.position.x_m;
      y_m[unit] = hazard.position.y_m;
      until_ms[unit] = hazard.valid_until_ms;
    },
    decide(unit, now_ms) {
      ahead_m[unit] = Infinity;
      if (until_ms[unit] <= now_ms) return;
      const distance_m = distanceTo(unit, x_m[unit], y_m[unit]);
      ahead_m[unit] = distance_m;
      if (distance_m === Infinity) return;
      const slow_mps = Math.max(settings.least_speed_mps, settings.share * network.lanes.speed_mps[own.lane[unit]]);
      // Speed from which the slow speed is reached at the place with the planned deceleration.
      const here_mps = Math.sqrt(slow_mps * slow_mps + 2 * settings.decel_mps2 * Math.max(0, distance_m));
      if (here_mps > own.speed_mps[unit] + 1) return;
      counts.active_ticks++;
      ask(drivers, unit, application, here_mps, Infinity);
    },
    counters(): ApplicationCounters {
      return { ...counts, ...driverCounters(drivers, application) };
    },
  };
}
