/**
 * The last messages of who is listened in on, one a kind, direction and sender. A roadside unit hears hundreds a second: only so many of
 * those received are read between two looks of the panel, and all it sends.
 */
import { decodeMessage } from './overheard.ts';
import type { DecodedMessage } from './overheard.ts';
import type { OverheardMessage } from './source.ts';

/** Cards at most. */
const HEARD_MAX = 14;
/** Received messages that are read between two looks. */
const READ_MAX = 10;

export interface HeardMessage extends DecodedMessage {
  readonly key: string;
}

export interface HeardBuffer {
  /** Takes what was overheard; false where the bytes are no message. */
  take(overheard: OverheardMessage): boolean;
  /** What is shown now, in an order that stays while figures change; the same list again where nothing came since. */
  look(): readonly HeardMessage[];
  clear(): void;
}

export function createHeardBuffer(): HeardBuffer {
  /** By key, the one that spoke last at the end. */
  const latest = new Map<string, HeardMessage>();
  let shown: readonly HeardMessage[] = [];
  let changed = false;
  let read = 0;
  return {
    take(overheard) {
      if (overheard.direction === 'rx' && read++ >= READ_MAX) return true;
      const message = decodeMessage(overheard);
      if (message === undefined) return false;
      const from = message.direction === 'rx' ? message.source : '';
      const key = `${message.direction} ${message.message} ${from}`;
      latest.delete(key);
      latest.set(key, { ...message, key });
      if (latest.size > HEARD_MAX) latest.delete(firstReceived(latest));
      changed = true;
      return true;
    },
    look() {
      read = 0;
      if (changed) shown = [...latest.values()].sort((a, b) => (a.key < b.key ? 1 : -1));
      changed = false;
      return shown;
    },
    clear() {
      latest.clear();
      shown = [];
      changed = false;
    },
  };
}

/** What is sent keeps its card: there are few kinds of it. */
function firstReceived(latest: ReadonlyMap<string, HeardMessage>): string {
  for (const [key, message] of latest) if (message.direction === 'rx') return key;
  return latest.keys().next().value ?? '';
}
