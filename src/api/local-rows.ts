import { listValue, mapValue, structValue, type Value } from '../columnar/value.ts';
import { fail } from '../errors/stream-error.ts';
import { type DataType, type Field, field, type Schema, stringType, structType } from '../types/data-type.ts';
import { parseDate } from '../types/date-text.ts';
import { typeToSql } from '../types/print.ts';
import { parseTimestamp, parseTimestampNtz } from '../types/timestamp-text.ts';
import { zoneOf } from '../types/time-zone.ts';
import { Decimal } from './decimal.ts';
import { commonTypeOf, type LiteralInput, literalOf } from './literal.ts';
import { Timestamp } from './timestamp.ts';
import { Variant } from './variant.ts';

export type InputRow = readonly unknown[] | Readonly<Record<string, unknown>>;

/** Cells of one row given by a program, checked against the schema. Text is taken for dates, timestamps (in the session's zone) and decimals as well. */
export function toValues(schema: Schema, row: InputRow, timeZone: string): readonly Value[] {
  const cells = Array.isArray(row) ? (row as readonly unknown[]) : schema.fields.map((one) => (row as Readonly<Record<string, unknown>>)[one.name]);
  if (cells.length !== schema.fields.length) fail('AXIS_LENGTH_MISMATCH', { expectedLength: String(schema.fields.length), actualLength: String(cells.length) });
  return schema.fields.map((one, index) => {
    const value = toValue(one, cells[index], timeZone);
    return value === null && !one.nullable ? fail('FIELD_NOT_NULLABLE_WITH_NAME', { field_name: one.name }) : value;
  });
}

/** Names from the first row, types that all values of a column have in common. */
export function inferSchema(rows: readonly InputRow[]): Schema {
  const [first] = rows;
  if (first === undefined) return fail('CANNOT_INFER_EMPTY_SCHEMA', {});
  const names = Array.isArray(first) ? first.map((_, index) => `_${index + 1}`) : Object.keys(first);
  return {
    fields: names.map((name, index) => {
      const cells = rows.map((row) => (Array.isArray(row) ? row[index] : (row as Readonly<Record<string, unknown>>)[name]));
      const type = commonTypeOf(cells.filter((cell) => cell !== null && cell !== undefined).map(inferType));
      return field(name, type.kind === 'null' ? stringType : type);
    }),
  };
}

function inferType(sample: unknown): DataType {
  if (isPlainObject(sample)) return structType(Object.entries(sample).map(([name, value]): Field => field(name, value === null ? stringType : inferType(value))));
  return literalOf(sample as LiteralInput).type;
}

/** Anything that JSON can say. */
function variantCell(cell: unknown): Value {
  const { value, metadata } = cell instanceof Variant ? cell : Variant.from(cell);
  return structValue([value, metadata]);
}

/** One cell; `name` is for the words of a refusal. */
export function toValue({ name, type }: Pick<Field, 'name' | 'type'>, cell: unknown, timeZone: string): Value {
  if (cell === null || cell === undefined) return null;
  const refuse = (): never => fail('FIELD_DATA_TYPE_UNACCEPTABLE_WITH_NAME', { field_name: name, data_type: typeToSql(type), obj: describe(cell), obj_type: typeof cell });
  switch (type.kind) {
    case 'boolean': return typeof cell === 'boolean' ? cell : refuse();
    case 'string': return typeof cell === 'string' ? cell : refuse();
    case 'byte': return isWhole(cell, 2 ** 7) ? cell : refuse();
    case 'short': return isWhole(cell, 2 ** 15) ? cell : refuse();
    case 'int':
    case 'year_month_interval': return isWhole(cell, 2 ** 31) ? cell : refuse();
    case 'float':
    case 'double': return typeof cell === 'number' ? cell : typeof cell === 'string' ? specialDouble(cell) ?? refuse() : refuse();
    case 'long':
    case 'day_time_interval':
    case 'time': return typeof cell === 'bigint' ? cell : typeof cell === 'number' && Number.isInteger(cell) ? BigInt(cell) : refuse();
    case 'decimal': return decimalCell(type.scale, cell) ?? refuse();
    case 'binary': return cell instanceof Uint8Array ? cell : typeof cell === 'string' ? Buffer.from(cell, 'utf8') : refuse();
    case 'date': return cell instanceof Date ? Math.floor(cell.getTime() / 86_400_000) : typeof cell === 'string' ? parseDate(cell) ?? refuse() : refuse();
    case 'timestamp': return instantCell(cell) ?? (typeof cell === 'string' ? parseTimestamp(cell, zoneOf(timeZone)) : undefined) ?? refuse();
    case 'timestamp_ntz': return instantCell(cell) ?? (typeof cell === 'string' ? parseTimestampNtz(cell) : undefined) ?? refuse();
    case 'variant': return variantCell(cell);
    case 'array': return Array.isArray(cell) ? listValue(cell.map((item) => toValue({ name, type: type.element }, item, timeZone))) : refuse();
    case 'map': return mapValue(entriesOf(cell, refuse).map(([key, item]) => [toValue({ name, type: type.key }, key, timeZone), toValue({ name, type: type.value }, item, timeZone)] as const));
    case 'struct': return typeof cell === 'object' ? structValue(toValues(type, cell as InputRow, timeZone)) : refuse();
    default: return refuse();
  }
}

function isWhole(cell: unknown, bound: number): cell is number { return typeof cell === 'number' && Number.isInteger(cell) && cell >= -bound && cell < bound; }

function entriesOf(cell: unknown, refuse: () => never): [unknown, unknown][] {
  if (cell instanceof Map) return [...cell];
  return isPlainObject(cell) ? Object.entries(cell) : refuse();
}

function instantCell(cell: unknown): bigint | undefined {
  if (cell instanceof Timestamp) return cell.micros;
  if (cell instanceof Date) return BigInt(cell.getTime()) * 1000n;
  return typeof cell === 'bigint' ? cell : undefined;
}

function decimalCell(scale: number, cell: unknown): bigint | undefined {
  if (!(cell instanceof Decimal) && typeof cell !== 'string' && typeof cell !== 'number' && typeof cell !== 'bigint') return undefined;
  const value = cell instanceof Decimal ? cell : new Decimal(String(cell));
  if (value.scale <= scale) return value.unscaled * 10n ** BigInt(scale - value.scale);
  const unit = 10n ** BigInt(value.scale - scale);
  const half = value.unscaled < 0n ? -unit / 2n : unit / 2n;
  return (value.unscaled + half) / unit;
}

function specialDouble(text: string): number | undefined {
  const value = Number(text);
  return Number.isNaN(value) && text !== 'NaN' ? undefined : value;
}

function isPlainObject(cell: unknown): cell is Readonly<Record<string, unknown>> {
  return typeof cell === 'object' && cell !== null && Object.getPrototypeOf(cell) === Object.prototype;
}

function describe(cell: unknown): string {
  return typeof cell === 'bigint' ? `${cell}n` : String(JSON.stringify(cell, (_, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part))).slice(0, 100);
}
