import { fail } from '../errors/stream-error.ts';
import { isAnsiInterval, isNumeric, isTimestamp } from '../types/coercion.ts';
import { implicitCast, type Expected } from '../types/coercion-implicit.ts';
import {
  byteType, calendarIntervalType, dateType, dayTimeIntervalType, doubleType, intType, shortType, timestampNtzType, timestampType, yearMonthIntervalType, type DataType,
} from '../types/data-type.ts';
import type { DecimalOperation } from '../types/decimal.ts';
import { failDifferent } from './define-operator.ts';
import type { CallShape, ResolvedCall } from './function.ts';
import { failInput } from './mismatch.ts';
import { CALENDAR_INTERVALS, isOn } from './setting.ts';
import { shiftedTimeType, timeDifferenceType } from './datetime/time-arithmetic.ts';
import { requireTimeType, timeType } from './datetime/time-type.ts';

/**
 * Arithmetic on dates, times and intervals: `+ - * /` turn into calls of these rows (found in the registry by name).
 *
 * | row | arguments → result | shown as |
 * |---|---|---|
 * | date_add, date_sub | date, int → date | `date_add(d, 1)` |
 * | date_plus_days, date_minus_days | date, interval day → date | `date_add(d, extractansiintervaldays(i))` |
 * | date_plus_interval, date_minus_interval | date, year-month or calendar interval → date | `d + i` |
 * | timestamp_plus_interval, timestamp_minus_interval | timestamp(_ntz), any interval → the same | `t + i` |
 * | time_plus_interval, time_minus_interval | time, day-time interval → time | `t + i` |
 * | subtract_dates | date, date → interval day | `(a - b)` |
 * | subtract_timestamps | timestamp(_ntz) twice → interval day to second | `(a - b)` |
 * | subtract_times | time, time → interval hour to second | `(a - b)` |
 * | multiply_interval, divide_interval | interval, number → interval year to month, day to second, or calendar | `(i * n)` |
 *
 * interval ± interval of one kind stays `+` and `-`. A row called for `try_add` … gets that name in `call.name` and must give
 * NULL instead of failing.
 */
type Resolution = Omit<ResolvedCall, 'nullable'>;

/** What `operation` means for these arguments; undefined when no date, time or interval is involved. */
export function datetimeArithmetic(operation: DecimalOperation, call: CallShape): Resolution | undefined {
  const left = call.arguments[0]!.type;
  const right = call.arguments[1]!.type;
  switch (operation) {
    case '+': return isInterval(left) && right.kind === 'year_month_interval' ? plus(right, left, call, 1)
      : plus(left, right, call, 0) ?? (isInterval(left) && !isInterval(right) ? plus(right, left, call, 1) : plusNumber(left, right, call));
    case '-': return minus(left, right, call);
    case '*': return isInterval(left) && intervalRank(left) <= intervalRank(right) ? scaled('multiply_interval', left, call, 0) : isInterval(right) ? scaled('multiply_interval', right, call, 1) : undefined;
    case '/': return isInterval(left) ? scaled('divide_interval', left, call, 0) : undefined;
    default: return undefined;
  }
}

/** `moment + interval`; `swapped` when the interval was written first. */
function plus(moment: DataType, interval: DataType, call: CallShape, swapped: 0 | 1): Resolution | undefined {
  return isInterval(interval) ? shift('plus', moment, interval, call, swapped === 0 ? [0, 1] : [1, 0]) : undefined;
}

function plusNumber(left: DataType, right: DataType, call: CallShape): Resolution | undefined {
  if (left.kind === 'null' || right.kind === 'null') return plusNull(left, right, call);
  if (call.settings.ansi && (isPlainText(left) || isPlainText(right)) && (left.kind === 'date' || right.kind === 'date')) return failTwoDates(call);
  if (left.kind === 'date') return row('date_add', [dateType, daysOf(call, 'date_add', 1)], dateType, [0, 1]);
  return right.kind === 'date' ? row('date_add', [dateType, daysOf(call, 'date_add', 0)], dateType, [1, 0]) : undefined;
}

/** NULL beside a moment is an interval. */
function plusNull(left: DataType, right: DataType, call: CallShape): Resolution | undefined {
  const moment = left.kind === 'null' ? right : left;
  if (moment.kind === 'time') {
    requireTimeType(call);
    return row('time_plus_interval', [moment, dayTimeIntervalType], shiftedTimeType(moment, dayTimeIntervalType), left.kind === 'null' ? [1, 0] : [0, 1]);
  }
  if (moment.kind !== 'date' && !isTimestamp(moment)) return undefined;
  const type = moment.kind === 'date' ? timestampType : moment;
  return row('timestamp_plus_interval', [type, dayTimeIntervalType], type, left.kind === 'null' ? [1, 0] : [0, 1]);
}

function minus(left: DataType, right: DataType, call: CallShape): Resolution | undefined {
  if (isInterval(right)) return shift('minus', left, right, call, [0, 1]);
  refuseText(left, right, call);
  if (isTimestamp(left) || isTimestamp(right)) return subtractTimestamps(left, right, call);
  if (isTimeDifference(left, right, call)) return subtractTimes(left, right, call);
  if (right.kind === 'date' || (left.kind === 'date' && (isPlainText(right) || right.kind === 'null'))) {
    const told = difference(call, 'subtract_dates');
    return row('subtract_dates', [castOr(told, 0, dateType), castOr(told, 1, dateType)], differenceType({ ...dayTimeIntervalType, end: 0 }, call), [0, 1]);
  }
  return left.kind === 'date' ? row('date_sub', [dateType, daysOf(call, 'date_sub', 1)], dateType, [0, 1]) : undefined;
}

function shift(direction: 'plus' | 'minus', moment: DataType, interval: DataType, call: CallShape, order: readonly number[]): Resolution | undefined {
  if (isInterval(moment)) {
    if (moment.kind === interval.kind) return undefined;
    return direction === 'minus' && interval.kind === 'year_month_interval' ? failDifferent(call, moment, interval) : failInput(shifted(call, direction, order), 0, eitherTimestamp);
  }
  if (moment.kind === 'null' && isAnsiInterval(interval)) return { argumentTypes: [interval, interval], returnType: interval };
  if (moment.kind === 'date') return shiftDate(direction, interval, order);
  if (interval.kind === 'year_month_interval') {
    return isTimestamp(moment) ? row(`timestamp_${direction}_interval`, [moment, interval], moment, order) : undefined;
  }
  if (moment.kind === 'time' && interval.kind === 'day_time_interval') {
    requireTimeType(call);
    return row(`time_${direction}_interval`, [moment, interval], shiftedTimeType(moment, interval), order);
  }
  if (moment.kind === 'string') return { argumentTypes: [timestampType, interval], returnType: timestampType, instead: { name: `timestamp_${direction}_interval`, order, result: moment } };
  if (moment.kind === 'null') return failNull(call, direction, order);
  const type = isTimestamp(moment) ? moment : failInput(shifted(call, direction, order), 0, eitherTimestamp);
  return row(`timestamp_${direction}_interval`, [type, interval], type, order);
}

/** NULL beside a calendar interval is taken for a timestamp, and what comes of that cannot be NULL again. */
function failNull(call: CallShape, direction: 'plus' | 'minus', order: readonly number[]): never {
  const [moment, interval] = order.map((index) => call.arguments[index]!);
  const sqlExpr = `"${moment!.sql} ${direction === 'plus' ? '+' : '-'} ${interval!.sql}"`;
  return fail('DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION', { sqlExpr, srcType: '"TIMESTAMP"', targetType: '"VOID"' }, { at: call.at });
}

/** Without ANSI, text is taken for a date only before one. */
function refuseText(left: DataType, right: DataType, call: CallShape): void {
  if (call.settings.ansi) return;
  if (right.kind === 'string' && isTimestamp(left)) failInput(difference(call), 1, left);
  if (isPlainText(right) && left.kind === 'date') daysOf(call, 'date_sub', 1);
  if (left.kind === 'string' && isTimestamp(right)) failInput(difference(call), 0, right);
}

/** Text beside a time is one in ANSI mode, NULL always. */
function isTimeDifference(left: DataType, right: DataType, { settings }: CallShape): boolean {
  if (left.kind !== 'time' && right.kind !== 'time') return false;
  return [left, right].every(({ kind }) => kind === 'time' || kind === 'null' || (kind === 'string' && settings.ansi));
}

function subtractTimes(left: DataType, right: DataType, call: CallShape): Resolution {
  requireTimeType(call);
  return row('subtract_times', [left, right].map((side) => (side.kind === 'time' ? side : timeType)), timeDifferenceType, [0, 1]);
}

function shiftDate(direction: 'plus' | 'minus', interval: DataType, order: readonly number[]): Resolution {
  if (interval.kind !== 'day_time_interval') return row(`date_${direction}_interval`, [dateType, interval], dateType, order);
  if (interval.start === 0 && interval.end === 0) return row(`date_${direction}_days`, [dateType, interval], dateType, order);
  return row(`timestamp_${direction}_interval`, [timestampType, interval], timestampType, order);
}

/** Both sides become timestamps of one kind; a string or a date follows the other side. */
function subtractTimestamps(left: DataType, right: DataType, call: CallShape): Resolution {
  if (left.kind === 'time' || right.kind === 'time') failInput(difference(call), left.kind === 'time' ? 0 : 1, eitherTimestamp);
  const type = isTimestamp(left) && isTimestamp(right) && left.kind !== right.kind ? timestampType : isTimestamp(left) ? left : right;
  return row('subtract_timestamps', [castOr(difference(call), 0, type), castOr(difference(call), 1, type)], differenceType(dayTimeIntervalType, call), [0, 1]);
}

function differenceType(type: DataType, call: CallShape): DataType {
  return isOn(call, CALENDAR_INTERVALS) ? calendarIntervalType : type;
}

function scaled(name: string, interval: DataType, call: CallShape, intervalIndex: 0 | 1): Resolution {
  const numberIndex = 1 - intervalIndex;
  const number = call.arguments[numberIndex]!.type;
  const type = implicitCast(number, { family: 'numeric' }, call.settings) ?? failInput(factored(call, intervalIndex, name), 1, interval.kind === 'calendar_interval' ? doubleType : { family: 'numeric' });
  const factor = interval.kind === 'calendar_interval' || !isNumeric(type) ? doubleType : type;
  const result = interval.kind === 'year_month_interval' ? yearMonthIntervalType : interval.kind === 'day_time_interval' ? dayTimeIntervalType : calendarIntervalType;
  return row(name, [interval, factor], result, [intervalIndex, numberIndex]);
}

function row(name: string, argumentTypes: readonly DataType[], returnType: DataType, order: readonly number[]): Resolution {
  return { argumentTypes, returnType, instead: { name, order } };
}

function castOr(call: CallShape, index: number, type: DataType): DataType {
  return implicitCast(call.arguments[index]!.type, type, call.settings) ?? failInput(call, index, type);
}

/** Text that a date takes for another date. In a collation it is a number of days. */
const isPlainText = (type: DataType): boolean => type.kind === 'string' && type.collation === undefined;

/** `date + n` takes tinyint, smallint and int as they are. */
function daysOf(call: CallShape, name: 'date_add' | 'date_sub', index: number): DataType {
  const { type } = call.arguments[index]!;
  if (type.kind === 'int' || type.kind === 'short' || type.kind === 'byte') return type;
  if (type.kind === 'null' || (type.kind === 'string' && !isPlainText(type))) return intType;
  const told = moved(call, name, 1 - index);
  return failInput(type.kind === 'string' ? { ...told, arguments: told.arguments.map((one) => ({ ...one, type: doubleType, sql: one.sql })) } : told, 1, wholeDays);
}

const eitherTimestamp: Expected = { oneOf: [timestampType, timestampNtzType] };
const wholeDays: Expected = { oneOf: [intType, shortType, byteType] };

/** The call as messages tell of it: days moved by, with the date in front. */
function moved(call: CallShape, name: 'date_add' | 'date_sub', dateIndex: number): CallShape {
  const [date, days] = [call.arguments[dateIndex]!, call.arguments[1 - dateIndex]!];
  return { ...call, name, arguments: [date, days], sql: `${name}(${date.sql}, ${days.sql})` };
}

/** Text beside a date is taken for one before anybody asks which of them are days. */
function failTwoDates(call: CallShape): never {
  const told = moved(call, 'date_add', 0);
  return failInput({ ...told, arguments: told.arguments.map((one) => ({ ...one, type: dateType, sql: one.sql })) }, 1, wholeDays);
}

/** A moment and an interval, the moment in front. */
function shifted(call: CallShape, direction: 'plus' | 'minus', order: readonly number[]): CallShape {
  const [moment, interval] = order.map((index) => call.arguments[index]!);
  return { ...call, name: 'timestamp_shift', arguments: [moment!, interval!], sql: `${moment!.sql} + ${direction === 'plus' ? interval!.sql : `(- ${interval!.sql})`}` };
}

function difference(call: CallShape, name = 'timestamp_shift'): CallShape {
  return { name, arguments: call.arguments, settings: call.settings, at: call.at, get sql() { return call.sql; } };
}

/** An interval times or divided by a number, the interval in front. */
function factored(call: CallShape, intervalIndex: 0 | 1, name: string): CallShape {
  const [interval, number] = intervalIndex === 0 ? call.arguments : call.arguments.toReversed();
  const isCalendar = interval!.type.kind === 'calendar_interval';
  const sql = isCalendar ? `${name}(${interval!.sql}, ${number!.sql})` : `(${interval!.sql} ${name === 'divide_interval' ? '/' : '*'} ${number!.sql})`;
  return { ...call, name, arguments: [interval!, number!], sql };
}

/** Which of two factors is taken for the interval. */
function intervalRank({ kind }: DataType): number {
  const rank = (['calendar_interval', 'year_month_interval', 'day_time_interval'] as readonly string[]).indexOf(kind);
  return rank < 0 ? Number.POSITIVE_INFINITY : rank;
}

function isInterval(type: DataType): boolean {
  return isAnsiInterval(type) || type.kind === 'calendar_interval';
}
