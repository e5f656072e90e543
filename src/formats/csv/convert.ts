import { fail } from '../../errors/stream-error.ts';
import { structValue, type Value } from '../../columnar/value.ts';
import { type DataType, dateType, type Field, timestampType } from '../../types/data-type.ts';
import { parseDate } from '../../types/date-text.ts';
import { castToDayTime, castToYearMonth, isProblem, parseIntervalUnits } from '../../types/interval-text.ts';
import { parseTimeOfDay } from '../../types/time-of-day.ts';
import { decimalOfText, localOnly } from '../json/convert.ts';
import { VariantBuilder } from '../variant/build.ts';
import type { CsvReadOptions } from './options.ts';
import { splitCsv } from './tokens.ts';
import { castTimestamp } from '../text/times.ts';

/** `bad`: no values at all, too few or too many of them, or one that does not fit (and is NULL). */
export interface CsvRecord { readonly values: readonly Value[]; readonly bad: boolean }

/** `places`: which value of the line each field is; `width`: how many values it should have; `rungs` are kept from line to line. */
export interface CsvPlaces { readonly places?: readonly number[]; readonly width?: number; readonly rungs?: Rungs }

/** One line under a schema, by position. */
export function readCsv(line: string, fields: readonly Field[], options: CsvReadOptions, { places, width = fields.length, rungs = [] }: CsvPlaces = {}): CsvRecord {
  const tokens = splitCsv(line, options.shape);
  if (tokens === undefined) return { values: fields.map(() => null), bad: true };
  const { maxColumns, maxCharacters } = options;
  if (tokens.length > maxColumns || (maxCharacters >= 0 && tokens.some((token) => (token?.length ?? 0) > maxCharacters))) fail('MALFORMED_CSV_RECORD', { badRecord: line });
  let bad = tokens.length !== width;
  const values = fields.map((one, index) => {
    const token = tokens[places?.[index] ?? index] ?? null;
    if (one.type.kind === 'variant') return variantCell(token, options, rungs, index);
    if (token === null || token === options.nullValue) return null;
    const value = readCell(token, one.type, options);
    if (value === undefined) bad = true;
    return value ?? null;
  });
  return { values, bad };
}

const whole: Partial<Readonly<Record<DataType['kind'], number>>> = { byte: 8, short: 16, int: 32 };

/** The value of a text; undefined when it is none of the type. */
export function readCell(text: string, type: DataType, options: CsvReadOptions): Value | undefined {
  switch (type.kind) {
    case 'string': return text;
    case 'byte':
    case 'short':
    case 'int': return wholeCell(text, whole[type.kind]!);
    case 'long': return /^[+-]?\d+$/.test(text) && BigInt.asIntN(64, BigInt(text.replace('+', ''))) === BigInt(text.replace('+', '')) ? BigInt(text.replace('+', '')) : undefined;
    case 'float': return fraction(text, options, true);
    case 'double': return fraction(text, options, false);
    case 'boolean': return /^true$/i.test(text) ? true : /^false$/i.test(text) ? false : undefined;
    case 'decimal': return decimalOfText(options.decimalText(text), type);
    case 'binary': return new Uint8Array(Buffer.from(text, 'utf8'));
    case 'date': return (options.readDate ?? parseDate)(text);
    case 'timestamp': return (options.readTimestamp ?? ((one: string) => castTimestamp(one, options)))(text);
    case 'timestamp_ntz': return (options.readTimestampNtz ?? localOnly)(text);
    case 'time': return (options.readTime ?? parseTimeOfDay)(text);
    case 'year_month_interval': return castToYearMonth(text, type) ?? undefined;
    case 'day_time_interval': return castToDayTime(text, type) ?? undefined;
    case 'calendar_interval': {
      const interval = parseIntervalUnits(text);
      return isProblem(interval) ? undefined : structValue([interval.months, interval.days, interval.micros]);
    }
    default: return undefined;
  }
}

/** What the values of a column may still be, as an index into `ladder`: variants of a column only ever climb, as in Spark. */
export type Rungs = number[];

function variantCell(text: string | null, options: CsvReadOptions, rungs: Rungs, column: number): Value {
  const into = new VariantBuilder();
  appendCell(text, into, options, rungs, column);
  const { value, metadata } = into.finish();
  return structValue([value, metadata]);
}

/** A whole line as one object, values under their names. */
export function readCsvVariant(line: string, names: readonly string[] | undefined, options: CsvReadOptions, rungs: Rungs): Value | undefined {
  const tokens = splitCsv(line, options.shape);
  if (tokens === undefined) return undefined;
  const named = tokens.slice(0, names?.length).map((token, index) => [names?.[index] ?? `_c${index}`, { token, index }] as const);
  const into = new VariantBuilder();
  into.object(named, ({ token, index }) => appendCell(token, into, options, rungs, index));
  const { value, metadata } = into.finish();
  return structValue([value, metadata]);
}

function appendCell(text: string | null, into: VariantBuilder, options: CsvReadOptions, rungs: Rungs, column: number): void {
  if (text === null || text === options.nullValue) { into.null(); return; }
  for (let rung = rungs[column] ?? 0; rung < ladder.length; rung++) {
    if (!ladder[rung]!(text, into, options)) continue;
    rungs[column] = rung;
    return;
  }
  rungs[column] = ladder.length;
  into.text(text);
}

/** Whole number, decimal, date, timestamp, boolean; appends and says so if the text is one. */
const ladder: readonly ((text: string, into: VariantBuilder, options: CsvReadOptions) => boolean)[] = [
  (text, into) => {
    const number = /^[+-]?\d+$/.test(text) ? BigInt(text.replace('+', '')) : undefined;
    if (number === undefined || BigInt.asIntN(64, number) !== number) return false;
    into.long(number);
    return true;
  },
  (text, into) => {
    const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/.test(text) ? exactNumber(text) : undefined;
    if (number !== undefined) into.decimal(number.unscaled, number.scale);
    return number !== undefined;
  },
  (text, into, options) => {
    const days = options.readDate === undefined && !/^\d{4}-\d{1,2}-\d{1,2}$/.test(text) ? undefined : readCell(text, dateType, options);
    if (days !== undefined) into.date(days as number);
    return days !== undefined;
  },
  (text, into, options) => {
    const micros = options.readTimestamp === undefined && !/^\d{4}/.test(text) ? undefined : readCell(text, timestampType, options);
    if (micros !== undefined) into.timestamp(micros as bigint);
    return micros !== undefined;
  },
  (text, into) => {
    const known = /^(true|false)$/i.test(text);
    if (known) into.boolean(text.toLowerCase() === 'true');
    return known;
  },
];

/** Up to 38 digits on either side of the point. */
function exactNumber(text: string): { readonly unscaled: bigint; readonly scale: number } | undefined {
  const [, sign, whole = '', fraction = '', exponent = '0'] = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text)!;
  const scale = fraction.length - Number(exponent);
  const digits = BigInt(whole + fraction) * (scale < 0 && scale > -40 ? 10n ** BigInt(-scale) : 1n);
  if (scale > 38 || scale < -39 || digits >= 10n ** 38n) return undefined;
  return { unscaled: sign === '-' ? -digits : digits, scale: Math.max(0, scale) };
}

function wholeCell(text: string, bits: number): number | undefined {
  if (!/^[+-]?\d+$/.test(text)) return undefined;
  const value = Number(text);
  return value >= -(2 ** (bits - 1)) && value < 2 ** (bits - 1) ? value + 0 : undefined;
}

/** As Java reads doubles: spaces around, a suffix, NaN and Infinity. */
function fraction(text: string, { nan, positiveInfinity, negativeInfinity }: CsvReadOptions, single: boolean): number | undefined {
  if (text === nan) return Number.NaN;
  if (text === positiveInfinity) return Number.POSITIVE_INFINITY;
  if (text === negativeInfinity) return Number.NEGATIVE_INFINITY;
  const match = /^([+-]?)(?:(NaN)|(Infinity)|((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)[dDfF]?)$/.exec(text.trim());
  if (match === null) return undefined;
  if (match[2] !== undefined) return Number.NaN;
  const value = (match[1] === '-' ? -1 : 1) * (match[3] === undefined ? Number(match[4]) : Number.POSITIVE_INFINITY);
  return single ? Math.fround(value) : value;
}
