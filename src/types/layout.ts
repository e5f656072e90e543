import type { DataType } from './data-type.ts';

/**
 * How values of a type lie in memory.
 *
 * | layout | arrays of a Column |
 * |---|---|
 * | none   | nothing (NULL type) |
 * | bool   | values: one byte per row, 0 or 1 |
 * | i8 i16 i32 f32 f64 | values |
 * | i64    | values: BigInt64Array (long, timestamps in µs, day-time intervals in µs, decimals up to 18 digits, unscaled) |
 * | i128   | values: BigInt64Array, two per row, low word first (decimals of 19 to 38 digits, unscaled, two's complement) |
 * | bytes  | offsets, bytes (string as UTF-8, binary) |
 * | list   | offsets, children[0] |
 * | map    | offsets, children[0] = keys, children[1] = values |
 * | struct | children. calendar_interval = (months i32, days i32, microseconds i64); variant = (value bytes, metadata bytes) |
 */
export type Layout = 'none' | 'bool' | 'i8' | 'i16' | 'i32' | 'i64' | 'i128' | 'f32' | 'f64' | 'bytes' | 'list' | 'map' | 'struct';

export function layoutOf(type: DataType): Layout {
  return type.kind === 'decimal' ? (type.precision <= 18 ? 'i64' : 'i128') : layouts[type.kind];
}

const layouts = {
  null: 'none', boolean: 'bool', byte: 'i8', short: 'i16', int: 'i32', long: 'i64', float: 'f32', double: 'f64',
  string: 'bytes', binary: 'bytes', date: 'i32', time: 'i64', timestamp: 'i64', timestamp_ntz: 'i64',
  year_month_interval: 'i32', day_time_interval: 'i64', calendar_interval: 'struct', variant: 'struct',
  array: 'list', map: 'map', struct: 'struct',
} as const satisfies Record<Exclude<DataType['kind'], 'decimal'>, Layout>;
