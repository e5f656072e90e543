import { fail } from '../../errors/stream-error.ts';
import type { GroupedMap, LogicalPlan } from '../../plan/logical.ts';
import { outputOf } from '../../plan/output.ts';
import type { OutputMode } from '../../plan/physical.ts';
import { isStreaming } from '../../plan/streaming.ts';
import { somePlan, visitPlan } from '../../plan/walk.ts';
import type { StreamingAggregate } from './modes.ts';

/**
 * mapGroupsWithState: update mode, no aggregation. flatMapGroupsWithState: operator mode = query mode without an aggregation; in append
 * mode an aggregation may follow, none may come before. transformWithState has no rule of its own; cogroup is for batches only.
 */
export function checkGroupedMaps(plan: LogicalPlan, mode: OutputMode, aggregates: readonly StreamingAggregate[]): void {
  const maps: GroupedMap[] = [];
  visitPlan(plan, (node) => {
    if (node.kind !== 'GroupedMap' || !isStreaming(node)) return;
    if (node.operation === 'cogroup') fail('TIDEMARK_COGROUP_ON_STREAM', {});
    if (node.operation === 'mapGroupsWithState' || node.operation === 'flatMapGroupsWithState') maps.push(node);
  });
  const single = maps.filter((one) => one.operation === 'mapGroupsWithState');
  if (single.length > 1 || (single.length === 1 && maps.length > 1)) fail('TIDEMARK_GROUP_STATE_TWICE', {});
  if (maps.length > 1 && (mode !== 'append' || maps.some((one) => one.outputMode !== 'append'))) fail('TIDEMARK_GROUP_STATE_TWICE', {});
  for (const map of maps) checkOne(map, mode, aggregates);
}

function checkOne(map: GroupedMap, mode: OutputMode, aggregates: readonly StreamingAggregate[]): void {
  const { operation, outputMode: operatorMode } = map;
  if (map.initialState !== undefined && isStreaming(map.initialState)) fail('TIDEMARK_GROUP_STATE_INITIAL', {});
  if (operation === 'mapGroupsWithState') {
    if (aggregates.length > 0) fail('TIDEMARK_GROUP_STATE_AGGREGATION', { operation });
    if (mode !== 'update') fail('TIDEMARK_GROUP_STATE_MODE', { operation, operatorMode, outputMode: mode, allowed: 'mapGroupsWithState needs output mode update' });
  } else if (aggregates.length === 0) {
    if (operatorMode !== mode) fail('TIDEMARK_GROUP_STATE_MODE', { operation, operatorMode, outputMode: mode, allowed: 'the two modes must be equal' });
  } else {
    if (operatorMode === 'update') fail('TIDEMARK_GROUP_STATE_AGGREGATION', { operation });
    if (somePlan(map.input, (node) => (node.kind === 'Aggregate' || node.kind === 'Distinct') && isStreaming(node))) fail('TIDEMARK_GROUP_STATE_AGGREGATION', { operation });
  }
  if (map.timeMode === 'eventTime' && !outputOf(map.input).some((one) => one.watermarkDelayMs !== undefined)) fail('TIDEMARK_TIMEOUT_WITHOUT_WATERMARK', {});
}
