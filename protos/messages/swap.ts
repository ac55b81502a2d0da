/**
 * Battery swap: what vehicle, cloud and station say to each other, and what a station reports. Messages of ours (not in the standard);
 * names follow OCPP 2.1. Meaning and order: protos/swap.proto.
 */
import { group, list, optional, place, record, scalar, simTime, text } from './layout.ts';
import type { Place } from './place.ts';
import * as units from './units.ts';

/** One life of a request; the first four go on, of the others each is final. */
export const REQUEST_STATE = {
  requested: 1,
  queued: 2,
  granted: 3,
  executing: 4,
  complete: 5,
  rejected: 6,
  revoked: 7,
  expired: 8,
  cancelled: 9,
} as const;
export const OFFER_REASON = {
  no_pack: 1,
  unknown_pack_type: 2,
  full: 3,
  closed: 4,
  no_station: 5,
  fault: 6,
  too_late: 7,
} as const;
/** Stands for a station where there is none to name. */
export const NO_STATION = 'none';
export const SWAP_PHASE = {
  queued: 1,
  aligning: 2,
  locked: 3,
  lifted: 4,
  unbolted: 5,
  old_out: 6,
  new_in: 7,
  bolted: 8,
  self_check: 9,
  released: 10,
  fault: 11,
} as const;

/** soc and soh are shares, 0..1. */
export interface PackRecord {
  serial_number: string;
  pack_type: string;
  soc: number;
  soh: number;
  cycles: number;
}

/** What every message about one request begins with. */
export interface SwapHead {
  correlation_id: number;
  vehicle_id: string;
  station_id: string;
}

export interface SwapRequest {
  correlation_id: number;
  vehicle_id: string;
  station_id?: string;
  pack: PackRecord;
  position: Place;
  /** Edge number of `server/network`. */
  destination: number;
  eta_ms: number;
  max_detour_m: number;
  expires_ms: number;
}

export interface SwapOffer extends SwapHead {
  /** Numbers of REQUEST_STATE and OFFER_REASON; null = none. */
  state: number | null;
  reason: number | null;
  pack?: PackRecord;
  valid_until_ms: number;
  expected_wait_s: number | null;
}

export interface SwapConfirm extends SwapHead {
  eta_ms: number;
}

export interface SwapCancel extends SwapHead {
  reason: number | null;
}

export interface SwapArrival extends SwapHead {
  pack: PackRecord;
}

export interface SwapProgress extends SwapHead {
  /** Number of SWAP_PHASE. */
  phase: number | null;
  bay?: number;
  queue_position?: number;
}

export interface SwapComplete extends SwapHead {
  old_serial_number: string;
  pack: PackRecord;
  wait_s: number | null;
}

export interface SwapFault extends SwapHead {
  code: number | null;
  severity: number | null;
  /** 0 or 1. */
  retryable: number;
}

export interface PackStock {
  pack_type: string;
  ready: number;
  charging: number;
  promised: number;
  faulty: number;
  next_ready: { at_ms: number }[];
}

export interface StationReport {
  msg_cnt: number;
  position: Place;
  bays: number;
  bays_free: number;
  queue_length: number;
  stock: PackStock[];
  power_kw: number;
  power_limit_kw: number;
  swap_time_s: number | null;
}

/** Entity ids have at most 64 characters. */
const ID_MAX = 64;
const TYPE_MAX = 32;

const PACK = record<PackRecord>({
  serial_number: text('serial_number', ID_MAX),
  pack_type: text('pack_type', TYPE_MAX),
  soc: scalar('soc', units.STATE_OF_CHARGE),
  soh: scalar('soh', units.STATE_OF_CHARGE),
  cycles: scalar('cycles', units.COUNT),
});

const HEAD = {
  correlation_id: scalar('correlation_id', units.CORRELATION_ID),
  vehicle_id: text('vehicle_id', ID_MAX),
  station_id: text('station_id', ID_MAX),
} as const;

export const SWAP_REQUEST_LAYOUT = record<SwapRequest>({
  correlation_id: HEAD.correlation_id,
  vehicle_id: HEAD.vehicle_id,
  station_id: optional(HEAD.station_id),
  pack: group('pack', PACK),
  position: place('pos'),
  destination: scalar('destination', units.COUNT),
  eta_ms: simTime('eta_ms'),
  max_detour_m: scalar('max_detour', units.DETOUR),
  expires_ms: simTime('expires_ms'),
});

export const SWAP_OFFER_LAYOUT = record<SwapOffer>({
  ...HEAD,
  state: scalar('state', units.REQUEST_STATE),
  reason: scalar('reason', units.SWAP_REASON),
  pack: optional(group('pack', PACK)),
  valid_until_ms: simTime('valid_until_ms'),
  expected_wait_s: scalar('expected_wait', units.WAIT),
});

export const SWAP_CONFIRM_LAYOUT = record<SwapConfirm>({ ...HEAD, eta_ms: simTime('eta_ms') });

export const SWAP_CANCEL_LAYOUT = record<SwapCancel>({ ...HEAD, reason: scalar('reason', units.SWAP_REASON) });

export const SWAP_ARRIVAL_LAYOUT = record<SwapArrival>({ ...HEAD, pack: group('pack', PACK) });

export const SWAP_PROGRESS_LAYOUT = record<SwapProgress>({
  ...HEAD,
  phase: scalar('phase', units.SWAP_PHASE),
  bay: optional(scalar('bay', units.COUNT)),
  queue_position: optional(scalar('queue_position', units.COUNT)),
});

export const SWAP_COMPLETE_LAYOUT = record<SwapComplete>({
  ...HEAD,
  old_serial_number: text('old_serial_number', ID_MAX),
  pack: group('pack', PACK),
  wait_s: scalar('wait', units.WAIT),
});

export const SWAP_FAULT_LAYOUT = record<SwapFault>({
  ...HEAD,
  code: scalar('code', units.SWAP_REASON),
  severity: scalar('severity', units.SEVERITY),
  retryable: scalar('retryable', units.YES_OR_NO),
});

const PACK_STOCK = record<PackStock>({
  pack_type: text('pack_type', TYPE_MAX),
  ready: scalar('ready', units.COUNT),
  charging: scalar('charging', units.COUNT),
  promised: scalar('promised', units.COUNT),
  faulty: scalar('faulty', units.COUNT),
  next_ready: list('next_ready', record<{ at_ms: number }>({ at_ms: simTime('at_ms') }), 8),
});

export const STATION_REPORT_LAYOUT = record<StationReport>({
  msg_cnt: scalar('msg_cnt', units.MSG_COUNT),
  position: place('pos'),
  bays: scalar('bays', units.COUNT),
  bays_free: scalar('bays_free', units.COUNT),
  queue_length: scalar('queue_length', units.COUNT),
  stock: list('stock', PACK_STOCK, 16),
  power_kw: scalar('power', units.STATION_POWER),
  power_limit_kw: scalar('power_limit', units.STATION_POWER),
  swap_time_s: scalar('swap_time', units.WAIT),
});
