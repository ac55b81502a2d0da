/** A growing byte buffer and protobuf's primitive codings, for the hand-written writer of frames. */

export interface ByteSink {
  bytes: Uint8Array;
  at: number;
}

export function createByteSink(capacity: number): ByteSink {
  return { bytes: new Uint8Array(capacity), at: 0 };
}

/** Makes room for `count` more bytes. */
export function ensure(sink: ByteSink, count: number): void {
  const needed = sink.at + count;
  if (needed <= sink.bytes.length) return;
  const grown = new Uint8Array(Math.max(needed, sink.bytes.length * 2));
  grown.set(sink.bytes.subarray(0, sink.at));
  sink.bytes = grown;
}

// None of the following checks for room: the caller ensures it once for an entry.

/** Non-negative integer below 2^53. */
export function writeVarint(sink: ByteSink, value: number): void {
  const { bytes } = sink;
  let { at } = sink;
  let rest = value;
  while (rest > 0x7fffffff) {
    bytes[at++] = (rest % 128) | 128;
    rest = Math.floor(rest / 128);
  }
  while (rest > 127) {
    bytes[at++] = (rest & 127) | 128;
    rest >>>= 7;
  }
  bytes[at++] = rest;
  sink.at = at;
}

/** A field of one tag byte whose zero is left out. */
export function writeNumber(sink: ByteSink, tag: number, value: number): void {
  if (value === 0) return;
  sink.bytes[sink.at++] = tag;
  writeVarint(sink, value);
}

/** Writes a text of ASCII characters with its length; false (and nothing written) where it holds others or is longer than 127. */
export function writeAscii(sink: ByteSink, tag: number, text: string): boolean {
  const { bytes } = sink;
  const { length } = text;
  if (length > 127) return false;
  const start = sink.at;
  let at = start;
  bytes[at++] = tag;
  bytes[at++] = length;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code > 127) return false;
    bytes[at++] = code;
  }
  sink.at = at;
  return true;
}

/** Number of bytes of a varint. */
export function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest > 127; rest = Math.floor(rest / 128)) size++;
  return size;
}

/**
 * Ends a length-delimited field whose one length byte stands at `at` - 1 (left open by the caller): writes the length and moves the content
 * where it takes two or more bytes.
 */
export function closeField(sink: ByteSink, at: number): void {
  const length = sink.at - at;
  if (length < 128) {
    sink.bytes[at - 1] = length;
    return;
  }
  const shift = varintSize(length) - 1;
  ensure(sink, shift);
  sink.bytes.copyWithin(at + shift, at, sink.at);
  const end = sink.at + shift;
  sink.at = at - 1;
  writeVarint(sink, length);
  sink.at = end;
}
