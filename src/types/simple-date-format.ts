import { fail } from '../errors/stream-error.ts';
import { FIRST_GREGORIAN_DAY, hybridDays, weekdayOf } from './calendar.ts';
import { dayNames, halfDayNames, monthNames, shortDayNames, shortEraNames, shortMonthNames } from './datetime-names.ts';
import type { Moment } from './datetime-format.ts';
import { zoneText } from './time-zone-text.ts';
import { textToSql } from './print.ts';

/**
 * Patterns as Java's SimpleDateFormat takes them, which Spark 2 had: `spark.sql.legacy.timeParserPolicy=LEGACY`. Differs from today's patterns in the letters
 * (Y w W u F, no q V x O), in S, which are milliseconds and no fraction, and in that a number pads but has no longest form.
 */
export type SimplePiece = { readonly text: string } | SimpleField;
export interface SimpleField { readonly letter: string; readonly count: number }

export function compileSimple(pattern: string): readonly SimplePiece[] {
  const refuse = (): never => fail('INVALID_DATETIME_PATTERN.WITH_SUGGESTION', { pattern: textToSql(pattern) });
  const pieces: SimplePiece[] = [];
  for (let at = 0; at < pattern.length;) {
    const character = pattern[at]!;
    if (character === "'") {
      const quoted = /^'((?:[^']|'')*)'/.exec(pattern.slice(at));
      if (quoted === null) return refuse();
      pieces.push({ text: quoted[1] === '' ? "'" : quoted[1]!.replaceAll("''", "'") });
      at += quoted[0].length;
    } else if (/[A-Za-z]/.test(character)) {
      let end = at + 1;
      while (pattern[end] === character) end++;
      const count = end - at;
      if (!fieldLetters.has(character) || (character === 'X' && count > 3)) return refuse();
      pieces.push({ letter: character, count });
      at = end;
    } else {
      pieces.push({ text: character });
      at++;
    }
  }
  return pieces;
}

const fieldLetters: ReadonlySet<string> = new Set('GyYMLwWDdFEuaHkKhmsSzZX');

/** A moment as the calendar of SimpleDateFormat has it, and the value of S. */
interface OldMoment extends Moment { readonly fraction: number }

/** `fractions`: S are digits of the second, as many as the pattern has of them, as FastDateFormat does for Spark; otherwise milliseconds. */
export function formatSimple(pieces: readonly SimplePiece[], moment: Moment, { fractions = false } = {}): string {
  const digits = pieces.reduce((sum, piece) => sum + ('text' in piece || piece.letter !== 'S' ? 0 : piece.count), 0);
  const old = { ...inOldCalendar(moment), fraction: Math.floor(fractions ? (moment.micros * 10 ** digits) / 1_000_000 : moment.micros / 1000) };
  return pieces.map((piece) => ('text' in piece ? piece.text : formatField(piece, old))).join('');
}

/** The days that the Gregorian calendar left out are its first one. */
function inOldCalendar(moment: Moment): Moment {
  if (moment.days >= FIRST_GREGORIAN_DAY) return moment;
  if (moment.days >= FIRST_GREGORIAN_DAY - 10) return { ...moment, day: 15, days: FIRST_GREGORIAN_DAY };
  return { ...moment, days: hybridDays(moment.year, moment.month, moment.day) };
}

function formatField({ letter, count }: SimpleField, moment: OldMoment): string {
  const padded = (value: number): string => String(value).padStart(count, '0');
  const yearOfEra = moment.year > 0 ? moment.year : 1 - moment.year;
  const weekday = weekdayOf(moment.days);
  switch (letter) {
    case 'G': return shortEraNames[moment.year > 0 ? 1 : 0];
    case 'y': return yearText(yearOfEra, count);
    case 'Y': return yearText(weekOfYear(moment).year, count);
    case 'M': case 'L': return count < 3 ? padded(moment.month) : (count === 3 ? shortMonthNames : monthNames)[moment.month - 1]!;
    case 'w': return padded(weekOfYear(moment).week);
    case 'W': return padded(Math.floor((moment.day - 1 + sundayFirst(moment.days - moment.day + 1)) / 7) + 1);
    case 'D': return padded(moment.days - hybridDays(moment.year, 1, 1) + 1);
    case 'd': return padded(moment.day);
    case 'F': return padded(Math.floor((moment.day - 1) / 7) + 1);
    case 'E': return (count > 3 ? dayNames : shortDayNames)[weekday]!;
    case 'u': return padded(weekday + 1);
    case 'a': return halfDayNames[moment.hour < 12 ? 0 : 1];
    case 'H': return padded(moment.hour);
    case 'k': return padded(moment.hour === 0 ? 24 : moment.hour);
    case 'K': return padded(moment.hour % 12);
    case 'h': return padded(moment.hour % 12 === 0 ? 12 : moment.hour % 12);
    case 'm': return padded(moment.minute);
    case 's': return padded(moment.second);
    case 'S': return padded(moment.fraction);
    case 'z': return zoneText(moment.zone, moment.utcSeconds, count > 3);
    default: return offsetText(moment.offset, letter === 'Z' ? 2 : count, letter === 'X');
  }
}

function yearText(year: number, count: number): string {
  return count === 2 ? String(year % 100).padStart(2, '0') : String(year).padStart(count, '0');
}

/** Weeks begin on Sundays; the first of a year has its first day. */
function weekOfYear({ year, days }: Moment): { readonly year: number; readonly week: number } {
  const first = hybridDays(year, 1, 1);
  const daysAfterSaturday = hybridDays(year + 1, 1, 1) - (days - sundayFirst(days) + 6);
  if (daysAfterSaturday <= 0) return { year: year + 1, week: 1 };
  return { year, week: Math.floor((days - first + sundayFirst(first)) / 7) + 1 };
}

/** Sunday is 0. */
function sundayFirst(days: number): number { return (weekdayOf(days) + 1) % 7; }

function offsetText(offset: number, form: number, zuluForZero: boolean): string {
  if (offset === 0 && zuluForZero) return 'Z';
  const minutes = Math.floor(Math.abs(offset) / 60);
  const two = (value: number): string => String(value).padStart(2, '0');
  const rest = form === 1 ? '' : `${form === 3 ? ':' : ''}${two(minutes % 60)}`;
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${rest}`;
}
