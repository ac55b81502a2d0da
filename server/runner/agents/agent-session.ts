/** One agent in a run: what it owns, what it said last, and how it stands with the rules. */
import type { v2x } from '../../../protos/wire/generated.js';
import type { EntryBatch } from '../../../protos/messages/entry.ts';
import type { Sensor } from './sensing.ts';

/** joined: asked each tick. lost: its vehicles are being brought to a halt. gone: owns nothing any more. */
export type Phase = 'joined' | 'lost' | 'gone';

export interface OwnedVehicle {
  readonly id: string;
  /** Index in the demand. */
  readonly key: number;
  readonly sensor: Sensor;
  /** Where it drives now; -1: not on the road (yet, or any more). */
  slot: number;
  /** Command in force, and the acceleration told for the last step with the slot it was told to. */
  command: v2x.frame.IVehicleCommand | undefined;
  /** Route and stop that were told last: told again, they change nothing. */
  told_route: string;
  told_stop: string;
  told_mps2: number;
  told_slot: number;
  clamped: boolean;
}

export interface Answer {
  readonly output: v2x.frame.ITickOutput;
  readonly entries: EntryBatch;
}

export interface AgentSession {
  readonly id: string;
  readonly session: number;
  readonly vehicles: OwnedVehicle[];
  phase: Phase;
  /** Why it was lost, and the tick. */
  lost_tick: number;
  /** The tick it was asked last, and what it answered. */
  asked: number;
  answer: Answer | undefined;
  violations: number;
  /** Ticks that were given up under the policy `coast`, the last of them; their answers may still come. */
  readonly given_up: Set<number>;
  /** Last sequence number by source, link and body. */
  readonly seqs: Map<string, number>;
}

/** Late answers that are kept in mind. */
const MOST_GIVEN_UP = 64;

/** Goes on without the answer to this tick. */
export function giveUp({ given_up }: AgentSession, tick: number): void {
  given_up.add(tick);
  if (given_up.size <= MOST_GIVEN_UP) return;
  for (const oldest of given_up) {
    given_up.delete(oldest);
    return;
  }
}

/** Counted over the run; appears in the result. */
export interface AgentCounts {
  joined: number;
  left: number;
  lost: number;
  rejected: number;
  deadlines_missed: number;
  commands: number;
  commands_clamped: number;
  messages_sent: number;
  bad_messages: number;
}

export function createAgentCounts(): AgentCounts {
  return {
    joined: 0,
    left: 0,
    lost: 0,
    rejected: 0,
    deadlines_missed: 0,
    commands: 0,
    commands_clamped: 0,
    messages_sent: 0,
    bad_messages: 0,
  };
}
