import type { Attribute, BoundAlias, BoundExpression } from '../../plan/bound.ts';
import type { Aggregate, LogicalPlan, Project, Union, Watermark, Window } from '../../plan/logical.ts';
import { notNullAttributes } from '../../plan/not-null.ts';
import { attributeOf, outputOf } from '../../plan/output.ts';
import { mapInputs, someExpression, somePlan, transformUp } from '../../plan/walk.ts';
import { allOf, conjunctsOf, isNotNull } from '../build.ts';
import type { PlanningContext } from '../physical.ts';
import { dependsOnRows, idsOf, isDeterministic, isSubset, referencesOf } from '../references.ts';
import { semanticKey } from '../semantic-key.ts';
import { pushIntoJoin } from './push-into-join.ts';

/**
 * Every conjunct of a filter sinks as far as it can: through projections, into the sides of joins, below unions, aggregations by their
 * keys, and *below the watermark* when it does not mention the event time. The last decides answers: rows it removes never advance the watermark.
 */
export function pushDownFilter(plan: LogicalPlan, context: PlanningContext): LogicalPlan {
  return sink(plan, [], context);
}

/** The plan with the conjuncts applied to its output. */
export function sink(plan: LogicalPlan, conjuncts: readonly BoundExpression[], context: PlanningContext): LogicalPlan {
  const known = new Set<string>();
  const wanted = conjuncts.filter((one) => !isDeterministic(one) || (!known.has(semanticKey(one)) && known.add(semanticKey(one))));
  switch (plan.kind) {
    case 'Filter': return sinkThroughFilter(plan.condition, plan.input, wanted, context);
    case 'Project': return sinkThroughProject(plan, wanted, context);
    case 'Aggregate': return sinkThroughAggregate(plan, wanted, context);
    case 'Join': return pushIntoJoin(plan, wanted, context);
    case 'Union': return sinkThroughUnion(plan, wanted, context);
    case 'Watermark': return sinkThroughWatermark(plan, wanted, context);
    case 'Window': return split(plan, wanted, (one) => onPartition(plan, one), context);
    case 'Generate': case 'Expand': {
      const below = idsOf(outputOf(plan.input));
      return split(plan, wanted, (one) => isSubset(referencesOf(one), below), context);
    }
    case 'Sort': case 'Distinct': case 'SubqueryAlias': return split(plan, wanted, () => true, context);
    default: return filterOn(mapInputs(plan, (input) => sink(input, [], context)), wanted);
  }
}

/** A filter on top, for what cannot sink. */
export function filterOn(plan: LogicalPlan, conjuncts: readonly BoundExpression[]): LogicalPlan {
  const condition = allOf(conjuncts);
  return condition === undefined ? plan : { kind: 'Filter', input: plan, condition };
}

/** Conjuncts that may pass go into the only input, the others stay above. */
function split(plan: Extract<LogicalPlan, { readonly input: LogicalPlan }>, conjuncts: readonly BoundExpression[], passes: (one: BoundExpression) => boolean, context: PlanningContext): LogicalPlan {
  const down = conjuncts.filter((one) => isDeterministic(one) && passes(one));
  return filterOn({ ...plan, input: sink(plan.input, down, context) }, conjuncts.filter((one) => !down.includes(one)));
}

/** What is random stays where it is, and so does what came after it. Subqueries that are to become joins sink as those (`sinkCondition`). */
function sinkThroughFilter(condition: BoundExpression, input: LogicalPlan, above: readonly BoundExpression[], context: PlanningContext): LogicalPlan {
  const all = conjunctsOf(condition);
  const own = all.filter((one) => !becomesJoin(one));
  if (own.length < all.length && all.every(isDeterministic)) return filterOn(sink(input, [...own, ...above], context), all.filter(becomesJoin));
  const barrier = own.findIndex((one) => !isDeterministic(one));
  if (barrier < 0) return sink(input, [...own, ...above], context);
  return filterOn(sink(input, own.slice(0, barrier), context), [...own.slice(barrier), ...above]);
}

function becomesJoin(conjunct: BoundExpression): boolean {
  return someExpression(conjunct, (node) => node.kind === 'Subquery' && (node.subquery === 'in' || dependsOnRows(node)));
}

/** What the columns that a projection makes stand for. */
export function valuesOf(expressions: readonly (Attribute | BoundAlias)[]): ReadonlyMap<number, BoundExpression> {
  return new Map(expressions.flatMap((one) => (one.kind === 'Alias' ? [[one.id, one.input] as const] : [])));
}

/** What the columns of an aggregation stand for that are known before it. */
export function keyValues({ grouping, output }: Aggregate): ReadonlyMap<number, BoundExpression> {
  const keys = new Map(grouping.map((one) => [attributeOf(one).id, one.kind === 'Alias' ? one.input : one] as const));
  const found = new Map<number, BoundExpression>();
  for (const one of output) {
    if (one.kind === 'Attribute' && keys.has(one.id)) found.set(one.id, keys.get(one.id)!);
    if (one.kind === 'Alias' && isSubset(referencesOf(one.input), new Set(keys.keys())) && !hasAggregateCall(one)) found.set(one.id, substitute(one.input, keys));
  }
  return found;
}

function sinkThroughProject(plan: Project, conjuncts: readonly BoundExpression[], context: PlanningContext): LogicalPlan {
  const deterministic = plan.expressions.every(isDeterministic);
  const watermarkBelow = somePlan(plan.input, (node) => node.kind === 'Watermark');
  const inputs = valuesOf(plan.expressions);
  return sinkSubstituted(plan, conjuncts, (one) => {
    if (!deterministic) return undefined;
    const cheap = [...referencesOf(one)].every((id) => inputs.get(id) === undefined || isCheap(inputs.get(id)!));
    return cheap || watermarkBelow ? substitute(one, inputs) : undefined;
  }, context);
}

/** Only conditions on the keys: a group passes or not as a whole. */
function sinkThroughAggregate(plan: Aggregate, conjuncts: readonly BoundExpression[], context: PlanningContext): LogicalPlan {
  const outputs = keyValues(plan);
  return sinkSubstituted(plan, conjuncts, (one) => {
    const references = referencesOf(one);
    if (plan.grouping.length === 0 || references.size === 0 || !plan.output.every(isDeterministic)) return undefined;
    return isSubset(references, new Set(outputs.keys())) ? substitute(one, outputs) : undefined;
  }, context);
}

function hasAggregateCall(expression: BoundExpression): boolean {
  let found = false;
  transformUp(expression, (node) => { if (node.kind === 'AggregateCall') found = true; return node; });
  return found;
}

function sinkSubstituted(plan: Project | Aggregate, conjuncts: readonly BoundExpression[], translate: (one: BoundExpression) => BoundExpression | undefined, context: PlanningContext): LogicalPlan {
  const down: BoundExpression[] = [];
  const stay: BoundExpression[] = [];
  for (const one of conjuncts) {
    const below = isDeterministic(one) ? translate(one) : undefined;
    if (below === undefined) stay.push(one);
    else down.push(below);
  }
  return filterOn({ ...plan, input: sink(plan.input, down, context) }, stay);
}

function sinkThroughUnion(plan: Union, conjuncts: readonly BoundExpression[], context: PlanningContext): LogicalPlan {
  const down = conjuncts.filter(isDeterministic);
  const inputs = plan.inputs.map((input) => {
    const columns = new Map(plan.output.map((one, index): readonly [number, BoundExpression] => [one.id, outputOf(input)[index]!]));
    return sink(input, down.map((one) => substitute(one, columns)), context);
  });
  return filterOn({ ...plan, inputs }, conjuncts.filter((one) => !down.includes(one)));
}

/** Below it goes what does not mention the event time, and that the other columns of what stays are not NULL. */
function sinkThroughWatermark(plan: Watermark, conjuncts: readonly BoundExpression[], context: PlanningContext): LogicalPlan {
  const mentions = (one: BoundExpression): boolean => referencesOf(one).has(plan.eventTime.id);
  const down = conjuncts.filter((one) => isDeterministic(one) && !mentions(one));
  const stay = conjuncts.filter((one) => !down.includes(one));
  const implied = stay.filter(isDeterministic).flatMap(notNullAttributes).filter((one) => one.nullable && one.id !== plan.eventTime.id).map(isNotNull);
  return filterOn({ ...plan, input: sink(plan.input, [...down, ...implied].map((one) => untag(one, plan.input)), context) }, stay);
}

/** Below the watermark columns have the tags they have there. */
function untag(expression: BoundExpression, input: LogicalPlan): BoundExpression {
  return substitute(expression, new Map(outputOf(input).map((one): readonly [number, BoundExpression] => [one.id, one])));
}

/** Conditions on columns that every OVER call is partitioned by remove whole partitions. */
function onPartition(plan: Window, conjunct: BoundExpression): boolean {
  const references = referencesOf(conjunct);
  return references.size > 0 && plan.calls.every(({ input }) => {
    const keys = idsOf(input.partitionBy.filter((one): one is Attribute => one.kind === 'Attribute'));
    return isSubset(references, keys);
  });
}

export function substitute(expression: BoundExpression, inputs: ReadonlyMap<number, BoundExpression>): BoundExpression {
  return transformUp(expression, (node) => (node.kind === 'Attribute' ? (inputs.get(node.id) ?? node) : node));
}

/** Columns, constants and fields of them: computing them twice costs nothing. */
export function isCheap(expression: BoundExpression | BoundAlias): boolean {
  switch (expression.kind) {
    case 'Attribute': case 'Literal': case 'OuterReference': return true;
    case 'Alias': return isCheap(expression.input);
    case 'Call': return expression.definition.name === 'getstructfield' && expression.arguments.every(isCheap);
    default: return false;
  }
}
