import { describe, expect, it } from 'vitest';
import { session } from '../../src/index.ts';

/** As in Spark, seeds are drawn when a plan is analyzed: a DataFrame has the same rows however often it is read, two texts that are alike have not. */
describe('what is random', () => {
  it('stays the same for a DataFrame, and for views and DataFrames made from it', async () => {
    const spark = session();
    const drawn = spark.sql('SELECT id, rand() AS r, uuid() AS u, shuffle(sequence(1, 20)) AS s FROM range(5)');
    expect(await drawn.collect()).toEqual(await drawn.collect());
    expect(await drawn.select('r').collect()).toEqual((await drawn.collect()).map((row) => ({ r: row['r'] })));
    drawn.createOrReplaceTempView('drawn');
    expect(await spark.sql('SELECT count(*) AS n FROM drawn a JOIN drawn b USING (id, r, u, s)').collect()).toEqual([{ n: 5n }]);
    const sampled = spark.range(1000).sample(0.5);
    expect(await sampled.collect()).toEqual(await sampled.collect());
    expect(await sampled.collect()).not.toEqual(await spark.range(1000).sample(0.5).collect());
  });

  it('is another one for each text and each use of a view', async () => {
    const spark = session();
    expect(await spark.sql('SELECT uuid() AS u').collect()).not.toEqual(await spark.sql('SELECT uuid() AS u').collect());
    spark.sql('CREATE TEMPORARY VIEW once AS SELECT rand() AS r');
    expect(await spark.sql('SELECT a.r = b.r AS same FROM once a, once b').collect()).toEqual([{ same: false }]);
  });

  it('is drawn anew in each batch of a stream', async () => {
    const spark = session();
    const source = spark.memoryStream('id INT');
    const query = await source.toDF().selectExpr('uuid() AS u', 'rand() AS r', 'shuffle(sequence(1, 30)) AS s').writeStream.format('memory').queryName('drawn_rows').start();
    for (let batch = 0; batch < 3; batch++) {
      source.addData([1], [2]);
      await query.processAllAvailable();
    }
    await query.stop();
    expect(await spark.sql('SELECT count(DISTINCT u) AS u, count(DISTINCT r) AS r, count(DISTINCT s) AS s FROM drawn_rows').collect()).toEqual([{ u: 6n, r: 6n, s: 6n }]);
  });
});

it('dynamic overwriting replaces the partitions of the very rows that it puts in', async () => {
  const spark = session({ config: { 'spark.sql.sources.partitionOverwriteMode': 'dynamic' } });
  spark.sql('CREATE TABLE drawn (a BIGINT, p BIGINT) USING parquet PARTITIONED BY (p)');
  spark.sql('INSERT INTO drawn SELECT -1, id FROM range(100)');
  spark.sql('INSERT OVERWRITE drawn SELECT id, CAST(rand() * 100 AS BIGINT) FROM range(60)');
  const mixed = spark.sql('SELECT p FROM drawn GROUP BY p HAVING min(a) = -1 AND max(a) >= 0');
  expect([await mixed.count(), await spark.table('drawn').where('a >= 0').count()]).toEqual([0n, 60n]);
});
