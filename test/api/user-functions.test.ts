import { expect, test } from 'vitest';
import { type Aggregator, col, session, type StreamError, udaf } from '../../src/index.ts';

const product: Aggregator<number> = { zero: () => 1, reduce: (so, n) => so * Number(n ?? 1), merge: (left, right) => left * right, finish: (so) => so };
const spark = session();
spark.udf.register('plus_one', (n: number | null) => (n === null ? null : n + 1), 'INT');
spark.udf.register('running', (values: readonly number[]) => values.map((_, index) => values.slice(0, index + 1).reduce((sum, one) => sum + one, 0)), 'INT', { wholeColumn: true });
spark.udf.register('product', product, 'DOUBLE');
spark.udf.registerTable('letters', function* letters(text: string) { for (const [index, letter] of [...text].entries()) yield { letter, index }; }, 'index INT, letter STRING');
spark.udf.register('broken', () => { throw new Error('no luck'); }, 'INT');

const rows = async (sql: string): Promise<unknown[][]> => (await spark.sql(sql).collect()).map((row) => Object.values(row));

test('functions of rows stand where random numbers may not: in aggregates, their filters and conditions of joins', async () => {
  const asked = ['SELECT sum(plus_one(a)) AS n FROM VALUES (1), (2) v(a)', 'SELECT count(*) FILTER (WHERE plus_one(a) > 2) AS n FROM VALUES (1), (2) v(a)',
    'SELECT sum(w.a) AS n FROM VALUES (1), (2) v(a) JOIN VALUES (2), (3) w(a) ON w.a = plus_one(v.a)', 'SELECT a AS n FROM VALUES (plus_one(6)) v(a)'];
  const found = await Promise.all(asked.map(async (sql) => Number((await spark.sql(sql).collect())[0]!['n'])));
  expect(found).toEqual([5, 1, 5, 7]);
});

test('a function of the program is called per row, NULL as null', async () => {
  expect(await rows('SELECT plus_one(a) FROM VALUES (1), (NULL) t(a) WHERE plus_one(a) = 2 OR a IS NULL')).toEqual([[2], [null]]);
});

test('one that takes whole columns is called per chunk, with the rows that count', async () => {
  expect(await rows('SELECT running(a) FROM VALUES (1), (2), (3), (4) t(a) WHERE a <> 2')).toEqual([[1], [4], [8]]);
});

test('aggregates of the program: in groups, over everything, over nothing, with FILTER, and in DataFrames', async () => {
  const grouped = 'SELECT k, product(n), product(n) FILTER (WHERE n > 2) FROM VALUES (1, 2), (1, 3), (2, 5) t(k, n) GROUP BY k ORDER BY k';
  expect(await rows(grouped)).toEqual([[1, 6, 3], [2, 5, 5]]);
  expect(await rows('SELECT product(n) FROM VALUES (2) t(n) WHERE n > 2')).toEqual([[1]]);
  const frame = spark.sql('SELECT * FROM VALUES (1, 2), (1, 3) t(k, n)').groupBy('k').agg(udaf(spark, product, 'DOUBLE')(col('n')).as('p'));
  expect(await frame.collect()).toEqual([{ k: 1, p: 6 }]);
});

test('table functions of the program: in FROM, after LATERAL, as generators', async () => {
  expect(await rows("SELECT * FROM letters('ab')")).toEqual([[0, 'a'], [1, 'b']]);
  expect(await rows("SELECT w, letter FROM VALUES ('x'), ('yz') t(w), LATERAL letters(w) WHERE index = 0")).toEqual([['x', 'x'], ['yz', 'y']]);
  expect(await rows("SELECT w, l FROM VALUES ('yz') t(w) LATERAL VIEW letters(w) e AS i, l")).toEqual([['yz', 'y'], ['yz', 'z']]);
});

test('a table as argument: the function is called with each row, in the order that is asked for', async () => {
  const seen: number[] = [];
  spark.udf.registerTable('doubled', function* doubled(row: { readonly a: number; readonly b: string }, times: number) { seen.push(row.a); yield [row.a * times, row.b]; }, 'd INT, b STRING');
  const pairs = "VALUES (2, 'x'), (1, 'y'), (3, 'x') AS t(a, b)";
  expect(await rows(`SELECT * FROM doubled(TABLE(SELECT * FROM ${pairs}) PARTITION BY b ORDER BY a DESC, 10)`)).toEqual([[30, 'x'], [20, 'x'], [10, 'y']]);
  expect(seen).toEqual([3, 2, 1]);
  expect(await rows(`SELECT sum(d) FROM doubled(TABLE(SELECT * FROM ${pairs}) WITH SINGLE PARTITION, 2)`)).toEqual([[12n]]);
});

test('what goes wrong inside carries the name of the function and the cause', async () => {
  const failed = await spark.sql("SELECT broken(1, 'x')").collect().catch((error: unknown) => error) as StreamError;
  expect(failed.condition).toBe('FAILED_EXECUTE_UDF');
  expect(failed.parameters).toEqual({ functionName: '`broken`', signature: 'int, string', result: 'int', reason: 'no luck' });
  expect(failed.message).toContain('`broken`');
  expect((failed.cause as Error).message).toBe('no luck');
});
