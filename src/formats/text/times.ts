import { StreamError } from '../../errors/stream-error.ts';
import { SECONDS_PER_DAY } from '../../types/calendar.ts';
import { formatMoment, newMoment, setMoment, setTimeOfDay } from '../../types/datetime-format.ts';
import { parseMoment, parseTimeByPattern } from '../../types/datetime-parse.ts';
import { compilePattern, timeElements, type Element } from '../../types/datetime-pattern.ts';
import { instantOf, microsOf, newInstant } from '../../types/instant.ts';
import { type Zone, zoneOf } from '../../types/time-zone.ts';
import { localeOf, localizedPattern } from './locale.ts';

/** Reads text by the user's patterns; absent where none was given, which means what CAST reads. Undefined = it does not fit. */
export interface TimeReaders {
  readonly readDate?: (text: string) => number | undefined;
  readonly readTimestamp?: (text: string) => bigint | undefined;
  readonly readTimestampNtz?: (text: string) => bigint | undefined;
  readonly readTime?: (text: string) => bigint | undefined;
}

export interface TimeWriters {
  readonly writeDate?: (days: number) => string;
  readonly writeTimestamp?: (micros: bigint) => string;
  readonly writeTimestampNtz?: (micros: bigint) => string;
  readonly writeTime?: (nanos: bigint) => string;
}

/** Options by lower-case name: dateformat, timestampformat, timestampntzformat, timeformat. */
export function timeReaders(options: Readonly<Record<string, string>>, zone: Zone): TimeReaders {
  const { dateformat, timestampformat, timestampntzformat, timeformat } = options;
  const locale = localeOf(options);
  const date = dateformat === undefined ? undefined : readerOf(dateformat, utc, true, locale);
  return {
    ...(date === undefined ? {} : { readDate: (text) => daysOf(date(text)) }),
    ...(timestampformat === undefined ? {} : { readTimestamp: readerOf(timestampformat, zone, false, locale) }),
    ...(timestampntzformat === undefined ? {} : { readTimestampNtz: readerOf(timestampntzformat, utc, true, locale) }),
    ...(timeformat === undefined ? {} : { readTime: timeReader(timeformat) }),
  };
}

export function timeWriters(options: Readonly<Record<string, string>>, zone: Zone): TimeWriters {
  const { dateformat, timestampformat, timestampntzformat, timeformat } = options;
  const locale = localeOf(options);
  const date = dateformat === undefined ? undefined : writerOf(dateformat, utc, locale);
  return {
    ...(date === undefined ? {} : { writeDate: (days) => date(BigInt(days) * MICROS_PER_DAY) }),
    ...(timestampformat === undefined ? {} : { writeTimestamp: writerOf(timestampformat, zone, locale) }),
    ...(timestampntzformat === undefined ? {} : { writeTimestampNtz: writerOf(timestampntzformat, utc, locale) }),
    ...(timeformat === undefined ? {} : { writeTime: timeWriter(timeformat) }),
  };
}

const utc = zoneOf('UTC');
const MICROS_PER_DAY = BigInt(SECONDS_PER_DAY) * 1_000_000n;
const encoder = new TextEncoder();

/** A pattern that is none reads nothing: each value is as good as malformed, and the mode of the caller decides. */
function readerOf(pattern: string, zone: Zone, ignoreZone: boolean, locale: string | undefined): (text: string) => bigint | undefined {
  const elements = attempt(() => compiled(pattern, true, locale));
  if (elements === undefined) return () => undefined;
  const into = newInstant();
  return (text) => {
    const bytes = encoder.encode(text);
    return parseMoment(elements, bytes, { start: 0, end: bytes.length }, { zone, into, ignoreZone }) ? microsOf(into) : undefined;
  };
}

function compiled(pattern: string, parsing: boolean, locale: string | undefined): readonly Element[] {
  const elements = compilePattern(pattern, { parsing, mentionOldVersions: true });
  return locale === undefined ? elements : localizedPattern(elements, locale);
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof StreamError && error.condition.startsWith('INVALID_DATETIME_PATTERN')) return undefined;
    throw error;
  }
}

function timeReader(pattern: string): (text: string) => bigint | undefined {
  const elements = compilePattern(pattern, { parsing: true, mentionOldVersions: false });
  return (text) => {
    const bytes = encoder.encode(text);
    const nanos = parseTimeByPattern(elements, bytes, { start: 0, end: bytes.length });
    return nanos === undefined ? undefined : BigInt(nanos);
  };
}

function timeWriter(pattern: string): (nanos: bigint) => string {
  const elements = timeElements(pattern);
  const moment = newMoment(utc);
  return (nanos) => {
    setTimeOfDay(moment, nanos);
    return formatMoment(elements, moment);
  };
}

function daysOf(micros: bigint | undefined): number | undefined {
  return micros === undefined ? undefined : Math.floor(Number(micros / 1_000_000n) / SECONDS_PER_DAY);
}

function writerOf(pattern: string, zone: Zone, locale: string | undefined): (micros: bigint) => string {
  const elements = compiled(pattern, false, locale);
  const moment = newMoment(zone);
  const instant = newInstant();
  return (micros) => {
    instantOf(micros, instant);
    setMoment(moment, instant.seconds, instant.micros);
    return formatMoment(elements, moment);
  };
}
