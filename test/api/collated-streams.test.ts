import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { session } from '../../src/index.ts';

const spark = session();

const keyed: readonly (readonly [string, string])[] = [
  ['GROUP BY', 'SELECT k, count(*) AS n FROM events GROUP BY k'],
  ['GROUP BY a struct', "SELECT struct(k) AS s, count(*) AS n FROM events GROUP BY struct(k)"],
  ['DISTINCT', 'SELECT DISTINCT k FROM events'],
];

test.each(keyed)('state by texts with a collation is refused by name: %s', async (_, sql) => {
  spark.memoryStream('v STRING').toDF().selectExpr("v COLLATE UTF8_LCASE AS k").createOrReplaceTempView('events');
  const checkpointLocation = mkdtempSync(join(tmpdir(), 'tidemark-collated-'));
  const condition = await (async (): Promise<unknown> => {
    try {
      const query = await spark.sql(sql).writeStream.format('memory').queryName('out').outputMode('update').option('checkpointLocation', checkpointLocation).start();
      await query.processAllAvailable();
      await query.stop();
    } catch (error) { return (error as { condition?: string }).condition ?? String(error); }
    return 'no error';
  })();
  expect(condition).toBe('STATE_STORE_UNSUPPORTED_OPERATION_BINARY_INEQUALITY');
});
