/**
 * Swap requests at the cloud: it proposes each to one station after the other, best first; the station alone grants. A vehicle has one request at
 * a time, named by its number; hearing it again gives the same answer. What a station granted and nobody wants any more is cancelled there.
 */
import { BODY, LINK } from '../../protos/messages/body.ts';
import type { EntryBatch } from '../../protos/messages/entry.ts';
import type { LocalFrame } from '../../protos/messages/local-frame.ts';
import type { RecordLayout } from '../../protos/messages/layout.ts';
import { readRecord } from '../../protos/messages/record.ts';
import * as swap from '../../protos/messages/swap.ts';
import type { Network } from '../simulation/network.ts';
import { send, sendCancel, tellVehicle } from './swap-answers.ts';
import { waitAt_s, type StationKnowledge } from './swap-forecast.ts';
import type { Pending, SwapDispatch, SwapDispatchSettings } from './swap-state.ts';

/** A station that has not answered a proposal is asked again after this, ms; so often at most, then the next one is asked. */
const ANSWER_MS = 1000;
const TRIES = 4;
/** A request is forgotten so long after its last word, ms. */
const FORGET_MS = 1_800_000;

export function createSwapDispatch(
  network: Network,
  frame: LocalFrame,
  running: ReadonlySet<string>,
  settings: SwapDispatchSettings,
): SwapDispatch {
  const { lanes, links } = network;
  return {
    settings,
    frame,
    stations: network.stations
      .filter(({ spec }) => running.has(spec.id))
      .map(({ spec, entrance_edge }) => ({ id: spec.id, entrance_edge, report: undefined })),
    pending: new Map(),
    edgeAt: (lane) =>
      lanes.junction[lane] === -1 ? lanes.edge[lane]! : lanes.edge[links.to_lane[lanes.link[lane]!]!]!,
    next_seq: 0,
    counts: { requests: 0, proposals: 0, resent: 0, moved_on: 0, cancelled: 0 },
  };
}

/** One entry of the uplink about swaps. `lane` is where the vehicle reported to be, -1 unknown. */
export function hearSwap(
  cloud: SwapDispatch,
  uplink: EntryBatch,
  i: number,
  lane: number,
  now_ms: number,
  answer: EntryBatch,
): void {
  const { ints } = uplink.rows;
  const at = uplink.row_first[i]!;
  const source = uplink.source[i]!;
  const read = <T>(layout: RecordLayout<T>): T => readRecord(layout, ints, at, cloud.frame);
  switch (uplink.body[i]) {
    case BODY.swap_request:
      return hearRequest(cloud, read(swap.SWAP_REQUEST_LAYOUT), lane, now_ms, answer);
    case BODY.swap_offer:
      return hearOffer(cloud, source, read(swap.SWAP_OFFER_LAYOUT), now_ms, answer);
    case BODY.station_report: {
      const known = cloud.stations.find(({ id }) => id === source);
      if (known !== undefined) known.report = read(swap.STATION_REPORT_LAYOUT);
      return;
    }
    case BODY.swap_cancel: {
      const cancel = read(swap.SWAP_CANCEL_LAYOUT);
      const known = cloud.pending.get(source);
      if (known?.request.correlation_id === cancel.correlation_id) {
        if (known.offer === undefined && known.station !== '') sendCancel(cloud, cancel, known.station, now_ms, answer);
        cloud.pending.delete(source);
      }
      if (cancel.station_id !== swap.NO_STATION) sendCancel(cloud, cancel, cancel.station_id, now_ms, answer);
      return;
    }
    case BODY.swap_arrival: {
      const known = cloud.pending.get(source);
      if (known !== undefined) known.pledged = false;
      return;
    }
    case BODY.swap_complete: {
      const { vehicle_id, correlation_id } = read(swap.SWAP_COMPLETE_LAYOUT);
      if (cloud.pending.get(vehicle_id)?.request.correlation_id === correlation_id) cloud.pending.delete(vehicle_id);
      return;
    }
  }
}

/** Once a second: asks silent stations again, or the next one; forgets what is long over. */
export function repeatSwaps(cloud: SwapDispatch, now_ms: number, answer: EntryBatch): void {
  for (const [vehicle, pending] of cloud.pending) {
    if (now_ms - pending.sent_ms > FORGET_MS) cloud.pending.delete(vehicle);
    if (pending.offer !== undefined || now_ms - pending.sent_ms < ANSWER_MS) continue;
    if (pending.tries < TRIES) {
      cloud.counts.resent += 1;
      propose(cloud, pending, now_ms, answer);
      continue;
    }
    // It may have granted all the same.
    const { request, station } = pending;
    sendCancel(cloud, { ...request, reason: null }, station, now_ms, answer);
    moveOn(cloud, pending, swap.OFFER_REASON.fault, now_ms, answer);
  }
}

function hearRequest(
  cloud: SwapDispatch,
  request: swap.SwapRequest,
  lane: number,
  now_ms: number,
  answer: EntryBatch,
): void {
  const { vehicle_id, correlation_id } = request;
  const known = cloud.pending.get(vehicle_id);
  if (known !== undefined && known.request.correlation_id >= correlation_id) {
    const again = known.request.correlation_id === correlation_id ? known.offer : undefined;
    if (again !== undefined) tellVehicle(cloud, again, now_ms, answer);
    return;
  }
  // Without a report of where it is nobody can say which station is near: it asks again.
  if (lane < 0 || request.expires_ms <= now_ms) return;
  cloud.counts.requests += 1;
  const pending: Pending = {
    request,
    from_edge: cloud.edgeAt(lane),
    tried: new Set(),
    station: '',
    eta_ms: 0,
    sent_ms: now_ms,
    tries: 0,
    offer: undefined,
    pledged: false,
  };
  cloud.pending.set(vehicle_id, pending);
  chooseStation(cloud, pending, swap.OFFER_REASON.no_station, now_ms, answer);
}

function hearOffer(
  cloud: SwapDispatch,
  station: string,
  offer: swap.SwapOffer,
  now_ms: number,
  answer: EntryBatch,
): void {
  const pending = cloud.pending.get(offer.vehicle_id);
  const granted = offer.state === swap.REQUEST_STATE.granted;
  const current = pending?.request.correlation_id === offer.correlation_id && pending.station === station;
  if (pending === undefined || !current) {
    if (granted) sendCancel(cloud, { ...offer, reason: null }, station, now_ms, answer);
    return;
  }
  if (pending.offer !== undefined) {
    // The lease ended on the way: nobody counts on its pack any more.
    if (!granted) pending.pledged = false;
    return;
  }
  if (!granted) return moveOn(cloud, pending, offer.reason, now_ms, answer);
  pending.offer = { ...offer, station_id: station };
  pending.pledged = true;
  tellVehicle(cloud, pending.offer, now_ms, answer);
}

function moveOn(
  cloud: SwapDispatch,
  pending: Pending,
  reason: number | null,
  now_ms: number,
  answer: EntryBatch,
): void {
  pending.tried.add(pending.station);
  cloud.counts.moved_on += 1;
  chooseStation(cloud, pending, reason, now_ms, answer);
}

/** Proposes to the best station that has not been asked; without one the vehicle is told so. */
function chooseStation(
  cloud: SwapDispatch,
  pending: Pending,
  reason: number | null,
  now_ms: number,
  answer: EntryBatch,
): void {
  const { request, from_edge, tried } = pending;
  const { policy, balk_s, travel_s } = cloud.settings;
  let best: StationKnowledge | undefined;
  let best_s = Infinity;
  let best_travel_s = 0;
  for (const station of cloud.stations) {
    if (tried.has(station.id)) continue;
    const way_s = travel_s(from_edge, station.entrance_edge);
    if (way_s === Infinity) continue;
    const reserve = policy === 'reserve';
    const ahead = reserve ? pledgedBefore(cloud, station.id, now_ms + way_s * 1000) : 0;
    const wait_s = waitAt_s(station, request.pack.pack_type, ahead, reserve ? way_s : 0, now_ms);
    if (wait_s === Infinity || (policy === 'nearest' && wait_s > balk_s)) continue;
    const cost_s = policy === 'nearest' ? way_s : way_s + wait_s;
    if (cost_s >= best_s) continue;
    best = station;
    best_s = cost_s;
    best_travel_s = way_s;
  }
  pending.tries = 0;
  pending.sent_ms = now_ms;
  if (best === undefined) {
    pending.station = '';
    pending.offer = {
      correlation_id: request.correlation_id,
      vehicle_id: request.vehicle_id,
      station_id: swap.NO_STATION,
      state: swap.REQUEST_STATE.rejected,
      reason,
      valid_until_ms: now_ms,
      expected_wait_s: null,
    };
    return tellVehicle(cloud, pending.offer, now_ms, answer);
  }
  pending.station = best.id;
  pending.eta_ms = now_ms + Math.round(best_travel_s * 1000);
  cloud.counts.proposals += 1;
  propose(cloud, pending, now_ms, answer);
}

function pledgedBefore(cloud: SwapDispatch, station: string, arrival_ms: number): number {
  let count = 0;
  for (const other of cloud.pending.values()) {
    if (other.pledged && other.station === station && other.eta_ms <= arrival_ms) count += 1;
  }
  return count;
}

function propose(cloud: SwapDispatch, pending: Pending, now_ms: number, answer: EntryBatch): void {
  pending.tries += 1;
  pending.sent_ms = now_ms;
  const { request, station, eta_ms } = pending;
  const body = { ...request, station_id: station, eta_ms };
  send(cloud, station, LINK.wired, BODY.swap_request, swap.SWAP_REQUEST_LAYOUT, body, now_ms, answer);
}
