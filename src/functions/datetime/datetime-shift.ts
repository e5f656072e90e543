import { addMonths, SECONDS_PER_DAY } from '../../types/calendar.ts';
import { fitsMicros, type Instant, MICROS_PER_SECOND } from '../../types/instant.ts';
import { offsetAt, toUtcNear, type Zone } from '../../types/time-zone.ts';

/**
 * Moving an instant in a zone: months and days on the calendar of the zone (keeping its wall-clock time and, in an overlap, its side),
 * then seconds on the time line. False when the result is out of range; `into` is then undefined.
 */
export interface Shift { months: number; days: number; seconds: number; micros: number }

export const newShift = (): Shift => ({ months: 0, days: 0, seconds: 0, micros: 0 });

export function shiftInstant(into: Instant, zone: Zone, shift: Readonly<Shift>): boolean {
  if (shift.months !== 0 && !shiftDays(into, zone, shift.months, 0)) return false;
  if (shift.days !== 0 && !shiftDays(into, zone, 0, shift.days)) return false;
  let micros = into.micros + shift.micros;
  let carried = 0;
  if (micros < 0 || micros >= MICROS_PER_SECOND) {
    carried = Math.floor(micros / MICROS_PER_SECOND);
    micros -= carried * MICROS_PER_SECOND;
  }
  into.seconds += shift.seconds + carried;
  into.micros = micros;
  return fitsMicros(into.seconds, micros);
}

function shiftDays(into: Instant, zone: Zone, months: number, days: number): boolean {
  const offset = zone.fixedOffset ?? offsetAt(zone, into.seconds);
  const local = into.seconds + offset;
  const day = Math.floor(local / SECONDS_PER_DAY);
  const moved = months === 0 ? day + days : addMonths(day, months);
  if (!fitsMicros(moved * SECONDS_PER_DAY, 0)) return false;
  into.seconds = toUtcNear(zone, moved * SECONDS_PER_DAY + local - day * SECONDS_PER_DAY, offset);
  return true;
}

/** Whole days of a duration, rounded towards zero, and the rest of it. */
export function splitDuration(duration: Readonly<Instant>, into: Shift): void {
  const { seconds, micros } = duration;
  const days = seconds >= 0 ? Math.floor(seconds / SECONDS_PER_DAY) : -Math.floor((micros > 0 ? -seconds - 1 : -seconds) / SECONDS_PER_DAY);
  into.months = 0;
  into.days = days;
  into.seconds = seconds - days * SECONDS_PER_DAY;
  into.micros = micros;
}
