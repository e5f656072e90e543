import type { LogicalPlan } from '../plan/logical.ts';

/** Roughly how many rows a plan gives; undefined when a table's size is not known. Good enough to tell big from small. */
export function rowEstimate(plan: LogicalPlan): number | undefined {
  switch (plan.kind) {
    case 'LocalData': return Number.isNaN(plan.rowCount) ? undefined : plan.rowCount;
    case 'Scan': case 'RecursiveLoop': case 'RecursiveRef': case 'GroupedMap': case 'TableGenerator': case 'LateralJoin': return undefined;
    case 'Filter': case 'Sample': return scaled(plan.input, 0.3);
    case 'Aggregate': return plan.grouping.length === 0 ? 1 : scaled(plan.input, 0.3);
    case 'Distinct': case 'Deduplicate': return scaled(plan.input, 0.5);
    case 'Expand': return scaled(plan.input, plan.projections.length);
    case 'Generate': return scaled(plan.input, 3);
    case 'Limit': case 'Tail': return Math.min(rowEstimate(plan.input) ?? plan.count, plan.count);
    case 'Union': return plan.inputs.map(rowEstimate).reduce((sum, one) => (sum === undefined || one === undefined ? undefined : sum + one), 0);
    case 'Join': {
      const [left, right] = [rowEstimate(plan.left), rowEstimate(plan.right)];
      if (plan.type === 'left semi' || plan.type === 'left anti' || plan.type === 'existence') return left;
      if (left === undefined || right === undefined) return undefined;
      return plan.condition === undefined ? left * right : Math.max(left, right);
    }
    default: return rowEstimate(plan.input);
  }
}

function scaled(plan: LogicalPlan, factor: number): number | undefined {
  const rows = rowEstimate(plan);
  return rows === undefined ? undefined : Math.ceil(rows * factor);
}
