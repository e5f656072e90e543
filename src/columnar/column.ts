import { invariant } from '../errors/stream-error.ts';
import type { DataType } from '../types/data-type.ts';
import type { Bitmap } from './bitmap.ts';

export type ValueArray = Uint8Array | Int8Array | Int16Array | Int32Array | BigInt64Array | Float32Array | Float64Array;

/**
 * One column of a chunk, in the layout that `layoutOf(type)` names. All arrays are views of the column memory.
 *
 * A *constant* column has the same value in every row and keeps it once, in row 0. So every reader indexes with
 * `row & column.mask`: the mask is -1 for an ordinary column and 0 for a constant one. `length` is always the number of
 * logical rows.
 *
 * Values below a null bit, and of rows a selection left out, are undefined: read validity first.
 */
export interface Column {
  readonly type: DataType;
  readonly length: number;
  readonly mask: -1 | 0;
  readonly validity: Bitmap;
  readonly values: ValueArray | undefined;
  /** `length + 1` entries (2 for a constant): the range of `bytes` or of the children that belongs to a row. */
  readonly offsets: Int32Array | undefined;
  readonly bytes: Uint8Array | undefined;
  readonly children: readonly Column[];
}

/** Every column is made here, so that all have one shape and V8 keeps its readers monomorphic. */
export function makeColumn(type: DataType, length: number, parts: Partial<Omit<Column, 'type' | 'length'>>): Column {
  return {
    type, length,
    mask: parts.mask ?? -1,
    validity: parts.validity,
    values: parts.values,
    offsets: parts.offsets,
    bytes: parts.bytes,
    children: parts.children ?? [],
  };
}

/** The same memory seen as another type of the same layout, or with another validity. */
export function withParts(column: Column, parts: Partial<Column>): Column {
  return { ...column, ...parts };
}

export function uint8Values(column: Column): Uint8Array { return expectArray(column, Uint8Array); }
export function int8Values(column: Column): Int8Array { return expectArray(column, Int8Array); }
export function int16Values(column: Column): Int16Array { return expectArray(column, Int16Array); }
export function int32Values(column: Column): Int32Array { return expectArray(column, Int32Array); }
export function int64Values(column: Column): BigInt64Array { return expectArray(column, BigInt64Array); }
export function float32Values(column: Column): Float32Array { return expectArray(column, Float32Array); }
export function float64Values(column: Column): Float64Array { return expectArray(column, Float64Array); }

export function offsetsOf(column: Column): Int32Array {
  invariant(column.offsets !== undefined, `a ${column.type.kind} column has offsets`);
  return column.offsets;
}

export function bytesOf(column: Column): Uint8Array {
  invariant(column.bytes !== undefined, `a ${column.type.kind} column has bytes`);
  return column.bytes;
}

export function childOf(column: Column, index: number): Column {
  const child = column.children[index];
  invariant(child !== undefined, `a ${column.type.kind} column has child ${index}`);
  return child;
}

function expectArray<A extends ValueArray>(column: Column, kind: new (length: number) => A): A {
  invariant(column.values instanceof kind, `values of a ${column.type.kind} column are a ${kind.name}`);
  return column.values;
}
