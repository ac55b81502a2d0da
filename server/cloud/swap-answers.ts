/** What the cloud says about swaps, to vehicles and stations. */
import { BODY, LINK } from '../../protos/messages/body.ts';
import { closeEntry, openEntry, type EntryBatch } from '../../protos/messages/entry.ts';
import type { RecordLayout } from '../../protos/messages/layout.ts';
import { writeRecord } from '../../protos/messages/record.ts';
import * as swap from '../../protos/messages/swap.ts';
import type { SwapDispatch } from './swap-state.ts';

/** Answer to a vehicle over uu. */
export function tellVehicle(cloud: SwapDispatch, offer: swap.SwapOffer, now_ms: number, answer: EntryBatch): void {
  send(cloud, offer.vehicle_id, LINK.uu, BODY.swap_offer, swap.SWAP_OFFER_LAYOUT, offer, now_ms, answer);
}

/** Takes a proposal or a grant back at a station, by wire. */
export function sendCancel(
  cloud: SwapDispatch,
  { correlation_id, vehicle_id, reason }: Pick<swap.SwapCancel, 'correlation_id' | 'vehicle_id' | 'reason'>,
  station: string,
  now_ms: number,
  answer: EntryBatch,
): void {
  cloud.counts.cancelled += 1;
  const body = { correlation_id, vehicle_id, station_id: station, reason };
  send(cloud, station, LINK.wired, BODY.swap_cancel, swap.SWAP_CANCEL_LAYOUT, body, now_ms, answer);
}

/** One message of the cloud to one receiver. */
export function send<T>(
  cloud: SwapDispatch,
  to: string,
  link: number,
  body: number,
  layout: RecordLayout<T>,
  message: T,
  now_ms: number,
  answer: EntryBatch,
): void {
  const entry = openEntry(answer, 'cloud', link, body, cloud.next_seq++, now_ms);
  answer.to[entry] = [to];
  writeRecord(layout, message, answer.rows, cloud.frame);
  closeEntry(answer);
}
