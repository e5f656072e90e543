// Made by npm run docs from the function table; do not edit.
import { type Column, type ColumnLike, callNamed } from '../column.ts';

/** Whether a variant is well formed, which all are here. In SQL: `SELECT is_valid_variant(parse_json('1'))` */
export function isValidVariant(...args: readonly ColumnLike[]): Column { return callNamed('is_valid_variant', args); }
/** Whether a variant holds the null of JSON. FALSE for NULL. In SQL: `SELECT is_variant_null(parse_json('null')), is_variant_null(NULL)` */
export function isVariantNull(...args: readonly ColumnLike[]): Column { return callNamed('is_variant_null', args); }
/** Reads JSON text into a variant. Text that is no JSON is an error. In SQL: `SELECT parse_json('{"a":1, "b":0.8}')` */
export function parseJson(...args: readonly ColumnLike[]): Column { return callNamed('parse_json', args); }
/** Returns the type that describes a variant, as text; objects are OBJECT<…>. In SQL: `SELECT schema_of_variant(parse_json('[{"b":true,"a":0}]'))` */
export function schemaOfVariant(...args: readonly ColumnLike[]): Column { return callNamed('schema_of_variant', args); }
/** Returns the type that describes all variants, as text. VOID when there are none. */
export function schemaOfVariantAgg(...args: readonly ColumnLike[]): Column { return callNamed('schema_of_variant_agg', args); }
/** Makes a variant of an array, map or struct; structs and maps with string keys become objects. */
export function toVariantObject(...args: readonly ColumnLike[]): Column { return callNamed('to_variant_object', args); }
/** Reads JSON text into a variant. Text that is no JSON is NULL. In SQL: `SELECT try_parse_json('{"a":1')` */
export function tryParseJson(...args: readonly ColumnLike[]): Column { return callNamed('try_parse_json', args); }
/** Returns a variant with a value behind the elements of the array that a path leads to. What cannot be done is NULL. */
export function tryVariantArrayAppend(...args: readonly ColumnLike[]): Column { return callNamed('try_variant_array_append', args); }
/** Returns what a path such as $.a[0]['b c'] finds in a variant, as the type given as text (default VARIANT). NULL when there is nothing or it does not fit. */
export function tryVariantGet(...args: readonly ColumnLike[]): Column { return callNamed('try_variant_get', args); }
/** Returns a variant with a value put in at a path; what is there already is an error, elements move. What cannot be done is NULL. */
export function tryVariantInsert(...args: readonly ColumnLike[]): Column { return callNamed('try_variant_insert', args); }
/** Returns a variant with a value in place of what a path leads to, made when missing unless the fourth argument is false. What cannot be done is NULL. */
export function tryVariantSet(...args: readonly ColumnLike[]): Column { return callNamed('try_variant_set', args); }
/** Returns a variant with a value behind the elements of the array that a path leads to. What cannot be done is an error. */
export function variantArrayAppend(...args: readonly ColumnLike[]): Column { return callNamed('variant_array_append', args); }
/** Returns a variant without what the paths lead to. In SQL: `SELECT variant_delete(parse_json('{"a":1,"b":2}'), '$.a')` */
export function variantDelete(...args: readonly ColumnLike[]): Column { return callNamed('variant_delete', args); }
/** Returns a row per element of a variant array (key NULL) or field of a variant object. Stands in FROM only. */
export function variantExplode(...args: readonly ColumnLike[]): Column { return callNamed('variant_explode', args); }
/** Returns a row per element of a variant array (key NULL) or field of a variant object; a row of NULLs for anything else. Stands in FROM only. */
export function variantExplodeOuter(...args: readonly ColumnLike[]): Column { return callNamed('variant_explode_outer', args); }
/** Returns what a path such as $.a[0]['b c'] finds in a variant, as the type given as text (default VARIANT). NULL when there is nothing; an error when it does not fit. */
export function variantGet(...args: readonly ColumnLike[]): Column { return callNamed('variant_get', args); }
/** Returns a variant with a value put in at a path; what is there already is an error, elements move. What cannot be done is an error. */
export function variantInsert(...args: readonly ColumnLike[]): Column { return callNamed('variant_insert', args); }
/** Returns a variant with a value in place of what a path leads to, made when missing unless the fourth argument is false. What cannot be done is an error. */
export function variantSet(...args: readonly ColumnLike[]): Column { return callNamed('variant_set', args); }
/** Returns a variant without fields that are null; unless the second argument is false, without elements that are null too. */
export function variantStripNulls(...args: readonly ColumnLike[]): Column { return callNamed('variant_strip_nulls', args); }
