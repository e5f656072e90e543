import { expect, test } from 'vitest';
import { abs, aggregate, arraySort, broadcast, col, countDistinct, expr, filter, lit, mapFilter, not, session, sum, timestampAdd, transform, type DataFrame, typeOf } from '../../src/index.ts';

// What Spark 4.3.0 answers to the same calls.
const spark = session();
const a = spark.sql("SELECT * FROM VALUES (1, 'x', 2.5D), (2, 'y', NULL), (3, NULL, 4.5D) t(id, name, score)");
const b = spark.sql('SELECT * FROM VALUES (1, 10), (1, 20), (3, 30) u(id, v)');
const rows = async (frame: DataFrame): Promise<unknown[][]> => (await frame.collect()).map((row) => Object.values(row));
const sorted = async (frame: DataFrame): Promise<unknown[][]> => (await rows(frame)).sort((left, right) => (String(left) < String(right) ? -1 : 1));
const conditionOf = async (call: () => unknown): Promise<unknown> => {
  try { await call(); } catch (error) { return (error as { condition?: string }).condition ?? String(error); }
  return 'no error';
};

test('scalar() and exists() are subqueries, correlated through outer()', async () => {
  const mine = b.where(col('u.id').equalTo(col('t.id').outer()));
  expect(await sorted(a.select('id', mine.select(sum('v')).scalar().as('s')))).toEqual([[1, 30n], [2, null], [3, 30n]]);
  expect(await sorted(a.where(mine.exists()).select('id'))).toEqual([[1], [3]]);
  expect(await sorted(a.where(not(mine.exists())).select('id'))).toEqual([[2]]);
  expect(await (await a.select(b.select(sum('v')).scalar()).columns())).toEqual(['scalarsubquery()']);
  expect(await sorted(a.where(col('id').isin(b.select('id'))).select('id'))).toEqual([[1], [3]]);
  expect(await conditionOf(() => b.where(col('u.id').equalTo(col('t.id'))))).toBe('UNRESOLVED_COLUMN.WITH_SUGGESTION');
  expect(await conditionOf(() => mine.collect())).toBe('UNRESOLVED_COLUMN.WITH_SUGGESTION');
  const next = b.where(col('u.id').equalTo(col('t.id').plus(1).outer())).select(sum('v')).scalar();
  expect(await sorted(a.select('id', next.as('s')))).toEqual([[1, null], [2, 30n], [3, null]]);
});

test('lateralJoin reads the row on its left', async () => {
  const mine = b.where(col('u.id').equalTo(col('t.id').outer())).select('v');
  expect(await sorted(a.lateralJoin(mine).select('id', 'v'))).toEqual([[1, 10], [1, 20], [3, 30]]);
  expect(await sorted(a.lateralJoin(mine, undefined, 'left').select('id', 'v'))).toEqual([[1, 10], [1, 20], [2, null], [3, 30]]);
  expect(await sorted(a.lateralJoin(b.as('w'), col('w.v').gt(20), 'left').select('t.id', 'w.v'))).toEqual([[1, 30], [2, 30], [3, 30]]);
  expect(await conditionOf(() => a.lateralJoin(mine, undefined, 'right'))).toBe('UNSUPPORTED_JOIN_TYPE');
});

test('joinWith gives both rows, NULL for the one that is missing', async () => {
  const joined = a.joinWith(b, a.col('id').equalTo(b.col('id')), 'left').orderBy('_1.id', '_2.v');
  expect(await joined.columns()).toEqual(['_1', '_2']);
  expect((await joined.collect()).map((row) => row['_2'])).toEqual([{ id: 1, v: 10 }, { id: 1, v: 20 }, null, { id: 3, v: 30 }]);
  expect(await conditionOf(() => a.joinWith(b, a.col('id').equalTo(b.col('id')), 'semi'))).toBe('TIDEMARK_INVALID_API_CALL');
});

test('nearestByJoin ranks the rows of the other side', async () => {
  const users = spark.createDataFrame([[1, 10.5], [2, 20.5], [3, 30.5]], 'user INT, score DOUBLE');
  const products = spark.createDataFrame([['A', 11.5], ['B', 22.5], ['C', 5.5]], 'product STRING, price DOUBLE');
  const distance = abs(users.col('score').minus(products.col('price')));
  expect(await rows(users.nearestByJoin(products, distance, 1, 'exact', 'distance').select('user', 'product').orderBy('user'))).toEqual([[1, 'A'], [2, 'B'], [3, 'B']]);
  const unpriced = spark.createDataFrame([['D', null]], 'product STRING, price DOUBLE');
  const unknown = abs(users.col('score').minus(unpriced.col('price')));
  expect(await rows(users.nearestByJoin(unpriced, unknown, 1, 'exact', 'distance', 'leftouter').select('user', 'product').orderBy('user'))).toEqual([[1, null], [2, null], [3, null]]);
  expect(await conditionOf(() => users.nearestByJoin(products, distance, 0, 'exact', 'distance'))).toBe('TIDEMARK_INVALID_API_CALL');
});

test('transpose turns rows into columns of a common type, named by the index', async () => {
  expect(await (await a.select('id', 'score', lit(1).as('k')).transpose()).collect()).toEqual([{ key: 'score', 1: 2.5, 2: null, 3: 4.5 }, { key: 'k', 1: 1, 2: 1, 3: 1 }]);
  expect(await (await a.select('id', 'score').transpose('score')).collect()).toEqual([{ key: 'id', 2.5: 1, 4.5: 3 }]);
  expect(await conditionOf(() => a.transpose())).toBe('TRANSPOSE_NO_LEAST_COMMON_TYPE');
  expect(await conditionOf(() => spark.range(501).transpose())).toBe('TRANSPOSE_EXCEED_ROW_LIMIT');
  expect(await conditionOf(() => spark.sql('SELECT array(1) a, 1 b').transpose())).toBe('TRANSPOSE_INVALID_INDEX_COLUMN');
});

test('zip puts projections of the same rows side by side', async () => {
  expect(await rows(a.select('id').zip(a.select('name')))).toEqual([[1, 'x'], [2, 'y'], [3, null]]);
  expect(await conditionOf(() => a.select('id').zip(b.select('v')))).toBe('ZIP_PLANS_NOT_MERGEABLE');
  expect(await rows(a.select('name').zipWithIndex('at'))).toEqual([['x', 0n], ['y', 1n], [null, 2n]]);
});

test('random parts, strata and samples are those of Spark for the same seed', async () => {
  const [small, large] = spark.range(20).randomSplit([1, 2], 7);
  expect((await rows(small!)).flat()).toEqual([0n, 6n, 8n, 11n, 13n]);
  expect(await large!.count()).toBe(15n);
  const strata = spark.range(30).selectExpr('id', 'id % 3 AS k').stat.sampleBy('k', new Map([[0, 0.3], [1, 0.5]]), 7);
  expect((await rows(strata.select('id'))).flat()).toEqual([0n, 1n, 6n, 13n, 19n, 25n, 27n]);
});

test('crosstab, freqItems and approxQuantile', async () => {
  const pairs = spark.sql("SELECT * FROM VALUES ('a', 1), ('a', 2), ('b', 1), (NULL, 3), ('b', NULL) t(x, y)");
  expect(await (await pairs.stat.crosstab('x', 'y')).orderBy('x_y').collect()).toEqual([
    { x_y: 'a', 1: 1n, 2: 1n, 3: 0n, null: 0n }, { x_y: 'b', 1: 1n, 2: 0n, 3: 0n, null: 1n }, { x_y: 'null', 1: 0n, 2: 0n, 3: 1n, null: 0n },
  ]);
  const items = spark.sql("SELECT * FROM VALUES ('a', 1), ('a', 2), ('b', 1), ('a', 3), ('b', NULL) t(x, y)");
  expect(await (await items.stat.freqItems(['x', 'y'], 0.4)).collect()).toEqual([{ x_freqItems: ['a', 'b'], y_freqItems: [null, 1] }]);
  expect(await spark.range(10).stat.approxQuantile('id', [0, 0.25, 0.5, 1], 0)).toEqual([0, 2, 4, 9]);
  expect(await a.stat.approxQuantile(['id', 'score'], [0.5], 0)).toEqual([[2], [2.5]]);
  expect(await conditionOf(() => a.stat.cov('id', 'name'))).toBe('TIDEMARK_INVALID_API_CALL');
});

test('summary takes counts of distinct values and percentiles, of text where it is a number', async () => {
  const frame = spark.sql("SELECT * FROM VALUES (1, '3'), (2, 'abc') t(i, s)").summary('count', 'count_distinct', 'approx_count_distinct', '33%', 'max');
  expect(await rows(frame)).toEqual([['count', '2', '2'], ['count_distinct', '2', '2'], ['approx_count_distinct', '2', '2'], ['33%', '1', '3.0'], ['max', '2', 'abc']]);
  expect(await rows(spark.sql('SELECT true AS b').describe())).toEqual([['count'], ['mean'], ['stddev'], ['min'], ['max']]);
  expect(await conditionOf(() => a.describe('nope'))).toBe('UNRESOLVED_COLUMN.WITH_SUGGESTION');
  expect(await conditionOf(() => a.summary('mode'))).toBe('UNRECOGNIZED_STATISTIC');
});

test('functions of the program over rows', async () => {
  expect(await a.map((row) => [Number(row['id']) * 2, `${String(row['name'])}!`], 'x INT, y STRING').collect()).toEqual([{ x: 2, y: 'x!' }, { x: 4, y: 'y!' }, { x: 6, y: 'null!' }]);
  const copies = a.flatMap(function* copy(row) { for (let n = 0; n < Number(row['id']); n++) yield { n }; }, 'n INT');
  expect(await rows(copies.where('n > 0'))).toEqual([[1], [1], [2]]);
  expect(await rows(a.filter((row) => row['score'] === null).select('id'))).toEqual([[2]]);
  expect(await a.select('id').reduce((left, right) => ({ id: Number(left['id']) + Number(right['id']) }))).toEqual({ id: 6 });
  const seen: unknown[] = [];
  await a.foreach((row) => { seen.push(row['id']); });
  await a.foreachPartition(async (all) => { for await (const row of all) seen.push(row['name']); });
  expect(seen).toEqual([1, 2, 3, 'x', 'y', null]);
  expect(await conditionOf(() => a.map(() => { throw new Error('no luck'); }, 'x INT').collect())).toBe('FAILED_EXECUTE_UDF');
});

test('lambdas over arrays and maps', async () => {
  const frame = spark.sql("SELECT array(1, 2, 3) AS a, map('k', 1, 'l', 5) AS m");
  const answers = frame.select(
    transform('a', (one) => one.plus(1)).as('t'), transform('a', (one, at) => one.plus(at)).as('i'), filter('a', (one) => one.gt(1)).as('f'), aggregate('a', lit(0), (so, one) => so.plus(one)).as('s'),
    mapFilter('m', (_, value) => value.gt(1)).as('m'), arraySort('a', (left, right) => right.minus(left)).as('o'), transform('a', (outer) => aggregate('a', lit(0), (so, one) => so.plus(one.multiply(outer)))).as('n'),
  );
  expect(await rows(answers)).toEqual([[[2, 3, 4], [1, 3, 5], [2, 3], 6, new Map([['l', 5]]), [3, 2, 1], [6, 12, 18]]]);
});

test('functions that SQL spells another way', async () => {
  expect(await (await a.agg(countDistinct('id', 'name')).columns())).toEqual(['count(DISTINCT id, name)']);
  expect(await rows(a.agg(countDistinct('id', 'name')))).toEqual([[2n]]);
  expect(await rows(a.select(typeOf('score')).limit(1))).toEqual([['double']]);
  expect(String((await rows(spark.sql("SELECT DATE'2024-01-31' AS d").select(timestampAdd('MONTH', 1, col('d')).cast('string'))))[0])).toBe('2024-02-29 00:00:00');
  expect(await broadcast(a).count()).toBe(3n);
});

test('columns by pattern, equal plans, rows cut off from their source', async () => {
  expect(await a.select(a.colRegex('`(id|sc).*`')).columns()).toEqual(['id', 'score']);
  expect(await a.as('z').select(a.as('z').colRegex('z.`.*e`')).columns()).toEqual(['name', 'score']);
  expect(a.select('id').sameSemantics(a.select('id'))).toBe(true);
  expect(a.select('id').sameSemantics(a.select(col('id').as('k')))).toBe(false);
  expect(spark.sql('SELECT 1 AS x').sameSemantics(spark.sql('SELECT 2 AS x'))).toBe(false);
  expect(a.select('id').semanticHash()).toBe(a.select('id').semanticHash());
  spark.sql('CREATE TABLE kept (n INT)');
  spark.sql('INSERT INTO kept VALUES (1)');
  const before = await spark.table('kept').localCheckpoint();
  spark.sql('INSERT INTO kept VALUES (2)');
  expect([await before.count(), await spark.table('kept').count()]).toEqual([1n, 2n]);
});

test('rows have every column, whatever it is called, and the last of two with one name', async () => {
  const [row, other] = await spark.sql('SELECT id AS `__proto__`, name AS `toString`, 1 AS a, id + 1 AS a FROM VALUES (1, NULL), (2, NULL) t(id, name)').collect() as [Record<string, unknown>, Record<string, unknown>];
  expect(Object.entries(row)).toEqual([['__proto__', 1], ['toString', null], ['a', 2]]);
  expect(Object.entries(other)).toEqual([['__proto__', 2], ['toString', null], ['a', 3]]);
  expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
});

test('what is observed may be random inside of an aggregate, and nowhere else', async () => {
  const observed = async (metric: string): Promise<number> => (await session().range(3).observe('seen', expr(metric)).collect()).length;
  expect(await observed('sum(id + rand())')).toBe(3);
  await expect(observed('sum(id) + rand()')).rejects.toThrow('INVALID_OBSERVED_METRICS.NON_AGGREGATE_FUNC_ARG_IS_NON_DETERMINISTIC');
  await expect(observed('sum(id) FILTER (WHERE id > 1)')).rejects.toThrow('INVALID_OBSERVED_METRICS.AGGREGATE_EXPRESSION_WITH_FILTER_UNSUPPORTED');
  await expect(observed('sum(sum(id))')).rejects.toThrow('INVALID_OBSERVED_METRICS.NESTED_AGGREGATES_UNSUPPORTED');
});
