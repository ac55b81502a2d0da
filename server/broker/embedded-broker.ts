/**
 * The MQTT 3.1.1 broker inside our own process: aedes with the options and guards that keep one client from stopping the
 * server or slowing the others. Our own parts publish and subscribe on its bus without a socket; agents and observers come
 * in over TCP, the page over WebSocket (`attach`).
 */
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Aedes } from 'aedes';
import { UserError } from '../scenario/user-error.ts';
import type { BrokerRole, Credentials } from './access.ts';
import type { BrokerBus } from './broker-bus.ts';
import { createBrokerBus } from './broker-bus.ts';
import type { ClientCounts } from './client-record.ts';
import { setIdentity } from './client-record.ts';
import type { BrokerState, GuardOptions } from './guarded-aedes.ts';
import { attachStream, createBrokerState, createGuardedAedes } from './guarded-aedes.ts';
import type { PortWish } from './listen-port.ts';
import { listenOn } from './listen-port.ts';
import { isLoopback } from './loopback.ts';

export interface EmbeddedBrokerOptions extends GuardOptions {
  /** Port of the TCP listener; without one there is none and the bus and `attach` are the only ways in. */
  readonly mqtt_port?: PortWish;
  /** Address to listen on; loopback alone is open, 127.0.0.1 by default. */
  readonly host?: string;
}

export interface ConnectedClient extends Readonly<ClientCounts> {
  readonly id: string;
  readonly role: BrokerRole;
  readonly remote_address: string;
  readonly unread_bytes: number;
}

export interface BrokerStats extends Readonly<ClientCounts> {
  readonly connections: number;
  readonly refused_connections: number;
  readonly duplicate_ids: number;
  readonly clean_forced: number;
  readonly clients: readonly ConnectedClient[];
}

export interface EmbeddedBroker {
  /** Port of the TCP listener, if there is one. */
  readonly mqtt_port: number | undefined;
  /** `mqtt://host:port` of the TCP listener, if there is one. */
  readonly mqtt_url: string | undefined;
  /** The default port that was taken, when the listener had to move on. */
  readonly moved_from: number | undefined;
  /** Publish and subscribe without a socket. */
  readonly bus: BrokerBus;
  /** What a client of ours presents; nobody else can take these roles. */
  credentials(role: 'server' | 'cloud', id?: string): Credentials;
  /** Takes a connection over that speaks MQTT, such as a WebSocket's stream. */
  attach(stream: Duplex, request?: IncomingMessage): void;
  /** Gives a connected id another role, and with it its packet limit; false when nobody has that id. */
  grant(id: string, role: BrokerRole): boolean;
  stats(): BrokerStats;
  /** Lets readers have what was published, at most for half a second, then closes everything. */
  close(): Promise<void>;
}

/** Stream buffers of a socket: a frame or a burst of small messages fits in without waiting for the reader. */
const SOCKET_BUFFER_BYTES = 1 << 20;

const FAREWELL_MS = 500;

/** Starts the broker; throws a UserError for a port that is taken and for a host that other machines can reach. */
export async function startEmbeddedBroker(options: EmbeddedBrokerOptions = {}): Promise<EmbeddedBroker> {
  const host = options.host ?? '127.0.0.1';
  if (!isLoopback(host)) {
    const hint = 'listen on 127.0.0.1, or use an external broker with its own access control by --broker URL';
    throw new UserError(`the embedded broker serves this machine alone; ${host} would need tokens`, {
      place: '--host',
      hint,
    });
  }
  const state = createBrokerState(options);
  const aedes = await createGuardedAedes(state);
  const bus = createBrokerBus(aedes);
  if (options.mqtt_port === undefined) return brokerOf(state, aedes, bus, {});
  const server = createServer({ noDelay: true, highWaterMark: SOCKET_BUFFER_BYTES }, (socket) => {
    attachStream(state, aedes, socket, socket.remoteAddress ?? '', undefined);
  });
  try {
    const listened = await listenOn(server, options.mqtt_port, host, '--mqtt-port');
    return brokerOf(state, aedes, bus, { server, host, ...listened });
  } catch (error) {
    aedes.close();
    throw error;
  }
}

interface Listener {
  readonly server?: Server;
  readonly host?: string;
  readonly port?: number;
  readonly moved_from?: number;
}

function brokerOf(state: BrokerState, aedes: Aedes, bus: BrokerBus, listener: Listener): EmbeddedBroker {
  const { server, host, port } = listener;
  let closing: Promise<void> | undefined;
  return {
    mqtt_port: port,
    mqtt_url: port === undefined ? undefined : `mqtt://${host!.includes(':') ? `[${host}]` : host}:${port}`,
    moved_from: listener.moved_from,
    bus,
    credentials: (role, id) => state.gate.credentials(role, id),
    attach: (stream, request) => attachStream(state, aedes, stream, request?.socket.remoteAddress ?? '', request),
    grant(id, role) {
      const holders = [...state.live.values()].filter((record) => record.identity?.id === id);
      for (const record of holders) setIdentity(record, { id, role });
      return holders.length > 0;
    },
    stats: () => statsOf(state),
    close: () => (closing ??= closeAll(state, aedes, bus, server)),
  };
}

function statsOf(state: BrokerState): BrokerStats {
  const clients: ConnectedClient[] = [];
  for (const [client, record] of state.live) {
    if (record.identity === undefined) continue;
    const { id, role } = record.identity;
    clients.push({
      ...record.counts,
      id,
      role,
      remote_address: record.remote_address,
      unread_bytes: client.conn.writableLength,
    });
  }
  return { ...state.totals, connections: state.live.size, clients };
}

async function closeAll(state: BrokerState, aedes: Aedes, bus: BrokerBus, server: Server | undefined): Promise<void> {
  state.closing = true;
  const stopped = new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(() => resolve())));
  await bus.settle();
  const streams = [...state.live.keys()].map((client) => client.conn);
  await Promise.all(streams.map((stream) => within(FAREWELL_MS, (done) => stream.end(done))));
  await new Promise<void>((resolve) => aedes.close(() => resolve()));
  // What still lives has not told its end; a stream calls itself closed a little before that.
  const rest = [...state.live.keys()].map((client) => client.conn);
  const closed = rest.map((stream) => within(FAREWELL_MS, (done) => stream.once('close', done)));
  for (const stream of rest) stream.destroy();
  await Promise.all(closed);
  await stopped;
}

/** Waits for the callback, but not long: who does not read must not keep a run from ending. */
function within(limit_ms: number, start: (done: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, limit_ms);
    start(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
