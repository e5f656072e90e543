/**
 * One cell outside of columns: literals, tests, the slow exact path of rare functions, the edge of the API.
 *
 * | type | Value |
 * |---|---|
 * | boolean | boolean |
 * | byte short int date year-month interval | number (date: days since 1970-01-01; interval: months) |
 * | long timestamp timestamp_ntz day-time interval time | bigint (µs; time: ns) |
 * | decimal | bigint, unscaled |
 * | float double | number |
 * | string | string |
 * | binary | Uint8Array |
 * | array | ListValue |
 * | map | MapValue (entries in order) |
 * | struct | StructValue (by position) |
 * | calendar_interval | StructValue [months, days, microseconds] |
 * | variant | StructValue [value bytes, metadata bytes] |
 */
export type Value = null | boolean | number | bigint | string | Uint8Array | ListValue | MapValue | StructValue;

export interface ListValue { readonly list: readonly Value[] }
export interface MapValue { readonly entries: readonly (readonly [Value, Value])[] }
export interface StructValue { readonly struct: readonly Value[] }

export const listValue = (list: readonly Value[]): ListValue => ({ list });
export const mapValue = (entries: readonly (readonly [Value, Value])[]): MapValue => ({ entries });
export const structValue = (struct: readonly Value[]): StructValue => ({ struct });
