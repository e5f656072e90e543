import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Value } from '../../src/columnar/value.ts';
import { conditionOf } from '../../src/errors/stream-error.ts';
import type { BoundExpression } from '../../src/plan/bound.ts';
import { evaluateConstant } from '../../src/plan/evaluate.ts';
import { withoutImpliedNulls } from '../../src/plan/not-null.ts';
import { booleanType, doubleType, intType, stringType } from '../../src/types/data-type.ts';
import { ansi, call, cast, column, evaluate, filter, type Input, literal } from '../functions/call-function.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const [a, b, c] = [column(0, intType), column(1, intType), column(2, booleanType)];
const int = (value: number | null): BoundExpression => literal(intType, value);
const condition = (run: () => unknown): string | undefined => {
  try { run(); } catch (error) { return conditionOf(error); }
  return undefined;
};

describe('an error is raised only for rows that reach it', () => {
  const inputs: Input[] = [{ type: intType, values: [10, 20, 30, null] }, { type: intType, values: [2, 0, null, 0] }, { type: booleanType, values: [true, false, null, false] }];
  const quotient = call('div', [a, b]);

  test('the row with the zero divisor fails', () => expect(condition(() => evaluate(quotient, inputs))).toBe('DIVIDE_BY_ZERO'));
  test('CASE', () => expect(evaluate(call('when', [call('=', [b, int(0)]), literal(quotient.type, -1n), quotient]), inputs)).toEqual([5n, -1n, null, -1n]));
  test('IF', () => expect(evaluate(call('if', [c, quotient, literal(quotient.type, 0n)]), inputs)).toEqual([5n, 0n, 0n, 0n]));
  test('COALESCE', () => expect(evaluate(call('coalesce', [a, cast(literal(stringType, 'x'), intType)]), [{ type: intType, values: [1, 2] }, ...inputs.slice(1)])).toEqual([1, 2]));
  test('AND', () => expect(evaluate(call('and', [c, call('>', [quotient, literal(quotient.type, 1n)])]), inputs)).toEqual([true, false, null, false]));
  test('OR', () => expect(evaluate(call('or', [call('=', [b, int(0)]), call('>', [quotient, literal(quotient.type, 1n)])]), inputs)).toEqual([true, true, null, true]));
  test('filters narrow from conjunct to conjunct', () => expect(filter(call('and', [call('>', [b, int(0)]), call('=', [quotient, literal(quotient.type, 5n)])]), inputs)).toEqual([0]));
  test('filters leave out IS NOT NULL where a comparison drops NULL, but not before what may fail for NULL', () => {
    const present = (of: BoundExpression): BoundExpression => call('isnotnull', [of]);
    const names = (conjuncts: readonly BoundExpression[]): string[] => withoutImpliedNulls(conjuncts).map((one) => (one.kind === 'Call' ? one.definition.name : one.kind));
    const failing = call('=', [quotient, literal(quotient.type, 5n)]);
    expect(names([present(a), present(b), call('>', [a, int(1)])])).toEqual(['isnotnull', '>']);
    expect(names([call('>', [a, int(1)]), present(a)])).toEqual(['>']);
    expect(names([present(a), failing, call('>', [a, int(1)])])).toEqual(['isnotnull', '=', '>']);
    expect(names([present(a), present(a)])).toEqual(['isnotnull', 'isnotnull']);
    expect(names([present(a), call('<=>', [a, int(1)])])).toEqual(['isnotnull', '<=>']);
    expect(filter(call('and', [present(a), call('>', [a, int(10)])]), inputs)).toEqual([1, 2]);
  });
  test('the right side of an operator is not asked where the left one is NULL', () => {
    const text: Input[] = [{ type: intType, values: [null, 1] }, { type: stringType, values: ['x', '2'] }];
    expect(evaluate(call('+', [a, cast(column(1, stringType), intType)]), text)).toEqual([null, 3]);
  });
});

describe(`conditions (seed ${seed})`, () => {
  const unknown: fc.Arbitrary<boolean | null> = fc.constantFrom(true, false, null);
  const truth = (value: boolean | null): number => (value === null ? 0.5 : Number(value));
  const meaning = (value: number): boolean | null => (value === 0.5 ? null : value === 1);

  test('AND, OR and NOT follow three-valued logic, as columns and as filters', () => {
    fc.assert(fc.property(fc.array(fc.tuple(unknown, unknown), { minLength: 1, maxLength: 50 }), (pairs) => {
      const inputs = [0, 1].map((side): Input => ({ type: booleanType, values: pairs.map((pair) => pair[side]!) }));
      const [left, right] = [column(0, booleanType), column(1, booleanType)];
      const and = pairs.map(([x, y]) => meaning(Math.min(truth(x), truth(y))));
      const or = pairs.map(([x, y]) => meaning(Math.max(truth(x), truth(y))));
      expect(evaluate(call('and', [left, right]), inputs)).toEqual(and);
      expect(evaluate(call('or', [left, right]), inputs)).toEqual(or);
      expect(evaluate(call('not', [left]), inputs)).toEqual(pairs.map(([x]) => (x === null ? null : !x)));
      const rowsOf = (values: readonly Value[]): number[] => values.flatMap((value, row) => (value === true ? [row] : []));
      expect(filter(call('and', [left, right]), inputs)).toEqual(rowsOf(and));
      expect(filter(call('or', [left, right]), inputs)).toEqual(rowsOf(or));
    }), { seed });
  });

  test('a filter finds the rows for which the column is true, whatever was selected before', () => {
    const number = fc.option(fc.constantFrom(-1.5, -0, 0, 1, 2.5, Number.NaN, Infinity), { freq: 5 });
    fc.assert(fc.property(fc.array(fc.tuple(number, number), { minLength: 1, maxLength: 40 }), fc.constantFrom('=', '<', '<=', '>', '>='), fc.gen(), (pairs, operation, gen) => {
      const inputs = [0, 1].map((side): Input => ({ type: doubleType, values: pairs.map((pair) => pair[side]!) }));
      const selection = pairs.flatMap((_, row) => (gen(fc.boolean) ? [row] : []));
      const comparison = call(operation, [column(0, doubleType), column(1, doubleType)]);
      const values = evaluate(comparison, inputs);
      expect(filter(comparison, inputs, selection)).toEqual(selection.filter((row) => values[row] === true));
      expect(values).toEqual(pairs.map(([x, y]) => (x === null || y === null ? null : holds(operation, order(x, y)))));
    }), { seed });
  });
});

describe('constants', () => {
  test('are computed once and stay constant', () => {
    expect(evaluateConstant(call('+', [int(1), int(2)]), ansi)).toBe(3);
    expect(evaluate(call('+', [a, call('+', [int(1), int(2)])]), [{ type: intType, values: [1, null, 3] }])).toEqual([4, null, 6]);
  });
  test('raise their errors', () => expect(condition(() => evaluateConstant(call('div', [int(1), int(0)]), ansi))).toBe('DIVIDE_BY_ZERO'));
});

/** NaN equals itself and is greater than anything; zeros are equal. */
function order(x: number, y: number): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
  return x < y ? -1 : x > y ? 1 : 0;
}

function holds(operation: string, compared: number): boolean {
  return { '=': compared === 0, '<': compared < 0, '<=': compared <= 0, '>': compared > 0, '>=': compared >= 0 }[operation]!;
}
