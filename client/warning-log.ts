/** Warnings that began lately: one entry for each, however often it is told that it is on. */
import type { EventFacts, WarningFact } from './source/events.ts';
import { WARNING_LEVEL } from './source/events.ts';

const LOG_MAX = 30;

export interface LoggedWarning extends WarningFact {
  readonly number: number;
  /** Simulated time at which it was first told, ms. */
  readonly since_ms: number;
}

export interface WarningLog {
  /** Newest first. Advice is no warning and stays out. */
  take(events: EventFacts): readonly LoggedWarning[];
  forget(): void;
}

export function createWarningLog(): WarningLog {
  let log: readonly LoggedWarning[] = [];
  let on = new Set<string>();
  let count = 0;
  return {
    take({ warnings, sim_ms }) {
      const urgent = warnings.filter((warning) => warning.level >= WARNING_LEVEL.warning);
      const fresh = urgent.filter((warning) => !on.has(warning.key));
      on = new Set(urgent.map((warning) => warning.key));
      if (fresh.length === 0) return log;
      log = [...fresh.map((warning) => ({ ...warning, number: ++count, since_ms: sim_ms })), ...log].slice(0, LOG_MAX);
      return log;
    },
    forget() {
      log = [];
      on = new Set();
    },
  };
}
