import { columnOf } from '../../columnar/builder.ts';
import { readValue } from '../../columnar/read.ts';
import type { Value } from '../../columnar/value.ts';
import { invariant } from '../../errors/stream-error.ts';
import type { DataType, DayTimeIntervalType, YearMonthIntervalType } from '../../types/data-type.ts';
import { type CastShape, failCastOverflow, failDecimalRange } from './cast-shape.ts';
import { fitsPrecision, powerOfTen, roundHalfUp } from '../math/decimal.ts';
import type { Kernel } from '../function.ts';
import { eachRow } from '../row-by-row.ts';

type AnsiInterval = YearMonthIntervalType | DayTimeIntervalType;

/**
 * Casts between intervals and numbers, which count the last field of the interval (`INTERVAL '36' HOUR` is 36), and between intervals
 * of one family, which drop the smaller fields.
 */
export function intervalCast(shape: CastShape): Kernel {
  const convert = converter(shape);
  return (args, rows, { arena }) => columnOf(shape.to, eachRow(args, rows, (row) => convert(readValue(args[0]!, row)!)), arena);
}

function converter(shape: CastShape): (value: NonNullable<Value>) => Value {
  const { from, to } = shape;
  if (isInterval(from) && isInterval(to)) return (value) => truncated(value as number | bigint, to);
  if (isInterval(from)) return (value) => (to.kind === 'decimal' ? toDecimal(shape, value as number | bigint, from) : toWhole(shape, value as number | bigint, from));
  invariant(isInterval(to), `a cast from ${from.kind} to ${to.kind} is about intervals`);
  return (value) => fromNumber(shape, value as number | bigint, to);
}

const isInterval = (type: DataType): type is AnsiInterval => type.kind === 'year_month_interval' || type.kind === 'day_time_interval';

const microsPerField = [86_400_000_000n, 3_600_000_000n, 60_000_000n, 1_000_000n] as const;

/** Months or µs of one of the last field. */
function unitOf(type: AnsiInterval): bigint {
  return type.kind === 'year_month_interval' ? (type.end === 0 ? 12n : 1n) : microsPerField[type.end];
}

function truncated(value: number | bigint, to: AnsiInterval): Value {
  const unit = to.kind === 'day_time_interval' && to.end === 3 ? 1n : unitOf(to);
  const cut = (BigInt(value) / unit) * unit;
  return to.kind === 'year_month_interval' ? Number(cut) : cut;
}

const ranges: Partial<Record<DataType['kind'], bigint>> = { byte: 1n << 7n, short: 1n << 15n, int: 1n << 31n, long: 1n << 63n };

function toWhole(shape: CastShape, value: number | bigint, from: AnsiInterval): Value {
  const count = BigInt(value) / unitOf(from);
  const limit = ranges[shape.to.kind]!;
  if (count >= limit || count < -limit) return shape.mode === 'try' ? null : failCastOverflow(shape, value);
  return shape.to.kind === 'long' ? count : Number(count);
}

function toDecimal(shape: CastShape, value: number | bigint, from: AnsiInterval): Value {
  const to = shape.to as Extract<DataType, { kind: 'decimal' }>;
  const seconds = from.kind === 'day_time_interval' && from.end === 3;
  const unscaled = seconds ? roundHalfUp(BigInt(value), 6 - to.scale) : (BigInt(value) / unitOf(from)) * powerOfTen(to.scale);
  if (fitsPrecision(unscaled, to.precision)) return unscaled;
  return shape.mode === 'try' ? null : failDecimalRange(shape, from.kind === 'day_time_interval' && from.end === 3 ? value : BigInt(value) / unitOf(from));
}

function fromNumber(shape: CastShape, value: number | bigint, to: AnsiInterval): Value {
  const scale = shape.from.kind === 'decimal' ? shape.from.scale : 0;
  const size = roundHalfUp(BigInt(value) * unitOf(to), scale);
  const limit = to.kind === 'year_month_interval' ? 1n << 31n : 1n << 63n;
  if (size >= limit || size < -limit) return shape.mode === 'try' ? null : failCastOverflow(shape, value);
  return to.kind === 'year_month_interval' ? Number(size) : size;
}
