import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, describe, expect, it } from 'vitest';
import { readFooter } from '../../src/formats/parquet/footer.ts';
import { HybridReader, widthFor, writeHybrid } from '../../src/formats/parquet/hybrid.ts';
import { readPages } from '../../src/formats/parquet/pages.ts';
import { readStruct, type ThriftFields, writeStruct } from '../../src/formats/parquet/thrift.ts';
import { loadCodecs } from '../../src/formats/parquet/codecs.ts';
import { longType } from '../../src/types/data-type.ts';
import { session } from '../../src/index.ts';

const spark = session({ config: { 'spark.sql.session.timeZone': 'UTC' } });
const folder = mkdtempSync(join(tmpdir(), 'tidemark-parquet-'));
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const instance = DuckDBInstance.create(':memory:');
const duck = async (sql: string): Promise<string[][]> => {
  const connection = await (await instance).connect();
  return (await (await connection.run(sql)).getRows()).map((row) => row.map(String));
};

afterAll(async () => {
  await spark.stop();
  rmSync(folder, { recursive: true });
});

const choices = { binaryAsString: false, inferTimestampNtz: true };
const readerOf = (bytes: Uint8Array): { read(into: Uint8Array, position: number): number } => ({
  read: (into, position) => {
    const part = bytes.subarray(position, position + into.length);
    into.set(part);
    return part.length;
  },
});

describe('beside DuckDB', () => {
  const made = `SELECT i::INT AS i, i::BIGINT * 1000000007 AS l, CASE WHEN i % 3 = 0 THEN NULL ELSE 's' || (i % 50) END AS s, 'uniq-' || i AS u, i / 7.0::DOUBLE AS d, i::FLOAT AS f, i % 2 = 0 AS b,
    DATE '2020-01-01' + i::INT AS dt, TIMESTAMP '2020-01-01 00:00:00' + INTERVAL (i) SECOND AS ts, (i * 1.25)::DECIMAL(9,2) AS d9, (i * 1.25)::DECIMAL(18,2) AS d18, (-i * 1.25)::DECIMAL(38,5) AS d38,
    CASE WHEN i % 5 = 0 THEN NULL WHEN i % 5 = 1 THEN [] ELSE [i, NULL, i + 1] END AS li, {'a': i, 'b': CASE WHEN i % 2 = 0 THEN 'x' END} AS st, map([i, i + 1], ['a', NULL]) AS m, [[i], [], NULL, [i, i]] AS ll,
    (i % 100)::TINYINT AS ti, (i % 30000)::SMALLINT AS si, (i % 200)::UTINYINT AS ui, i::UINTEGER AS ul FROM (SELECT (range % 9973)::INT AS i FROM range(30000))`;
  const shared = `count(*), sum(i), sum(l), count(s), count(DISTINCT s), count(DISTINCT u), round(sum(d)), sum(f), sum(CASE WHEN b THEN 1 ELSE 0 END), max(dt), min(ts), sum(d9), sum(d18), sum(d38), sum(st.a), count(st.b), sum(ti), sum(si), sum(ui), sum(ul), max(u), min(s)`;

  it.each(['uncompressed', 'snappy', 'gzip', 'zstd', 'lz4_raw', 'brotli'])('what it writes is read as it reads it, %s', async (codec) => {
    const path = join(folder, `duck-${codec}.parquet`);
    await duck(`COPY (${made}) TO '${path}' (FORMAT parquet, COMPRESSION ${codec}, ROW_GROUP_SIZE 20000)`);
    const [expected] = await duck(`SELECT ${shared}, sum(len(li)), sum(cardinality(m)), sum(len(ll)) FROM '${path}'`);
    const [row] = await spark.sql(`SELECT ${shared}, sum(IF(li IS NULL, 0, size(li))), sum(size(m)), sum(size(ll)) FROM parquet.\`${path}\``).selectExpr('to_json(struct(*)) j').collect();
    const mine = Object.values(JSON.parse(String(row!['j'])) as Record<string, unknown>).map(String);
    const plain = (text: string): string => (/^-?\d[\d.]*$/.test(text) ? String(Number(text)) : text.replace(/T(.*)\.000Z?$/, ' $1'));
    expect(mine.map(plain)).toEqual(expected!.map(plain));
  });

  it('newer encodings: differences, front coded texts, split bytes', async () => {
    const path = join(folder, 'v2.parquet');
    await duck(`COPY (SELECT range AS i, (range * 7919) % 100003 - 50000 AS j, 'prefix-' || lpad((range % 12000)::VARCHAR, 8, '0') AS s, range / 3.0::DOUBLE AS d, (range / 3.0)::FLOAT AS f FROM range(30000)) TO '${path}' (FORMAT parquet, PARQUET_VERSION V2, DICTIONARY_SIZE_LIMIT 1)`);
    const columns = 'count(*), sum(i), sum(j), min(j), max(s), min(s), count(DISTINCT s), round(sum(d)), round(sum(f))';
    const [row] = await spark.sql(`SELECT ${columns} FROM parquet.\`${path}\``).collect();
    expect(Object.values(row!).map((one) => String(Number.isNaN(Number(one)) ? one : Number(one)))).toEqual((await duck(`SELECT ${columns} FROM '${path}'`))[0]!.map((one) => String(Number.isNaN(Number(one)) ? one : Number(one))));
  });

  it('it reads what is written here', async () => {
    const path = join(folder, 'mine');
    const frame = spark.sql(`SELECT CAST(id AS INT) AS i, id * 1000000007 AS l, IF(id % 3 = 0, NULL, concat('s', id % 50)) AS s, concat('uniq-', id) AS u, id / 7 AS d, CAST(id AS FLOAT) AS f, id % 2 = 0 AS b,
      date_add(DATE'2020-01-01', CAST(id AS INT)) AS dt, TIMESTAMP_NTZ'2020-01-01 00:00:00' + make_dt_interval(0, 0, 0, id) AS ts, CAST(id * 1.25 AS DECIMAL(9,2)) AS d9, CAST(id * 1.25 AS DECIMAL(18,2)) AS d18,
      CAST(-id * 1.25 AS DECIMAL(38,5)) AS d38, IF(id % 5 = 0, NULL, IF(id % 5 = 1, CAST(array() AS ARRAY<BIGINT>), array(id, NULL, id + 1))) AS li, named_struct('a', id, 'b', IF(id % 2 = 0, 'x', NULL)) AS st,
      map(id, 'a', id + 1, NULL) AS m, CAST(id % 100 AS TINYINT) AS ti FROM range(30000)`);
    for (const codec of ['none', 'snappy', 'gzip', 'zstd', 'lz4_raw', 'brotli']) {
      await frame.write.mode('overwrite').option('compression', codec).parquet(path);
      const columns = 'count(*), sum(i), sum(l), count(s), count(DISTINCT s), max(u), round(sum(d)), sum(f), max(dt), max(ts), sum(d9), sum(d18), sum(d38), sum(st.a), count(st.b), sum(ti)';
      frame.createOrReplaceTempView('mine');
      const [row] = await spark.sql(`SELECT ${columns}, sum(IF(li IS NULL, 0, size(li))), sum(size(m)) FROM mine`).selectExpr('to_json(struct(*)) j').collect();
      const [theirs] = await duck(`SELECT ${columns}, sum(len(li)), sum(cardinality(m)) FROM '${path}/*.parquet'`);
      const plain = (text: string): string => (/^-?\d[\d.]*$/.test(text) ? String(Number(text)) : text.replace(/T(.*)\.000Z?$/, ' $1'));
      expect(theirs!.map(plain), codec).toEqual(Object.values(JSON.parse(String(row!['j'])) as Record<string, unknown>).map((one) => plain(String(one))));
    }
  });

  it('it leaves row groups out by the bounds that are written here', async () => {
    const path = join(folder, 'bounds');
    await spark.sql("SELECT id, concat('t', id) AS t, IF(id = 3, -0.0D, id / 2) AS d FROM range(5000)").write.parquet(path);
    expect(await duck(`SELECT path_in_schema, stats_min_value, stats_max_value, stats_null_count FROM parquet_metadata('${path}/*.parquet')`)).toEqual([['id', '0', '4999', '0'], ['t', 't0', 't999', '0'], ['d', '-0.0', '2499.5', '0']]);
    expect(await duck(`SELECT count(*) FROM '${path}/*.parquet' WHERE id > 4990 AND t < 't4995'`)).toEqual([['4']]);
  });
});

describe('dictionaries', () => {
  const made = `SELECT id, IF(id < 25000, NULL, concat('page-', id % 40)) AS few, concat('user-', id) AS unique, IF(id < 50000, id % 7, id * 1000003) AS late, (id % 3)::DECIMAL(30,2) AS wide, id % 2 = 0 AS flag,
    timestamp_seconds(id % 5) AS moment, array(id % 4, NULL) AS li, '' AS blank, CAST(NULL AS STRING) AS nothing, CAST(id % 11 AS DOUBLE) AS d FROM range(120000)`;

  it('are written where they save something, and left where they no longer do', async () => {
    const path = join(folder, 'dictionaries');
    await spark.sql(made).write.parquet(path);
    const used = await duck(`SELECT path_in_schema, dictionary_page_offset IS NOT NULL, encodings LIKE '%RLE_DICTIONARY%' FROM parquet_metadata('${path}/*.parquet')`);
    const has = (name: string): boolean => used.some(([column, page, named]) => column!.startsWith(name) && page === 'true' && named === 'true');
    expect(['few', 'late', 'wide', 'moment', 'li', 'd', 'blank'].filter((name) => !has(name))).toEqual([]);
    expect(['id', 'unique', 'flag', 'nothing'].filter(has)).toEqual([]);
    const sums = 'count(*), sum(id), count(few), count(DISTINCT few), max(few), count(DISTINCT "unique"), sum(late), max(late), sum(wide), count(DISTINCT moment), count(nothing), sum(d), sum(length(blank))';
    const plain = (row: readonly unknown[]): string[] => row.map((one) => String(Number.isNaN(Number(one)) ? one : Number(one)));
    const [row] = await spark.sql(`SELECT ${sums.replaceAll('"', '`')} FROM (${made})`).collect();
    expect(plain((await duck(`SELECT ${sums} FROM '${path}/*.parquet'`))[0]!)).toEqual(plain(Object.values(row!)));
    const differing = spark.read.parquet(path).exceptAll(spark.sql(made)).union(spark.sql(made).exceptAll(spark.read.parquet(path)));
    expect(await differing.count()).toEqual(0n);
  });
});

describe('runs and packed groups', () => {
  it(`come back as they were, seed ${seed}`, () => {
    const random = mulberry(seed);
    for (let round = 0; round < 300; round++) {
      const max = 2 ** Math.floor(random() * 24);
      const values = Uint32Array.from({ length: Math.floor(random() * 200) }, () => (random() < 0.6 ? 0 : Math.floor(random() * max)));
      const bytes = writeHybrid(values, widthFor(max));
      const reader = new HybridReader(bytes, { start: 0, end: bytes.length, width: widthFor(max) });
      const back = new Uint32Array(values.length);
      for (let at = 0; at < back.length;) { const to = Math.min(back.length, at + 1 + Math.floor(random() * 30)); reader.read(back, at, to); at = to; }
      expect([...back]).toEqual([...values]);
    }
  });
});

describe('bytes that lie', () => {
  const files = readdirSync(join(import.meta.dirname, '../spark/parquet')).filter((name) => name.endsWith('.parquet'));
  const outcome = async (bytes: Uint8Array): Promise<string> => {
    const path = join(folder, 'lie.parquet');
    writeFileSync(path, bytes);
    try {
      for await (const _ of spark.read.parquet(path)) { /* every row */ }
      return 'read';
    } catch (error) {
      return (error as { condition?: string }).condition ?? `no condition: ${String(error)}`;
    }
  };
  const named = /^(read|FAILED_READ_FILE\.(NO_HINT|CANNOT_READ_FILE_FOOTER|PARQUET_COLUMN_DATA_TYPE_MISMATCH)|PARQUET_TYPE_ILLEGAL|PARQUET_TYPE_NOT_SUPPORTED|PARSE_SYNTAX_ERROR|UNSUPPORTED_DATATYPE|COLUMN_ALREADY_EXISTS|INVALID_VARIANT|DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION)/;

  // 715216: a bit that made a struct of a list.
  it.each([seed, 715216])('bits that flip: an answer or a named error, seed %i', async (start) => {
    const random = mulberry(start);
    for (let round = 0; round < 150; round++) {
      const bytes = Buffer.from(readFileSync(join(import.meta.dirname, '../spark/parquet', files[round % files.length]!)));
      for (let flips = 0; flips <= random() * 3; flips++) bytes[Math.floor(random() * bytes.length)]! ^= 1 << Math.floor(random() * 8);
      expect(await outcome(bytes), `round ${round}`).toMatch(named);
    }
  });

  it('files that are cut', async () => {
    const whole = readFileSync(join(import.meta.dirname, '../spark/parquet/snappy.parquet'));
    for (const length of [0, 1, 11, 12, 500, whole.length - 9, whole.length - 1]) expect(await outcome(whole.subarray(0, length))).toBe('FAILED_READ_FILE.CANNOT_READ_FILE_FOOTER');
    const footer = whole.subarray(whole.length - 8 - whole.readUInt32LE(whole.length - 8));
    expect(await outcome(Buffer.concat([whole.subarray(0, 4), footer]))).toBe('FAILED_READ_FILE.NO_HINT'); // columns where the footer is
    expect(await outcome(Buffer.from('PAR1 and no more PARE'))).toBe('FAILED_READ_FILE.CANNOT_READ_FILE_FOOTER');
  });

  it('lists that claim more than there is, and structs without an end, cost nothing', () => {
    const claims = (value: number): Uint8Array => Uint8Array.from([0x19, 0xf9, ...varint(value)]);
    expect(() => readStruct({ bytes: claims(2 ** 31 - 1), at: 0 })).toThrow('claims 2147483647 elements');
    expect(() => readStruct({ bytes: new Uint8Array(1_000_000).fill(0x1c), at: 0 })).toThrow('nested too deeply');
    expect(() => readStruct({ bytes: Uint8Array.from([0x19, ...new Uint8Array(1_000_000).fill(0x19)]), at: 0 })).toThrow('nested too deeply');
    expect(() => readStruct({ bytes: Uint8Array.from([0x16, ...new Uint8Array(20).fill(0xff)]), at: 0 })).toThrow('beyond all sizes');
    expect(() => readStruct({ bytes: Uint8Array.from([0x18, ...varint(1 << 30)]), at: 0 })).toThrow('claims 1073741824 bytes');
  });

  const leaf = { index: 0, physical: 'INT64', width: 0, type: longType, conversion: 'same', maxRep: 0, maxDef: 0 } as const;
  const pageOf = (fields: ThriftFields, body: number): Uint8Array => Buffer.concat([writeStruct(fields), Buffer.alloc(body)]);
  const dataHeader = (count: number): ThriftFields[number] => ({ id: 5, kind: 'struct', value: [{ id: 1, kind: 'i32', value: count }, { id: 2, kind: 'i32', value: 0 }, { id: 3, kind: 'i32', value: 3 }, { id: 4, kind: 'i32', value: 3 }] });
  const sizes = (unpacked: number, packed: number): ThriftFields => [{ id: 1, kind: 'i32', value: 0 }, { id: 2, kind: 'i32', value: unpacked }, { id: 3, kind: 'i32', value: packed }];

  it.each([
    ['a page of two gigabytes', 2 ** 31 - 1, 8, 1, 'claims 2147483647 bytes unpacked'], ['a page of less than nothing', -1, 8, 1, 'no unpacked size'],
    ['more packed bytes than its column has', 8, 1000, 1, 'its column has'], ['more values than its column has', 8, 8, 2 ** 31 - 1, 'more than its 1 values'],
  ])('%s', async (_, unpacked, packed, count, problem) => {
    await loadCodecs([0, 1]);
    const bytes = pageOf([...sizes(unpacked, packed), dataHeader(count)], 8);
    for (const codec of [0, 1]) expect(() => [...readPages(readerOf(bytes), { codec, entryCount: 1, start: 0, size: bytes.length, statistics: { nullCount: undefined, least: undefined, largest: undefined } }, leaf)]).toThrow(codec === 1 && problem.startsWith('more') ? 'cannot be unpacked' : problem);
  });

  it('a footer with more rows than numbers go, or columns outside of the file', () => {
    const column: ThriftFields = [{ id: 1, kind: 'i32', value: 2 }, { id: 3, kind: 'i32', value: 0 }, { id: 4, kind: 'binary', value: 'a' }];
    const fileOf = (rows: number, at: number): Uint8Array => {
      const footer = writeStruct([
        { id: 1, kind: 'i32', value: 1 }, { id: 2, kind: 'structs', value: [[{ id: 4, kind: 'binary', value: 'r' }, { id: 5, kind: 'i32', value: 1 }], column] }, { id: 3, kind: 'i64', value: rows },
        { id: 4, kind: 'structs', value: [[{ id: 1, kind: 'structs', value: [[{ id: 3, kind: 'struct', value: [{ id: 4, kind: 'i32', value: 0 }, { id: 5, kind: 'i64', value: rows }, { id: 7, kind: 'i64', value: 10 }, { id: 9, kind: 'i64', value: at }] }]] }, { id: 3, kind: 'i64', value: rows }]] },
      ]);
      const tail = Buffer.alloc(8, 'PAR1PAR1');
      tail.writeUInt32LE(footer.length);
      return Buffer.concat([Buffer.from('PAR1'), footer, tail]);
    };
    const read = (bytes: Uint8Array): unknown => readFooter(readerOf(bytes), bytes.length, choices);
    expect(read(fileOf(5, 4))).toMatchObject({ rowGroups: [{ rowCount: 5 }] });
    expect(() => read(fileOf(2 ** 62, 4))).toThrow('beyond all sizes');
    expect(() => read(fileOf(-5, 4))).toThrow('number of rows that cannot be');
    expect(() => read(fileOf(5, 4000))).toThrow('a column claims 10 bytes at 4000');
  });
});

function varint(value: number): number[] {
  const out: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) out.push((rest % 128) | 128);
  return [...out, rest];
}

function mulberry(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
