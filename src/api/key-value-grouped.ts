import { StreamError } from '../errors/stream-error.ts';
import type { GroupCall, GroupedProgram } from '../exec/stateful/grouped-program.ts';
import type { Expression } from '../plan/expression.ts';
import type { Field, Schema } from '../types/data-type.ts';
import { parseSchema } from '../types/ddl.ts';
import { DataFrame } from './data-frame.ts';
import { GroupState, type GroupStateTimeout } from './group-state.ts';
import { toValues } from './local-rows.ts';
import { type Row, toRow } from './row.ts';
import { type StatefulProcessor, StatefulProcessorHandle, type TimeMode } from './stateful-processor.ts';

/** Schemas of what a function over groups keeps and gives, as DDL text. */
export interface GroupedMapOptions { readonly state: string; readonly output: string; readonly timeout?: GroupStateTimeout; readonly initialState?: { readonly frame: DataFrame; readonly keys: readonly string[] } }
export interface TransformOptions {
  readonly output: string;
  readonly timeMode?: TimeMode;
  readonly outputMode?: 'append' | 'update';
  readonly initialState?: { readonly frame: DataFrame; readonly keys: readonly string[] };
  readonly eventTimeColumn?: string;
}

const timeModes = { NoTimeout: 'none', ProcessingTimeTimeout: 'processingTime', EventTimeTimeout: 'eventTime', None: 'none', ProcessingTime: 'processingTime', EventTime: 'eventTime' } as const;

let lastId = 0;

/**
 * Rows grouped by key for functions of your own over state: `df.groupByKey('user')`.
 *
 * @example
 * events.groupByKey('user').mapGroupsWithState(
 *   (key, rows, state) => { const n = (state.getOption()?.n ?? 0n) + BigInt(rows.length); state.update({ n }); return { user: key.user, n }; },
 *   { state: 'n BIGINT', output: 'user STRING, n BIGINT' });
 */
export class KeyValueGroupedDataset<K extends Row, I extends Row> {
  readonly #frame: DataFrame;
  readonly #keys: readonly Expression[];

  constructor(frame: DataFrame, keys: readonly Expression[]) {
    this.#frame = frame;
    this.#keys = keys;
  }

  /** One output row per key and batch. Update mode on streams. */
  mapGroupsWithState<S extends Row, O extends Row>(fn: (key: K, rows: readonly I[], state: GroupState<S>) => O, options: GroupedMapOptions): DataFrame {
    return this.#grouped('mapGroupsWithState', (key: K, rows, state: GroupState<S>) => [fn(key, rows, state)], options, 'update');
  }

  /** Any number of output rows per key and batch. */
  flatMapGroupsWithState<S extends Row, O extends Row>(outputMode: 'append' | 'update', fn: (key: K, rows: readonly I[], state: GroupState<S>) => Iterable<O>, options: GroupedMapOptions): DataFrame {
    return this.#grouped('flatMapGroupsWithState', fn, options, outputMode);
  }

  /** A processor with named state variables and timers. */
  transformWithState<O extends Row>(processor: StatefulProcessor<K, I, O>, options: TransformOptions): DataFrame {
    const output = parseSchema(options.output);
    const timeMode = options.timeMode ?? 'None';
    const handle = new StatefulProcessorHandle(timeMode);
    processor.init(handle);
    handle.ready();
    const shapes = this.#shapes();
    const timersOf = (call: GroupCall) => ({ getCurrentProcessingTimeInMs: () => call.batchTimeMs, getCurrentWatermarkInMs: () => call.watermarkMs ?? 0 });
    const program: GroupedProgram = {
      variables: handle.variables,
      run: (call) => guarded(function* () {
        handle.enter(call);
        const key = toRow(shapes.key, call.key, {}) as K;
        const results = call.cause === 'timer' ? processor.handleExpiredTimer?.(key, timersOf(call), { expiryTimeInMs: call.dueMs! }) ?? []
          : call.cause === 'initial' ? initial(processor, key, call, options) : processor.handleInputRows(key, call.rows.map((row) => toRow(shapes.input, row, {}) as I), timersOf(call));
        for (const result of results) yield toValues(output, result);
        handle.enter(undefined);
      }),
    };
    const initial = (one: typeof processor, key: K, call: GroupCall, { initialState }: TransformOptions): readonly O[] => {
      const schema = this.#schemaOf(initialState!.frame);
      for (const row of call.rows) one.handleInitialState?.(key, toRow(schema, row, {}), timersOf(call));
      return [];
    };
    return this.#relation({
      operation: 'transformWithState', program, output, outputMode: options.outputMode ?? 'append', timeMode: timeModes[timeMode], initialState: options.initialState,
      ...(options.eventTimeColumn === undefined ? {} : { eventTimeColumn: options.eventTimeColumn }),
    });
  }

  #grouped<S extends Row, O extends Row>(
    operation: 'mapGroupsWithState' | 'flatMapGroupsWithState', fn: (key: K, rows: readonly I[], state: GroupState<S>) => Iterable<O>,
    options: GroupedMapOptions, outputMode: 'append' | 'update',
  ): DataFrame {
    const output = parseSchema(options.output);
    const state = parseSchema(options.state);
    const timeout = options.timeout ?? 'NoTimeout';
    const shapes = this.#shapes();
    const program: GroupedProgram = {
      variables: [{ name: 'state', shape: 'value', value: state }],
      run: (call) => guarded(function* () {
        if (call.cause === 'initial') { call.group.set(0, { struct: call.rows.at(-1)!.slice(-state.fields.length) }); return; }
        const rows = call.rows.map((row) => toRow(shapes.input, row, {}) as I);
        for (const result of fn(toRow(shapes.key, call.key, {}) as K, rows, new GroupState<S>(call, state, timeout))) yield toValues(output, result);
      }),
    };
    return this.#relation({ operation, program, output, outputMode, timeMode: timeModes[timeout], initialState: options.initialState, state });
  }

  #relation(parts: {
    readonly operation: 'mapGroupsWithState' | 'flatMapGroupsWithState' | 'transformWithState'; readonly program: GroupedProgram; readonly output: Schema; readonly outputMode: 'append' | 'update';
    readonly timeMode: 'none' | 'processingTime' | 'eventTime'; readonly initialState: GroupedMapOptions['initialState']; readonly state?: Schema; readonly eventTimeColumn?: string;
  }): DataFrame {
    const id = ++lastId;
    const { sparkSession, relation } = this.#frame;
    sparkSession.engine.groupedPrograms.set(id, parts.program);
    const { program: _, initialState, ...rest } = parts;
    const initial = initialState === undefined ? {} : { initialState: { input: initialState.frame.relation, keys: initialState.keys.map((name): Expression => ({ kind: 'UnresolvedAttribute', name: [name] })) } };
    return new DataFrame(sparkSession, { kind: 'GroupedMap', input: relation, keys: this.#keys, id, ...rest, ...initial });
  }

  /** The key as a row of its own, and the input rows. */
  #shapes(): { readonly key: Schema; readonly input: Schema } {
    const { engine } = this.#frame.sparkSession;
    const keyed = engine.schemaOf({ kind: 'Project', input: this.#frame.relation, expressions: this.#keys });
    return { key: { fields: keyed.fields.map((one): Field => one) }, input: this.#schemaOf(this.#frame) };
  }

  #schemaOf(frame: DataFrame): Schema { return frame.sparkSession.engine.schemaOf(frame.relation); }
}

/** Errors of the program's own get our name and keep their cause. */
function* guarded<T>(run: () => Generator<T>): Generator<T> {
  try {
    yield* run();
  } catch (error) {
    if (error instanceof StreamError) throw error;
    throw new StreamError('FLATMAPGROUPSWITHSTATE_USER_FUNCTION_ERROR', { reason: error instanceof Error ? error.message : String(error) }, { cause: error });
  }
}
