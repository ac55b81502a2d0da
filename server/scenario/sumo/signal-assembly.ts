/**
 * Chooses the program of each signal and checks it against the connections that it controls.
 */
import type { SignalSpec } from '../../simulation/network-spec.ts';
import { UserError } from '../user-error.ts';
import { note } from './import-report.ts';
import type { Assembly, Link } from './network-links.ts';
import { signalOf } from './signal-program.ts';

/** The program of each signal that was loaded last, checked against the connections it controls. */
export function assembleSignals(assembly: Assembly, begin_ms: number): SignalSpec[] {
  const last = new Map<string, { index: number; link: Link }>();
  for (const link of assembly.links) {
    const { tl, link_index } = link.record;
    const known = last.get(tl);
    if (tl !== '' && (known === undefined || link_index > known.index)) last.set(tl, { index: link_index, link });
  }
  const signals: SignalSpec[] = [];
  for (const [id, programs] of assembly.net.programs) {
    const program = programs[programs.length - 1];
    const highest = last.get(id);
    if (highest === undefined) {
      note(assembly.report, 'dropped', 'signal program without links', `"${id}" controls nothing`, program.place);
      continue;
    }
    const signal = signalOf(program, assembly.report);
    const phases = signal.kind === 'off' ? [offPhase(id, highest.index, assembly)] : signal.phases;
    if (phases[0].state.length <= highest.index) {
      throw new UserError(
        `program "${program.program}" of signal "${id}" has ${phases[0].state.length} letters, but its links go up to ${highest.index}`,
        { place: program.place, hint: 'each phase needs one letter per link' },
      );
    }
    signals.push({ ...signal, phases, offset_ms: signal.offset_ms - begin_ms });
  }
  return signals;
}

/** A signal that is switched off: flashing for links that must give way, dark for the others. */
function offPhase(id: string, highest: number, assembly: Assembly): SignalSpec['phases'][number] {
  const letters = Array.from({ length: highest + 1 }, () => 'o');
  for (const { record } of assembly.links) {
    if (record.tl === id && record.link_index >= 0 && record.state === 'O') letters[record.link_index] = 'O';
  }
  return { state: letters.join(''), duration_ms: 3_600_000, min_ms: 3_600_000, max_ms: 3_600_000, next: [] };
}
