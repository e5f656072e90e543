import { expect, test } from 'vitest';
import { session } from '../../src/index.ts';

const spark = session();
const people = spark.sql("SELECT * FROM VALUES (1, 'ann', 2.5D), (2, 'bob', 4.5D), (3, NULL, NULL) AS t(id, name, score)");

test('describe and summary give statistics as text', async () => {
  expect(await people.describe('id', 'name').collect()).toEqual([
    { summary: 'count', id: '3', name: '2' }, { summary: 'mean', id: '2.0', name: null }, { summary: 'stddev', id: '1.0', name: null },
    { summary: 'min', id: '1', name: 'ann' }, { summary: 'max', id: '3', name: 'bob' },
  ]);
  expect(await people.summary('count', '50%').select('summary', 'id', 'score').collect()).toEqual([{ summary: 'count', id: '3', score: '2' }, { summary: '50%', id: '2', score: '2.5' }]);
});

test('randomSplit parts cover all rows once', async () => {
  const parts = spark.range(1000).randomSplit([3, 1], 7);
  const ids = (await Promise.all(parts.map(async (part) => part.collect()))).flat().map((row) => Number(row['id'])).sort((left, right) => left - right);
  expect(ids).toEqual(Array.from({ length: 1000 }, (_, index) => index));
  expect(await parts[0]!.columns()).toEqual(['id']);
});

test('toJSON writes each row as text', async () => {
  expect(await people.limit(1).toJSON().collect()).toEqual([{ value: '{"id":1,"name":"ann","score":2.5}' }]);
});

test('the catalog knows databases, columns and functions', async () => {
  await spark.sql('CREATE DATABASE shop').collect();
  await spark.sql('CREATE TABLE shop.items (id BIGINT, name STRING COMMENT \'what it is\')').collect();
  spark.catalog.setCurrentDatabase('shop');
  expect(spark.catalog.currentDatabase()).toBe('shop');
  expect(spark.catalog.tableExists('items')).toBe(true);
  expect(spark.catalog.listDatabases()).toEqual(['default', 'shop']);
  expect(spark.catalog.listColumns('items').map((one) => [one.name, one.dataType])).toEqual([['id', 'bigint'], ['name', 'string']]);
  spark.catalog.setCurrentDatabase('default');
  expect(spark.catalog.tableExists('items')).toBe(false);
  expect([spark.catalog.functionExists('upper'), spark.catalog.functionExists('nosuch')]).toEqual([true, false]);
  expect(spark.catalog.listFunctions('uppe*')).toEqual(['upper']);
});

test('a plan made before an INSERT sees its rows when it runs; parameters reach commands', async () => {
  spark.sql('CREATE TABLE log (n INT)');
  const rows = spark.sql('SELECT sum(n) AS total FROM log');
  spark.sql('INSERT INTO log VALUES (:n), (2)', { n: 40 });
  expect(await rows.collect()).toEqual([{ total: 42n }]);
});

test('a variable set by a query is there for what is asked next', async () => {
  spark.sql('DECLARE OR REPLACE VARIABLE top INT');
  spark.sql('SET VAR top = (SELECT max(id) FROM VALUES (7), (9) t(id))');
  expect(await spark.sql('SELECT top + 1 AS next').collect()).toEqual([{ next: 10 }]);
});

test('EXPLAIN of each mode', async () => {
  const plan = async (mode: string): Promise<string> => String((await spark.sql(`EXPLAIN ${mode} SELECT 1 AS one`).collect())[0]!['plan']);
  expect(await plan('')).toContain('== Physical Plan ==');
  expect(await plan('COST')).toMatch(/== Optimized Logical Plan ==[^]*== Physical Plan ==/);
  expect(await plan('EXTENDED')).toMatch(/== Parsed Logical Plan ==[^]*== Analyzed Logical Plan ==[^]*== Optimized Logical Plan ==[^]*== Physical Plan ==/);
  expect(() => spark.sql('EXPLAIN CODEGEN SELECT 1')).toThrow('TIDEMARK_NOT_SUPPORTED_YET');
});
