/** The scenario's `faults`: deliveries that are lost whatever the channel says. */
import { BODY, type MessageName } from '../../protos/messages/body.ts';
import { OUTCOME, OUTCOME_SHIFT, RECEIVER_MASK, type Outcomes } from '../radio/outcomes.ts';
import { UserError } from '../scenario/user-error.ts';
import type { Nodes } from './nodes.ts';
import type { Outbox } from './outbox.ts';

export interface FaultSpec {
  readonly tick: number;
  readonly source: string;
  readonly message: MessageName;
  /** Absent: every message of that kind in that tick. */
  readonly seq?: number | undefined;
  /** Absent: everybody loses it. */
  readonly receiver?: string | undefined;
}

interface Fault {
  readonly source: number;
  readonly body: number;
  readonly seq: number;
  readonly receiver: number;
}

const ANY = -1;

/** By tick. */
export type Faults = ReadonlyMap<number, readonly Fault[]>;

/**
 * Faults with node numbers for ids.
 * @throws UserError for an id that the run does not have
 */
export function resolveFaults(specs: readonly FaultSpec[], nodes: Nodes): Faults {
  const faults = new Map<number, Fault[]>();
  specs.forEach((spec, index) => {
    const list = faults.get(spec.tick) ?? [];
    list.push({
      source: numberOf(nodes, spec.source, `faults.${index}.source`),
      body: BODY[spec.message],
      seq: spec.seq ?? ANY,
      receiver: spec.receiver === undefined ? ANY : numberOf(nodes, spec.receiver, `faults.${index}.receiver`),
    });
    faults.set(spec.tick, list);
  });
  return faults;
}

/** Turns what message m's runs from `run` on deliver into losses where a fault says so. */
export function applyFaults(
  faults: Faults,
  outbox: Outbox,
  m: number,
  outcomes: Outcomes,
  run: number,
  tick: number,
): void {
  const list = faults.get(tick);
  if (list === undefined) return;
  for (const fault of list) {
    if (fault.source !== outbox.source[m] || fault.body !== outbox.body[m]) continue;
    if (fault.seq !== ANY && fault.seq !== outbox.seq[m]) continue;
    for (let i = outcomes.run_first[run]; i < outcomes.word_count; i++) {
      const receiver = outcomes.words[i] & RECEIVER_MASK;
      if (outcomes.words[i] >>> OUTCOME_SHIFT !== OUTCOME.delivered) continue;
      if (fault.receiver === ANY || fault.receiver === receiver) {
        outcomes.words[i] = receiver | (OUTCOME.fault << OUTCOME_SHIFT);
      }
    }
  }
}

function numberOf(nodes: Nodes, id: string, place: string): number {
  const number = nodes.number_by_id.get(id);
  if (number === undefined) {
    throw new UserError(`nobody in this run is called '${id}'`, {
      place,
      hint: 'ids are those of the demand, rsu-SIGNAL, and cloud',
    });
  }
  return number;
}
