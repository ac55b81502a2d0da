/**
 * Ids of vehicles as they may go over the wire: [A-Za-z0-9_.:-]{1,64}, unique within the run.
 */
import { note, type ImportReport } from './import-report.ts';

const LENGTH_MAX = 64;

/** Returns a function that makes a source's ids fit, by changing as little as possible; changes are reported. */
export function createIdentifiers(report: ImportReport): (id: string, place: string) => string {
  const used = new Set<string>();
  const next = new Map<string, number>();
  return (id, place) => {
    const clean = id.replace(/[^A-Za-z0-9_.:-]/g, '_').slice(0, LENGTH_MAX) || '_';
    let unique = clean;
    let count = next.get(clean) ?? 2;
    while (used.has(unique)) {
      const suffix = `-${count++}`;
      unique = clean.slice(0, LENGTH_MAX - suffix.length) + suffix;
    }
    next.set(clean, count);
    used.add(unique);
    if (unique !== id) note(report, 'approximated', 'vehicle id', `"${id}" becomes "${unique}"`, place);
    return unique;
  };
}
