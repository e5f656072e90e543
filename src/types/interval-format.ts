import type { DayTimeIntervalType, YearMonthIntervalType } from './data-type.ts';
import { type CalendarInterval, dayTimeNames, MICROS_PER_DAY, MICROS_PER_HOUR, MICROS_PER_MINUTE, yearMonthNames } from './interval-text.ts';

/** Writing intervals, as CAST to string and as the SQL literal that generated column names show: the two are the same text. */

/** `INTERVAL '1-2' YEAR TO MONTH` */
export function formatYearMonth(months: number, { start, end }: YearMonthIntervalType = { kind: 'year_month_interval', start: 0, end: 1 }): string {
  const sign = months < 0 ? '-' : '';
  const size = Math.abs(months);
  const years = Math.floor(size / 12);
  if (start !== end) return `INTERVAL '${sign}${years}-${size % 12}' YEAR TO MONTH`;
  return start === 0 ? `INTERVAL '${sign}${years}' YEAR` : `INTERVAL '${sign}${size}' MONTH`;
}

/** `INTERVAL '1 02:03:04.5' DAY TO SECOND` */
export function formatDayTime(micros: bigint, { start, end }: DayTimeIntervalType = { kind: 'day_time_interval', start: 0, end: 3 }): string {
  const fields = start === end ? dayTimeNames[start] : `${dayTimeNames[start]} TO ${dayTimeNames[end]}`;
  let rest = micros < 0n ? -micros : micros;
  let text = micros < 0n ? '-' : '';
  for (let field: number = start; field <= end; field++) {
    if (field > start) text += field === 1 ? ' ' : ':';
    if (field === 3) {
      text += `${rest < 10_000_000n ? '0' : ''}${formatSeconds(rest)}`;
    } else {
      const unit = microsPerField[field]!;
      const value = String(rest / unit);
      text += field === 0 ? value : value.padStart(2, '0');
      rest %= unit;
    }
  }
  return `INTERVAL '${text}' ${fields}`;
}

/** `1 years 2 months -3 days 4 hours 5 minutes 6.7 seconds`, fields that are 0 left out. */
export function formatCalendarInterval({ months, days, micros }: CalendarInterval): string {
  const time = micros % MICROS_PER_MINUTE;
  const words: [string, string][] = [
    [String(Math.trunc(months / 12)), 'years'],
    [String(months % 12), 'months'],
    [String(days), 'days'],
    [String(micros / MICROS_PER_HOUR), 'hours'],
    [String((micros % MICROS_PER_HOUR) / MICROS_PER_MINUTE), 'minutes'],
    [formatSeconds(time), 'seconds'],
  ];
  const text = words.filter(([value]) => value !== '0' && value !== '-0').map((pair) => pair.join(' ')).join(' ');
  return text === '' ? '0 seconds' : text;
}

/** `interval day to second`, as typeof() and schemas show it. */
export function intervalTypeName(type: YearMonthIntervalType | DayTimeIntervalType): string {
  const names: readonly string[] = type.kind === 'year_month_interval' ? yearMonthNames : dayTimeNames;
  const range = type.start === type.end ? names[type.start]! : `${names[type.start]} to ${names[type.end]}`;
  return `interval ${range.toLowerCase()}`;
}

/** µs as decimal seconds without trailing zeros. */
export function formatSeconds(micros: bigint): string {
  const size = micros < 0n ? -micros : micros;
  const fraction = String(size % 1_000_000n).padStart(6, '0').replace(/0+$/, '');
  return `${micros < 0n ? '-' : ''}${size / 1_000_000n}${fraction === '' ? '' : `.${fraction}`}`;
}

const microsPerField = [MICROS_PER_DAY, MICROS_PER_HOUR, MICROS_PER_MINUTE] as const;
