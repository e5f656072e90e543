import type { AggregateCall, Attribute, BoundAlias, BoundExpression } from '../../plan/bound.ts';
import type { Aggregate, LogicalPlan } from '../../plan/logical.ts';
import { attributeOf, outputOf } from '../../plan/output.ts';
import { transformPlanUp, transformUp, visitExpression } from '../../plan/walk.ts';
import { longType } from '../../types/data-type.ts';
import { literalOf } from '../build.ts';
import { idsOf, isDeterministic, isSubset, referencesOf } from '../references.ts';
import { substitute } from './push-down-filter.ts';

/**
 * Two aggregations, one above the other, as one. On a stream this decides how many stateful operators there are.
 *
 * - DISTINCT over columns that are unique already is a projection.
 * - The lower one only makes keys, and the upper one asks nothing that repetitions would change (max, min): the lower one goes.
 * - The upper one only sums counts of the lower one: the sum of the counts is the number of rows.
 */
export function mergeAggregations(plan: LogicalPlan): LogicalPlan {
  return transformPlanUp(plan, (node) => {
    if (node.kind !== 'Aggregate') return node;
    if (isGroupOnly(node) && isUnique(node.input, node.grouping)) return { kind: 'Project', input: node.input, expressions: node.output };
    const lower = lowerOf(node.input);
    if (lower === undefined) return node;
    return withoutLower(node, lower) ?? sumOfCounts(node, lower) ?? node;
  });
}

interface Lower { readonly aggregate: Aggregate; /** What columns between the two stand for. */ readonly names: ReadonlyMap<number, BoundExpression> }

function lowerOf(plan: LogicalPlan): Lower | undefined {
  if (plan.kind === 'Aggregate') return { aggregate: plan, names: new Map() };
  if (plan.kind !== 'Project' || plan.input.kind !== 'Aggregate' || !plan.expressions.every((one) => one.kind === 'Attribute' || one.input.kind === 'Attribute')) return undefined;
  return { aggregate: plan.input, names: new Map(plan.expressions.flatMap((one) => (one.kind === 'Alias' ? [[one.id, one.input] as const] : []))) };
}

/** Aggregates that repetitions do not change. */
export const countsOnce: ReadonlySet<string> = new Set(['max', 'min', 'bit_and', 'bit_or', 'collect_set', 'collect_set_with_nulls', 'first', 'last', 'any_value', 'approx_count_distinct', 'bool_and', 'bool_or']);

function withoutLower(upper: Aggregate, lower: Lower): LogicalPlan | undefined {
  const calls = callsIn(upper.output);
  if (!calls.every((call) => call.distinct || countsOnce.has(call.definition.name))) return undefined;
  const plain = new Map(lower.aggregate.output.filter((one) => isDeterministic(one) && callsIn([one]).length === 0).map((one): readonly [number, BoundExpression] => [one.id, valueOf(one, lower.aggregate)]));
  return replaceInput(upper, lower, plain);
}

/** Every call of the upper one is sum(c), where c is a count of all rows of the lower one. */
function sumOfCounts(upper: Aggregate, lower: Lower): LogicalPlan | undefined {
  const calls = callsIn(upper.output);
  const counts = new Set(lower.aggregate.output.filter((one) => one.kind === 'Alias' && isCountOfRows(one.input)).map((one) => one.id));
  const sumsCount = (call: AggregateCall): boolean => {
    const [argument] = call.arguments;
    const column = argument?.kind === 'Attribute' ? (lower.names.get(argument.id) ?? argument) : undefined;
    return call.definition.name === 'sum' && !call.distinct && call.filter === undefined && column?.kind === 'Attribute' && counts.has(column.id);
  };
  if (calls.length === 0 || !calls.every(sumsCount)) return undefined;
  const keys = new Map(lower.aggregate.output.filter((one) => callsIn([one]).length === 0 && isDeterministic(one)).map((one): readonly [number, BoundExpression] => [one.id, valueOf(one, lower.aggregate)]));
  const ones = new Map([...keys, ...[...counts].map((id): readonly [number, BoundExpression] => [id, literalOf(longType, 1n)])]);
  return lower.aggregate.grouping.length === 0 ? undefined : replaceInput(upper, lower, ones);
}

function isCountOfRows(expression: BoundExpression): boolean {
  return expression.kind === 'AggregateCall' && expression.definition.name === 'count' && !expression.distinct && expression.filter === undefined && expression.arguments.every((one) => !one.nullable);
}

/** The upper aggregation over the input of the lower one; undefined when it reads something that is not there. */
function replaceInput(upper: Aggregate, lower: Lower, values: ReadonlyMap<number, BoundExpression>): LogicalPlan | undefined {
  const translate = <E extends BoundExpression>(expression: E): E => substitute(substitute(expression, lower.names), values) as E;
  const reads = referencesOf(...[...upper.grouping, ...callsIn(upper.output)].map((one) => substitute(one, lower.names)));
  if (!isSubset(reads, new Set(values.keys()))) return undefined;
  const grouping = upper.grouping.map((key): Attribute | BoundAlias => {
    const value = translate(key);
    if (value.kind === 'Attribute' && value.id === key.id) return value;
    return { kind: 'Alias', input: value.kind === 'Alias' ? value.input : value, name: key.name, id: key.id, type: key.type, nullable: key.nullable, ...tags(key) };
  });
  const keys = idsOf(grouping.map(attributeOf));
  const inCalls = (expression: BoundExpression): BoundExpression => transformUp(expression, (node) => (node.kind === 'AggregateCall' ? translate(node) : node));
  const output = upper.output.map((one) => inCalls(one) as Attribute | BoundAlias);
  const outside = upper.output.flatMap((one) => [...plainReferences(one)]);
  return outside.every((id) => keys.has(id)) ? { kind: 'Aggregate', input: lower.aggregate.input, grouping, output } : undefined;
}

function plainReferences(expression: BoundExpression): ReadonlySet<number> {
  const ids = new Set<number>();
  visitExpression(expression, (node) => {
    if (node.kind === 'Attribute') ids.add(node.id);
    return node.kind !== 'AggregateCall';
  });
  return ids;
}

function tags(key: Attribute | BoundAlias): Partial<BoundAlias> {
  return { ...(key.watermarkDelayMs === undefined ? {} : { watermarkDelayMs: key.watermarkDelayMs }), ...(key.timeWindow === undefined ? {} : { timeWindow: key.timeWindow }) };
}

/** A column of an aggregation over the columns below it. */
function valueOf(column: Attribute | BoundAlias, aggregate: Aggregate): BoundExpression {
  const keys = new Map(aggregate.grouping.flatMap((one) => (one.kind === 'Alias' ? [[one.id, one.input] as const] : [])));
  return substitute(column.kind === 'Alias' ? column.input : column, keys);
}

function isGroupOnly(node: Aggregate): boolean { return node.grouping.length > 0 && callsIn(node.output).length === 0 && node.grouping.every((one) => one.kind === 'Attribute'); }

/** The columns contain a key of the plan. */
function isUnique(plan: LogicalPlan, columns: readonly (Attribute | BoundAlias)[]): boolean {
  const ids = idsOf(columns);
  switch (plan.kind) {
    case 'Aggregate': return plan.grouping.map(attributeOf).every((key) => ids.has(key.id)) && isSubset(idsOf(plan.grouping.map(attributeOf)), idsOf(outputOf(plan)));
    case 'Project': {
      const below = plan.expressions.flatMap((one) => (!ids.has(one.id) ? [] : one.kind === 'Attribute' ? [one] : one.input.kind === 'Attribute' ? [one.input] : []));
      return isUnique(plan.input, below);
    }
    case 'Filter': case 'Sort': case 'SubqueryAlias': return isUnique(plan.input, columns);
    default: return false;
  }
}

function callsIn(expressions: readonly BoundExpression[]): readonly AggregateCall[] {
  const found: AggregateCall[] = [];
  for (const one of expressions) visitExpression(one, (node) => { if (node.kind === 'AggregateCall') found.push(node); return node.kind !== 'AggregateCall'; });
  return found;
}
