/**
 * Copies of what single vehicles and roadside units send and receive, for those who asked: each client has a wish of at most
 * 50 ids with a lease of wall time, and what all wish is published once. While nobody watches this costs nothing.
 */
import { messageName } from '../../protos/messages/body.ts';
import { appendRow, clearBatch, closeEntry, createEntryBatch, openEntry } from '../../protos/messages/entry.ts';
import { buildTopic } from '../../protos/topics.ts';
import { encodeEntry } from '../../protos/wire/codec.ts';
import type { Transport } from '../transport/transport.ts';
import { bucketOf } from './inbox.ts';
import { topicKind, nodeId } from './nodes.ts';
import { EVERYBODY } from './outbox.ts';
import { wallNow_ms } from './pacing.ts';
import type { V2x } from './v2x.ts';

export const MOST_WATCHED = 50;
export const LONGEST_LEASE_MS = 60_000;
/** Clients with a wish at once; a further one is refused. */
const MOST_WATCHERS = 64;

interface Wish {
  readonly numbers: readonly number[];
  readonly until_ms: number;
}

export interface Watching {
  /**
   * Replaces the wish of a client.
   * @returns '' or why not
   */
  watch(client: string, ids: readonly string[], classes: readonly string[], lease_ms: number): string;
  /** Copies of what is handled in this tick; to be called before it is handled. */
  publishReceived(tick: number): void;
  /** Copies of what was sent in this tick. */
  publishSent(tick: number, dt_ms: number): void;
}

export function createWatching(v2x: V2x, run_id: string, transport: Transport): Watching {
  const wishes = new Map<string, Wish & { readonly classes: readonly string[] }>();
  const batch = createEntryBatch();
  let watched = new Map<number, Set<string> | undefined>();

  function refresh(): void {
    const now_ms = wallNow_ms();
    watched = new Map();
    for (const [client, wish] of wishes) {
      if (wish.until_ms <= now_ms) {
        wishes.delete(client);
        continue;
      }
      for (const number of wish.numbers) {
        const before = watched.get(number);
        // No classes = all of them.
        if (wish.classes.length === 0 || (watched.has(number) && before === undefined)) watched.set(number, undefined);
        else watched.set(number, new Set([...(before ?? []), ...wish.classes]));
      }
    }
  }

  function wants(number: number, body: number): boolean {
    if (!watched.has(number)) return false;
    const classes = watched.get(number);
    return classes === undefined || classes.has(messageName(body)!);
  }

  function copy(direction: 'sent' | 'received', number: number): void {
    const kind = topicKind(number);
    const topic = buildTopic(run_id, direction, {
      kind,
      id: nodeId(v2x.nodes, number),
      message: messageName(batch.body[0])!,
    });
    if (transport.hasSubscribers(topic)) void transport.publish(topic, encodeEntry(batch, 0));
  }

  function publishReceived(tick: number): void {
    refresh();
    if (watched.size === 0) return;
    const { nodes } = v2x;
    const bucket = bucketOf(v2x.exchange.field, tick);
    for (let m = 0; m < bucket.count; m++) {
      let filled = false;
      for (let i = bucket.first[m]; i < bucket.first[m + 1]; i++) {
        const number = bucket.receivers[i];
        if (!wants(number, bucket.body[m])) continue;
        if (!filled) {
          clearBatch(batch);
          const source = nodeId(nodes, bucket.source[m]);
          openEntry(batch, source, bucket.link[m], bucket.body[m], bucket.seq[m], bucket.sent_ms[m], bucket.due_ms[m]);
          appendRow(batch.rows, bucket.rows.ints, bucket.row_at[m], bucket.row_length[m]);
          closeEntry(batch);
          filled = true;
        }
        copy('received', number);
      }
    }
  }

  function publishSent(tick: number, dt_ms: number): void {
    if (watched.size === 0) return;
    const { nodes, outbox } = v2x;
    for (let m = 0; m < outbox.count; m++) {
      if (!wants(outbox.source[m], outbox.body[m])) continue;
      clearBatch(batch);
      const source = nodeId(nodes, outbox.source[m]);
      const i = openEntry(batch, source, outbox.link[m], outbox.body[m], outbox.seq[m], tick * dt_ms);
      if (outbox.to[m] !== EVERYBODY) batch.to[i] = [nodeId(nodes, outbox.to[m])];
      appendRow(batch.rows, outbox.rows.ints, outbox.row_at[m], outbox.row_length[m]);
      closeEntry(batch);
      copy('sent', outbox.source[m]);
    }
  }

  return {
    watch: (client, ids, classes, lease_ms) => {
      if (ids.length > MOST_WATCHED) return `at most ${MOST_WATCHED} ids`;
      if (!wishes.has(client) && wishes.size >= MOST_WATCHERS) return `at most ${MOST_WATCHERS} clients watch at once`;
      const numbers = ids.flatMap((id) => v2x.nodes.number_by_id.get(id) ?? []);
      if (numbers.length < ids.length) {
        return `nobody is called ${ids.find((id) => !v2x.nodes.number_by_id.has(id)) ?? ''}`;
      }
      wishes.delete(client);
      const lease = Math.min(lease_ms, LONGEST_LEASE_MS);
      if (numbers.length > 0 && lease > 0) wishes.set(client, { numbers, classes, until_ms: wallNow_ms() + lease });
      return '';
    },
    publishReceived,
    publishSent,
  };
}
