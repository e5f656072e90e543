import { columnOf } from '../../columnar/builder.ts';
import { makeColumn } from '../../columnar/column.ts';
import { fixedColumn, type GroupState } from '../../columnar/group-state.ts';
import { addressOf } from '../../columnar/kernels.ts';
import { readInt128, readValue } from '../../columnar/read.ts';
import type { Value } from '../../columnar/value.ts';
import { fail, invariant } from '../../errors/stream-error.ts';
import { type DataType, dayTimeIntervalType, type DecimalType, decimalType, doubleType, longType, yearMonthIntervalType } from '../../types/data-type.ts';
import { accumulate, loopArguments, sumsStayBelow } from './aggregate-basic-rows.ts';
import { FILLED } from './aggregate-basic-cell.ts';
import { addDoubles, exactCells, failDecimalOverflow, filledBits, fitsBits, summandType, sumType, wideSum } from './aggregate-basic-sum.ts';
import { fitsPrecision, powerOfTen } from '../math/decimal.ts';
import type { AggregateCallShape, AggregateFunction, AggregateKernel, CallShape, ResolvedCall } from '../function.ts';
import { visitRows } from '../row-by-row.ts';

/**
 * avg = sum / count, NULL without values.   state  flag, sum, n
 *
 * Whole numbers and fractions are summed as doubles in row order; decimals exactly, with four more digits in the result; intervals exactly,
 * rounded HALF_UP.
 */
export const averageFunctions: readonly AggregateFunction[] = [
  {
    kind: 'aggregate', name: 'avg', aliases: ['mean'], displayAsWritten: true, group: 'agg_funcs', since: '0.1', signatures: [], nullable: 'always',
    doc: 'Returns the mean of the values; NULL when there is none.',
    examples: [['SELECT avg(x) FROM VALUES (1), (2), (NULL) AS t(x)', '1.5']],
    resolve: resolveAverage,
    aggregate: (call) => averageKernel(call, call.settings.ansi ? 'fail' : 'null'),
  },
  {
    kind: 'aggregate', name: 'try_avg', group: 'agg_funcs', since: '0.1', signatures: [], nullable: 'always',
    doc: 'Returns the mean of the values; NULL when there is none or when their sum overflows.',
    examples: [['SELECT try_avg(x) FROM VALUES (1), (2), (NULL) AS t(x)', '1.5']],
    resolve: resolveAverage,
    aggregate: (call) => averageKernel(call, 'null'),
  },
];

function resolveAverage(call: CallShape): ResolvedCall {
  const type = summandType(call);
  return { argumentTypes: [type], returnType: averageType(type), nullable: true };
}

export function averageType(type: DataType): DataType {
  switch (type.kind) {
    case 'decimal': return boundedDecimal(type.precision + 4, type.scale + 4);
    case 'year_month_interval': return yearMonthIntervalType;
    case 'day_time_interval': return dayTimeIntervalType;
    default: return doubleType;
  }
}

function boundedDecimal(precision: number, scale: number): DecimalType {
  return decimalType(Math.min(38, precision), Math.min(38, scale));
}

export function averageKernel(call: AggregateCallShape, overflow: 'fail' | 'null'): AggregateKernel {
  const type = call.argumentTypes[0]!;
  if (type.kind === 'decimal') return decimalAverage(call, type, overflow);
  return type.kind === 'year_month_interval' || type.kind === 'day_time_interval' ? intervalAverage(call, overflow) : doubleAverage();
}

function doubleAverage(): AggregateKernel {
  const add = (sign: 1 | -1): AggregateKernel['update'] => (state, groups, args, rows) => {
    addDoubles(groups, args[0]!, rows, fixedColumn(state, 0).values.byteOffset, sign);
    const { validity, selection, count } = loopArguments(args[0]!, rows);
    accumulate().countRows(groups.byteOffset, validity, selection, count, fixedColumn(state, 1).values.byteOffset, BigInt(sign));
  };
  return {
    state: ['f64', 'i64'],
    buffer: [{ name: 'sum', type: doubleType, field: { read: 'plain', at: 0 } }, { name: 'count', type: longType, field: { read: 'plain', at: 1 } }],
    update: add(1),
    merge(state, groups, other, count) {
      accumulate().addF64(groups.byteOffset, fixedColumn(other, 0).values.byteOffset, 1, 0, 0, count, fixedColumn(state, 0).values.byteOffset, 1);
      accumulate().sumI64(groups.byteOffset, fixedColumn(other, 1).values.byteOffset, 1, 0, 0, count, fixedColumn(state, 1).values.byteOffset, 0);
    },
    mergesExactly: (args, rowCount) => sumsStayBelow(args[0]!, rowCount, 2 ** 53),
    finish(state, groups, { arena }) {
      const sums = fixedColumn(state, 0).values as Float64Array;
      const counts = fixedColumn(state, 1).values as BigInt64Array;
      const values = arena.float64(groups.length);
      const bits = arena.bitmap(groups.length, 1);
      for (let row = 0; row < groups.length; row++) {
        const n = Number(counts[groups[row]!]!);
        values[row] = sums[groups[row]!]! / n;
        if (n === 0) bits[row >> 3]! &= ~(1 << (row & 7));
      }
      return makeColumn(doubleType, groups.length, { values, validity: bits });
    },
  };
}

function decimalAverage(call: AggregateCallShape, type: DecimalType, overflow: 'fail' | 'null'): AggregateKernel {
  const sum = wideSum(type, (total) => { if (overflow === 'fail') failDecimalOverflow(call, 'try_avg', total); });
  const result = call.returnType as DecimalType;
  return {
    state: ['bool', 'i128', 'i64'],
    buffer: [{ name: 'sum', type: sumType(type), field: { read: 'row', at: 0 } }, { name: 'count', type: longType, field: { read: 'plain', at: 2 } }],
    update(state, groups, args, rows) {
      sum.update(state, groups, args[0]!, rows);
      const { validity, selection, count } = loopArguments(args[0]!, rows);
      accumulate().countRows(groups.byteOffset, validity, selection, count, addressOf(fixedColumn(state, 2).values), 1n);
    },
    merge(state, groups, other, count, context) {
      sum.merge(state, groups, other, count, context);
      mergeCounts(state, groups, other, count);
    },
    mergesExactly: () => sum.exact,
    finish(state, groups, { arena }) {
      const sums = fixedColumn(state, 1).values as BigInt64Array;
      const counts = fixedColumn(state, 2).values as BigInt64Array;
      const bits = filledBits(state, groups, arena);
      return columnOf(result, Array.from(groups, (group, row): Value => {
        if (bits !== undefined && (bits[row >> 3]! & (1 << (row & 7))) === 0) return null;
        const value = divideHalfUp(readInt128(sums, group) * powerOfTen(result.scale - type.scale), counts[group]!);
        if (fitsPrecision(value, result.precision)) return value;
        if (overflow === 'null') return null;
        return fail('NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION', { value: call.sql, precision: String(result.precision), scale: String(result.scale) }, { at: call.at });
      }), arena);
    },
  };
}

function intervalAverage(call: AggregateCallShape, overflow: 'fail' | 'null'): AggregateKernel {
  const months = call.returnType.kind === 'year_month_interval';
  const cells = exactCells({
    wide: false, fits: fitsBits(months ? 32 : 64),
    onOverflow: () => { if (overflow === 'fail') fail('INTERVAL_ARITHMETIC_OVERFLOW.WITH_SUGGESTION', { operation: call.sql, functionName: '`try_add`' }, { at: call.at }); },
  });
  return {
    state: ['bool', 'i64', 'i64'],
    buffer: [{ name: 'sum', type: call.returnType, field: { read: 'row', at: 0 } }, { name: 'count', type: longType, field: { read: 'plain', at: 2 } }],
    update(state, groups, args, rows) {
      const counts = fixedColumn(state, 2).values as BigInt64Array;
      visitRows(args, rows, (row) => {
        cells.add(state, groups[row]!, BigInt(readValue(args[0]!, row) as number | bigint));
        counts[groups[row]!]! += 1n;
      });
    },
    merge(state, groups, other, count) {
      cells.merge(state, groups, other, count);
      mergeCounts(state, groups, other, count);
    },
    finish(state, groups, { arena }) {
      const flags = fixedColumn(state, 0).values as Uint8Array;
      const sums = fixedColumn(state, 1).values as BigInt64Array;
      const counts = fixedColumn(state, 2).values as BigInt64Array;
      return columnOf(call.returnType, Array.from(groups, (group): Value => {
        if (flags[group] !== FILLED) return null;
        const value = divideHalfUp(sums[group]!, counts[group]!);
        return months ? Number(value) : value;
      }), arena);
    },
  };
}

function mergeCounts(state: GroupState, groups: Uint32Array, other: GroupState, count: number): void {
  accumulate().sumI64(groups.byteOffset, fixedColumn(other, 2).values.byteOffset, 1, 0, 0, count, fixedColumn(state, 2).values.byteOffset, 0);
}

function divideHalfUp(value: bigint, by: bigint): bigint {
  invariant(by > 0n, 'an average is over at least one value');
  const doubled = 2n * (value < 0n ? -value : value) + by;
  const quotient = doubled / (2n * by);
  return value < 0n ? -quotient : quotient;
}
