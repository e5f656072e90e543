import { mkdtempSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { col, type DataFrame, session } from '../../src/index.ts';

const spark = session();
const folder = mkdtempSync(join(tmpdir(), 'tidemark-output-'));
let last = 0;
const fresh = (): string => join(folder, String(++last));
const rows = spark.sql("SELECT * FROM VALUES (1, 'a', DATE'2024-02-29'), (2, 'b,c', NULL), (3, NULL, DATE'1970-01-01') t(id, name, day)");
const parts = (path: string): string[] => readdirSync(path).filter((name) => name.startsWith('part-'));
const linesOf = (path: string): string[] => parts(path).flatMap((name) => readFileSync(join(path, name), 'utf8').trimEnd().split('\n'));
const conditionOf = async (call: () => unknown): Promise<unknown> => {
  try { await call(); } catch (error) { return (error as { condition?: string }).condition ?? String(error); }
  return 'no error';
};
const sorted = async (frame: DataFrame): Promise<unknown[][]> => (await frame.collect()).map((row) => Object.values(row)).sort((left, right) => (String(left) < String(right) ? -1 : 1));

test('json, csv and text as Spark writes them, with the names of its files', async () => {
  const [json, csv, text] = [fresh(), fresh(), fresh()];
  await rows.write.json(json);
  expect(linesOf(json)).toEqual(['{"id":1,"name":"a","day":"2024-02-29"}', '{"id":2,"name":"b,c"}', '{"id":3,"day":"1970-01-01"}']);
  expect(parts(json)[0]).toMatch(/^part-00000-[0-9a-f-]{36}-c000\.json$/);
  expect(existsSync(join(json, '_SUCCESS'))).toBe(true);
  expect(existsSync(join(json, '_temporary'))).toBe(false);
  await rows.write.option('header', true).option('nullValue', '-').option('dateFormat', 'dd.MM.yyyy').csv(csv);
  expect(linesOf(csv)).toEqual(['id,name,day', '1,a,29.02.2024', '2,"b,c",-', '3,-,01.01.1970']);
  await rows.select('name').write.option('lineSep', ';\n').text(text);
  expect(linesOf(text)).toEqual(['a;', 'b,c;', ';']);
});

test('compressed files are read back', async () => {
  for (const codec of ['gzip', 'deflate']) {
    const path = fresh();
    await rows.write.option('compression', codec).json(path);
    if (codec === 'gzip') expect(gunzipSync(readFileSync(join(path, parts(path)[0]!))).toString()).toContain('"b,c"');
    expect(await sorted(spark.read.schema('id INT, name STRING').json(path))).toEqual([[1, 'a'], [2, 'b,c'], [3, null]]);
  }
});

test('modes: error, ignore, append, overwrite', async () => {
  const path = fresh();
  await rows.write.json(path);
  expect(await conditionOf(() => rows.write.json(path))).toBe('PATH_ALREADY_EXISTS');
  await rows.limit(1).write.mode('ignore').json(path);
  await rows.limit(1).write.mode('append').json(path);
  expect(await spark.read.json(path).count()).toBe(4n);
  expect(await conditionOf(() => spark.read.json(path).write.mode('overwrite').json(path))).toBe('UNSUPPORTED_OVERWRITE.PATH');
  await rows.limit(2).write.mode('overwrite').json(path);
  expect(await spark.read.json(path).count()).toBe(2n);
});

test('a write that fails leaves what was there', async () => {
  const path = fresh();
  await rows.write.json(path);
  const failing = spark.sql('SELECT raise_error(concat("no ", id)) AS x FROM range(2)');
  expect(await conditionOf(() => failing.write.mode('overwrite').json(path))).toBe('USER_RAISED_EXCEPTION');
  expect(await spark.read.json(path).count()).toBe(3n);
});

test('no rows make one file with the header; full files are followed by others', async () => {
  const [empty, many] = [fresh(), fresh()];
  await rows.limit(0).write.option('header', true).csv(empty);
  expect(linesOf(empty)).toEqual(['id,name,day']);
  await spark.range(25).write.option('maxRecordsPerFile', 10).json(many);
  expect(parts(many).map((name) => name.slice(-9)).sort()).toEqual(['c000.json', 'c001.json', 'c002.json']);
});

test('partition columns become folders, and columns again; their types are inferred', async () => {
  const path = fresh();
  const sales = spark.sql("SELECT * FROM VALUES (1, 2024, 'a/b'), (2, 2025, NULL), (3, 2024, 'x') t(id, year, kind)");
  await sales.write.partitionBy('year', 'kind').json(path);
  expect(readdirSync(path).sort()).toEqual(['_SUCCESS', 'year=2024', 'year=2025']);
  expect(readdirSync(join(path, 'year=2024')).sort()).toEqual(['kind=a%2Fb', 'kind=x']);
  expect(readdirSync(join(path, 'year=2025'))).toEqual(['kind=__HIVE_DEFAULT_PARTITION__']);
  expect(readdirSync(join(path, 'year=2024', 'kind=x'))[0]).toMatch(/^part-00000-[0-9a-f-]{36}\.c000\.json$/);
  const back = spark.read.json(path);
  expect(await back.dtypes()).toEqual([['id', 'bigint'], ['year', 'int'], ['kind', 'string']]);
  expect(await sorted(back)).toEqual([[1n, 2024, 'a/b'], [2n, 2025, null], [3n, 2024, 'x']]);
  expect(await back.where('year = 2025').select('id').collect()).toEqual([{ id: 2n }]);
  expect(await back.select('kind').where(col('kind').isNotNull()).count()).toBe(2n);
  const typed = spark.read.schema('year STRING, id INT').json(path);
  expect(await typed.dtypes()).toEqual([['id', 'int'], ['year', 'string'], ['kind', 'string']]);
  expect(await conditionOf(() => sales.write.partitionBy('nope').json(fresh()))).toBe('PARTITION_COLUMN_NOT_FOUND_IN_SCHEMA');
  expect(await conditionOf(() => sales.write.partitionBy('id', 'year', 'kind').json(fresh()))).toBe('ALL_PARTITION_COLUMNS_NOT_ALLOWED');
});

test('dynamic overwriting replaces only the partitions that get rows', async () => {
  const path = fresh();
  await spark.sql('SELECT * FROM VALUES (1, 1), (2, 2) t(id, p)').write.partitionBy('p').json(path);
  await spark.sql('SELECT * FROM VALUES (3, 2), (4, 3) t(id, p)').write.partitionBy('p').mode('overwrite').option('partitionOverwriteMode', 'dynamic').json(path);
  expect(await sorted(spark.read.json(path))).toEqual([[1n, 1], [3n, 2], [4n, 3]]);
});

test('what cannot be written is refused by name', async () => {
  expect(await conditionOf(() => spark.sql('SELECT array(1) a').write.csv(fresh()))).toBe('UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE');
  expect(await conditionOf(() => rows.write.text(fresh()))).toBe('TIDEMARK_TEXT_SCHEMA');
  expect(await conditionOf(() => rows.write.option('compression', 'lzo').json(fresh()))).toBe('TIDEMARK_INVALID_OPTION');
  expect(await conditionOf(() => rows.write.option('inferSchema', true).csv(fresh()))).toBe('TIDEMARK_UNKNOWN_OPTION');
  expect(await conditionOf(() => rows.write.format('orc').save(fresh()))).toBe('TIDEMARK_NOT_SUPPORTED_YET');
  expect(await conditionOf(() => rows.write.option('compression', 'lzo').parquet(fresh()))).toBe('TIDEMARK_INVALID_OPTION');
  expect(await conditionOf(() => rows.write.option('header', true).parquet(fresh()))).toBe('TIDEMARK_UNKNOWN_OPTION');
  expect(await conditionOf(() => spark.sql("SELECT TIME'12:00:00' AS t").write.parquet(fresh()))).toBe('UNSUPPORTED_TIME_TYPE');
  expect(await conditionOf(() => rows.write.format('nosuch').save(fresh()))).toBe('DATA_SOURCE_NOT_FOUND');
  expect(await conditionOf(() => rows.write.partitionBy('id').format('noop').save())).toBe('TIDEMARK_INVALID_API_CALL');
  expect(await conditionOf(() => rows.write.mode('sometimes' as never))).toBe('INVALID_SAVE_MODE');
});

test('a stream appends files and names them in a log: each batch once, also after a restart', async () => {
  const [path, checkpoint] = [fresh(), fresh()];
  const input = spark.memoryStream('id INT, p STRING');
  const run = async (): Promise<void> => {
    const query = await input.toDF().writeStream.format('json').partitionBy('p').option('checkpointLocation', checkpoint).trigger({ availableNow: true }).start(path);
    await query.awaitTermination();
  };
  for (let batch = 0; batch < 12; batch++) {
    input.addData([batch, batch % 2 === 0 ? 'even' : 'odd']);
    await run();
  }
  expect(readdirSync(join(path, '_spark_metadata')).filter((name) => name.endsWith('.compact'))).toEqual(['9.compact']);
  expect((await sorted(spark.read.json(path).orderBy('id'))).length).toBe(12);
  const log = readFileSync(join(path, '_spark_metadata', '11'), 'utf8').split('\n');
  expect(log[0]).toBe('v1');
  expect(JSON.parse(log[1]!)).toMatchObject({ isDir: false, action: 'add' });
  await spark.range(1).write.mode('append').json(join(path, 'p=even'));
  expect(await spark.read.schema('id INT').json(path).count()).toBe(12n);
});

test('tables: saveAsTable, insertInto and writeTo', async () => {
  await rows.write.saveAsTable('saved');
  expect(await conditionOf(() => rows.write.saveAsTable('saved'))).toBe('TABLE_OR_VIEW_ALREADY_EXISTS');
  await rows.select('name', 'day', 'id').limit(1).write.mode('append').saveAsTable('saved');
  expect(await spark.table('saved').select('id').count()).toBe(4n);
  await rows.limit(1).write.mode('overwrite').insertInto('saved');
  expect(await sorted(spark.table('saved').select('id', 'name'))).toEqual([[1, 'a']]);
  const pairs = spark.sql('SELECT * FROM VALUES (1, 10), (2, 20), (2, 21) t(p, v)');
  await pairs.writeTo('v2').partitionedBy('p').tableProperty('k', 'w').create();
  expect(await spark.table('v2').columns()).toEqual(['v', 'p']);
  expect(await conditionOf(() => pairs.writeTo('v2').create())).toBe('TABLE_OR_VIEW_ALREADY_EXISTS');
  await spark.sql('SELECT 2 AS p, 99 AS v').writeTo('v2').overwritePartitions();
  expect(await sorted(spark.table('v2'))).toEqual([[10, 1], [99, 2]]);
  await spark.sql('SELECT 3 AS p, 30 AS v').writeTo('v2').overwrite(col('v').gt(50));
  expect(await sorted(spark.table('v2'))).toEqual([[10, 1], [30, 3]]);
  await spark.sql('SELECT 4 AS p, 40 AS v').writeTo('v2').append();
  expect(await spark.table('v2').count()).toBe(3n);
  expect(await conditionOf(() => pairs.writeTo('nope').replace())).toBe('TABLE_OR_VIEW_NOT_FOUND');
  expect(await conditionOf(() => pairs.mergeInto('v2', col('p').eq(1)))).toBe('UNSUPPORTED_FEATURE.TABLE_OPERATION');
});

test('buckets and clusters: what Spark takes, and refuses', async () => {
  const table = (write: (writer: typeof rows.write) => typeof rows.write): Promise<unknown> => conditionOf(() => write(rows.write).mode('overwrite').saveAsTable('bucketed'));
  expect(await table((writer) => writer.bucketBy(2, 'id').sortBy('name'))).toBe('no error');
  expect((await spark.sql('DESCRIBE EXTENDED bucketed').collect()).map((row) => `${row['col_name']}: ${row['data_type']}`)).toEqual(expect.arrayContaining(['Num Buckets: 2', 'Bucket Columns: [`id`]', 'Sort Columns: [`name`]']));
  expect(await table((writer) => writer.sortBy('id'))).toBe('SORT_BY_WITHOUT_BUCKETING');
  expect(await table((writer) => writer.bucketBy(0, 'id'))).toBe('INVALID_BUCKET_COUNT');
  expect(await table((writer) => writer.bucketBy(100001, 'id'))).toBe('INVALID_BUCKET_COUNT');
  expect(await table((writer) => writer.bucketBy(2, 'gone'))).toBe('COLUMN_NOT_DEFINED_IN_TABLE');
  expect(await table((writer) => writer.bucketBy(2, 'id').sortBy('name').partitionBy('name'))).toBe('TIDEMARK_INVALID_API_CALL');
  expect(await table((writer) => writer.clusterBy('id').bucketBy(2, 'id'))).toBe('SPECIFY_CLUSTER_BY_WITH_BUCKETING_IS_NOT_ALLOWED');
  expect(await table((writer) => writer.clusterBy('id').partitionBy('name'))).toBe('SPECIFY_CLUSTER_BY_WITH_PARTITIONED_BY_IS_NOT_ALLOWED');
  expect(await table((writer) => writer.clusterBy('id'))).toBe('no error');
  expect(await conditionOf(() => rows.write.bucketBy(2, 'id').json(fresh()))).toBe('TIDEMARK_INVALID_API_CALL');
  expect(await conditionOf(() => rows.write.sortBy('id').json(fresh()))).toBe('SORT_BY_WITHOUT_BUCKETING');
  expect(await conditionOf(() => rows.write.clusterBy('id').json(fresh()))).toBe('no error');
});

test('CREATE TABLE USING parquet reads the files of its LOCATION', async () => {
  const path = fresh();
  await rows.select('id', 'name').write.parquet(path);
  await spark.sql(`CREATE TABLE placed (id INT, name STRING) USING parquet LOCATION '${path}'`).collect();
  expect((await spark.sql('SELECT sum(id) AS s FROM placed').collect())).toEqual([{ s: 6n }]);
});
