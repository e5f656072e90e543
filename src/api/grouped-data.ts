import { fail } from '../errors/stream-error.ts';
import type { Expression } from '../plan/expression.ts';
import type { GroupingElement } from '../plan/relation.ts';
import { isNumeric } from '../types/coercion.ts';
import { callFunction, col, Column, type ColumnLike, lit, namedOrColumn, toExpression } from './column.ts';
import { DataFrame } from './data-frame.ts';
import { expectList, expectText } from './expect.ts';

/**
 * Rows grouped by keys, waiting for aggregates.
 *
 * @example clicks.groupBy(window(col('ts'), '1 minute'), col('page')).agg(count('*').as('n'), max('ts'))
 */
export class RelationalGroupedDataset {
  readonly #frame: DataFrame;
  readonly #grouping: readonly GroupingElement[];
  readonly #leading: readonly Expression[] | undefined;
  readonly #pivot: { readonly column: Expression; readonly values?: readonly Expression[] } | undefined;

  constructor(frame: DataFrame, grouping: readonly GroupingElement[], leading?: readonly Expression[], pivot?: { readonly column: Expression; readonly values?: readonly Expression[] }) {
    this.#frame = frame;
    this.#grouping = grouping;
    this.#leading = leading;
    this.#pivot = pivot;
  }

  /** The grouping columns followed by the aggregates. */
  agg(...aggregates: readonly (Column | Readonly<Record<string, string>>)[]): DataFrame {
    return new DataFrame(this.#frame.sparkSession, {
      kind: 'Aggregate', input: this.#frame.relation, grouping: this.#grouping, ...(this.#leading === undefined ? { keysFirst: true } : {}),
      aggregates: [...this.#leading ?? [], ...aggregates.flatMap(aggregatesOf)],
      ...(this.#pivot === undefined ? {} : { pivot: this.#pivot }),
    });
  }

  /** Rows per group, in a column `count`. */
  count(): DataFrame { return this.agg(callFunction('count', lit(1)).as('count')); }
  /** Sums of number columns; of all of them when none is named. */
  sum(...columns: readonly string[]): DataFrame { return this.#each('sum', columns); }
  /** Averages of number columns; of all of them when none is named. */
  avg(...columns: readonly string[]): DataFrame { return this.#each('avg', columns); }
  /** The same as `avg`. */
  mean(...columns: readonly string[]): DataFrame { return this.#each('avg', columns); }
  /** Smallest values of number columns; of all of them when none is named. */
  min(...columns: readonly string[]): DataFrame { return this.#each('min', columns); }
  /** Greatest values of number columns; of all of them when none is named. */
  max(...columns: readonly string[]): DataFrame { return this.#each('max', columns); }

  /**
   * One output column per value of `column`. Without `values` a query finds them first (distinct, in order, at most spark.sql.pivotMaxValues), which takes a
   * promise; on a stream they must be given.
   *
   * @example (await sales.groupBy('year').pivot('course')).sum('earnings')
   * @example sales.groupBy('year').pivot('course', ['Java', 'TypeScript']).sum('earnings')
   */
  pivot(column: string | Column, values: readonly ColumnLike[]): RelationalGroupedDataset;
  pivot(column: string | Column): Promise<RelationalGroupedDataset>;
  pivot(column: string | Column, values?: readonly ColumnLike[]): RelationalGroupedDataset | Promise<RelationalGroupedDataset> {
    if (this.#pivot !== undefined) fail('REPEATED_CLAUSE', { clause: 'PIVOT', operation: 'SUBQUERY' });
    if (this.#grouping.some((one) => one.grouping !== 'expression')) fail('UNSUPPORTED_FEATURE.PIVOT_AFTER_GROUP_BY', {});
    const by = namedOrColumn(column);
    if (values === undefined) return this.#valuesOf(by).then((found) => this.#pivoted(by, found));
    expectList(values, 'pivot', 'its values');
    return this.#pivoted(by, values.map(toExpression));
  }

  #pivoted(column: Column, values: readonly Expression[]): RelationalGroupedDataset {
    return new RelationalGroupedDataset(this.#frame, this.#grouping, this.#leading, { column: column.expression, values });
  }

  async #valuesOf(column: Column): Promise<readonly Expression[]> {
    const { engine } = this.#frame.sparkSession;
    const most = engine.settings.number('spark.sql.pivotMaxValues');
    const distinct = this.#frame.select(column.as('v')).distinct().limit(most + 1).orderBy('v');
    const { type } = engine.schemaOf(distinct.relation).fields[0]!;
    const found: Expression[] = [];
    for await (const [value] of engine.cells(distinct.relation)) found.push({ kind: 'Literal', value: value!, type });
    return found.length > most ? fail('TIDEMARK_PIVOT_TOO_MANY_VALUES', { most: String(most) }) : found;
  }

  #each(name: string, columns: readonly string[]): DataFrame {
    const { fields } = this.#frame.sparkSession.engine.schemaOf(columns.length === 0 ? this.#frame.relation : this.#frame.select(...columns).relation);
    const other = columns.length === 0 ? undefined : fields.find((one) => !isNumeric(one.type));
    if (other !== undefined) fail('TIDEMARK_INVALID_API_CALL', { call: name, problem: `"${other.name}" is not a numeric column` });
    const named = columns.length === 0 ? fields.filter((one) => isNumeric(one.type)).map((one) => `\`${one.name.replaceAll('`', '``')}\``) : columns;
    return this.agg(...named.map((one) => callFunction(name, col(one))));
  }
}

function aggregatesOf(aggregate: Column | Readonly<Record<string, string>>): Expression[] {
  if (aggregate instanceof Column) return [aggregate.expression];
  if (typeof aggregate !== 'object' || aggregate === null) fail('TIDEMARK_INVALID_API_CALL', { call: 'agg', problem: `an aggregate is a column or an object of names, not ${typeof aggregate}` });
  return Object.entries(aggregate).map(([column, name]) => {
    expectText(name, 'agg', 'an aggregate');
    return callFunction(name, col(column)).expression;
  });
}
