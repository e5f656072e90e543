import { type Civil, daysFromCivil, isCivilDate, isLeapYear, newCivil, SECONDS_PER_DAY, splitDays } from './calendar.ts';
import { decodeUtf8Slice } from './utf8-slice.ts';
import { type Element, type Field, fieldNames, type NumberElement, type OffsetForm } from './datetime-pattern.ts';
import { fitsMicros, type Instant } from './instant.ts';
import { findZone, toUtcSeconds, type Zone } from './time-zone.ts';
import { regionOf } from './time-zone-names.ts';
import { readZoneText } from './time-zone-text.ts';

/**
 * Reads text by a compiled pattern, as java.time does with strict resolving: the whole text must be used, every field must be in
 * range, and the same field read twice must agree. Missing fields are those of 1970-01-01 00:00:00; no zone means the given one.
 */
export function parseMoment(elements: readonly Element[], bytes: Uint8Array, range: TextRange, { zone, into, ignoreZone = false, refuseZone = false }: MomentTarget): boolean {
  if (!readFields(elements, bytes, range)) return false;
  if (refuseZone && (state.zone !== undefined || state.offset !== NONE)) return false;
  const days = resolveDate();
  const seconds = resolveTime();
  if (days === NONE || seconds === NONE || isOutside(state.offset, -64_800, 64_800)) return false;
  const local = days * SECONDS_PER_DAY + seconds;
  if (ignoreZone) into.seconds = local;
  else if (state.zone !== undefined) into.seconds = toUtcSeconds(state.zone, local);
  else if (state.offset !== NONE) into.seconds = local - state.offset;
  else into.seconds = toUtcSeconds(zone, local);
  into.micros = state.nanos === NONE ? 0 : Math.floor(state.nanos / 1000);
  return fitsMicros(into.seconds, into.micros);
}

/** What of a text that was refused does not fit. */
export interface MomentFault {
  /** Where the first element stands that was not there, in bytes of the text. */
  readonly failedAt?: number;
  /** Where what is left over begins. */
  readonly leftAt?: number;
  /** A field that is out of its range. */
  readonly field?: { readonly name: Field; readonly value: number };
  /** A day that its month does not have; `assumed`: the year is not in the text. */
  readonly day?: { readonly year: number; readonly month: number; readonly day: number; readonly assumed: boolean };
}

export function faultOfMoment(elements: readonly Element[], bytes: Uint8Array, range: TextRange): MomentFault {
  clearFields();
  const stop = readElements(elements, bytes, range.start, range.end);
  if (stop === FAILED) return { failedAt: state.at - range.start };
  if (stop !== range.end) return { leftAt: stop - range.start };
  for (const [name, low, high] of checkedFields) if (isOutside(get(name), low, high)) return { field: { name, value: get(name) } };
  const assumed = get('year') === NONE;
  const [year, month, day] = [assumed ? 1970 : get('year'), get('month'), get('day')];
  return month !== NONE && day !== NONE && !isCivilDate(year, month, day) ? { day: { year, month, day, assumed } } : {};
}

/** In the order in which java.time looks at them. */
const checkedFields: readonly (readonly [Field, number, number])[] = [
  ['month', 1, 12], ['day', 1, 31], ['day of year', 1, 366], ['clock hour', 1, 24], ['clock half hour', 1, 12], ['half hour', 0, 11], ['hour', 0, 23], ['minute', 0, 59], ['second', 0, 59],
];

/** Nanoseconds of the day that a text shows by a pattern; a date in it must be one, but does not count. */
export function parseTimeByPattern(elements: readonly Element[], bytes: Uint8Array, range: TextRange): number | undefined {
  if (!readFields(elements, bytes, range) || resolveDate() === NONE) return undefined;
  const seconds = resolveTime();
  return seconds === NONE ? undefined : seconds * 1e9 + (state.nanos === NONE ? 0 : state.nanos);
}

function clearFields(): void {
  state.fields.fill(NONE);
  state.nanos = NONE;
  state.offset = NONE;
  state.zone = undefined;
}

function readFields(elements: readonly Element[], bytes: Uint8Array, range: TextRange): boolean {
  clearFields();
  return readElements(elements, bytes, range.start, range.end) === range.end;
}

export interface TextRange { start: number; end: number }
/** `ignoreZone`: the wall-clock time as written, whatever zone is written with it. `refuseZone`: text with a zone does not fit. */
export interface MomentTarget { readonly zone: Zone; readonly into: Instant; readonly ignoreZone?: boolean; readonly refuseZone?: boolean }

/** No value read. */
const NONE = Number.NEGATIVE_INFINITY;
const state = { fields: new Float64Array(fieldNames.length), nanos: NONE, offset: NONE, zone: undefined as Zone | undefined, at: 0 };
const indexOf = Object.fromEntries(fieldNames.map((name, index) => [name, index])) as Readonly<Record<Field, number>>;
const FAILED = -1;
const ZERO = 48;
const PLUS = 43;
const MINUS = 45;
const COLON = 58;

/** Position after the elements, `FAILED` when they do not fit. */
function readElements(elements: readonly Element[], bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  for (let index = 0; index < elements.length && at !== FAILED; index++) {
    state.at = at;
    const element = elements[index]!;
    switch (element.kind) {
      case 'number': at = readNumber(element, bytes, at, end); break;
      case 'literal': at = readLiteral(element.bytes, bytes, at, end); break;
      case 'fraction': at = readFraction(bytes, at, end, element); break;
      case 'text': at = readName(element, bytes, at, end); break;
      case 'optional': at = readOptional(element.elements, bytes, at, end); break;
      case 'offset': at = readOffset(bytes, { start: at, end }, element.form, element.zero); break;
      case 'localized offset': at = readLocalizedOffset(bytes, at, end, element.full); break;
      default: at = readZone(bytes, at, end, element.kind === 'zone text');
    }
  }
  return at;
}

function readNumber(element: NumberElement, bytes: Uint8Array, start: number, end: number): number {
  if (start === end) return FAILED;
  let at = start;
  const first = bytes[start]!;
  const signed = element.sign === 'exceeds' || element.sign === 'signed';
  const negative = first === MINUS;
  if (first === PLUS ? element.sign !== 'exceeds' : negative && !signed) return FAILED;
  if (negative || first === PLUS) at++;
  const min = element.min;
  let max = element.max + element.following;
  if (at + min > end) return FAILED;
  let stop = countDigits(bytes, at, Math.min(end, at + max));
  if (stop - at < min) return FAILED;
  if (element.following > 0) {
    max = Math.max(min, stop - at - element.following);
    stop = Math.min(stop, at + max);
  }
  let value = 0;
  for (let index = at; index < stop; index++) value = value * 10 + bytes[index]! - ZERO;
  if (element.sign === 'exceeds' && !negative && (first === PLUS ? stop - at <= min : stop - at > min)) return FAILED;
  if (negative && value === 0) return FAILED;
  if (element.sign === 'reduced') value += 2000;
  return store(indexOf[element.field], negative ? -value : value) ? stop : FAILED;
}

function countDigits(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at]! >= ZERO && bytes[at]! <= 57) at++;
  return at;
}

function store(index: number, value: number): boolean {
  const before = state.fields[index]!;
  state.fields[index] = value;
  return before === NONE || before === value;
}

function readLiteral(text: Uint8Array, bytes: Uint8Array, start: number, end: number): number {
  if (start + text.length > end) return FAILED;
  for (let index = 0; index < text.length; index++) if (lower(bytes[start + index]!) !== lower(text[index]!)) return FAILED;
  return start + text.length;
}

function lower(byte: number): number {
  return byte >= 65 && byte <= 90 ? byte + 32 : byte;
}

function readFraction(bytes: Uint8Array, start: number, end: number, { min, max }: { readonly min: number; readonly max: number }): number {
  const stop = countDigits(bytes, start, Math.min(end, start + max));
  if (stop - start < min) return FAILED;
  let nanos = 0;
  for (let index = 0; index < 9; index++) nanos = nanos * 10 + (start + index < stop ? bytes[start + index]! - ZERO : 0);
  if (state.nanos !== NONE && state.nanos !== nanos) return FAILED;
  state.nanos = nanos;
  return stop;
}

/** The longest name that fits. */
function readName({ field, first, names }: Extract<Element, { kind: 'text' }>, bytes: Uint8Array, start: number, end: number): number {
  let best = FAILED;
  let value = 0;
  for (let index = 0; index < names.length; index++) {
    const stop = readLiteral(names[index]!, bytes, start, end);
    if (stop > best) {
      best = stop;
      value = index + first;
    }
  }
  return best !== FAILED && store(indexOf[field], value) ? best : FAILED;
}

/** All of it or nothing. */
function readOptional(elements: readonly Element[], bytes: Uint8Array, start: number, end: number): number {
  const fields = state.fields.slice();
  const { nanos, offset, zone } = state;
  const stop = readElements(elements, bytes, start, end);
  if (stop !== FAILED) return stop;
  state.fields.set(fields);
  state.nanos = nanos;
  state.offset = offset;
  state.zone = zone;
  return start;
}

function readOffset(bytes: Uint8Array, { start, end }: TextRange, form: OffsetForm, zero: Uint8Array): number {
  if (start === end) return FAILED;
  const afterZero = readLiteral(zero, bytes, start, end);
  if (afterZero !== FAILED) return storeOffset(0, afterZero);
  const sign = bytes[start];
  if (sign !== PLUS && sign !== MINUS) return FAILED;
  const hours = twoDigits(bytes, start + 1, end);
  if (hours < 0) return FAILED;
  let at = start + 3;
  let size = hours * 3600;
  const minutes = offsetPart(bytes, at, end, form.colon);
  if (minutes < 0 && form.minutes === 'always') return FAILED;
  if (minutes >= 0) {
    size += minutes * 60;
    at += form.colon ? 3 : 2;
    const seconds = form.seconds ? offsetPart(bytes, at, end, form.colon) : FAILED;
    if (seconds >= 0) {
      size += seconds;
      at += form.colon ? 3 : 2;
    }
  }
  return storeOffset(sign === MINUS ? -size : size, at);
}

function storeOffset(offset: number, at: number): number {
  if (state.offset !== NONE && state.offset !== offset) return FAILED;
  state.offset = offset;
  return at;
}

/** Two digits below 60, after a colon if there has to be one; `FAILED` when they are not there. */
function offsetPart(bytes: Uint8Array, at: number, end: number, colon: boolean): number {
  if (colon && bytes[at] !== COLON) return FAILED;
  const value = twoDigits(bytes, colon ? at + 1 : at, end);
  return value > 59 ? FAILED : value;
}

function twoDigits(bytes: Uint8Array, at: number, end: number): number {
  return countDigits(bytes, at, Math.min(end, at + 2)) === at + 2 ? (bytes[at]! - ZERO) * 10 + bytes[at + 1]! - ZERO : FAILED;
}

/** `GMT`, `GMT+8`, `GMT+8:30`; full: `GMT+08:30`. After a sign there must be an offset. */
function readLocalizedOffset(bytes: Uint8Array, start: number, end: number, full: boolean): number {
  const text = decodeUtf8Slice(bytes, start, end);
  const match = (full ? /^GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?|(?![+-]))/i : /^GMT(?:([+-])(\d\d?)(?::(\d\d)(?::(\d\d))?)?|(?![+-]))/i).exec(text);
  if (match === null) return FAILED;
  const size = Number(match[2] ?? 0) * 3600 + Number(match[3] ?? 0) * 60 + Number(match[4] ?? 0);
  return storeOffset(match[1] === '-' ? -size : size, start + match[0].length);
}

function readZone(bytes: Uint8Array, start: number, end: number, names: boolean): number {
  const text = decodeUtf8Slice(bytes, start, end);
  const found = names ? readZoneText(text) : readZoneId(text);
  if (found === undefined) return FAILED;
  state.zone = found.zone;
  return start + new TextEncoder().encode(text.slice(0, found.length)).length;
}

/** The id of a zone in any case: an offset with its minutes, behind UTC or not, or a region. */
function readZoneId(text: string): { readonly zone: Zone; readonly length: number } | undefined {
  const offset = /^(?:UTC|GMT|UT)?[+-]\d\d:\d\d(?::\d\d)?/i.exec(text)?.[0];
  const fixed = offset === undefined ? undefined : findZone(offset.toUpperCase());
  if (fixed !== undefined) return { zone: fixed, length: offset!.length };
  const id = /^[A-Z][A-Z0-9~/._+-]*/i.exec(text)?.[0] ?? '';
  for (let length = id.length; length > 0; length--) {
    const name = regionOf(id.slice(0, length));
    const zone = name === undefined ? undefined : findZone(name);
    if (zone !== undefined) return { zone, length };
  }
  return undefined;
}

const get = (field: Field): number => state.fields[indexOf[field]]!;
const isOutside = (value: number, low: number, high: number): boolean => value !== NONE && (value < low || value > high);

/** Days since 1970-01-01, `NONE` when there is no such date. */
function resolveDate(): number {
  let year = get('year');
  const yearOfEra = get('year of era');
  const era = get('era');
  if (yearOfEra !== NONE) {
    if (yearOfEra < 1) return NONE;
    if (era !== NONE) year = era === 1 ? yearOfEra : 1 - yearOfEra;
  }
  const month = get('month');
  const day = get('day');
  const inYear = get('day of year');
  const julian = get('julian');
  if (isOutside(month, 1, 12) || isOutside(day, 1, 31) || isOutside(inYear, 1, 366) || isOutside(year, -999_999_999, 999_999_999)) return NONE;
  if (julian !== NONE) return agreeing(julian - 40_587, year, month, day);
  if (year !== NONE && inYear !== NONE && (month === NONE || day === NONE)) {
    return inYear === 366 && !isLeapYear(year) ? NONE : agreeing(daysFromCivil(year, 1, 1) + inYear - 1, year, month, day);
  }
  const wholeYear = year === NONE ? 1970 : year;
  const wholeMonth = month === NONE ? 1 : month;
  const wholeDay = day === NONE ? 1 : day;
  if (!isCivilDate(wholeYear, wholeMonth, wholeDay)) return NONE;
  const days = daysFromCivil(wholeYear, wholeMonth, wholeDay);
  const agrees = inYear === NONE || year === NONE || days - daysFromCivil(wholeYear, 1, 1) + 1 === inYear;
  return agrees ? days : NONE;
}

/** The days if the fields that were read are those of this date. */
function agreeing(days: number, year: number, month: number, day: number): number {
  splitDays(days, civil);
  const agrees = (year === NONE || year === civil.year) && (month === NONE || month === civil.month) && (day === NONE || day === civil.day);
  return agrees ? days : NONE;
}

const civil: Civil = newCivil();

/** Second of the day, `NONE` when there is no such time. Without AM or PM an hour of the half day is one of the morning. */
function resolveTime(): number {
  const clock = get('clock hour');
  const clockHalf = get('clock half hour');
  const half = get('half');
  const minute = get('minute');
  const second = get('second');
  if (isOutside(clock, 1, 24) || isOutside(clockHalf, 1, 12) || isOutside(minute, 0, 59) || isOutside(second, 0, 59)) return NONE;
  let hour = get('hour');
  if (clock !== NONE) {
    if (hour !== NONE && hour !== clock % 24) return NONE;
    hour = clock % 24;
  }
  let halfHour = get('half hour');
  if (clockHalf !== NONE) {
    if (halfHour !== NONE && halfHour !== clockHalf % 12) return NONE;
    halfHour = clockHalf % 12;
  }
  if (isOutside(hour, 0, 23) || isOutside(halfHour, 0, 11)) return NONE;
  if (hour === NONE) hour = halfHour === NONE ? (half === 1 ? 12 : 0) : halfHour + (half === 1 ? 12 : 0);
  else if ((half !== NONE && half !== (hour < 12 ? 0 : 1)) || (halfHour !== NONE && halfHour !== hour % 12)) return NONE;
  return hour * 3600 + (minute === NONE ? 0 : minute * 60) + (second === NONE ? 0 : second);
}
