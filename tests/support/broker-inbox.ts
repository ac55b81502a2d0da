/** What a transport received under a filter, and promises for what is still to come: tests await events, never the clock. */
import type { Transport } from '../../server/transport/transport.ts';

export interface Message {
  readonly topic: string;
  readonly payload: Uint8Array;
}

export interface Inbox {
  readonly messages: readonly Message[];
  /** The payloads so far as text. */
  texts(): string[];
  /** Resolves when so many messages have arrived since the start. */
  until(count: number): Promise<readonly Message[]>;
}

/** Subscribes and keeps everything that arrives. */
export async function openInbox(transport: Transport, filter: string): Promise<Inbox> {
  const messages: Message[] = [];
  let waiting: { count: number; resolve: () => void }[] = [];
  await transport.subscribe(filter, (topic, payload) => {
    messages.push({ topic, payload });
    for (const { count, resolve } of waiting) if (messages.length >= count) resolve();
    waiting = waiting.filter(({ count }) => messages.length < count);
  });
  return {
    messages,
    texts: () => messages.map(({ payload }) => Buffer.from(payload).toString()),
    until: (count) =>
      new Promise((resolve) => {
        if (messages.length >= count) resolve(messages);
        else waiting.push({ count, resolve: () => resolve(messages) });
      }),
  };
}

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
