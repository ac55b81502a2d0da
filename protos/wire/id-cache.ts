/**
 * Ids read from bytes again and again become one string each: a table of fixed size, in which a new id takes the place of the one it meets.
 * Only well-formed ids are kept, so whoever gets one from here need not check it.
 */
import { isEntityId } from '../messages/entity-id.ts';

const SLOTS = 16384;
const slots: string[] = Array.from({ length: SLOTS }, () => '');

/** The id in bytes[from .. to); undefined where those are no id. */
export function readId(bytes: Uint8Array, from: number, to: number): string | undefined {
  const length = to - from;
  if (length < 1 || length > 64) return undefined;
  let hash = 0x811c9dc5 | 0;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193);
  const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
  const known = slots[slot];
  if (known.length === length && equals(known, bytes, from)) return known;
  let text = '';
  for (let i = from; i < to; i++) text += String.fromCharCode(bytes[i]);
  if (!isEntityId(text)) return undefined;
  slots[slot] = text;
  return text;
}

function equals(text: string, bytes: Uint8Array, from: number): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== bytes[from + i]) return false;
  return true;
}
