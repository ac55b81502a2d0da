/** What a run is given besides its scenario, and what it tells about itself. */
import type { Transport } from '../transport/transport.ts';
import type { Coordinate } from './coordinator-participant.ts';
import type { Pace } from './pacing.ts';
import type { HashLogger } from './tick-hash.ts';

export interface RunOptions {
  /** In topics; never in the hash. */
  readonly run_id: string;
  readonly pace: Pace;
  /**
   * Connection of the server. Without one nothing is published and the coordinator is called directly, by the same frames.
   */
  readonly server?: Transport;
  /** Connection of the built-in coordinator; without one it has to be somebody else's, behind `cloud/cloud/...`. */
  readonly coordinator?: Transport;
  /** Instead of the built-in coordinator: for tests. */
  readonly coordinate?: Coordinate;
  /** Id of an outside coordinator in place of the built-in one, behind `cloud/{id}/...`; needs `server`. */
  readonly outside_coordinator?: string;
  /** Agents that belong to the run, in place of the scenario's, and the wall time to wait for them, s. */
  readonly await_agents?: readonly string[];
  readonly await_s?: number;
  /** Judges collisions, red entries and standing vehicles. */
  readonly check?: boolean;
  readonly hash_log?: HashLogger;
  /**
   * Who can listen: nobody (an embedded broker without a listener: nothing but lock-step is published), whoever connects to the
   * embedded broker (the default), or whoever connects to a broker elsewhere.
   */
  readonly audience?: 'nobody' | 'embedded' | 'external';
  readonly version?: string;
  readonly commit?: string;
  /** Tells runs under one id apart: a number drawn by whoever starts the run. */
  readonly session?: number;
}

export interface RunStatus {
  readonly sim_time_s: number;
  readonly until_s: number;
  readonly vehicles: number;
  /** Messages sent since the start. */
  readonly messages: number;
  readonly paused: boolean;
}
