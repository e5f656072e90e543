import { activeCollation } from '../types/collation.ts';
import type { DataType } from '../types/data-type.ts';
import { layoutOf } from '../types/layout.ts';
import { isValid } from './bitmap.ts';
import { bytesOf, type Column, int64Values, offsetsOf } from './column.ts';

/** Whether values of the type have doubles that keep their order. */
export function hasApproximateKey(type: DataType): boolean {
  return layoutOf(type) in makers && activeCollation(type) === undefined;
}

/**
 * Per row a double that does not decrease where the value increases: different values may share one, of equal values it is the same. NaN for NULL.
 *
 * A search by these doubles finds all rows that compare as wanted, and some more beside the bounds.
 */
export function approximateKeys(column: Column, rowCount: number): Float64Array {
  const keys = new Float64Array(rowCount);
  if (column.mask === 0) {
    const one = new Float64Array(1);
    if (isValid(column.validity, 0)) makers[layoutOf(column.type)]!(column, one);
    else one[0] = NaN;
    return keys.fill(one[0]!);
  }
  makers[layoutOf(column.type)]!(column, keys);
  if (column.validity !== undefined) for (let row = 0; row < rowCount; row++) if (!isValid(column.validity, row)) keys[row] = NaN;
  return keys;
}

const makers: { readonly [layout: string]: (column: Column, keys: Float64Array) => void } = {
  i8: smallNumbers, i16: smallNumbers, i32: smallNumbers, i64: longs, i128: wideDecimals, f32: fractions, f64: fractions, bytes: firstBytes,
};

function smallNumbers({ values }: Column, keys: Float64Array): void {
  const numbers = values as Int32Array;
  for (let row = 0; row < keys.length; row++) keys[row] = numbers[row]!;
}

/** NaN is above all numbers. */
function fractions({ values }: Column, keys: Float64Array): void {
  const numbers = values as Float64Array;
  for (let row = 0; row < keys.length; row++) keys[row] = Number.isNaN(numbers[row]) ? Infinity : numbers[row]!;
}

function longs(column: Column, keys: Float64Array): void {
  const [high, low] = halvesOf(int64Values(column));
  for (let row = 0; row < keys.length; row++) keys[row] = high[2 * row + 1]! * WORD + low[2 * row]!;
}

/** Beside an upper half that is not exact the lower one is too small to change anything. */
function wideDecimals(column: Column, keys: Float64Array): void {
  const [high, low] = halvesOf(int64Values(column));
  for (let row = 0; row < keys.length; row++) keys[row] = (high[4 * row + 3]! * WORD + low[4 * row + 2]!) * WORD * WORD + (low[4 * row + 1]! * WORD + low[4 * row]!);
}

/** Six bytes, which a double holds exactly. */
function firstBytes(column: Column, keys: Float64Array): void {
  const [offsets, bytes] = [offsetsOf(column), bytesOf(column)];
  for (let row = 0; row < keys.length; row++) {
    const [start, end] = [offsets[row]!, offsets[row + 1]!];
    let key = 0;
    for (let at = start; at < start + 6; at++) key = key * 256 + (at < end ? bytes[at]! : 0);
    keys[row] = key;
  }
}

const WORD = 2 ** 32;

function halvesOf({ buffer, byteOffset, byteLength }: BigInt64Array): readonly [Int32Array, Uint32Array] {
  return [new Int32Array(buffer, byteOffset, byteLength >>> 2), new Uint32Array(buffer, byteOffset, byteLength >>> 2)];
}
