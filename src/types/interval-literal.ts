import { fail } from '../errors/stream-error.ts';
import { calendarIntervalType, type DataType, type DayTimeIntervalType, type YearMonthIntervalType, yearMonthIntervalType } from './data-type.ts';
import { failInterval, failIntervalForm } from './interval-fault.ts';
import { type CalendarInterval, dayTimeNames, isInt64, isProblem, MICROS_PER_DAY, parseDayTime, parseIntervalUnits, parseLaxDayTime, parseYearMonth, withoutBlanks, yearMonthNames } from './interval-text.ts';

/**
 * Interval literals of SQL text. The written fields decide the type: years and months make a year-month interval, the others a
 * day-time one from the largest to the smallest field; both kinds cannot be mixed.
 */
export type IntervalLiteralValue =
  | { readonly type: YearMonthIntervalType; readonly value: number }
  | { readonly type: DayTimeIntervalType; readonly value: bigint }
  | { readonly type: typeof calendarIntervalType; readonly value: CalendarInterval };

/** Old rules a session may ask for. */
export interface IntervalRules {
  /** spark.sql.legacy.interval.enabled: literals are of the one type INTERVAL, and units of both kinds go together. */
  readonly calendar: boolean;
  /** spark.sql.legacy.fromDayTimeString.enabled: `'…' HOUR TO SECOND` may begin with days. */
  readonly lax: boolean;
}

const today: IntervalRules = { calendar: false, lax: false };

/** `INTERVAL 1 DAY '2' HOURS`: the values as written, with sign. */
export function intervalOfUnits(units: readonly { readonly value: string; readonly unit: string }[], rules = today): IntervalLiteralValue {
  for (const { value } of units) {
    if (/\p{L}/u.test(value)) fail('_LEGACY_ERROR_TEMP_0026', { value });
  }
  const text = units.map(({ value, unit }) => ` ${value} ${unit}`).join('');
  const interval = parseIntervalUnits(text);
  if (isProblem(interval)) failInterval(text, interval);
  return rules.calendar ? ofCalendar(interval) : typed(interval, units.map(({ unit }) => singular(unit)), text);
}

/** `INTERVAL '1 day 2 hours'` */
export function intervalOfText(text: string, rules = today): IntervalLiteralValue {
  const interval = parseIntervalUnits(text);
  if (isProblem(interval)) fail('INVALID_TYPED_LITERAL', { valueType: '"INTERVAL"', value: `'${text}'` });
  if (rules.calendar) return ofCalendar(interval);
  const units = text.split(/\s+/).map((word) => singular(word)).filter((word) => word !== 'interval' && /^[a-z]+$/.test(word));
  return typed(interval, units, text);
}

/** `INTERVAL '1-2' YEAR TO MONTH`, `INTERVAL '1 02:03' DAY TO MINUTE`. */
export function intervalOfRange(text: string, from: string, to: string, rules = today): IntervalLiteralValue {
  const start = from.toUpperCase();
  const end = to.toUpperCase();
  if (start === 'YEAR' && end === 'MONTH') {
    if (!/^[+-]?\d{1,9}-\d{1,2}$/.test(withoutBlanks(text))) failIntervalForm(text, yearMonthIntervalType);
    const months = parseYearMonth(text);
    if (typeof months !== 'number') return failInterval(text, months);
    return rules.calendar ? ofCalendar({ months, days: 0, micros: 0n }) : { type: yearMonthIntervalType, value: months };
  }
  const first = dayTimeNames.indexOf(start as 'DAY') as DayTimeIntervalType['start'];
  const last = dayTimeNames.indexOf(end as 'DAY') as DayTimeIntervalType['end'];
  if (first < 0 || last <= first) fail('INVALID_INTERVAL_FORMAT.UNSUPPORTED_FROM_TO_EXPRESSION', { input: text, from: from.toLowerCase(), to: to.toLowerCase() });
  const type: DayTimeIntervalType = { kind: 'day_time_interval', start: first, end: last };
  if (rules.lax) return laxRange(text, type, rules);
  if (!shapeOf(first, last).test(withoutBlanks(text))) failIntervalForm(text, type);
  const micros = parseDayTime(text, first, last);
  if (typeof micros !== 'bigint') return fail('_LEGACY_ERROR_TEMP_0063', { msg: micros.word });
  if (!rules.calendar) return { type, value: micros };
  const days = first === 0 ? micros / MICROS_PER_DAY : 0n;
  return ofCalendar({ months: 0, days: Number(days), micros: micros - days * MICROS_PER_DAY });
}

function laxRange(text: string, type: DayTimeIntervalType, rules: IntervalRules): IntervalLiteralValue {
  const parts = parseLaxDayTime(text, type.start, type.end);
  if (isProblem(parts)) return parts.problem === 'DAY_TIME_PARSING' ? failInterval(text, parts) : failForm(text, type);
  return rules.calendar ? ofCalendar({ months: 0, ...parts }) : { type, value: BigInt(parts.days) * MICROS_PER_DAY + parts.micros };
}

function failForm(text: string, { start, end }: DayTimeIntervalType): never {
  return fail('_LEGACY_ERROR_TEMP_0063', { msg: `'${text}' is not of the form ${dayTimeNames[start]} TO ${dayTimeNames[end]}` });
}

const ofCalendar = (value: CalendarInterval): IntervalLiteralValue => ({ type: calendarIntervalType, value });

/** How many digits the fields may have; the first has more than the others. */
function shapeOf(first: number, last: number): RegExp {
  const fields = ['\\d{1,9}', '\\d{1,2}', '\\d{1,2}', '\\d{1,2}(?:\\.\\d{1,9})?'].slice(first, last + 1);
  fields[0] = ['\\d{1,9}', '\\d{1,10}', '\\d{1,12}', ''][first]!;
  return new RegExp(`^[+-]?${fields.join(':').replace(':', first === 0 ? ' ' : ':')}$`);
}

/** `INTERVAL -'…'`: the same with the other sign. */
export function negateInterval({ type, value }: IntervalLiteralValue): IntervalLiteralValue {
  if (typeof value === 'object') return ofCalendar({ months: -value.months, days: -value.days, micros: -value.micros });
  return typeof value === 'bigint' ? { type: type as DayTimeIntervalType, value: -value } : { type: type as YearMonthIntervalType, value: -value };
}

/** Whether a type is one of the three intervals. */
export function isIntervalType(type: DataType): boolean {
  return type.kind === 'year_month_interval' || type.kind === 'day_time_interval' || type.kind === 'calendar_interval';
}

const fieldOfUnit: Readonly<Record<string, number>> = { week: 0, day: 0, hour: 1, minute: 2, second: 3, millisecond: 3, microsecond: 3 };

function singular(unit: string): string {
  return unit.toLowerCase().replace(/s$/, '');
}

function typed(interval: CalendarInterval, units: readonly string[], text: string): IntervalLiteralValue {
  const yearMonth = units.filter((unit) => yearMonthNames.includes(unit.toUpperCase() as 'YEAR'));
  if (yearMonth.length > 0 && yearMonth.length < units.length) fail('_LEGACY_ERROR_TEMP_0029', { literal: text.trim() });
  if (yearMonth.length > 0) {
    const start = yearMonth.includes('year') ? 0 : 1;
    const end = yearMonth.includes('month') ? 1 : 0;
    const type: YearMonthIntervalType = { kind: 'year_month_interval', start, end };
    return { type, value: interval.months };
  }
  const fields = units.map((unit) => fieldOfUnit[unit] ?? 0);
  const start = Math.min(3, ...fields) as DayTimeIntervalType['start'];
  const end = Math.max(0, ...fields) as DayTimeIntervalType['end'];
  const micros = BigInt(interval.days) * MICROS_PER_DAY + interval.micros;
  if (!isInt64(micros)) fail('INTERVAL_ARITHMETIC_OVERFLOW.WITHOUT_SUGGESTION', { operation: `the literal ${text.trim()}` });
  return { type: { kind: 'day_time_interval', start, end }, value: micros };
}
