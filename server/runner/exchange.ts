/**
 * One tick's messages through the channel: outcomes in canonical order, the scenario's faults on top, what is delivered into
 * the inboxes of the ticks that will handle it, and the relay: of the roadside units that decode a BSM the nearest (on a tie
 * the lowest id) passes it on to the coordinator by wire, at once.
 */
import { BODY, LINK } from '../../protos/messages/body.ts';
import { broadcast, send, type Channel } from '../radio/channel.ts';
import { clearOutcomes, OUTCOME, OUTCOME_SHIFT, RECEIVER_MASK, type Outcomes } from '../radio/outcomes.ts';
import { applyFaults, type Faults } from './faults.ts';
import { bucketOf, handlingTick, openMessage, reserveReceivers, type Inbox } from './inbox.ts';
import { kindOf, type MessageStatistics } from './message-statistics.ts';
import { CLOUD_NUMBER, nodeRank, ROADSIDE_BASE, type Nodes } from './nodes.ts';
import { EVERYBODY, type Outbox } from './outbox.ts';

export interface Exchange {
  readonly nodes: Nodes;
  readonly channel: Channel;
  readonly outcomes: Outcomes;
  readonly faults: Faults;
  /** Of everything, and of what was sent after the warm-up. */
  readonly statistics: MessageStatistics;
  readonly window: MessageStatistics;
  /** What vehicles and roadside units will handle, and what the coordinator will. */
  readonly field: Inbox;
  readonly uplink: Inbox;
  /** Nothing sent before is counted. */
  readonly warmup_ms: number;
}

/** Where senders and receivers are in this tick. */
export interface Places {
  /** Position by node index (vehicles by key, roadside units); of those on the road. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Slot by vehicle key, -1 where it is not on the road or has no on-board unit. */
  readonly slot_of_key: Int32Array;
}

interface Relay {
  message: number;
  via: number;
  delay_ms: number;
}

/** Decides what becomes of the ordered outbox of tick `tick`. */
export function exchangeMessages(
  exchange: Exchange,
  outbox: Outbox,
  places: Places,
  tick: number,
  dt_ms: number,
): void {
  const { nodes, channel, outcomes, statistics, window } = exchange;
  const counted = tick * dt_ms >= exchange.warmup_ms;
  clearOutcomes(outcomes);
  // A vehicle's relayed BSM (wired) stands behind its other messages: kept back until its source changes.
  const relay: Relay = { message: -1, via: -1, delay_ms: 0 };
  for (let k = 0; k < outbox.count; k++) {
    const m = outbox.order[k];
    const source = outbox.source[m];
    const body = outbox.body[m];
    if (relay.message >= 0 && outbox.source[relay.message] !== source) passOn(exchange, outbox, relay, tick, dt_ms);
    statistics.sent[kindOf(body, outbox.link[m])]++;
    if (counted) window.sent[kindOf(body, outbox.link[m])]++;
    const run = outcomes.run_count;
    const name = drawName(outbox, k);
    let vehicles = 0;
    if (outbox.to[m] === EVERYBODY) {
      const at = source < ROADSIDE_BASE ? source : nodes.vehicle_count + source - ROADSIDE_BASE;
      vehicles = broadcast(channel, outcomes, m, source, name, tick, places.x[at], places.y[at]);
    } else {
      const to = outbox.to[m];
      const present = to >= ROADSIDE_BASE || places.slot_of_key[to] >= 0;
      send(channel, outcomes, m, source, name, tick, outbox.link[m], to, present);
      vehicles = to < ROADSIDE_BASE ? 1 : 0;
    }
    if (exchange.faults.size > 0) applyFaults(exchange.faults, outbox, m, outcomes, run, tick);
    deliver(exchange, outbox, run, m, vehicles, -1, outbox.link[m], tick, dt_ms, counted);
    if (body === BODY.bsm) chooseRelay(exchange, places, outbox, run, m, vehicles, relay);
  }
  if (relay.message >= 0) passOn(exchange, outbox, relay, tick, dt_ms);
}

/**
 * What names a message's draws beside its sender and tick: its body, and how many of that kind the sender sent before it in
 * this tick over that link (an RSM in several parts, advice to several vehicles).
 */
function drawName(outbox: Outbox, k: number): number {
  const { order, source, link, body } = outbox;
  const m = order[k];
  let repeat = 0;
  for (let j = k - 1; j >= 0; j--) {
    const other = order[j];
    if (source[other] !== source[m] || link[other] !== link[m] || body[other] !== body[m]) break;
    if (outbox.to[other] === outbox.to[m]) repeat++;
  }
  return body[m] | (link[m] << 8) | (repeat << 16);
}

/** Run `run` of the outcomes into the inbox; books who was addressed and who lost it. */
function deliver(
  exchange: Exchange,
  outbox: Outbox,
  run: number,
  m: number,
  vehicles: number,
  via: number,
  link: number,
  tick: number,
  dt_ms: number,
  counted: boolean,
): void {
  const { outcomes } = exchange;
  const first = outcomes.run_first[run];
  const last = outcomes.run_first[run + 1];
  const addressed = last - first;
  if (addressed === 0) return;
  const sent_ms = tick * dt_ms;
  const due_ms = sent_ms + outcomes.run_delay_ms[run];
  const { words } = outcomes;
  const toCloud = (words[first] & RECEIVER_MASK) === CLOUD_NUMBER;
  const bucket = bucketOf(toCloud ? exchange.uplink : exchange.field, handlingTick(tick, due_ms, dt_ms));
  reserveReceivers(bucket, addressed);
  const { receivers } = bucket;
  const begin = bucket.receiver_count;
  const roadside = copyDelivered(words, first, first + vehicles, receivers, begin);
  const end = copyDelivered(words, first + vehicles, last, receivers, roadside);
  const body = outbox.body[m];
  bookSending(exchange.statistics, kindOf(body, link), addressed, end - begin);
  if (counted) bookSending(exchange.window, kindOf(body, link), addressed, end - begin);
  if (end === begin) return;
  const entry = openMessage(
    bucket,
    outbox.source[m],
    via,
    link,
    body,
    outbox.seq[m],
    sent_ms,
    due_ms,
    outbox.rows.ints,
    outbox.row_at[m],
    outbox.row_length[m],
  );
  bucket.receiver_count = end;
  bucket.roadside_first[entry] = roadside;
  bucket.first[entry + 1] = end;
}

function bookSending(statistics: MessageStatistics, kind: number, addressed: number, delivered: number): void {
  statistics.addressed[kind] += addressed;
  statistics.lost[kind] += addressed - delivered;
}

/** Copies the receivers of words[first .. last) that get it; returns the end of what was written. */
function copyDelivered(words: Int32Array, first: number, last: number, into: Int32Array, at: number): number {
  for (let i = first; i < last; i++) {
    const word = words[i];
    // Written always, kept where the outcome is 0 (delivered) by the sign of outcome - 1: a branch on chance would be
    // mispredicted once in four times.
    into[at] = word & RECEIVER_MASK;
    at = (at + (((word >>> OUTCOME_SHIFT) - 1) >>> 31)) | 0;
  }
  return at;
}

function chooseRelay(
  exchange: Exchange,
  places: Places,
  outbox: Outbox,
  run: number,
  m: number,
  vehicles: number,
  relay: Relay,
): void {
  const { outcomes, nodes } = exchange;
  const { words } = outcomes;
  const source = outbox.source[m];
  let best = -1;
  let best_2 = Infinity;
  for (let i = outcomes.run_first[run] + vehicles; i < outcomes.run_first[run + 1]; i++) {
    if (words[i] >>> OUTCOME_SHIFT !== OUTCOME.delivered) continue;
    const unit = words[i] & RECEIVER_MASK;
    const at = nodes.vehicle_count + unit - ROADSIDE_BASE;
    const dx = places.x[at] - places.x[source];
    const dy = places.y[at] - places.y[source];
    const d2 = dx * dx + dy * dy;
    if (d2 > best_2 || (d2 === best_2 && nodeRank(nodes, unit) > nodeRank(nodes, best))) continue;
    best = unit;
    best_2 = d2;
  }
  if (best < 0) return;
  relay.message = m;
  relay.via = best;
  relay.delay_ms = outcomes.run_delay_ms[run];
}

/** The relay itself: one more run of the same message, later by the wire's delay. */
function passOn(exchange: Exchange, outbox: Outbox, relay: Relay, tick: number, dt_ms: number): void {
  const { outcomes, channel } = exchange;
  const m = relay.message;
  relay.message = -1;
  const run = outcomes.run_count;
  send(channel, outcomes, m, outbox.source[m], outbox.body[m], tick, LINK.wired, CLOUD_NUMBER, true);
  outcomes.run_delay_ms[run] += relay.delay_ms;
  if (exchange.faults.size > 0) applyFaults(exchange.faults, outbox, m, outcomes, run, tick);
  deliver(exchange, outbox, run, m, 0, relay.via, LINK.wired, tick, dt_ms, tick * dt_ms >= exchange.warmup_ms);
}
