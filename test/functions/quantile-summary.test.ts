import { afterAll, expect, test } from 'vitest';
import { session } from '../../src/index.ts';

const spark = session({ config: { 'spark.sql.session.timeZone': 'UTC' } });
afterAll(() => spark.stop());

/** Recorded from Spark 4.3, rows in one partition. */
test.each([
  ['id', '0.1, 0.25, 0.5, 0.9', 7, 'range(1000)', [0n, 223n, 395n, 999n]],
  ['id', '0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0', 5, 'range(100000)', [0n, 0n, 0n, 10802n, 49999n, 49999n, 49999n, 60000n, 99999n, 99999n, 99999n]],
  ['id % 1000', '0.1, 0.25, 0.5, 0.9', 50, 'range(60000)', [83n, 246n, 491n, 880n]],
  ['id % 7', '0.1, 0.25, 0.5, 0.9', 1, 'range(30)', [0n, 0n, 0n, 0n]],
  ['id', '0.1, 0.25, 0.5, 0.9', 10000, 'range(60000)', [5995n, 14993n, 29993n, 53993n]],
  ['id', '0.1, 0.25, 0.5, 0.9', 100000, 'range(120000)', [11999n, 29999n, 59998n, 107998n]],
  ['(id * 7919) % 100003', '0.1, 0.25, 0.5, 0.9', 20, 'range(120000)', [10566n, 26084n, 49510n, 90005n]],
  ["IF(id < 5, double('NaN'), id)", '0.5, 0.99', 10, 'range(100)', [52, NaN]],
])('percentile_approx(%s, array(%s), %i) of %s', async (value, shares, accuracy, rows, expected) => {
  expect(await spark.sql(`SELECT percentile_approx(${value}, array(${shares}), ${accuracy}) AS q FROM ${rows}`).collect()).toEqual([{ q: expected }]);
});

test('approxQuantile answers with the same summary, whatever the error', async () => {
  const frame = spark.range(1000).selectExpr('id', 'IF(id % 2 = 0, NULL, CAST(id AS DOUBLE)) AS half');
  expect(await frame.stat.approxQuantile('id', [0.5, 0.1], 1 / 7)).toEqual([395, 0]);
  expect(await frame.stat.approxQuantile(['id', 'half'], [0.5], 0)).toEqual([[499], [499]]);
  expect(await frame.stat.approxQuantile('id', [0, 0.5, 1], 1.5)).toEqual([0, 0, 0]);
  expect(await frame.where('id < 0').stat.approxQuantile(['id'], [0.5], 0.1)).toEqual([[]]);
});
