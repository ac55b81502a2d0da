/** What a broker must survive: a crash and a collapse that were measured on the library's default options. */
import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { EmbeddedBroker } from '../../../server/broker/embedded-broker.ts';
import { startEmbeddedBroker } from '../../../server/broker/embedded-broker.ts';
import type { RateLimits } from '../../../server/broker/client-record.ts';
import { createInProcessTransport } from '../../../server/transport/in-process-transport.ts';
import { connectMqttTransport } from '../../../server/transport/mqtt-transport.ts';
import { openInbox } from '../../support/broker-inbox.ts';
import { openRawClient, openStalledReader, publishPacket, untilClosed } from '../../support/broker-packets.ts';

const NO_LIMITS: RateLimits = { messages_per_s: 1e9, burst_messages: 1e9, bytes_per_s: 1e12, burst_bytes: 1e12 };

let broker: EmbeddedBroker;

async function start(): Promise<number> {
  broker = await startEmbeddedBroker({ mqtt_port: 0, rates: NO_LIMITS });
  return broker.mqtt_port!;
}

async function openVehicles(port: number, count: number): Promise<Socket[]> {
  const clients = await Promise.all(
    Array.from({ length: count }, (_, i) => openRawClient(port, { client_id: `v${i}` })),
  );
  expect(clients.every(({ return_code }) => return_code === 0)).toBe(true);
  return clients.map(({ socket }) => socket);
}

function written(socket: Socket, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => socket.write(bytes, () => resolve()));
}

afterEach(() => broker.close());

describe('the embedded broker under load', () => {
  it('lives on when a stalled reader of ten thousand messages drops', async () => {
    const port = await start();
    const inbox = await openInbox(createInProcessTransport(broker), 'v2x/v1/main/agent/+/out/hello');
    const reader = await openStalledReader(port, 'stalled', 'v2x/v1/main/agent/+/out/hello');
    const vehicles = await openVehicles(port, 200);
    const payload = Buffer.alloc(1000, 1);
    await Promise.all(
      vehicles.map((socket, i) => {
        const packet = publishPacket(`v2x/v1/main/agent/v${i}/out/hello`, payload);
        return written(socket, Buffer.concat(Array.from({ length: 60 }, () => packet)));
      }),
    );
    reader.destroy();
    await untilClosed(reader);
    await inbox.until(12_000);
    expect(inbox.messages.length).toBe(12_000);
    const { return_code } = await openRawClient(port, { client_id: 'next' });
    expect(return_code).toBe(0);
  });

  it('does not collapse when the reader of 400 connections stalls for a while: afterwards everything arrives again', async () => {
    const port = await start();
    const filter = 'v2x/v1/main/agent/+/out/hello';
    const vehicles = await openVehicles(port, 400);
    const bus = await openInbox(createInProcessTransport(broker), filter);
    const transport = await connectMqttTransport(broker.mqtt_url!, {
      ...broker.credentials('server'),
      probe_topic: false,
    });
    const stalled = await openStalledReader(port, 'stalled', filter);
    const reader = await openInbox(transport, filter);
    const packets = vehicles.map((_, i) => publishPacket(`v2x/v1/main/agent/v${i}/out/hello`, Buffer.alloc(200)));
    const ROUNDS = 30;
    for (let round = 1; round <= ROUNDS; round++) {
      vehicles.forEach((socket, i) => socket.write(packets[i]!));
      await bus.until(400 * round);
      if (round > 1) await reader.until(400 * (round - 1));
    }
    await reader.until(400 * ROUNDS);
    expect(reader.messages.length).toBe(400 * ROUNDS);
    const unread = broker.stats().clients.find(({ id }) => id === 'server')!.unread_bytes;
    expect(unread).toBe(0);
    stalled.destroy();
    await transport.close();
  });

  it('shields a healthy reader and the publishers from one that does not read', async () => {
    const port = await start();
    const topic = 'v2x/v1/main/agent/pub/out/hello';
    const stalled = await openStalledReader(port, 'stalled', topic);
    const connect = (client_id: string) => connectMqttTransport(broker.mqtt_url!, { client_id, probe_topic: false });
    const healthy = await connect('healthy');
    const publisher = await connect('pub');
    const inbox = await openInbox(healthy, topic);
    const payload = Buffer.alloc(4096, 1);
    let longest_gap_ms = 0;
    let last_ms = performance.now();
    // A publisher that waits for each delivery hangs as soon as the stalled reader holds one up.
    for (let i = 1; i <= 3000; i++) {
      await publisher.publish(topic, payload);
      await inbox.until(i - 8);
      const now_ms = performance.now();
      longest_gap_ms = Math.max(longest_gap_ms, now_ms - last_ms);
      last_ms = now_ms;
    }
    await inbox.until(3000);
    expect(longest_gap_ms).toBeLessThan(500);
    const slow = broker.stats().clients.find(({ id }) => id === 'stalled')!;
    expect(slow.shed).toBeGreaterThan(100);
    expect(slow.unread_bytes).toBeLessThan(512 << 10);
    expect(broker.stats().clients.find(({ id }) => id === 'healthy')!.shed).toBe(0);
    stalled.destroy();
    await healthy.close();
    await publisher.close();
  });

  it('delivers every frame of lock-step to an addressee that reads late', async () => {
    const port = await start();
    const topic = 'v2x/v1/main/agent/late/in/tick';
    const late = await openStalledReader(port, 'late', topic);
    const onlooker = await openStalledReader(port, 'onlooker', topic);
    const server = createInProcessTransport(broker);
    for (let tick = 0; tick < 40; tick++) await server.publish(topic, Buffer.alloc(500_000, tick));
    let received = 0;
    const complete = new Promise<void>((resolve) => {
      late.on('data', (chunk: Buffer) => {
        received += chunk.length;
        if (received >= 40 * 500_000) resolve();
      });
    });
    late.resume();
    await complete;
    expect(broker.stats().clients.find(({ id }) => id === 'late')!.shed).toBe(0);
    expect(broker.stats().clients.find(({ id }) => id === 'onlooker')!.shed).toBeGreaterThan(0);
    onlooker.destroy();
  });
});
