import { setNull } from '../../columnar/bitmap.ts';
import { allocateValues } from '../../columnar/builder.ts';
import { type Column, makeColumn } from '../../columnar/column.ts';
import { fixedColumn, type GroupState } from '../../columnar/group-state.ts';
import { readInt128, readValue } from '../../columnar/read.ts';
import type { BufferField } from '../../columnar/state-field.ts';
import { fail } from '../../errors/stream-error.ts';
import { booleanType, type DataType, type DecimalType, decimalType, dayTimeIntervalType, doubleType, longType, yearMonthIntervalType } from '../../types/data-type.ts';
import { layoutOf } from '../../types/layout.ts';
import { formatDecimal } from '../../types/numeric-text.ts';
import { accumulate, filledRows, loopArguments, sumsStayBelow } from './aggregate-basic-rows.ts';
import { FILLED, NULL } from './aggregate-basic-cell.ts';
import { fitsPrecision } from '../math/decimal.ts';
import { castInput, expectCount } from '../define.ts';
import type { AggregateCallShape, AggregateFunction, AggregateKernel, CallShape, KernelContext, ResolvedCall } from '../function.ts';
import { visitRows } from '../row-by-row.ts';
import { failArithmetic } from '../overflow.ts';

/**
 * sum: NULLs are left out, no value gives NULL.   state  flag (EMPTY, FILLED, NULL = overflowed for good), sum
 *
 *   update  s += x      merge  s += s'      retract  s -= x (whole numbers and decimals)
 *
 * Whole numbers are summed in 64 bits, decimals in 128, fractions as doubles in row order. Overflow: an error with ANSI, NULL for try_sum,
 * wrap-around (whole numbers) or NULL (decimals) without ANSI.
 */
export const sumFunctions: readonly AggregateFunction[] = [
  {
    kind: 'aggregate', name: 'sum', group: 'agg_funcs', since: '0.1', signatures: [], nullable: 'always',
    doc: 'Returns the sum of the values; NULL when there is none.',
    examples: [['SELECT sum(x) FROM VALUES (5), (10), (NULL) AS t(x)', '15']],
    resolve: resolveSum,
    aggregate: (call) => sumKernel(call, call.settings.ansi ? 'fail' : 'legacy'),
  },
  {
    kind: 'aggregate', name: 'try_sum', group: 'agg_funcs', since: '0.1', signatures: [], nullable: 'always',
    doc: 'Returns the sum of the values; NULL when there is none or when it overflows.',
    examples: [['SELECT try_sum(x) FROM VALUES (9223372036854775807L), (1L) AS t(x)', 'NULL']],
    resolve: resolveSum,
    aggregate: (call) => sumKernel(call, 'null'),
  },
];

type Overflow = 'fail' | 'null' | 'legacy';

export const summable = { oneOf: [{ family: 'numeric' as const }, yearMonthIntervalType, dayTimeIntervalType] };

/** Argument of sum and avg: numbers and intervals of any fields; strings and timestamps (as seconds) become doubles. */
export function summandType(call: CallShape): DataType {
  expectCount(call, 1, 1);
  const { type } = call.arguments[0]!;
  if (type.kind === 'timestamp') return doubleType;
  return type.kind === 'year_month_interval' || type.kind === 'day_time_interval' ? type : castInput(call, 0, summable);
}

function resolveSum(call: CallShape): ResolvedCall {
  const type = summandType(call);
  return { argumentTypes: [type], returnType: sumType(type), nullable: true };
}

export function sumType(type: DataType): DataType {
  switch (type.kind) {
    case 'byte': case 'short': case 'int': case 'long': return longType;
    case 'float': case 'double': return doubleType;
    case 'decimal': return decimalType(Math.min(38, type.precision + 10), type.scale);
    default: return type;
  }
}

function sumKernel(call: AggregateCallShape, overflow: Overflow): AggregateKernel {
  const argument = call.argumentTypes[0]!;
  if (call.returnType.kind === 'double') return doubleSum();
  if (argument.kind === 'decimal') return decimalSum(call, overflow === 'legacy' ? 'null' : overflow);
  if (overflow === 'null' || argument.kind === 'year_month_interval') return exactSum(call, overflow);
  return longSum(call, overflow === 'fail' || argument.kind === 'day_time_interval');
}

const emptyField: BufferField = { name: 'isEmpty', type: booleanType, nullable: false, field: { read: 'unset', at: 0 } };

function sumField(type: DataType): BufferField {
  return { name: 'sum', type, field: { read: 'row', at: 0 } };
}

function doubleSum(): AggregateKernel {
  const add = (sign: number): AggregateKernel['update'] => (state, groups, args, rows) => {
    addDoubles(groups, args[0]!, rows, fixedColumn(state, 1).values.byteOffset, sign);
    markFilled(state, groups, args[0]!, rows);
  };
  return {
    state: ['bool', 'f64'],
    buffer: [sumField(doubleType)],
    update: add(1),
    merge(state, groups, other, count, { arena }) {
      const filled = filledRows(fixedColumn(other, 0).values as Uint8Array, count, arena);
      accumulate().addF64(groups.byteOffset, fixedColumn(other, 1).values.byteOffset, 1, 0, filled.byteOffset, filled.length, fixedColumn(state, 1).values.byteOffset, 1);
      accumulate().markRows(groups.byteOffset, 0, filled.byteOffset, filled.length, fixedColumn(state, 0).values.byteOffset);
    },
    mergesExactly: (args, rowCount) => sumsStayBelow(args[0]!, rowCount, 2 ** 53),
    finish: (state, groups, context) => finishFixed(doubleType, state, groups, context),
  };
}

/** values[row] × sign onto doubles, whatever the layout. */
export function addDoubles(groups: Uint32Array, column: Column, rows: Parameters<AggregateKernel['update']>[3], sums: number, sign: number): void {
  const { values, step, validity, selection, count } = loopArguments(column, rows);
  const kernels = accumulate();
  const loop = { i8: kernels.addI8, i16: kernels.addI16, i32: kernels.addI32, i64: kernels.addI64, f32: kernels.addF32, f64: kernels.addF64 }[layoutOf(column.type) as 'i8' | 'f64'];
  loop(groups.byteOffset, values, step, validity, selection, count, sums, sign);
}

function longSum(call: AggregateCallShape, checked: boolean): AggregateKernel {
  return {
    state: ['bool', 'i64'],
    buffer: [sumField(call.returnType)],
    update(state, groups, args, rows) {
      const column = args[0]!;
      const { values, step, validity, selection, count } = loopArguments(column, rows);
      const kernels = accumulate();
      const loop = { i8: kernels.sumI8, i16: kernels.sumI16, i32: kernels.sumI32, i64: kernels.sumI64 }[layoutOf(column.type) as 'i8' | 'i64'];
      if (loop(groups.byteOffset, values, step, validity, selection, count, fixedColumn(state, 1).values.byteOffset, checked ? 1 : 0) >= 0) failOverflow(call);
      markFilled(state, groups, column, rows);
    },
    merge(state, groups, other, count, { arena }) {
      const filled = filledRows(fixedColumn(other, 0).values as Uint8Array, count, arena);
      const [from, to] = [fixedColumn(other, 1).values.byteOffset, fixedColumn(state, 1).values.byteOffset];
      if (accumulate().sumI64(groups.byteOffset, from, 1, 0, filled.byteOffset, filled.length, to, checked ? 1 : 0) >= 0) failOverflow(call);
      accumulate().markRows(groups.byteOffset, 0, filled.byteOffset, filled.length, fixedColumn(state, 0).values.byteOffset);
    },
    mergesExactly: (args, rowCount) => !checked || sumsStayBelow(args[0]!, rowCount, 2 ** 62),
    finish: (state, groups, context) => finishFixed(call.returnType, state, groups, context),
  };
}

/** Value by value: sums that turn NULL, and months, which are 32 bits wide. */
function exactSum(call: AggregateCallShape, overflow: Overflow): AggregateKernel {
  const cells = exactCells({ wide: false, fits: fitsBits(layoutOf(call.returnType) === 'i32' ? 32 : 64), onOverflow: () => { if (overflow !== 'null') failOverflow(call); } });
  return {
    state: ['bool', 'i64'],
    buffer: [sumField(call.returnType), ...(overflow === 'null' && call.returnType.kind === 'long' ? [emptyField] : [])],
    update(state, groups, args, rows) {
      visitRows(args, rows, (row) => { cells.add(state, groups[row]!, BigInt(readValue(args[0]!, row) as number | bigint)); });
    },
    merge: cells.merge,
    finish: (state, groups, context) => finishFixed(call.returnType, state, groups, context),
  };
}

export interface ExactCells {
  readonly add: (state: GroupState, group: number, value: bigint) => void;
  readonly merge: (state: GroupState, groups: Uint32Array, other: GroupState, count: number) => void;
}

/** Sums value by value, of one word or two: what does not fit is told, and NULL from then on unless the teller fails. */
export function exactCells({ wide, fits, onOverflow }: { readonly wide: boolean; readonly fits: (sum: bigint) => boolean; readonly onOverflow: (sum: bigint) => void }): ExactCells {
  const read = wide ? readInt128 : (sums: BigInt64Array, group: number): bigint => sums[group]!;
  const add = (state: GroupState, group: number, value: bigint): void => {
    const flags = fixedColumn(state, 0).values as Uint8Array;
    const sums = fixedColumn(state, 1).values as BigInt64Array;
    if (flags[group] === NULL) return;
    const sum = read(sums, group) + value;
    if (!fits(sum)) {
      onOverflow(sum);
      flags[group] = NULL;
      return;
    }
    flags[group] = FILLED;
    sums[wide ? 2 * group : group] = BigInt.asIntN(64, sum);
    if (wide) sums[2 * group + 1] = BigInt.asIntN(64, sum >> 64n);
  };
  return {
    add,
    merge(state, groups, other, count) {
      const flags = fixedColumn(other, 0).values as Uint8Array;
      const sums = fixedColumn(other, 1).values as BigInt64Array;
      for (let row = 0; row < count; row++) {
        if (flags[row] === FILLED) add(state, groups[row]!, read(sums, row));
        else if (flags[row] === NULL) (fixedColumn(state, 0).values as Uint8Array)[groups[row]!] = NULL;
      }
    },
  };
}

export const fitsBits = (bits: number) => (sum: bigint): boolean => BigInt.asIntN(bits, sum) === sum;

/** Up to 10¹⁰ values of p digits fit p + 10, so only sums cut to 38 digits can overflow. */
function decimalSum(call: AggregateCallShape, overflow: Overflow): AggregateKernel {
  const sum = wideSum(call.argumentTypes[0] as DataType & { kind: 'decimal' }, (total) => {
    if (overflow === 'fail') failDecimalOverflow(call, 'try_sum', total);
  });
  return {
    state: ['bool', 'i128'],
    buffer: [sumField(call.returnType), emptyField],
    update: (state, groups, args, rows) => { sum.update(state, groups, args[0]!, rows); },
    merge: sum.merge,
    mergesExactly: () => sum.exact,
    finish(state, groups, { arena }) {
      const layout = layoutOf(call.returnType);
      const from = fixedColumn(state, 1).values as BigInt64Array;
      const values = allocateValues(arena, layout, groups.length) as BigInt64Array;
      for (let row = 0; row < groups.length; row++) {
        const group = groups[row]!;
        if (layout === 'i64') values[row] = from[2 * group]!;
        else { values[2 * row] = from[2 * group]!; values[2 * row + 1] = from[2 * group + 1]!; }
      }
      return makeColumn(call.returnType, groups.length, { values, validity: filledBits(state, groups, arena) });
    },
  };
}

export interface WideSum {
  update(state: GroupState, groups: Uint32Array, column: Column, rows: Parameters<AggregateKernel['update']>[3]): void;
  merge(state: GroupState, groups: Uint32Array, other: GroupState, count: number, context: Pick<KernelContext, 'arena'>): void;
  /** It cannot overflow. */
  readonly exact: boolean;
}

/** Sums of decimals in state columns 0 (flag) and 1 (i128). A sum of more than 38 digits turns NULL for good, after `onOverflow`. */
export function wideSum(type: DataType & { kind: 'decimal' }, onOverflow: (sum: bigint) => void): WideSum {
  const safe = type.precision <= 28;
  const cells = exactCells({ wide: true, fits: (sum) => fitsPrecision(sum, 38), onOverflow });
  return {
    update(state, groups, column, rows) {
      if (!safe) {
        addUnlessLarge(state, groups, column, rows, (row) => { cells.add(state, groups[row]!, readValue(column, row) as bigint); });
        return;
      }
      const { values, step, validity, selection, count } = loopArguments(column, rows);
      const loop = layoutOf(type) === 'i64' ? accumulate().sumWide64 : accumulate().sumWide128;
      loop(groups.byteOffset, values, step, validity, selection, count, fixedColumn(state, 1).values.byteOffset);
      markFilled(state, groups, column, rows);
    },
    merge(state, groups, other, count, { arena }) {
      if (!safe) {
        cells.merge(state, groups, other, count);
        return;
      }
      const filled = filledRows(fixedColumn(other, 0).values as Uint8Array, count, arena);
      accumulate().sumWide128(groups.byteOffset, fixedColumn(other, 1).values.byteOffset, 1, 0, filled.byteOffset, filled.length, fixedColumn(state, 1).values.byteOffset);
      accumulate().markRows(groups.byteOffset, 0, filled.byteOffset, filled.length, fixedColumn(state, 0).values.byteOffset);
    },
    exact: safe,
  };
}

/** Rows whose sum may have too many digits go to `addExactly`. */
function addUnlessLarge(state: GroupState, groups: Uint32Array, column: Column, rows: Parameters<AggregateKernel['update']>[3], addExactly: (row: number) => void): void {
  const { values, step, validity, selection, count } = loopArguments(column, rows);
  const [flags, sums] = [fixedColumn(state, 0).values.byteOffset, fixedColumn(state, 1).values.byteOffset];
  for (let at = 0; at < count; at++) {
    at = accumulate().sumWideUnlessLarge(groups.byteOffset, values, step, validity, selection, at, count, sums, flags, layoutOf(column.type) === 'i64' ? 8 : 16);
    if (at < count) addExactly(rows.selection === undefined ? at : rows.selection[at]!);
  }
}

export function failDecimalOverflow(call: AggregateCallShape, alternative: string, sum: bigint): never {
  if (call.overFrames === true) {
    const { scale } = call.argumentTypes[0] as DecimalType;
    fail('NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION', { value: formatDecimal(sum, scale), precision: '38', scale: String(scale) }, { at: call.at });
  }
  return failArithmetic(call.at, alternative, 'Overflow in sum of decimals');
}

function failOverflow(call: AggregateCallShape): never {
  if (call.returnType.kind === 'year_month_interval' || call.returnType.kind === 'day_time_interval') {
    return fail('INTERVAL_ARITHMETIC_OVERFLOW.WITH_SUGGESTION', { operation: call.sql, functionName: '`try_add`' }, { at: call.at });
  }
  return failArithmetic(call.at, 'try_add');
}

export function markFilled(state: GroupState, groups: Uint32Array, column: Column, rows: Parameters<AggregateKernel['update']>[3]): void {
  const { validity, selection, count } = loopArguments(column, rows);
  accumulate().markRows(groups.byteOffset, validity, selection, count, fixedColumn(state, 0).values.byteOffset);
}

/** Column 1 as the result, NULL where column 0 is not FILLED. */
function finishFixed(type: DataType, state: GroupState, groups: Uint32Array, { arena }: Pick<KernelContext, 'arena'>): Column {
  const from = fixedColumn(state, 1).values;
  const layout = layoutOf(type);
  const values = allocateValues(arena, layout, groups.length)!;
  if (layout === 'i32') for (let row = 0; row < groups.length; row++) values[row] = Number(from[groups[row]!]!);
  else if (layout === 'f64') copyDoubles(values as Float64Array, from as Float64Array, groups);
  else copyLongs(values as BigInt64Array, from as BigInt64Array, groups);
  return makeColumn(type, groups.length, { values, validity: filledBits(state, groups, arena) });
}

function copyDoubles(to: Float64Array, from: Float64Array, groups: Uint32Array): void {
  for (let row = 0; row < groups.length; row++) to[row] = from[groups[row]!]!;
}

function copyLongs(to: BigInt64Array, from: BigInt64Array, groups: Uint32Array): void {
  for (let row = 0; row < groups.length; row++) to[row] = from[groups[row]!]!;
}

export function filledBits(state: GroupState, groups: Uint32Array, arena: KernelContext['arena']): Uint8Array | undefined {
  const flags = fixedColumn(state, 0).values as Uint8Array;
  let bits: Uint8Array | undefined;
  for (let row = 0; row < groups.length; row++) {
    if (flags[groups[row]!] === FILLED) continue;
    bits ??= arena.bitmap(groups.length, 1);
    setNull(bits, row);
  }
  return bits;
}
