/**
 * An agent: a program outside of Chelu that drives a vehicle. `runAgent` says hello, waits for its turn each tick, asks `drive` what to do and
 * answers. It runs the same over MQTT (connect.ts) and in-process (a Transport of server/transport).
 */
import { randomInt } from 'node:crypto';
import { buildTopic } from '../../protos/topics.ts';
import { v2x } from '../../protos/wire/generated.js';
import type { Transport } from '../transport/transport.ts';

const SCHEMA_VERSION = 1;
/** A hello is repeated until it is answered: the server may come later than the agent. */
const HELLO_PERIOD_MS = 500;

export type VehicleState = v2x.frame.VehicleState;
export type SensedObject = v2x.frame.SensedObject;
export type Entry = v2x.frame.Entry;
/** What to do in the coming step; the id is filled in. */
export type Command = Omit<v2x.frame.IVehicleCommand, 'id'>;

/** One tick as the vehicle sees it. */
export interface Turn {
  readonly tick: number;
  readonly now_ms: number;
  readonly state: VehicleState;
  /** What its sensors see, the nearest first. */
  readonly objects: readonly SensedObject[];
  /** The next vehicle ahead on its way, where the sensors see it. */
  readonly leader: SensedObject | undefined;
  /** Messages its unit received; bodies in the standard's units. */
  readonly received: readonly Entry[];
  /** The vehicle's limits and its built-in driver. */
  readonly driver: v2x.agent.DriverFacts;
  readonly dt_s: number;
  /** Sends a message in this tick; the channel decides who receives it. */
  send(link: v2x.frame.Link, body: Partial<v2x.frame.IEntry>): void;
  /** Leaves after this tick. */
  leave(): void;
}

export type Drive = (turn: Turn) => Command | undefined | void;

export interface AgentOptions {
  readonly id: string;
  readonly run: string;
  /** One of both: a vehicle of the run, or a new one on these edges. */
  readonly take_over?: string;
  readonly spawn?: { readonly edges: readonly string[]; readonly pos_m?: number; readonly speed_mps?: number };
  /** 150 m, exact, unless said otherwise. */
  readonly sensors?: { readonly range_m?: number; readonly noisy?: boolean };
  readonly session?: number;
  readonly drive: Drive;
  /** What the server finds wrong. */
  readonly onError?: (error: v2x.agent.AgentError) => void;
}

export interface Agent {
  /** Resolves when the agent was welcomed; rejects with the reason when it was not. */
  readonly welcomed: Promise<v2x.agent.Welcome>;
  /** Resolves when the agent has left or the connection is gone. */
  readonly ended: Promise<void>;
  /** Says goodbye between ticks: at once, but not at the same tick in every run. */
  close(): Promise<void>;
}

/** A session number for an agent that starts now. */
export function drawSession(): number {
  return randomInt(1, 2 ** 31);
}

/** The will of an agent's connection: the broker tells of its loss. */
export function agentWill(run: string, id: string, session: number): { topic: string; payload: Uint8Array } {
  const { STATE_CONNECTION_BROKEN } = v2x.agent.Connection.State;
  return {
    topic: buildTopic(run, 'agent_connection', { agent: id }),
    payload: connection(session, STATE_CONNECTION_BROKEN),
  };
}

function connection(session: number, state: v2x.agent.Connection.State): Uint8Array {
  return v2x.agent.Connection.encode({ schemaVersion: SCHEMA_VERSION, session, state }).finish();
}

/** Runs an agent on a connection until it leaves. */
export async function runAgent(transport: Transport, options: AgentOptions): Promise<Agent> {
  const { id, run, onError } = options;
  const session = options.session ?? drawSession();
  const topic = (name: 'agent_hello' | 'agent_output' | 'agent_connection'): string =>
    buildTopic(run, name, { agent: id });
  let welcome: v2x.agent.Welcome | undefined;
  let over = false;
  let end: () => void = () => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  let settle: { resolve: (value: v2x.agent.Welcome) => void; reject: (error: Error) => void };
  const welcomed = new Promise<v2x.agent.Welcome>((resolve, reject) => (settle = { resolve, reject }));
  // Who does not look at it must not die of it.
  welcomed.catch(() => {});
  const seqs = new Map<string, number>();

  const hello = v2x.agent.Hello.encode({
    schemaVersion: SCHEMA_VERSION,
    session,
    role: v2x.agent.Role.ROLE_VEHICLE,
    sync: v2x.agent.SyncMode.SYNC_MODE_LOCK_STEP,
    sensors: {
      rangeM: options.sensors?.range_m ?? 0,
      profile: options.sensors?.noisy === true ? 1 : 0,
    },
    ...(options.take_over === undefined ? {} : { takeOver: options.take_over }),
    ...(options.spawn === undefined
      ? {}
      : {
          spawn: {
            edges: [...options.spawn.edges],
            posM: options.spawn.pos_m ?? 0,
            speedMps: options.spawn.speed_mps ?? 0,
          },
        }),
    software: 'chelu kit for TypeScript',
  }).finish();
  const timer = setInterval(() => void transport.publish(topic('agent_hello'), hello, { qos: 1 }), HELLO_PERIOD_MS);

  function finish(): void {
    over = true;
    clearInterval(timer);
    end();
  }

  function answer(payload: Uint8Array): void {
    if (over || welcome === undefined) return;
    const input = v2x.frame.TickInput.decode(payload);
    const sent: v2x.frame.IEntry[] = [];
    let leaves = false;
    const commands = input.entities.flatMap((entity) => {
      const id_of = entity.id ?? '';
      const driver = welcome!.entities.find((owned) => owned.id === id_of)?.driver;
      if (entity.state == null || driver == null) return [];
      const objects = (entity.objects ?? []) as SensedObject[];
      const command = options.drive({
        tick: input.tick,
        now_ms: Number(input.simTimeMs),
        state: entity.state as VehicleState,
        objects,
        leader: objects.find((object) => object.gapM != null),
        received: input.received as Entry[],
        driver: driver as v2x.agent.DriverFacts,
        dt_s: welcome!.dtMs / 1000,
        send(link, body) {
          const name = `${id_of}/${link}/${Object.keys(body).join()}`;
          const seq = (seqs.get(name) ?? -1) + 1;
          seqs.set(name, seq);
          sent.push({ source: id_of, link, seq, sentMs: input.simTimeMs, ...body });
        },
        leave: () => (leaves = true),
      });
      return command == null ? [] : [{ id: id_of, ...command }];
    });
    const output = v2x.frame.TickOutput.encode({
      schemaVersion: SCHEMA_VERSION,
      tick: input.tick,
      simTimeMs: input.simTimeMs,
      entryCount: sent.length,
      sent,
      session,
      commands,
      leave: leaves,
    }).finish();
    void transport.publish(topic('agent_output'), output);
    if (leaves) finish();
  }

  await transport.subscribe(buildTopic(run, 'agent_welcome', { agent: id }), (_, payload) => {
    const got = v2x.agent.Welcome.decode(payload);
    if (got.session !== session) return;
    clearInterval(timer);
    welcome = got;
    settle.resolve(got);
  });
  await transport.subscribe(buildTopic(run, 'agent_reject', { agent: id }), (_, payload) => {
    const { field, hint, session: of } = v2x.agent.Reject.decode(payload);
    if (of !== session) return;
    settle.reject(new Error(`refused: ${field}: ${hint}`));
    finish();
  });
  await transport.subscribe(buildTopic(run, 'agent_error', { agent: id }), (_, payload) =>
    onError?.(v2x.agent.AgentError.decode(payload)),
  );
  // The welcome (QoS 1) may be overtaken by the first tick (QoS 0): that one waits for it.
  let early: Promise<void> | undefined;
  await transport.subscribe(buildTopic(run, 'agent_input', { agent: id }), (_, payload) => {
    if (welcome !== undefined) return answer(payload);
    early = (early ?? welcomed.then(() => {})).then(() => answer(payload)).catch(() => {});
  });
  transport.onLost((reason) => {
    settle.reject(new Error(reason));
    finish();
  });
  const { STATE_ONLINE, STATE_OFFLINE } = v2x.agent.Connection.State;
  void transport.publish(topic('agent_connection'), connection(session, STATE_ONLINE), { qos: 1, retain: true });
  void transport.publish(topic('agent_hello'), hello, { qos: 1 });
  return {
    welcomed,
    ended,
    close: async () => {
      finish();
      await transport.publish(topic('agent_connection'), connection(session, STATE_OFFLINE), { qos: 1, retain: true });
    },
  };
}
