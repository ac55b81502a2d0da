/** Messages of the chosen vehicle as rows for people: every field by its name in the .proto, with the unit where it has one. */
import {
  ACCELERATION,
  ELEVATION,
  HEADING,
  LATITUDE,
  LENGTH,
  LONGITUDE,
  SPEED,
  STATE_OF_CHARGE,
  WIDTH,
  YAW_RATE,
} from '../../protos/messages/units.ts';
import type { Quantity } from '../../protos/messages/units.ts';
import { v2x } from '../../protos/wire/generated.js';
import type { OverheardMessage } from './source.ts';

/** Rows of one message that are shown; a MAP has hundreds. */
const ROWS_MAX = 60;

export interface MessageRow {
  /** Path of the field: accel_set.long. */
  readonly name: string;
  /** As on the wire. */
  readonly value: string;
  /** In SI or degrees; empty where it has no unit. */
  readonly meaning: string;
}

export interface DecodedMessage {
  /** bsm, map, spat, rsm, rsi, report, advice. */
  readonly message: string;
  readonly direction: 'tx' | 'rx';
  readonly source: string;
  readonly link: string;
  readonly seq: number;
  readonly sent_ms: number;
  readonly bytes: number;
  readonly rows: readonly MessageRow[];
  readonly rows_left: number;
  /** protobuf-JSON of the entry. */
  readonly json: () => string;
}

const LINKS = ['', 'pc5', 'uu', 'wired'];
const BODIES = ['bsm', 'map', 'spat', 'rsm', 'rsi', 'report', 'advice'] as const;

/** Decodes an entry; undefined where the bytes are none. */
export function decodeMessage({ direction, payload }: OverheardMessage): DecodedMessage | undefined {
  let entry: v2x.frame.Entry;
  try {
    entry = v2x.frame.Entry.decode(payload);
  } catch {
    return undefined;
  }
  const message = BODIES.find((name) => entry[name] !== null && entry[name] !== undefined);
  if (message === undefined) return undefined;
  const all: MessageRow[] = [];
  collectRows(entry[message], '', all);
  return {
    message,
    direction,
    source: entry.source,
    link: LINKS[entry.link] ?? '',
    seq: entry.seq,
    sent_ms: Number(entry.sentMs),
    bytes: payload.length,
    rows: all.slice(0, ROWS_MAX),
    rows_left: Math.max(0, all.length - ROWS_MAX),
    json: () => JSON.stringify(entry, null, 2),
  };
}

function collectRows(value: unknown, path: string, rows: MessageRow[]): void {
  if (value === null || value === undefined) return;
  if (value instanceof Uint8Array) rows.push({ name: path, value: hex(value), meaning: '' });
  else if (Array.isArray(value)) value.forEach((item, i) => collectRows(item, `${path}[${i}]`, rows));
  else if (typeof value === 'object') {
    for (const key of fieldsOf(value)) {
      const name = snakeCase(key);
      collectRows((value as Record<string, unknown>)[key], path === '' ? name : `${path}.${name}`, rows);
    }
  } else if (typeof value === 'number')
    rows.push({ name: path, value: String(value), meaning: meaningOf(path, value) });
  else if (typeof value === 'string' || typeof value === 'boolean')
    rows.push({ name: path, value: `${value}`, meaning: '' });
}

/**
 * Fields of a decoded message in the order of the .proto. protobuf leaves out zeros; the generated classes keep them on their
 * prototypes, and a standing vehicle's speed of 0 is a fact like any other. Empty texts and bytes say nothing.
 */
function fieldsOf(message: object): string[] {
  const declared = Object.entries(Object.getPrototypeOf(message) as object)
    .filter(([, zero]) => typeof zero !== 'function')
    .map(([key]) => key);
  const keys = declared.length > 0 ? declared : Object.keys(message);
  return keys.filter((key) => {
    const own = Object.hasOwn(message, key);
    const zero = (message as Record<string, unknown>)[key];
    return !key.startsWith('$') && (own || typeof zero === 'number' || typeof zero === 'boolean');
  });
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Fields whose integers are shown in units of people: last part of the path (and the part before, where the name alone is not enough). */
const MEANINGS: readonly {
  readonly field: RegExp;
  readonly quantity: Quantity;
  readonly unit: string;
  readonly digits: number;
}[] = [
  { field: /(^|\.)accel_set\.(long|lat)$/, quantity: ACCELERATION, unit: 'm/s²', digits: 2 },
  { field: /(^|\.)accel_set\.yaw$/, quantity: YAW_RATE, unit: 'rad/s', digits: 3 },
  { field: /(^|\.)(pos|ref_pos|position)\.lat$/, quantity: LATITUDE, unit: '°', digits: 6 },
  { field: /(^|\.)(pos|ref_pos|position)\.long$/, quantity: LONGITUDE, unit: '°', digits: 6 },
  { field: /\.elevation$/, quantity: ELEVATION, unit: 'm', digits: 1 },
  { field: /(^|\.)speed$/, quantity: SPEED, unit: 'm/s', digits: 2 },
  { field: /(^|\.)heading$/, quantity: HEADING, unit: '°', digits: 1 },
  { field: /(^|\.)size\.length$/, quantity: LENGTH, unit: 'm', digits: 2 },
  { field: /(^|\.)size\.width$/, quantity: WIDTH, unit: 'm', digits: 2 },
  { field: /(^|\.)soc$/, quantity: STATE_OF_CHARGE, unit: '%', digits: 1 },
];

function meaningOf(path: string, value: number): string {
  const known = MEANINGS.find(({ field }) => field.test(path));
  if (known === undefined) return '';
  if (value === known.quantity.invalid) return '—';
  // A heading reads as on a compass: degrees from north, as it is on the wire.
  const degrees_per_rad = known.quantity.heading ? 180 / Math.PI : known.unit === '%' ? 100 : 1;
  return `${((value / known.quantity.per_si) * degrees_per_rad).toFixed(known.digits)} ${known.unit}`;
}
