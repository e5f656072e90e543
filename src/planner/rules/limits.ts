import type { LogicalPlan } from '../../plan/logical.ts';
import { outputOf } from '../../plan/output.ts';
import { isStreaming } from '../../plan/streaming.ts';
import { transformPlanUp } from '../../plan/walk.ts';
import { localData } from '../local-data.ts';
import type { PlanningContext } from '../physical.ts';
import { emptied } from './empty-streams.ts';

/** `LIMIT 0` is nothing at all, two limits are the smaller one, and limits and offsets pass projections so that they meet the sort below. */
export function simplifyLimits(plan: LogicalPlan, context: PlanningContext): LogicalPlan {
  return transformPlanUp(plan, (node) => {
    if (node.kind === 'Offset' && node.input.kind === 'Project' && !isStreaming(node)) return { ...node.input, input: { ...node, input: node.input.input } };
    if (node.kind !== 'Limit') return node;
    const { input } = node;
    if (node.count === 0) return isStreaming(node) ? emptied(node, context) : localData(outputOf(node), []);
    if (input.kind === 'Limit') return { ...input, count: Math.min(node.count, input.count) };
    if (input.kind === 'Project' && !isStreaming(node)) return { ...input, input: { ...node, input: input.input } };
    return node;
  });
}
