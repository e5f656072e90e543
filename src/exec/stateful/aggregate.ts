import { Arena } from '../../columnar/arena.ts';
import { type Chunk, CHUNK_ROWS, makeChunk, type Rows, selectedCount } from '../../columnar/chunk.ts';
import type { Column } from '../../columnar/column.ts';
import { GroupTable } from '../../columnar/group-table.ts';
import type { GroupState } from '../../columnar/group-state.ts';
import { invariant } from '../../errors/stream-error.ts';
import { attributeOf } from '../../plan/output.ts';
import type { PhysicalPlan, StatefulAggregate } from '../../plan/physical.ts';
import type { OperatorFingerprint } from '../../state/durable-state.ts';
import { StateTable } from '../../state/table.ts';
import type { Schema } from '../../types/data-type.ts';
import { type Builder, rowSchema } from '../builder.ts';
import type { BatchContext, OperatorWatermarks, StateMetrics } from '../context.ts';
import type { Receiver, StatefulOperator } from '../operator.ts';
import { Grouping } from '../operators/aggregate.ts';
import { allRows, withSelection } from '../operators/rows.ts';
import { StateCounters } from './counters.ts';
import { tableFingerprint } from './fingerprint.ts';
import { eventTimesOf, scheduleByKey, splitLate } from './event-time.ts';
import { PaneGrouping, panesOf } from './panes.ts';
import { StoreOrder } from './store-order.ts';

/**
 * GROUP BY over a stream.
 *
 *   partial  = aggregate of the batch, group by group, without groups that are late (key time ≤ late watermark; append and update)
 *   state   += partial, group by group
 *   append   emits a group when its key time ≤ eviction watermark, and forgets it
 *   update   emits every group of the batch; groups whose key time ≤ eviction watermark are forgotten in silence
 *   complete emits all groups, forgets none, drops none
 *
 * State     the aggregates' columns by grouping key. Without keys one group, which every batch emits.
 * Dies      with its event-time key; groups without one (or with a NULL time) never.
 * Promise   append: each group once. Partial first, then merge, as Spark does it: sums of doubles agree to the last digit.
 * Tests     test/exec/stateful.test.ts; recorded answers
 */
export function buildStatefulAggregate(plan: StatefulAggregate, next: Receiver, builder: Builder): void {
  const operator = new StatefulAggregation(plan, next, builder);
  builder.addStateful(operator);
  builder.build(operator.input, operator);
}

class StatefulAggregation implements Receiver, StatefulOperator {
  readonly stateId: number;
  readonly fingerprint: OperatorFingerprint;
  readonly stores: readonly StateTable[];
  readonly #plan: StatefulAggregate;
  readonly #next: Receiver;
  readonly #schema: Schema;
  readonly #grouping: Grouping;
  /** Sliding windows are filled pane by pane, where that cannot be told from the outcome. */
  readonly #panes: PaneGrouping | undefined;
  /** What is aggregated: the input of the plan, or one row of it per pane. */
  readonly input: PhysicalPlan;
  readonly #table: StateTable;
  readonly #states: readonly GroupState[];
  /** Position of the key that closes groups, -1 = none. */
  readonly #timeKey: number;
  /** Late groups of the batch; only ever filled when there are some. */
  readonly #late: GroupTable | undefined;
  readonly #order: StoreOrder | undefined;
  readonly #counters = new StateCounters();
  readonly #scratch = new Arena();
  #watermarks: OperatorWatermarks = { lateMicros: undefined, evictMicros: undefined };

  constructor(plan: StatefulAggregate, next: Receiver, builder: Builder) {
    this.stateId = plan.stateId;
    this.#plan = plan;
    this.#next = next;
    this.#schema = rowSchema(plan.output);
    this.#grouping = new Grouping(plan, builder);
    const panes = panesOf(plan);
    this.input = panes?.input ?? plan.input;
    this.#panes = panes === undefined ? undefined : new PaneGrouping(panes, plan, builder);
    const keys = plan.grouping.map(attributeOf);
    this.#timeKey = plan.eventTimeKey === undefined || plan.outputMode === 'complete' ? -1 : keys.findIndex((one) => one.id === plan.eventTimeKey!.id);
    invariant(plan.eventTimeKey === undefined || plan.outputMode === 'complete' || this.#timeKey >= 0, 'the event time key is one of the grouping keys');
    this.#table = new StateTable({
      name: String(plan.stateId), keyTypes: keys.map((one) => one.type), columns: this.#grouping.calls.stateTypes, 
      onLoaded: (rows) => { if (this.#timeKey >= 0) scheduleByKey(this.#table, rows, this.#timeKey, this.#scratch); },
    });
    this.#states = this.#grouping.calls.bind(this.#table.columns);
    this.#late = this.#timeKey < 0 ? undefined : new GroupTable(keys.map((one) => one.type));
    this.#order = plan.inStoreOrder === true ? new StoreOrder((rows, arena) => this.#table.keyColumns(rows, arena)) : undefined;
    this.stores = [this.#table];
    this.fingerprint = {
      stateId: plan.stateId, operatorName: 'stateStoreSave',
      stores: [tableFingerprint(this.#table.name, keys, this.#grouping.calls)],
    };
  }

  beginBatch(watermarks: OperatorWatermarks, { batchArena }: BatchContext): void {
    this.#watermarks = watermarks;
    this.#counters.reset();
    this.#order?.begin(this.#table.liveRows(batchArena), batchArena);
  }

  push(given: Chunk, context: BatchContext): void {
    if (this.#panes !== undefined) { this.#panes.add(given, context); return; }
    const keys = this.#grouping.keysOf(given, context);
    const { selection } = this.#withoutLate(given, keys, context);
    const chunk = withSelection(given, selection);
    if (selectedCount(chunk) > 0) this.#grouping.add(chunk, context, keys);
  }

  finish(context: BatchContext): void {
    this.#panes?.spread(this.#grouping, (keys, rows) => this.#withoutLate(rows, keys, context), context);
    const changed = this.#counters.timed('updates', context, () => this.#mergeIntoState(context));
    const { outputMode } = this.#plan;
    if (outputMode === 'update') this.#emit(changed, context);
    if (outputMode === 'complete') this.#emit(this.#inOrder(this.#table.liveRows(context.arena), context), context);
    const { evictMicros } = this.#watermarks;
    if (this.#timeKey >= 0 && evictMicros !== undefined) {
      const dead = this.#counters.timed('removals', context, () => this.#table.expired(evictMicros, context.arena));
      if (outputMode === 'append') this.#emit(this.#inOrder(dead, context), context);
      this.#order?.remove(dead);
      this.#counters.timed('removals', context, () => { this.#table.remove(dead); });
      this.#counters.removed += dead.length;
    }
    if (this.#late !== undefined && this.#late.count > 0) {
      this.#counters.dropped += this.#late.count;
      this.#late.clear();
    }
    this.#grouping.clear();
    this.#next.finish(context);
  }

  metrics(): StateMetrics { return this.#counters.metrics(this.#table.count, this.#table.memoryBytes); }

  needsAnotherBatch(watermarkMicros: bigint | undefined): boolean {
    return this.#plan.outputMode !== 'complete' && watermarkMicros !== undefined && watermarkMicros > (this.#watermarks.evictMicros ?? 0n);
  }

  release(): void {
    this.#grouping.release();
    this.#panes?.release();
    this.#table.release();
    this.#late?.release();
    this.#scratch.release();
  }

  #withoutLate(rows: Rows, keys: readonly Column[], context: BatchContext): Rows {
    const { lateMicros } = this.#watermarks;
    if (this.#late === undefined || lateMicros === undefined) return rows;
    const { rowCount } = rows;
    const split = splitLate(eventTimesOf(keys[this.#timeKey]!, rowCount, context.arena), rows, lateMicros, context.arena);
    if (split === undefined) return rows;
    this.#late.assign(keys, { rowCount, selection: split.late }, context.arena.uint32(rowCount), context.arena);
    return { rowCount, selection: split.kept };
  }

  /** The state rows of the batch's groups. */
  #mergeIntoState(context: BatchContext): Uint32Array {
    const { arena } = context;
    const { groups } = this.#grouping;
    const count = this.#grouping.count;
    const rows = arena.uint32(count);
    if (count === 0) return rows;
    const fresh = arena.uint32(count);
    const added = groups === undefined
      ? this.#table.assign([], { rowCount: 1, selection: undefined }, rows, arena, fresh)
      : this.#table.upsert(groups.table.exportKeys(allRows(count, arena), arena), undefined, count, rows, fresh);
    for (let at = 0; at < count; at++) this.#table.touch(rows[at]!);
    this.#grouping.calls.merge(this.#states, rows, this.#grouping.states, count, context);
    this.#schedule(rows, fresh.subarray(0, added), arena);
    this.#counters.updated += count;
    return rows;
  }

  #inOrder(rows: Uint32Array, { arena }: BatchContext): Uint32Array { return this.#order?.sorted(rows, arena) ?? rows; }

  /** The rows at these places are new. */
  #schedule(rows: Uint32Array, fresh: Uint32Array, arena: BatchContext['arena']): void {
    if (fresh.length === 0 || (this.#timeKey < 0 && this.#order === undefined)) return;
    const born = arena.uint32(fresh.length);
    for (let at = 0; at < fresh.length; at++) born[at] = rows[fresh[at]!]!;
    this.#order?.add(born, arena);
    if (this.#timeKey >= 0) scheduleByKey(this.#table, born, this.#timeKey, arena);
  }

  #emit(rows: Uint32Array, context: BatchContext): void {
    for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
      const mark = context.arena.mark();
      const part = rows.subarray(start, start + CHUNK_ROWS);
      const columns = [...this.#table.keyColumns(part, context.arena), ...this.#grouping.calls.finish(this.#states, part, context)];
      this.#next.push(makeChunk(this.#schema, columns, part.length), context);
      context.arena.rewind(mark);
    }
  }
}
