import { monthNames } from '../../types/datetime-names.ts';

/** Of java.time. */
export const LAST_YEAR = 999_999_999;

/** What is wrong with fields that are no date or no time of day: the first that is out of its range. Months with fewer days come last. */
export function dateFault(year: number, month: number, day: number): string {
  if (Math.abs(year) > LAST_YEAR) return outside('Year', '-999999999 - 999999999', year);
  if (month < 1 || month > 12) return outside('MonthOfYear', '1 - 12', month);
  if (day < 1 || day > 31) return outside('DayOfMonth', '1 - 28/31', day);
  return day === 29 ? `Invalid date 'February 29' as '${year}' is not a leap year` : `Invalid date '${monthNames[month - 1]!.toUpperCase()} ${day}'`;
}

export function timeFault(hour: number, minute: number, second: number): string {
  if (hour < 0 || hour > 23) return outside('HourOfDay', '0 - 23', hour);
  return minute < 0 || minute > 59 ? outside('MinuteOfHour', '0 - 59', minute) : outside('SecondOfMinute', '0 - 59', second);
}

function outside(field: string, range: string, value: number): string {
  return `Invalid value for ${field} (valid values ${range}): ${value}`;
}
