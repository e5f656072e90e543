import { columnOf } from '../../columnar/builder.ts';
import { compareDoubles } from '../../columnar/compare.ts';
import { readValue } from '../../columnar/read.ts';
import { listValue, type ListValue, type Value } from '../../columnar/value.ts';
import { fail } from '../../errors/stream-error.ts';
import { arrayType, type DataType, dayTimeIntervalType, doubleType, intType, longType, yearMonthIntervalType } from '../../types/data-type.ts';
import { isDatetime, isIntegral, isNumeric, isOrderable } from '../../types/coercion.ts';
import type { Expected } from '../../types/coercion-implicit.ts';
import { rowsAggregate } from './aggregate-rows.ts';
import { doubleOf, valueOfDouble } from './as-double.ts';
import { expectConstant, expectCount } from '../define.ts';
import type { AggregateCallShape, AggregateFunction, AggregateKernel, CallShape, ResolvedCall } from '../function.ts';
import { isOn } from '../setting.ts';
import { failInput, failOrdering } from '../mismatch.ts';
import { requireTimeType, timeType } from '../datetime/time-type.ts';
import { quantilesOf } from './quantile-summary.ts';
import { formatDouble } from '../../types/numeric-text.ts';
import { textToSql } from '../../types/print.ts';

/** WITHIN GROUP has one key, the values. */
const ordered = { withinGroup: true, argumentCount: 1, orderings: () => 1, displayOrder: (key: string, descending: boolean) => (descending ? `${key} DESC` : key) } as const;
const words = { kind: 'aggregate', group: 'agg_funcs', since: '0.1', signatures: [], nullable: 'always' } as const;

/** Percentiles. The exact ones keep all values; approx_percentile gives a value that is really there, near the right one. */
export const percentileFunctions: readonly AggregateFunction[] = [
  {
    ...words, name: 'percentile', doc: 'Returns the exact percentile (0 to 1, or an array of them) of a column, interpolated; the third argument counts a row several times.',
    examples: [['SELECT percentile(x, 0.3) FROM VALUES (0), (10) AS t(x)', '3.0']],
    display: ([value, share, frequency]) => `percentile(${value}, ${share}, ${frequency ?? '1'})`,
    resolve: resolvePercentile, aggregate: (call) => interpolated(call, { value: 0, share: 1, frequency: 2 }),
  },
  {
    ...words, name: 'median', doc: 'Returns the median of a column.', examples: [['SELECT median(x) FROM VALUES (0), (10) AS t(x)', '5.0']],
    resolve: (call) => { expectCount(call, 1, 1); return resultOf(call); }, aggregate: (call) => interpolated(call, { value: 0 }),
  },
  {
    ...words, ...ordered, name: 'percentile_cont', doc: 'Returns the interpolated percentile of the ordered values.',
    examples: [['SELECT percentile_cont(0.25) WITHIN GROUP (ORDER BY x) FROM VALUES (0), (10) AS t(x)', '2.5']],
    resolve: resolveOrdered, aggregate: (call) => interpolated(call, { value: 1, share: 0 }),
  },
  {
    ...words, ...ordered, name: 'percentile_disc', doc: 'Returns the first of the ordered values whose share of rows reaches the percentile.',
    examples: [['SELECT percentile_disc(0.25) WITHIN GROUP (ORDER BY x) FROM VALUES (0), (10) AS t(x)', '0.0']],
    resolve: resolveOrdered, aggregate: (call) => interpolated(call, { value: 1, share: 0, discrete: true }),
  },
  {
    ...words, name: 'approx_percentile', aliases: ['percentile_approx'], displayAsWritten: true,
    doc: 'Returns a value whose rank is near the given share (0 to 1, or an array) of the rows: off by 1 / accuracy of them at most.',
    examples: [['SELECT approx_percentile(x, array(0.5, 0.4), 100) FROM VALUES (0), (1), (2), (10) AS t(x)', '[1, 1]']],
    display: ([value, share, accuracy]) => `approx_percentile(${value}, ${share}, ${accuracy ?? '10000'})`,
    resolve: resolveApproximate, aggregate: approximate,
  },
];

/** The share is written first, and told as the second. */
function resolveOrdered(call: CallShape): ResolvedCall {
  expectCount(call, 2, 2);
  const [share, value] = call.arguments;
  const { name, settings, at } = call;
  const resolved = resolvePercentile({ name, settings, at, arguments: [value!, share!], get sql() { return `${name}(${value!.sql}, ${share!.sql})`; } });
  return { ...resolved, argumentTypes: resolved.argumentTypes.toReversed() };
}

function resolvePercentile(call: CallShape): ResolvedCall {
  expectCount(call, 2, 3);
  const result = resultOf(call);
  const given = call.arguments.map((one, index) => (index < 2 ? result.argumentTypes[index]! : frequencyType(call, one.type, index)));
  const shares = checkShares(call);
  const argumentTypes = given.map((type, index) => (index === 1 ? shares : type));
  return { argumentTypes, returnType: shares.kind === 'array' ? arrayType(result.returnType, false) : result.returnType, nullable: true };
}

function frequencyType(call: CallShape, type: DataType, index: number): DataType {
  return type.kind === 'byte' || type.kind === 'short' || type.kind === 'int' || type.kind === 'long' ? longType : failInput(call, index, longType);
}

const measured: Expected = { oneOf: [{ oneOf: [{ family: 'numeric' }, dayTimeIntervalType, yearMonthIntervalType] }, timeType] };

/** Numbers give doubles, intervals intervals, times of day times. */
function resultOf(call: CallShape): ResolvedCall {
  const { type } = call.arguments[0]!;
  const own = (returnType: DataType): ResolvedCall => ({ argumentTypes: call.arguments.map((one, index) => (index === 0 ? returnType : one.type)), returnType, nullable: true });
  if (type.kind === 'year_month_interval') return own(yearMonthIntervalType);
  if (type.kind === 'day_time_interval') return own(dayTimeIntervalType);
  if (type.kind === 'time') return own(type);
  if (isDatetime(type)) return timeOfDay(call, own(timeType));
  if (call.name.startsWith('percentile_') && !isOrderable(type)) return failOrdering(call, type);
  if (isNumeric(type) || type.kind === 'null' || type.kind === 'string') return own(doubleType);
  return failInput(call, 0, measured);
}

/** Of timestamps the times of day count, where times are turned on; dates have none. */
function timeOfDay(call: CallShape, resolved: ResolvedCall): ResolvedCall {
  if (!call.settings.ansi) return failInput(call, 0, measured);
  requireTimeType(call);
  const { type, sql } = call.arguments[0]!;
  if (type.kind === 'date') fail('DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION', { sqlExpr: `"${sql}"`, srcType: '"DATE"', targetType: '"TIME(6)"' }, { at: call.at });
  return resolved;
}

/** One constant share or an array of them, each from 0 to 1. Arrays that may hold NULL are not cast, but one of doubles is none the worse: NULL is 0 in it. */
function checkShares(call: CallShape): DataType {
  const argument = call.arguments[1]!;
  const many = argument.type.kind === 'array';
  const single = argument.type.kind === 'array' ? argument.type.element : argument.type;
  const wanted = many ? arrayType(doubleType, single.kind === 'double' && argument.type.kind === 'array' && argument.type.containsNull) : doubleType;
  if (!isNumeric(single) && single.kind !== 'null' && single.kind !== 'string') return failInput(call, 1, { oneOf: [doubleType, arrayType(doubleType)] });
  if (argument.type.kind === 'array' && argument.type.containsNull && single.kind !== 'double') return failInput(call, 1, arrayType(doubleType));
  const literal = expectConstant(call, 1, 'percentage', wanted);
  if (many && single.kind === 'string') return failInput(call, 1, arrayType(doubleType));
  if (literal === null) fail('DATATYPE_MISMATCH.UNEXPECTED_NULL', { sqlExpr: `"${call.sql}"`, exprName: 'percentage' }, { at: call.at });
  const scale = single.kind === 'decimal' ? 10 ** single.scale : 1;
  const shares = many ? (literal as ListValue).list : [literal];
  for (const share of shares) {
    const value = Number(share) / scale;
    if (single.kind === 'string' && Number.isNaN(value)) {
      if (!call.settings.ansi) fail('DATATYPE_MISMATCH.UNEXPECTED_NULL', { sqlExpr: `"${call.sql}"`, exprName: 'percentage' }, { at: call.at });
      fail('CAST_INVALID_INPUT', { expression: textToSql(String(share)), sourceType: '"STRING"', targetType: '"DOUBLE"' }, { at: call.at });
    }
    // NaN is neither too small nor too large for Spark; exact percentiles then take the least value.
    if (value < 0 || value > 1 || (Number.isNaN(value) && call.name.includes('approx'))) {
      const currentValue = shares.map((one) => `${formatDouble(Number(one) / scale)}D`).join(',');
      fail('DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE', { sqlExpr: `"${call.sql}"`, exprName: 'percentage', valueRange: '[0.0, 1.0]', currentValue }, { at: call.at });
    }
  }
  return wanted;
}

interface Places { readonly value: number; readonly share?: number; readonly frequency?: number; readonly discrete?: boolean }

function interpolated(call: AggregateCallShape, { value, share, frequency, discrete = false }: Places): AggregateKernel {
  const descending = call.orderBy?.[0]?.descending === true;
  const given = [...call.argumentTypes, ...(call.orderBy ?? []).map((key) => key.type)];
  const types = [given[value]!, ...(frequency !== undefined && given[frequency] !== undefined ? [longType] : [])];
  const own = types[0]!;
  const shares = sharesOf(share === undefined ? 0.5 : call.literals[share]!).map((one) => (Number.isNaN(one) ? 0 : one));
  const pick = discrete ? (isOn(call, 'spark.sql.legacy.percentileDiscCalculation') ? pickBelow : pickOne) : interpolate;
  const at = frequency !== undefined && given[frequency] !== undefined ? [value, frequency] : [value];
  const inner = rowsAggregate({
    argumentTypes: types, returnType: call.returnType, required: at.map((_, index) => index),
    finish: (rows) => resultOfSorted(at.length === 1 ? sorted(Float64Array.from(rows, ([one]) => Number(one))) : sortWeighted(rows, call)),
    finishColumns: at.length > 1 ? undefined : ({ columns: [column], offsets }, arena) => {
      const numbers = column!.values instanceof Float64Array ? column!.values : Float64Array.from(column!.values as Int32Array, Number);
      return columnOf(call.returnType, Array.from({ length: offsets.length - 1 }, (_, group) => resultOfSorted(sorted(numbers.slice(offsets[group], offsets[group + 1])))), arena);
    },
  });
  function resultOfSorted(values: Sorted): Value {
    if (descending) turnAround(values);
    if (values.count === 0 || shares.length === 0) return null;
    const results = shares.map((one) => toType(own, pick(values, one)));
    return call.returnType.kind === 'array' ? listValue(results) : results[0]!;
  }
  return { ...inner, update: (state, groups, args, rows, context) => { inner.update(state, groups, at.map((index) => args[index]!), rows, context); } };
}

/** Values in order. `ends` says how many rows lie below the end of each; without it each is one row. */
interface Sorted { readonly values: Float64Array; readonly ends: Float64Array | undefined; readonly count: number }

/** The values are sorted in place. */
function sorted(values: Float64Array): Sorted {
  return { values: values.sort(), ends: undefined, count: values.length };
}

function sortWeighted(rows: readonly (readonly Value[])[], call: AggregateCallShape): Sorted {
  const pairs = rows.map(([value, times]): readonly [value: number, times: number] => [Number(value), Number(times)]);
  const negative = pairs.find(([, times]) => times < 0);
  if (negative !== undefined) fail('NEGATIVE_VALUES_IN_FREQUENCY_EXPRESSION', { frequencyExpression: call.sql, negativeValue: `${negative[1]}L` });
  const sorted = pairs.filter(([, times]) => times > 0).sort(([left], [right]) => compareDoubles(left, right));
  let count = 0;
  const ends = Float64Array.from(sorted, ([, times]) => (count += times));
  return { values: Float64Array.from(sorted, ([value]) => value), ends, count };
}

function turnAround({ values, ends, count }: Sorted): void {
  values.reverse();
  if (ends === undefined || ends.length === 0) return;
  // The end of a value becomes what was below its begin.
  ends.copyWithin(1, 0);
  ends[0] = 0;
  ends.reverse().forEach((end, index) => { ends[index] = count - end; });
}

function sharesOf(literal: Value): readonly number[] {
  return literal !== null && typeof literal === 'object' && 'list' in literal ? literal.list.map(Number) : [Number(literal)];
}

/** Between the two values around position share × (n - 1). */
function interpolate(sorted: Sorted, share: number): number {
  const position = (sorted.count - 1) * share;
  const lower = valueAt(sorted, Math.floor(position));
  const upper = valueAt(sorted, Math.ceil(position));
  if (Math.floor(position) === Math.ceil(position) || lower === upper) return lower;
  return lower + (position - Math.floor(position)) * (upper - lower);
}

function pickOne(sorted: Sorted, share: number): number {
  return valueAt(sorted, Math.max(0, Math.ceil(sorted.count * share) - 1));
}

/** Before Spark 4: the value at or below the place that interpolation would take. */
function pickBelow(sorted: Sorted, share: number): number {
  return valueAt(sorted, Math.floor((sorted.count - 1) * share));
}

function valueAt({ values, ends }: Sorted, position: number): number {
  if (ends === undefined) return values[position]!;
  return values[ends.findIndex((end) => position < end)]!;
}

function toType(type: DataType, value: number): Value {
  return type.kind === 'year_month_interval' ? Math.trunc(value) : type.kind === 'day_time_interval' || type.kind === 'time' ? BigInt(Math.trunc(value)) : value;
}

function resolveApproximate(call: CallShape): ResolvedCall {
  expectCount(call, 2, 3);
  const { type } = call.arguments[0]!;
  const fits = isNumeric(type) || ['null', 'string', 'date', 'timestamp', 'timestamp_ntz', 'time', 'year_month_interval', 'day_time_interval'].includes(type.kind);
  if (!fits) return failInput(call, 0, { oneOf: [{ family: 'numeric' }, { kind: 'date' }, { kind: 'timestamp' }, { kind: 'timestamp_ntz' }, yearMonthIntervalType, dayTimeIntervalType, timeType] } as never);
  const accuracy = call.arguments[2];
  if (accuracy !== undefined && !isIntegral(accuracy.type) && accuracy.type.kind !== 'null') return failInput(call, 2, { family: 'integral' });
  const shares = checkShares(call);
  if (accuracy !== undefined) {
    const literal = expectConstant(call, 2, 'accuracy', intType);
    if (literal === null) fail('DATATYPE_MISMATCH.UNEXPECTED_NULL', { sqlExpr: `"${call.sql}"`, exprName: 'accuracy' }, { at: call.at });
    if (Number(literal) <= 0 || Number(literal) > 2147483647) {
      const said = { sqlExpr: `"${call.sql}"`, exprName: 'accuracy', valueRange: '(0, 2147483647]', currentValue: `${String(literal)}L` };
      fail('DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE', said, { at: call.at });
    }
  }
  const own: DataType = type.kind === 'null' || type.kind === 'string' ? doubleType : type;
  return { argumentTypes: [own, shares, ...(accuracy === undefined ? [] : [accuracy.type])], returnType: shares.kind === 'array' ? arrayType(own, false) : own, nullable: true };
}

function approximate(call: AggregateCallShape): AggregateKernel {
  const type = call.argumentTypes[0]!;
  const shares = sharesOf(call.literals[1]!);
  const accuracy = Number(call.literals[2] ?? 10_000);
  const inner = rowsAggregate({
    argumentTypes: [type], returnType: call.returnType, required: [0],
    finish: (rows) => quantiles(Float64Array.from(rows, ([value]) => doubleOf(value!, type))),
    finishColumns: ({ columns: [column], offsets }, arena) => columnOf(call.returnType, Array.from({ length: offsets.length - 1 }, (_, group) => {
      const [start, end] = [offsets[group]!, offsets[group + 1]!];
      const numbers = column!.values instanceof Float64Array ? column!.values.slice(start, end) : Float64Array.from({ length: end - start }, (_one, index) => doubleOf(readValue(column!, start + index)!, type));
      return quantiles(numbers);
    }), arena),
  });
  function quantiles(numbers: Float64Array): Value {
    if (numbers.length === 0 || shares.length === 0) return null;
    const results = quantilesOf(numbers, shares, 1 / accuracy).map((one) => valueOfDouble(one, type));
    return call.returnType.kind === 'array' ? listValue(results) : results[0]!;
  }
  return { ...inner, update: (state, groups, args, rows, context) => { inner.update(state, groups, args.slice(0, 1), rows, context); } };
}
