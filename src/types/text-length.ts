import { someText, withCollations } from './collation.ts';
import type { DataType } from './data-type.ts';

/** CHAR(n) or VARCHAR(n) occurs in the type. */
export function hasLength(type: DataType): boolean {
  return someText(type, (text) => text.constraint !== undefined);
}

/** In an expression CHAR(n) and VARCHAR(n) are plain strings. */
export function withoutLengths(type: DataType): DataType {
  return hasLength(type) ? withCollations(type, ({ constraint: _, length: __, ...plain }) => plain) : type;
}
