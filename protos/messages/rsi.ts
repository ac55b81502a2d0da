/** RSI, roadside information (Day-1): events (RTE) and signs (RTS) that an RSU tells. Row of varying length. */
import { group, list, octets, offsetPlace, optional, record, referencePlace, scalar, text } from './layout.ts';
import type { LocalFrame } from './local-frame.ts';
import type { NodeReference } from './node-reference.ts';
import type { Place } from './place.ts';
import { readRecord, writeRecord } from './record.ts';
import type { RowWriter } from './row.ts';
import { NODE } from './spat.ts';
import * as units from './units.ts';

/** Minutes of the year. */
export interface TimeDetails {
  start_moy?: number | null;
  end_moy?: number | null;
  end_confidence?: number | null;
}

/** A line on which the event counts. */
export interface ReferencePath {
  points: PathPoint[];
  radius_m: number;
}

export interface PathPoint {
  place: Place;
}

/** A link on which the event counts; lanes as bits (bit i = lane i). */
export interface ReferenceLink {
  upstream: NodeReference;
  downstream: NodeReference;
  lanes?: number;
}

export interface TrafficEvent {
  /** 0..255, counted by the sender. */
  rte_id: number;
  /** Event code of GB/T 29100. */
  event_type: number;
  /** Number of EVENT_ORIGIN. */
  source: number | null;
  position?: Place;
  radius_m?: number;
  description?: string;
  time?: TimeDetails;
  /** 0..7, 7 = highest. */
  priority?: number;
  paths: ReferencePath[];
  links: ReferenceLink[];
  /** 0..1. */
  confidence?: number;
}

export interface TrafficSign {
  rts_id: number;
  /** Sign number of GB 5768. */
  sign_type: number;
  position?: Place;
  description?: string;
  time?: TimeDetails;
  priority?: number;
  paths: ReferencePath[];
  links: ReferenceLink[];
}

export interface Rsi {
  msg_cnt: number;
  moy?: number | null;
  /** Temporary id of the RSU. */
  id: string;
  position: Place;
  events: TrafficEvent[];
  signs: TrafficSign[];
}

const TIME_DETAILS = record<TimeDetails>({
  start_moy: optional(scalar('start_time', units.MINUTE_OF_YEAR)),
  end_moy: optional(scalar('end_time', units.MINUTE_OF_YEAR)),
  end_confidence: optional(scalar('end_time_confidence', units.TIME_CONFIDENCE)),
});

const POINT = record<PathPoint>({ place: offsetPlace('pos_offset') });

const PATH = record<ReferencePath>({
  points: list('active_path', POINT, 32, 2),
  radius_m: scalar('path_radius', units.RADIUS),
});

const LINK = record<ReferenceLink>({
  upstream: group('upstream_node_id', NODE),
  downstream: group('downstream_node_id', NODE),
  lanes: optional(scalar('reference_lanes', units.BITS_16)),
});

const EVENT = record<TrafficEvent>({
  rte_id: scalar('rte_id', units.RTE_ID),
  event_type: scalar('event_type', units.EVENT_TYPE),
  source: scalar('event_source', units.EVENT_SOURCE),
  position: optional(offsetPlace('event_pos')),
  radius_m: optional(scalar('event_radius', units.RADIUS)),
  description: optional(text('description', 512)),
  time: optional(group('time_details', TIME_DETAILS)),
  priority: optional(scalar('priority', units.PRIORITY)),
  paths: list('reference_paths', PATH, 8),
  links: list('reference_links', LINK, 16),
  confidence: optional(scalar('event_confidence', units.EVENT_CONFIDENCE)),
});

const SIGN = record<TrafficSign>({
  rts_id: scalar('rts_id', units.RTE_ID),
  sign_type: scalar('sign_type', units.SIGN_TYPE),
  position: optional(offsetPlace('sign_pos')),
  description: optional(text('description', 512)),
  time: optional(group('time_details', TIME_DETAILS)),
  priority: optional(scalar('priority', units.PRIORITY)),
  paths: list('reference_paths', PATH, 8),
  links: list('reference_links', LINK, 16),
});

export const RSI_LAYOUT = record<Rsi>({
  msg_cnt: scalar('msg_cnt', units.MSG_COUNT),
  moy: optional(scalar('moy', units.MINUTE_OF_YEAR)),
  id: octets('id'),
  position: referencePlace('ref_pos'),
  events: list('rtes', EVENT, 8),
  signs: list('rtss', SIGN, 16),
});

/** Appends an RSI's row and returns its offset; throws RangeError for more than 8 events or 16 signs. */
export function appendRsi(message: Rsi, rows: RowWriter, frame: LocalFrame): number {
  return writeRecord(RSI_LAYOUT, message, rows, frame);
}

export function readRsi(ints: Int32Array, at: number, frame: LocalFrame): Rsi {
  return readRecord(RSI_LAYOUT, ints, at, frame);
}
