import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type DataFrame, session } from '../../src/index.ts';

const spark = session({ config: { 'spark.sql.session.timeZone': 'UTC' } });
const folder = mkdtempSync(join(tmpdir(), 'tidemark-parquet-'));
let last = 0;
const fresh = (): string => join(folder, String(++last));
const rowsOf = async (frame: DataFrame): Promise<unknown[][]> => (await frame.collect()).map((row) => Object.values(row));
const conditionOf = async (call: () => unknown): Promise<unknown> => {
  try { await call(); } catch (error) { return (error as { condition?: string }).condition ?? String(error); }
  return 'no error';
};

afterAll(async () => {
  await spark.stop();
  rmSync(folder, { recursive: true });
});

test('it is the format when none is named', async () => {
  const path = fresh();
  await spark.sql('SELECT 1 AS a').write.save(path);
  expect(readdirSync(path).find((name) => name.startsWith('part-'))).toMatch(/^part-00000-[0-9a-f-]{36}-c000\.snappy\.parquet$/);
  expect(await rowsOf(spark.read.load(path))).toEqual([[1]]);
});

test('files are named in queries by their format and path', async () => {
  const path = fresh();
  await spark.sql('SELECT id AS a FROM range(3)').write.parquet(path);
  expect(await rowsOf(spark.sql(`SELECT sum(a) FROM parquet.\`${path}\` WHERE a > 0`))).toEqual([[3n]]);
  expect(await conditionOf(() => spark.sql('SELECT * FROM parquet.``').collect())).toBe('INVALID_EMPTY_LOCATION');
  expect(await conditionOf(() => spark.sql('SELECT * FROM json.`/no/such`').collect())).toBe('PATH_NOT_FOUND');
  expect(await conditionOf(() => spark.sql('SELECT * FROM jdbc.`/no/such`').collect())).toBe('UNSUPPORTED_DATASOURCE_FOR_DIRECT_QUERY');
  expect(await conditionOf(() => spark.sql('SELECT * FROM nosuch.`/no/such`').collect())).toBe('TABLE_OR_VIEW_NOT_FOUND');
  spark.conf.set('spark.sql.runSQLOnFiles', 'false');
  expect(await conditionOf(() => spark.sql(`SELECT * FROM parquet.\`${path}\``).collect())).toBe('TABLE_OR_VIEW_NOT_FOUND');
  spark.conf.unset('spark.sql.runSQLOnFiles');
});

test('partition columns become folders, and columns again', async () => {
  const path = fresh();
  await spark.sql("SELECT * FROM VALUES (1, 'x', 7), (2, 'y', NULL), (3, 'x', 8) t(id, p, q)").write.partitionBy('p', 'q').parquet(path);
  expect(await rowsOf(spark.read.parquet(path).orderBy('id'))).toEqual([[1, 'x', 7], [2, 'y', null], [3, 'x', 8]]);
  expect(await rowsOf(spark.read.parquet(join(path, 'p=x')).orderBy('id'))).toEqual([[1, 7], [3, 8]]);
});

test('the schema is the one of the first file, with mergeSchema of all of them', async () => {
  const path = fresh();
  await spark.sql('SELECT 1 AS a, named_struct("x", 1) AS s').coalesce(1).write.mode('append').parquet(join(path, 'k=1'));
  await spark.sql('SELECT 2 AS a, named_struct("y", "t") AS s, true AS b').write.mode('append').parquet(join(path, 'k=2'));
  expect(await spark.read.parquet(path).columns()).toEqual(['a', 's', 'k']);
  expect(await rowsOf(spark.read.option('mergeSchema', true).parquet(path).selectExpr('a', 'to_json(s)', 'b', 'k').orderBy('a'))).toEqual([[1, '{"x":1}', null, 1], [2, '{"y":"t"}', true, 2]]);
  await spark.sql("SELECT 'text' AS a").write.mode('append').parquet(join(path, 'k=3'));
  expect(await conditionOf(() => spark.read.option('mergeSchema', true).parquet(path))).toBe('CANNOT_MERGE_SCHEMAS');
});

test('a given schema widens types, reorders parts of structs, and finds names without case; what does not fit is named', async () => {
  const path = fresh();
  await spark.sql("SELECT 1 AS a, 2.5F AS f, DATE'2024-01-01' AS d, CAST(1.5 AS DECIMAL(5,2)) AS m, named_struct('x', 1, 'y', 'b') AS s, 't' AS t").write.parquet(path);
  const wide = spark.read.schema('A BIGINT, f DOUBLE, d TIMESTAMP_NTZ, m DECIMAL(20,3), s STRUCT<y: STRING, z: INT, x: BIGINT>, gone INT').parquet(path);
  expect(await rowsOf(wide.selectExpr('to_json(struct(*)) AS j'))).toEqual([['{"A":1,"f":2.5,"d":"2024-01-01T00:00:00.000","m":1.500,"s":{"y":"b","x":1}}']]);
  for (const schema of ['t INT', 'a STRING', 'f FLOAT, m DECIMAL(4,2)', 'a ARRAY<INT>']) {
    expect(await conditionOf(() => spark.read.schema(schema).parquet(path).collect()), schema).toBe('FAILED_READ_FILE.PARQUET_COLUMN_DATA_TYPE_MISMATCH');
  }
});

test('a stream writes files and their log, another one reads them', async () => {
  const [path, first, second] = [fresh(), fresh(), fresh()];
  const input = spark.memoryStream('id INT, p STRING');
  const seen: unknown[] = [];
  const run = async (): Promise<void> => {
    await (await input.toDF().writeStream.partitionBy('p').option('checkpointLocation', first).trigger({ availableNow: true }).start(path)).awaitTermination();
    await (await spark.readStream.schema('id INT, p STRING').parquet(path).writeStream.option('checkpointLocation', second).trigger({ availableNow: true })
      .foreachBatch(async (batch) => { seen.push(...(await batch.orderBy('id').collect()).map((row) => Object.values(row))); }).start()).awaitTermination();
  };
  input.addData([1, 'a'], [2, 'b']);
  await run();
  input.addData([3, 'a']);
  await run();
  expect(readdirSync(join(path, '_spark_metadata')).filter((name) => !name.startsWith('.')).sort()).toEqual(['0', '1']);
  expect(seen).toEqual([[1, 'a'], [2, 'b'], [3, 'a']]);
  expect(await conditionOf(() => spark.readStream.parquet(path))).toBe('TIDEMARK_SCHEMA_REQUIRED');
});

test('no rows make one file, from which the schema comes', async () => {
  const path = fresh();
  await spark.sql('SELECT 1 AS a, array(1.5) AS b WHERE false').write.parquet(path);
  expect(await rowsOf(spark.read.parquet(path).selectExpr('count(*)', 'count(b)'))).toEqual([[0n, 0n]]);
});

test('corrupt files are skipped when told so', async () => {
  const path = fresh();
  await spark.sql('SELECT 1 AS a').write.parquet(path);
  await spark.sql("SELECT 'PAR1 no file' AS a").write.mode('append').text(path);
  expect(await conditionOf(() => spark.read.schema('a INT').parquet(path).collect())).toBe('FAILED_READ_FILE.CANNOT_READ_FILE_FOOTER');
  expect(await rowsOf(spark.read.option('ignoreCorruptFiles', true).parquet(path))).toEqual([[1]]);
});
