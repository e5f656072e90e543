import type { Value } from '../columnar/value.ts';
import { invariant } from '../errors/stream-error.ts';
import type { EvaluationSettings } from '../functions/function.ts';
import type { BoundExpression } from '../plan/bound.ts';
import type { LogicalKind, LogicalPlan } from '../plan/logical.ts';
import { outputOf } from '../plan/output.ts';
import type { OutputMode, PhysicalPlan } from '../plan/physical.ts';
import { isStreaming } from '../plan/streaming.ts';
import { mapPhysicalInputs } from '../plan/walk.ts';
import { planAggregate } from './physical/aggregate.ts';
import { planDeduplicate } from './physical/deduplicate.ts';
import { planGroupedMap } from './physical/grouped-map.ts';
import { planJoin } from './physical/join.ts';
import { planLimit, planOffset, planSort } from './physical/limit.ts';
import { markRepeatedReads } from './physical/repeated-reads.ts';
import { planGenerator, planLateralJoin, planLoop } from './physical/nested.ts';

export interface PlanningContext {
  readonly settings: EvaluationSettings;
  /** Fresh attribute id, unique in the session. */
  readonly nextId: () => number;
  readonly evaluate: (expression: BoundExpression, settings: EvaluationSettings) => Value;
}

export interface PhysicalOptions extends PlanningContext {
  /** True for a query that runs batch after batch. */
  readonly streaming: boolean;
  readonly mode?: OutputMode;
}

/** What a strategy may use. */
export interface Strategist extends PhysicalOptions { readonly plan: (logical: LogicalPlan) => PhysicalPlan }

/**
 * A logical plan as operators. Parts without a stream below are planned as a batch, also inside a streaming query: they are
 * run again for each micro-batch. Stateful operators are numbered from the root downwards.
 */
export function planPhysical(logical: LogicalPlan, options: PhysicalOptions): PhysicalPlan {
  const strategist: Strategist = { ...options, plan: (node) => (strategies[node.kind] as Strategy)(node, strategist) };
  const physical = strategist.plan(logical);
  return options.streaming ? markRepeatedReads(numberStates(physical, { next: 0 })) : physical;
}

type Strategy = (logical: LogicalPlan, strategist: Strategist) => PhysicalPlan;

const strategies: { readonly [K in LogicalKind]: (logical: Extract<LogicalPlan, { kind: K }>, strategist: Strategist) => PhysicalPlan } = {
  Scan: (scan) => ({ kind: 'SourceScan', scan, output: scan.output }),
  LocalData: (data) => ({ kind: 'LocalScan', data, output: data.output }),
  Project: (node, { plan }) => ({ kind: 'ProjectRows', input: plan(node.input), expressions: node.expressions, output: outputOf(node) }),
  Filter: (node, { plan }) => ({ kind: 'FilterRows', input: plan(node.input), condition: node.condition, output: outputOf(node) }),
  Aggregate: planAggregate,
  Join: planJoin,
  Union: (node, { plan }) => ({ kind: 'UnionRows', inputs: node.inputs.map(plan), output: node.output }),
  Sort: planSort, Limit: planLimit, Offset: planOffset,
  Tail: (node, { plan }) => ({ kind: 'TailRows', input: plan(node.input), count: node.count, output: outputOf(node) }),
  Distinct: (node, strategist) => planAggregate({ kind: 'Aggregate', input: node.input, grouping: outputOf(node.input), output: outputOf(node.input) }, strategist),
  Expand: (node, { plan }) => ({ kind: 'ExpandRows', input: plan(node.input), projections: node.projections, output: node.output }),
  Generate: (node, { plan }) => ({ kind: 'GenerateRows', input: plan(node.input), generator: node.generator, outer: node.outer, output: outputOf(node) }),
  Window: (node, { plan }) => ({ kind: 'WindowRows', input: plan(node.input), calls: node.calls, output: outputOf(node) }),
  Watermark: (node, { plan }) => (isStreaming(node)
    ? { kind: 'EventTimeWatermark', input: plan(node.input), eventTime: node.eventTime, delayMs: node.delayMs, nodeId: node.nodeId, output: outputOf(node) }
    : plan(node.input)),
  Deduplicate: planDeduplicate,
  Sample: (node, { plan }) => ({
    kind: 'SampleRows', input: plan(node.input), lower: node.lower, upper: node.upper, withReplacement: node.withReplacement, seed: node.seed, output: outputOf(node),
  }),
  SubqueryAlias: (node, { plan }) => plan(node.input),
  CollectMetrics: (node, { plan }) => ({ kind: 'ObserveRows', input: plan(node.input), name: node.name, metrics: node.metrics, output: outputOf(node) }),
  GroupedMap: planGroupedMap,
  RecursiveLoop: planLoop,
  RecursiveRef: (node) => ({ kind: 'RecursiveScan', loopId: node.loopId, output: node.output }),
  LateralJoin: planLateralJoin,
  TableGenerator: planGenerator,
};

/** Numbers stateful operators: parents before children, left before right. */
function numberStates(plan: PhysicalPlan, counter: { next: number }): PhysicalPlan {
  const numbered = 'stateId' in plan ? { ...plan, stateId: counter.next++ } : plan;
  const done = mapPhysicalInputs(numbered, (input) => numberStates(input, counter));
  invariant(!('stateId' in done) || done.stateId >= 0, 'a stateful operator has a number');
  return done;
}
