/** Numbers and names of messages and links. A body's number is its field in protos/frame.proto and its place in the canonical order. */
import { ADVICE_LAYOUT } from './advice.ts';
import { BSM_LAYOUT } from './bsm.ts';
import type { AnyRecord } from './layout.ts';
import { forget } from './layout.ts';
import { MAP_LAYOUT } from './map.ts';
import { REPORT_LAYOUT } from './report.ts';
import { RSI_LAYOUT } from './rsi.ts';
import { RSM_LAYOUT } from './rsm.ts';
import { SPAT_LAYOUT } from './spat.ts';
import {
  SWAP_REQUEST_LAYOUT,
  SWAP_OFFER_LAYOUT,
  SWAP_CONFIRM_LAYOUT,
  SWAP_CANCEL_LAYOUT,
  SWAP_ARRIVAL_LAYOUT,
  SWAP_PROGRESS_LAYOUT,
  SWAP_COMPLETE_LAYOUT,
  SWAP_FAULT_LAYOUT,
  STATION_REPORT_LAYOUT,
} from './swap.ts';

export const BODY = {
  bsm: 10,
  map: 11,
  spat: 12,
  rsm: 13,
  rsi: 14,
  report: 40,
  advice: 41,
  swap_request: 42,
  swap_offer: 43,
  swap_confirm: 44,
  swap_cancel: 45,
  swap_arrival: 46,
  swap_progress: 47,
  swap_complete: 48,
  swap_fault: 49,
  station_report: 50,
} as const;
export type MessageName = keyof typeof BODY;
export type BodyNumber = (typeof BODY)[MessageName];
/** In canonical order. */
export const MESSAGE_NAMES = Object.keys(BODY) as readonly MessageName[];
/** Name of the body in the generated code, which writes names in camelCase. */
export const BODY_PROPERTY = Object.fromEntries(
  MESSAGE_NAMES.map((name) => [name, name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())]),
) as Readonly<Record<MessageName, string>>;

export const LINK = { pc5: 1, uu: 2, wired: 3 } as const;
export type LinkName = keyof typeof LINK;
export type LinkNumber = (typeof LINK)[LinkName];
export const LINK_NAMES: readonly LinkName[] = ['pc5', 'uu', 'wired'];

const NAME_BY_BODY = new Map<number, MessageName>(MESSAGE_NAMES.map((name) => [BODY[name], name]));

const LAYOUTS: Record<MessageName, AnyRecord> = {
  bsm: forget(BSM_LAYOUT),
  map: forget(MAP_LAYOUT),
  spat: forget(SPAT_LAYOUT),
  rsm: forget(RSM_LAYOUT),
  rsi: forget(RSI_LAYOUT),
  report: forget(REPORT_LAYOUT),
  advice: forget(ADVICE_LAYOUT),
  swap_request: forget(SWAP_REQUEST_LAYOUT),
  swap_offer: forget(SWAP_OFFER_LAYOUT),
  swap_confirm: forget(SWAP_CONFIRM_LAYOUT),
  swap_cancel: forget(SWAP_CANCEL_LAYOUT),
  swap_arrival: forget(SWAP_ARRIVAL_LAYOUT),
  swap_progress: forget(SWAP_PROGRESS_LAYOUT),
  swap_complete: forget(SWAP_COMPLETE_LAYOUT),
  swap_fault: forget(SWAP_FAULT_LAYOUT),
  station_report: forget(STATION_REPORT_LAYOUT),
};

/** undefined for a number that is none of ours. */
export function messageName(body: number): MessageName | undefined {
  return NAME_BY_BODY.get(body);
}

export function linkName(link: number): LinkName | undefined {
  return LINK_NAMES[link - 1];
}

/** Layout of a message; throws for an unknown body number (programmer error). */
export function layoutOf(body: number): AnyRecord {
  const name = NAME_BY_BODY.get(body);
  if (name === undefined) throw new RangeError(`no message has the body number ${body}`);
  return LAYOUTS[name];
}
