import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { EmbeddedBroker, EmbeddedBrokerOptions } from '../../../server/broker/embedded-broker.ts';
import { startEmbeddedBroker } from '../../../server/broker/embedded-broker.ts';
import type { UserError } from '../../../server/scenario/user-error.ts';
import { createInProcessTransport } from '../../../server/transport/in-process-transport.ts';
import { bytesOf, openInbox } from '../../support/broker-inbox.ts';
import {
  fixedHeader,
  openRawClient,
  openSocket,
  publishPacket,
  subscribePacket,
  untilClosed,
} from '../../support/broker-packets.ts';

const open: (() => Promise<void>)[] = [];

async function start(
  options: EmbeddedBrokerOptions = {},
): Promise<EmbeddedBroker & { port: number; notices: string[] }> {
  const notices: string[] = [];
  const broker = await startEmbeddedBroker({ mqtt_port: 0, onNotice: (text) => notices.push(text), ...options });
  open.push(() => broker.close());
  return { ...broker, port: broker.mqtt_port!, notices };
}

async function refusal(start_: Promise<unknown>): Promise<string> {
  const error: unknown = await start_.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect((error as Error).name).toBe('UserError');
  return (error as UserError).line();
}

afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

describe('the listener of the embedded broker', () => {
  it('serves loopback alone', async () => {
    const broker = await start();
    expect(broker.mqtt_url).toBe(`mqtt://127.0.0.1:${broker.port}`);
    expect(await refusal(startEmbeddedBroker({ mqtt_port: 0, host: '0.0.0.0' }))).toMatch(
      /^--host: .*0\.0\.0\.0.*\(.*\)$/,
    );
  });

  it('moves on from a default port that is taken, and says so', async () => {
    const first = await start();
    const second = await start({ mqtt_port: { from: first.port } });
    expect(second.port).toBeGreaterThan(first.port);
    expect(second.moved_from).toBe(first.port);
    expect(first.moved_from).toBeUndefined();
  });

  it('refuses a port that was given and is taken, naming flag, port and what to do', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    open.push(() => new Promise((resolve) => server.close(() => resolve())));
    const { port } = server.address() as AddressInfo;
    const line = await refusal(startEmbeddedBroker({ mqtt_port: port }));
    expect(line).toMatch(new RegExp(`^--mqtt-port ${port}: port ${port} on 127\\.0\\.0\\.1 is taken \\(.+\\)$`));
    expect(await refusal(startEmbeddedBroker({ mqtt_port: 70_000 }))).toMatch(/^--mqtt-port: 70000 is no port/);
  });

  it('needs no listener', async () => {
    const broker = await start({ mqtt_port: undefined as never });
    expect(broker.mqtt_port).toBeUndefined();
    expect(broker.mqtt_url).toBeUndefined();
  });

  it('closes with open connections, silent ones among them', async () => {
    const broker = await start();
    const silent = await openSocket(broker.port);
    const { socket } = await openRawClient(broker.port, { client_id: 'a1' });
    await broker.close();
    await Promise.all([untilClosed(silent), untilClosed(socket)]);
    expect(broker.stats().connections).toBe(0);
  });
});

describe('packets too large', () => {
  it('closes a client that announces 256 MB before it is buffered', async () => {
    const broker = await start();
    const { socket } = await openRawClient(broker.port, { client_id: 'greedy' });
    const before_bytes = process.memoryUsage().rss;
    const chunk = Buffer.alloc(1 << 20);
    socket.write(fixedHeader(0x30, 256 * 1024 * 1024 - 1));
    let sent = 0;
    const pour = (): void => {
      while (!socket.destroyed && sent < 150 && socket.write(chunk)) sent += 1;
    };
    socket.on('drain', pour);
    pour();
    await untilClosed(socket);
    expect(sent).toBeLessThan(30);
    expect(process.memoryUsage().rss - before_bytes).toBeLessThan(40 << 20);
    expect(broker.stats().too_large).toBe(1);
    expect(broker.notices).toEqual(['greedy announced a packet above 65536 bytes and was closed']);
  });

  it('closes a connection whose CONNECT is larger than 64 KiB', async () => {
    const broker = await start();
    const socket = await openSocket(broker.port);
    socket.write(fixedHeader(0x10, 65_537));
    await untilClosed(socket);
    expect(broker.stats().too_large).toBe(1);
  });

  it('raises the limit with the role', async () => {
    const broker = await start();
    const topic = 'v2x/v1/main/agent/big/out/tick';
    const inbox = await openInbox(createInProcessTransport(broker), topic);
    const { socket } = await openRawClient(broker.port, { client_id: 'big' });
    expect(broker.grant('big', 'operator')).toBe(true);
    expect(broker.grant('nobody', 'operator')).toBe(false);
    socket.write(publishPacket(topic, Buffer.alloc(1 << 20, 7)));
    const [message] = await inbox.until(1);
    expect(message!.payload.length).toBe(1 << 20);
  });
});

describe('clients that misbehave', () => {
  it('survives malformed connections and goes on serving', async () => {
    const broker = await start();
    const inbox = await openInbox(createInProcessTransport(broker), 'v2x/#');
    const sockets = await Promise.all(Array.from({ length: 300 }, () => openSocket(broker.port)));
    const connectStart = Buffer.from('101000044d5154540402003c0004', 'hex');
    sockets.forEach((socket, i) => {
      const noise = Buffer.from(Array.from({ length: 64 }, (_, k) => (i * 167 + k * 251 + k * k * 13) & 255));
      socket.end(i % 2 === 0 ? noise : Buffer.concat([connectStart, noise]));
    });
    await Promise.all(sockets.map(untilClosed));
    const { socket, return_code } = await openRawClient(broker.port, { client_id: 'a1' });
    expect(return_code).toBe(0);
    socket.write(publishPacket('v2x/v1/main/agent/a1/out/hello', bytesOf('still here')));
    await inbox.until(1);
    expect(inbox.texts()).toEqual(['still here']);
  });

  it('survives ids and topics named like properties of objects', async () => {
    const broker = await start();
    for (const client_id of ['__proto__', 'constructor', 'hasOwnProperty']) {
      const { socket, return_code } = await openRawClient(broker.port, { client_id });
      expect(return_code).toBe(0);
      socket.write(subscribePacket('__proto__/constructor'));
      await once(socket, 'data');
      socket.end();
      await untilClosed(socket);
    }
  });

  it("closes a client that writes what is another's, and delivers nothing of it", async () => {
    const broker = await start();
    const inbox = await openInbox(createInProcessTransport(broker), 'v2x/#');
    for (const topic of ['v2x/v1/main/server/state', 'v2x/v1/main/agent/a2/out/tick', 'v2x/v1/main/veh/a1/up/bsm/1']) {
      const { socket } = await openRawClient(broker.port, { client_id: 'a1' });
      socket.write(publishPacket(topic, bytesOf('x')));
      await untilClosed(socket);
    }
    expect(broker.stats().refused_publishes).toBe(3);
    expect(inbox.messages).toEqual([]);
    expect(broker.notices[0]).toBe('a1 may not publish to v2x/v1/main/server/state; its connection was closed');
  });

  it('refuses who claims to be a part of the run, or leaves a will that is not its own', async () => {
    const broker = await start();
    const will = { topic: 'v2x/v1/main/server/state', text: 'gone' };
    const codes = [];
    for (const fields of [
      { client_id: 'server' },
      { client_id: 'x', username: 'server', password: 'guess' },
      { client_id: 'cloud' },
      { client_id: 'a1', will },
      { client_id: 'a/1' },
    ]) {
      codes.push((await openRawClient(broker.port, fields)).return_code);
    }
    expect(codes).toEqual([5, 5, 5, 5, 2]);
    const own = broker.credentials('server');
    expect((await openRawClient(broker.port, own)).return_code).toBe(0);
    // Whoever knows the id alone cannot push the server out either.
    expect((await openRawClient(broker.port, { client_id: own.client_id })).return_code).toBe(5);
    expect(broker.stats().clients.map(({ role }) => role)).toEqual(['server']);
  });

  it('throws away what comes faster than allowed, and keeps the connection', async () => {
    const rates = { messages_per_s: 1, burst_messages: 20, bytes_per_s: 1 << 20, burst_bytes: 1 << 20 };
    const broker = await start({ rates, now_ms: () => 0 });
    const inbox = await openInbox(createInProcessTransport(broker), 'v2x/#');
    const { socket } = await openRawClient(broker.port, { client_id: 'a1' });
    const packet = publishPacket('v2x/v1/main/agent/a1/out/hello', bytesOf('x'));
    socket.write(Buffer.concat(Array.from({ length: 200 }, () => packet)));
    socket.write(subscribePacket('v2x/v1/main/clock'));
    await once(socket, 'data');
    expect(inbox.messages.length).toBe(20);
    expect(broker.stats().over_rate).toBe(180);
    expect(broker.stats().clients.length).toBe(1);
    expect(broker.notices.length).toBe(3);
  });

  it('lets a tick pay for its answer: the pace of lock-step is not limited', async () => {
    const rates = { messages_per_s: 1, burst_messages: 2, bytes_per_s: 1, burst_bytes: 70_000 };
    const broker = await start({ rates, now_ms: () => 0 });
    const server = createInProcessTransport(broker);
    const inbox = await openInbox(server, 'v2x/v1/main/agent/a1/out/tick');
    const { socket } = await openRawClient(broker.port, { client_id: 'a1' });
    socket.write(subscribePacket('v2x/v1/main/agent/a1/in/#'));
    await once(socket, 'data');
    for (let tick = 1; tick <= 50; tick++) {
      await server.publish('v2x/v1/main/agent/a1/in/tick', bytesOf('tick'));
      await once(socket, 'data');
      socket.write(publishPacket('v2x/v1/main/agent/a1/out/tick', Buffer.alloc(60_000)));
      await inbox.until(tick);
    }
    expect(broker.stats().over_rate).toBe(0);
  });

  it('throws away what does not decode, and closes after a hundred of them', async () => {
    const broker = await start({ isWellFormed: (_, payload) => payload[0] !== 0xff });
    const inbox = await openInbox(createInProcessTransport(broker), 'v2x/#');
    const { socket } = await openRawClient(broker.port, { client_id: 'a1' });
    const topic = 'v2x/v1/main/agent/a1/out/hello';
    socket.write(Buffer.concat([publishPacket(topic, Buffer.of(0xff)), publishPacket(topic, bytesOf('good'))]));
    await inbox.until(1);
    expect(inbox.texts()).toEqual(['good']);
    socket.write(Buffer.concat(Array.from({ length: 100 }, () => publishPacket(topic, Buffer.of(0xff)))));
    await untilClosed(socket);
    expect(broker.stats().malformed).toBe(101);
  });

  it('keeps no session beyond its connection, and says so', async () => {
    const broker = await start();
    for (let visit = 0; visit < 2; visit++) {
      const { socket, return_code } = await openRawClient(broker.port, { client_id: 'a1', clean: false });
      expect(return_code).toBe(0);
      socket.write(subscribePacket('v2x/#'));
      await once(socket, 'data');
      socket.end();
      await untilClosed(socket);
    }
    expect(broker.stats().clean_forced).toBe(2);
    expect(broker.bus.hasSubscribers('v2x/v1/main/clock')).toBe(false);
  });

  it('notices two connections with one client id and closes the older one', async () => {
    const broker = await start();
    const first = await openRawClient(broker.port, { client_id: 'twin' });
    const second = await openRawClient(broker.port, { client_id: 'twin' });
    await untilClosed(first.socket);
    expect(second.return_code).toBe(0);
    expect(broker.stats().duplicate_ids).toBe(1);
    expect(broker.notices).toEqual(['two connections use the client id twin; the older one was closed']);
  });

  it('hides its own topics', async () => {
    const broker = await start();
    const { socket } = await openRawClient(broker.port, { client_id: 'a1' });
    socket.write(subscribePacket('$SYS/#'));
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer[4]).toBe(128);
    expect(broker.stats().refused_subscriptions).toBe(1);
  });

  it('bounds the connections of one address and closes those that never say CONNECT', async () => {
    const broker = await start({ connections_per_address: 2, connect_timeout_ms: 50 });
    const first = await openSocket(broker.port);
    const second = await openSocket(broker.port);
    const third = await openSocket(broker.port);
    await untilClosed(third);
    expect(broker.stats().refused_connections).toBe(1);
    await Promise.all([untilClosed(first), untilClosed(second)]);
    expect((await openRawClient(broker.port, { client_id: 'a1' })).return_code).toBe(0);
  });
});

describe('the bus of the embedded broker', () => {
  it('knows exactly whether anybody listens', async () => {
    const broker = await start();
    const topic = 'v2x/v1/main/veh/17/up/bsm/120210';
    expect(broker.bus.hasSubscribers(topic)).toBe(false);
    const { socket } = await openRawClient(broker.port, { client_id: 'a1' });
    socket.write(subscribePacket('v2x/v1/main/veh/+/up/#'));
    await once(socket, 'data');
    expect(broker.bus.hasSubscribers(topic)).toBe(true);
    expect(broker.bus.hasSubscribers('v2x/v1/main/clock')).toBe(false);
    const transport = createInProcessTransport(broker);
    await transport.subscribe('v2x/v1/main/veh/17/#', () => {});
    socket.destroy();
    await untilClosed(socket);
    await broker.bus.settle();
    expect(broker.bus.hasSubscribers('v2x/v1/main/veh/18/up/bsm/1')).toBe(false);
    expect(broker.bus.hasSubscribers(topic)).toBe(true);
    await transport.unsubscribe('v2x/v1/main/veh/17/#');
    expect(broker.bus.hasSubscribers(topic)).toBe(false);
  });

  it('asks to be awaited after a large turn, sheds beyond the bound, and never sheds a frame of lock-step', async () => {
    const broker = await start();
    const { socket } = await openRawClient(broker.port, { client_id: 'a1' });
    socket.write(subscribePacket('v2x/#'));
    await once(socket, 'data');
    socket.resume();
    const transport = createInProcessTransport(broker);
    const megabytes = new Uint8Array(8 << 20);
    expect(transport.publish('v2x/v1/main/clock', new Uint8Array(8))).toBeUndefined();
    const room = transport.publish('v2x/v1/main/view/frame', megabytes);
    expect(room).toBeInstanceOf(Promise);
    for (let i = 0; i < 10; i++) void transport.publish('v2x/v1/main/view/frame', megabytes);
    expect(transport.stats.shed).toBe(3);
    void transport.publish('v2x/v1/main/cloud/x/in/tick', megabytes);
    expect(transport.stats.shed).toBe(3);
    await room;
    expect(transport.publish('v2x/v1/main/clock', new Uint8Array(8))).toBeUndefined();
  });
});
