/** Puts messages about swaps into the tick's outbox, each sender with a count of its own. */
import type { BodyNumber } from '../../../protos/messages/body.ts';
import { LINK } from '../../../protos/messages/body.ts';
import type { RecordLayout } from '../../../protos/messages/layout.ts';
import { writeRecord } from '../../../protos/messages/record.ts';
import { CLOUD_NUMBER, STATION_BASE } from '../nodes.ts';
import { post } from '../outbox.ts';
import type { V2x } from '../v2x.ts';

export interface SwapSending {
  readonly v2x: V2x;
  /** Next seq by node number. */
  readonly next_seq: Map<number, number>;
}

/** To the cloud: a vehicle (by key) over uu, a station (STATION_BASE and its index) by wire. */
export function tellCloud<T>(
  sending: SwapSending,
  from: number,
  body: BodyNumber,
  layout: RecordLayout<T>,
  message: T,
): void {
  const { outbox, frame } = sending.v2x;
  const seq = sending.next_seq.get(from) ?? 0;
  sending.next_seq.set(from, seq + 1);
  const at = writeRecord(layout, message, outbox.rows, frame);
  post(outbox, from, from >= STATION_BASE ? LINK.wired : LINK.uu, body, seq, CLOUD_NUMBER, at);
}
