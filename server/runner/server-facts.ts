/** What the server says about itself and its run, as bytes: state, scenario, clock. */
import { v2x } from '../../protos/wire/generated.js';
import { buildTopic } from '../../protos/topics.ts';
import { ENDLESS_S } from '../scenario/loader.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Pace } from './pacing.ts';

const SCHEMA_VERSION = 1;

export type Phase = 'waiting' | 'running' | 'paused' | 'ended' | 'lost';
export type Packing = 'per-vehicle' | 'batched' | 'none';

const PHASES = {
  waiting: v2x.server.Phase.PHASE_WAITING,
  running: v2x.server.Phase.PHASE_RUNNING,
  paused: v2x.server.Phase.PHASE_PAUSED,
  ended: v2x.server.Phase.PHASE_ENDED,
  lost: v2x.server.Phase.PHASE_LOST,
} as const;

const PACKINGS = {
  'per-vehicle': v2x.server.Copies.COPIES_PER_VEHICLE,
  batched: v2x.server.Copies.COPIES_BATCHED,
  none: v2x.server.Copies.COPIES_NONE,
} as const;

export interface ServerFacts {
  readonly phase: Phase;
  readonly tick: number;
  readonly pace: Pace;
  readonly reasons: readonly string[];
  readonly copies: Packing;
  readonly software: string;
  readonly session: number;
}

/** Bytes of `v2x.server.ServerState`. */
export function serverState(scenario: Scenario, facts: ServerFacts): Uint8Array {
  const { settings } = scenario;
  const modes = v2x.server.Mode;
  return v2x.server.ServerState.encode({
    schemaVersion: SCHEMA_VERSION,
    scenario: scenario.name,
    start: settings.start,
    seed: settings.seed,
    phase: PHASES[facts.phase],
    tick: facts.tick,
    dtMs: settings.dt_ms,
    pace: paceNumber(facts.pace),
    mode: facts.pace === 'max' ? modes.MODE_LOCK_STEP : modes.MODE_REALTIME,
    deterministic: facts.reasons.length === 0,
    deterministicReasons: [...facts.reasons],
    copies: PACKINGS[facts.copies],
    software: facts.software,
    session: facts.session,
  }).finish();
}

/** On the wire 0 stands for "as fast as possible". */
export function paceNumber(pace: Pace): number {
  return pace === 'max' ? 0 : pace;
}

/** True for a state of a server that may still be there. */
export function isAlive(payload: Uint8Array): boolean {
  if (payload.length === 0) return false;
  try {
    const { phase } = v2x.server.ServerState.decode(payload);
    return phase !== PHASES.ended && phase !== PHASES.lost;
  } catch {
    // Something that is no state of ours stands there: overwriting it harms nobody.
    return false;
  }
}

/** What the broker publishes when the server's connection breaks: to be given to the connection that `startRun` gets. */
export function serverWill(run_id: string, scenario: Scenario, session: number, software: string) {
  const facts: ServerFacts = { phase: 'lost', tick: 0, pace: 'max', reasons: [], copies: 'none', software, session };
  return {
    topic: buildTopic(run_id, 'server_state', {}),
    payload: serverState(scenario, facts),
    qos: 1,
    retain: true,
  } as const;
}

/** Bytes of `v2x.server.ScenarioFacts`. */
export function scenarioFacts(scenario: Scenario): Uint8Array {
  const { settings } = scenario;
  return v2x.server.ScenarioFacts.encode({
    schemaVersion: SCHEMA_VERSION,
    name: scenario.name,
    title: settings.title.en,
    description: settings.look_at.en,
    titleZh: settings.title.zh,
    descriptionZh: settings.look_at.zh,
    ...(settings.until_s < ENDLESS_S ? { untilMs: Math.round(settings.until_s * 1000) } : {}),
  }).finish();
}

/** Bytes of `v2x.server.Clock`. */
export function clockFacts(tick: number, sim_time_ms: number, pace: Pace): Uint8Array {
  return v2x.server.Clock.encode({
    schemaVersion: SCHEMA_VERSION,
    tick,
    simTimeMs: sim_time_ms,
    pace: paceNumber(pace),
  }).finish();
}
