import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { Arena } from '../../src/columnar/arena.ts';
import { columnOf } from '../../src/columnar/builder.ts';
import { session } from '../../src/index.ts';
import { arrayEditFunctions } from '../../src/functions/collections/arrays-edit.ts';
import { arraySearchFunctions } from '../../src/functions/collections/arrays-search.ts';
import { sequenceFunctions } from '../../src/functions/collections/arrays-sequence.ts';
import { arraySetFunctions } from '../../src/functions/collections/arrays-sets.ts';
import { arrayShuffleFunctions } from '../../src/functions/collections/arrays-shuffle.ts';
import { zipFunctions } from '../../src/functions/collections/arrays-zip.ts';
import { arrayFunctions } from '../../src/functions/collections/arrays.ts';
import { ElementSet } from '../../src/functions/collections/collections-set.ts';
import { firstOfEach } from '../../src/functions/collections/large-sets.ts';
import { rowGeneratorFunctions } from '../../src/functions/generators/generators-rows.ts';
import { foldFunctions } from '../../src/functions/collections/lambdas-fold.ts';
import { mapLambdaFunctions } from '../../src/functions/collections/lambdas-maps.ts';
import { sortFunctions } from '../../src/functions/collections/lambdas-sort.ts';
import { lambdaFunctions } from '../../src/functions/collections/lambdas.ts';
import { mapMoreFunctions } from '../../src/functions/collections/maps-more.ts';
import { mapSplitFunctions } from '../../src/functions/collections/maps-split.ts';
import { mapFunctions } from '../../src/functions/collections/maps.ts';
import { tableFunctions } from '../../src/functions/generators/table-functions.ts';
import { doubleType, intType, longType } from '../../src/types/data-type.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const spark = session();
afterAll(() => spark.stop());

const families = [
  arrayFunctions, arrayEditFunctions, arraySearchFunctions, arraySetFunctions, arrayShuffleFunctions, sequenceFunctions, zipFunctions, lambdaFunctions, foldFunctions, sortFunctions,
  mapFunctions, mapMoreFunctions, mapSplitFunctions, mapLambdaFunctions, rowGeneratorFunctions, tableFunctions,
].flat();

describe('examples of the rows', () => {
  test.each(families.flatMap((row) => row.examples.map(([sql, wanted]) => [sql, wanted] as const)))('%s', async (sql, wanted) => {
    const frame = spark.sql(sql);
    const names = (await frame.schema()).fields.map((_, index) => `c${index}`);
    const rows = await frame.toDF(...names).selectExpr(...names.map((name) => `CAST(${name} AS STRING) AS ${name}`)).collect();
    expect(rows.map((row) => names.map((name) => (row[name] as string | null) ?? 'NULL').join('  ')).join('\n')).toBe(wanted);
  });
});

const numbers = fc.array(fc.option(fc.integer({ min: -9, max: 9 })), { maxLength: 40 });
const written = (list: readonly (number | null)[]): string => `CAST(array(${list.map((one) => one ?? 'NULL').join(', ')}) AS ARRAY<INT>)`;
const answer = async (expressions: readonly string[]): Promise<unknown[]> => {
  const [row] = await spark.sql(`SELECT ${expressions.map((one, index) => `to_json(struct(${one} AS v)) AS c${index}`).join(', ')}`).collect();
  return expressions.map((_, index) => (JSON.parse(row![`c${index}`] as string) as { v?: unknown }).v ?? null);
};

test(`sets, sorting and folding are what they are over plain lists (seed ${seed})`, async () => {
  await fc.assert(fc.asyncProperty(numbers, numbers, async (left, right) => {
    const [a, b] = [written(left), written(right)];
    const plain = left.filter((one) => one !== null);
    const got = await answer([
      `array_distinct(${a})`, `array_union(${a}, ${b})`, `array_intersect(${a}, ${b})`, `array_except(${a}, ${b})`, `array_compact(${a})`,
      `array_sort(array_compact(${a}), (l, r) -> r - l)`, `aggregate(${a}, 0, (s, x) -> s + coalesce(x, 0))`, `filter(${a}, x -> x > 0)`, `transform(${a}, (x, i) -> coalesce(x, 0) + i)`,
    ]);
    expect(got).toEqual([
      [...new Set(left)], [...new Set([...left, ...right])], [...new Set(left)].filter((one) => right.includes(one)), [...new Set(left)].filter((one) => !right.includes(one)), plain,
      plain.toSorted((x, y) => y - x), plain.reduce((sum, one) => sum + one, 0), plain.filter((one) => one > 0), left.map((one, index) => (one ?? 0) + index),
    ]);
  }), { numRuns: 30, seed });
});

test('every row keeps its own elements, with outer columns beside them', async () => {
  const rows = await spark.sql(`
    SELECT id, to_json(struct(transform(a, x -> x * 10 + id) AS t, array_sort(a, (l, r) -> CAST(r - l AS INT)) AS s, exists(a, x -> x = id) AS e)) AS j
    FROM (SELECT id, CASE WHEN id % 3 = 1 THEN sequence(1L, id) WHEN id % 3 = 2 THEN array() END a FROM range(40) WHERE id % 5 <> 2)`).collect();
  for (const row of rows) {
    const id = Number(row['id']);
    const list = id % 3 === 1 ? Array.from({ length: id }, (_, at) => at + 1) : [];
    const wanted = id % 3 === 0 ? {} : { t: list.map((one) => one * 10 + id), s: list.toReversed(), e: list.includes(id) };
    expect(JSON.parse(row['j'] as string)).toEqual(wanted);
  }
  expect(rows.length).toBe(32);
});

test('a set of elements is the same small and large: NaN once, zeros once, NULL once', () => {
  const arena = new Arena();
  const values = [Number.NaN, 0, -0, null, Number.NaN, null, ...Array.from({ length: 40 }, (_, at) => at % 25)];
  const set = new ElementSet(columnOf(doubleType, values, arena));
  const kept = values.filter((_, at) => set.add(at));
  expect(kept).toEqual([Number.NaN, 0, null, ...Array.from({ length: 24 }, (_, at) => at + 1)]);
  set.clear();
  expect(set.find(3)).toBe(-1);
  arena.release();
});

test('a large set finds what it has, whatever the bits of its numbers have in common', () => {
  const arena = new Arena();
  const values = Array.from({ length: 30_000 }, (_, at) => ((at * 7919) % 15_000) * 65_536 - 2 ** 29);
  const pool = columnOf(intType, values, arena);
  for (const expected of [0, values.length]) {
    const set = new ElementSet(pool);
    set.clear(expected);
    expect(values.filter((_, at) => set.add(at)).length).toBe(15_000);
    expect(values.every((value, at) => values[set.find(at)] === value)).toBe(true);
  }
  arena.release();
});

test('elements of very large arrays are made distinct in parts: the first of each, in order, NULL, NaN and zeros once', () => {
  const arena = new Arena();
  const odd: readonly (number | null)[] = [Number.NaN, null, 0, 7];
  const doubles = Array.from({ length: 400_000 }, (_, at) => (at % 50_000 < odd.length ? odd[at % 50_000]! : ((at * 7919) % 150_000) * 1.25));
  const cells = [{ type: doubleType, values: doubles }, { type: intType, values: doubles.map((one) => (one === null || Number.isNaN(one) ? null : Math.trunc(one) - 9000)) },
    { type: longType, values: doubles.map((one) => (one === null || Number.isNaN(one) ? null : BigInt(Math.trunc(one)) * 0x1_0000_0001n)) }];
  for (const { type, values } of cells) {
    const seen = new Set<unknown>();
    const expected = values.flatMap((value, at) => (seen.has(value) || !seen.add(value).has(value) ? [] : [at]));
    expect([...firstOfEach(columnOf(type, values, arena), [[0, 1000], [1000, values.length]])!]).toEqual(expected);
  }
  arena.release();
});

test('long arrays are sorted as short ones are, NULL and NaN at their ends', async () => {
  const [row] = await spark.sql(`
    SELECT sort_array(a) AS up, sort_array(a, false) AS down, array_sort(a) AS last, array_insert(array(1, 2), 5, 9) AS far, array_insert(array(1, 2), -5, 9) AS before
    FROM (SELECT array(double('NaN'), NULL, 2.5D, -1.0D, ${Array.from({ length: 30 }, (_, at) => `${(at * 17) % 31}.0D`).join(', ')}) AS a)`).collect();
  const numbers = [...Array.from({ length: 30 }, (_, at) => (at * 17) % 31), 2.5, -1].sort((one, other) => one - other);
  expect(row).toEqual({
    up: [null, ...numbers, Number.NaN], down: [Number.NaN, ...numbers.toReversed(), null], last: [...numbers, Number.NaN, null], far: [1, 2, null, null, 9], before: [9, null, null, 1, 2],
  });
});
