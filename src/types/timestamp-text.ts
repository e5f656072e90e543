import { type Civil, daysFromCivil, isCivilDate, SECONDS_PER_DAY } from './calendar.ts';
import { decodeAscii, trimEnd, trimStart, writeDate, writeTwoDigits } from './date-text.ts';
import { fitsMicros, type Instant, instantOf, MICROS_PER_SECOND, microsOf, newInstant } from './instant.ts';
import { findZone, offsetAt, toUtcSeconds, type Zone } from './time-zone.ts';

/**
 * Reading and writing timestamps as CAST does:
 * `[+-]yyyy*[-M*[-d*[ |T][h*:m*:s*[.f*][zone]]]]`, or a time of today `[T]h*:m*:s*[.f*][zone]`. Digits after the sixth of the fraction are dropped.
 */

/** Microseconds since 1970 UTC; undefined when the text is no timestamp. `nowSeconds` is the instant whose date a bare time gets. */
export function parseTimestamp(text: string, zone: Zone, nowSeconds = 0): bigint | undefined {
  const bytes = encoder.encode(text);
  return parseTimestampBytes(bytes, 0, bytes.length, { zone, nowSeconds, into: scratch }) ? microsOf(scratch) : undefined;
}

/** Like `parseTimestamp` without a zone: one that is written must be valid and is then ignored. A bare time is refused. */
export function parseTimestampNtz(text: string): bigint | undefined {
  const bytes = encoder.encode(text);
  return parseTimestampNtzBytes(bytes, 0, bytes.length, scratch) ? microsOf(scratch) : undefined;
}

/** `yyyy-MM-dd HH:mm:ss[.f]` in the zone's wall-clock time, without trailing zeros. */
export function formatTimestamp(micros: bigint, zone: Zone): string {
  instantOf(micros, scratch);
  return decodeAscii(output, writeTimestamp(output, 0, scratch.seconds + offsetAt(zone, scratch.seconds), scratch.micros));
}

export function formatTimestampNtz(micros: bigint): string {
  instantOf(micros, scratch);
  return decodeAscii(output, writeTimestamp(output, 0, scratch.seconds, scratch.micros));
}

/** Writes a wall-clock time (add `offsetAt` first) at `at` and returns the position after it. At most `TIMESTAMP_BYTES` bytes. */
export function writeTimestamp(bytes: Uint8Array, at: number, localSeconds: number, micros: number): number {
  const days = Math.floor(localSeconds / SECONDS_PER_DAY);
  const next = writeDate(bytes, at, days);
  bytes[next] = SPACE;
  const end = writeTime(bytes, next + 1, localSeconds - days * SECONDS_PER_DAY);
  return micros === 0 ? end : writeFraction(bytes, end, micros);
}

export const TIMESTAMP_BYTES = 32;

/** Writes `HH:mm:ss`. */
export function writeTime(bytes: Uint8Array, at: number, secondOfDay: number): number {
  const minutes = Math.floor(secondOfDay / 60);
  const hour = Math.floor(minutes / 60);
  writeTwoDigits(bytes, at, hour);
  bytes[at + 2] = COLON;
  writeTwoDigits(bytes, at + 3, minutes - hour * 60);
  bytes[at + 5] = COLON;
  return writeTwoDigits(bytes, at + 6, secondOfDay - minutes * 60);
}

/** Writes `.f` of 1 to 6 digits. */
export function writeFraction(bytes: Uint8Array, at: number, micros: number): number {
  bytes[at] = POINT;
  let rest = micros;
  for (let index = 6; index > 0; index--) {
    const tenth = Math.floor(rest / 10);
    bytes[at + index] = ZERO + rest - tenth * 10;
    rest = tenth;
  }
  let end = at + 7;
  while (bytes[end - 1] === ZERO) end--;
  return end;
}

/** `nowSeconds` is the instant whose date a bare time gets; NaN refuses bare times. */
export interface ParseTarget { readonly zone: Zone; readonly nowSeconds: number; readonly into: Instant }

/** Parses the UTF-8 text in `[start, end)`; false when it is no timestamp. */
export function parseTimestampBytes(bytes: Uint8Array, start: number, end: number, { zone, nowSeconds, into }: ParseTarget): boolean {
  if (!readParts(bytes, start, end) || !isTime(parts) || (parts.timeOnly && Number.isNaN(nowSeconds))) return false;
  const written = parts.zoneAt < 0 ? zone : findZone(textOf(bytes, parts.zoneAt, end).trim());
  if (written === undefined) return false;
  let days: number;
  if (parts.timeOnly) days = Math.floor((nowSeconds + offsetAt(written, nowSeconds)) / SECONDS_PER_DAY);
  else if (isCivilDate(parts.year, parts.month, parts.day)) days = daysFromCivil(parts.year, parts.month, parts.day);
  else return false;
  into.seconds = toUtcSeconds(written, days * SECONDS_PER_DAY + secondOfDay(parts));
  into.micros = parts.micros;
  return fitsMicros(into.seconds, into.micros);
}

/** `parseTimestampBytes` for TIMESTAMP_NTZ. */
export function parseTimestampNtzBytes(bytes: Uint8Array, start: number, end: number, into: Instant, allowZone = true): boolean {
  if (!readParts(bytes, start, end) || !isTime(parts) || parts.timeOnly || !isCivilDate(parts.year, parts.month, parts.day)) return false;
  if (parts.zoneAt >= 0 && (!allowZone || findZone(textOf(bytes, parts.zoneAt, end).trim()) === undefined)) return false;
  into.seconds = daysFromCivil(parts.year, parts.month, parts.day) * SECONDS_PER_DAY + secondOfDay(parts);
  into.micros = parts.micros;
  return fitsMicros(into.seconds, into.micros);
}

interface Parts extends Civil { hour: number; minute: number; second: number; micros: number; timeOnly: boolean; zoneAt: number }

const parts: Parts = { year: 1, month: 1, day: 1, hour: 0, minute: 0, second: 0, micros: 0, timeOnly: false, zoneAt: -1 };
const scratch: Instant = newInstant();
const output = new Uint8Array(TIMESTAMP_BYTES);
const encoder = new TextEncoder();
const ZERO = 48;
const PLUS = 43;
const MINUS = 45;
const POINT = 46;
const COLON = 58;
const SPACE = 32;
const LETTER_T = 84;

const YEAR = 0;
const DAY = 2;
const HOUR = 3;
const SECOND = 5;
const FRACTION = 6;
const ZONE = 7;

/** Cuts the text into `parts`: a run of digits per part, each ended by the separator that may follow it. */
function readParts(bytes: Uint8Array, start: number, end: number): boolean {
  let at = trimStart(bytes, start, end);
  const stop = trimEnd(bytes, at, end);
  if (at === stop) return false;
  resetParts();
  let sign = 0;
  if (bytes[at] === MINUS || bytes[at] === PLUS) sign = bytes[at++] === MINUS ? -1 : 1;
  let part = YEAR;
  let value = 0;
  let digits = 0;
  for (; at < stop; at++) {
    const byte = bytes[at]!;
    const digit = byte - ZERO;
    if (digit >= 0 && digit <= 9) {
      if (part !== FRACTION || digits < 6) value = value * 10 + digit;
      digits++;
      continue;
    }
    if (at === start && byte === LETTER_T) {
      parts.timeOnly = true;
      part = HOUR;
      continue;
    }
    if (part === YEAR && byte === COLON && sign === 0) {
      parts.timeOnly = true;
      part = HOUR;
    } else if (part >= SECOND && !(part === SECOND && byte === POINT)) {
      parts.zoneAt = at;
      break;
    } else if (!mayFollow(part, byte)) return false;
    if (!fits(part, digits)) return false;
    setPart(part, value, digits);
    value = 0;
    digits = 0;
    part++;
  }
  if (!fits(part, digits)) return false;
  setPart(part, value, digits);
  if (sign < 0) parts.year = -parts.year;
  return true;
}

function resetParts(): void {
  parts.year = 1;
  parts.month = 1;
  parts.day = 1;
  parts.hour = 0;
  parts.minute = 0;
  parts.second = 0;
  parts.micros = 0;
  parts.timeOnly = false;
  parts.zoneAt = -1;
}

function mayFollow(part: number, byte: number): boolean {
  if (part < DAY) return byte === MINUS;
  if (part === DAY) return byte === SPACE || byte === LETTER_T;
  return part < SECOND ? byte === COLON : part === SECOND && byte === POINT;
}

function fits(part: number, digits: number): boolean {
  if (part === YEAR) return digits >= 4 && digits <= 6;
  return part === FRACTION || (part < ZONE && (digits === 1 || digits === 2));
}

function setPart(part: number, value: number, digits: number): void {
  switch (part) {
    case YEAR: parts.year = value; break;
    case 1: parts.month = value; break;
    case DAY: parts.day = value; break;
    case HOUR: parts.hour = value; break;
    case 4: parts.minute = value; break;
    case SECOND: parts.second = value; break;
    default: parts.micros = digits >= 6 ? value : value * powersOfTen[6 - digits]!;
  }
}

const powersOfTen = [1, 10, 100, 1000, 10_000, 100_000, MICROS_PER_SECOND] as const;

function isTime(time: Readonly<Parts>): boolean {
  return time.hour < 24 && time.minute < 60 && time.second < 60;
}

function secondOfDay(time: Readonly<Parts>): number {
  return time.hour * 3600 + time.minute * 60 + time.second;
}

function textOf(bytes: Uint8Array, start: number, end: number): string {
  return decodeAscii(bytes.subarray(start, end), end - start);
}
