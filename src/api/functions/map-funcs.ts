// Made by npm run docs from the function table; do not edit.
import { type Column, type ColumnLike, callNamed } from '../column.ts';

/** Returns a map of keys and values in turns. A NULL key, or a key given twice, is an error. In SQL: `SELECT map(1.0, '2', 3.0, '4')` */
export function map(...args: readonly ColumnLike[]): Column { return callNamed('map', args); }
/** Puts the entries of several maps into one. In SQL: `SELECT map_concat(map(1, 'a', 2, 'b'), map(3, 'c'))` */
export function mapConcat(...args: readonly ColumnLike[]): Column { return callNamed('map_concat', args); }
/** Whether a map has a key. In SQL: `SELECT map_contains_key(map(1, 'a', 2, 'b'), 1)` */
export function mapContainsKey(...args: readonly ColumnLike[]): Column { return callNamed('map_contains_key', args); }
/** Returns the entries of a map as structs of key and value. In SQL: `SELECT map_entries(map(1, 'a', 2, 'b'))` */
export function mapEntries(...args: readonly ColumnLike[]): Column { return callNamed('map_entries', args); }
/** Returns a map of an array of keys and one of values. In SQL: `SELECT map_from_arrays(array(1.0, 3.0), array('2', '4'))` */
export function mapFromArrays(...args: readonly ColumnLike[]): Column { return callNamed('map_from_arrays', args); }
/** Returns a map of an array of structs of two fields. A NULL among them makes the map NULL. */
export function mapFromEntries(...args: readonly ColumnLike[]): Column { return callNamed('map_from_entries', args); }
/** Returns the keys of a map. In SQL: `SELECT map_keys(map(1, 'a', 2, 'b'))` */
export function mapKeys(...args: readonly ColumnLike[]): Column { return callNamed('map_keys', args); }
/** Returns the values of a map. In SQL: `SELECT map_values(map(1, 'a', 2, 'b'))` */
export function mapValues(...args: readonly ColumnLike[]): Column { return callNamed('map_values', args); }
/** Splits text into entries by one regular expression (default: a comma) and each entry into key and value by another (default: a colon). */
export function strToMap(...args: readonly ColumnLike[]): Column { return callNamed('str_to_map', args); }
