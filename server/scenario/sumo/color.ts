/**
 * Colours as SUMO writes them: names, #RRGGBB, or r,g,b as fractions or up to 255.
 */
import { optional, parseNumber } from './attribute.ts';
import { note, type ImportReport } from './import-report.ts';
import { placeOf, type XmlElement } from './xml-source.ts';

const NAMES: Readonly<Record<string, number>> = {
  red: 0xff0000,
  green: 0x00ff00,
  blue: 0x0000ff,
  yellow: 0xffff00,
  cyan: 0x00ffff,
  magenta: 0xff00ff,
  orange: 0xff8000,
  white: 0xffffff,
  black: 0x000000,
  grey: 0x808080,
  gray: 0x808080,
};

/** 0xRRGGBB; -1 where there is none or it is not understood (then reported). */
export function colorOf(element: XmlElement, name: string, report: ImportReport): number {
  const text = (optional(element, name) ?? '').trim();
  if (text === '' || text === 'random' || text === 'invisible') return -1;
  if (Object.hasOwn(NAMES, text)) return NAMES[text];
  if (/^#[0-9a-fA-F]{6}([0-9a-fA-F]{2})?$/.test(text)) return Number.parseInt(text.slice(1, 7), 16);
  const parts = text.split(',').map(parseNumber);
  if (parts.length === 3 || parts.length === 4) {
    const rgb = parts.slice(0, 3);
    if (rgb.every((part) => part !== undefined && part >= 0 && part <= 255)) return mixed(text, rgb as number[]);
  }
  note(report, 'unknown', `${element.name}.${name} value`, `"${text}" is no colour`, placeOf(element));
  return -1;
}

/** Whole numbers of which one is above 1 go up to 255; else fractions of 1. */
function mixed(text: string, rgb: readonly number[]): number {
  const whole = !text.includes('.') && rgb.some((part) => part > 1);
  const [r, g, b] = rgb.map((part) => Math.min(255, Math.round(whole ? part : part * 255)));
  return (r << 16) | (g << 8) | b;
}
