import { fail } from '../errors/stream-error.ts';
import type { EvaluationSettings } from '../functions/function.ts';
import type { LogicalPlan } from '../plan/logical.ts';
import type { OutputMode } from '../plan/physical.ts';
import { isTrue } from '../plan/settings.ts';
import { isStreaming } from '../plan/streaming.ts';
import { visitPlan } from '../plan/walk.ts';
import { checkChains } from './streaming/chains.ts';
import { checkGroupedMaps } from './streaming/grouped-maps.ts';
import { checkJoin } from './streaming/joins.ts';
import { aggregatesIn, checkAggregates, checkMode } from './streaming/modes.ts';
import { checkNode } from './streaming/nodes.ts';

/** A query that runs once reads no stream. */
export function checkBatch(plan: LogicalPlan): void {
  visitPlan(plan, (node) => {
    if (node.kind === 'Scan' && node.streaming) fail('TIDEMARK_BATCH_READS_STREAM', {});
    if (node.kind === 'Deduplicate' && node.withinWatermark) fail('TIDEMARK_DEDUPLICATE_ON_BATCH', {});
  });
}

/**
 * Spark's table of what a streaming query may do, by output mode. Runs on the analyzed plan. Refused are operators whose answer would change
 * later, or would need all of an endless input. A query with several mistakes is refused for the first one in Spark's order.
 */
export function checkStreaming(plan: LogicalPlan, mode: string, settings: EvaluationSettings): asserts mode is OutputMode {
  if (mode !== 'append' && mode !== 'update' && mode !== 'complete') fail('STREAMING_OUTPUT_MODE.INVALID', { outputMode: mode });
  if (!isStreaming(plan)) fail('WRITE_STREAM_NOT_ALLOWED', {});
  if (!isTrue(settings, 'spark.sql.streaming.unsupportedOperationCheck')) return;
  const aggregates = aggregatesIn(plan);
  checkMode(mode, aggregates);
  checkGroupedMaps(plan, mode, aggregates);
  checkAggregates(aggregates);
  visitPlan(plan, (node) => {
    if (node.kind === 'Join') checkJoin(node, mode);
    else checkNode(node, mode);
  });
  if (isTrue(settings, 'spark.sql.streaming.statefulOperator.checkCorrectness.enabled')) checkChains(plan, mode);
}
