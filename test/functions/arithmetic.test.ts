import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Value } from '../../src/columnar/value.ts';
import { conditionOf } from '../../src/errors/stream-error.ts';
import { type DataType, byteType, decimalType, type DecimalType, doubleType, intType, longType, shortType } from '../../src/types/data-type.ts';
import { ansi, call, column, evaluate, legacy } from './call-function.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const settings: fc.Parameters<unknown> = { seed, numRuns: 150 };

const widths: readonly (readonly [DataType, bigint])[] = [[byteType, 8n], [shortType, 16n], [intType, 32n], [longType, 64n]];
const operations = { '+': (a: bigint, b: bigint) => a + b, '-': (a: bigint, b: bigint) => a - b, '*': (a: bigint, b: bigint) => a * b } as const;

function wholes(bits: bigint): fc.Arbitrary<bigint | null> {
  const limit = 1n << (bits - 1n);
  return fc.option(fc.oneof(fc.bigInt(-limit, limit - 1n), fc.bigInt(-20n, 20n), fc.constantFrom(limit - 1n, -limit)), { freq: 8 });
}

const stored = (type: DataType, value: bigint | null): Value => (value === null ? null : type.kind === 'long' ? value : Number(value));
const outcome = (run: () => Value[]): Value[] | string => {
  try { return run(); } catch (error) { return conditionOf(error) ?? String(error); }
};

describe(`whole numbers (seed ${seed})`, () => {
  for (const [type, bits] of widths) {
    for (const [symbol, exact] of Object.entries(operations)) {
      test(`${type.kind} ${symbol} agrees with bigints in all modes`, () => {
        fc.assert(fc.property(fc.array(fc.tuple(wholes(bits), wholes(bits)), { minLength: 1, maxLength: 40 }), (pairs) => {
          const inputs = [0, 1].map((side) => ({ type, values: pairs.map((pair) => stored(type, pair[side]!)) }));
          const sums = pairs.map(([a, b]) => (a === null || b === null ? null : exact(a, b)));
          const fits = (value: bigint): boolean => BigInt.asIntN(Number(bits), value) === value;
          const sides = [column(0, type), column(1, type)];
          const wrapped = sums.map((sum) => stored(type, sum === null ? null : BigInt.asIntN(Number(bits), sum)));
          expect(evaluate(call(symbol, sides, legacy), inputs, legacy)).toEqual(wrapped);
          const tries = { '+': 'try_add', '-': 'try_subtract', '*': 'try_multiply' }[symbol]!;
          expect(evaluate(call(tries, sides), inputs)).toEqual(sums.map((sum, row) => (sum === null || !fits(sum) ? null : wrapped[row]!)));
          const overflow = type.kind === 'byte' || type.kind === 'short' ? 'BINARY_ARITHMETIC_OVERFLOW' : 'ARITHMETIC_OVERFLOW';
          expect(outcome(() => evaluate(call(symbol, sides), inputs))).toEqual(sums.every((sum) => sum === null || fits(sum)) ? wrapped : overflow);
        }), settings);
      });
    }
  }

  test('rows that are not selected never fail', () => {
    const inputs = [{ type: intType, values: [1, 2, 3] }, { type: intType, values: [0, 1, 0] }];
    expect(evaluate(call('div', [column(0, intType), column(1, intType)]), inputs, ansi, [1])).toEqual([2n]);
  });
});

const decimals = (type: DecimalType): fc.Arbitrary<bigint | null> => {
  const limit = 10n ** BigInt(type.precision) - 1n;
  return fc.option(fc.oneof(fc.bigInt(-limit, limit), fc.bigInt(limit < 30n ? -limit : -30n, limit < 30n ? limit : 30n), fc.constantFrom(limit, -limit)), { freq: 8 });
};

/** num / 10^from at scale `to`, HALF_UP; a fraction so that nothing is lost before. */
function rounded(numerator: bigint, denominator: bigint): bigint {
  const [n, d] = denominator < 0n ? [-numerator, -denominator] : [numerator, denominator];
  const size = n < 0n ? -n : n;
  const half = (2n * size + d) / (2n * d);
  return n < 0n ? -half : half;
}

describe(`decimals (seed ${seed})`, () => {
  const shapes = fc.tuple(fc.integer({ min: 1, max: 38 }), fc.integer({ min: 0, max: 38 })).filter(([p, s]) => s <= p).map(([p, s]) => decimalType(p, s));
  const short = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 12 })).filter(([p, s]) => s <= p).map(([p, s]) => decimalType(p, s));
  const pairsOfShapes = fc.oneof(fc.tuple(shapes, shapes), fc.tuple(short, short));
  test('+ - * / % agree with exact fractions', () => {
    fc.assert(fc.property(pairsOfShapes, fc.constantFrom('+', '-', '*', '/', '/', '%'), fc.gen(), ([left, right], symbol, gen) => {
      const pairs = Array.from({ length: 8 }, () => [gen(() => decimals(left)), gen(() => decimals(right))] as const);
      const inputs = [{ type: left, values: pairs.map(([a]) => a) }, { type: right, values: pairs.map(([, b]) => b) }];
      const expression = call(symbol, [column(0, left), column(1, right)], legacy);
      const type = expression.type as DecimalType;
      const unit = 10n ** BigInt(type.scale);
      const [ul, ur] = [10n ** BigInt(left.scale), 10n ** BigInt(right.scale)];
      const wanted = pairs.map(([a, b]) => {
        if (a === null || b === null) return null;
        if (b === 0n && (symbol === '/' || symbol === '%')) return null;
        const value = { '+': () => rounded((a * ur + b * ul) * unit, ul * ur), '-': () => rounded((a * ur - b * ul) * unit, ul * ur), '*': () => rounded(a * b * unit, ul * ur), '/': () => rounded(a * ur * unit, b * ul), '%': () => rounded(((a * ur) % (b * ul)) * unit, ul * ur) }[symbol]!();
        return value < 10n ** BigInt(type.precision) && value > -(10n ** BigInt(type.precision)) ? value : null;
      });
      const got = evaluate(expression, inputs, legacy);
      expect(got).toEqual(wanted);
    }), { seed, numRuns: 800, endOnFailure: true });
  });
});

test('a quotient of wide decimals is rounded once: Spark 4.3.0 gives these', () => {
  const [left, right] = [decimalType(33, 33), decimalType(21, 0)];
  const inputs = [{ type: left, values: [-996393021579508864626180417017366n, -912869811957494656018999652646n] }, { type: right, values: [-999999999999999999999n, 999999999999999999999n] }];
  expect(evaluate(call('/', [column(0, left), column(1, right)]), inputs)).toEqual([99639302157950886n, -91286981195749n]);
});

describe('doubles', () => {
  test('division by zero is an error, NULL without ANSI mode and in try_divide', () => {
    const inputs = [{ type: doubleType, values: [1, -1, 0] }, { type: doubleType, values: [0, 2, -0] }];
    const sides = [column(0, doubleType), column(1, doubleType)];
    expect(outcome(() => evaluate(call('/', sides), inputs))).toBe('DIVIDE_BY_ZERO');
    expect(evaluate(call('/', sides, legacy), inputs, legacy)).toEqual([null, -0.5, null]);
    expect(evaluate(call('try_divide', sides), inputs)).toEqual([null, -0.5, null]);
  });
});
