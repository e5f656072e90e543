import type { Expression, SortOrder } from '../plan/expression.ts';
import type { GroupingElement, JoinType, Relation } from '../plan/relation.ts';
import type { Schema } from '../types/data-type.ts';
import { parseSchema } from '../types/ddl.ts';
import { fail } from '../errors/stream-error.ts';
import { col, Column, type ColumnLike, expr, namedOrColumn, splitName, toAlias, toExpression, toSortOrder } from './column.ts';
import type { CollectOptions, Row } from './row.ts';
import type { RowOf } from './row-type.ts';
import { DataFrameNaFunctions } from './na-functions.ts';
import { DataFrameStatFunctions } from './stat-functions.ts';
import { DataFrameWriter } from './writer.ts';
import { DataStreamWriter } from './stream-writer.ts';
import { RelationalGroupedDataset } from './grouped-data.ts';
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
  readonly sparkSession: Session;
  /** The unresolved plan behind it: plain data. */
  readonly relation: Relation;

  constructor(sparkSession: Session, relation: Relation) {
    this.sparkSession = sparkSession;
    this.relation = relation;
    sparkSession.engine.analyze(relation);
  }

  // ---- columns

  /** A column of this very DataFrame: stays unambiguous in joins, self joins included. */
  col(name: string): Column {
    const column = col(name);
    if (column.expression.kind !== 'UnresolvedAttribute') return column;
    return new Column({ ...column.expression, planId: this.sparkSession.engine.planIdOf(this.relation) });
  }

  select(...columns: readonly (string | Column)[]): DataFrame {
    return this.#then({ kind: 'Project', input: this.relation, expressions: columns.map((one) => namedOrColumn(one).expression) });
  }

  /** SQL text per column. @example df.selectExpr('a', 'b + 1 AS c', 'explode(tags) AS tag') */
  selectExpr(...expressions: readonly string[]): DataFrame { return this.select(...expressions.map(expr)); }

  withColumn(name: string, column: Column): DataFrame { return this.withColumns({ [name]: column }); }

  withColumns(columns: Readonly<Record<string, Column>>): DataFrame {
    return this.#then({ kind: 'WithColumns', input: this.relation, columns: Object.entries(columns).map(([name, column]) => toAlias(name, column)) });
  }

  withColumnRenamed(existing: string, name: string): DataFrame { return this.withColumnsRenamed({ [existing]: name }); }

  withColumnsRenamed(renames: Readonly<Record<string, string>>): DataFrame {
    return this.#then({ kind: 'WithColumnsRenamed', input: this.relation, renames: Object.entries(renames) });
  }

  drop(...columns: readonly (string | Column)[]): DataFrame {
    const names = columns.filter((one) => typeof one === 'string');
    const expressions = columns.flatMap((one) => (typeof one === 'string' ? [] : [one.expression]));
    return this.#then({ kind: 'Drop', input: this.relation, columns: expressions, names });
  }

  toDF(...names: readonly string[]): DataFrame { return this.#then({ kind: 'ToDf', input: this.relation, names }); }

  /**
   * Columns by name, cast to the given schema and in its order. A schema in the program text also gives the rows their type.
   *
   * @example events.to('user STRING, n BIGINT').groupByKey('user') // rows are { user: string | null; n: bigint | null }
   */
  to<const D extends string>(schema: D | Schema): DataFrame<RowOf<D>> {
    return new DataFrame(this.sparkSession, { kind: 'ToSchema', input: this.relation, schema: typeof schema === 'string' ? parseSchema(schema) : schema });
  }

  as(alias: string): DataFrame<R> { return this.#same({ kind: 'SubqueryAlias', input: this.relation, alias: [alias] }); }
  alias(alias: string): DataFrame<R> { return this.as(alias); }

  // ---- rows

  /** A condition as Column or as SQL text. */
  filter(condition: string | Column): DataFrame<R> {
    const { expression } = typeof condition === 'string' ? expr(condition) : condition;
    return this.#same({ kind: 'Filter', input: this.relation, condition: expression });
  }
  where(condition: string | Column): DataFrame<R> { return this.filter(condition); }

  /** All columns are the key: `dropDuplicates()`. */
  distinct(): DataFrame<R> { return this.dropDuplicates(); }

  /** Keeps the first row of each key; all columns are the key when none are given. */
  dropDuplicates(columns?: readonly string[]): DataFrame<R> { return this.#deduplicated(columns, false); }

  /** Like `dropDuplicates`, but remembers a key only as long as the watermark delay. Streams only. */
  dropDuplicatesWithinWatermark(columns?: readonly string[]): DataFrame<R> { return this.#deduplicated(columns, true); }

  orderBy(...columns: readonly (string | Column)[]): DataFrame<R> { return this.#sorted(columns.map(toSortOrder), true); }
  sort(...columns: readonly (string | Column)[]): DataFrame<R> { return this.orderBy(...columns); }
  sortWithinPartitions(...columns: readonly (string | Column)[]): DataFrame<R> { return this.#sorted(columns.map(toSortOrder), false); }

  limit(count: number): DataFrame<R> { return this.#same({ kind: 'Limit', input: this.relation, limit: lit(count).expression }); }
  offset(count: number): DataFrame<R> { return this.#same({ kind: 'Offset', input: this.relation, offset: lit(count).expression }); }

  /** A random part of the rows. The same seed gives the same rows. */
  sample(fraction: number, seed?: number, withReplacement = false): DataFrame<R> {
    return this.#same({ kind: 'Sample', input: this.relation, fraction, withReplacement, ...(seed === undefined ? {} : { seed }) });
  }

  /** Accepted for Spark's sake: one process is one partition, so answers do not change. */
  repartition(count: number | Column, ...columns: readonly (string | Column)[]): DataFrame<R> {
    const expressions = (typeof count === 'number' ? columns : [count, ...columns]).map((one) => namedOrColumn(one).expression);
    return this.#same({ kind: 'Repartition', input: this.relation, expressions, ...(typeof count === 'number' ? { count } : {}) });
  }
  coalesce(count: number): DataFrame<R> { return this.repartition(count); }
  hint(name: string, ...parameters: readonly ColumnLike[]): DataFrame<R> {
    return this.#same({ kind: 'Hint', input: this.relation, name, parameters: parameters.map(toExpression) });
  }

  // ---- groups

  groupBy(...columns: readonly (string | Column)[]): RelationalGroupedDataset {
    return this.#grouped(columns.map((one) => ({ grouping: 'expression', expression: namedOrColumn(one).expression })));
  }
  rollup(...columns: readonly (string | Column)[]): RelationalGroupedDataset {
    return this.#grouped([{ grouping: 'rollup', sets: columns.map((one) => [namedOrColumn(one).expression]) }]);
  }
  cube(...columns: readonly (string | Column)[]): RelationalGroupedDataset {
    return this.#grouped([{ grouping: 'cube', sets: columns.map((one) => [namedOrColumn(one).expression]) }]);
  }
  groupingSets(sets: readonly (readonly (string | Column)[])[], ...columns: readonly (string | Column)[]): RelationalGroupedDataset {
    const asElements = (set: readonly (string | Column)[]): GroupingElement[] => set.map((one) => ({ grouping: 'expression', expression: namedOrColumn(one).expression }));
    return this.#grouped([{ grouping: 'sets', sets: sets.map(asElements) }], columns.map((one) => namedOrColumn(one).expression));
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
      kind: 'Join', left: this.relation, right: right.relation, type: joinTypeOf(type),
      ...(on instanceof Column ? { condition: on.expression } : {}),
      ...(using === undefined ? {} : { using }),
    });
  }
  crossJoin(right: DataFrame): DataFrame { return this.#then({ kind: 'Join', left: this.relation, right: right.relation, type: 'cross' }); }

  /** All rows of both, column by position. */
  union(other: DataFrame): DataFrame { return this.#combined('union', other, true); }
  unionAll(other: DataFrame): DataFrame { return this.union(other); }
  unionByName(other: DataFrame, allowMissingColumns = false): DataFrame {
    return this.#then({ kind: 'SetOperation', operation: 'union', left: this.relation, right: other.relation, all: true, byName: true, allowMissingColumns });
  }
  intersect(other: DataFrame): DataFrame { return this.#combined('intersect', other, false); }
  intersectAll(other: DataFrame): DataFrame { return this.#combined('intersect', other, true); }
  except(other: DataFrame): DataFrame { return this.#combined('except', other, false); }
  subtract(other: DataFrame): DataFrame { return this.except(other); }
  exceptAll(other: DataFrame): DataFrame { return this.#combined('except', other, true); }

  /** Turns columns into rows. */
  unpivot(ids: readonly (string | Column)[], values: readonly (string | Column)[] | undefined, variableColumn: string, valueColumn: string): DataFrame {
    return this.#then({
      kind: 'Unpivot', input: this.relation, ids: ids.map((one) => namedOrColumn(one).expression), variableColumn, valueColumns: [valueColumn], includeNulls: true,
      ...(values === undefined ? {} : { values: values.map((one) => ({ expressions: [namedOrColumn(one).expression] })) }),
    });
  }
  melt(ids: readonly (string | Column)[], values: readonly (string | Column)[] | undefined, variableColumn: string, valueColumn: string): DataFrame {
    return this.unpivot(ids, values, variableColumn, valueColumn);
  }

  // ---- streams

  /**
   * Marks the event-time column and how late rows may come. Must stand before the aggregation that uses it.
   *
   * @param delay interval text: `'10 minutes'`
   */
  withWatermark(eventTime: string, delay: string): DataFrame<R> {
    return this.#same({ kind: 'WithWatermark', input: this.relation, eventTime: { kind: 'UnresolvedAttribute', name: splitName(eventTime) }, delay });
  }

  /** Named metrics over the rows that pass here, reported per batch in `progress.observedMetrics`. */
  observe(name: string, ...metrics: readonly Column[]): DataFrame<R> {
    return this.#same({ kind: 'CollectMetrics', input: this.relation, name, metrics: metrics.map((one) => one.expression) });
  }

  get isStreaming(): boolean { return this.sparkSession.engine.isStreaming(this.relation); }
  get writeStream(): DataStreamWriter<R> { return new DataStreamWriter(this); }
  get write(): DataFrameWriter { return new DataFrameWriter(this); }
  get na(): DataFrameNaFunctions { return new DataFrameNaFunctions(this); }
  get stat(): DataFrameStatFunctions { return new DataFrameStatFunctions(this); }

  /** Applies a function of your own to this DataFrame, so that it can stand in a chain. */
  transform<T>(fn: (input: DataFrame<R>) => T): T { return fn(this); }

  // ---- names

  createOrReplaceTempView(name: string): void { this.sparkSession.catalog.registerView(splitName(name), this, { replace: true, global: false }); }
  createTempView(name: string): void { this.sparkSession.catalog.registerView(splitName(name), this, { replace: false, global: false }); }
  createOrReplaceGlobalTempView(name: string): void { this.sparkSession.catalog.registerView(splitName(name), this, { replace: true, global: true }); }
  createGlobalTempView(name: string): void { this.sparkSession.catalog.registerView(splitName(name), this, { replace: false, global: true }); }

  // ---- answers

  /** All rows. BIGINT comes as bigint, DECIMAL as Decimal, TIMESTAMP as Timestamp, maps as Map; `{ lossy: true }` gives numbers. */
  collect(): Promise<R[]>;
  collect(options: CollectOptions): Promise<Row[]>;
  async collect(options: CollectOptions = {}): Promise<Row[]> {
    const rows: Row[] = [];
    for await (const row of this.toLocalIterator(options)) rows.push(row);
    return rows;
  }

  toLocalIterator(): AsyncIterableIterator<R>;
  toLocalIterator(options: CollectOptions): AsyncIterableIterator<Row>;
  toLocalIterator(options: CollectOptions = {}): AsyncIterableIterator<Row> { return this.sparkSession.engine.rows(this.relation, options); }
  [Symbol.asyncIterator](): AsyncIterableIterator<R> { return this.toLocalIterator(); }

  async take(count: number): Promise<R[]> { return this.limit(count).collect(); }
  async head(count = 1): Promise<R[]> { return this.take(count); }
  async first(): Promise<R | undefined> { return (await this.take(1))[0]; }
  async tail(count: number): Promise<R[]> { return this.#same({ kind: 'Tail', input: this.relation, limit: count }).collect(); }
  async isEmpty(): Promise<boolean> { return (await this.take(1)).length === 0; }
  /** Number of rows. */
  async count(): Promise<bigint> { return Object.values((await this.groupBy().count().collect())[0]!)[0] as bigint; }

  /** Prints the first rows in Spark's layout. `truncate` = characters per cell, true = 20, false = all. */
  async show(count = 20, truncate: boolean | number = true, vertical = false): Promise<void> {
    this.sparkSession.print(await this.showString(count, truncate, vertical));
  }
  async showString(count = 20, truncate: boolean | number = true, vertical = false): Promise<string> {
    return this.sparkSession.engine.show(this.relation, { count, truncate: truncate === true ? 20 : truncate === false ? 0 : truncate, vertical });
  }

  /** An apache-arrow Table. */
  async toArrow(): Promise<import('apache-arrow').Table> { return this.sparkSession.engine.arrow(this.relation); }

  async schema(): Promise<Schema> { return this.sparkSession.engine.schemaOf(this.relation); }
  async columns(): Promise<string[]> { return (await this.schema()).fields.map((one) => one.name); }
  async dtypes(): Promise<[name: string, type: string][]> { return this.sparkSession.engine.typesOf(this.relation); }
  async printSchema(): Promise<void> { this.sparkSession.print(this.sparkSession.engine.treeOf(this.relation)); }

  /** Prints the plans. Modes as in Spark: simple, extended, formatted, codegen, cost. */
  async explain(mode: boolean | 'simple' | 'extended' | 'formatted' | 'codegen' | 'cost' = 'simple'): Promise<void> {
    this.sparkSession.print(this.sparkSession.engine.explain(this.relation, mode === true ? 'extended' : mode === false ? 'simple' : mode));
  }

  // ---- what is the same in one process

  /** Rows are computed for each action; plans of tables in memory cost next to nothing to read again. */
  cache(): this { return this; }
  persist(): this { return this; }
  unpersist(): this { return this; }

  /** Random parts whose sizes are as the weights, without overlap. @example const [train, test] = df.randomSplit([0.8, 0.2], 7) */
  randomSplit(weights: readonly number[], seed = 0): DataFrame[] {
    const total = weights.reduce((sum, one) => sum + one, 0);
    const marked = this.withColumn(SPLIT, callFunction('rand', lit(seed)));
    let below = 0;
    return weights.map((weight, index) => {
      const from = below / total;
      below += weight;
      const part = marked.where(col(SPLIT).geq(lit(from)));
      return (index === weights.length - 1 ? part : part.where(col(SPLIT).lt(lit(below / total)))).drop(SPLIT);
    });
  }

  /** Every row as JSON text, in one column `value`. */
  toJSON(): DataFrame { return this.select(callFunction('to_json', callFunction('struct', col('*'))).as('value')); }

  /** Count, mean, standard deviation, smallest and largest value of number and text columns, as text. @example await df.describe('n').show() */
  describe(...columns: readonly string[]): DataFrame { return this.#statistics(columns, ['count', 'mean', 'stddev', 'min', 'max']); }

  /** Like `describe`, with the statistics named; percentiles as `25%`. */
  summary(...statistics: readonly string[]): DataFrame {
    return this.#statistics([], statistics.length === 0 ? ['count', 'mean', 'stddev', 'min', '25%', '50%', '75%', 'max'] : statistics);
  }

  #statistics(columns: readonly string[], statistics: readonly string[]): DataFrame {
    const fields = this.sparkSession.engine.schemaOf(this.relation).fields.filter((one) => summarized.has(one.type.kind) && (columns.length === 0 || columns.includes(one.name)));
    const parts = statistics.map((statistic) => this
      .agg(...fields.map((one) => statisticOf(statistic, one.name, one.type.kind).cast('string').as(one.name)))
      .select(lit(statistic).as('summary'), ...fields.map((one) => col(one.name))));
    return parts.reduce((above, below) => above.unionAll(below));
  }

  #then(relation: Relation): DataFrame { return new DataFrame(this.sparkSession, relation); }
  /** The rows keep their columns. */
  #same(relation: Relation): DataFrame<R> { return new DataFrame(this.sparkSession, relation); }

  #deduplicated(columns: readonly string[] | undefined, withinWatermark: boolean): DataFrame<R> {
    return this.#same({ kind: 'Deduplicate', input: this.relation, withinWatermark, distinct: false, ...(columns === undefined || columns.length === 0 ? {} : { columns }) });
  }

  #sorted(order: readonly SortOrder[], global: boolean): DataFrame<R> { return this.#same({ kind: 'Sort', input: this.relation, order, global }); }

  #grouped(grouping: readonly GroupingElement[], leading: readonly Expression[] = []): RelationalGroupedDataset { return new RelationalGroupedDataset(this, grouping, leading); }

  #combined(operation: 'union' | 'intersect' | 'except', other: DataFrame, all: boolean): DataFrame {
    return this.#then({ kind: 'SetOperation', operation, left: this.relation, right: other.relation, all });
  }
}

const joinTypes: Readonly<Record<string, JoinType>> = {
  inner: 'inner', cross: 'cross', outer: 'full', full: 'full', fullouter: 'full', left: 'left', leftouter: 'left', right: 'right', rightouter: 'right',
  semi: 'left semi', leftsemi: 'left semi', anti: 'left anti', leftanti: 'left anti',
};

function joinTypeOf(name: string): JoinType {
  return joinTypes[name.toLowerCase().replaceAll('_', '')] ?? fail('UNSUPPORTED_JOIN_TYPE', { typ: name, supported: Object.keys(joinTypes).join(', ') });
}

const SPLIT = '__split';
const summarized: ReadonlySet<string> = new Set(['byte', 'short', 'int', 'long', 'float', 'double', 'decimal', 'string']);

/** One statistic of one column; of text there are no means, and percentiles only where it is a number. */
function statisticOf(statistic: string, name: string, kind: string): Column {
  const value = col(name);
  const asNumber = kind === 'string' ? value.tryCast('double') : value;
  if (statistic.endsWith('%')) return callFunction('percentile_approx', asNumber, lit(Number(statistic.slice(0, -1)) / 100));
  return callFunction(statistic, statistic === 'mean' || statistic === 'stddev' ? asNumber : value);
}
