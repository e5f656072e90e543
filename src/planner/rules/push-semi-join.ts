import type { Attribute, BoundAlias, BoundExpression } from '../../plan/bound.ts';
import type { Aggregate, Join, LogicalPlan } from '../../plan/logical.ts';
import { notNullAttributes } from '../../plan/not-null.ts';
import { attributeOf, outputOf } from '../../plan/output.ts';
import { isStreaming } from '../../plan/streaming.ts';
import { mapInputs } from '../../plan/walk.ts';
import { isCollated } from '../../types/collation.ts';
import { allOf, conjunctsOf, isCall, isNotNull } from '../build.ts';
import { idsOf, isDeterministic, isSubset, referencesOf } from '../references.ts';
import { rowEstimate } from '../row-estimate.ts';
import { filterOn, keyValues, substitute, valuesOf } from './push-down-filter.ts';

/**
 * A semi or anti join on the left of which a stream stands is a filter of that stream, and sinks as Spark lets it: through projections that only rename, what makes
 * rows of one row, unions, to one side of another join, and below an aggregation where the right side is a table. It decides
 * what the state below and in it is. Filters, watermarks and deduplications hold it up.
 */
export function pushSemiJoin(plan: LogicalPlan): LogicalPlan {
  const pushed = plan.kind === 'Join' && isFilter(plan) && isStreaming(plan.left) ? sinkJoin(plan) : plan;
  return mapInputs(pushed, pushSemiJoin);
}

type SemiJoin = Join & { readonly type: 'left semi' | 'left anti'; readonly condition: BoundExpression };

function isFilter(join: Join): join is SemiJoin { return (join.type === 'left semi' || join.type === 'left anti') && join.condition !== undefined; }

function sinkJoin(join: SemiJoin): LogicalPlan {
  const { left } = join;
  switch (left.kind) {
    case 'Project': return left.expressions.every(isPlain) ? below(join, left, valuesOf(left.expressions)) : join;
    case 'Aggregate': return isBroadcast(join.right) && left.grouping.length > 0 && left.output.every(isDeterministic) ? belowKeys(join, left) : join;
    case 'Generate': return isDeterministic(left.generator) ? below(join, left, new Map()) : join;
    case 'Expand': case 'Sort': case 'Distinct': case 'SubqueryAlias': return below(join, left, new Map());
    case 'Union': return belowUnion(join, left);
    case 'Join': return belowJoin(join, left);
    default: return join;
  }
}

type Values = ReadonlyMap<number, BoundExpression>;

/** A column under any name, or a constant: a projection that computes something holds the join up. */
function isPlain(expression: Attribute | BoundAlias): boolean {
  return expression.kind === 'Attribute' || expression.input.kind === 'Attribute' || expression.input.kind === 'Literal';
}

/** The join below its left input. A conjunct that only the input itself can decide stays above it, if it asks nothing of the right side. */
function below(join: SemiJoin, over: Extract<LogicalPlan, { readonly input: LogicalPlan }>, values: Values): LogicalPlan {
  const offered = new Set([...idsOf(outputOf(over.input)), ...idsOf(outputOf(join.right))]);
  const conjuncts = conjunctsOf(join.condition).map((one) => ({ one, under: substitute(one, values) }));
  const down = conjuncts.filter(({ one, under }) => isDeterministic(one) && referencesOf(one).size > 0 && isSubset(referencesOf(under), offered));
  const stay = conjuncts.filter((one) => !down.includes(one)).map(({ one }) => one);
  const condition = allOf(down.map(({ under }) => under));
  if (condition === undefined || (stay.length > 0 && join.type !== 'left semi') || stay.some((one) => mentions(one, join.right))) return join;
  if (down.some(({ one }) => isAmbiguous(one, over.input, join.right))) return join;
  return filterOn({ ...over, input: sinkJoin({ ...join, left: over.input, condition }) } as LogicalPlan, stay);
}

/**
 * Keys that are computed are columns to Spark before it asks what may be NULL in them (`inferFilters`). Here it is still known that they are: rows whose key can
 * match nothing go already.
 */
function belowKeys(join: SemiJoin, over: Aggregate): LogicalPlan {
  const pushed = below(join, over, keyValues(over));
  if (pushed === join || join.type !== 'left semi' || join.subquery === true) return pushed;
  const named = new Map(over.output.flatMap((one): (readonly [number, BoundExpression])[] => (one.kind === 'Alias' ? [[attributeOf(one).id, one.input]] : [])));
  const asked = conjunctsOf(join.condition).filter((one) => !(isCall(one, '=') && isCollated(one.arguments[0]!.type))).flatMap((one) => notNullAttributes(substitute(one, named)));
  const tests = over.grouping.flatMap((key) => (key.kind === 'Alias' && key.input.nullable && asked.some(({ id }) => id === attributeOf(key).id) ? [isNotNull(key.input)] : []));
  const tested = (plan: LogicalPlan): LogicalPlan => (plan.kind === 'Aggregate' ? { ...plan, input: filterOn(plan.input, tests) } : mapInputs(plan, tested));
  return tested(pushed);
}

function belowUnion(join: SemiJoin, over: Extract<LogicalPlan, { kind: 'Union' }>): LogicalPlan {
  if (over.inputs.some((input) => isAmbiguous(join.condition, input, join.right))) return join;
  const inputs = over.inputs.map((left) => {
    const values: Values = new Map(over.output.map((one, index): readonly [number, BoundExpression] => [one.id, outputOf(left)[index]!]));
    return sinkJoin({ ...join, left, condition: substitute(join.condition, values) });
  });
  return { ...over, inputs };
}

/** To the one side of an inner join that the condition asks for, of an outer join if it is the side that is kept. */
function belowJoin(join: SemiJoin, lower: Join): LogicalPlan {
  const right = idsOf(outputOf(join.right));
  const only = (side: 'left' | 'right'): boolean => {
    const ids = new Set([...idsOf(outputOf(lower[side])), ...right]);
    return conjunctsOf(join.condition).every((one) => isSubset(referencesOf(one), ids));
  };
  const inner = lower.type === 'inner' || lower.type === 'cross';
  if (only('left')) return inner || lower.type === 'left' ? { ...lower, left: sinkJoin({ ...join, left: lower.left }) } : join;
  if (only('right')) return inner || lower.type === 'right' ? { ...lower, right: sinkJoin({ ...join, left: lower.right }) } : join;
  return join;
}

function mentions(expression: BoundExpression, plan: LogicalPlan): boolean {
  const ids = idsOf(outputOf(plan));
  return [...referencesOf(expression)].some((id) => ids.has(id));
}

/** Below, a column of the right side would also be one of the left. */
function isAmbiguous(condition: BoundExpression, input: LogicalPlan, right: LogicalPlan): boolean {
  const ids = idsOf(outputOf(right));
  const offered = idsOf(outputOf(input));
  return [...referencesOf(condition)].some((id) => ids.has(id) && offered.has(id));
}

/** A table that Spark would send to all tasks whole. */
function isBroadcast(right: LogicalPlan): boolean {
  const MAX_BYTES = 10_485_760;
  return !isStreaming(right) && (rowEstimate(right) ?? 0) * 8 * outputOf(right).length <= MAX_BYTES;
}
