import { isValid } from '../../columnar/bitmap.ts';
import { bytesOf, childOf, type Column, offsetsOf } from '../../columnar/column.ts';
import { readInt128 } from '../../columnar/read.ts';
import { buildText, type TextWriter } from '../../columnar/text.ts';
import { variantToJson } from '../../formats/variant/to-json.ts';
import { type DataType, type DecimalType, stringType } from '../../types/data-type.ts';
import { formatOldDate, writeDate } from '../../types/date-text.ts';
import { newInstant, readInstant, wordsOf } from '../../types/instant.ts';
import { formatCalendarInterval, formatDayTime, formatYearMonth } from '../../types/interval-format.ts';
import { layoutOf } from '../../types/layout.ts';
import { formatDecimal, formatDecimalShort } from '../../types/numeric-text.ts';
import { offsetAt, zoneOf } from '../../types/time-zone.ts';
import { TIMESTAMP_BYTES, writeTimestamp } from '../../types/timestamp-text.ts';
import type { EvaluationSettings, Kernel, ScalarFunction } from '../function.ts';
import { isOn } from '../setting.ts';
import { writeDouble, writeFloat, writeLong, writeShortDecimal, writeWhole } from '../math/number-bytes.ts';
import { formatTimeOfDay } from '../../types/time-of-day.ts';
import { variantReader } from '../documents/variant-columns.ts';

/** The session's settings that text depends on: without ANSI, decimals below 10⁻⁶ are written with an exponent. */
export type TextStyle = Pick<EvaluationSettings, 'timeZone' | 'ansi'> & {
  /** As show() prints: NULL inside of collections in capitals, bytes in a style. */
  readonly pretty?: true;
  readonly binaryStyle?: string;
  /** spark.sql.legacy.castComplexTypesToString.enabled: maps and structs stand in brackets, NULL inside of them is nothing at all. */
  readonly brackets?: boolean;
  /** spark.sql.legacy.timeParserPolicy=LEGACY: dates as the old formatters write them. */
  readonly oldDates?: boolean;
};

/** Writes the cell at a physical row, which is not NULL. */
export type WriteCell = (row: number, out: TextWriter) => void;

/** CAST to STRING of anything. */
export function textCast(from: DataType, to: DataType, settings: EvaluationSettings): Kernel {
  const style: TextStyle = { timeZone: settings.timeZone, ansi: settings.ansi, brackets: isOn({ settings }, 'spark.sql.legacy.castComplexTypesToString.enabled'), oldDates: hasOldDates(settings) };
  if (from.kind === 'string' || from.kind === 'binary') return ([column]) => ({ ...column!, type: to });
  return (args, rows, { arena }) => {
    const [column] = args;
    const write = cellWriter(column!, style);
    const { mask } = column!;
    return buildText({ type: to, args, rows, arena, write: (row, out) => { write(row & mask, out); return true; } });
  };
}

/** What show() prints. Not callable by name. */
export const prettyText: ScalarFunction = {
  kind: 'scalar', name: 'topretty', group: 'internal', since: '0.1', signatures: ['(any) -> string'], doc: 'A cell as show() prints it.', examples: [],
  kernel: ({ settings }) => (args, rows, { arena }) => {
    const [column] = args;
    const write = cellWriter(column!, { timeZone: settings.timeZone, ansi: settings.ansi, pretty: true, binaryStyle: settings.get('spark.sql.binaryOutputStyle') ?? 'HEX_DISCRETE', oldDates: hasOldDates(settings) });
    const { mask } = column!;
    return buildText({ type: stringType, args, rows, arena, write: (row, out) => { write(row & mask, out); return true; } });
  },
};

/** How cells of a column are written as text; parts of arrays, maps and structs are not quoted and NULL is `null`. */
const hasOldDates = (settings: EvaluationSettings): boolean => settings.get('spark.sql.legacy.timeParserPolicy')?.toUpperCase() === 'LEGACY';

export function cellWriter(column: Column, style: TextStyle): WriteCell {
  const { type } = column;
  switch (type.kind) {
    case 'boolean': return (row, out) => out.writeText(column.values![row] === 1 ? 'true' : 'false');
    case 'byte':
    case 'short':
    case 'int': return (row, out) => writeWhole(out, column.values![row] as number);
    case 'long': return longWriter(column);
    case 'float': return (row, out) => writeFloat(out, column.values![row] as number);
    case 'double': return (row, out) => writeDouble(out, column.values![row] as number);
    case 'decimal': return decimalWriter(column, type, style);
    case 'string': return bytesWriter(column);
    case 'binary': return style.pretty === true ? styledBytesWriter(column, style.binaryStyle) : bytesWriter(column);
    case 'date': return style.oldDates === true ? oldDateWriter(column) : dateWriter(column);
    case 'timestamp':
    case 'timestamp_ntz': return timestampWriter(column, style.timeZone);
    case 'time': return (row, out) => out.writeText(formatTimeOfDay(column.values![row] as bigint));
    case 'year_month_interval': return (row, out) => out.writeText(formatYearMonth(column.values![row] as number, type));
    case 'day_time_interval': return (row, out) => out.writeText(formatDayTime(column.values![row] as bigint, type));
    case 'calendar_interval': return calendarWriter(column);
    case 'array': return listWriter(column, style);
    case 'map': return mapWriter(column, style);
    case 'struct': return structWriter(column, style);
    case 'null': return (_, out) => out.writeText(nullText(style));
    case 'variant': return variantWriter(column);
  }
}

function longWriter(column: Column): WriteCell {
  const words = wordsOf(column.values as BigInt64Array);
  return (row, out) => writeLong(out, words, row);
}

const nullText = ({ pretty }: TextStyle): string => (pretty === true ? 'NULL' : 'null');

function decimalWriter(column: Column, { precision, scale }: DecimalType, { ansi, pretty }: TextStyle): WriteCell {
  const values = column.values as BigInt64Array;
  if (!ansi && pretty !== true && scale > 6) return (row, out) => out.writeText(formatDecimalShort(precision > 18 ? readInt128(values, row) : values[row]!, scale));
  if (precision > 18) return (row, out) => out.writeText(formatDecimal(readInt128(values, row), scale));
  const words = wordsOf(values);
  return (row, out) => { if (!writeShortDecimal(out, words, row, scale)) out.writeText(formatDecimal(values[row]!, scale)); };
}

function bytesWriter(column: Column): WriteCell {
  const offsets = offsetsOf(column);
  const bytes = bytesOf(column);
  return (row, out) => out.copy(bytes, offsets[row]!, offsets[row + 1]!);
}

/** Bytes by spark.sql.binaryOutputStyle. */
function styledBytesWriter(column: Column, style: string | undefined): WriteCell {
  const spelled = binaryStyles[style?.toUpperCase() ?? ''];
  if (spelled === undefined) return hexWriter(column);
  const { offsets, bytes } = column;
  return (row, out) => out.writeText(spelled(Buffer.from(bytes!.subarray(offsets![row]!, offsets![row + 1]!))));
}

const binaryStyles: Readonly<Record<string, (bytes: Buffer) => string>> = {
  UTF8: (bytes) => bytes.toString('utf8'),
  'UTF-8': (bytes) => bytes.toString('utf8'),
  BASIC: (bytes) => `[${Array.from(bytes, (byte) => (byte << 24) >> 24).join(', ')}]`,
  BASE64: (bytes) => bytes.toString('base64').replace(/=+$/, ''),
  HEX: (bytes) => bytes.toString('hex').toUpperCase(),
};

function hexWriter(column: Column): WriteCell {
  const offsets = offsetsOf(column);
  const bytes = bytesOf(column);
  return (row, out) => out.writeText(`[${Array.from(bytes.subarray(offsets[row]!, offsets[row + 1]!), (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ')}]`);
}

function dateWriter(column: Column): WriteCell {
  const days = column.values as Int32Array;
  return (row, out) => {
    out.reserve(16);
    out.top = writeDate(out.bytes, out.top, days[row]!);
  };
}

function oldDateWriter(column: Column): WriteCell {
  const days = column.values as Int32Array;
  return (row, out) => { out.writeText(formatOldDate(days[row]!)); };
}

function timestampWriter(column: Column, timeZone: string): WriteCell {
  const words = wordsOf(column.values as BigInt64Array);
  const zone = column.type.kind === 'timestamp' ? zoneOf(timeZone) : undefined;
  const instant = newInstant();
  return (row, out) => {
    readInstant(words, row, instant);
    out.reserve(TIMESTAMP_BYTES);
    const offset = zone === undefined ? 0 : offsetAt(zone, instant.seconds);
    out.top = writeTimestamp(out.bytes, out.top, instant.seconds + offset, instant.micros);
  };
}

function calendarWriter(column: Column): WriteCell {
  const [months, days, micros] = column.children;
  return (row, out) => out.writeText(formatCalendarInterval({
    months: months!.values![row & months!.mask] as number, days: days!.values![row & days!.mask] as number, micros: micros!.values![row & micros!.mask] as bigint,
  }));
}

/** Inside of other values a variant is JSON, timestamps in UTC. */
function variantWriter(column: Column): WriteCell {
  const read = variantReader(column);
  const zone = zoneOf('UTC');
  return (row, out) => out.writeText(variantToJson(read(row), zone));
}

/** Writes a part, that may be NULL or constant, behind what separates it from the parts before. */
type WritePart = (row: number, separator: string, out: TextWriter) => void;

function partWriter(column: Column, style: TextStyle): WritePart {
  const write = layoutOf(column.type) === 'none' ? undefined : cellWriter(column, style);
  const { validity, mask } = column;
  const nothing = nullText(style);
  return (row, separator, out) => {
    const isNull = write === undefined || !isValid(validity, row & mask);
    out.writeText(isNull && style.brackets === true ? separator.trimEnd() : separator);
    if (!isNull) write(row & mask, out);
    else if (style.brackets !== true) out.writeText(nothing);
  };
}

function listWriter(column: Column, style: TextStyle): WriteCell {
  const offsets = offsetsOf(column);
  const write = partWriter(childOf(column, 0), style);
  return (row, out) => {
    const start = offsets[row]!;
    out.writeText('[');
    for (let at = start; at < offsets[row + 1]!; at++) write(at, at > start ? ', ' : '', out);
    out.writeText(']');
  };
}

function mapWriter(column: Column, style: TextStyle): WriteCell {
  const offsets = offsetsOf(column);
  const key = partWriter(childOf(column, 0), style);
  const value = partWriter(childOf(column, 1), style);
  const [open, close] = rims(style);
  return (row, out) => {
    const start = offsets[row]!;
    out.writeText(open);
    for (let at = start; at < offsets[row + 1]!; at++) {
      key(at, at > start ? ', ' : '', out);
      value(at, ' -> ', out);
    }
    out.writeText(close);
  };
}

function structWriter(column: Column, style: TextStyle): WriteCell {
  const parts = column.children.map((child) => partWriter(child, style));
  const [open, close] = rims(style);
  return (row, out) => {
    out.writeText(open);
    parts.forEach((write, index) => { write(row, index > 0 ? ', ' : '', out); });
    out.writeText(close);
  };
}

const rims = ({ brackets }: TextStyle): readonly [string, string] => (brackets === true ? ['[', ']'] : ['{', '}']);
