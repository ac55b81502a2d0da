import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { EmbeddedBrokerOptions } from '../../../server/broker/embedded-broker.ts';
import { startEmbeddedBroker } from '../../../server/broker/embedded-broker.ts';
import type { UserError } from '../../../server/scenario/user-error.ts';
import type { MqttTransportOptions } from '../../../server/transport/mqtt-transport.ts';
import { connectMqttTransport } from '../../../server/transport/mqtt-transport.ts';
import { parseBrokerUrl } from '../../../server/transport/mqtt-stream.ts';
import { openStalledReader } from '../../support/broker-packets.ts';

const open: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function startBroker(options: EmbeddedBrokerOptions = {}) {
  const broker = await startEmbeddedBroker({ mqtt_port: 0, ...options });
  open.push(() => broker.close());
  return broker;
}

async function startServer(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(() => new Promise((resolve) => server.close(() => resolve())));
  return (server.address() as AddressInfo).port;
}

/** The line a user sees for a connection that must fail. */
async function failure(url: string, options: Partial<MqttTransportOptions> = {}): Promise<string> {
  const error: unknown = await connectMqttTransport(url, { client_id: 'a1', ...options }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect((error as Error).name).toBe('UserError');
  const line = (error as UserError).line();
  expect(line).not.toContain('\n');
  return line;
}

describe('connecting to an MQTT broker', () => {
  it('names the URL, the reason and what to do where no broker is', async () => {
    const server = createServer();
    const port = await startServer(server);
    await open.pop()!();
    const line = await failure(`mqtt://127.0.0.1:${port}`);
    expect(line).toBe(
      `--broker: no MQTT broker answers at mqtt://127.0.0.1:${port}: connection refused (start a broker there, or use --broker embedded)`,
    );
    expect(await failure(`ws://127.0.0.1:${port}/mqtt`)).toMatch(/no MQTT broker answers at ws:.*: connection refused/);
    expect(await failure(`mqtts://127.0.0.1:${port}`)).toMatch(
      /no MQTT broker answers at mqtts:.*: connection refused/,
    );
  });

  it('gives up on a port that says nothing, and on one that hangs up', async () => {
    const silent = await startServer(createServer((socket) => open.push(async () => void socket.destroy())));
    expect(await failure(`mqtt://127.0.0.1:${silent}`, { connect_timeout_ms: 50 })).toMatch(/no answer in time/);
    const rude = await startServer(createServer((socket) => socket.destroy()));
    expect(await failure(`mqtt://127.0.0.1:${rude}`)).toMatch(/it closed the connection|ECONNRESET/);
    open.reverse();
  });

  it('says when it is refused, and never shows a password', async () => {
    const broker = await startBroker();
    const line = await failure(`mqtt://server:secret@127.0.0.1:${broker.mqtt_port}`);
    expect(line).toMatch(
      /^--broker: no MQTT broker answers at mqtt:\/\/127\.0\.0\.1:\d+: Connection refused: Not authorized/,
    );
    expect(line).not.toContain('secret');
  });

  it('finds out that a broker takes messages but does not deliver them', async () => {
    const broker = await startBroker({
      isWellFormed: () => false,
      policy: { mayPublish: () => true, maySubscribe: () => true },
    });
    const line = await failure(broker.mqtt_url!, { probe_timeout_ms: 50 });
    expect(line).toMatch(
      /^--broker: the MQTT broker at mqtt:\/\/127\.0\.0\.1:\d+ takes messages but does not deliver them \(.+\)$/,
    );
    const deaf = await startBroker({ policy: { mayPublish: () => true, maySubscribe: () => false } });
    expect(await failure(deaf.mqtt_url!)).toMatch(/does not deliver/);
  });

  it('understands four kinds of URLs and refuses the rest by name', async () => {
    expect(parseBrokerUrl('mqtts://u:p%40@broker.example.com')).toMatchObject({
      shown: 'mqtts://broker.example.com',
      username: 'u',
      password: 'p@',
    });
    expect(parseBrokerUrl('wss://broker.example.com:8084/mqtt').shown).toBe('wss://broker.example.com:8084/mqtt');
    expect(await failure('localhost:1883')).toMatch(
      /^--broker: not a broker's URL: localhost:1883 \(mqtt:\/\/HOST:PORT/,
    );
    expect(await failure('http://localhost', { flag: 'broker.url' })).toMatch(/^broker\.url: not a broker's URL/);
    expect(await failure('')).toMatch(/not a broker's URL/);
  });
});

describe('the MQTT transport', () => {
  it('says so when the broker refuses a filter', async () => {
    const broker = await startBroker();
    const transport = await connectMqttTransport(broker.mqtt_url!, { client_id: 'a1', probe_topic: false });
    await expect(transport.subscribe('$SYS/#', () => {})).rejects.toThrow(/cannot subscribe to \$SYS\/#/);
    await transport.close();
  });

  it('asks to be awaited when the broker is slow to read, and bounds what waits', async () => {
    const stuck: (() => void)[] = [];
    // Answers CONNECT and then reads nothing.
    const port = await startServer(
      createServer((socket) => {
        socket.once('data', () => {
          socket.pause();
          socket.write(Buffer.of(0x20, 2, 0, 0));
        });
        stuck.push(() => socket.destroy());
      }),
    );
    const transport = await connectMqttTransport(`mqtt://127.0.0.1:${port}`, { client_id: 'a1', probe_topic: false });
    const megabyte = new Uint8Array(1 << 20);
    let room: unknown;
    for (let i = 0; i < 100; i++) room = transport.publish('v2x/v1/main/view/frame', megabyte);
    expect(room).toBeInstanceOf(Promise);
    expect(transport.stats.shed).toBeGreaterThan(20);
    const { published } = transport.stats;
    void transport.publish('v2x/v1/main/cloud/cloud/in/tick', megabyte);
    expect(transport.stats.published).toBe(published + 1);
    const reason = new Promise<string>((resolve) => transport.onLost(resolve));
    for (const free of stuck) free();
    await room;
    expect(await reason).toMatch(/^connection to mqtt:\/\/127\.0\.0\.1:\d+ lost: /);
    await transport.close();
  });

  it('closes in bounded time though the broker does not read', async () => {
    const broker = await startBroker();
    const reader = await openStalledReader(broker.mqtt_port!, 'a2', 'v2x/#');
    const transport = await connectMqttTransport(broker.mqtt_url!, {
      ...broker.credentials('server'),
      probe_topic: false,
    });
    void transport.publish('v2x/v1/main/server/network', new Uint8Array(8 << 20), { qos: 1, retain: true });
    await transport.close();
    reader.destroy();
  });
});
