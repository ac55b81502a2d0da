/**
 * Counts of messages by kind and link, and delays by link. Delays are modelled time in whole milliseconds, kept as a histogram.
 * A run keeps two: one of everything, for those who look on, and one of the window, for the result. What was sent before the
 * warm-up's end is not in the latter, and neither is what becomes of it, so that addressed = delivered + lost + in flight.
 */
import { BODY, LINK, LINK_NAMES, MESSAGE_NAMES } from '../../protos/messages/body.ts';
import type { LatencySummary, MessageCounts } from './result.ts';

/** Delays of this many milliseconds and more share the last place of the histogram. */
const LONGEST_MS = 20_000;
const KINDS = 256;

export interface MessageStatistics {
  /** By `kindOf` body and link. */
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

/** Index of counts: field number of the body and number of the link. */
export function kindOf(body: number, link: number): number {
  return (link << 6) | body;
}

/** Over all links. */
export function countsOf(counts: Float64Array, body: number): number {
  let sum = 0;
  for (const name of LINK_NAMES) sum += counts[kindOf(body, LINK[name])];
  return sum;
}

/** Books `count` deliveries that were handled. */
export function countDelivered(
  statistics: MessageStatistics,
  body: number,
  link: number,
  delay_ms: number,
  count: number,
): void {
  statistics.delivered[kindOf(body, link)] += count;
  statistics.delay_count[link * LONGEST_MS + Math.min(delay_ms, LONGEST_MS - 1)] += count;
}

/** @param in_flight by field number: deliveries not handled yet */
export function messageCounts(statistics: MessageStatistics, in_flight: Float64Array): Record<string, MessageCounts> {
  return Object.fromEntries(
    MESSAGE_NAMES.map((name) => {
      const body = BODY[name];
      const counts: MessageCounts = {
        sent: countsOf(statistics.sent, body),
        addressed: countsOf(statistics.addressed, body),
        delivered: countsOf(statistics.delivered, body),
        lost: countsOf(statistics.lost, body),
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
    const delays = delayPercentiles(statistics, LINK[name], [0.5, 0.95, 0.99]);
    if (delays !== undefined) found[name] = { p50: delays[0], p95: delays[1], p99: delays[2] };
  }
  return found;
}

/**
 * Delays in ms at or below which the shares (ascending) of a link's deliveries lie; undefined where there is none.
 * @param since only what came after these counts
 */
export function delayPercentiles(
  statistics: MessageStatistics,
  link: number,
  shares: readonly number[],
  since?: MessageStatistics,
): number[] | undefined {
  const first = link * LONGEST_MS;
  const count = (delay_ms: number): number =>
    statistics.delay_count[first + delay_ms] - (since?.delay_count[first + delay_ms] ?? 0);
  let total = 0;
  for (let delay_ms = 0; delay_ms < LONGEST_MS; delay_ms++) total += count(delay_ms);
  if (total === 0) return undefined;
  const found: number[] = [];
  let sum = 0;
  for (let delay_ms = 0; delay_ms < LONGEST_MS && found.length < shares.length; delay_ms++) {
    sum += count(delay_ms);
    while (found.length < shares.length && sum >= Math.ceil(shares[found.length] * total)) found.push(delay_ms);
  }
  return found;
}
