/**
 * Shields everybody from a subscriber that does not read: what would pile up for it is left out for it alone, and counted.
 * The broker library otherwise makes the publisher wait for the slowest reader.
 */

/** A reader with more than this unread gets no further QoS 0 message. */
export const SLOW_BYTES = 256 << 10;

/** What one turn of the event loop may add for one reader, as writes follow only in the next turn. */
export const TURN_BYTES = 4 << 20;

/** A reader with more than this unread gets no QoS 1 message either. */
export const RELIABLE_BYTES = 16 << 20;

/** A participant of the lock-step with more than this unread is closed: the protocol itself never lets it come so far. */
export const LOCKSTEP_BYTES = 64 << 20;

/** What is waiting for one reader. */
export interface Backlog {
  /** Bytes in the stream's own buffer. */
  readonly unread_bytes: number;
  /** Bytes passed on in this turn of the event loop, not yet in the stream. */
  readonly turn_bytes: number;
}

/** How a message stands to one reader. */
export interface Forwarding {
  readonly payload_bytes: number;
  readonly qos: number;
  /** A retained message that answers a subscription; these are streamed with backpressure. */
  readonly retained: boolean;
  /** A frame of lock-step, and the reader is its addressee. */
  readonly lockstep: boolean;
}

export type ForwardVerdict = 'forward' | 'shed' | 'close';

export function judgeForwarding(backlog: Backlog, message: Forwarding): ForwardVerdict {
  const waiting_bytes = backlog.unread_bytes + backlog.turn_bytes;
  if (message.lockstep) return waiting_bytes > LOCKSTEP_BYTES ? 'close' : 'forward';
  if (message.retained) return 'forward';
  if (message.qos > 0) return waiting_bytes > RELIABLE_BYTES ? 'shed' : 'forward';
  if (backlog.unread_bytes > SLOW_BYTES) return 'shed';
  const fits = backlog.turn_bytes === 0 || backlog.turn_bytes + message.payload_bytes <= TURN_BYTES;
  return fits ? 'forward' : 'shed';
}
