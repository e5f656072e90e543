import { expect, test } from 'vitest';
import type { Value } from '../../src/columnar/value.ts';
import { inSetOrder } from '../../src/functions/aggregates/set-order.ts';
import { booleanType, type DataType, doubleType, floatType, intType, longType, stringType, timestampType } from '../../src/types/data-type.ts';

const numbers = (count: number, make: (index: number) => Value): Value[] => Array.from({ length: count }, (_, index) => make(index));

/** What collect_set gave in Spark 4.3.0. */
const recorded: readonly (readonly [DataType, Value[], Value[]])[] = [
  [intType, [30, 1, 20, 17, -5], [1, 17, -5, 20, 30]],
  [intType, numbers(13, (index) => 0 - 3 * index), [-33, 0, -3, -36, -6, -9, -12, -15, -18, -21, -24, -27, -30]],
  [longType, numbers(13, (index) => BigInt(-3 * index)), [-33, 0, -3, -36, -6, -9, -12, -15, -18, -21, -24, -27, -30].map(BigInt)],
  [stringType, ['z', 'a', 'q', 'b'], ['z', 'q', 'a', 'b']],
  [stringType, numbers(24, String), ['21', '18', '13', '2', '15', '10', '20', '1', '5', '17', '4', '12', '7', '22', '6', '14', '3', '19', '11', '23', '16', '9', '8', '0']],
  [doubleType, [0, 7, 2.5, NaN, 1e10, 1e300, -3.1, 0.1], [0, 0.1, 2.5, -3.1, 1e300, NaN, 7, 1e10]],
  [floatType, numbers(12, (index) => Math.fround(index * 791.5)), [0, 791.5, 1583, 3166, 6332, 8706.5, 5540.5, 2374.5, 4749, 3957.5, 7915, 7123.5]],
  [booleanType, [true, false], [false, true]],
  [timestampType, numbers(6, (index) => BigInt(index) * 1_000_000_000n), [3, 0, 5, 2, 1, 4].map((index) => BigInt(index) * 1_000_000_000n)],
];

test('sets have the order of the hash table they come from', () => {
  for (const [type, values, order] of recorded) expect(inSetOrder(type, values), type.kind).toEqual(order);
});

test('values whose hash is not known stay as they came', () => {
  const values: Value[] = [{ struct: [2] }, { struct: [1] }];
  expect(inSetOrder({ kind: 'struct', fields: [{ name: 'a', type: intType, nullable: true }] }, values)).toEqual(values);
});
