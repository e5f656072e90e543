import { int64Values, type Column, int32Values } from '../../columnar/column.ts';
import { mapRows } from '../../columnar/stamp.ts';
import { fail } from '../../errors/stream-error.ts';
import { decimalType, longType } from '../../types/data-type.ts';
import { writeInstant } from '../../types/instant.ts';
import { readValue } from '../../columnar/read.ts';
import { wordColumn } from './datetime-columns.ts';
import { powerOfTen, roundHalfUp } from '../math/decimal.ts';
import type { BoundCall, Kernel, ScalarFunction } from '../function.ts';
import { resolveTimeCall, NANOS_PER_DAY } from './time-type.ts';
import { timeFault } from './range-fault.ts';

const words = { kind: 'scalar', group: 'datetime_funcs', since: '0.1' } as const;
const secondsType = decimalType(14, 6);

/** Times of day from numbers and back. What is not a time of one day is an error in every mode. */
export const timeMakeFunctions: readonly ScalarFunction[] = [
  {
    ...words, name: 'make_time', signatures: ['(int, int, decimal(16,6)) -> time'], resolve: resolveTimeCall('(int, int, decimal(16,6)) -> time'),
    doc: 'Returns the time of day of an hour, a minute and a second with fraction. Needs spark.sql.timeType.enabled, as all of TIME does.',
    examples: [['SELECT make_time(13, 45, 59.5)', '13:45:59.5']], kernel: makeTime,
  },
  fromNumber('time_from_seconds', 'seconds', 'numeric', ['1.5D', '00:00:01.5'], 1_000_000_000n),
  fromNumber('time_from_millis', 'milliseconds', 'integral', ['52200', '00:00:52.2'], 1_000_000n),
  fromNumber('time_from_micros', 'microseconds', 'integral', ['52200000', '00:00:52.2'], 1000n),
  {
    ...words, name: 'time_to_seconds', signatures: ['(time!) -> decimal(14,6)'], resolve: resolveTimeCall('(time!) -> decimal(14,6)'),
    doc: 'Returns the seconds since midnight, rounded to microseconds.', examples: [["SELECT time_to_seconds(TIME'00:01:01.5')", '61.500000']],
    kernel: (call) => scaled(call, mapRows({ kinds: ['i64'], returnType: secondsType, apply: (nanos: bigint) => BigInt.asIntN(64, (nanos + 500n) / 1000n) })),
  },
  {
    ...words, name: 'time_to_millis', signatures: ['(time!) -> bigint'], resolve: resolveTimeCall('(time!) -> bigint'), doc: 'Returns the whole milliseconds since midnight.',
    examples: [["SELECT time_to_millis(TIME'00:01:01.5')", '61500']],
    kernel: (call) => scaled(call, mapRows({ kinds: ['i64'], returnType: longType, apply: (nanos: bigint) => BigInt.asIntN(64, nanos / 1_000_000n) })),
  },
  {
    ...words, name: 'time_to_micros', signatures: ['(time!) -> bigint'], resolve: resolveTimeCall('(time!) -> bigint'), doc: 'Returns the whole microseconds since midnight.',
    examples: [["SELECT time_to_micros(TIME'00:01:01.5')", '61500000']],
    kernel: (call) => scaled(call, mapRows({ kinds: ['i64'], returnType: longType, apply: (nanos: bigint) => BigInt.asIntN(64, nanos / 1000n) })),
  },
];

type Loop = ReturnType<typeof mapRows>;

function scaled(call: BoundCall, loop: Loop): Kernel {
  return (args, rows, { arena }) => loop(args, rows, arena, () => failTime(call, 'out of range'));
}

function failTime(call: BoundCall, rangeMessage: string): never {
  return fail('DATETIME_FIELD_OUT_OF_BOUNDS.WITHOUT_SUGGESTION', { rangeMessage }, { at: call.at });
}

function makeTime(call: BoundCall): Kernel {
  return (args, rows, { arena }) => {
    const [hour, minute, second] = args as [Column, Column, Column];
    const [hours, minutes, seconds] = [int32Values(hour), int32Values(minute), int64Values(second)];
    return wordColumn({ type: call.returnType, args, rows, arena }, (row, out) => {
      const [h, m, micros] = [hours[row & hour.mask]!, minutes[row & minute.mask]!, Number(seconds[row & second.mask]!)];
      if (h < 0 || h > 23 || m < 0 || m > 59 || micros < 0 || micros >= 60_000_000) return failTime(call, timeFault(h, m, Math.floor(micros / 1_000_000)));
      writeNanos(out, row, (h * 3600 + m * 60) * 1_000_000 + micros, 0);
      return true;
    });
  };
}

/** A time of day as µs and the nanoseconds beyond. */
export function writeNanos(out: Int32Array, row: number, micros: number, nanos: number): void {
  const thousands = Math.floor(micros / 1000);
  writeInstant(out, row, thousands, (micros - thousands * 1000) * 1000 + nanos);
}

function fromNumber(name: string, unit: string, family: 'numeric' | 'integral', example: readonly [string, string], nanosPerUnit: bigint): ScalarFunction {
  const signature = `(${family}!) -> time`;
  return {
    ...words, name, signatures: [signature], resolve: resolveTimeCall(signature), doc: `Returns the time of day that is some ${unit} after midnight.`,
    examples: [[`SELECT ${name}(${example[0]})`, example[1]]], kernel: (call) => fromNumberKernel(call, nanosPerUnit),
  };
}

function fromNumberKernel(call: BoundCall, nanosPerUnit: bigint): Kernel {
  const toNanos = nanosReader(call, nanosPerUnit);
  return (args, rows, { arena }) => {
    const [input] = args as [Column];
    return wordColumn({ type: call.returnType, args, rows, arena }, (row, out) => {
      const nanos = toNanos(readValue(input, row & input.mask) as number | bigint);
      if (nanos < 0n || nanos >= NANOS_PER_DAY) return failTime(call, `Invalid TIME value: must be between 00:00:00 and 23:59:59.999999999, but got ${nanos} nanoseconds`);
      const micros = nanos / 1000n;
      writeNanos(out, row, Number(micros), Number(nanos - micros * 1000n));
      return true;
    });
  };
}

const OVERFLOW = 'Overflow in TIME conversion';

function clamped(nanos: bigint): bigint {
  return nanos > LONG_MAX ? LONG_MAX : nanos < -LONG_MAX ? -LONG_MAX - 1n : nanos;
}

const LONG_MAX = 0x7fffffffffffffffn;

/** Decimals must be whole nanoseconds; doubles are cut to them. */
function nanosReader(call: BoundCall, nanosPerUnit: bigint): (value: number | bigint) => bigint {
  const [type] = call.argumentTypes;
  if (type!.kind === 'float' || type!.kind === 'double') {
    return (value) => {
      const nanos = Math.trunc((value as number) * 1e9);
      return Number.isFinite(nanos) ? clamped(BigInt(nanos)) : failTime(call, 'Cannot convert NaN or Infinite value to TIME');
    };
  }
  if (type!.kind !== 'decimal') return (value) => inLong(BigInt(value) * nanosPerUnit);
  const { scale } = type!;
  if (scale <= 9) return (value) => inLong((value as bigint) * powerOfTen(9 - scale));
  return (value) => {
    const nanos = roundHalfUp(value as bigint, scale - 9);
    return nanos * powerOfTen(scale - 9) === value ? inLong(nanos) : failTime(call, OVERFLOW);
  };

  function inLong(nanos: bigint): bigint { return clamped(nanos) === nanos ? nanos : failTime(call, OVERFLOW); }
}
