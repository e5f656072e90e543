import { type Bitmap, isValid } from './bitmap.ts';
import { bytesOf, type Column, offsetsOf } from './column.ts';
import { comparatorOf } from './compare.ts';
import { hasOrderWords, isOpenEnded, orderWords } from './order-words.ts';

/**
 * Sets `changes[at]` where the row at a position has another value than the row before it, in the sense of `comparatorOf` with NULL equal to NULL.
 * What is set stays set, so the columns of a key are marked one after the other.
 */
export function markChanges(column: Column, rows: Uint32Array, changes: Uint8Array): void {
  if (column.mask === 0 || column.type.kind === 'null') return;
  if (isOpenEnded(column)) markTexts(column, rows, changes);
  else if (!hasOrderWords(column)) markCells(column, rows, changes);
  else for (const word of orderWords(column, { rows, skip: 0 }, { descending: false, nullsFirst: true })) markWords(word, changes);
}

function markWords(word: Uint32Array, changes: Uint8Array): void {
  for (let at = 1; at < word.length; at++) changes[at]! |= Number(word[at] !== word[at - 1]);
}

/** From behind, because what stands in order begins alike. */
function markTexts(column: Column, rows: Uint32Array, changes: Uint8Array): void {
  const [offsets, bytes, { validity }] = [offsetsOf(column), bytesOf(column), column];
  for (let at = 1; at < rows.length; at++) {
    if (changes[at] !== 0) continue;
    const [before, row] = [rows[at - 1]!, rows[at]!];
    if (validity !== undefined && decideNulls(validity, before, row, changes, at)) continue;
    const [start, other] = [offsets[row]!, offsets[before]!];
    let left = offsets[row + 1]! - start;
    if (left !== offsets[before + 1]! - other) left = -1;
    while (left > 0 && bytes[start + left - 1] === bytes[other + left - 1]) left--;
    if (left !== 0) changes[at] = 1;
  }
}

function markCells(column: Column, rows: Uint32Array, changes: Uint8Array): void {
  const compare = comparatorOf(column.type);
  for (let at = 1; at < rows.length; at++) {
    if (changes[at] !== 0) continue;
    const [before, row] = [rows[at - 1]!, rows[at]!];
    if (decideNulls(column.validity, before, row, changes, at)) continue;
    if (compare(column, before, column, row) !== 0) changes[at] = 1;
  }
}

/** True where one of the two is NULL: they are told apart unless both are. */
function decideNulls(validity: Bitmap, before: number, row: number, changes: Uint8Array, at: number): boolean {
  const [one, other] = [isValid(validity, before), isValid(validity, row)];
  if (one !== other) changes[at] = 1;
  return !one || !other;
}
