import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Session, session } from '../../src/index.ts';

const usual = process.env['TMPDIR'];
let folder = '';
let spark: Session;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidemark-settings-'));
  process.env['TMPDIR'] = folder;
  spark = session();
});
afterEach(async () => {
  if (usual === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = usual;
  spark.conf.set('spark.sql.streaming.stopTimeout', '0');
  for (const query of spark.streams.active) await query.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('numRecentProgressUpdates: one less is kept, as in Spark', async () => {
  spark.conf.set('spark.sql.streaming.numRecentProgressUpdates', '3');
  const numbers = spark.memoryStream('n INT');
  const query = await numbers.toDF().writeStream.format('noop').start();
  for (let batch = 0; batch < 5; batch++) {
    numbers.addData([batch]);
    await query.processAllAvailable();
  }
  expect(query.recentProgress.map((one) => one.batchId)).toEqual([3, 4]);
});

test('stopTimeout: stop() fails while the batch runs on, and ends when it has ended', async () => {
  spark.conf.set('spark.sql.streaming.stopTimeout', '30ms');
  const numbers = spark.memoryStream('n INT');
  let begun: () => void = () => {};
  let release: () => void = () => {};
  const [running, held] = [new Promise<void>((resolve) => { begun = resolve; }), new Promise<void>((resolve) => { release = resolve; })];
  const query = await numbers.toDF().writeStream.foreachBatch(async () => { begun(); await held; }).start();
  numbers.addData([1]);
  await running;
  await expect(query.stop()).rejects.toThrow(/TIDEMARK_STOP_TIMEOUT.*30 ms/);
  expect(query.isActive).toBe(true);
  release();
  await query.awaitTermination();
  await query.stop();
  expect(query.isActive).toBe(false);
});

test.each([[false, 1], [true, 0]])('forceDeleteTempCheckpointLocation=%s: %i temporary checkpoints are left by a query that failed', async (force, left) => {
  spark.conf.set('spark.sql.streaming.forceDeleteTempCheckpointLocation', String(force));
  const numbers = spark.memoryStream('n INT');
  const query = await numbers.toDF().writeStream.foreachBatch(() => { throw new Error('no'); }).start();
  expect(readdirSync(folder).length).toBe(1);
  numbers.addData([1]);
  await expect(query.awaitTermination()).rejects.toThrow(/STREAM_FAILED/);
  expect(existsSync(folder) ? readdirSync(folder).length : 0).toBe(left);
});
