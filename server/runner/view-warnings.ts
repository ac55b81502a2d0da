/**
 * What drivers are told at this moment, for viewers: who, by which application, how urgent, about whom. Read from the decisions of the tick;
 * nothing on board knows of it.
 */
import type { v2x as wire } from '../../protos/wire/generated.js';
import type { DemandFacts } from '../onboard/application.ts';
import { DECISION_STRIDE } from '../onboard/decision-record.ts';
import { DEMAND, DRIVER_STATE } from '../onboard/driver.ts';
import type { Onboard } from '../onboard/onboard.ts';
import type { Fleet } from './fleet.ts';
import type { Nodes } from './nodes.ts';
import { nodeId } from './nodes.ts';

/** Levels of a warning in view/events. */
export const WARNING_LEVEL = { notice: 1, warning: 2, critical: 3 } as const;
/** Below this time to collision a warning is shown as critical, s: about what reaction and hard braking take together. */
const CRITICAL_TTC_S = 2;
/** Warnings in one message; of more the rest is left out. */
const MOST_WARNINGS = 256;

type Warning = wire.view.Warning.$Properties;

export interface ViewWarnings {
  /** All that are on now, and once each that ended since the call before. */
  collect(): Warning[];
}

export interface WarnedRun {
  readonly onboard: Onboard;
  readonly fleet: Fleet;
  readonly nodes: Nodes;
}

export function createViewWarnings({ onboard, fleet, nodes }: WarnedRun): ViewWarnings {
  const facts: DemandFacts = { other_high: 0, other_low: 0, ttc_s: Infinity };
  let before = new Map<string, Warning>();

  /** Entity behind a temporary id among the units on the road; '' where none has it. */
  function entityOf(high: number, low: number): string {
    if (high === 0 && low === 0) return '';
    const { temporary_words } = onboard;
    for (let i = 0; i < fleet.count; i++) {
      const at = 2 * fleet.slots[i];
      if (temporary_words[at] === high && temporary_words[at + 1] === low) return nodeId(nodes, fleet.keys[i]);
    }
    return '';
  }

  function warningOf(key: number, slot: number, application: number): Warning {
    const { drivers } = onboard;
    const { kind, explain } = onboard.applications[application];
    Object.assign(facts, { other_high: 0, other_low: 0, ttc_s: Infinity });
    explain?.(slot, facts);
    const urgent = drivers.kind[application] === DEMAND.warning;
    const level = !urgent
      ? WARNING_LEVEL.notice
      : facts.ttc_s < CRITICAL_TTC_S
        ? WARNING_LEVEL.critical
        : WARNING_LEVEL.warning;
    return {
      vehicle: nodeId(nodes, key),
      other: entityOf(facts.other_high, facts.other_low),
      kind,
      level,
      ttcMs: Number.isFinite(facts.ttc_s) ? Math.round(facts.ttc_s * 1000) : null,
      active: true,
    };
  }

  function collectActive(): Map<string, Warning> {
    const active = new Map<string, Warning>();
    const { words, length } = onboard.decisions;
    for (let at = 0; at < length && active.size < MOST_WARNINGS; at += DECISION_STRIDE) {
      const slot = fleet.slot_of_key[words[at]];
      if (slot < 0) continue;
      for (let application = 0; application < onboard.applications.length; application++) {
        if (((words[at + 1] >>> (2 * application)) & 3) === DRIVER_STATE.idle) continue;
        active.set(`${words[at]} ${application}`, warningOf(words[at], slot, application));
      }
    }
    return active;
  }

  return {
    collect() {
      const active = collectActive();
      const ended = [...before].flatMap(([key, warning]) =>
        active.has(key) ? [] : [{ ...warning, ttcMs: null, active: false }],
      );
      before = active;
      return [...active.values(), ...ended];
    },
  };
}

/** A mark by slot where a driver is warned; mere advice is none. */
export function markWarnings({ onboard, fleet }: WarnedRun, mark: Uint8Array): void {
  mark.fill(0);
  const { words, length } = onboard.decisions;
  for (let at = 0; at < length; at += DECISION_STRIDE) {
    const slot = fleet.slot_of_key[words[at]];
    if (slot < 0) continue;
    onboard.drivers.kind.forEach((kind, application) => {
      if (kind === DEMAND.warning && ((words[at + 1] >>> (2 * application)) & 3) !== DRIVER_STATE.idle) mark[slot] = 1;
    });
  }
}
