// Made by npm run docs from the function table; do not edit.
import { type Column, type ColumnLike, callNamed } from '../column.ts';

/** Returns the number of elements of an array or entries of a map. NULL for NULL; -1 without ANSI, unless spark.sql.legacy.sizeOfNull is false. */
export function cardinality(...args: readonly ColumnLike[]): Column { return callNamed('cardinality', args); }
/** Puts strings, binaries or arrays together. Other types are cast to strings. In SQL: `SELECT concat('Spark', 'SQL')` */
export function concat(...args: readonly ColumnLike[]): Column { return callNamed('concat', args); }
/** Returns the element of an array at a position from 1 (negative: from the end), or the value of a map under a key. Beyond the array it is an error under ANSI, else NULL; a missing key gives NULL. */
export function elementAt(...args: readonly ColumnLike[]): Column { return callNamed('element_at', args); }
/** Returns the characters of a string, the bytes of a binary or the elements of an array in reverse order. In SQL: `SELECT reverse('Spark SQL')` */
export function reverse(...args: readonly ColumnLike[]): Column { return callNamed('reverse', args); }
/** Returns the number of elements of an array or entries of a map. NULL for NULL; -1 without ANSI, unless spark.sql.legacy.sizeOfNull is false. */
export function size(...args: readonly ColumnLike[]): Column { return callNamed('size', args); }
/** Like element_at, but NULL beyond the array. In SQL: `SELECT try_element_at(array(1, 2, 3), 4)` */
export function tryElementAt(...args: readonly ColumnLike[]): Column { return callNamed('try_element_at', args); }
