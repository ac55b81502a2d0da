/**
 * Who a connection is and what it may write and read on the embedded broker. Loopback is open: an agent is who it says it
 * is, except that nobody without the run's secret is the server, a built-in coordinator, or writes what is theirs.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { mayPublish, maySubscribe } from '../../protos/topics.ts';
import { FRAME_BYTES } from '../transport/transport.ts';
import { SMALL_PACKET_BYTES } from './packet-guard.ts';

/** `server` writes everything; `cloud` and `operator` differ from `agent` in the size of packets and the rates. */
export type BrokerRole = 'server' | 'cloud' | 'operator' | 'agent';

export interface Identity {
  /** User name, or the client id where none is given. */
  readonly id: string;
  readonly role: BrokerRole;
}

/** What a client of ours presents at CONNECT. */
export interface Credentials {
  readonly client_id: string;
  readonly username: string;
  readonly password: string;
}

/** The broker's question to the table of topics. */
export interface AccessPolicy {
  mayPublish(who: Identity, topic: string): boolean;
  maySubscribe(who: Identity, filter: string): boolean;
}

/** Room for topic and headers beside the payload of a largest frame. */
const HEADROOM_BYTES = 64 << 10;

const ID = /^[A-Za-z0-9_.:-]{1,64}$/;
/** The table of topics decides; the server may also write what no client reads as contract, such as the probe of a self-test. */
export const openLoopbackPolicy: AccessPolicy = {
  mayPublish: (who, topic) => (who.role === 'server' ? !topic.startsWith('$') : mayPublish(who, topic)),
  maySubscribe,
};

/** Largest packet a role may send, in bytes. */
export function packetLimit_bytes(role: BrokerRole): number {
  return role === 'agent' ? SMALL_PACKET_BYTES : FRAME_BYTES + HEADROOM_BYTES;
}

/** Why a connection is refused, with its MQTT 3.1.1 return code (2 identifier rejected, 5 not authorised). */
export interface Refusal {
  readonly reason: string;
  readonly return_code: 2 | 5;
}

export interface Gate {
  /** Credentials for a client of our own process or of a child that we start. */
  credentials(role: 'server' | 'cloud', id?: string): Credentials;
  /** Who this is, or why not. */
  identify(client_id: string, username: string | undefined, password: Uint8Array | undefined): Identity | Refusal;
}

export function isRefusal(answer: Identity | Refusal): answer is Refusal {
  return 'reason' in answer;
}

/** A gate with a secret of its own, drawn anew for every broker; `reserved_ids` are taken by built-in participants. */
export function createGate(reserved_ids: readonly string[]): Gate {
  const secret = randomBytes(24);
  const holdsSecret = (password: Uint8Array | undefined): boolean => {
    const given = password === undefined ? '' : Buffer.from(password).toString('latin1');
    const wanted = secret.toString('hex');
    return given.length === wanted.length && timingSafeEqual(Buffer.from(given, 'latin1'), Buffer.from(wanted));
  };
  const isReserved = (id: string): boolean => /^server(?:$|[-_.:])/.test(id) || reserved_ids.includes(id);
  return {
    credentials(role, id = role) {
      return {
        client_id: `${id}-${randomBytes(6).toString('hex')}`,
        username: role === 'server' ? 'server' : id,
        password: secret.toString('hex'),
      };
    },
    identify(client_id, username, password) {
      const id = username === undefined || username === '' ? client_id : username;
      if (!ID.test(id) || !ID.test(client_id)) {
        return { reason: 'ids are 1 to 64 of the characters A-Z a-z 0-9 _ . : -', return_code: 2 };
      }
      if (holdsSecret(password)) return { id, role: id === 'server' ? 'server' : 'cloud' };
      if (isReserved(id) || isReserved(client_id)) {
        return { reason: `the id ${id} belongs to a part of the run itself`, return_code: 5 };
      }
      if (id === 'cloud' || id.startsWith('cloud-')) return { id, role: 'cloud' };
      if (id === 'operator' || id.startsWith('operator-')) return { id, role: 'operator' };
      return { id, role: 'agent' };
    },
  };
}
