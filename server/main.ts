/**
 * The composition root: broker, connections, page and run, wired by plain calls. What is opened here is closed here, in the opposite
 * order, however the run ends.
 */
import { randomInt } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { TOPIC_ROOT } from '../protos/topics.ts';
import { startEmbeddedBroker } from './broker/embedded-broker.ts';
import type { EmbeddedBroker } from './broker/embedded-broker.ts';
import type { PortWish } from './broker/listen-port.ts';
import { packageCommit, packageVersion } from './cli/package-version.ts';
import { listScenarios } from './scenario/library.ts';
import { startHttpServer } from './http/http-server.ts';
import { openHashLog } from './runner/hash-log-file.ts';
import type { Pace } from './runner/pacing.ts';
import type { RunResult } from './runner/result.ts';
import type { RunStatus } from './runner/run-options.ts';
import { serverWill } from './runner/server-facts.ts';
import { startRun } from './runner/run.ts';
import type { Run } from './runner/run.ts';
import type { TripRow } from './runner/trip-statistics.ts';
import type { Scenario } from './scenario/scenario.ts';
import { UserError } from './scenario/user-error.ts';
import { createInProcessTransport } from './transport/in-process-transport.ts';
import { connectMqttTransport } from './transport/mqtt-transport.ts';
import type { MqttTransportOptions } from './transport/mqtt-transport.ts';
import type { Transport } from './transport/transport.ts';

const PAGE_DIR = fileURLToPath(new URL('../client/dist', import.meta.url));
const PROTOS_DIR = fileURLToPath(new URL('../protos', import.meta.url));

/** The embedded broker in-process or over TCP, or one elsewhere. */
export type BrokerChoice = 'embedded' | 'embedded+tcp' | { readonly url: string };

export interface LaunchOptions {
  readonly run_id: string;
  readonly pace: Pace;
  readonly broker: BrokerChoice;
  /** Port of the page; absent: nothing is served. */
  readonly port?: PortWish;
  /** Port of the embedded broker; absent: it listens only where it must. */
  readonly mqtt_port?: PortWish;
  /** Judge collisions, red entries and standing vehicles. */
  readonly check: boolean;
  /** Agents that tick 0 waits for, and how long, s. */
  readonly await_agents?: readonly string[];
  readonly await_s?: number;
  /** File for the hash of every tick and part. */
  readonly hash_log?: string;
  /** A line about a client of the embedded broker that misbehaves. */
  readonly onNotice?: (text: string) => void;
}

/** Where a served run is found. */
export interface ServedAt {
  readonly page_url: string;
  readonly mqtt_url: string;
  readonly run_id: string;
  /** Ports that were taken: one line each. */
  readonly moved: readonly string[];
}

export interface LiveRun {
  /** Absent where nothing is served. */
  readonly served: ServedAt | undefined;
  /** `mqtt://127.0.0.1:PORT` of the embedded broker, where it listens. */
  readonly mqtt_url: string | undefined;
  readonly finished: Promise<FinishedRun>;
  status(): RunStatus;
  /** Ends the run at the next tick. */
  stop(): void;
}

export interface FinishedRun {
  readonly result: RunResult;
  readonly trips: () => Iterable<TripRow>;
  /** Invariants that did not hold. */
  readonly broken: readonly string[];
  /** First collisions, red entries and stuck vehicles, in words. */
  readonly accounts: readonly string[];
}

type Will = NonNullable<MqttTransportOptions['will']>;

/** Undoes what was opened, last first. */
class Openings {
  readonly #closers: (() => void | Promise<void>)[] = [];

  add(closer: () => void | Promise<void>): void {
    this.#closers.push(closer);
  }

  async close(): Promise<void> {
    for (let closer = this.#closers.pop(); closer !== undefined; closer = this.#closers.pop()) await closer();
  }
}

/** Opens everything and starts the run. Throws a UserError for ports that are taken and brokers that are not there. */
export async function launchRun(scenario: Scenario, options: LaunchOptions): Promise<LiveRun> {
  const openings = new Openings();
  try {
    // A headless run whose broker listens nowhere has no audience: it needs no broker.
    const alone = options.broker === 'embedded' && options.port === undefined && options.mqtt_port === undefined;
    const broker = typeof options.broker === 'object' || alone ? undefined : await openBroker(options, openings);
    const served = broker === undefined ? undefined : await openPage(options, broker, openings);
    const session = randomInt(1, 2 ** 31);
    // Who watches learns from the broker that a server died.
    const will = serverWill(options.run_id, scenario, session, packageVersion());
    const server = alone ? undefined : await connect('server', options, broker, openings, will);
    const coordinator = alone ? undefined : await connect('cloud', options, broker, openings);
    const hash_log = options.hash_log === undefined ? undefined : openHashLog(options.hash_log);
    if (hash_log !== undefined) openings.add(() => hash_log.close());
    const run = await startRun(scenario, {
      run_id: options.run_id,
      pace: options.pace,
      ...(server === undefined ? {} : { server }),
      ...(coordinator === undefined ? {} : { coordinator }),
      check: options.check,
      await_agents: options.await_agents ?? [],
      ...(options.await_s === undefined ? {} : { await_s: options.await_s }),
      ...(hash_log === undefined ? {} : { hash_log: hash_log.write }),
      audience: alone ? 'nobody' : broker === undefined ? 'external' : 'embedded',
      version: packageVersion(),
      commit: packageCommit(),
      session,
    });
    let lost: string | undefined;
    for (const transport of [server, coordinator]) transport?.onLost((reason) => (lost ??= reason));
    return {
      served,
      mqtt_url: broker?.mqtt_url,
      finished: finish(run, openings, () => lostError(options.broker, lost)),
      status: () => run.status(),
      stop: () => run.stop(),
    };
  } catch (error) {
    await openings.close();
    throw error;
  }
}

async function openBroker(options: LaunchOptions, openings: Openings): Promise<EmbeddedBroker> {
  // Over TCP without a wish any free port will do: nobody but this process needs to find it.
  const mqtt_port = options.mqtt_port ?? (options.broker === 'embedded+tcp' ? 0 : undefined);
  const { onNotice } = options;
  const broker = await startEmbeddedBroker({
    ...(mqtt_port === undefined ? {} : { mqtt_port }),
    ...(onNotice === undefined ? {} : { onNotice }),
  });
  openings.add(() => broker.close());
  return broker;
}

async function openPage(
  options: LaunchOptions,
  broker: EmbeddedBroker,
  openings: Openings,
): Promise<ServedAt | undefined> {
  if (options.port === undefined || broker.mqtt_url === undefined) return undefined;
  const page = await startHttpServer({
    port: options.port,
    page_dir: PAGE_DIR,
    protos_dir: PROTOS_DIR,
    broker,
    scenarios: listScenarios,
  });
  openings.add(() => page.close());
  const moved = [
    ...(page.moved_from === undefined ? [] : [`port ${page.moved_from} is taken: the page moved to ${page.port}`]),
    ...(broker.moved_from === undefined
      ? []
      : [`port ${broker.moved_from} is taken: MQTT moved to ${broker.mqtt_port}`]),
  ];
  return { page_url: page.url, mqtt_url: broker.mqtt_url, run_id: options.run_id, moved };
}

async function connect(
  role: 'server' | 'cloud',
  options: LaunchOptions,
  broker: EmbeddedBroker | undefined,
  openings: Openings,
  will?: Will,
): Promise<Transport> {
  const transport = await openTransport(role, options, broker, will);
  openings.add(() => transport.close());
  return transport;
}

function openTransport(
  role: 'server' | 'cloud',
  options: LaunchOptions,
  broker: EmbeddedBroker | undefined,
  will: Will | undefined,
): Transport | Promise<Transport> {
  const testament = will === undefined ? {} : { will };
  if (broker !== undefined && options.broker === 'embedded') return createInProcessTransport(broker);
  if (broker?.mqtt_url !== undefined) {
    return connectMqttTransport(broker.mqtt_url, { ...broker.credentials(role), ...testament, probe_topic: false });
  }
  if (typeof options.broker !== 'object') throw new Error('an embedded broker that connections go to has a port');
  return connectMqttTransport(options.broker.url, {
    client_id: `chelu-${role}-${options.run_id}`.slice(0, 64),
    ...testament,
    // Each tries its connection on a topic that access rules let it write.
    ...(role === 'cloud' ? { probe_topic: `${TOPIC_ROOT}/${options.run_id}/cloud/cloud/out/probe` } : {}),
  });
}

/** Runs to the end; a connection that broke on the way is the user's to mend, not a fault of ours. */
async function finish(run: Run, openings: Openings, lostReason: () => UserError | undefined): Promise<FinishedRun> {
  try {
    await run.run();
    const result = await run.finish();
    return { result, trips: () => run.trips(), broken: run.broken, accounts: run.accounts };
  } catch (error) {
    await run.finish().catch(() => {});
    throw lostReason() ?? error;
  } finally {
    await openings.close();
  }
}

function lostError(broker: BrokerChoice, reason: string | undefined): UserError | undefined {
  if (reason === undefined) return undefined;
  const place = typeof broker === 'object' ? `--broker ${broker.url}` : `--broker ${broker}`;
  return new UserError(reason, { place, hint: 'the run could not go on' });
}
