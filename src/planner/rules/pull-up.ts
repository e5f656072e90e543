import type { Attribute, BoundAlias, BoundExpression } from '../../plan/bound.ts';
import type { Aggregate, LogicalPlan } from '../../plan/logical.ts';
import { attributeOf, outputOf } from '../../plan/output.ts';
import { someExpression, transformUp } from '../../plan/walk.ts';
import { aliasOf, allOf, conjunctsOf, isCall } from '../build.ts';
import type { PlanningContext } from '../physical.ts';
import { attributesIn, idsOf, outerReferencesOf } from '../references.ts';
import { semanticKey } from '../semantic-key.ts';

/**
 * Takes the conditions of a subquery that mention the query around it out of it, so that they can become the condition of a
 * join. The columns they need are added to the output on the way up. Through an aggregation only equalities pass: their inner
 * side becomes a grouping key. `undefined` = the correlation sits somewhere else.
 */
export interface PulledUp {
  readonly plan: LogicalPlan;
  /** Over columns of `plan` and of the query around. */
  readonly conditions: readonly BoundExpression[];
  /** An aggregation without keys was given some: it no longer answers for groups without rows. Nothing above it but projections and the like does without that answer. */
  readonly groupedGlobal: boolean;
}

export function pullUp(plan: LogicalPlan, outer: ReadonlySet<number>, context: PlanningContext): PulledUp | undefined {
  if (!mentions(plan, outer)) return { plan, conditions: [], groupedGlobal: false };
  switch (plan.kind) {
    case 'Filter': {
      const below = pullUp(plan.input, outer, context);
      if (below === undefined || below.groupedGlobal) return undefined;
      const own = conjunctsOf(plan.condition);
      const correlated = own.filter((one) => isCorrelated(one, outer));
      if (correlated.some(hasSubquery)) return undefined;
      const rest = allOf(own.filter((one) => !correlated.includes(one)));
      return { ...below, conditions: [...below.conditions, ...correlated.map((one) => inward(one, outer))], plan: rest === undefined ? below.plan : { kind: 'Filter', input: below.plan, condition: rest } };
    }
    case 'Project': {
      if (plan.expressions.some((one) => isCorrelated(one, outer))) return undefined;
      const below = pullUp(plan.input, outer, context);
      return below && { ...below, plan: { ...plan, input: below.plan, expressions: [...plan.expressions, ...missing(below, plan)] } };
    }
    case 'SubqueryAlias': case 'Distinct': case 'Sort': {
      if (plan.kind === 'Sort' && plan.order.some((one) => isCorrelated(one, outer))) return undefined;
      const below = pullUp(plan.input, outer, context);
      return below && { ...below, plan: plan.kind === 'SubqueryAlias' ? below.plan : { ...plan, input: below.plan } };
    }
    case 'Aggregate': return pullThroughAggregate(plan, outer, context);
    case 'Join': return pullThroughJoin(plan, outer, context);
    default: return undefined;
  }
}

function pullThroughAggregate(plan: Aggregate, outer: ReadonlySet<number>, context: PlanningContext): PulledUp | undefined {
  if ([...plan.grouping, ...plan.output].some((one) => isCorrelated(one, outer))) return undefined;
  const below = pullUp(plan.input, outer, context);
  if (below === undefined || below.groupedGlobal) return undefined;
  const keys: (Attribute | BoundAlias)[] = [...plan.grouping];
  const conditions: BoundExpression[] = [];
  for (const condition of below.conditions) {
    const pair = equality(condition, outer);
    if (pair === undefined) return undefined;
    const known = keys.find((key) => semanticKey(key) === semanticKey(pair.inner));
    const key = known ?? (pair.inner.kind === 'Attribute' ? pair.inner : aliasOf(pair.inner, 'key', context.nextId()));
    if (known === undefined) keys.push(key);
    conditions.push({ ...pair.condition, arguments: pair.condition.arguments.map((one) => (one === pair.inner ? attributeOf(key) : one)) });
  }
  const present = idsOf(outputOf(plan));
  const added = keys.map(attributeOf).filter((one) => !present.has(one.id));
  return {
    conditions, groupedGlobal: plan.grouping.length === 0,
    plan: { ...plan, input: below.plan, grouping: keys, output: [...plan.output, ...added] },
  };
}

function pullThroughJoin(plan: Extract<LogicalPlan, { kind: 'Join' }>, outer: ReadonlySet<number>, context: PlanningContext): PulledUp | undefined {
  const inner = plan.type === 'inner' || plan.type === 'cross';
  const leftOnly = plan.type === 'left' || plan.type === 'left semi' || plan.type === 'left anti' || plan.type === 'existence';
  if (!inner && !leftOnly) return undefined;
  const left = pullUp(plan.left, outer, context);
  const right = pullUp(plan.right, outer, context);
  if (left === undefined || right === undefined || left.groupedGlobal || right.groupedGlobal || (leftOnly && right.conditions.length > 0)) return undefined;
  const own = conjunctsOf(plan.condition);
  const correlated = own.filter((one) => isCorrelated(one, outer));
  if (correlated.length > 0 && (!inner || correlated.some(hasSubquery))) return undefined;
  const condition = allOf(own.filter((one) => !correlated.includes(one)));
  const { condition: _, ...rest } = plan;
  return {
    conditions: [...left.conditions, ...right.conditions, ...correlated.map((one) => inward(one, outer))], groupedGlobal: false,
    plan: { ...rest, left: left.plan, right: right.plan, ...(condition === undefined ? {} : { condition }) },
  };
}

/** `inner = outer` in either order, the inner side over columns of the subquery alone. */
function equality(condition: BoundExpression, outer: ReadonlySet<number>): { readonly condition: Extract<BoundExpression, { kind: 'Call' }>; readonly inner: BoundExpression } | undefined {
  if (!isCall(condition, '=', '<=>')) return undefined;
  const [first, second] = condition.arguments as [BoundExpression, BoundExpression];
  const mixed = (one: BoundExpression): 'inner' | 'outer' | 'both' => {
    const ids = attributesIn(one).map((attribute) => outer.has(attribute.id));
    return ids.every(Boolean) ? 'outer' : ids.some(Boolean) ? 'both' : 'inner';
  };
  if (mixed(first) === 'inner' && mixed(second) === 'outer') return { condition, inner: first };
  return mixed(second) === 'inner' && mixed(first) === 'outer' ? { condition, inner: second } : undefined;
}

/** Columns the pulled conditions need that a projection does not pass on. */
function missing(below: PulledUp, plan: Extract<LogicalPlan, { kind: 'Project' }>): readonly Attribute[] {
  const present = idsOf(outputOf(plan));
  const offered = idsOf(outputOf(below.plan));
  return attributesIn(...below.conditions).filter((one) => offered.has(one.id) && !present.has(one.id));
}

function mentions(plan: LogicalPlan, outer: ReadonlySet<number>): boolean {
  return outerReferencesOf(plan).some((one) => outer.has(one.id));
}

function isCorrelated(expression: BoundExpression, outer: ReadonlySet<number>): boolean {
  return someExpression(expression, (node) => (node.kind === 'OuterReference' && outer.has(node.attribute.id)) || (node.kind === 'Subquery' && outerReferencesOf(node.plan).some((one) => outer.has(one.id))));
}

function hasSubquery(expression: BoundExpression): boolean {
  return someExpression(expression, (node) => node.kind === 'Subquery');
}

/** Outer references as the columns they are, once the expression stands in the outer query. */
export function inward(expression: BoundExpression, outer: ReadonlySet<number>): BoundExpression {
  return transformUp(expression, (node) => (node.kind === 'OuterReference' && outer.has(node.attribute.id) ? node.attribute : node));
}
