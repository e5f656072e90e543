import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { session, StreamError } from '../../src/index.ts';

/** Lambdas that run as loops over single elements answer as the same ones do over columns: there a function that has no such form, and changes nothing, is among them. */

const seed = 20_261_122;
const spark = session({ appName: 'row steps' });
afterAll(() => spark.stop());

async function answer(sql: string): Promise<string> {
  try {
    return JSON.stringify((await spark.sql(sql).collect()).map((row) => Object.values(row).map((cell) => (Array.isArray(cell) ? cell.map(String) : String(cell)))));
  } catch (error) {
    return error instanceof StreamError ? error.condition : String(error);
  }
}

interface Kind { readonly type: string; readonly values: readonly string[]; readonly nothing: string }
const kinds: readonly Kind[] = [
  { type: 'INT', values: ['0', '1', '-7', '2147483647', '100', 'NULL'], nothing: 'length(space(0))' },
  { type: 'BIGINT', values: ['0L', '3L', '-9223372036854775808L', '50000000000L', 'NULL'], nothing: 'length(space(0))' },
  { type: 'TINYINT', values: ['0Y', '1Y', '-128Y', '100Y', 'NULL'], nothing: 'CAST(length(space(0)) AS TINYINT)' },
  { type: 'DOUBLE', values: ['0.5D', '-0.0D', "double('NaN')", '1e300D', 'NULL'], nothing: 'length(space(0))' },
  { type: 'FLOAT', values: ['0.1F', '16777216F', "float('Infinity')", 'NULL'], nothing: 'CAST(length(space(0)) AS FLOAT)' },
];
const bodies = [
  'a + x', 'a - x', 'a * x', 'CAST(a % x AS TYPE)', 'if(x > a, x, a)', 'CASE WHEN x = a THEN a WHEN x < a OR NOT (a >= x) THEN x END', 'CASE WHEN x IS NULL THEN a WHEN x > a AND x <> 1 THEN a ELSE -x END',
  'coalesce(x, a)', 'CASE WHEN x > 0 AND a < 50 THEN a + x WHEN x < 0 OR a > 20 THEN x ELSE a END', '(a + x) - x', 'CAST(if(a + x > x, 1, 2) AS TYPE)', 'CAST(CAST(x AS INT) AS TYPE)', 'CAST(CAST(a AS BIGINT) + 1 AS TYPE)', 'CAST(abs(x) AS TYPE)', 'CAST(CAST(x AS DOUBLE) AS TYPE)', 'try_add(a, x)',
];
/** `length(space(0))` is folded; asking the element keeps it. */
const hidden = (kind: Kind, body: string): string => `CAST((${body}) + ${kind.nothing.replace('space(0)', "if(x IS NULL, '', '')")} AS TYPE)`;

/** NULL is rare, so that most rows are without. */
const cells = (one: Kind): fc.Arbitrary<string> => fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...one.values.slice(0, -1)) }, { weight: 1, arbitrary: fc.constant('NULL') });
const arrays = (one: Kind): fc.Arbitrary<string> => fc.array(fc.array(cells(one), { maxLength: 6 }), { minLength: 4, maxLength: 8 })
  .map((rows) => rows.map((row) => `(CAST(array(${row.join(', ')}) AS ARRAY<${one.type}>))`).join(', '));

test(`aggregate: with and without ANSI, over NULLs and errors (seed ${seed})`, async () => {
  const all = kinds.flatMap((one) => bodies.flatMap((body) => [true, false].map((ansi) => ({ one, body, ansi }))));
  for (const [at, { one, body, ansi }] of all.entries()) {
    spark.conf.set('spark.sql.ansi.enabled', String(ansi));
    const [[rows, start]] = fc.sample(fc.tuple(arrays(one), cells(one)), { seed: seed + at, numRuns: 1 }) as [[string, string]];
    const ask = (text: string): string => `SELECT aggregate(v, CAST(${start} AS ${one.type}), (a, x) -> ${text}) FROM VALUES ${rows} t(v)`.replaceAll('TYPE', one.type);
    const plain = `CAST(${body} AS TYPE)`;
    expect(await answer(ask(plain)), ask(plain)).toBe(await answer(ask(hidden(one, plain))));
  }
}, 120_000);

test(`array_sort: stable, whatever the comparator says (seed ${seed})`, async () => {
  spark.conf.set('spark.sql.ansi.enabled', 'true');
  const numbers = fc.array(fc.array(fc.integer({ min: -50, max: 50 }), { maxLength: 40 }), { minLength: 1, maxLength: 4 });
  const comparators = ['l - r', 'r - l', 'CASE WHEN l < r THEN -1 WHEN l > r THEN 1 ELSE 0 END', 'l % 7 - r % 7', 'if(l > r, 1, -1)', '1', 'CASE WHEN l = r THEN 0 WHEN abs(l) < abs(r) THEN -1 ELSE 1 END', 'if(l = 13, NULL, r - l)', '100000000 * l - r'];
  for (const [rows, comparator] of fc.sample(fc.tuple(numbers, fc.constantFrom(...comparators)), { seed, numRuns: 150 })) {
    const ask = (text: string): string => `SELECT array_sort(v, (l, r) -> ${text}) FROM VALUES ${rows.map((row) => `(CAST(array(${row.join(', ')}) AS ARRAY<INT>))`).join(', ')} t(v)`;
    expect(await answer(ask(comparator)), ask(comparator)).toBe(await answer(ask(`(${comparator}) + length(if(l IS NULL, '', ''))`)));
  }
}, 120_000);

test('a fold of ten million elements is a matter of moments, so that no statement hangs on one', async () => {
  spark.conf.set('spark.sql.ansi.enabled', 'true');
  expect(await answer('SELECT aggregate(sequence(1, 10000000), 0L, (a, x) -> a + x)')).toBe('[["50000005000000"]]');
  expect(await answer('SELECT aggregate(array(NULL, NULL), 0, (a, x) -> a + 1)')).toBe('[["2"]]');
  expect(await answer('SELECT aggregate(sequence(1, 70000), 0, (a, x) -> a + x)')).toBe('ARITHMETIC_OVERFLOW');
});
