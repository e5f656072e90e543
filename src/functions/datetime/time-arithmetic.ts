import { int64Values, type Column } from '../../columnar/column.ts';
import { mapRows } from '../../columnar/stamp.ts';
import { readValue } from '../../columnar/read.ts';
import { textReader } from '../../columnar/text.ts';
import { fail } from '../../errors/stream-error.ts';
import { type DataType, dayTimeIntervalType } from '../../types/data-type.ts';
import { formatDayTime } from '../../types/interval-format.ts';
import { wordColumn } from './datetime-columns.ts';
import type { BoundCall, Kernel, ScalarFunction } from '../function.ts';
import { literalSql } from '../pretty-literal.ts';
import { resolveTimeCall, timeType } from './time-type.ts';

const words = { kind: 'scalar', group: 'datetime_funcs', since: '0.1' } as const;
/** Rows that operators turn into. */
const operatorWords = { kind: 'scalar', group: 'internal', since: '0.1', signatures: ['(any, any) -> any'], nullable: 'always' } as const;

/** Times of day moved, compared and cut. A time never goes over midnight: that is an error, NULL in the `try_` forms. */
export const timeArithmeticFunctions: readonly ScalarFunction[] = [
  {
    ...operatorWords, name: 'time_plus_interval', doc: 'A time of day plus an interval of hours, minutes and seconds.', display: (args) => `${args[0]} + ${args[1]}`, kernel: shiftTime(1),
    examples: [["SELECT TIME'10:00' + INTERVAL '1:30' HOUR TO MINUTE", '11:30:00']],
  },
  {
    ...operatorWords, name: 'time_minus_interval', doc: 'A time of day minus an interval.', display: (args) => `${args[0]} - ${args[1]}`, kernel: shiftTime(-1),
    examples: [["SELECT TIME'10:00' - INTERVAL '30' SECOND", '09:59:30']],
  },
  {
    ...operatorWords, name: 'subtract_times', doc: 'The time from one time of day to another.', display: (args) => `${args[0]} - ${args[1]}`, kernel: subtractTimes,
    examples: [["SELECT TIME'10:00' - TIME'08:30'", "INTERVAL '01:30:00' HOUR TO SECOND"]],
  },
  {
    ...words, name: 'time_diff', signatures: ['(string, time, time) -> bigint'], resolve: resolveTimeCall('(string, time, time) -> bigint'), kernel: timeDifference,
    doc: 'Returns the whole units from the first time of day to the second: HOUR, MINUTE, SECOND, MILLISECOND or MICROSECOND.', examples: [["SELECT time_diff('MINUTE', TIME'10:00', TIME'12:30')", '150']],
  },
  {
    ...words, name: 'time_trunc', signatures: ['(string, time) -> time'], resolve: resolveTimeCall('(string, time) -> time', ([, time]) => time ?? timeType), kernel: truncateTime,
    doc: 'Returns the time of day cut to a unit: HOUR, MINUTE, SECOND, MILLISECOND or MICROSECOND.', examples: [["SELECT time_trunc('HOUR', TIME'13:45:59.5')", '13:00:00']],
  },
];

/** Digits of a sum: seconds bring six, longer units none. */
export function shiftedTimeType(time: Extract<DataType, { kind: 'time' }>, interval: DataType): DataType {
  const end = interval.kind === 'day_time_interval' ? interval.end : dayTimeIntervalType.end;
  return { kind: 'time', precision: Math.max(time.precision, end === 3 ? 6 : 0) };
}

/** The difference of two times. */
export const timeDifferenceType: DataType = { ...dayTimeIntervalType, start: 1 };

function shiftTime(sign: 1 | -1): (call: BoundCall) => Kernel {
  return (call) => {
    const isTry = call.name.startsWith('try_');
    const apply = sign === 1 ? (time: bigint, add: bigint) => BigInt.asIntN(64, time + add * 1000n) : (time: bigint, add: bigint) => BigInt.asIntN(64, time - add * 1000n);
    const defined = sign === 1
      ? (time: bigint, add: bigint) => add > -86400000000n && add < 86400000000n && time + add * 1000n >= 0n && time + add * 1000n < 86400000000000n
      : (time: bigint, add: bigint) => add > -86400000000n && add < 86400000000n && time - add * 1000n >= 0n && time - add * 1000n < 86400000000000n;
    const loop = mapRows({ kinds: ['i64', 'i64'], returnType: call.returnType, apply, defined, undefinedRows: isTry ? 'null' : 'fail' });
    return (args, rows, { arena }) => loop(args, rows, arena, (row) => failShift(call, readValue(args[0]!, row) as bigint, (readValue(args[1]!, row) as bigint) * BigInt(sign)));
  };
}

/** The interval is told in its last field alone. */
function failShift(call: BoundCall, time: bigint, added: bigint): never {
  const interval = call.argumentTypes[1]!;
  const { end } = interval.kind === 'day_time_interval' ? interval : dayTimeIntervalType;
  const operation = `add ${formatDayTime(added, { ...dayTimeIntervalType, start: end, end })} to the time value ${literalSql(time, timeType, call.settings.timeZone)}`;
  return fail('DATETIME_OVERFLOW', { operation }, { at: call.at });
}

function subtractTimes(call: BoundCall): Kernel {
  const loop = mapRows({ kinds: ['i64', 'i64'], returnType: call.returnType, apply: (end: bigint, start: bigint) => BigInt.asIntN(64, (end - start) / 1000n) });
  return (args, rows, { arena }) => loop(args, rows, arena, () => fail('DATETIME_OVERFLOW', { operation: call.sql }, { at: call.at }));
}

const nanosOf: Readonly<Record<string, bigint>> = { HOUR: 3_600_000_000_000n, MINUTE: 60_000_000_000n, SECOND: 1_000_000_000n, MILLISECOND: 1_000_000n, MICROSECOND: 1000n };

/** The nanoseconds of each row's unit; the same text is looked up once. */
function unitReader(call: BoundCall, column: Column): (row: number) => bigint {
  const text = textReader(column);
  let last: string | undefined;
  let nanos = 1n;
  return (row) => {
    const unit = text(row);
    if (unit === last) return nanos;
    const known = nanosOf[unit.toUpperCase()];
    if (known === undefined) return fail('INVALID_PARAMETER_VALUE.TIME_UNIT', { functionName: `\`${call.name}\``, invalidValue: `'${unit}'` }, { at: call.at });
    [last, nanos] = [unit, known];
    return nanos;
  };
}

function timeDifference(call: BoundCall): Kernel {
  return (args, rows, { arena }) => {
    const [unit, start, end] = args as [Column, Column, Column];
    const [starts, ends, unitAt] = [int64Values(start), int64Values(end), unitReader(call, unit)];
    return wordColumn({ type: call.returnType, args, rows, arena }, (row, out) => writeBig(out, row, (ends[row & end.mask]! - starts[row & start.mask]!) / unitAt(row)));
  };
}

function truncateTime(call: BoundCall): Kernel {
  return (args, rows, { arena }) => {
    const [unit, time] = args as [Column, Column];
    const [times, unitAt] = [int64Values(time), unitReader(call, unit)];
    return wordColumn({ type: call.returnType, args, rows, arena }, (row, out) => {
      const nanos = times[row & time.mask]!;
      return writeBig(out, row, nanos - (nanos % unitAt(row)));
    });
  };
}

function writeBig(out: Int32Array, row: number, value: bigint): true {
  out[2 * row] = Number(BigInt.asIntN(32, value));
  out[2 * row + 1] = Number(BigInt.asIntN(32, value >> 32n));
  return true;
}
