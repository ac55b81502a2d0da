/** The run's figures over simulated time: a bounded ring a second of wall time apart, for charts. */
import type { v2x } from '../protos/wire/generated.js';

/** Ten minutes at one entry a second. */
const ENTRIES_MAX = 600;
const LINK = { pc5: 1, uu: 2 } as const;

/** One line of a chart. */
export type SeriesName =
  | 'speed_kmh'
  | 'stopped_percent'
  | 'delay_s'
  | 'pc5_p50_ms'
  | 'pc5_p95_ms'
  | 'uu_p50_ms'
  | 'uu_p95_ms'
  | 'sent_hz'
  | 'delivered_hz';

export interface FigureHistory {
  /** Simulated time of the entries, s, ascending. */
  readonly time_s: readonly number[];
  /** Values by series; null where a figure was not known. */
  readonly series: Readonly<Record<SeriesName, readonly (number | null)[]>>;
}

export const EMPTY_HISTORY: FigureHistory = {
  time_s: [],
  series: {
    speed_kmh: [],
    stopped_percent: [],
    delay_s: [],
    pc5_p50_ms: [],
    pc5_p95_ms: [],
    uu_p50_ms: [],
    uu_p95_ms: [],
    sent_hz: [],
    delivered_hz: [],
  },
};

/** The history with one more entry; a jump back in time begins it anew, the same time again changes nothing. */
export function withFigures(history: FigureHistory, kpi: v2x.view.ViewKpi): FigureHistory {
  const time_s = Number(kpi.simTimeMs) / 1000;
  const last_s = history.time_s[history.time_s.length - 1] ?? -Infinity;
  if (time_s === last_s) return history;
  const before = time_s < last_s ? EMPTY_HISTORY : history;
  const entry = entryOf(kpi);
  const series = Object.fromEntries(
    Object.entries(before.series).map(([name, values]) => [name, appended(values, entry[name as SeriesName])]),
  ) as Record<SeriesName, (number | null)[]>;
  return { time_s: appended(before.time_s, time_s), series };
}

function appended<T>(values: readonly T[], value: T): T[] {
  return [...values.slice(-(ENTRIES_MAX - 1)), value];
}

function entryOf(kpi: v2x.view.ViewKpi): Record<SeriesName, number | null> {
  const latency = (link: number): v2x.view.LinkLatency.$Properties | undefined =>
    kpi.latency.find((each) => each.link === link);
  const rate = (name: 'sentHz' | 'deliveredHz'): number | null =>
    kpi.messages.length === 0 ? null : kpi.messages.reduce((sum, each) => sum + (each[name] ?? 0), 0);
  return {
    speed_kmh: kpi.meanSpeedMps * 3.6,
    stopped_percent: kpi.stoppedShare * 100,
    delay_s: kpi.meanDelayS,
    pc5_p50_ms: latency(LINK.pc5)?.p50Ms ?? null,
    pc5_p95_ms: latency(LINK.pc5)?.p95Ms ?? null,
    uu_p50_ms: latency(LINK.uu)?.p50Ms ?? null,
    uu_p95_ms: latency(LINK.uu)?.p95Ms ?? null,
    sent_hz: rate('sentHz'),
    delivered_hz: rate('deliveredHz'),
  };
}
