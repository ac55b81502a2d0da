/** aedes with the options and guards that keep one client from stopping the server or slowing the others. */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Aedes } from 'aedes';
import type { Client } from 'aedes';
import type { AccessPolicy } from './access.ts';
import { createGate, openLoopbackPolicy } from './access.ts';
import type { ClientCounts, ClientRecord, RateLimits } from './client-record.ts';
import { createClientRecord, emptyCounts } from './client-record.ts';
import { createClientRules } from './client-rules.ts';
import { guardStream } from './packet-guard.ts';

export interface GuardOptions {
  /** Ids of built-in participants that no outside client may take; `cloud` by default. */
  readonly reserved_ids?: readonly string[];
  readonly policy?: AccessPolicy;
  /** False for a payload that does not decode as what its topic promises; default: everything passes. */
  readonly isWellFormed?: (topic: string, payload: Uint8Array) => boolean;
  readonly rates?: RateLimits;
  /** Connections of one address, and of all. */
  readonly connections_per_address?: number;
  readonly connections?: number;
  /** How long a write may wait for a reader before it is closed, in ms of wall time. */
  readonly drain_timeout_ms?: number;
  readonly connect_timeout_ms?: number;
  /** The clock of rate limits, in ms; for tests. */
  readonly now_ms?: () => number;
  /** A line for the log about a client that misbehaves; told at the 1st, 10th, 100th... time. */
  readonly onNotice?: (text: string) => void;
}

const DEFAULT_RATES: RateLimits = {
  messages_per_s: 2000,
  burst_messages: 4000,
  bytes_per_s: 8 << 20,
  burst_bytes: 16 << 20,
};

/** The library's broker knows clients; this knows what we hold about them. */
export interface BrokerState {
  readonly options: GuardOptions;
  readonly gate: ReturnType<typeof createGate>;
  readonly records: WeakMap<Client, ClientRecord>;
  readonly live: Map<Client, ClientRecord>;
  readonly per_address: Map<string, number>;
  readonly now_ms: () => number;
  /** Set when the broker is about to end: nobody is taken in any more. */
  closing: boolean;
  readonly totals: ClientCounts & { refused_connections: number; duplicate_ids: number; clean_forced: number };
}

export function createBrokerState(options: GuardOptions): BrokerState {
  return {
    options,
    gate: createGate(options.reserved_ids ?? ['cloud']),
    records: new WeakMap(),
    live: new Map(),
    per_address: new Map(),
    closing: false,
    now_ms: options.now_ms ?? ((): number => performance.now()),
    totals: { ...emptyCounts(), refused_connections: 0, duplicate_ids: 0, clean_forced: 0 },
  };
}

/** The library's broker with our options and hooks. */
export async function createGuardedAedes(state: BrokerState): Promise<Aedes> {
  const { options, totals } = state;
  const clients = (): Record<string, Client | undefined> =>
    (aedes as unknown as { clients: Record<string, Client> }).clients;
  const rules = createClientRules({
    gate: state.gate,
    policy: options.policy ?? openLoopbackPolicy,
    isWellFormed: options.isWellFormed ?? ((): boolean => true),
    now_ms: state.now_ms,
    recordOf: (client) => state.records.get(client)!,
    isConnected: (id) => clients()[id] !== undefined,
    count: (record, what, text) => count(state, record, what, text),
    noteDuplicate(_record, id) {
      totals.duplicate_ids += 1;
      note(state, totals.duplicate_ids, () => `two connections use the client id ${id}; the older one was closed`);
    },
    noteRefusal(record, reason) {
      totals.refused_connections += 1;
      note(
        state,
        totals.refused_connections,
        () => `a connection from ${record.remote_address} was refused: ${reason}`,
      );
    },
    noteCleanForced() {
      totals.clean_forced += 1;
      note(state, totals.clean_forced, () => 'a client asked for a lasting session; this broker keeps none');
    },
  });
  const aedes: Aedes = await Aedes.createBroker({
    // A bounded number of messages in flight makes the emitter queue, and draining that queue recurses until the stack ends.
    concurrency: 0,
    drainTimeout: options.drain_timeout_ms ?? 5000,
    connectTimeout: options.connect_timeout_ms ?? 5000,
    queueLimit: 100,
    maxInflightInbound: 100,
    ...rules,
  });
  aedes.on('unsubscribe', (filters, client) => {
    for (const filter of filters) state.records.get(client)?.filters.delete(filter);
  });
  return aedes;
}

function note(state: BrokerState, occurrences: number, text: () => string): void {
  const isPowerOfTen = /^10*$/.test(String(occurrences));
  if (isPowerOfTen) state.options.onNotice?.(occurrences === 1 ? text() : `${text()} (${occurrences} times so far)`);
}

function count(state: BrokerState, record: ClientRecord, what: keyof ClientCounts, text: () => string): void {
  state.totals[what] += 1;
  record.counts[what] += 1;
  note(state, record.counts[what], text);
}

/** Takes a connection over, or refuses it when there are too many. */
export function attachStream(
  state: BrokerState,
  aedes: Aedes,
  stream: Duplex,
  address: string,
  request?: IncomingMessage,
): void {
  const { options, per_address, live, totals } = state;
  if (state.closing) {
    stream.destroy();
    return;
  }
  const siblings = per_address.get(address) ?? 0;
  if (live.size >= (options.connections ?? 4096) || siblings >= (options.connections_per_address ?? 4096)) {
    totals.refused_connections += 1;
    note(state, totals.refused_connections, () => `too many connections from ${address}; one was refused`);
    stream.on('error', () => {});
    stream.destroy();
    return;
  }
  const record = createClientRecord(address, options.rates ?? DEFAULT_RATES, state.now_ms());
  guardStream(stream, record.guard, () => {
    const who = (): string => record.identity?.id ?? `a connection from ${address}`;
    count(
      state,
      record,
      'too_large',
      () => `${who()} announced a packet above ${record.guard.limit_bytes} bytes and was closed`,
    );
  });
  const client = aedes.handle(stream as Socket, request);
  state.records.set(client, record);
  live.set(client, record);
  per_address.set(address, siblings + 1);
  stream.once('close', () => {
    live.delete(client);
    const left = (per_address.get(address) ?? 1) - 1;
    if (left > 0) per_address.set(address, left);
    else per_address.delete(address);
  });
}
