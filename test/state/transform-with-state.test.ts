import { afterEach, beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import type { DataFrame } from '../../src/api/data-frame.ts';
import type { MemoryStream } from '../../src/api/memory-stream.ts';
import type { Row } from '../../src/api/row.ts';
import type { RowOf } from '../../src/api/row-type.ts';
import { Session } from '../../src/api/session.ts';
import type { ListState, MapState, StatefulProcessor, StatefulProcessorHandle, TimerValues } from '../../src/api/stateful-processor.ts';
import type { TransformOptions } from '../../src/api/key-value-grouped.ts';
import type { StreamingQuery } from '../../src/api/streaming-query.ts';
import { SimulatedEnvironment } from '../../src/environment/simulated.ts';
import { expr } from '../../src/index.ts';
import { checkFingerprint } from '../../src/state/check-fingerprint.ts';
import type { OperatorFingerprint } from '../../src/state/durable-state.ts';
import { arrayType, field, intType, longType, type StructType, structType } from '../../src/types/data-type.ts';

const CHECKPOINT = '/checkpoint';
type Key = { readonly k: string | null };

let machine: SimulatedEnvironment;
let spark: Session;
let input: MemoryStream<{ k: string | null; v: bigint | null }>;
let query: StreamingQuery | undefined;
let seen: string[];

beforeEach(() => { open(); });
afterEach(async () => { await query?.stop().catch(() => undefined); query = undefined; await spark.stop(); });

function open(conf: Readonly<Record<string, string>> = {}): void {
  machine = new SimulatedEnvironment({ nowMs: 1_000_000, autoAdvance: false, seed: 1 });
  spark = new Session({ environment: machine, print: () => undefined, config: { 'spark.sql.session.timeZone': 'UTC', ...conf } });
  input = spark.memoryStream('k STRING, v BIGINT');
  seen = [];
}

interface Parts {
  readonly init: (handle: StatefulProcessorHandle) => unknown;
  readonly rows?: (key: Key, rows: readonly Row[], timers: TimerValues) => readonly string[];
  readonly timer?: (key: Key, expiryMs: number) => readonly string[];
  readonly initial?: (key: Key, state: Row) => void;
}

function processorOf({ init, rows, timer, initial }: Parts): (handle: StatefulProcessorHandle) => StatefulProcessor<Key, Row, { text: string | null }> {
  const asRows = (texts: readonly string[]): { text: string }[] => texts.map((text) => ({ text }));
  return (handle) => {
    init(handle);
    return {
      handleInputRows: (key, given, timers) => asRows(rows?.(key, given, timers) ?? []),
      handleExpiredTimer: (key, _, { expiryTimeInMs }) => asRows(timer?.(key, expiryTimeInMs) ?? []),
      ...(initial === undefined ? {} : { handleInitialState: (key: Key, state: Row) => { initial(key, state); } }),
    };
  };
}

async function start(parts: Parts, options: Partial<TransformOptions<'text STRING', Key>> = {}): Promise<void> {
  const frame = input.toDF().groupByKey('k').transformWithState(processorOf(parts), { output: 'text STRING', outputMode: 'update', timeMode: 'ProcessingTime', ...options });
  query = await frame.writeStream.outputMode(options.outputMode ?? 'update').trigger({ processingTime: '1 second' }).option('checkpointLocation', CHECKPOINT)
    .foreachBatch(async (batch) => { for (const row of await batch.collect()) seen.push(String(row['text'])); }).start();
  await rest();
}

/** Until the query sleeps; then the next tick. */
async function rest(): Promise<void> {
  for (let turn = 0; query!.isActive && machine.clock.sleeperCount === 0; turn++) {
    if (turn > 200_000) throw new Error('the query does not come to rest');
    await new Promise((resolve) => { setImmediate(resolve); });
  }
  if (query!.exception !== null) throw query!.exception;
}

async function tick(ms: number, ...rows: readonly { k: string; v: bigint }[]): Promise<string[]> {
  if (rows.length > 0) input.addData(...rows);
  machine.clock.advance(ms);
  await rest();
  return seen.splice(0);
}

async function stop(): Promise<void> {
  await query!.stop();
  query = undefined;
}

async function conditionOf(action: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await action();
    return undefined;
  } catch (error) {
    const cause = (error as { cause?: { condition?: string } }).cause;
    return cause?.condition ?? (error as { condition?: string }).condition;
  }
}

describe('time to live', () => {
  it('hides a value and then drops it, so long after it was last written', async () => {
    let total!: ReturnType<typeof valueState>;
    await start({
      init(handle) { total = handle.getValueState('total', 'n BIGINT', { ttlDurationMs: 10_000 }); },
      rows(key, rows) {
        const n = (total.get()?.n ?? 0n) + BigInt(rows.length);
        total.update({ n });
        return [`${key.k} ${n}`];
      },
    });
    expect(await tick(1000, { k: 'a', v: 1n })).toEqual(['a 1']);
    expect(await tick(9000, { k: 'a', v: 1n })).toEqual(['a 2']);
    expect(await tick(9999)).toEqual([]);
    expect(query!.lastProgress!.stateOperators[0]!.numRowsTotal).toBe(1);
    expect(await tick(1000)).toEqual([]);
    expect(query!.lastProgress!.stateOperators[0]).toMatchObject({ numRowsTotal: 0, customMetrics: { numValuesRemovedDueToTTLExpiry: 1, numValueStateWithTTLVars: 1 } });
    expect(await tick(1000, { k: 'a', v: 1n })).toEqual(['a 1']);
  });

  it('lets elements of lists and entries of maps expire one by one, also over a restart', async () => {
    const parts = (): Parts => {
      let list!: ReturnType<typeof listState>;
      let map!: ReturnType<typeof mapState>;
      return {
        init(handle) { list = handle.getListState('list', 'v BIGINT', { ttlDurationMs: 5000 }); map = handle.getMapState('map', 'v BIGINT', 'at STRING', { ttlDurationMs: 5000 }); },
        rows(_, rows) {
          for (const row of rows) { list.appendValue({ v: row['v'] as bigint }); map.updateValue({ v: row['v'] as bigint }, { at: 'x' }); }
          return [`list ${list.get().map(({ v }) => v).join()} map ${map.keys().map(({ v }) => v).join()}`];
        },
      };
    };
    await start(parts());
    expect(await tick(1000, { k: 'a', v: 1n })).toEqual(['list 1 map 1']);
    expect(await tick(3000, { k: 'a', v: 2n })).toEqual(['list 1,2 map 1,2']);
    await stop();
    await start(parts());
    expect(await tick(2000, { k: 'a', v: 3n })).toEqual(['list 2,3 map 2,3']);
    expect(query!.lastProgress!.stateOperators[0]!.numRowsTotal).toBe(3);
    await tick(10_000);
    expect(query!.lastProgress!.stateOperators[0]!.numRowsTotal).toBe(0);
  });

  it('needs processing time and a duration', async () => {
    const declare = (timeMode: 'None' | 'EventTime' | 'ProcessingTime', ttlDurationMs: number): Promise<string | undefined> =>
      conditionOf(() => start({ init: (handle) => handle.getValueState('s', 'n INT', { ttlDurationMs }) }, { timeMode }));
    expect(await declare('None', 5)).toBe('STATEFUL_PROCESSOR_INCORRECT_TIME_MODE_TO_ASSIGN_TTL');
    expect(await declare('EventTime', 5)).toBe('STATEFUL_PROCESSOR_INCORRECT_TIME_MODE_TO_ASSIGN_TTL');
    expect(await declare('ProcessingTime', 0)).toBe('STATEFUL_PROCESSOR_TTL_DURATION_MUST_BE_POSITIVE');
  });
});

describe('timers and initial state', () => {
  it('fire in the order of their times, once, after all rows, and survive restarts', async () => {
    const parts = (): Parts => {
      let handle!: StatefulProcessorHandle;
      return {
        init(given) { handle = given; given.getValueState('s', 'n INT'); },
        rows(key, rows, timers) {
          for (const row of rows) handle.registerTimer(timers.getCurrentProcessingTimeInMs() + Number(row['v']));
          return [`${key.k} waits for ${handle.listTimers().length}`];
        },
        timer: (key, expiryMs) => [`${key.k} at ${expiryMs}`],
      };
    };
    await start(parts());
    expect(await tick(1000, { k: 'a', v: 3000n }, { k: 'a', v: 2000n }, { k: 'b', v: 2500n })).toEqual(['a waits for 2', 'b waits for 1']);
    await stop();
    await start(parts());
    expect(await tick(3000, { k: 'c', v: 9000n })).toEqual(['c waits for 1', 'a at 1003000', 'a at 1004000', 'b at 1003500']);
    expect(await tick(1000)).toEqual([]);
    expect(await tick(8000)).toEqual(['c at 1013000']);
  });

  it('are refused without a time mode', async () => {
    let handle!: StatefulProcessorHandle;
    const parts: Parts = { init(given) { handle = given; }, rows: () => { handle.registerTimer(1); return []; } };
    await start(parts, { timeMode: 'None' });
    expect(await conditionOf(() => tick(1000, { k: 'a', v: 1n }))).toBe('STATEFUL_PROCESSOR_CANNOT_PERFORM_OPERATION_WITH_INVALID_TIME_MODE');
  });

  it('initial rows are seen one by one, in the first batch only', async () => {
    let total!: ReturnType<typeof valueState>;
    const add = (n: bigint): void => { total.update({ n: (total.get()?.n ?? 0n) + n }); };
    const initialState = spark.sql("SELECT * FROM VALUES ('a', 10L), ('b', 20L), ('a', 5L) AS t(k, start)").to('k STRING, start BIGINT').groupByKey('k');
    await start({
      init(handle) { total = handle.getValueState('total', 'n BIGINT'); },
      initial: (_, state) => { add(state['start'] as bigint); },
      rows: (key, rows) => { add(BigInt(rows.length)); return [`${key.k} ${total.get()!.n}`]; },
    }, { initialState });
    expect(await tick(1000, { k: 'a', v: 1n }, { k: 'c', v: 1n })).toEqual(['a 16', 'c 1']);
    expect(await tick(1000, { k: 'a', v: 1n }, { k: 'b', v: 1n })).toEqual(['a 17', 'b 21']);
  });
});

describe('schema evolution', () => {
  /** Writes with one program, then reads with another. */
  async function evolve(first: Parts, second: Parts, more: { readonly conf?: Readonly<Record<string, string>>; readonly options?: Partial<TransformOptions<'text STRING', Key>> } = {}): Promise<string[] | string | undefined> {
    if (more.conf !== undefined) open(more.conf);
    await start(first);
    await tick(1000, { k: 'a', v: 1n });
    await stop();
    try {
      await start(second, more.options);
      return await tick(1000, { k: 'a', v: 2n });
    } catch (error) {
      return conditionOf(() => Promise.reject(error as Error));
    }
  }
  const writes = (schema: string, row: Row): Parts => {
    let state!: { update(value: Row): void };
    return { init(handle) { state = handle.getValueState('s', schema); }, rows: () => { state.update(row); return []; } };
  };
  const reads = (schema: string, kind: 'value' | 'list' | 'map' = 'value'): Parts => {
    let get!: () => unknown;
    return {
      init(handle) {
        if (kind === 'value') { const one = handle.getValueState('s', schema); get = () => one.get(); }
        else if (kind === 'list') { const one = handle.getListState('s', schema); get = () => one.get(); }
        else { const one = handle.getMapState('s', schema, schema); get = () => one.keys(); }
      },
      rows: () => [JSON.stringify(get(), (_, cell: unknown) => (typeof cell === 'bigint' ? Number(cell) : cell))],
    };
  };
  const avro = { conf: { 'spark.sql.streaming.stateStore.encodingFormat': 'avro' } };

  it('variables come and go', async () => {
    let fresh!: { get(): unknown };
    const second: Parts = { init(handle) { fresh = handle.getValueState('fresh', 'n INT'); }, rows: () => [String(fresh.get())] };
    expect(await evolve(writes('n INT', { n: 1 }), second)).toEqual(['null']);
  });
  it('names of fields may change', async () => { expect(await evolve(writes('n INT', { n: 1 }), reads('m INT'))).toEqual(['{"m":1}']); });
  it('the kind of a variable may not', async () => { expect(await evolve(writes('n INT', { n: 1 }), reads('n INT', 'list'))).toBe('STATE_STORE_INVALID_VARIABLE_TYPE_CHANGE'); });
  it('types of fields may not', async () => { expect(await evolve(writes('n INT', { n: 1 }), reads('n BIGINT'))).toBe('STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE'); });
  it('avro: fields are added, removed and moved, numbers widened', async () => {
    expect(await evolve(writes('n INT, gone STRING', { n: 1, gone: 'x' }), reads('added STRING, n BIGINT'), avro)).toEqual(['{"added":null,"n":1}']);
  });
  it('avro: numbers do not get narrower', async () => { expect(await evolve(writes('n BIGINT', { n: 1n }), reads('n INT'), avro)).toBe('STATE_STORE_INVALID_VALUE_SCHEMA_EVOLUTION'); });
  it('time mode and output mode stay', async () => {
    expect(await evolve(writes('n INT', { n: 1 }), reads('n INT'), { options: { timeMode: 'None' } })).toBe('STATE_STORE_INVALID_CONFIG_AFTER_RESTART');
    open();
    expect(await evolve(writes('n INT', { n: 1 }), reads('n INT'), { options: { outputMode: 'append' } })).toBe('STATE_STORE_INVALID_CONFIG_AFTER_RESTART');
  });
  it('state written in an older shape is still read after several versions', async () => {
    open(avro.conf);
    await start(writes('n INT', { n: 1 }));
    await tick(1000, { k: 'old', v: 1n });
    await stop();
    await start(writes('n INT, m INT', { n: 2, m: 2 }));
    await tick(1000, { k: 'middle', v: 1n });
    await stop();
    await start(reads('m INT, n BIGINT'));
    expect(await tick(1000, { k: 'old', v: 1n }, { k: 'middle', v: 1n })).toEqual(['{"m":null,"n":1}', '{"m":2,"n":2}']);
  });
});

describe('limits of evolution', () => {
  const grow = async (build: (version: number) => Parts): Promise<{ readonly runs: number; readonly error: { readonly condition: string; readonly parameters: object } }> => {
    for (let runs = 0; ; runs++) {
      try {
        await start(build(runs));
        await tick(1000, { k: 'a', v: 1n });
        await stop();
      } catch (error) {
        return { runs, error: (error as { cause: { condition: string; parameters: object } }).cause };
      }
    }
  };

  it('128 versions of the state, as new variables come and old ones go', () => {
    const shapeOf = (version: number): StructType => structType([field(`v${version}`, structType([field('n', intType)])), field('$timeoutMs', longType), field('$timers', arrayType(longType))]);
    const operator = (versions: number): OperatorFingerprint => {
      const shapes = Array.from({ length: versions }, (_, version) => shapeOf(version));
      return {
        stateId: 0, operatorName: 'transformWithStateExec', properties: '{"timeMode":"NoTime","outputMode":"Update"}', encoding: 'unsaferow',
        stores: [{ name: '0', key: { fields: [] }, value: { fields: shapes.at(-1)!.fields }, layout: { keyTypes: [], columns: [], key: [], value: [], shapes: { at: 0, types: shapes } } }],
      };
    };
    // The 128th goes on from 127 others.
    expect(() => { checkFingerprint([operator(127)], [operator(128)]); }).not.toThrow();
    const parameters = { numStateSchemaFiles: '129', maxStateSchemaFiles: '128', addedColumnFamilies: '(v128)', removedColumnFamilies: '(v127)' };
    expect(() => { checkFingerprint([operator(128)], [operator(129)]); }).toThrow(expect.objectContaining({ condition: 'STATE_STORE_STATE_SCHEMA_FILES_THRESHOLD_EXCEEDED', parameters }));
  });

  it('16 versions of a variable', async () => {
    open({ 'spark.sql.streaming.stateStore.encodingFormat': 'avro' });
    const { runs, error } = await grow((version) => {
      const names = Array.from({ length: version + 1 }, (_, at) => `f${at}`);
      let state!: { update(value: Row): void };
      return { init(handle) { state = handle.getValueState('v', names.map((name) => `${name} INT`).join()); }, rows: () => { state.update(Object.fromEntries(names.map((name) => [name, 1]))); return []; } };
    });
    expect([runs, error.condition, error.parameters]).toEqual([16, 'STATE_STORE_VALUE_SCHEMA_EVOLUTION_THRESHOLD_EXCEEDED', { colFamilyName: 'v', numSchemaEvolutions: '16', maxSchemaEvolutions: '16' }]);
    const read = (batchId: number): ReturnType<MemoryStream['toDF']> => spark.read.format('statestore').option('stateVarName', 'v').option('batchId', batchId).load(CHECKPOINT).select('value.*');
    // As it was then.
    expect(await read(2).columns()).toEqual(['f0', 'f1', 'f2']);
  });
});

describe('a column of the result as event time', () => {
  const at = (second: number): Date => new Date(second * 1000);
  const timed = (shiftSeconds: number, options: { readonly eventTimeColumn?: string; readonly delay?: string } = {}) => {
    const stream = spark.memoryStream('k STRING, ts TIMESTAMP');
    const input = options.delay === '' ? stream.toDF() : stream.toDF().withWatermark('ts', options.delay ?? '10 seconds');
    const frame = input.groupByKey('k').transformWithState(() => ({
      handleInputRows: (key, rows) => rows.map(({ ts }) => ({ k: key.k, at: new Date(ts!.getTime() + shiftSeconds * 1000) })),
    }), { output: 'k STRING, at TIMESTAMP', eventTimeColumn: options.eventTimeColumn ?? 'at', outputMode: 'append' });
    return { stream, frame };
  };
  /** Every step one run over the seconds given; the rows of each batch. */
  async function runs(stream: MemoryStream, frame: DataFrame, steps: readonly (readonly number[])[]): Promise<string[]> {
    const out: string[] = [];
    for (const step of steps) {
      stream.addData(...step.map((second) => ['a', at(second)]));
      const one = await frame.writeStream.option('checkpointLocation', CHECKPOINT).trigger({ availableNow: true })
        .foreachBatch(async (batch, id) => { out.push([id, ...(await batch.collect()).map((row) => Object.values(row).map(Number).join(':')).sort()].join(' ')); }).start();
      await one.awaitTermination();
    }
    return out;
  }

  it('closes windows behind it, batch by batch as in Spark', async () => {
    const { stream, frame } = timed(0);
    const counted = frame.groupBy(expr("window(at, '10 seconds')")).count().selectExpr('unix_seconds(window.start) AS start', 'count');
    expect(await runs(stream, counted, [[10, 25], [60], [5], [100]])).toEqual(['0', '1', '2', '3 10:1 20:1', '4', '5', '6 60:1']);
  });
  it('must not lie behind the watermark', async () => {
    const { stream, frame } = timed(-15);
    expect(await conditionOf(() => runs(stream, frame, [[10]]))).toBe('EMITTING_ROWS_OLDER_THAN_WATERMARK_NOT_ALLOWED');
  });
  it('must be there, be a timestamp, and needs a watermark', () => {
    expect(() => timed(0, { eventTimeColumn: 'nope' })).toThrow('UNRESOLVED_COLUMN.WITH_SUGGESTION');
    expect(() => timed(0, { eventTimeColumn: 'k' })).toThrow('EVENT_TIME_IS_NOT_ON_TIMESTAMP_TYPE');
    expect(() => timed(0, { delay: '' })).toThrow('CANNOT_ASSIGN_EVENT_TIME_COLUMN_WITHOUT_WATERMARK');
  });
});

describe('what a handle refuses', () => {
  const problems: readonly [string, (handle: StatefulProcessorHandle) => unknown, string][] = [
    ['a name twice', (handle) => { handle.getValueState('s', 'n INT'); handle.getListState('s', 'n INT'); }, 'STATEFUL_PROCESSOR_DUPLICATE_STATE_VARIABLE_DEFINED'],
    ['a reserved name', (handle) => handle.getValueState('$s', 'n INT'), 'STATE_STORE_CANNOT_CREATE_COLUMN_FAMILY_WITH_RESERVED_CHARS'],
    ['state before rows', (handle) => handle.getValueState('s', 'n INT').get(), 'STATEFUL_PROCESSOR_CANNOT_PERFORM_OPERATION_WITH_INVALID_HANDLE_STATE'],
  ];
  it.each(problems)('%s', async (_, init, condition) => { expect(await conditionOf(() => start({ init }))).toBe(condition); });

  it('variables after init, empty lists and NULL', async () => {
    for (const [rows, condition] of [
      [(handle: StatefulProcessorHandle) => { handle.getValueState('late', 'n INT'); }, 'STATEFUL_PROCESSOR_CANNOT_PERFORM_OPERATION_WITH_INVALID_HANDLE_STATE'],
      [(_: StatefulProcessorHandle, list: ReturnType<typeof listState>) => { list.put([]); }, 'ILLEGAL_STATE_STORE_VALUE.EMPTY_LIST_VALUE'],
      [(_: StatefulProcessorHandle, list: ReturnType<typeof listState>) => { list.put(null as never); }, 'ILLEGAL_STATE_STORE_VALUE.NULL_VALUE'],
    ] as const) {
      let handle!: StatefulProcessorHandle;
      let list!: ReturnType<typeof listState>;
      open();
      await start({ init(given) { handle = given; list = given.getListState('list', 'v BIGINT'); }, rows: () => { rows(handle, list); return []; } });
      expect(await conditionOf(() => tick(1000, { k: 'a', v: 1n }))).toBe(condition);
    }
  });
});

describe('state as a table', () => {
  it('shows variables, elements, entries and timers', async () => {
    let set!: (v: bigint, now: number) => void;
    await start({
      init(handle) {
        const value = handle.getValueState('value', 'n BIGINT', { ttlDurationMs: 60_000 });
        const list = handle.getListState('list', 'n BIGINT');
        const map = handle.getMapState('map', 'id BIGINT', 'n BIGINT');
        set = (v, now) => { value.update({ n: v }); list.appendValue({ n: v }); map.updateValue({ id: v }, { n: v }); handle.registerTimer(now + 90_000); };
      },
      rows: (_, rows, timers) => { for (const row of rows) set(row['v'] as bigint, timers.getCurrentProcessingTimeInMs()); return []; },
    });
    await tick(1000, { k: 'a', v: 1n }, { k: 'a', v: 2n });
    const read = async (options: Readonly<Record<string, string>>): Promise<string[]> => {
      let reader = spark.read.format('statestore');
      for (const [name, value] of Object.entries(options)) reader = reader.option(name, value);
      return (await reader.load(CHECKPOINT).selectExpr('to_json(struct(*)) AS line').collect()).map((row) => String(row['line']));
    };
    expect(await read({ stateVarName: 'value' })).toEqual(['{"key":{"k":"a"},"value":{"value":{"n":2},"ttlExpirationMs":1061000},"partition_id":0}']);
    expect(await read({ stateVarName: 'list' })).toEqual([1, 2].map((n) => `{"key":{"k":"a"},"list_element":{"n":${n}},"partition_id":0}`));
    expect(await read({ stateVarName: 'list', flattenCollectionTypes: 'false' })).toEqual(['{"key":{"k":"a"},"list_value":[{"n":1},{"n":2}],"partition_id":0}']);
    expect(await read({ stateVarName: 'map' })).toEqual([1, 2].map((n) => `{"key":{"k":"a"},"user_map_key":{"id":${n}},"user_map_value":{"n":${n}},"partition_id":0}`));
    expect(await read({ readRegisteredTimers: 'true' })).toEqual(['{"key":{"k":"a"},"expiration_timestamp_ms":1091000,"partition_id":0}']);
    expect(await read({ storeName: 'value' })).toEqual(await read({ stateVarName: 'value' }));
    expect(await conditionOf(() => read({ storeName: 'x' }))).toBe('STDS_INVALID_OPTION_VALUE.WITH_MESSAGE');
    expect(await read({ stateVarName: 'map', flattenCollectionTypes: 'false' })).toEqual(['{"key":{"k":"a"},"map_value":{"[1]":{"n":1},"[2]":{"n":2}},"partition_id":0}']);
    expect(await read({ stateVarName: 'list', readChangeFeed: 'true', changeStartBatchId: '0' })).toEqual([1, 2].map((n) => `{"batch_id":0,"change_type":"append","key":{"k":"a"},"list_element":{"n":${n}},"partition_id":0}`));
    expect(await conditionOf(() => read({}))).toBe('STDS_REQUIRED_OPTION_UNSPECIFIED');
    expect(await conditionOf(() => read({ stateVarName: 'x' }))).toBe('STDS_INVALID_OPTION_VALUE.WITH_MESSAGE');
    const [properties] = await spark.read.format('state-metadata').load(CHECKPOINT).collect();
    expect(JSON.parse(String(properties!['operatorProperties']))).toMatchObject({ timeMode: 'ProcessingTime', outputMode: 'Update', stateVariables: [{ stateName: 'value', ttlEnabled: true }, {}, {}] });
  });
});

describe('the feed of what changed', () => {
  type Step = (states: { readonly list: ListState<{ n: bigint | null }>; readonly map: MapState<{ id: bigint | null }, { n: bigint | null }> }) => void;

  async function feedOf(variable: string, shown: string, steps: readonly Step[]): Promise<string[]> {
    let at = 0;
    let run!: () => void;
    await start({
      init(handle) {
        const states = { list: handle.getListState('list', 'n BIGINT'), map: handle.getMapState('map', 'id BIGINT', 'n BIGINT') };
        run = () => { steps[at++]!(states); };
      },
      rows: () => { run(); return []; },
    });
    for (const _ of steps) await tick(1000, { k: 'a', v: 1n });
    const feed = spark.read.format('statestore').option('stateVarName', variable).option('flattenCollectionTypes', 'false').option('readChangeFeed', 'true').option('changeStartBatchId', '0').load(CHECKPOINT);
    return (await feed.selectExpr(`concat_ws(' ', batch_id, change_type, key.k, ${shown}) AS line`).collect()).map((row) => String(row['line']));
  }

  const elements = (...ns: bigint[]): { n: bigint }[] => ns.map((n) => ({ n }));

  it('appends what comes behind a list; another list starts with an update', async () => {
    expect(await feedOf('list', 'list_element.n', [
      ({ list }) => { list.appendList(elements(1n, 2n)); }, ({ list }) => { list.appendValue({ n: 3n }); }, ({ list }) => { list.put(elements(7n, 8n)); }, ({ list }) => { list.clear(); },
    ])).toEqual(['0 append a 1', '0 append a 2', '1 append a 3', '2 update a 7', '2 append a 8', '3 delete a']);
  });

  it('shows each entry of a map on its own', async () => {
    expect(await feedOf('map', "user_map_key.id, coalesce(string(user_map_value.n), 'NULL')", [
      ({ map }) => { for (const id of [1n, 2n, 3n]) map.updateValue({ id }, { n: id }); },
      ({ map }) => { map.updateValue({ id: 1n }, { n: 5n }); map.removeKey({ id: 2n }); },
      ({ map }) => { map.clear(); },
    ])).toEqual(['0 update a 1 1', '0 update a 2 2', '0 update a 3 3', '1 delete a 2 NULL', '1 update a 1 5', '2 delete a 3 NULL', '2 delete a 1 NULL']);
  });
});

it('types of states follow from their schemas', () => {
  expectTypeOf<RowOf<'user STRING NOT NULL, n BIGINT, tags ARRAY<STRING>'>>().toEqualTypeOf<{ user: string; n: bigint | null; tags: (string | null)[] | null }>();
  expectTypeOf<RowOf<'m MAP<STRING, INT>, s STRUCT<a: INT, b: STRING>'>>().toEqualTypeOf<{ m: Map<string, number | null> | null; s: { a: number | null; b: string | null } | null }>();
  expectTypeOf<RowOf<string>>().toEqualTypeOf<Row>();
});

declare function valueState(): import('../../src/api/stateful-processor.ts').ValueState<{ n: bigint | null }>;
declare function listState(): import('../../src/api/stateful-processor.ts').ListState<{ v: bigint | null }>;
declare function mapState(): import('../../src/api/stateful-processor.ts').MapState<{ v: bigint | null }, { at: string | null }>;
