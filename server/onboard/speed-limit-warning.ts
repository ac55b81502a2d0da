/**
 * Speed limit warning (SLW, T/CSAE 53 Day-1): a limit that an RSU has told holds on its road; a driver well above it is warned and, if he follows,
 * keeps to it until he leaves that road.
 */
import type { ApplicationCounters, OnboardApplication } from './application.ts';
import { ask, driverCounters } from './driver.ts';
import type { DriverColumns } from './driver.ts';
import type { SpeedLimitSettings } from './settings.ts';
import type { UnitColumns } from './unit-columns.ts';

/** Limits that a unit remembers; more are forgotten, the oldest first. */
const REMEMBERED = 32;

export interface SpeedLimitApplication extends OnboardApplication {
  /** By unit: the limit that it knows for the road it is on, Infinity where none. */
  readonly limit_mps: Float64Array;
}

export function createSpeedLimitWarning(
  units: UnitColumns,
  drivers: DriverColumns,
  application: number,
  settings: SpeedLimitSettings,
): SpeedLimitApplication {
  const { capacity, own, network } = units;
  const limit_mps = new Float64Array(capacity).fill(Infinity);
  const known_edge = new Int32Array(capacity * REMEMBERED).fill(-1);
  const known_mps = new Float64Array(capacity * REMEMBERED);
  const next = new Int32Array(capacity);
  /** By unit: edge on which it warns, -1 = none. */
  const warned_edge = new Int32Array(capacity).fill(-1);
  const counts = { signs: 0, known_ticks: 0, over_ticks: 0 };

  function placeOf(unit: number, edge: number): number {
    const first = unit * REMEMBERED;
    for (let at = first; at < first + REMEMBERED; at++) if (known_edge[at] === edge) return at;
    return -1;
  }

  return {
    id: 'speed_limit_warning',
    kind: 'slw',
    limit_mps,
    open(unit) {
      known_edge.fill(-1, unit * REMEMBERED, (unit + 1) * REMEMBERED);
      next[unit] = 0;
      warned_edge[unit] = -1;
      limit_mps[unit] = Infinity;
    },
    speedLimit(edge, told_mps, receivers, first, last) {
      counts.signs++;
      for (let k = first; k < last; k++) {
        const unit = receivers[k];
        if (unit >>> 0 >= capacity) continue;
        let at = placeOf(unit, edge);
        if (at === -1) {
          at = unit * REMEMBERED + next[unit];
          next[unit] = (next[unit] + 1) % REMEMBERED;
          known_edge[at] = edge;
        }
        known_mps[at] = told_mps;
      }
    },
    decide(unit) {
      const edge = network.lanes.edge[own.lane[unit]];
      const at = placeOf(unit, edge);
      limit_mps[unit] = at === -1 ? Infinity : known_mps[at];
      if (at === -1) {
        warned_edge[unit] = -1;
        return;
      }
      counts.known_ticks++;
      const over = own.speed_mps[unit] > limit_mps[unit] * (1 + settings.tolerance);
      if (over) {
        counts.over_ticks++;
        warned_edge[unit] = edge;
      }
      if (warned_edge[unit] === edge) ask(drivers, unit, application, limit_mps[unit], Infinity);
    },
    counters(): ApplicationCounters {
      return { ...counts, ...driverCounters(drivers, application) };
    },
  };
}
