import type { Attribute, BoundExpression } from '../../plan/bound.ts';
import type { Join, LogicalPlan } from '../../plan/logical.ts';
import { attributeOf, outputOf } from '../../plan/output.ts';
import { notNullAttributes } from '../../plan/not-null.ts';
import { isStreaming } from '../../plan/streaming.ts';
import { transformPlanUp, transformUp, visitExpression } from '../../plan/walk.ts';
import { isCollated } from '../../types/collation.ts';
import { conjunctsOf, isCall, isNotNull } from '../build.ts';
import { idsOf, isDeterministic, isSubset, referencesOf } from '../references.ts';
import { semanticKey } from '../semantic-key.ts';
import { filterOn } from './push-down-filter.ts';

/**
 * What the condition of a join and the filters below it say about each side: the columns compared are not NULL, and what holds for a key holds for
 * its partner. The sides that must match get it as a filter, which then sinks, below the watermark too; so does what a filter says about the columns it
 * mentions. Streams only: there it decides which rows advance the watermark and are kept. Done once, as in Spark: an outer join that only
 * these filters make an inner one is not asked again.
 */
export function inferFilters(plan: LogicalPlan): LogicalPlan {
  return transformPlanUp(plan, (node) => {
    if (node.kind === 'Join' && isStreaming(node)) return inferJoin(node);
    return node.kind === 'Filter' && isStreaming(node) ? withInferred(node, closed(constraintsOf(node)), [...implied(node.input), ...conjunctsOf(node.condition).map(semanticKey)]) : node;
  });
}

function closed(constraints: readonly BoundExpression[]): readonly BoundExpression[] {
  const stated = constraints.filter(isDeterministic);
  return [...stated, ...byEquality(stated)];
}

function inferJoin(join: Join): LogicalPlan {
  const { type } = join;
  if (join.subquery === true) return join;
  const intoLeft = type === 'inner' || type === 'cross' || type === 'left semi' || type === 'right';
  const intoRight = type === 'inner' || type === 'cross' || type === 'left semi' || type === 'left' || type === 'left anti';
  if (!intoLeft && !intoRight) return join;
  // What a collation makes equal Spark compares by other keys, of which it infers nothing.
  const stated = conjunctsOf(join.condition).filter((one) => !(isCall(one, '=') && isCollated(one.arguments[0]!.type)));
  const constraints = closed([...constraintsOf(join.left), ...constraintsOf(join.right), ...stated]);
  const left = intoLeft ? withInferred(join.left, constraints) : join.left;
  const right = intoRight ? withInferred(join.right, constraints) : join.right;
  return left === join.left && right === join.right ? join : { ...join, left, right };
}

/** What is true of every row of a plan, as keys. */
function implied(plan: LogicalPlan): readonly string[] {
  return constraintsOf(plan).flatMap((one) => [semanticKey(one), ...notNullAttributes(one).map((column) => semanticKey(isNotNull(column)))]);
}

function withInferred(plan: LogicalPlan, constraints: readonly BoundExpression[], given: readonly string[] = implied(plan)): LogicalPlan {
  const ids = idsOf(outputOf(plan));
  const known = new Set(given);
  const nullable = new Map(outputOf(plan).map((one) => [one.id, one]));
  const wanted = constraints.flatMap((one) => [one, ...notNullAttributes(one).filter((column) => nullable.get(column.id)?.nullable === true).map((column) => isNotNull(nullable.get(column.id)!))]);
  const fresh: BoundExpression[] = [];
  for (const one of wanted) {
    const references = referencesOf(one);
    const key = semanticKey(one);
    if (references.size === 0 || !isSubset(references, ids) || known.has(key) || hasSubquery(one)) continue;
    known.add(key);
    fresh.push(one);
  }
  return filterOn(plan, fresh);
}

/** `a = b` and a condition on `a` give the same condition on `b`, unless texts are equal that differ. */
function byEquality(constraints: readonly BoundExpression[]): readonly BoundExpression[] {
  const inferred: BoundExpression[] = [];
  for (const one of constraints) {
    if (!isCall(one, '=')) continue;
    const [left, right] = one.arguments as [BoundExpression, BoundExpression];
    if (isCollated(left.type)) continue;
    const others = constraints.filter((other) => other !== one);
    if (left.kind === 'Attribute' && (right.kind === 'Attribute' || isCastColumn(right))) inferred.push(...others.flatMap((other) => swapped(other, left, right)));
    if (right.kind === 'Attribute' && (left.kind === 'Attribute' || isCastColumn(left))) inferred.push(...others.flatMap((other) => swapped(other, right, left)));
  }
  return inferred;
}

function isCastColumn(expression: BoundExpression): boolean { return expression.kind === 'Cast' && expression.input.kind === 'Attribute'; }

function swapped(condition: BoundExpression, from: Attribute, to: BoundExpression): readonly BoundExpression[] {
  if (!referencesOf(condition).has(from.id)) return [];
  return [transformUp(condition, (node) => (node.kind === 'Attribute' && node.id === from.id ? to : node))];
}

/** Conditions that hold for every row of a plan. */
export function constraintsOf(plan: LogicalPlan): readonly BoundExpression[] {
  switch (plan.kind) {
    case 'Filter': return [...constraintsOf(plan.input), ...conjunctsOf(plan.condition)];
    case 'Project': return throughNames(plan.expressions.flatMap((one) => (one.kind === 'Alias' && one.input.kind === 'Attribute' ? [[one.input.id, attributeOf(one)] as const] : [])), plan);
    case 'Watermark': case 'Sort': case 'Limit': case 'Offset': case 'Distinct': case 'Deduplicate': case 'SubqueryAlias': case 'Sample': case 'CollectMetrics': return constraintsOf(plan.input);
    case 'Aggregate': case 'Generate': case 'Window': return within(constraintsOf(plan.input), plan);
    case 'Join': return joinConstraints(plan);
    default: return [];
  }
}

function joinConstraints(join: Join): readonly BoundExpression[] {
  switch (join.type) {
    case 'inner': case 'cross': return [...constraintsOf(join.left), ...constraintsOf(join.right), ...conjunctsOf(join.condition)];
    case 'left semi': return within([...constraintsOf(join.left), ...conjunctsOf(join.condition)], join);
    case 'left': case 'left anti': case 'existence': return constraintsOf(join.left);
    case 'right': return constraintsOf(join.right);
    case 'full': return [];
  }
}

function throughNames(renamed: readonly (readonly [number, Attribute])[], plan: Extract<LogicalPlan, { kind: 'Project' }>): readonly BoundExpression[] {
  const below = constraintsOf(plan.input);
  const names = new Map(renamed);
  const copies = below.map((one) => transformUp(one, (node) => (node.kind === 'Attribute' ? (names.get(node.id) ?? node) : node)));
  return within([...below, ...copies], plan);
}

function within(constraints: readonly BoundExpression[], plan: LogicalPlan): readonly BoundExpression[] {
  const ids = idsOf(outputOf(plan));
  return constraints.filter((one) => isSubset(referencesOf(one), ids));
}

function hasSubquery(expression: BoundExpression): boolean {
  let found = false;
  visitExpression(expression, (node) => { if (node.kind === 'Subquery') found = true; });
  return found;
}
