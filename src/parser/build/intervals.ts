import { fail, type Span } from '../../errors/stream-error.ts';
import type { DataType } from '../../types/data-type.ts';

const yearMonthUnits = ['YEAR', 'MONTH'] as const;
const dayTimeUnits = ['DAY', 'HOUR', 'MINUTE', 'SECOND'] as const;

/** Units of INTERVAL '…' from TO to. */
export const rangeUnits: ReadonlySet<string> = new Set([...yearMonthUnits, ...dayTimeUnits]);

/** Units of INTERVAL 1 DAY 2 HOURS, singular and plural. */
export const intervalUnits: ReadonlySet<string> = new Set(
  ['YEAR', 'MONTH', 'WEEK', 'DAY', 'HOUR', 'MINUTE', 'SECOND', 'MILLISECOND', 'MICROSECOND', 'NANOSECOND'].flatMap((unit) => [unit, `${unit}S`]),
);

/** Units of TIMESTAMPADD and TIMESTAMPDIFF. */
export const datetimeUnits: ReadonlySet<string> = new Set(['YEAR', 'QUARTER', 'MONTH', 'WEEK', 'DAY', 'DAYOFYEAR', 'HOUR', 'MINUTE', 'SECOND', 'MILLISECOND', 'MICROSECOND']);

/** INTERVAL DAY TO SECOND as a type; `from` and `to` are the same for a single unit. */
export function intervalType(from: string, to: string, at: Span): DataType {
  const [start, end] = [from.toUpperCase(), to.toUpperCase()];
  const yearMonth = [yearMonthUnits.indexOf(start as 'YEAR'), yearMonthUnits.indexOf(end as 'YEAR')] as (0 | 1)[];
  if (yearMonth[0]! >= 0 && yearMonth[0]! <= yearMonth[1]!) return { kind: 'year_month_interval', start: yearMonth[0]!, end: yearMonth[1]! };
  const dayTime = [dayTimeUnits.indexOf(start as 'DAY'), dayTimeUnits.indexOf(end as 'DAY')] as (0 | 1 | 2 | 3)[];
  if (dayTime[0]! >= 0 && dayTime[0]! <= dayTime[1]!) return { kind: 'day_time_interval', start: dayTime[0]!, end: dayTime[1]! };
  if (rangeUnits.has(start) && rangeUnits.has(end)) return fail('INVALID_INTERVAL_FORMAT.UNSUPPORTED_FROM_TO_EXPRESSION', { input: `${from} TO ${to}`, from: from.toLowerCase(), to: to.toLowerCase() }, { at });
  return fail('PARSE_SYNTAX_ERROR', { error: `'${rangeUnits.has(start) ? to : from}'`, hint: '', expected: ', expected the unit of an interval' }, { at });
}
