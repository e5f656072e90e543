import { type Civil, dayOfYear, SECONDS_PER_DAY, splitDays, weekdayOf } from './calendar.ts';
import { decodeAscii, writeTwoDigits, writeYear } from './date-text.ts';
import type { Element, Field, NumberElement, OffsetForm } from './datetime-pattern.ts';
import { offsetAt, type Zone } from './time-zone.ts';
import { zoneText } from './time-zone-text.ts';

/** An instant taken apart for printing in a zone; `setMoment` fills it, one object serves a whole column. `nanos` are those beyond the microseconds of a TIME. */
export interface Moment extends Civil {
  utcSeconds: number; days: number; hour: number; minute: number; second: number; micros: number; nanos: number; offset: number; zone: Zone;
}

export function newMoment(zone: Zone): Moment {
  return { year: 1970, month: 1, day: 1, utcSeconds: 0, days: 0, hour: 0, minute: 0, second: 0, micros: 0, nanos: 0, offset: 0, zone };
}

export function setMoment(moment: Moment, utcSeconds: number, micros: number): void {
  const offset = moment.zone.fixedOffset ?? offsetAt(moment.zone, utcSeconds);
  const local = utcSeconds + offset;
  const days = Math.floor(local / SECONDS_PER_DAY);
  if (days !== moment.days) {
    moment.days = days;
    splitDays(days, moment);
  }
  const secondOfDay = (local - days * SECONDS_PER_DAY) | 0;
  moment.hour = (secondOfDay / 3600) | 0;
  moment.minute = ((secondOfDay / 60) | 0) - moment.hour * 60;
  moment.second = secondOfDay % 60;
  moment.micros = micros;
  moment.offset = offset;
  moment.utcSeconds = utcSeconds;
}

/** A time of day, on a day that patterns of times do not show. */
export function setTimeOfDay(moment: Moment, nanos: bigint): void {
  const micros = nanos / 1000n;
  const seconds = Number(micros / 1_000_000n);
  setMoment(moment, seconds, Number(micros) - seconds * 1_000_000);
  moment.nanos = Number(nanos - micros * 1000n);
}

/** Upper bound of the bytes `writeMoment` writes. */
export function widthOf(elements: readonly Element[]): number {
  return elements.reduce((sum, element) => {
    switch (element.kind) {
      case 'number': return sum + Math.max(20, element.min + 1);
      case 'literal': return sum + element.bytes.length;
      case 'optional': return sum + widthOf(element.elements);
      default: return sum + 64;
    }
  }, 0);
}

/** Prints a moment at `at` and returns the position after it. */
export function writeMoment(elements: readonly Element[], bytes: Uint8Array, at: number, moment: Moment): number {
  let next = at;
  for (let index = 0; index < elements.length; index++) {
    const element = elements[index]!;
    switch (element.kind) {
      case 'number': next = writeNumber(element, bytes, next, moment); break;
      case 'literal':
        if (element.bytes.length === 1) bytes[next++] = element.bytes[0]!; else next = writeBytes(element.bytes, bytes, next);
        break;
      case 'fraction': next = writeFractionDigits(bytes, next, moment.micros * 1000 + moment.nanos, element.max); break;
      case 'text': next = writeBytes(element.names[fieldOf(element.field, moment) - element.first]!, bytes, next); break;
      case 'offset': next = writeOffset(element.form, element.zero, moment.offset, { bytes, at: next }); break;
      case 'localized offset': next = writeText(localizedOffset(moment.offset, element.full), bytes, next); break;
      case 'zone id': next = writeText(moment.zone.id, bytes, next); break;
      case 'zone text': next = writeText(zoneText(moment.zone, moment.utcSeconds, element.full), bytes, next); break;
      case 'optional': next = writeMoment(element.elements, bytes, next, moment); break;
    }
  }
  return next;
}

/** The whole text of a moment, for tests and single values. */
export function formatMoment(elements: readonly Element[], moment: Moment): string {
  const bytes = new Uint8Array(widthOf(elements));
  const end = writeMoment(elements, bytes, 0, moment);
  return Buffer.from(bytes.subarray(0, end)).toString('utf8');
}

const ZERO = 48;
const PLUS = 43;
const MINUS = 45;
const COLON = 58;
const encoder = new TextEncoder();

function fieldOf(field: Field, moment: Moment): number {
  switch (field) {
    case 'year': return moment.year;
    case 'month': return moment.month;
    case 'day': return moment.day;
    case 'hour': return moment.hour;
    case 'minute': return moment.minute;
    case 'second': return moment.second;
    case 'year of era': return moment.year > 0 ? moment.year : 1 - moment.year;
    case 'era': return moment.year > 0 ? 1 : 0;
    case 'day of year': return dayOfYear(moment.days);
    case 'clock hour': return moment.hour === 0 ? 24 : moment.hour;
    case 'half hour': return moment.hour % 12;
    case 'clock half hour': return moment.hour % 12 === 0 ? 12 : moment.hour % 12;
    case 'half': return moment.hour < 12 ? 0 : 1;
    case 'week day': return weekdayOf(moment.days);
    case 'aligned': return ((moment.day - 1) % 7) + 1;
    case 'quarter': return Math.floor((moment.month + 2) / 3);
    case 'julian': return moment.days + 40_587;
  }
}

function writeNumber(element: NumberElement, bytes: Uint8Array, at: number, moment: Moment): number {
  const value = fieldOf(element.field, moment);
  if (element.min === 2 && value >= 0 && value < 100) return writeTwoDigits(bytes, at, value);
  if (element.min === 4 && element.sign === 'exceeds') return writeYear(bytes, at, value);
  if (element.sign === 'reduced') return writeTwoDigits(bytes, at, Math.abs(value) % 100);
  let next = at;
  if (value < 0) bytes[next++] = MINUS;
  else if (element.sign === 'exceeds' && String(value).length > element.min) bytes[next++] = PLUS;
  const digits = String(Math.abs(value)).padStart(element.min, '0');
  for (let index = 0; index < digits.length; index++) bytes[next++] = digits.charCodeAt(index);
  return next;
}

function writeBytes(from: Uint8Array, bytes: Uint8Array, at: number): number {
  for (let index = 0; index < from.length; index++) bytes[at + index] = from[index]!;
  return at + from.length;
}

function writeText(text: string, bytes: Uint8Array, at: number): number {
  return writeBytes(encoder.encode(text), bytes, at);
}

function writeFractionDigits(bytes: Uint8Array, at: number, nanos: number, count: number): number {
  let rest = nanos;
  for (let index = 8; index >= 0; index--) {
    const tenth = Math.floor(rest / 10);
    if (index < count) bytes[at + index] = ZERO + rest - tenth * 10;
    rest = tenth;
  }
  return at + count;
}

function writeOffset(form: OffsetForm, zero: Uint8Array, offset: number, { bytes, at }: { bytes: Uint8Array; at: number }): number {
  const size = Math.abs(offset);
  const hours = Math.floor(size / 3600);
  const minutes = Math.floor(size / 60) % 60;
  const seconds = form.seconds ? size % 60 : 0;
  if (hours === 0 && minutes === 0 && seconds === 0) return writeBytes(zero, bytes, at);
  bytes[at] = offset < 0 ? MINUS : PLUS;
  let next = writeTwoDigits(bytes, at + 1, hours);
  if (form.minutes === 'always' || minutes > 0) {
    if (form.colon) bytes[next++] = COLON;
    next = writeTwoDigits(bytes, next, minutes);
  }
  if (seconds > 0) {
    if (form.colon) bytes[next++] = COLON;
    next = writeTwoDigits(bytes, next, seconds);
  }
  return next;
}

/** `GMT`, `GMT+8`, `GMT+5:30`; full: `GMT+08:00`. */
function localizedOffset(offset: number, full: boolean): string {
  if (offset === 0) return 'GMT';
  const size = Math.abs(offset);
  const hours = String(Math.floor(size / 3600)).padStart(full ? 2 : 1, '0');
  const minutes = Math.floor(size / 60) % 60;
  const seconds = size % 60;
  let text = `GMT${offset < 0 ? '-' : '+'}${hours}`;
  if (full || minutes > 0 || seconds > 0) text += `:${pad(minutes)}`;
  return seconds > 0 ? `${text}:${pad(seconds)}` : text;
}

const twoDigits = new Uint8Array(2);

function pad(value: number): string {
  return decodeAscii(twoDigits, writeTwoDigits(twoDigits, 0, value));
}
