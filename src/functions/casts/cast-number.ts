import type { Rows } from '../../columnar/chunk.ts';
import type { Column } from '../../columnar/column.ts';
import { type ArrayKind, kindOf, mapRows, type MapLoop, type MapOptions, type RowFunction, sameAsLoop } from '../../columnar/stamp.ts';
import { type DataType, type DecimalType, decimalType, doubleType, longType } from '../../types/data-type.ts';
import { layoutOf } from '../../types/layout.ts';
import { type CastShape, cellOf, failCastOverflow, failDecimalRange, numberMode, strictMode } from './cast-shape.ts';
import { doubleAsDecimal, decimalAsDouble } from './cast-fraction.ts';
import { powerOfTen } from '../math/decimal.ts';
import type { Kernel, KernelContext } from '../function.ts';

/** Casts among boolean, whole numbers, float, double and decimal. */
export function numberCast(shape: CastShape): Kernel {
  const { from, to } = shape;
  if (to.kind === 'boolean') return simple(shape, { apply: from.kind === 'long' || from.kind === 'decimal' ? (value: bigint) => value !== 0n : (value: number) => value !== 0 });
  if (to.kind === 'decimal') return from.kind === 'float' || from.kind === 'double' ? doubleAsDecimal(shape) : toDecimal(shape, to);
  if (from.kind === 'decimal') return to.kind === 'float' || to.kind === 'double' ? decimalAsDouble(shape) : decimalToWhole(shape, from);
  return betweenNumbers(shape);
}

type Whole = 'byte' | 'short' | 'int';

/** Whole seconds as a narrower number. What does not fit is told as the time they were counted of. */
export function narrowSeconds(shape: CastShape, to: Whole): (seconds: Column, time: Column, rows: Rows, context: KernelContext) => Column {
  const loop = loopOf(shape, longToWhole[to], { kinds: ['words'] });
  return (seconds, time, rows, { arena }) => loop([seconds], rows, arena, (row) => failCastOverflow(shape, cellOf(time, row)));
}

function betweenNumbers(shape: CastShape): Kernel {
  const { from, to } = shape;
  const fraction = from.kind === 'float' || from.kind === 'double';
  switch (to.kind) {
    case 'float': return from.kind === 'long' ? simple(shape, wordsToFloat, { kinds: ['words'] }) : simple(shape, same);
    case 'double': return from.kind === 'long' ? simple(shape, wordsToDouble, { kinds: ['words'] }) : simple(shape, same);
    case 'long': return fraction ? checked(shape, fractionToLong, { returnKind: 'words' }) : simple(shape, wholeToLong, { returnKind: 'words' });
    default: {
      const target = to.kind as Whole;
      if (from.kind === 'long') return checked(shape, longToWhole[target], { kinds: ['words'] });
      return checked(shape, fraction ? fractionToWhole[target] : wholeToWhole[target]);
    }
  }
}

const same: RowFunction = { apply: (value: number) => value };
const wordsToDouble: RowFunction = { apply: (low: number, high: number) => high * 4294967296 + (low >>> 0) };
/** Rounded once: beyond 2⁵³ the low bits, which only matter as "not nothing", are folded into one. */
const wordsToFloat: RowFunction = {
  apply: (low: number, high: number) => {
    const near = high * 4294967296 + (low >>> 0);
    return near < 9007199254740992 && near > -9007199254740992 ? near : high * 4294967296 + ((low & ~0xfff) >>> 0) + ((low & 0xfff) === 0 ? 0 : 2048);
  },
};
const wholeToLong: RowFunction = { apply: (value: number) => value, high: (value: number) => value >> 31 };

const wholeToWhole: Record<Whole, RowFunction> = {
  byte: { apply: (value: number) => value, defined: (value: number) => value >= -128 && value <= 127 },
  short: { apply: (value: number) => value, defined: (value: number) => value >= -32768 && value <= 32767 },
  int: { apply: (value: number) => value },
};

const longToWhole: Record<Whole, RowFunction> = {
  byte: { apply: (low: number, _: number) => low, defined: (low: number, high: number) => high === low >> 31 && low === (low << 24) >> 24 },
  short: { apply: (low: number, _: number) => low, defined: (low: number, high: number) => high === low >> 31 && low === (low << 16) >> 16 },
  int: { apply: (low: number, _: number) => low, defined: (low: number, high: number) => high === low >> 31 },
};

/** Saturates at int like the JVM, then drops the high bits; NaN is 0. */
const saturated = (value: number): number => (value >= 2147483647 ? 2147483647 : value <= -2147483648 ? -2147483648 : value | 0);
const fractionToWhole: Record<Whole, RowFunction> = {
  byte: { apply: saturated, defined: (value: number) => Math.floor(value) <= 127 && Math.ceil(value) >= -128 },
  short: { apply: saturated, defined: (value: number) => Math.floor(value) <= 32767 && Math.ceil(value) >= -32768 },
  int: { apply: saturated, defined: (value: number) => Math.floor(value) <= 2147483647 && Math.ceil(value) >= -2147483648 },
};

const fractionToLong: RowFunction = {
  apply: (value: number) => {
    if (value >= 2 ** 63) return -1;
    if (!(value > -(2 ** 63))) return 0;
    const whole = Math.trunc(value);
    return whole - Math.floor(whole / 4294967296) * 4294967296;
  },
  high: (value: number) => {
    if (value >= 2 ** 63) return 0x7fffffff;
    if (!(value > -(2 ** 63))) return !Number.isNaN(value) ? -0x80000000 : 0;
    return Math.floor(Math.trunc(value) / 4294967296);
  },
  defined: (value: number) => value <= 2 ** 63 && value >= -(2 ** 63),
};

/** Whole numbers, booleans and decimals become decimals: scaled up exactly or rounded HALF_UP, then measured against the precision. */
function toDecimal(shape: CastShape, to: DecimalType): Kernel {
  const source = shape.from.kind === 'decimal' ? shape.from : decimalType(20, 0);
  const widen = shape.from.kind === 'decimal' || shape.from.kind === 'long' ? undefined : mapRows({ ...wholeToLong, kinds: [kindOf(shape.from)], returnType: longType, returnKind: 'words' });
  const kind = kindOf(shape.from.kind === 'decimal' ? shape.from : longType);
  const loop = mapRows({ ...rescale(source, to, shape.from), kinds: [kind], returnType: to, undefinedRows: strictMode(shape) });
  return ([column], rows, { arena }) => {
    const input = widen === undefined ? column! : widen([column!], rows, arena);
    return loop([input], rows, arena, (row) => failDecimalRange(shape, cellOf(column!, row)));
  };
}

const digitsOf: Partial<Record<DataType['kind'], number>> = { boolean: 1, byte: 3, short: 5, int: 10, long: 19 };

function rescale(source: DecimalType, to: DecimalType, from: DataType): Pick<MapOptions, 'apply' | 'defined' | 'fits' | 'constants'> {
  const up = to.scale - source.scale;
  const wholeDigits = digitsOf[from.kind] ?? source.precision - source.scale;
  const narrow = layoutOf(to) === 'i64' && layoutOf(source.precision > 18 && from.kind === 'decimal' ? source : longType) === 'i64';
  if (up >= 0) {
    const limit = powerOfTen(Math.max(0, to.precision - to.scale + source.scale));
    const apply = narrow ? (value: bigint, factor: bigint) => BigInt.asIntN(64, value * factor) : (value: bigint, factor: bigint) => value * factor;
    if (to.precision - to.scale >= wholeDigits) return { apply, constants: [powerOfTen(up)] };
    return { apply, defined: (value: bigint, _: bigint, bound: bigint) => value < bound && value > -bound, constants: [powerOfTen(up), limit] };
  }
  const constants = [powerOfTen(-up), powerOfTen(-up) / 2n, powerOfTen(to.precision)];
  return {
    apply: (value: bigint, unit: bigint, half: bigint, _: bigint) => (value < 0n ? value - half : value + half) / unit,
    fits: (result: bigint, _unit: bigint, _half: bigint, limit: bigint) => result < limit && result > -limit,
    constants,
  };
}

/** Cut towards zero to a bigint, then as a bigint is cast. */
function decimalToWhole(shape: CastShape, from: DecimalType): Kernel {
  if (from.precision > 18 && shape.to.kind !== 'long' && shape.mode !== 'legacy') return longDecimalToWhole(shape, shape.to.kind as Whole);
  const fits = layoutOf(from) === 'i64';
  const cut: RowFunction = fits
    ? { apply: (value: bigint, unit: bigint) => BigInt.asIntN(64, value / unit) }
    : { apply: (value: bigint, unit: bigint) => BigInt.asIntN(64, value / unit), defined: (value: bigint, unit: bigint) => BigInt.asIntN(64, value / unit) === value / unit };
  const first = mapRows({ ...cut, kinds: [kindOf(from)], returnType: longType, undefinedRows: numberMode(shape), constants: [powerOfTen(from.scale)] });
  const second = shape.to.kind === 'long' ? undefined : mapRows({ ...longToWhole[shape.to.kind as Whole], kinds: ['words'], returnType: shape.to, undefinedRows: numberMode(shape) });
  return ([column], rows, { arena }) => {
    const overflow = (row: number): never => failCastOverflow(shape, cellOf(column!, row));
    const whole = first([column!], rows, arena, overflow);
    return second === undefined ? whole : second([whole], rows, arena, overflow);
  };
}

/** Decimals of more than 18 digits are measured as doubles, as in Spark: 0.99999999999999999999 is 1. */
function longDecimalToWhole(shape: CastShape, to: Whole): Kernel {
  const first = decimalAsDouble({ ...shape, to: doubleType });
  const second = mapRows({ ...fractionToWhole[to], kinds: ['f64'], returnType: shape.to, undefinedRows: numberMode(shape) });
  return ([column], rows, context) => second([first([column!], rows, context)], rows, context.arena, (row) => failCastOverflow(shape, cellOf(column!, row)));
}

type LoopParts = Partial<Pick<MapOptions, 'kinds' | 'returnKind'>>;

function simple(shape: CastShape, row: RowFunction, parts: LoopParts = {}): Kernel {
  const loop = loopOf(shape, { apply: row.apply, ...(row.high === undefined ? {} : { high: row.high }) }, parts);
  return sameAsLoop<Kernel>((args, rows, { arena }) => loop(args, rows, arena), loop);
}

function checked(shape: CastShape, row: RowFunction, parts: LoopParts = {}): Kernel {
  const loop = loopOf(shape, row, parts);
  return sameAsLoop<Kernel>((args, rows, { arena }) => loop(args, rows, arena, (at) => failCastOverflow(shape, cellOf(args[0]!, at))), loop);
}

function loopOf(shape: CastShape, row: RowFunction, parts: LoopParts): MapLoop {
  const kinds: readonly ArrayKind[] = parts.kinds ?? [kindOf(shape.from)];
  return mapRows({ ...row, ...parts, kinds, returnType: shape.to, undefinedRows: numberMode(shape) });
}

export const castableNumbers: ReadonlySet<DataType['kind']> = new Set(['boolean', 'byte', 'short', 'int', 'long', 'float', 'double', 'decimal']);
