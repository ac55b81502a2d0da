/**
 * The port over MQTT 3.1.1 by mqtt.js, to the embedded broker or any other. Fit for lock-step: no Nagle's delay, one packet
 * per frame, nothing queued for a connection that is gone, and a keepalive so long that a process busy (or stopped in a
 * debugger) for a minute is not taken for dead. It does not reconnect: frames of lock-step that a gap swallowed cannot come
 * back, so a loss is told once and its consequences are the run's.
 */
import { randomBytes } from 'node:crypto';
import { MqttClient } from 'mqtt';
import type { IClientOptions } from 'mqtt';
import { UserError } from '../scenario/user-error.ts';
import { FilterTable, isFilter, isTopic } from './filter-table.ts';
import type { BrokerAddress } from './mqtt-stream.ts';
import { parseBrokerUrl } from './mqtt-stream.ts';
import type { MessageHandler, PublishOptions, Transport, TransportStats } from './transport.ts';
import { BOUND_BYTES, emptyStats, isLockstepTopic, ROOM_BYTES } from './transport.ts';

export interface MqttTransportOptions {
  readonly client_id: string;
  /** Go before those of the URL. */
  readonly username?: string;
  readonly password?: string;
  /** What the broker publishes when this connection ends without a goodbye. */
  readonly will?: {
    readonly topic: string;
    readonly payload: Uint8Array;
    readonly qos?: 0 | 1;
    readonly retain?: boolean;
  };
  /** Topic of the start-up self-test, one that this client may write and read; false leaves the test out. */
  readonly probe_topic?: string | false;
  /** How long to wait for the connection and for the probe, in ms of wall time. */
  readonly connect_timeout_ms?: number;
  readonly probe_timeout_ms?: number;
  /** Name of the flag or setting that held the URL, for messages. */
  readonly flag?: string;
}

const KEEPALIVE_S = 120;
const FAREWELL_MS = 1000;

/** Connects and shows by a probe that messages come back. Throws a UserError that names the URL when either fails. */
export async function connectMqttTransport(url: string, options: MqttTransportOptions): Promise<Transport> {
  const flag = options.flag ?? '--broker';
  const address = parseBrokerUrl(url, flag);
  const client = await connect(address, options, flag);
  const transport = new MqttTransport(client, address.shown);
  const topic = options.probe_topic ?? `v2x/v1/probe/server/${options.client_id}`;
  if (topic !== false && !(await comesBack(transport, topic, options.probe_timeout_ms ?? 2000))) {
    await transport.close();
    const hint = `its access rules must let this client write and read ${topic}; \`$share\` and bridges are not supported`;
    throw new UserError(`the MQTT broker at ${address.shown} takes messages but does not deliver them`, {
      place: flag,
      hint,
    });
  }
  return transport;
}

function clientOptions(address: BrokerAddress, options: MqttTransportOptions): IClientOptions {
  const username = options.username ?? address.username;
  const password = options.password ?? address.password;
  const { will } = options;
  return {
    clientId: options.client_id,
    protocolVersion: 4,
    clean: true,
    keepalive: KEEPALIVE_S,
    reconnectPeriod: 0,
    connectTimeout: options.connect_timeout_ms ?? 5000,
    queueQoSZero: false,
    timerVariant: 'native',
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(will === undefined
      ? {}
      : {
          will: {
            topic: will.topic,
            payload: Buffer.from(will.payload),
            qos: will.qos ?? 0,
            retain: will.retain ?? false,
          },
        }),
  };
}

function connect(address: BrokerAddress, options: MqttTransportOptions, flag: string): Promise<MqttClient> {
  return new Promise((resolve, reject) => {
    const client = new MqttClient(() => address.open(), clientOptions(address, options));
    let reason = 'it closed the connection';
    const fail = (): void => {
      client.removeAllListeners();
      client.on('error', () => {});
      client.end(true);
      const hint = 'start a broker there, or use --broker embedded';
      reject(new UserError(`no MQTT broker answers at ${address.shown}: ${reason}`, { place: flag, hint }));
    };
    client.on('error', (error) => {
      reason = explain(error);
      fail();
    });
    client.on('close', fail);
    client.on('connect', () => {
      client.removeAllListeners('error');
      client.removeListener('close', fail);
      resolve(client);
    });
  });
}

/** A failure in words: several attempts in one error (IPv6, then IPv4) have no message of their own. */
function explain(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED') return 'connection refused';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'no such host';
  if (code === 'ETIMEDOUT' || error.message === 'connack timeout') return 'no answer in time';
  return error.message === '' ? String(code ?? 'unknown error') : error.message;
}

async function comesBack(transport: MqttTransport, topic: string, timeout_ms: number): Promise<boolean> {
  const nonce = randomBytes(16);
  let timer: NodeJS.Timeout | undefined;
  try {
    const arrived = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), timeout_ms);
      transport.onLost(() => resolve(false));
      const onProbe = (_: string, payload: Uint8Array): void => {
        if (nonce.equals(payload)) resolve(true);
      };
      transport.subscribe(topic, onProbe).then(
        () => transport.publish(topic, nonce),
        () => resolve(false),
      );
    });
    return await arrived;
  } finally {
    clearTimeout(timer);
    await transport.unsubscribe(topic);
  }
}

class MqttTransport implements Transport {
  readonly stats: TransportStats = emptyStats();
  readonly #client: MqttClient;
  readonly #shown: string;
  readonly #handlers = new FilterTable<MessageHandler>();
  readonly #filters = new Map<string, MessageHandler>();
  readonly #lostHandlers: ((reason: string) => void)[] = [];
  /** Called at the loss and at close: those who wait must not wait for ever. */
  readonly #waiting = new Set<() => void>();
  #state: 'open' | 'closing' | 'closed' | 'lost' = 'open';
  #reason = '';
  #drained: Promise<void> | undefined;
  #last_bytes = 0;

  constructor(client: MqttClient, shown: string) {
    this.#client = client;
    this.#shown = shown;
    client.on('error', (error) => {
      this.#reason = explain(error);
    });
    client.on('close', () => this.#onClose());
    client.on('message', (topic, payload) => this.#onMessage(topic, payload));
  }

  publish(topic: string, payload: Uint8Array, options: PublishOptions = {}): void | Promise<void> {
    if (!isTopic(topic)) throw new Error(`not a topic: ${JSON.stringify(topic)}`);
    if (this.#state !== 'open') {
      this.stats.dropped += 1;
      return undefined;
    }
    const { qos = 0, retain = false } = options;
    if (this.#client.stream.writableLength > BOUND_BYTES && !isLockstepTopic(topic)) {
      this.stats.shed += 1;
      return this.#room();
    }
    this.stats.published += 1;
    this.stats.published_bytes += payload.length;
    this.#last_bytes = payload.length;
    const body = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
    if (qos === 0) {
      this.#client.publish(topic, body, { qos, retain });
      return this.#room();
    }
    return this.#orEnd((resolve) => this.#client.publish(topic, body, { qos, retain }, resolve));
  }

  async subscribe(filter: string, handler: MessageHandler): Promise<void> {
    if (!isFilter(filter)) throw new Error(`not a topic filter: ${JSON.stringify(filter)}`);
    if (this.#state !== 'open') throw new Error(`cannot subscribe to ${filter}: the transport is ${this.#state}`);
    if (this.#filters.has(filter)) throw new Error(`already subscribed to ${filter}`);
    this.#filters.set(filter, handler);
    this.#handlers.add(filter, handler);
    let refused: Error | null = null;
    let answered = false;
    await this.#orEnd((resolve) => {
      this.#client.subscribe(filter, { qos: 1 }, (error, grants) => {
        answered = true;
        const isRefused = grants?.some((grant) => grant.qos === 128) === true;
        refused = error ?? (isRefused ? new Error('refused by the broker') : null);
        resolve();
      });
    });
    if (answered && refused === null) return;
    this.#forget(filter);
    const why = refused === null ? 'the connection ended' : (refused as Error).message;
    throw new Error(`cannot subscribe to ${filter} at ${this.#shown}: ${why}`);
  }

  async unsubscribe(filter: string): Promise<void> {
    if (!this.#forget(filter) || this.#state !== 'open') return;
    await this.#orEnd((resolve) => this.#client.unsubscribe(filter, () => resolve()));
  }

  /** MQTT does not tell. */
  hasSubscribers(): boolean {
    return true;
  }

  onLost(handler: (reason: string) => void): void {
    if (this.#state === 'lost') handler(this.#lossText());
    else this.#lostHandlers.push(handler);
  }

  async close(): Promise<void> {
    if (this.#state !== 'open') return;
    this.#state = 'closing';
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        this.#client.stream.destroy();
        resolve();
      }, FAREWELL_MS);
      this.#client.end(false, {}, () => {
        clearTimeout(timer);
        resolve();
      });
    });
    this.#state = 'closed';
    this.#release();
  }

  #onMessage(topic: string, payload: Buffer): void {
    if (this.#state !== 'open') return;
    this.stats.received += 1;
    this.stats.received_bytes += payload.length;
    for (const handler of this.#handlers.matches(topic)) handler(topic, payload);
  }

  #onClose(): void {
    if (this.#state !== 'open') return;
    this.#state = 'lost';
    this.#client.end(true);
    this.#release();
    for (const handler of this.#lostHandlers) handler(this.#lossText());
  }

  #lossText(): string {
    const why = this.#reason === '' ? 'closed by the broker' : this.#reason;
    const size =
      this.#last_bytes > 1 << 20 ? ` after a message of ${this.#last_bytes} bytes (does it limit their size?)` : '';
    return `connection to ${this.#shown} lost: ${why}${size}`;
  }

  #forget(filter: string): boolean {
    const handler = this.#filters.get(filter);
    if (handler === undefined) return false;
    this.#filters.delete(filter);
    this.#handlers.remove(filter, handler);
    return true;
  }

  #room(): Promise<void> | undefined {
    if (this.#client.stream.writableLength <= ROOM_BYTES) return undefined;
    this.#drained ??= this.#orEnd((resolve) => this.#client.stream.once('drain', resolve)).then(() => {
      this.#drained = undefined;
    });
    return this.#drained;
  }

  /** A promise that resolves by the given callback or when the connection is gone. */
  #orEnd(start: (resolve: () => void) => void): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#waiting.delete(done);
        resolve();
      };
      this.#waiting.add(done);
      start(done);
    });
  }

  #release(): void {
    for (const done of this.#waiting) done();
  }
}
