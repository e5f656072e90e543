// Made by npm run docs from the function table; do not edit.
import { type Column, type ColumnLike, callNamed } from '../column.ts';

/** The same as `<=>`. In SQL: `SELECT equal_null(3, 3)` */
export function equalNull(...args: readonly ColumnLike[]): Column { return callNamed('equal_null', args); }
/** LIKE without regard to case. In SQL: `SELECT 'Spark' ILIKE '_PARK'` */
export function ilike(...args: readonly ColumnLike[]): Column { return callNamed('ilike', args); }
/** True when the argument is NaN; false for NULL. In SQL: `SELECT isnan(double('NaN'))` */
export function isnan(...args: readonly ColumnLike[]): Column { return callNamed('isnan', args); }
/** True when the argument is not NULL. In SQL: `SELECT isnotnull(1)` */
export function isnotnull(...args: readonly ColumnLike[]): Column { return callNamed('isnotnull', args); }
/** True when the argument is NULL. In SQL: `SELECT isnull(1)` */
export function isnull(...args: readonly ColumnLike[]): Column { return callNamed('isnull', args); }
/** Whether a string fits a pattern: % stands for any characters, _ for one. The third argument escapes them (default: backslash). */
export function like(...args: readonly ColumnLike[]): Column { return callNamed('like', args); }
