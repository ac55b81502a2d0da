/**
 * The embedded broker without a socket: publishing, subscribing and asking who listens, for parts of our own process.
 * Handlers run inside `publish`; the in-process transport is what makes an ordered, non-reentrant port of it.
 */
import type { Readable } from 'node:stream';
import type { Aedes, AedesPublishPacket } from 'aedes';
import type { PublishOptions } from '../transport/transport.ts';
import { BOUND_BYTES, isLockstepTopic, ROOM_BYTES } from '../transport/transport.ts';
import { FilterTable } from '../transport/filter-table.ts';

export type BusHandler = (topic: string, payload: Uint8Array) => void;

/** What became of a message: given to the broker, left out because the bound of this turn is reached, or the broker is closed. */
export type BusOutcome = 'sent' | 'shed' | 'closed';

export interface BrokerBus {
  publish(topic: string, payload: Uint8Array, options?: PublishOptions): BusOutcome;
  /** A promise when so much was published in this turn of the event loop that sockets need one to keep up. */
  room(): Promise<void> | undefined;
  /** Returns how to unsubscribe. */
  subscribe(filter: string, handler: BusHandler): () => void;
  /** What is retained under a filter, as it is now. */
  retained(filter: string): Promise<readonly { topic: string; payload: Uint8Array }[]>;
  /** Exact: a client or one of our own subscribed to a filter that matches. */
  hasSubscribers(topic: string): boolean;
  /** Resolves when everything published so far has reached the sockets' buffers. */
  settle(): Promise<void>;
  /** Called when the broker closes. */
  onClose(handler: () => void): void;
}

type Deliver = (packet: AedesPublishPacket, done: () => void) => void;

interface Counted {
  /** Filters of sockets, kept beside the broker's own matcher because that one is private. */
  readonly outside: FilterTable<Deliver>;
  readonly inside: FilterTable<Deliver>;
}

export function createBrokerBus(aedes: Aedes): BrokerBus {
  const subscribe = aedes.subscribe.bind(aedes);
  const unsubscribe = aedes.unsubscribe.bind(aedes);
  const { outside, inside } = countSubscriptions(aedes);
  let turn_bytes = 0;
  let room: Promise<void> | undefined;
  const endTurn = (): void => {
    turn_bytes = 0;
    room = undefined;
  };
  return {
    publish(topic, payload, options = {}) {
      if (aedes.closed) return 'closed';
      const { qos = 0, retain = false } = options;
      const leaves = outside.has(topic);
      if (!leaves && !retain && !inside.has(topic)) return 'sent';
      if (leaves) {
        if (turn_bytes > BOUND_BYTES && !isLockstepTopic(topic)) return 'shed';
        if (turn_bytes === 0) setImmediate(endTurn);
        turn_bytes += payload.length + topic.length;
      }
      aedes.publish({ cmd: 'publish', topic, payload: asBuffer(payload), qos, retain, dup: false }, noop);
      return 'sent';
    },
    room() {
      if (turn_bytes <= ROOM_BYTES) return undefined;
      return (room ??= settle());
    },
    subscribe(filter, handler) {
      const deliver: Deliver = (packet, done) => {
        handler(packet.topic, packet.payload as Buffer);
        done();
      };
      inside.add(filter, deliver);
      subscribe(filter, deliver, noop);
      return () => {
        if (inside.remove(filter, deliver)) unsubscribe(filter, deliver, noop);
      };
    },
    retained: (filter) => readRetained(aedes, filter),
    hasSubscribers: (topic) => inside.has(topic) || outside.has(topic),
    settle,
    onClose: (handler) => void aedes.once('closed', handler),
  };
}

function countSubscriptions(aedes: Aedes): Counted {
  const outside = new FilterTable<Deliver>();
  const subscribe = aedes.subscribe.bind(aedes);
  const unsubscribe = aedes.unsubscribe.bind(aedes);
  aedes.subscribe = (filter, deliver, done): void => {
    outside.add(filter, deliver);
    subscribe(filter, deliver, done);
  };
  aedes.unsubscribe = (filter, deliver, done): void => {
    outside.remove(filter, deliver);
    unsubscribe(filter, deliver, done);
  };
  return { outside, inside: new FilterTable<Deliver>() };
}

async function readRetained(aedes: Aedes, filter: string): Promise<readonly { topic: string; payload: Uint8Array }[]> {
  const { persistence } = aedes as unknown as {
    persistence: { createRetainedStreamCombi(filters: string[]): Readable };
  };
  const found: { topic: string; payload: Uint8Array }[] = [];
  for await (const packet of persistence.createRetainedStreamCombi([filter])) {
    found.push(packet as { topic: string; payload: Uint8Array });
  }
  return found;
}

/** The broker writes in the turn after the one that published; two turns see everything written. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}

function asBuffer(payload: Uint8Array): Buffer {
  return Buffer.isBuffer(payload) ? payload : Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
}

function noop(): void {}
