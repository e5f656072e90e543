import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Arena } from '../../src/columnar/arena.ts';
import { columnOf, constantColumn } from '../../src/columnar/builder.ts';
import type { Column } from '../../src/columnar/column.ts';
import { readValue } from '../../src/columnar/read.ts';
import type { Value } from '../../src/columnar/value.ts';
import { resolveCall } from '../../src/functions/define.ts';
import { datetimeFunctions } from '../../src/functions/datetime/datetime.ts';
import type { BoundCall, CallArgument, KernelContext } from '../../src/functions/function.ts';
import { type DataType, dateType, dayTimeIntervalType, intType, stringType, timestampNtzType, timestampType, yearMonthIntervalType } from '../../src/types/data-type.ts';
import { formatTimestamp, parseTimestamp } from '../../src/types/timestamp-text.ts';
import { zoneOf } from '../../src/types/time-zone.ts';

/** The law of a kernel: a column is computed as its rows are, whatever is selected, NULL or constant. */
const micros = fc.bigInt({ min: -62_135_596_800_000_000n, max: 253_402_200_000_000_000n });
const days = fc.integer({ min: -719_162, max: 2_932_896 });
const interval = fc.bigInt({ min: -100_000_000_000_000n, max: 100_000_000_000_000n });
const text = fc.oneof(fc.constantFrom('nonsense', '2024-02-30', '2024', 'T1:2'), micros.map((one) => formatTimestamp(one, zoneOf('UTC'))));

interface Trial { readonly name: string; readonly types: readonly DataType[]; readonly cells: readonly fc.Arbitrary<Value>[]; readonly result?: DataType }

const on = (type: DataType, cell: fc.Arbitrary<Value>, ...names: string[]): Trial[] => names.map((name) => ({ name, types: [type], cells: [cell] }));
const trials: readonly Trial[] = [
  ...on(dateType, days, 'year', 'quarter', 'month', 'day', 'dayofweek', 'weekday', 'dayofyear', 'weekofyear', 'dayname', 'monthname', 'last_day', 'unix_date', 'to_timestamp'),
  ...on(timestampType, micros, 'hour', 'minute', 'second', 'unix_seconds', 'unix_millis', 'unix_micros', 'unix_timestamp', 'to_date', 'to_timestamp_ntz'),
  ...on(timestampNtzType, micros, 'hour', 'to_timestamp', 'to_date'),
  ...on(stringType, text, 'try_to_date', 'try_to_timestamp'),
  { name: 'trunc', types: [dateType, stringType], cells: [days, fc.constantFrom('year', 'MM', 'week', 'quarter', 'day')] },
  { name: 'date_trunc', types: [stringType, timestampType], cells: [fc.constantFrom('YEAR', 'week', 'day', 'hour', 'minute', 'millisecond', 'era'), micros] },
  { name: 'date_format', types: [timestampType, stringType], cells: [micros, fc.constantFrom('yyyy-MM-dd HH:mm:ss.SSS', 'EEE d MMM yy', "'week' F D a")] },
  { name: 'try_to_timestamp', types: [stringType, stringType], cells: [text, fc.constantFrom('yyyy-MM-dd HH:mm:ss', 'yyyy-MM-dd HH:mm:ss[.SSSSSS]')] },
  { name: 'add_months', types: [dateType, intType], cells: [days, fc.integer({ min: -1000, max: 1000 })] },
  { name: 'date_add', types: [dateType, intType], cells: [days, fc.integer({ min: -1000, max: 1000 })] },
  { name: 'datediff', types: [dateType, dateType], cells: [days, days] },
  { name: 'months_between', types: [timestampType, timestampType], cells: [micros, micros] },
  { name: 'from_utc_timestamp', types: [timestampType, stringType], cells: [micros, fc.constantFrom('Asia/Seoul', 'America/New_York', '+05:30')] },
  { name: 'timestamp_plus_interval', types: [timestampType, dayTimeIntervalType], cells: [micros, interval], result: timestampType },
  { name: 'timestamp_minus_interval', types: [timestampType, yearMonthIntervalType], cells: [micros, fc.integer({ min: -600, max: 600 })], result: timestampType },
  { name: 'subtract_timestamps', types: [timestampType, timestampType], cells: [micros, micros], result: dayTimeIntervalType },
  { name: 'multiply_interval', types: [dayTimeIntervalType, intType], cells: [interval, fc.integer({ min: -9, max: 9 })], result: dayTimeIntervalType },
];

function callOf({ name, types, result }: Trial, timeZone: string): BoundCall {
  const settings = { timeZone, ansi: true, get: () => undefined };
  const args = types.map((type): CallArgument => ({ type, nullable: true, foldable: false, literal: undefined, sql: 'x' }));
  const definition = rowNamed(name);
  const resolved = result === undefined ? resolveCall(definition, { name, arguments: args, settings, sql: name }) : { argumentTypes: types, returnType: result };
  return { name, argumentTypes: resolved.argumentTypes, argumentNullable: types.map(() => true), returnType: resolved.returnType, literals: types.map(() => undefined), settings, sql: name };
}

function rowNamed(name: string): (typeof datetimeFunctions)[number] {
  return datetimeFunctions.find((row) => row.name === name)!;
}

const arena = new Arena();
const context: KernelContext = { arena, batchTimeMicros: 1_700_000_000_000_000n, nowMicros: () => 0n, random: () => 0, uuid: () => '' };

test.each(trials.map((trial) => [`${trial.name}(${trial.types.map((type) => type.kind).join(', ')})`, trial] as const))('%s is computed row by row', (_, trial) => {
  const rows = fc.array(fc.tuple(...trial.cells.map((cell) => fc.option(cell, { freq: 6 }))), { minLength: 1, maxLength: 40 });
  fc.assert(fc.property(rows, fc.constantFrom('UTC', 'America/Los_Angeles'), fc.boolean(), (table, timeZone, some) => {
    arena.reset();
    const call = callOf(trial, timeZone);
    const kernel = rowNamed(trial.name).kernel!(call);
    const columns = trial.types.map((type, index) => columnOf(type, table.map((row) => row[index]!), arena));
    const selection = some ? Uint32Array.from(table.keys()).filter((row) => row % 3 !== 1) : undefined;
    const whole = kernel(columns, { rowCount: table.length, selection }, context);
    for (const row of selection ?? table.keys()) {
      const one = kernel(trial.types.map((type, index): Column => constantColumn(type, table[row]![index]!, 1, arena)), { rowCount: 1, selection: undefined }, context);
      const expected = table[row]!.includes(null) ? null : readValue(one, 0);
      expect(table[row]!.includes(null) ? null : readValue(whole, row)).toEqual(expected);
    }
  }), { numRuns: 60 });
});

test('arithmetic keeps to the calendar of the zone', () => {
  const zone = zoneOf('America/Los_Angeles');
  const shift = (time: string, name: string, type: DataType, amount: Value): string => {
    const call = callOf({ name, types: [timestampType, type], cells: [], result: timestampType }, zone.id);
    const args = [constantColumn(timestampType, parseTimestamp(time, zone)!, 1, arena), constantColumn(type, amount, 1, arena)];
    return formatTimestamp(readValue(rowNamed(name).kernel!(call)(args, { rowCount: 1, selection: undefined }, context), 0) as bigint, zone);
  };
  const hour = 3_600_000_000n;
  expect(shift('2024-03-09 02:30:00', 'timestamp_plus_interval', dayTimeIntervalType, 24n * hour)).toBe('2024-03-10 03:30:00');
  expect(shift('2024-03-09 12:00:00', 'timestamp_plus_interval', dayTimeIntervalType, 24n * hour)).toBe('2024-03-10 12:00:00');
  expect(shift('2024-11-03 00:30:00', 'timestamp_plus_interval', dayTimeIntervalType, 2n * hour)).toBe('2024-11-03 01:30:00');
  expect(shift('2024-03-31 10:00:00', 'timestamp_minus_interval', yearMonthIntervalType, 1)).toBe('2024-02-29 10:00:00');
});
