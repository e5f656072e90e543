import { decimalType, type DataType, type DecimalType } from './data-type.ts';

/**
 * Precision rules of decimals. p1,s1 and p2,s2 are the operands':
 *
 * | operation | scale | precision |
 * |---|---|---|
 * | + -  | max(s1, s2) | max(p1-s1, p2-s2) + scale + 1 |
 * | *    | s1 + s2 | p1 + p2 + 1 |
 * | /    | max(6, s1 + p2 + 1) | p1 - s1 + s2 + scale |
 * | % pmod | max(s1, s2) | min(p1-s1, p2-s2) + scale |
 * | div  | 0 | p1 - s1 + s2 |
 * | union, comparison | max(s1, s2) | max(p1-s1, p2-s2) + scale |
 *
 * What exceeds 38 digits loses scale down to 6 (`allowPrecisionLoss`, the default), or else is cut at 38.
 */
export const MAX_PRECISION = 38;
const MIN_ADJUSTED_SCALE = 6;

export type DecimalOperation = '+' | '-' | '*' | '/' | '%' | 'pmod' | 'div';

export function decimalResult(operation: DecimalOperation, left: DecimalType, right: DecimalType, allowPrecisionLoss = true): DecimalType {
  const { precision: p1, scale: s1 } = left;
  const { precision: p2, scale: s2 } = right;
  const bound = allowPrecisionLoss ? adjustScale : cutAtMaximum;
  const scale = Math.max(s1, s2);
  switch (operation) {
    case '+':
    case '-': return bound(Math.max(p1 - s1, p2 - s2) + scale + 1, scale);
    case '*': return bound(p1 + p2 + 1, s1 + s2);
    case '%':
    case 'pmod': return bound(Math.min(p1 - s1, p2 - s2) + scale, scale);
    case 'div': return cutAtMaximum(Math.max(1, p1 - s1 + s2), 0);
    case '/': return allowPrecisionLoss ? lossyQuotient(left, right) : exactQuotient(left, right);
  }
}

/** The type that holds the values of both, as far as 38 digits go; digits before the point win, unless fractions are to be kept. */
export function widerDecimal(left: DecimalType, right: DecimalType, keepsFractions = false): DecimalType {
  const scale = Math.max(left.scale, right.scale);
  const whole = Math.max(left.precision - left.scale, right.precision - right.scale);
  if (keepsFractions) return cutAtMaximum(whole + scale, scale);
  const excess = whole + scale - MAX_PRECISION;
  return excess <= 0 ? decimalType(whole + scale, scale) : decimalType(MAX_PRECISION, Math.max(0, scale - excess));
}

/** The decimal that holds every value of a numeric type. */
export function decimalFor(type: DataType): DecimalType {
  return type.kind === 'decimal' ? type : decimalType(...(digits[type.kind] ?? [38, 18]));
}

/** The smallest decimal that holds this whole number. */
export function decimalForLiteral(value: bigint | number): DecimalType {
  const text = String(value).replace('-', '');
  return decimalType(Math.max(1, text.length), 0);
}

/** Every value of `from` can be written in `to`. */
export function decimalHolds(to: DecimalType, from: DataType): boolean {
  const other = from.kind === 'decimal' ? from : wholeDigits[from.kind] === undefined ? undefined : decimalType(wholeDigits[from.kind]!, 0);
  return other !== undefined && to.precision - to.scale >= other.precision - other.scale && to.scale >= other.scale;
}

export const systemDecimal = decimalType(38, 18);

const digits: Partial<Record<DataType['kind'], [number, number]>> = {
  byte: [3, 0], short: [5, 0], int: [10, 0], long: [20, 0], float: [14, 7], double: [30, 15], boolean: [1, 0], null: [1, 0],
};
const wholeDigits: Partial<Record<DataType['kind'], number>> = { byte: 3, short: 5, int: 10, long: 20 };

function adjustScale(precision: number, scale: number): DecimalType {
  if (precision <= MAX_PRECISION) return decimalType(precision, scale);
  const wholeCount = precision - scale;
  return decimalType(MAX_PRECISION, Math.max(MAX_PRECISION - wholeCount, Math.min(scale, MIN_ADJUSTED_SCALE)));
}

function cutAtMaximum(precision: number, scale: number): DecimalType {
  return decimalType(Math.min(precision, MAX_PRECISION), Math.min(scale, MAX_PRECISION));
}

function lossyQuotient(left: DecimalType, right: DecimalType): DecimalType {
  const scale = Math.max(MIN_ADJUSTED_SCALE, left.scale + right.precision + 1);
  return adjustScale(left.precision - left.scale + right.scale + scale, scale);
}

function exactQuotient(left: DecimalType, right: DecimalType): DecimalType {
  const wholeCount = Math.min(MAX_PRECISION, left.precision - left.scale + right.scale);
  const scale = Math.min(MAX_PRECISION, Math.max(MIN_ADJUSTED_SCALE, left.scale + right.precision + 1));
  const excess = wholeCount + scale - MAX_PRECISION;
  if (excess <= 0) return cutAtMaximum(wholeCount + scale, scale);
  const kept = scale - (Math.trunc(excess / 2) + 1);
  return cutAtMaximum(MAX_PRECISION, kept);
}
