/** Figures of the time since they were last asked for: messages per simulated second, delays, speed of the run. For those who look on. */
import { LINK, LINK_NAMES, MESSAGE_NAMES, BODY } from '../../protos/messages/body.ts';
import { countsOf, delayPercentiles, type MessageStatistics } from './message-statistics.ts';
import { wallNow_ms } from './pacing.ts';

export interface MessageRate {
  readonly message: (typeof MESSAGE_NAMES)[number];
  readonly body: number;
  readonly sent_hz: number;
  readonly addressed_hz: number;
  readonly delivered_hz: number;
  readonly lost_hz: number;
}

export interface Rates {
  readonly real_time_factor: number;
  readonly messages: readonly MessageRate[];
  readonly latency: readonly { readonly link: number; readonly p50_ms: number; readonly p95_ms: number }[];
}

/** Gives the rates since its last call. */
export function createRateMeter(statistics: MessageStatistics | undefined): (sim_time_ms: number) => Rates {
  let wall_ms = wallNow_ms();
  let sim_ms = 0;
  let before = statistics === undefined ? undefined : copyOf(statistics);
  return (sim_time_ms) => {
    const now_ms = wallNow_ms();
    const sim_s = (sim_time_ms - sim_ms) / 1000;
    const real_time_factor = now_ms > wall_ms ? (sim_time_ms - sim_ms) / (now_ms - wall_ms) : 0;
    wall_ms = now_ms;
    sim_ms = sim_time_ms;
    if (statistics === undefined || before === undefined || sim_s <= 0) {
      return { real_time_factor, messages: [], latency: [] };
    }
    const last = before;
    before = copyOf(statistics);
    const rate = (name: Counted, body: number): number =>
      (countsOf(statistics[name], body) - countsOf(last[name], body)) / sim_s;
    const messages = MESSAGE_NAMES.map((message) => ({
      message,
      body: BODY[message],
      sent_hz: rate('sent', BODY[message]),
      addressed_hz: rate('addressed', BODY[message]),
      delivered_hz: rate('delivered', BODY[message]),
      lost_hz: rate('lost', BODY[message]),
    }));
    const latency = LINK_NAMES.flatMap((name) => {
      const found = delayPercentiles(statistics, LINK[name], [0.5, 0.95], last);
      return found === undefined ? [] : [{ link: LINK[name], p50_ms: found[0], p95_ms: found[1] }];
    });
    return { real_time_factor, messages, latency };
  };
}

type Counted = 'sent' | 'addressed' | 'delivered' | 'lost';

function copyOf(statistics: MessageStatistics): MessageStatistics {
  return {
    sent: statistics.sent.slice(),
    addressed: statistics.addressed.slice(),
    delivered: statistics.delivered.slice(),
    lost: statistics.lost.slice(),
    delay_count: statistics.delay_count.slice(),
  };
}
