import { delay, joinName, list, show } from './explain-logical.ts';
import type { JoinEviction, PhysicalKind, PhysicalPlan } from './physical.ts';
import { prettySql } from './pretty-sql.ts';
import { visitPhysical } from './walk.ts';

/** Name of an operator, then its details. */
export function describePhysical(plan: PhysicalPlan): readonly string[] {
  return (describers[plan.kind] as (plan: PhysicalPlan) => readonly string[])(plan);
}

export interface UnboundedState { readonly operator: string; readonly stateId: number; readonly reason: string; readonly bound: string }

/** Stateful operators whose state no watermark ever removes, and what would. */
export function unboundedStates(plan: PhysicalPlan): readonly UnboundedState[] {
  const found: UnboundedState[] = [];
  visitPhysical(plan, (node) => {
    const why = unboundedReason(node);
    if (why !== undefined && 'stateId' in node) found.push({ operator: node.kind, stateId: node.stateId, ...why });
  });
  return found;
}

function unboundedReason(node: PhysicalPlan): { readonly reason: string; readonly bound: string } | undefined {
  switch (node.kind) {
    case 'StatefulAggregate':
      if (node.outputMode === 'complete') return { reason: 'complete mode keeps every group', bound: 'output mode append or update with a watermark on a grouping column' };
      if (node.grouping.length === 0) return undefined;
      return node.eventTimeKey === undefined ? { reason: 'no grouping column has a watermark', bound: 'grouping by window() of a column with a watermark' } : undefined;
    case 'SessionAggregate':
      return node.watermarked || !node.streaming ? undefined : { reason: 'the time of session_window has no watermark', bound: 'a watermark on it' };
    case 'StatefulDeduplicate':
      return node.keyTime === undefined && node.withinDelayMs === undefined
        ? { reason: 'no key has a watermark', bound: 'an event time column among the keys, or dropDuplicatesWithinWatermark' } : undefined;
    case 'SymmetricHashJoin': {
      const sides = [...(isBounded(node.leftEviction) ? [] : ['left']), ...(isBounded(node.rightEviction) ? [] : ['right'])];
      if (sides.length === 0) return undefined;
      return { reason: `rows of the ${sides.join(' and ')} side never expire`, bound: 'watermarks on both sides and a range condition between their event times, or a watermark on a join key' };
    }
    default: return undefined;
  }
}

const slotNames = (slots: readonly { readonly call: Parameters<typeof prettySql>[0] }[]): string => `functions=[${slots.map((slot) => prettySql(slot.call)).join(', ')}]`;

const describers: { readonly [K in PhysicalKind]: (plan: Extract<PhysicalPlan, { kind: K }>) => readonly string[] } = {
  SourceScan: ({ scan, output }) => [scan.streaming ? 'MicroBatchScan' : 'BatchScan', scan.name ?? scan.format, list(output.filter((one, index) => one.hidden !== true || scan.required?.includes(index) !== false))],
  LocalScan: ({ data, output }) => [data.name === 'OneRowRelation' ? 'Scan OneRowRelation' : 'LocalTableScan', ...(data.name === undefined || data.name === 'OneRowRelation' ? [] : [data.name]), list(output)],
  ProjectRows: (plan) => ['Project', list(plan.expressions)],
  FilterRows: (plan) => ['Filter', show(plan.condition)],
  HashAggregate: (plan) => [`HashAggregate`, `keys=${list(plan.grouping)}`, ...(plan.distinctBy === undefined ? [] : [`distinct=${list(plan.distinctBy)}`]), slotNames(plan.slots)],
  HashJoin: (plan) => ['HashJoin', joinName(plan.type), list(plan.leftKeys), list(plan.rightKeys), ...(plan.residual === undefined ? [] : [show(plan.residual)]), ...(plan.nullAware === true ? ['null aware'] : [])],
  NestedLoopJoin: (plan) => ['NestedLoopJoin', joinName(plan.type), ...(plan.condition === undefined ? [] : [show(plan.condition)])],
  UnionRows: () => ['Union'],
  SortRows: (plan) => (plan.limit === undefined ? ['Sort', list(plan.order)] : ['TakeOrdered', list(plan.order), `limit=${plan.limit}`]),
  LimitRows: (plan) => ['Limit', ...(plan.count === undefined ? [] : [`limit=${plan.count}`]), ...(plan.offset === 0 ? [] : [`offset=${plan.offset}`])],
  TailRows: (plan) => ['Tail', `limit=${plan.count}`],
  ExpandRows: (plan) => ['Expand', `[${plan.projections.map(list).join(', ')}]`, list(plan.output)],
  GenerateRows: (plan) => ['Generate', show(plan.generator), ...(plan.outer ? ['outer'] : []), list(plan.output)],
  WindowRows: (plan) => ['Window', list(plan.calls)],
  SampleRows: (plan) => ['Sample', `${plan.lower}, ${plan.upper}, ${plan.withReplacement}`],
  ObserveRows: (plan) => ['CollectMetrics', plan.name, list(plan.metrics)],
  RecursiveRows: (plan) => ['UnionLoop', `rounds=${plan.maxRounds}`, `rows=${plan.maxRows}`],
  RecursiveScan: (plan) => ['UnionLoopScan', list(plan.output)],
  ApplyRows: (plan) => ['Apply', joinName(plan.type), list(plan.outer), ...(plan.condition === undefined ? [] : [show(plan.condition)])],
  EventTimeWatermark: (plan) => ['EventTimeWatermark', `${plan.eventTime.name}#${plan.eventTime.id}, ${delay(plan.delayMs)}`],
  StatefulAggregate: (plan) => [
    'StateStoreSave', `keys=${list(plan.grouping)}`, slotNames(plan.slots), `mode=${plan.outputMode}`, `state=${plan.stateId}`, ...(plan.eventTimeKey === undefined ? [] : [`expires=${show(plan.eventTimeKey)}`]),
  ],
  SessionAggregate: (plan) => [
    plan.streaming ? 'SessionWindowStateStoreSave' : 'MergingSessions', `keys=${list(plan.grouping)}`, `session=${show(plan.session)}`, slotNames(plan.slots),
    ...(plan.streaming ? [`mode=${plan.outputMode}`, `state=${plan.stateId}`] : []),
  ],
  StatefulDeduplicate: (plan) => [
    plan.withinDelayMs === undefined ? 'StreamingDeduplicate' : 'StreamingDeduplicateWithinWatermark', `keys=${list(plan.keys)}`, `state=${plan.stateId}`,
    ...(plan.eventTime === undefined ? [] : [`late=${show(plan.eventTime)}`]), ...(plan.keyTime === undefined ? [] : [`expires=${show(plan.keyTime)}`]),
    ...(plan.withinDelayMs === undefined ? [] : [`expires after ${delay(plan.withinDelayMs)}`]),
  ],
  SymmetricHashJoin: (plan) => [
    'StreamingSymmetricHashJoin', joinName(plan.type), list(plan.leftKeys), list(plan.rightKeys), `state=${plan.stateId}`,
    `left ${eviction(plan.leftEviction)}`, `right ${eviction(plan.rightEviction)}`,
    ...(plan.leftOnly === undefined ? [] : [`leftOnly=${show(plan.leftOnly)}`]), ...(plan.rightOnly === undefined ? [] : [`rightOnly=${show(plan.rightOnly)}`]),
    ...(plan.residual === undefined ? [] : [show(plan.residual)]),
  ],
  StatefulLimit: (plan) => ['StreamingGlobalLimit', `limit=${plan.count}`, `state=${plan.stateId}`],
  StatefulGroupedMap: (plan) => [plan.map.operation === 'transformWithState' ? 'TransformWithState' : 'FlatMapGroupsWithState', `keys=${list(plan.map.keys)}`, `timeMode=${plan.map.timeMode}`, `state=${plan.stateId}`],
  BatchGroupedMap: (plan) => ['MapGroups', `keys=${list(plan.map.keys)}`],
};

/** A limit in the past is reached once and then clears nothing any more. */
function isBounded(rule: JoinEviction | undefined): boolean {
  return rule !== undefined && (rule.by === 'key' || rule.limitMicros === undefined);
}

function eviction(rule: JoinEviction | undefined): string {
  if (rule === undefined) return 'kept for ever';
  if (rule.by === 'key') return `expires by key ${rule.keyIndex}`;
  const { offsetMicros, limitMicros } = rule;
  const limit = limitMicros === undefined ? '' : `, never later than ${new Date(Number(limitMicros / 1000n)).toISOString()}`;
  return `expires by ${rule.eventTime.name} ≤ watermark ${offsetMicros < 0n ? '-' : '+'} ${(offsetMicros < 0n ? -offsetMicros : offsetMicros) / 1000n} ms${limit}`;
}
