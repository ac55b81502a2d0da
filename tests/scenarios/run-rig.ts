/** Runs a scenario behind one of the brokers a user may choose, and gives its result: what the tests of equal hashes share. */
import { startEmbeddedBroker } from '../../server/broker/embedded-broker.ts';
import type { RunOptions } from '../../server/runner/run-options.ts';
import type { RunResult } from '../../server/runner/result.ts';
import { startRun, type Run } from '../../server/runner/run.ts';
import { loadScenario } from '../../server/scenario/loader.ts';
import type { Scenario } from '../../server/scenario/scenario.ts';
import { createInProcessTransport } from '../../server/transport/in-process-transport.ts';
import { connectMqttTransport } from '../../server/transport/mqtt-transport.ts';
import type { Transport } from '../../server/transport/transport.ts';

/** none = no broker at all; the frames are handed over directly. */
export type BrokerKind = 'none' | 'embedded' | 'embedded+tcp' | { readonly url: string };

export interface RigOptions extends Partial<RunOptions> {
  readonly broker?: BrokerKind;
  /** A further client, as a viewer would be one. */
  readonly viewer?: (transport: Transport) => Promise<void>;
  /** Called before the first tick. */
  readonly onStart?: (run: Run) => void;
}

/** The junction of `npm start` without its warm-up. */
export function loadJunction(until_s: number, sets: readonly string[] = [], seed?: number): Promise<Scenario> {
  return loadScenario('junction', { until_s, sets: ['warmup_s=0', ...sets], ...(seed === undefined ? {} : { seed }) });
}

/** Runs to the end. */
export async function runScenario(scenario: Scenario, options: RigOptions = {}): Promise<RunResult> {
  const { broker = 'none', viewer, onStart, ...rest } = options;
  const closers: (() => Promise<void>)[] = [];
  const keep = (transport: Transport): Transport => {
    closers.unshift(() => transport.close());
    return transport;
  };
  try {
    const connect = await openBroker(broker, closers);
    const server = connect === undefined ? {} : { server: keep(await connect('server')) };
    const coordinator = connect === undefined ? {} : { coordinator: keep(await connect('cloud')) };
    const run = await startRun(scenario, { run_id: 'test', pace: 'max', ...server, ...coordinator, ...rest });
    try {
      onStart?.(run);
      if (viewer !== undefined && connect !== undefined) await viewer(keep(await connect('viewer')));
      await run.run();
    } finally {
      await run.finish();
    }
    return run.result();
  } finally {
    for (const close of closers) await close();
  }
}

type Connect = (role: 'server' | 'cloud' | 'viewer') => Promise<Transport>;

async function openBroker(kind: BrokerKind, closers: (() => Promise<void>)[]): Promise<Connect | undefined> {
  if (kind === 'none') return undefined;
  if (typeof kind === 'object') return (role) => connectMqttTransport(kind.url, { client_id: `test-${role}` });
  const broker = await startEmbeddedBroker(kind === 'embedded' ? {} : { mqtt_port: 0 });
  closers.unshift(() => broker.close());
  if (kind === 'embedded') return async () => createInProcessTransport(broker);
  return (role) =>
    connectMqttTransport(
      broker.mqtt_url!,
      role === 'viewer'
        ? { client_id: 'viewer', probe_topic: false as const }
        : { ...broker.credentials(role), probe_topic: false },
    );
}
