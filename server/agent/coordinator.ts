/**
 * A coordinator of one's own in place of the built-in one: each tick it gets all that reached the cloud, and answers with what it tells the
 * vehicles. The same over MQTT and in-process.
 */
import { buildTopic } from '../../protos/topics.ts';
import { v2x } from '../../protos/wire/generated.js';
import { connectMqttTransport } from '../transport/mqtt-transport.ts';
import type { Transport } from '../transport/transport.ts';
import { agentWill, drawSession, type Entry } from './agent.ts';

const SCHEMA_VERSION = 1;
const HELLO_PERIOD_MS = 500;
/** On the channel the cloud is called so, whoever coordinates. */
const CLOUD_ID = 'cloud';

/** One tick as the cloud sees it. */
export interface CloudTurn {
  readonly tick: number;
  readonly now_ms: number;
  /** What reached the cloud in this tick; bodies in the standard's units. */
  readonly entries: readonly Entry[];
  /** Sends a message over uu to these vehicles; the channel decides whether and when it arrives. */
  send(to: readonly string[], body: Partial<v2x.frame.IEntry>): void;
}

export interface CoordinatorOptions {
  readonly id: string;
  readonly run: string;
  readonly session?: number;
  readonly decide: (turn: CloudTurn) => void;
}

export interface CoordinatorAgent {
  /** Resolves when it was welcomed; rejects with the reason when it was not. */
  readonly welcomed: Promise<void>;
  /** Resolves when the connection is gone. */
  readonly ended: Promise<void>;
}

/** Says hello and answers each tick until the connection is gone. */
export async function runCoordinator(transport: Transport, options: CoordinatorOptions): Promise<CoordinatorAgent> {
  const { id, run, decide } = options;
  const session = options.session ?? drawSession();
  const seqs = new Map<string, number>();
  let settle: { resolve: () => void; reject: (error: Error) => void };
  const welcomed = new Promise<void>((resolve, reject) => (settle = { resolve, reject }));
  // Who does not look at it must not die of it.
  welcomed.catch(() => {});
  const hello = v2x.agent.Hello.encode({
    schemaVersion: SCHEMA_VERSION,
    session,
    role: v2x.agent.Role.ROLE_CLOUD,
    sync: v2x.agent.SyncMode.SYNC_MODE_LOCK_STEP,
    coordinator: { tiles: [] },
    software: 'chelu kit for TypeScript',
  }).finish();
  const sayHello = (): void => void transport.publish(buildTopic(run, 'agent_hello', { agent: id }), hello, { qos: 1 });
  const timer = setInterval(sayHello, HELLO_PERIOD_MS);
  const ended = new Promise<void>((resolve) =>
    transport.onLost((reason) => {
      clearInterval(timer);
      settle.reject(new Error(reason));
      resolve();
    }),
  );

  await transport.subscribe(buildTopic(run, 'uplink_frame', { agent: id }), (_, payload) => {
    clearInterval(timer);
    const { tick, simTimeMs, entries } = v2x.frame.UplinkFrame.decode(payload);
    const sent: v2x.frame.IEntry[] = [];
    decide({
      tick,
      now_ms: Number(simTimeMs),
      entries: entries as Entry[],
      send: (to, body) => {
        const name = Object.keys(body).join();
        const seq = (seqs.get(name) ?? -1) + 1;
        seqs.set(name, seq);
        sent.push({ source: CLOUD_ID, link: v2x.frame.Link.LINK_UU, to: [...to], seq, sentMs: simTimeMs, ...body });
      },
    });
    const frame = v2x.frame.CloudFrame.encode({
      schemaVersion: SCHEMA_VERSION,
      tick,
      simTimeMs,
      entryCount: sent.length,
      entries: sent,
      session,
    }).finish();
    void transport.publish(buildTopic(run, 'cloud_frame', { agent: id }), frame);
  });
  await transport.subscribe(buildTopic(run, 'agent_welcome', { agent: id }), (_, payload) => {
    if (v2x.agent.Welcome.decode(payload).session === session) settle.resolve();
  });
  await transport.subscribe(buildTopic(run, 'agent_reject', { agent: id }), (_, payload) => {
    const { field, hint, session: of } = v2x.agent.Reject.decode(payload);
    if (of !== session) return;
    clearInterval(timer);
    settle.reject(new Error(`refused: ${field}: ${hint}`));
  });
  sayHello();
  return { welcomed, ended };
}

/** Connects as the environment says (CHELU_BROKER, CHELU_RUN, CHELU_AGENT), and coordinates. */
export async function connectCoordinator(decide: CoordinatorOptions['decide']): Promise<CoordinatorAgent> {
  const id = process.env['CHELU_AGENT'] ?? 'coordinator';
  const run = process.env['CHELU_RUN'] ?? 'main';
  const session = drawSession();
  const transport = await connectMqttTransport(process.env['CHELU_BROKER'] ?? 'mqtt://127.0.0.1:1883', {
    client_id: id,
    will: { ...agentWill(run, id, session), qos: 1, retain: true },
    probe_topic: false,
    flag: 'CHELU_BROKER',
  });
  return runCoordinator(transport, { id, run, session, decide });
}
