import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Session, session, type StreamingQuery } from '../../src/index.ts';

let folder = '';
let spark: Session;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidemark-restart-'));
  spark = session();
});
afterEach(async () => {
  for (const query of spark.streams.active) await query.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('a query that is started again on the checkpoint of an active one takes over', async () => {
  const clicks = spark.memoryStream('n INT');
  const start = async (checkpoint: string): Promise<StreamingQuery> => await clicks.toDF().writeStream.format('noop').option('checkpointLocation', checkpoint).start();
  const first = await start(folder);
  const second = await start(relative(process.cwd(), folder));
  expect([first.isActive, second.isActive]).toEqual([false, true]);
  expect(second.id).toBe(first.id);
  clicks.addData([1]);
  await second.processAllAvailable();
  expect(second.lastProgress?.numInputRows).toBe(1);
  expect(spark.streams.active).toEqual([second]);

  spark.conf.set('spark.sql.streaming.stopActiveRunOnRestart', 'false');
  await expect(start(folder)).rejects.toThrow(/TIDEMARK_CHECKPOINT_IN_USE.*query/);
  expect(second.isActive).toBe(true);
});
