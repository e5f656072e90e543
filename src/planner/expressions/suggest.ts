import { editDistance } from '../../types/edit-distance.ts';
import { SUBQUERY_NAME } from '../../plan/relation.ts';
import { quoteIdentifier, quoteIfNeeded } from '../../types/print.ts';

interface Named { readonly id: number; readonly name: string; readonly qualifier: readonly string[] }

/** The columns most like the name that was written, in Spark's order: by distance, columns of one distance by name, or as they stand where `asWritten`. Qualifiers that say nothing are left out. */
export function suggestedColumns(name: readonly string[], columns: readonly Named[], asWritten = false): readonly string[] {
  const known = (asWritten ? columns : sortedColumns(columns)).map((one) => shownName([...one.qualifier, one.name]));
  const oneQualifier = (depth: number): boolean => new Set(known.map((parts) => parts.slice(0, -depth).join('.'))).size === 1;
  const depth = name.length === 1 && oneQualifier(1) ? 1 : name.length <= 2 && oneQualifier(2) ? 2 : Number.POSITIVE_INFINITY;
  const written = name.map(quoteIfNeeded).join('.');
  const ranked = known.map((parts) => parts.slice(-Math.min(depth, parts.length)).map(quoteIdentifier).join('.')).map((text) => ({ text, distance: editDistance(written, text) }));
  return ranked.sort((a, b) => a.distance - b.distance).map((one) => one.text).slice(0, 5);
}

/** Each column once, by name, as Spark lists the columns that it knows. */
export function sortedColumns<T extends Named>(columns: readonly T[]): readonly T[] {
  const distinct = [...new Map(columns.map((one) => [one.id, one])).values()];
  return distinct.sort((a, b) => (a.name === b.name ? a.id - b.id : a.name < b.name ? -1 : 1));
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

/** Messages leave out the name that a derived table has only because it was given none. */
export function shownName(name: readonly string[]): readonly string[] { return name.length > 1 && name[0] === SUBQUERY_NAME ? name.slice(1) : name; }
