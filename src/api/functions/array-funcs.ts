// Made by npm run docs from the function table; do not edit.
import { type Column, type ColumnLike, callNamed } from '../column.ts';

/** Returns an array of the arguments, cast to one type. In SQL: `SELECT array(1, 2, 3)` */
export function array(...args: readonly ColumnLike[]): Column { return callNamed('array', args); }
/** Adds a value, which may be NULL, at the end of an array. In SQL: `SELECT array_append(array('b', 'd'), 'c')` */
export function arrayAppend(...args: readonly ColumnLike[]): Column { return callNamed('array_append', args); }
/** Leaves out NULLs. In SQL: `SELECT array_compact(array(1, 2, 3, null))` */
export function arrayCompact(...args: readonly ColumnLike[]): Column { return callNamed('array_compact', args); }
/** Whether an array has a value. NULL when it has not, but has NULLs. In SQL: `SELECT array_contains(array(1, 2, 3), 2)` */
export function arrayContains(...args: readonly ColumnLike[]): Column { return callNamed('array_contains', args); }
/** Leaves out what the array has had before. In SQL: `SELECT array_distinct(array(1, 2, 3, null, 3))` */
export function arrayDistinct(...args: readonly ColumnLike[]): Column { return callNamed('array_distinct', args); }
/** Returns the elements that only the first array has, each once. In SQL: `SELECT array_except(array(1, 2, 3), array(1, 3, 5))` */
export function arrayExcept(...args: readonly ColumnLike[]): Column { return callNamed('array_except', args); }
/** Puts a value at a position from 1 (negative: from the end). Beyond the array, NULLs fill the gap. Position 0 is an error. */
export function arrayInsert(...args: readonly ColumnLike[]): Column { return callNamed('array_insert', args); }
/** Returns the elements that both arrays have, each once. In SQL: `SELECT array_intersect(array(1, 2, 3), array(1, 3, 5))` */
export function arrayIntersect(...args: readonly ColumnLike[]): Column { return callNamed('array_intersect', args); }
/** Puts the strings of an array together with a separator. NULLs are left out, or replaced by the third argument. */
export function arrayJoin(...args: readonly ColumnLike[]): Column { return callNamed('array_join', args); }
/** Returns the greatest element; NULLs do not count. In SQL: `SELECT array_max(array(1, 20, null, 3))` */
export function arrayMax(...args: readonly ColumnLike[]): Column { return callNamed('array_max', args); }
/** Returns the smallest element; NULLs do not count. In SQL: `SELECT array_min(array(1, 20, null, 3))` */
export function arrayMin(...args: readonly ColumnLike[]): Column { return callNamed('array_min', args); }
/** Returns the first position, from 1, of a value in an array, 0 when it is not there. In SQL: `SELECT array_position(array(312, 773, 708, 708), 708)` */
export function arrayPosition(...args: readonly ColumnLike[]): Column { return callNamed('array_position', args); }
/** Adds a value, which may be NULL, at the start of an array. In SQL: `SELECT array_prepend(array('b', 'd'), 'c')` */
export function arrayPrepend(...args: readonly ColumnLike[]): Column { return callNamed('array_prepend', args); }
/** Leaves out all elements equal to a value. In SQL: `SELECT array_remove(array(1, 2, 3, null, 3), 3)` */
export function arrayRemove(...args: readonly ColumnLike[]): Column { return callNamed('array_remove', args); }
/** Returns an array with a value so many times; none for counts below 1. In SQL: `SELECT array_repeat('123', 2)` */
export function arrayRepeat(...args: readonly ColumnLike[]): Column { return callNamed('array_repeat', args); }
/** Returns the number of elements of an array. In SQL: `SELECT array_size(array('b', 'd', 'c', 'a'))` */
export function arraySize(...args: readonly ColumnLike[]): Column { return callNamed('array_size', args); }
/** Returns the elements of both arrays, each once. In SQL: `SELECT array_union(array(1, 2, 3), array(1, 3, 5))` */
export function arrayUnion(...args: readonly ColumnLike[]): Column { return callNamed('array_union', args); }
/** Whether the arrays share an element that is not NULL. NULL when they share none, but neither is empty and one has NULLs. */
export function arraysOverlap(...args: readonly ColumnLike[]): Column { return callNamed('arrays_overlap', args); }
/** Returns an array of structs whose n-th has the n-th elements of all arrays; shorter arrays are filled up with NULLs. Fields are named after columns, others 0, 1 … */
export function arraysZip(...args: readonly ColumnLike[]): Column { return callNamed('arrays_zip', args); }
/** Returns the elements of all inner arrays as one array; NULL when one of them is NULL. In SQL: `SELECT flatten(array(array(1, 2), array(3, 4)))` */
export function flatten(...args: readonly ColumnLike[]): Column { return callNamed('flatten', args); }
/** Returns the element at a position from 0, NULL when there is none. In SQL: `SELECT get(array(1, 2, 3), 0)` */
export function get(...args: readonly ColumnLike[]): Column { return callNamed('get', args); }
/** Returns the numbers, dates or timestamps from start to stop. The step is a number or an interval; without one it is 1 (a day) in the direction of stop. */
export function sequence(...args: readonly ColumnLike[]): Column { return callNamed('sequence', args); }
/** Puts the elements of an array in random order; the same order for the same seed. In SQL: `SELECT size(shuffle(array(1, 20, 3, 5)))` */
export function shuffle(...args: readonly ColumnLike[]): Column { return callNamed('shuffle', args); }
/** Returns so many elements from a position on, counted from 1 (negative: from the end). In SQL: `SELECT slice(array(1, 2, 3, 4), 2, 2)` */
export function slice(...args: readonly ColumnLike[]): Column { return callNamed('slice', args); }
/** Sorts an array in natural order; NULLs come first, or last when descending (second argument false). */
export function sortArray(...args: readonly ColumnLike[]): Column { return callNamed('sort_array', args); }
