import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readFooter } from '../../src/formats/parquet/footer.ts';
import { session } from '../../src/index.ts';

const spark = session({ config: { 'spark.sql.session.timeZone': 'UTC' } });
const folder = mkdtempSync(join(tmpdir(), 'tidemark-parquet-filters-'));
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const ofDuck = join(folder, 'duck.parquet');
const own = join(folder, 'own');

/** Groups that differ: rising values, groups all NULL or without NULL, NaN, both zeros, texts with a common start. */
const columns = `SELECT i, i::BIGINT * 1000003 AS l, (i % 100)::TINYINT AS b, CASE WHEN (i // 2048) % 3 = 0 THEN NULL ELSE i END AS n, CASE WHEN i % 700 = 0 THEN 'NaN'::DOUBLE WHEN i % 3 = 0 THEN -0.0 ELSE i / 7.0 END AS d,
  CASE WHEN i // 2048 = 2 THEN 'NaN'::FLOAT ELSE (i // 2048)::FLOAT END AS f, 'key-' || lpad(i::VARCHAR, 6, '0') AS s, CASE WHEN i % 2 = 0 THEN 'é' || (i // 1000) END AS u, DATE '2020-01-01' + (i // 10)::INT AS dt,
  TIMESTAMP '2020-01-01 00:00:00' + INTERVAL (i) MINUTE AS ts, (i * 1.25)::DECIMAL(9,2) AS d9, (i * 1.25)::DECIMAL(18,2) AS d18, (i * -1.25)::DECIMAL(38,5) AS d38, (i % 60000)::USMALLINT AS us, i::UINTEGER AS ui,
  [i] AS li, {'a': i} AS st FROM (SELECT range::INT AS i FROM range(12000))`;

/** Values that are in the files, beside them, and at the ends of row groups. */
const values: Readonly<Record<string, readonly string[]>> = {
  i: ['-1', '0', '2047', '2048', '5000', '11999', '12000'], l: ['0', '2047006141', '5000015000L', '99999999999999'], b: ['0Y', '50Y', '99Y', '100Y'], n: ['0', '2048', '2047', '6143', '11999'],
  d: ['0D', '-0D', "double('NaN')", '292.571D', '1800D', '-1D'], f: ['1F', '2F', "float('NaN')", '6F', '-1F'], s: ["'key-000000'", "'key-002048'", "'key'", "'l'", "'key-01199'"], u: ["'é'", "'é3'", "'é11'", "'z'", "'€'"],
  dt: ["DATE'2020-01-01'", "DATE'2020-07-23'", "DATE'2024-01-01'"], ts: ["TIMESTAMP_NTZ'2020-01-02 10:07:00'", "TIMESTAMP_NTZ'2019-01-01'", "TIMESTAMP_NTZ'2020-01-05'"], d9: ['0.00', '2560.00', '9999999.99'],
  d18: ['2560.00', '-1.00'], d38: ['-2560.00000', '0.00000', '1.00000'], us: ['0', '2048', '40000'], ui: ['0L', '2048L', '11999L'], 'st.a': ['0', '2048'],
};
const operators = ['=', '<=>', '<', '<=', '>', '>=', '<>'];

const condition = fc.constantFrom(...Object.keys(values)).chain((column) => {
  const value = fc.constantFrom(...values[column]!);
  const type = column === 'd9' ? 'DECIMAL(9,2)' : column === 'd18' ? 'DECIMAL(18,2)' : column === 'd38' ? 'DECIMAL(38,5)' : undefined;
  const literal = value.map((one) => (type === undefined ? one : `CAST(${one} AS ${type})`));
  return fc.oneof(
    fc.tuple(fc.constantFrom(...operators), literal, fc.boolean()).map(([operator, other, turned]) => (turned ? `${other} ${operator} ${column}` : `${column} ${operator} ${other}`)),
    fc.array(literal, { minLength: 1, maxLength: 3 }).map((list) => `${column} IN (${list.join(', ')})`), fc.tuple(literal, literal).map(([low, high]) => `${column} BETWEEN ${low} AND ${high}`),
    fc.constantFrom(`${column} IS NULL`, `${column} IS NOT NULL`, `NOT (${column} IS NULL)`, `${column} = NULL`),
  );
});

beforeAll(async () => {
  const duck = await (await DuckDBInstance.create(':memory:')).connect();
  await duck.run(`COPY (${columns}) TO '${ofDuck}' (FORMAT parquet, ROW_GROUP_SIZE 2048)`);
  for (const part of [0, 1, 2]) await spark.read.parquet(ofDuck).where(`i % 3 = ${part} AND (i < 6000 OR d IS NOT NULL)`).orderBy('s').write.mode('append').parquet(own);
});
afterAll(async () => {
  await spark.stop();
  rmSync(folder, { recursive: true });
});

it.each([['DuckDB', ofDuck], ['tidemark', own]])(`no row is lost in what %s wrote (seed ${seed})`, async (_, path) => {
  const counted = async (filter: string, pushed: boolean): Promise<unknown> => {
    spark.conf.set('spark.sql.parquet.filterPushdown', pushed);
    return await spark.read.parquet(path).where(filter).selectExpr('count(*) AS n', 'sum(i) AS i', 'sum(hash(*)) AS h').collect();
  };
  await fc.assert(fc.asyncProperty(fc.array(condition, { minLength: 1, maxLength: 3 }), fc.constantFrom('AND', 'AND', 'OR'), async (parts, connective) => {
    const filter = parts.join(` ${connective} `);
    expect(await counted(filter, true), filter).toEqual(await counted(filter, false));
  }), { seed, numRuns: 60 });
  spark.conf.unset('spark.sql.parquet.filterPushdown');
});

it('row groups that cannot matter are not read, except where rows are counted', async () => {
  const bytes = Uint8Array.from(readFileSync(ofDuck));
  const { rowGroups } = readFooter({ read: (into, at) => { into.set(bytes.subarray(at, at + into.length)); return into.length; } }, bytes.length, { binaryAsString: false, inferTimestampNtz: true });
  for (const { start, size } of rowGroups.slice(1).flatMap(({ chunks }) => chunks)) bytes.fill(255, start, start + size);
  const path = join(folder, 'spoilt.parquet');
  writeFileSync(path, bytes);
  const read = (filter: string, ...more: string[]): Promise<unknown> => spark.read.parquet(path).where(filter).selectExpr('count(*) AS n', ...more).collect();
  for (const filter of ['i < 2048', "s <= 'key-000100'", 'i IN (5, 7)', 'ts < TIMESTAMP_NTZ\'2020-01-01 10:00:00\'', '5 = i', 'd9 = CAST(1.25 AS DECIMAL(9,2))', 'd38 > CAST(-2.5 AS DECIMAL(38,5))', 'n IS NULL AND i < 9']) await read(filter);
  await expect(read('i < 2049')).rejects.toThrow('spoilt.parquet');
  await expect(read('d > 1e9D')).rejects.toThrow('spoilt.parquet');
  await expect(read('i < 5', 'max(_metadata.row_index)')).rejects.toThrow('spoilt.parquet');
});
