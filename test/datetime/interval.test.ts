import fc from 'fast-check';
import { expect, test } from 'vitest';
import { conditionOf } from '../../src/errors/stream-error.ts';
import { formatCalendarInterval, formatDayTime, formatYearMonth } from '../../src/types/interval-format.ts';
import { intervalOfRange, intervalOfText, intervalOfUnits, type IntervalLiteralValue, negateInterval } from '../../src/types/interval-literal.ts';
import { type CalendarInterval, castToDayTime, castToYearMonth, isProblem, parseDuration, parseDurationMillis, parseIntervalUnits } from '../../src/types/interval-text.ts';

function shown({ type, value }: IntervalLiteralValue): string {
  if (type.kind === 'calendar_interval') return formatCalendarInterval(value as CalendarInterval);
  return type.kind === 'year_month_interval' ? formatYearMonth(value as number, type) : formatDayTime(value as bigint, type);
}
const failing = (run: () => unknown): string | undefined => { try { run(); return undefined; } catch (error) { return conditionOf(error); } };

test('intervals are printed and read back', () => {
  fc.assert(fc.property(fc.integer({ min: -2_147_483_648, max: 2_147_483_647 }), (months) => {
    expect(castToYearMonth(formatYearMonth(months), { kind: 'year_month_interval', start: 0, end: 1 })).toBe(months);
  }));
  fc.assert(fc.property(fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }), fc.constantFrom<0 | 1 | 2 | 3>(0, 1, 2, 3), (micros, start) => {
    const type = { kind: 'day_time_interval', start, end: 3 } as const;
    const losesSign = start === 3 && micros < 0n && micros > -1_000_000n; // as in Spark, whose cast reads the sign off the whole seconds
    expect(castToDayTime(formatDayTime(micros, type), type)).toBe(losesSign ? -micros : micros);
  }), { numRuns: 1000 });
  fc.assert(fc.property(fc.integer(), fc.integer(), fc.bigInt({ min: -(1n << 62n), max: 1n << 62n }), (months, days, micros) => {
    expect(parseIntervalUnits(formatCalendarInterval({ months, days, micros }))).toEqual({ months, days, micros });
  }));
});

test('every form of literal', () => {
  expect(shown(intervalOfRange('1-2', 'year', 'month'))).toBe("INTERVAL '1-2' YEAR TO MONTH");
  expect(shown(negateInterval(intervalOfRange('-1 10:20:30.123', 'DAY', 'SECOND')))).toBe("INTERVAL '1 10:20:30.123' DAY TO SECOND");
  expect(shown(intervalOfText('1 day 2 hours'))).toBe("INTERVAL '1 02' DAY TO HOUR");
  expect(shown(intervalOfText('1 year -2 months'))).toBe("INTERVAL '0-10' YEAR TO MONTH");
  expect(shown(intervalOfUnits([{ value: '3', unit: 'WEEKS' }, { value: '1.5', unit: 'second' }]))).toBe("INTERVAL '21 00:00:01.5' DAY TO SECOND");
  expect(shown(intervalOfUnits([{ value: '-25', unit: 'hour' }]))).toBe("INTERVAL '-25' HOUR");
});

test('under the old rules a literal has one type, and days may stand before any field', () => {
  const old = { calendar: true, lax: true };
  expect(shown(intervalOfUnits([{ value: '1', unit: 'day' }, { value: '1', unit: 'month' }], old))).toBe('1 months 1 days');
  expect(shown(intervalOfRange('5 12:40:30', 'HOUR', 'SECOND', old))).toBe('5 days 12 hours 40 minutes 30 seconds');
  expect(shown(intervalOfRange('30:10', 'HOUR', 'MINUTE', { calendar: true, lax: false }))).toBe('30 hours 10 minutes');
  expect(shown(intervalOfRange('5 1:40', 'MINUTE', 'SECOND', { calendar: false, lax: true }))).toBe("INTERVAL '7201:40' MINUTE TO SECOND");
});

test('what is wrong with a literal is named', () => {
  expect(failing(() => intervalOfRange('1-13', 'year', 'month'))).toBe('INVALID_INTERVAL_FORMAT.INTERVAL_PARSING');
  expect(failing(() => intervalOfRange('1', 'month', 'year'))).toBe('INVALID_INTERVAL_FORMAT.UNSUPPORTED_FROM_TO_EXPRESSION');
  expect(failing(() => intervalOfRange('1 24:00:00', 'day', 'second'))).toBe('_LEGACY_ERROR_TEMP_0063');
  expect(failing(() => intervalOfUnits([{ value: '1', unit: 'day' }, { value: '1', unit: 'month' }]))).toBe('_LEGACY_ERROR_TEMP_0029');
  expect(failing(() => intervalOfUnits([{ value: '106751992', unit: 'day' }]))).toBe('INTERVAL_ARITHMETIC_OVERFLOW.WITHOUT_SUGGESTION');
  expect(failing(() => intervalOfUnits([{ value: '0.5', unit: 'day' }]))).toBe('INVALID_INTERVAL_FORMAT.INVALID_FRACTION');
  expect(failing(() => intervalOfText('1 day 2'))).toBe('INVALID_TYPED_LITERAL');
  const problems = { '': 'INPUT_IS_EMPTY', '1': 'MISSING_UNIT', day: 'UNRECOGNIZED_NUMBER', '1 nanosecond': 'INVALID_UNIT', '1.1234567890 seconds': 'INVALID_PRECISION', '99999999999 year': 'ARITHMETIC_EXCEPTION' };
  for (const [text, problem] of Object.entries(problems)) {
    const result = parseIntervalUnits(text);
    expect([text, isProblem(result) && result.problem]).toEqual([text, problem]);
  }
});

test('durations count a month as 31 days', () => {
  expect(parseDuration('10 minutes')).toBe(600_000_000n);
  expect(parseDuration('interval 1 month 1 day')).toBe(32n * 86_400_000_000n);
  expect(parseDurationMillis('1.5 seconds')).toBe(1500);
  expect(failing(() => parseDurationMillis('soon'))).toBe('INVALID_INTERVAL_FORMAT.UNRECOGNIZED_NUMBER');
});
