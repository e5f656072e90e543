import { expect, it } from 'vitest';
import { session } from '../../src/index.ts';

/** A constant inside of a struct lives in the memory of its chunk: what keeps the chunk for longer, a sort or a table, copies it. */
it('constants inside of structs and arrays outlive their chunk', async () => {
  const spark = session({ print: () => undefined });
  const rows = 'SELECT 1 AS id, array(1, 2) AS d UNION ALL SELECT 2, array(3)';
  const sorted = await spark.sql(`SELECT id, named_struct('d', d, 'e', named_struct('f', d)) AS x FROM (${rows}) ORDER BY id DESC`).collect();
  expect(sorted.map((row) => row['x'])).toEqual([{ d: [3], e: { f: [3] } }, { d: [1, 2], e: { f: [1, 2] } }]);
  spark.sql(`CREATE TABLE kept AS SELECT id, array(named_struct('d', d)) AS x FROM (${rows})`);
  await spark.sql('SELECT sum(id) FROM range(100000)').collect();
  expect((await spark.sql('SELECT x FROM kept ORDER BY id').collect()).map((row) => row['x'])).toEqual([[{ d: [1, 2] }], [{ d: [3] }]]);
});
