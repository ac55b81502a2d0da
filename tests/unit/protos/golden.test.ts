/**
 * Vectors that must never change unnoticed: SI, row and bytes of one message of every kind. CHELU_UPDATE_GOLDEN=1 writes them anew;
 * a change is a change of the contract and belongs into the change log.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BODY, layoutOf, LINK, MESSAGE_NAMES } from '../../../protos/messages/body.ts';
import { closeEntry, createEntryBatch, entryOf, openEntry } from '../../../protos/messages/entry.ts';
import type { RecordLayout } from '../../../protos/messages/layout.ts';
import { localFrameAt } from '../../../protos/messages/local-frame.ts';
import { writeRecord } from '../../../protos/messages/record.ts';
import { decodeEntry, encodeEntry } from '../../../protos/wire/codec.ts';

interface Vector {
  readonly what: string;
  readonly si: unknown;
  row: number[];
  hex: string;
}

const frame = localFrameAt(29.56, 106.55);

function entryWith(name: keyof typeof BODY, message: unknown) {
  const batch = createEntryBatch(16);
  const link = BODY[name] < BODY.report ? LINK.pc5 : name === 'station_report' ? LINK.wired : LINK.uu;
  openEntry(batch, 'veh:1', link, BODY[name], 3, 1000, 1020);
  writeRecord(layoutOf(BODY[name]) as unknown as RecordLayout<unknown>, message, batch.rows, frame);
  closeEntry(batch);
  return batch;
}

describe('golden messages', () => {
  for (const name of MESSAGE_NAMES) {
    const file = new URL(`../../golden/messages/${name}.json`, import.meta.url);
    const vectors = JSON.parse(readFileSync(file, 'utf8')) as Vector[];

    if (process.env['CHELU_UPDATE_GOLDEN'] === '1') {
      for (const vector of vectors) {
        const batch = entryWith(name, vector.si);
        vector.row = Array.from(batch.rows.ints.subarray(0, batch.rows.length));
        vector.hex = Buffer.from(encodeEntry(batch, 0)).toString('hex');
      }
      const lines = vectors.map((vector) => {
        const parts = Object.entries(vector).map(([key, value]) => `    "${key}": ${JSON.stringify(value)}`);
        return `  {\n${parts.join(',\n')}\n  }`;
      });
      writeFileSync(file, `[\n${lines.join(',\n')}\n]\n`);
    }

    for (const vector of vectors) {
      it(`${name}: ${vector.what} has the same row and the same bytes`, () => {
        const batch = entryWith(name, vector.si);
        expect(Array.from(batch.rows.ints.subarray(0, batch.rows.length))).toEqual(vector.row);
        expect(Buffer.from(encodeEntry(batch, 0)).toString('hex')).toBe(vector.hex);
        const back = createEntryBatch(16);
        expect(decodeEntry(Buffer.from(vector.hex, 'hex'), back)).toEqual({ ok: true });
        expect(Array.from(back.rows.ints.subarray(0, back.rows.length))).toEqual(vector.row);
        // SI comes back as far as the standard's units reach.
        const again = entryWith(name, entryOf(back, 0, frame).message);
        expect(Array.from(again.rows.ints.subarray(0, again.rows.length))).toEqual(vector.row);
      });
    }
  }
});
