import { expect, test } from 'vitest';
import { coalesce, col, concat, hash, lit, lpad, maxBy, session } from '../../src/index.ts';

const spark = session();
const people = spark.sql("SELECT * FROM VALUES (1, 'ann', 2.5D), (2, 'bob', 4.5D), (3, NULL, NULL) AS t(id, name, score)");

test('describe and summary give statistics as text', async () => {
  expect(await people.describe('id', 'name').collect()).toEqual([
    { summary: 'count', id: '3', name: '2' }, { summary: 'mean', id: '2.0', name: null }, { summary: 'stddev', id: '1.0', name: null },
    { summary: 'min', id: '1', name: 'ann' }, { summary: 'max', id: '3', name: 'bob' },
  ]);
  expect(await people.summary('count', '50%').select('summary', 'id', 'score').collect()).toEqual([{ summary: 'count', id: '3', score: '2' }, { summary: '50%', id: '2', score: '2.5' }]);
});

test('text is a column in every place of functions that take columns alone, a value behind the first place of others', async () => {
  const rows = people.select(coalesce('score', 'id').as('either'), concat('name', 'id').as('both'), hash('id', 'name').equalTo(hash(col('id'), col('name'))).as('hashed'), lpad('name', 4, 'x').as('filled'));
  expect(await rows.limit(1).collect()).toEqual([{ either: 2.5, both: 'ann1', hashed: true, filled: 'xann' }]);
  expect(await people.agg(maxBy('name', 'score').as('best')).collect()).toEqual([{ best: 'bob' }]);
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
  expect(await plan('CODEGEN')).toBe('Found 0 WholeStageCodegen subtrees.\n');
  expect(String((await spark.sql('EXPLAIN COST SELECT * FROM range(9) LIMIT 4').collect())[0]!['plan'])).toContain('Statistics(rowCount=4)');
  const formatted = await plan('FORMATTED');
  expect(formatted).toMatch(/^== Physical Plan ==\n[^]*\(1\)[^]*\n\n\(1\) .*\nOutput(?: \[\d\])?: \[.*\]/);
  expect(await plan('FORMATTED')).toBe(formatted);
});

test('a new session shares tables, and nothing else', async () => {
  const one = session();
  const other = one.newSession();
  one.sql('CREATE TABLE both (n INT)');
  one.sql('INSERT INTO both VALUES (1)');
  expect(await other.table('both').collect()).toEqual([{ n: 1 }]);
  one.range(1).createOrReplaceTempView('mine');
  one.range(1).createOrReplaceGlobalTempView('ours');
  one.conf.set('spark.sql.session.timeZone', 'Asia/Tokyo');
  expect(other.catalog.tableExists('mine')).toBe(false);
  expect(await other.table('global_temp.ours').count()).toBe(1n);
  expect(other.conf.get('spark.sql.session.timeZone')).not.toBe('Asia/Tokyo');
  one.sql('CREATE FUNCTION stays(x INT) RETURNS INT RETURN x + 1');
  one.sql('CREATE TEMPORARY FUNCTION goes(x INT) RETURNS INT RETURN x + 1');
  expect([other.catalog.functionExists('stays'), other.catalog.functionExists('goes')]).toEqual([true, false]);
});

test('table functions as DataFrames', async () => {
  const { tvf } = spark;
  expect(await tvf.explode(lit([1, 2])).collect()).toEqual([{ col: 1 }, { col: 2 }]);
  expect(await tvf.posexplodeOuter(lit([])).collect()).toEqual([{ pos: null, col: null }]);
  expect(await tvf.stack(2, 1, 2, 3, 4).collect()).toEqual([{ col0: 1, col1: 2 }, { col0: 3, col1: 4 }]);
  expect(await tvf.range(2).collect()).toEqual([{ id: 0n }, { id: 1n }]);
  const lists = spark.sql('SELECT 1 AS k, array(7, 8) AS list');
  expect(await lists.lateralJoin(tvf.explode(col('list').outer()).as('e')).select('k', 'e.col').collect()).toEqual([{ k: 1, col: 7 }, { k: 1, col: 8 }]);
});

test('sums of all number columns, and only of them', async () => {
  const frame = spark.sql("SELECT * FROM VALUES ('a', 1, 2.5D), ('a', 2, 1D) t(k, n, x)");
  expect(await frame.groupBy('k').sum().collect()).toEqual([{ k: 'a', 'sum(n)': 3n, 'sum(x)': 3.5 }]);
  expect(() => frame.groupBy().max('k')).toThrow('TIDEMARK_INVALID_API_CALL');
});

test('tables of the catalog, one by one', async () => {
  const { catalog } = spark;
  await catalog.createTable('made', 'n INT, p STRING').collect();
  expect(catalog.getTable('made')).toEqual({ name: 'made', catalog: 'spark_catalog', namespace: ['default'], description: null, tableType: 'MANAGED', isTemporary: false });
  spark.sql('INSERT INTO made VALUES (1, "a")');
  catalog.truncateTable('made');
  expect(await spark.table('made').count()).toBe(0n);
  spark.sql("CREATE TABLE parted (n INT, p STRING) PARTITIONED BY (p) TBLPROPERTIES ('k' = 'v')");
  spark.sql('INSERT INTO parted VALUES (1, "a")');
  expect(await catalog.listPartitions('parted')).toEqual(['p=a']);
  expect(catalog.getTableProperties('parted')).toMatchObject({ k: 'v' });
  expect(catalog.listColumns('parted').map((one) => one.isPartition)).toEqual([false, true]);
  catalog.dropTable('made');
  expect(() => catalog.getTable('made')).toThrow('TABLE_OR_VIEW_NOT_FOUND');
  expect(() => { catalog.setCurrentCatalog('other'); }).toThrow('CATALOG_NOT_FOUND');
  expect(catalog.getFunction('upper')).toMatchObject({ name: 'upper', isTemporary: false });
});

test('values of unlike numbers are literals and rows of the wider type', async () => {
  expect(await spark.range(1).select(lit([0, 0.5]).as('a'), lit(new Map([['x', 1], ['y', 2 ** 40]])).as('m')).collect()).toEqual([{ a: [0, 0.5], m: new Map([['x', 1n], ['y', 1099511627776n]]) }]);
  expect(await spark.createDataFrame([{ n: 1 }, { n: 2.5 }, { n: null }]).collect()).toEqual([{ n: 1 }, { n: 2.5 }, { n: null }]);
  expect(await spark.createDataFrame([[1], [2n ** 40n]]).dtypes()).toEqual([['_1', 'bigint']]);
});

test('CACHE TABLE takes the levels that Spark has, whatever their case, and no others', async () => {
  await spark.sql("CACHE TABLE kept OPTIONS ('storageLevel' 'memory_only_ser') AS SELECT 2 AS b").collect();
  expect(await spark.table('kept').collect()).toEqual([{ b: 2 }]);
  expect(spark.catalog.isCached('kept')).toBe(true);
  spark.catalog.uncacheTable('kept');
  expect(spark.catalog.isCached('kept')).toBe(false);
  expect(() => spark.sql("CACHE TABLE kept2 OPTIONS ('storagelevel' 'nosuch') AS SELECT 2 AS b")).toThrow(expect.objectContaining({ condition: 'TIDEMARK_INVALID_OPTION' }));
});
