import { kindOf, mapRows, type RowFunction } from '../../columnar/stamp.ts';
import { fail } from '../../errors/stream-error.ts';
import { decimalResult } from '../../types/decimal.ts';
import { type DecimalType, decimalType } from '../../types/data-type.ts';
import type { ArithmeticMode } from './arithmetic-kernels.ts';
import { exactText } from './decimal-exact.ts';
import { isShortQuotient, shortQuotient } from './decimal-quotient.ts';
import { decimalRows } from './decimal-rows.ts';
import type { BoundCall, Kernel } from '../function.ts';
import { readInt128, readValue } from '../../columnar/read.ts';
import { formatDecimal } from '../../types/numeric-text.ts';

/**
 * Exact arithmetic of unscaled bigints. The result of an operator is computed exactly, rounded HALF_UP to the scale of its type and
 * must then fit its precision.
 *
 * When everything fits 18 digits the loop stays in int64 and needs no check, because the result type was made to hold every result.
 * Else it goes through arbitrary bigints.
 */
export function decimalKernel(call: BoundCall, operation: '+' | '-' | '*' | '/' | '%' | 'pmod' | 'div', mode: ArithmeticMode): Kernel {
  const [left, right] = call.argumentTypes as [DecimalType, DecimalType];
  const result: DecimalType = call.returnType.kind === 'decimal' ? call.returnType : quotientType(left, right);
  if (operation === '/' && isShortQuotient(left, right, result)) return shortQuotient(call, result, mode === 'ansi');
  const plan = { left, right, result, narrow: left.precision <= 18 && right.precision <= 18 && result.precision <= 18 };
  const { row, constants } = operation === '*' ? product(plan) : operation === '+' || operation === '-' ? sum(plan, operation) : division(plan, operation);
  const zero = operation === '/' || operation === 'div' ? 'DIVIDE_BY_ZERO' : 'REMAINDER_BY_ZERO';
  const loop = mapRows({ ...row, constants, kinds: [kindOf(left), kindOf(right)], returnType: call.returnType, undefinedRows: mode === 'ansi' ? 'fail' : 'null' });
  return (args, rows, { arena }) => loop(args, rows, arena, (at) => {
    const divisor = args[1]!;
    if (operation !== '+' && operation !== '-' && operation !== '*' && isZero(divisor.values as BigInt64Array, at & divisor.mask, right)) return fail(zero, {}, { at: call.at });
    const value = exactText(operation, [left, right], args.map((one) => readValue(one, at) as bigint), result.scale);
    return fail('NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION', { value, precision: String(result.precision), scale: String(result.scale) }, { at: call.at });
  });
}

/**
 * The negative of a long decimal, or with `onlyNegative` its magnitude. Beyond 34 digits the JVM rounds a negated decimal to 34, ties to even,
 * and so do Spark's answers; what then has too many digits fails whatever the mode is.
 */
export function wideNegation(call: BoundCall, onlyNegative: boolean): Kernel {
  const negate = (a: bigint): bigint => {
    const text = String(a < 0n ? -a : a);
    if (text.length <= 34) return -a;
    const unit = 10n ** BigInt(text.length - 34);
    const size = a < 0n ? -a : a;
    const rest = size % unit;
    const up = rest * 2n > unit || (rest * 2n === unit && (size / unit) % 2n === 1n);
    const rounded = (size / unit + (up ? 1n : 0n)) * unit;
    return a < 0n ? rounded : -rounded;
  };
  const { precision, scale } = call.returnType as DecimalType;
  return ([column], rows, { arena }) => decimalRows([column!], rows, { arena, to: call.returnType as DecimalType }, (row) => {
    const value = readInt128(column!.values as BigInt64Array, row & column!.mask);
    if (onlyNegative && value >= 0n) return value;
    const negative = negate(value);
    if (fitsPrecision(negative, precision)) return negative;
    const names = { roundedValue: formatDecimal(negative, scale), originalValue: of34Digits(negative, scale), precision: String(precision), scale: String(scale) };
    return fail('NUMERIC_VALUE_OUT_OF_RANGE.WITHOUT_SUGGESTION', names, { at: call.at });
  });
}

/** As the JVM writes a number of 34 digits: with an exponent where they end before the point. */
function of34Digits(unscaled: bigint, scale: number): string {
  const text = String(unscaled < 0n ? -unscaled : unscaled);
  const left = scale - (text.length - 34);
  if (left >= 0) return formatDecimal(unscaled / powerOfTen(text.length - 34), left);
  return `${unscaled < 0n ? '-' : ''}${text[0]}.${text.slice(1, 34)}E+${text.length - 1 - scale}`;
}

/** 10ⁿ as a bigint. */
export const powerOfTen = (exponent: number): bigint => powers[exponent] ?? 10n ** BigInt(exponent);
const powers = Array.from({ length: 80 }, (_, exponent) => 10n ** BigInt(exponent));

/** Divides by 10ⁿ, HALF_UP (away from zero in the middle). */
export function roundHalfUp(value: bigint, digits: number): bigint {
  if (digits <= 0) return value * powerOfTen(-digits);
  const unit = powerOfTen(digits);
  const half = unit / 2n;
  return (value < 0n ? value - half : value + half) / unit;
}

export const fitsPrecision = (value: bigint, precision: number): boolean => value < powerOfTen(precision) && value > -powerOfTen(precision);

interface DecimalPlan { readonly left: DecimalType; readonly right: DecimalType; readonly result: DecimalType; readonly narrow: boolean }
interface PlannedRow { readonly row: RowFunction; readonly constants: readonly bigint[] }

/** Constants: factors that bring both sides to the common scale, the unit rounded away and its half (0: nothing is), the first value too large. */
function sum({ left, right, result, narrow }: DecimalPlan, operation: '+' | '-'): PlannedRow {
  const scale = Math.max(left.scale, right.scale);
  const a = powerOfTen(scale - left.scale);
  const b = powerOfTen(scale - right.scale);
  if (narrow && result.scale === scale) {
    if (operation === '+') return { row: { apply: (x: bigint, y: bigint, k: bigint, l: bigint) => BigInt.asIntN(64, BigInt.asIntN(64, x * k) + BigInt.asIntN(64, y * l)) }, constants: [a, b] };
    return { row: { apply: (x: bigint, y: bigint, k: bigint, l: bigint) => BigInt.asIntN(64, BigInt.asIntN(64, x * k) - BigInt.asIntN(64, y * l)) }, constants: [a, b] };
  }
  const constants = [a, operation === '+' ? b : -b, ...rounding(scale, result)];
  return {
    row: {
      apply: (x: bigint, y: bigint, k: bigint, l: bigint, unit: bigint, half: bigint, _: bigint) => { const r = x * k + y * l; return half === 0n ? r : (r < 0n ? r - half : r + half) / unit; },
      fits: (r: bigint, _k: bigint, _l: bigint, _unit: bigint, _half: bigint, limit: bigint) => r < limit && r > -limit,
    },
    constants,
  };
}

function product({ left, right, result, narrow }: DecimalPlan): PlannedRow {
  if (narrow && result.scale === left.scale + right.scale) return { row: { apply: (x: bigint, y: bigint) => BigInt.asIntN(64, x * y) }, constants: [] };
  return {
    row: {
      apply: (x: bigint, y: bigint, unit: bigint, half: bigint, _: bigint) => { const r = x * y; return half === 0n ? r : (r < 0n ? r - half : r + half) / unit; },
      fits: (r: bigint, _unit: bigint, _half: bigint, limit: bigint) => r < limit && r > -limit,
    },
    constants: rounding(left.scale + right.scale, result),
  };
}

/** Constants as of `sum`; for `/` see `quotient`. */
function division(plan: DecimalPlan, operation: '/' | '%' | 'pmod' | 'div'): PlannedRow {
  if (operation === '/') return quotient(plan);
  const { left, right, result } = plan;
  const scale = Math.max(left.scale, right.scale);
  const constants = [powerOfTen(scale - left.scale), powerOfTen(scale - right.scale), ...rounding(operation === 'div' ? 0 : scale, result)];
  const defined = (_x: bigint, y: bigint): boolean => y !== 0n;
  const fits = (r: bigint, _k: bigint, _l: bigint, _unit: bigint, _half: bigint, limit: bigint): boolean => r < limit && r > -limit;
  switch (operation) {
    case 'div': return { row: { apply: (x: bigint, y: bigint, k: bigint, l: bigint) => (x * k) / (y * l), defined, fits }, constants };
    case '%': return {
      row: {
        apply: (x: bigint, y: bigint, k: bigint, l: bigint, unit: bigint, half: bigint, _: bigint) => { const r = (x * k) % (y * l); return half === 0n ? r : (r < 0n ? r - half : r + half) / unit; },
        defined, fits,
      },
      constants,
    };
    case 'pmod': return {
      row: {
        apply: (x: bigint, y: bigint, k: bigint, l: bigint, unit: bigint, half: bigint, _: bigint) => {
          const d = y * l;
          let r = (x * k) % d;
          if (r < 0n) r = (r + d) % d;
          return half === 0n ? r : (r < 0n ? r - half : r + half) / unit;
        },
        defined, fits,
      },
      constants,
    };
  }
}

/** Rounded once, HALF_UP, to the scale of the result. */
function quotient({ left, right, result }: DecimalPlan): PlannedRow {
  const shift = result.scale + right.scale - left.scale;
  return {
    row: {
      apply: (x: bigint, y: bigint, k: bigint, l: bigint, _: bigint) => {
        const n = x * k, d = y * l;
        const q = n / d;
        const rest = n - q * d;
        if ((rest < 0n ? -rest : rest) * 2n < (d < 0n ? -d : d)) return q;
        return (n < 0n) === (d < 0n) ? q + 1n : q - 1n;
      },
      defined: (_x: bigint, y: bigint) => y !== 0n,
      fits: (r: bigint, _k: bigint, _l: bigint, limit: bigint) => r < limit && r > -limit,
    },
    constants: [powerOfTen(Math.max(0, shift)), powerOfTen(Math.max(0, -shift)), powerOfTen(result.precision)],
  };
}

/** Half of 1 is 0, which says that nothing is rounded. */
function rounding(scale: number, result: DecimalType): readonly bigint[] {
  const unit = powerOfTen(Math.max(0, scale - result.scale));
  return [unit, unit / 2n, powerOfTen(result.precision)];
}

/** `div` of decimals is a bigint, of which it keeps the low bits; before that it must fit the decimal Spark computes it in. */
function quotientType(left: DecimalType, right: DecimalType): DecimalType {
  const type = decimalResult('div', left, right);
  return type.precision > 0 ? type : decimalType(1, 0);
}

function isZero(values: BigInt64Array, row: number, type: DecimalType): boolean {
  return type.precision <= 18 ? values[row] === 0n : values[2 * row] === 0n && values[2 * row + 1] === 0n;
}

