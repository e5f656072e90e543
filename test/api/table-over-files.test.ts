import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { session } from '../../src/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'tidemark-tables-'));
afterAll(() => { rmSync(folder, { recursive: true }); });
const spark = session();
const rows = async (sql: string): Promise<unknown[][]> => (await spark.sql(sql).collect()).map((row) => Object.values(row));

test('a table over files reads them anew each time, by the columns it was given or inferred', async () => {
  writeFileSync(join(folder, 'a.json'), '{"a":1,"b":"x"}\n');
  spark.sql(`CREATE TABLE inferred USING json OPTIONS (path '${folder}')`);
  spark.sql(`CREATE TABLE given (b STRING) USING json LOCATION '${folder}'`);
  expect(await rows('SELECT * FROM inferred')).toEqual([[1n, 'x']]);
  writeFileSync(join(folder, 'b.json'), '{"a":2,"b":"y"}\n');
  expect(await rows('SELECT * FROM inferred ORDER BY a')).toEqual([[1n, 'x'], [2n, 'y']]);
  expect(await rows('SELECT * FROM given ORDER BY b')).toEqual([['x'], ['y']]);
  expect(() => spark.sql("INSERT INTO given VALUES ('z')")).toThrow('INSERT into a table over files');
  expect(() => spark.sql('TRUNCATE TABLE given')).toThrow('TRUNCATE of a table over files');
});

test('where no files are yet the rows lie in memory', async () => {
  spark.sql(`CREATE TABLE fresh (a INT) USING json LOCATION '${join(folder, 'nothing')}'`);
  spark.sql('INSERT INTO fresh VALUES (5)');
  expect(await rows('SELECT * FROM fresh')).toEqual([[5]]);
});
