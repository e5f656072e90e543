import { childOf, type Column, int32Values, int64Values } from '../../columnar/column.ts';
import { instantOf, microsOf, newInstant } from '../../types/instant.ts';
import { zoneOf } from '../../types/time-zone.ts';
import { newShift, shiftInstant } from './datetime-shift.ts';

export const MICROS_PER_DAY = 86_400_000_000n;

/** A step in months, days and microseconds, which are not one another's multiples. */
export interface CalendarStep { readonly months: number; readonly days: number; readonly micros: bigint }

/** Steps of an interval column by row. The whole days of a day-time interval count as days of the calendar. */
export function calendarSteps(step: Column | undefined): ((row: number) => CalendarStep) | undefined {
  if (step === undefined) return undefined;
  const { mask } = step;
  if (step.type.kind === 'year_month_interval') {
    const months = int32Values(step);
    return (row) => ({ months: months[row & mask]!, days: 0, micros: 0n });
  }
  if (step.type.kind === 'day_time_interval') {
    const micros = int64Values(step);
    return (row) => {
      const all = micros[row & mask]!;
      const days = all / MICROS_PER_DAY;
      return { months: 0, days: Number(days), micros: all - days * MICROS_PER_DAY };
    };
  }
  const [months, days, micros] = [childOf(step, 0), childOf(step, 1), childOf(step, 2)];
  return (row) => {
    const at = row & mask;
    return { months: int32Values(months)[at & months.mask]!, days: int32Values(days)[at & days.mask]!, micros: int64Values(micros)[at & micros.mask]! };
  };
}

export interface Walk { readonly first: bigint; readonly last: bigint; readonly by: CalendarStep; readonly zone: string; readonly forward: boolean }

/** Moments from first to last, each so many steps from the first in the zone's calendar. */
export function walkCalendar({ first, last, by, zone: name, forward }: Walk, visit: (micros: bigint) => void): void {
  const zone = zoneOf(name);
  const into = newInstant();
  const shift = newShift();
  let moment = first;
  for (let step = 1; forward ? moment <= last : moment >= last; step++) {
    visit(moment);
    instantOf(first, into);
    const micros = by.micros * BigInt(step);
    const seconds = micros / 1_000_000n;
    shift.months = by.months * step;
    shift.days = by.days * step;
    shift.seconds = Number(seconds);
    shift.micros = Number(micros - seconds * 1_000_000n);
    if (!shiftInstant(into, zone, shift)) return;
    moment = microsOf(into);
  }
}
