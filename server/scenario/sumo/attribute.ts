/**
 * Reads attributes of SUMO elements as numbers, times, flags and lists. A value that does not fit is the user's error,
 * with the place of its element.
 */
import { UserError } from '../user-error.ts';
import { placeOf, type XmlElement } from './xml-source.ts';

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const CLOCK = /^(?:(\d+):)?(\d+):(\d+):(\d+(?:\.\d*)?)$/;

/** The error for an attribute whose value does not fit. */
export function badValue(element: XmlElement, name: string, wanted: string): UserError {
  const value = element.attributes[name] ?? '';
  const shown = value.length > 40 ? `${value.slice(0, 40)}...` : value;
  return new UserError(`<${element.name}> ${name}="${shown}" is not ${wanted}`, {
    place: placeOf(element),
    hint: `write ${name} as ${wanted}`,
  });
}

/** The attribute's text, or undefined where it is absent. */
export function optional(element: XmlElement, name: string): string | undefined {
  return Object.hasOwn(element.attributes, name) ? element.attributes[name] : undefined;
}

/** The attribute's text; an error where it is absent. */
export function required(element: XmlElement, name: string): string {
  const value = optional(element, name);
  if (value !== undefined) return value;
  throw new UserError(`<${element.name}> has no attribute ${name}`, {
    place: placeOf(element),
    hint: `add ${name}="..."`,
  });
}

/** A finite decimal number, or undefined where the text is none. */
export function parseNumber(text: string): number | undefined {
  const trimmed = text.trim();
  if (!NUMBER.test(trimmed)) return undefined;
  const value = Number(trimmed);
  return Number.isFinite(value) ? value : undefined;
}

/** A number; the fallback, or an error without one, where the attribute is absent. */
export function numberOf(element: XmlElement, name: string, fallback?: number): number {
  const text = fallback === undefined ? required(element, name) : optional(element, name);
  if (text === undefined) return fallback as number;
  const value = parseNumber(text);
  if (value === undefined) throw badValue(element, name, 'a number');
  return value;
}

/** A number of at least `least`. */
export function numberFrom(element: XmlElement, name: string, least: number, fallback?: number): number {
  const value = numberOf(element, name, fallback);
  if (value < least) throw badValue(element, name, `a number of at least ${least}`);
  return value;
}

/** A whole number of at least `least`. */
export function integerOf(element: XmlElement, name: string, least: number, fallback?: number): number {
  const value = numberOf(element, name, fallback);
  if (!Number.isSafeInteger(value) || value < least) {
    throw badValue(element, name, least === 0 ? 'a whole number from 0 on' : `a whole number of at least ${least}`);
  }
  return value;
}

/** SUMO's spellings of true and false. */
export function flagOf(element: XmlElement, name: string, fallback: boolean): boolean {
  const text = optional(element, name)?.trim();
  if (text === undefined || text === '') return fallback;
  if (['true', 'True', 'yes', 'on', '1', 'x', 't', 'T'].includes(text)) return true;
  if (['false', 'False', 'no', 'off', '0', '-', 'f', 'F'].includes(text)) return false;
  throw badValue(element, name, 'true or false');
}

/** Seconds, or [days:]hours:minutes:seconds, as whole milliseconds; undefined where the text is neither. */
export function parseTime(text: string): number | undefined {
  const seconds = parseNumber(text);
  if (seconds !== undefined) return Math.round(seconds * 1000);
  const negative = text.trim().startsWith('-');
  const parts = CLOCK.exec(text.trim().replace(/^-/, ''));
  if (parts === null) return undefined;
  const [days, hours, minutes, rest] = [parts[1] ?? '0', parts[2], parts[3], parts[4]].map(Number);
  const total = Math.round((((days * 24 + hours) * 60 + minutes) * 60 + rest) * 1000);
  return negative ? -total : total;
}

/** A time in milliseconds; the fallback, or an error without one, where the attribute is absent. */
export function timeOf(element: XmlElement, name: string, fallback?: number): number {
  const text = fallback === undefined ? required(element, name) : optional(element, name);
  if (text === undefined) return fallback as number;
  const value = parseTime(text);
  if (value === undefined) throw badValue(element, name, 'a time in seconds or hours:minutes:seconds');
  return value;
}

/** Words parted by blanks or commas; empty where the attribute is absent. */
export function listOf(element: XmlElement, name: string): string[] {
  return splitWords(optional(element, name) ?? '');
}

/** Words parted by blanks, commas or semicolons. */
export function splitWords(text: string): string[] {
  return text.split(/[\s,;]+/).filter((word) => word !== '');
}

/**
 * "x,y x,y,z ..." as flattened x,y,z triples (z = 0 where absent).
 * Points that repeat their predecessor stay: lengths of SUMO count them as zero.
 */
export function shapeOf(element: XmlElement, name: string): Float64Array {
  const points = (optional(element, name) ?? '').split(/\s+/).filter((point) => point !== '');
  const shape = new Float64Array(points.length * 3);
  for (let i = 0; i < points.length; i++) {
    const parts = points[i].split(',');
    if (parts.length !== 2 && parts.length !== 3) throw badValue(element, name, 'a list of x,y or x,y,z');
    for (let k = 0; k < parts.length; k++) {
      const value = parseNumber(parts[k]);
      if (value === undefined) throw badValue(element, name, 'a list of x,y or x,y,z');
      shape[i * 3 + k] = value;
    }
  }
  return shape;
}
