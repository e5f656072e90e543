import { isValid } from '../../columnar/bitmap.ts';
import { childOf, type Column, int32Values, makeColumn } from '../../columnar/column.ts';
import { fail } from '../../errors/stream-error.ts';
import { addMonths, SECONDS_PER_DAY } from '../../types/calendar.ts';
import { byteType, dateType, dayTimeIntervalType, intType, shortType } from '../../types/data-type.ts';
import { type Instant, newInstant, readInstant, writeInstant } from '../../types/instant.ts';
import { mapRows } from '../../columnar/stamp.ts';
import { offsetAt, toUtcSeconds, zoneOf, type Zone } from '../../types/time-zone.ts';
import { NULL, numberColumn, wordColumn, wordsIn } from './datetime-columns.ts';
import { expectDays, zoneOfType } from './datetime-fields.ts';
import { newShift, type Shift, shiftInstant, splitDuration } from './datetime-shift.ts';
import { anyNullable, castInput, expectCount, expectInput } from '../define.ts';
import { calendarDays, calendarMicros } from './calendar-difference.ts';
import type { BoundCall, CallShape, Kernel, ResolvedCall, ScalarFunction } from '../function.ts';
import { failInput } from '../mismatch.ts';

const words = { kind: 'scalar', group: 'datetime_funcs', since: '0.1' } as const;
/** Rows that operators turn into: `t + i`, `a - b`. */
const operatorWords = { kind: 'scalar', group: 'internal', since: '0.1', signatures: ['(any, any) -> any'] } as const;

const sum = (args: readonly string[]): string => `${args[0]} + ${args[1]}`;
const difference = (args: readonly string[]): string => `${args[0]} - ${args[1]}`;
const inBrackets = (args: readonly string[]): string => `(${args[0]} - ${args[1]})`;

/** Dates, timestamps and intervals added and subtracted. */
export const datetimeArithmeticFunctions: readonly ScalarFunction[] = [
  {
    ...words, name: 'date_add', aliases: ['dateadd'], signatures: ['(date, int|smallint|tinyint) -> date'], resolve: resolveDays, doc: 'Returns the date some days later.',
    examples: [["SELECT date_add(DATE'2024-02-28', 2)", '2024-03-01']], kernel: shiftDate(1),
  },
  {
    ...words, name: 'date_sub', signatures: ['(date, int|smallint|tinyint) -> date'], resolve: resolveDays, doc: 'Returns the date some days earlier.',
    examples: [["SELECT date_sub(DATE'2024-03-01', 1)", '2024-02-29']], kernel: shiftDate(-1),
  },
  {
    ...words, name: 'datediff', aliases: ['date_diff'], displayAsWritten: true, signatures: ['(date, date) -> int'], doc: 'Returns the days from the second date to the first.',
    examples: [["SELECT datediff(DATE'2024-03-01', DATE'2024-02-28')", '2']], kernel: dayDifference,
  },
  {
    ...operatorWords, name: 'date_plus_days', doc: 'A date plus an interval of days.', examples: [["SELECT DATE'2024-02-28' + INTERVAL '2' DAY", '2024-03-01']],
    display: (args) => `date_add(${args[0]}, extractansiintervaldays(${args[1]}))`, kernel: shiftDateByInterval(1),
  },
  {
    ...operatorWords, name: 'date_minus_days', doc: 'A date minus an interval of days.', examples: [["SELECT DATE'2024-03-01' - INTERVAL '1' DAY", '2024-02-29']],
    display: (args) => `date_add(${args[0]}, (- extractansiintervaldays(${args[1]})))`, kernel: shiftDateByInterval(-1),
  },
  {
    ...operatorWords, name: 'date_plus_interval', doc: 'A date plus months, or plus an interval without time.', examples: [["SELECT DATE'2024-01-31' + INTERVAL '1' MONTH", '2024-02-29']],
    display: sum, kernel: shiftDateByInterval(1),
  },
  {
    ...operatorWords, name: 'date_minus_interval', doc: 'A date minus months, or minus an interval without time.', examples: [["SELECT DATE'2024-03-31' - INTERVAL '1' MONTH", '2024-02-29']],
    display: difference, kernel: shiftDateByInterval(-1),
  },
  {
    ...operatorWords, name: 'timestamp_plus_interval', doc: 'A timestamp plus an interval: months and days move on the calendar of the zone.', display: sum, kernel: shiftTimestamp(1),
    examples: [["SELECT TIMESTAMP'2024-02-28 12:00:00' + INTERVAL '1 12' DAY TO HOUR", '2024-03-01 00:00:00']],
  },
  {
    ...operatorWords, name: 'timestamp_minus_interval', doc: 'A timestamp minus an interval.', display: difference, kernel: shiftTimestamp(-1),
    examples: [["SELECT TIMESTAMP'2024-03-01 00:00:00' - INTERVAL '1' HOUR", '2024-02-29 23:00:00']],
  },
  {
    ...operatorWords, name: 'subtract_dates', doc: 'The days between two dates as an interval.', display: inBrackets,
    kernel: (call) => (call.returnType.kind === 'calendar_interval' ? calendarDays : subtractDates(call)),
    examples: [["SELECT DATE'2024-03-01' - DATE'2024-02-28'", "INTERVAL '2' DAY"]],
  },
  {
    ...operatorWords, name: 'subtract_timestamps', doc: 'The time between the wall-clock times of two timestamps as an interval.', display: inBrackets, kernel: subtractTimestamps,
    examples: [["SELECT TIMESTAMP'2024-03-01 12:00:00' - TIMESTAMP'2024-02-28 00:00:00'", "INTERVAL '2 12:00:00' DAY TO SECOND"]],
  },
];

/** Called for one of Spark's `try_` functions: NULL instead of an error. */
const isTry = (call: BoundCall): boolean => call.name.startsWith('try_');

/** Days are whole numbers that fit an int; a constant string is read as one. */
function resolveDays(call: CallShape): ResolvedCall {
  expectCount(call, 2, 2);
  const [date, count] = call.arguments;
  if (date!.type.kind === 'time') failInput(call, 0, dateType);
  const text = count!.type.kind === 'string' && (count!.foldable || call.settings.ansi);
  if (text && !call.settings.ansi && typeof count!.literal === 'string' && !/^\s*[+-]?\d+\s*$/.test(count!.literal)) fail('SECOND_FUNCTION_ARGUMENT_NOT_INTEGER', { functionName: call.name }, { at: call.at });
  const argumentTypes = [castInput(call, 0, dateType), text ? intType : expectInput(call, 1, { oneOf: [intType, shortType, byteType] })];
  return { argumentTypes, returnType: dateType, nullable: anyNullable(call, argumentTypes) };
}

function shiftDate(sign: 1 | -1): (call: BoundCall) => Kernel {
  return (call) => (args, rows, { arena }) => {
    const [date, count] = args as [Column, Column];
    const days = int32Values(date);
    const counts = count.values as Int32Array;
    return numberColumn({ type: call.returnType, args, rows, arena }, (row) => (days[row & date.mask]! + sign * counts[row & count.mask]!) | 0);
  };
}

function dayDifference(call: BoundCall): Kernel {
  return (args, rows, { arena }) => {
    const [end, start] = args as [Column, Column];
    const ends = int32Values(end);
    const starts = int32Values(start);
    return numberColumn({ type: call.returnType, args, rows, arena }, (row) => (ends[row & end.mask]! - starts[row & start.mask]!) | 0);
  };
}

/** Reads the interval of a row, of any of the three kinds, times `sign`. */
function shiftReader(interval: Column, sign: 1 | -1): (row: number, into: Shift) => void {
  const { mask } = interval;
  if (interval.type.kind === 'year_month_interval') {
    const months = int32Values(interval);
    return (row, into) => {
      into.months = sign * months[row & mask]!;
      into.days = 0;
      into.seconds = 0;
      into.micros = 0;
    };
  }
  if (interval.type.kind === 'day_time_interval') {
    const input = wordsIn(interval);
    return (row, into) => {
      readInstant(input, row & mask, duration);
      splitDuration(duration, into);
      if (sign < 0) negate(into);
    };
  }
  const [months, days] = [int32Values(childOf(interval, 0)), int32Values(childOf(interval, 1))];
  const micros = wordsIn(childOf(interval, 2));
  return (row, into) => {
    const at = row & mask;
    readInstant(micros, at, duration);
    into.months = months[at]!;
    into.days = days[at]!;
    into.seconds = duration.seconds;
    into.micros = duration.micros;
    if (sign < 0) negate(into);
  };
}

const duration: Instant = newInstant();
const instant: Instant = newInstant();
const shift: Shift = newShift();

function negate(into: Shift): void {
  into.months = -into.months;
  into.days = -into.days;
  into.seconds = -into.seconds;
  into.micros = -into.micros;
}

/** A time of day in the interval is an error in ANSI mode and counts from midnight otherwise. */
function shiftDateByInterval(sign: 1 | -1): (call: BoundCall) => Kernel {
  return (call) => {
    const zone = zoneOf(call.settings.timeZone);
    return (args, rows, { arena }) => {
      const [date, interval] = args as [Column, Column];
      const days = int32Values(date);
      const read = shiftReader(interval, sign);
      return numberColumn({ type: call.returnType, args, rows, arena }, (row) => {
        const day = days[row & date.mask]!;
        read(row, shift);
        if (shift.seconds === 0 && shift.micros === 0) return ((shift.months === 0 ? day : expectDays(call, addMonths(day, shift.months))) + shift.days) | 0;
        if (isTry(call)) return NULL;
        if (call.settings.ansi) return fail('INVALID_INTERVAL_WITH_MICROSECONDS_ADDITION', {}, { at: call.at });
        instant.seconds = toUtcSeconds(zone, day * SECONDS_PER_DAY);
        instant.micros = 0;
        if (!shiftInstant(instant, zone, shift)) return failOverflow(call);
        return Math.floor((instant.seconds + offsetAt(zone, instant.seconds)) / SECONDS_PER_DAY);
      });
    };
  };
}

function failOverflow(call: BoundCall): never {
  return fail('DATETIME_OVERFLOW', { operation: call.sql }, { at: call.at });
}

function shiftTimestamp(sign: 1 | -1): (call: BoundCall) => Kernel {
  return (call) => {
    const zone = zoneOfType(call, 0);
    if (call.argumentTypes[1]!.kind === 'day_time_interval' && zone.fixedOffset !== undefined) return shiftOnTimeLine(call, sign);
    const onTimeLine = shiftOnTimeLine(call, 1);
    return (args, rows, context) => {
      const [time, interval] = args as [Column, Column];
      const { arena } = context;
      const constant = constantMicros(interval, sign, zone);
      if (constant !== undefined) return onTimeLine([time, makeColumn(dayTimeIntervalType, interval.length, { values: arena.int64(1).fill(constant), mask: 0 })], rows, context);
      const input = wordsIn(time);
      const read = shiftReader(interval, sign);
      return wordColumn({ type: call.returnType, args, rows, arena }, (row, out) => {
        readInstant(input, row & time.mask, instant);
        read(row, shift);
        if (!shiftInstant(instant, zone, shift)) return isTry(call) ? false : failOverflow(call);
        writeInstant(out, row, instant.seconds, instant.micros);
        return true;
      });
    };
  };
}

/** A constant interval that moves every instant by the same time: no months, and days only where each has 24 hours. */
function constantMicros(interval: Column, sign: 1 | -1, zone: Zone): bigint | undefined {
  if (interval.mask !== 0 || !isValid(interval.validity, 0)) return undefined;
  shiftReader(interval, sign)(0, shift);
  if (shift.months !== 0 || (shift.days !== 0 && zone.fixedOffset === undefined)) return undefined;
  return BigInt(shift.days * SECONDS_PER_DAY + shift.seconds) * 1_000_000n + BigInt(shift.micros);
}

/** Where the offset never changes, a day is 24 hours and the sum is one of int64. */
function shiftOnTimeLine(call: BoundCall, sign: 1 | -1): Kernel {
  const apply = sign === 1 ? (time: bigint, add: bigint) => BigInt.asIntN(64, time + add) : (time: bigint, add: bigint) => BigInt.asIntN(64, time - add);
  const defined = sign === 1
    ? (time: bigint, add: bigint) => (add >= 0n) === (BigInt.asIntN(64, time + add) >= time)
    : (time: bigint, add: bigint) => (add > 0n) === (BigInt.asIntN(64, time - add) < time);
  const loop = mapRows({ kinds: ['i64', 'i64'], returnType: call.returnType, apply, defined, undefinedRows: isTry(call) ? 'null' : 'fail' });
  return (args, rows, { arena }) => loop(args, rows, arena, () => failOverflow(call));
}

function subtractDates(call: BoundCall): Kernel {
  return (args, rows, { arena }) => {
    const [end, start] = args as [Column, Column];
    const ends = int32Values(end);
    const starts = int32Values(start);
    return wordColumn({ type: call.returnType, args, rows, arena }, (row, out) => {
      const days = ends[row & end.mask]! - starts[row & start.mask]!;
      if (Math.abs(days) > 106_751_991) return isTry(call) ? false : fail('INTERVAL_ARITHMETIC_OVERFLOW.WITHOUT_SUGGESTION', { operation: call.sql }, { at: call.at });
      writeInstant(out, row, days * SECONDS_PER_DAY, 0);
      return true;
    });
  };
}

function subtractTimestamps(call: BoundCall): Kernel {
  if (call.returnType.kind === 'calendar_interval') return calendarMicros(subtractTimestamps({ ...call, returnType: dayTimeIntervalType }));
  const zones = [zoneOfType(call, 0), zoneOfType(call, 1)] as [Zone, Zone];
  return (args, rows, { arena }) => {
    const [end, start] = args as [Column, Column];
    const ends = wordsIn(end);
    const starts = wordsIn(start);
    return wordColumn({ type: call.returnType, args, rows, arena }, (row, out) => {
      readInstant(ends, row & end.mask, instant);
      readInstant(starts, row & start.mask, duration);
      let seconds = instant.seconds - duration.seconds + offsetAt(zones[0], instant.seconds) - offsetAt(zones[1], duration.seconds);
      let micros = instant.micros - duration.micros;
      if (micros < 0) {
        seconds -= 1;
        micros += 1_000_000;
      }
      if (Math.abs(seconds) > 9_223_372_036_853) return isTry(call) ? false : failOverflow(call);
      writeInstant(out, row, seconds, micros);
      return true;
    });
  };
}

