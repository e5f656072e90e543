import { existsSync, renameSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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
});

test.each(['parquet', 'json', 'csv'])('rows are inserted into the files of a table with a place of its own (%s)', async (format) => {
  const place = join(folder, `own-${format}`);
  spark.sql(`CREATE TABLE own_${format} (a INT, b STRING) USING ${format} LOCATION '${place}'`);
  expect(await rows(`SELECT * FROM own_${format}`)).toEqual([]);
  await spark.sql(`INSERT INTO own_${format} VALUES (1, 'x')`).collect();
  await spark.sql(`INSERT INTO own_${format} (b) SELECT 'y'`).collect();
  expect(await rows(`SELECT * FROM own_${format} ORDER BY a NULLS LAST`)).toEqual([[1, 'x'], [null, 'y']]);
  expect((await rows(`SELECT * FROM ${format}.\`${place}\``)).length).toBe(2);
  await spark.sql(`INSERT OVERWRITE own_${format} VALUES (3, 'z')`).collect();
  expect(await rows(`SELECT * FROM own_${format}`)).toEqual([[3, 'z']]);
  expect(() => spark.sql(`INSERT OVERWRITE own_${format} SELECT * FROM own_${format}`)).toThrow('UNSUPPORTED_OVERWRITE.TABLE');
  expect(() => spark.sql(`TRUNCATE TABLE own_${format}`)).toThrow('CANNOT_TRUNCATE_EXTERNAL_TABLE');
});

test('INSERT OVERWRITE DIRECTORY replaces the files of a folder', async () => {
  const place = join(folder, 'directory');
  await spark.sql(`INSERT OVERWRITE DIRECTORY '${place}' USING json SELECT 1 AS a, 'x' AS b`).collect();
  expect(await rows(`SELECT * FROM json.\`${place}\``)).toEqual([[1n, 'x']]);
  await spark.sql(`WITH c AS (SELECT 2 AS a) INSERT OVERWRITE LOCAL DIRECTORY USING json OPTIONS (path '${place}') SELECT * FROM c`).collect();
  expect(await rows(`SELECT * FROM json.\`${place}\``)).toEqual([[2n]]);
  await spark.sql(`FROM VALUES (1), (2) t(x) INSERT OVERWRITE DIRECTORY '${place}-1' USING parquet SELECT x WHERE x = 1 INSERT OVERWRITE DIRECTORY '${place}-2' USING parquet SELECT x WHERE x = 2`).collect();
  expect([await rows(`SELECT * FROM parquet.\`${place}-1\``), await rows(`SELECT * FROM parquet.\`${place}-2\``)]).toEqual([[[1]], [[2]]]);
  expect(() => spark.sql(`INSERT OVERWRITE DIRECTORY '${place}' USING json OPTIONS (path '${place}') SELECT 1`)).toThrow('_LEGACY_ERROR_TEMP_0049');
  expect(() => spark.sql(`INSERT OVERWRITE DIRECTORY '${place}' SELECT 1`)).toThrow('NOT_SUPPORTED_COMMAND_WITHOUT_HIVE_SUPPORT');
});

test('a folder that links to itself is read once, and a view over no path has no rows', async () => {
  const place = join(folder, 'loop');
  mkdirSync(place);
  writeFileSync(join(place, 'a.json'), '{"a":1}\n');
  symlinkSync(place, join(place, 'again'));
  expect(await rows(`SELECT * FROM json.\`${place}\``)).toEqual([[1n]]);
  spark.sql('CREATE TEMPORARY VIEW nowhere (a INT) USING json');
  expect(await rows('SELECT * FROM nowhere')).toEqual([]);
  expect(() => spark.sql('CREATE TEMPORARY VIEW unknown USING json')).toThrow('UNABLE_TO_INFER_SCHEMA');
});

test('MSCK REPAIR TABLE finds folders that came, and forgets those that went', async () => {
  const place = join(folder, 'repaired');
  const names = async (): Promise<unknown[]> => (await rows('SHOW PARTITIONS repaired')).flat();
  spark.sql(`CREATE TABLE repaired (a INT, p INT) USING json PARTITIONED BY (p) LOCATION '${place}'`);
  await spark.sql('INSERT INTO repaired VALUES (1, 1), (2, 2)').collect();
  renameSync(join(place, 'p=1'), join(place, 'p=3'));
  await spark.sql('MSCK REPAIR TABLE repaired').collect();
  expect(await names()).toEqual(['p=1', 'p=2', 'p=3']);
  await spark.sql('MSCK REPAIR TABLE repaired DROP PARTITIONS').collect();
  expect(await names()).toEqual(['p=2', 'p=3']);
  renameSync(join(place, 'p=2'), join(place, 'p=4'));
  await spark.sql('REPAIR TABLE repaired SYNC PARTITIONS').collect();
  expect(await names()).toEqual(['p=3', 'p=4']);
  expect(await rows('SELECT a, p FROM repaired ORDER BY a')).toEqual([[1, 3], [2, 4]]);
});

test.each(['parquet', 'json'])('a partitioned table keeps its rows in the folders of its partitions (%s)', async (format) => {
  const place = join(folder, `parted-${format}`);
  const all = (table: string): Promise<unknown[][]> => rows(`SELECT * FROM ${table} ORDER BY a`);
  const names = async (table: string): Promise<unknown[]> => (await rows(`SHOW PARTITIONS ${table}`)).flat();
  spark.sql(`DROP TABLE IF EXISTS parted`);
  spark.sql(`CREATE TABLE parted (a INT, p INT, q STRING) USING ${format} PARTITIONED BY (p, q) LOCATION '${place}'`);
  await spark.sql("INSERT INTO parted VALUES (1, 1, 'x'), (2, 1, 'a/b'), (3, 2, NULL)").collect();
  expect(await names('parted')).toEqual(['p=1/q=a%2Fb', 'p=1/q=x', 'p=2/q=__HIVE_DEFAULT_PARTITION__']);
  expect(existsSync(join(place, 'p=1', 'q=a%2Fb'))).toBe(true);
  spark.sql(`CREATE TABLE found (a INT, p INT, q STRING) USING ${format} PARTITIONED BY (p, q) LOCATION '${place}'`);
  expect(await all('found')).toEqual([]);
  spark.sql('MSCK REPAIR TABLE found');
  expect(await all('found')).toEqual([[1, 1, 'x'], [2, 1, 'a/b'], [3, 2, null]]);
  spark.sql("ALTER TABLE parted DROP PARTITION (p = 1, q = 'a/b')");
  expect(await all('parted')).toEqual([[1, 1, 'x'], [3, 2, null]]);
  expect((await all('found')).length).toBe(3);
  await spark.sql("INSERT OVERWRITE parted PARTITION (p = 1, q) VALUES (4, 'y')").collect();
  expect(await all('parted')).toEqual([[3, 2, null], [4, 1, 'y']]);
  spark.conf.set('spark.sql.sources.partitionOverwriteMode', 'DYNAMIC');
  await spark.sql("INSERT OVERWRITE parted VALUES (5, 1, 'y'), (6, 3, 'z')").collect();
  spark.conf.unset('spark.sql.sources.partitionOverwriteMode');
  expect(await all('parted')).toEqual([[3, 2, null], [5, 1, 'y'], [6, 3, 'z']]);
  spark.sql("ALTER TABLE parted PARTITION (p = 3, q = 'z') RENAME TO PARTITION (p = 4, q = 'w')");
  spark.sql('ALTER TABLE parted RENAME TO renamed');
  await spark.sql('INSERT INTO renamed SELECT a + 10, p, q FROM renamed WHERE p = 4').collect();
  expect(await all('renamed')).toEqual([[3, 2, null], [5, 1, 'y'], [6, 4, 'w'], [16, 4, 'w']]);
  expect(() => spark.sql('INSERT OVERWRITE renamed SELECT * FROM renamed')).toThrow('UNSUPPORTED_OVERWRITE.TABLE');
  await spark.sql("INSERT OVERWRITE renamed VALUES (7, 7, 'q')").collect();
  expect([await all('renamed'), await names('renamed')]).toEqual([[[7, 7, 'q']], ['p=7/q=q']]);
  spark.sql('DROP TABLE renamed');
  spark.sql('DROP TABLE found');
  expect(await rows(`SELECT a, p FROM ${format}.\`${place}\``)).toEqual([[format === 'json' ? 7n : 7, 7]]);
});
