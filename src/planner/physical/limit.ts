import type { Limit, Offset, Sort } from '../../plan/logical.ts';
import { outputOf } from '../../plan/output.ts';
import type { PhysicalPlan } from '../../plan/physical.ts';
import { isStreaming } from '../../plan/streaming.ts';
import type { Strategist } from '../physical.ts';
import { hasAggregation } from '../streaming/modes.ts';

export function planSort(node: Sort, { plan }: Strategist): PhysicalPlan {
  return { kind: 'SortRows', input: plan(node.input), order: node.order, output: outputOf(node) };
}

/**
 * LIMIT. Over a sort it keeps only the first rows; over a stream it counts for the life of the query, except above an aggregation whose
 * complete result is cut anew for each batch.
 */
export function planLimit(node: Limit, { plan, streaming, mode }: Strategist): PhysicalPlan {
  const output = outputOf(node);
  if (streaming && isStreaming(node) && (mode === 'append' || !hasAggregation(node))) return { kind: 'StatefulLimit', stateId: 0, input: cutBelow(plan(node.input), node.count), count: node.count, output };
  const { input } = node;
  if (input.kind === 'Sort') return { kind: 'SortRows', input: plan(input.input), order: input.order, limit: node.count, output };
  if (input.kind === 'Offset') {
    const { input: below, count: offset } = input;
    const sorted: PhysicalPlan = below.kind === 'Sort'
      ? { kind: 'SortRows', input: plan(below.input), order: below.order, limit: offset + node.count, output } : plan(below);
    return { kind: 'LimitRows', input: sorted, offset, count: node.count, output };
  }
  return { kind: 'LimitRows', input: plan(input), offset: 0, count: node.count, output };
}

/** No batch needs more rows than the limit. What is not read has no event time either: the watermark stands where it stands in Spark. */
function cutBelow(input: PhysicalPlan, count: number): PhysicalPlan {
  if (input.kind === 'ProjectRows') return { ...input, input: cutBelow(input.input, count) };
  if (input.kind !== 'EventTimeWatermark') return input;
  const { input: below } = input;
  return { ...input, input: below.kind === 'EventTimeWatermark' ? cutBelow(below, count) : { kind: 'LimitRows', input: below, offset: 0, count, output: below.output } };
}

export function planOffset(node: Offset, { plan }: Strategist): PhysicalPlan {
  return { kind: 'LimitRows', input: plan(node.input), offset: node.count, count: undefined, output: outputOf(node) };
}
