/** Entries of a batch <-> plain protobuf objects; the general way, for every message and everything optional. */
import { BODY, BODY_PROPERTY, layoutOf, MESSAGE_NAMES, messageName } from '../messages/body.ts';
import { isEntityId } from '../messages/entity-id.ts';
import type { EntryBatch, EntryExtras } from '../messages/entry.ts';
import { closeEntry, dropEntry, openEntry } from '../messages/entry.ts';
import type { WireObject } from './body-wire.ts';
import { rowToWire, wireToRow } from './body-wire.ts';
import type { v2x } from './generated.js';
import type { Problem } from './problem.ts';
import { outOfRange, problem, within } from './problem.ts';

/** Entry i as an object that v2x.frame.Entry encodes. */
export function entryToWire(batch: EntryBatch, i: number): v2x.frame.Entry.$Properties {
  const body = batch.body[i];
  const object: WireObject = {
    source: batch.source[i],
    link: batch.link[i],
    to: batch.to[i],
    seq: batch.seq[i],
    sentMs: batch.sent_ms[i],
    dueMs: batch.due_ms[i],
    [BODY_PROPERTY[messageName(body)!]]: rowToWire(layoutOf(body), batch.rows.ints, batch.row_first[i]),
  };
  if (batch.via[i] !== '') object.via = batch.via[i];
  const extras = batch.extras[i];
  if (extras !== undefined) {
    object.correlationId = extras.correlation_id;
    object.replyTo = extras.reply_to;
    object.expiresAtTick = extras.expires_at_tick;
    object.traceParent = extras.trace_parent;
    object.wallTimeMs = extras.wall_time_ms;
  }
  return object as v2x.frame.Entry.$Properties;
}

/** Appends a decoded entry to the batch; undefined = done, else what is wrong, and the batch is as before. */
export function wireToEntry(entry: v2x.frame.Entry.$Properties, batch: EntryBatch): Problem | undefined {
  const object = entry as WireObject;
  const found = checkHead(object);
  if (found !== undefined) return found;
  const name = MESSAGE_NAMES.find((candidate) => object[BODY_PROPERTY[candidate]] != null);
  if (name === undefined)
    return problem('BAD_PROTO', 'body', 'is missing or of a kind that this version does not know');
  const i = openEntry(
    batch,
    object.source as string,
    object.link as number,
    BODY[name],
    object.seq as number,
    object.sentMs as number,
    object.dueMs as number,
  );
  const to = object.to as string[];
  if (to.length > 0) batch.to[i] = to;
  if (object.via !== null && object.via !== undefined) batch.via[i] = object.via as string;
  batch.extras[i] = extrasOf(object);
  const wrong = wireToRow(layoutOf(BODY[name]), object[BODY_PROPERTY[name]] as WireObject, batch.rows);
  if (wrong !== undefined) {
    dropEntry(batch);
    return within(name, wrong);
  }
  closeEntry(batch);
  return undefined;
}

function checkHead(object: WireObject): Problem | undefined {
  if (!isEntityId(object.source as string)) return badId('source', object.source);
  const link = object.link as number;
  if (!(link >= 1 && link <= 3)) return outOfRange('link', link, '1..3');
  for (const receiver of object.to as string[]) if (!isEntityId(receiver)) return badId('to', receiver);
  if (object.via !== null && object.via !== undefined && !isEntityId(object.via as string))
    return badId('via', object.via);
  if (!Number.isSafeInteger(object.sentMs)) return outOfRange('sent_ms', object.sentMs, '0..2^53');
  if (!Number.isSafeInteger(object.dueMs)) return outOfRange('due_ms', object.dueMs, '0..2^53');
  return undefined;
}

function badId(field: string, value: unknown): Problem {
  return problem('UNKNOWN_FIELD_RANGE', field, `${JSON.stringify(value)} is no id: 1 to 64 of A-Z a-z 0-9 _ . : -`);
}

function extrasOf(object: WireObject): EntryExtras | undefined {
  const extras: EntryExtras = {};
  if (typeof object.correlationId === 'number') extras.correlation_id = object.correlationId;
  if (typeof object.replyTo === 'string') extras.reply_to = object.replyTo;
  if (typeof object.expiresAtTick === 'number') extras.expires_at_tick = object.expiresAtTick;
  if (typeof object.traceParent === 'string') extras.trace_parent = object.traceParent;
  if (typeof object.wallTimeMs === 'number') extras.wall_time_ms = object.wallTimeMs;
  return Object.keys(extras).length > 0 ? extras : undefined;
}
