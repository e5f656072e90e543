import type { ListValue, MapValue, StructValue, Value } from '../../columnar/value.ts';
import type { DataType } from '../../types/data-type.ts';
import { formatDate } from '../../types/date-text.ts';
import { formatDayTime, formatYearMonth, formatCalendarInterval } from '../../types/interval-format.ts';
import { formatDecimalShort, formatDouble, formatFloat } from '../../types/numeric-text.ts';
import { formatTimeOfDay } from '../../types/time-of-day.ts';
import { formatOffset, offsetAt, type Zone } from '../../types/time-zone.ts';
import { formatTimestampNtz } from '../../types/timestamp-text.ts';
import type { VariantAt } from '../variant/read.ts';
import { variantToJson } from '../variant/to-json.ts';
import { quote } from './convert.ts';

export interface WriteOptions {
  readonly zone: Zone;
  readonly ignoreNulls: boolean;
  readonly pretty: boolean;
  readonly writeDate?: (days: number) => string;
  readonly writeTimestamp?: (micros: bigint) => string;
  readonly writeTimestampNtz?: (micros: bigint) => string;
  readonly writeTime?: (nanos: bigint) => string;
}

/** A cell as JSON, as Spark's JacksonGenerator writes it. */
export function writeJson(type: DataType, value: Value, options: WriteOptions, indent = ''): string {
  if (value === null) return 'null';
  switch (type.kind) {
    case 'boolean':
    case 'byte':
    case 'short':
    case 'int':
    case 'long': return String(value);
    case 'float': return special(value as number) ?? formatFloat(value as number);
    case 'double': return special(value as number) ?? formatDouble(value as number);
    case 'decimal': return formatDecimalShort(value as bigint, type.scale);
    case 'string': return quote(value as string);
    case 'binary': return quote(Buffer.from(value as Uint8Array).toString('base64'));
    case 'date': return quote((options.writeDate ?? formatDate)(value as number));
    case 'timestamp': return quote((options.writeTimestamp ?? ((micros) => isoTimestamp(micros, options.zone)))(value as bigint));
    case 'timestamp_ntz': return quote((options.writeTimestampNtz ?? isoLocal)(value as bigint));
    case 'time': return quote((options.writeTime ?? formatTimeOfDay)(value as bigint));
    case 'year_month_interval': return quote(formatYearMonth(value as number, type));
    case 'day_time_interval': return quote(formatDayTime(value as bigint, type));
    case 'calendar_interval': return quote(calendarText(value as StructValue));
    case 'array': return brackets('[', ']', (value as ListValue).list.map((item) => writeJson(type.element, item, options, `${indent}  `)), options, indent, true);
    case 'map': return writeMap(type, value as MapValue, options, indent);
    case 'struct': return writeStruct(type, value as StructValue, options, indent);
    case 'variant': return variantToJson(variantOf(value as StructValue), options.zone);
    default: return 'null';
  }
}

function variantOf({ struct: [value, metadata] }: StructValue): VariantAt {
  return { value: value as Uint8Array, at: 0, metadata: metadata as Uint8Array, dictionaryAt: 0 };
}

function writeStruct(type: DataType & { kind: 'struct' }, value: StructValue, options: WriteOptions, indent: string): string {
  const parts = type.fields.flatMap((field, index) => {
    const cell = value.struct[index]!;
    if (cell === null && options.ignoreNulls) return [];
    return [`${quote(field.name)}${options.pretty ? ' : ' : ':'}${writeJson(field.type, cell, options, `${indent}  `)}`];
  });
  return brackets('{', '}', parts, options, indent, false);
}

/** Values that are NULL stay: only fields of structs are left out. */
function writeMap(type: DataType & { kind: 'map' }, value: MapValue, options: WriteOptions, indent: string): string {
  const parts = value.entries.map(([key, item]) => `${quote(keyText(type.key, key, options))}${options.pretty ? ' : ' : ':'}${writeJson(type.value, item, options, `${indent}  `)}`);
  return brackets('{', '}', parts, options, indent, false);
}

/** Keys are written as they are stored: dates as days, timestamps as microseconds, structs as lists of such. */
function keyText(type: DataType, key: Value, options: WriteOptions): string {
  switch (type.kind) {
    case 'date':
    case 'timestamp':
    case 'timestamp_ntz':
    case 'time': return String(key);
    case 'struct': return `[${(key as StructValue).struct.map((cell, index) => (cell === null ? 'null' : keyText(type.fields[index]!.type, cell, options))).join(',')}]`;
    default: {
      const text = writeJson(type, key, options);
      return text.startsWith('"') ? (JSON.parse(text) as string) : text;
    }
  }
}

function brackets(open: string, close: string, parts: readonly string[], options: WriteOptions, indent: string, list: boolean): string {
  if (!options.pretty) return `${open}${parts.join(',')}${close}`;
  if (parts.length === 0) return `${open} ${close}`;
  if (list) return `${open} ${parts.join(', ')} ${close}`;
  return `${open}\n${parts.map((part) => `${indent}  ${part}`).join(',\n')}\n${indent}${close}`;
}

function special(value: number): string | undefined {
  return Number.isFinite(value) ? undefined : Number.isNaN(value) ? '"NaN"' : value > 0 ? '"Infinity"' : '"-Infinity"';
}

/** `yyyy-MM-dd'T'HH:mm:ss[.SSS][XXX]`: whole milliseconds, Z for UTC. */
function isoTimestamp(micros: bigint, zone: Zone): string {
  const seconds = Number((micros - (((micros % 1_000_000n) + 1_000_000n) % 1_000_000n)) / 1_000_000n);
  const offset = offsetAt(zone, seconds);
  return isoLocal(micros + BigInt(offset) * 1_000_000n) + (offset === 0 ? 'Z' : formatOffset(offset));
}

function isoLocal(micros: bigint): string {
  const millis = ((((micros % 1_000_000n) + 1_000_000n) % 1_000_000n) / 1000n).toString().padStart(3, '0');
  const whole = micros - (((micros % 1_000_000n) + 1_000_000n) % 1_000_000n);
  return `${formatTimestampNtz(whole).replace(' ', 'T')}.${millis}`;
}

function calendarText({ struct: [months, days, micros] }: StructValue): string {
  return formatCalendarInterval({ months: months as number, days: days as number, micros: micros as bigint });
}
