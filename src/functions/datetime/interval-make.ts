import { columnOf } from '../../columnar/builder.ts';
import { type Column, int32Values, int64Values } from '../../columnar/column.ts';
import { structValue, type Value } from '../../columnar/value.ts';
import { fail } from '../../errors/stream-error.ts';
import { isInt32, isInt64, MICROS_PER_DAY, MICROS_PER_HOUR, MICROS_PER_MINUTE } from '../../types/interval-text.ts';
import { anyNullable } from '../define.ts';
import type { BoundCall, CallShape, Kernel, ResolvedCall, ScalarFunction } from '../function.ts';
import { eachRow } from '../row-by-row.ts';
import { matchSignatures } from '../signature-match.ts';
import { failArithmetic } from '../overflow.ts';

const words = { kind: 'scalar', group: 'datetime_funcs', since: '0.1' } as const;
const calendarSignature = '([int], [int], [int], [int], [int], [int], [decimal(18,6)]) -> calendar_interval';
const tryCalendarSignature = calendarSignature.replace('[int]', 'int');

/** Shows the defaults of the arguments left out. */
const withDefaults = (name: string, defaults: readonly string[]) => (args: readonly string[]): string => `${name}(${defaults.map((one, index) => args[index] ?? one).join(', ')})`;
const calendarDefaults = ['0', '0', '0', '0', '0', '0', '0.000000'];

/** Intervals from their parts. */
export const intervalMakeFunctions: readonly ScalarFunction[] = [
  {
    ...words, name: 'make_interval', signatures: [calendarSignature],
    doc: 'Returns an interval of years, months, weeks, days, hours, minutes and seconds (with fraction), all 0 by default. An error if it is too long (NULL without ANSI mode).',
    examples: [['SELECT make_interval(100, 11, 1, 1, 12, 30, 01.001001)', '100 years 11 months 8 days 12 hours 30 minutes 1.001001 seconds']],
    display: withDefaults('make_interval', calendarDefaults), resolve: (call) => resolveCalendar(call, !call.settings.ansi), kernel: makeCalendar,
  },
  {
    ...words, name: 'try_make_interval', signatures: [tryCalendarSignature], doc: 'Returns an interval as make_interval does, NULL if it is too long.',
    examples: [['SELECT try_make_interval(1, 2)', '1 years 2 months'], ['SELECT try_make_interval(2147483647)', 'NULL']],
    display: withDefaults('try_make_interval', calendarDefaults), resolve: (call) => resolveCalendar(call, true, tryCalendarSignature), kernel: makeCalendar,
  },
  {
    ...words, name: 'make_dt_interval', signatures: ['([int], [int], [int], [decimal(18,6)]) -> day_time_interval'],
    doc: 'Returns a day-time interval of days, hours, minutes and seconds (with fraction), all 0 by default. An error if it is too long.',
    examples: [['SELECT make_dt_interval(1, 12, 30, 01.001001)', "INTERVAL '1 12:30:01.001001' DAY TO SECOND"]],
    display: withDefaults('make_dt_interval', ['0', '0', '0', '0.000000']), kernel: makeDayTime,
  },
  {
    ...words, name: 'make_ym_interval', signatures: ['([int], [int]) -> year_month_interval'],
    doc: 'Returns a year-month interval of years and months, both 0 by default. An error if it is too long.',
    examples: [['SELECT make_ym_interval(1, 2)', "INTERVAL '1-2' YEAR TO MONTH"], ['SELECT make_ym_interval(-2, 1)', "INTERVAL '-1-11' YEAR TO MONTH"]],
    display: withDefaults('make_ym_interval', ['0', '0']), kernel: makeYearMonth,
  },
];

function resolveCalendar(call: CallShape, canBeNull: boolean, signature = calendarSignature): ResolvedCall {
  const match = matchSignatures([signature], call);
  return { ...match, nullable: canBeNull || anyNullable(call, match.argumentTypes) };
}

/** Part `index` of a row as a bigint; 0 when it was left out. The last part is µs. */
function partReader(args: readonly Column[], secondsIndex: number): (row: number, index: number) => bigint {
  const values = args.map((column, index) => (index === secondsIndex ? int64Values(column) : int32Values(column)));
  return (row, index) => (args[index] === undefined ? 0n : BigInt(values[index]![row & args[index].mask]!));
}

function makeCalendar(call: BoundCall): Kernel {
  const tooLong = (): null => {
    if (call.name.startsWith('try_') || !call.settings.ansi) return null;
    return failArithmetic(call.at);
  };
  return valueKernel(call, (args) => {
    const part = partReader(args, 6);
    return (row) => {
      const months = part(row, 0) * 12n + part(row, 1);
      const days = part(row, 2) * 7n + part(row, 3);
      const micros = part(row, 4) * MICROS_PER_HOUR + part(row, 5) * MICROS_PER_MINUTE + part(row, 6);
      return isInt32(months) && isInt32(days) && isInt64(micros) ? structValue([Number(months), Number(days), micros]) : tooLong();
    };
  });
}

function failTooLong(call: BoundCall): never {
  return fail('INTERVAL_ARITHMETIC_OVERFLOW.WITHOUT_SUGGESTION', { operation: call.sql }, { at: call.at });
}

function makeDayTime(call: BoundCall): Kernel {
  return valueKernel(call, (args) => {
    const part = partReader(args, 3);
    return (row) => {
      const micros = part(row, 0) * MICROS_PER_DAY + part(row, 1) * MICROS_PER_HOUR + part(row, 2) * MICROS_PER_MINUTE + part(row, 3);
      return isInt64(micros) ? micros : failTooLong(call);
    };
  });
}

function makeYearMonth(call: BoundCall): Kernel {
  return valueKernel(call, (args) => {
    const part = partReader(args, -1);
    return (row) => {
      const months = part(row, 0) * 12n + part(row, 1);
      return isInt32(months) ? Number(months) : failTooLong(call);
    };
  });
}

function valueKernel(call: BoundCall, compute: (args: readonly Column[]) => (row: number) => Value): Kernel {
  return (args, rows, { arena }) => columnOf(call.returnType, eachRow(args, rows, compute(args)), arena);
}
