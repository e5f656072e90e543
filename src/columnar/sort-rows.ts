import type { Arena } from './arena.ts';
import { isValid } from './bitmap.ts';
import { activeCollation } from '../types/collation.ts';
import { sortableTexts } from './collation.ts';
import type { Column } from './column.ts';
import { comparatorOf } from './compare.ts';
import { hasOrderWords, isOpenEnded, MORE_BYTES, orderWords, sharedBytes } from './order-words.ts';
import { radixSort } from './radix-sort.ts';

export interface KeyOrder { readonly descending: boolean; readonly nullsFirst: boolean }

/**
 * Sorts `rows` (in place) by key columns. Stable.
 *
 *   words of the keys (of structs, their fields) up to the first text → radix sort → runs that tie: the next eight bytes of the text, then the keys behind it
 *
 * What has no words (nested values, collations) and short runs are merged by comparing cells.
 */
export function sortRows(keys: readonly Column[], order: readonly KeyOrder[], rows: Uint32Array, arena: Arena): Uint32Array {
  const changing = keys.flatMap((column, index) => fieldsOf({ column, order: order[index]! }, rows, arena)).filter(({ column }) => column.mask !== 0 && column.type.kind !== 'null');
  if (changing.length > 0) sortRun({ keys: changing, compare: changing.map((_, at) => comparatorFrom(changing, at)), scratch: arena.uint32(rows.length) }, rows, { key: 0, skip: 0 });
  return rows;
}

/** A struct is ordered by its fields one after the other, of which NULL is the smallest value; texts under a collation by what stands for them, unless only few are sorted. */
function fieldsOf(key: SortKey, rows: Uint32Array, arena: Arena): readonly SortKey[] {
  const { column, order: { descending } } = key;
  const collation = column.type.kind === 'string' && column.mask !== 0 && rows.length >= FEW_ROWS && 2 * rows.length > column.length ? activeCollation(column.type) : undefined;
  if (collation !== undefined) return [{ ...key, column: sortableTexts(column, rows, collation, arena) }];
  if (column.type.kind !== 'struct' || column.mask === 0 || hasNull(column, rows)) return [key];
  return column.children.flatMap((child) => fieldsOf({ column: child, order: { descending, nullsFirst: !descending } }, rows, arena));
}

function hasNull({ validity }: Column, rows: Uint32Array): boolean {
  if (validity === undefined) return false;
  for (let at = 0; at < rows.length; at++) if (!isValid(validity, rows[at]!)) return true;
  return false;
}

interface SortKey { readonly column: Column; readonly order: KeyOrder }
interface Sorting { readonly keys: readonly SortKey[]; readonly compare: readonly CompareRows[]; readonly scratch: Uint32Array }
/** Rows of a run are equal in the keys before this one, and in so many bytes of its text. */
interface SortedUpTo { readonly key: number; readonly skip: number }

const FEW_ROWS = 64;
/** Texts that have this many bytes in common are merged. */
const LONG_PREFIX = 128;

function sortRun(sorting: Sorting, rows: Uint32Array, { key, skip }: SortedUpTo): void {
  const { keys } = sorting;
  if (rows.length < FEW_ROWS || skip >= LONG_PREFIX || !hasOrderWords(keys[key]!.column)) {
    mergeRun(sorting, rows, key);
    return;
  }
  const words: Uint32Array[] = [];
  let [last, skipped] = [key, 0];
  while (last < keys.length && hasOrderWords(keys[last]!.column)) {
    const { column, order } = keys[last]!;
    const wanted = { rows, skip: last === key ? skip : 0 };
    if (isOpenEnded(column)) {
      skipped = wanted.skip + sharedBytes(column, wanted);
      words.push(...orderWords(column, { rows, skip: skipped }, order));
      break;
    }
    words.push(...orderWords(column, wanted, order));
    last++;
  }
  const positions = radixSort(words, rows.length);
  const unsorted = sorting.scratch.subarray(0, rows.length);
  unsorted.set(rows);
  for (let at = 0; at < rows.length; at++) rows[at] = unsorted[positions[at]!]!;
  if (last < keys.length) sortTies(sorting, rows, { words, positions, reached: { key: last, skip: skipped } });
}

interface Ties { readonly words: readonly Uint32Array[]; readonly positions: Uint32Array; readonly reached: SortedUpTo }

function sortTies(sorting: Sorting, rows: Uint32Array, { words, positions, reached: { key, skip } }: Ties): void {
  const { column, order } = sorting.keys[key]!;
  const counts = isOpenEnded(column) ? words.at(-1)! : undefined;
  const more = order.descending ? ~MORE_BYTES >>> 0 : MORE_BYTES;
  for (let start = 0, end = 1; start < rows.length; start = end++) {
    const first = positions[start]!;
    while (end < rows.length && sameWords(words, first, positions[end]!)) end++;
    if (end - start === 1) continue;
    const run = rows.subarray(start, end);
    if (counts === undefined) sortRun(sorting, run, { key, skip: 0 });
    else if (counts[first] === more) sortRun(sorting, run, { key, skip: skip + 8 });
    else if (key + 1 < sorting.keys.length) sortRun(sorting, run, { key: key + 1, skip: 0 });
  }
}

function sameWords(words: readonly Uint32Array[], first: number, other: number): boolean {
  for (const word of words) if (word[first] !== word[other]) return false;
  return true;
}

function mergeRun({ compare, scratch }: Sorting, rows: Uint32Array, key: number): void {
  const sorted = mergeSort(rows, scratch.subarray(0, rows.length), compare[key]!);
  if (sorted !== rows) rows.set(sorted);
}

function comparatorFrom(keys: readonly SortKey[], at: number): CompareRows {
  const rest = keys.slice(at);
  return rowComparator(rest.map(({ column }) => column), rest.map(({ order }) => order));
}

export type CompareRows = (left: number, right: number) => number;

/** Compares two rows by key columns, NULLs where the order wants them. */
export function rowComparator(keys: readonly Column[], order: readonly KeyOrder[]): CompareRows {
  const parts = keys.map((column, index) => cellComparator(column, order[index]!));
  if (parts.length === 1) return parts[0]!;
  if (parts.length === 2) {
    const [first, second] = parts as [CompareRows, CompareRows];
    return (left, right) => first(left, right) || second(left, right);
  }
  return (left, right) => {
    for (const part of parts) {
      const result = part(left, right);
      if (result !== 0) return result;
    }
    return 0;
  };
}

function cellComparator(column: Column, { descending, nullsFirst }: KeyOrder): CompareRows {
  if (column.mask === 0 || column.type.kind === 'null') return () => 0;
  const cells = comparatorOf(column.type);
  const sign = descending ? -1 : 1;
  const { validity } = column;
  if (validity === undefined) return (left, right) => sign * cells(column, left, column, right);
  const nulls = nullsFirst ? -1 : 1;
  return (left, right) => {
    const leftValid = isValid(validity, left);
    const rightValid = isValid(validity, right);
    if (leftValid && rightValid) return sign * cells(column, left, column, right);
    return leftValid === rightValid ? 0 : leftValid ? -nulls : nulls;
  };
}

/** Bottom-up merge sort of row numbers; the result may be in either array. */
export function mergeSort(rows: Uint32Array, scratch: Uint32Array, compare: CompareRows): Uint32Array {
  insertionRuns(rows, compare);
  let from = rows;
  let to = scratch;
  for (let width = RUN; width < rows.length; width *= 2) {
    for (let start = 0; start < rows.length; start += 2 * width) mergeRuns(from, to, start, Math.min(start + width, rows.length), Math.min(start + 2 * width, rows.length), compare);
    [from, to] = [to, from];
  }
  return from;
}

const RUN = 8;

function insertionRuns(rows: Uint32Array, compare: CompareRows): void {
  for (let start = 0; start < rows.length; start += RUN) {
    const end = Math.min(start + RUN, rows.length);
    for (let at = start + 1; at < end; at++) {
      const row = rows[at]!;
      let hole = at;
      while (hole > start && compare(rows[hole - 1]!, row) > 0) {
        rows[hole] = rows[hole - 1]!;
        hole--;
      }
      rows[hole] = row;
    }
  }
}

function mergeRuns(from: Uint32Array, to: Uint32Array, start: number, middle: number, end: number, compare: CompareRows): void {
  let left = start;
  let right = middle;
  for (let at = start; at < end; at++) {
    const takeLeft = left < middle && (right >= end || compare(from[left]!, from[right]!) <= 0);
    to[at] = takeLeft ? from[left++]! : from[right++]!;
  }
}

/** Compares a key with the cell of another column of its type, in the order of the key. */
export function compareAcross(key: Column, other: Column, { descending, nullsFirst }: KeyOrder): (keyRow: number, otherRow: number) => number {
  const cells = comparatorOf(key.type);
  const sign = descending ? -1 : 1;
  const nulls = nullsFirst ? -1 : 1;
  return (keyRow, otherRow) => {
    const left = keyRow & key.mask;
    const right = otherRow & other.mask;
    const leftValid = isValid(key.validity, left);
    const rightValid = isValid(other.validity, right);
    if (leftValid && rightValid) return sign * cells(key, left, other, right);
    return leftValid === rightValid ? 0 : leftValid ? -nulls : nulls;
  };
}
