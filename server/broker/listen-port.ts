/** Listening on a port that was given (taken is the user's error) or on the next free one from a default on. */
import type { AddressInfo, Server } from 'node:net';
import { UserError } from '../scenario/user-error.ts';

/** A number was asked for by the user (0: any free one); `{from}` is a default that moves on when it is taken. */
export type PortWish = number | { readonly from: number };

export interface ListenedPort {
  readonly port: number;
  /** The default that was taken, when the port had to move on. */
  readonly moved_from?: number;
}

/** How many ports are tried from a default on. */
const TRIES = 50;

/** Connections that may wait to be accepted: a storm of reconnecting vehicles is larger than the default of 511. */
const BACKLOG = 4096;

/** Listens, or throws a UserError that names flag, port and hint. EACCES counts as taken: Windows reserves ranges so. */
export async function listenOn(server: Server, wish: PortWish, host: string, flag: string): Promise<ListenedPort> {
  if (typeof wish === 'number') {
    if (!isPort(wish))
      throw new UserError(`${wish} is no port`, { place: flag, hint: 'ports are 0 to 65535; 0 takes any free one' });
    const failure = await tryListen(server, wish, host);
    if (failure === undefined) return { port: portOf(server) };
    const hint = 'give another one, or leave the flag out and the next free one is taken';
    throw new UserError(`port ${wish} on ${host} ${reasonOf(failure)}`, { place: `${flag} ${wish}`, hint });
  }
  const last = Math.min(65_535, wish.from + TRIES - 1);
  for (let port = wish.from; port <= last; port++) {
    const failure = await tryListen(server, port, host);
    if (failure === undefined) return port === wish.from ? { port } : { port, moved_from: wish.from };
    if (failure.code !== 'EADDRINUSE' && failure.code !== 'EACCES') {
      throw new UserError(`cannot listen on ${host}:${port}: ${failure.code ?? failure.message}`, { place: flag });
    }
  }
  throw new UserError(`ports ${wish.from} to ${last} on ${host} are all taken`, {
    place: flag,
    hint: `give a free one by ${flag}`,
  });
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 0 && port <= 65_535;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function reasonOf(failure: NodeJS.ErrnoException): string {
  if (failure.code === 'EADDRINUSE') return 'is taken';
  if (failure.code === 'EACCES') return 'may not be opened by this user';
  return `cannot be opened: ${failure.code ?? failure.message}`;
}

function tryListen(server: Server, port: number, host: string): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    const onError = (error: NodeJS.ErrnoException): void => {
      server.off('listening', onListening);
      resolve(error);
    };
    const onListening = (): void => {
      server.off('error', onError);
      resolve(undefined);
    };
    server.once('error', onError);
    server.once('listening', onListening);
    server.listen({ port, host, backlog: BACKLOG });
  });
}
