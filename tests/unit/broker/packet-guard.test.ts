import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPacketGuard } from '../../../server/broker/packet-guard.ts';
import { fixedHeader } from '../../support/broker-packets.ts';

/** Whether the guard takes the bytes when they come in pieces that end at the given places. */
function takes(bytes: Uint8Array, cuts: readonly number[], limit_bytes: number): boolean {
  const guard = createPacketGuard(limit_bytes);
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].toSorted((a, b) => a - b);
  let from = 0;
  for (const end of ends) {
    if (!guard.accepts(bytes.subarray(from, end))) return false;
    from = end;
  }
  return true;
}

const lengths = fc.array(fc.oneof(fc.integer({ min: 0, max: 300 }), fc.constantFrom(0, 127, 128, 16_383, 16_384)), {
  maxLength: 8,
});

describe('the packet guard', () => {
  it('takes packets up to the limit, wherever the pieces end', () => {
    fc.assert(
      fc.property(lengths, fc.array(fc.nat(), { maxLength: 30 }), (sizes, cuts) => {
        const stream = Buffer.concat(sizes.flatMap((size) => [fixedHeader(0x30, size), Buffer.alloc(size, 0xff)]));
        return takes(stream, cuts, 16_384);
      }),
    );
  });

  it('refuses a packet one byte above the limit by its header alone, wherever the pieces end', () => {
    fc.assert(
      fc.property(lengths, fc.array(fc.nat(), { maxLength: 30 }), (sizes, cuts) => {
        const before = sizes.flatMap((size) => [fixedHeader(0x30, size), Buffer.alloc(size, 0xff)]);
        return !takes(Buffer.concat([...before, fixedHeader(0x30, 16_385)]), cuts, 16_384);
      }),
    );
  });

  it('refuses a remaining length that does not end', () => {
    expect(takes(Buffer.of(0x30, 0x80, 0x80, 0x80, 0x80), [], 1 << 30)).toBe(false);
  });

  it('applies a limit that was raised from the next packet on', () => {
    const guard = createPacketGuard(10);
    expect(guard.accepts(Buffer.concat([fixedHeader(0x30, 10), Buffer.alloc(10)]))).toBe(true);
    guard.limit_bytes = 1000;
    expect(guard.accepts(fixedHeader(0x30, 1000))).toBe(true);
  });
});
