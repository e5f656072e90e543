import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { session } from '../../src/index.ts';

/**
 * Sliding windows by panes give what rows that are expanded give: an aggregate whose partials may not be merged in another order (avg of doubles)
 * beside the others keeps the whole query away from panes.
 */
const exact = 'count(*) AS n, count(v) AS known, sum(v) AS total, min(v) AS least, max(k) AS greatest, count(*) FILTER (WHERE v > 3) AS many';
const rows = fc.array(fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.constantFrom('a', 'b', null), fc.option(fc.integer({ min: -5, max: 9 }))), { maxLength: 12 }), { minLength: 1, maxLength: 6 });

describe('panes', () => {
  const spark = session({ config: { 'spark.sql.shuffle.partitions': 1 } });
  afterAll(async () => { await spark.stop(); });

  it.each(['append', 'update', 'complete'])('%s: windows, late rows and state counts are those of expanded rows', async (mode) => {
    await fc.assert(fc.asyncProperty(rows, fc.constantFrom('4 seconds', '10 seconds', '20 seconds'), async (batches, size) => {
      const by = await run(batches, size, mode, exact);
      const plain = await run(batches, size, mode, `${exact}, avg(CAST(v AS DOUBLE)) AS mean`);
      expect(by).toEqual(plain);
    }), { numRuns: 20 });
  });

  async function run(batches: readonly (readonly (readonly [number, string | null, number | null])[])[], size: string, mode: string, results: string): Promise<unknown> {
    const stream = spark.memoryStream('ts TIMESTAMP, k STRING, v INT');
    stream.toDF().createOrReplaceTempView('events');
    const seen: unknown[] = [];
    const query = await spark.sql(`SELECT window.start AS start, k, ${results} FROM events WATERMARK ts DELAY OF INTERVAL 5 SECONDS GROUP BY window(ts, '${size}', '2 seconds', '1 second'), k`)
      .writeStream.outputMode(mode).foreachBatch(async (batch, id) => { seen.push([id, (await batch.collect()).map(({ mean: _, ...row }) => JSON.stringify(row, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value))).sort()]); }).start();
    for (const batch of batches) {
      if (batch.length > 0) stream.addData(...batch.map(([second, k, v]) => [new Date(second * 1000), k, v]));
      await query.processAllAvailable();
    }
    const states = query.recentProgress.map(({ batchId, stateOperators: [state] }) => [batchId, state?.numRowsTotal, state?.numRowsUpdated, state?.numRowsDroppedByWatermark, state?.numRowsRemoved]);
    await query.stop();
    stream.release();
    return { seen, states };
  }
});
