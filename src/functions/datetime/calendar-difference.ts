import { columnOf, constantColumn } from '../../columnar/builder.ts';
import { makeColumn } from '../../columnar/column.ts';
import { readValue } from '../../columnar/read.ts';
import { structValue } from '../../columnar/value.ts';
import { addMonths, lengthOfMonth, newCivil, splitDays } from '../../types/calendar.ts';
import { calendarIntervalType, intType, longType } from '../../types/data-type.ts';
import type { Kernel } from '../function.ts';
import { eachRow } from '../row-by-row.ts';

/**
 * Differences as spark.sql.legacy.interval.enabled has them: dates are whole months and then days apart, counted from the earlier end as
 * java.time.Period.between does; timestamps are microseconds apart, in no days.
 */
export const calendarDays: Kernel = (args, rows, { arena }) => columnOf(calendarIntervalType, eachRow(args, rows, (row) => {
  const [end, start] = args.map((column) => readValue(column, row) as number) as [number, number];
  return structValue([...monthsAndDays(start, end), 0n]);
}), arena);

export function calendarMicros(micros: Kernel): Kernel {
  return (args, rows, context) => {
    const { validity, mask, values } = micros(args, rows, context);
    const none = constantColumn(intType, 0, rows.rowCount, context.arena);
    const parts = [none, none, makeColumn(longType, rows.rowCount, { values: values!, mask })];
    return makeColumn(calendarIntervalType, rows.rowCount, { validity, mask, children: parts });
  };
}

/** A whole month counts only where its last day is reached. */
function monthsAndDays(start: number, end: number): readonly [number, number] {
  splitDays(start, from);
  splitDays(end, to);
  const months = 12 * (to.year - from.year) + to.month - from.month;
  const days = to.day - from.day;
  if (months > 0 && days < 0) return [months - 1, end - addMonths(start, months - 1)];
  if (months < 0 && days > 0) return [months + 1, days - lengthOfMonth(to.year, to.month)];
  return [months, days];
}

const [from, to] = [newCivil(), newCivil()];
