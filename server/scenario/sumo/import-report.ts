/**
 * What an import did not take over as it stands: one note for each kind of thing, with the place of its first occurrence
 * and a count, so that nothing of the input is dropped in silence.
 */

/**
 * unknown = not understood at all; dropped = understood but unusable (a vehicle on an edge that does not exist);
 * approximated = taken over by something near it; ignored = left out on purpose.
 */
export type NoteKind = 'unknown' | 'dropped' | 'approximated' | 'ignored';

export interface ImportNote {
  readonly kind: NoteKind;
  /** The thing: `<rerouter>`, `vType.sigma`, `option lateral-resolution`, `vehicle`. */
  readonly subject: string;
  /** What was done with it or why; taken from the first occurrence. */
  readonly detail: string;
  /** "file:line:column" of the first occurrence. */
  readonly first: string;
  readonly count: number;
}

export interface ImportReport {
  readonly notes: Map<string, ImportNote>;
  /** Occurrences of kinds that found no room in `notes` (a file of nothing but strange names). */
  overflow: number;
}

/** Most kinds of notes kept; further kinds are counted in `overflow`. */
const NOTES_MAX = 1000;

const KINDS: readonly NoteKind[] = ['unknown', 'dropped', 'approximated', 'ignored'];

/** An empty report, to be handed to a loader and read afterwards. */
export function createImportReport(): ImportReport {
  return { notes: new Map(), overflow: 0 };
}

/** Counts one occurrence; the first of a (kind, subject) keeps its detail and place. */
export function note(report: ImportReport, kind: NoteKind, subject: string, detail: string, place: string): void {
  const key = `${kind} ${subject}`;
  const known = report.notes.get(key);
  if (known !== undefined) {
    report.notes.set(key, { ...known, count: known.count + 1 });
  } else if (report.notes.size < NOTES_MAX) {
    report.notes.set(key, { kind, subject, detail, first: place, count: 1 });
  } else {
    report.overflow++;
  }
}

/** All notes: what was not understood first, what was left out on purpose last; each in the order of the input. */
export function importNotes(report: ImportReport): ImportNote[] {
  const all = [...report.notes.values()];
  return KINDS.flatMap((kind) => all.filter((entry) => entry.kind === kind));
}

/** Sum of the counts of one kind. */
export function countNotes(report: ImportReport, kind: NoteKind): number {
  return importNotes(report).reduce((sum, entry) => sum + (entry.kind === kind ? entry.count : 0), 0);
}

/** One line for all: "3 approximated, 12 ignored"; "nothing" where all was taken over. */
export function importSummary(report: ImportReport): string {
  const words = { unknown: 'not understood', dropped: 'dropped', approximated: 'approximated', ignored: 'ignored' };
  const parts = KINDS.map((kind) => [countNotes(report, kind), words[kind]] as const).filter(([count]) => count > 0);
  return parts.length === 0 ? 'nothing' : parts.map(([count, word]) => `${count} ${word}`).join(', ');
}

/** One line a note: `place: subject unknown, 3 times: detail`. */
export function importLines(report: ImportReport): string[] {
  const lines = importNotes(report).map((entry) => {
    const times = entry.count === 1 ? '' : `, ${entry.count} times`;
    const detail = entry.detail === '' ? '' : `: ${entry.detail}`;
    return `${entry.first}: ${entry.subject} ${entry.kind}${times}${detail}`;
  });
  if (report.overflow > 0) lines.push(`${report.overflow} further occurrences of other kinds`);
  return lines;
}
