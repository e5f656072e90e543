import { fail } from '../../errors/stream-error.ts';
import type { Aggregate, Distinct, LogicalPlan } from '../../plan/logical.ts';
import { outputOf, attributeOf } from '../../plan/output.ts';
import type { OutputMode } from '../../plan/physical.ts';
import { prettySql } from '../../plan/pretty-sql.ts';
import { isStreaming } from '../../plan/streaming.ts';
import { somePlan, visitExpression, visitPlan } from '../../plan/walk.ts';

export type StreamingAggregate = Aggregate | Distinct;

/** Aggregations over a stream, from the root downwards. DISTINCT is one. */
export function aggregatesIn(plan: LogicalPlan): readonly StreamingAggregate[] {
  const found: StreamingAggregate[] = [];
  visitPlan(plan, (node) => { if ((node.kind === 'Aggregate' || node.kind === 'Distinct') && isStreaming(node)) found.push(node); });
  return found;
}

/**
 * | mode | aggregation |
 * |---|---|
 * | append | the first one needs event time among its keys |
 * | update | no session windows |
 * | complete | there must be one |
 */
export function checkMode(mode: OutputMode, aggregates: readonly StreamingAggregate[]): void {
  const refuse = (operation: string): never => fail('STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION', { outputMode: mode, operation });
  const [first] = aggregates;
  if (mode === 'append' && first !== undefined && !hasEventTimeKey(first)) {
    if (setOperationOf(first) === 'except') fail('UNSUPPORTED_STREAMING_OPERATOR_WITHOUT_WATERMARK', { outputMode: mode, statefulOperator: 'EXCEPT' });
    if (setOperationOf(first) === undefined) refuse('streaming aggregations without watermark');
  }
  if (mode === 'update' && first?.kind === 'Aggregate' && first.grouping.some((key) => attributeOf(key).timeWindow === 'session')) refuse('session window streaming aggregations');
  if (mode === 'complete' && aggregates.every((one) => setOperationOf(one) !== undefined)) refuse('no streaming aggregations');
}

/** INTERSECT and EXCEPT are no aggregations yet when Spark looks, and become some later. */
export function setOperationOf(aggregate: StreamingAggregate): 'intersect' | 'except' | undefined {
  const input = aggregate.kind === 'Distinct' && aggregate.input.kind === 'Project' ? aggregate.input.input : aggregate.input;
  return input.kind === 'Join' || input.kind === 'Union' ? input.setOperation : undefined;
}

/** Distinct aggregates would need every value ever seen. */
export function checkAggregates(aggregates: readonly StreamingAggregate[]): void {
  for (const aggregate of aggregates) {
    if (aggregate.kind === 'Distinct') continue;
    for (const expression of aggregate.output) {
      visitExpression(expression, (node) => {
        if (node.kind === 'AggregateCall' && node.distinct) fail('TIDEMARK_STREAM_DISTINCT_AGGREGATE', { sqlExpr: prettySql(node) }, { at: node.at });
      });
    }
  }
}

export function hasAggregation(plan: LogicalPlan): boolean {
  return somePlan(plan, (node) => (node.kind === 'Aggregate' || node.kind === 'Distinct') && isStreaming(node));
}

function hasEventTimeKey(aggregate: StreamingAggregate): boolean {
  const keys = aggregate.kind === 'Distinct' ? outputOf(aggregate) : aggregate.grouping.map(attributeOf);
  return keys.some((key) => key.watermarkDelayMs !== undefined);
}
