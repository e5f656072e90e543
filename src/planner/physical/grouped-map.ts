import { fail } from '../../errors/stream-error.ts';
import type { GroupedMap } from '../../plan/logical.ts';
import { outputOf } from '../../plan/output.ts';
import type { PhysicalPlan } from '../../plan/physical.ts';
import { isStreaming } from '../../plan/streaming.ts';
import type { Strategist } from '../physical.ts';
import { failMultiple } from './aggregate.ts';

/** State of the program's own. Its event time is the tagged column of the input. */
export function planGroupedMap(node: GroupedMap, { plan, streaming, settings }: Strategist): PhysicalPlan {
  const input = plan(node.input);
  const initial = node.initialState === undefined ? {} : { initial: plan(node.initialState) };
  if (!streaming || !isStreaming(node.input)) return { kind: 'BatchGroupedMap', map: node, input, output: node.output, ...initial };
  const tagged = outputOf(node.input).filter((one) => one.watermarkDelayMs !== undefined);
  const allowMultiple = settings.get('spark.sql.streaming.statefulOperator.allowMultiple')?.toLowerCase() !== 'false';
  if (tagged.length > 1 && allowMultiple) failMultiple(tagged);
  if (node.operation !== 'transformWithState' && node.timeMode === 'eventTime' && tagged.length === 0) fail('TIDEMARK_TIMEOUT_WITHOUT_WATERMARK', {});
  return { kind: 'StatefulGroupedMap', stateId: 0, map: node, input, output: node.output, ...(tagged[0] === undefined ? {} : { eventTime: tagged[0] }), ...initial };
}
