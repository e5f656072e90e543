import { type Column, int64Values } from '../../columnar/column.ts';
import { readValue } from '../../columnar/read.ts';
import { fail } from '../../errors/stream-error.ts';
import { type Civil, newCivil, SECONDS_PER_DAY, splitDays } from '../../types/calendar.ts';
import { longType, stringType, type DataType, timestampType } from '../../types/data-type.ts';
import { type Instant, instantOf, newInstant, readInstant, writeInstant } from '../../types/instant.ts';
import { textToSql } from '../../types/print.ts';
import { offsetAt, zoneOf } from '../../types/time-zone.ts';
import { castInput, anyNullable, expectConstant, expectCount } from '../define.ts';
import { wordColumn, wordsIn } from './datetime-columns.ts';
import { zoneOfType } from './datetime-fields.ts';
import { newShift, type Shift, shiftInstant, splitDuration } from './datetime-shift.ts';
import type { BoundCall, CallShape, Kernel, ResolvedCall, ScalarFunction } from '../function.ts';
import { literalSql } from '../pretty-literal.ts';

/** `months` or µs of one unit. DAYOFYEAR is a day where time is added and no unit where it is counted. */
const units: Readonly<Record<string, { readonly months?: number; readonly micros?: bigint; readonly countable?: false }>> = {
  MICROSECOND: { micros: 1n }, MILLISECOND: { micros: 1000n }, SECOND: { micros: 1_000_000n }, MINUTE: { micros: 60_000_000n }, HOUR: { micros: 3_600_000_000n },
  DAY: { micros: 86_400_000_000n }, DAYOFYEAR: { micros: 86_400_000_000n, countable: false }, WEEK: { micros: 604_800_000_000n },
  MONTH: { months: 1 }, QUARTER: { months: 3 }, YEAR: { months: 12 },
};

/** TIMESTAMPADD and TIMESTAMPDIFF are syntax, not names in the registry. */
const words = { kind: 'scalar', group: 'internal', since: '0.1' } as const;

/** Adding and counting units: what DATEADD(unit, …) and DATEDIFF(unit, …) are too. */
export const datetimeUnitFunctions: readonly ScalarFunction[] = [
  {
    ...words, name: 'timestampadd', signatures: ['(string, bigint, timestamps) -> timestamp'], resolve: resolveAdd, kernel: addUnits,
    doc: 'Adds a number of units (YEAR, QUARTER, MONTH, WEEK, DAY, DAYOFYEAR, HOUR, MINUTE, SECOND, MILLISECOND, MICROSECOND) to a timestamp.',
    examples: [["SELECT timestampadd(MONTH, 1, TIMESTAMP'2024-01-31 10:00:00')", '2024-02-29 10:00:00'], ["SELECT dateadd(HOUR, -1, TIMESTAMP'2024-03-01 00:00:00')", '2024-02-29 23:00:00']],
  },
  {
    ...words, name: 'timestampdiff', signatures: ['(string, timestamp, timestamp) -> bigint'], resolve: resolveDiff, kernel: countUnits,
    doc: 'Returns the whole units from the first timestamp to the second.',
    examples: [["SELECT timestampdiff(DAY, TIMESTAMP'2024-02-28 12:00:00', TIMESTAMP'2024-03-01 11:00:00')", '1'], ["SELECT datediff(MONTH, DATE'2024-01-31', DATE'2024-02-29')", '0']],
  },
];

function expectUnit(call: CallShape, counting: boolean): void {
  const unit = expectConstant(call, 0, 'unit', stringType);
  const row = typeof unit === 'string' && Object.hasOwn(units, unit.toUpperCase()) ? units[unit.toUpperCase()] : undefined;
  if (row !== undefined && (!counting || row.countable !== false)) return;
  fail('INVALID_PARAMETER_VALUE.DATETIME_UNIT', { functionName: '`TIMESTAMPDIFF`', invalidValue: typeof unit === 'string' ? textToSql(unit) : 'NULL' }, { at: call.at });
}

function resolved(call: CallShape, argumentTypes: readonly DataType[], returnType: DataType): ResolvedCall {
  return { argumentTypes, returnType, nullable: anyNullable(call, argumentTypes) };
}

function resolveAdd(call: CallShape): ResolvedCall {
  expectCount(call, 3, 3);
  expectUnit(call, false);
  const type = castInput(call, 2, { family: 'timestamps' });
  return resolved(call, [stringType, castInput(call, 1, longType), type], type);
}

function resolveDiff(call: CallShape): ResolvedCall {
  expectCount(call, 3, 3);
  expectUnit(call, true);
  return resolved(call, [stringType, castInput(call, 1, timestampType), castInput(call, 2, timestampType)], longType);
}

const unitOf = (call: BoundCall): (typeof units)[string] => units[String(call.literals[0]).toUpperCase()]!;

const instant: Instant = newInstant();
const other: Instant = newInstant();
const shift: Shift = newShift();

function addUnits(call: BoundCall): Kernel {
  const unit = unitOf(call);
  const zone = zoneOfType(call, 2);
  const { timeZone } = call.settings;
  return (args, rows, { arena }) => {
    const [, quantity, time] = args as [Column, Column, Column];
    const bad = (row: number): never => {
      const moment = literalSql(readValue(time, row), timestampType, time.type.kind === 'timestamp_ntz' ? 'UTC' : timeZone);
      return fail('DATETIME_OVERFLOW', { operation: `add ${literalSql(readValue(quantity, row), longType, timeZone)} ${String(call.literals[0]).toUpperCase()} to ${moment}` }, { at: call.at });
    };
    const quantities = int64Values(quantity);
    const input = wordsIn(time);
    return wordColumn({ type: call.returnType, args: [quantity, time], rows, arena }, (row, out) => {
      readInstant(input, row & time.mask, instant);
      const count = quantities[row & quantity.mask]!;
      if (unit.months === undefined) {
        const micros = count * unit.micros!;
        if (micros !== BigInt.asIntN(64, micros)) return bad(row);
        splitDuration(instantOf(micros, other), shift);
      } else {
        shift.months = Number(count) * unit.months;
        shift.days = 0;
        shift.seconds = 0;
        shift.micros = 0;
        if (shift.months !== (shift.months | 0)) return bad(row);
      }
      if (!shiftInstant(instant, zone, shift)) return bad(row);
      writeInstant(out, row, instant.seconds, instant.micros);
      return true;
    });
  };
}

function countUnits(call: BoundCall): Kernel {
  const unit = unitOf(call);
  const zone = zoneOf(call.settings.timeZone);
  const countBetween = unit.months === undefined ? (): bigint => durationBetween() / unit.micros! : (): bigint => BigInt(Math.trunc(monthsBetween() / unit.months!));
  return (args, rows, { arena }) => {
    const [, start, end] = args as [Column, Column, Column];
    const starts = wordsIn(start);
    const ends = wordsIn(end);
    return wordColumn({ type: longType, args: [start, end], rows, arena }, (row, out) => {
      readInstant(starts, row & start.mask, instant);
      readInstant(ends, row & end.mask, other);
      instant.seconds += offsetAt(zone, instant.seconds);
      other.seconds += offsetAt(zone, other.seconds);
      const count = countBetween();
      out[2 * row] = Number(BigInt.asIntN(32, count));
      out[2 * row + 1] = Number(BigInt.asIntN(32, count >> 32n));
      return true;
    });
  };
}

function durationBetween(): bigint {
  return BigInt(other.seconds - instant.seconds) * 1_000_000n + BigInt(other.micros - instant.micros);
}

const from: Civil = newCivil();
const to: Civil = newCivil();

/** Whole months between two wall-clock times: a month is over when its day and time have come. */
function monthsBetween(): number {
  const startDay = Math.floor(instant.seconds / SECONDS_PER_DAY);
  let endDay = Math.floor(other.seconds / SECONDS_PER_DAY);
  const startTime = instant.seconds - startDay * SECONDS_PER_DAY + instant.micros / 1e6;
  const endTime = other.seconds - endDay * SECONDS_PER_DAY + other.micros / 1e6;
  if (endDay > startDay && endTime < startTime) endDay--;
  else if (endDay < startDay && endTime > startTime) endDay++;
  splitDays(startDay, from);
  splitDays(endDay, to);
  return Math.trunc(((to.year * 12 + to.month) * 32 + to.day - (from.year * 12 + from.month) * 32 - from.day) / 32);
}
