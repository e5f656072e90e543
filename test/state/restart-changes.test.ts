import { beforeEach, describe, expect, it } from 'vitest';
import type { DataFrame } from '../../src/api/data-frame.ts';
import { Session } from '../../src/api/session.ts';
import { SimulatedEnvironment } from '../../src/environment/simulated.ts';
import { expr, type GroupState, type GroupStateTimeout } from '../../src/index.ts';

/** What may change between two runs of a query, and what may not; conditions and counts as Spark 4.3.0 gave them for the same pairs of queries. */
const SCHEMA = 'ts TIMESTAMP, k STRING, v BIGINT, i INT';
type Build = (read: (name: 'a' | 'b', options?: Readonly<Record<string, string>>) => DataFrame, spark: Session) => DataFrame;

let machine: SimulatedEnvironment;
let spark: Session;
let files: number;

beforeEach(() => {
  machine = new SimulatedEnvironment({ nowMs: Date.UTC(2030, 0, 1), seed: 1 });
  files = 0;
});

function put(): void {
  for (const name of ['a', 'b']) {
    machine.clock.advance(1000);
    machine.files.makeDirectory(`/in/${name}`);
    const file = machine.files.open(`/in/${name}/${files++}.json`, 'w');
    file.write(Buffer.from('{"ts":"1970-01-01 00:00:10","k":"a","v":1,"i":1}\n{"ts":"1970-01-01 00:00:11","k":"b","v":2,"i":2}\n'));
    file.close();
  }
}

type Counts = readonly (readonly [batchId: number, ...state: (readonly [total: number, updated: number])[]])[];

/** One run over what is there, and its batches with what they did to the state. */
async function run(build: Build, mode: string, conf: Readonly<Record<string, string>> = {}, write?: (writer: DataFrame['writeStream']) => Promise<void>): Promise<Counts> {
  put();
  spark = new Session({ environment: machine, print: () => undefined, config: { 'spark.sql.session.timeZone': 'UTC', ...conf } });
  const read = (name: 'a' | 'b', options: Readonly<Record<string, string>> = {}): DataFrame => Object.entries(options).reduce((reader, [key, value]) => reader.option(key, value), spark.readStream.schema(SCHEMA)).json(`/in/${name}`);
  try {
    const writer = build(read, spark).writeStream.outputMode(mode).option('checkpointLocation', '/checkpoint');
    if (write !== undefined) { await write(writer); return []; }
    const query = await writer.format('noop').trigger({ availableNow: true }).start();
    await query.awaitTermination();
    return query.recentProgress.map(({ batchId, stateOperators }) => [batchId, ...stateOperators.map((one) => [one.numRowsTotal, one.numRowsUpdated] as const)] as const);
  } finally {
    await spark.stop();
  }
}

const grouped = (...keys: readonly string[]): Build => (read) => read('a').groupBy(...keys).count();
const aggregated = (...aggregates: readonly string[]): Build => (read) => read('a').groupBy('k').agg(expr(aggregates[0]!), ...aggregates.slice(1).map((one) => expr(one)));
const deduplicated = (...keys: readonly string[]): Build => (read) => read('a').dropDuplicates([...keys]);
const within: Build = (read) => read('a').withWatermark('ts', '10 seconds').dropDuplicatesWithinWatermark(['k']);
const windowed = (delay: string, size: string): Build => (read) => read('a').withWatermark('ts', delay).groupBy(expr(`window(ts, '${size}')`)).count();
const sessions = (gap: string, ...aggregates: readonly string[]): Build => (read) => read('a').withWatermark('ts', '10 seconds').groupBy('k', expr(`session_window(ts, '${gap}')`))
  .agg(expr(aggregates[0]!), ...aggregates.slice(1).map((one) => expr(one)));
const joined = (on: string, left: readonly string[] = ['*'], type: 'inner' | 'left' = 'inner', range = '5 seconds'): Build => (read) => {
  const right = read('b').selectExpr('ts AS ts2', 'k AS k2', 'v AS v2', 'i AS i2').withWatermark('ts2', '10 seconds');
  return read('a').selectExpr(...left).withWatermark('ts', '10 seconds').join(right, expr(`${on} AND ts2 BETWEEN ts AND ts + INTERVAL ${range}`), type);
};
const counted = (state: 'n BIGINT' | 'n BIGINT, m INT' | 'n STRING', timeout: GroupStateTimeout = 'NoTimeout', give = 'map'): Build => (read) => {
  const groups = read('a').withWatermark('ts', '10 seconds').to('k STRING, v BIGINT, ts TIMESTAMP').groupByKey('k');
  const options = { state: state as string, output: 'k STRING', timeout };
  const step = (key: { k: string | null }, group: GroupState<Record<string, unknown>>): { k: string | null } => { group.update({ n: state === 'n STRING' ? 'x' : 1n, m: 1 }); return key; };
  return give === 'map' ? groups.mapGroupsWithState((key, _, group) => step(key, group), options) : groups.flatMapGroupsWithState('update', (key, _, group) => [step(key, group)], options);
};
const twoSources: Build = (read) => read('a').union(read('b')).groupBy('k').count();
const chain: Build = (read) => read('a').dropDuplicates(['k', 'v']).groupBy('k').count();
const stateless: Build = (read) => read('a');

const KEY = 'STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE';
const VALUE = 'STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE';
const OPERATORS = 'STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA';

const refused: readonly [string, string, Build, Build, string][] = [
  ['the type of a grouping key', 'update', grouped('k'), grouped('v'), KEY],
  ['a wider grouping key', 'update', grouped('i'), grouped('v'), KEY],
  ['a grouping key more', 'update', grouped('k'), grouped('k', 'v'), KEY],
  ['a grouping key less', 'update', grouped('k', 'v'), grouped('k'), KEY],
  ['an aggregate more', 'update', aggregated('count(*)'), aggregated('count(*)', 'sum(v)'), VALUE],
  ['an aggregate less', 'update', aggregated('count(*)', 'sum(v)'), aggregated('count(*)'), VALUE],
  ['an aggregate that keeps something else', 'update', aggregated('sum(v)'), aggregated('avg(v)'), VALUE],
  ['the order of aggregates', 'update', aggregated('count(*)', 'max(k)'), aggregated('max(k)', 'count(*)'), VALUE],
  ['the type of what is aggregated', 'update', aggregated('max(i)'), aggregated('max(v)'), VALUE],
  ['the columns of a deduplication', 'append', deduplicated('k'), deduplicated('v'), KEY],
  ['the kind of a deduplication', 'append', within, (read) => read('a').withWatermark('ts', '10 seconds').dropDuplicates(['k']), OPERATORS],
  ['a deduplication to an aggregation', 'update', deduplicated('k'), grouped('k'), OPERATORS],
  ['an aggregation to a deduplication', 'update', grouped('k'), deduplicated('k'), OPERATORS],
  ['an operator more', 'update', grouped('k'), chain, OPERATORS],
  ['an operator less', 'update', chain, grouped('k'), OPERATORS],
  ['a query with state to one without', 'update', grouped('k'), stateless, OPERATORS],
  ['a query without state to one with', 'update', stateless, grouped('k'), 'STREAMING_STATEFUL_OPERATOR_MISSING_STATE_DIRECTORY'],
  ['the type of a join key', 'append', joined('k = k2'), joined('v = v2'), KEY],
  ['a join key more', 'append', joined('k = k2'), joined('k = k2 AND v = v2'), KEY],
  ['the columns of a join side', 'append', joined('k = k2'), joined('k = k2', ['ts', 'k', 'v']), VALUE],
  ['the aggregates of sessions', 'append', sessions('5 seconds', 'count(*)'), sessions('5 seconds', 'count(*)', 'sum(v)'), VALUE],
  ['the order of grouping keys', 'update', grouped('k', 'v'), grouped('v', 'k'), KEY],
  ['a grouping key where there was none', 'update', grouped(), grouped('k'), KEY],
  ['a column more of a deduplication', 'append', deduplicated('k'), deduplicated('k', 'v'), KEY],
  ['windows to sessions', 'append', (read) => read('a').withWatermark('ts', '10 seconds').groupBy('k', expr("window(ts, '5 seconds')")).count(), sessions('5 seconds', 'count(*)'), OPERATORS],
  ['the columns of a join side, more of them', 'append', joined('k = k2', ['ts', 'k', 'v']), joined('k = k2'), VALUE],
  ['the state of mapGroupsWithState, a field more', 'update', counted('n BIGINT'), counted('n BIGINT, m INT'), VALUE],
  ['the state of mapGroupsWithState, another type', 'update', counted('n BIGINT'), counted('n STRING'), VALUE],
  ['a timeout of mapGroupsWithState where there was none', 'update', counted('n BIGINT'), counted('n BIGINT', 'ProcessingTimeTimeout'), VALUE],
  ['no timeout of mapGroupsWithState where there was one', 'update', counted('n BIGINT', 'EventTimeTimeout'), counted('n BIGINT'), VALUE],
  ['a source more', 'update', grouped('k'), twoSources, 'TIDEMARK_SOURCES_DO_NOT_MATCH'],
  ['a source less', 'update', twoSources, grouped('k'), 'TIDEMARK_SOURCES_DO_NOT_MATCH'],
  ['the type of a source', 'update', grouped('k'), (_, session) => session.readStream.format('rate').load().selectExpr('CAST(value AS STRING) AS k').groupBy('k').count(), 'TIDEMARK_SOURCE_FORMAT_CHANGED'],
];

describe('a changed query is refused', () => {
  it.each(refused)('%s', async (_, mode, first, second, condition) => {
    await run(first, mode);
    const error: unknown = await run(second, mode).then(() => undefined, (thrown: unknown) => thrown);
    const { cause } = error as { cause?: { condition?: string } };
    expect(cause?.condition ?? (error as { condition?: string }).condition).toBe(condition);
    // Nothing was spoilt: the query as it was goes on.
    expect((await run(first, mode)).length).toBeGreaterThan(0);
  });
});

const allowed: readonly [string, string, Build, Build, Counts][] = [
  ['the name of a grouping key', 'update', grouped('k'), (read) => read('a').selectExpr('k AS kk', 'v').groupBy('kk').count(), [[1, [2, 2]]]],
  ['a filter more', 'update', aggregated('sum(v)'), (read) => read('a').where('v > 1').groupBy('k').agg(expr('sum(v)')), [[1, [2, 1]]]],
  ['an aggregate that keeps the same', 'update', aggregated('sum(v)'), aggregated('max(v)'), [[1, [2, 2]]]],
  ['a filter, without state', 'append', stateless, (read) => read('a').where('v > 1'), [[1]]],
  ['the columns that come out', 'append', stateless, (read) => read('a').select('k'), [[1]]],
  ['rate limits', 'update', grouped('k'), (read) => read('a', { maxFilesPerTrigger: '1' }).groupBy('k').count(), [[1, [2, 2]]]],
  ['the delay of a watermark', 'append', windowed('10 seconds', '5 seconds'), windowed('20 seconds', '5 seconds'), [[2, [1, 1]]]],
  ['the size of windows', 'append', windowed('10 seconds', '5 seconds'), windowed('10 seconds', '10 seconds'), [[2, [2, 1]]]],
  ['the gap of sessions', 'append', sessions('5 seconds', 'count(*)'), sessions('9 seconds', 'count(*)'), [[2, [2, 2]]]],
  ['the kind of a join', 'append', joined('k = k2'), joined('k = k2', ['*'], 'left'), [[2, [8, 4]]]],
  ['the range of a join', 'append', joined('k = k2'), joined('k = k2', ['*'], 'inner', '50 seconds'), [[2, [8, 4]]]],
  ['a grouping key that may be NULL now', 'update', (read) => read('a').selectExpr("coalesce(k, '') AS k").groupBy('k').count(), grouped('k'), [[1, [2, 2]]]],
  ['a grouping key that may not be NULL any more', 'update', grouped('k'), (read) => read('a').selectExpr("coalesce(k, '') AS k").groupBy('k').count(), [[1, [2, 2]]]],
  ['an expression as grouping key', 'update', grouped('k'), (read) => read('a').selectExpr('upper(k) AS k').groupBy('k').count(), [[1, [4, 2]]]],
  ['the names of results', 'update', aggregated('count(*) AS a'), aggregated('count(*) AS b'), [[1, [2, 2]]]],
  ['the order of aggregates that keep the same', 'update', aggregated('count(*)', 'sum(v)'), aggregated('sum(v)', 'count(*)'), [[1, [2, 2]]]],
  ['windows that slide now', 'update', windowed('10 seconds', '5 seconds'), (read) => read('a').withWatermark('ts', '10 seconds').groupBy(expr("window(ts, '10 seconds', '5 seconds')")).count(), [[2, [3, 2]]]],
  ['a condition more of a join', 'append', joined('k = k2'), joined('k = k2 AND v <= v2'), [[2, [8, 4]]]],
  ['the function of mapGroupsWithState', 'update', counted('n BIGINT'), (read) => read('a').to('k STRING').groupByKey('k').mapGroupsWithState((key) => key, { state: 'n BIGINT', output: 'k STRING' }), [[1, [2, 0]]]],
  ['mapGroupsWithState to flatMapGroupsWithState', 'update', counted('n BIGINT'), counted('n BIGINT', 'NoTimeout', 'flatMap'), [[1, [2, 2]]]],
  ['the number of a limit', 'append', (read) => read('a').limit(3), (read) => read('a').limit(10), [[1, [1, 1]]]],
];

describe('a changed query goes on', () => {
  it.each(allowed)('%s', async (_, mode, first, second, counts) => {
    await run(first, mode);
    expect(await run(second, mode)).toEqual(counts);
  });

  it('the output mode', async () => {
    await run(grouped('k'), 'update');
    expect(await run(grouped('k'), 'complete')).toEqual([[1, [2, 2]]]);
  });

  it('the trigger, and the sink with what it is given', async () => {
    await run(grouped('k'), 'update');
    const seen: string[] = [];
    await run(grouped('k'), 'update', {}, async (writer) => {
      const query = await writer.trigger({ once: true }).foreachBatch(async (batch) => { seen.push(...(await batch.orderBy('k').collect()).map((row) => Object.values(row).join(' '))); }).start();
      await query.awaitTermination();
    });
    expect(seen).toEqual(['a 2', 'b 2']);
  });

  it('the kind of a timeout', async () => {
    // With processing time there is always another batch.
    const once = async (timeout: GroupStateTimeout): Promise<void> => {
      await run(counted('n BIGINT', timeout), 'update', {}, async (writer) => { await (await writer.format('noop').trigger({ once: true }).start()).awaitTermination(); });
    };
    await once('ProcessingTimeTimeout');
    await once('EventTimeTimeout');
  });

  it('the check of schemas: where it is off, columns of the same width are read as what they are now', async () => {
    await run(aggregated('max(i)'), 'update');
    const off = { 'spark.sql.streaming.stateStore.stateSchemaCheck': 'false' };
    await expect(run(aggregated('max(v)'), 'update', off)).rejects.toThrow('STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE');
    await expect(run(aggregated('max(CAST(i AS DATE))'), 'update')).rejects.toThrow();
    expect(await run(aggregated("max(date_add(DATE'1970-01-01', i))"), 'update', off)).toEqual([[1, [2, 2]]]);
  });

  it.each([['spark.sql.shuffle.partitions', '5'], ['spark.sql.streaming.multipleWatermarkPolicy', 'max']])('%s, whose first value stays', async (key, value) => {
    await run(grouped('k'), 'update');
    expect(await run(grouped('k'), 'update', { [key]: value })).toEqual([[1, [2, 2]]]);
  });
});
