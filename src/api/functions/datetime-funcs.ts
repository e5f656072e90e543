// Made by npm run docs from the function table; do not edit.
import { type Column, type ColumnLike, callNamed } from '../column.ts';

/** Returns the date some months later; the day is cut to the length of the month. In SQL: `SELECT add_months(DATE'2024-01-31', 1)` */
export function addMonths(...args: readonly ColumnLike[]): Column { return callNamed('add_months', args); }
/** Converts a wall-clock time from one zone (the session's, when only one zone is given) to another. */
export function convertTimezone(...args: readonly ColumnLike[]): Column { return callNamed('convert_timezone', args); }
/** Returns the date of the batch in the session's time zone. In SQL: `SELECT current_date() > DATE'2024-01-01'` */
export function curdate(...args: readonly ColumnLike[]): Column { return callNamed('curdate', args); }
/** Returns the date of the batch in the session's time zone. In SQL: `SELECT current_date() > DATE'2024-01-01'` */
export function currentDate(...args: readonly ColumnLike[]): Column { return callNamed('current_date', args); }
/** Returns the time of day of the batch in the session's time zone, with 0 to 9 digits after the point (default: 6). */
export function currentTime(...args: readonly ColumnLike[]): Column { return callNamed('current_time', args); }
/** Returns the time of the batch. In SQL: `SELECT current_timestamp() > TIMESTAMP'2024-01-01'` */
export function currentTimestamp(...args: readonly ColumnLike[]): Column { return callNamed('current_timestamp', args); }
/** Returns the session's time zone. In SQL: `SELECT current_timezone()` */
export function currentTimezone(...args: readonly ColumnLike[]): Column { return callNamed('current_timezone', args); }
/** Returns the date some days later. In SQL: `SELECT date_add(DATE'2024-02-28', 2)` */
export function dateAdd(...args: readonly ColumnLike[]): Column { return callNamed('date_add', args); }
/** Returns the days from the second date to the first. In SQL: `SELECT datediff(DATE'2024-03-01', DATE'2024-02-28')` */
export function dateDiff(...args: readonly ColumnLike[]): Column { return callNamed('date_diff', args); }
/** Returns a timestamp or a time of day as text in a datetime pattern. In SQL: `SELECT date_format(DATE'2016-04-08', 'y')` */
export function dateFormat(...args: readonly ColumnLike[]): Column { return callNamed('date_format', args); }
/** Returns the date some days after 1970-01-01. In SQL: `SELECT date_from_unix_date(1)` */
export function dateFromUnixDate(...args: readonly ColumnLike[]): Column { return callNamed('date_from_unix_date', args); }
/** Returns a field of a date, timestamp or interval. Fields: YEAR, YEAROFWEEK, QUARTER, MONTH, WEEK, DAY, DAYOFWEEK, DAYOFWEEK_ISO, DOY, HOUR, MINUTE, SECOND (with its fraction). */
export function datePart(...args: readonly ColumnLike[]): Column { return callNamed('date_part', args); }
/** Returns the date some days earlier. In SQL: `SELECT date_sub(DATE'2024-03-01', 1)` */
export function dateSub(...args: readonly ColumnLike[]): Column { return callNamed('date_sub', args); }
/** Returns a timestamp rounded down to a unit: 'year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second', 'millisecond' or 'microsecond'. NULL for any other unit. */
export function dateTrunc(...args: readonly ColumnLike[]): Column { return callNamed('date_trunc', args); }
/** Returns the date some days later. In SQL: `SELECT date_add(DATE'2024-02-28', 2)` */
export function dateadd(...args: readonly ColumnLike[]): Column { return callNamed('dateadd', args); }
/** Returns the days from the second date to the first. In SQL: `SELECT datediff(DATE'2024-03-01', DATE'2024-02-28')` */
export function datediff(...args: readonly ColumnLike[]): Column { return callNamed('datediff', args); }
/** Returns a field of a date, timestamp or interval. Fields: YEAR, YEAROFWEEK, QUARTER, MONTH, WEEK, DAY, DAYOFWEEK, DAYOFWEEK_ISO, DOY, HOUR, MINUTE, SECOND (with its fraction). */
export function datepart(...args: readonly ColumnLike[]): Column { return callNamed('datepart', args); }
/** Returns the day of the month, 1 to 31. In SQL: `SELECT day(DATE'2024-02-29')` */
export function day(...args: readonly ColumnLike[]): Column { return callNamed('day', args); }
/** Returns the day of the week in three English letters. In SQL: `SELECT dayname(DATE'2024-02-29')` */
export function dayname(...args: readonly ColumnLike[]): Column { return callNamed('dayname', args); }
/** Returns the day of the month, 1 to 31. In SQL: `SELECT day(DATE'2024-02-29')` */
export function dayofmonth(...args: readonly ColumnLike[]): Column { return callNamed('dayofmonth', args); }
/** Returns the day of the week: 1 is Sunday, 7 is Saturday. In SQL: `SELECT dayofweek(DATE'2024-02-29')` */
export function dayofweek(...args: readonly ColumnLike[]): Column { return callNamed('dayofweek', args); }
/** Returns the day of the year, 1 to 366. In SQL: `SELECT dayofyear(DATE'2024-02-29')` */
export function dayofyear(...args: readonly ColumnLike[]): Column { return callNamed('dayofyear', args); }
/** Returns a field of a date, timestamp or interval. Fields: YEAR, YEAROFWEEK, QUARTER, MONTH, WEEK, DAY, DAYOFWEEK, DAYOFWEEK_ISO, DOY, HOUR, MINUTE, SECOND (with its fraction). */
export function extract(...args: readonly ColumnLike[]): Column { return callNamed('extract', args); }
/** Returns the time some seconds after 1970-01-01 00:00:00 UTC as text in the session's zone and a datetime pattern, by default `yyyy-MM-dd HH:mm:ss`. */
export function fromUnixtime(...args: readonly ColumnLike[]): Column { return callNamed('from_unixtime', args); }
/** Takes the wall-clock time of a timestamp as one of UTC and returns the time that clocks in the given zone show then. */
export function fromUtcTimestamp(...args: readonly ColumnLike[]): Column { return callNamed('from_utc_timestamp', args); }
/** Returns the hour of a timestamp, 0 to 23. In SQL: `SELECT hour(TIMESTAMP'2024-02-29 13:45:59')` */
export function hour(...args: readonly ColumnLike[]): Column { return callNamed('hour', args); }
/** Returns the last day of the month a date is in. In SQL: `SELECT last_day(DATE'2024-02-03')` */
export function lastDay(...args: readonly ColumnLike[]): Column { return callNamed('last_day', args); }
/** Returns the time of day of the batch in the session's time zone, with 0 to 9 digits after the point (default: 6). */
export function localtime(...args: readonly ColumnLike[]): Column { return callNamed('localtime', args); }
/** Returns the wall-clock time of the batch in the session's time zone. In SQL: `SELECT localtimestamp() = CAST(current_timestamp() AS TIMESTAMP_NTZ)` */
export function localtimestamp(...args: readonly ColumnLike[]): Column { return callNamed('localtimestamp', args); }
/** Returns the date of a year, month and day. An error if there is no such date (NULL without ANSI mode). In SQL: `SELECT make_date(2024, 2, 29)` */
export function makeDate(...args: readonly ColumnLike[]): Column { return callNamed('make_date', args); }
/** Returns a day-time interval of days, hours, minutes and seconds (with fraction), all 0 by default. An error if it is too long. */
export function makeDtInterval(...args: readonly ColumnLike[]): Column { return callNamed('make_dt_interval', args); }
/** Returns an interval of years, months, weeks, days, hours, minutes and seconds (with fraction), all 0 by default. An error if it is too long (NULL without ANSI mode). */
export function makeInterval(...args: readonly ColumnLike[]): Column { return callNamed('make_interval', args); }
/** Returns the time of day of an hour, a minute and a second with fraction. Needs spark.sql.timeType.enabled, as all of TIME does. */
export function makeTime(...args: readonly ColumnLike[]): Column { return callNamed('make_time', args); }
/** Returns the timestamp of year, month, day, hour, minute and second (with fraction; exactly 60 is the next minute), in the given time zone or the session's. An error if a part is out of its range (NULL */
export function makeTimestamp(...args: readonly ColumnLike[]): Column { return callNamed('make_timestamp', args); }
/** Returns the timestamp of year, month, day, hour, minute and second (with fraction; exactly 60 is the next minute), in the given time zone or the session's. An error if a part is out of its range (NULL */
export function makeTimestampLtz(...args: readonly ColumnLike[]): Column { return callNamed('make_timestamp_ltz', args); }
/** Returns the wall-clock time of year, month, day, hour, minute and second (with fraction; exactly 60 is the next minute). An error if a part is out of its range (NULL without ANSI mode). */
export function makeTimestampNtz(...args: readonly ColumnLike[]): Column { return callNamed('make_timestamp_ntz', args); }
/** Returns a year-month interval of years and months, both 0 by default. An error if it is too long. In SQL: `SELECT make_ym_interval(1, 2)` */
export function makeYmInterval(...args: readonly ColumnLike[]): Column { return callNamed('make_ym_interval', args); }
/** Returns the minute of a timestamp, 0 to 59. In SQL: `SELECT minute(TIMESTAMP'2024-02-29 13:45:59')` */
export function minute(...args: readonly ColumnLike[]): Column { return callNamed('minute', args); }
/** Returns the month of a date, 1 to 12. In SQL: `SELECT month(DATE'2024-02-29')` */
export function month(...args: readonly ColumnLike[]): Column { return callNamed('month', args); }
/** Returns the month in three English letters. In SQL: `SELECT monthname(DATE'2024-02-29')` */
export function monthname(...args: readonly ColumnLike[]): Column { return callNamed('monthname', args); }
/** Returns the months from the second timestamp to the first: whole if both are on the same day of the month or both on the last one, otherwise a day counts 1/31. Rounded to 8 digits unless the third arg */
export function monthsBetween(...args: readonly ColumnLike[]): Column { return callNamed('months_between', args); }
/** Returns the first day after a date that has the given name ('MO', 'MON' or 'MONDAY', in any case). Another name is an error (NULL without ANSI mode). */
export function nextDay(...args: readonly ColumnLike[]): Column { return callNamed('next_day', args); }
/** Returns the time of the wall clock when the batch began to compute. A batch that is repeated may see another time. In SQL: `SELECT now() > TIMESTAMP'2024-01-01'` */
export function now(...args: readonly ColumnLike[]): Column { return callNamed('now', args); }
/** Returns the quarter of the year, 1 to 4. In SQL: `SELECT quarter(DATE'2024-02-29')` */
export function quarter(...args: readonly ColumnLike[]): Column { return callNamed('quarter', args); }
/** Returns the second of a timestamp, 0 to 59. In SQL: `SELECT second(TIMESTAMP'2024-02-29 13:45:59')` */
export function second(...args: readonly ColumnLike[]): Column { return callNamed('second', args); }
/** The session a timestamp belongs to: rows with a gap below the given one are in the same session. */
export function sessionWindow(...args: readonly ColumnLike[]): Column { return callNamed('session_window', args); }
/** Returns the start of the bucket a timestamp is in. Buckets have a constant width above 0 and begin at a constant origin, by default 1970-01-01 00:00:00. */
export function timeBucket(...args: readonly ColumnLike[]): Column { return callNamed('time_bucket', args); }
/** Returns the whole units from the first time of day to the second: HOUR, MINUTE, SECOND, MILLISECOND or MICROSECOND. */
export function timeDiff(...args: readonly ColumnLike[]): Column { return callNamed('time_diff', args); }
/** Returns the time of day that is some microseconds after midnight. In SQL: `SELECT time_from_micros(52200000)` */
export function timeFromMicros(...args: readonly ColumnLike[]): Column { return callNamed('time_from_micros', args); }
/** Returns the time of day that is some milliseconds after midnight. In SQL: `SELECT time_from_millis(52200)` */
export function timeFromMillis(...args: readonly ColumnLike[]): Column { return callNamed('time_from_millis', args); }
/** Returns the time of day that is some seconds after midnight. In SQL: `SELECT time_from_seconds(1.5D)` */
export function timeFromSeconds(...args: readonly ColumnLike[]): Column { return callNamed('time_from_seconds', args); }
/** Returns the whole microseconds since midnight. In SQL: `SELECT time_to_micros(TIME'00:01:01.5')` */
export function timeToMicros(...args: readonly ColumnLike[]): Column { return callNamed('time_to_micros', args); }
/** Returns the whole milliseconds since midnight. In SQL: `SELECT time_to_millis(TIME'00:01:01.5')` */
export function timeToMillis(...args: readonly ColumnLike[]): Column { return callNamed('time_to_millis', args); }
/** Returns the seconds since midnight, rounded to microseconds. In SQL: `SELECT time_to_seconds(TIME'00:01:01.5')` */
export function timeToSeconds(...args: readonly ColumnLike[]): Column { return callNamed('time_to_seconds', args); }
/** Returns the time of day cut to a unit: HOUR, MINUTE, SECOND, MILLISECOND or MICROSECOND. In SQL: `SELECT time_trunc('HOUR', TIME'13:45:59.5')` */
export function timeTrunc(...args: readonly ColumnLike[]): Column { return callNamed('time_trunc', args); }
/** Returns the timestamp some microseconds after 1970-01-01 00:00:00 UTC. In SQL: `SELECT timestamp_micros(1230219000123123)` */
export function timestampMicros(...args: readonly ColumnLike[]): Column { return callNamed('timestamp_micros', args); }
/** Returns the timestamp some milliseconds after 1970-01-01 00:00:00 UTC. In SQL: `SELECT timestamp_millis(1230219000123)` */
export function timestampMillis(...args: readonly ColumnLike[]): Column { return callNamed('timestamp_millis', args); }
/** Returns the timestamp some seconds after 1970-01-01 00:00:00 UTC; fractions count. In SQL: `SELECT timestamp_seconds(1230219000)` */
export function timestampSeconds(...args: readonly ColumnLike[]): Column { return callNamed('timestamp_seconds', args); }
/** Returns the date a text shows in a datetime pattern; without a pattern, what CAST makes of it. Text that does not fit is an error (NULL without ANSI mode). */
export function toDate(...args: readonly ColumnLike[]): Column { return callNamed('to_date', args); }
/** Returns the time of day a text shows, in a datetime pattern if one is given. Text that does not fit is an error in every mode. */
export function toTime(...args: readonly ColumnLike[]): Column { return callNamed('to_time', args); }
/** Returns the timestamp a text shows in a datetime pattern; without a pattern, what CAST makes of it. Text that does not fit is an error (NULL without ANSI mode). */
export function toTimestamp(...args: readonly ColumnLike[]): Column { return callNamed('to_timestamp', args); }
/** Returns the timestamp a text shows in a datetime pattern; without a pattern, what CAST makes of it. Text that does not fit is an error (NULL without ANSI mode). */
export function toTimestampLtz(...args: readonly ColumnLike[]): Column { return callNamed('to_timestamp_ltz', args); }
/** Returns the wall-clock time a text shows in a datetime pattern; without a pattern, what CAST makes of it. Text that does not fit is an error (NULL without ANSI mode). */
export function toTimestampNtz(...args: readonly ColumnLike[]): Column { return callNamed('to_timestamp_ntz', args); }
/** Returns the seconds from 1970-01-01 00:00:00 UTC to a date, a timestamp or a text in a datetime pattern (default `yyyy-MM-dd HH:mm:ss`). Text that does not fit is an error (NULL without ANSI mode). */
export function toUnixTimestamp(...args: readonly ColumnLike[]): Column { return callNamed('to_unix_timestamp', args); }
/** Takes the wall-clock time of a timestamp as one of the given zone and returns the time in UTC. */
export function toUtcTimestamp(...args: readonly ColumnLike[]): Column { return callNamed('to_utc_timestamp', args); }
/** Returns the first day of the unit a date is in: 'year' ('yyyy', 'yy'), 'quarter', 'month' ('mon', 'mm') or 'week' (Monday). NULL for any other unit. */
export function trunc(...args: readonly ColumnLike[]): Column { return callNamed('trunc', args); }
/** Returns an interval as make_interval does, NULL if it is too long. In SQL: `SELECT try_make_interval(1, 2)` */
export function tryMakeInterval(...args: readonly ColumnLike[]): Column { return callNamed('try_make_interval', args); }
/** Returns the timestamp of year, month, day, hour, minute and second (with fraction; exactly 60 is the next minute), in the given time zone or the session's. NULL if a part is out of its range. */
export function tryMakeTimestamp(...args: readonly ColumnLike[]): Column { return callNamed('try_make_timestamp', args); }
/** Returns the timestamp of year, month, day, hour, minute and second (with fraction; exactly 60 is the next minute), in the given time zone or the session's. NULL if a part is out of its range. */
export function tryMakeTimestampLtz(...args: readonly ColumnLike[]): Column { return callNamed('try_make_timestamp_ltz', args); }
/** Returns the wall-clock time of year, month, day, hour, minute and second (with fraction; exactly 60 is the next minute). NULL if a part is out of its range. */
export function tryMakeTimestampNtz(...args: readonly ColumnLike[]): Column { return callNamed('try_make_timestamp_ntz', args); }
/** Returns the date a text shows in a datetime pattern; without a pattern, what CAST makes of it. NULL for text that does not fit. */
export function tryToDate(...args: readonly ColumnLike[]): Column { return callNamed('try_to_date', args); }
/** Like to_time, but gives NULL for text that does not fit, and for a pattern that is none. In SQL: `SELECT try_to_time('24:00')` */
export function tryToTime(...args: readonly ColumnLike[]): Column { return callNamed('try_to_time', args); }
/** Returns the timestamp a text shows in a datetime pattern; without a pattern, what CAST makes of it. NULL for text that does not fit. */
export function tryToTimestamp(...args: readonly ColumnLike[]): Column { return callNamed('try_to_timestamp', args); }
/** Returns the days since 1970-01-01. In SQL: `SELECT unix_date(DATE'1970-01-02')` */
export function unixDate(...args: readonly ColumnLike[]): Column { return callNamed('unix_date', args); }
/** Returns the microseconds since 1970-01-01 00:00:00 UTC. In SQL: `SELECT unix_micros(TIMESTAMP'1970-01-01 00:00:01')` */
export function unixMicros(...args: readonly ColumnLike[]): Column { return callNamed('unix_micros', args); }
/** Returns the milliseconds since 1970-01-01 00:00:00 UTC, rounded down. In SQL: `SELECT unix_millis(TIMESTAMP'1970-01-01 00:00:01')` */
export function unixMillis(...args: readonly ColumnLike[]): Column { return callNamed('unix_millis', args); }
/** Returns the seconds since 1970-01-01 00:00:00 UTC, rounded down. In SQL: `SELECT unix_seconds(TIMESTAMP'1970-01-01 00:00:01.9')` */
export function unixSeconds(...args: readonly ColumnLike[]): Column { return callNamed('unix_seconds', args); }
/** Returns the seconds from 1970-01-01 00:00:00 UTC to a date, a timestamp or a text in a datetime pattern (default `yyyy-MM-dd HH:mm:ss`); without arguments, to the time of the batch. Text that does not */
export function unixTimestamp(...args: readonly ColumnLike[]): Column { return callNamed('unix_timestamp', args); }
/** Returns the day of the week: 0 is Monday, 6 is Sunday. In SQL: `SELECT weekday(DATE'2024-02-29')` */
export function weekday(...args: readonly ColumnLike[]): Column { return callNamed('weekday', args); }
/** Returns the ISO week of the year: weeks begin on Monday, week 1 is the first with at least four days. In SQL: `SELECT weekofyear(DATE'2024-02-29')` */
export function weekofyear(...args: readonly ColumnLike[]): Column { return callNamed('weekofyear', args); }
/** The last microsecond of a time window: the event time to aggregate windows by. */
export function windowTime(...args: readonly ColumnLike[]): Column { return callNamed('window_time', args); }
/** Returns the year of a date. In SQL: `SELECT year(DATE'2024-02-29')` */
export function year(...args: readonly ColumnLike[]): Column { return callNamed('year', args); }
