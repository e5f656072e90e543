import { invariant } from '../errors/stream-error.ts';
import { type DataType, intType, longType } from '../types/data-type.ts';
import { activeCollation } from '../types/collation.ts';
import { layoutOf } from '../types/layout.ts';
import { isValid } from './bitmap.ts';
import { collatedCells } from './collation.ts';
import { bytesOf, childOf, type Column, offsetsOf } from './column.ts';
import { readInt128 } from './read.ts';

/** Negative, zero or positive, as the cell of `left` is smaller, equal or greater. Rows are physical; neither cell is NULL. */
export type CompareCells = (left: Column, leftRow: number, right: Column, rightRow: number) => number;

/**
 * The order of a type: numbers by value with NaN last and -0.0 = 0.0, binary and text without a collation by unsigned bytes, FALSE before TRUE, arrays and
 * structs part by part with NULL first and the shorter array first.
 */
export function comparatorOf(type: DataType): CompareCells {
  switch (layoutOf(type)) {
    case 'none': return () => 0;
    case 'bytes': {
      const collation = activeCollation(type);
      return collation === undefined ? compareBytesCells : collatedCells(collation);
    }
    case 'f32':
    case 'f64': return compareFractions;
    case 'i64': return compareLongs;
    case 'i128': return compareInt128;
    case 'list': return compareLists(type);
    case 'struct': return compareStructs(partsOf(type));
    case 'map': return invariant(false, 'maps have no order') as never;
    default: return compareNumbers;
  }
}

export function compareDoubles(left: number, right: number): number {
  if (left < right) return -1;
  if (left > right) return 1;
  if (left === right) return 0;
  return Number(Number.isNaN(left)) - Number(Number.isNaN(right));
}

export function compareBytes(left: Uint8Array, leftStart: number, leftEnd: number, right: Uint8Array, rightStart: number, rightEnd: number): number {
  const common = Math.min(leftEnd - leftStart, rightEnd - rightStart);
  for (let at = 0; at < common; at++) {
    const difference = left[leftStart + at]! - right[rightStart + at]!;
    if (difference !== 0) return difference;
  }
  return leftEnd - leftStart - (rightEnd - rightStart);
}

function compareNumbers(left: Column, leftRow: number, right: Column, rightRow: number): number {
  return (left.values![leftRow] as number) - (right.values![rightRow] as number);
}

function compareFractions(left: Column, leftRow: number, right: Column, rightRow: number): number {
  return compareDoubles(left.values![leftRow] as number, right.values![rightRow] as number);
}

function compareLongs(left: Column, leftRow: number, right: Column, rightRow: number): number {
  const a = (left.values as BigInt64Array)[leftRow]!;
  const b = (right.values as BigInt64Array)[rightRow]!;
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareInt128(left: Column, leftRow: number, right: Column, rightRow: number): number {
  const a = readInt128(left.values as BigInt64Array, leftRow);
  const b = readInt128(right.values as BigInt64Array, rightRow);
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareBytesCells(left: Column, leftRow: number, right: Column, rightRow: number): number {
  const a = offsetsOf(left);
  const b = offsetsOf(right);
  return compareBytes(bytesOf(left), a[leftRow]!, a[leftRow + 1]!, bytesOf(right), b[rightRow]!, b[rightRow + 1]!);
}

function compareLists(type: DataType): CompareCells {
  const compare = nullsFirst(comparatorOf((type as Extract<DataType, { kind: 'array' }>).element));
  return (left, leftRow, right, rightRow) => {
    const a = offsetsOf(left);
    const b = offsetsOf(right);
    const leftCount = a[leftRow + 1]! - a[leftRow]!;
    const rightCount = b[rightRow + 1]! - b[rightRow]!;
    for (let at = 0; at < leftCount && at < rightCount; at++) {
      const order = compare(childOf(left, 0), a[leftRow]! + at, childOf(right, 0), b[rightRow]! + at);
      if (order !== 0) return order;
    }
    return leftCount - rightCount;
  };
}

/** Calendar intervals have no order in SQL; as keys of maps they are told apart. */
function partsOf(type: DataType): readonly DataType[] {
  if (type.kind === 'calendar_interval') return [intType, intType, longType];
  invariant(type.kind === 'struct', `${type.kind} has no order`);
  return type.fields.map((field) => field.type);
}

function compareStructs(types: readonly DataType[]): CompareCells {
  const parts = types.map((type) => nullsFirst(comparatorOf(type)));
  return (left, leftRow, right, rightRow) => {
    for (let index = 0; index < parts.length; index++) {
      const order = parts[index]!(childOf(left, index), leftRow, childOf(right, index), rightRow);
      if (order !== 0) return order;
    }
    return 0;
  };
}

/** Parts of a struct or array may be NULL, which is smaller than any value; and constant. */
function nullsFirst(compare: CompareCells): CompareCells {
  return (left, leftRow, right, rightRow) => {
    const a = leftRow & left.mask;
    const b = rightRow & right.mask;
    const leftValid = left.type.kind !== 'null' && isValid(left.validity, a);
    const rightValid = right.type.kind !== 'null' && isValid(right.validity, b);
    if (!leftValid || !rightValid) return Number(leftValid) - Number(rightValid);
    return compare(left, a, right, b);
  };
}
