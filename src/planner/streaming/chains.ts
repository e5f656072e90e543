import { fail } from '../../errors/stream-error.ts';
import type { LogicalPlan } from '../../plan/logical.ts';
import type { OutputMode } from '../../plan/physical.ts';
import { isStreaming } from '../../plan/streaming.ts';
import { inputsOf } from '../../plan/walk.ts';
import { setOperationOf } from './modes.ts';

/**
 * Stateful operators above others. Below must not stand what emits rows that change later (any aggregation outside of append mode), nor what
 * passes on no watermark (mapGroupsWithState with event time timeouts). INTERSECT and EXCEPT are no aggregations yet when this is asked.
 */
export function checkChains(plan: LogicalPlan, mode: OutputMode): void {
  check(plan, undefined, mode);
}

function check(plan: LogicalPlan, above: string | undefined, mode: OutputMode): void {
  if (!isStreaming(plan)) return;
  if (above !== undefined && cannotBeFollowed(plan, mode)) fail('TIDEMARK_STREAM_CHAIN', { outputMode: mode, operator: above });
  const next = statefulName(plan) ?? above;
  for (const input of inputsOf(plan)) check(input, next, mode);
}

function cannotBeFollowed(plan: LogicalPlan, mode: OutputMode): boolean {
  if (plan.kind === 'GroupedMap') return plan.operation !== 'transformWithState' && plan.timeMode === 'eventTime';
  return (plan.kind === 'Aggregate' || plan.kind === 'Distinct') && mode !== 'append' && setOperationOf(plan) === undefined;
}

/** Operators that rely on what is below them being final. */
function statefulName(plan: LogicalPlan): string | undefined {
  switch (plan.kind) {
    case 'Aggregate': return setOperationOf(plan) === undefined ? 'aggregation' : undefined;
    case 'Distinct': return setOperationOf(plan) === undefined ? 'DISTINCT' : undefined;
    case 'Join': return isStreaming(plan.left) && isStreaming(plan.right) ? 'stream-stream join' : undefined;
    case 'Deduplicate': return plan.withinWatermark || plan.keys.some((key) => key.watermarkDelayMs !== undefined) ? 'deduplication' : undefined;
    case 'GroupedMap': return plan.operation === 'mapGroups' ? undefined : plan.operation;
    default: return undefined;
  }
}
