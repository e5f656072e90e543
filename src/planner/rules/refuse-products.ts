import { fail } from '../../errors/stream-error.ts';
import type { BoundExpression } from '../../plan/bound.ts';
import type { Join, LogicalPlan } from '../../plan/logical.ts';
import { outputOf } from '../../plan/output.ts';
import { isTrue } from '../../plan/settings.ts';
import { mapInputs } from '../../plan/walk.ts';
import { conjunctsOf } from '../build.ts';
import type { PlanningContext } from '../physical.ts';
import { idsOf, isSubset, referencesOf } from '../references.ts';

/**
 * Under spark.sql.crossJoin.enabled=false every pair of rows is made only where CROSS JOIN asks for it. Looked at last: conditions have sunk into the
 * joins by then, and one that speaks of one side only has left them.
 */
export function refuseProducts(plan: LogicalPlan, context: PlanningContext): LogicalPlan {
  if (!isTrue(context.settings, CROSS_JOINS)) refuseIn(plan);
  return plan;
}

export const CROSS_JOINS = 'spark.sql.crossJoin.enabled';

function refuseIn(plan: LogicalPlan): void {
  if ((plan.kind === 'Limit' && plan.count === 0) || (plan.kind === 'Filter' && isFalse(plan.condition))) return;
  if (plan.kind === 'Join' && shown[plan.type] !== undefined && !comparesSides(plan)) fail('_LEGACY_ERROR_TEMP_1211', { joinType: shown[plan.type]!, setting: CROSS_JOINS });
  mapInputs(plan, (input) => { refuseIn(input); return input; });
}

function comparesSides({ left, right, condition }: Join): boolean {
  const sides = [left, right].map((side) => idsOf(outputOf(side)));
  return conjunctsOf(condition).some((one) => sides.every((side) => !isSubset(referencesOf(one), side)));
}

const isFalse = (condition: BoundExpression): boolean => condition.kind === 'Literal' && condition.value !== true;

const shown: Partial<Record<Join['type'], string>> = { inner: 'INNER', left: 'LEFT OUTER', right: 'RIGHT OUTER', full: 'FULL OUTER' };
