import { isValid } from '../../columnar/bitmap.ts';
import { bytesOf, type Column, offsetsOf } from '../../columnar/column.ts';
import type { Value } from '../../columnar/value.ts';
import { isCollated } from '../../types/collation.ts';
import type { DataType } from '../../types/data-type.ts';
import { wordsOf } from '../../types/instant.ts';
import { layoutOf } from '../../types/layout.ts';
import { folded, hashOf, hashOfText } from './aggregate-mode.ts';

const SMALLEST_TABLE = 16;
const LOAD = 0.75;

/**
 * Distinct values in the order in which Spark gives them, which is that of Scala's mutable.HashSet: by their place in a table that is never more than three
 * quarters full, those of one place by their hash. Types whose hash is not known here stay as they were first seen.
 */
export function inSetOrder(type: DataType, values: Value[]): Value[] {
  const hashes = new Int32Array(values.length);
  for (const [at, value] of values.entries()) {
    const hash = isCollated(type) ? undefined : value === null ? 0 : numberHash(type, value);
    if (hash === undefined) return values;
    hashes[at] = hash ^ (hash >>> 16);
  }
  const order = new Uint32Array(values.length);
  placeByHash(hashes, 0, values.length, order);
  return Array.from(order, (at) => values[at]!);
}

/** The same for lists of a column, which begin at `offsets`: its rows in that order. Undefined for types whose hash is not known here. */
export function rowsInSetOrder(column: Column, offsets: Int32Array): Uint32Array | undefined {
  const hashAt = columnHash(column);
  if (hashAt === undefined) return undefined;
  const hashes = new Int32Array(column.length);
  for (let row = 0; row < column.length; row++) {
    const hash = isValid(column.validity, row) ? hashAt(row) : 0;
    hashes[row] = hash ^ (hash >>> 16);
  }
  const order = new Uint32Array(column.length);
  for (let list = 0; list + 1 < offsets.length; list++) placeByHash(hashes, offsets[list]!, offsets[list + 1]!, order);
  return order;
}

/** Rows `from` up to `to` as their hashes place them: counted into places, and those of one place put in order of their hash. */
function placeByHash(hashes: Int32Array, from: number, to: number, order: Uint32Array): void {
  let places = SMALLEST_TABLE;
  while (to - from >= places * LOAD) places *= 2;
  const ends = new Uint32Array(places);
  for (let row = from; row < to; row++) ends[hashes[row]! & (places - 1)]!++;
  for (let place = 0, sum = from; place < places; place++) ends[place] = sum += ends[place]!;
  for (let row = to - 1; row >= from; row--) order[--ends[hashes[row]! & (places - 1)]!] = row;
  for (let at = from + 1; at < to; at++) {
    const row = order[at]!;
    const hash = hashes[row]!;
    const place = hash & (places - 1);
    let before = at;
    for (; before > from; before--) {
      const other = hashes[order[before - 1]!]!;
      if ((other & (places - 1)) !== place || other <= hash) break;
      order[before] = order[before - 1]!;
    }
    order[before] = row;
  }
}

function columnHash(column: Column): ((row: number) => number) | undefined {
  const { type } = column;
  switch (layoutOf(type)) {
    case 'i8':
    case 'i16':
    case 'i32': return (row) => column.values![row] as number;
    case 'i64': {
      if (type.kind === 'decimal') return undefined;
      const words = wordsOf(column.values as BigInt64Array);
      return (row) => (words[2 * row + 1] === words[2 * row]! >> 31 ? words[2 * row]! : words[2 * row]! ^ words[2 * row + 1]!);
    }
    case 'bytes': {
      if (type.kind !== 'string' || isCollated(type)) return undefined;
      const [bytes, offsets] = [bytesOf(column), offsetsOf(column)];
      return (row) => hashOfText(bytes, offsets[row]!, offsets[row + 1]!);
    }
    default: return undefined;
  }
}

/** Scala's `##` of whole numbers: those that fit 32 bits are their own. */
function numberHash(type: DataType, value: NonNullable<Value>): number | undefined {
  if (typeof value === 'bigint' && type.kind !== 'decimal') return BigInt.asIntN(32, value) === value ? Number(value) : folded(value);
  return hashOf(type, value);
}
