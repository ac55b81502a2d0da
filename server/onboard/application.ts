/**
 * What an on-board application is: one file, one object of this interface. It gets messages, the map and its own vehicle, and asks the driver
 * for something; it never touches the traffic. To add one: write the file, list it in onboard.ts.
 */
import type { Advice } from '../../protos/messages/advice.ts';
import type { SignalForecast } from '../../protos/messages/green-window.ts';
import type { RemoteObject } from './remote-object.ts';

/** Plain counters of one application for a run's result. */
export type ApplicationCounters = Record<string, number>;

/** What an application can tell of its demand on one driver, for those who look on. */
export interface DemandFacts {
  /** Temporary id of the road user it is about, as two words; 0, 0 where it is a place or one who told no id. */
  other_high: number;
  other_low: number;
  /** Time to collision, s; Infinity where it has none. */
  ttc_s: number;
}

export interface OnboardApplication {
  /** Key in results. */
  readonly id: string;
  /** Name on the display: kind of a warning in view/events. */
  readonly kind: string;
  /** A unit comes into use: forget what an earlier vehicle knew. */
  open(unit: number): void;
  /** Start of a tick, for every unit in use: own state and path are up to date. */
  begin?(unit: number, now_ms: number): void;
  /**
   * A vehicle that sent a BSM, or one that an RSU saw, as received by receivers[first .. last). Numbers that are no unit (other radios, lost
   * outcomes with upper bits set) stand among them and are passed over: one comparison is cheaper than a copy without them.
   */
  remote?(object: RemoteObject, receivers: Int32Array, first: number, last: number): void;
  /** A SPAT of one signal, decoded once for all who received it. */
  spat?(forecast: SignalForecast, receivers: Int32Array, first: number, last: number): void;
  /** A speed limit sign for an edge of the map was received. */
  speedLimit?(edge: number, limit_mps: number, receivers: Int32Array, first: number, last: number): void;
  advice?(unit: number, advice: Advice, now_ms: number): void;
  /** What the application asks of its driver now, by `ask` of driver.ts. */
  decide(unit: number, now_ms: number): void;
  /** Facts of the demand of this tick; nobody on board reads them. */
  explain?(unit: number, out: DemandFacts): void;
  counters(): ApplicationCounters;
}
