/** "Did you mean ...?": the nearest of the words that would have been right. */

/** Levenshtein distance with a swap of neighbours counted once (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, before[j - 2] + 1);
      next.push(best);
    }
    before = row;
    row = next;
  }
  return row[b.length];
}

/** The candidate that `word` probably meant, or undefined where none is near (a third of its letters, at least two). */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const limit = Math.max(2, Math.floor(word.length / 3));
  const lower = word.toLowerCase();
  let best: string | undefined;
  let best_distance = limit + 1;
  for (const candidate of candidates) {
    const other = candidate.toLowerCase();
    // Somebody who left out the unit ("until") or one part ("bsm_period") meant the whole name.
    const begins = lower.length >= 3 && (other.startsWith(lower) || lower.startsWith(other)) ? limit : Infinity;
    const distance = Math.min(editDistance(lower, other), begins);
    if (distance < best_distance) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

/** A hint for an error message: `did you mean X?`, or all candidates where they are few, or nothing. */
export function suggestion(word: string, candidates: readonly string[]): string {
  const found = nearest(word, candidates);
  if (found !== undefined) return `did you mean ${found}?`;
  if (candidates.length > 0 && candidates.length <= 12) return `one of ${candidates.join(', ')}`;
  return '';
}
