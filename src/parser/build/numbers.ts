import { fail, type Span } from '../../errors/stream-error.ts';
import type { LiteralExpression } from '../../plan/expression.ts';
import { byteType, decimalType, doubleType, floatType, intType, longType, shortType, type DataType } from '../../types/data-type.ts';
import { literal } from './nodes.ts';

interface IntegerRow { readonly type: DataType; readonly name: string; readonly bits: number }

const integerRows: Readonly<Record<string, IntegerRow>> = {
  Y: { type: byteType, name: 'tinyint', bits: 8 },
  S: { type: shortType, name: 'smallint', bits: 16 },
  L: { type: longType, name: 'bigint', bits: 64 },
};

const floatMax = 3.4028234663852886e38;

/**
 * A number as Spark reads it. Digits alone are INT, BIGINT or DECIMAL, the first that fits; with a point DECIMAL; with an exponent DOUBLE;
 * or, where a setting says so, DECIMAL; a suffix (Y S L F D BD) says the type itself. The minus sign belongs to the literal, so -2147483648 is an INT.
 */
export function readNumber(text: string, negative: boolean, at: Span, options: { readonly exponentsAreDecimal?: boolean | undefined } = {}): LiteralExpression {
  const upper = text.toUpperCase();
  const suffix = /(?:BD|[YSLFD])$/.exec(upper)?.[0] ?? '';
  const digits = (negative ? '-' : '') + text.slice(0, text.length - suffix.length);
  const row = integerRows[suffix];
  if (row !== undefined) return readInteger(digits, row, at);
  if (suffix === 'F') return readFloating(digits, { type: floatType, name: 'float', max: floatMax }, at);
  if (suffix === 'D' || (suffix === '' && upper.includes('E') && options.exponentsAreDecimal !== true)) return readFloating(digits, { type: doubleType, name: 'double', max: Number.MAX_VALUE }, at);
  if (suffix === '' && /^-?\d+$/.test(digits)) return readPlain(digits, at);
  return readDecimal(digits.toUpperCase(), at);
}

function readInteger(digits: string, row: IntegerRow, at: Span): LiteralExpression {
  const value = BigInt(digits);
  if (BigInt.asIntN(row.bits, value) !== value) {
    const max = 2n ** BigInt(row.bits - 1);
    fail('INVALID_NUMERIC_LITERAL_RANGE', { rawStrippedQualifier: digits, minValue: String(-max), maxValue: String(max - 1n), typeName: row.name }, { at });
  }
  return literal(row.bits === 64 ? value : Number(value), row.type, at);
}

function readFloating(digits: string, { type, name, max }: { type: DataType; name: string; max: number }, at: Span): LiteralExpression {
  const value = Number(digits);
  const limit = String(max).replace('e', 'E');
  if (Math.abs(value) > max) fail('INVALID_NUMERIC_LITERAL_RANGE', { rawStrippedQualifier: digits, minValue: `-${limit}`, maxValue: limit, typeName: name }, { at });
  return literal(type === floatType ? Math.fround(value) : value, type, at);
}

function readPlain(digits: string, at: Span): LiteralExpression {
  const value = BigInt(digits);
  if (BigInt.asIntN(32, value) === value) return literal(Number(value), intType, at);
  if (BigInt.asIntN(64, value) === value) return literal(value, longType, at);
  return readDecimal(digits.toUpperCase(), at);
}

/** Precision and scale are those of the text: 1.50 is DECIMAL(3,2), .5 DECIMAL(1,1), 1e3BD DECIMAL(4,0). */
function readDecimal(digits: string, at: Span): LiteralExpression {
  const [mantissa = '', exponentText = '0'] = digits.split('E');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const exponent = Number(exponentText);
  let scale = fraction.length - exponent;
  const coefficient = BigInt(`${whole}${fraction}`.replace(/^-?$/, '0'));
  const length = String(coefficient < 0n ? -coefficient : coefficient).length;
  if (Math.max(length, length - scale, scale) > 38) {
    fail('DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION', { precision: String(Math.max(length, length - scale, scale)), maxPrecision: '38' }, { at });
  }
  const unscaled = scale < 0 ? coefficient * 10n ** BigInt(-scale) : coefficient;
  const precision = scale < 0 ? length - scale : Math.max(length, scale);
  scale = Math.max(scale, 0);
  return literal(unscaled, decimalType(precision, scale), at);
}
