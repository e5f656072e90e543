import fc from 'fast-check';
import { expect, test } from 'vitest';
import { approximateKeys } from '../../src/columnar/approximate-key.ts';
import { Arena } from '../../src/columnar/arena.ts';
import { columnOf } from '../../src/columnar/builder.ts';
import { RangeIndex } from '../../src/columnar/range-index.ts';
import type { Value } from '../../src/columnar/value.ts';
import { session } from '../../src/index.ts';
import type { BoundExpression } from '../../src/plan/bound.ts';
import type { HashJoin, NestedLoopJoin } from '../../src/plan/physical.ts';
import { booleanType, type DataType, decimalType, doubleType, intType, longType, stringType } from '../../src/types/data-type.ts';
import { attribute, call, HandRun, source } from './hand-plan.ts';

const seed = Number(process.env['SEED'] ?? 71993);

test(`an index finds the rows within bounds, ascending (seed ${seed})`, () => {
  const key = fc.oneof(fc.integer({ min: -3, max: 30 }), fc.constantFrom(NaN, Infinity, -Infinity, 0.5));
  const query = fc.record({ group: fc.integer({ min: 0, max: 2 }), low: key, high: key, second: key });
  const shape = fc.record({ rows: fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), key, key), { maxLength: 300 }), grouped: fc.boolean(), both: fc.boolean(), most: fc.boolean(), queries: fc.array(query, { minLength: 20, maxLength: 20 }) });
  fc.assert(fc.property(shape, ({ rows, grouped, both, most, queries }) => {
    const groups = Uint32Array.from(rows, ([group]) => (grouped ? group : 0));
    const numbers = Uint32Array.from(rows, (_, row) => row);
    const byGroup = [0, 1, 2].map((group) => numbers.filter((row) => groups[row] === group));
    const starts = Uint32Array.of(0, byGroup[0]!.length, byGroup[0]!.length + byGroup[1]!.length, rows.length);
    const keys = { first: Float64Array.from(rows, ([, first]) => first), second: both ? Float64Array.from(rows, ([, , second]) => second) : undefined, secondBound: most ? 'most' : 'least' } as const;
    const index = new RangeIndex({ starts, rows: Uint32Array.from(byGroup.flatMap((one) => [...one])), groups: grouped ? groups : undefined }, keys);
    for (const one of queries) {
      const group = grouped ? one.group : 0;
      const reaches = (value: number): boolean => (most ? value <= one.second : value >= one.second);
      const want = [...numbers].filter((row) => groups[row] === group && rows[row]![1] >= one.low && rows[row]![1] <= one.high && (!both || reaches(rows[row]![2])));
      const out = new Uint32Array(rows.length);
      expect([...out.subarray(0, index.find({ ...one, group }, out))]).toEqual(want);
    }
  }), { seed, numRuns: 200 });
});

test(`approximate keys never decrease where values increase (seed ${seed})`, () => {
  const arena = new Arena();
  const near = fc.integer({ min: 52, max: 126 }).chain((bits) => fc.tuple(fc.bigInt({ min: -3n, max: 3n }), fc.bigInt({ min: -(2n ** 66n), max: 2n ** 66n })).map(([few, more]) => few * 2n ** BigInt(bits - 2) + more));
  fc.assert(fc.property(fc.array(near, { minLength: 2, maxLength: 50 }), (numbers) => {
    const sorted = [...numbers].sort((one, other) => (one < other ? -1 : one > other ? 1 : 0));
    const keys = approximateKeys(columnOf(wide, sorted, arena), sorted.length);
    for (let at = 1; at < keys.length; at++) expect(keys[at]).toBeGreaterThanOrEqual(keys[at - 1]!);
    arena.reset();
  }), { seed, numRuns: 500 });
});

const wide = decimalType(38, 0);
const values: readonly { readonly type: DataType; readonly arbitrary: fc.Arbitrary<Value> }[] = [
  { type: longType, arbitrary: fc.oneof(fc.bigInt({ min: -9n, max: 9n }), fc.constantFrom(2n ** 63n - 1n, 2n ** 63n - 2n, -(2n ** 63n), 2n ** 53n, 2n ** 53n + 1n)) },
  { type: intType, arbitrary: fc.integer({ min: -9, max: 9 }) },
  { type: doubleType, arbitrary: fc.oneof(fc.double({ min: -9, max: 9 }), fc.constantFrom(NaN, Infinity, -Infinity, 0, -0)) },
  { type: wide, arbitrary: fc.oneof(fc.bigInt({ min: -9n, max: 9n }), fc.bigInt({ min: -(10n ** 38n - 1n), max: 10n ** 38n - 1n }), fc.constantFrom(2n ** 117n, 2n ** 117n - 1n, 2n ** 117n + 2n ** 63n)) },
  { type: stringType, arbitrary: fc.oneof(fc.string({ maxLength: 3 }), fc.constantFrom('sixsix', 'sixsix7', 'sixsixé', 'é')) },
];
const operators = ['<', '<=', '>', '>=', 'between'] as const;
const types = ['inner', 'left', 'right', 'full', 'left semi', 'left anti', 'existence'] as const;

test(`joins within ranges give what comparing every pair gives (seed ${seed})`, () => {
  const shape = fc.constantFrom(...values).chain(({ type, arbitrary }) => {
    const row = fc.tuple(fc.bigInt({ min: 0n, max: 1n }), fc.option(arbitrary, { nil: null, freq: 9 }), fc.option(arbitrary, { nil: null, freq: 9 }));
    const part = fc.record({ name: fc.constantFrom(...operators), turned: fc.boolean(), left: fc.constantFrom(0, 1), right: fc.constantFrom(0, 1) });
    return fc.record({ type: fc.constant(type), left: fc.array(row, { maxLength: 40 }), right: fc.array(row, { maxLength: 60 }), parts: fc.array(part, { minLength: 1, maxLength: 3 }), join: fc.constantFrom(...types), keyed: fc.boolean() });
  });
  fc.assert(fc.property(shape, ({ type, left, right, parts, join, keyed }) => {
    const [a, b] = ['l', 'r'].map((name) => source(name, [attribute('k', longType), attribute('x', type), attribute('y', type)])) as [ReturnType<typeof source>, ReturnType<typeof source>];
    const compared = parts.map(({ name, turned, left: one, right: other }): BoundExpression => {
      const [mine, theirs] = turned ? [b.output, a.output] : [a.output, b.output];
      return call(name, name === 'between' ? [mine[1 + one]!, theirs[1]!, theirs[2]!] : [mine[1 + one]!, theirs[1 + other]!]);
    });
    const condition = compared.reduce((all, one) => call('and', [all, one]));
    const output = join === 'left semi' || join === 'left anti' ? a.output : join === 'existence' ? [...a.output, attribute('e', booleanType)] : [...a.output, ...b.output];
    const keys = { leftKeys: [a.output[0]!], rightKeys: [b.output[0]!], nullSafe: [false] };
    const plan = (residual: BoundExpression): HashJoin | NestedLoopJoin => (
      keyed ? { kind: 'HashJoin', left: a, right: b, type: join, output, ...keys, residual } : { kind: 'NestedLoopJoin', left: a, right: b, type: join, output, condition: residual }
    );
    // NOT NOT hides the comparisons: every pair is compared.
    const [fast, slow] = [new HandRun(plan(condition)), new HandRun(plan(call('not', [call('not', [condition])])))];
    for (const chunkRows of [7, 100]) expect(fast.batch({ l: left, r: right }, chunkRows).rows).toEqual(slow.batch({ l: left, r: right }, chunkRows).rows);
    fast.tree.release();
    slow.tree.release();
  }), { seed, numRuns: 400 });
});

test('rows come in the order of the sides, and an error only from a pair that has it', async () => {
  const spark = session();
  const rows = await spark.sql(`SELECT a.id AS a, b.v AS b FROM range(3) a JOIN (SELECT (7 * id) % 20 AS v FROM range(20)) b ON b.v BETWEEN a.id AND a.id + 2`).collect();
  expect(rows.map(({ a, b }) => `${a}:${b}`).join(' ')).toBe('0:0 0:1 0:2 1:1 1:2 1:3 2:2 2:3 2:4'.split(' ').sort((one, other) => order(one) - order(other)).join(' '));
  const last = 'SELECT id FROM range(12) UNION ALL SELECT 9223372036854775807';
  expect(await spark.sql(`SELECT count(*) AS n FROM range(5) a JOIN (${last}) b ON b.id < a.id AND b.id + 1 > a.id - 2`).collect()).toEqual([{ n: 7n }]);
  await expect(spark.sql(`SELECT count(*) AS n FROM range(5) a JOIN (${last}) b ON b.id + 1 > a.id`).collect()).rejects.toThrow('ARITHMETIC_OVERFLOW');
  await expect(spark.sql('SELECT count(*) AS n FROM range(5) a JOIN range(12) b ON a.id / b.id >= 0 AND b.id > a.id + 1').collect()).rejects.toThrow('DIVIDE_BY_ZERO');
  await spark.stop();
});

/** By a, then by where v = 7 id mod 20 stands among the rows of b. */
function order(pair: string): number {
  const [a, b] = pair.split(':').map(Number) as [number, number];
  return a * 100 + (b * 3) % 20;
}
