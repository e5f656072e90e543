import type { Value } from '../columnar/value.ts';
import { fail, StreamError } from '../errors/stream-error.ts';
import type { GroupCall, GroupedProgram } from '../exec/stateful/grouped-program.ts';
import type { Expression } from '../plan/expression.ts';
import type { GroupedMap, Relation } from '../plan/relation.ts';
import { sameType, type Schema } from '../types/data-type.ts';
import { parseSchema } from '../types/ddl.ts';
import { DataFrame } from './data-frame.ts';
import { GroupState, type GroupStateTimeout } from './group-state.ts';
import { quoteIdentifier, typeToSql } from '../types/print.ts';
import { toValues } from './local-rows.ts';
import { type Row, toRow } from './row.ts';
import type { RowOf } from './row-type.ts';
import { type StatefulProcessor, StatefulProcessorHandle, type TimeMode } from './stateful-processor.ts';

/** The key of rows `R` that are grouped by the columns `N`. */
export type KeyOf<R extends Row, N extends string> = { [K in N & keyof R]: R[K] };

/**
 * What a function over groups keeps and gives, as DDL text: the types of its state and of its result follow from it. `initialState` has a row per key,
 * with the columns of the state among its own.
 */
export interface GroupedMapOptions<S extends string = string, O extends string = string, K extends Row = Row> {
  readonly state: S;
  readonly output: O;
  readonly timeout?: GroupStateTimeout;
  readonly initialState?: KeyValueGroupedDataset<K, RowOf<NoInfer<S>>>;
}

/**
 * The result of a processor as DDL text, and which clock it has. `eventTimeColumn` is the column of the result that operators behind take as event time;
 * the clock is event time then.
 */
export interface TransformOptions<O extends string = string, K extends Row = Row, N extends Row = Row> {
  readonly output: O;
  readonly timeMode?: TimeMode;
  readonly outputMode?: 'append' | 'update';
  readonly initialState?: KeyValueGroupedDataset<K, N>;
  readonly eventTimeColumn?: string;
}

const timeModes = { NoTimeout: 'none', ProcessingTimeTimeout: 'processingTime', EventTimeTimeout: 'eventTime', None: 'none', ProcessingTime: 'processingTime', EventTime: 'eventTime' } as const;

let lastId = 0;

/**
 * Rows grouped by key for functions of your own over state: `df.groupByKey('user')`. Key and rows have the types of the DataFrame's columns, state and
 * result those of the schemas given: a field that is missing or of another type does not compile.
 *
 * @example
 * events.to('user STRING NOT NULL, page STRING').groupByKey('user').mapGroupsWithState(
 *   (key, rows, state) => { const n = (state.getOption()?.n ?? 0n) + BigInt(rows.length); state.update({ n }); return { user: key.user, n }; },
 *   { state: 'n BIGINT NOT NULL', output: 'user STRING, n BIGINT' });
 */
export class KeyValueGroupedDataset<K extends Row, I extends Row> {
  readonly #frame: DataFrame<I>;
  readonly #keys: readonly Expression[];

  constructor(frame: DataFrame<I>, keys: readonly Expression[]) {
    this.#frame = frame;
    this.#keys = keys;
  }

  /** One output row per key and batch. Update mode on streams. */
  mapGroupsWithState<const S extends string, const O extends string>(
    fn: (key: K, rows: readonly I[], state: GroupState<RowOf<S>>) => RowOf<O>, options: GroupedMapOptions<S, O, K>,
  ): DataFrame<RowOf<O>> {
    return this.#grouped('mapGroupsWithState', (key, rows, state: GroupState<RowOf<S>>) => [fn(key, rows, state)], options, 'update');
  }

  /** Any number of output rows per key and batch. */
  flatMapGroupsWithState<const S extends string, const O extends string>(
    outputMode: 'append' | 'update', fn: (key: K, rows: readonly I[], state: GroupState<RowOf<S>>) => Iterable<RowOf<O>>, options: GroupedMapOptions<S, O, K>,
  ): DataFrame<RowOf<O>> {
    return this.#grouped('flatMapGroupsWithState', fn, options, outputMode);
  }

  /**
   * A processor with named state variables and timers. `init` is called whenever a query starts: it asks the handle for the state variables and gives
   * what is to be done with the rows of a key.
   *
   * @example
   * visits.to('user STRING NOT NULL, page STRING').groupByKey('user').transformWithState((handle) => {
   *   const seen = handle.getValueState('seen', 'n BIGINT NOT NULL');
   *   return {
   *     *handleInputRows(key, rows) {
   *       const n = (seen.get()?.n ?? 0n) + BigInt(rows.length);
   *       seen.update({ n });
   *       yield { user: key.user, n };
   *     },
   *   };
   * }, { output: 'user STRING, n BIGINT' });
   */
  transformWithState<const O extends string, N extends Row = Row>(
    init: (handle: StatefulProcessorHandle) => StatefulProcessor<K, I, RowOf<O>, N>, options: TransformOptions<O, K, N>,
  ): DataFrame<RowOf<O>> {
    const output = parseSchema(options.output);
    const timeMode = options.timeMode ?? (options.eventTimeColumn === undefined ? 'None' : 'EventTime');
    const shapes = this.#shapes();
    const initialShape = options.initialState === undefined ? undefined : options.initialState.#shapes().input;
    return this.#relation({
      operation: 'transformWithState', program: (timeZone) => runProcessor(init, { timeMode, output, shapes, initialShape, timeZone }), output, outputMode: options.outputMode ?? 'append',
      timeMode: timeModes[timeMode], ...(options.initialState === undefined ? {} : { initialState: options.initialState.#sides() }),
      ...(options.eventTimeColumn === undefined ? {} : { eventTimeColumn: options.eventTimeColumn }),
    });
  }

  #grouped<S extends string, O extends string>(
    operation: 'mapGroupsWithState' | 'flatMapGroupsWithState', fn: (key: K, rows: readonly I[], state: GroupState<RowOf<S>>) => Iterable<RowOf<O>>,
    { timeout = 'NoTimeout', initialState, ...schemas }: GroupedMapOptions<S, O, K>, outputMode: 'append' | 'update',
  ): DataFrame<RowOf<O>> {
    const output = parseSchema(schemas.output);
    const state = parseSchema(schemas.state);
    const shapes = this.#shapes();
    const stateOf = initialState === undefined ? undefined : pickedBy(state, initialState.#shapes().input);
    const program = (timeZone: string): GroupedProgram => ({
      variables: [{ name: 'state', shape: 'value', value: state }],
      run: (call) => guarded(function* () {
        if (call.cause === 'initial') { keepInitial(call, stateOf!); return; }
        const rows = call.rows.map((row) => toRow(shapes.input, row, {}) as I);
        for (const result of fn(toRow(shapes.key, call.key, {}) as K, rows, new GroupState(call, state, { timeout, timeZone }))) yield toValues(output, result, timeZone);
      }),
    });
    return this.#relation({ operation, program, output, outputMode, timeMode: timeModes[timeout], ...(initialState === undefined ? {} : { initialState: initialState.#sides() }), state });
  }

  #relation<O extends Row>({ program, ...rest }: { readonly program: (timeZone: string) => GroupedProgram } & Omit<GroupedMap, 'kind' | 'input' | 'keys' | 'id'>): DataFrame<O> {
    const id = ++lastId;
    const { sparkSession, relation } = this.#frame;
    sparkSession.engine.groupedPrograms.set(id, program);
    return new DataFrame(sparkSession, { kind: 'GroupedMap', input: relation, keys: this.#keys, id, ...rest });
  }

  #sides(): { readonly input: Relation; readonly keys: readonly Expression[] } { return { input: this.#frame.relation, keys: this.#keys }; }

  /** The key as a row of its own, and the input rows. */
  #shapes(): { readonly key: Schema; readonly input: Schema } {
    const { sparkSession: { engine }, relation } = this.#frame;
    return { key: engine.schemaOf({ kind: 'Project', input: relation, expressions: this.#keys }), input: engine.schemaOf(relation) };
  }
}

interface ProcessorWords {
  readonly timeMode: TimeMode;
  readonly output: Schema;
  readonly shapes: { readonly key: Schema; readonly input: Schema };
  readonly initialShape: Schema | undefined;
  /** Of text given for timestamps. */
  readonly timeZone: string;
}

function runProcessor<K extends Row, I extends Row, O extends Row, N extends Row>(
  init: (handle: StatefulProcessorHandle) => StatefulProcessor<K, I, O, N>,
  { timeMode, output, shapes, initialShape, timeZone }: ProcessorWords,
): GroupedProgram {
  const handle = new StatefulProcessorHandle(timeMode, timeZone);
  const processor = init(handle);
  handle.ready();
  const resultsOf = (call: GroupCall): Iterable<O> => {
    const key = toRow(shapes.key, call.key, {}) as K;
    const timers = { getCurrentProcessingTimeInMs: () => call.batchTimeMs, getCurrentWatermarkInMs: () => call.watermarkMs ?? 0 };
    if (call.cause === 'timer') return processor.handleExpiredTimer?.(key, timers, { expiryTimeInMs: call.dueMs! }) ?? [];
    if (call.cause === 'rows') return processor.handleInputRows(key, call.rows.map((row) => toRow(shapes.input, row, {}) as I), timers);
    for (const row of call.rows) processor.handleInitialState?.(key, toRow(initialShape!, row, {}) as N, timers);
    return [];
  };
  return {
    variables: handle.variables,
    run: (call) => guarded(function* () {
      handle.enter(call);
      for (const result of resultsOf(call)) yield toValues(output, result, timeZone);
      handle.enter(undefined);
    }),
    close: () => { processor.close?.(); },
  };
}

function keepInitial({ group, rows, key }: GroupCall, stateOf: (row: readonly Value[]) => readonly Value[]): void {
  if (rows.length > 1) fail('TIDEMARK_GROUP_STATE_INITIAL_TWICE', { key: key.map(String).join(', ') });
  group.set(0, { struct: stateOf(rows[0]!) });
}

/** The columns of the state by name out of the rows of an initial state. */
function pickedBy(state: Schema, rows: Schema): (row: readonly Value[]) => readonly Value[] {
  const indexes = state.fields.map(({ name, type }) => {
    const index = rows.fields.findIndex((one) => one.name === name);
    if (index < 0) fail('UNRESOLVED_COLUMN.WITH_SUGGESTION', { objectName: quoteIdentifier(name), proposal: rows.fields.map((one) => quoteIdentifier(one.name)).join(', ') });
    const given = rows.fields[index]!.type;
    if (!sameType(given, type)) fail('INVALID_COLUMN_OR_FIELD_DATA_TYPE', { name: quoteIdentifier(name), type: `"${typeToSql(given)}"`, expectedType: `"${typeToSql(type)}"` });
    return index;
  });
  return (row) => indexes.map((index) => row[index]!);
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
