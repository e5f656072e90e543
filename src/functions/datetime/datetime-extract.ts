import { fail } from '../../errors/stream-error.ts';
import type { Column } from '../../columnar/column.ts';
import { int32Values, int64Values, childOf } from '../../columnar/column.ts';
import { isAnsiInterval } from '../../types/coercion.ts';
import { byteType, type DataType, dateType, decimalType, doubleType, intType, stringType } from '../../types/data-type.ts';
import { MICROS_PER_DAY, MICROS_PER_HOUR, MICROS_PER_MINUTE } from '../../types/interval-text.ts';
import { newInstant, readInstant, writeInstant, type Instant } from '../../types/instant.ts';
import { offsetAt } from '../../types/time-zone.ts';
import { anyNullable, castInput, expectCount } from '../define.ts';
import { numberColumn, wordColumn, wordsIn } from './datetime-columns.ts';
import {
  castTimed, type ClockPart, dayField, dayOfMonthField, dayOfYear, hours, isoWeekOf, minutes, monthField, quarterField, sundayWeekdayOf, timeField, weekdayOf, weekYearOf, yearField, zoneOfType,
} from './datetime-fields.ts';
import type { BoundCall, CallShape, Kernel, ResolvedCall, ScalarFunction } from '../function.ts';
import { nullColumn } from '../../columnar/constant.ts';

/** One field of a date, a timestamp or an interval: names, and what it means for each kind of source. */
interface FieldRow {
  /** The function that it is of a date or a timestamp, as messages tell. */
  readonly call: string;
  readonly names: readonly string[];
  readonly date?: (call: BoundCall) => Kernel;
  readonly time?: ClockPart;
  /** Rank in an interval's fields and the type of the part. */
  readonly interval?: { readonly kind: 'year_month_interval' | 'day_time_interval'; readonly field: number; readonly type: DataType };
}

const secondsType = decimalType(8, 6);


const fieldRows: readonly FieldRow[] = [
  { call: 'year', names: ['YEAR', 'Y', 'YEARS', 'YR', 'YRS'], date: yearField, interval: { kind: 'year_month_interval', field: 0, type: intType } },
  { call: 'yearofweek', names: ['YEAROFWEEK'], date: dayField(weekYearOf) },
  { call: 'quarter', names: ['QUARTER', 'QTR'], date: quarterField },
  { call: 'month', names: ['MONTH', 'MON', 'MONS', 'MONTHS'], date: monthField, interval: { kind: 'year_month_interval', field: 1, type: byteType } },
  { call: 'weekofyear', names: ['WEEK', 'W', 'WEEKS'], date: dayField(isoWeekOf) },
  { call: 'dayofmonth', names: ['DAY', 'D', 'DAYS'], date: dayOfMonthField, interval: { kind: 'day_time_interval', field: 0, type: intType } },
  { call: 'dayofweek', names: ['DAYOFWEEK', 'DOW'], date: dayField(sundayWeekdayOf) },
  { call: 'weekday', names: ['DAYOFWEEK_ISO', 'DOW_ISO'], date: dayField((days) => weekdayOf(days) + 1) },
  { call: 'dayofyear', names: ['DOY'], date: dayField(dayOfYear) },
  { call: 'hour', names: ['HOUR', 'H', 'HOURS', 'HR', 'HRS'], time: hours, interval: { kind: 'day_time_interval', field: 1, type: byteType } },
  { call: 'minute', names: ['MINUTE', 'M', 'MIN', 'MINS', 'MINUTES'], time: minutes, interval: { kind: 'day_time_interval', field: 2, type: byteType } },
  { call: 'secondwithfraction', names: ['SECOND', 'S', 'SEC', 'SECONDS', 'SECS'], interval: { kind: 'day_time_interval', field: 3, type: secondsType } },
];

const words = { kind: 'scalar', group: 'datetime_funcs', since: '0.1', signatures: ['(string, timestamp) -> int'], resolve: resolveExtract, kernel: extractKernel } as const;
const doc = 'Returns a field of a date, timestamp or interval. Fields: YEAR, YEAROFWEEK, QUARTER, MONTH, WEEK, DAY, DAYOFWEEK, DAYOFWEEK_ISO, DOY, HOUR, MINUTE, SECOND (with its fraction).';

/** `extract(field FROM source)` and the two functions that mean the same. */
export const datetimeExtractFunctions: readonly ScalarFunction[] = [
  {
    ...words, name: 'extract', doc, display: (args) => `extract(${args[0]} FROM ${args[1]})`,
    examples: [["SELECT extract(YEAR FROM TIMESTAMP'2024-08-12 01:00:00.123456')", '2024'], ["SELECT extract(SECONDS FROM TIMESTAMP'2024-10-01 00:00:01.000001')", '1.000001']],
  },
  { ...words, name: 'date_part', doc, examples: [["SELECT date_part('doy', DATE'2024-08-12')", '225'], ["SELECT date_part('days', INTERVAL '5 06' DAY TO HOUR)", '5']] },
  { ...words, name: 'datepart', doc, display: (args) => `datepart(${args[0]} FROM ${args[1]})`, examples: [["SELECT datepart('week', DATE'2024-08-12')", '33']] },
];

function rowNamed(name: string): FieldRow | undefined {
  const upper = name.toUpperCase();
  return fieldRows.find((row) => row.names.includes(upper));
}

function resolveExtract(call: CallShape): ResolvedCall {
  expectCount(call, 2, 2);
  const { literal: field = null, foldable, type } = call.arguments[0]!;
  const source = call.arguments[1]!.type;
  if (!foldable || (type.kind !== 'string' && type.kind !== 'null')) {
    return fail('NON_FOLDABLE_ARGUMENT', { funcName: `\`${call.name}\``, paramName: '`field`', paramType: '"STRING"' }, { at: call.at });
  }
  if (typeof field !== 'string') return { argumentTypes: [stringType, source], returnType: doubleType, nullable: true };
  const row = rowNamed(field);
  const bad = (): never => fail('INVALID_EXTRACT_FIELD', { field: `\`${field}\``, expr: `"${call.arguments[1]!.sql}"` }, { at: call.at });
  if (row === undefined) return bad();
  const resolved = (type: DataType, returnType: DataType): ResolvedCall => {
    const argumentTypes = [stringType, type];
    return { argumentTypes, returnType, nullable: anyNullable(call, argumentTypes) };
  };
  if (isAnsiInterval(source) || source.kind === 'calendar_interval') return resolved(source, intervalFieldType(row, source) ?? bad());
  const alone = ofSource(call, row);
  if (row.date !== undefined) return source.kind === 'time' ? bad() : resolved(castInput(alone, 0, dateType), intType);
  const seconds = source.kind === 'time' ? decimalType(2 + source.precision, source.precision) : secondsType;
  const timed = resolved(castTimed(alone, 0), row.time === undefined ? seconds : intType);
  return source.kind === 'time' ? { ...timed, nullable: true } : timed;
}

function ofSource({ arguments: [, source], settings, at }: CallShape, { call }: FieldRow): CallShape {
  return { name: call, arguments: [source!], settings, at, get sql() { return `${call}(${source!.sql})`; } };
}

function intervalFieldType({ interval }: FieldRow, source: DataType): DataType | undefined {
  if (interval === undefined) return undefined;
  if (source.kind === 'calendar_interval') return interval.type;
  if (source.kind !== interval.kind) return undefined;
  return interval.field >= source.start && interval.field <= source.end ? interval.type : undefined;
}

function extractKernel(call: BoundCall): Kernel {
  const field = call.literals[0];
  if (typeof field !== 'string') return (_, rows, { arena }) => nullColumn(call.returnType, rows.rowCount, arena);
  const row = rowNamed(field)!;
  const source = { ...call, argumentTypes: call.argumentTypes.slice(1) };
  const kernel = kernelOf(row, source);
  return (args, rows, context) => kernel(args.slice(1), rows, context);
}

function kernelOf(row: FieldRow, call: BoundCall): Kernel {
  const source = call.argumentTypes[0]!;
  if (source.kind === 'calendar_interval') return calendarField(row, call);
  if (source.kind === 'year_month_interval') return monthsField(row.interval!.field, call);
  if (source.kind === 'day_time_interval') return microsField(row.interval!.field, call);
  if (row.date !== undefined) return row.date(call);
  return row.time === undefined ? secondsField(call) : timeField(row.time)(call);
}

function monthsField(field: number, call: BoundCall): Kernel {
  return (args, rows, { arena }) => {
    const months = int32Values(args[0]!);
    const { mask } = args[0]!;
    return numberColumn({ type: call.returnType, args, rows, arena }, (row) => (field === 0 ? Math.trunc(months[row & mask]! / 12) : months[row & mask]! % 12));
  };
}

const fieldMicros = [MICROS_PER_DAY, MICROS_PER_HOUR, MICROS_PER_MINUTE, 1n] as const;
/** What the field before leaves over. */
const fieldModulus = [1n << 63n, MICROS_PER_DAY, MICROS_PER_HOUR, MICROS_PER_MINUTE] as const;

function microsField(field: number, call: BoundCall): Kernel {
  const modulus = fieldModulus[field]!;
  const unit = fieldMicros[field]!;
  return (args, rows, { arena }) => {
    const micros = int64Values(args[0]!);
    const { mask } = args[0]!;
    const compute = (row: number): bigint => (micros[row & mask]! % modulus) / unit;
    if (call.returnType.kind !== 'decimal' && call.returnType.kind !== 'long') return numberColumn({ type: call.returnType, args, rows, arena }, (row) => Number(compute(row)));
    return wordColumn({ type: call.returnType, args, rows, arena }, (row, out) => {
      const value = compute(row);
      out[2 * row] = Number(BigInt.asIntN(32, value));
      out[2 * row + 1] = Number(BigInt.asIntN(32, value >> 32n));
      return true;
    });
  };
}

/** Calendar intervals keep months, days and µs apart; whole days among the µs count as days. */
function calendarField({ interval }: FieldRow, call: BoundCall): Kernel {
  const part = interval!.kind === 'year_month_interval' ? 0 : interval!.field === 0 ? 1 : 2;
  if (part === 1) return calendarDays(call);
  const kernel = part === 0 ? monthsField(interval!.field, call) : microsField(interval!.field, call);
  return (args, rows, context) => kernel([{ ...childOf(args[0]!, part), mask: args[0]!.mask, validity: args[0]!.validity }], rows, context);
}

function calendarDays(call: BoundCall): Kernel {
  return (args, rows, { arena }) => {
    const [interval] = args as [Column];
    const days = int32Values(childOf(interval, 1));
    const micros = int64Values(childOf(interval, 2));
    return numberColumn({ type: call.returnType, args, rows, arena }, (row) => {
      const at = row & interval.mask;
      const all = days[at]! + Number(micros[at]! / MICROS_PER_DAY);
      return all === (all | 0) ? all : fail('ARITHMETIC_OVERFLOW', { message: 'integer overflow', alternative: '' }, { at: call.at });
    });
  };
}

const instant: Instant = newInstant();

/** Seconds with their fraction as DECIMAL(8,6). */
function secondsField(call: BoundCall): Kernel {
  if (call.argumentTypes[0]!.kind === 'time') return secondsOfTime(call);
  const zone = zoneOfType(call, 0);
  return (args, rows, { arena }) => {
    const input = wordsIn(args[0]!);
    const { mask } = args[0]!;
    return wordColumn({ type: call.returnType, args, rows, arena }, (row, out) => {
      readInstant(input, row & mask, instant);
      const local = instant.seconds + (zone.fixedOffset ?? offsetAt(zone, instant.seconds));
      writeInstant(out, row, local - Math.floor(local / 60) * 60, instant.micros);
      return true;
    });
  };
}

function secondsOfTime(call: BoundCall): Kernel {
  const unit = 10n ** BigInt(9 - (call.argumentTypes[0] as Extract<DataType, { kind: 'time' }>).precision);
  return (args, rows, { arena }) => {
    const nanos = int64Values(args[0]!);
    const { mask } = args[0]!;
    return wordColumn({ type: call.returnType, args, rows, arena }, (row, out) => {
      const digits = Number((nanos[row & mask]! % 60_000_000_000n) / unit);
      const millions = Math.floor(digits / 1_000_000);
      writeInstant(out, row, millions, digits - millions * 1_000_000);
      return true;
    });
  };
}
