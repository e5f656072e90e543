import type { Attribute, BoundExpression, BoundSubquery } from '../../plan/bound.ts';
import { invariant } from '../../errors/stream-error.ts';
import type { Join, LogicalPlan } from '../../plan/logical.ts';
import { outputOf } from '../../plan/output.ts';
import { isStreaming } from '../../plan/streaming.ts';
import { expressionsOf, mapExpressions, someExpression, somePlan, transformDown, transformPlanUp, transformUp } from '../../plan/walk.ts';
import { isTrue } from '../../plan/settings.ts';
import { booleanType } from '../../types/data-type.ts';
import { allOf, andOf, conjunctsOf, equalTo, isCall, isNotNull, isNull, literalOf, notOf, nullOf, orOf } from '../build.ts';

import type { PlanningContext } from '../physical.ts';
import { asksSubquery, dependsOnRows, idsOf, isDeterministic, isSubset, referencesOf } from '../references.ts';
import { existsByApply, joinScalar, LOSES_EMPTY_COUNTS } from './join-scalar.ts';
import { pullUp } from './pull-up.ts';
import { sink } from './push-down-filter.ts';
import { sinkCondition } from './sink-condition.ts';
import { splitAggregateOutput } from './split-aggregate.ts';

/**
 * Subqueries become joins. `EXISTS` and `IN` that must hold are left semi joins, negated ones left anti joins, those inside other conditions
 * add a boolean column (existence join); correlated scalar subqueries are left joins with an aggregation. Scalar subqueries without
 * correlation stay, they are run once beforehand; on a stream they are joined too, because they are run for every batch.
 */
export function rewriteSubqueries(plan: LogicalPlan, context: PlanningContext): LogicalPlan {
  return transformPlanUp(readied(plan, context), (node) => {
    if (!expressionsOf(node).some(asksSubquery)) return node;
    const inside = mapExpressions(node, (expression) => transformUp(expression, (child) => (child.kind === 'Subquery' ? simplified(child, context) : child)));
    if (inside.kind === 'Filter') return rewriteFilter(inside.condition, inside.input, context);
    if (inside.kind === 'Aggregate') return rewriteAggregate(inside, context);
    if (inside.kind === 'Join') return rewriteJoin(inside, context);
    return 'input' in inside ? overJoins(inside, context) : inside;
  });
}

/** On a stream the other conditions sink first: they may make a join stricter, and then a condition with a subquery sinks into it. */
function readied(plan: LogicalPlan, context: PlanningContext): LogicalPlan {
  const asks = isStreaming(plan) && somePlan(plan, (node) => expressionsOf(node).some(asksSubquery));
  return asks ? sink(plan, [], context) : plan;
}

/** The plan inside rewritten first; EXISTS without correlation as a scalar subquery; `NULL IN` as EXISTS: nothing is known of it unless there are no rows. */
function simplified(node: BoundSubquery, context: PlanningContext): BoundExpression {
  const [value] = node.values;
  if (node.subquery === 'in' && node.values.length === 1 && value?.kind === 'Literal' && value.value === null) {
    return andOf(simplified({ ...node, subquery: 'exists', values: [], nullable: false }, context), nullOf(booleanType));
  }
  const plan = rewriteSubqueries(node.plan, context);
  if (node.subquery !== 'exists' || dependsOnRows(node)) return { ...node, plan };
  const alias = { kind: 'Alias' as const, input: literalOf(booleanType, true), name: 'found', id: context.nextId(), type: booleanType, nullable: false };
  const one: LogicalPlan = { kind: 'Project', input: { kind: 'Limit', input: plan, count: 1 }, expressions: [alias] };
  return isNotNull({ ...node, subquery: 'scalar', plan: one, nullable: true });
}

function rewriteFilter(condition: BoundExpression, input: LogicalPlan, context: PlanningContext): LogicalPlan {
  let plan = input;
  const rest: BoundExpression[] = [];
  for (const conjunct of conjunctsOf(condition)) {
    const negated = isCall(conjunct, 'not');
    const inner = negated ? conjunct.arguments[0]! : conjunct;
    const joined = inner.kind === 'Subquery' && inner.subquery !== 'scalar' ? semiJoin(plan, inner, negated, context) : undefined;
    if (joined === undefined) rest.push(conjunct);
    else plan = joined;
  }
  const sinking = rest.filter((one) => isStreaming(plan) && isDeterministic(one) && someExpression(one, (child) => child.kind === 'Subquery' && isCorrelatedOrPredicate(child)));
  for (const conjunct of sinking) plan = sinkFilter(plan, conjunct, context);
  const filter = allOf(rest.filter((one) => !sinking.includes(one)));
  if (filter === undefined) return plan;
  return overJoins({ kind: 'Filter', input: plan, condition: filter }, context);
}

/** A condition with subqueries somewhere in it passes the watermark of a stream as others do, as long as its columns are those below. */
function sinkFilter(input: LogicalPlan, condition: BoundExpression, context: PlanningContext): LogicalPlan {
  const references = referencesOf(condition);
  const passes = (input.kind === 'Watermark' && !references.has(input.eventTime.id)) || input.kind === 'SubqueryAlias'
    || (input.kind === 'Filter' && isDeterministic(input.condition)) || (input.kind === 'Project' && input.expressions.every(isDeterministic));
  if (passes && isSubset(references, idsOf(outputOf(input.input)))) return { ...input, input: sinkFilter(input.input, condition, context) };
  return overJoins({ kind: 'Filter', input, condition }, context);
}

/** In ON: of an inner join a filter above it, of any other a column of the side that the subquery depends on. */
function rewriteJoin(node: Join, context: PlanningContext): LogicalPlan {
  const isDependent = (one: BoundExpression): boolean => someExpression(one, (child) => child.kind === 'Subquery' && dependsOnRows(child));
  const conjuncts = conjunctsOf(node.condition);
  if (!conjuncts.some(isDependent)) return node;
  const { condition: _, ...rest } = node;
  if (node.type === 'inner' || node.type === 'cross') {
    const condition = allOf(conjuncts.filter((one) => !isDependent(one)));
    return rewriteFilter(allOf(conjuncts.filter(isDependent))!, { ...rest, ...(condition === undefined ? {} : { condition }) }, context);
  }
  const sides = { left: node.left, right: node.right };
  const condition = transformDown(allOf(conjuncts)!, (child) => {
    if (child.kind !== 'Subquery' || !dependsOnRows(child)) return undefined;
    const needed = [...idsOf(child.outer), ...referencesOf(...child.values)];
    const side = (['left', 'right'] as const).find((one) => isSubset(needed, idsOf(outputOf(sides[one]))));
    invariant(side !== undefined && child.subquery !== 'scalar', 'the analyzer lets a query in ON read one side and answer yes or no');
    const made = columnFor(sides[side], child, true, context);
    sides[side] = made.plan;
    return made.column;
  });
  return { kind: 'Project', input: { ...rest, ...sides, condition }, expressions: outputOf(node) };
}

/** EXISTS and IN as a join; undefined when the correlation cannot be pulled out. */
function semiJoin(input: LogicalPlan, node: BoundSubquery, negated: boolean, context: PlanningContext): LogicalPlan | undefined {
  const parts = conditionOf(node, negated, context);
  if (parts === undefined) return undefined;
  const join = Object.assign((left: LogicalPlan, conditions: readonly BoundExpression[]): LogicalPlan => {
    const condition = allOf(conditions);
    return { kind: 'Join', left, right: parts.plan, type: negated ? 'left anti' : 'left semi', subquery: true, ...(condition === undefined ? {} : { condition }) };
  }, { ofValues: node.subquery === 'in' });
  return isStreaming(input) ? sinkCondition(input, parts.conditions, join) : join(input, parts.conditions);
}

/** The join condition of EXISTS or IN. Negated IN is also satisfied by what is unknown: NULL on either side decides nothing. */
function conditionOf(node: BoundSubquery, nullAware: boolean, context: PlanningContext): { readonly plan: LogicalPlan; readonly conditions: readonly BoundExpression[] } | undefined {
  const outer = idsOf(node.outer);
  const source = node.subquery === 'exists' ? withoutLimit(node.plan) : node.plan;
  const columns = outputOf(source);
  const pulled = pullUp(source, outer, context);
  if (pulled === undefined || (pulled.groupedGlobal && !isTrue(context.settings, LOSES_EMPTY_COUNTS))) return undefined;
  const equalities = node.values.map((value, index) => {
    const equal = equalTo(value, columns[index]!);
    return nullAware ? orOf(equal, isNull(equal)) : equal;
  });
  return { plan: pulled.plan, conditions: [...equalities, ...pulled.conditions] };
}

/** EXISTS asks for one row anyway. */
function withoutLimit(plan: LogicalPlan): LogicalPlan {
  if (plan.kind === 'Limit' && plan.count > 0) return withoutLimit(plan.input);
  return plan.kind === 'SubqueryAlias' || plan.kind === 'Sort' ? withoutLimit(plan.input) : plan;
}

/** Any other place: a column per subquery is joined to the input, and taken away again where it would show. */
function overJoins(node: Extract<LogicalPlan, { readonly input: LogicalPlan }>, context: PlanningContext): LogicalPlan {
  let input = node.input;
  const replace = (expression: BoundExpression): BoundExpression => transformDown(expression, (child) => {
    const negated = isCall(child, 'not') ? child.arguments[0]! : undefined;
    if (negated?.kind === 'Subquery' && negated.subquery === 'in') {
      const made = columnFor(input, negated, true, context);
      input = made.plan;
      return notOf(made.column);
    }
    if (child.kind !== 'Subquery' || (child.subquery === 'scalar' && !dependsOnRows(child) && !isStreaming(input))) return undefined;
    const made = child.subquery === 'scalar' ? joinScalar(input, child, context) : columnFor(input, child, false, context);
    input = made.plan;
    return made.column;
  });
  const rewritten = mapExpressions(node, replace);
  if (input === node.input) return rewritten;
  const result = { ...rewritten, input } as LogicalPlan;
  const before = outputOf(node);
  return outputOf(result).length === before.length ? result : { kind: 'Project', input: result, expressions: before };
}

/** An existence join, or what stands in for it when the correlation cannot be pulled out. */
function columnFor(input: LogicalPlan, node: BoundSubquery, nullAware: boolean, context: PlanningContext): { readonly plan: LogicalPlan; readonly column: BoundExpression } {
  const parts = conditionOf(node, nullAware, context);
  if (parts === undefined) return existsByApply(input, node, nullAware, context);
  const exists: Attribute = { kind: 'Attribute', id: context.nextId(), name: 'exists', type: booleanType, nullable: false, qualifier: [] };
  const condition = allOf(parts.conditions);
  return { plan: { kind: 'Join', left: input, right: parts.plan, type: 'existence', exists, ...(condition === undefined ? {} : { condition }) }, column: exists };
}

/** Subqueries in the select list of an aggregation run on its groups, those inside aggregate calls and keys on its input. */
function rewriteAggregate(node: Extract<LogicalPlan, { kind: 'Aggregate' }>, context: PlanningContext): LogicalPlan {
  const above = node.output.some((one) => someExpression(one, (child) => child.kind === 'Subquery' && (isStreaming(node) || isCorrelatedOrPredicate(child))));
  if (!above) return overJoins(node, context);
  const { aggregate, expressions } = splitAggregateOutput(node, context);
  const lower = overJoins(aggregate, context);
  return overJoins({ kind: 'Project', input: lower, expressions }, context);
}

function isCorrelatedOrPredicate(node: BoundSubquery): boolean { return node.subquery !== 'scalar' || dependsOnRows(node); }
