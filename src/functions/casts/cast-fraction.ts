import { allocateValues } from '../../columnar/builder.ts';
import type { Arena } from '../../columnar/arena.ts';
import type { Rows } from '../../columnar/chunk.ts';
import { type Column, makeColumn } from '../../columnar/column.ts';
import { readInt128 } from '../../columnar/read.ts';
import { mapRows } from '../../columnar/stamp.ts';
import { forEachRow } from '../../columnar/text.ts';
import type { DecimalType } from '../../types/data-type.ts';
import { layoutOf } from '../../types/layout.ts';
import { sizeText } from '../../types/numeric-text.ts';
import { type CastShape, cellOf, failDecimalRange } from './cast-shape.ts';
import { fitsPrecision, powerOfTen, roundHalfUp } from '../math/decimal.ts';
import { decimalRows } from '../math/decimal-rows.ts';
import type { Kernel } from '../function.ts';

/** A float or double as a decimal: the decimal number its shortest text shows, rounded HALF_UP. NaN and infinities are NULL. */
export function doubleAsDecimal(shape: CastShape): Kernel {
  const to = shape.to as DecimalType;
  return (args, rows, { arena }) => {
    const source = args[0]!.values as Float64Array | Float32Array;
    if (to.precision <= 12) return shortDecimals(shape, args[0]!, rows, arena);
    return decimalRows(args, rows, { arena, to }, (row) => {
      const value = source[row]!;
      const unscaled = unscaledOf(value, to.scale);
      if (unscaled === undefined) return undefined;
      if (fitsPrecision(unscaled, to.precision)) return unscaled;
      return shape.mode === 'ansi' ? failDecimalRange(shape, cellOf(args[0]!, row)) : undefined;
    });
  };
}

/** Up to 12 digits fit a double many times over: whole numbers written as two words, without a bigint per row. */
function shortDecimals(shape: CastShape, column: Column, rows: Rows, arena: Arena): Column {
  const { precision, scale } = shape.to as DecimalType;
  const [limit, unit] = [10 ** precision, 10 ** scale];
  const source = column.values as Float64Array | Float32Array;
  const constant = column.mask === 0;
  const count = constant ? 1 : rows.rowCount;
  const out = arena.int64(count);
  const words = new Int32Array(out.buffer, out.byteOffset, count * 2);
  const bits = arena.bitmap(count, 0);
  forEachRow([column], rows, arena, (row) => {
    const value = source[row]!;
    const scaled = Math.abs(value) * unit;
    const whole = Math.floor(scaled);
    const part = scaled - whole;
    // Near a half only the digits tell; that is also where NaN and infinities go.
    const near = scaled < limit && Math.abs(part - 0.5) > 0.001 ? (part > 0.5 ? whole + 1 : whole) : exactly(value, scale);
    if (near === undefined) return;
    if (near >= limit) {
      if (shape.mode === 'ansi') failDecimalRange(shape, cellOf(column, row));
      return;
    }
    const signed = value < 0 ? -near : near;
    words[2 * row] = signed | 0;
    words[2 * row + 1] = Math.floor(signed / 4294967296);
    bits[row >> 3]! |= 1 << (row & 7);
  });
  return makeColumn(shape.to, rows.rowCount, { values: out, validity: bits, mask: constant ? 0 : -1 });
}

function exactly(value: number, scale: number): number | undefined {
  const unscaled = unscaledOf(value, scale);
  return unscaled === undefined ? undefined : Math.abs(Number(unscaled));
}

/** The decimal as the nearest double (or float). Exact division where numerator and power of ten are exact. */
export function decimalAsDouble(shape: CastShape): Kernel {
  const from = shape.from as DecimalType;
  if (from.precision <= 15) {
    const loop = mapRows({ apply: (low: number, high: number, unit: number) => (high * 4294967296 + (low >>> 0)) / unit, kinds: ['words'], returnType: shape.to, constants: [10 ** from.scale] });
    return (args, rows, { arena }) => loop(args, rows, arena);
  }
  return (args, rows, { arena }) => {
    const words = args[0]!.values as BigInt64Array;
    const constant = args[0]!.mask === 0;
    const out = allocateValues(arena, layoutOf(shape.to), constant ? 1 : rows.rowCount)! as Float64Array;
    forEachRow(args, rows, arena, (row) => { out[row] = Number(decimalText(from.precision <= 18 ? words[row]! : readInt128(words, row), from.scale)); });
    return makeColumn(shape.to, rows.rowCount, { values: out, validity: args[0]!.validity, mask: args[0]!.mask });
  };
}

/** `-12.50` for (-1250, 2). */
export function decimalText(unscaled: bigint, scale: number): string {
  if (scale === 0) return String(unscaled);
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  return `${unscaled < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** Unscaled value of a double at a scale; undefined for NaN and infinities. */
export function unscaledOf(value: number, scale: number): bigint | undefined {
  if (!Number.isFinite(value)) return undefined;
  const scaled = Math.abs(value) * 10 ** scale;
  const whole = Math.floor(scaled);
  if (scaled < 2 ** 40 && Math.abs(scaled - whole - 0.5) > 0.001 && scale <= 22) {
    const near = BigInt(scaled - whole > 0.5 ? whole + 1 : whole);
    return value < 0 ? -near : near;
  }
  const unscaled = unscaledOfText(sizeText(Math.abs(value)), scale);
  return value < 0 ? -unscaled : unscaled;
}

/** The same for text such as `1.5e-7`, in JavaScript's notation. */
function unscaledOfText(text: string, scale: number): bigint {
  const [mantissa, exponent = '0'] = text.split('e');
  const [whole, fraction = ''] = mantissa!.split('.');
  const shift = scale + Number(exponent) - fraction.length;
  const digits = BigInt(`${whole}${fraction}`);
  return shift >= 0 ? digits * powerOfTen(shift) : roundHalfUp(digits, -shift);
}
