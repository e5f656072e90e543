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
  const row = emptyRow(schema);
  const { fields } = schema;
  for (let index = 0; index < fields.length; index++) row[fields[index]!.name] = toJavaScript(fields[index]!.type, values[index]!, options);
  return row;
}

/** `count` rows of cells that stand column by column, and are not needed any more. */
export function toRows(schema: Schema, columns: readonly Value[][], count: number, options: CollectOptions): Row[] {
  const names = schema.fields.map((one) => one.name);
  const cells = columns.map((values, index) => toJavaScriptValues(schema.fields[index]!.type, values, { ...options, owned: true }));
  const rows: Row[] = [];
  for (let at = 0; at < count; at++) {
    const row = emptyRow(schema);
    for (let index = 0; index < names.length; index++) row[names[index]!] = cells[index]![at];
    rows.push(row);
  }
  return rows;
}

/** With all its properties, whatever their names are: filling it is an assignment to each, and all rows have one shape. */
function emptyRow(schema: Schema): Row {
  let template = templates.get(schema);
  if (template === undefined) templates.set(schema, template = Object.fromEntries(schema.fields.map((one) => [one.name, null])));
  return { ...template };
}

const templates = new WeakMap<Schema, Row>();

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
  const convert = converterOf(type, options);
  return convert === undefined ? value : convert(value);
}

/** The same for many, in their own array. */
function toJavaScriptValues(type: DataType, values: Value[], options: ConvertOptions): unknown[] {
  const convert = converterOf(type, options);
  if (convert === undefined) return values;
  const out: unknown[] = values;
  for (let at = 0; at < values.length; at++) if (values[at] !== null) out[at] = convert(values[at]!);
  return out;
}

type Convert = (value: Exclude<Value, null>) => unknown;

/** `owned`: nobody else keeps the values, arrays become the program's as they are. */
interface ConvertOptions extends CollectOptions { readonly owned?: boolean }

/** What makes the program's value of the engine's; `undefined` where they are the same. */
function converterOf(type: DataType, options: ConvertOptions): Convert | undefined {
  const { lossy, owned } = options;
  switch (type.kind) {
    case 'long':
    case 'day_time_interval': return lossy ? Number : undefined;
    case 'decimal': return lossy ? (value) => new Decimal(value as bigint, type.scale).toNumber() : (value) => new Decimal(value as bigint, type.scale);
    case 'date': return (value) => new Date((value as number) * 86_400_000);
    case 'timestamp':
    case 'timestamp_ntz': return lossy ? (value) => new Date(new Timestamp(value as bigint).getTime()) : (value) => new Timestamp(value as bigint);
    case 'array': return (value) => toJavaScriptValues(type.element, owned ? (value as ListValue).list as Value[] : (value as ListValue).list.slice(), options);
    case 'map': return (value) => new Map((value as MapValue).entries.map(([key, item]) => [toJavaScript(type.key, key, options), toJavaScript(type.value, item, options)]));
    case 'struct': return (value) => toRow(type, (value as StructValue).struct, options);
    case 'variant': return (value) => new Variant((value as StructValue).struct[0] as Uint8Array, (value as StructValue).struct[1] as Uint8Array);
    case 'calendar_interval': return (value) => ({ months: (value as StructValue).struct[0], days: (value as StructValue).struct[1], microseconds: (value as StructValue).struct[2] });
    default: return undefined;
  }
}
