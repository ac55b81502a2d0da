/** MQTT over WebSocket at /mqtt on the page's own port: the way of the page, and of agents behind proxies. */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { createWebSocketStream, WebSocketServer } from 'ws';
import { FRAME_BYTES } from '../transport/transport.ts';
import { isAllowedHost, isAllowedOrigin } from './origin-check.ts';

/** Where MQTT streams go: the embedded broker. */
export interface StreamTaker {
  attach(stream: Duplex, request?: IncomingMessage): void;
}

export interface MqttWebSocket {
  close(): void;
}

/** One WebSocket message holds at most a largest frame; the broker's guard then applies the limit of the client's role. */
const MESSAGE_BYTES = FRAME_BYTES + (64 << 10);

/** As for TCP: bursts are taken without making their sender wait. */
const STREAM_BUFFER_BYTES = 1 << 20;

/** WebSockets at a time: each may hold one message in memory before the guard sees it. */
const CONNECTIONS = 256;

/** Answers upgrades of the server: 404 for other paths, 403 for foreign origins and names, 503 above the bound. */
export function serveMqttWebSocket(
  server: Server,
  taker: StreamTaker,
  allowed_hosts: readonly string[],
): MqttWebSocket {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MESSAGE_BYTES,
    perMessageDeflate: false,
    handleProtocols: (offered) => pickProtocol(offered),
  });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const refusal = refusalOf(request, allowed_hosts, sockets.clients.size);
    if (refusal !== undefined) return refuse(socket, refusal);
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const stream = createWebSocketStream(webSocket, {
        readableHighWaterMark: STREAM_BUFFER_BYTES,
        writableHighWaterMark: STREAM_BUFFER_BYTES,
      });
      taker.attach(stream, request);
    });
  });
  return {
    close() {
      for (const webSocket of sockets.clients) webSocket.terminate();
      sockets.close();
    },
  };
}

/** MQTT 3.1.1 asks for `mqtt`; 3.1 had another name; a client that offers none gets none. */
function pickProtocol(offered: Set<string>): string | false {
  return ['mqtt', 'mqttv3.1'].find((name) => offered.has(name)) ?? false;
}

function refusalOf(
  request: IncomingMessage,
  allowed_hosts: readonly string[],
  connections: number,
): string | undefined {
  const path = (request.url ?? '').split('?')[0];
  if (path !== '/mqtt') return '404 Not Found';
  if (!isAllowedHost(request.headers.host, allowed_hosts)) return '403 Forbidden';
  if (!isAllowedOrigin(request.headers.origin, allowed_hosts)) return '403 Forbidden';
  return connections >= CONNECTIONS ? '503 Service Unavailable' : undefined;
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
