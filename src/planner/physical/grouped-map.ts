import { fail } from '../../errors/stream-error.ts';
import type { GroupedMap } from '../../plan/logical.ts';
import { outputOf } from '../../plan/output.ts';
import type { PhysicalPlan } from '../../plan/physical.ts';
import { isStreaming } from '../../plan/streaming.ts';
import type { Strategist } from '../physical.ts';
import { singleEventTime } from './event-time.ts';

/** State of the program's own. Its event time is the tagged column of the input. Functions without state see the groups of one batch, as in Spark. */
export function planGroupedMap(node: GroupedMap, strategist: Strategist): PhysicalPlan {
  const { plan, streaming } = strategist;
  const input = plan(node.input);
  const initial = node.initialState === undefined ? {} : { initial: plan(node.initialState) };
  if (!streaming || !isStreaming(node.input) || node.operation === 'mapGroups') return { kind: 'BatchGroupedMap', map: node, input, output: node.output, ...initial };
  const eventTime = singleEventTime(outputOf(node.input), strategist);
  if (node.operation !== 'transformWithState' && node.timeMode === 'eventTime' && eventTime === undefined) fail('TIDEMARK_TIMEOUT_WITHOUT_WATERMARK', {});
  return { kind: 'StatefulGroupedMap', stateId: 0, map: node, input, output: node.output, ...(eventTime === undefined ? {} : { eventTime }), ...initial };
}
