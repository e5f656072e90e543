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
  if (streaming && isStreaming(node) && (mode === 'append' || !hasAggregation(node))) return { kind: 'StatefulLimit', stateId: 0, input: cutInput(plan(node.input), node.count), count: node.count, output };
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

/**
 * No batch needs more rows than the limit, and without state below it none are read. What is not read has no event time either: the watermark stands
 * where it stands in Spark. The limit goes below projections, to each branch of a union and to the side of an outer join that is kept.
 */
function cutInput(input: PhysicalPlan, count: number): PhysicalPlan {
  switch (input.kind) {
    case 'ProjectRows': return { ...input, input: cutInput(input.input, count) };
    case 'UnionRows': return { ...input, inputs: input.inputs.map((one) => cutInput(one, count)) };
    case 'SymmetricHashJoin': return input.type === 'left' || input.type === 'right' ? { ...input, [input.type]: cutInput(input[input.type], count) } : input;
    case 'EventTimeWatermark': return { ...input, input: input.input.kind === 'EventTimeWatermark' ? cutInput(input.input, count) : limitOf(input.input, count) };
    default: {
      const fed = fedOneByOne(input);
      return fed === undefined ? input : limitOf(fed, count);
    }
  }
}

function limitOf(input: PhysicalPlan, count: number): PhysicalPlan { return { kind: 'LimitRows', input, offset: 0, count, output: input.output }; }

/** With filters and generators between, only the limit knows when to stop: rows leave the watermark one by one. Undefined where there is none, or state between. */
function fedOneByOne(input: PhysicalPlan): PhysicalPlan | undefined {
  switch (input.kind) {
    case 'EventTimeWatermark': return input.input.kind === 'EventTimeWatermark' ? undefined : { ...input, oneByOne: true };
    case 'ProjectRows': case 'FilterRows': case 'GenerateRows': case 'ExpandRows': {
      const below = fedOneByOne(input.input);
      return below && { ...input, input: below };
    }
    case 'HashJoin': case 'NestedLoopJoin': {
      const probe = input.type === 'right' ? 'right' : 'left';
      const below = fedOneByOne(input[probe]);
      return below && { ...input, [probe]: below };
    }
    default: return undefined;
  }
}

export function planOffset(node: Offset, { plan }: Strategist): PhysicalPlan {
  return { kind: 'LimitRows', input: plan(node.input), offset: node.count, count: undefined, output: outputOf(node) };
}
