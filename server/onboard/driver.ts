/**
 * The driver between an application and the pedals: sees a warning after the display's delay, reacts after a time of his own (lognormal) or not at
 * all (compliance), and then only ever drives slower than he would have. What he is asked for are bounds; ordinary driving stays with the engine.
 * Randomness is drawn per vehicle key, application and how many times that one has begun, so it does not hang on anything else in the run.
 */
import { exp, normalQuantile } from '../simulation/maths.ts';
import { PURPOSE, random } from '../simulation/random.ts';
import type { DriverSettings } from './settings.ts';

/** What kind of demand it is: decides reaction time and compliance. */
export const DEMAND = { warning: 0, advice: 1 } as const;
export type Demand = (typeof DEMAND)[keyof typeof DEMAND];

/** State of one driver towards one application. */
export const DRIVER_STATE = { idle: 0, reacting: 1, acting: 2, ignoring: 3 } as const;

export interface DriverColumns {
  readonly seed: number;
  readonly settings: DriverSettings;
  readonly applications: number;
  readonly kind: readonly Demand[];
  /** By unit. */
  readonly key: Int32Array;
  /** Bounds for the coming step, Infinity where there is none. */
  readonly speed_mps: Float64Array;
  readonly accel_mps2: Float64Array;
  /** By unit * applications + application. */
  readonly state: Uint8Array;
  readonly asked: Uint8Array;
  readonly act_ms: Float64Array;
  readonly episode: Int32Array;
  readonly ask_speed_mps: Float64Array;
  readonly ask_accel_mps2: Float64Array;
  /** By application. */
  readonly begun: Float64Array;
  readonly followed: Float64Array;
  readonly ignored: Float64Array;
  /** Ended before the driver had reacted. */
  readonly too_late: Float64Array;
  /** Driver-ticks in which a bound was applied. */
  readonly applied: Float64Array;
}

/** @param kinds one per application, in its order */
export function createDrivers(
  capacity: number,
  kinds: readonly Demand[],
  seed: number,
  settings: DriverSettings,
): DriverColumns {
  const cells = capacity * kinds.length;
  return {
    seed,
    settings,
    applications: kinds.length,
    kind: kinds,
    key: new Int32Array(capacity),
    speed_mps: new Float64Array(capacity).fill(Infinity),
    accel_mps2: new Float64Array(capacity).fill(Infinity),
    state: new Uint8Array(cells),
    asked: new Uint8Array(cells),
    act_ms: new Float64Array(cells),
    episode: new Int32Array(cells),
    ask_speed_mps: new Float64Array(cells).fill(Infinity),
    ask_accel_mps2: new Float64Array(cells).fill(Infinity),
    begun: new Float64Array(kinds.length),
    followed: new Float64Array(kinds.length),
    ignored: new Float64Array(kinds.length),
    too_late: new Float64Array(kinds.length),
    applied: new Float64Array(kinds.length),
  };
}

export function openDriver(drivers: DriverColumns, unit: number, key: number): void {
  drivers.key[unit] = key;
  drivers.speed_mps[unit] = Infinity;
  drivers.accel_mps2[unit] = Infinity;
  const first = unit * drivers.applications;
  const last = first + drivers.applications;
  drivers.state.fill(DRIVER_STATE.idle, first, last);
  drivers.asked.fill(0, first, last);
  drivers.episode.fill(0, first, last);
}

/**
 * An application asks for bounds in this tick; not asking ends the demand.
 * @param speed_mps upper bound of the desired speed, Infinity if none
 * @param accel_mps2 upper bound of the acceleration (negative: brake), Infinity if none
 */
export function ask(
  drivers: DriverColumns,
  unit: number,
  application: number,
  speed_mps: number,
  accel_mps2: number,
): void {
  const cell = unit * drivers.applications + application;
  drivers.asked[cell] = 1;
  drivers.ask_speed_mps[cell] = speed_mps;
  drivers.ask_accel_mps2[cell] = accel_mps2;
}

/** Turns what was asked in this tick into the bounds of the coming step. */
export function react(drivers: DriverColumns, unit: number, speed_mps: number, now_ms: number): void {
  const { applications, settings } = drivers;
  let speed = Infinity;
  let accel = Infinity;
  for (let application = 0; application < applications; application++) {
    const cell = unit * applications + application;
    if (drivers.asked[cell] === 0) {
      if (drivers.state[cell] === DRIVER_STATE.reacting) drivers.too_late[application]++;
      drivers.state[cell] = DRIVER_STATE.idle;
      continue;
    }
    drivers.asked[cell] = 0;
    if (drivers.state[cell] === DRIVER_STATE.idle) begin(drivers, unit, application, now_ms);
    if (drivers.state[cell] === DRIVER_STATE.reacting && now_ms >= drivers.act_ms[cell]) {
      drivers.state[cell] = DRIVER_STATE.acting;
      drivers.followed[application]++;
    }
    if (drivers.state[cell] !== DRIVER_STATE.acting) continue;
    drivers.applied[application]++;
    speed = Math.min(speed, drivers.ask_speed_mps[cell]);
    accel = Math.min(accel, drivers.ask_accel_mps2[cell]);
  }
  // Neither advice nor a warning may stop traffic: that is what an acceleration bound, asked for while moving, is for.
  if (speed < settings.least_speed_mps) speed = settings.least_speed_mps;
  // A bound far below the present speed would be an order to brake hard; advised speeds are approached gently instead.
  drivers.speed_mps[unit] = speed === Infinity ? Infinity : Math.max(speed, speed_mps - settings.ease_mps);
  drivers.accel_mps2[unit] = accel === Infinity ? Infinity : Math.max(accel, -settings.greatest_decel_mps2);
}

function begin(drivers: DriverColumns, unit: number, application: number, now_ms: number): void {
  const cell = unit * drivers.applications + application;
  const { settings } = drivers;
  const kind = drivers.kind[application];
  const key = drivers.key[unit];
  const episode = drivers.episode[cell]++;
  drivers.begun[application]++;
  const share = kind === DEMAND.warning ? settings.warning_compliance : settings.advice_compliance;
  // One draw a driver and kind: who follows does so each time, and the followers of a lower share are among those of a higher one.
  if (random(drivers.seed, PURPOSE.driver, key, 0, kind) >= share) {
    drivers.state[cell] = DRIVER_STATE.ignoring;
    drivers.ignored[application]++;
    return;
  }
  const median_s = kind === DEMAND.warning ? settings.expected_s : settings.advice_s;
  const reaction_s = reactionTime(
    median_s,
    settings.log_deviation,
    random(drivers.seed, PURPOSE.reaction, key, episode, application),
  );
  drivers.state[cell] = DRIVER_STATE.reacting;
  drivers.act_ms[cell] = now_ms + 1000 * (settings.display_s + reaction_s);
}

/** Quantile of the lognormal distribution of perception-brake times, s. */
export function reactionTime(median_s: number, log_deviation: number, share: number): number {
  // random() may give 0, whose quantile is -Infinity: half a step of its grid instead.
  return median_s * exp(log_deviation * normalQuantile(share > 0 ? share : 2 ** -54));
}

/** What became of an application's demands on drivers. */
export function driverCounters(drivers: DriverColumns, application: number): Record<string, number> {
  return {
    begun: drivers.begun[application],
    followed: drivers.followed[application],
    ignored: drivers.ignored[application],
    too_late: drivers.too_late[application],
  };
}
