import { fail, invariant } from '../../errors/stream-error.ts';
import { findFunction } from '../../functions/index.ts';
import type { Attribute } from '../../plan/bound.ts';
import type { Deduplicate } from '../../plan/logical.ts';
import { outputOf } from '../../plan/output.ts';
import type { AggregateSlot, PhysicalPlan } from '../../plan/physical.ts';
import { isStreaming } from '../../plan/streaming.ts';
import type { Strategist } from '../physical.ts';
import { refuseCollatedState, showFirstKeys } from './collated-keys.ts';
import { singleEventTime } from './event-time.ts';

/**
 * dropDuplicates. Batch: the first row of each key, an aggregation. Stream: keys are remembered; they die when the event time in the key
 * passes the watermark, with `withinWatermark` a fixed time after their first row, else never.
 */
export function planDeduplicate(node: Deduplicate, strategist: Strategist): PhysicalPlan {
  const input = strategist.plan(node.input);
  if (!strategist.streaming || !isStreaming(node)) return firstRows(node, input, strategist);
  refuseCollatedState(node.keys);
  const eventTime = singleEventTime(outputOf(node.input), strategist);
  const keyTime = node.keys.find((key) => key.id === eventTime?.id);
  if (node.withinWatermark && eventTime === undefined) fail('TIDEMARK_DEDUPLICATE_WITHOUT_WATERMARK', {});
  return {
    kind: 'StatefulDeduplicate', stateId: 0, input, keys: node.keys, output: outputOf(node),
    ...(eventTime === undefined ? {} : { eventTime }),
    ...(node.withinWatermark ? { withinDelayMs: eventTime!.watermarkDelayMs! } : keyTime === undefined ? {} : { keyTime: eventTime! }),
  };
}

function firstRows(node: Deduplicate, input: PhysicalPlan, { nextId }: Strategist): PhysicalPlan {
  const output = outputOf(node);
  const first = findFunction('first');
  invariant(first?.kind === 'aggregate', 'the function table has the aggregate first');
  const keys = new Set(node.keys.map((one) => one.id));
  const slots = output.filter((one) => !keys.has(one.id)).map((one): AggregateSlot => ({
    call: { kind: 'AggregateCall', definition: first, written: 'first', arguments: [one], distinct: false, ignoreNulls: false, type: one.type, nullable: one.nullable },
    result: { ...one, id: nextId() },
  }));
  const rest = output.filter((one) => !keys.has(one.id));
  const aggregate: Extract<PhysicalPlan, { kind: 'HashAggregate' }> = { kind: 'HashAggregate', input, grouping: node.keys, slots, output: [...node.keys, ...slots.map((slot) => slot.result)] };
  const resultOf = (one: Attribute): Attribute => slots[rest.findIndex((other) => other.id === one.id)]!.result;
  const expressions = output.map((one) => (keys.has(one.id) ? one : { kind: 'Alias' as const, input: resultOf(one), name: one.name, id: one.id, type: one.type, nullable: one.nullable }));
  return { kind: 'ProjectRows', input: showFirstKeys(aggregate, { nextId }), expressions, output };
}
