/** MQTT 3.1.1 packets byte by byte, and a client that sends what no library would: attackers, stalled readers, storms. */
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';

export interface ConnectFields {
  readonly client_id: string;
  readonly username?: string;
  readonly password?: string;
  readonly clean?: boolean;
  readonly will?: { readonly topic: string; readonly text: string };
}

export function connectPacket(fields: ConnectFields): Buffer {
  const { client_id, username, password, clean = true, will } = fields;
  const flags =
    (username === undefined ? 0 : 0x80) |
    (password === undefined ? 0 : 0x40) |
    (will === undefined ? 0 : 0b0000_1100) |
    (clean ? 2 : 0);
  const given = [client_id, will?.topic, will?.text, username, password].filter((text) => text !== undefined);
  return packet(0x10, Buffer.concat([text16('MQTT'), Buffer.of(4, flags, 0, 60), ...given.map(text16)]));
}

/** QoS 0. */
export function publishPacket(topic: string, payload: Uint8Array): Buffer {
  return packet(0x30, Buffer.concat([text16(topic), payload]));
}

/** QoS 0. */
export function subscribePacket(filter: string): Buffer {
  return packet(0x82, Buffer.concat([Buffer.of(0, 1), text16(filter), Buffer.of(0)]));
}

/** The fixed header alone: type and flags, then the remaining length. */
export function fixedHeader(first: number, length: number): Buffer {
  const bytes = [first];
  let rest = length;
  do {
    bytes.push((rest & 127) | (rest > 127 ? 128 : 0));
    rest >>= 7;
  } while (rest > 0);
  return Buffer.from(bytes);
}

function packet(first: number, body: Buffer): Buffer {
  return Buffer.concat([fixedHeader(first, body.length), body]);
}

function text16(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.of(bytes.length >> 8, bytes.length & 255), bytes]);
}

/** A connection to a port of this machine; its errors are expected. */
export async function openSocket(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

/** Connects as a client; the answer's return code is 0 when it was accepted, undefined when it was closed without one. */
export async function openRawClient(
  port: number,
  fields: ConnectFields,
): Promise<{ socket: Socket; return_code: number | undefined }> {
  const socket = await openSocket(port);
  socket.write(connectPacket(fields));
  const return_code = await new Promise<number | undefined>((resolve) => {
    socket.once('data', (answer: Buffer) => resolve(answer[3]));
    socket.once('close', () => resolve(undefined));
  });
  return { socket, return_code };
}

/** Subscribes and then reads nothing any more. */
export async function openStalledReader(port: number, client_id: string, filter: string): Promise<Socket> {
  const { socket } = await openRawClient(port, { client_id });
  socket.write(subscribePacket(filter));
  await once(socket, 'data');
  socket.pause();
  return socket;
}

/** Resolves when the socket is closed; at once if it is. */
export function untilClosed(socket: Socket): Promise<void> {
  socket.resume();
  return new Promise((resolve) => {
    if (socket.closed) resolve();
    else socket.once('close', () => resolve());
  });
}
