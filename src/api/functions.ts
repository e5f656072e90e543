// Made by npm run docs from the function table; do not edit.
import { callFunction, type Column, type ColumnLike, col } from './column.ts';

/** Text in the first place names a column, as in `select('a')`; in any other place it is a value, as are numbers, Dates and the like. `lit` and `col` say otherwise. */
function callNamed(name: string, [first, ...rest]: readonly ColumnLike[]): Column {
  if (first === undefined) return callFunction(name);
  return callFunction(name, typeof first === 'string' ? col(first) : first, ...rest);
}

/**
 * Time windows of a fixed length: one per row, or several when `slide` is shorter than the length.
 *
 * @example clicks.groupBy(window('ts', '1 minute', '10 seconds'), 'page').count()
 */
export function window(time: ColumnLike, length: string, slide?: string, start?: string): Column {
  return callNamed('window', [time, length, ...(slide === undefined && start === undefined ? [] : [slide ?? length]), ...(start === undefined ? [] : [start])]);
}

/** Returns the magnitude of its argument. An error for the smallest value of a whole number type. In SQL: `SELECT abs(-1)` */
export function abs(...args: readonly ColumnLike[]): Column { return callNamed('abs', args); }
/** The inverse cosine; NaN outside [-1, 1]. In SQL: `SELECT acos(1)` */
export function acos(...args: readonly ColumnLike[]): Column { return callNamed('acos', args); }
/** The inverse hyperbolic cosine; NaN below 1. In SQL: `SELECT acosh(1)` */
export function acosh(...args: readonly ColumnLike[]): Column { return callNamed('acosh', args); }
/** Returns the date some months later; the day is cut to the length of the month. In SQL: `SELECT add_months(DATE'2024-01-31', 1)` */
export function addMonths(...args: readonly ColumnLike[]): Column { return callNamed('add_months', args); }
/** Decrypts what aes_encrypt made. Anything else, or another key, is an error. */
export function aesDecrypt(...args: readonly ColumnLike[]): Column { return callNamed('aes_decrypt', args); }
/** Encrypts with AES in mode GCM (default), CBC or ECB. The key has 16, 24 or 32 bytes; a random initialization vector is put in front unless one is given. */
export function aesEncrypt(...args: readonly ColumnLike[]): Column { return callNamed('aes_encrypt', args); }
/** Returns whether at least one value is true; NULL when there is none. In SQL: `SELECT bool_or(x) FROM VALUES (true), (false), (NULL) AS t(x)` */
export function any(...args: readonly ColumnLike[]): Column { return callNamed('any', args); }
/** Returns some value of a group; with IGNORE NULLS one that is not NULL. In SQL: `SELECT any_value(x) FROM VALUES (10), (5), (20) AS t(x)` */
export function anyValue(...args: readonly ColumnLike[]): Column { return callNamed('any_value', args); }
/** Returns about how many distinct values there are (HyperLogLog++); the second argument is the relative deviation wanted. */
export function approxCountDistinct(...args: readonly ColumnLike[]): Column { return callNamed('approx_count_distinct', args); }
/** Returns a value whose rank is near the given share (0 to 1, or an array) of the rows: off by 1 / accuracy of them at most. */
export function approxPercentile(...args: readonly ColumnLike[]): Column { return callNamed('approx_percentile', args); }
/** Returns an array of the arguments, cast to one type. In SQL: `SELECT array(1, 2, 3)` */
export function array(...args: readonly ColumnLike[]): Column { return callNamed('array', args); }
/** Returns an array of the values, NULLs left out, in the order they came. In SQL: `SELECT collect_list(x) FROM VALUES (2), (1), (NULL), (2) AS t(x)` */
export function arrayAgg(...args: readonly ColumnLike[]): Column { return callNamed('array_agg', args); }
/** Adds a value, which may be NULL, at the end of an array. In SQL: `SELECT array_append(array('b', 'd'), 'c')` */
export function arrayAppend(...args: readonly ColumnLike[]): Column { return callNamed('array_append', args); }
/** Leaves out NULLs. In SQL: `SELECT array_compact(array(1, 2, 3, null))` */
export function arrayCompact(...args: readonly ColumnLike[]): Column { return callNamed('array_compact', args); }
/** Whether an array has a value. NULL when it has not, but has NULLs. In SQL: `SELECT array_contains(array(1, 2, 3), 2)` */
export function arrayContains(...args: readonly ColumnLike[]): Column { return callNamed('array_contains', args); }
/** Leaves out what the array has had before. In SQL: `SELECT array_distinct(array(1, 2, 3, null, 3))` */
export function arrayDistinct(...args: readonly ColumnLike[]): Column { return callNamed('array_distinct', args); }
/** Returns the elements that only the first array has, each once. In SQL: `SELECT array_except(array(1, 2, 3), array(1, 3, 5))` */
export function arrayExcept(...args: readonly ColumnLike[]): Column { return callNamed('array_except', args); }
/** Puts a value at a position from 1 (negative: from the end). Beyond the array, NULLs fill the gap. Position 0 is an error. */
export function arrayInsert(...args: readonly ColumnLike[]): Column { return callNamed('array_insert', args); }
/** Returns the elements that both arrays have, each once. In SQL: `SELECT array_intersect(array(1, 2, 3), array(1, 3, 5))` */
export function arrayIntersect(...args: readonly ColumnLike[]): Column { return callNamed('array_intersect', args); }
/** Puts the strings of an array together with a separator. NULLs are left out, or replaced by the third argument. */
export function arrayJoin(...args: readonly ColumnLike[]): Column { return callNamed('array_join', args); }
/** Returns the greatest element; NULLs do not count. In SQL: `SELECT array_max(array(1, 20, null, 3))` */
export function arrayMax(...args: readonly ColumnLike[]): Column { return callNamed('array_max', args); }
/** Returns the smallest element; NULLs do not count. In SQL: `SELECT array_min(array(1, 20, null, 3))` */
export function arrayMin(...args: readonly ColumnLike[]): Column { return callNamed('array_min', args); }
/** Returns the first position, from 1, of a value in an array, 0 when it is not there. In SQL: `SELECT array_position(array(312, 773, 708, 708), 708)` */
export function arrayPosition(...args: readonly ColumnLike[]): Column { return callNamed('array_position', args); }
/** Adds a value, which may be NULL, at the start of an array. In SQL: `SELECT array_prepend(array('b', 'd'), 'c')` */
export function arrayPrepend(...args: readonly ColumnLike[]): Column { return callNamed('array_prepend', args); }
/** Leaves out all elements equal to a value. In SQL: `SELECT array_remove(array(1, 2, 3, null, 3), 3)` */
export function arrayRemove(...args: readonly ColumnLike[]): Column { return callNamed('array_remove', args); }
/** Returns an array with a value so many times; none for counts below 1. In SQL: `SELECT array_repeat('123', 2)` */
export function arrayRepeat(...args: readonly ColumnLike[]): Column { return callNamed('array_repeat', args); }
/** Returns the number of elements of an array. In SQL: `SELECT array_size(array('b', 'd', 'c', 'a'))` */
export function arraySize(...args: readonly ColumnLike[]): Column { return callNamed('array_size', args); }
/** Returns the elements of both arrays, each once. In SQL: `SELECT array_union(array(1, 2, 3), array(1, 3, 5))` */
export function arrayUnion(...args: readonly ColumnLike[]): Column { return callNamed('array_union', args); }
/** Whether the arrays share an element that is not NULL. NULL when they share none, but neither is empty and one has NULLs. */
export function arraysOverlap(...args: readonly ColumnLike[]): Column { return callNamed('arrays_overlap', args); }
/** Returns an array of structs whose n-th has the n-th elements of all arrays; shorter arrays are filled up with NULLs. Fields are named after columns, others 0, 1 … */
export function arraysZip(...args: readonly ColumnLike[]): Column { return callNamed('arrays_zip', args); }
/** Returns the code point of the first character, 0 for an empty string. In SQL: `SELECT ascii('222')` */
export function ascii(...args: readonly ColumnLike[]): Column { return callNamed('ascii', args); }
/** The inverse sine; NaN outside [-1, 1]. In SQL: `SELECT asin(0)` */
export function asin(...args: readonly ColumnLike[]): Column { return callNamed('asin', args); }
/** The inverse hyperbolic sine. In SQL: `SELECT asinh(0)` */
export function asinh(...args: readonly ColumnLike[]): Column { return callNamed('asinh', args); }
/** NULL where the condition is true, else an error with the given message. In SQL: `SELECT assert_true(0 < 1)` */
export function assertTrue(...args: readonly ColumnLike[]): Column { return callNamed('assert_true', args); }
/** The inverse tangent. In SQL: `SELECT atan(0)` */
export function atan(...args: readonly ColumnLike[]): Column { return callNamed('atan', args); }
/** The angle of the point (second, first argument). In SQL: `SELECT atan2(0, 1)` */
export function atan2(...args: readonly ColumnLike[]): Column { return callNamed('atan2', args); }
/** The inverse hyperbolic tangent; NaN outside [-1, 1]. In SQL: `SELECT atanh(0)` */
export function atanh(...args: readonly ColumnLike[]): Column { return callNamed('atanh', args); }
/** Returns the mean of the values; NULL when there is none. In SQL: `SELECT avg(x) FROM VALUES (1), (2), (NULL) AS t(x)` */
export function avg(...args: readonly ColumnLike[]): Column { return callNamed('avg', args); }
/** Returns the bytes in base 64. In SQL: `SELECT base64('Spark SQL')` */
export function base64(...args: readonly ColumnLike[]): Column { return callNamed('base64', args); }
/** True when the first argument is at least the second and at most the third. In SQL: `SELECT 0.5 BETWEEN 0.1 AND 1.0` */
export function between(...args: readonly ColumnLike[]): Column { return callNamed('between', args); }
/** Binary digits of a number (two’s complement). In SQL: `SELECT bin(13)` */
export function bin(...args: readonly ColumnLike[]): Column { return callNamed('bin', args); }
/** Returns the bitwise AND of the values. In SQL: `SELECT bit_and(x) FROM VALUES (3), (5) AS t(x)` */
export function bitAnd(...args: readonly ColumnLike[]): Column { return callNamed('bit_and', args); }
/** How many bits of the number, as a 64-bit one, are set. In SQL: `SELECT bit_count(7)` */
export function bitCount(...args: readonly ColumnLike[]): Column { return callNamed('bit_count', args); }
/** The bit at a position counted from the lowest. A position outside the number is an error. In SQL: `SELECT bit_get(11, 0)` */
export function bitGet(...args: readonly ColumnLike[]): Column { return callNamed('bit_get', args); }
/** Returns the number of bits of a string (in UTF-8) or binary. In SQL: `SELECT bit_length('Spark SQL')` */
export function bitLength(...args: readonly ColumnLike[]): Column { return callNamed('bit_length', args); }
/** Returns the bitwise OR of the values. In SQL: `SELECT bit_or(x) FROM VALUES (3), (5) AS t(x)` */
export function bitOr(...args: readonly ColumnLike[]): Column { return callNamed('bit_or', args); }
/** Returns the bitwise exclusive OR of the values. In SQL: `SELECT bit_xor(x) FROM VALUES (3), (5) AS t(x)` */
export function bitXor(...args: readonly ColumnLike[]): Column { return callNamed('bit_xor', args); }
/** The bit of a number within its bitmap of 32768 bits. In SQL: `SELECT bitmap_bit_position(123)` */
export function bitmapBitPosition(...args: readonly ColumnLike[]): Column { return callNamed('bitmap_bit_position', args); }
/** The number of the bitmap a number belongs to. In SQL: `SELECT bitmap_bucket_number(123)` */
export function bitmapBucketNumber(...args: readonly ColumnLike[]): Column { return callNamed('bitmap_bucket_number', args); }
/** How many bits of a bitmap are set. In SQL: `SELECT bitmap_count(X'1010')` */
export function bitmapCount(...args: readonly ColumnLike[]): Column { return callNamed('bitmap_count', args); }
/** Returns whether all values are true; NULL when there is none. In SQL: `SELECT bool_and(x) FROM VALUES (true), (false), (NULL) AS t(x)` */
export function boolAnd(...args: readonly ColumnLike[]): Column { return callNamed('bool_and', args); }
/** Returns whether at least one value is true; NULL when there is none. In SQL: `SELECT bool_or(x) FROM VALUES (true), (false), (NULL) AS t(x)` */
export function boolOr(...args: readonly ColumnLike[]): Column { return callNamed('bool_or', args); }
/** Rounds to a number of digits after the point (before it, when negative), ties to the even digit. In SQL: `SELECT bround(2.5)` */
export function bround(...args: readonly ColumnLike[]): Column { return callNamed('bround', args); }
/** Removes spaces, or the characters of the second argument, from both ends. In SQL: `SELECT btrim(' SparkSQL ')` */
export function btrim(...args: readonly ColumnLike[]): Column { return callNamed('btrim', args); }
/** Returns the number of elements of an array or entries of a map. NULL for NULL; -1 without ANSI, unless spark.sql.legacy.sizeOfNull is false. */
export function cardinality(...args: readonly ColumnLike[]): Column { return callNamed('cardinality', args); }
/** The cube root. In SQL: `SELECT cbrt(27.0)` */
export function cbrt(...args: readonly ColumnLike[]): Column { return callNamed('cbrt', args); }
/** The smallest whole number not below the argument, as bigint or decimal; with a number of digits, that many digits are kept. In SQL: `SELECT ceil(-0.1)` */
export function ceil(...args: readonly ColumnLike[]): Column { return callNamed('ceil', args); }
/** The smallest whole number not below the argument, as bigint or decimal; with a number of digits, that many digits are kept. In SQL: `SELECT ceiling(-0.1)` */
export function ceiling(...args: readonly ColumnLike[]): Column { return callNamed('ceiling', args); }
/** Returns the character of a code, taken modulo 256; an empty string for negative codes. In SQL: `SELECT chr(65)` */
export function char(...args: readonly ColumnLike[]): Column { return callNamed('char', args); }
/** Returns the number of characters of a string, spaces at the end included, or the number of bytes of a binary. In SQL: `SELECT length('Spark SQL ')` */
export function charLength(...args: readonly ColumnLike[]): Column { return callNamed('char_length', args); }
/** Returns the number of characters of a string, spaces at the end included, or the number of bytes of a binary. In SQL: `SELECT length('Spark SQL ')` */
export function characterLength(...args: readonly ColumnLike[]): Column { return callNamed('character_length', args); }
/** Returns the character of a code, taken modulo 256; an empty string for negative codes. In SQL: `SELECT chr(65)` */
export function chr(...args: readonly ColumnLike[]): Column { return callNamed('chr', args); }
/** The first argument that is not NULL. In SQL: `SELECT coalesce(NULL, 1, NULL)` */
export function coalesce(...args: readonly ColumnLike[]): Column { return callNamed('coalesce', args); }
/** Returns the text with a collation, which decides how it compares: UTF8_BINARY by its bytes, UTF8_LCASE in lower case, UNICODE and locales in dictionary order. */
export function collate(...args: readonly ColumnLike[]): Column { return callNamed('collate', args); }
/** Returns the name of the collation of a text. In SQL: `SELECT collation('a')` */
export function collation(...args: readonly ColumnLike[]): Column { return callNamed('collation', args); }
/** Returns an array of the values, NULLs left out, in the order they came. In SQL: `SELECT collect_list(x) FROM VALUES (2), (1), (NULL), (2) AS t(x)` */
export function collectList(...args: readonly ColumnLike[]): Column { return callNamed('collect_list', args); }
/** Returns an array of the distinct values, NULLs left out. In SQL: `SELECT collect_set(x) FROM VALUES (2), (1), (NULL), (2) AS t(x)` */
export function collectSet(...args: readonly ColumnLike[]): Column { return callNamed('collect_set', args); }
/** Returns the distinct elements of all arrays, NULLs left out. In SQL: `SELECT collect_union(x) FROM VALUES (array(1, 2)), (array(2, 3)) AS t(x)` */
export function collectUnion(...args: readonly ColumnLike[]): Column { return callNamed('collect_union', args); }
/** Puts strings, binaries or arrays together. Other types are cast to strings. In SQL: `SELECT concat('Spark', 'SQL')` */
export function concat(...args: readonly ColumnLike[]): Column { return callNamed('concat', args); }
/** Puts strings and the elements of string arrays together with a separator, leaving out NULLs. NULL when the separator is. */
export function concatWs(...args: readonly ColumnLike[]): Column { return callNamed('concat_ws', args); }
/** Whether the second argument is found inside the first. In SQL: `SELECT contains('Spark SQL', 'SQL')` */
export function contains(...args: readonly ColumnLike[]): Column { return callNamed('contains', args); }
/** A number in digits of one base, written in another. Base 2 to 36; a negative target base gives a signed result. In SQL: `SELECT conv('100', 2, 10)` */
export function conv(...args: readonly ColumnLike[]): Column { return callNamed('conv', args); }
/** Converts a wall-clock time from one zone (the session's, when only one zone is given) to another. */
export function convertTimezone(...args: readonly ColumnLike[]): Column { return callNamed('convert_timezone', args); }
/** Returns Pearson's correlation of two columns; NULL when there is nothing to tell it from. */
export function corr(...args: readonly ColumnLike[]): Column { return callNamed('corr', args); }
/** The cosine. In SQL: `SELECT cos(0)` */
export function cos(...args: readonly ColumnLike[]): Column { return callNamed('cos', args); }
/** The hyperbolic cosine. In SQL: `SELECT cosh(0)` */
export function cosh(...args: readonly ColumnLike[]): Column { return callNamed('cosh', args); }
/** The cotangent. In SQL: `SELECT cot(1)` */
export function cot(...args: readonly ColumnLike[]): Column { return callNamed('cot', args); }
/** Returns the number of rows, of `count(x, …)` those in which no argument is NULL. In SQL: `SELECT count(*), count(x) FROM VALUES (1), (NULL) AS t(x)` */
export function count(...args: readonly ColumnLike[]): Column { return callNamed('count', args); }
/** Returns the number of rows in which the condition is true. In SQL: `SELECT count_if(x > 1) FROM VALUES (1), (2), (NULL) AS t(x)` */
export function countIf(...args: readonly ColumnLike[]): Column { return callNamed('count_if', args); }
/** Returns by how much a counter grew since the row before. NULL in the first row, for NULL, and where the counter was reset: it is less than before, or its start time (second argument) is later. */
export function counterDiff(...args: readonly ColumnLike[]): Column { return callNamed('counter_diff', args); }
/** Returns the population covariance of two columns; NULL when there is nothing to tell it from. */
export function covarPop(...args: readonly ColumnLike[]): Column { return callNamed('covar_pop', args); }
/** Returns the sample covariance of two columns; NULL when there is nothing to tell it from. */
export function covarSamp(...args: readonly ColumnLike[]): Column { return callNamed('covar_samp', args); }
/** The CRC-32 checksum. In SQL: `SELECT crc32('Spark')` */
export function crc32(...args: readonly ColumnLike[]): Column { return callNamed('crc32', args); }
/** The cosecant. In SQL: `SELECT csc(1)` */
export function csc(...args: readonly ColumnLike[]): Column { return callNamed('csc', args); }
/** Returns the share of the rows of the partition that are not behind the row in order. */
export function cumeDist(...args: readonly ColumnLike[]): Column { return callNamed('cume_dist', args); }
/** Returns the date of the batch in the session's time zone. In SQL: `SELECT current_date() > DATE'2024-01-01'` */
export function curdate(...args: readonly ColumnLike[]): Column { return callNamed('curdate', args); }
/** The current catalog. In SQL: `SELECT current_catalog()` */
export function currentCatalog(...args: readonly ColumnLike[]): Column { return callNamed('current_catalog', args); }
/** The current schema. In SQL: `SELECT current_database()` */
export function currentDatabase(...args: readonly ColumnLike[]): Column { return callNamed('current_database', args); }
/** Returns the date of the batch in the session's time zone. In SQL: `SELECT current_date() > DATE'2024-01-01'` */
export function currentDate(...args: readonly ColumnLike[]): Column { return callNamed('current_date', args); }
/** The current schema. In SQL: `SELECT current_database()` */
export function currentSchema(...args: readonly ColumnLike[]): Column { return callNamed('current_schema', args); }
/** Returns the time of day of the batch in the session's time zone, with 0 to 9 digits after the point (default: 6). */
export function currentTime(...args: readonly ColumnLike[]): Column { return callNamed('current_time', args); }
/** Returns the time of the batch. In SQL: `SELECT current_timestamp() > TIMESTAMP'2024-01-01'` */
export function currentTimestamp(...args: readonly ColumnLike[]): Column { return callNamed('current_timestamp', args); }
/** Returns the session's time zone. In SQL: `SELECT current_timezone()` */
export function currentTimezone(...args: readonly ColumnLike[]): Column { return callNamed('current_timezone', args); }
/** The user of the session. In SQL: `SELECT current_user() IS NULL` */
export function currentUser(...args: readonly ColumnLike[]): Column { return callNamed('current_user', args); }
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
/** Returns the text of bytes in a character set. With more than two arguments: the result after the first search value that is equal to the first argument, or the last argument. */
export function decode(...args: readonly ColumnLike[]): Column { return callNamed('decode', args); }
/** Radians as degrees. In SQL: `SELECT degrees(0)` */
export function degrees(...args: readonly ColumnLike[]): Column { return callNamed('degrees', args); }
/** Returns the rank of the row, without gaps behind rows that are equal in order. */
export function denseRank(...args: readonly ColumnLike[]): Column { return callNamed('dense_rank', args); }
/** Returns the whole part of `a` divided by `b`, as bigint. A zero divisor is an error (NULL without ANSI mode). In SQL: `SELECT 7 div 2` */
export function div(...args: readonly ColumnLike[]): Column { return callNamed('div', args); }
/** Euler’s number. In SQL: `SELECT e()` */
export function e(...args: readonly ColumnLike[]): Column { return callNamed('e', args); }
/** Returns the element of an array at a position from 1 (negative: from the end), or the value of a map under a key. Beyond the array it is an error under ANSI, else NULL; a missing key gives NULL. */
export function elementAt(...args: readonly ColumnLike[]): Column { return callNamed('element_at', args); }
/** Returns the n-th of the strings that follow. A position out of range is an error under ANSI, else NULL. In SQL: `SELECT elt(1, 'scala', 'java')` */
export function elt(...args: readonly ColumnLike[]): Column { return callNamed('elt', args); }
/** Returns the bytes of text in a character set: US-ASCII, ISO-8859-1, UTF-8, UTF-16(BE|LE), UTF-32. In SQL: `SELECT encode('abc', 'utf-8')` */
export function encode(...args: readonly ColumnLike[]): Column { return callNamed('encode', args); }
/** Whether the first argument ends with the second. In SQL: `SELECT endswith('Spark SQL', 'SQL')` */
export function endswith(...args: readonly ColumnLike[]): Column { return callNamed('endswith', args); }
/** The same as `<=>`. In SQL: `SELECT equal_null(3, 3)` */
export function equalNull(...args: readonly ColumnLike[]): Column { return callNamed('equal_null', args); }
/** Returns whether all values are true; NULL when there is none. In SQL: `SELECT bool_and(x) FROM VALUES (true), (false), (NULL) AS t(x)` */
export function every(...args: readonly ColumnLike[]): Column { return callNamed('every', args); }
/** e to the power of the argument. In SQL: `SELECT exp(0)` */
export function exp(...args: readonly ColumnLike[]): Column { return callNamed('exp', args); }
/** Returns a row per element of an array or entry of a map. In SQL: `SELECT explode(array(10, 20))` */
export function explode(...args: readonly ColumnLike[]): Column { return callNamed('explode', args); }
/** Returns a row per element of an array or entry of a map; a row of NULLs for what is empty or NULL. In SQL: `SELECT explode_outer(array(10, 20))` */
export function explodeOuter(...args: readonly ColumnLike[]): Column { return callNamed('explode_outer', args); }
/** exp(x) - 1, exact near zero. In SQL: `SELECT expm1(0)` */
export function expm1(...args: readonly ColumnLike[]): Column { return callNamed('expm1', args); }
/** Returns a field of a date, timestamp or interval. Fields: YEAR, YEAROFWEEK, QUARTER, MONTH, WEEK, DAY, DAYOFWEEK, DAYOFWEEK_ISO, DOY, HOUR, MINUTE, SECOND (with its fraction). */
export function extract(...args: readonly ColumnLike[]): Column { return callNamed('extract', args); }
/** The factorial of 0 to 20, NULL for others. In SQL: `SELECT factorial(5)` */
export function factorial(...args: readonly ColumnLike[]): Column { return callNamed('factorial', args); }
/** Returns the position of the first argument in a comma-separated list, 0 when it is not there or contains a comma. */
export function findInSet(...args: readonly ColumnLike[]): Column { return callNamed('find_in_set', args); }
/** Returns the first value of a group; with IGNORE NULLS the first that is not NULL. In SQL: `SELECT first(x) FROM VALUES (10), (5), (20) AS t(x)` */
export function first(...args: readonly ColumnLike[]): Column { return callNamed('first', args); }
/** Returns the first value of a group; with IGNORE NULLS the first that is not NULL. In SQL: `SELECT first(x) FROM VALUES (10), (5), (20) AS t(x)` */
export function firstValue(...args: readonly ColumnLike[]): Column { return callNamed('first_value', args); }
/** Returns the elements of all inner arrays as one array; NULL when one of them is NULL. In SQL: `SELECT flatten(array(array(1, 2), array(3, 4)))` */
export function flatten(...args: readonly ColumnLike[]): Column { return callNamed('flatten', args); }
/** The largest whole number not above the argument, as bigint or decimal; with a number of digits, that many digits are kept. In SQL: `SELECT floor(-0.1)` */
export function floor(...args: readonly ColumnLike[]): Column { return callNamed('floor', args); }
/** Returns a number with thousands separators and so many decimals, rounded half to even, or by a pattern such as #,##0.00. */
export function formatNumber(...args: readonly ColumnLike[]): Column { return callNamed('format_number', args); }
/** Returns text by a format of java.util.Formatter: %s, %5d, %.2f, %x, %2$s … In SQL: `SELECT format_string('Hello World %d %s', 100, 'days')` */
export function formatString(...args: readonly ColumnLike[]): Column { return callNamed('format_string', args); }
/** Returns the bytes of text in base 32. Characters that are not of base 32 are skipped. In SQL: `SELECT CAST(from_base32('MFRGG===') AS STRING)` */
export function fromBase32(...args: readonly ColumnLike[]): Column { return callNamed('from_base32', args); }
/** Reads a line of CSV into a struct given as DDL. What does not fit is NULL, or an error with mode FAILFAST. In SQL: `SELECT from_csv('1, 0.8', 'a INT, b DOUBLE')` */
export function fromCsv(...args: readonly ColumnLike[]): Column { return callNamed('from_csv', args); }
/** Reads JSON text into a struct, array or map given as a type in DDL. What does not fit is NULL, or an error with mode FAILFAST. */
export function fromJson(...args: readonly ColumnLike[]): Column { return callNamed('from_json', args); }
/** Returns the time some seconds after 1970-01-01 00:00:00 UTC as text in the session's zone and a datetime pattern, by default `yyyy-MM-dd HH:mm:ss`. */
export function fromUnixtime(...args: readonly ColumnLike[]): Column { return callNamed('from_unixtime', args); }
/** Takes the wall-clock time of a timestamp as one of UTC and returns the time that clocks in the given zone show then. */
export function fromUtcTimestamp(...args: readonly ColumnLike[]): Column { return callNamed('from_utc_timestamp', args); }
/** Returns the element at a position from 0, NULL when there is none. In SQL: `SELECT get(array(1, 2, 3), 0)` */
export function get(...args: readonly ColumnLike[]): Column { return callNamed('get', args); }
/** Returns what a path such as $.a[0].b finds in JSON text: text as it is, anything else as JSON. NULL when there is nothing, or no JSON. */
export function getJsonObject(...args: readonly ColumnLike[]): Column { return callNamed('get_json_object', args); }
/** The bit at a position counted from the lowest. A position outside the number is an error. In SQL: `SELECT getbit(11, 0)` */
export function getbit(...args: readonly ColumnLike[]): Column { return callNamed('getbit', args); }
/** Returns the greatest of two or more values; NULLs are skipped. In SQL: `SELECT greatest(10, 9, 2, 4, 3)` */
export function greatest(...args: readonly ColumnLike[]): Column { return callNamed('greatest', args); }
/** Returns 1 when the grouping column is aggregated away in this row of GROUPING SETS, ROLLUP or CUBE, else 0. */
export function grouping(...args: readonly ColumnLike[]): Column { return callNamed('grouping', args); }
/** Returns the grouping() of all grouping columns as the bits of one number. In SQL: `SELECT grouping_id() FROM VALUES (1) t(a) GROUP BY CUBE(a) ORDER BY ALL` */
export function groupingId(...args: readonly ColumnLike[]): Column { return callNamed('grouping_id', args); }
/** A 32-bit hash (Murmur3) of the arguments; NULLs are skipped. In SQL: `SELECT hash('Spark', array(123), 2)` */
export function hash(...args: readonly ColumnLike[]): Column { return callNamed('hash', args); }
/** Hexadecimal digits of a number (two’s complement) or of the bytes of text or binary. In SQL: `SELECT hex(17)` */
export function hex(...args: readonly ColumnLike[]): Column { return callNamed('hex', args); }
/** The digest of a message with a key: SHA-256 (default), SHA-1, SHA-224, SHA-384, SHA-512 or MD5. In SQL: `SELECT hex(hmac('key', 'message', 'MD5'))` */
export function hmac(...args: readonly ColumnLike[]): Column { return callNamed('hmac', args); }
/** Returns the hour of a timestamp, 0 to 23. In SQL: `SELECT hour(TIMESTAMP'2024-02-29 13:45:59')` */
export function hour(...args: readonly ColumnLike[]): Column { return callNamed('hour', args); }
/** The square root of the sum of the squares. In SQL: `SELECT hypot(3, 4)` */
export function hypot(...args: readonly ColumnLike[]): Column { return callNamed('hypot', args); }
/** The second argument where the first is NULL. In SQL: `SELECT nvl(NULL, 2)` */
export function ifnull(...args: readonly ColumnLike[]): Column { return callNamed('ifnull', args); }
/** LIKE without regard to case. In SQL: `SELECT 'Spark' ILIKE '_PARK'` */
export function ilike(...args: readonly ColumnLike[]): Column { return callNamed('ilike', args); }
/** Returns the string with the first letter of each word in upper case and the others in lower case. Words are separated by spaces. */
export function initcap(...args: readonly ColumnLike[]): Column { return callNamed('initcap', args); }
/** Returns a row per struct of an array, a column per field. In SQL: `SELECT inline(array(struct(1, 'a'), struct(2, 'b')))` */
export function inline(...args: readonly ColumnLike[]): Column { return callNamed('inline', args); }
/** Returns a row per struct of an array, a column per field; a row of NULLs for what is empty or NULL. */
export function inlineOuter(...args: readonly ColumnLike[]): Column { return callNamed('inline_outer', args); }
/** The file a row was read from; empty where there is none. In SQL: `SELECT input_file_name()` */
export function inputFileName(...args: readonly ColumnLike[]): Column { return callNamed('input_file_name', args); }
/** Returns the position of the second argument in the first, 0 = none: of the n-th occurrence (fourth argument) from a position on, or up to one counted from the end. */
export function instr(...args: readonly ColumnLike[]): Column { return callNamed('instr', args); }
/** Whether the bytes of the text are valid UTF-8. In SQL: `SELECT is_valid_utf8('Spark')` */
export function isValidUtf8(...args: readonly ColumnLike[]): Column { return callNamed('is_valid_utf8', args); }
/** Whether a variant is well formed, which all are here. In SQL: `SELECT is_valid_variant(parse_json('1'))` */
export function isValidVariant(...args: readonly ColumnLike[]): Column { return callNamed('is_valid_variant', args); }
/** Whether a variant holds the null of JSON. FALSE for NULL. In SQL: `SELECT is_variant_null(parse_json('null')), is_variant_null(NULL)` */
export function isVariantNull(...args: readonly ColumnLike[]): Column { return callNamed('is_variant_null', args); }
/** True when the argument is NaN; false for NULL. In SQL: `SELECT isnan(double('NaN'))` */
export function isnan(...args: readonly ColumnLike[]): Column { return callNamed('isnan', args); }
/** True when the argument is not NULL. In SQL: `SELECT isnotnull(1)` */
export function isnotnull(...args: readonly ColumnLike[]): Column { return callNamed('isnotnull', args); }
/** True when the argument is NULL. In SQL: `SELECT isnull(1)` */
export function isnull(...args: readonly ColumnLike[]): Column { return callNamed('isnull', args); }
/** Returns how alike two texts are, from 0 (not at all) to 1 (equal), by Jaro and Winkler. In SQL: `SELECT jaro_winkler_similarity('a', 'a')` */
export function jaroWinklerSimilarity(...args: readonly ColumnLike[]): Column { return callNamed('jaro_winkler_similarity', args); }
/** Returns the number of elements of a JSON list, NULL for anything else. In SQL: `SELECT json_array_length('[1,2,3,4]')` */
export function jsonArrayLength(...args: readonly ColumnLike[]): Column { return callNamed('json_array_length', args); }
/** Returns the keys of the outermost JSON object, NULL for anything else. In SQL: `SELECT json_object_keys('{"a":1, "b":2}')` */
export function jsonObjectKeys(...args: readonly ColumnLike[]): Column { return callNamed('json_object_keys', args); }
/** Returns one row with the values of the given keys of a JSON object, as text. In SQL: `SELECT json_tuple('{"a":1, "b":2}', 'a', 'b')` */
export function jsonTuple(...args: readonly ColumnLike[]): Column { return callNamed('json_tuple', args); }
/** Returns the excess kurtosis of the values; NULL when all are equal. In SQL: `SELECT kurtosis(x) FROM VALUES (-10), (-20), (100), (1000) AS t(x)` */
export function kurtosis(...args: readonly ColumnLike[]): Column { return callNamed('kurtosis', args); }
/** Returns the value so many rows (1) before the row, or the default (NULL) where the partition has no such row. */
export function lag(...args: readonly ColumnLike[]): Column { return callNamed('lag', args); }
/** Returns the last value of a group; with IGNORE NULLS the last that is not NULL. In SQL: `SELECT last(x) FROM VALUES (10), (5), (20) AS t(x)` */
export function last(...args: readonly ColumnLike[]): Column { return callNamed('last', args); }
/** Returns the last day of the month a date is in. In SQL: `SELECT last_day(DATE'2024-02-03')` */
export function lastDay(...args: readonly ColumnLike[]): Column { return callNamed('last_day', args); }
/** Returns the last value of a group; with IGNORE NULLS the last that is not NULL. In SQL: `SELECT last(x) FROM VALUES (10), (5), (20) AS t(x)` */
export function lastValue(...args: readonly ColumnLike[]): Column { return callNamed('last_value', args); }
/** Returns the string with all letters in lower case. In SQL: `SELECT lower('SparkSql')` */
export function lcase(...args: readonly ColumnLike[]): Column { return callNamed('lcase', args); }
/** Returns the value so many rows (1) behind the row, or the default (NULL) where the partition has no such row. */
export function lead(...args: readonly ColumnLike[]): Column { return callNamed('lead', args); }
/** Returns the least of two or more values; NULLs are skipped. In SQL: `SELECT least(10, 9, 2, 4, 3)` */
export function least(...args: readonly ColumnLike[]): Column { return callNamed('least', args); }
/** Returns the first characters; an empty string when the length is not above 0. In SQL: `SELECT left('Spark SQL', 3)` */
export function left(...args: readonly ColumnLike[]): Column { return callNamed('left', args); }
/** Returns the number of characters of a string, spaces at the end included, or the number of bytes of a binary. In SQL: `SELECT length('Spark SQL ')` */
export function len(...args: readonly ColumnLike[]): Column { return callNamed('len', args); }
/** Returns the number of characters of a string, spaces at the end included, or the number of bytes of a binary. In SQL: `SELECT length('Spark SQL ')` */
export function length(...args: readonly ColumnLike[]): Column { return callNamed('length', args); }
/** Returns the number of single-character edits between two strings; with a third argument, -1 when there are more. */
export function levenshtein(...args: readonly ColumnLike[]): Column { return callNamed('levenshtein', args); }
/** Whether a string fits a pattern: % stands for any characters, _ for one. The third argument escapes them (default: backslash). */
export function like(...args: readonly ColumnLike[]): Column { return callNamed('like', args); }
/** Returns the values that are not NULL, with a delimiter between them. In SQL: `SELECT listagg(x, ', ') FROM VALUES ('a'), ('b') AS t(x)` */
export function listagg(...args: readonly ColumnLike[]): Column { return callNamed('listagg', args); }
/** The natural logarithm. NULL where the argument is not positive. In SQL: `SELECT ln(1)` */
export function ln(...args: readonly ColumnLike[]): Column { return callNamed('ln', args); }
/** Returns the time of day of the batch in the session's time zone, with 0 to 9 digits after the point (default: 6). */
export function localtime(...args: readonly ColumnLike[]): Column { return callNamed('localtime', args); }
/** Returns the wall-clock time of the batch in the session's time zone. In SQL: `SELECT localtimestamp() = CAST(current_timestamp() AS TIMESTAMP_NTZ)` */
export function localtimestamp(...args: readonly ColumnLike[]): Column { return callNamed('localtimestamp', args); }
/** Returns the position of the first argument in the second, searching from a position on; 0 = none. In SQL: `SELECT locate('bar', 'foobarbar')` */
export function locate(...args: readonly ColumnLike[]): Column { return callNamed('locate', args); }
/** The logarithm of the last argument, to the base of the first of two or to e. NULL where the argument is not positive. In SQL: `SELECT log(1)` */
export function log(...args: readonly ColumnLike[]): Column { return callNamed('log', args); }
/** The logarithm to base 10. NULL where the argument is not positive. In SQL: `SELECT log10(10)` */
export function log10(...args: readonly ColumnLike[]): Column { return callNamed('log10', args); }
/** log(1 + x). NULL where the argument is at most -1. In SQL: `SELECT log1p(0)` */
export function log1p(...args: readonly ColumnLike[]): Column { return callNamed('log1p', args); }
/** The logarithm to base 2. NULL where the argument is not positive. In SQL: `SELECT log2(2)` */
export function log2(...args: readonly ColumnLike[]): Column { return callNamed('log2', args); }
/** Returns the string with all letters in lower case. In SQL: `SELECT lower('SparkSql')` */
export function lower(...args: readonly ColumnLike[]): Column { return callNamed('lower', args); }
/** Brings the string to a length by writing a pad (a space when none is given) in front, or by cutting its end. In SQL: `SELECT lpad('hi', 5, '??')` */
export function lpad(...args: readonly ColumnLike[]): Column { return callNamed('lpad', args); }
/** Removes spaces, or the given characters, from the start. In SQL: `SELECT ltrim(' SparkSQL')` */
export function ltrim(...args: readonly ColumnLike[]): Column { return callNamed('ltrim', args); }
/** Whether a text of digits has the right check digit of Luhn. In SQL: `SELECT luhn_check('8112189876')` */
export function luhnCheck(...args: readonly ColumnLike[]): Column { return callNamed('luhn_check', args); }
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
/** Returns the text with U+FFFD in the place of what is no UTF-8. In SQL: `SELECT make_valid_utf8('Spark')` */
export function makeValidUtf8(...args: readonly ColumnLike[]): Column { return callNamed('make_valid_utf8', args); }
/** Returns a year-month interval of years and months, both 0 by default. An error if it is too long. In SQL: `SELECT make_ym_interval(1, 2)` */
export function makeYmInterval(...args: readonly ColumnLike[]): Column { return callNamed('make_ym_interval', args); }
/** Returns a map of keys and values in turns. A NULL key, or a key given twice, is an error. In SQL: `SELECT map(1.0, '2', 3.0, '4')` */
export function map(...args: readonly ColumnLike[]): Column { return callNamed('map', args); }
/** Puts the entries of several maps into one. In SQL: `SELECT map_concat(map(1, 'a', 2, 'b'), map(3, 'c'))` */
export function mapConcat(...args: readonly ColumnLike[]): Column { return callNamed('map_concat', args); }
/** Whether a map has a key. In SQL: `SELECT map_contains_key(map(1, 'a', 2, 'b'), 1)` */
export function mapContainsKey(...args: readonly ColumnLike[]): Column { return callNamed('map_contains_key', args); }
/** Returns the entries of a map as structs of key and value. In SQL: `SELECT map_entries(map(1, 'a', 2, 'b'))` */
export function mapEntries(...args: readonly ColumnLike[]): Column { return callNamed('map_entries', args); }
/** Returns a map of an array of keys and one of values. In SQL: `SELECT map_from_arrays(array(1.0, 3.0), array('2', '4'))` */
export function mapFromArrays(...args: readonly ColumnLike[]): Column { return callNamed('map_from_arrays', args); }
/** Returns a map of an array of structs of two fields. A NULL among them makes the map NULL. */
export function mapFromEntries(...args: readonly ColumnLike[]): Column { return callNamed('map_from_entries', args); }
/** Returns the keys of a map. In SQL: `SELECT map_keys(map(1, 'a', 2, 'b'))` */
export function mapKeys(...args: readonly ColumnLike[]): Column { return callNamed('map_keys', args); }
/** Returns the values of a map. In SQL: `SELECT map_values(map(1, 'a', 2, 'b'))` */
export function mapValues(...args: readonly ColumnLike[]): Column { return callNamed('map_values', args); }
/** Replaces upper-case letters by X, lower-case ones by x and digits by n, or by the characters given; NULL leaves a kind as it is. */
export function mask(...args: readonly ColumnLike[]): Column { return callNamed('mask', args); }
/** Returns the greatest value; NULL when there is none. In SQL: `SELECT max(x) FROM VALUES (3), (1), (NULL) AS t(x)` */
export function max(...args: readonly ColumnLike[]): Column { return callNamed('max', args); }
/** Returns the value of the first argument in a row where the second is greatest. In SQL: `SELECT max_by(x, y) FROM VALUES ('a', 1), ('c', 3), ('b', 2) AS t(x, y)` */
export function maxBy(...args: readonly ColumnLike[]): Column { return callNamed('max_by', args); }
/** The MD5 digest as hexadecimal digits. In SQL: `SELECT md5('Spark')` */
export function md5(...args: readonly ColumnLike[]): Column { return callNamed('md5', args); }
/** Returns the mean of the values; NULL when there is none. In SQL: `SELECT avg(x) FROM VALUES (1), (2), (NULL) AS t(x)` */
export function mean(...args: readonly ColumnLike[]): Column { return callNamed('mean', args); }
/** Returns the median of a column. In SQL: `SELECT median(x) FROM VALUES (0), (10) AS t(x)` */
export function median(...args: readonly ColumnLike[]): Column { return callNamed('median', args); }
/** Returns the least value; NULL when there is none. In SQL: `SELECT min(x) FROM VALUES (3), (1), (NULL) AS t(x)` */
export function min(...args: readonly ColumnLike[]): Column { return callNamed('min', args); }
/** Returns the value of the first argument in a row where the second is least. In SQL: `SELECT min_by(x, y) FROM VALUES ('a', 1), ('c', 3), ('b', 2) AS t(x, y)` */
export function minBy(...args: readonly ColumnLike[]): Column { return callNamed('min_by', args); }
/** Returns the minute of a timestamp, 0 to 59. In SQL: `SELECT minute(TIMESTAMP'2024-02-29 13:45:59')` */
export function minute(...args: readonly ColumnLike[]): Column { return callNamed('minute', args); }
/** Returns the remainder of `a` divided by `b`, with the sign of `a`. A zero divisor is an error (NULL without ANSI mode). In SQL: `SELECT mod(7, 3)` */
export function mod(...args: readonly ColumnLike[]): Column { return callNamed('mod', args); }
/** Returns the most frequent value. Of equally frequent ones, with true as second argument, or WITHIN GROUP, the first in order; otherwise any, but always the same. */
export function mode(...args: readonly ColumnLike[]): Column { return callNamed('mode', args); }
/** Numbers that grow from row to row. In SQL: `SELECT monotonically_increasing_id()` */
export function monotonicallyIncreasingId(...args: readonly ColumnLike[]): Column { return callNamed('monotonically_increasing_id', args); }
/** Returns the month of a date, 1 to 12. In SQL: `SELECT month(DATE'2024-02-29')` */
export function month(...args: readonly ColumnLike[]): Column { return callNamed('month', args); }
/** Returns the month in three English letters. In SQL: `SELECT monthname(DATE'2024-02-29')` */
export function monthname(...args: readonly ColumnLike[]): Column { return callNamed('monthname', args); }
/** Returns the months from the second timestamp to the first: whole if both are on the same day of the month or both on the last one, otherwise a day counts 1/31. Rounded to 8 digits unless the third arg */
export function monthsBetween(...args: readonly ColumnLike[]): Column { return callNamed('months_between', args); }
/** Returns a struct of names and values in turns. Names are constant strings. In SQL: `SELECT named_struct('a', 1, 'b', 2)` */
export function namedStruct(...args: readonly ColumnLike[]): Column { return callNamed('named_struct', args); }
/** The second argument where the first is NaN. In SQL: `SELECT nanvl(double('NaN'), 1.5D)` */
export function nanvl(...args: readonly ColumnLike[]): Column { return callNamed('nanvl', args); }
/** Returns the negative of its argument. An error for the smallest value of a whole number type. In SQL: `SELECT negative(1)` */
export function negative(...args: readonly ColumnLike[]): Column { return callNamed('negative', args); }
/** Returns the first day after a date that has the given name ('MO', 'MON' or 'MONDAY', in any case). Another name is an error (NULL without ANSI mode). */
export function nextDay(...args: readonly ColumnLike[]): Column { return callNamed('next_day', args); }
/** Returns the time of the wall clock when the batch began to compute. A batch that is repeated may see another time. In SQL: `SELECT now() > TIMESTAMP'2024-01-01'` */
export function now(...args: readonly ColumnLike[]): Column { return callNamed('now', args); }
/** Returns the value of the row with that number in the frame, from 1; NULL where the frame has fewer rows. */
export function nthValue(...args: readonly ColumnLike[]): Column { return callNamed('nth_value', args); }
/** Divides the rows of the partition into so many buckets, the first ones larger by a row where they do not divide evenly, and returns the number of the bucket. */
export function ntile(...args: readonly ColumnLike[]): Column { return callNamed('ntile', args); }
/** NULL where the arguments are equal, else the first. In SQL: `SELECT nullif(2, 2)` */
export function nullif(...args: readonly ColumnLike[]): Column { return callNamed('nullif', args); }
/** NULL where the argument is zero. In SQL: `SELECT nullifzero(0)` */
export function nullifzero(...args: readonly ColumnLike[]): Column { return callNamed('nullifzero', args); }
/** The second argument where the first is NULL. In SQL: `SELECT nvl(NULL, 2)` */
export function nvl(...args: readonly ColumnLike[]): Column { return callNamed('nvl', args); }
/** The second argument where the first is not NULL, else the third. In SQL: `SELECT nvl2(NULL, 2, 1)` */
export function nvl2(...args: readonly ColumnLike[]): Column { return callNamed('nvl2', args); }
/** Returns the number of bytes of a string (in UTF-8) or binary. In SQL: `SELECT octet_length('Spark SQL')` */
export function octetLength(...args: readonly ColumnLike[]): Column { return callNamed('octet_length', args); }
/** Replaces the part that starts at a position and has the given length (default: that of the replacement). In SQL: `SELECT overlay('Spark SQL' PLACING '_' FROM 6)` */
export function overlay(...args: readonly ColumnLike[]): Column { return callNamed('overlay', args); }
/** Reads JSON text into a variant. Text that is no JSON is an error. In SQL: `SELECT parse_json('{"a":1, "b":0.8}')` */
export function parseJson(...args: readonly ColumnLike[]): Column { return callNamed('parse_json', args); }
/** Returns a part of a URL: HOST, PATH, QUERY, REF, PROTOCOL, FILE, AUTHORITY or USERINFO; with a third argument the value of that key of the query. */
export function parseUrl(...args: readonly ColumnLike[]): Column { return callNamed('parse_url', args); }
/** Returns (rank - 1) / (rows of the partition - 1), 0 for a single row. */
export function percentRank(...args: readonly ColumnLike[]): Column { return callNamed('percent_rank', args); }
/** Returns the exact percentile (0 to 1, or an array of them) of a column, interpolated; the third argument counts a row several times. */
export function percentile(...args: readonly ColumnLike[]): Column { return callNamed('percentile', args); }
/** Returns a value whose rank is near the given share (0 to 1, or an array) of the rows: off by 1 / accuracy of them at most. */
export function percentileApprox(...args: readonly ColumnLike[]): Column { return callNamed('percentile_approx', args); }
/** Returns the interpolated percentile of the ordered values. In SQL: `SELECT percentile_cont(0.25) WITHIN GROUP (ORDER BY x) FROM VALUES (0), (10) AS t(x)` */
export function percentileCont(...args: readonly ColumnLike[]): Column { return callNamed('percentile_cont', args); }
/** Returns the first of the ordered values whose share of rows reaches the percentile. */
export function percentileDisc(...args: readonly ColumnLike[]): Column { return callNamed('percentile_disc', args); }
/** π. In SQL: `SELECT pi()` */
export function pi(...args: readonly ColumnLike[]): Column { return callNamed('pi', args); }
/** Returns the remainder of `a` divided by `b` with the sign of `b`. A zero divisor is an error (NULL without ANSI mode). In SQL: `SELECT pmod(10, 3)` */
export function pmod(...args: readonly ColumnLike[]): Column { return callNamed('pmod', args); }
/** Returns a row per element of an array or entry of a map, with its position from 0. In SQL: `SELECT posexplode(array(10, 20))` */
export function posexplode(...args: readonly ColumnLike[]): Column { return callNamed('posexplode', args); }
/** Returns a row per element of an array or entry of a map, with its position from 0; a row of NULLs for what is empty or NULL. */
export function posexplodeOuter(...args: readonly ColumnLike[]): Column { return callNamed('posexplode_outer', args); }
/** Returns the position of the first argument in the second, searching from a position on; 0 = none. In SQL: `SELECT locate('bar', 'foobarbar')` */
export function position(...args: readonly ColumnLike[]): Column { return callNamed('position', args); }
/** Returns its argument. In SQL: `SELECT positive(1)` */
export function positive(...args: readonly ColumnLike[]): Column { return callNamed('positive', args); }
/** The first argument to the power of the second. In SQL: `SELECT pow(2, 3)` */
export function pow(...args: readonly ColumnLike[]): Column { return callNamed('pow', args); }
/** The first argument to the power of the second. In SQL: `SELECT power(2, 3)` */
export function power(...args: readonly ColumnLike[]): Column { return callNamed('power', args); }
/** Returns text by a format of java.util.Formatter: %s, %5d, %.2f, %x, %2$s … In SQL: `SELECT format_string('Hello World %d %s', 100, 'days')` */
export function printf(...args: readonly ColumnLike[]): Column { return callNamed('printf', args); }
/** Returns the quarter of the year, 1 to 4. In SQL: `SELECT quarter(DATE'2024-02-29')` */
export function quarter(...args: readonly ColumnLike[]): Column { return callNamed('quarter', args); }
/** Returns the text in single quotes, with a backslash before those inside. In SQL: `SELECT quote('Don\'t')` */
export function quote(...args: readonly ColumnLike[]): Column { return callNamed('quote', args); }
/** Degrees as radians. In SQL: `SELECT radians(180)` */
export function radians(...args: readonly ColumnLike[]): Column { return callNamed('radians', args); }
/** An error with the given message. In SQL: `SELECT if(true, 1, raise_error('never'))` */
export function raiseError(...args: readonly ColumnLike[]): Column { return callNamed('raise_error', args); }
/** A random number from 0 to 1, 1 excluded; the same sequence for the same seed. In SQL: `SELECT rand(1) IS NULL` */
export function rand(...args: readonly ColumnLike[]): Column { return callNamed('rand', args); }
/** A random number of the standard normal distribution; the same sequence for the same seed. In SQL: `SELECT randn(1) IS NULL` */
export function randn(...args: readonly ColumnLike[]): Column { return callNamed('randn', args); }
/** A random number from 0 to 1, 1 excluded; the same sequence for the same seed. In SQL: `SELECT rand(1) IS NULL` */
export function random(...args: readonly ColumnLike[]): Column { return callNamed('random', args); }
/** Random letters and digits, as many as asked for; the same sequence for the same seed. In SQL: `SELECT length(randstr(5, 0))` */
export function randstr(...args: readonly ColumnLike[]): Column { return callNamed('randstr', args); }
/** Returns one more than the number of rows in front of the peers of the row: rows that are equal in order share a rank, and leave a gap behind. */
export function rank(...args: readonly ColumnLike[]): Column { return callNamed('rank', args); }
/** Whether a Java regular expression is found in the string. In SQL: `SELECT 'Spark SQL' RLIKE 'S[A-Z]L$'` */
export function regexp(...args: readonly ColumnLike[]): Column { return callNamed('regexp', args); }
/** Returns the number of matches of a Java regular expression. In SQL: `SELECT regexp_count('Steven and Stephen', 'Ste(v|ph)en')` */
export function regexpCount(...args: readonly ColumnLike[]): Column { return callNamed('regexp_count', args); }
/** Returns a group (default 1, 0 = all) of the first match; an empty string when nothing matches. In SQL: `SELECT regexp_extract('100-200', '(\\d+)-(\\d+)', 1)` */
export function regexpExtract(...args: readonly ColumnLike[]): Column { return callNamed('regexp_extract', args); }
/** Returns a group (default 1) of every match. In SQL: `SELECT regexp_extract_all('100-200, 300-400', '(\\d+)-(\\d+)', 1)` */
export function regexpExtractAll(...args: readonly ColumnLike[]): Column { return callNamed('regexp_extract_all', args); }
/** Returns the position (from 1) of the first match, 0 = none. The third argument is read and has no effect, as in Spark. */
export function regexpInstr(...args: readonly ColumnLike[]): Column { return callNamed('regexp_instr', args); }
/** Whether a Java regular expression is found in the string. In SQL: `SELECT 'Spark SQL' RLIKE 'S[A-Z]L$'` */
export function regexpLike(...args: readonly ColumnLike[]): Column { return callNamed('regexp_like', args); }
/** Replaces every match of a Java regular expression from a position on; $1 in the replacement stands for a group. */
export function regexpReplace(...args: readonly ColumnLike[]): Column { return callNamed('regexp_replace', args); }
/** Returns the first match of a Java regular expression, NULL when there is none or it is empty. In SQL: `SELECT regexp_substr('Steven Jones', 'Ste(v|ph)en')` */
export function regexpSubstr(...args: readonly ColumnLike[]): Column { return callNamed('regexp_substr', args); }
/** Returns the mean of the second argument where neither is NULL; NULL when there is nothing to tell it from. */
export function regrAvgx(...args: readonly ColumnLike[]): Column { return callNamed('regr_avgx', args); }
/** Returns the mean of the first argument where neither is NULL; NULL when there is nothing to tell it from. */
export function regrAvgy(...args: readonly ColumnLike[]): Column { return callNamed('regr_avgy', args); }
/** Returns the number of rows where neither argument is NULL. In SQL: `SELECT regr_count(y, x) FROM VALUES (1, 2), (2, NULL) AS t(y, x)` */
export function regrCount(...args: readonly ColumnLike[]): Column { return callNamed('regr_count', args); }
/** Returns where the regression line meets the y axis; NULL when there is nothing to tell it from. */
export function regrIntercept(...args: readonly ColumnLike[]): Column { return callNamed('regr_intercept', args); }
/** Returns the square of the correlation; NULL when there is nothing to tell it from. In SQL: `SELECT regr_r2(a, b) FROM VALUES (3, 2), (3, 3), (6, 4) AS t(a, b)` */
export function regrR2(...args: readonly ColumnLike[]): Column { return callNamed('regr_r2', args); }
/** Returns the slope of the regression line; NULL when there is nothing to tell it from. In SQL: `SELECT regr_slope(a, b) FROM VALUES (2, 1), (4, 3) AS t(a, b)` */
export function regrSlope(...args: readonly ColumnLike[]): Column { return callNamed('regr_slope', args); }
/** Returns Σ (x - mean)² of the second argument; NULL when there is nothing to tell it from. In SQL: `SELECT regr_sxx(a, b) FROM VALUES (2, 1), (4, 3) AS t(a, b)` */
export function regrSxx(...args: readonly ColumnLike[]): Column { return callNamed('regr_sxx', args); }
/** Returns Σ (x - mean x)(y - mean y); NULL when there is nothing to tell it from. In SQL: `SELECT regr_sxy(a, b) FROM VALUES (3, 2), (3, 3), (6, 4) AS t(a, b)` */
export function regrSxy(...args: readonly ColumnLike[]): Column { return callNamed('regr_sxy', args); }
/** Returns Σ (y - mean)² of the first argument; NULL when there is nothing to tell it from. In SQL: `SELECT regr_syy(a, b) FROM VALUES (2, 1), (4, 3) AS t(a, b)` */
export function regrSyy(...args: readonly ColumnLike[]): Column { return callNamed('regr_syy', args); }
/** Returns the string repeated; an empty string for counts that are not above 0. In SQL: `SELECT repeat('123', 2)` */
export function repeat(...args: readonly ColumnLike[]): Column { return callNamed('repeat', args); }
/** Replaces every occurrence of the second argument by the third, or removes it. An empty search changes nothing. In SQL: `SELECT replace('ABCabc', 'abc', 'DEF')` */
export function replace(...args: readonly ColumnLike[]): Column { return callNamed('replace', args); }
/** Returns the characters of a string, the bytes of a binary or the elements of an array in reverse order. In SQL: `SELECT reverse('Spark SQL')` */
export function reverse(...args: readonly ColumnLike[]): Column { return callNamed('reverse', args); }
/** Returns the last characters; an empty string when the length is not above 0. In SQL: `SELECT right('Spark SQL', 3)` */
export function right(...args: readonly ColumnLike[]): Column { return callNamed('right', args); }
/** The nearest whole number as a double, ties to the even one. In SQL: `SELECT rint(12.3456)` */
export function rint(...args: readonly ColumnLike[]): Column { return callNamed('rint', args); }
/** Whether a Java regular expression is found in the string. In SQL: `SELECT 'Spark SQL' RLIKE 'S[A-Z]L$'` */
export function rlike(...args: readonly ColumnLike[]): Column { return callNamed('rlike', args); }
/** Rounds to a number of digits after the point (before it, when negative), ties away from zero. In SQL: `SELECT round(2.5)` */
export function round(...args: readonly ColumnLike[]): Column { return callNamed('round', args); }
/** Returns the number of the row in its partition, from 1. In SQL: `SELECT x, row_number() OVER (ORDER BY x) AS n FROM VALUES ('b'), ('a') AS t(x)` */
export function rowNumber(...args: readonly ColumnLike[]): Column { return callNamed('row_number', args); }
/** Brings the string to a length by writing a pad (a space when none is given) behind, or by cutting its end. In SQL: `SELECT rpad('hi', 5, '??')` */
export function rpad(...args: readonly ColumnLike[]): Column { return callNamed('rpad', args); }
/** Removes spaces, or the given characters, from the end. In SQL: `SELECT rtrim('SparkSQL ')` */
export function rtrim(...args: readonly ColumnLike[]): Column { return callNamed('rtrim', args); }
/** Returns the schema of a constant line of CSV as DDL. In SQL: `SELECT schema_of_csv('1,abc')` */
export function schemaOfCsv(...args: readonly ColumnLike[]): Column { return callNamed('schema_of_csv', args); }
/** Returns the schema of constant JSON text as DDL, for from_json. In SQL: `SELECT schema_of_json('[{"col":0}]')` */
export function schemaOfJson(...args: readonly ColumnLike[]): Column { return callNamed('schema_of_json', args); }
/** Returns the type that describes a variant, as text; objects are OBJECT<…>. In SQL: `SELECT schema_of_variant(parse_json('[{"b":true,"a":0}]'))` */
export function schemaOfVariant(...args: readonly ColumnLike[]): Column { return callNamed('schema_of_variant', args); }
/** Returns the type that describes all variants, as text. VOID when there are none. */
export function schemaOfVariantAgg(...args: readonly ColumnLike[]): Column { return callNamed('schema_of_variant_agg', args); }
/** The secant. In SQL: `SELECT sec(0)` */
export function sec(...args: readonly ColumnLike[]): Column { return callNamed('sec', args); }
/** Returns the second of a timestamp, 0 to 59. In SQL: `SELECT second(TIMESTAMP'2024-02-29 13:45:59')` */
export function second(...args: readonly ColumnLike[]): Column { return callNamed('second', args); }
/** Splits text into sentences, and those into words. Language and country are optional. In SQL: `SELECT sentences('Hi there! Good morning.')` */
export function sentences(...args: readonly ColumnLike[]): Column { return callNamed('sentences', args); }
/** Returns the numbers, dates or timestamps from start to stop. The step is a number or an interval; without one it is 1 (a day) in the direction of stop. */
export function sequence(...args: readonly ColumnLike[]): Column { return callNamed('sequence', args); }
/** The user of the session. In SQL: `SELECT session_user() IS NULL` */
export function sessionUser(...args: readonly ColumnLike[]): Column { return callNamed('session_user', args); }
/** The session a timestamp belongs to: rows with a gap below the given one are in the same session. */
export function sessionWindow(...args: readonly ColumnLike[]): Column { return callNamed('session_window', args); }
/** The SHA-1 digest as hexadecimal digits. In SQL: `SELECT sha1('Spark')` */
export function sha(...args: readonly ColumnLike[]): Column { return callNamed('sha', args); }
/** The SHA-1 digest as hexadecimal digits. In SQL: `SELECT sha1('Spark')` */
export function sha1(...args: readonly ColumnLike[]): Column { return callNamed('sha1', args); }
/** A digest of the SHA-2 family with 224, 256, 384 or 512 bits (0 = 256) as hexadecimal digits; NULL for other lengths. In SQL: `SELECT sha2('Spark', 256)` */
export function sha2(...args: readonly ColumnLike[]): Column { return callNamed('sha2', args); }
/** Bits shifted left. In SQL: `SELECT shiftleft(-8, 1)` */
export function shiftleft(...args: readonly ColumnLike[]): Column { return callNamed('shiftleft', args); }
/** Bits shifted right, the sign kept. In SQL: `SELECT shiftright(-8, 1)` */
export function shiftright(...args: readonly ColumnLike[]): Column { return callNamed('shiftright', args); }
/** Bits shifted right, zeros shifted in. In SQL: `SELECT shiftrightunsigned(-8, 1)` */
export function shiftrightunsigned(...args: readonly ColumnLike[]): Column { return callNamed('shiftrightunsigned', args); }
/** Puts the elements of an array in random order; the same order for the same seed. In SQL: `SELECT size(shuffle(array(1, 20, 3, 5)))` */
export function shuffle(...args: readonly ColumnLike[]): Column { return callNamed('shuffle', args); }
/** -1.0, 0.0 or 1.0 as the argument is negative, zero or positive. In SQL: `SELECT sign(40)` */
export function sign(...args: readonly ColumnLike[]): Column { return callNamed('sign', args); }
/** -1.0, 0.0 or 1.0 as the argument is negative, zero or positive. In SQL: `SELECT signum(40)` */
export function signum(...args: readonly ColumnLike[]): Column { return callNamed('signum', args); }
/** The sine. In SQL: `SELECT sin(0)` */
export function sin(...args: readonly ColumnLike[]): Column { return callNamed('sin', args); }
/** The hyperbolic sine. In SQL: `SELECT sinh(0)` */
export function sinh(...args: readonly ColumnLike[]): Column { return callNamed('sinh', args); }
/** Returns the number of elements of an array or entries of a map. NULL for NULL; -1 without ANSI, unless spark.sql.legacy.sizeOfNull is false. */
export function size(...args: readonly ColumnLike[]): Column { return callNamed('size', args); }
/** Returns the skewness of the values; NULL when all are equal. In SQL: `SELECT skewness(x) FROM VALUES (-10), (-20), (100), (1000) AS t(x)` */
export function skewness(...args: readonly ColumnLike[]): Column { return callNamed('skewness', args); }
/** Returns so many elements from a position on, counted from 1 (negative: from the end). In SQL: `SELECT slice(array(1, 2, 3, 4), 2, 2)` */
export function slice(...args: readonly ColumnLike[]): Column { return callNamed('slice', args); }
/** Returns whether at least one value is true; NULL when there is none. In SQL: `SELECT bool_or(x) FROM VALUES (true), (false), (NULL) AS t(x)` */
export function some(...args: readonly ColumnLike[]): Column { return callNamed('some', args); }
/** Sorts an array in natural order; NULLs come first, or last when descending (second argument false). */
export function sortArray(...args: readonly ColumnLike[]): Column { return callNamed('sort_array', args); }
/** Returns the Soundex code of a word; text that starts with no letter is returned as it is. In SQL: `SELECT soundex('Miller')` */
export function soundex(...args: readonly ColumnLike[]): Column { return callNamed('soundex', args); }
/** Returns as many spaces. In SQL: `SELECT concat(space(2), '1')` */
export function space(...args: readonly ColumnLike[]): Column { return callNamed('space', args); }
/** The partition of a row; there is one, 0. In SQL: `SELECT spark_partition_id()` */
export function sparkPartitionId(...args: readonly ColumnLike[]): Column { return callNamed('spark_partition_id', args); }
/** Splits around matches of a Java regular expression. A limit above 0 bounds the number of parts; the last part holds the rest. */
export function split(...args: readonly ColumnLike[]): Column { return callNamed('split', args); }
/** Splits at a delimiter and returns the n-th part, counted from the end for negative n; an empty string when there is none. 0 is an error. */
export function splitPart(...args: readonly ColumnLike[]): Column { return callNamed('split_part', args); }
/** The square root; NaN for negative numbers. In SQL: `SELECT sqrt(4)` */
export function sqrt(...args: readonly ColumnLike[]): Column { return callNamed('sqrt', args); }
/** Returns so many rows of the arguments, row by row; what is missing in the last one is NULL. In SQL: `SELECT stack(2, 1, 2, 3)` */
export function stack(...args: readonly ColumnLike[]): Column { return callNamed('stack', args); }
/** Whether the first argument starts with the second. In SQL: `SELECT startswith('Spark SQL', 'Spark')` */
export function startswith(...args: readonly ColumnLike[]): Column { return callNamed('startswith', args); }
/** Returns the sample standard deviation of the values; NULL when there are too few. In SQL: `SELECT stddev(x) FROM VALUES (1), (2), (3) AS t(x)` */
export function std(...args: readonly ColumnLike[]): Column { return callNamed('std', args); }
/** Returns the sample standard deviation of the values; NULL when there are too few. In SQL: `SELECT stddev(x) FROM VALUES (1), (2), (3) AS t(x)` */
export function stddev(...args: readonly ColumnLike[]): Column { return callNamed('stddev', args); }
/** Returns the population standard deviation of the values; NULL when there are too few. In SQL: `SELECT stddev_pop(x) FROM VALUES (1), (2), (3) AS t(x)` */
export function stddevPop(...args: readonly ColumnLike[]): Column { return callNamed('stddev_pop', args); }
/** Returns the sample standard deviation of the values; NULL when there are too few. In SQL: `SELECT stddev(x) FROM VALUES (1), (2), (3) AS t(x)` */
export function stddevSamp(...args: readonly ColumnLike[]): Column { return callNamed('stddev_samp', args); }
/** Splits text into entries by one regular expression (default: a comma) and each entry into key and value by another (default: a colon). */
export function strToMap(...args: readonly ColumnLike[]): Column { return callNamed('str_to_map', args); }
/** Returns the values that are not NULL, with a delimiter between them. In SQL: `SELECT listagg(x, ', ') FROM VALUES ('a'), ('b') AS t(x)` */
export function stringAgg(...args: readonly ColumnLike[]): Column { return callNamed('string_agg', args); }
/** Returns a struct of the arguments. Fields are named after columns and aliases, others col1, col2 … In SQL: `SELECT struct(1, 2, 3)` */
export function struct(...args: readonly ColumnLike[]): Column { return callNamed('struct', args); }
/** Returns the part that starts at a position and has at most the given length. Positions below 0 count from the end; 0 is taken as 1. */
export function substr(...args: readonly ColumnLike[]): Column { return callNamed('substr', args); }
/** Returns the part that starts at a position and has at most the given length. Positions below 0 count from the end; 0 is taken as 1. */
export function substring(...args: readonly ColumnLike[]): Column { return callNamed('substring', args); }
/** Returns what stands before the n-th occurrence of a delimiter, counted from the left, or for a negative n what stands behind it, counted from the right. */
export function substringIndex(...args: readonly ColumnLike[]): Column { return callNamed('substring_index', args); }
/** Returns the sum of the values; NULL when there is none. In SQL: `SELECT sum(x) FROM VALUES (5), (10), (NULL) AS t(x)` */
export function sum(...args: readonly ColumnLike[]): Column { return callNamed('sum', args); }
/** The tangent. In SQL: `SELECT tan(0)` */
export function tan(...args: readonly ColumnLike[]): Column { return callNamed('tan', args); }
/** The hyperbolic tangent. In SQL: `SELECT tanh(0)` */
export function tanh(...args: readonly ColumnLike[]): Column { return callNamed('tanh', args); }
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
/** Returns the bytes in base 32. In SQL: `SELECT to_base32('abc')` */
export function toBase32(...args: readonly ColumnLike[]): Column { return callNamed('to_base32', args); }
/** Returns the bytes of text written as 'hex' (default), 'utf-8' or 'base64'. Text that does not fit is an error. In SQL: `SELECT to_binary('abc', 'utf-8')` */
export function toBinary(...args: readonly ColumnLike[]): Column { return callNamed('to_binary', args); }
/** Returns a number by a format such as 99,999.9S (# where it has too many digits), a date or timestamp by a pattern, bytes as base64, hex or utf-8. */
export function toChar(...args: readonly ColumnLike[]): Column { return callNamed('to_char', args); }
/** Writes a struct as a line of CSV; NULL instead of an empty line. In SQL: `SELECT to_csv(named_struct('a', 1, 'b', 2))` */
export function toCsv(...args: readonly ColumnLike[]): Column { return callNamed('to_csv', args); }
/** Returns the date a text shows in a datetime pattern; without a pattern, what CAST makes of it. Text that does not fit is an error (NULL without ANSI mode). */
export function toDate(...args: readonly ColumnLike[]): Column { return callNamed('to_date', args); }
/** Writes a struct, array or map as JSON. Fields that are NULL are left out unless ignoreNullFields is false. In SQL: `SELECT to_json(named_struct('a', 1, 'b', 2))` */
export function toJson(...args: readonly ColumnLike[]): Column { return callNamed('to_json', args); }
/** Reads a number by a format such as $99.99; text that does not fit is an error. In SQL: `SELECT to_number('$78.12', '$99.99')` */
export function toNumber(...args: readonly ColumnLike[]): Column { return callNamed('to_number', args); }
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
/** Returns a number by a format such as 99,999.9S (# where it has too many digits), a date or timestamp by a pattern, bytes as base64, hex or utf-8. */
export function toVarchar(...args: readonly ColumnLike[]): Column { return callNamed('to_varchar', args); }
/** Makes a variant of an array, map or struct; structs and maps with string keys become objects. */
export function toVariantObject(...args: readonly ColumnLike[]): Column { return callNamed('to_variant_object', args); }
/** Replaces each character found in the second argument by the one at the same place of the third, or removes it when there is none. */
export function translate(...args: readonly ColumnLike[]): Column { return callNamed('translate', args); }
/** Removes spaces, or the characters of the second argument, from both ends. In SQL: `SELECT trim(' SparkSQL ')` */
export function trim(...args: readonly ColumnLike[]): Column { return callNamed('trim', args); }
/** Returns the first day of the unit a date is in: 'year' ('yyyy', 'yy'), 'quarter', 'month' ('mon', 'mm') or 'week' (Monday). NULL for any other unit. */
export function trunc(...args: readonly ColumnLike[]): Column { return callNamed('trunc', args); }
/** Returns `a` + `b`, NULL if it does not fit its type. In SQL: `SELECT try_add(1, 2)` */
export function tryAdd(...args: readonly ColumnLike[]): Column { return callNamed('try_add', args); }
/** Decrypts what aes_encrypt made; NULL for anything else. */
export function tryAesDecrypt(...args: readonly ColumnLike[]): Column { return callNamed('try_aes_decrypt', args); }
/** Returns the mean of the values; NULL when there is none or when their sum overflows. In SQL: `SELECT try_avg(x) FROM VALUES (1), (2), (NULL) AS t(x)` */
export function tryAvg(...args: readonly ColumnLike[]): Column { return callNamed('try_avg', args); }
/** Returns `a` divided by `b`, NULL if `b` is zero. In SQL: `SELECT try_divide(3, 2)` */
export function tryDivide(...args: readonly ColumnLike[]): Column { return callNamed('try_divide', args); }
/** Like element_at, but NULL beyond the array. In SQL: `SELECT try_element_at(array(1, 2, 3), 4)` */
export function tryElementAt(...args: readonly ColumnLike[]): Column { return callNamed('try_element_at', args); }
/** Returns an interval as make_interval does, NULL if it is too long. In SQL: `SELECT try_make_interval(1, 2)` */
export function tryMakeInterval(...args: readonly ColumnLike[]): Column { return callNamed('try_make_interval', args); }
/** Returns the timestamp of year, month, day, hour, minute and second (with fraction; exactly 60 is the next minute), in the given time zone or the session's. NULL if a part is out of its range. */
export function tryMakeTimestamp(...args: readonly ColumnLike[]): Column { return callNamed('try_make_timestamp', args); }
/** Returns the timestamp of year, month, day, hour, minute and second (with fraction; exactly 60 is the next minute), in the given time zone or the session's. NULL if a part is out of its range. */
export function tryMakeTimestampLtz(...args: readonly ColumnLike[]): Column { return callNamed('try_make_timestamp_ltz', args); }
/** Returns the wall-clock time of year, month, day, hour, minute and second (with fraction; exactly 60 is the next minute). NULL if a part is out of its range. */
export function tryMakeTimestampNtz(...args: readonly ColumnLike[]): Column { return callNamed('try_make_timestamp_ntz', args); }
/** Returns the remainder of `a` divided by `b`, NULL if `b` is zero. In SQL: `SELECT try_mod(3, 2)` */
export function tryMod(...args: readonly ColumnLike[]): Column { return callNamed('try_mod', args); }
/** Returns `a` times `b`, NULL if it does not fit its type. In SQL: `SELECT try_multiply(2, 3)` */
export function tryMultiply(...args: readonly ColumnLike[]): Column { return callNamed('try_multiply', args); }
/** Reads JSON text into a variant. Text that is no JSON is NULL. In SQL: `SELECT try_parse_json('{"a":1')` */
export function tryParseJson(...args: readonly ColumnLike[]): Column { return callNamed('try_parse_json', args); }
/** Like parse_url, but gives NULL for what is no URL. In SQL: `SELECT try_parse_url('http://a b', 'HOST')` */
export function tryParseUrl(...args: readonly ColumnLike[]): Column { return callNamed('try_parse_url', args); }
/** Returns `a` - `b`, NULL if it does not fit its type. In SQL: `SELECT try_subtract(2, 1)` */
export function trySubtract(...args: readonly ColumnLike[]): Column { return callNamed('try_subtract', args); }
/** Returns the sum of the values; NULL when there is none or when it overflows. In SQL: `SELECT try_sum(x) FROM VALUES (9223372036854775807L), (1L) AS t(x)` */
export function trySum(...args: readonly ColumnLike[]): Column { return callNamed('try_sum', args); }
/** Like to_binary, but gives NULL for text that does not fit. In SQL: `SELECT try_to_binary('a!', 'base64')` */
export function tryToBinary(...args: readonly ColumnLike[]): Column { return callNamed('try_to_binary', args); }
/** Returns the date a text shows in a datetime pattern; without a pattern, what CAST makes of it. NULL for text that does not fit. */
export function tryToDate(...args: readonly ColumnLike[]): Column { return callNamed('try_to_date', args); }
/** Like to_number, but gives NULL for text that does not fit. In SQL: `SELECT try_to_number('foo', '999')` */
export function tryToNumber(...args: readonly ColumnLike[]): Column { return callNamed('try_to_number', args); }
/** Like to_time, but gives NULL for text that does not fit, and for a pattern that is none. In SQL: `SELECT try_to_time('24:00')` */
export function tryToTime(...args: readonly ColumnLike[]): Column { return callNamed('try_to_time', args); }
/** Returns the timestamp a text shows in a datetime pattern; without a pattern, what CAST makes of it. NULL for text that does not fit. */
export function tryToTimestamp(...args: readonly ColumnLike[]): Column { return callNamed('try_to_timestamp', args); }
/** Like url_decode, but gives NULL for malformed text. In SQL: `SELECT try_url_decode('http%3A%2F%2spark.apache.org')` */
export function tryUrlDecode(...args: readonly ColumnLike[]): Column { return callNamed('try_url_decode', args); }
/** Returns the text, NULL when it is no valid UTF-8. In SQL: `SELECT try_validate_utf8(x'80')` */
export function tryValidateUtf8(...args: readonly ColumnLike[]): Column { return callNamed('try_validate_utf8', args); }
/** Returns a variant with a value behind the elements of the array that a path leads to. What cannot be done is NULL. */
export function tryVariantArrayAppend(...args: readonly ColumnLike[]): Column { return callNamed('try_variant_array_append', args); }
/** Returns what a path such as $.a[0]['b c'] finds in a variant, as the type given as text (default VARIANT). NULL when there is nothing or it does not fit. */
export function tryVariantGet(...args: readonly ColumnLike[]): Column { return callNamed('try_variant_get', args); }
/** Returns a variant with a value put in at a path; what is there already is an error, elements move. What cannot be done is NULL. */
export function tryVariantInsert(...args: readonly ColumnLike[]): Column { return callNamed('try_variant_insert', args); }
/** Returns a variant with a value in place of what a path leads to, made when missing unless the fourth argument is false. What cannot be done is NULL. */
export function tryVariantSet(...args: readonly ColumnLike[]): Column { return callNamed('try_variant_set', args); }
/** Returns the string with all letters in upper case. In SQL: `SELECT upper('SparkSql')` */
export function ucase(...args: readonly ColumnLike[]): Column { return callNamed('ucase', args); }
/** Returns the bytes of text in base 64. Characters that are not of base 64 are skipped; text that ends too early is an error. */
export function unbase64(...args: readonly ColumnLike[]): Column { return callNamed('unbase64', args); }
/** The bytes that hexadecimal digits stand for; NULL for anything else. In SQL: `SELECT CAST(unhex('537061726B') AS STRING)` */
export function unhex(...args: readonly ColumnLike[]): Column { return callNamed('unhex', args); }
/** A random number between two constants, of their wider type; the same sequence for the same seed. In SQL: `SELECT uniform(10, 20, 0) > 0` */
export function uniform(...args: readonly ColumnLike[]): Column { return callNamed('uniform', args); }
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
/** Returns the string with all letters in upper case. In SQL: `SELECT upper('SparkSql')` */
export function upper(...args: readonly ColumnLike[]): Column { return callNamed('upper', args); }
/** Reads application/x-www-form-urlencoded text; malformed text is an error. In SQL: `SELECT url_decode('https%3A%2F%2Fspark.apache.org')` */
export function urlDecode(...args: readonly ColumnLike[]): Column { return callNamed('url_decode', args); }
/** Returns text as application/x-www-form-urlencoded. In SQL: `SELECT url_encode('https://spark.apache.org')` */
export function urlEncode(...args: readonly ColumnLike[]): Column { return callNamed('url_encode', args); }
/** The user of the session. In SQL: `SELECT user() IS NULL` */
export function user(...args: readonly ColumnLike[]): Column { return callNamed('user', args); }
/** A random universally unique identifier. In SQL: `SELECT length(uuid())` */
export function uuid(...args: readonly ColumnLike[]): Column { return callNamed('uuid', args); }
/** Returns the text; an error when it is no valid UTF-8. In SQL: `SELECT validate_utf8('Spark')` */
export function validateUtf8(...args: readonly ColumnLike[]): Column { return callNamed('validate_utf8', args); }
/** Returns the population variance of the values; NULL when there are too few. In SQL: `SELECT var_pop(x) FROM VALUES (1), (2), (3) AS t(x)` */
export function varPop(...args: readonly ColumnLike[]): Column { return callNamed('var_pop', args); }
/** Returns the sample variance of the values; NULL when there are too few. In SQL: `SELECT variance(x) FROM VALUES (1), (2), (3) AS t(x)` */
export function varSamp(...args: readonly ColumnLike[]): Column { return callNamed('var_samp', args); }
/** Returns the sample variance of the values; NULL when there are too few. In SQL: `SELECT variance(x) FROM VALUES (1), (2), (3) AS t(x)` */
export function variance(...args: readonly ColumnLike[]): Column { return callNamed('variance', args); }
/** Returns a variant with a value behind the elements of the array that a path leads to. What cannot be done is an error. */
export function variantArrayAppend(...args: readonly ColumnLike[]): Column { return callNamed('variant_array_append', args); }
/** Returns a variant without what the paths lead to. In SQL: `SELECT variant_delete(parse_json('{"a":1,"b":2}'), '$.a')` */
export function variantDelete(...args: readonly ColumnLike[]): Column { return callNamed('variant_delete', args); }
/** Returns a row per element of a variant array (key NULL) or field of a variant object. Stands in FROM only. */
export function variantExplode(...args: readonly ColumnLike[]): Column { return callNamed('variant_explode', args); }
/** Returns a row per element of a variant array (key NULL) or field of a variant object; a row of NULLs for anything else. Stands in FROM only. */
export function variantExplodeOuter(...args: readonly ColumnLike[]): Column { return callNamed('variant_explode_outer', args); }
/** Returns what a path such as $.a[0]['b c'] finds in a variant, as the type given as text (default VARIANT). NULL when there is nothing; an error when it does not fit. */
export function variantGet(...args: readonly ColumnLike[]): Column { return callNamed('variant_get', args); }
/** Returns a variant with a value put in at a path; what is there already is an error, elements move. What cannot be done is an error. */
export function variantInsert(...args: readonly ColumnLike[]): Column { return callNamed('variant_insert', args); }
/** Returns a variant with a value in place of what a path leads to, made when missing unless the fourth argument is false. What cannot be done is an error. */
export function variantSet(...args: readonly ColumnLike[]): Column { return callNamed('variant_set', args); }
/** Returns a variant without fields that are null; unless the second argument is false, without elements that are null too. */
export function variantStripNulls(...args: readonly ColumnLike[]): Column { return callNamed('variant_strip_nulls', args); }
/** The cosine of the angle between two vectors; NULL when one of them is zero. In SQL: `SELECT vector_cosine_similarity(array(1.0F, 2.0F), array(3.0F, 4.0F))` */
export function vectorCosineSimilarity(...args: readonly ColumnLike[]): Column { return callNamed('vector_cosine_similarity', args); }
/** The inner product of two vectors. In SQL: `SELECT vector_inner_product(array(1.0F, 2.0F), array(3.0F, 4.0F))` */
export function vectorInnerProduct(...args: readonly ColumnLike[]): Column { return callNamed('vector_inner_product', args); }
/** The Euclidean distance of two vectors. In SQL: `SELECT vector_l2_distance(array(1.0F, 2.0F), array(3.0F, 4.0F))` */
export function vectorL2Distance(...args: readonly ColumnLike[]): Column { return callNamed('vector_l2_distance', args); }
/** The norm of a vector, of degree 1, 2 (default) or infinity. In SQL: `SELECT vector_norm(array(3.0F, 4.0F))` */
export function vectorNorm(...args: readonly ColumnLike[]): Column { return callNamed('vector_norm', args); }
/** The vector scaled to norm 1; NULL for the zero vector. In SQL: `SELECT vector_normalize(array(3.0F, 4.0F))` */
export function vectorNormalize(...args: readonly ColumnLike[]): Column { return callNamed('vector_normalize', args); }
/** The version of Spark whose answers these are. In SQL: `SELECT version() IS NULL` */
export function version(...args: readonly ColumnLike[]): Column { return callNamed('version', args); }
/** Returns the day of the week: 0 is Monday, 6 is Sunday. In SQL: `SELECT weekday(DATE'2024-02-29')` */
export function weekday(...args: readonly ColumnLike[]): Column { return callNamed('weekday', args); }
/** Returns the ISO week of the year: weeks begin on Monday, week 1 is the first with at least four days. In SQL: `SELECT weekofyear(DATE'2024-02-29')` */
export function weekofyear(...args: readonly ColumnLike[]): Column { return callNamed('weekofyear', args); }
/** The number of the bucket the value falls in when the range is cut into equal ones; 0 below, one more than their number above. */
export function widthBucket(...args: readonly ColumnLike[]): Column { return callNamed('width_bucket', args); }
/** The last microsecond of a time window: the event time to aggregate windows by. */
export function windowTime(...args: readonly ColumnLike[]): Column { return callNamed('window_time', args); }
/** A 64-bit hash (xxHash) of the arguments; NULLs are skipped. In SQL: `SELECT xxhash64('Spark', array(123), 2)` */
export function xxhash64(...args: readonly ColumnLike[]): Column { return callNamed('xxhash64', args); }
/** Returns the year of a date. In SQL: `SELECT year(DATE'2024-02-29')` */
export function year(...args: readonly ColumnLike[]): Column { return callNamed('year', args); }
/** Zero where the argument is NULL. In SQL: `SELECT zeroifnull(NULL)` */
export function zeroifnull(...args: readonly ColumnLike[]): Column { return callNamed('zeroifnull', args); }
