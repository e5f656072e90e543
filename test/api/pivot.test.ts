import { expect, test } from 'vitest';
import { session } from '../../src/index.ts';

const spark = session();
const sales = spark.sql("SELECT * FROM VALUES (1, 'b', 10), (1, 'a', 20), (2, 'a', 5), (2, NULL, 7) AS t(k, p, v)");

test('a pivot without values finds them: distinct, in order, NULL first', async () => {
  expect(await (await sales.groupBy('k').pivot('p')).sum('v').orderBy('k').collect()).toEqual([{ k: 1, null: null, a: 20n, b: 10n }, { k: 2, null: 7n, a: 5n, b: null }]);
  expect(await sales.groupBy('k').pivot('p', ['a']).sum('v').orderBy('k').collect()).toEqual([{ k: 1, a: 20n }, { k: 2, a: 5n }]);
});

test('it finds at most spark.sql.pivotMaxValues', async () => {
  spark.conf.set('spark.sql.pivotMaxValues', '2');
  await expect(sales.groupBy('k').pivot('p')).rejects.toThrow('TIDEMARK_PIVOT_TOO_MANY_VALUES');
});
