/**
 * Words near a misspelt one, by optimal string alignment distance (Damerau 1964: insertion, deletion, substitution,
 * and transposition of neighbours each cost 1), letter case ignored.
 */

/** The nearest candidates, best first, at most `count`; only those near enough to be a plausible slip. */
export function nearest(word: string, candidates: Iterable<string>, count = 1): readonly string[] {
  const limit = Math.max(1, Math.floor(word.length / 3));
  return [...new Set(candidates)]
    .filter((candidate) => Math.abs(candidate.length - word.length) <= limit)
    .map((candidate) => ({ candidate, distance: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, count)
    .map(({ candidate }) => candidate);
}

/** `did you mean "x"?`, or null when nothing is near. */
export function didYouMean(word: string, candidates: Iterable<string>): string | null {
  const found = nearest(word, candidates)[0];
  return found === undefined ? null : `did you mean "${found}"?`;
}

/** `one of a, b, c`, shortened when the list is long. */
export function oneOf(candidates: Iterable<string>, most = 12): string {
  const all = [...candidates];
  if (all.length === 0) return 'none is defined';
  const shown = all.slice(0, most).join(', ');
  return all.length > most ? `one of ${shown}, and ${all.length - most} more` : `one of ${shown}`;
}

function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
