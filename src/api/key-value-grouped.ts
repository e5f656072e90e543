import type { GroupCall, GroupedProgram } from '../exec/stateful/grouped-program.ts';
import type { Expression } from '../plan/expression.ts';
import type { GroupedMap, Relation } from '../plan/relation.ts';
import { keyNames, sidesTogether } from './cogrouped-rows.ts';
import { callFunction, col, Column, lit, toSortOrder } from './column.ts';
import { DataFrame } from './data-frame.ts';
import { expectFunction, expectInstance, expectList, toSchema } from './expect.ts';
import { type GroupState, type GroupStateTimeout, structOf } from './group-state.ts';
import { type GroupShapes, type MappedRows, pickedBy, processorProgram, stateProgram, statelessProgram } from './grouped-programs.ts';
import { toValues } from './local-rows.ts';
import { type Row, toRow } from './row.ts';
import type { RowOf } from './row-type.ts';
import type { StatefulProcessor, StatefulProcessorHandle, TimeMode } from './stateful-processor.ts';
import { udaf } from './udf.ts';
import type { Aggregator } from './user-aggregate.ts';

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
 * Rows grouped by key for functions of your own, with state or without: `df.groupByKey('user')`. Key and rows have the types of the DataFrame's columns, state
 * and result those of the schemas given: a field that is missing or of another type does not compile.
 *
 * @example
 * events.to('user STRING NOT NULL, page STRING').groupByKey('user').mapGroupsWithState(
 *   (key, rows, state) => { const n = (state.getOption()?.n ?? 0n) + BigInt(rows.length); state.update({ n }); return { user: key.user, n }; },
 *   { state: 'n BIGINT NOT NULL', output: 'user STRING, n BIGINT' });
 */
export class KeyValueGroupedDataset<K extends Row, I extends Row> {
  readonly #frame: DataFrame;
  readonly #keys: readonly Expression[];
  readonly #mapped: MappedRows | undefined;

  constructor(frame: DataFrame, keys: readonly Expression[], mapped?: MappedRows) {
    this.#frame = frame;
    this.#keys = keys;
    this.#mapped = mapped;
  }

  // ---- without state: all rows of a key; on streams those of one batch

  /** A row for each key, made of its rows. @param output schema of what it gives @example df.groupByKey('user').mapGroups((key, rows) => ({ ...key, n: rows.length }), 'user STRING, n INT') */
  mapGroups<const O extends string>(fn: (key: K, rows: readonly I[]) => RowOf<O>, output: O): DataFrame<RowOf<O>> { return this.flatMapGroups((key, rows) => [fn(key, rows)], output); }

  /** Any number of rows for each key; a generator function is handy. @param output schema of what it gives */
  flatMapGroups<const O extends string>(fn: (key: K, rows: readonly I[]) => Iterable<RowOf<O>>, output: O): DataFrame<RowOf<O>> {
    const { key, read } = this.#shapes();
    expectFunction(fn, 'mapGroups');
    return this.#stateless('mapGroups', (call, timeZone) => fn(toRow(key, call.key, {}) as K, call.rows.map((row) => read(row, timeZone) as I)), output);
  }

  /** The same with the rows of a key in an order. @example visits.groupByKey('user').flatMapSortedGroups(['time'], firstAndLast, 'first TIMESTAMP, last TIMESTAMP') */
  flatMapSortedGroups<const O extends string>(order: readonly (string | Column)[], fn: (key: K, rows: readonly I[]) => Iterable<RowOf<O>>, output: O): DataFrame<RowOf<O>> {
    return this.#sorted(order).flatMapGroups(fn, output);
  }

  /** Any number of rows for each key that a side has, made of the rows of both. Not on streams. @param right has keys of the same types */
  cogroup<J extends Row, const O extends string>(
    right: KeyValueGroupedDataset<K, J>, fn: (key: K, left: readonly I[], right: readonly J[]) => Iterable<RowOf<O>>, output: O,
  ): DataFrame<RowOf<O>> {
    expectInstance(right, KeyValueGroupedDataset, 'cogroup');
    expectFunction(fn, 'cogroup');
    const [mine, theirs] = [this.#shapes(), right.#shapes()];
    const names = keyNames(mine.key, theirs.key);
    const both = sidesTogether(names, [{ ...this.#sides(), schema: mine.given }, { ...right.#sides(), schema: theirs.given }]);
    const pairs = new KeyValueGroupedDataset<K, Row>(new DataFrame(this.#frame.sparkSession, both), names.map((name) => col(name).expression));
    return pairs.#stateless('cogroup', ({ key, rows }, timeZone) => {
      const rowsOf = (at: number, { read }: GroupShapes): Row[] => rows.flatMap((row) => (row[names.length + at] === null ? [] : [read(structOf(row[names.length + at]!), timeZone)]));
      return fn(toRow(mine.key, key, {}) as K, rowsOf(0, mine) as I[], rowsOf(1, theirs) as J[]);
    }, output);
  }

  /** The same with the rows of each side in an order. */
  cogroupSorted<J extends Row, const O extends string>(
    right: KeyValueGroupedDataset<K, J>, orders: { readonly left: readonly (string | Column)[]; readonly right: readonly (string | Column)[] },
    fn: (key: K, left: readonly I[], right: readonly J[]) => Iterable<RowOf<O>>, output: O,
  ): DataFrame<RowOf<O>> {
    return this.#sorted(orders.left).cogroup(right.#sorted(orders.right), fn, output);
  }

  /** The rows of a key put together in pairs, on streams from batch to batch: the columns of the key, and the row that is left as `value`. */
  reduceGroups(fn: (left: I, right: I) => I): DataFrame<K & { value: I }> {
    expectFunction(fn, 'reduceGroups');
    const { sparkSession } = this.#frame;
    const { fields } = this.#shapes().input;
    const timeZone = sparkSession.conf.get('spark.sql.session.timeZone');
    const rowOf = (row: unknown): I => (this.#mapped === undefined ? row : this.#mapped.fn(row as Row, timeZone)) as I;
    const reduced: Aggregator<I | null> = {
      bufferType: { kind: 'struct', fields }, zero: () => null,
      reduce: (before, row) => (before === null ? rowOf(row) : fn(before, rowOf(row))),
      merge: (left, right) => (left === null || right === null ? left ?? right : fn(left, right)),
      finish: (row) => row,
    };
    return this.agg(udaf(sparkSession, reduced, { kind: 'struct', fields })(callFunction('struct', col('*'))).as('value')) as DataFrame<K & { value: I }>;
  }

  /** The columns of the key, and aggregates over the columns of the DataFrame. */
  agg(...aggregates: readonly Column[]): DataFrame { return this.#frame.groupBy(...this.#keyColumns()).agg(...aggregates); }
  /** The columns of the key, and `count(1)`. */
  count(): DataFrame { return this.agg(callFunction('count', lit(1))); }
  /** The distinct keys. */
  keys(): DataFrame<K> { return this.#frame.select(...this.#keyColumns()).distinct() as DataFrame<K>; }

  /** The same groups of other rows: functions see what `fn` makes of each row. @param schema of what it gives */
  mapValues<const D extends string>(fn: (row: I) => RowOf<D>, schema: D): KeyValueGroupedDataset<K, RowOf<D>> {
    expectFunction(fn, 'mapValues');
    const parsed = toSchema(schema, 'mapValues');
    const before = this.#mapped;
    const mapped = (row: Row, timeZone: string): Row => toRow(parsed, toValues(parsed, fn((before === undefined ? row : before.fn(row, timeZone)) as I), timeZone), {});
    return new KeyValueGroupedDataset<K, RowOf<D>>(this.#frame, this.#keys, { schema: parsed, fn: mapped });
  }

  // ---- with state

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
    expectFunction(init, 'transformWithState');
    const output = toSchema(options.output, 'transformWithState');
    const timeMode = options.timeMode ?? (options.eventTimeColumn === undefined ? 'None' : 'EventTime');
    const [shapes, initialShapes] = [this.#shapes(), options.initialState === undefined ? undefined : options.initialState.#shapes()];
    return this.#relation({
      operation: 'transformWithState', program: (timeZone) => processorProgram(init, { timeMode, output, shapes, initialShapes, timeZone }), output, outputMode: options.outputMode ?? 'append',
      timeMode: timeModes[timeMode], ...(options.initialState === undefined ? {} : { initialState: options.initialState.#sides() }),
      ...(options.eventTimeColumn === undefined ? {} : { eventTimeColumn: options.eventTimeColumn }),
    });
  }

  #grouped<S extends string, O extends string>(
    operation: 'mapGroupsWithState' | 'flatMapGroupsWithState', fn: (key: K, rows: readonly I[], state: GroupState<RowOf<S>>) => Iterable<RowOf<O>>,
    { timeout = 'NoTimeout', initialState, ...schemas }: GroupedMapOptions<S, O, K>, outputMode: 'append' | 'update',
  ): DataFrame<RowOf<O>> {
    expectFunction(fn, operation);
    const [output, state] = [toSchema(schemas.output, operation), toSchema(schemas.state, operation)];
    const shapes = this.#shapes();
    const stateOf = initialState === undefined ? undefined : pickedBy(state, initialState.#shapes());
    const program = (timeZone: string): GroupedProgram => stateProgram({ fn, state, output, timeout, shapes, stateOf, timeZone });
    return this.#relation({ operation, program, output, outputMode, timeMode: timeModes[timeout], ...(initialState === undefined ? {} : { initialState: initialState.#sides() }), state });
  }

  #relation<O extends Row>({ program, ...rest }: { readonly program: (timeZone: string) => GroupedProgram } & Omit<GroupedMap, 'kind' | 'input' | 'keys' | 'id'>): DataFrame<O> {
    const id = ++lastId;
    const { sparkSession, relation } = this.#frame;
    sparkSession.engine.groupedPrograms.set(id, program);
    return new DataFrame(sparkSession, { kind: 'GroupedMap', input: relation, keys: this.#keys, id, ...rest });
  }

  #sides(): { readonly input: Relation; readonly keys: readonly Expression[] } { return { input: this.#frame.relation, keys: this.#keys }; }

  #stateless<O extends string>(operation: 'mapGroups' | 'cogroup', fn: (call: GroupCall, timeZone: string) => Iterable<Row>, schema: O): DataFrame<RowOf<O>> {
    const output = toSchema(schema, operation);
    const program = (timeZone: string): GroupedProgram => statelessProgram(operation, output, timeZone, (call) => fn(call, timeZone));
    return this.#relation({ operation, program, output, outputMode: 'append', timeMode: 'none' });
  }

  #sorted(order: readonly (string | Column)[]): KeyValueGroupedDataset<K, I> {
    expectList(order, 'an order of groups', 'it');
    const { sparkSession, relation: input } = this.#frame;
    return new KeyValueGroupedDataset<K, I>(new DataFrame(sparkSession, { kind: 'Sort', input, order: [...this.#keyColumns(), ...order].map(toSortOrder), global: false, forGroups: true }), this.#keys, this.#mapped);
  }

  #keyColumns(): Column[] { return this.#keys.map((one) => new Column(one)); }

  /** The key as a row of its own, and the input rows. */
  #shapes(): GroupShapes {
    const { sparkSession: { engine }, relation } = this.#frame;
    const given = engine.schemaOf(relation);
    const mapped = this.#mapped;
    return {
      key: engine.schemaOf({ kind: 'Project', input: relation, expressions: this.#keys }), given, input: mapped?.schema ?? given,
      read: (row, timeZone) => (mapped === undefined ? toRow(given, row, {}) : mapped.fn(toRow(given, row, {}), timeZone)),
    };
  }
}
