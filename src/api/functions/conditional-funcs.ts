// Made by npm run docs from the function table; do not edit.
import { type Column, type ColumnLike, callNamed } from '../column.ts';

/** True when the first argument is at least the second and at most the third. In SQL: `SELECT 0.5 BETWEEN 0.1 AND 1.0` */
export function between(...args: readonly ColumnLike[]): Column { return callNamed('between', args); }
/** The first argument that is not NULL. In SQL: `SELECT coalesce(NULL, 1, NULL)` */
export function coalesce(...args: readonly ColumnLike[]): Column { return callNamed('coalesce', args); }
/** The second argument where the first is NULL. In SQL: `SELECT nvl(NULL, 2)` */
export function ifnull(...args: readonly ColumnLike[]): Column { return callNamed('ifnull', args); }
/** The second argument where the first is NaN. In SQL: `SELECT nanvl(double('NaN'), 1.5D)` */
export function nanvl(...args: readonly ColumnLike[]): Column { return callNamed('nanvl', args); }
/** NULL where the arguments are equal, else the first. In SQL: `SELECT nullif(2, 2)` */
export function nullif(...args: readonly ColumnLike[]): Column { return callNamed('nullif', args); }
/** NULL where the argument is zero. In SQL: `SELECT nullifzero(0)` */
export function nullifzero(...args: readonly ColumnLike[]): Column { return callNamed('nullifzero', args); }
/** The second argument where the first is NULL. In SQL: `SELECT nvl(NULL, 2)` */
export function nvl(...args: readonly ColumnLike[]): Column { return callNamed('nvl', args); }
/** The second argument where the first is not NULL, else the third. In SQL: `SELECT nvl2(NULL, 2, 1)` */
export function nvl2(...args: readonly ColumnLike[]): Column { return callNamed('nvl2', args); }
/** Zero where the argument is NULL. In SQL: `SELECT zeroifnull(NULL)` */
export function zeroifnull(...args: readonly ColumnLike[]): Column { return callNamed('zeroifnull', args); }
