import { doubleType } from '../types/data-type.ts';
import { makeColumn } from './column.ts';
import { orderWords } from './order-words.ts';
import { radixSort } from './radix-sort.ts';

/** Rows in groups: those of group `g` are `rows[starts[g]]` … `rows[starts[g + 1] - 1]`, and `groups[row]` is the group of a row. */
export interface GroupedRows { readonly starts: Uint32Array; readonly rows: Uint32Array; readonly groups: Uint32Array | undefined }

/** What is known of every row: `first` orders the rows of a group, `second` is what else is asked for, at least or at most. NaN never matches. */
export interface RangeKeys { readonly first: Float64Array; readonly second: Float64Array | undefined; readonly secondBound: 'least' | 'most' }

export interface RangeQuery { readonly group: number; readonly low: number; readonly high: number; readonly second: number }

const FAN_OUT = 8;

/**
 * Finds the rows of a group with low ≤ first ≤ high and second ≥ (or ≤) a bound.
 *
 *   sorted by group and `first`: two binary searches      over `second` the extremes of 8, 64, … neighbours: what holds none is skipped
 *
 * O(log n) and O(log n) per row found; intervals that contain a point are found so (first = their begins, second = their ends).
 */
export class RangeIndex {
  readonly #starts: Uint32Array;
  readonly #ends: Uint32Array;
  readonly #rows: Uint32Array;
  readonly #keys: Float64Array;
  /** Of `second`, turned round where it has to be at most: the values, and the greatest of 8, of 64 … */
  readonly #levels: readonly Float64Array[];
  readonly #sign: number;
  readonly #inOrder: boolean;
  readonly #rowCount: number;
  readonly #marks: Uint32Array;

  constructor(grouped: GroupedRows, { first, second, secondBound }: RangeKeys) {
    const { starts, rows, ends } = sortedRuns(grouped, first);
    this.#starts = starts;
    this.#ends = ends;
    this.#rows = rows;
    this.#keys = Float64Array.from(rows, (row) => first[row]!);
    this.#sign = secondBound === 'least' ? 1 : -1;
    this.#levels = second === undefined ? [] : extremes(Float64Array.from(rows, (row) => this.#sign * second[row]!));
    this.#inOrder = ascends(rows, starts, ends);
    this.#rowCount = first.length;
    this.#marks = new Uint32Array((this.#rowCount >>> 5) + 1);
  }

  /** Rows that a query can find at most. */
  get rowCount(): number { return this.#rows.length; }

  /** Writes what a query finds into `out`, ascending; how many. */
  find({ group, low, high, second }: RangeQuery, out: Uint32Array): number {
    const [start, end] = [this.#starts[group]!, this.#ends[group]!];
    if (start === end || !(low <= high)) return 0;
    const from = low === -Infinity ? start : firstNotBelow(this.#keys, start, end, low);
    const to = high === Infinity ? end : firstAbove(this.#keys, from, end, high);
    const count = this.#levels.length === 0 ? this.#takeAll(from, to, out) : this.#takeReaching(from, to, this.#sign * second, out);
    if (!this.#inOrder && count > 1) this.#sort(out, count);
    return count;
  }

  #takeAll(from: number, to: number, out: Uint32Array): number {
    for (let at = from; at < to; at++) out[at - from] = this.#rows[at]!;
    return to - from;
  }

  #takeReaching(from: number, to: number, bound: number, out: Uint32Array): number {
    const levels = this.#levels;
    const values = levels[0]!;
    let count = 0;
    for (let at = from; at < to;) {
      let [size, level] = [1, 0];
      while (level + 1 < levels.length && at % (size * FAN_OUT) === 0 && levels[level + 1]![at / (size * FAN_OUT)]! < bound) {
        size *= FAN_OUT;
        level++;
      }
      if (level === 0 && values[at]! >= bound) out[count++] = this.#rows[at]!;
      at += size;
    }
    return count;
  }

  /** Many by marking them in a bitmap, few by insertion. */
  #sort(rows: Uint32Array, count: number): void {
    if (count <= 16) insertionSort(rows, count);
    else if (count * 64 < this.#rowCount) rows.subarray(0, count).sort();
    else sortByMarks(rows, count, this.#marks);
  }
}

/** Rows without a key are gone: groups end earlier. */
function sortedRuns({ starts, rows, groups }: GroupedRows, keys: Float64Array): { readonly starts: Uint32Array; readonly ends: Uint32Array; readonly rows: Uint32Array } {
  const kept = rows.filter((row) => !Number.isNaN(keys[row]));
  const column = makeColumn(doubleType, keys.length, { values: keys });
  const words = orderWords(column, { rows: kept, skip: 0 }, { descending: false, nullsFirst: true });
  if (groups !== undefined) words.unshift(Uint32Array.from(kept, (row) => groups[row]!));
  const sorted = Uint32Array.from(radixSort(words, kept.length), (at) => kept[at]!);
  if (groups === undefined) return { starts: Uint32Array.of(0), ends: Uint32Array.of(sorted.length), rows: sorted };
  const count = starts.length;
  const [begins, ends] = [new Uint32Array(count), new Uint32Array(count)];
  for (const row of sorted) ends[groups[row]!]!++;
  for (let group = 0, at = 0; group < count; group++) {
    begins[group] = at;
    at += ends[group]!;
    ends[group] = at;
  }
  return { starts: begins, ends, rows: sorted };
}

/** NaN reaches no bound. */
function extremes(values: Float64Array): readonly Float64Array[] {
  const levels = [values];
  while (levels.at(-1)!.length > FAN_OUT) {
    const below = levels.at(-1)!;
    const level = new Float64Array(Math.ceil(below.length / FAN_OUT)).fill(-Infinity);
    for (let at = 0; at < below.length; at++) if (below[at]! > level[(at / FAN_OUT) | 0]!) level[(at / FAN_OUT) | 0] = below[at]!;
    levels.push(level);
  }
  return levels;
}

function ascends(rows: Uint32Array, starts: Uint32Array, ends: Uint32Array): boolean {
  for (let group = 0; group < starts.length; group++) {
    for (let at = starts[group]! + 1; at < ends[group]!; at++) if (rows[at]! < rows[at - 1]!) return false;
  }
  return true;
}

function firstNotBelow(keys: Float64Array, start: number, end: number, bound: number): number {
  let [low, high] = [start, end];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keys[middle]! < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

function firstAbove(keys: Float64Array, start: number, end: number, bound: number): number {
  let [low, high] = [start, end];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keys[middle]! <= bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

function insertionSort(rows: Uint32Array, count: number): void {
  for (let at = 1; at < count; at++) {
    const row = rows[at]!;
    let hole = at;
    while (hole > 0 && rows[hole - 1]! > row) {
      rows[hole] = rows[hole - 1]!;
      hole--;
    }
    rows[hole] = row;
  }
}

function sortByMarks(rows: Uint32Array, count: number, marks: Uint32Array): void {
  let [least, most] = [marks.length, 0];
  for (let at = 0; at < count; at++) {
    const word = rows[at]! >>> 5;
    marks[word]! |= 1 << (rows[at]! & 31);
    if (word < least) least = word;
    if (word > most) most = word;
  }
  for (let word = least, next = 0; word <= most; word++) {
    for (let bits = marks[word]!; bits !== 0; bits &= bits - 1) rows[next++] = 32 * word + 31 - Math.clz32(bits & -bits);
    marks[word] = 0;
  }
}
