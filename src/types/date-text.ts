import { type Civil, daysFromCivil, FIRST_GREGORIAN_DAY, isCivilDate, newCivil, splitDays } from './calendar.ts';

/** Reading and writing dates as CAST does: `[+-]yyyy[-M[M][-d[d]]]`, anything after a `T` or a space ignored. */

/** What `parseDateBytes` gives for text that is no date. No date is that far away. */
export const NO_DATE = Number.NEGATIVE_INFINITY;

/** Days since 1970-01-01; undefined when the text is no date. */
export function parseDate(text: string): number | undefined {
  const bytes = encoder.encode(text);
  const days = parseDateBytes(bytes, 0, bytes.length);
  return days === NO_DATE ? undefined : days;
}

export function formatDate(days: number): string {
  return decodeAscii(scratch, writeDate(scratch, 0, days));
}

/** As SimpleDateFormat writes it: years count from the era on, without a sign, and the days that the Gregorian calendar left out are its first one. */
export function formatOldDate(days: number): string {
  splitDays(days < FIRST_GREGORIAN_DAY && days >= FIRST_GREGORIAN_DAY - 10 ? FIRST_GREGORIAN_DAY : days, civil);
  const padded = (value: number, width: number): string => String(value).padStart(width, '0');
  return `${padded(civil.year > 0 ? civil.year : 1 - civil.year, 4)}-${padded(civil.month, 2)}-${padded(civil.day, 2)}`;
}

/** Days of the UTF-8 text in `[start, end)`, or `NO_DATE`. */
export function parseDateBytes(bytes: Uint8Array, start: number, end: number): number {
  let at = trimStart(bytes, start, end);
  const stop = trimEnd(bytes, at, end);
  if (at === stop) return NO_DATE;
  let sign = 1;
  if (bytes[at] === MINUS || bytes[at] === PLUS) sign = bytes[at++] === MINUS ? -1 : 1;
  let year = 1;
  let month = 1;
  let part = 0;
  let value = 0;
  let digits = 0;
  for (; at < stop; at++) {
    const byte = bytes[at]!;
    if (byte === SPACE || byte === LETTER_T) break;
    if (part < 2 && byte === MINUS) {
      if (!isPart(part, digits)) return NO_DATE;
      if (part === 0) year = value; else month = value;
      value = 0;
      digits = 0;
      part++;
    } else {
      if (byte < ZERO || byte > NINE) return NO_DATE;
      value = value * 10 + byte - ZERO;
      digits++;
    }
  }
  if (!isPart(part, digits) || (part < 2 && at < stop)) return NO_DATE;
  if (part === 0) return daysOrNone(sign * value, 1, 1);
  return part === 1 ? daysOrNone(sign * year, value, 1) : daysOrNone(sign * year, month, value);
}

/** Writes `yyyy-MM-dd` at `at` and returns the position after it. At most 14 bytes. */
export function writeDate(bytes: Uint8Array, at: number, days: number): number {
  splitDays(days, civil);
  let next = writeYear(bytes, at, civil.year);
  bytes[next] = MINUS;
  next = writeTwoDigits(bytes, next + 1, civil.month);
  bytes[next] = MINUS;
  return writeTwoDigits(bytes, next + 1, civil.day);
}

/** At least four digits; a sign below 0 and beyond 9999. */
export function writeYear(bytes: Uint8Array, at: number, year: number): number {
  if (year >= 0 && year <= 9999) {
    const hundreds = (year / 100) | 0;
    return writeTwoDigits(bytes, writeTwoDigits(bytes, at, hundreds), year - hundreds * 100);
  }
  const size = Math.abs(year);
  bytes[at] = year < 0 ? MINUS : PLUS;
  let count = 4;
  for (let bound = 10_000; size >= bound; bound *= 10) count++;
  let rest = size;
  for (let index = count; index > 0; index--) {
    const tenth = Math.floor(rest / 10);
    bytes[at + index] = ZERO + rest - tenth * 10;
    rest = tenth;
  }
  return at + 1 + count;
}

export function writeTwoDigits(bytes: Uint8Array, at: number, value: number): number {
  const tens = (value * 205) >> 11;
  bytes[at] = ZERO + tens;
  bytes[at + 1] = ZERO + value - tens * 10;
  return at + 2;
}

/** First byte that is neither blank nor a control character. */
export function trimStart(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && isBlank(bytes[at]!)) at++;
  return at;
}

export function trimEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  while (at > start && isBlank(bytes[at - 1]!)) at--;
  return at;
}

export function decodeAscii(bytes: Uint8Array, length: number): string {
  let text = '';
  for (let at = 0; at < length; at++) text += String.fromCharCode(bytes[at]!);
  return text;
}

const encoder = new TextEncoder();
const scratch = new Uint8Array(16);
const civil: Civil = newCivil();
const ZERO = 48;
const NINE = 57;
const PLUS = 43;
const MINUS = 45;
const SPACE = 32;
const LETTER_T = 84;
const DAYS_MAX = 2_147_483_647;

function isBlank(byte: number): boolean {
  return byte <= 32 || byte === 127;
}

function isPart(part: number, digits: number): boolean {
  return part === 0 ? digits >= 4 && digits <= 7 : digits === 1 || digits === 2;
}

function daysOrNone(year: number, month: number, day: number): number {
  if (!isCivilDate(year, month, day)) return NO_DATE;
  const days = daysFromCivil(year, month, day);
  return days > DAYS_MAX || days < -DAYS_MAX - 1 ? NO_DATE : days;
}
