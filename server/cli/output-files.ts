/** What a run leaves behind on disk: summary.json, trips.csv, messages.csv, and the file of --json. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RunResult } from '../runner/result.ts';
import type { TripRow } from '../runner/trip-statistics.ts';
import { UserError } from '../scenario/user-error.ts';
import { csvText } from './csv.ts';

const TRIP_COLUMNS = [
  'id',
  'depart_s',
  'inserted_s',
  'arrived_s',
  'duration_s',
  'distance_m',
  'delay_s',
  'removed',
] as const;
const MESSAGE_COLUMNS = ['message', 'sent', 'addressed', 'delivered', 'lost', 'in_flight'] as const;

/** The JSON text of a result. */
export function resultJson(result: RunResult): string {
  return `${JSON.stringify(result, null, 2)}\n`;
}

/** Makes sure before a long run that its files can be written; throws a UserError that names the flag. */
export function prepareOutput(flags: { readonly out?: string; readonly json?: string; readonly junit?: string }): void {
  if (flags.out !== undefined) prepare(flags.out, '--out');
  if (flags.json !== undefined && flags.json !== '-') prepare(dirname(flags.json), '--json');
  if (flags.junit !== undefined) prepare(dirname(flags.junit), '--junit');
}

function prepare(folder: string, flag: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new UserError(`the folder cannot be made: ${reason(error)}`, { place: `${flag} ${folder}` });
  }
}

/** Writes the three files of --out and names them. */
export function writeOutput(folder: string, result: RunResult, trips: Iterable<TripRow>): string[] {
  const files: [string, string][] = [
    ['summary.json', resultJson(result)],
    ['trips.csv', csvText(TRIP_COLUMNS, tripCells(trips))],
    ['messages.csv', csvText(MESSAGE_COLUMNS, messageCells(result))],
  ];
  return files.map(([name, text]) => writeText(join(folder, name), text, '--out'));
}

/** Writes one file; throws a UserError that names the flag. Returns the path. */
export function writeText(path: string, text: string, flag: string): string {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new UserError(`cannot be written: ${reason(error)}`, { place: `${flag} ${path}` });
  }
  return path;
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message.replace(/^[A-Z]+: /, '') : String(error);
}

function* tripCells(trips: Iterable<TripRow>): Generator<(string | number)[]> {
  for (const trip of trips) {
    yield [
      trip.id,
      trip.depart_s,
      trip.inserted_s ?? '',
      trip.arrived_s ?? '',
      rounded(trip.duration_s),
      rounded(trip.distance_m),
      rounded(trip.delay_s),
      trip.removed ? 1 : 0,
    ];
  }
}

/** Millimetres and milliseconds are enough for anybody. */
const rounded = (value: number): number => Math.round(value * 1000) / 1000;

function messageCells(result: RunResult): (string | number)[][] {
  return Object.entries(result.messages).map(([name, counts]) => [
    name,
    counts.sent,
    counts.addressed,
    counts.delivered,
    counts.lost,
    counts.in_flight,
  ]);
}
