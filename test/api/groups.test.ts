import { afterAll, expect, test } from 'vitest';
import { type Aggregator, array, callFunction, col, type DataFrame, desc, lit, max, product, session, sum, udaf, Window } from '../../src/index.ts';

// What Spark 4.3.0 answers to the same calls in Scala.
const spark = session({ config: { 'spark.sql.session.timeZone': 'UTC' } });
afterAll(async () => { await spark.stop(); });

const visits = spark.sql("SELECT * FROM VALUES ('a', 'x', 1L), ('b', 'y', 2L), ('a', 'z', 3L), ('c', 'x', 5L), ('b', 'q', 1L) t(user, page, n)").to('user STRING, page STRING, n BIGINT');
const groups = visits.groupByKey('user');
const sorted = async (frame: DataFrame<never> | DataFrame): Promise<unknown[][]> => ((await frame.collect()) as Record<string, unknown>[]).map((row) => Object.values(row)).sort((left, right) => (String(left[0]) < String(right[0]) ? -1 : 1));
const conditionOf = async (call: () => unknown): Promise<unknown> => {
  try { await call(); } catch (error) { return (error as { condition?: string }).condition ?? String(error); }
  return 'no error';
};

test('groups are mapped with all their rows, in an order when one is asked for', async () => {
  expect(await sorted(groups.mapGroups(({ user }, rows) => ({ user, n: rows.reduce((so, row) => so + row.n!, 0n) }), 'user STRING, n BIGINT'))).toEqual([['a', 4n], ['b', 3n], ['c', 5n]]);
  const flat = groups.flatMapSortedGroups([desc('n')], (_, rows) => rows.map(({ user, n }) => ({ user, n })), 'user STRING, n BIGINT');
  expect((await flat.collect()).map(({ user, n }) => [user, n])).toEqual([['a', 3n], ['a', 1n], ['b', 2n], ['b', 1n], ['c', 5n]]);
  expect(await sorted(visits.mapPartitions((rows) => [{ n: rows.length }], 'n INT'))).toEqual([[5]]);
});

test('values are mapped once more, and once again', async () => {
  const doubled = groups.mapValues((row) => ({ m: row.n! * 2n }), 'm BIGINT');
  const texts = doubled.mapValues((row) => ({ text: `<${row.m}>` }), 'text STRING');
  expect(await sorted(texts.mapGroups(({ user }, rows) => ({ user, all: rows.map((one) => one.text).join() }), 'user STRING, all STRING'))).toEqual([['a', '<2>,<6>'], ['b', '<4>,<2>'], ['c', '<10>']]);
  expect(await sorted(doubled.reduceGroups((left, right) => ({ m: left.m! + right.m! })))).toEqual([['a', { m: 8n }], ['b', { m: 6n }], ['c', { m: 10n }]]);
  expect(await sorted(doubled.mapGroupsWithState(({ user }, rows) => ({ user, n: rows.reduce((so, one) => so + one.m!, 0n) }), { state: 'n INT', output: 'user STRING, n BIGINT' })))
    .toEqual([['a', 8n], ['b', 6n], ['c', 10n]]);
});

test('keys, counts, aggregates and reduced rows', async () => {
  expect(await sorted(groups.keys())).toEqual([['a'], ['b'], ['c']]);
  expect(await groups.count().columns()).toEqual(['user', 'count(1)']);
  expect(await sorted(groups.count())).toEqual([['a', 2n], ['b', 2n], ['c', 1n]]);
  expect(await sorted(groups.agg(sum('n'), max('page')))).toEqual([['a', 4n, 'z'], ['b', 3n, 'y'], ['c', 5n, 'x']]);
  const joined = groups.reduceGroups((left, right) => ({ user: left.user, page: `${left.page}${right.page}`, n: left.n! + right.n! }));
  expect((await joined.collect()).sort((left, right) => (left.user! < right.user! ? -1 : 1)).map((row) => Object.values(row.value))).toEqual([['a', 'xz', 4n], ['b', 'yq', 3n], ['c', 'x', 5n]]);
});

test('reduced rows keep their types from chunk to chunk', async () => {
  const prices = spark.sql("SELECT 'k' AS k, CAST(id AS DECIMAL(20, 2)) AS price, timestamp_micros(id) AS at, binary(string(id)) AS bytes FROM range(30000)").to('k STRING, price DECIMAL(20, 2), at TIMESTAMP, bytes BINARY');
  const dearest = prices.groupByKey('k').reduceGroups((left, right) => (Number(right.price) > Number(left.price) ? right : left));
  expect(await (await dearest.select('value.price', 'value.at', 'value.bytes')).showString()).toContain('|29999.00|1970-01-01 00:00:...|[32 39 39 39 39]|');
});

test('cogroup has every key of either side, and no streams', async () => {
  const ages = spark.sql("SELECT * FROM VALUES ('a', 10), ('d', 20) t(user, age)").to('user STRING, age INT').groupByKey('user');
  const counted = groups.cogroup(ages, ({ user }, left, right) => [{ user, left: left.map((row) => row.page).join(''), age: right[0]?.age ?? null }], 'user STRING, left STRING, age INT');
  expect(await sorted(counted)).toEqual([['a', 'xz', 10], ['b', 'yq', null], ['c', 'x', null], ['d', '', 20]]);
  const backwards = groups.cogroupSorted(ages, { left: [desc('n')], right: [] }, ({ user }, left) => [{ user, left: left.map((row) => row.page).join('') }], 'user STRING, left STRING');
  expect(await sorted(backwards)).toEqual([['a', 'zx'], ['b', 'yq'], ['c', 'x'], ['d', '']]);
  expect(await conditionOf(() => groups.cogroup(visits.groupByKey('n') as never, () => [], 'a INT'))).toBe('TIDEMARK_INVALID_API_CALL');
  const stream = spark.memoryStream('user STRING').toDF().groupByKey('user');
  expect(await conditionOf(() => stream.cogroup(ages, () => [], 'a INT').writeStream.format('noop').start())).toBe('TIDEMARK_COGROUP_ON_STREAM');
});

test('on streams functions see the groups of one batch, what is reduced goes on', async () => {
  const source = spark.memoryStream('user STRING, n BIGINT');
  const stream = source.toDF().groupByKey('user');
  const batches: unknown[][] = [];
  const seen = (frame: DataFrame, mode: 'append' | 'update') => frame.writeStream.outputMode(mode).foreachBatch(async (batch: DataFrame) => { batches.push(await sorted(batch)); }).start();
  source.addData(['a', 1n], ['b', 2n], ['a', 3n]);
  const mapped = await seen(stream.mapGroups(({ user }, rows) => ({ user, n: rows.length }), 'user STRING, n INT'), 'append');
  await mapped.processAllAvailable();
  source.addData(['a', 7n]);
  await mapped.processAllAvailable();
  await mapped.stop();
  expect(batches.splice(0)).toEqual([[['a', 2], ['b', 1]], [['a', 1]]]);
  const reduced = await seen(stream.reduceGroups((left, right) => ({ ...left, n: left.n! + right.n! })), 'update');
  await reduced.processAllAvailable();
  source.addData(['b', 10n]);
  await reduced.processAllAvailable();
  await reduced.stop();
  expect(batches).toEqual([[['a', { user: 'a', n: 11n }], ['b', { user: 'b', n: 2n }]], [['b', { user: 'b', n: 12n }]]]);
});

test('the errors of functions over groups carry their cause', async () => {
  const failed = await groups.mapGroups(() => { throw new Error('no luck'); }, 'a INT').collect().catch((error: unknown) => error) as Error & { condition?: string };
  expect(failed.condition).toBe('FAILED_EXECUTE_UDF');
  expect((failed.cause as Error).message).toBe('no luck');
});

test('product has no name in SQL', async () => {
  const numbers = spark.sql('SELECT * FROM VALUES (1, 2.5D), (3, NULL), (4, 2D) t(a, b)');
  const products = numbers.agg(product('a'), product(col('b').plus(1)), product(lit(null)), product(lit('2')));
  expect(await products.columns()).toEqual(['product(a)', 'product((b + 1))', 'product(NULL)', 'product(2)']);
  expect(await sorted(products)).toEqual([[12, 10.5, null, 8]]);
  expect(await sorted(numbers.where('a > 9').agg(product('a')))).toEqual([[null]]);
  expect(await sorted(numbers.select(product('a').over(Window.orderBy('a')).as('p')))).toEqual([[1], [12], [3]]);
  expect(await conditionOf(() => numbers.agg(product(array(lit(1)))).collect())).toBe('DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE');
  expect(await conditionOf(() => spark.sql('SELECT product(2)').collect())).toBe('UNRESOLVED_ROUTINE');
});

test('buffers of aggregates keep numbers that JSON has not', async () => {
  const spread: Aggregator<{ low: number; high: number; seen: Set<number> }> = {
    zero: () => ({ low: Infinity, high: -Infinity, seen: new Set() }),
    reduce: (so, n) => ({ low: Math.min(so.low, Number(n)), high: Math.max(so.high, Number(n)), seen: so.seen.add(Number(n) % 3) }),
    merge: (left, right) => ({ low: Math.min(left.low, right.low), high: Math.max(left.high, right.high), seen: new Set([...left.seen, ...right.seen]) }),
    finish: ({ low, high, seen }) => [low, high, seen.size],
  };
  const many = spark.range(20_000).select(callFunction('double', col('id')).as('x'));
  expect(await sorted(many.agg(udaf(spark, spread, 'ARRAY<DOUBLE>')(col('x'))))).toEqual([[[0, 19_999, 3]]]);
  expect(await sorted(many.where('x < 0').agg(udaf(spark, spread, 'ARRAY<DOUBLE>')(col('x'))))).toEqual([[[Infinity, -Infinity, 0]]]);
});
