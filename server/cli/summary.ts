/** The end of a run as a person likes to read it: key figures first, then what went over the air, then where the time went. */
import type { RunResult } from '../runner/result.ts';
import { ENDLESS_S } from '../scenario/endless.ts';
import { energyLines } from './energy-lines.ts';
import { number, percent, table, wrap } from './format.ts';

/** Longest line of counters. */
const WIDTH = 110;

/**
 * Lines of the summary. `notes` are the scenario's: assumptions and what an import did not understand.
 * `checked` false: nobody judged collisions and red entries, so nothing is said of them.
 */
export function summaryLines(result: RunResult, notes: readonly string[], checked = true): string[] {
  return [
    ...headLines(result),
    '',
    ...figureLines(result, checked),
    ...(result.sim_time_s > result.window.warmup_s
      ? [...windowLines(result), ...messageLines(result), ...latencyLines(result), ...energyLines(result)]
      : [`window      nothing counted yet: the warm-up lasts until ${seconds(result.window.warmup_s)}`]),
    ...applicationLines(result),
    '',
    ...performanceLines(result),
    ...noteLines(notes),
  ];
}

function headLines(result: RunResult): string[] {
  const window = result.window.warmup_s > 0 ? `, counted from ${number(result.window.warmup_s)} s` : '';
  const endless = result.window.until_s === ENDLESS_S;
  const early =
    !endless && result.sim_time_s < result.window.until_s - 1e-9 ? ` of ${seconds(result.window.until_s)}` : '';
  const reasons = result.deterministic_reasons.join('; ');
  const certain = result.deterministic ? 'deterministic' : `not deterministic${reasons === '' ? '' : `: ${reasons}`}`;
  return [
    `${result.scenario}   seed ${result.seed}   ${seconds(result.sim_time_s)}${early} simulated${window}`,
    `hash ${result.hash}   ${certain}`,
  ];
}

function seconds(value: number): string {
  return `${number(value, Number.isInteger(value) ? 0 : 1)} s`;
}

function figureLines(result: RunResult, checked: boolean): string[] {
  const { vehicles } = result;
  const waiting = vehicles.waiting_to_insert > 0 ? `, ${number(vehicles.waiting_to_insert)} wait to enter` : '';
  const removed = vehicles.removed > 0 ? `, ${number(vehicles.removed)} removed` : '';
  const unavoidable =
    vehicles.red_entries_unavoidable > 0 ? ` (and ${number(vehicles.red_entries_unavoidable)} unavoidable)` : '';
  const overlaps =
    vehicles.geometry_overlaps > 0 ? `, ${number(vehicles.geometry_overlaps)} overlaps laid by the map` : '';
  return [
    `vehicles    ${number(vehicles.inserted)} entered, ${number(vehicles.arrived)} arrived, ${number(vehicles.running)} on the road${waiting}${removed}`,
    checked
      ? `safety      ${counted(vehicles.collisions, 'collision', 'collisions')}, ${counted(vehicles.red_entries, 'red entry', 'red entries')}${unavoidable}, ${number(vehicles.stuck)} stuck${overlaps}`
      : 'safety      not judged (--check does)',
    ...walkerLines(result),
    ...agentLines(result),
  ];
}

/** Nothing where no outside agent came. */
function agentLines({ agents }: RunResult): string[] {
  const { joined = 0, rejected = 0, commands = 0, left = 0, lost = 0, commands_clamped = 0, bad_messages = 0 } = agents;
  if (joined + rejected + bad_messages === 0) return [];
  const seldom: readonly [number, string][] = [
    [commands_clamped, 'clamped'],
    [left, 'left'],
    [lost, 'lost'],
    [rejected, 'refused'],
    [bad_messages, 'bad messages'],
  ];
  const rest = seldom.filter(([count]) => count > 0).map(([count, what]) => `, ${number(count)} ${what}`);
  return [`agents      ${number(joined)} joined, ${number(commands)} commands${rest.join('')}`];
}

/** Nothing where nobody walks. */
function walkerLines({ walkers }: RunResult): string[] {
  if (walkers.arrived === 0) return [];
  const { arrived, crossed, crossing, waiting, mean_wait_s } = walkers;
  return [
    `walkers     ${number(arrived)} came, ${number(crossed)} crossed, ${number(crossing)} on the road, ${number(waiting)} at the kerb; ${number(mean_wait_s, 1)} s wait on average`,
  ];
}

/** Figures of the time after the warm-up. */
function windowLines({ vehicles, traffic, trips }: RunResult): string[] {
  return [
    `traffic     mean speed ${number(traffic.mean_speed_mps, 2)} m/s (${number(traffic.mean_speed_mps * 3.6, 1)} km/h), ${percent(traffic.stopped_share)} standing, ${number(vehicles.rerouted)} rerouted`,
    trips.finished === 0
      ? `trips       none finished of ${number(trips.started)}`
      : `trips       ${number(trips.finished)} finished: ${number(trips.mean_duration_s, 1)} s, ${number(trips.mean_speed_mps, 2)} m/s, ${number(trips.mean_delay_s, 1)} s delay on average; ${number(trips.unfinished)} unfinished`,
  ];
}

function messageLines(result: RunResult): string[] {
  const kinds = Object.entries(result.messages).filter(([, counts]) => counts.sent > 0);
  if (kinds.length === 0) return [`messages    none${isOff(result) ? ' (V2X is off)' : ''}`];
  const rows = kinds.map(([kind, counts]) => [
    `  ${kind}`,
    number(counts.sent),
    number(counts.addressed),
    number(counts.delivered),
    number(counts.lost),
    number(counts.in_flight),
    percent(counts.delivered / (counts.delivered + counts.lost)),
  ]);
  return ['', ...table([['messages', 'sent', 'addressed', 'delivered', 'lost', 'in flight', 'arrived'], ...rows])];
}

function isOff(result: RunResult): boolean {
  const settings = result.provenance.settings as { readonly v2x?: { readonly enabled?: boolean } };
  return settings.v2x?.enabled === false;
}

function latencyLines(result: RunResult): string[] {
  const links = Object.entries(result.latency_ms);
  if (links.length === 0) return [];
  const parts = links.map(([link, { p50, p95, p99 }]) => `${link} ${number(p50)} / ${number(p95)} / ${number(p99)} ms`);
  return [`latency     ${parts.join(',  ')}  (p50 / p95 / p99)`];
}

function applicationLines(result: RunResult): string[] {
  const applications = Object.entries(result.applications).filter(([, counters]) =>
    Object.values(counters).some((count) => count !== 0),
  );
  if (applications.length === 0) return [];
  const lines = applications.flatMap(([name, counters]) => {
    const parts = Object.entries(counters).map(
      ([counter, value]) => `${words(counter)} ${number(value, Number.isInteger(value) ? 0 : 2)}`,
    );
    const [first, ...more] = wrap(`${words(name)}: ${parts.join(', ')}`, WIDTH, '    ');
    return [first.slice(2), ...more];
  });
  return ['', 'applications', ...lines];
}

const words = (name: string): string => name.replaceAll('_', ' ');

/** Parts below one in a hundred are added up, so that the line stays short. */
const SMALL_PART = 0.01;

function performanceLines(result: RunResult): string[] {
  const { performance } = result;
  const per_cpu = result.sim_time_s / performance.cpu_time_s;
  const parts = Object.entries(performance.parts_ms);
  const total = parts.reduce((sum, [, ms]) => sum + ms, 0);
  const large = parts.filter(([, ms]) => ms >= SMALL_PART * total).toSorted(([, a], [, b]) => b - a);
  const rest = total - large.reduce((sum, [, ms]) => sum + ms, 0);
  const shares = large.map(([part, ms]) => `${words(part)} ${percent(ms / total, 0)}`);
  if (rest >= SMALL_PART * total) shares.push(`other ${percent(rest / total, 0)}`);
  return [
    `time        ${number(performance.wall_time_s, 1)} s wall, ${number(performance.cpu_time_s, 1)} s CPU: ${number(per_cpu, 1)} simulated seconds a CPU second, ${number(performance.real_time_factor, 1)} x real time`,
    ...(total > 0 ? [`            ${shares.join(', ')}`] : []),
    `            ${number(performance.updates_per_cpu_s)} vehicle updates a CPU second, ${number(performance.peak_rss_mb)} MB at most`,
  ];
}

/** Most notes in a summary; the rest is what `chelu check` is for. */
const NOTES_MAX = 6;

function noteLines(notes: readonly string[]): string[] {
  if (notes.length === 0) return [];
  const shown = notes.slice(0, NOTES_MAX).map((note) => `  ${note}`);
  const more = notes.length - shown.length;
  return ['', 'notes', ...shown, ...(more > 0 ? [`  and ${more} more: chelu check lists them all`] : [])];
}

const counted = (count: number, one: string, many: string): string => `${number(count)} ${count === 1 ? one : many}`;
