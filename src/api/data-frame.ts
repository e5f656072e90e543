import type { Expression, SortOrder } from '../plan/expression.ts';
import type { GroupingElement, Relation } from '../plan/relation.ts';
import type { Schema } from '../types/data-type.ts';
import { fail } from '../errors/stream-error.ts';
import { col, Column, type ColumnLike, expr, namedOrColumn, splitName, toAlias, toExpression, toSortOrder } from './column.ts';
import { expectCount, expectFunction, expectInstance, expectList, expectNames, expectRecord, expectText, toSchema } from './expect.ts';
import type { CollectOptions, Row } from './row.ts';
import type { RowOf } from './row-type.ts';
import { DataFrameNaFunctions } from './na-functions.ts';
import { DataFrameStatFunctions } from './stat-functions.ts';
import { DataFrameWriter } from './writer.ts';
import { DataFrameWriterV2 } from './writer-v2.ts';
import { DataStreamWriter } from './stream-writer.ts';
import { RelationalGroupedDataset } from './grouped-data.ts';
import { joinedRows, nearestRows, randomParts, zippedRows } from './composed-rows.ts';
import { filtered, flatMapped, forEachRow, type MadeRow } from './row-programs.ts';
import { joinTypeOf } from './join-types.ts';
import { hashOf } from './plan-meaning.ts';
import { statisticsOf, usualStatistics } from './statistics.ts';
import { transposed } from './transpose.ts';
import { KeyValueGroupedDataset, type KeyOf } from './key-value-grouped.ts';
import type { Session } from './session.ts';
import { callFunction, lit } from './column.ts';

/** Spark's join type words, with and without underscores. */
export type JoinTypeName =
  | 'inner' | 'cross' | 'outer' | 'full' | 'fullouter' | 'full_outer' | 'left' | 'leftouter' | 'left_outer' | 'right'
  | 'rightouter' | 'right_outer' | 'semi' | 'leftsemi' | 'left_semi' | 'anti' | 'leftanti' | 'left_anti';

/**
 * A table that is described, not computed: a plan and the session that can run it. Immutable; every method gives a new one.
 * Building is synchronous and reports analysis errors at once; what needs I/O returns a promise.
 * `R` is the type of its rows where a schema in the program text tells it; `to` gives it to any DataFrame.
 *
 * @example
 * const perPage = clicks.where(col('user').isNotNull()).groupBy('page').count();
 * await perPage.show();
 */
export class DataFrame<R extends Row = Row> {
  /** The session that made it and runs it. */
  readonly sparkSession: Session;
  /** The unresolved plan behind it: plain data. */
  readonly relation: Relation;

  constructor(sparkSession: Session, relation: Relation) {
    this.sparkSession = sparkSession;
    this.relation = relation;
    sparkSession.engine.planIdOf(relation); // before it is analyzed: plans made of it have to know where its columns went
    if (!sparkSession.engine.isDeferred(relation)) sparkSession.engine.analyze(relation);
  }

  // ---- columns

  /** A column of this very DataFrame: stays unambiguous in joins, self joins included. */
  col(name: string): Column {
    const column = col(name);
    if (column.expression.kind !== 'UnresolvedAttribute') return column;
    return new Column({ ...column.expression, planId: this.sparkSession.engine.planIdOf(this.relation) });
  }

  /** The same as `col`. */
  apply(name: string): Column { return this.col(name); }

  /** The columns whose whole name fits a regular expression in back-quotes (`` '`a.*`' ``, `` 't.`a.*`' ``); without back-quotes the one of that name. */
  colRegex(name: string): Column {
    const found = /^(?:(.+)\.)?`([^`]+)`$/s.exec(name);
    if (found === null) return this.col(name);
    return new Column({ kind: 'UnresolvedRegex', pattern: found[2]!, ...(found[1] === undefined ? {} : { target: splitName(found[1]) }) });
  }

  /** Some columns, by name or computed. @example df.select('a', col('b').plus(1).as('c'), explode(col('tags'))) */
  select(...columns: readonly (string | Column)[]): DataFrame {
    return this.#then({ kind: 'Project', input: this.relation, expressions: columns.map((one) => namedOrColumn(one).expression) });
  }

  /** SQL text per column. @example df.selectExpr('a', 'b + 1 AS c', 'explode(tags) AS tag') */
  selectExpr(...expressions: readonly string[]): DataFrame { return this.select(...expressions.map(expr)); }

  /** Adds a column, or replaces the one of that name. */
  withColumn(name: string, column: Column): DataFrame { return this.withColumns({ [name]: column }); }

  /** Adds or replaces several columns; they cannot use each other. */
  withColumns(columns: Readonly<Record<string, Column>>): DataFrame {
    expectRecord(columns, 'withColumns');
    return this.#then({ kind: 'WithColumns', input: this.relation, columns: Object.entries(columns).map(([name, column]) => toAlias(name, column)) });
  }

  /** Gives a column another name; nothing happens when it is not there. */
  withColumnRenamed(existing: string, name: string): DataFrame { return this.withColumnsRenamed({ [existing]: name }); }

  /** Gives columns other names, from old to new. */
  withColumnsRenamed(renames: Readonly<Record<string, string>>): DataFrame {
    expectRecord(renames, 'withColumnsRenamed');
    return this.#then({ kind: 'WithColumnsRenamed', input: this.relation, renames: Object.entries(renames) });
  }

  /** Leaves out columns; names that are not there are ignored. */
  drop(...columns: readonly (string | Column)[]): DataFrame {
    const names = columns.filter((one) => typeof one === 'string');
    const expressions = columns.flatMap((one) => (typeof one === 'string' ? [] : [namedOrColumn(one).expression]));
    return this.#then({ kind: 'Drop', input: this.relation, columns: expressions, names });
  }

  /** Names all columns anew, in order; without names the DataFrame as it is. */
  toDF(...names: readonly string[]): DataFrame { return names.length === 0 ? this.#then(this.relation) : this.#then({ kind: 'ToDf', input: this.relation, names }); }

  /**
   * Columns by name, cast to the given schema and in its order. A schema in the program text also gives the rows their type.
   *
   * @example events.to('user STRING, n BIGINT').groupByKey('user') // rows are { user: string | null; n: bigint | null }
   */
  to<const D extends string>(schema: D | Schema): DataFrame<RowOf<D>> {
    return new DataFrame(this.sparkSession, { kind: 'ToSchema', input: this.relation, schema: toSchema(schema, 'to') });
  }

  /** Names the table, so that its columns can be told from others: `col('alias.x')`. */
  as(alias: string): DataFrame<R> { return this.#same({ kind: 'SubqueryAlias', input: this.relation, alias: [alias] }); }
  /** The same as `as`. */
  alias(alias: string): DataFrame<R> { return this.as(alias); }

  // ---- rows

  /** The rows for which a condition is true: a Column, SQL text, or a function of the program that is called with every row. */
  filter(condition: string | Column | ((row: R) => boolean)): DataFrame<R> {
    if (typeof condition === 'function') return this.#same(filtered(this.sparkSession, this.relation, condition as (row: Row) => boolean));
    const { expression } = condition instanceof Column ? condition : expr(condition);
    return this.#same({ kind: 'Filter', input: this.relation, condition: expression });
  }
  /** The same as `filter`. */
  where(condition: string | Column | ((row: R) => boolean)): DataFrame<R> { return this.filter(condition); }

  /** All columns are the key: `dropDuplicates()`. */
  distinct(): DataFrame<R> { return this.dropDuplicates(); }

  /** Keeps the first row of each key; all columns are the key when none are given. */
  dropDuplicates(columns?: readonly string[]): DataFrame<R> { return this.#deduplicated(columns, false); }

  /** Like `dropDuplicates`, but remembers a key only as long as the watermark delay. Streams only. */
  dropDuplicatesWithinWatermark(columns?: readonly string[]): DataFrame<R> { return this.#deduplicated(columns, true); }

  /** Rows in order; NULLs come first going up and last going down, unless the column says otherwise. */
  orderBy(...columns: readonly (string | Column)[]): DataFrame<R> { return this.#sorted(columns.map(toSortOrder), true); }
  /** The same as `orderBy`. */
  sort(...columns: readonly (string | Column)[]): DataFrame<R> { return this.orderBy(...columns); }
  /** Order within a partition; one process is one partition. */
  sortWithinPartitions(...columns: readonly (string | Column)[]): DataFrame<R> { return this.#sorted(columns.map(toSortOrder), false); }

  /** At most so many rows. */
  limit(count: number): DataFrame<R> {
    expectCount(count, 'limit');
    return this.#same({ kind: 'Limit', input: this.relation, limit: lit(count).expression });
  }
  /** Skips so many rows. */
  offset(count: number): DataFrame<R> {
    expectCount(count, 'offset');
    return this.#same({ kind: 'Offset', input: this.relation, offset: lit(count).expression });
  }

  /** A random part of the rows. The same seed gives the same rows. */
  sample(fraction: number, seed?: number, withReplacement = false): DataFrame<R> {
    return this.#same({ kind: 'Sample', input: this.relation, fraction, withReplacement, ...(seed === undefined ? {} : { seed }) });
  }

  /** Accepted for Spark's sake: one process is one partition, so answers do not change. */
  repartition(count: number | Column, ...columns: readonly (string | Column)[]): DataFrame<R> {
    if (typeof count === 'number' && !(count > 0)) fail('TIDEMARK_INVALID_API_CALL', { call: 'repartition', problem: `the number of partitions is positive, not ${count}` });
    const expressions = (typeof count === 'number' ? columns : [count, ...columns]).map((one) => namedOrColumn(one).expression);
    return this.#same({ kind: 'Repartition', input: this.relation, expressions, ...(typeof count === 'number' ? { count } : {}) });
  }
  /** Accepted like `repartition`; at least one column to order by is needed. */
  repartitionByRange(count: number | string | Column, ...columns: readonly (string | Column)[]): DataFrame<R> {
    const given = typeof count === 'number' ? columns : [count, ...columns];
    if (given.length === 0) fail('TIDEMARK_INVALID_API_CALL', { call: 'repartitionByRange', problem: 'at least one partition-by expression must be specified' });
    return this.#same({ kind: 'Repartition', input: this.relation, expressions: given.map((one) => toSortOrder(one).input), ...(typeof count === 'number' ? { count } : {}) });
  }
  /** Accepted like `repartition`. @param partition a whole number, the number of the partition */
  repartitionById(count: number, partition: string | Column): DataFrame<R> { return this.repartition(count, partition); }
  /** Accepted like `repartition`. */
  coalesce(count: number): DataFrame<R> { return this.repartition(count); }
  /** Advice to the optimizer, by Spark's names; answers do not depend on it. */
  hint(name: string, ...parameters: readonly ColumnLike[]): DataFrame<R> {
    expectText(name, 'hint', 'its name');
    return this.#same({ kind: 'Hint', input: this.relation, name, parameters: parameters.map(toExpression) });
  }

  // ---- groups

  /** Groups for aggregates; without columns all rows are one group. */
  groupBy(...columns: readonly (string | Column)[]): RelationalGroupedDataset {
    return this.#grouped(columns.map((one) => ({ grouping: 'expression', expression: namedOrColumn(one).expression })));
  }
  /** Groups by all columns, by all but the last, and so on down to the total. */
  rollup(...columns: readonly (string | Column)[]): RelationalGroupedDataset {
    return this.#grouped([{ grouping: 'rollup', sets: columns.map((one) => [namedOrColumn(one).expression]) }]);
  }
  /** Groups by every choice of the columns. */
  cube(...columns: readonly (string | Column)[]): RelationalGroupedDataset {
    return this.#grouped([{ grouping: 'cube', sets: columns.map((one) => [namedOrColumn(one).expression]) }]);
  }
  /** Groups by each of the given sets of columns; only `columns` are in the output, before the aggregates. */
  groupingSets(sets: readonly (readonly (string | Column)[])[], ...columns: readonly (string | Column)[]): RelationalGroupedDataset {
    expectList(sets, 'groupingSets', 'what it groups by');
    for (const set of sets) expectList(set, 'groupingSets', 'a set of columns');
    const asElements = (set: readonly (string | Column)[]): GroupingElement[] => set.map((one) => ({ grouping: 'expression', expression: namedOrColumn(one).expression }));
    const listed = columns.map((one) => namedOrColumn(one).expression);
    return this.#grouped([{ grouping: 'sets', sets: sets.map(asElements), listed }], listed);
  }
  /** Aggregates over all rows. @example df.agg(count('*'), max('price').as('dearest')) */
  agg(...aggregates: readonly Column[]): DataFrame { return this.groupBy().agg(...aggregates); }

  /** Groups by columns for functions of your own over state: `mapGroupsWithState` and its kin. Keys and rows have the types of this DataFrame's columns. */
  groupByKey<const N extends string>(...keys: readonly (N & keyof R)[]): KeyValueGroupedDataset<KeyOf<R, N>, R>;
  groupByKey(...keys: readonly Column[]): KeyValueGroupedDataset<Row, R>;
  groupByKey(...keys: readonly (string | Column)[]): KeyValueGroupedDataset<Row, R> {
    return new KeyValueGroupedDataset(this, keys.map((one) => namedOrColumn(one).expression));
  }

  // ---- several tables

  /** `on` is a condition, a column name both have, or several. Without it and with type inner: a cross product. */
  join(right: DataFrame, on?: Column | string | readonly string[], type: JoinTypeName = 'inner'): DataFrame {
    const using = typeof on === 'string' ? [on] : on instanceof Column ? undefined : on;
    return this.#then({
      kind: 'Join', left: this.relation, right: relationOf(right), type: joinTypeOf(type),
      ...(on instanceof Column ? { condition: on.expression } : {}),
      ...(using === undefined ? {} : { using }),
    });
  }
  /** Both rows of each pair as structs, in columns `_1` and `_2`. @example orders.as('o').joinWith(users.as('u'), col('o.user').equalTo(col('u.id'))) */
  joinWith(right: DataFrame, condition: Column, type: JoinTypeName = 'inner'): DataFrame { return joinedRows(this, right, condition, joinTypeOf(type)); }

  /**
   * Each row with those of a DataFrame whose columns marked `outer()` are this row's. Types: inner, cross and left.
   *
   * @example users.lateralJoin(orders.where(col('user').equalTo(col('id').outer())).orderBy(col('ts').desc()).limit(3))
   */
  lateralJoin(right: DataFrame, condition?: Column | null, type: JoinTypeName = 'inner'): DataFrame {
    const join = joinTypeOf(type);
    if (join !== 'inner' && join !== 'left' && join !== 'cross') fail('UNSUPPORTED_JOIN_TYPE', { typ: type, supported: "'inner', 'leftouter', 'left', 'left_outer', 'cross'" });
    return this.#then({ kind: 'LateralJoin', left: this.relation, right: relationOf(right), type: join, ...(condition === undefined || condition === null ? {} : { condition: condition.expression }) });
  }

  /**
   * Each row with the `count` best rows of another DataFrame by a ranking expression over both.
   *
   * @param direction `distance`: the smallest values are best; `similarity`: the greatest
   */
  nearestByJoin(right: DataFrame, ranking: Column, count: number, mode: 'approx' | 'exact', direction: 'distance' | 'similarity', type: JoinTypeName = 'inner'): DataFrame {
    return nearestRows(this, right, { ranking, count, mode, direction, type: joinTypeOf(type) });
  }

  /** Columns of two DataFrames side by side that are projections of the same rows; fails for any others. */
  zip(other: DataFrame): DataFrame { return zippedRows(this, other); }

  /** Every pair of rows. */
  crossJoin(right: DataFrame): DataFrame { return this.#then({ kind: 'Join', left: this.relation, right: relationOf(right), type: 'cross' }); }

  /** All rows of both, column by position. */
  union(other: DataFrame): DataFrame { return this.#combined('union', other, true); }
  /** The same as `union`. */
  unionAll(other: DataFrame): DataFrame { return this.union(other); }
  /** All rows of both, column by name. Columns that one has not are NULL with `allowMissingColumns`, otherwise an error. */
  unionByName(other: DataFrame, allowMissingColumns = false): DataFrame {
    return this.#then({ kind: 'SetOperation', operation: 'union', left: this.relation, right: relationOf(other), all: true, byName: true, allowMissingColumns });
  }
  /** The rows that both have, each once. */
  intersect(other: DataFrame): DataFrame { return this.#combined('intersect', other, false); }
  /** The rows that both have, as often as both have them. */
  intersectAll(other: DataFrame): DataFrame { return this.#combined('intersect', other, true); }
  /** The rows that only this one has, each once. */
  except(other: DataFrame): DataFrame { return this.#combined('except', other, false); }
  /** The same as `except`. */
  subtract(other: DataFrame): DataFrame { return this.except(other); }
  /** The rows of this one, less as many of each as the other one has. */
  exceptAll(other: DataFrame): DataFrame { return this.#combined('except', other, true); }

  /**
   * Turns columns into rows: the ids, the name of a column and its value. Without `values` all other columns; they need a common type.
   *
   * @example prices.unpivot(['day'], ['open', 'close'], 'kind', 'price')
   */
  unpivot(ids: readonly (string | Column)[], values: readonly (string | Column)[] | null | undefined, variableColumn: string, valueColumn: string): DataFrame {
    expectList(ids, 'unpivot', 'what it keeps');
    return this.#then({
      kind: 'Unpivot', input: this.relation, ids: ids.map((one) => namedOrColumn(one).expression), variableColumn, valueColumns: [valueColumn], includeNulls: true,
      ...(values === undefined || values === null ? {} : { values: values.map((one) => ({ expressions: [namedOrColumn(one).expression] })) }),
    });
  }
  /** The same as `unpivot`. */
  melt(ids: readonly (string | Column)[], values: readonly (string | Column)[] | null | undefined, variableColumn: string, valueColumn: string): DataFrame {
    return this.unpivot(ids, values, variableColumn, valueColumn);
  }

  // ---- streams

  /**
   * Marks the event-time column and how late rows may come. Must stand before the aggregation that uses it.
   *
   * @param delay interval text: `'10 minutes'`
   */
  withWatermark(eventTime: string, delay: string): DataFrame<R> {
    expectText(delay, 'withWatermark', 'the delay');
    return this.#same({ kind: 'WithWatermark', input: this.relation, eventTime: { kind: 'UnresolvedAttribute', name: splitName(eventTime) }, delay });
  }

  /** Named metrics over the rows that pass here, reported per batch in `progress.observedMetrics`. */
  observe(name: string, ...metrics: readonly Column[]): DataFrame<R> {
    return this.#same({ kind: 'CollectMetrics', input: this.relation, name, metrics: metrics.map(toExpression) });
  }

  /** Whether a source of it is a stream: then it is run with `writeStream`. */
  get isStreaming(): boolean { return this.sparkSession.engine.isStreaming(this.relation); }
  /** Where a stream goes. */
  get writeStream(): DataStreamWriter<R> { return new DataStreamWriter(this); }
  /** Where the rows of a batch go. */
  get write(): DataFrameWriter { return new DataFrameWriter(this); }
  /** Writes a batch to a table, columns by name. */
  writeTo(table: string): DataFrameWriterV2 { return new DataFrameWriterV2(this as DataFrame, table); }
  /** Refused, as Spark refuses it for its own tables: MERGE INTO. */
  mergeInto(table: string, _condition: Column): never { return fail('UNSUPPORTED_FEATURE.TABLE_OPERATION', { tableName: table, operation: 'MERGE INTO TABLE' }); }
  /** Missing values. */
  get na(): DataFrameNaFunctions { return new DataFrameNaFunctions(this); }
  /** Statistics. */
  get stat(): DataFrameStatFunctions { return new DataFrameStatFunctions(this); }

  /** Applies a function of your own to this DataFrame, so that it can stand in a chain. */
  transform<T>(fn: (input: DataFrame<R>) => T): T {
    expectFunction(fn, 'transform');
    return fn(this);
  }

  // ---- names

  /** Names it for SQL in this session. */
  createOrReplaceTempView(name: string): void { this.sparkSession.catalog.registerView(splitName(name), this, { replace: true, global: false }); }
  /** Names it for SQL in this session; fails when the name is taken. */
  createTempView(name: string): void { this.sparkSession.catalog.registerView(splitName(name), this, { replace: false, global: false }); }
  /** Names it for SQL as `global_temp.NAME`. */
  createOrReplaceGlobalTempView(name: string): void { this.sparkSession.catalog.registerView(splitName(name), this, { replace: true, global: true }); }
  /** Names it for SQL as `global_temp.NAME`; fails when the name is taken. */
  createGlobalTempView(name: string): void { this.sparkSession.catalog.registerView(splitName(name), this, { replace: false, global: true }); }

  // ---- answers

  /** All rows. BIGINT comes as bigint, DECIMAL as Decimal, TIMESTAMP as Timestamp, maps as Map; `{ lossy: true }` gives numbers. */
  collect(): Promise<R[]>;
  collect(options: CollectOptions): Promise<Row[]>;
  async collect(options: CollectOptions = {}): Promise<Row[]> {
    const rows: Row[] = [];
    for await (const block of this.sparkSession.engine.rowBlocks(this.relation, options)) for (const row of block) rows.push(row);
    return rows;
  }

  /** Rows one after the other, as they are computed. */
  toLocalIterator(): AsyncIterableIterator<R>;
  toLocalIterator(options: CollectOptions): AsyncIterableIterator<Row>;
  toLocalIterator(options: CollectOptions = {}): AsyncIterableIterator<Row> { return this.sparkSession.engine.rows(this.relation, options); }
  /** `for await (const row of df)`: the same as `toLocalIterator`. */
  [Symbol.asyncIterator](): AsyncIterableIterator<R> { return this.toLocalIterator(); }

  /** The first rows. */
  async take(count: number): Promise<R[]> { return this.limit(count).collect(); }
  /** The first rows; one unless a number is given. */
  async head(count = 1): Promise<R[]> { return this.take(count); }
  /** The first row, undefined when there is none. */
  async first(): Promise<R | undefined> { return (await this.take(1))[0]; }
  /** The last rows. */
  async tail(count: number): Promise<R[]> {
    expectCount(count, 'tail');
    return this.#same({ kind: 'Tail', input: this.relation, limit: count }).collect();
  }
  /** Whether there are no rows. */
  async isEmpty(): Promise<boolean> { return (await this.take(1)).length === 0; }
  /** Number of rows. */
  async count(): Promise<bigint> { return Object.values((await this.groupBy().count().collect())[0]!)[0] as bigint; }

  /** Prints the first rows in Spark's layout. `truncate` = characters per cell, true = 20, false = all. */
  async show(count = 20, truncate: boolean | number = true, vertical = false): Promise<void> {
    this.sparkSession.print(`${await this.showString(count, truncate, vertical)}\n`);
  }
  /** What `show` prints, but for the line end behind it. */
  async showString(count = 20, truncate: boolean | number = true, vertical = false): Promise<string> {
    expectCount(count, 'show');
    return this.sparkSession.engine.show(this.relation, { count, truncate: truncate === true ? 20 : truncate === false ? 0 : truncate, vertical });
  }

  /** An apache-arrow Table. */
  async toArrow(): Promise<import('apache-arrow').Table> { return this.sparkSession.engine.arrow(this.relation); }

  /** Names and types of the columns. */
  async schema(): Promise<Schema> { await this.sparkSession.engine.ready(); return this.sparkSession.engine.schemaOf(this.relation); }
  /** Names of the columns. */
  async columns(): Promise<string[]> { return (await this.schema()).fields.map((one) => one.name); }
  /** Names of the columns with their types as text. */
  async dtypes(): Promise<[name: string, type: string][]> { await this.sparkSession.engine.ready(); return this.sparkSession.engine.typesOf(this.relation); }
  /** Prints names and types of the columns as a tree. @param level how deep nested types are shown; 0 = all */
  async printSchema(level = 0): Promise<void> {
    expectCount(level, 'printSchema');
    await this.sparkSession.engine.ready(); this.sparkSession.print(`${this.sparkSession.engine.treeOf(this.relation, level)}\n`);
  }

  /** Prints the plans. Modes as in Spark: simple, extended, formatted, codegen, cost. */
  async explain(mode: boolean | 'simple' | 'extended' | 'formatted' | 'codegen' | 'cost' = 'simple'): Promise<void> {
    await this.sparkSession.engine.ready();
    this.sparkSession.print(this.sparkSession.engine.explain(this.relation, mode === true ? 'extended' : mode === false ? 'simple' : mode));
  }

  // ---- what is the same in one process

  /** Rows are computed for each action; tables in memory cost next to nothing to read again. */
  cache(): this { return this; }
  /** The same as `cache`; levels of storage have no meaning in memory. */
  persist(): this { return this; }
  /** Forgets what `cache` kept: nothing. */
  unpersist(): this { return this; }
  /** The rows of now as a table in memory, cut off from where they came from. Resolves when they are read. */
  async localCheckpoint(): Promise<DataFrame<R>> { return this.sparkSession.engine.kept(this); }
  /** The same as `localCheckpoint`: memory is as reliable as the process. */
  async checkpoint(): Promise<DataFrame<R>> { return this.localCheckpoint(); }

  // ---- programs over rows

  /** A row for each row, made by a function of the program. @param schema of what it gives @example df.map((row) => [row.a.length], 'n INT') */
  map<const D extends string>(fn: (row: R) => MadeRow, schema: D | Schema): DataFrame<RowOf<D>> { return flatMapped(this, (row) => [fn(row as R)], schema, 'map') as DataFrame<RowOf<D>>; }
  /** Any number of rows for each row, made by a function of the program; a generator function is handy. @param schema of what it gives */
  flatMap<const D extends string>(fn: (row: R) => Iterable<MadeRow>, schema: D | Schema): DataFrame<RowOf<D>> { return flatMapped(this, fn as (row: Row) => Iterable<MadeRow>, schema, 'flatMap') as DataFrame<RowOf<D>>; }
  /** Any number of rows made of all rows, of a stream of those of one batch: one process is one partition. @param schema of what it gives */
  mapPartitions<const D extends string>(fn: (rows: readonly R[]) => Iterable<RowOf<D>>, schema: D): DataFrame<RowOf<D>> { return this.groupByKey().flatMapGroups((_, rows) => fn(rows as readonly R[]), schema); }
  /** All rows put together in pairs by a function of the program. Fails when there are none. */
  async reduce(fn: (left: R, right: R) => R): Promise<R> {
    const rows = await this.collect();
    return rows.length === 0 ? fail('TIDEMARK_INVALID_API_CALL', { call: 'reduce', problem: 'there are no rows to put together' }) : rows.reduce((left, right) => fn(left, right));
  }
  /** Calls a function with each row, and waits for it. */
  async foreach(fn: (row: R) => void | Promise<void>): Promise<void> { await forEachRow(this.toLocalIterator(), fn as (row: Row) => unknown); }
  /** Calls a function with all rows: one process is one partition. */
  async foreachPartition(fn: (rows: AsyncIterableIterator<R>) => void | Promise<void>): Promise<void> {
    expectFunction(fn, 'foreachPartition');
    await fn(this.toLocalIterator());
  }

  // ---- subqueries

  /** The value of a DataFrame of one column and at most one row, as a column of another one; NULL without a row. */
  scalar(): Column { return new Column({ kind: 'Subquery', subquery: 'scalar', plan: this.relation }); }
  /** Whether it has rows, as a condition of another DataFrame. See `Column.outer`. */
  exists(): Column { return new Column({ kind: 'Subquery', subquery: 'exists', plan: this.relation }); }

  // ---- shapes and statistics

  /** Random parts whose sizes are as the weights, without overlap. @example const [train, test] = df.randomSplit([0.8, 0.2], 7) */
  randomSplit(weights: readonly number[], seed?: number): DataFrame<R>[] { return randomParts(this, weights, seed).map((one) => this.#same(one)); }

  /** Rows become columns, named by the values of an index column (the first unless given). Reads the table at once, 500 rows at most (`spark.sql.transposeMaxValues`). */
  async transpose(index?: string | Column): Promise<DataFrame> { return transposed(this, index); }

  /** Every row as JSON text, in one column `value`. */
  toJSON(): DataFrame { return this.select(callFunction('to_json', callFunction('struct', col('*'))).as('value')); }

  /** Numbers the rows from 0 in the order they come. */
  zipWithIndex(name = 'index'): DataFrame { return this.select(col('*'), callFunction('monotonically_increasing_id').as(name)); }

  /** Count, mean, standard deviation, smallest and largest value of number and text columns, as text. @example await df.describe('n').show() */
  describe(...columns: readonly string[]): DataFrame { return statisticsOf(this, columns, ['count', 'mean', 'stddev', 'min', 'max']); }

  /** Like `describe`, with the statistics named: also `count_distinct`, `approx_count_distinct` and percentiles as `25%`. */
  summary(...statistics: readonly string[]): DataFrame { return statisticsOf(this, [], statistics.length === 0 ? usualStatistics : statistics); }

  /** Whether both would compute the same: equal plans but for the ids of columns. */
  sameSemantics(other: DataFrame): boolean { return this.sparkSession.engine.meaningOf(this.relation) === this.sparkSession.engine.meaningOf(relationOf(other)); }
  /** A number that is equal for DataFrames of the same semantics. */
  semanticHash(): number { return hashOf(this.sparkSession.engine.meaningOf(this.relation)); }
  /** Files that are read, as `file:` addresses; none for other sources. */
  inputFiles(): string[] { return this.sparkSession.engine.filesOf(this.relation); }
  /** Whether `collect` needs no source: rows at hand. */
  isLocal(): boolean { return this.relation.kind === 'LocalRelation'; }

  #then(relation: Relation): DataFrame { return new DataFrame(this.sparkSession, relation); }
  /** The rows keep their columns. */
  #same(relation: Relation): DataFrame<R> { return new DataFrame(this.sparkSession, relation); }

  #deduplicated(columns: readonly string[] | undefined, withinWatermark: boolean): DataFrame<R> {
    if (columns !== undefined) expectNames(columns, 'dropDuplicates');
    return this.#same({ kind: 'Deduplicate', input: this.relation, withinWatermark, distinct: false, ...(columns === undefined ? {} : { columns }) });
  }

  #sorted(order: readonly SortOrder[], global: boolean): DataFrame<R> { return this.#same({ kind: 'Sort', input: this.relation, order, global }); }

  #grouped(grouping: readonly GroupingElement[], leading?: readonly Expression[]): RelationalGroupedDataset { return new RelationalGroupedDataset(this, grouping, leading); }

  #combined(operation: 'union' | 'intersect' | 'except', other: DataFrame, all: boolean): DataFrame {
    return this.#then({ kind: 'SetOperation', operation, left: this.relation, right: relationOf(other), all });
  }
}

function relationOf(frame: DataFrame): Relation {
  expectInstance(frame, DataFrame, 'a call with two DataFrames');
  return frame.relation;
}
