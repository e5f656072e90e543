import { editDistance } from '../../types/edit-distance.ts';

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
