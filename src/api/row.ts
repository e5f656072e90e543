import type { ListValue, MapValue, StructValue, Value } from '../columnar/value.ts';
import type { DataType, Schema } from '../types/data-type.ts';
import { Decimal } from './decimal.ts';
import { Timestamp } from './timestamp.ts';
import { Variant } from './variant.ts';

/** One row: plain object, one property per column. Of two columns with the same name the last one is kept. */
export type Row = Record<string, unknown>;

/** How rows are given to the program. */
export interface CollectOptions {
  /** BIGINT and DECIMAL as numbers, TIMESTAMP as plain Date: convenient, not exact. */
  readonly lossy?: boolean;
}

export function toRow(schema: Schema, values: readonly Value[], options: CollectOptions): Row {
  return Object.fromEntries(schema.fields.map((one, index) => [one.name, toJavaScript(one.type, values[index]!, options)]));
}

/**
 * | SQL | JavaScript |
 * |---|---|
 * | BOOLEAN, STRING, TINYINT … INT, FLOAT, DOUBLE | boolean, string, number |
 * | BIGINT, day-time interval (µs) | bigint |
 * | DECIMAL | Decimal |
 * | DATE | Date at midnight UTC |
 * | TIMESTAMP, TIMESTAMP_NTZ | Timestamp (a Date) |
 * | BINARY | Uint8Array |
 * | ARRAY, MAP, STRUCT | array, Map, object |
 * | VARIANT | Variant |
 */
export function toJavaScript(type: DataType, value: Value, options: CollectOptions): unknown {
  if (value === null) return null;
  switch (type.kind) {
    case 'long':
    case 'day_time_interval': return options.lossy ? Number(value) : value;
    case 'decimal': return options.lossy ? new Decimal(value as bigint, type.scale).toNumber() : new Decimal(value as bigint, type.scale);
    case 'date': return new Date((value as number) * 86_400_000);
    case 'timestamp':
    case 'timestamp_ntz': return options.lossy ? new Date(new Timestamp(value as bigint).getTime()) : new Timestamp(value as bigint);
    case 'array': return (value as ListValue).list.map((item) => toJavaScript(type.element, item, options));
    case 'map': return new Map((value as MapValue).entries.map(([key, item]) => [toJavaScript(type.key, key, options), toJavaScript(type.value, item, options)]));
    case 'struct': return toRow(type, (value as StructValue).struct, options);
    case 'variant': return new Variant((value as StructValue).struct[0] as Uint8Array, (value as StructValue).struct[1] as Uint8Array);
    case 'calendar_interval': return { months: (value as StructValue).struct[0], days: (value as StructValue).struct[1], microseconds: (value as StructValue).struct[2] };
    default: return value;
  }
}
