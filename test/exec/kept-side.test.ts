import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { realEnvironment } from '../../src/environment/real.ts';
import { type DataFrame, session } from '../../src/index.ts';

/** The static side of a join is read once per version of its table, and every batch sees the rows of now. */

const folder = mkdtempSync(join(tmpdir(), 'tidemark-static-'));
const file = join(folder, 'names.json');
let reads = 0;
const environment: typeof realEnvironment = {
  ...realEnvironment,
  files: { ...realEnvironment.files, open: (path, flags) => { reads += path === file ? 1 : 0; return realEnvironment.files.open(path, flags); } },
};
const spark = session({ environment });
afterAll(async () => { await spark.stop(); rmSync(folder, { recursive: true }); });

type Feed = (keys: readonly number[]) => Promise<readonly unknown[]>;

async function running(query: (events: DataFrame) => DataFrame, use: (feed: Feed) => Promise<void>): Promise<void> {
  const stream = spark.memoryStream('k INT');
  let rows: unknown[] = [];
  const started = await query(stream.toDF()).writeStream.foreachBatch(async (batch) => { rows = (await batch.collect()).map((row) => Object.values(row)); }).start();
  await use(async (keys) => {
    rows = [];
    stream.addData(...keys.map((key) => [key]));
    await started.processAllAvailable();
    return rows;
  });
  await started.stop();
  stream.release();
}

describe('the static side of a join', () => {
  it('files are read again when they have changed, and only then', async () => {
    writeFileSync(file, '{"k":1,"name":"one"}\n');
    const names = spark.read.schema('k INT, name STRING').json(file);
    await running((events) => events.join(names, 'k', 'left'), async (feed) => {
      expect(await feed([1, 2])).toEqual([[1, 'one'], [2, null]]);
      const once = reads;
      expect(await feed([1])).toEqual([[1, 'one']]);
      expect(await feed([2, 1])).toEqual([[1, 'one'], [2, null]]);
      expect(reads).toBe(once);
      writeFileSync(file, '{"k":1,"name":"uno"}\n{"k":2,"name":"due"}\n');
      expect(await feed([1, 2])).toEqual([[1, 'uno'], [2, 'due']]);
      expect(reads).toBeGreaterThan(once);
    });
  });

  it('a table in memory shows what was inserted', async () => {
    spark.sql('CREATE TABLE names (k INT, name STRING)');
    spark.sql("INSERT INTO names VALUES (1, 'one')");
    const counts = spark.sql('SELECT k, count(*) AS n FROM names GROUP BY k');
    await running((events) => events.join(counts, 'k'), async (feed) => {
      expect(await feed([1, 2])).toEqual([[1, 1n]]);
      expect(await feed([1])).toEqual([[1, 1n]]);
      await spark.sql("INSERT INTO names VALUES (1, 'uno'), (2, 'due')").collect();
      expect(await feed([1, 2])).toEqual([[1, 2n], [2, 1n]]);
      await spark.sql('TRUNCATE TABLE names').collect();
      expect(await feed([1, 2])).toEqual([]);
    });
  });

  it('a join of tables is made again when one of them has changed, and only then', async () => {
    const cities = join(folder, 'cities.json');
    writeFileSync(file, '{"k":1,"name":"one"}\n{"k":2,"name":"two"}\n');
    writeFileSync(cities, '{"name":"one","city":"Oslo"}\n');
    spark.sql('CREATE TABLE bonus (city STRING, points INT)');
    await spark.sql("INSERT INTO bonus VALUES ('Oslo', 5)").collect();
    const names = spark.read.schema('k INT, name STRING').json(file);
    const places = names.join(spark.read.schema('name STRING, city STRING').json(cities), 'name', 'left').join(spark.table('bonus'), 'city', 'left').select('k', 'city', 'points');
    await running((events) => events.join(places, 'k', 'left'), async (feed) => {
      expect(await feed([1, 2])).toEqual([[1, 'Oslo', 5], [2, null, null]]);
      const once = reads;
      expect(await feed([1])).toEqual([[1, 'Oslo', 5]]);
      expect(reads).toBe(once);
      writeFileSync(cities, '{"name":"two","city":"Oslo"}\n');
      expect(await feed([1, 2])).toEqual([[1, null, null], [2, 'Oslo', 5]]);
      expect(reads).toBeGreaterThan(once);
      await spark.sql("INSERT INTO bonus VALUES ('Oslo', 7)").collect();
      expect((await feed([2])).toSorted()).toEqual([[2, 'Oslo', 5], [2, 'Oslo', 7]]);
      writeFileSync(file, '{"k":2,"name":"one"}\n');
      expect(await feed([2])).toEqual([[2, null, null]]);
    });
  });

  it('an empty table may be filled while the query runs', async () => {
    spark.sql('CREATE TABLE late (k INT)');
    await running((events) => events.join(spark.table('late'), 'k', 'left_anti'), async (feed) => {
      expect(await feed([1, 2])).toEqual([[1], [2]]);
      await spark.sql('INSERT INTO late VALUES (1)').collect();
      expect(await feed([1, 2])).toEqual([[2]]);
    });
  });

  it('what differs from batch to batch is computed in every batch', async () => {
    const drawn = spark.sql('SELECT k, rand() AS r FROM VALUES (1) AS t(k)');
    await running((events) => events.join(drawn, 'k'), async (feed) => {
      const [first, second] = [await feed([1]), await feed([1])];
      expect(first).toHaveLength(1);
      expect(second).not.toEqual(first);
    });
  });
});
