import { activeCollation } from '../types/collation.ts';
import { layoutOf } from '../types/layout.ts';
import { type Bitmap, isValid } from './bitmap.ts';
import { bytesOf, type Column, float32Values, float64Values, int64Values, offsetsOf } from './column.ts';

/** Which rows are wanted, and in what order their words stand; `skip` bytes of texts are known to be equal. */
export interface WantedRows { readonly rows: Uint32Array; readonly skip: number }
export interface WantedOrder { readonly descending: boolean; readonly nullsFirst: boolean }

/**
 * A column as unsigned 32-bit words whose order is the order of `comparatorOf`, NULLs where they are wanted; most significant word first.
 *
 * Numbers are told apart by their words. Of texts and binaries eight bytes are looked at, and the last word says how many there were: rows that tie with
 * `MORE_BYTES` go on behind them.
 */
export function orderWords(column: Column, wanted: WantedRows, { descending, nullsFirst }: WantedOrder): Uint32Array[] {
  const words = makers[layoutOf(column.type)]!(column, wanted);
  if (column.validity !== undefined) words.unshift(clearNulls(column.validity, wanted.rows, words));
  if (descending) words.forEach(complement);
  if (column.validity !== undefined && nullsFirst === descending) complement(words[0]!);
  return words;
}

/** Nested values and texts with a collation have no words. */
export function hasOrderWords({ type }: Column): boolean {
  return makers[layoutOf(type)] !== undefined && activeCollation(type) === undefined;
}

/** In the last word of a text that has more than the eight bytes. */
export const MORE_BYTES = 9;

/** Texts and binaries, whose words do not tell all of them apart. */
export function isOpenEnded(column: Column): boolean { return layoutOf(column.type) === 'bytes' && hasOrderWords(column); }

/** How many bytes behind the first `skip` all texts of these rows share, NULLs aside. */
export function sharedBytes(column: Column, { rows, skip }: WantedRows): number {
  const [offsets, bytes, { validity }] = [offsetsOf(column), bytesOf(column), column];
  let [start, shared] = [0, -1];
  for (let at = 0; at < rows.length && shared !== 0; at++) {
    const row = rows[at]!;
    if (!isValid(validity, row)) continue;
    const other = offsets[row]! + skip;
    const count = Math.max(0, offsets[row + 1]! - other);
    if (shared < 0) [start, shared] = [other, count];
    if (count < shared) shared = count;
    let same = 0;
    while (same < shared && bytes[start + same] === bytes[other + same]) same++;
    shared = same;
  }
  return Math.max(0, shared);
}

type MakeWords = (column: Column, wanted: WantedRows) => Uint32Array[];

const SIGN = 0x8000_0000;

const makers: { readonly [layout: string]: MakeWords | undefined } = {
  bool: smallNumbers, i8: smallNumbers, i16: smallNumbers, i32: smallNumbers, i64: (column, wanted) => longs(column, wanted, 2), i128: (column, wanted) => longs(column, wanted, 4),
  f32: floats, f64: doubles, bytes: eightBytes,
};

function smallNumbers({ values }: Column, { rows }: WantedRows): Uint32Array[] {
  const numbers = values as Int32Array;
  const word = new Uint32Array(rows.length);
  for (let at = 0; at < rows.length; at++) word[at] = numbers[rows[at]!]! ^ SIGN;
  return [word];
}

/** `size` words a row, the lowest first in memory. */
function longs(column: Column, { rows }: WantedRows, size: number): Uint32Array[] {
  const memory = wordsOf(int64Values(column));
  return Array.from({ length: size }, (_, index) => {
    const word = new Uint32Array(rows.length);
    const [place, flip] = [size - 1 - index, index === 0 ? SIGN : 0];
    for (let at = 0; at < rows.length; at++) word[at] = memory[size * rows[at]! + place]! ^ flip;
    return word;
  });
}

/** IEEE 754 numbers ascend as their bits do, negative ones with all bits turned round; -0.0 is 0.0, and NaN is above all. */
function floats(column: Column, { rows }: WantedRows): Uint32Array[] {
  const [memory, numbers] = [wordsOf(float32Values(column)), float32Values(column)];
  const word = new Uint32Array(rows.length);
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!;
    const bits = numbers[row] === 0 ? 0 : memory[row]!;
    word[at] = Number.isNaN(numbers[row]) ? 0xffff_ffff : bits >= SIGN ? ~bits : bits ^ SIGN;
  }
  return [word];
}

function doubles(column: Column, { rows }: WantedRows): Uint32Array[] {
  const [memory, numbers] = [wordsOf(float64Values(column)), float64Values(column)];
  const [high, low] = [new Uint32Array(rows.length), new Uint32Array(rows.length)];
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!;
    const number = numbers[row]!;
    const top = number === 0 ? 0 : memory[2 * row + 1]!;
    const turned = top >= SIGN ? 0xffff_ffff : 0;
    high[at] = Number.isNaN(number) ? 0xffff_ffff : top ^ (turned | SIGN);
    low[at] = Number.isNaN(number) ? 0 : memory[2 * row]! ^ turned;
  }
  return [high, low];
}

function eightBytes(column: Column, { rows, skip }: WantedRows): Uint32Array[] {
  const [offsets, bytes] = [offsetsOf(column), bytesOf(column)];
  const [first, second, counts] = [new Uint32Array(rows.length), new Uint32Array(rows.length), new Uint32Array(rows.length)];
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!;
    const start = offsets[row]! + skip;
    const count = offsets[row + 1]! - start;
    first[at] = fourBytes(bytes, start, count);
    if (count > 4) second[at] = fourBytes(bytes, start + 4, count - 4);
    counts[at] = count > 8 ? MORE_BYTES : Math.max(count, 0);
  }
  return [first, second, counts];
}

function fourBytes(bytes: Uint8Array, start: number, count: number): number {
  if (count >= 4) return (bytes[start]! << 24) | (bytes[start + 1]! << 16) | (bytes[start + 2]! << 8) | bytes[start + 3]!;
  let word = 0;
  for (let at = 0; at < count; at++) word |= bytes[start + at]! << (24 - 8 * at);
  return word;
}

function wordsOf({ buffer, byteOffset, byteLength }: BigInt64Array | Float32Array | Float64Array): Uint32Array {
  return new Uint32Array(buffer, byteOffset, byteLength >>> 2);
}

/** 0 for NULL, 1 for a value. What lies below a NULL does not order. */
function clearNulls(validity: Exclude<Bitmap, undefined>, rows: Uint32Array, words: readonly Uint32Array[]): Uint32Array {
  const valid = new Uint32Array(rows.length);
  for (let at = 0; at < rows.length; at++) {
    if (isValid(validity, rows[at]!)) valid[at] = 1;
    else for (const word of words) word[at] = 0;
  }
  return valid;
}

function complement(word: Uint32Array): void {
  for (let at = 0; at < word.length; at++) word[at] = ~word[at]!;
}
