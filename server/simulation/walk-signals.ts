/** What walkers' signals show: green or not, since when, and for how long still as far as the program tells (a countdown shows it to people). */
import type { Engine, EngineWalkers } from './engine-state.ts';
import type { SignalRecord } from './network.ts';
import { LETTER } from './signals.ts';

/** Writes may_go, green_since_ms and green_left_ms of every crosswalk. */
export function readWalkSignals(world: Engine, walkers: EngineWalkers, now_ms: number): void {
  const { signals, network } = world;
  const { records } = network.crossings;
  for (let crosswalk = 0; crosswalk < records.length; crosswalk++) {
    const { signal, signal_index } = records[crosswalk]!;
    const letter = signal === -1 ? LETTER.off : signals.letters[signals.first_group[signal]! + signal_index]!;
    const lets_go = isWalk(letter);
    if (lets_go && walkers.may_go[crosswalk] === 0) walkers.green_since_ms[crosswalk] = now_ms;
    walkers.may_go[crosswalk] = lets_go ? 1 : 0;
    if (signal === -1 || !lets_go) continue;
    walkers.green_left_ms[crosswalk] = greenLeft(world, network.signals[signal]!, signal, signal_index, now_ms);
  }
}

/** Green, or a signal that is off: then walkers have the right of way. */
function isWalk(letter: number): boolean {
  return (
    letter === LETTER.green || letter === LETTER.green_major || letter === LETTER.off || letter === LETTER.off_blinking
  );
}

/** Of an actuated phase only its least duration is certain; a phase that may be followed by several ends what is known. */
function greenLeft(world: Engine, record: SignalRecord, signal: number, index: number, now_ms: number): number {
  const { signals } = world;
  const { phases } = record.spec;
  let left = Math.max(0, signals.min_end_ms[signal]! - now_ms);
  let phase = signals.phase[signal]!;
  for (let guard = 1; guard < phases.length; guard++) {
    const { next } = phases[phase]!;
    if (next.length > 1) break;
    phase = next[0] ?? (phase + 1) % phases.length;
    const spec = phases[phase];
    if (spec === undefined || !isWalk(spec.state.charCodeAt(index))) break;
    left += record.spec.kind === 'actuated' ? spec.min_ms : spec.duration_ms;
  }
  return left;
}
