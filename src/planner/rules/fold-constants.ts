import { StreamError } from '../../errors/stream-error.ts';
import type { BoundExpression } from '../../plan/bound.ts';
import { evaluateSmall } from '../../plan/evaluate.ts';
import { isFoldable } from '../../plan/foldable.ts';
import type { LogicalPlan } from '../../plan/logical.ts';
import { mapExpressions, someExpression, transformDown, transformPlanUp } from '../../plan/walk.ts';
import { literalOf } from '../build.ts';
import type { PlanningContext } from '../physical.ts';

/** `1 + 1` ⇒ `2`. What fails is left for the rows that reach it, and what is very large for the run. */
export function foldConstants(plan: LogicalPlan, context: PlanningContext): LogicalPlan {
  return transformPlanUp(plan, (node) => mapExpressions(node, (expression) => foldExpression(expression, context)));
}

export function foldExpression(expression: BoundExpression, context: PlanningContext): BoundExpression {
  return transformDown(expression, (node) => {
    if ((node.kind !== 'Call' && node.kind !== 'Cast') || !isFoldable(node) || hasLambda(node)) return undefined;
    try {
      const value = evaluateSmall(node, context.settings);
      return value === undefined ? node : literalOf(node.type, value);
    } catch (error) {
      if (error instanceof StreamError && error.domain !== 'internal') return node;
      throw error;
    }
  });
}

/** Their elements are computed with the rows: constants inside of them may fail where there is no element. */
function hasLambda(node: BoundExpression): boolean { return someExpression(node, (one) => one.kind === 'Lambda'); }
