import { StreamError } from '../../errors/stream-error.ts';
import { SECONDS_PER_DAY } from '../../types/calendar.ts';
import { formatMoment, newMoment, setMoment, setTimeOfDay } from '../../types/datetime-format.ts';
import { parseMoment, parseTimeByPattern } from '../../types/datetime-parse.ts';
import { parseDate } from '../../types/date-text.ts';
import { compilePattern, timeElements, type Element } from '../../types/datetime-pattern.ts';
import { instantOf, microsOf, newInstant } from '../../types/instant.ts';
import { compileSimple, formatSimple } from '../../types/simple-date-format.ts';
import { failOldText, parseSimple } from '../../types/simple-date-parse.ts';
import { parseTimestamp } from '../../types/timestamp-text.ts';
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

type Options = Readonly<Record<string, string>>;
type Setting = (key: string) => string | undefined;

/**
 * Options by lower-case name: dateformat, timestampformat, timestampntzformat, timeformat. Under spark.sql.legacy.timeParserPolicy=LEGACY patterns of dates and
 * timestamps are those of FastDateFormat, there is always one, and what does not fit is read as CAST does; under EXCEPTION what fits only so is an error.
 */
export function timeReaders(options: Options, zone: Zone, setting: Setting): TimeReaders {
  const { timestampntzformat, timeformat } = options;
  const policy = policyOf(setting);
  const fallsBack = options['enabledatetimeparsingfallback']?.toLowerCase() ?? String(policy === 'LEGACY');
  const common: Reading = { policy, zone, locale: localeOf(options) };
  const [dateformat, timestampformat] = policy === 'LEGACY' ? [options['dateformat'] ?? oldPatterns.date, options['timestampformat'] ?? oldPatterns.timestamp] : [options['dateformat'], options['timestampformat']];
  const date = dateformat === undefined ? undefined : readerOf(dateformat, { ...common, zone: utc, ignoreZone: true });
  const timestamp = timestampformat === undefined ? undefined : readerOf(timestampformat, common);
  const [castDate, castText] = fallsBack === 'true' ? [parseDate, (text: string) => parseTimestamp(text, zone)] : [noTime, noTime];
  return {
    ...(date === undefined ? (policy === 'EXCEPTION' ? { readDate: castUnlessOld } : {}) : { readDate: (text) => daysOf(date(text)) ?? castDate(text) }),
    ...(timestamp === undefined ? {} : { readTimestamp: (text) => timestamp(text) ?? castText(text) }),
    ...(timestampntzformat === undefined ? {} : { readTimestampNtz: readerOf(timestampntzformat, { ...common, zone: utc, ignoreZone: true, local: true }) }),
    ...(timeformat === undefined ? {} : { readTime: timeReader(timeformat) }),
  };
}

/** Text as CAST reads it; what tells a time of day only is of today, where there is a clock. */
export function castTimestamp(text: string, { zone, nowSeconds }: { readonly zone: Zone; readonly nowSeconds?: () => number }): bigint | undefined {
  return parseTimestamp(text, zone, nowSeconds !== undefined && /^\s*T?\d{1,2}:/.test(text) ? nowSeconds() : 0);
}

export function timeWriters(options: Options, zone: Zone, setting: Setting): TimeWriters {
  const { timestampntzformat, timeformat } = options;
  const isOld = policyOf(setting) === 'LEGACY';
  const [dateformat, timestampformat] = [options['dateformat'] ?? (isOld ? oldPatterns.date : undefined), options['timestampformat'] ?? (isOld ? oldPatterns.timestamp : undefined)];
  const locale = localeOf(options);
  const writer = isOld ? oldWriterOf : writerOf;
  const date = dateformat === undefined ? undefined : writer(dateformat, utc, locale);
  return {
    ...(date === undefined ? {} : { writeDate: (days) => date(BigInt(days) * MICROS_PER_DAY) }),
    ...(timestampformat === undefined ? {} : { writeTimestamp: writer(timestampformat, zone, locale) }),
    ...(timestampntzformat === undefined ? {} : { writeTimestampNtz: writerOf(timestampntzformat, utc, locale) }),
    ...(timeformat === undefined ? {} : { writeTime: timeWriter(timeformat) }),
  };
}

type Policy = 'CORRECTED' | 'LEGACY' | 'EXCEPTION';

function policyOf(setting: Setting): Policy {
  const policy = setting('spark.sql.legacy.timeParserPolicy')?.toUpperCase();
  return policy === 'LEGACY' || policy === 'EXCEPTION' ? policy : 'CORRECTED';
}

const oldPatterns = { date: 'yyyy-MM-dd', timestamp: "yyyy-MM-dd'T'HH:mm:ss.SSSXXX" } as const;

/** Dates without a pattern under EXCEPTION. */
const castUnlessOld = (text: string): number | undefined => parseDate(text) ?? (oldReaderOf(oldPatterns.date, utc)(text) === undefined ? undefined : failOldText(text));

const noTime = (): undefined => undefined;

const utc = zoneOf('UTC');
const MICROS_PER_DAY = BigInt(SECONDS_PER_DAY) * 1_000_000n;
const encoder = new TextEncoder();

/** `local`: timestamps without time zone, which know no old patterns and refuse text with a zone. */
interface Reading { readonly policy: Policy; readonly zone: Zone; readonly locale: string | undefined; readonly ignoreZone?: boolean; readonly local?: boolean }

/** A pattern that is none reads nothing: each value is as good as malformed, and the mode of the caller decides. */
function readerOf(pattern: string, { policy, zone, locale, ignoreZone = false, local = false }: Reading): (text: string) => bigint | undefined {
  const old = local || policy === 'CORRECTED' ? undefined : oldReaderOf(pattern, zone);
  if (policy === 'LEGACY' && old !== undefined) return old;
  const elements = attempt(() => compiled(pattern, true, locale), policy === 'LEGACY');
  if (elements === undefined) return noTime;
  const into = newInstant();
  return (text) => {
    const bytes = encoder.encode(text);
    if (parseMoment(elements, bytes, { start: 0, end: bytes.length }, { zone, into, ignoreZone, refuseZone: local })) return microsOf(into);
    return old?.(text) === undefined ? undefined : failOldText(text);
  };
}

function oldReaderOf(pattern: string, zone: Zone): (text: string) => bigint | undefined {
  const pieces = attempt(() => compileSimple(pattern), true);
  if (pieces === undefined) return noTime;
  const into = newInstant();
  const goal = { zone, into, lenient: true, nowSeconds: () => YEAR_OF_CENTURIES };
  return (text) => (parseSimple(pieces, text, goal) ? microsOf(into) : undefined);
}

/** Years of two digits are those around this second, in 2025: formats have no clock. */
const YEAR_OF_CENTURIES = 1_750_000_000;

function compiled(pattern: string, parsing: boolean, locale: string | undefined): readonly Element[] {
  const elements = compilePattern(pattern, { parsing, mentionOldVersions: true });
  return locale === undefined ? elements : localizedPattern(elements, locale);
}

function attempt<T>(make: () => T, hidesAll: boolean): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof StreamError && (hidesAll || error.condition.startsWith('INVALID_DATETIME_PATTERN'))) return undefined;
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

function oldWriterOf(pattern: string, zone: Zone): (micros: bigint) => string {
  const pieces = compileSimple(pattern);
  const moment = newMoment(zone);
  const instant = newInstant();
  return (micros) => {
    instantOf(micros, instant);
    setMoment(moment, instant.seconds, instant.micros);
    return formatSimple(pieces, moment, { fractions: true });
  };
}
