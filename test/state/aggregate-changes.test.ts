import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MemoryStream } from '../../src/api/memory-stream.ts';
import { Session } from '../../src/api/session.ts';
import { SimulatedEnvironment } from '../../src/environment/simulated.ts';
import { expr } from '../../src/index.ts';
import { inspectCheckpoint } from '../../src/state/inspect.ts';

/** One aggregate goes on with the state of another: results and conditions as Spark 4.3.0 gave them for the same pairs, over v = 3 and then v = 4. */
const CHECKPOINT = '/checkpoint';
let machine: SimulatedEnvironment;
let spark: Session;
let input: MemoryStream;

beforeEach(() => {
  machine = new SimulatedEnvironment({ nowMs: Date.UTC(2030, 0, 1), seed: 1 });
  spark = new Session({ environment: machine, print: () => undefined, config: { 'spark.sql.session.timeZone': 'UTC' } });
  input = spark.memoryStream('k STRING, ts TIMESTAMP, v BIGINT');
});
afterEach(async () => { await spark.stop(); });

/** One run with one more row; what the sink got. */
async function run(aggregates: string, v: bigint | null, second: number, key = 'a'): Promise<string> {
  const rows: string[] = [];
  input.addData([key, new Date(second * 1000), v]);
  const [first, ...rest] = aggregates.split('; ').map((one) => expr(one));
  const query = await input.toDF().groupBy('k').agg(first!, ...rest).writeStream.outputMode('update').option('checkpointLocation', CHECKPOINT).trigger({ availableNow: true })
    .foreachBatch(async (batch) => { rows.push(...(await batch.toJSON().collect()).map((row) => Object.values(JSON.parse(String(row['value'])) as object).slice(1).map((cell) => JSON.stringify(cell)).join(' '))); }).start();
  await query.awaitTermination();
  return rows.join(' | ');
}

async function stateAt(batchId: number): Promise<string[]> {
  return (await spark.read.format('statestore').option('batchId', batchId).load(CHECKPOINT).toJSON().collect()).map((row) => String(row['value']));
}

const goOn: readonly [string, string, string][] = [
  ['count(*)', 'sum(v)', '5'], ['sum(v)', 'count(*)', '4'], ['sum(v)', 'max(v)', '4'], ['max(v)', 'sum(v)', '7'], ['max(v)', 'min(v)', '3'], ['count(*)', 'count(v)', '2'],
  ['first(v)', 'last(v)', '4'], ['count(*)', 'max(v)', '4'], ['max(v)', 'count(*)', '4'], ['stddev(v)', 'variance(v)', '0.5'], ['collect_list(v)', 'collect_set(v)', '[3,4]'],
  ['sum(cast(v as int))', 'sum(v)', '7'], ['count(*)', 'bit_and(v)', '0'], ['bit_and(v)', 'bit_or(v)', '7'], ['count_if(v > 1)', 'count(*)', '2'], ['max(v > 1)', 'bool_or(v > 1)', 'true'],
  ['max(k)', 'min(k)', '"a"'], ['covar_samp(v, v)', 'covar_pop(v, v)', '0.25'], ['max_by(v, v)', 'min_by(v, v)', '3'], ['max_by(cast(v as double), v)', 'avg(v)', '1.75'],
  ['avg(v)', 'max_by(cast(v as double), v)', '4'], ['first(v > 1)', 'last(v > 1)', 'true'], ['count(*); sum(v)', 'sum(v); count(*)', '5 4'], ['count(*); max(k)', 'sum(v); max(k)', '5 "a"'],
];
const refused: readonly [string, string][] = [
  ['max(v)', 'first(v)'], ['avg(v)', 'sum(cast(v as double))'], ['stddev(v)', 'avg(v)'], ['sum(v)', 'sum(cast(v as double))'], ['max(cast(v as int))', 'max(v)'], ['max(v)', 'try_sum(v)'],
  ['sum(cast(v as decimal(10,2)))', 'sum(cast(v as decimal(12,2)))'], ['max_by(v, v)', 'first(v)'], ['covar_samp(v, v)', 'stddev(v)'], ['corr(v, v)', 'covar_samp(v, v)'], ['max(ts)', 'max(v)'],
  // Here Spark reads bytes of another kind: it gives nonsense, or its process dies.
  ['percentile(v, 0.5)', 'collect_list(v)'], ['collect_list(v)', 'collect_list(k)'], ['collect_list(v)', 'max(cast(k as binary))'],
];

describe('an aggregate goes on with what another one kept', () => {
  it.each(goOn)('%s, then %s', async (one, other, result) => {
    await run(one, 3n, 10);
    expect(await run(other, 4n, 11)).toBe(result);
    await run(other, null, 12);
  });

  it.each(refused)('but not %s, then %s', async (one, other) => {
    await run(one, 3n, 10);
    const error = await run(other, 4n, 11).then(() => undefined, (thrown: unknown) => thrown as { cause?: { condition?: string }; condition?: string });
    expect(error?.cause?.condition ?? error?.condition).toBe('STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE');
  });

  it('a sum that is NULL counts as 0', async () => {
    expect(await run('sum(v)', null, 10)).toBe('');
    expect(await run('count(*)', null, 11)).toBe('1');
  });

  it('what was kept before can still be looked at, with what it was then', async () => {
    await run('count(*)', 3n, 10);
    await run('sum(v)', 4n, 11);
    await run('count(*)', 7n, 12);
    expect(await stateAt(0)).toEqual(['{"key":{"k":"a"},"value":{"count":1},"partition_id":0}']);
    expect(await stateAt(1)).toEqual(['{"key":{"k":"a"},"value":{"sum":5},"partition_id":0}']);
    expect(await stateAt(2)).toEqual(['{"key":{"k":"a"},"value":{"count":6},"partition_id":0}']);
    const feed = await spark.read.format('statestore').option('readChangeFeed', true).option('changeStartBatchId', 0).load(CHECKPOINT).selectExpr('batch_id', 'value.count').orderBy('batch_id').collect();
    expect(feed).toEqual([{ batch_id: 0n, count: 1n }, { batch_id: 1n, count: 5n }, { batch_id: 2n, count: 6n }]);
  });

  it('a snapshot is translated like the changes after it', async () => {
    const query = await input.toDF().groupBy('k').count().writeStream.format('noop').outputMode('update').option('checkpointLocation', CHECKPOINT).start();
    for (let batch = 0; batch < 12; batch++) {
      input.addData(['a', null, 0n], ...Array.from({ length: batch === 1 ? 40_000 : 0 }, (_, at) => [`${at}`.padEnd(60, 'x'), null, 0n]));
      await query.processAllAvailable();
    }
    await query.stop();
    expect(inspectCheckpoint(machine, CHECKPOINT).snapshots.length).toBeGreaterThan(0);
    // A key that only the snapshot has, and one that has changed since.
    expect(await run('sum(v)', 4n, 12, '7'.padEnd(60, 'x'))).toBe('5');
    expect(await run('sum(v)', 4n, 13)).toBe('16');
  });
});
