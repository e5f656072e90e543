import type { DayTimeIntervalType, YearMonthIntervalType } from './data-type.ts';
import { failInterval } from './interval-fault.ts';

/**
 * Reading intervals: `1 day -2 hours` (units), `1-2` (years and months), `1 02:03:04.5` (days and a time), and the SQL literal
 * around them. Failures are values, because a cast turns them into NULL and a literal into an error: see `IntervalProblem`.
 */

export interface CalendarInterval { readonly months: number; readonly days: number; readonly micros: bigint }

/** The sub-condition of INVALID_INTERVAL_FORMAT and the word it is about. */
export interface IntervalProblem { readonly problem: string; readonly word: string }

export const isProblem = (result: unknown): result is IntervalProblem => typeof result === 'object' && result !== null && 'problem' in result;

export const MICROS_PER_DAY = 86_400_000_000n;
export const MICROS_PER_HOUR = 3_600_000_000n;
export const MICROS_PER_MINUTE = 60_000_000n;
/** What a month counts where a duration is needed. */
export const DAYS_PER_MONTH_AS_DURATION = 31;

/** `[INTERVAL] {[+-] number unit}…`: units in singular or plural, any case; a fraction only for seconds. */
export function parseIntervalUnits(text: string): CalendarInterval | IntervalProblem {
  const input = withoutBlanks(text).toLowerCase();
  if (input === '') return { problem: 'INPUT_IS_EMPTY', word: '' };
  if (/^interval(?![\t-\r\x1c-\x20])/.test(input)) return { problem: 'INVALID_PREFIX', word: input };
  const body = input.replace(/^interval[\t-\r\x1c-\x20]+/, '');
  let months = 0n;
  let days = 0n;
  let micros = 0n;
  for (let at = 0; at < body.length;) {
    const term = readTerm(body, at);
    if (isProblem(term)) return term;
    const { unit, value, fractionMicros } = term;
    months += value * unit.months;
    days += value * unit.days;
    micros += value * unit.micros + fractionMicros;
    if (!isInt32(months) || !isInt32(days) || !isInt64(micros)) return { problem: 'ARITHMETIC_EXCEPTION', word: text };
    at = term.end;
  }
  return { months: Number(months), days: Number(days), micros };
}

/** Months of `[+-]y-m` (months 0–11). */
export function parseYearMonth(text: string): number | IntervalProblem {
  const match = /^([+-])?(\d+)-(\d+)$/.exec(withoutBlanks(text));
  if (match === null || match[3]!.length > 9 || Number(match[3]) > 11) return { problem: 'INTERVAL_PARSING', word: 'year-month' };
  const size = BigInt(match[2]!) * 12n + BigInt(match[3]!);
  const months = match[1] === '-' ? -size : size;
  return isInt32(months) ? Number(months) : { problem: 'INTERVAL_PARSING', word: 'year-month' };
}

/** µs of `[+-]d h:m:s.f` cut to the fields from … to. */
export function parseDayTime(text: string, from: DayTimeIntervalType['start'], to: DayTimeIntervalType['end']): bigint | IntervalProblem {
  return readDayTime(withoutBlanks(text), from, to);
}

/**
 * Fields as Spark 2 read them, whatever the first one is called: `[d ][h:]m:s[.n]`, or `[d ]h:m`. What lies below the last field is dropped.
 * Days stand apart.
 */
export function parseLaxDayTime(text: string, from: number, to: number): { readonly days: number; readonly micros: bigint } | IntervalProblem {
  const match = /^([+|-])?(?:(\d+) )?(?:(\d+):)?(\d+):(\d+)(?:\.(\d+))?$/.exec(withoutBlanks(text));
  if (match === null) return { problem: 'UNMATCHED_FORMAT_STRING', word: text };
  const [, sign, days, first, second, third, fraction] = match;
  const startsWithMinutes = first === undefined && (from === 2 || fraction !== undefined);
  const fields = first !== undefined || startsWithMinutes ? [first ?? '0', second!, third!] : [second!, third!, '0'];
  let micros = 0n;
  for (const [index, digits] of fields.entries()) {
    if (BigInt(digits) > limits[index + 1]!) return outside(index + 1, BigInt(digits));
    if (index + 1 <= to) micros += BigInt(digits) * microsPerField[index + 1]!;
  }
  if (to === 3) micros += BigInt((fraction ?? '').padEnd(6, '0').slice(0, 6));
  if (!isInt32(BigInt(days ?? '0'))) return { problem: 'DAY_TIME_PARSING', word: text };
  return sign === '-' ? { days: -Number(days ?? '0'), micros: -micros } : { days: Number(days ?? '0'), micros };
}

/** CAST of a string: the bare value or a whole `INTERVAL '…' YEAR TO MONTH` literal of exactly this type; undefined for anything else. */
export function castToYearMonth(text: string, type: YearMonthIntervalType): number | undefined {
  const months = readAsYearMonth(text, type);
  return typeof months === 'number' ? months : undefined;
}

/** What `castToYearMonth` finds, or what is wrong: undefined where the text has another form. */
export function readAsYearMonth(text: string, { start, end }: YearMonthIntervalType): number | IntervalProblem | undefined {
  const fields = start === end ? yearMonthNames[start] : 'YEAR\\s+TO\\s+MONTH';
  const body = unwrapLiteral(text, fields!);
  if (body === undefined) return undefined;
  if (start !== end) return /^[+-]?\d+-\d+$/.test(body) ? parseYearMonth(body) : undefined;
  const match = /^([+-])?(\d+)$/.exec(body);
  if (match === null) return undefined;
  const signed = BigInt(`${match[1] === '-' ? '-' : ''}${match[2]!}`);
  if (!isInt64(signed)) return { problem: 'INTERVAL_PARSING', word: 'year-month' };
  // Spark multiplies in 64 bits unwatched.
  const months = start === 0 ? BigInt.asIntN(64, signed * 12n) : signed;
  return isInt32(months) ? Number(months) : { problem: 'INTERVAL_PARSING', word: 'year-month' };
}

/** CAST of a string to a day-time interval, in µs. */
export function castToDayTime(text: string, type: DayTimeIntervalType): bigint | undefined {
  const micros = readAsDayTime(text, type);
  return typeof micros === 'bigint' ? micros : undefined;
}

/** As `readAsYearMonth`. */
export function readAsDayTime(text: string, { start, end }: DayTimeIntervalType): bigint | IntervalProblem | undefined {
  const fields = start === end ? dayTimeNames[start] : `${dayTimeNames[start]}\\s+TO\\s+${dayTimeNames[end]}`;
  const body = unwrapLiteral(text, fields!);
  if (body === undefined || body === '') return undefined;
  if (start === end && start === 3) return readCastSeconds(body);
  const micros = readDayTime(body, start, end);
  return isProblem(micros) && micros.problem === 'UNMATCHED_FORMAT_STRING' ? undefined : micros;
}

/** Seconds alone: a fraction needs digits before it, and has no sign after -0, as in Spark's cast. */
function readCastSeconds(body: string): bigint | IntervalProblem | undefined {
  const match = /^([+-])?(\d{1,13})(?:\.(\d{1,9}))?$/.exec(body);
  if (match === null) return undefined;
  const size = BigInt(match[2]!) * 1_000_000n;
  const fraction = BigInt((match[3] ?? '').padEnd(6, '0').slice(0, 6));
  const micros = match[1] === '-' && size !== 0n ? -size - fraction : size + fraction;
  return isInt64(micros) ? micros : { problem: 'INTERVAL_PARSING', word: 'day-time' };
}

/** µs of a duration as window(), withWatermark and triggers take it; a month counts 31 days. */
export function parseDuration(text: string): bigint | IntervalProblem {
  const interval = parseIntervalUnits(text);
  return isProblem(interval) ? interval : durationOf(interval);
}

/** Milliseconds of a duration, fractions dropped. Fails for text that is none. */
export function parseDurationMillis(text: string): number {
  const micros = parseDuration(text);
  return typeof micros === 'bigint' ? Number(micros / 1000n) : failInterval(text, micros);
}

/** µs of an interval whose months count 31 days. */
export function durationOf({ months, days, micros }: CalendarInterval): bigint {
  return BigInt(months * DAYS_PER_MONTH_AS_DURATION + days) * MICROS_PER_DAY + micros;
}

interface Unit { readonly months: bigint; readonly days: bigint; readonly micros: bigint }

const unitsByName: Readonly<Record<string, Unit>> = {
  year: { months: 12n, days: 0n, micros: 0n },
  month: { months: 1n, days: 0n, micros: 0n },
  week: { months: 0n, days: 7n, micros: 0n },
  day: { months: 0n, days: 1n, micros: 0n },
  hour: { months: 0n, days: 0n, micros: MICROS_PER_HOUR },
  minute: { months: 0n, days: 0n, micros: MICROS_PER_MINUTE },
  second: { months: 0n, days: 0n, micros: 1_000_000n },
  millisecond: { months: 0n, days: 0n, micros: 1000n },
  microsecond: { months: 0n, days: 0n, micros: 1n },
};

export const yearMonthNames = ['YEAR', 'MONTH'] as const;
export const dayTimeNames = ['DAY', 'HOUR', 'MINUTE', 'SECOND'] as const;
const microsPerField = [MICROS_PER_DAY, MICROS_PER_HOUR, MICROS_PER_MINUTE, 1_000_000n] as const;

/** What Spark cuts from the ends of a text: blanks and controls of one byte. Between words only Java's blanks of one byte count. */
export const withoutBlanks = (text: string): string => text.replace(/^[\x00-\x20\x7f]+|[\x00-\x20\x7f]+$/g, '');

export const isInt32 = (value: bigint): boolean => value === BigInt.asIntN(32, value);
export const isInt64 = (value: bigint): boolean => value === BigInt.asIntN(64, value);

const termPattern = /[\t-\r\x1c-\x20]*([+-]?)[\t-\r\x1c-\x20]*(\d*)(\.\d*)?/y;
const unitPattern = /[\t-\r\x1c-\x20]+([^\t-\r\x1c-\x20]*)/y;

/** One `[+-] number unit`. */
function readTerm(body: string, at: number): { readonly unit: Unit; readonly value: bigint; readonly fractionMicros: bigint; readonly end: number } | IntervalProblem {
  termPattern.lastIndex = at;
  const [whole, sign, digits, fraction] = termPattern.exec(body)!;
  const afterNumber = at + whole.length;
  const next = body[afterNumber];
  if (digits === '' && fraction === undefined) {
    if (next === undefined) return { problem: 'MISSING_NUMBER', word: body.trim().split(/\s+/).at(-1) ?? '' };
    return { problem: sign === '' ? 'UNRECOGNIZED_NUMBER' : 'INVALID_VALUE', word: wordAt(body, afterNumber) };
  }
  if (next === undefined) return { problem: 'MISSING_UNIT', word: `${digits}${fraction ?? ''}` };
  if ((fraction ?? '').length > 10) return { problem: 'INVALID_PRECISION', word: `${digits}${fraction}` };
  unitPattern.lastIndex = afterNumber;
  const unitMatch = unitPattern.exec(body);
  if (unitMatch === null || (digits === '' && fraction === '.')) return { problem: 'INVALID_VALUE', word: wordAt(body, afterNumber) };
  const name = unitMatch[1]!;
  const singular = name.endsWith('s') ? name.slice(0, -1) : name;
  if (fraction !== undefined && name !== '' && !name.startsWith('s')) return { problem: 'INVALID_FRACTION', word: name };
  if (name === '') return { problem: 'MISSING_UNIT', word: `${digits}${fraction ?? ''}` };
  if (!Object.hasOwn(unitsByName, singular)) return { problem: 'INVALID_UNIT', word: name };
  const value = BigInt(`0${digits}`);
  const fractionMicros = BigInt((fraction ?? '.').slice(1).padEnd(6, '0').slice(0, 6));
  const negative = sign === '-';
  if (value > 9_223_372_036_854_775_807n + (negative ? 1n : 0n)) return { problem: 'ARITHMETIC_EXCEPTION', word: body };
  return { unit: unitsByName[singular]!, value: negative ? -value : value, fractionMicros: negative ? -fractionMicros : fractionMicros, end: unitPattern.lastIndex };
}

function wordAt(body: string, at: number): string {
  return body.slice(body.slice(0, at).search(/\S*$/)).split(/\s/)[0] ?? '';
}

/** The text inside `INTERVAL [+-]'…' fields`, or the text itself. A sign before the quote turns the one inside. */
function unwrapLiteral(text: string, fields: string): string | undefined {
  const input = withoutBlanks(text);
  const match = new RegExp(`^INTERVAL\\s+([+-])?'([+-])?(.*)'\\s+${fields}$`, 'i').exec(input);
  if (match === null) return input;
  const negative = (match[1] === '-') !== (match[2] === '-');
  return `${negative ? '-' : ''}${match[3]}`;
}

/** The first field may have more digits. The fields after it have one or two and stay within a day, an hour, a minute. */
function readDayTime(text: string, from: number, to: number): bigint | IntervalProblem {
  const match = dayTimePattern(from, to).exec(text);
  if (match === null) return { problem: 'UNMATCHED_FORMAT_STRING', word: text };
  let micros = 0n;
  for (let field = from; field <= to; field++) {
    const [digits, fraction] = (match[2 + field - from] ?? '').split('.');
    const value = BigInt(digits === '' ? '0' : digits!);
    if (field > from && value > limits[field]!) return outside(field, value);
    micros += value * microsPerField[field]! + BigInt((fraction ?? '').padEnd(6, '0').slice(0, 6));
  }
  const signed = match[1] === '-' ? -micros : micros;
  return isInt64(signed) ? signed : { problem: 'INTERVAL_PARSING', word: 'day-time' };
}

const limits = [0n, 23n, 59n, 59n] as const;

function outside(field: number, value: bigint): IntervalProblem {
  return { problem: 'DAY_TIME_PARSING', word: `requirement failed: ${dayTimeNames[field]!.toLowerCase()} ${value} outside range [0, ${limits[field]}]` };
}

const firstDigits = ['\\d{1,9}', '\\d{1,10}', '\\d{1,12}', '\\d+'] as const;

function dayTimePattern(from: number, to: number): RegExp {
  const parts: string[] = [];
  for (let field = from; field <= to; field++) {
    const single = from === to;
    const digits = field === from ? firstDigits[from]! : '\\d{1,2}';
    const value = field < 3 ? digits : single ? '\\d{0,13}(?:\\.\\d{1,9})?' : `${digits}(?:\\.\\d{1,9})?`;
    parts.push(`${field === from ? '' : field === 1 ? ' ' : ':'}(${value})`);
  }
  return new RegExp(`^([+-])?${parts.join('')}$`);
}
