/** Random entries with random messages. */
import fc from 'fast-check';
import type { MessageName } from '../../../protos/messages/body.ts';
import { BODY, layoutOf, MESSAGE_NAMES } from '../../../protos/messages/body.ts';
import type { EntryBatch, EntryExtras } from '../../../protos/messages/entry.ts';
import { appendRow, closeEntry, createEntryBatch, openEntry } from '../../../protos/messages/entry.ts';
import { rowOf } from './row-arbitrary.ts';

/** An entry as plain values. */
export interface PlainEntry {
  readonly name: MessageName;
  readonly source: string;
  readonly link: number;
  readonly to: readonly string[];
  readonly seq: number;
  readonly sent_ms: number;
  readonly due_ms: number;
  readonly via: string;
  readonly extras: EntryExtras | undefined;
  readonly row: readonly number[];
}

const ID = fc.stringMatching(/^[A-Za-z0-9_.:-]{1,64}$/);
const TIME = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 86400000 }), fc.maxSafeNat());
const EXTRAS: fc.Arbitrary<EntryExtras | undefined> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(undefined) },
  fc.record({ correlation_id: fc.maxSafeNat() }),
  fc.record({ reply_to: ID, expires_at_tick: fc.nat(), trace_parent: fc.string(), wall_time_ms: fc.maxSafeNat() }),
);

export function plainEntry(names: readonly MessageName[] = MESSAGE_NAMES): fc.Arbitrary<PlainEntry> {
  return fc.constantFrom(...names).chain((name) =>
    fc.record({
      name: fc.constant(name),
      source: ID,
      link: fc.integer({ min: 1, max: 3 }),
      to: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.array(ID, { maxLength: 40 })),
      seq: fc.oneof(fc.nat(), fc.constant(4294967295)),
      sent_ms: TIME,
      due_ms: TIME,
      via: fc.oneof(fc.constant(''), ID),
      extras: EXTRAS,
      row: rowOf(layoutOf(BODY[name])),
    }),
  );
}

export function batchOf(entries: readonly PlainEntry[]): EntryBatch {
  const batch = createEntryBatch(16);
  for (const entry of entries) {
    const i = openEntry(batch, entry.source, entry.link, BODY[entry.name], entry.seq, entry.sent_ms, entry.due_ms);
    batch.to[i] = entry.to;
    batch.via[i] = entry.via;
    batch.extras[i] = entry.extras;
    appendRow(batch.rows, Int32Array.from(entry.row), 0, entry.row.length);
    closeEntry(batch);
  }
  return batch;
}

/** All entries of a batch as plain values, for comparison. */
export function plainEntries(batch: EntryBatch): PlainEntry[] {
  return Array.from({ length: batch.count }, (_, i) => ({
    name: MESSAGE_NAMES.find((name) => BODY[name] === batch.body[i])!,
    source: batch.source[i],
    link: batch.link[i],
    to: Array.from(batch.to[i]),
    seq: batch.seq[i],
    sent_ms: batch.sent_ms[i],
    due_ms: batch.due_ms[i],
    via: batch.via[i],
    extras: batch.extras[i],
    row: Array.from(batch.rows.ints.subarray(batch.row_first[i], batch.row_first[i] + batch.row_length[i])),
  }));
}
