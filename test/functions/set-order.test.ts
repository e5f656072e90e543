import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import type { Value } from '../../src/columnar/value.ts';
import { hashOf } from '../../src/functions/aggregates/aggregate-mode.ts';
import { inSetOrder } from '../../src/functions/aggregates/set-order.ts';
import { collectSet, session } from '../../src/index.ts';
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

const seed = 20_261_122;
const spark = session({ appName: 'sets' });
afterAll(() => spark.stop());

/** By place and hash, one compared with the other. */
function sorted(type: DataType, values: readonly Value[]): Value[] {
  const distinct = [...new Set(values.filter((value) => value !== null))];
  let places = 16;
  while (distinct.length >= places * 0.75) places *= 2;
  const mixed = (value: Value): number => {
    const hash = typeof value === 'bigint' && BigInt.asIntN(32, value) === value ? Number(value) : hashOf(type, value!)!;
    return hash ^ (hash >>> 16);
  };
  return distinct.sort((one, other) => (mixed(one) & (places - 1)) - (mixed(other) & (places - 1)) || mixed(one) - mixed(other));
}

test(`sets of any size, thinned out on the way, are those of a table of hashes (seed ${seed})`, async () => {
  const cells: readonly (readonly [DataType, string, fc.Arbitrary<string | number | bigint>])[] = [
    [stringType, 'STRING', fc.string({ maxLength: 12 })], [intType, 'INT', fc.integer({ min: -700, max: 700 })],
    [longType, 'BIGINT', fc.oneof(fc.bigInt({ min: -300n, max: 300n }), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }))],
  ];
  for (const [type, name, cell] of cells) {
    const rows = fc.sample(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.option(cell, { freq: 9 })), { seed, numRuns: 12_000 });
    const found = await spark.createDataFrame(rows, `k INT, x ${name}`).groupBy('k').agg(collectSet('x').as('s')).orderBy('k').collect();
    expect(found.map((row) => row['s']), name).toEqual([0, 1, 2, 3].map((k) => sorted(type, rows.filter(([key]) => key === k).map(([, value]) => value))));
  }
});
