import type { BoundExpression } from '../../plan/bound.ts';
import type { LogicalPlan } from '../../plan/logical.ts';
import { mapExpressions, transformPlanUp, transformUp } from '../../plan/walk.ts';

/** Names are settled when a plan is optimized: what only changed how a value is shown goes, so that other rules see the value. */
export function dropShownNames(plan: LogicalPlan): LogicalPlan {
  return transformPlanUp(plan, (node) => mapExpressions(node, (expression) => transformUp(expression, plain)));
}

function plain(node: BoundExpression): BoundExpression {
  if (node.kind === 'Call' && node.definition.name === 'shown_as') return node.arguments[0]!;
  if (node.kind !== 'Subquery') return node;
  const plan = dropShownNames(node.plan);
  return plan === node.plan ? node : { ...node, plan };
}
