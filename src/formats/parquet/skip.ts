import { compareBytes } from '../../columnar/compare.ts';
import type { Value } from '../../columnar/value.ts';
import { isCollated } from '../../types/collation.ts';
import type { DataType } from '../../types/data-type.ts';
import type { RowTest } from '../files/row-test.ts';
import type { ColumnChunk } from './footer.ts';
import type { ParquetLeaf } from './schema.ts';

export interface StoredAs { readonly type: DataType; readonly leaf: ParquetLeaf; readonly ordersTexts: boolean }

/**
 * Whether some value of a stored column, read as a type that it is stored as, may pass a test. Law: if a row passes, this is true; where statistics are missing, of an order that is not the one of the
 * type, or not to be read, it is true.
 *
 * Numbers with a point: writers leave NaN out of bounds, and NaN is above all numbers and equal to itself, so the largest value bounds nothing from above.
 */
export function mayPass({ is, values }: RowTest, { type, leaf, ordersTexts }: StoredAs, { entryCount, statistics: { nullCount, least, largest } }: ColumnChunk): boolean {
  if (is === 'null') return nullCount !== 0;
  if (nullCount === entryCount && entryCount > 0) return false;
  if (is === 'not null') return true;
  const order = orderOf(type, leaf, ordersTexts);
  if (order === undefined) return true;
  const leastTo = (value: Value): number => (least === undefined ? Number.NaN : order(least, value));
  const largestTo = (value: Value): number => (largest === undefined ? Number.NaN : order(largest, value));
  const isFloating = type.kind === 'float' || type.kind === 'double';
  switch (is) {
    case '<': return !(leastTo(values[0]!) >= 0);
    case '<=': return !(leastTo(values[0]!) > 0);
    case '>': return isFloating || !(largestTo(values[0]!) <= 0);
    case '>=': return isFloating || !(largestTo(values[0]!) < 0);
    default: return values.some((value) => (isFloating && Number.isNaN(value)) || (!(leastTo(value) > 0) && !(largestTo(value) < 0)));
  }
}

/** Negative, 0 or positive as a bound is below, at or above a value; NaN when it cannot be read. */
type Order = (bound: Uint8Array, value: Value) => number;

function orderOf(type: DataType, { physical, conversion, width }: ParquetLeaf, ordersTexts: boolean): Order | undefined {
  if (type.kind === 'string') return physical === 'BYTE_ARRAY' && ordersTexts && !isCollated(type) && type.constraint === undefined ? orderOfTexts : undefined;
  if (!orderedKinds.has(type.kind)) return undefined;
  if (physical === 'FIXED_LEN_BYTE_ARRAY') return type.kind === 'decimal' ? (bound, value) => (bound.length === width ? orderOfNumbers(bigEndian(bound), value as bigint) : Number.NaN) : undefined;
  const read = conversion === 'same' || conversion === 'decimal' ? readers[physical] : undefined;
  return read && ((bound, value) => (bound.length === read.size ? orderOfNumbers(read.number(new DataView(bound.buffer, bound.byteOffset)), value as number | bigint) : Number.NaN));
}

/** TIME is stored in other units than it is kept in; the order of the rest is that of their numbers. */
const orderedKinds: ReadonlySet<string> = new Set(['byte', 'short', 'int', 'long', 'float', 'double', 'decimal', 'date', 'timestamp', 'timestamp_ntz', 'day_time_interval', 'year_month_interval']);

const readers: Readonly<Partial<Record<string, { readonly size: number; readonly number: (view: DataView) => number | bigint }>>> = {
  INT32: { size: 4, number: (view) => view.getInt32(0, true) }, INT64: { size: 8, number: (view) => view.getBigInt64(0, true) },
  FLOAT: { size: 4, number: (view) => view.getFloat32(0, true) }, DOUBLE: { size: 8, number: (view) => view.getFloat64(0, true) },
};

/** Numbers beside bigints compare by value. */
function orderOfNumbers(bound: number | bigint, value: number | bigint): number {
  return bound < value ? -1 : bound > value ? 1 : Number.isNaN(bound) || Number.isNaN(value) ? Number.NaN : 0;
}

function orderOfTexts(bound: Uint8Array, value: Value): number {
  const bytes = Buffer.from(value as string, 'utf8');
  return compareBytes(bound, 0, bound.length, bytes, 0, bytes.length);
}

function bigEndian(bytes: Uint8Array): bigint {
  return BigInt.asIntN(8 * bytes.length, bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n));
}
