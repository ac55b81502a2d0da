/**
 * Signal programs: fixed-time and actuated (green is prolonged while its detectors see vehicles closer than max_gap, between a phase's
 * least and longest duration; after SUMO's actuated controller). Simulated milliseconds only.
 */
import { stillWanted, watchDetectors } from './detectors.ts';
import type { Engine } from './engine-state.ts';
import type { Network, SignalRecord } from './network.ts';
import type { SignalColumns } from './world.ts';

export const LETTER = {
  red: 114,
  red_yellow: 117,
  yellow: 121,
  yellow_major: 89,
  green: 103,
  green_major: 71,
  green_arrow: 115,
  off_blinking: 111,
  off: 79,
} as const;

export function createSignals(network: Network): SignalColumns {
  const count = network.signals.length;
  const first_group = new Int32Array(count + 1);
  network.signals.forEach((signal, index) => {
    first_group[index + 1] =
      first_group[index]! + Math.max(0, ...signal.spec.phases.map((phase) => phase.state.length));
  });
  const signals: SignalColumns = {
    phase: new Int32Array(count),
    since_ms: new Float64Array(count),
    min_end_ms: new Float64Array(count),
    max_end_ms: new Float64Array(count),
    first_group,
    letters: new Uint8Array(first_group[count]!).fill(LETTER.off),
  };
  network.signals.forEach((signal, index) => begin(signals, signal, index));
  return signals;
}

/** Enters the phase that the program's offset puts at time 0. */
function begin(signals: SignalColumns, signal: SignalRecord, index: number): void {
  const { phases, offset_ms } = signal.spec;
  if (phases.length === 0) return;
  const cycle = phases.reduce((sum, phase) => sum + phase.duration_ms, 0);
  let into = cycle > 0 ? ((-offset_ms % cycle) + cycle) % cycle : 0;
  if (signal.spec.kind === 'actuated') into = 0;
  let phase = 0;
  while (phase + 1 < phases.length && into >= phases[phase]!.duration_ms) {
    into -= phases[phase]!.duration_ms;
    phase += 1;
  }
  enterPhase(signals, signal, index, phase, -into);
}

function enterPhase(
  signals: SignalColumns,
  signal: SignalRecord,
  index: number,
  phase: number,
  since_ms: number,
): void {
  const spec = signal.spec.phases[phase]!;
  const actuated = signal.spec.kind === 'actuated';
  signals.phase[index] = phase;
  signals.since_ms[index] = since_ms;
  signals.min_end_ms[index] = since_ms + (actuated ? spec.min_ms : spec.duration_ms);
  signals.max_end_ms[index] = since_ms + (actuated ? spec.max_ms : spec.duration_ms);
  const first = signals.first_group[index]!;
  for (let group = 0; group < spec.state.length; group++) signals.letters[first + group] = spec.state.charCodeAt(group);
}

/** Letter that a link sees; `off` where no signal controls it. */
export function letterOf(world: Engine, link: number): number {
  const { links } = world.network;
  const signal = links.signal[link]!;
  if (signal === -1) return LETTER.off;
  return world.signals.letters[world.signals.first_group[signal]! + links.signal_index[link]!] ?? LETTER.off;
}

export function isRed(letter: number): boolean {
  return letter === LETTER.red || letter === LETTER.red_yellow;
}

export function isYellow(letter: number): boolean {
  return letter === LETTER.yellow || letter === LETTER.yellow_major;
}

function isGreen(letter: number): boolean {
  return letter === LETTER.green || letter === LETTER.green_major;
}

/** Brings all signals to a time; a phase that ends exactly then has ended. */
export function advanceSignals(world: Engine, now_ms: number): void {
  const { signals, network } = world;
  for (let index = 0; index < network.signals.length; index++) {
    const signal = network.signals[index]!;
    if (signal.spec.phases.length < 2 || signal.spec.kind === 'off') continue;
    if (signal.spec.kind === 'actuated') watchDetectors(world, index, now_ms);
    for (let guard = 0; guard < signal.spec.phases.length; guard++) {
      const end = phaseEnd(world, signal, index, now_ms);
      if (end > now_ms) break;
      enterPhase(signals, signal, index, successor(world, signal, index), end);
    }
  }
  noteRed(world, now_ms);
}

/** When the running phase ends as far as is known now; later than now where it goes on. */
function phaseEnd(world: Engine, signal: SignalRecord, index: number, now_ms: number): number {
  const { signals } = world;
  const min_end = signals.min_end_ms[index]!;
  const max_end = signals.max_end_ms[index]!;
  if (signal.spec.kind !== 'actuated' || max_end <= min_end) return min_end;
  if (now_ms < min_end) return min_end;
  if (now_ms >= max_end) return max_end;
  return stillWanted(world, index, signals.phase[index]!, signal.spec.max_gap_ms, now_ms)
    ? now_ms + world.dt_ms
    : now_ms;
}

/** The following phase: the only successor, or of several the one whose green serves most and longest waiting vehicles (ties: the first). */
function successor(world: Engine, signal: SignalRecord, index: number): number {
  const { phases } = signal.spec;
  const phase = world.signals.phase[index]!;
  const choices = phases[phase]!.next;
  if (choices.length === 0) return (phase + 1) % phases.length;
  let best = choices[0]!;
  let most = -1;
  for (const choice of choices) {
    const waiting = choices.length === 1 ? 0 : waitingFor(world, signal, choice);
    if (waiting > most) {
      most = waiting;
      best = choice;
    }
  }
  return best < phases.length ? best : (phase + 1) % phases.length;
}

/** Vehicles that a phase would serve, and the seconds for which the first of each lane has stood: whoever waits long enough is served. */
function waitingFor(world: Engine, signal: SignalRecord, phase: number): number {
  const { links } = world.network;
  const { order, vehicles } = world;
  const state = signal.spec.phases[phase]!.state;
  let waiting = 0;
  for (let i = 0; i < signal.links.length; i++) {
    const link = signal.links[i]!;
    const lane = links.from_lane[link]!;
    if (!isGreen(state.charCodeAt(links.signal_index[link]!)) || order.count[lane] === 0) continue;
    waiting += order.count[lane]! + vehicles.standing_s[order.slots[order.first[lane]!]!]!;
  }
  return waiting;
}

function noteRed(world: Engine, now_ms: number): void {
  const { links } = world.network;
  for (let link = 0; link < links.count; link++) {
    if (links.signal[link] === -1) continue;
    if (!isRed(letterOf(world, link))) world.red_since_ms[link] = Infinity;
    else if (world.red_since_ms[link] === Infinity) world.red_since_ms[link] = now_ms;
  }
}
