/** Messages of battery swap in one line, with units. */
import {
  OFFER_REASON,
  REQUEST_STATE,
  SWAP_PHASE,
  type PackRecord,
  type StationReport,
  type SwapArrival,
  type SwapCancel,
  type SwapComplete,
  type SwapConfirm,
  type SwapFault,
  type SwapHead,
  type SwapOffer,
  type SwapProgress,
  type SwapRequest,
} from '../../protos/messages/swap.ts';
import { number, percent } from './format.ts';

/** What a message says, without who sent it. */
export function swapText(name: string, message: unknown): string {
  switch (name) {
    case 'swap_request':
      return requestText(message as SwapRequest);
    case 'swap_offer':
      return offerText(message as SwapOffer);
    case 'swap_confirm': {
      const confirm = message as SwapConfirm;
      return `${headText(confirm)}  there at t ${seconds(confirm.eta_ms / 1000)}`;
    }
    case 'swap_cancel': {
      const cancel = message as SwapCancel;
      return `${headText(cancel)}  given up, reason ${cancel.reason ?? '?'}`;
    }
    case 'swap_arrival': {
      const arrival = message as SwapArrival;
      return `${headText(arrival)}  brings ${packText(arrival.pack)}`;
    }
    case 'swap_progress':
      return progressText(message as SwapProgress);
    case 'swap_complete': {
      const complete = message as SwapComplete;
      const waited = complete.wait_s === null ? '?' : seconds(complete.wait_s);
      return `${headText(complete)}  ${complete.old_serial_number} for ${packText(complete.pack)}  waited ${waited}`;
    }
    case 'swap_fault': {
      const fault = message as SwapFault;
      const again = fault.retryable === 1 ? ', may be tried again' : '';
      return `${headText(fault)}  fault ${fault.code ?? '?'}, severity ${fault.severity ?? '?'}${again}`;
    }
    default:
      return stationText(message as StationReport);
  }
}

function requestText(request: SwapRequest): string {
  const station = request.station_id === undefined ? '' : `  proposed to ${request.station_id}`;
  return `no. ${request.correlation_id} of ${request.vehicle_id}${station}  ${packText(request.pack)}  detour up to ${number(request.max_detour_m)} m`;
}

function offerText(offer: SwapOffer): string {
  const pack = offer.pack === undefined ? '' : `  ${packText(offer.pack)}`;
  const reason = offer.reason === null ? '' : ` (${nameOf(OFFER_REASON, offer.reason)})`;
  const wait = offer.expected_wait_s === null ? '' : `  wait ${seconds(offer.expected_wait_s)}`;
  const until = offer.valid_until_ms === 0 ? '' : ` until t ${seconds(offer.valid_until_ms / 1000)}`;
  return `${headText(offer)}  ${nameOf(REQUEST_STATE, offer.state)}${reason}${until}${pack}${wait}`;
}

function progressText(progress: SwapProgress): string {
  const bay = progress.bay === undefined ? '' : `  bay ${progress.bay}`;
  const place = progress.queue_position === undefined ? '' : `  ${progress.queue_position} ahead`;
  return `${headText(progress)}  ${nameOf(SWAP_PHASE, progress.phase)}${bay}${place}`;
}

function stationText(report: StationReport): string {
  const stock = report.stock.map(
    ({ pack_type, ready, charging, promised }) =>
      `${pack_type}: ${ready} ready, ${charging} charging, ${promised} promised`,
  );
  return [
    `${report.bays_free} of ${report.bays} bays free`,
    `${report.queue_length} wait`,
    ...stock,
    `${number(report.power_kw, 1)} of ${number(report.power_limit_kw, 1)} kW`,
  ].join('  ');
}

const headText = ({ correlation_id, vehicle_id, station_id }: SwapHead): string =>
  `no. ${correlation_id} of ${vehicle_id} at ${station_id}`;

const packText = (pack: PackRecord): string => `${pack.pack_type} ${pack.serial_number} at ${percent(pack.soc)}`;

const seconds = (value: number): string => `${number(value, 1)} s`;

function nameOf(names: Readonly<Record<string, number>>, value: number | null): string {
  const found = Object.entries(names).find(([, number_]) => number_ === value);
  return (found?.[0] ?? 'unknown').replaceAll('_', ' ');
}
