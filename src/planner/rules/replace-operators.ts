import type { LogicalPlan } from '../../plan/logical.ts';
import { outputOf } from '../../plan/output.ts';
import { transformPlanUp } from '../../plan/walk.ts';

/** `SELECT DISTINCT a, b` ⇒ `GROUP BY a, b`; names of derived tables have done their work. */
export function replaceOperators(plan: LogicalPlan): LogicalPlan {
  return transformPlanUp(plan, (node) => {
    if (node.kind === 'SubqueryAlias') return node.input;
    if (node.kind !== 'Distinct') return node;
    const columns = outputOf(node.input);
    return { kind: 'Aggregate', input: node.input, grouping: columns, output: columns };
  });
}
