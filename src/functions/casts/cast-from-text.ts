import { bytesOf, type Column, offsetsOf } from '../../columnar/column.ts';
import { decodeUtf8 } from '../../columnar/read.ts';
import { columnOf } from '../../columnar/builder.ts';
import { structValue } from '../../columnar/value.ts';
import { fail, invariant } from '../../errors/stream-error.ts';
import type { DataType, DecimalType } from '../../types/data-type.ts';
import { NO_DATE, parseDateBytes, trimEnd, trimStart } from '../../types/date-text.ts';
import { type Instant, instantOf, newInstant, writeInstant } from '../../types/instant.ts';
import { specialDate, specialTimestamp, specialTimestampNtz } from '../../types/special-datetime.ts';
import { failInterval, failIntervalForm } from '../../types/interval-fault.ts';
import { isProblem, parseIntervalUnits, readAsDayTime, readAsYearMonth } from '../../types/interval-text.ts';
import { type Zone, zoneOf } from '../../types/time-zone.ts';
import { parseTimestampBytes, parseTimestampNtzBytes } from '../../types/timestamp-text.ts';
import { decimalRows } from '../math/decimal-rows.ts';
import { type CastShape, failCastInput, failDecimalRange } from './cast-shape.ts';
import { NULL, numberColumn, wordColumn } from '../datetime/datetime-columns.ts';
import { fitsPrecision } from '../math/decimal.ts';
import type { Kernel, KernelContext } from '../function.ts';
import { parseBoolean, parseDecimal, parseDouble, parseShortDecimal, parseWhole, type WholeTarget } from '../math/number-parse.ts';
import { eachRow } from '../row-by-row.ts';

/** CAST of a string. Text that cannot be read is an error in ANSI mode, else NULL. */
export function castFromText(shape: CastShape): Kernel {
  switch (shape.to.kind) {
    case 'boolean': return textToBoolean(shape);
    case 'byte': return textToInt(shape, -128, 127);
    case 'short': return textToInt(shape, -32768, 32767);
    case 'int': return textToInt(shape, -2147483648, 2147483647);
    case 'long': return textToLong(shape);
    case 'float':
    case 'double': return textToDouble(shape);
    case 'decimal': return textToDecimal(shape, shape.to);
    case 'date': return textToDate(shape);
    case 'timestamp': return textToTimestamp(shape);
    case 'timestamp_ntz': return textToTimestampNtz(shape);
    case 'year_month_interval':
    case 'day_time_interval':
    case 'calendar_interval': return textToInterval(shape, shape.to);
    case 'string':
    case 'binary': return ([column]) => ({ ...column!, type: shape.to });
    default: return invariant(false, `text is not cast to ${shape.to.kind} here`) as never;
  }
}

interface Text { readonly bytes: Uint8Array; readonly offsets: Int32Array; readonly mask: number }
const textOf = (column: Column): Text => ({ bytes: bytesOf(column), offsets: offsetsOf(column), mask: column.mask });
const startOf = (text: Text, row: number): number => text.offsets[row & text.mask]!;
const endOf = (text: Text, row: number): number => text.offsets[(row & text.mask) + 1]!;
const read = (text: Text, row: number): string => decodeUtf8(text.bytes, startOf(text, row), endOf(text, row));

/** The text without blanks and control characters around it. */
const trimmed = (text: Text, row: number): string => {
  const start = trimStart(text.bytes, startOf(text, row), endOf(text, row));
  return decodeUtf8(text.bytes, start, trimEnd(text.bytes, start, endOf(text, row)));
};

function refuse(shape: CastShape, text: Text, row: number): number {
  return shape.mode === 'ansi' ? failCastInput(shape, read(text, row)) : NULL;
}

function textToBoolean(shape: CastShape): Kernel {
  return (args, rows, { arena }) => {
    const text = textOf(args[0]!);
    return numberColumn({ type: shape.to, args, rows, arena }, (row) => {
      const value = parseBoolean(trimmed(text, row));
      return value === undefined ? refuse(shape, text, row) : Number(value);
    });
  };
}

const whole: WholeTarget = { low: 0, high: 0 };

function textToInt(shape: CastShape, least: number, most: number): Kernel {
  const lenient = shape.mode === 'legacy';
  return (args, rows, { arena }) => {
    const text = textOf(args[0]!);
    return numberColumn({ type: shape.to, args, rows, arena }, (row) => {
      if (!parseWhole(text.bytes, startOf(text, row), endOf(text, row), lenient, whole)) return refuse(shape, text, row);
      const value = whole.high * 4294967296 + whole.low;
      return value >= least && value <= most ? value : refuse(shape, text, row);
    });
  };
}

function textToLong(shape: CastShape): Kernel {
  const lenient = shape.mode === 'legacy';
  return (args, rows, { arena }) => {
    const text = textOf(args[0]!);
    return wordColumn({ type: shape.to, args, rows, arena }, (row, words) => {
      if (!parseWhole(text.bytes, startOf(text, row), endOf(text, row), lenient, whole)) return Number.isFinite(refuse(shape, text, row));
      words[2 * row] = whole.low;
      words[2 * row + 1] = whole.high;
      return true;
    });
  };
}

/** NaN is a value here, so NULL cannot be told by it. */
function textToDouble(shape: CastShape): Kernel {
  return (args, rows, { arena }) => {
    const text = textOf(args[0]!);
    const nans: number[] = [];
    const column = numberColumn({ type: shape.to, args, rows, arena }, (row) => {
      const value = parseDouble(text.bytes, startOf(text, row), endOf(text, row));
      if (value === undefined) return refuse(shape, text, row);
      if (Number.isNaN(value)) { nans.push(row); return 0; }
      return value;
    });
    for (const row of nans) column.values![row & column.mask] = Number.NaN;
    return column;
  };
}

function textToDecimal(shape: CastShape, to: DecimalType): Kernel {
  const limit = 10 ** Math.min(15, to.precision);
  return (args, rows, { arena }) => {
    const text = textOf(args[0]!);
    return decimalRows(args, rows, { arena, to }, (row) => {
      const short = parseShortDecimal(text.bytes, startOf(text, row), endOf(text, row), to.scale);
      if (Math.abs(short) < limit) return BigInt(short);
      const value = parseDecimal(read(text, row).replace(/^[\0- ]+|[\0- ]+$/g, ''), to.scale);
      if (value === undefined) { refuse(shape, text, row); return undefined; }
      if (value !== 'too large' && fitsPrecision(value, to.precision)) return value;
      if (shape.mode !== 'ansi') return undefined;
      if (value === 'too large') return fail('NUMERIC_OUT_OF_SUPPORTED_RANGE', { value: read(text, row).slice(0, 100) }, { at: shape.at });
      return failDecimalRange(shape, read(text, row));
    });
  };
}

function textToDate(shape: CastShape): Kernel {
  return (args, rows, context) => {
    const text = textOf(args[0]!);
    return numberColumn({ type: shape.to, args, rows, arena: context.arena }, (row) => {
      const days = parseDateBytes(text.bytes, startOf(text, row), endOf(text, row));
      if (days !== NO_DATE) return days;
      const special = shape.foldable === true ? ofSpecialWord(read(text, row), (word, now) => specialDate(word, zoneOf(shape.settings.timeZone), now), context) : undefined;
      return special ?? refuse(shape, text, row);
    });
  };
}

function textToTimestamp(shape: CastShape): Kernel {
  const zone = zoneOf(shape.settings.timeZone);
  return (args, rows, context) => {
    const text = textOf(args[0]!);
    const into = newInstant();
    const target = { zone, into, nowSeconds: Number.NaN };
    return wordColumn({ type: shape.to, args, rows, arena: context.arena }, (row, words) => {
      if (!parseTimestampBytes(text.bytes, startOf(text, row), endOf(text, row), target) && !parseToday(text, row, { zone, into }, context)) {
        const special = shape.foldable === true ? ofSpecialWord(read(text, row), (word, now) => specialTimestamp(word, zone, now), context) : undefined;
        if (special === undefined) return Number.isFinite(refuse(shape, text, row));
        instantOf(special, into);
      }
      writeInstant(words, row, into.seconds, into.micros);
      return true;
    });
  };
}

function textToTimestampNtz(shape: CastShape): Kernel {
  return (args, rows, context) => {
    const text = textOf(args[0]!);
    const into = newInstant();
    return wordColumn({ type: shape.to, args, rows, arena: context.arena }, (row, words) => {
      if (!parseTimestampNtzBytes(text.bytes, startOf(text, row), endOf(text, row), into)) {
        const special = shape.foldable === true ? ofSpecialWord(read(text, row), (word, now) => specialTimestampNtz(word, zoneOf(shape.settings.timeZone), now), context) : undefined;
        if (special === undefined) return Number.isFinite(refuse(shape, text, row));
        instantOf(special, into);
      }
      writeInstant(words, row, into.seconds, into.micros);
      return true;
    });
  };
}

/** A time without a date is one of today. The clock is asked only for such text. */
function parseToday(text: Text, row: number, { zone, into }: { readonly zone: Zone; readonly into: Instant }, { nowMicros }: KernelContext): boolean {
  if (!/^[\0- ]*T?\d{1,2}:/.test(read(text, row))) return false;
  return parseTimestampBytes(text.bytes, startOf(text, row), endOf(text, row), { zone, into, nowSeconds: Number(nowMicros() / 1_000_000n) });
}

/** `epoch` needs no clock. */
function ofSpecialWord<T>(text: string, meaning: (text: string, nowMicros: bigint) => T | undefined, { nowMicros }: KernelContext): T | undefined {
  const word = /^\s*([a-z]+)/i.exec(text)?.[1]?.toLowerCase();
  if (word === undefined || !/^(epoch|now|today|yesterday|tomorrow)$/.test(word)) return undefined;
  return meaning(text, word === 'epoch' ? 0n : nowMicros());
}

function textToInterval(shape: CastShape, to: Extract<DataType, { kind: 'year_month_interval' | 'day_time_interval' | 'calendar_interval' }>): Kernel {
  return (args, rows, { arena }) => {
    const text = textOf(args[0]!);
    return columnOf(to, eachRow(args, rows, (row) => {
      const source = read(text, row);
      if (to.kind === 'calendar_interval') {
        const parts = parseIntervalUnits(source);
        return isProblem(parts) ? null : structValue([parts.months, parts.days, parts.micros]);
      }
      const value = to.kind === 'year_month_interval' ? readAsYearMonth(source, to) : readAsDayTime(source, to);
      if (value !== undefined && !isProblem(value)) return value;
      if (shape.mode === 'try') return null;
      return value === undefined ? failIntervalForm(source, to, shape.at) : failInterval(source, value, shape.at);
    }), arena);
  };
}
