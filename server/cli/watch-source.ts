/** Where `chelu watch` gets its messages: the public copies of a run on a broker, decoded. */
import { randomBytes } from 'node:crypto';
import { BODY } from '../../protos/messages/body.ts';
import { clearBatch, createEntryBatch, entryOf } from '../../protos/messages/entry.ts';
import type { Entry } from '../../protos/messages/entry.ts';
import { localFrameAt } from '../../protos/messages/local-frame.ts';
import type { LocalFrame } from '../../protos/messages/local-frame.ts';
import { decodeEntry, decodeFrame } from '../../protos/wire/codec.ts';
import { buildFilter } from '../../protos/topics.ts';
import { v2x } from '../../protos/wire/generated.js';
import { UserError } from '../scenario/user-error.ts';
import { connectMqttTransport } from '../transport/mqtt-transport.ts';
import type { Transport } from '../transport/transport.ts';

/** Ports that are tried where no broker is named: the default and those it moves on to. */
const PORTS = { first: 1883, last: 1892 } as const;
/** How long a broker may take to hand out the retained state of a run. */
const STATE_MS = 800;

export type OnMessage = (run: string, entry: Entry) => void;

export interface WatchSource {
  readonly url: string;
  /** Resolves with the reason when the connection is lost. */
  readonly lost: Promise<string>;
  /** True once the run has said that it ended. */
  readonly ended: () => boolean;
  /** Payloads that could not be decoded. */
  readonly broken: () => number;
  close(): Promise<void>;
}

/** Connects to the broker named, or to the first one from 1883 on where a run is, and calls back for every message. */
export async function openWatchSource(
  broker: string | undefined,
  run: string | undefined,
  onMessage: OnMessage,
): Promise<WatchSource> {
  const { url, transport } =
    broker === undefined ? await findRun(run) : { url: broker, transport: await connect(broker) };
  const lost = new Promise<string>((resolve) => transport.onLost(resolve));
  const reader = createReader(onMessage);
  await transport.subscribe(buildFilter(run, 'server_state'), reader.state);
  await transport.subscribe(buildFilter(run, 'server_network'), reader.network);
  for (const kind of ['veh', 'rsu', 'station'] as const) {
    await transport.subscribe(buildFilter(run, 'up', { kind }), reader.copy);
  }
  await transport.subscribe(buildFilter(run, 'uplink_tile'), reader.tile);
  // Access rules of an external broker may keep the coordinator's answers from observers; then advice is not shown.
  await transport.subscribe(buildFilter(run, 'cloud_frame'), reader.cloud).catch(() => {});
  return {
    url,
    lost,
    ended: reader.ended,
    broken: reader.broken,
    close: () => transport.close(),
  };
}

function connect(url: string): Promise<Transport> {
  return connectMqttTransport(url, { client_id: `watch-${randomBytes(4).toString('hex')}`, probe_topic: false });
}

async function findRun(run: string | undefined): Promise<{ url: string; transport: Transport }> {
  for (let port = PORTS.first; port <= PORTS.last; port++) {
    const url = `mqtt://127.0.0.1:${port}`;
    const transport = await connect(url).catch((error: unknown) => {
      if (error instanceof UserError) return undefined;
      throw error;
    });
    if (transport === undefined) continue;
    if (await hasRun(transport, run)) return { url, transport };
    await transport.close();
  }
  const named = run === undefined ? '' : ` ${run}`;
  throw new UserError(`no run${named} found on mqtt://127.0.0.1, ports ${PORTS.first} to ${PORTS.last}`, {
    place: '--broker',
    hint: 'start one by chelu start, or name its broker by --broker URL',
  });
}

async function hasRun(transport: Transport, run: string | undefined): Promise<boolean> {
  const topic = buildFilter(run, 'server_state');
  const seen = new Promise<boolean>((resolve, reject) => {
    const timer = setTimeout(() => resolve(false), STATE_MS);
    transport
      .subscribe(topic, (_, payload) => {
        clearTimeout(timer);
        resolve(payload.length > 0);
      })
      .catch(reject);
  });
  const found = await seen;
  await transport.unsubscribe(topic);
  return found;
}

type Handler = (topic: string, payload: Uint8Array) => void;

interface Reader {
  readonly state: Handler;
  readonly network: Handler;
  readonly copy: Handler;
  readonly tile: Handler;
  readonly cloud: Handler;
  readonly ended: () => boolean;
  readonly broken: () => number;
}

const runOf = (topic: string): string => topic.split('/', 3)[2];

function createReader(onMessage: OnMessage): Reader {
  const batch = createEntryBatch();
  const frames = new Map<string, LocalFrame>();
  let broken = 0;
  let ended = false;
  const pass = (topic: string, ok: boolean, wanted: (body: number) => boolean): void => {
    if (!ok) broken++;
    const run = runOf(topic);
    const frame = frames.get(run);
    // Positions are in metres about the map's origin: without it they mean nothing. It is retained and comes first.
    if (frame !== undefined) {
      for (let i = 0; i < batch.count; i++) if (wanted(batch.body[i])) onMessage(run, entryOf(batch, i, frame));
    }
    clearBatch(batch);
  };
  return {
    state: (_, payload) => {
      if (payload.length > 0) ended = v2x.server.ServerState.decode(payload).phase === v2x.server.Phase.PHASE_ENDED;
    },
    network: (topic, payload) => {
      if (payload.length === 0) return;
      const { origin } = v2x.network.NetworkFacts.decode(payload);
      frames.set(runOf(topic), localFrameAt(origin?.latitudeDeg ?? 0, origin?.longitudeDeg ?? 0));
    },
    copy: (topic, payload) => pass(topic, decodeEntry(payload, batch).ok, () => true),
    tile: (topic, payload) => pass(topic, decodeFrame(payload, batch).ok, () => true),
    // What the coordinator sends has no public copy of its own: its answer to the tick is readable by everybody.
    cloud: (topic, payload) => pass(topic, decodeFrame(payload, batch).ok, (body) => body >= BODY.advice),
    ended: () => ended,
    broken: () => broken,
  };
}
