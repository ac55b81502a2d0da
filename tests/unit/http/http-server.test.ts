import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { EmbeddedBroker } from '../../../server/broker/embedded-broker.ts';
import { startEmbeddedBroker } from '../../../server/broker/embedded-broker.ts';
import type { HttpServer, ScenarioListing } from '../../../server/http/http-server.ts';
import { startHttpServer } from '../../../server/http/http-server.ts';
import { cacheControl } from '../../../server/http/response-headers.ts';
import { createInProcessTransport } from '../../../server/transport/in-process-transport.ts';
import { connectMqttTransport } from '../../../server/transport/mqtt-transport.ts';
import { bytesOf, openInbox } from '../../support/broker-inbox.ts';
import { connectPacket, fixedHeader, subscribePacket } from '../../support/broker-packets.ts';

const TEXT = { en: 'look', zh: '看' };
let folder: string;
let broker: EmbeddedBroker;
let server: HttpServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'chelu-http-'));
  mkdirSync(join(folder, 'page', 'assets'), { recursive: true });
  mkdirSync(join(folder, 'protos', 'wire'), { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  writeFileSync(join(folder, 'page', 'index.html'), '<!doctype html><title>Chelu</title>');
  writeFileSync(join(folder, 'page', 'assets', 'index-0a1b2c3d.js'), 'export {};');
  writeFileSync(join(folder, 'protos', 'frame.proto'), 'syntax = "proto3";');
  writeFileSync(join(folder, 'protos', 'topics.ts'), 'secret');
  broker = await startEmbeddedBroker();
  server = await startHttpServer({
    port: 0,
    page_dir: join(folder, 'page'),
    protos_dir: join(folder, 'protos'),
    broker,
    health: () => ({ tick: 7 }),
    scenarios: () => [{ name: 'a', title: TEXT, look_at: TEXT, path: join(folder, 'secret.yaml') } as ScenarioListing],
  });
});

afterAll(async () => {
  await server.close();
  await broker.close();
  rmSync(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** A request as written: fetch would tidy the path up and set the Host. */
function get(path: string, headers: Readonly<Record<string, string>> = {}, port = server.port): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, headers, agent: false }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, text }));
    });
    sent.on('error', reject);
    sent.end();
  });
}

/** The status line's number that answers an upgrade. */
async function upgrade(path: string, headers: Readonly<Record<string, string>>): Promise<number> {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, ['mqtt'], { headers });
  return new Promise((resolve) => {
    socket.on('error', () => {});
    socket.on('unexpected-response', (sent, response) => {
      resolve(response.statusCode!);
      sent.destroy();
    });
    socket.on('open', () => {
      resolve(101);
      socket.terminate();
    });
  });
}

describe('the web server', () => {
  it('names the scenarios with their texts, and nothing of where they lie', async () => {
    const { status, text } = await get('/scenarios');
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual({ scenarios: [{ name: 'a', title: TEXT, look_at: TEXT }] });
  });

  it('serves the built page with headers that keep others out', async () => {
    const page = await get('/');
    expect(page.status).toBe(200);
    expect(page.text).toContain('<title>Chelu</title>');
    expect(page.headers['content-type']).toMatch(/^text\/html/);
    expect(page.headers['content-security-policy']).toMatch(/script-src 'self';/);
    expect(page.headers['x-content-type-options']).toBe('nosniff');
    expect(page.headers['cache-control']).toBe('no-cache');
    const script = await get('/assets/index-0a1b2c3d.js');
    expect(script.headers['content-type']).toMatch(/javascript/);
    expect(script.headers['cache-control']).toMatch(/immutable/);
    expect(cacheControl('/index.html')).toBe('no-cache');
  });

  it('tells its health', async () => {
    const answer = await get('/healthz');
    expect(JSON.parse(answer.text)).toEqual({ status: 'ok', tick: 7 });
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it('serves the message definitions and no code beside them', async () => {
    const answer = await get('/protos/frame.proto');
    expect(answer.text).toBe('syntax = "proto3";');
    expect(answer.headers['content-type']).toMatch(/^text\/plain/);
    for (const path of ['/protos/topics.ts', '/protos/', '/protos', '/protos/absent.proto', '/protos/wire'])
      expect((await get(path)).status).toBe(404);
  });

  it('has no way out of the folder, and answers 404 for what is not there', async () => {
    expect((await get('/absent')).status).toBe(404);
    const paths = [
      '/../secret.txt',
      '/..%2fsecret.txt',
      '/%2e%2e/secret.txt',
      '/assets/../../secret.txt',
      '/assets/..%5c..%5csecret.txt',
      '/..\\secret.txt',
      '//etc/passwd',
      '/protos/../../secret.txt',
      '/protos/..%2fsecret.txt',
      '/%00',
      '/%',
    ];
    for (const path of paths) {
      const answer = await get(path);
      // The HTTP layer itself refuses what is no URL at all.
      expect([path, [400, 404].includes(answer.status), answer.text.includes('secret')]).toEqual([path, true, false]);
    }
  });

  it('answers only to names of this machine', async () => {
    expect((await get('/', { Host: `localhost:${server.port}` })).status).toBe(200);
    expect((await get('/', { Host: '[::1]:8080' })).status).toBe(200);
    expect((await get('/', { Host: 'rebound.example.com' })).status).toBe(403);
    expect((await get('/', { Host: 'localhost.example.com' })).status).toBe(403);
  });

  it('says how to build a page that is not there', async () => {
    const bare = await startHttpServer({ port: 0, page_dir: join(folder, 'absent') });
    const answer = await get('/', {}, bare.port);
    expect(answer).toMatchObject({ status: 503, text: 'The page is not built yet: npm run page\n' });
    await bare.close();
  });

  it('serves loopback alone, and moves on from a default port that is taken', async () => {
    await expect(startHttpServer({ port: 0, host: '::', page_dir: folder })).rejects.toThrow(/this machine alone/);
    await expect(startHttpServer({ port: server.port, page_dir: folder })).rejects.toThrow(
      new RegExp(`port ${server.port} .*is taken`),
    );
    const second = await startHttpServer({ port: { from: server.port }, page_dir: folder });
    expect(second.port).toBeGreaterThan(server.port);
    expect(second.moved_from).toBe(server.port);
    expect(second.url).toBe(`http://127.0.0.1:${second.port}`);
    await second.close();
  });
});

describe('MQTT over WebSocket', () => {
  it('opens for pages of this machine and for clients without a page, and for no other page', async () => {
    const origin = (name: string): Promise<number> => upgrade('/mqtt', { Origin: name });
    expect(await upgrade('/mqtt', {})).toBe(101);
    expect(await upgrade('/mqtt?x=1', {})).toBe(101);
    expect(await origin(`http://127.0.0.1:${server.port}`)).toBe(101);
    expect(await origin('http://localhost:5173')).toBe(101);
    expect(await origin('https://example.com')).toBe(403);
    expect(await origin('http://localhost.example.com')).toBe(403);
    expect(await origin('http://127.0.0.1.example.com')).toBe(403);
    expect(await origin('http://127.0.0.1@example.com')).toBe(403);
    expect(await origin('null')).toBe(403);
    expect(await origin('file://')).toBe(403);
    const rebound = `rebound.example.com:${server.port}`;
    expect(await upgrade('/mqtt', { Host: rebound, Origin: `http://${rebound}` })).toBe(403);
    expect(await upgrade('/other', {})).toBe(404);
  });

  it('carries MQTT both ways', async () => {
    const own = createInProcessTransport(broker);
    const page = await connectMqttTransport(`ws://127.0.0.1:${server.port}/mqtt`, {
      client_id: 'page-1',
      probe_topic: false,
    });
    const view = await openInbox(page, 'v2x/v1/main/view/#');
    const requests = await openInbox(own, 'v2x/v1/main/control/+/request');
    void own.publish('v2x/v1/main/view/frame', new Uint8Array(300_000));
    void page.publish('v2x/v1/main/control/page-1/request', bytesOf('pause'));
    await Promise.all([view.until(1), requests.until(1)]);
    expect(view.messages[0]!.payload.length).toBe(300_000);
    expect(requests.texts()).toEqual(['pause']);
    await page.close();
  });

  it('closes a socket whose message or MQTT packet is too large', async () => {
    const url = `ws://127.0.0.1:${server.port}/mqtt`;
    const large = new WebSocket(url, ['mqtt']);
    large.on('error', () => {});
    await once(large, 'open');
    large.send(Buffer.alloc(9 << 20));
    await new Promise((resolve) => large.once('close', resolve));
    const before = broker.stats().too_large;
    const greedy = new WebSocket(url, ['mqtt']);
    greedy.on('error', () => {});
    await once(greedy, 'open');
    greedy.send(connectPacket({ client_id: 'greedy' }));
    await once(greedy, 'message');
    greedy.send(Buffer.concat([fixedHeader(0x30, 70_000), Buffer.alloc(1000)]));
    await new Promise((resolve) => greedy.once('close', resolve));
    expect(broker.stats().too_large).toBe(before + 1);
  });

  it('shields everybody from a page that does not read', async () => {
    const stalled = new WebSocket(`ws://127.0.0.1:${server.port}/mqtt`, ['mqtt']);
    await once(stalled, 'open');
    stalled.send(connectPacket({ client_id: 'stalled' }));
    await once(stalled, 'message');
    const own = createInProcessTransport(broker);
    stalled.send(subscribePacket('v2x/v1/main/clock'));
    await once(stalled, 'message');
    stalled.pause();
    const inbox = await openInbox(own, 'v2x/v1/main/clock');
    for (let i = 1; i <= 2000; i++) {
      await own.publish('v2x/v1/main/clock', Buffer.alloc(16_384));
      if (i % 4 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await inbox.until(2000);
    const client = broker.stats().clients.find(({ id }) => id === 'stalled')!;
    expect(client.shed).toBeGreaterThan(100);
    expect(client.unread_bytes).toBeLessThan(1 << 20);
    stalled.terminate();
  });

  it('closes with open sockets of every kind', async () => {
    const other = await startHttpServer({ port: 0, page_dir: join(folder, 'page'), broker });
    const idle = connect({ port: other.port, host: '127.0.0.1' });
    await once(idle, 'connect');
    const webSocket = new WebSocket(`ws://127.0.0.1:${other.port}/mqtt`, ['mqtt']);
    webSocket.on('error', () => {});
    await once(webSocket, 'open');
    const ended = Promise.all([once(idle, 'close'), new Promise((resolve) => webSocket.once('close', resolve))]);
    await other.close();
    await ended;
  });
});
