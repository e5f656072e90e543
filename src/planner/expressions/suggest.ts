/** Number of single-character edits that turn one text into the other. */
export function editDistance(left: string, right: string): number {
  let before = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const now = [row];
    for (let column = 1; column <= right.length; column++) {
      const replace = before[column - 1]! + (left[row - 1] === right[column - 1] ? 0 : 1);
      now.push(Math.min(replace, before[column]! + 1, now[column - 1]! + 1));
    }
    before = now;
  }
  return before[right.length]!;
}

/** The candidates most like what was written, best first. */
export function closest(written: string, candidates: readonly string[], count = 5): readonly string[] {
  const wanted = written.toLowerCase();
  const ranked = [...new Set(candidates)].map((text) => ({ text, distance: editDistance(wanted, text.toLowerCase()) }));
  return ranked.sort((a, b) => a.distance - b.distance || (a.text < b.text ? -1 : 1)).slice(0, count).map((one) => one.text);
}

/** The candidates that can be a slip of the pen: at most a third of the characters differ. */
export function likely(written: string, candidates: readonly string[]): readonly string[] {
  const limit = Math.max(1, Math.floor(written.length / 3));
  return closest(written, candidates, 3).filter((text) => editDistance(written.toLowerCase(), text.toLowerCase()) <= limit);
}
