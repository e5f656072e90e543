import { fail } from '../../errors/stream-error.ts';
import type { BoundExpression, Literal } from '../../plan/bound.ts';
import type { Expression } from '../../plan/expression.ts';
import { isFoldableEarly } from '../../plan/foldable.ts';
import type { LogicalPlan } from '../../plan/logical.ts';
import { attributeOf, outputOf } from '../../plan/output.ts';
import { prettySql } from '../../plan/pretty-sql.ts';
import type { Aggregate, Pivot } from '../../plan/relation.ts';
import { someExpression, transformUp } from '../../plan/walk.ts';
import { qualifiedSql } from '../../plan/qualified-sql.ts';
import { isOrderable } from '../../types/coercion.ts';
import { type DataType, field, sameType, stringType, structType } from '../../types/data-type.ts';
import { catalogString, quoteIdentifier } from '../../types/print.ts';
import { aggregateOf } from '../aggregates.ts';
import { aliasOf, allOf, callOf, castTo, literalOf, nullSafeEqual } from '../build.ts';
import { resolveExpression, resolveSelectList } from '../expressions/resolve.ts';
import type { SelectItem } from '../expressions/scope.ts';
import { attributesIn, hasWindowCall, referencesOf } from '../references.ts';
import { failMissing, type Grouping, planAggregate } from './aggregate-block.ts';
import { plainGrouping } from './aggregate.ts';
import { type Frame, scopeOf } from './context.ts';
import { visibleOutput } from './visible.ts';

/**
 * PIVOT in two aggregations, as in Spark: by group and pivot value, then by group alone, where each value picks its row. Where a result is no number, in one:
 * each value filters the rows of each aggregate. The two differ in what a value has without rows: NULL, or what the aggregate says of no rows.
 */
export function resolvePivot(relation: Pivot, frame: Frame): LogicalPlan {
  const input = frame.analysis.resolve(relation.input, frame);
  const scope = scopeOf(frame, outputOf(input), { clause: 'SELECT' });
  const columns = relation.columns.map((one) => resolveExpression(one, scope));
  const aggregates = aggregateItems(relation.aggregates, input, frame);
  const used = referencesOf(...columns, ...aggregates.map((one) => one.expression));
  const keys = visibleOutput(input).filter((one) => !used.has(one.id));
  return pivot({ input, keys, column: columns.length === 1 ? columns[0]! : structOfColumns(columns), values: relation.values, aggregates, frame });
}

/** `groupBy(…).pivot(column, values).agg(…)` */
export function resolvePivotAggregate(relation: Aggregate, by: NonNullable<Aggregate['pivot']>, input: LogicalPlan, frame: Frame): LogicalPlan {
  const scope = scopeOf(frame, outputOf(input), { clause: 'GROUP BY' });
  const keys = relation.grouping.flatMap((one) => (one.grouping === 'expression' ? [resolveExpression(one.expression, scope)] : []));
  if (by.values === undefined) fail('TIDEMARK_PIVOT_NEEDS_VALUES', {}, { at: relation.at });
  return pivot({ input, keys, column: resolveExpression(by.column, scope), values: by.values, aggregates: aggregateItems(relation.aggregates, input, frame), frame });
}

type ColumnItem = Extract<SelectItem, { item: 'column' }>;

interface PivotRequest {
  readonly input: LogicalPlan;
  readonly keys: readonly BoundExpression[];
  readonly column: BoundExpression;
  readonly values: readonly Expression[];
  readonly aggregates: readonly ColumnItem[];
  readonly frame: Frame;
}

function pivot({ input, keys, column, values, aggregates, frame }: PivotRequest): LogicalPlan {
  const { nextId } = frame.analysis.context;
  if (!isOrderable(column.type)) fail('INCOMPARABLE_PIVOT_COLUMN', { columnName: quoteIdentifier(prettySql(column)) }, { at: column.at });
  const picked = values.map((value) => pivotValue(value, column, input, frame));
  const grouping = plainGrouping([...keys, column], outputOf(input), frame);
  if (!aggregates.every(({ expression }) => picks.has(expression.type.kind))) return filtered({ input, keys, column, aggregates, frame }, picked);
  const columns = grouping.keys.map(attributeOf);
  const first = planAggregate({
    input, frame, grouping,
    items: [...keyItems(grouping, [...keys, column], nextId), ...aggregates],
  });
  const made = outputOf(first);
  const pivoted = made[keys.length]!;
  const results = made.slice(columns.length);
  const outer = plainGrouping(made.slice(0, keys.length), made, frame);
  const items = picked.flatMap(({ literal, name }) => results.map((result, index): SelectItem => {
    const shown = aggregates.length === 1 ? name : `${name}_${aggregateName(aggregates[index]!)}`;
    const chosen = { ...aggregateOf('first', [result], result.type, true), filter: nullSafeEqual(pivoted, literal) };
    return { item: 'column', expression: aliasOf(chosen, shown, nextId()) };
  }));
  return planAggregate({ input: first, frame, grouping: outer, items: [...outer.keys.map((key): SelectItem => ({ item: 'column', expression: attributeOf(key) })), ...items] });
}

/** What Spark can pick a row of. */
const picks: ReadonlySet<DataType['kind']> = new Set<DataType['kind']>(['double', 'int', 'long', 'float', 'boolean', 'short', 'byte', 'decimal']);

interface Picked { readonly literal: Literal; readonly name: string }

/** One aggregation by the groups alone. */
function filtered({ input, keys, column, aggregates, frame }: Omit<PivotRequest, 'values'>, picked: readonly Picked[]): LogicalPlan {
  const grouping = plainGrouping(keys, outputOf(input), frame);
  const { nextId } = frame.analysis.context;
  const items = picked.flatMap(({ literal, name }) => aggregates.map((item): SelectItem => {
    const chosen = transformUp(item.expression.kind === 'Alias' ? item.expression.input : item.expression, (node) => {
      if (node.kind !== 'AggregateCall') return node;
      const here = nullSafeEqual(column, literal);
      return { ...node, filter: node.filter === undefined ? here : allOf([node.filter, here])!, ...(node.definition.ignoreNulls === true ? { ignoreNulls: true } : {}) };
    });
    return { item: 'column', expression: aliasOf(chosen, aggregates.length === 1 ? name : `${name}_${aggregateName(item)}`, nextId()) };
  }));
  return planAggregate({ input, frame, grouping, items: [...keyItems(grouping, keys, nextId), ...items] });
}

function keyItems(grouping: Grouping, expressions: readonly BoundExpression[], nextId: () => number): readonly SelectItem[] {
  return grouping.keys.map((key, index): SelectItem => ({ item: 'column', expression: key.kind === 'Attribute' ? key : aliasOf(expressions[index]!, key.name, nextId()) }));
}

function aggregateName({ expression }: ColumnItem): string {
  return expression.name;
}

function aggregateItems(written: readonly Expression[], input: LogicalPlan, frame: Frame): readonly ColumnItem[] {
  return resolveSelectList(written, scopeOf(frame, outputOf(input), { clause: 'SELECT' })).map((item) => {
    if (item.item !== 'column') return fail('_LEGACY_ERROR_TEMP_1006', { sql: item.generator.written });
    const holdsCalls = someExpression(item.expression, (node) => node.kind === 'AggregateCall');
    if (!holdsCalls) return fail('_LEGACY_ERROR_TEMP_1006', { sql: qualifiedSql(attributesIn(item.expression)[0] ?? item.expression) });
    return hasWindowCall(item.expression) ? failMissing(prettySql(attributesIn(item.expression)[0] ?? item.expression)) : item;
  });
}

/** The value in the type of the pivot column, and the name its column gets. */
function pivotValue(written: Expression, column: BoundExpression, plan: LogicalPlan, frame: Frame): Picked {
  const bound = resolveExpression(written, scopeOf(frame, outputOf(plan), { clause: 'OTHER' }));
  const input = bound.kind === 'Alias' ? bound.input : bound;
  const sql = `"${prettySql(input)}"`;
  if (!isFoldableEarly(input)) fail('NON_LITERAL_PIVOT_VALUES', { expression: sql }, { at: written.at });
  if (!fits(input, column)) {
    fail('PIVOT_VALUE_DATA_TYPE_MISMATCH', { value: prettySql(input), valueType: catalogString(input.type), pivotType: catalogString(column.type) });
  }
  const { evaluate } = frame.analysis.context;
  const literal = literalOf(column.type, evaluate(castTo(input, column.type, frame.settings, column.at), frame.settings));
  const named = written.kind === 'Alias' ? written.names[0] : undefined;
  return { literal, name: named ?? String(evaluate(castTo(literalOf(input.type, evaluate(input, frame.settings)), stringType, frame.settings), frame.settings) ?? 'null') };
}

function fits(value: BoundExpression, column: BoundExpression): boolean {
  if (sameType(value.type, column.type) || value.type.kind === 'null' || column.type.kind === 'string') return true;
  const nested = (expression: BoundExpression): boolean => expression.type.kind === 'array' || expression.type.kind === 'map' || expression.type.kind === 'struct';
  return nested(value) === nested(column);
}

function structOfColumns(columns: readonly BoundExpression[]): BoundExpression {
  const names = columns.map((one, index) => (one.kind === 'Attribute' ? one.name : `col${index + 1}`));
  const type = structType(columns.map((one, index) => field(names[index]!, one.type, one.nullable)));
  return callOf('named_struct', columns.flatMap((one, index) => [literalOf(stringType, names[index]!), one]), type, false);
}

