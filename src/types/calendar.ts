/**
 * The proleptic Gregorian calendar over days since 1970-01-01. Everything here takes and returns numbers, holds for the whole
 * int32 range of days, and allocates nothing: loops over columns call it once per row.
 */

/** A civil date, filled in by `splitDays`. One scratch object is enough for a loop. */
export interface Civil { year: number; month: number; day: number }

export const newCivil = (): Civil => ({ year: 1970, month: 1, day: 1 });

export const SECONDS_PER_DAY = 86_400;

/** Writes year, month (1–12) and day (1–31) of a day into `into`. */
export function splitDays(days: number, into: Civil): void {
  const index = days - FIRST_PACKED_DAY;
  if (index >= 0 && index < PACKED_DAYS) {
    const packed = packedDays[index]!;
    into.year = packed >> 9;
    into.month = (packed >> 5) & 15;
    into.day = packed & 31;
    return;
  }
  computeCivil(days, into);
}

/** Days since 1970-01-01 of a date that exists; months beyond 1–12 are not accepted. */
export function daysFromCivil(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468;
}

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

export function lengthOfMonth(year: number, month: number): number {
  return month === 2 ? (isLeapYear(year) ? 29 : 28) : month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

export function isCivilDate(year: number, month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= lengthOfMonth(year, month);
}

/** Moves a day by months; the day of month is cut to the length of the month it lands in. */
export function addMonths(days: number, months: number): number {
  splitDays(days, scratch);
  const total = scratch.year * 12 + scratch.month - 1 + months;
  const known = total - FIRST_KNOWN_MONTH;
  if (known >= 0 && known < KNOWN_MONTHS) {
    const first = firstDays[known]!;
    return Math.min(first + scratch.day, firstDays[known + 1]!) - 1;
  }
  const year = Math.floor(total / 12);
  const month = total - year * 12 + 1;
  return daysFromCivil(year, month, Math.min(scratch.day, lengthOfMonth(year, month)));
}

export function lastDayOfMonth(days: number): number {
  splitDays(days, scratch);
  return days + lengthOfMonth(scratch.year, scratch.month) - scratch.day;
}

/** 0 = Monday … 6 = Sunday. */
export function weekdayOf(days: number): number {
  return ((days % 7) + 10) % 7;
}

/** 1–366. */
export function dayOfYear(days: number): number {
  splitDays(days, scratch);
  return days - daysFromCivil(scratch.year, 1, 1) + 1;
}

/** The year an ISO week belongs to: that of its Thursday. */
export function weekYearOf(days: number): number {
  splitDays(days - weekdayOf(days) + 3, scratch);
  return scratch.year;
}

/** ISO week of the week-based year, 1–53. */
export function isoWeekOf(days: number): number {
  const thursday = days - weekdayOf(days) + 3;
  return Math.floor((dayOfYear(thursday) - 1) / 7) + 1;
}

const scratch: Civil = newCivil();

function computeCivil(days: number, into: Civil): void {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365);
  const dayOfShiftedYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfShiftedYear + 2) / 153);
  into.day = dayOfShiftedYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  into.month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  into.year = yearOfEra + era * 400 + (into.month <= 2 ? 1 : 0);
}

/** The days people really have, 1900 to 2099, looked up instead of computed: year << 9 | month << 5 | day. */
const FIRST_PACKED_DAY = daysFromCivil(1900, 1, 1);
const PACKED_DAYS = daysFromCivil(2100, 1, 1) - FIRST_PACKED_DAY;
const packedDays = packDays();

function packDays(): Int32Array {
  const out = new Int32Array(PACKED_DAYS);
  let at = 0;
  for (let year = 1900; year < 2100; year++) {
    for (let month = 1; month <= 12; month++) {
      const length = lengthOfMonth(year, month);
      for (let day = 1; day <= length; day++) out[at++] = (year << 9) | (month << 5) | day;
    }
  }
  return out;
}

/** The first days of these months, counted from year 0, and of the one behind them. */
const FIRST_KNOWN_MONTH = 1900 * 12;
const KNOWN_MONTHS = 200 * 12;
const firstDays = Int32Array.from({ length: KNOWN_MONTHS + 1 }, (_, at) => daysFromCivil(1900 + Math.floor(at / 12), (at % 12) + 1, 1));

/** 15 October 1582: before this day the calendars of old programs (java.util's) were Julian. */
export const FIRST_GREGORIAN_DAY = -141_427;

/**
 * The day, counted as `days` are, on which old programs see this date: that of the Julian calendar before 15 October 1582.
 */
export function hybridDays(year: number, month: number, day: number): number {
  const gregorian = daysFromCivil(year, month, day);
  if (gregorian >= FIRST_GREGORIAN_DAY) return gregorian;
  const years = month > 2 ? year : year - 1;
  return 365 * years + Math.floor(years / 4) + Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1 - 719_470;
}
