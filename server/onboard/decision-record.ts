/**
 * What drivers were told and do in one tick, as small integers in canonical order: part of the hash, so that a decision that differs shows even before
 * a vehicle moves differently. Four numbers for every unit towards which any application is active.
 */
import { DRIVER_STATE } from './driver.ts';
import type { DriverColumns } from './driver.ts';

export interface DecisionRecord {
  words: Int32Array;
  length: number;
}

/** Vehicle key, two bits of driver state per application, bounds in mm/s and mm/s2 (NONE where there is none). */
export const DECISION_STRIDE = 4;
export const NONE = -2147483648;

export function createDecisionRecord(): DecisionRecord {
  return { words: new Int32Array(1024), length: 0 };
}

export function recordDecision(record: DecisionRecord, drivers: DriverColumns, unit: number): void {
  let states = 0;
  const first = unit * drivers.applications;
  for (let application = 0; application < drivers.applications; application++)
    states |= drivers.state[first + application] << (2 * application);
  if (states === DRIVER_STATE.idle) return;
  if (record.length + DECISION_STRIDE > record.words.length) {
    const wider = new Int32Array(record.words.length * 2);
    wider.set(record.words);
    record.words = wider;
  }
  const { words, length } = record;
  words[length] = drivers.key[unit];
  words[length + 1] = states;
  words[length + 2] = bound(drivers.speed_mps[unit]);
  words[length + 3] = bound(drivers.accel_mps2[unit]);
  record.length += DECISION_STRIDE;
}

function bound(value: number): number {
  return value === Infinity ? NONE : Math.round(value * 1000);
}
