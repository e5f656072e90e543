import type { LogicalPlan } from '../plan/logical.ts';
import { transformPlanUp } from '../plan/walk.ts';
import type { PlanningContext } from './physical.ts';

/** Names of derived tables have done their work once everything is resolved. */
export function optimize(plan: LogicalPlan, _context: PlanningContext): LogicalPlan {
  return transformPlanUp(plan, (node) => (node.kind === 'SubqueryAlias' ? node.input : node));
}
