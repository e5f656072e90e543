// Made by npm run docs from the function table; do not edit.
import { type Column, type ColumnLike, callNamed } from '../column.ts';

/** Returns a row per element of an array or entry of a map. In SQL: `SELECT explode(array(10, 20))` */
export function explode(...args: readonly ColumnLike[]): Column { return callNamed('explode', args); }
/** Returns a row per element of an array or entry of a map; a row of NULLs for what is empty or NULL. In SQL: `SELECT explode_outer(array(10, 20))` */
export function explodeOuter(...args: readonly ColumnLike[]): Column { return callNamed('explode_outer', args); }
/** Returns a row per struct of an array, a column per field. In SQL: `SELECT inline(array(struct(1, 'a'), struct(2, 'b')))` */
export function inline(...args: readonly ColumnLike[]): Column { return callNamed('inline', args); }
/** Returns a row per struct of an array, a column per field; a row of NULLs for what is empty or NULL. */
export function inlineOuter(...args: readonly ColumnLike[]): Column { return callNamed('inline_outer', args); }
/** Returns a row per element of an array or entry of a map, with its position from 0. In SQL: `SELECT posexplode(array(10, 20))` */
export function posexplode(...args: readonly ColumnLike[]): Column { return callNamed('posexplode', args); }
/** Returns a row per element of an array or entry of a map, with its position from 0; a row of NULLs for what is empty or NULL. */
export function posexplodeOuter(...args: readonly ColumnLike[]): Column { return callNamed('posexplode_outer', args); }
/** Returns so many rows of the arguments, row by row; what is missing in the last one is NULL. In SQL: `SELECT stack(2, 1, 2, 3)` */
export function stack(...args: readonly ColumnLike[]): Column { return callNamed('stack', args); }
