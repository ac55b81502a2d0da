/**
 * The embedded broker's hooks: identity at CONNECT, what may be published and subscribed, rates, and what is passed on to
 * whom. A refused publish closes the connection (MQTT 3.1.1 has no other answer); a message too fast or malformed is led to
 * a sink nobody can read, so that its sender stays connected.
 */
import type { AedesPublishPacket, AuthenticateError, Client, ConnectPacket, PublishPacket, Subscription } from 'aedes';
import { creditTokens, takeTokens } from './token-bucket.ts';
import type { AccessPolicy, Gate, Identity } from './access.ts';
import { isRefusal } from './access.ts';
import type { ClientCounts, ClientRecord } from './client-record.ts';
import { isAddressee, setIdentity } from './client-record.ts';
import { judgeForwarding } from './slow-subscribers.ts';

/** Where messages go that are not passed on. */
const SINK_TOPIC = '$chelu/sink';

/** Malformed messages until the connection is closed. */
const MALFORMED_LIMIT = 100;

/** Topic filters of one client. */
const FILTER_LIMIT = 1000;

/** Topics remembered as allowed for one client. */
const WRITABLE_LIMIT = 64;

const NOTHING = Buffer.alloc(0);

export interface ClientRules {
  preConnect(client: Client, packet: ConnectPacket, done: (error: Error | null, success: boolean) => void): void;
  authenticate(
    client: Client,
    username: string | undefined,
    password: Buffer | undefined,
    done: (error: AuthenticateError | null, success: boolean | null) => void,
  ): void;
  authorizePublish(client: Client | null, packet: PublishPacket, done: (error?: Error | null) => void): void;
  authorizeSubscribe(
    client: Client,
    subscription: Subscription,
    done: (error: Error | null, subscription?: Subscription | null) => void,
  ): void;
  authorizeForward(client: Client, packet: AedesPublishPacket): AedesPublishPacket | null;
}

export interface RuleContext {
  readonly gate: Gate;
  readonly policy: AccessPolicy;
  /** False for a payload that does not decode as what its topic promises. */
  readonly isWellFormed: (topic: string, payload: Uint8Array) => boolean;
  readonly now_ms: () => number;
  /** The record of a connection; every client has one from its first byte on. */
  recordOf(client: Client): ClientRecord;
  isConnected(client_id: string): boolean;
  /** Counts for the client and for the broker, and tells the log now and then. */
  count(record: ClientRecord, what: keyof ClientCounts, text: () => string): void;
  noteDuplicate(record: ClientRecord, client_id: string): void;
  noteRefusal(record: ClientRecord, reason: string): void;
  noteCleanForced(): void;
}

export function createClientRules(context: RuleContext): ClientRules {
  return {
    preConnect(client, packet, done) {
      // Sessions that outlive their connection queue without a bound in the broker's memory: a server may always answer
      // that it has no session (MQTT 3.1.1, 3.2.2.2), so this one never keeps any.
      if (!packet.clean) {
        packet.clean = true;
        context.noteCleanForced();
      }
      context.recordOf(client).will = packet.will;
      done(null, true);
    },
    authenticate: (client, username, password, done) => authenticate(context, client, username, password, done),
    authorizePublish: (client, packet, done) => authorizePublish(context, client, packet, done),
    authorizeSubscribe: (client, subscription, done) => authorizeSubscribe(context, client, subscription, done),
    authorizeForward: createForwarding(context),
  };
}

function authenticate(
  context: RuleContext,
  client: Client,
  username: string | undefined,
  password: Buffer | undefined,
  done: (error: AuthenticateError | null, success: boolean | null) => void,
): void {
  const record = context.recordOf(client);
  const answer = context.gate.identify(client.id, username, password);
  const refuse = (reason: string, return_code: number): void => {
    context.noteRefusal(record, reason);
    done(Object.assign(new Error(reason), { returnCode: return_code }), null);
  };
  if (isRefusal(answer)) return refuse(answer.reason, answer.return_code);
  const will = record.will as PublishPacket | undefined;
  if (will !== undefined && !context.policy.mayPublish(answer, will.topic)) {
    return refuse(`${answer.id} may not leave a will on ${will.topic}`, 5);
  }
  if (context.isConnected(client.id)) context.noteDuplicate(record, client.id);
  setIdentity(record, answer);
  done(null, true);
}

function authorizePublish(
  context: RuleContext,
  client: Client | null,
  packet: PublishPacket,
  done: (error?: Error | null) => void,
): void {
  if (client === null) return done(null);
  const record = context.recordOf(client);
  const identity = record.identity;
  const topic = packet.topic;
  if (identity === undefined || !isWritable(context.policy, identity, record, topic)) {
    const text = (): string => `${identity?.id ?? client.id} may not publish to ${topic}; its connection was closed`;
    context.count(record, 'refused_publishes', text);
    return done(new Error(text()));
  }
  if (identity.role === 'server' || packet === record.will) return done(null);
  const payload = packet.payload as Buffer;
  const now_ms = context.now_ms();
  const keepsRate =
    takeTokens(record.message_bucket, 1, now_ms) && takeTokens(record.byte_bucket, payload.length, now_ms);
  if (!keepsRate) {
    context.count(record, 'over_rate', () => `${identity.id} sends faster than allowed; messages are thrown away`);
    sink(packet);
  } else if (!context.isWellFormed(topic, payload)) {
    context.count(record, 'malformed', () => `${identity.id} sent a malformed message to ${topic}`);
    if (record.counts.malformed > MALFORMED_LIMIT) return done(new Error('too many malformed messages'));
    sink(packet);
  }
  done(null);
}

function isWritable(policy: AccessPolicy, identity: Identity, record: ClientRecord, topic: string): boolean {
  if (record.writable.has(topic)) return true;
  if (!policy.mayPublish(identity, topic)) return false;
  if (record.writable.size < WRITABLE_LIMIT) record.writable.add(topic);
  return true;
}

function sink(packet: PublishPacket): void {
  packet.topic = SINK_TOPIC;
  packet.payload = NOTHING;
  packet.retain = false;
}

function authorizeSubscribe(
  context: RuleContext,
  client: Client,
  subscription: Subscription,
  done: (error: Error | null, subscription?: Subscription | null) => void,
): void {
  const record = context.recordOf(client);
  const filter = subscription.topic;
  const identity = record.identity;
  const allowed = identity !== undefined && context.policy.maySubscribe(identity, filter);
  if (!allowed || (record.filters.size >= FILTER_LIMIT && !record.filters.has(filter))) {
    context.count(record, 'refused_subscriptions', () => `${identity?.id ?? client.id} may not subscribe to ${filter}`);
    return done(null, null);
  }
  record.filters.add(filter);
  done(null, subscription);
}

/** Passes a message on to a reader, leaves it out, or closes the reader; see slow-subscribers.ts. */
function createForwarding(context: RuleContext): ClientRules['authorizeForward'] {
  const touched: ClientRecord[] = [];
  const endTurn = (): void => {
    for (const record of touched) record.turn_bytes = 0;
    touched.length = 0;
  };
  return (client, packet) => {
    const record = context.recordOf(client);
    const payload_bytes = packet.payload.length;
    const lockstep = isAddressee(record, packet.topic);
    const backlog = { unread_bytes: client.conn.writableLength, turn_bytes: record.turn_bytes };
    const verdict = judgeForwarding(backlog, {
      payload_bytes,
      qos: packet.qos,
      retained: packet.retain,
      lockstep,
    });
    if (verdict === 'close') client.conn.destroy();
    if (verdict !== 'forward') {
      context.count(record, 'shed', () => `${client.id} does not keep up; messages are left out for it`);
      return null;
    }
    if (record.turn_bytes === 0) {
      if (touched.length === 0) setImmediate(endTurn);
      touched.push(record);
    }
    // A tick pays for its answer, so that the pace of a run in lock-step is no matter of rate limits.
    if (lockstep) {
      creditTokens(record.message_bucket, 1);
      creditTokens(record.byte_bucket, record.guard.limit_bytes);
    }
    // Headers count too, so that an empty payload does not pass for free.
    record.turn_bytes += payload_bytes + packet.topic.length + 4;
    return packet;
  };
}
