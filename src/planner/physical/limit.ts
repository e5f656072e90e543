import type { BoundSort } from '../../plan/bound.ts';
import type { Limit, Offset, Sort } from '../../plan/logical.ts';
import { outputOf } from '../../plan/output.ts';
import type { PhysicalPlan } from '../../plan/physical.ts';
import { isStreaming } from '../../plan/streaming.ts';
import { mapPhysicalInputs } from '../../plan/walk.ts';
import type { Strategist } from '../physical.ts';
import { hasAggregation } from '../streaming/modes.ts';
import { isSortedByKeys } from './aggregate.ts';
import { numberRows } from './row-numbers.ts';

export function planSort(node: Sort, { plan }: Strategist): PhysicalPlan {
  return { kind: 'SortRows', input: plan(node.input), order: node.order, output: outputOf(node) };
}

/**
 * LIMIT. Over a sort it keeps only the first rows; over a stream it counts for the life of the query, except above an aggregation whose
 * complete result is cut anew for each batch.
 */
export function planLimit(node: Limit, strategist: Strategist): PhysicalPlan {
  const { plan, streaming, mode } = strategist;
  const output = outputOf(node);
  if (streaming && isStreaming(node) && (mode === 'append' || !hasAggregation(node))) {
    return { kind: 'StatefulLimit', stateId: 0, input: cutInput(inStoreOrder(plan(node.input)), node.count, strategist), count: node.count, output };
  }
  const { input } = node;
  if (input.kind === 'Sort') return { kind: 'SortRows', input: plan(input.input), order: input.order, limit: node.count, output };
  if (input.kind === 'Offset') {
    const { input: below, count: offset } = input;
    const sorted: PhysicalPlan = below.kind === 'Sort'
      ? { kind: 'SortRows', input: plan(below.input), order: below.order, limit: offset + node.count, output } : plan(below);
    return { kind: 'LimitRows', input: sorted, offset, count: node.count, output };
  }
  return { kind: 'LimitRows', input: streaming ? inStoreOrder(plan(input)) : plan(input), offset: 0, count: node.count, output };
}

/** Which groups a limit takes depends on the order in which Spark's store has them. */
function inStoreOrder(plan: PhysicalPlan): PhysicalPlan {
  if (plan.kind === 'SortRows') return plan;
  const marked = mapPhysicalInputs(plan, inStoreOrder);
  if (marked.kind === 'SessionAggregate') return { ...marked, inStoreOrder: true };
  if (marked.kind !== 'StatefulAggregate') return marked;
  if (!isSortedByKeys(marked.slots)) return { ...marked, inStoreOrder: true };
  const keys = marked.output.slice(0, marked.grouping.length);
  const order = keys.map((input): BoundSort => ({ kind: 'Sort', input, descending: false, nullsFirst: true, type: input.type, nullable: input.nullable }));
  return { kind: 'SortRows', input: marked, order, output: marked.output };
}

/**
 * No batch needs more rows than the limit, and without state below it none are read. What is not read has no event time either: the watermark stands
 * where it stands in Spark. The limit goes to each branch of a union and to the side of an outer join that is kept.
 */
function cutInput(input: PhysicalPlan, count: number, strategist: Strategist): PhysicalPlan {
  const numbered = numberRows(input, strategist);
  if (numbered !== undefined) return { kind: 'LimitRows', input: numbered.plan, offset: 0, count, rowNumber: numbered.number, output: input.output };
  switch (input.kind) {
    case 'ProjectRows': return { ...input, input: cutInput(input.input, count, strategist) };
    case 'UnionRows': return { ...input, inputs: input.inputs.map((one) => cutInput(one, count, strategist)) };
    case 'SymmetricHashJoin': return input.type === 'left' || input.type === 'right' ? { ...input, [input.type]: cutInput(input[input.type], count, strategist) } : input;
    default: return input;
  }
}

export function planOffset(node: Offset, { plan }: Strategist): PhysicalPlan {
  return { kind: 'LimitRows', input: plan(node.input), offset: node.count, count: undefined, output: outputOf(node) };
}
