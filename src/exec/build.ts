import { invariant } from '../errors/stream-error.ts';
import type { PhysicalKind, PhysicalPlan } from '../plan/physical.ts';
import { isTrue } from '../plan/settings.ts';
import { visitPhysical } from '../plan/walk.ts';
import { type Builder, type BuildOptions, type LoopRows, type Loops, type Observer, rowSchema, type Subtree } from './builder.ts';
import type { BatchContext, ObservedRow } from './context.ts';
import type { Leaf, OperatorTree, Receiver, StatefulOperator, WatermarkNode } from './operator.ts';
import { buildAggregate } from './operators/aggregate.ts';
import { buildApply } from './operators/apply.ts';
import { buildGenerate } from './operators/generate.ts';
import { buildHashJoin, buildNestedLoopJoin } from './operators/join.ts';
import { buildLimit, buildTail } from './operators/limit.ts';
import { buildObserve } from './operators/observe.ts';
import { buildExpand, buildFilter, buildProject, buildUnion } from './operators/project.ts';
import { buildRecursive } from './operators/recursive.ts';
import { buildSample } from './operators/sample.ts';
import { ReadMark } from './operators/row-numbers.ts';
import { buildLocalScan, buildRecursiveScan, buildSourceScan } from './operators/scan.ts';
import { buildSort } from './operators/sort.ts';
import { buildWindow } from './operators/window.ts';
import { buildStatefulAggregate } from './stateful/aggregate.ts';
import { buildDeduplicate } from './stateful/deduplicate.ts';
import { buildSymmetricJoin } from './stateful/join.ts';
import { buildStatefulLimit } from './stateful/limit.ts';
import { buildSession } from './stateful/session.ts';
import { buildWatermark } from './stateful/watermark.ts';
import { buildBatchGroupedMap, buildGroupedMap } from './stateful/grouped-map.ts';
import { propagateWatermarks } from './watermark-propagation.ts';

type BuildRow<K extends PhysicalKind> = (plan: Extract<PhysicalPlan, { kind: K }>, next: Receiver, builder: Builder) => void;

/** One row per kind of physical node. */
const rows: { readonly [K in PhysicalKind]: BuildRow<K> } = {
  SourceScan: buildSourceScan,
  LocalScan: buildLocalScan,
  RecursiveScan: buildRecursiveScan,
  ProjectRows: buildProject,
  FilterRows: buildFilter,
  ExpandRows: buildExpand,
  UnionRows: buildUnion,
  HashAggregate: buildAggregate,
  SortRows: buildSort,
  LimitRows: buildLimit,
  TailRows: buildTail,
  HashJoin: buildHashJoin,
  NestedLoopJoin: buildNestedLoopJoin,
  GenerateRows: buildGenerate,
  WindowRows: buildWindow,
  SampleRows: buildSample,
  ObserveRows: buildObserve,
  RecursiveRows: buildRecursive,
  ApplyRows: buildApply,
  EventTimeWatermark: buildWatermark,
  StatefulAggregate: buildStatefulAggregate,
  SessionAggregate: buildSession,
  StatefulDeduplicate: buildDeduplicate,
  SymmetricHashJoin: buildSymmetricJoin,
  StatefulLimit: buildStatefulLimit,
  StatefulGroupedMap: buildGroupedMap,
  BatchGroupedMap: buildBatchGroupedMap,
};

/**
 * Makes operators of a physical plan. Its rows go to `output`.
 *
 * @example
 * const tree = buildOperators(plan, { settings }, { push: (chunk) => rows.push(copyChunk(chunk, arena)), finish: () => {} });
 */
export function buildOperators(plan: PhysicalPlan, { settings, userFunctions, groupedPrograms }: BuildOptions, output: Receiver): OperatorTree {
  const builder = new TreeBuilder({ settings, ...(userFunctions === undefined ? {} : { userCall: userFunctions.kernelOf }), ...(groupedPrograms === undefined ? {} : { groupedPrograms }) });
  builder.build(plan, output);
  return builder.finish(plan);
}

class TreeBuilder implements Builder {
  readonly options: Builder['options'];
  readonly #leaves: Leaf[] = [];
  readonly #stateful: StatefulOperator[] = [];
  readonly #watermarkNodes: WatermarkNode[] = [];
  readonly #observers: Observer[] = [];
  readonly #begins: ((context: BatchContext) => void)[] = [];
  readonly #releases: (() => void)[] = [];
  readonly #readMarks = new Map<number, ReadMark>();
  readonly #loops: Loops;

  constructor(options: Builder['options'], loops: Loops = new Map()) {
    this.options = options;
    this.#loops = loops;
  }

  build(plan: PhysicalPlan, next: Receiver): void {
    (rows[plan.kind] as BuildRow<PhysicalKind>)(plan as never, next, this);
  }

  subtree(plan: PhysicalPlan, next: Receiver, { loops, userCall }: NonNullable<Parameters<Builder['subtree']>[2]> = {}): Subtree {
    const inner = new TreeBuilder(userCall === undefined ? this.options : { ...this.options, userCall }, new Map([...this.#loops, ...(loops ?? [])]));
    inner.build(plan, next);
    this.#observers.push(...inner.#observers);
    return { leaves: inner.#leaves, begin: (context) => { inner.#begin(context); }, release: () => { inner.#release(); } };
  }

  addLeaf(leaf: Leaf): void { this.#leaves.push(leaf); }
  addStateful(operator: StatefulOperator): void { this.#stateful.push(operator); }
  addWatermarkNode(node: WatermarkNode): void { this.#watermarkNodes.push(node); }
  addObserver(observer: Observer): void { this.#observers.push(observer); }
  onBegin(begin: (context: BatchContext) => void): void { this.#begins.push(begin); }
  onRelease(release: () => void): void { this.#releases.push(release); }

  readMark(id: number): ReadMark {
    let mark = this.#readMarks.get(id);
    if (mark === undefined) this.#readMarks.set(id, (mark = new ReadMark()));
    return mark;
  }

  loopRows(loopId: number): LoopRows {
    const rows = this.#loops.get(loopId);
    invariant(rows !== undefined, `the recursive query ${loopId} is around its scan`);
    return rows;
  }

  finish(plan: PhysicalPlan): OperatorTree {
    let before: ReadonlyMap<number, bigint | undefined> | undefined;
    // Spark asks after each batch what the next one would do, of a plan where what is read twice is read once, and keeps the answer.
    const asksAhead = isTrue(this.options.settings, 'spark.sql.streaming.noDataMicroBatches.enabled');
    const stateful = this.#stateful.sort((left, right) => left.stateId - right.stateId);
    const chained = isTrue(this.options.settings, 'spark.sql.streaming.statefulOperator.allowMultiple');
    return {
      schema: rowSchema(plan.output),
      leaves: this.#leaves,
      stateful,
      watermarkNodes: inPlanOrder(this.#watermarkNodes, plan),
      begin: (context) => {
        this.#begin(context);
        if (stateful.length === 0) return;
        const evict = propagateWatermarks(plan, context.evictWatermarkMs ?? 0, chained, { seesRepeats: before === undefined || !asksAhead });
        // With one watermark for all operators, rows are late by the current one; else by that of the batch before.
        const late = chained ? before ?? propagateWatermarks(plan, context.lateWatermarkMs ?? 0, chained) : evict;
        before = evict;
        for (const operator of stateful) operator.beginBatch({ lateMicros: late.get(operator.stateId), evictMicros: evict.get(operator.stateId) }, context);
      },
      observed: () => this.#observers.map((observer) => observer.observed()).filter((row): row is ObservedRow => row !== undefined),
      needsAnotherBatch: (globalWatermarkMs) => {
        const next = propagateWatermarks(plan, globalWatermarkMs, chained, { seesRepeats: false });
        return stateful.some((operator) => operator.needsAnotherBatch(next.get(operator.stateId)));
      },
      release: () => { this.#release(); },
    };
  }

  #begin(context: BatchContext): void {
    for (const begin of this.#begins) begin(context);
  }

  #release(): void {
    for (const operator of this.#stateful) operator.release();
    for (const release of this.#releases) release();
  }
}

/** Left before right, whatever order inputs are fed in. */
function inPlanOrder(nodes: readonly WatermarkNode[], plan: PhysicalPlan): readonly WatermarkNode[] {
  const order: PhysicalPlan[] = [];
  visitPhysical(plan, (node) => { if (node.kind === 'EventTimeWatermark') order.push(node); });
  return [...nodes].sort((left, right) => order.indexOf(left.plan) - order.indexOf(right.plan));
}
