// Made by npm run docs from the function table; do not edit.
import { type Column, type ColumnLike, callNamed } from '../column.ts';

/** Reads a line of CSV into a struct given as DDL. What does not fit is NULL, or an error with mode FAILFAST. In SQL: `SELECT from_csv('1, 0.8', 'a INT, b DOUBLE')` */
export function fromCsv(...args: readonly ColumnLike[]): Column { return callNamed('from_csv', args); }
/** Returns the schema of a constant line of CSV as DDL. In SQL: `SELECT schema_of_csv('1,abc')` */
export function schemaOfCsv(...args: readonly ColumnLike[]): Column { return callNamed('schema_of_csv', args); }
/** Writes a struct as a line of CSV; NULL instead of an empty line. In SQL: `SELECT to_csv(named_struct('a', 1, 'b', 2))` */
export function toCsv(...args: readonly ColumnLike[]): Column { return callNamed('to_csv', args); }
