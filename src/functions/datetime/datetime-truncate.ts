import { int32Values, type Column } from '../../columnar/column.ts';
import { textReader } from '../../columnar/text.ts';
import { fail } from '../../errors/stream-error.ts';
import { type Civil, daysFromCivil, newCivil, SECONDS_PER_DAY, splitDays, weekdayOf } from '../../types/calendar.ts';
import { dayNames } from '../../types/datetime-names.ts';
import { newInstant, readInstant, readSeconds, writeInstant, type Instant } from '../../types/instant.ts';
import { offsetAt, toUtcNear, toUtcSeconds, zoneOf, type Zone } from '../../types/time-zone.ts';
import { NULL, numberColumn, wordColumn, wordsIn } from './datetime-columns.ts';
import type { BoundCall, Kernel, ScalarFunction } from '../function.ts';

const words = { kind: 'scalar', group: 'datetime_funcs', since: '0.1' } as const;

/** Rounding down to a unit, and the next day of a name. */
export const datetimeTruncateFunctions: readonly ScalarFunction[] = [
  {
    ...words, name: 'trunc', signatures: ['(date, string) -> date'], nullable: 'always',
    doc: "Returns the first day of the unit a date is in: 'year' ('yyyy', 'yy'), 'quarter', 'month' ('mon', 'mm') or 'week' (Monday). NULL for any other unit.",
    examples: [["SELECT trunc(DATE'2024-08-29', 'MM')", '2024-08-01'], ["SELECT trunc(DATE'2024-08-29', 'week')", '2024-08-26'], ["SELECT trunc(DATE'2024-08-29', 'day')", 'NULL']],
    kernel: truncateDate,
  },
  {
    ...words, name: 'date_trunc', signatures: ['(string, timestamp) -> timestamp'], nullable: 'always',
    doc: "Returns a timestamp rounded down to a unit: 'year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second', 'millisecond' or 'microsecond'. NULL for any other unit.",
    examples: [["SELECT date_trunc('HOUR', TIMESTAMP'2024-08-29 13:45:59.5')", '2024-08-29 13:00:00'], ["SELECT date_trunc('year', TIMESTAMP'2024-08-29 13:45:59.5')", '2024-01-01 00:00:00']],
    kernel: truncateTimestamp,
  },
  {
    ...words, name: 'next_day', signatures: ['(date, string) -> date'], nullable: 'always',
    doc: "Returns the first day after a date that has the given name ('MO', 'MON' or 'MONDAY', in any case). Another name is an error (NULL without ANSI mode).",
    examples: [["SELECT next_day(DATE'2024-02-29', 'TU')", '2024-03-05']],
    kernel: nextDay,
  },
];

/** Units from the smallest, as ranks; `WEEK` and above are whole days. */
const MICROSECOND = 0;
const MILLISECOND = 1;
const SECOND = 2;
const MINUTE = 3;
const HOUR = 4;
const DAY = 5;
const WEEK = 6;
const MONTH = 7;
const QUARTER = 8;
const YEAR = 9;
const UNKNOWN = -1;

const unitRanks: Readonly<Record<string, number>> = {
  MICROSECOND, MILLISECOND, SECOND, MINUTE, HOUR, DAY, DD: DAY, WEEK, MON: MONTH, MONTH, MM: MONTH, QUARTER, YEAR, YYYY: YEAR, YY: YEAR,
};

function rankOf(unit: string): number {
  const upper = unit.toUpperCase();
  return Object.hasOwn(unitRanks, upper) ? unitRanks[upper]! : UNKNOWN;
}

/** The rank of the unit in each row; looked up once when it is constant. */
function rankReader(column: Column): (row: number) => number {
  const text = textReader(column);
  if (column.mask === 0) {
    const constant = rankOf(text(0));
    return () => constant;
  }
  let last = '';
  let rank = UNKNOWN;
  return (row) => {
    const unit = text(row);
    if (unit !== last) {
      last = unit;
      rank = rankOf(unit);
    }
    return rank;
  };
}

const civil: Civil = newCivil();

/** First day of the week, month, quarter or year. */
function firstDayOf(days: number, rank: number): number {
  if (rank === WEEK) return days - weekdayOf(days);
  splitDays(days, civil);
  if (rank === MONTH) return days - civil.day + 1;
  return daysFromCivil(civil.year, rank === YEAR ? 1 : civil.month - ((civil.month - 1) % 3), 1);
}

function truncateDate(call: BoundCall): Kernel {
  return (args, rows, { arena }) => {
    const [date, unit] = args as [Column, Column];
    const days = int32Values(date);
    const rankAt = rankReader(unit);
    return numberColumn({ type: call.returnType, args, rows, arena }, (row) => {
      const rank = rankAt(row);
      return rank < WEEK ? NULL : firstDayOf(days[row & date.mask]!, rank);
    });
  };
}

const instant: Instant = newInstant();

function truncateTimestamp(call: BoundCall): Kernel {
  const zone = zoneOf(call.settings.timeZone);
  return (args, rows, { arena }) => {
    const [unit, time] = args as [Column, Column];
    const input = wordsIn(time);
    const rankAt = rankReader(unit);
    return wordColumn({ type: call.returnType, args, rows, arena }, (row, out) => {
      const rank = rankAt(row);
      if (rank === UNKNOWN) return false;
      if (rank >= SECOND) {
        const seconds = readSeconds(input, row & time.mask);
        writeInstant(out, row, rank === SECOND ? seconds : truncateSeconds(seconds, zone, rank), 0);
        return true;
      }
      readInstant(input, row & time.mask, instant);
      if (rank === MILLISECOND) instant.micros -= instant.micros % 1000;
      writeInstant(out, row, instant.seconds, instant.micros);
      return true;
    });
  };
}

function truncateSeconds(seconds: number, zone: Zone, rank: number): number {
  const offset = zone.fixedOffset ?? offsetAt(zone, seconds);
  const local = seconds + offset;
  if (rank <= DAY) {
    const unit = rank === MINUTE ? 60 : rank === HOUR ? 3600 : SECONDS_PER_DAY;
    return toUtcNear(zone, Math.floor(local / unit) * unit, offset);
  }
  return toUtcSeconds(zone, firstDayOf(Math.floor(local / SECONDS_PER_DAY), rank) * SECONDS_PER_DAY);
}

function nextDay(call: BoundCall): Kernel {
  return (args, rows, { arena }) => {
    const [date, name] = args as [Column, Column];
    const days = int32Values(date);
    const nameAt = textReader(name);
    return numberColumn({ type: call.returnType, args, rows, arena }, (row) => {
      const weekday = weekdayNamed(nameAt(row));
      if (weekday < 0) return call.settings.ansi ? fail('ILLEGAL_DAY_OF_WEEK', { string: nameAt(row) }, { at: call.at }) : NULL;
      const from = days[row & date.mask]!;
      return from + 7 - ((((weekdayOf(from) - weekday) % 7) + 7) % 7);
    });
  };
}

/** 0 = Monday; -1 for another word. */
function weekdayNamed(text: string): number {
  const name = text.trim().toUpperCase();
  return dayNames.findIndex((day) => [2, 3, day.length].some((length) => day.slice(0, length).toUpperCase() === name));
}
