/** What reaches the coordinator in a tick, as the batch that its frame and the public copies are written from; and the way back. */
import { appendRow, clearBatch, closeEntry, openEntry, type EntryBatch } from '../../protos/messages/entry.ts';
import { LINK } from '../../protos/messages/body.ts';
import { orderBucket, type Bucket } from './inbox.ts';
import { CLOUD_ID, CLOUD_NUMBER, nodeId, type Nodes } from './nodes.ts';
import { post, type Outbox } from './outbox.ts';

/** Replaces the batch by the bucket's messages in canonical order. */
export function fillUplink(batch: EntryBatch, bucket: Bucket, nodes: Nodes): void {
  orderBucket(bucket, nodes);
  clearBatch(batch);
  for (let k = 0; k < bucket.count; k++) {
    const m = bucket.order[k];
    const i = openEntry(
      batch,
      nodeId(nodes, bucket.source[m]),
      bucket.link[m],
      bucket.body[m],
      bucket.seq[m],
      bucket.sent_ms[m],
      bucket.due_ms[m],
    );
    if (bucket.via[m] >= 0) batch.via[i] = nodeId(nodes, bucket.via[m]);
    appendRow(batch.rows, bucket.rows.ints, bucket.row_at[m], bucket.row_length[m]);
    closeEntry(batch);
  }
}

/** Entries of a coordinator's answer that were not sent on, by reason. */
export interface RefusedEntries {
  /** A source that is not its own. */
  not_authorised: number;
  /** Another link than uu, a receiver that the run does not have, or none. */
  unknown_receiver: number;
}

/** Posts the coordinator's entries, a message for each receiver. */
export function postDownlink(batch: EntryBatch, nodes: Nodes, outbox: Outbox, refused: RefusedEntries): void {
  for (let i = 0; i < batch.count; i++) {
    if (batch.source[i] !== CLOUD_ID) {
      refused.not_authorised++;
      continue;
    }
    if (batch.link[i] === LINK.pc5 || batch.to[i].length === 0) {
      refused.unknown_receiver++;
      continue;
    }
    const at = outbox.rows.length;
    appendRow(outbox.rows, batch.rows.ints, batch.row_first[i], batch.row_length[i]);
    for (const id of batch.to[i]) {
      const to = nodes.number_by_id.get(id);
      if (to === undefined || to === CLOUD_NUMBER) refused.unknown_receiver++;
      else post(outbox, CLOUD_NUMBER, batch.link[i], batch.body[i], batch.seq[i], to, at, batch.row_length[i]);
    }
  }
}
