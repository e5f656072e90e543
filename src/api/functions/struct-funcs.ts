// Made by npm run docs from the function table; do not edit.
import { type Column, type ColumnLike, callNamed } from '../column.ts';

/** Returns a struct of names and values in turns. Names are constant strings. In SQL: `SELECT named_struct('a', 1, 'b', 2)` */
export function namedStruct(...args: readonly ColumnLike[]): Column { return callNamed('named_struct', args); }
/** Returns a struct of the arguments. Fields are named after columns and aliases, others col1, col2 … In SQL: `SELECT struct(1, 2, 3)` */
export function struct(...args: readonly ColumnLike[]): Column { return callNamed('struct', args); }
