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

export const BODY = { bsm: 10, map: 11, spat: 12, rsm: 13, rsi: 14, report: 40, advice: 41 } as const;
export type MessageName = keyof typeof BODY;
export type BodyNumber = (typeof BODY)[MessageName];
/** In canonical order. */
export const MESSAGE_NAMES: readonly MessageName[] = ['bsm', 'map', 'spat', 'rsm', 'rsi', 'report', 'advice'];

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
