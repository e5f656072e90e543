import type { ListValue, MapValue, StructValue, Value } from '../columnar/value.ts';
import type { DataType } from '../types/data-type.ts';
import { formatDate } from '../types/date-text.ts';
import { formatCalendarInterval, formatDayTime, formatYearMonth } from '../types/interval-format.ts';
import { formatDecimal, formatDecimalShort, formatDouble, formatFloat } from '../types/numeric-text.ts';
import { zoneOf } from '../types/time-zone.ts';
import { formatTimestamp, formatTimestampNtz } from '../types/timestamp-text.ts';
import { textToSql } from '../types/print.ts';

/** How names of columns show a constant: strings and numbers bare, the others as they are written in SQL. */
export function prettyLiteral(value: Value, type: DataType, timeZone: string): string {
  if (value === null) return 'NULL';
  switch (type.kind) {
    case 'string': return type.collation === undefined ? value as string : literalSql(value, type, timeZone);
    case 'float': return formatFloat(value as number);
    case 'double': return formatDouble(value as number);
    case 'decimal': return formatDecimalShort(value as bigint, type.scale);
    case 'byte': case 'short': case 'int': case 'long': return String(value);
    default: return literalSql(value, type, timeZone);
  }
}

/** A constant as SQL text that means the same value and type. */
export function literalSql(value: Value, type: DataType, timeZone: string): string {
  if (value === null) return type.kind === 'null' ? 'NULL' : `CAST(NULL AS ${type.kind.toUpperCase()})`;
  switch (type.kind) {
    case 'string': return `${textToSql(value as string)}${type.collation === undefined ? '' : ` collate ${type.collation}`}`;
    case 'byte': return `${value as number}Y`;
    case 'short': return `${value as number}S`;
    case 'long': return `${value as bigint}L`;
    case 'float': return `CAST('${formatFloat(value as number)}' AS FLOAT)`;
    case 'double': return Number.isFinite(value) ? `${formatDouble(value as number)}D` : `CAST('${formatDouble(value as number)}' AS DOUBLE)`;
    case 'decimal': return `${formatDecimal(value as bigint, type.scale)}BD`;
    case 'binary': return `X'${[...(value as Uint8Array)].map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join('')}'`;
    case 'date': return `DATE '${formatDate(value as number)}'`;
    case 'time': return `TIME '${formatTime(value as bigint)}'`;
    case 'timestamp': return `TIMESTAMP '${formatTimestamp(value as bigint, zoneOf(timeZone))}'`;
    case 'timestamp_ntz': return `TIMESTAMP_NTZ '${formatTimestampNtz(value as bigint)}'`;
    case 'year_month_interval': return formatYearMonth(value as number, type);
    case 'day_time_interval': return formatDayTime(value as bigint, type);
    case 'calendar_interval': return calendarSql(value as StructValue);
    case 'array': return `ARRAY(${(value as ListValue).list.map((one) => literalSql(one, type.element, timeZone)).join(', ')})`;
    case 'map': return `MAP(${(value as MapValue).entries.map(([key, one]) => `${literalSql(key, type.key, timeZone)}, ${literalSql(one, type.value, timeZone)}`).join(', ')})`;
    case 'struct': return `NAMED_STRUCT(${(value as StructValue).struct.map((one, index) => `'${type.fields[index]!.name}', ${literalSql(one, type.fields[index]!.type, timeZone)}`).join(', ')})`;
    default: return String(value);
  }
}

/** `12:34:56.789`: nanoseconds of the day. */
export function formatTime(nanos: bigint): string {
  const seconds = Number(nanos / 1_000_000_000n);
  const fraction = String(nanos % 1_000_000_000n).padStart(9, '0').replace(/0+$/, '');
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map((part) => String(part).padStart(2, '0')).join(':');
  return fraction === '' ? clock : `${clock}.${fraction}`;
}

function calendarSql({ struct: [months, days, micros] }: StructValue): string {
  return `INTERVAL '${formatCalendarInterval({ months: months as number, days: days as number, micros: micros as bigint })}'`;
}
