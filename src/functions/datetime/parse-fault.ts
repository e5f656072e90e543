import { decodeUtf8 } from '../../columnar/read.ts';
import { isLeapYear } from '../../types/calendar.ts';
import { monthNames } from '../../types/datetime-names.ts';
import { faultOfMoment, type TextRange } from '../../types/datetime-parse.ts';
import type { Element, Field } from '../../types/datetime-pattern.ts';

/** Why a text does not fit its pattern, as java.time puts it: Spark gives that as a parameter of its error. */
export function parseFault(elements: readonly Element[], bytes: Uint8Array, range: TextRange): string {
  const { failedAt, leftAt, field, day } = faultOfMoment(elements, bytes, range);
  const text = decodeUtf8(bytes, range.start, range.end);
  const indexOf = (byte: number): number => decodeUtf8(bytes, range.start, range.start + byte).length;
  const head = `Text '${text.length > 64 ? `${text.slice(0, 64)}...` : text}' could not be parsed`;
  if (failedAt !== undefined) return `${head} at index ${indexOf(failedAt)}`;
  if (leftAt !== undefined) return `${head}, unparsed text found at index ${indexOf(leftAt)}`;
  if (field !== undefined) return `${head}: ${outOfRange(field.name, field.value)}`;
  if (day === undefined) return head;
  const name = monthNames[day.month - 1]!.toUpperCase();
  return `${day.assumed ? '' : `${head}: `}Invalid date '${day.month === 2 && day.day === 29 && !isLeapYear(day.year) ? `February 29' as '${day.year}' is not a leap year` : `${name} ${day.day}'`}`;
}

function outOfRange(field: Field, value: number): string {
  const [name, values] = fieldRanges[field] ?? [field, ''];
  return `Invalid value for ${name} (valid values ${values}): ${value}`;
}

const fieldRanges: Partial<Record<Field, readonly [name: string, values: string]>> = {
  month: ['MonthOfYear', '1 - 12'], day: ['DayOfMonth', '1 - 28/31'], 'day of year': ['DayOfYear', '1 - 365/366'], hour: ['HourOfDay', '0 - 23'], 'clock hour': ['ClockHourOfDay', '1 - 24'],
  'half hour': ['HourOfAmPm', '0 - 11'], 'clock half hour': ['ClockHourOfAmPm', '1 - 12'], minute: ['MinuteOfHour', '0 - 59'], second: ['SecondOfMinute', '0 - 59'],
};
