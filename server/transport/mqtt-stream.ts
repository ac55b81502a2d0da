/** From a broker's URL to the stream that MQTT is spoken over: TCP, TLS or WebSocket, always without Nagle's delay. */
import { connect as connectTcp } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { createWebSocketStream, WebSocket } from 'ws';
import { UserError } from '../scenario/user-error.ts';
import { FRAME_BYTES } from './transport.ts';

/** A broker's address, taken apart. */
export interface BrokerAddress {
  /** The URL without user name and password: for messages and logs. */
  readonly shown: string;
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** Opens a new stream; failures come as its `error`. */
  open(): Duplex;
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'mqtt:': 1883, 'mqtts:': 8883 };

/** A frame and its header; a broker that sends more breaks the contract. */
const WEBSOCKET_PAYLOAD_BYTES = FRAME_BYTES + (64 << 10);

/** As for a socket of the embedded broker: a burst of small messages is taken at once. */
const STREAM_BUFFER_BYTES = 1 << 20;

/** Understands mqtt://, mqtts://, ws:// and wss://; throws a UserError that names the flag otherwise. */
export function parseBrokerUrl(text: string, flag = '--broker'): BrokerAddress {
  const hint = 'mqtt://HOST:PORT, mqtts://HOST:PORT, ws://HOST:PORT/mqtt or wss://HOST:PORT/mqtt';
  if (!URL.canParse(text)) throw new UserError(`not a broker's URL: ${text}`, { place: flag, hint });
  const url = new URL(text);
  const username = url.username === '' ? undefined : decodeURIComponent(url.username);
  const password = url.password === '' ? undefined : decodeURIComponent(url.password);
  url.username = '';
  url.password = '';
  const shown = url.href.replace(/\/$/, '');
  const open = opener(url);
  if (open === undefined || url.hostname === '')
    throw new UserError(`not a broker's URL: ${shown}`, { place: flag, hint });
  return { shown, username, password, open };
}

function opener(url: URL): (() => Duplex) | undefined {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = url.port === '' ? DEFAULT_PORTS[url.protocol] : Number(url.port);
  switch (url.protocol) {
    case 'mqtt:':
      return () => connectTcp({ host, port: port!, noDelay: true });
    case 'mqtts:':
      // Server names are for names only; an address must not be sent as one.
      return () =>
        connectTls({ host, port: port!, ...(/^[\d.:]+$/.test(host) ? {} : { servername: host }) }).setNoDelay(true);
    case 'ws:':
    case 'wss:':
      return () => openWebSocket(url.href);
    default:
      return undefined;
  }
}

/** The library sets noDelay on its sockets itself. */
function openWebSocket(href: string): Duplex {
  const socket = new WebSocket(href, ['mqtt'], { perMessageDeflate: false, maxPayload: WEBSOCKET_PAYLOAD_BYTES });
  const stream = createWebSocketStream(socket, {
    readableHighWaterMark: STREAM_BUFFER_BYTES,
    writableHighWaterMark: STREAM_BUFFER_BYTES,
  });
  // Such a stream stays half open when the other side is gone; MQTT ends with either half.
  stream.once('end', () => stream.destroy());
  return stream;
}
