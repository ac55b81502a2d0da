/**
 * What the integer of a message field means, read from its comment in the .proto file: there stand the unit of one step, the range, the value
 * for "unavailable" in brackets, and the words of an enumeration or of bits.
 */
import { unitOfName } from '../scenario/unit-of-name.ts';

export interface FieldMeaning {
  /** Unit and size of one step: 0.02 and m/s; absent where the number stands for itself. */
  readonly step?: number;
  readonly unit?: string;
  /** Numbers from `invalid` on (or this one alone) say that the value is not available. */
  readonly invalid?: number;
  readonly and_above?: boolean;
  /** Words of an enumeration by number, or of bits by value. */
  readonly words?: ReadonlyMap<number, string>;
  readonly bits?: boolean;
}

const NUMBER = String.raw`\d+(?:\.\d+)?(?:e-?\d+)?`;
const UNIT = String.raw`deg\/s|deg|m\/s2|m\/s|cm|m|ms|s|g|%`;
const STEP = new RegExp(String.raw`(?:^|[ ,])(${NUMBER}) (${UNIT})(?=[ ,.;]|$)`);
const INVALID = /\((-?\d+)(?: and (above))?\)/;
const WORD = /(?:^|[,:] )(\d+) ([A-Za-z][^,.:()]*)/g;

/** @param comment of the field; `fallback`: of its message, for fields that share one unit */
export function meaningOf(name: string, comment: string, fallback = ''): FieldMeaning {
  const text = comment.replaceAll('\n', ' ');
  const own = /^Index of|\.\./.test(text);
  const step = text.startsWith('Index of')
    ? null
    : (STEP.exec(text) ?? (own || !/\beach\b/.test(fallback) ? null : STEP.exec(fallback)));
  const [, invalid, above] = INVALID.exec(text) ?? (step === null ? [] : (INVALID.exec(fallback) ?? []));
  const unavailable =
    invalid === undefined ? {} : { invalid: Number(invalid), ...(above === undefined ? {} : { and_above: true }) };
  if (step !== null) return { step: Number(step[1]), unit: step[2], ...unavailable };
  if (text.startsWith('ms in the minute')) return { step: 1, unit: 'ms', ...unavailable };
  const words = new Map([...text.matchAll(WORD)].map(([, value, word]) => [Number(value), word.trim()]));
  if (words.size >= 2)
    return { words: /\bbits:/i.test(text) ? masks(words) : words, bits: /\bbits:/i.test(text), ...unavailable };
  // A unit in the name needs no comment, and the number stands for itself.
  return unitOfName(name) === '' ? unavailable : {};
}

/** Bits are told by their places, from 0 on, or by their values 1, 2, 4, 8. */
function masks(words: ReadonlyMap<number, string>): Map<number, string> {
  const by_value = !words.has(0) && [...words.keys()].every((bit) => Number.isInteger(Math.log2(bit)));
  return new Map([...words].map(([bit, word]) => [by_value ? bit : 2 ** bit, word]));
}

/** A number as it is shown: itself where it stands for itself, else with what it means. */
export function explain(raw: number, meaning: FieldMeaning): unknown {
  const { step, unit, invalid, words, bits } = meaning;
  const missing = invalid !== undefined && (meaning.and_above === true ? raw >= invalid : raw === invalid);
  if (step !== undefined && unit !== undefined) return { raw, value: missing ? null : scaled(raw, step), unit };
  if (missing) return { raw, value: null };
  if (words === undefined) return raw;
  if (bits !== true) return words.has(raw) ? { raw, meaning: words.get(raw) } : raw;
  return { raw, meaning: [...words].filter(([mask]) => Math.floor(raw / mask) % 2 === 1).map(([, word]) => word) };
}

/** Without the digits that binary fractions add. */
function scaled(raw: number, step: number): number {
  return Number((raw * step).toPrecision(12));
}
