import type { LogicalPlan } from '../../plan/logical.ts';
import { outputOf } from '../../plan/output.ts';
import { isStreaming } from '../../plan/streaming.ts';
import { transformPlanUp } from '../../plan/walk.ts';
import { localData } from '../local-data.ts';
import type { PlanningContext } from '../physical.ts';
import { emptied } from './empty-streams.ts';

/** `LIMIT 0` is nothing at all, two limits are the smaller one, a limit that holds anyway is none, and limits and offsets pass projections so that they meet the sort below. */
export function simplifyLimits(plan: LogicalPlan, context: PlanningContext): LogicalPlan {
  return transformPlanUp(plan, (node) => {
    if (node.kind === 'Offset' && node.input.kind === 'Project' && !isStreaming(node)) return { ...node.input, input: { ...node, input: node.input.input } };
    if (node.kind === 'Offset' && mostRows(node.input) <= node.count && !isStreaming(node)) return localData(outputOf(node), []);
    if (node.kind !== 'Limit') return node;
    const { input } = node;
    if (node.count === 0) return isStreaming(node) ? emptied(node, context) : localData(outputOf(node), []);
    if (input.kind === 'Limit') return { ...input, count: Math.min(node.count, input.count) };
    if (mostRows(input) <= node.count) return input;
    if (input.kind === 'Project' && !isStreaming(node)) return { ...input, input: { ...node, input: input.input } };
    return node;
  });
}

/** More rows than this a plan never gives. */
function mostRows(plan: LogicalPlan): number {
  switch (plan.kind) {
    case 'LocalData': return plan.output.length === 0 ? plan.rowCount : Infinity; // Spark computes over other local rows before it looks at limits
    case 'Limit': return Math.min(plan.count, mostRows(plan.input));
    case 'Aggregate': return plan.grouping.length === 0 ? 1 : mostRows(plan.input);
    case 'Project': case 'Filter': case 'Sort': case 'Distinct': case 'Deduplicate': case 'SubqueryAlias': case 'Window': case 'Watermark': return mostRows(plan.input);
    case 'Union': return plan.inputs.reduce((sum, input) => sum + mostRows(input), 0);
    default: return Infinity;
  }
}
