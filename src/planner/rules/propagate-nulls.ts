import type { BoundExpression, Call } from '../../plan/bound.ts';
import type { LogicalPlan } from '../../plan/logical.ts';
import { isFoldable } from '../../plan/foldable.ts';
import { mayFail } from '../../plan/may-fail.ts';
import { mapExpressions, transformPlanUp, transformUp } from '../../plan/walk.ts';
import { booleanType, dateType } from '../../types/data-type.ts';
import { castTo, isCall, literalOf, nullOf } from '../build.ts';
import type { PlanningContext } from '../physical.ts';

/**
 * `f(x, NULL)` ⇒ `NULL`, and `x IS NULL` ⇒ `false` where x is never NULL: x is not evaluated then, and cannot fail. As in Spark, this comes before constants are
 * computed where there is no FROM; rows of VALUES it computes first.
 */
export function propagateNulls(plan: LogicalPlan, context: PlanningContext): LogicalPlan {
  return transformPlanUp(plan, (node) => mapExpressions(node, (one) => transformUp(one, (child) => {
    if (child.kind === 'Call' && hasNoUnit(child, context)) return nullOf(child.type);
    return node.kind === 'Project' && node.input.kind === 'LocalData' && node.input.output.length === 0 ? propagated(child) : child;
  })));
}

/** `trunc(x, 'nothing known')` */
function hasNoUnit(call: Call, context: PlanningContext): boolean {
  if (!isCall(call, 'trunc', 'date_trunc') || call.arguments.length !== 2) return false;
  const [unit, moment] = call.definition.name === 'trunc' ? [1, 0] : [0, 1];
  const constant = call.arguments[unit]!;
  if (constant.type.kind !== 'string' || !isFoldable(constant) || mayFail(constant) || call.arguments[moment]!.kind === 'Literal') return false;
  const anyMoment = castTo(literalOf(dateType, 0), call.arguments[moment]!.type, context.settings);
  return isNull(constant) || context.evaluate({ ...call, arguments: call.arguments.with(moment, anyMoment) }, context.settings) === null;
}

function propagated(node: BoundExpression): BoundExpression {
  if (node.kind === 'Cast') return isNull(node.input) ? nullOf(node.type) : node;
  if (node.kind !== 'Call') return node;
  if (isCall(node, 'isnull', 'isnotnull') && !node.arguments[0]!.nullable) return literalOf(booleanType, node.definition.name === 'isnotnull');
  return isIntolerant(node) && node.arguments.some(isNull) ? nullOf(node.type) : node;
}

function isNull(node: BoundExpression): boolean { return node.kind === 'Literal' && node.value === null; }

function isIntolerant({ definition }: Call): boolean {
  return (definition.nulls ?? 'propagate') === 'propagate' && definition.lazyKernel === undefined && definition.lambdaKernel === undefined && !tolerant.has(definition.name);
}

/** NULL in, NULL out, but only after the arguments before it have been evaluated. */
const tolerant: ReadonlySet<string> = new Set([
  'concat', 'array_join', 'arrays_zip', 'sequence', 'round', 'bround', 'ceil', 'ceiling', 'floor', 'regexp_replace', 'split_part', 'date_trunc', 'trunc', 'months_between', 'from_utc_timestamp',
  'to_utc_timestamp', 'time_bucket', 'datepart', 'date_part', 'extract',
]);
