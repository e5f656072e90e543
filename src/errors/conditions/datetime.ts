import type { Condition } from './condition.ts';

const format = 'the interval {input} is malformed: ';

const documentation = { docroot: 'https://spark.apache.org/docs/latest' };

/** Dates, times, patterns, time zones, intervals. */
export const datetimeConditions = {
  INVALID_TYPED_LITERAL: { sqlState: '42604', message: 'the {valueType} literal {value} is malformed' },
  INVALID_TIME_LITERAL_PRECISION: { sqlState: '22023', message: 'the TIME literal {value} has more than nine digits after the point' },
  INVALID_TIMEZONE: { sqlState: '22009', message: 'the time zone {timeZone} is invalid', hint: 'use a region such as America/Los_Angeles or an offset such as +02:00' },
  DATETIME_OVERFLOW: { sqlState: '22008', message: 'the result of {operation} is out of the range of dates and timestamps' },
  'DATETIME_FIELD_OUT_OF_BOUNDS.WITHOUT_SUGGESTION': { sqlState: '22023', message: 'no such date or time: {rangeMessage}' },
  INVALID_FRACTION_OF_SECOND: { sqlState: '22023', message: 'seconds go from 0 to 59.999999, or are exactly 60, but got {secAndMicros}' },
  CANNOT_PARSE_TIME: { sqlState: '22010', message: '{input} is no time of day in the pattern {format}', hint: 'use try_to_time to get NULL instead' },
  CANNOT_PARSE_TIMESTAMP: { sqlState: '22007', message: 'the text does not fit the pattern: {message}', hint: 'use {func} to get NULL instead' },
  SECOND_FUNCTION_ARGUMENT_NOT_INTEGER: { sqlState: '22023', message: 'the second argument of {functionName} must be a whole number' },
  ILLEGAL_DAY_OF_WEEK: { sqlState: '22009', message: '{string} is no day of the week', hint: 'write it in English, as MO, MON or MONDAY' },
  'INVALID_PARAMETER_VALUE.DATETIME_UNIT': {
    sqlState: '22023', message: '{functionName} has no unit {invalidValue}',
    hint: 'units are words without quotes, from YEAR to MICROSECOND', constants: { parameter: '`unit`' },
  },
  'INVALID_PARAMETER_VALUE.TIME_UNIT': {
    sqlState: '22023', message: '{functionName} has no unit {invalidValue}',
    hint: 'units are HOUR, MINUTE, SECOND, MILLISECOND and MICROSECOND', constants: { parameter: '`unit`' },
  },
  INVALID_EXTRACT_FIELD: { sqlState: '42601', message: 'the field {field} cannot be extracted from {expr}' },
  'INVALID_DATETIME_PATTERN.ILLEGAL_CHARACTER': { sqlState: '22007', message: "the datetime pattern '{pattern}' contains the illegal character {c}" },
  'INVALID_DATETIME_PATTERN.LENGTH': { sqlState: '22007', message: "the datetime pattern '{pattern}' has too many letters in a row" },
  'INVALID_DATETIME_PATTERN.WITH_SUGGESTION': { sqlState: '22007', message: 'the datetime pattern {pattern} is not understood', constants: documentation },
  'INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION': {
    sqlState: '42K0B', message: 'the datetime pattern {pattern} is not understood',
    hint: 'old versions of Spark took it, new ones do not', constants: { config: '"spark.sql.legacy.timeParserPolicy"', ...documentation },
  },
  'INCONSISTENT_BEHAVIOR_CROSS_VERSION.PARSE_DATETIME_BY_NEW_PARSER': {
    sqlState: '42K0B', message: 'the text {datetime} does not fit the pattern, but did for old versions of Spark', hint: 'set {config} to LEGACY for the old answer, to CORRECTED for none',
  },
  'INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_WEEK_BASED_PATTERN': { sqlState: '42K0B', message: 'the week-based letter {c} is not possible in a datetime pattern', hint: 'use the function extract instead' },
  CANNOT_PARSE_INTERVAL: { sqlState: '22006', message: 'the interval {intervalString} cannot be parsed' },
  'INVALID_INTERVAL_FORMAT.ARITHMETIC_EXCEPTION': { sqlState: '22006', message: `${format}it is too large` },
  'INVALID_INTERVAL_FORMAT.DAY_TIME_PARSING': { sqlState: '22006', message: `${format}{msg}` },
  'INVALID_INTERVAL_FORMAT.INPUT_IS_EMPTY': { sqlState: '22006', message: `${format}it is empty` },
  'INVALID_INTERVAL_FORMAT.INPUT_IS_NULL': { sqlState: '22006', message: `${format}it is NULL` },
  'INVALID_INTERVAL_FORMAT.INTERVAL_PARSING': { sqlState: '22006', message: `${format}no {interval} interval is so long` },
  'INVALID_INTERVAL_FORMAT.INVALID_FRACTION': { sqlState: '22006', message: `${format}only seconds take a fraction, not {unit}` },
  'INVALID_INTERVAL_FORMAT.INVALID_PRECISION': { sqlState: '22006', message: `${format}{value} has more than nine digits after the point` },
  'INVALID_INTERVAL_FORMAT.INVALID_PREFIX': { sqlState: '22006', message: `${format}{prefix} is no way to begin` },
  'INVALID_INTERVAL_FORMAT.INVALID_UNIT': { sqlState: '22006', message: `${format}{unit} is no unit` },
  'INVALID_INTERVAL_FORMAT.INVALID_VALUE': { sqlState: '22006', message: `${format}{value} is no number` },
  'INVALID_INTERVAL_FORMAT.MISSING_NUMBER': { sqlState: '22006', message: `${format}there is no number after {word}` },
  'INVALID_INTERVAL_FORMAT.MISSING_UNIT': { sqlState: '22006', message: `${format}there is no unit after {word}` },
  'INVALID_INTERVAL_FORMAT.UNKNOWN_PARSING_ERROR': { sqlState: '22006', message: `${format}{word} is not understood` },
  'INVALID_INTERVAL_FORMAT.UNMATCHED_FORMAT_STRING': { sqlState: '22006', message: `${format}an {typeName} ({intervalStr}) is written as {supportedFormat}` },
  'INVALID_INTERVAL_FORMAT.UNMATCHED_FORMAT_STRING_WITH_NOTICE': { sqlState: '22006', message: `${format}an {typeName} ({intervalStr}) is written as {supportedFormat}` },
  'INVALID_INTERVAL_FORMAT.UNRECOGNIZED_NUMBER': { sqlState: '22006', message: `${format}{number} is no number` },
  'INVALID_INTERVAL_FORMAT.UNSUPPORTED_FROM_TO_EXPRESSION': { sqlState: '22006', message: `${format}{from} TO {to} is no range of fields` },
  INVALID_INTERVAL_WITH_MICROSECONDS_ADDITION: { sqlState: '22006', message: 'an interval with hours, minutes or seconds cannot be added to a date', hint: 'cast the date to a timestamp first' },
  'INTERVAL_ARITHMETIC_OVERFLOW.WITHOUT_SUGGESTION': { sqlState: '22015', message: 'interval overflow in {operation}' },
  'INTERVAL_ARITHMETIC_OVERFLOW.WITH_SUGGESTION': { sqlState: '22015', message: 'interval overflow in {operation}', hint: 'use {functionName} to get NULL instead' },
  INTERVAL_DIVIDED_BY_ZERO: { sqlState: '22012', message: 'an interval was divided by zero', hint: 'use try_divide to get NULL instead' },
  _LEGACY_ERROR_TEMP_0026: { sqlState: '42601', message: 'the value of an interval unit must be a number, but is {value}' },
  _LEGACY_ERROR_TEMP_0029: { sqlState: '42601', message: 'years and months cannot be mixed with smaller units in the interval {literal}', hint: 'use make_interval for such an interval' },
  _LEGACY_ERROR_TEMP_0063: { sqlState: '42601', message: 'invalid interval literal: {msg}' },
} as const satisfies Readonly<Record<string, Condition>>;
