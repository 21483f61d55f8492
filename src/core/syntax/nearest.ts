/** The word at an edit distance of 2 at most from `text`, the nearest first; undefined where none is near. */
export function nearest(text: string, words: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = 3;
  for (const word of words) {
    const found = distance(word, text);
    if (found < bestDistance) [best, bestDistance] = [word, found];
  }
  return best;
}

/** Levenshtein distance; words of very different length are not compared, so the cost is bounded. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2 || a.length > 60) return 3;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const replaced = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 3;
}
