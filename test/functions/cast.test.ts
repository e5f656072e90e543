import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Value } from '../../src/columnar/value.ts';
import { conditionOf } from '../../src/errors/stream-error.ts';
import {
  arrayType, byteType, dateType, type DataType, decimalType, doubleType, floatType, intType, longType, mapType, shortType, stringType, timestampType,
} from '../../src/types/data-type.ts';
import { cast, column, evaluate } from './call-function.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);

const convert = (from: DataType, to: DataType, values: readonly Value[], mode: 'ansi' | 'try' | 'legacy' = 'ansi', selection?: readonly number[]): Value[] =>
  evaluate(cast(column(0, from), to, mode), [{ type: from, values }], undefined, selection);
const condition = (run: () => unknown): string | undefined => {
  try { run(); } catch (error) { return conditionOf(error); }
  return undefined;
};

const longs = fc.oneof(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), fc.bigInt(-300n, 300n), fc.bigInt(-(2n ** 33n), 2n ** 33n));
const widths: readonly (readonly [DataType, number])[] = [[byteType, 8], [shortType, 16], [intType, 32]];

describe(`casts among numbers (seed ${seed})`, () => {
  test('bigint to smaller numbers is exact, NULL or wraps', () => {
    fc.assert(fc.property(fc.array(fc.option(longs), { minLength: 1 }), (values) => {
      for (const [type, bits] of widths) {
        const wrapped = values.map((value) => (value === null ? null : Number(BigInt.asIntN(bits, value))));
        expect(convert(longType, type, values, 'legacy')).toEqual(wrapped);
        expect(convert(longType, type, values, 'try')).toEqual(values.map((value, row) => (value === null || BigInt.asIntN(bits, value) !== value ? null : wrapped[row]!)));
      }
    }), { seed });
  });

  test('bigint to double and float rounds once', () => {
    fc.assert(fc.property(fc.array(longs, { minLength: 1 }), (values) => {
      expect(convert(longType, doubleType, values)).toEqual(values.map(Number));
      expect(convert(longType, floatType, values)).toEqual(values.map(nearestFloat));
    }), { seed });
  });

  test('double to bigint cuts and saturates', () => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.double(), fc.double({ min: -1e6, max: 1e6 })), { minLength: 1 }), (values) => {
      const wanted = values.map((value) => (Number.isNaN(value) ? 0n : value >= 2 ** 63 ? 2n ** 63n - 1n : value <= -(2 ** 63) ? -(2n ** 63n) : BigInt(Math.trunc(value))));
      expect(convert(doubleType, longType, values, 'legacy')).toEqual(wanted);
    }), { seed });
  });

  test('decimals are rescaled HALF_UP and must fit', () => {
    expect(convert(decimalType(4, 2), decimalType(3, 1), [1250n, 1255n, -1255n, 9999n], 'try')).toEqual([125n, 126n, -126n, null]);
    expect(condition(() => convert(decimalType(4, 2), decimalType(3, 1), [9999n]))).toBe('NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION');
    expect(convert(doubleType, decimalType(5, 2), [1.005, -2.675, Number.NaN, 0.1])).toEqual([101n, -268n, null, 10n]);
  });

  test('what is not selected or NULL never fails', () => {
    expect(convert(longType, byteType, [1000n, 5n, null, 7n], 'ansi', [1, 2, 3])).toEqual([5, null, 7]);
    expect(condition(() => convert(longType, byteType, [1000n, 5n]))).toBe('CAST_OVERFLOW');
  });
});

describe(`text (seed ${seed})`, () => {
  test('numbers survive the way to text and back', () => {
    fc.assert(fc.property(fc.array(longs, { minLength: 1 }), (values) => {
      const text = convert(longType, stringType, values);
      expect(text).toEqual(values.map(String));
      expect(convert(stringType, longType, text)).toEqual(values);
    }), { seed });
    fc.assert(fc.property(fc.array(fc.double(), { minLength: 1 }), (values) => {
      expect(convert(stringType, doubleType, convert(doubleType, stringType, values))).toEqual(values);
    }), { seed });
  });

  test('decimals survive the way to text and back', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 38 }).chain((precision) => fc.tuple(fc.constant(precision), fc.integer({ min: 0, max: precision }), fc.array(fc.bigInt(-(10n ** BigInt(precision)) + 1n, 10n ** BigInt(precision) - 1n), { minLength: 1 }))), ([precision, scale, values]) => {
      const type = decimalType(precision, scale);
      expect(convert(stringType, type, convert(type, stringType, values))).toEqual(values);
    }), { seed });
  });

  test('whole numbers are read strictly, and leniently without ANSI mode', () => {
    const texts = [' 12 ', '+5', '-0', '1.5', '.5', '1e3', '', '-', '12x', '2147483648', '99999999999999999999', null];
    expect(convert(stringType, intType, texts, 'try')).toEqual([12, 5, 0, null, null, null, null, null, null, null, null, null]);
    expect(convert(stringType, intType, texts, 'legacy')).toEqual([12, 5, 0, 1, 0, null, null, null, null, null, null, null]);
    expect(condition(() => convert(stringType, intType, ['x']))).toBe('CAST_INVALID_INPUT');
  });

  test('fractions are read as the JVM reads them', () => {
    const texts = ['1.5', '1e3', '1d', '.5', '5.', ' Infinity ', '-inf', 'NaN', '0x1p3', '1e400', '1e', '1_0', ''];
    expect(convert(stringType, doubleType, texts, 'try')).toEqual([1.5, 1000, 1, 0.5, 5, Infinity, -Infinity, Number.NaN, 8, Infinity, null, null, null]);
  });

  test('nested values print without quotes', () => {
    expect(convert(arrayType(stringType), stringType, [{ list: ['a, b', null] }, { list: [] }, null])).toEqual(['[a, b, null]', '[]', null]);
    expect(convert(mapType(stringType, intType), stringType, [{ entries: [['a', 1], ['b', null]] }])).toEqual(['{a -> 1, b -> null}']);
  });

  test('dates and timestamps', () => {
    expect(convert(dateType, stringType, [0, -719162, 19_000])).toEqual(['1970-01-01', '0001-01-01', '2022-01-08']);
    expect(convert(stringType, timestampType, ['1970-01-01 00:00:01.5', '1970-01-01T00:00:00+01:00', 'no'], 'try')).toEqual([1_500_000n, -3_600_000_000n, null]);
    expect(convert(timestampType, dateType, [-1n, 86_400_000_000n])).toEqual([-1, 1]);
  });
});

describe('collections', () => {
  test('elements of NULL rows and of rows not selected are not looked at', () => {
    const values = [{ list: ['1', '2'] }, { list: ['x'] }, null, { list: ['3'] }];
    expect(convert(arrayType(stringType), arrayType(intType), values, 'ansi', [0, 2, 3])).toEqual([{ list: [1, 2] }, null, { list: [3] }]);
    expect(convert(arrayType(stringType), arrayType(intType), values, 'try')).toEqual([{ list: [1, 2] }, { list: [null] }, null, { list: [3] }]);
    expect(condition(() => convert(arrayType(stringType), arrayType(intType), values))).toBe('CAST_INVALID_INPUT');
  });
});

/** The float nearest to an int64, found with exact arithmetic. */
function nearestFloat(value: bigint): number {
  const size = value < 0n ? -value : value;
  const bits = size.toString(2).length;
  if (bits <= 24) return Number(value);
  const unit = 1n << BigInt(bits - 24);
  const rest = size % unit;
  const whole = size / unit;
  const up = rest * 2n > unit || (rest * 2n === unit && whole % 2n === 1n);
  const rounded = Number((whole + (up ? 1n : 0n)) * unit);
  return value < 0n ? -rounded : rounded;
}
