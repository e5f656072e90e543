import { columnOf } from '../../columnar/builder.ts';
import { readValue } from '../../columnar/read.ts';
import { structValue, type StructValue, type Value } from '../../columnar/value.ts';
import { calendarIntervalType } from '../../types/data-type.ts';
import { type ArithmeticMode, failOverflow } from '../math/arithmetic-kernels.ts';
import type { BoundCall, Kernel } from '../function.ts';
import { eachRow } from '../row-by-row.ts';

/** Sum or difference of calendar intervals, part by part. */
export function calendarSum(call: BoundCall, symbol: '+' | '-', mode: ArithmeticMode): Kernel {
  return (args, rows, { arena }) => columnOf(calendarIntervalType, eachRow(args, rows, (row) => {
    const [left, right] = args.map((column) => (readValue(column, row) as StructValue).struct) as [readonly Value[], readonly Value[]];
    const parts = left.map((part, index) => exact(part, right[index]!, symbol === '+' ? 1 : -1));
    if (parts[0] === undefined || parts[1] === undefined || parts[2] === undefined) return mode === 'try' ? null : failOverflow(call, symbol);
    return structValue(parts as Value[]);
  }), arena);
}

export function calendarNegation(call: BoundCall): Kernel {
  return (args, rows, { arena }) => columnOf(calendarIntervalType, eachRow(args, rows, (row) => {
    const parts = (readValue(args[0]!, row) as StructValue).struct.map((part) => exact(typeof part === 'bigint' ? 0n : 0, part, -1));
    return parts.includes(undefined) ? failOverflow(call, '-') : structValue(parts as Value[]);
  }), arena);
}

function exact(left: Value, right: Value, sign: 1 | -1): Value | undefined {
  if (typeof left === 'bigint') {
    const sum = left + BigInt(sign) * (right as bigint);
    return sum === BigInt.asIntN(64, sum) ? sum : undefined;
  }
  const sum = (left as number) + sign * (right as number);
  return sum === (sum | 0) ? sum : undefined;
}
