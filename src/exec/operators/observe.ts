import { Arena } from '../../columnar/arena.ts';
import { makeChunk } from '../../columnar/chunk.ts';
import { readValue } from '../../columnar/read.ts';
import { structValue } from '../../columnar/value.ts';
import type { AggregateCall, Attribute, BoundExpression } from '../../plan/bound.ts';
import { compileExpressions } from '../../plan/evaluate.ts';
import { attributeOf } from '../../plan/output.ts';
import type { AggregateSlot, ObserveRows } from '../../plan/physical.ts';
import { transformUp } from '../../plan/walk.ts';
import { type Builder, rowSchema } from '../builder.ts';
import type { BatchContext, ObservedRow } from '../context.ts';
import type { Receiver } from '../operator.ts';
import { Grouping } from './aggregate.ts';
import { readUpTo } from './row-numbers.ts';
import { withSelection } from './rows.ts';

/** Lets all rows pass and aggregates them on the side: `observe()`. One row of metrics per batch. */
export function buildObserve(plan: ObserveRows, next: Receiver, builder: Builder): void {
  const slots: AggregateSlot[] = [];
  const results = plan.metrics.map((metric) => overSlots(metric.input, slots));
  const grouping = new Grouping({ grouping: [], slots, input: plan.input }, builder);
  const evaluate = compileExpressions(results, slots.map((one) => one.result), builder.options);
  const schema = rowSchema(plan.metrics.map(attributeOf));
  const arena = new Arena();
  let seen: ObservedRow | undefined;
  builder.addObserver({ observed: () => seen });
  builder.onBegin(() => { seen = undefined; });
  builder.onRelease(() => { grouping.release(); arena.release(); });
  const through: Receiver = plan.rowNumber === undefined ? {
    push(chunk, context) {
      grouping.add(chunk, context);
      next.push(chunk, context);
    },
    finish: (context) => { next.finish(context); },
  } : readUpTo(plan, plan.rowNumber, { next, builder, observe: (chunk, { selection }, context) => { grouping.add(withSelection(chunk, selection), context); } });
  builder.build(plan.input, {
    ...through,
    finish(context) {
      const own: BatchContext = { ...context, arena };
      const only = arena.uint32(1).fill(0);
      const row = makeChunk(schema, grouping.columns(only, own), 1);
      seen = { name: plan.name, schema, row: structValue(evaluate(row.columns, row, own).map((column) => readValue(column, 0))) };
      grouping.clear();
      arena.reset();
      through.finish(context);
    },
  });
}

/** The expression with its aggregates in slots of their own. */
function overSlots(expression: BoundExpression, slots: AggregateSlot[]): BoundExpression {
  return transformUp(expression, (node) => {
    if (node.kind !== 'AggregateCall') return node;
    const result = slotAttribute(node, slots.length);
    slots.push({ call: node, result });
    return result;
  });
}

/** Ids below zero are nobody's. */
function slotAttribute(call: AggregateCall, index: number): Attribute {
  return { kind: 'Attribute', id: -1 - index, name: call.written, type: call.type, nullable: call.nullable, qualifier: [] };
}
