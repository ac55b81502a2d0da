/** The message of view/events as plain records: messages on their way, and what drivers are warned of. */
import { v2x } from '../../protos/wire/generated.js';

/** Links as on the wire. */
export const LINK = { pc5: 1, uu: 2, wired: 3 } as const;
/** Id of the coordinator among senders and receivers. */
export const CLOUD_ID = 'cloud';
export const WARNING_LEVEL = { notice: 1, warning: 2, critical: 3 } as const;

export interface MessageSample {
  readonly source: string;
  readonly receivers: readonly string[];
  readonly body: number;
  readonly link: number;
}

export interface WarningFact {
  /** Vehicle and application: one warning has one key as long as it is on. */
  readonly key: string;
  readonly vehicle: string;
  /** Empty: about a place, or somebody without a known id. */
  readonly other: string;
  readonly kind: string;
  readonly level: number;
  /** -1 where it has none. */
  readonly ttc_ms: number;
}

export interface EventFacts {
  readonly sim_ms: number;
  readonly samples: readonly MessageSample[];
  /** All warnings that are on, the most urgent first. */
  readonly warnings: readonly WarningFact[];
}

/** Reads a message of view/events; throws on bytes that are none. */
export function readEvents(payload: Uint8Array): EventFacts {
  const events = v2x.view.ViewEvents.decode(payload);
  return {
    sim_ms: Number(events.simTimeMs),
    samples: events.samples.map((sample) => ({
      source: sample.source ?? '',
      receivers: sample.receivers ?? [],
      body: sample.body ?? 0,
      link: sample.link ?? 0,
    })),
    warnings: events.warnings
      .filter((warning) => warning.active ?? false)
      .map(warningOf)
      .sort(byUrgency),
  };
}

function warningOf(warning: v2x.view.Warning.$Properties): WarningFact {
  const vehicle = warning.vehicle ?? '';
  const kind = warning.kind ?? '';
  return {
    key: `${vehicle} ${kind}`,
    vehicle,
    other: warning.other ?? '',
    kind,
    level: warning.level ?? WARNING_LEVEL.notice,
    ttc_ms: warning.ttcMs ?? -1,
  };
}

function byUrgency(a: WarningFact, b: WarningFact): number {
  if (a.level !== b.level) return b.level - a.level;
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}
