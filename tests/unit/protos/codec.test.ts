import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BODY, MESSAGE_NAMES } from '../../../protos/messages/body.ts';
import { BSM, BSM_STRIDE } from '../../../protos/messages/bsm.ts';
import { clearBatch, compareEntries, copyEntry, createEntryBatch } from '../../../protos/messages/entry.ts';
import { decodeEntry, decodeFrame, encodeEntry, encodeFrame } from '../../../protos/wire/codec.ts';
import { entryToWire, wireToEntry } from '../../../protos/wire/entry-wire.ts';
import { readEntry } from '../../../protos/wire/entry-reader.ts';
import { v2x } from '../../../protos/wire/generated.js';
import type { PlainEntry } from './batch-arbitrary.ts';
import { batchOf, plainEntries, plainEntry } from './batch-arbitrary.ts';

const HEAD = { tick: 7, sim_time_ms: 700 };
const CAR: PlainEntry = {
  name: 'bsm',
  source: 'car-1',
  link: 1,
  to: [],
  seq: 1,
  sent_ms: 100,
  due_ms: 120,
  via: '',
  extras: undefined,
  row: Array.from({ length: BSM_STRIDE }, (_, i) => (i === BSM.vehicle_class ? 10 : 0)),
};

/** The same frame by the generated code alone. */
function generatedFrame(entries: readonly PlainEntry[], session?: number): Uint8Array {
  const batch = batchOf(entries);
  const head = { schemaVersion: 1, tick: HEAD.tick, simTimeMs: HEAD.sim_time_ms, entryCount: entries.length };
  const list = entries.map((_, i) => entryToWire(batch, i));
  if (session === undefined) return v2x.frame.UplinkFrame.encode({ ...head, entries: list }).finish();
  return v2x.frame.CloudFrame.encode({ ...head, entries: list, session }).finish();
}

describe('entries on the wire', () => {
  it('come back as they were sent, whatever they carry', () => {
    fc.assert(
      fc.property(plainEntry(), (entry) => {
        const batch = createEntryBatch(16);
        expect(decodeEntry(encodeEntry(batchOf([entry]), 0), batch)).toEqual({ ok: true });
        expect(plainEntries(batch)).toEqual([entry]);
      }),
      { numRuns: 200 },
    );
  });

  for (const name of MESSAGE_NAMES) {
    it(`are written from rows byte for byte as by the generated code: ${name}`, () => {
      fc.assert(
        fc.property(plainEntry([name]), (entry) => {
          const batch = batchOf([entry]);
          const expected = v2x.frame.Entry.encode(entryToWire(batch, 0)).finish();
          expect(Buffer.from(encodeEntry(batch, 0)).equals(expected)).toBe(true);
        }),
        { numRuns: 200 },
      );
    });

    it(`are read into rows as by the generated code, also where bytes were damaged: ${name}`, () => {
      const damage = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 2 });
      let without_objects = 0;
      fc.assert(
        fc.property(plainEntry([name]), damage, fc.boolean(), (entry, changes, cut) => {
          const bytes = encodeEntry(batchOf([entry]), 0);
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          const payload = cut && changes.length > 0 ? bytes.subarray(0, changes[0][0] % bytes.length) : bytes;
          const fast = createEntryBatch(16);
          if (!readEntry(payload, 0, payload.length, fast)) {
            expect([fast.count, fast.rows.length]).toEqual([0, 0]);
            return;
          }
          without_objects++;
          const general = createEntryBatch(16);
          expect(wireToEntry(v2x.frame.Entry.decode(payload), general)).toBeUndefined();
          expect(plainEntries(fast)).toEqual(plainEntries(general));
        }),
        { numRuns: 500 },
      );
      expect(without_objects).toBeGreaterThan(0);
    });
  }

  it('are written as frames byte for byte as by the generated code', () => {
    fc.assert(
      fc.property(fc.array(plainEntry(), { maxLength: 6 }), fc.option(fc.nat()), (entries, session) => {
        const head = session === null ? HEAD : { ...HEAD, session };
        const bytes = encodeFrame(head, batchOf(entries));
        expect(Buffer.from(bytes).equals(generatedFrame(entries, session ?? undefined))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('are read without objects in the ordinary case', () => {
    for (const name of MESSAGE_NAMES) {
      const file = new URL(`../../golden/messages/${name}.json`, import.meta.url);
      const vectors = JSON.parse(readFileSync(file, 'utf8')) as { hex: string }[];
      const plain = vectors.filter(({ hex }) => {
        const payload = Buffer.from(hex, 'hex');
        return readEntry(payload, 0, payload.length, createEntryBatch(16));
      });
      expect(plain.length, name).toBeGreaterThan(0);
    }
  });

  it('may carry fields of a later version anywhere', () => {
    const batch = batchOf([CAR]);
    const entry = entryToWire(batch, 0);
    const unknown = [Uint8Array.of(0xf8, 0x7f, 5)];
    const later = {
      ...entry,
      bsm: { ...entry.bsm!, $unknowns: unknown, pos: { ...entry.bsm!.pos, $unknowns: unknown } },
    };
    const back = createEntryBatch(16);
    expect(decodeEntry(v2x.frame.Entry.encode(later).finish(), back)).toEqual({ ok: true });
    expect(plainEntries(back)).toEqual([CAR]);
  });

  it('never make the reader throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const batch = createEntryBatch(16);
        const result = decodeEntry(bytes, batch);
        expect(batch.count).toBe(result.ok ? 1 : 0);
        decodeFrame(bytes, batch);
      }),
      { numRuns: 3000 },
    );
  });

  const wrong: readonly [string, v2x.frame.Entry.$Properties, string][] = [
    ['without a body', { source: 'a', link: 1 }, 'body'],
    ['without a source', { link: 1, advice: { speedAdvice: { reason: 1 } } }, 'source'],
    ['with a source that is no id', { source: 'a/b', link: 1, advice: { speedAdvice: {} } }, 'source'],
    ['without a link', { source: 'a', advice: { speedAdvice: {} } }, 'link'],
    ['with a receiver that is no id', { source: 'a', link: 1, to: ['#'], advice: { speedAdvice: {} } }, 'to'],
    ['with an advice of no kind', { source: 'a', link: 2, advice: {} }, 'advice'],
    [
      'with a speed out of range',
      { source: 'a', link: 2, advice: { speedAdvice: { speed: 8192 } } },
      'advice.speed_advice.speed',
    ],
    [
      'with a BSM without position',
      { source: 'a', link: 1, bsm: { id: new Uint8Array(8), accelSet: {}, brakes: {}, size: {} } },
      'bsm.pos',
    ],
    ['with an id of 4 octets', { source: 'a', link: 1, bsm: { id: new Uint8Array(4) } }, 'bsm.id'],
    ['with an empty RSM', { source: 'a', link: 1, rsm: { id: new Uint8Array(8), refPos: {} } }, 'rsm.participants'],
    [
      'with a bad participant',
      { source: 'a', link: 1, rsm: { id: new Uint8Array(8), refPos: {}, participants: [{ ptcType: 9 }] } },
      'rsm.participants[0].ptc_type',
    ],
    [
      'with a reference position that is unavailable',
      { source: 'a', link: 1, rsm: { id: new Uint8Array(8), refPos: { lat: 900000001 } } },
      'rsm.ref_pos',
    ],
  ];
  for (const [what, entry, field] of wrong) {
    it(`are refused ${what}, naming the field`, () => {
      const batch = createEntryBatch(16);
      const result = decodeEntry(v2x.frame.Entry.encode(entry).finish(), batch);
      expect(result.ok ? 'accepted' : result.problem.field).toBe(field);
      expect(batch.count).toBe(0);
      expect(batch.rows.length).toBe(0);
    });
  }

  it('have one integer for every value that means unavailable', () => {
    const batch = batchOf([CAR]);
    const bsm = entryToWire(batch, 0).bsm!;
    const bytes = v2x.frame.Entry.encode({ ...entryToWire(batch, 0), bsm: { ...bsm, secMark: 60001 } }).finish();
    const back = createEntryBatch(16);
    expect(decodeEntry(bytes, back).ok).toBe(true);
    expect(back.rows.ints[BSM.sec_mark]).toBe(65535);
  });
});

describe('frames', () => {
  it('come back with all their entries in order', () => {
    fc.assert(
      fc.property(fc.array(plainEntry(), { maxLength: 8 }), (entries) => {
        const batch = createEntryBatch(16);
        expect(decodeFrame(encodeFrame(HEAD, batchOf(entries)), batch)).toEqual({
          ok: true,
          head: HEAD,
          rejected: 0,
          problems: [],
        });
        expect(plainEntries(batch)).toEqual(entries);
      }),
    );
  });

  it('hold picked entries in the picked order', () => {
    const batch = batchOf([CAR, { ...CAR, source: 'car-2' }, { ...CAR, source: 'car-3' }]);
    const back = createEntryBatch(16);
    decodeFrame(encodeFrame({ ...HEAD, session: 5 }, batch, [2, 0]), back);
    expect(back.source.slice(0, back.count)).toEqual(['car-3', 'car-1']);
  });

  it('lose a bad entry alone, and say which', () => {
    const good = entryToWire(batchOf([CAR]), 0);
    const entries = [good, { ...good, source: 'a b' }, good];
    const bytes = v2x.frame.UplinkFrame.encode({ schemaVersion: 1, tick: 1, entryCount: 3, entries }).finish();
    const batch = createEntryBatch(16);
    const result = decodeFrame(bytes, batch);
    expect(result).toMatchObject({ ok: true, rejected: 1, problems: [{ field: 'entries[1].source' }] });
    expect(batch.count).toBe(2);
  });

  it('are refused as a whole when damaged, of another version, or short of entries, and leave the batch alone', () => {
    const bytes = encodeFrame(HEAD, batchOf([CAR, CAR]));
    const batch = batchOf([CAR]);
    const refused = (payload: Uint8Array): string => {
      const result = decodeFrame(payload, batch);
      expect(plainEntries(batch)).toEqual([CAR]);
      return result.ok ? 'accepted' : `${result.problem.code} ${result.problem.field}`;
    };
    expect(refused(bytes.subarray(0, bytes.length - 3))).toBe('BAD_PROTO ');
    expect(refused(new Uint8Array(0))).toBe('UNSUPPORTED_VERSION schema_version');
    expect(refused(v2x.frame.UplinkFrame.encode({ schemaVersion: 2 }).finish())).toBe(
      'UNSUPPORTED_VERSION schema_version',
    );
    expect(refused(v2x.frame.UplinkFrame.encode({ schemaVersion: 1, entryCount: 3 }).finish())).toBe(
      'BAD_PROTO entry_count',
    );
  });

  it('may carry fields of a later version', () => {
    const later = Uint8Array.of(
      0x7a,
      2,
      1,
      2,
      0x80,
      0x01,
      5,
      0x8d,
      0x01,
      1,
      2,
      3,
      4,
      0x91,
      0x01,
      1,
      2,
      3,
      4,
      5,
      6,
      7,
      8,
    );
    const bytes = encodeFrame(HEAD, batchOf([CAR]));
    expect(decodeFrame(Buffer.concat([bytes, later]), createEntryBatch(16)).ok).toBe(true);
  });

  it('are the same for uplink, cloud and tile, and their entries are found in frames of agents', () => {
    const wire = [entryToWire(batchOf([CAR]), 0)];
    const head = { schemaVersion: 1, tick: 7, simTimeMs: 700, entryCount: 1 };
    const frames = [
      v2x.frame.UplinkFrame.encode({ ...head, entries: wire }).finish(),
      v2x.frame.TileFrame.encode({ ...head, entries: wire }).finish(),
      v2x.frame.CloudFrame.encode({ ...head, entries: wire }).finish(),
      v2x.frame.TickInput.encode({ ...head, received: wire, entities: [{ id: 'a' }] }).finish(),
      v2x.frame.TickOutput.encode({ ...head, sent: wire, commands: [{ id: 'a', maxSpeedMps: 3 }] }).finish(),
    ];
    for (const bytes of frames) {
      const batch = createEntryBatch(16);
      expect(decodeFrame(bytes, batch)).toMatchObject({ ok: true, head: HEAD });
      expect(plainEntries(batch)).toEqual([CAR]);
    }
  });
});

describe('batches', () => {
  it('copy entries, are cleared, and order them canonically', () => {
    const from = batchOf([
      { ...CAR, source: 'b' },
      { ...CAR, source: 'a', link: 2 },
      { ...CAR, source: 'a', seq: 9 },
      { ...CAR, source: 'a', seq: 2 },
    ]);
    const to = createEntryBatch(16);
    for (let i = 0; i < from.count; i++) copyEntry(from, i, to);
    expect(plainEntries(to)).toEqual(plainEntries(from));
    expect([0, 1, 2, 3].sort((a, b) => compareEntries(to, a, b))).toEqual([3, 2, 1, 0]);
    expect(to.body[0]).toBe(BODY.bsm);
    clearBatch(to);
    expect(plainEntries(to)).toEqual([]);
  });
});
