/** The one web server: the built page, /healthz, /scenarios, the message definitions under /protos, and MQTT over WebSocket at /mqtt. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import type { PortWish } from '../broker/listen-port.ts';
import { listenOn } from '../broker/listen-port.ts';
import { isLoopback } from '../broker/loopback.ts';
import { UserError } from '../scenario/user-error.ts';
import type { StreamTaker } from './mqtt-websocket.ts';
import { serveMqttWebSocket } from './mqtt-websocket.ts';
import { isAllowedHost } from './origin-check.ts';
import { cacheControl, RESPONSE_HEADERS } from './response-headers.ts';

export interface HttpServerOptions {
  readonly port: PortWish;
  /** Address to listen on; loopback alone is open, 127.0.0.1 by default. */
  readonly host?: string;
  /** Folder of the built page; where it is absent, `/` says so. */
  readonly page_dir: string;
  /** Folder of the .proto files to serve. */
  readonly protos_dir?: string;
  /** The embedded broker, for /mqtt; without one /mqtt answers 404. */
  readonly broker?: StreamTaker;
  /** Further facts for /healthz. */
  readonly health?: () => Readonly<Record<string, unknown>>;
  /** Scenarios that come along, for /scenarios. */
  readonly scenarios?: () => readonly ScenarioListing[];
  /** Names besides loopback that a forwarding proxy may use in Host and Origin, lower case. */
  readonly allowed_hosts?: readonly string[];
}

/** A scenario as people read of it. */
export interface ScenarioListing {
  /** What `chelu start` takes. */
  readonly name: string;
  readonly title: { readonly en: string; readonly zh: string };
  /** What to look at. */
  readonly look_at: { readonly en: string; readonly zh: string };
}

export interface HttpServer {
  readonly port: number;
  /** `http://host:port`. */
  readonly url: string;
  /** The default port that was taken, when the server had to move on. */
  readonly moved_from: number | undefined;
  /** Closes the listener and every connection, WebSockets too. */
  close(): Promise<void>;
}

/** Starts serving; throws a UserError for a port that is taken and for a host that other machines can reach. */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const host = options.host ?? '127.0.0.1';
  if (!isLoopback(host)) {
    throw new UserError(`the page is served to this machine alone; ${host} would need tokens`, {
      place: '--host',
      hint: 'listen on 127.0.0.1',
    });
  }
  const app = createApp(options);
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  const webSocket =
    options.broker === undefined ? undefined : serveMqttWebSocket(server, options.broker, options.allowed_hosts ?? []);
  if (webSocket === undefined) server.on('upgrade', (_, socket) => socket.destroy());
  const listened = await listenOn(server, options.port, host, '--port');
  return {
    port: listened.port,
    url: `http://${host.includes(':') ? `[${host}]` : host}:${listened.port}`,
    moved_from: listened.moved_from,
    close() {
      webSocket?.close();
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

function createApp(options: HttpServerOptions): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    if (!isAllowedHost(context.req.header('host'), options.allowed_hosts ?? []))
      return context.text('unknown host\n', 403);
    await next();
    for (const [name, value] of Object.entries(RESPONSE_HEADERS)) context.res.headers.set(name, value);
    if (!context.res.headers.has('Cache-Control'))
      context.res.headers.set('Cache-Control', cacheControl(context.req.path));
  });
  app.get('/healthz', (context) => {
    context.header('Cache-Control', 'no-store');
    return context.json({ status: 'ok', ...options.health?.() });
  });
  if (options.scenarios !== undefined) serveScenarios(app, options.scenarios);
  if (options.protos_dir !== undefined) serveProtos(app, options.protos_dir);
  if (existsSync(join(options.page_dir, 'index.html'))) app.use(serveStatic({ root: options.page_dir }));
  else app.get('/', (context) => context.text('The page is not built yet: npm run page\n', 503));
  app.notFound((context) => context.text('not found\n', 404));
  return app;
}

/** Serves the .proto files alone: the folder also holds code. */
function serveProtos(app: Hono, folder: string): void {
  const files = serveStatic({
    root: folder,
    rewriteRequestPath: (path) => path.replace(/^\/protos/, ''),
    onFound(_, context) {
      context.header('Content-Type', 'text/plain; charset=utf-8');
    },
  });
  app.use('/protos/:file{[A-Za-z0-9_-]+\\.proto}', files);
}

/** Names and texts alone: where the files lie is nobody's business. */
function serveScenarios(app: Hono, scenarios: () => readonly ScenarioListing[]): void {
  app.get('/scenarios', (context) => {
    context.header('Cache-Control', 'no-store');
    return context.json({ scenarios: scenarios().map(({ name, title, look_at }) => ({ name, title, look_at })) });
  });
}
