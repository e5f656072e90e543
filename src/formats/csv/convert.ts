import { structValue, type Value } from '../../columnar/value.ts';
import type { DataType, Field } from '../../types/data-type.ts';
import { parseDate } from '../../types/date-text.ts';
import { castToDayTime, castToYearMonth, isProblem, parseIntervalUnits } from '../../types/interval-text.ts';
import { parseTimeOfDay } from '../../types/time-of-day.ts';
import { parseTimestamp } from '../../types/timestamp-text.ts';
import { decimalOfText, localOnly } from '../json/convert.ts';
import type { CsvReadOptions } from './options.ts';
import { splitCsv } from './tokens.ts';

/** `bad`: no values at all, too few or too many of them, or one that does not fit (and is NULL). */
export interface CsvRecord { readonly values: readonly Value[]; readonly bad: boolean }

/** One line under a schema, by position. `width` is how many values it should have. */
export function readCsv(line: string, fields: readonly Field[], options: CsvReadOptions, places?: readonly number[], width = fields.length): CsvRecord {
  const tokens = splitCsv(line, options.shape);
  if (tokens === undefined) return { values: fields.map(() => null), bad: true };
  let bad = tokens.length !== width;
  const values = fields.map((one, index) => {
    const token = tokens[places?.[index] ?? index] ?? null;
    if (token === null || token === options.nullValue) return null;
    const value = readCell(token, one.type, options);
    if (value === undefined) bad = true;
    return value ?? null;
  });
  return { values, bad };
}

const whole: Partial<Readonly<Record<DataType['kind'], number>>> = { byte: 8, short: 16, int: 32 };

function readCell(text: string, type: DataType, options: CsvReadOptions): Value | undefined {
  switch (type.kind) {
    case 'string': return text;
    case 'byte':
    case 'short':
    case 'int': return wholeCell(text, whole[type.kind]!);
    case 'long': return /^[+-]?\d+$/.test(text) && BigInt.asIntN(64, BigInt(text.replace('+', ''))) === BigInt(text.replace('+', '')) ? BigInt(text.replace('+', '')) : undefined;
    case 'float': return fraction(text, options, true);
    case 'double': return fraction(text, options, false);
    case 'boolean': return /^true$/i.test(text) ? true : /^false$/i.test(text) ? false : undefined;
    case 'decimal': return decimalOfText(text.replaceAll(',', ''), type);
    case 'binary': return new Uint8Array(Buffer.from(text, 'utf8'));
    case 'date': return (options.readDate ?? parseDate)(text);
    case 'timestamp': return (options.readTimestamp ?? ((one: string) => parseTimestamp(one, options.zone)))(text);
    case 'timestamp_ntz': return (options.readTimestampNtz ?? localOnly)(text);
    case 'year_month_interval': return castToYearMonth(text, type) ?? undefined;
    case 'time': return (options.readTime ?? parseTimeOfDay)(text);
    case 'day_time_interval': return castToDayTime(text, type) ?? undefined;
    case 'calendar_interval': {
      const interval = parseIntervalUnits(text);
      return isProblem(interval) ? undefined : structValue([interval.months, interval.days, interval.micros]);
    }
    default: return undefined;
  }
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
