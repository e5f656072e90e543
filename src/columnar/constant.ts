import { booleanType, type DataType } from '../types/data-type.ts';
import type { Arena } from './arena.ts';
import { isValid } from './bitmap.ts';
import { constantColumn } from './builder.ts';
import { type Column, makeColumn } from './column.ts';

/** `length` NULLs of a type, stored once. */
export function nullColumn(type: DataType, length: number, arena: Arena): Column {
  return constantColumn(type, null, length, arena);
}

/** `length` times TRUE or FALSE, stored once. */
export function booleanColumn(value: boolean, length: number, arena: Arena): Column {
  const values = arena.uint8(1);
  values[0] = value ? 1 : 0;
  return makeColumn(booleanType, length, { values, mask: 0 });
}

export function isConstantNull(column: Column): boolean {
  return column.mask === 0 && !isValid(column.validity, 0);
}

/** A constant column with another number of logical rows. */
export function withLength(column: Column, length: number): Column {
  return column.length === length ? column : { ...column, length };
}
