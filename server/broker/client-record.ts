/** What the embedded broker knows and counts about one connection. */
import { isLockstepTopic } from '../transport/transport.ts';
import type { Identity } from './access.ts';
import { packetLimit_bytes } from './access.ts';
import type { PacketGuard } from './packet-guard.ts';
import { createPacketGuard, SMALL_PACKET_BYTES } from './packet-guard.ts';
import type { TokenBucket } from './token-bucket.ts';
import { createTokenBucket } from './token-bucket.ts';

/** Counted per connection and, summed over all that ever were, per broker. */
export interface ClientCounts {
  /** Messages left out for this reader because it did not keep up. */
  shed: number;
  /** Messages thrown away because they came faster than the rate limit. */
  over_rate: number;
  /** Messages thrown away because they do not decode. */
  malformed: number;
  /** Messages to topics that the client may not write; each closes the connection. */
  refused_publishes: number;
  refused_subscriptions: number;
  /** Packets that announced more than the role's limit; each closes the connection. */
  too_large: number;
}

/** Messages and bytes a second that a client may send, and how much of them at once. */
export interface RateLimits {
  readonly messages_per_s: number;
  readonly burst_messages: number;
  readonly bytes_per_s: number;
  readonly burst_bytes: number;
}

export interface ClientRecord {
  readonly remote_address: string;
  readonly guard: PacketGuard;
  readonly counts: ClientCounts;
  readonly filters: Set<string>;
  /** Topics that it was allowed to publish to, so that the table is asked once for each. */
  readonly writable: Set<string>;
  /** Undefined before CONNECT is accepted. */
  identity: Identity | undefined;
  /** The end of the topics of lock-step frames addressed to this client. */
  own_tick: string;
  will: object | undefined;
  message_bucket: TokenBucket;
  byte_bucket: TokenBucket;
  /** Bytes passed on in this turn of the event loop. */
  turn_bytes: number;
}

export function emptyCounts(): ClientCounts {
  return { shed: 0, over_rate: 0, malformed: 0, refused_publishes: 0, refused_subscriptions: 0, too_large: 0 };
}

export function createClientRecord(remote_address: string, limits: RateLimits, now_ms: number): ClientRecord {
  return {
    remote_address,
    guard: createPacketGuard(SMALL_PACKET_BYTES),
    counts: emptyCounts(),
    filters: new Set(),
    writable: new Set(),
    identity: undefined,
    own_tick: '',
    will: undefined,
    message_bucket: createTokenBucket(limits.messages_per_s, limits.burst_messages, now_ms),
    byte_bucket: createTokenBucket(limits.bytes_per_s, limits.burst_bytes, now_ms),
    turn_bytes: 0,
  };
}

/** Takes the identity over, and with it the role's packet limit. */
export function setIdentity(record: ClientRecord, identity: Identity): void {
  record.identity = identity;
  record.own_tick = `/${identity.id}/in/tick`;
  record.writable.clear();
  record.guard.limit_bytes = packetLimit_bytes(identity.role);
}

/** True when the topic is a lock-step frame and this client its addressee; for onlookers it is a message like any other. */
export function isAddressee(record: ClientRecord, topic: string): boolean {
  if (record.identity?.role === 'server') return isLockstepTopic(topic);
  return record.own_tick !== '' && topic.endsWith(record.own_tick);
}
