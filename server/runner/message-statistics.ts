/**
 * Counts of messages by kind and delays by link, over the window: what was sent before the warm-up's end is not counted, and
 * neither is what becomes of it. Delays are modelled time in whole milliseconds, kept as a histogram.
 */
import { BODY, LINK, LINK_NAMES, MESSAGE_NAMES } from '../../protos/messages/body.ts';
import type { LatencySummary, MessageCounts } from './result.ts';

/** Delays of this many milliseconds and more share the last place of the histogram. */
const LONGEST_MS = 20_000;
const KINDS = 64;

export interface MessageStatistics {
  /** By field number of the body. */
  readonly sent: Float64Array;
  readonly addressed: Float64Array;
  readonly delivered: Float64Array;
  readonly lost: Float64Array;
  /** Deliveries by link and delay: delay_count[link * LONGEST_MS + delay_ms]. */
  readonly delay_count: Float64Array;
}

export function createMessageStatistics(): MessageStatistics {
  return {
    sent: new Float64Array(KINDS),
    addressed: new Float64Array(KINDS),
    delivered: new Float64Array(KINDS),
    lost: new Float64Array(KINDS),
    delay_count: new Float64Array((LINK_NAMES.length + 1) * LONGEST_MS),
  };
}

/** Books `count` deliveries that were handled. */
export function countDelivered(
  statistics: MessageStatistics,
  body: number,
  link: number,
  delay_ms: number,
  count: number,
): void {
  statistics.delivered[body] += count;
  statistics.delay_count[link * LONGEST_MS + Math.min(delay_ms, LONGEST_MS - 1)] += count;
}

/** @param in_flight by field number: deliveries not handled yet */
export function messageCounts(statistics: MessageStatistics, in_flight: Float64Array): Record<string, MessageCounts> {
  return Object.fromEntries(
    MESSAGE_NAMES.map((name) => {
      const body = BODY[name];
      const counts: MessageCounts = {
        sent: statistics.sent[body],
        addressed: statistics.addressed[body],
        delivered: statistics.delivered[body],
        lost: statistics.lost[body],
        in_flight: in_flight[body],
      };
      return [name, counts];
    }),
  );
}

/** Percentiles (nearest rank) by link; a link that delivered nothing has none. */
export function latencies(statistics: MessageStatistics): Record<string, LatencySummary> {
  const found: Record<string, LatencySummary> = {};
  for (const name of LINK_NAMES) {
    const link = LINK[name];
    const counts = statistics.delay_count.subarray(link * LONGEST_MS, (link + 1) * LONGEST_MS);
    const total = counts.reduce((sum, count) => sum + count, 0);
    if (total === 0) continue;
    found[name] = {
      p50: percentile(counts, total, 0.5),
      p95: percentile(counts, total, 0.95),
      p99: percentile(counts, total, 0.99),
    };
  }
  return found;
}

/** Smallest delay at or below which the share lies. */
function percentile(counts: Float64Array, total: number, share: number): number {
  const wanted = Math.ceil(share * total);
  let sum = 0;
  for (let delay_ms = 0; delay_ms < counts.length; delay_ms++) {
    sum += counts[delay_ms];
    if (sum >= wanted) return delay_ms;
  }
  return counts.length - 1;
}
