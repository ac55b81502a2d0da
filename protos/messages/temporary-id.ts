/**
 * The standard's temporary id of a road user or RSU: 8 octets. As text 16 hexadecimal digits, in a row two columns (first four octets, last four).
 * The entity's own id stands in the entry's `source`.
 */

const DIGITS = '0123456789abcdef';
const PATTERN = /^[0-9a-f]{16}$/;

export function isTemporaryId(text: string): boolean {
  return PATTERN.test(text);
}

/** Temporary id of an entity for the whole run: two FNV-1a hashes of its id, so that everybody can tell the same one. */
export function temporaryIdFor(entity: string): string {
  let high = 0x811c9dc5 | 0;
  let low = 0x050c5d1f | 0;
  for (let i = 0; i < entity.length; i++) {
    const code = entity.charCodeAt(i);
    high = Math.imul(high ^ code, 0x01000193);
    low = Math.imul(low ^ code ^ (high >>> 24), 0x01000193);
  }
  return temporaryIdText(high, low);
}

/** Two int32 words -> 16 hexadecimal digits. */
export function temporaryIdText(high: number, low: number): string {
  let text = '';
  for (let shift = 28; shift >= 0; shift -= 4) text += DIGITS[(high >>> shift) & 15];
  for (let shift = 28; shift >= 0; shift -= 4) text += DIGITS[(low >>> shift) & 15];
  return text;
}

/** Word 0 (first four octets) or 1 of an id's text, as int32. Throws RangeError where a character is not a lower-case hexadecimal digit. */
export function temporaryIdWord(text: string, word: 0 | 1): number {
  if (text.length !== 16) throw new RangeError(`temporary id must have 16 hexadecimal digits: ${text}`);
  let value = 0;
  for (let i = word * 8; i < word * 8 + 8; i++) {
    const code = text.charCodeAt(i);
    const digit = code >= 48 && code <= 57 ? code - 48 : code >= 97 && code <= 102 ? code - 87 : -1;
    if (digit < 0) throw new RangeError(`temporary id must have 16 hexadecimal digits: ${text}`);
    value = (value << 4) | digit;
  }
  return value;
}
