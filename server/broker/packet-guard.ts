/**
 * Follows the MQTT packets of one connection by their fixed headers and closes it when one announces more than allowed,
 * before its body is buffered: the broker library itself takes packets of up to 256 MB.
 */
import type { Duplex } from 'node:stream';

/** Largest packet before CONNECT is accepted, and of agents, in bytes (remaining length of the fixed header). */
export const SMALL_PACKET_BYTES = 64 << 10;

/** A remaining length has at most four bytes of seven bits (MQTT 3.1.1, 2.2.3). */
const LENGTH_BYTES = 4;

const HEADER = 0;
const LENGTH = 1;
const BODY = 2;

export interface PacketGuard {
  /** What a packet may announce, in bytes; may be raised when the role is known. */
  limit_bytes: number;
  /** True while all packets so far kept to the limit. Reads on from the last chunk, wherever that ended. */
  accepts(chunk: Uint8Array): boolean;
}

export function createPacketGuard(limit_bytes: number): PacketGuard {
  let state: number = HEADER;
  let length = 0;
  let length_bytes = 0;
  let remaining = 0;
  return {
    limit_bytes,
    accepts(chunk) {
      let at = 0;
      while (at < chunk.length) {
        if (state === BODY) {
          const skipped = Math.min(remaining, chunk.length - at);
          at += skipped;
          remaining -= skipped;
          if (remaining === 0) state = HEADER;
          continue;
        }
        const byte = chunk[at++]!;
        if (state === HEADER) {
          state = LENGTH;
          length = 0;
          length_bytes = 0;
          continue;
        }
        length += (byte & 0x7f) << (7 * length_bytes);
        length_bytes += 1;
        if (length > this.limit_bytes) return false;
        if ((byte & 0x80) !== 0) {
          if (length_bytes === LENGTH_BYTES) return false;
          continue;
        }
        remaining = length;
        state = remaining === 0 ? HEADER : BODY;
      }
      return true;
    },
  };
}

/** Puts the guard before the reader of a stream; on a packet too large it tells and destroys the stream. */
export function guardStream(stream: Duplex, guard: PacketGuard, onTooLarge: () => void): void {
  const read = stream.read.bind(stream);
  stream.read = (size?: number): unknown => {
    const chunk: unknown = read(size);
    if (chunk instanceof Uint8Array && !guard.accepts(chunk)) {
      onTooLarge();
      stream.destroy();
      return null;
    }
    return chunk;
  };
}
