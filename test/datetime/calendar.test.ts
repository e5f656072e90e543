import { addMonths as addMonthsOf, differenceInCalendarMonths, getISOWeek, getISOWeekYear, lastDayOfMonth as lastDayOf } from 'date-fns';
import { UTCDate } from '@date-fns/utc';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addMonths, daysFromCivil, dayOfYear, isCivilDate, isoWeekOf, lastDayOfMonth, newCivil, splitDays, weekdayOf, weekYearOf } from '../../src/types/calendar.ts';
import { fitsMicros, instantOf, microsOf, newInstant, readInstant, readSeconds, wordsOf, writeInstant } from '../../src/types/instant.ts';

const DAY_MS = 86_400_000;
/** What JavaScript dates can show. */
const anyDay = fc.integer({ min: -95_000_000, max: 95_000_000 });

test('days and civil dates turn into each other as in JavaScript', () => {
  const civil = newCivil();
  fc.assert(fc.property(anyDay, (days) => {
    splitDays(days, civil);
    const date = new Date(days * DAY_MS);
    expect([civil.year, civil.month, civil.day]).toEqual([date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()]);
    expect(daysFromCivil(civil.year, civil.month, civil.day)).toBe(days);
    expect(isCivilDate(civil.year, civil.month, civil.day)).toBe(true);
    expect(weekdayOf(days)).toBe((date.getUTCDay() + 6) % 7);
  }), { numRuns: 2000 });
});

test('weeks, months and ends of months are those of date-fns', () => {
  fc.assert(fc.property(fc.integer({ min: -600_000, max: 2_900_000 }), fc.integer({ min: -1500, max: 1500 }), (days, months) => {
    const date = new UTCDate(days * DAY_MS);
    expect(isoWeekOf(days)).toBe(getISOWeek(date));
    expect(weekYearOf(days)).toBe(getISOWeekYear(date));
    expect(lastDayOfMonth(days)).toBe(Math.floor(lastDayOf(date).getTime() / DAY_MS));
    expect(addMonths(days, months)).toBe(Math.floor(addMonthsOf(date, months).getTime() / DAY_MS));
    expect(differenceInCalendarMonths(new UTCDate(addMonths(days, months) * DAY_MS), date)).toBe(months);
    expect(dayOfYear(days)).toBe(days - Math.floor(new UTCDate(date.getUTCFullYear(), 0, 1).setUTCFullYear(date.getUTCFullYear()) / DAY_MS) + 1);
  }), { numRuns: 1000 });
});

test('the ends of the range of dates', () => {
  const civil = newCivil();
  splitDays(2_147_483_647, civil);
  expect(civil).toEqual({ year: 5_881_580, month: 7, day: 11 });
  splitDays(-2_147_483_648, civil);
  expect(civil).toEqual({ year: -5_877_641, month: 6, day: 23 });
});

test('an instant is read from and written into the words of an int64 exactly', () => {
  const values = new BigInt64Array(1);
  const words = wordsOf(values);
  const instant = newInstant();
  fc.assert(fc.property(fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }), (micros) => {
    values[0] = micros;
    readInstant(words, 0, instant);
    expect(microsOf(instant)).toBe(micros);
    expect(readSeconds(words, 0)).toBe(instant.seconds);
    expect(instantOf(micros)).toEqual(instant);
    expect(fitsMicros(instant.seconds, instant.micros)).toBe(true);
    values[0] = 0n;
    writeInstant(words, 0, instant.seconds, instant.micros);
    expect(values[0]).toBe(micros);
  }), { numRuns: 5000 });
  expect(fitsMicros(9_223_372_036_854, 775_808)).toBe(false);
  expect(fitsMicros(-9_223_372_036_855, 224_191)).toBe(false);
});
