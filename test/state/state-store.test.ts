import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MemoryStream } from '../../src/api/memory-stream.ts';
import { Session } from '../../src/api/session.ts';
import { SimulatedEnvironment } from '../../src/environment/simulated.ts';
import { expr } from '../../src/index.ts';
import { inspectCheckpoint, printInspection } from '../../src/state/inspect.ts';

/** Schemas, rows and conditions as Spark 4.3.0 gave them for the same queries over the same rows. */
const CHECKPOINT = '/checkpoint';
type Options = Readonly<Record<string, string | number | boolean>>;

let machine: SimulatedEnvironment;
let spark: Session;

beforeEach(() => {
  machine = new SimulatedEnvironment({ nowMs: Date.UTC(2030, 0, 1), seed: 1 });
  spark = new Session({ environment: machine, print: () => undefined, config: { 'spark.sql.session.timeZone': 'UTC' } });
});
afterEach(async () => { await spark.stop(); });

function events(): MemoryStream {
  const stream = spark.memoryStream('ts TIMESTAMP, k STRING, v BIGINT');
  const at = (second: number): Date => new Date(second * 1000);
  stream.addData({ ts: at(10), k: 'a', v: 1n }, { ts: at(11), k: 'b', v: 2n }, { ts: at(12), k: 'a', v: 3n }, { ts: at(40), k: 'c', v: 4n });
  return stream;
}

async function run(frame: ReturnType<MemoryStream['toDF']>, mode = 'append'): Promise<void> {
  const query = await frame.writeStream.format('noop').outputMode(mode).option('checkpointLocation', CHECKPOINT).trigger({ availableNow: true }).start();
  await query.awaitTermination();
}

function read(options: Options = {}, format = 'statestore'): ReturnType<MemoryStream['toDF']> {
  let reader = spark.read.format(format);
  for (const [name, value] of Object.entries(options)) reader = reader.option(name, String(value));
  return reader.load(CHECKPOINT);
}

/** Rows as JSON text, one line each. */
async function lines(frame: ReturnType<MemoryStream['toDF']>): Promise<string[]> {
  const rows = await frame.selectExpr('to_json(struct(*), map("ignoreNullFields", "false")) AS line').collect();
  return rows.map((row) => String(row['line']));
}

async function conditionOf(action: () => unknown): Promise<string> {
  try {
    await action();
    return 'none';
  } catch (error) {
    return (error as { condition?: string }).condition ?? String(error);
  }
}

const counting = "SELECT k, window(ts, '10 seconds') AS w, count(*) AS n, sum(v) AS s, avg(v) AS a, max(v) AS m, stddev(v) AS sd, first(v) AS f, min(k) AS mk FROM events GROUP BY k, window(ts, '10 seconds')";

async function runCounting(): Promise<void> {
  events().toDF().withWatermark('ts', '10 seconds').createOrReplaceTempView('events');
  await run(spark.sql(counting));
}

describe('format statestore', () => {
  it('shows the buffers of aggregates under the names of Spark', async () => {
    await runCounting();
    expect(spark.engine.typesOf(read().relation)).toEqual([
      ['key', 'struct<k:string,window:struct<start:timestamp,end:timestamp>>'],
      ['value', 'struct<count:bigint,sum:bigint,sum:double,count:bigint,max:bigint,n:double,avg:double,m2:double,first:bigint,valueSet:boolean,min:string>'],
      ['partition_id', 'int'],
    ]);
    expect(await read({ batchId: 0 }).count()).toBe(3n);
    expect(await lines(read().selectExpr('key.k', 'value.max', 'value.n', 'value.m2', 'value.valueSet', 'value.min', 'partition_id'))).toEqual([
      '{"k":"c","max":4,"n":1.0,"m2":0.0,"valueSet":true,"min":"c","partition_id":0}',
    ]);
  });

  it('tells what each batch changed', async () => {
    await runCounting();
    expect(await lines(read({ readChangeFeed: true, changeStartBatchId: 0 }).selectExpr('batch_id', 'change_type', 'key.k', 'value.max').orderBy('batch_id', 'k'))).toEqual([
      '{"batch_id":0,"change_type":"update","k":"a","max":3}', '{"batch_id":0,"change_type":"update","k":"b","max":2}', '{"batch_id":0,"change_type":"update","k":"c","max":4}',
      '{"batch_id":1,"change_type":"delete","k":"a","max":null}', '{"batch_id":1,"change_type":"delete","k":"b","max":null}',
    ]);
    expect(await read({ readChangeFeed: true, changeStartBatchId: 1, changeEndBatchId: 1 }).count()).toBe(2n);
  });

  const kept: readonly [string, () => Promise<void>, readonly string[]][] = [
    ['a deduplication', () => run(events().toDF().withWatermark('ts', '10 seconds').dropDuplicates(['k', 'ts'])), ['{"key":{"k":"c","ts":"1970-01-01T00:00:40.000Z"},"value":{"__dummy__":null},"partition_id":0}']],
    ['a deduplication within the watermark', () => run(events().toDF().withWatermark('ts', '10 seconds').dropDuplicatesWithinWatermark(['k'])), ['{"key":{"k":"c"},"value":{"expiresAtMicros":50000000},"partition_id":0}']],
    ['a limit', () => run(events().toDF().limit(2)), ['{"key":{"key":null},"value":{"value":2},"partition_id":0}']],
    ['a global aggregate', () => run(events().toDF().groupBy().agg(expr('count(*)'), expr('sum(v)')), 'complete'), ['{"key":{},"value":{"count":4,"sum":10},"partition_id":0}']],
    ['sessions', async () => {
      events().toDF().withWatermark('ts', '10 seconds').createOrReplaceTempView('events');
      await run(spark.sql("SELECT k, session_window(ts, '5 seconds') AS s, count(*) AS n, sum(v) AS t FROM events GROUP BY k, session_window(ts, '5 seconds')"));
    }, ['{"key":{"k":"c","sessionStartTime":"1970-01-01T00:00:40.000Z"},"value":{"k":"c","session_window":{"start":"1970-01-01T00:00:40.000Z","end":"1970-01-01T00:00:45.000Z"},"count":1,"sum":4},"partition_id":0}']],
  ];
  it.each(kept)('shows %s', async (_, start, expected) => {
    await start();
    expect(await lines(read())).toEqual(expected);
  });

  it('shows keys that are NULL', async () => {
    const stream = spark.memoryStream('k BIGINT');
    stream.addData({ k: null }, { k: 7n }, { k: null });
    await run(stream.toDF().groupBy('k').count(), 'update');
    expect(await lines(read().orderBy('key'))).toEqual(['{"key":{"k":null},"value":{"count":2},"partition_id":0}', '{"key":{"k":7},"value":{"count":1},"partition_id":0}']);
  });

  it('shows a join store by store and side by side', async () => {
    const right = events().toDF().withWatermark('ts', '20 seconds').selectExpr('ts AS ts2', 'k AS k2', 'v AS v2');
    await run(events().toDF().withWatermark('ts', '10 seconds').join(right, expr('k = k2 AND ts2 BETWEEN ts AND ts + INTERVAL 5 SECONDS'), 'left'));
    expect(await lines(read({ joinSide: 'left' }))).toEqual(['{"key":{"field0":"c"},"value":{"ts":"1970-01-01T00:00:40.000Z","k":"c","v":4},"partition_id":0}']);
    expect(await lines(read({ storeName: 'right-keyToNumValues' }))).toEqual(['{"key":{"field0":"c"},"value":{"value":1},"partition_id":0}']);
    expect(await lines(read({ storeName: 'left-keyWithIndexToValue' }))).toEqual([
      '{"key":{"field0":"c","index":0},"value":{"ts":"1970-01-01T00:00:40.000Z","k":"c","v":4,"matched":true},"partition_id":0}',
    ]);
    expect(await lines(read({ storeName: 'left-keyToNumValues', readChangeFeed: true, changeStartBatchId: 0 }).selectExpr('batch_id', 'change_type', 'key.field0', 'value.value').orderBy('batch_id', 'field0'))).toEqual([
      '{"batch_id":0,"change_type":"update","field0":"a","value":2}', '{"batch_id":0,"change_type":"update","field0":"b","value":1}', '{"batch_id":0,"change_type":"update","field0":"c","value":1}',
      '{"batch_id":1,"change_type":"delete","field0":"a","value":null}', '{"batch_id":1,"change_type":"delete","field0":"b","value":null}',
    ]);
    expect(await conditionOf(() => read())).toBe('STDS_FAILED_TO_READ_STATE_SCHEMA');
    expect(await lines(read({}, 'state-metadata').select('stateStoreName'))).toEqual(
      ['left-keyToNumValues', 'left-keyWithIndexToValue', 'right-keyToNumValues', 'right-keyWithIndexToValue'].map((name) => `{"stateStoreName":"${name}"}`));
  });

  /** As the recorder's run of Spark 4.3.0 showed them: the flags of both sides are true, whatever the type of the join. */
  const matched: readonly [string, readonly string[], readonly string[]][] = ['inner', 'left', 'right', 'full', 'left semi'].map((type) => [
    type, type === 'left semi' ? ['n 0 false'] : ['a 0 true', 'a 1 true', 'b 0 true', 'n 0 false'], ['a 0 true', 'b 0 true', 'z 0 false'],
  ]);
  it.each(matched)('tells of both sides which rows have matched in a join: %s', async (type, left, right) => {
    const at = (second: number): Date => new Date(second * 1000);
    const [one, other] = [spark.memoryStream('k STRING, ts TIMESTAMP, v BIGINT'), spark.memoryStream('k2 STRING, ts2 TIMESTAMP, v2 BIGINT')];
    const joined = one.toDF().withWatermark('ts', '100 seconds')
      .join(other.toDF().withWatermark('ts2', '100 seconds'), expr('k = k2 AND ts2 BETWEEN ts AND ts + INTERVAL 50 SECONDS AND v <> -5'), type.replace(' ', '_') as 'inner');
    one.addData(['a', at(10), 1n], ['b', at(11), 2n], ['n', at(12), 9n]);
    other.addData(['a', at(10), 3n], ['z', at(11), 8n]);
    await run(joined);
    other.addData(['b', at(12), 4n]);
    one.addData(['a', at(10), 5n]);
    await run(joined);
    const flags = (side: string): Promise<string[]> => read({ storeName: `${side}-keyWithIndexToValue` }).selectExpr("concat_ws(' ', key.field0, key.index, value.matched) AS line").orderBy('line').collect()
      .then((rows) => rows.map((row) => String(row['line'])));
    expect([await flags('left'), await flags('right')]).toEqual([left, right]);
  });

  it('a left row of a semi join marks its first partner only', async () => {
    const at = (second: number): Date => new Date(second * 1000);
    const [one, other] = [spark.memoryStream('k STRING, ts TIMESTAMP, v BIGINT'), spark.memoryStream('k2 STRING, ts2 TIMESTAMP, v2 BIGINT')];
    const joined = one.toDF().withWatermark('ts', '100 seconds').join(other.toDF().withWatermark('ts2', '100 seconds'), expr('k = k2 AND ts2 BETWEEN ts AND ts + INTERVAL 50 SECONDS'), 'left_semi');
    other.addData(['a', at(10), 3n], ['a', at(11), 4n], ['a', at(12), 5n]);
    await run(joined);
    one.addData(['a', at(10), 1n]);
    await run(joined);
    expect(await lines(read({ storeName: 'right-keyWithIndexToValue' }).selectExpr('key.index', 'value.ts2', 'value.matched').orderBy('index'))).toEqual([
      '{"index":0,"ts2":"1970-01-01T00:00:10.000Z","matched":true}', '{"index":1,"ts2":"1970-01-01T00:00:11.000Z","matched":false}', '{"index":2,"ts2":"1970-01-01T00:00:12.000Z","matched":false}',
    ]);
  });

  const buffers: readonly [string, string, string][] = [
    ['bit_and(v)', 'bit_and:bigint', '{"bit_and":1}'], ['try_sum(v)', 'sum:bigint,isEmpty:boolean', '{"sum":8,"isEmpty":false}'], ['skewness(v)', 'n:double,avg:double,m2:double,m3:double', '{"n":2.0,"avg":4.0,"m2":2.0,"m3":0.0}'],
    ['corr(v, v)', 'n:double,xAvg:double,yAvg:double,ck:double,xMk:double,yMk:double', '{"n":2.0,"xAvg":4.0,"yAvg":4.0,"ck":2.0,"xMk":2.0,"yMk":2.0}'],
    ['regr_slope(v, v)', 'n:double,xAvg:double,yAvg:double,ck:double,n:double,avg:double,m2:double', '{"n":2.0,"xAvg":4.0,"yAvg":4.0,"ck":2.0,"n":2.0,"avg":4.0,"m2":2.0}'],
    ['regr_avgx(v, v)', 'sum:double,count:bigint', '{"sum":8.0,"count":2}'], ['regr_count(v, v)', 'count:bigint', '{"count":2}'],
    // Spark shows bytes where it keeps objects; here they are what they hold.
    ['collect_list(v)', 'buf:array<bigint>', '{"buf":[3,5]}'], ['collect_set(v)', 'buf:array<bigint>', '{"buf":[3,5]}'], ['percentile(v, 0.5)', 'buf:array<double>', '{"buf":[3.0,5.0]}'],
    ['mode(v)', 'buf:array<bigint>', '{"buf":[3,5]}'], ["listagg(k, ',')", 'buf:array<string>', '{"buf":["a","a"]}'], ['max_by(k, v, 2)', 'buf:array<struct<c0:string,c1:bigint>>', '{"buf":[{"c0":"a","c1":3},{"c0":"a","c1":5}]}'],
  ];
  it.each(buffers)('shows what %s keeps', async (aggregate, type, value) => {
    const stream = spark.memoryStream('k STRING, v BIGINT');
    stream.addData(['a', 3n], ['a', 5n]);
    await run(stream.toDF().groupBy('k').agg(expr(aggregate)), 'update');
    expect(spark.engine.typesOf(read().relation)[1]).toEqual(['value', `struct<${type}>`]);
    expect((await read().selectExpr('to_json(value) AS line').collect()).map((row) => row['line'])).toEqual([value]);
  });

  it('shows the registers of approx_count_distinct in the words of Spark', async () => {
    const stream = spark.memoryStream('k STRING, v BIGINT');
    stream.addData(['a', 3n], ['a', 5n]);
    await run(stream.toDF().groupBy('k').agg(expr('approx_count_distinct(v)')), 'update');
    const [row] = await read().select('value.*').collect();
    expect(Object.keys(row!).length).toBe(52);
    expect(Object.entries(row!).filter(([, word]) => word !== 0n)).toEqual([['MS[8]', 281_474_976_710_656n], ['MS[17]', 262_144n]]);
  });

  it('reads from a snapshot, up to a batch', async () => {
    const stream = spark.memoryStream('k STRING');
    const query = await stream.toDF().groupBy('k').count().writeStream.format('noop').outputMode('update').option('checkpointLocation', CHECKPOINT).start();
    for (let batch = 0; batch < 12; batch++) {
      // So many keys that the changes outgrow what a snapshot waits for.
      stream.addData(...Array.from({ length: batch === 1 ? 40_000 : 2 }, (_, at) => [`${batch}-${at}`.padEnd(60, 'x')]));
      await query.processAllAvailable();
    }
    await query.stop();
    const finished = inspectCheckpoint(machine, CHECKPOINT).snapshots.map(({ version }) => version);
    expect(finished.length).toBeGreaterThan(0);
    const from = { snapshotStartBatchId: finished[0]!, snapshotPartitionId: 0 };
    expect(await read(from).count()).toBe(40_022n);
    expect(await read({ ...from, batchId: finished[0]! }).count()).toBe(await read({ batchId: finished[0]! }).count());
    expect(await conditionOf(() => read({ snapshotStartBatchId: 0, snapshotPartitionId: 0 }).collect())).toBe('CANNOT_LOAD_STATE_STORE.CANNOT_READ_MISSING_SNAPSHOT_FILE');
  });

  const feed = { readChangeFeed: true, changeStartBatchId: 0 };
  const refused: readonly [Options, string][] = [
    [{ batchId: 5 }, 'STDS_COMMITTED_BATCH_UNAVAILABLE'], [{ batchId: -1 }, 'STDS_INVALID_OPTION_VALUE.IS_NEGATIVE'], [{ batchId: 'x' }, 'TIDEMARK_INVALID_OPTION'],
    [{ operatorId: 3 }, 'STDS_FAILED_TO_READ_STATE_SCHEMA'], [{ operatorId: -1 }, 'STDS_INVALID_OPTION_VALUE.IS_NEGATIVE'],
    [{ storeName: 'nope' }, 'STDS_INVALID_OPTION_VALUE.WITH_MESSAGE'], [{ storeName: '' }, 'STDS_INVALID_OPTION_VALUE.IS_EMPTY'],
    [{ joinSide: 'left' }, 'STDS_FAILED_TO_READ_STATE_SCHEMA'], [{ joinSide: 'up' }, 'STDS_INVALID_OPTION_VALUE.WITH_MESSAGE'], [{ joinSide: 'left', storeName: 'left-keyToNumValues' }, 'STDS_CONFLICT_OPTIONS'],
    [{ readChangeFeed: true }, 'STDS_REQUIRED_OPTION_UNSPECIFIED'], [{ changeStartBatchId: 0 }, 'STDS_INVALID_OPTION_VALUE.WITH_MESSAGE'],
    [{ ...feed, changeStartBatchId: 1, changeEndBatchId: 0 }, 'STDS_INVALID_OPTION_VALUE.WITH_MESSAGE'], [{ ...feed, changeEndBatchId: 9 }, 'STDS_COMMITTED_BATCH_UNAVAILABLE'],
    [{ ...feed, batchId: 0 }, 'STDS_CONFLICT_OPTIONS'], [{ ...feed, changeStartBatchId: -1 }, 'STDS_INVALID_OPTION_VALUE.IS_NEGATIVE'], [{ ...feed, joinSide: 'left' }, 'STDS_CONFLICT_OPTIONS'],
    [{ snapshotStartBatchId: 0 }, 'STDS_REQUIRED_OPTION_UNSPECIFIED'], [{ snapshotPartitionId: 0 }, 'STDS_REQUIRED_OPTION_UNSPECIFIED'],
    [{ snapshotStartBatchId: 2, snapshotPartitionId: 0 }, 'STDS_INVALID_OPTION_VALUE.WITH_MESSAGE'], [{ snapshotStartBatchId: 0, snapshotPartitionId: 0 }, 'CANNOT_LOAD_STATE_STORE.CANNOT_READ_MISSING_SNAPSHOT_FILE'],
    [{ snapshotStartBatchId: 0, snapshotPartitionId: 1 }, 'CANNOT_LOAD_STATE_STORE.SNAPSHOT_PARTITION_ID_NOT_FOUND'], [{ ...feed, snapshotStartBatchId: 0, snapshotPartitionId: 0 }, 'STDS_CONFLICT_OPTIONS'],
    [{ stateVarName: 'x' }, 'STDS_INVALID_OPTION_VALUE.WITH_MESSAGE'], [{ readRegisteredTimers: true }, 'STDS_INVALID_OPTION_VALUE.WITH_MESSAGE'],
    [{ readRegisteredTimers: true, stateVarName: 'x' }, 'STDS_CONFLICT_OPTIONS'], [{ flattenCollectionTypes: 'x' }, 'STDS_INVALID_OPTION_VALUE.WITH_MESSAGE'],
  ];
  it('refuses what Spark refuses, with its conditions', async () => {
    await runCounting();
    for (const [options, condition] of refused) expect([options, await conditionOf(() => read(options).collect())]).toEqual([options, condition]);
    expect(await conditionOf(() => spark.read.format('statestore').load())).toBe('STDS_REQUIRED_OPTION_UNSPECIFIED');
    expect(await conditionOf(() => spark.read.format('statestore').load('/nowhere'))).toBe('STDS_COMMITTED_BATCH_UNAVAILABLE');
    expect(await conditionOf(() => spark.read.format('statestore').schema('a INT').load(CHECKPOINT))).toBe('TIDEMARK_SCHEMA_NOT_ALLOWED');
  });

  it('may be read while the query runs', async () => {
    const stream = events();
    const query = await stream.toDF().groupBy('k').count().writeStream.format('noop').outputMode('update').option('checkpointLocation', CHECKPOINT).start();
    await query.processAllAvailable();
    expect(await read().count()).toBe(3n);
    await query.stop();
  });
});

describe('format state-metadata', () => {
  it('lists operators and stores', async () => {
    await runCounting();
    expect(await lines(read({}, 'state-metadata'))).toEqual(['{"operatorId":0,"operatorName":"stateStoreSave","stateStoreName":"default","numPartitions":1,"minBatchId":0,"maxBatchId":1,"operatorProperties":null}']);
    expect(await lines(spark.read.format('state-metadata').load('/nowhere'))).toEqual([]);
    expect(await conditionOf(() => spark.read.format('state-metadata').load())).toBe('STDS_REQUIRED_OPTION_UNSPECIFIED');
    expect(await read({ batchId: 0 }, 'state-metadata').count()).toBe(1n);
    for (const [batchId, condition] of [[2, 'STDS_FAILED_TO_READ_OPERATOR_METADATA'], [-1, 'STDS_INVALID_OPTION_VALUE.IS_NEGATIVE'], ['x', 'TIDEMARK_INVALID_OPTION']] as const) {
      expect(await conditionOf(() => read({ batchId }, 'state-metadata').collect())).toBe(condition);
    }
  });

  it('inspect tells the rows of each store', async () => {
    await runCounting();
    const found = inspectCheckpoint(machine, CHECKPOINT);
    expect(found.operators).toMatchObject([{ stateId: 0, operatorName: 'stateStoreSave', stores: [{ name: '0', rows: 1 }] }]);
    expect(printInspection(found)).toContain('store 0: 1 rows');
  });
});
