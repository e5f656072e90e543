import { fail } from '../errors/stream-error.ts';
import { daysFromCivil, lengthOfMonth, SECONDS_PER_DAY, splitDays, weekdayOf } from './calendar.ts';
import { dayNames, halfDayNames, monthNames, shortDayNames, shortEraNames, shortMonthNames } from './datetime-names.ts';
import type { Instant } from './instant.ts';
import type { SimpleField, SimplePiece } from './simple-date-format.ts';
import { toUtcSeconds, type Zone } from './time-zone.ts';
import { readZoneText, seasonOffset } from './time-zone-text.ts';

/**
 * Text by a pattern of SimpleDateFormat (simple-date-format.ts): numbers take all their digits unless another number follows at once, blanks before
 * a field and text behind the last one do not count, names in any case. What is not there is 1970-01-01 00:00:00; what is must exist. `lenient`: as
 * FastDateFormat reads the files of Spark 2; 31 February is 2 March, and S are as many digits of the second as the pattern has of them.
 */
export interface SimpleGoal { readonly zone: Zone; readonly into: Instant; readonly nowSeconds: () => number; readonly lenient?: boolean }

/** False when the text does not fit. */
export function parseSimple(pieces: readonly SimplePiece[], text: string, goal: SimpleGoal): boolean {
  const found: Found = { values: new Map(), zone: undefined };
  let at = 0;
  for (const [index, piece] of pieces.entries()) {
    if ('text' in piece) {
      if (!text.startsWith(piece.text, at)) return false;
      at += piece.text.length;
      continue;
    }
    const next = pieces[index + 1];
    const end = readField(piece, text, { at, fixed: next !== undefined && !('text' in next) && isNumber(next), found, goal });
    if (end === undefined) return false;
    at = end;
  }
  return at > 0 && settle(found, goal, pieces);
}

/** What spark.sql.legacy.timeParserPolicy=EXCEPTION says to text that only the old patterns read. */
export function failOldText(text: string): never {
  return fail('INCONSISTENT_BEHAVIOR_CROSS_VERSION.PARSE_DATETIME_BY_NEW_PARSER', { datetime: `'${text}'`, config: '"spark.sql.legacy.timeParserPolicy"' });
}

/** What was read, by letter, and the zone if it was one by name. */
interface Found { readonly values: Map<string, number>; zone: Zone | undefined }

function isNumber({ letter, count }: SimpleField): boolean {
  return letter === 'M' || letter === 'L' ? count < 3 : !namedLetters.has(letter);
}

const namedLetters: ReadonlySet<string> = new Set('GEazZX');

interface Place { readonly at: number; readonly fixed: boolean; readonly found: Found; readonly goal: SimpleGoal }

function readField(field: SimpleField, text: string, { at, fixed, found, goal }: Place): number | undefined {
  let start = at;
  while (text[start] === ' ' || text[start] === '\t') start++;
  if (!isNumber(field)) return readName(field, text, start, found);
  const limit = fixed ? at + field.count : text.length;
  if (limit > text.length && goal.lenient !== true) return undefined;
  const digits = /^\d+/.exec(text.slice(start, limit))?.[0];
  if (digits === undefined) return undefined;
  let value = Number(digits);
  if (field.letter === 'y' && field.count <= 2 && (digits.length === 2 || (goal.lenient === true && value < 100))) value = inCentury(value, goal.nowSeconds());
  found.values.set(field.letter === 'L' ? 'M' : field.letter, value);
  return start + digits.length;
}

/** Two digits are a year from 80 years ago to 20 years ahead. */
function inCentury(value: number, nowSeconds: number): number {
  const today = { year: 0, month: 0, day: 0 };
  splitDays(Math.floor(nowSeconds / SECONDS_PER_DAY), today);
  const first = today.year - 80;
  return value + Math.floor(first / 100) * 100 + (value < first % 100 ? 100 : 0);
}

function readName({ letter, count }: SimpleField, text: string, start: number, found: Found): number | undefined {
  switch (letter) {
    case 'G': return pick(shortEraNames, text, start, (index) => found.values.set('G', index));
    case 'M': case 'L': return pick(monthNames, text, start, (index) => found.values.set('M', index + 1)) ?? pick(shortMonthNames, text, start, (index) => found.values.set('M', index + 1));
    case 'E': return pick(dayNames, text, start, (index) => found.values.set('u', index + 1)) ?? pick(shortDayNames, text, start, (index) => found.values.set('u', index + 1));
    case 'a': return pick(halfDayNames, text, start, (index) => found.values.set('a', index));
    case 'X': return readOffset(text, start, found, isoOffsets[count - 1]!);
    default: return readOffset(text, start, found, /^(?:GMT(?=[+-]\d{1,2}:\d{2}))?([+-])(\d{1,2}):?(\d{2})/i) ?? readZone(text, start, found);
  }
}

const isoOffsets: readonly RegExp[] = [/^([+-])(\d{2})/, /^([+-])(\d{2})(\d{2})/, /^([+-])(\d{2}):(\d{2})/];

function pick(names: readonly string[], text: string, start: number, keep: (index: number) => unknown): number | undefined {
  const index = names.findIndex((name) => text.slice(start, start + name.length).toLowerCase() === name.toLowerCase());
  if (index < 0) return undefined;
  keep(index);
  return start + names[index]!.length;
}

function readOffset(text: string, start: number, found: Found, form: RegExp): number | undefined {
  if (text[start] === 'Z' && isoOffsets.includes(form)) {
    found.values.set('offset', 0);
    return start + 1;
  }
  const match = form.exec(text.slice(start));
  if (match === null) return undefined;
  found.values.set('offset', (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 3600 + Number(match[3] ?? 0) * 60));
  return start + match[0].length;
}

/** A name of winter or summer time stands for that offset, whatever the season of the date is. Ids are no names. */
function readZone(text: string, start: number, found: Found): number | undefined {
  const named = readZoneText(text.slice(start));
  if (named === undefined || (named.season === undefined && named.zone.fixedOffset === undefined)) return undefined;
  found.zone = named.zone;
  if (named.season !== undefined) found.values.set('offset', seasonOffset(named.zone, named.season));
  return start + named.length;
}

/** The instant, if all that was found exists and agrees, or carries over. */
function settle(found: Found, goal: SimpleGoal, pieces: readonly SimplePiece[]): boolean {
  const { values } = found;
  if (goal.lenient === true) {
    const digits = pieces.reduce((sum, piece) => sum + ('text' in piece || piece.letter !== 'S' ? 0 : piece.count), 0);
    const micros = Math.floor(((values.get('S') ?? 0) * 1_000_000) / 10 ** digits);
    return arrive(found, goal, { days: daysCarried(values), hour: hourCarried(values), micros });
  }
  if (['w', 'W', 'F', 'Y'].some((letter) => values.has(letter))) return false;
  if ([...ranges].some(([letter, [least, most]]) => values.has(letter) && (values.get(letter)! < least || values.get(letter)! > most))) return false;
  const days = daysFound(found);
  if (days === undefined || (found.values.has('u') && found.values.get('u') !== weekdayOf(days) + 1)) return false;
  const hour = hourFound(found);
  return hour !== undefined && arrive(found, goal, { days, hour, micros: (values.get('S') ?? 0) * 1000 });
}

interface Settled { readonly days: number; readonly hour: number; readonly micros: number }

function arrive(found: Found, { zone, into }: SimpleGoal, { days, hour, micros }: Settled): boolean {
  const local = days * SECONDS_PER_DAY + hour * 3600 + (found.values.get('m') ?? 0) * 60 + (found.values.get('s') ?? 0);
  const offset = found.values.get('offset');
  into.seconds = offset === undefined ? toUtcSeconds(found.zone ?? zone, local) : local - offset;
  into.seconds += Math.floor(micros / 1_000_000);
  into.micros = micros % 1_000_000;
  return true;
}

/** Months beyond the year and days beyond the month count on. */
function daysCarried(values: Found['values']): number {
  const yearOfEra = values.get('y') ?? 1970;
  const year = values.get('G') === 0 ? 1 - yearOfEra : yearOfEra;
  if (values.has('D') && !values.has('M') && !values.has('d')) return daysFromCivil(year, 1, 1) + values.get('D')! - 1;
  const months = (values.get('M') ?? 1) - 1;
  return daysFromCivil(year + Math.floor(months / 12), ((months % 12) + 12) % 12 + 1, 1) + (values.get('d') ?? 1) - 1;
}

function hourCarried(values: Found['values']): number {
  const k = values.get('k');
  return values.get('H') ?? (k === 24 ? 0 : k) ?? (values.get('K') ?? (values.get('h') === 12 ? 0 : values.get('h')) ?? 0) + (values.get('a') ?? 0) * 12;
}

const ranges: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['y', [1, 292_278_994]], ['M', [1, 12]], ['d', [1, 31]], ['D', [1, 366]], ['u', [1, 7]], ['H', [0, 23]], ['k', [1, 24]], ['K', [0, 11]], ['h', [1, 12]], ['m', [0, 59]], ['s', [0, 59]], ['S', [0, 999]],
]);

function daysFound(found: Found): number | undefined {
  const yearOfEra = found.values.get('y') ?? 1970;
  const year = found.values.get('G') === 0 ? 1 - yearOfEra : yearOfEra;
  const dayOfYear = found.values.get('D');
  if (dayOfYear !== undefined && !found.values.has('M') && !found.values.has('d')) {
    const first = daysFromCivil(year, 1, 1);
    return dayOfYear > daysFromCivil(year + 1, 1, 1) - first ? undefined : first + dayOfYear - 1;
  }
  const [month, day] = [found.values.get('M') ?? 1, found.values.get('d') ?? 1];
  const length = month === 2 && year % 4 === 0 && year < 1582 ? 29 : lengthOfMonth(year, month);
  return day > length ? undefined : daysFromCivil(year, month, 1) + day - 1;
}

function hourFound(found: Found): number | undefined {
  const half = found.values.get('a');
  const whole = found.values.get('H') ?? (found.values.has('k') ? found.values.get('k')! % 24 : undefined);
  if (whole !== undefined) return half !== undefined && half !== Math.floor(whole / 12) ? undefined : whole;
  return (found.values.get('K') ?? (found.values.get('h') ?? 0) % 12) + (half ?? 0) * 12;
}
