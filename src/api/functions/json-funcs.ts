// Made by npm run docs from the function table; do not edit.
import { type Column, type ColumnLike, callNamed } from '../column.ts';

/** Reads JSON text into a struct, array or map given as a type in DDL. What does not fit is NULL, or an error with mode FAILFAST. */
export function fromJson(...args: readonly ColumnLike[]): Column { return callNamed('from_json', args); }
/** Returns what a path such as $.a[0].b finds in JSON text: text as it is, anything else as JSON. NULL when there is nothing, or no JSON. */
export function getJsonObject(...args: readonly ColumnLike[]): Column { return callNamed('get_json_object', args); }
/** Returns the number of elements of a JSON list, NULL for anything else. In SQL: `SELECT json_array_length('[1,2,3,4]')` */
export function jsonArrayLength(...args: readonly ColumnLike[]): Column { return callNamed('json_array_length', args); }
/** Returns the keys of the outermost JSON object, NULL for anything else. In SQL: `SELECT json_object_keys('{"a":1, "b":2}')` */
export function jsonObjectKeys(...args: readonly ColumnLike[]): Column { return callNamed('json_object_keys', args); }
/** Returns one row with the values of the given keys of a JSON object, as text. In SQL: `SELECT json_tuple('{"a":1, "b":2}', 'a', 'b')` */
export function jsonTuple(...args: readonly ColumnLike[]): Column { return callNamed('json_tuple', args); }
/** Returns the schema of constant JSON text as DDL, for from_json. In SQL: `SELECT schema_of_json('[{"col":0}]')` */
export function schemaOfJson(...args: readonly ColumnLike[]): Column { return callNamed('schema_of_json', args); }
/** Writes a struct, array or map as JSON. Fields that are NULL are left out unless ignoreNullFields is false. In SQL: `SELECT to_json(named_struct('a', 1, 'b', 2))` */
export function toJson(...args: readonly ColumnLike[]): Column { return callNamed('to_json', args); }
