/**
 * The port between the project and MQTT: publish, subscribe, learn of a loss. Two adapters pass one contract suite
 * (tests/contracts/transport-contract.ts): in-process over the embedded broker, and MQTT 3.1.1 over TCP, TLS or WebSocket.
 *
 * Delivery. A handler is never called before the publish that caused it has returned, also in-process (there it runs in a
 * microtask). Within one topic and QoS, messages of one transport arrive in the order of their publishing; across topics,
 * QoS levels, or between retained and ordinary messages nothing is promised. QoS 0 is at most once, QoS 1 at least once.
 * Filters of one transport that overlap may deliver a message twice on some brokers.
 *
 * Buffers. `publish` takes the payload over: it may be written out later, so its bytes must not change afterwards. A handler
 * may keep what it gets but must not write into it; in-process all receivers and the sender share the same bytes.
 *
 * Backpressure. `publish` returns nothing while there is room. It returns a promise when more than `ROOM_BYTES` wait to be
 * written (resolved when they have drained) and for QoS 1 over MQTT (resolved at the acknowledgement). Whoever publishes in a
 * loop awaits it. Beyond `BOUND_BYTES` messages are dropped and counted in `stats.shed`, lock-step frames alone excepted:
 * the protocol itself lets only one of them wait per participant.
 *
 * End. The promises never reject. After a loss or `close`, `publish` drops and counts (`stats.dropped`), no handler is called
 * any more, `subscribe` rejects, `unsubscribe` resolves. A loss is final, is told once, and is not told for `close`: whether
 * a run goes on without the lost is a question of its deadline policy, and frames of lock-step could not be repaired anyway.
 */

/** How many published bytes may wait before `publish` asks to be awaited. */
export const ROOM_BYTES = 4 << 20;

/** How many published bytes may wait at all. */
export const BOUND_BYTES = 64 << 20;

/** Largest packet of the server, a coordinator or an operator, in bytes. */
export const FRAME_BYTES = 8 << 20;

export interface PublishOptions {
  /** 0 at most once (default), 1 at least once. */
  readonly qos?: 0 | 1;
  /** The broker keeps the last one for those who subscribe later; an empty payload forgets it. */
  readonly retain?: boolean;
}

/** Counted since the start. Bytes are of payloads. */
export interface TransportStats {
  published: number;
  published_bytes: number;
  received: number;
  received_bytes: number;
  /** Not sent because the bound of waiting bytes was reached. */
  shed: number;
  /** Not sent because the transport was lost or closed. */
  dropped: number;
}

export type MessageHandler = (topic: string, payload: Uint8Array) => void;

export interface Transport {
  /** Sends a message; see the head of this file for order, buffers and backpressure. Throws on a malformed topic. */
  publish(topic: string, payload: Uint8Array, options?: PublishOptions): void | Promise<void>;
  /**
   * Resolves when the broker has taken the filter (`+` one level, `#` the rest); retained messages follow as ordinary ones.
   * Rejects with an Error when the broker refuses, the filter is malformed or already taken, or the transport is not alive.
   */
  subscribe(filter: string, handler: MessageHandler): Promise<void>;
  /** From the call on the handler is not called any more. An unknown filter is no error. */
  unsubscribe(filter: string): Promise<void>;
  /** Whether anybody listens to the topic: exact and cheap in-process, true where it cannot be known. */
  hasSubscribers(topic: string): boolean;
  /** Called once, with a reason for people, when the connection is lost; at once if it already is. */
  onLost(handler: (reason: string) => void): void;
  /** Lets go after what was published is written; resolves also when the connection is already lost. */
  close(): Promise<void>;
  readonly stats: Readonly<TransportStats>;
}

export function emptyStats(): TransportStats {
  return { published: 0, published_bytes: 0, received: 0, received_bytes: 0, shed: 0, dropped: 0 };
}

/** True for the frames that a tick of lock-step stands and falls with: `.../in/tick` and `.../out/tick`. */
export function isLockstepTopic(topic: string): boolean {
  return topic.endsWith('/in/tick') || topic.endsWith('/out/tick');
}
