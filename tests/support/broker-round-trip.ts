/**
 * Measures what lock-step waits for: one QoS 0 frame there and one back, on every transport. Run it by
 * `node --import tsx tests/support/broker-round-trip.ts`; both ends and an embedded broker share one process and its core.
 */
import { startHttpServer } from '../../server/http/http-server.ts';
import { startEmbeddedBroker } from '../../server/broker/embedded-broker.ts';
import { createInProcessTransport } from '../../server/transport/in-process-transport.ts';
import { connectMqttTransport } from '../../server/transport/mqtt-transport.ts';
import type { Transport } from '../../server/transport/transport.ts';
import { startMosquitto } from './broker-mosquitto.ts';
import { findMosquitto } from './executable.ts';

const SIZES_BYTES = [200, 200_000, 2_000_000, 8_000_000];

/** Round trips in ms: median and 99th percentile; the first tenth warms up. */
async function measure(near: Transport, far: Transport, size_bytes: number, rounds: number): Promise<string> {
  let answered: (() => void) | undefined;
  await far.subscribe('v2x/v1/bench/cloud/cloud/in/tick', (_, payload) => {
    void far.publish('v2x/v1/bench/cloud/cloud/out/tick', payload);
  });
  await near.subscribe('v2x/v1/bench/cloud/cloud/out/tick', () => answered?.());
  const times_ms: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const frame = Buffer.alloc(size_bytes, round);
    const start_ms = performance.now();
    await new Promise<void>((resolve) => {
      answered = resolve;
      void near.publish('v2x/v1/bench/cloud/cloud/in/tick', frame);
    });
    times_ms.push(performance.now() - start_ms);
  }
  await far.unsubscribe('v2x/v1/bench/cloud/cloud/in/tick');
  await near.unsubscribe('v2x/v1/bench/cloud/cloud/out/tick');
  const sorted = times_ms.slice(rounds / 10).toSorted((a, b) => a - b);
  const at = (share: number): string => sorted[Math.floor(share * (sorted.length - 1))]!.toFixed(3);
  return `${at(0.5)} / ${at(0.99)}`;
}

async function row(name: string, connect: (client: number) => Promise<Transport>): Promise<void> {
  const near = await connect(1);
  const far = await connect(2);
  const cells: Record<string, string> = { transport: name };
  for (const size_bytes of SIZES_BYTES) {
    cells[`${size_bytes / 1000} kB: p50 / p99 ms`] = await measure(near, far, size_bytes, size_bytes > 1e6 ? 40 : 400);
  }
  rows.push(cells);
  await near.close();
  await far.close();
}

const rows: Record<string, string>[] = [];
const broker = await startEmbeddedBroker({ mqtt_port: 0 });
const server = await startHttpServer({ port: 0, page_dir: 'absent', broker });
await row('in-process', async () => createInProcessTransport(broker));
await row('TCP, embedded', () => connectMqttTransport(broker.mqtt_url!, broker.credentials('server')));
await row('WebSocket, embedded', () =>
  connectMqttTransport(`ws://127.0.0.1:${server.port}/mqtt`, broker.credentials('server')),
);
await server.close();
await broker.close();
const program = findMosquitto();
if (program !== undefined) {
  const mosquitto = await startMosquitto(program);
  await row('TCP, mosquitto', (client) => connectMqttTransport(mosquitto.url, { client_id: `server-${client}` }));
  await mosquitto.stop();
}
console.table(rows);
