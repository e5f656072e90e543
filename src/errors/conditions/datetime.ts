import type { Condition } from './index.ts';

/** Dates, times, patterns, time zones, intervals. */
export const datetimeConditions = {
  INVALID_TIMEZONE: { sqlState: '22009', message: 'the time zone {timeZone} is invalid', hint: 'use a region such as America/Los_Angeles or an offset such as +02:00' },
} as const satisfies Readonly<Record<string, Condition>>;
