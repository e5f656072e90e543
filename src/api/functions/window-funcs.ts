// Made by npm run docs from the function table; do not edit.
import { type Column, type ColumnLike, callNamed } from '../column.ts';

/** Returns by how much a counter grew since the row before. NULL in the first row, for NULL, and where the counter was reset: it is less than before, or its start time (second argument) is later. */
export function counterDiff(...args: readonly ColumnLike[]): Column { return callNamed('counter_diff', args); }
/** Returns the share of the rows of the partition that are not behind the row in order. */
export function cumeDist(...args: readonly ColumnLike[]): Column { return callNamed('cume_dist', args); }
/** Returns the rank of the row, without gaps behind rows that are equal in order. */
export function denseRank(...args: readonly ColumnLike[]): Column { return callNamed('dense_rank', args); }
/** Returns the value so many rows (1) before the row, or the default (NULL) where the partition has no such row. */
export function lag(...args: readonly ColumnLike[]): Column { return callNamed('lag', args); }
/** Returns the value so many rows (1) behind the row, or the default (NULL) where the partition has no such row. */
export function lead(...args: readonly ColumnLike[]): Column { return callNamed('lead', args); }
/** Returns the value of the row with that number in the frame, from 1; NULL where the frame has fewer rows. */
export function nthValue(...args: readonly ColumnLike[]): Column { return callNamed('nth_value', args); }
/** Divides the rows of the partition into so many buckets, the first ones larger by a row where they do not divide evenly, and returns the number of the bucket. */
export function ntile(...args: readonly ColumnLike[]): Column { return callNamed('ntile', args); }
/** Returns (rank - 1) / (rows of the partition - 1), 0 for a single row. */
export function percentRank(...args: readonly ColumnLike[]): Column { return callNamed('percent_rank', args); }
/** Returns one more than the number of rows in front of the peers of the row: rows that are equal in order share a rank, and leave a gap behind. */
export function rank(...args: readonly ColumnLike[]): Column { return callNamed('rank', args); }
/** Returns the number of the row in its partition, from 1. In SQL: `SELECT x, row_number() OVER (ORDER BY x) AS n FROM VALUES ('b'), ('a') AS t(x)` */
export function rowNumber(...args: readonly ColumnLike[]): Column { return callNamed('row_number', args); }
