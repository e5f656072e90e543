import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SteadyJoin {
  /** State rows that live once the watermark has caught up. */
  readonly stateRows: number;
  /** Of both sides together. */
  readonly rowsPerBatch: number;
  /** After every batch; what it returns says whether to go on. */
  readonly onBatch: (batch: { readonly batchId: number; readonly ended: number; readonly stateRows: number; readonly memoryBytes: number }) => boolean;
}

/**
 * Two streams of numbered rows with a text each, joined on the number within a range of time, for ever: a row meets a partner that came half a
 * range earlier, and goes when the range is over. So every batch adds, finds, emits and drops as many rows as the one before.
 */
export async function runSteadyJoin({ stateRows, rowsPerBatch, onBatch }: SteadyJoin): Promise<void> {
  const { session } = await import(new URL('../../dist/index.js', import.meta.url).href) as typeof import('../../src/index.ts');
  const folder = mkdtempSync(join(tmpdir(), 'steady-join-'));
  const spark = session({ config: { 'spark.sql.shuffle.partitions': 1 } });
  const perSide = rowsPerBatch / 2;
  /** A batch is a second of event time; the state of a side spans so many. */
  const range = Math.round(stateRows / rowsPerBatch);
  for (const name of ['orders', 'payments']) {
    spark.readStream.format('rate-micro-batch').option('rowsPerBatch', perSide).option('numPartitions', 1).option('advanceMillisPerBatch', 1000).option('startTimestamp', Date.UTC(2024, 0, 1)).load()
      .createOrReplaceTempView(`raw_${name}`);
  }
  const sql = `SELECT o.id, o.item, p.method, p.paidAt
    FROM (SELECT value AS id, timestamp AS orderedAt, concat('item-', value % 1000) AS item FROM raw_orders WATERMARK timestamp DELAY OF INTERVAL 0 SECONDS) o
    JOIN (SELECT value + ${Math.floor(range / 2) * perSide} AS id, timestamp AS paidAt, concat('method-', value % 7) AS method FROM raw_payments WATERMARK timestamp DELAY OF INTERVAL 0 SECONDS) p
    ON o.id = p.id AND p.paidAt BETWEEN o.orderedAt - INTERVAL ${range} SECONDS AND o.orderedAt + INTERVAL ${range} SECONDS`;
  let going = true;
  spark.streams.addListener({ onQueryProgress: ({ progress }) => {
    const [state] = progress.stateOperators;
    if (going) going = onBatch({ batchId: progress.batchId, ended: performance.now(), stateRows: Number(state?.numRowsTotal ?? 0), memoryBytes: Number(state?.memoryUsedBytes ?? 0) });
    if (!going) void query.stop();
  } });
  const query = await spark.sql(sql).writeStream.format('noop').option('checkpointLocation', join(folder, 'checkpoint')).start();
  try {
    await query.awaitTermination();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
