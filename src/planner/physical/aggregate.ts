import { fail } from '../../errors/stream-error.ts';
import type { AggregateCall, Attribute, BoundAlias, BoundExpression } from '../../plan/bound.ts';
import type { Aggregate } from '../../plan/logical.ts';
import { attributeOf, outputOf } from '../../plan/output.ts';
import type { AggregateSlot, PhysicalPlan } from '../../plan/physical.ts';
import { prettySql } from '../../plan/pretty-sql.ts';
import { isStreaming } from '../../plan/streaming.ts';
import { transformDown } from '../../plan/walk.ts';
import type { Strategist } from '../physical.ts';
import { singleEventTime } from './event-time.ts';
import { semanticKey } from '../semantic-key.ts';

/**
 * An aggregation becomes an operator that gives the grouping columns and one column per distinct aggregate call, and a
 * projection that makes the select list of them. With a session window among the keys, sessions are merged; on a stream the
 * groups are kept as state.
 */
export function planAggregate(node: Aggregate, strategist: Strategist): PhysicalPlan {
  const keys = node.grouping.map(attributeOf);
  const { slots, output } = splitAggregates(node, strategist);
  const results = [...keys, ...slots.map((slot) => slot.result)];
  const input = strategist.plan(node.input);
  const streaming = strategist.streaming && isStreaming(node);
  const session = keys.find((one) => one.timeWindow === 'session');
  const mode = strategist.mode ?? 'complete';
  const aggregate: PhysicalPlan = session !== undefined
    ? { kind: 'SessionAggregate', stateId: 0, input, grouping: node.grouping, session, slots, outputMode: mode, watermarked: session.watermarkDelayMs !== undefined, streaming, output: results }
    : streaming ? { kind: 'StatefulAggregate', stateId: 0, input, grouping: node.grouping, slots, outputMode: mode, output: results, ...eventTimeKey(keys, strategist) }
      : { kind: 'HashAggregate', input, grouping: node.grouping, slots, output: results };
  if (streaming && session !== undefined && keys.length === 1) fail('TIDEMARK_SESSION_WITHOUT_KEY', {});
  const same = output.length === results.length && output.every((one, index) => one.kind === 'Attribute' && one.id === results[index]!.id);
  return same ? aggregate : { kind: 'ProjectRows', input: aggregate, expressions: output, output: outputOf(node) };
}

/** The grouping column that closes groups. */
function eventTimeKey(keys: readonly Attribute[], strategist: Strategist): { readonly eventTimeKey?: Attribute } {
  const key = singleEventTime(keys, strategist);
  return key === undefined ? {} : { eventTimeKey: key };
}

/** Takes the aggregate calls out of the select list, each distinct one once. */
function splitAggregates(node: Aggregate, { nextId }: Strategist): { readonly slots: readonly AggregateSlot[]; readonly output: readonly (Attribute | BoundAlias)[] } {
  const slots = new Map<string, AggregateSlot>();
  const keys = new Map<string, Attribute>(node.grouping.map((one) => [semanticKey(one), attributeOf(one)]));
  const slotOf = (call: AggregateCall): Attribute => {
    const key = semanticKey(call);
    let slot = slots.get(key);
    if (slot === undefined) {
      const result: Attribute = { kind: 'Attribute', id: nextId(), name: prettySql(call), type: call.type, nullable: call.nullable, qualifier: [] };
      slots.set(key, (slot = { call, result }));
    }
    return slot.result;
  };
  const replace = (expression: BoundExpression): BoundExpression => transformDown(expression, (child) => {
    if (child.kind === 'AggregateCall') return slotOf(child);
    return child.kind === 'Attribute' || child.kind === 'Literal' || child.kind === 'Alias' ? undefined : keys.get(semanticKey(child));
  });
  const output = node.output.map((one) => replace(one) as Attribute | BoundAlias);
  return { slots: [...slots.values()], output };
}
