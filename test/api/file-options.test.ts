import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { conditionOf, expr, session } from '../../src/index.ts';

/** What Spark 4.3 answered for the same files, with the same options, in the same zone. */
const spark = session({ config: { 'spark.sql.session.timeZone': 'America/New_York' } });
const root = mkdtempSync(join(tmpdir(), 'tidemark-files-'));
const NEW_YEAR = 1_704_085_200; // in New York
let checkpoints = 0;

function put(path: string, content: string | Uint8Array, seconds: number): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  utimesSync(file, seconds, seconds);
}

beforeAll(() => {
  put('in/a.json', '{"a":1}\n', NEW_YEAR);
  put('in/b.json', '{"a":2}\n', NEW_YEAR + 10);
  put('in/sub/c.json', '{"a":3}\n', NEW_YEAR + 20);
  put('n1/x.json', '{"a":1}\n', NEW_YEAR);
  put('n2/x.json', '{"a":2}\n', NEW_YEAR + 1);
  put('corrupt/a.json.gz', gzipSync('{"a":1}\n{"a":2}\n').subarray(0, -6), NEW_YEAR);
  put('corrupt/b.json', '{"a":3}', NEW_YEAR);
});
afterAll(async () => {
  await spark.stop();
  rmSync(root, { recursive: true });
});

type Options = Readonly<Record<string, string | number | boolean>>;
const read = async (options: Options, ...paths: string[]): Promise<unknown> => orCondition(async () => {
  const rows = await spark.read.schema('a INT').options(options).json(...(paths.length === 0 ? ['in'] : paths).map((path) => join(root, path))).collect();
  return rows.map((row) => row['a']).sort();
});
const stream = async (options: Options, path = 'in'): Promise<unknown> => orCondition(async () => {
  const batches: unknown[] = [];
  const query = await spark.readStream.schema('a INT').options(options).json(join(root, path)).writeStream.option('checkpointLocation', join(root, `checkpoint-${++checkpoints}`))
    .foreachBatch(async (batch) => { batches.push((await batch.collect()).map((row) => row['a']).sort()); }).trigger({ availableNow: true }).start();
  await query.awaitTermination();
  return batches;
});
async function orCondition(work: () => Promise<unknown>): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    return (error as { condition?: string }).condition ?? String(error);
  }
}

describe('a batch', () => {
  it.each<[Options, unknown]>([
    [{ modifiedBefore: '2024-01-01T00:00:05' }, [1, 2]], [{ modifiedAfter: '2024-01-01T00:00:05' }, []], [{ modifiedBefore: '2024-01-01T05:00:05', timeZone: 'UTC' }, [1]],
    [{ modifiedAfter: '2024-01-01T05:00:10', timeZone: 'UTC' }, []], [{ modifiedAfter: '2024-01-01T05:00:09', timeZone: 'UTC' }, [2]], [{ modifiedBefore: '2024-01-02' }, [1, 2]], [{ modifiedBefore: 'never' }, 'TIDEMARK_INVALID_OPTION'],
    [{ recursiveFileLookup: true }, [1, 2, 3]], [{ pathGlobFilter: 'b*' }, [2]], [{ pathGlobFilter: 'c*', recursiveFileLookup: true }, [3]],
  ])('with %j reads %j', async (options, expected) => { expect(await read(options)).toEqual(expected); });

  it.each<[readonly string[], unknown]>([
    [['in/a.json', 'in/sub'], [1, 3]], [['in/{a,b}.json'], [1, 2]], [['in/*'], [1, 2, 3]], [['in/[!a].json'], [2]], [['in/z*.json'], 'PATH_NOT_FOUND'], [['gone'], 'PATH_NOT_FOUND'],
  ])('of %j reads %j', async (paths, expected) => { expect(await read({}, ...paths)).toEqual(expected); });

  it('skips what is corrupt or missing when told so, by an option or for the session', async () => {
    expect(await read({}, 'corrupt')).toBe('FAILED_READ_FILE.NO_HINT');
    expect(await read({ ignoreCorruptFiles: true }, 'corrupt')).toEqual([1, 2, 3]);
    expect(await orCondition(() => spark.read.json(join(root, 'corrupt')).schema())).toBe('FAILED_READ_FILE.NO_HINT');
    spark.conf.set('spark.sql.files.ignoreCorruptFiles', 'true');
    expect(await read({}, 'corrupt')).toEqual([1, 2, 3]);
    expect(await spark.read.json(join(root, 'corrupt')).columns()).toEqual(['a']);
    expect(await read({ ignoreCorruptFiles: false }, 'corrupt')).toBe('FAILED_READ_FILE.NO_HINT');
    spark.conf.unset('spark.sql.files.ignoreCorruptFiles');
    for (const [option, expected] of [['false', 'FAILED_READ_FILE.FILE_NOT_EXIST'], ['true', [1]]] as const) {
      put('going/a.json', '{"a":1}', NEW_YEAR);
      put('going/b.json', '{"a":2}', NEW_YEAR);
      expect(await orCondition(async () => {
        const seen = [];
        for await (const row of spark.read.schema('a INT').option('ignoreMissingFiles', option).json(join(root, 'going'))) {
          seen.push(row['a']);
          rmSync(join(root, 'going/b.json'), { force: true });
        }
        return seen;
      })).toEqual(expected);
    }
  });
});

describe('a stream', () => {
  it.each<[Options, unknown]>([
    [{}, [[1, 2]]], [{ maxFilesPerTrigger: 1 }, [[1], [2]]], [{ maxFilesPerTrigger: 0 }, 'TIDEMARK_INVALID_OPTION'], [{ maxBytesPerTrigger: 10 }, [[1], [2]]],
    [{ maxBytesPerTrigger: 10, maxFilesPerTrigger: 1 }, 'TIDEMARK_INVALID_OPTION'], [{ maxFilesPerTrigger: 1, latestFirst: true }, [[2], [1]]],
    [{ maxFileAge: '5s' }, [[1, 2]]], [{ maxFileAge: '5s', maxFilesPerTrigger: 1 }, [[1], [2]]], [{ maxFileAge: '5s', latestFirst: true, maxFilesPerTrigger: 1 }, [[2], [1]]],
    [{ maxFileAge: '5s', latestFirst: true }, [[1, 2]]], [{ maxFileAge: 'x' }, 'TIDEMARK_INVALID_OPTION'], [{ modifiedBefore: '2024-01-02' }, 'TIDEMARK_INVALID_OPTION'],
    [{ recursiveFileLookup: true }, [[1, 2, 3]]], [{ pathGlobFilter: 'a*' }, [[1]]], [{ cleanSource: 'burn' }, 'TIDEMARK_INVALID_OPTION'], [{ cleanSource: 'archive' }, 'STDS_REQUIRED_OPTION_UNSPECIFIED'],
    [{ cleanSource: 'archive', sourceArchiveDir: join(root, 'in/archive') }, 'TIDEMARK_INVALID_OPTION'], [{ cleanSource: 'archive', sourceArchiveDir: root }, 'TIDEMARK_INVALID_OPTION'],
    [{ maxCachedFiles: -1 }, 'TIDEMARK_INVALID_OPTION'], [{ discardCachedInputRatio: 2 }, 'TIDEMARK_INVALID_OPTION'],
  ])('with %j reads %j', async (options, expected) => { expect(await stream(options)).toEqual(expected); });

  it('of a pattern tells files apart by path, or by name', async () => {
    expect(await stream({}, 'n*')).toEqual([[1, 2]]);
    put('m1/x.json', '{"a":1}\n', NEW_YEAR);
    put('m2/x.json', '{"a":2}\n', NEW_YEAR + 1);
    expect(await stream({ fileNameOnly: true, maxFilesPerTrigger: 1 }, 'm*')).toEqual([[1]]);
  });

  it.each(['archive', 'delete'])('cleans up when its files are done: %s', async (cleanSource) => {
    const folder = `clean-${cleanSource}`;
    put(`${folder}/a.json`, '{"a":1}\n', NEW_YEAR);
    put(`${folder}/b.json`, '{"a":2}\n', NEW_YEAR + 1);
    const archive = join(root, 'kept');
    expect(await stream({ cleanSource, maxFilesPerTrigger: 1, ...(cleanSource === 'archive' ? { sourceArchiveDir: archive } : {}) }, folder)).toEqual([[1], [2]]);
    expect(existsSync(join(root, folder, 'a.json'))).toBe(false);
    expect(existsSync(join(archive, root, folder, 'a.json'))).toBe(cleanSource === 'archive');
  });

  it('refuses to clean up what another stream has written', async () => {
    mkdirSync(join(root, 'output/_spark_metadata'), { recursive: true });
    expect(await stream({ cleanSource: 'delete' }, 'output')).toBe('TIDEMARK_INVALID_OPTION');
  });
});

describe('_metadata', () => {
  it('is there when it is asked for', async () => {
    put('m e/é %.json', '{"a":1}\n', NEW_YEAR + 0.25);
    const path = join(root, 'm e');
    const frame = spark.read.schema('a INT').json(path);
    expect(await frame.columns()).toEqual(['a']);
    expect(await frame.selectExpr('a', '_metadata.file_path', '_metadata.file_name AS n', '_metadata.file_size AS s', '_metadata.file_block_start AS b', '_metadata.file_block_length AS l', 'unix_millis(_metadata.file_modification_time) AS m').collect())
      .toEqual([{ a: 1, file_path: `file:${root}/m%20e/é%20%25.json`, n: 'é%20%25.json', s: 8n, b: 0n, l: 8n, m: 1_704_085_200_250n }]);
    expect(await frame.as('t').where("t._metadata.file_size > 100").count()).toBe(0n);
    expect(await spark.sql(`SELECT * FROM json.\`${path}\` ORDER BY _metadata.file_name`).collect()).toEqual([{ a: 1n }]);
    expect(await frame.select('_metadata').schema()).toMatchObject({ fields: [{ name: '_metadata', nullable: false, type: { fields: [{ name: 'file_path', nullable: false }, {}, {}, {}, {}, { name: 'file_modification_time' }] } }] });
  });

  it('counts the rows of Parquet files, and stands in streams', async () => {
    const path = join(root, 'rows');
    await spark.sql('SELECT id FROM range(20000)').write.parquet(path);
    expect(await spark.sql(`SELECT count(*) AS n, sum(abs(_metadata.row_index - id)) AS d FROM parquet.\`${path}\``).collect()).toEqual([{ n: 20000n, d: 0n }]);
    const names: unknown[] = [];
    const query = await spark.readStream.schema('a INT').json(join(root, 'in')).select('a', '_metadata.file_name').writeStream.option('checkpointLocation', join(root, 'checkpoint-metadata'))
      .foreachBatch(async (batch) => { names.push(...(await batch.orderBy('a').collect()).map((row) => row['file_name'])); }).trigger({ availableNow: true }).start();
    await query.awaitTermination();
    expect(names).toEqual(['a.json', 'b.json']);
  });

  it('tells input_file_name(), which is empty where no file is read', async () => {
    put('named/a.json', '{"a":1}\n', NEW_YEAR);
    put('named/b.json', '{"a":2}\n', NEW_YEAR);
    const folder = join(root, 'named');
    const rows = await spark.sql(`SELECT a, input_file_name() FROM json.\`${folder}\` WHERE input_file_name() LIKE '%b.json'`).collect();
    expect(rows).toEqual([{ a: 2n, 'input_file_name()': `file://${folder}/b.json` }]);
    expect(await spark.read.json(folder).groupBy(expr('input_file_name()').as('f')).count().count()).toBe(2n);
    const above = await spark.sql(`SELECT x, input_file_name() AS f, _metadata.file_name AS n FROM (SELECT a + 1 AS x FROM json.\`${folder}\`) t WHERE x = 3`).collect();
    expect(above).toEqual([{ x: 3n, f: `file://${folder}/b.json`, n: 'b.json' }]);
    expect(() => spark.sql(`SELECT input_file_name() FROM json.\`${folder}\` p JOIN json.\`${folder}\` q ON p.a = q.a`)).toThrow('MULTI_SOURCES_UNSUPPORTED_FOR_EXPRESSION');
    expect(await spark.sql('SELECT input_file_name() AS f FROM range(1)').collect()).toEqual([{ f: '' }]);
  });

  it('is a column of the files if they have one', async () => {
    put('own/a.json', '{"_metadata":7}\n', NEW_YEAR);
    expect(await spark.read.json(join(root, 'own')).select('_metadata').collect()).toEqual([{ _metadata: 7n }]);
  });
});

it('inference looks at the share of the records that samplingRatio says, drawn as Spark draws', async () => {
  put('sampled.json', Array.from({ length: 40 }, (_, index) => `{"c${index}":1}\n`).join(''), NEW_YEAR);
  put('sampled.csv', `a,b\n${Array.from({ length: 40 }, (_, index) => `${index},${index === 25 ? 'x' : index === 30 ? 1.5 : index}\n`).join('')}`, NEW_YEAR);
  const json = join(root, 'sampled.json');
  expect(await spark.read.option('samplingRatio', '0.1').json(json).columns()).toEqual(['c18', 'c20', 'c24', 'c3']);
  const typesAt = async (samplingRatio: string): Promise<string[]> => (await spark.read.options({ samplingRatio, inferSchema: 'true', header: 'true' }).csv(join(root, 'sampled.csv')).dtypes()).map(([, type]) => type);
  expect([await typesAt('0.3'), await typesAt('0.6')]).toEqual([['int', 'int'], ['int', 'string']]);
  await expect((async () => spark.read.option('samplingRatio', '0').json(json).columns())()).rejects.toMatchObject({ condition: 'TIDEMARK_INVALID_OPTION' });
});

it('what Spark 4.3 makes of files that are easily read otherwise', async () => {
  const place = (name: string, text: string): string => {
    const path = join(root, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  };
  const failure = (read: () => unknown): string | undefined => { try { read(); } catch (error) { return conditionOf(error); } return undefined; };
  const lines = place('ends.csv', 'a,b\n1,"x\ny"\n2,"z\r\nw"\r\n3,k\r');
  expect((await spark.read.option('multiLine', true).option('header', true).csv(lines).collect()).map((row) => row['b'])).toEqual(['x\ny', 'z\r\nw', 'k\r']);
  expect(await spark.read.csv(place('empty.csv', '')).columns()).toEqual([]);
  place('sized/a.csv', '1,2\n');
  place('sized/b.csv', '1,2,3\n');
  expect(await spark.read.csv(join(root, 'sized')).columns()).toEqual(['_c0', '_c1', '_c2']);
  expect(failure(() => spark.read.json(place('twice.json', '{"a":1.5,"a":2}\n')))).toBe('COLUMN_ALREADY_EXISTS');
  expect(failure(() => spark.read.json(place('inside.json', '{"q":{"a":1,"A":2}}\n')))).toBe('COLUMN_ALREADY_EXISTS');
  expect(failure(() => spark.read.schema('a ARRAY<INT>').csv(lines))).toBe('UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE');
  expect(failure(() => spark.read.schema('a TIME').json(lines))).toBe('UNSUPPORTED_TIME_TYPE');
  expect(failure(() => spark.read.schema('a INT').option('columnNameOfCorruptRecord', 'a').csv(lines))).toBe('INVALID_CORRUPT_RECORD_TYPE');
  await spark.sql("SELECT 1 v, TIMESTAMP'2020-01-01 00:00:00Z' t").write.option('timeZone', 'Asia/Tokyo').partitionBy('T').json(join(root, 'zoned'));
  expect(readdirSync(join(root, 'zoned'))).toContain('T=2020-01-01 09%3A00%3A00');
  await expect(spark.sql('SELECT 1 v, array(1) a').write.partitionBy('a').json(join(root, 'nested'))).rejects.toThrow('INVALID_PARTITION_COLUMN_DATA_TYPE');
});
