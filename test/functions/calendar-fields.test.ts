import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newCivil, splitDays } from '../../src/types/calendar.ts';
import { dateType, type DataType } from '../../src/types/data-type.ts';
import { ansi, call, cast, column, evaluate } from './call-function.ts';

/** Parts of dates and times, whose loops compute the calendar by themselves, beside the calendar value by value. */

const seed = 20_261_122;
const timestamp: DataType = { kind: 'timestamp' };
const day = fc.oneof(fc.integer({ min: -2_147_483_648, max: 2_147_483_647 }), fc.integer({ min: -800_000, max: 800_000 }), fc.constantFrom(-719_468, -719_469, -1, 0, 59, 60, 11_016, 11_017, -2_147_483_648, 2_147_483_647));
const micros = fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.bigInt({ min: -5_000_000_000_000_000n, max: 5_000_000_000_000_000n }), fc.constantFrom(-1n, 0n, -86_400_000_000n, -86_400_000_001n));

test(`year, month, day and quarter of any date (seed ${seed})`, () => {
  const days = fc.sample(day, { seed, numRuns: 5000 });
  const civil = newCivil();
  const expected = days.map((one) => { splitDays(one, civil); return [civil.year, civil.month, civil.day, Math.ceil(civil.month / 3)]; });
  const parts = ['year', 'month', 'day', 'quarter'].map((name) => evaluate(call(name, [column(0, dateType)]), [{ type: dateType, values: days }]));
  expect(days.map((_, row) => parts.map((part) => part[row]))).toEqual(expected);
});

test(`hour, minute, second and date of any time, where offsets never change (seed ${seed})`, () => {
  const times = fc.sample(micros, { seed, numRuns: 5000 });
  for (const [timeZone, hours] of [['UTC', 0], ['+05:00', 5], ['-18:00', -18]] as const) {
    const settings = { ...ansi, timeZone };
    const input = [{ type: timestamp, values: times }];
    const seconds = times.map((one) => (one - (((one % 1_000_000n) + 1_000_000n) % 1_000_000n)) / 1_000_000n + BigInt(hours * 3600));
    const inDay = seconds.map((one) => Number(((one % 86_400n) + 86_400n) % 86_400n));
    expect(evaluate(call('hour', [column(0, timestamp)], settings), input, settings)).toEqual(inDay.map((one) => Math.floor(one / 3600)));
    expect(evaluate(call('minute', [column(0, timestamp)], settings), input, settings)).toEqual(inDay.map((one) => Math.floor(one / 60) % 60));
    expect(evaluate(call('second', [column(0, timestamp)], settings), input, settings)).toEqual(inDay.map((one) => one % 60));
    expect(evaluate(cast(column(0, timestamp), dateType), input, settings)).toEqual(seconds.map((one, row) => Number((one - BigInt(inDay[row]!)) / 86_400n)));
  }
});
