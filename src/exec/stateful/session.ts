import { type Chunk, CHUNK_ROWS, makeChunk } from '../../columnar/chunk.ts';
import { constantColumn } from '../../columnar/builder.ts';
import type { Column } from '../../columnar/column.ts';
import { makeColumn } from '../../columnar/column.ts';
import { fixedColumn, type GroupState } from '../../columnar/group-state.ts';
import { GroupTable } from '../../columnar/group-table.ts';
import { gatherColumn } from '../../columnar/gather.ts';
import { invariant } from '../../errors/stream-error.ts';
import type { BoundAlias } from '../../plan/bound.ts';
import { attributeOf } from '../../plan/output.ts';
import type { PhysicalPlan, SessionAggregate } from '../../plan/physical.ts';
import { isTrue } from '../../plan/settings.ts';
import type { OperatorFingerprint } from '../../state/durable-state.ts';
import { intType, type Schema, type StructType } from '../../types/data-type.ts';
import { type Builder, rowSchema } from '../builder.ts';
import type { BatchContext, OperatorWatermarks, StateMetrics } from '../context.ts';
import type { Receiver, StatefulOperator } from '../operator.ts';
import { type AggregateCalls, OwnState } from '../operators/accumulators.ts';
import { Grouping } from '../operators/aggregate.ts';
import { allRows, withSelection } from '../operators/rows.ts';
import { StateCounters } from './counters.ts';
import { eventTimesOf, splitLate } from './event-time.ts';
import { sessionFingerprint } from './fingerprint.ts';
import { makeSpans, mergeSpans, microsOf, type Spans } from './session-merge.ts';
import { SessionState } from './session-state.ts';

/**
 * GROUP BY session_window: rows of a key whose spans [ts, ts + gap) overlap or touch are one session.
 *
 *   partial   = aggregate of the batch by (key, span, branch of a union); late spans (end ≤ late watermark) are dropped, each counted in each partition
 *   sessions  = merge(sessions kept of the batch's keys + partial), aggregates merged in order of start
 *   append    emits a session when its end ≤ eviction watermark, and forgets it       complete  emits all sessions, forgets none (but drops late spans)
 *
 * State     sessions by key: start, end, the aggregates' columns. When anything about the sessions of a key changes, all of them are written.
 * Dies      with its end; without a watermark never.
 * Promise   append: each session once, whole. A bounded input has no state and emits at its end.
 */
export function buildSession(plan: SessionAggregate, next: Receiver, builder: Builder): void {
  const operator = new SessionAggregation(plan, next, builder);
  if (plan.streaming) builder.addStateful(operator);
  else builder.onRelease(() => { operator.release(); });
  let open = 0;
  operator.branches.forEach((branch, index) => {
    builder.build(branch, {
      push: (chunk, context) => { operator.pushFrom(index, chunk, context); },
      finish(context) {
        open = (open + 1) % operator.branches.length;
        if (open === 0) operator.finish(context);
      },
    });
  });
}

/** Spark makes partial groups per branch of a union, and counts the late ones so. */
function branchesOf(input: PhysicalPlan): readonly PhysicalPlan[] {
  switch (input.kind) {
    case 'UnionRows': return input.inputs.map((one) => ({ ...input, inputs: [one] }));
    case 'ProjectRows': case 'FilterRows': case 'ExpandRows': case 'GenerateRows': return branchesOf(input.input).map((one) => ({ ...input, input: one }));
    default: return [input];
  }
}

class SessionAggregation implements StatefulOperator {
  readonly stateId: number;
  readonly fingerprint: OperatorFingerprint;
  readonly stores;
  readonly #plan: SessionAggregate;
  readonly #next: Receiver;
  readonly #schema: Schema;
  /** Aggregates by key and span, of one batch. */
  readonly #grouping: Grouping;
  readonly #calls: AggregateCalls;
  /** Position of the session among the grouping columns; behind them all stands the branch, if there are several. */
  readonly #sessionAt: number;
  readonly branches: readonly PhysicalPlan[];
  /** Keys of the batch, and their numbers. */
  readonly #keys: GroupTable;
  /** Late spans of one partition, where it is not the first of the batch. */
  readonly #lateSpans: GroupTable;
  #latePartition = 0;
  readonly #items: OwnState;
  readonly #merged: OwnState;
  readonly #state: SessionState;
  readonly #mergeFirst: boolean;
  readonly #counters = new StateCounters();
  #watermarks: OperatorWatermarks = { lateMicros: undefined, evictMicros: undefined };

  constructor(plan: SessionAggregate, next: Receiver, builder: Builder) {
    this.stateId = plan.stateId;
    this.#plan = plan;
    this.#next = next;
    this.#schema = rowSchema(plan.output);
    this.branches = plan.streaming && plan.watermarked ? branchesOf(plan.input) : [plan.input];
    this.#grouping = new Grouping(this.branches.length === 1 ? plan : { ...plan, grouping: [...plan.grouping, branchNumber] }, builder);
    this.#calls = this.#grouping.calls;
    const grouping = plan.grouping.map(attributeOf);
    this.#sessionAt = grouping.findIndex((one) => one.id === plan.session.id);
    invariant(this.#sessionAt >= 0, 'the session is one of the grouping columns');
    const keys = grouping.filter((_, index) => index !== this.#sessionAt);
    const keyTypes = keys.map((one) => one.type);
    this.#keys = new GroupTable(keyTypes);
    this.#lateSpans = new GroupTable(grouping.map((one) => one.type));
    this.#items = new OwnState(this.#calls.stateTypes);
    this.#merged = new OwnState(this.#calls.stateTypes);
    this.#state = new SessionState(String(plan.stateId), keyTypes, { stateTypes: this.#calls.stateTypes, inStoreOrder: plan.inStoreOrder === true });
    this.#mergeFirst = isTrue(builder.options.settings, 'spark.sql.streaming.sessionWindow.merge.sessions.in.local.partition');
    this.stores = [this.#state.table];
    this.fingerprint = {
      stateId: plan.stateId, operatorName: 'sessionWindowStateStoreSaveExec',
      stores: [sessionFingerprint(this.#state.table.name, { grouping, session: plan.session, calls: this.#calls })],
    };
  }

  beginBatch(watermarks: OperatorWatermarks, { batchArena }: BatchContext): void {
    this.#watermarks = watermarks;
    this.#state.order?.begin(this.#state.table.liveRows(batchArena), batchArena);
    this.#counters.reset();
    this.#latePartition = 0;
  }

  pushFrom(branch: number, given: Chunk, context: BatchContext): void {
    const keys = this.#grouping.keysOf(given, context);
    const chunk = this.#withoutRepeatedLate(given, keys, context);
    this.#grouping.add(chunk, context, this.branches.length === 1 ? keys : [...keys.slice(0, -1), constantColumn(intType, branch, chunk.rowCount, context.arena)]);
  }

  /** A late span counts once in each partition. The first one's are told at the end, with those of batches whose partitions nobody knows. */
  #withoutRepeatedLate(chunk: Chunk, keys: readonly Column[], context: BatchContext): Chunk {
    const partition = context.partitionsBegun ?? 0;
    const { lateMicros } = this.#watermarks;
    if (partition < 2 || lateMicros === undefined || !this.#plan.watermarked || this.#mergeFirst) return chunk;
    if (partition !== this.#latePartition) this.#lateSpans.clear();
    this.#latePartition = partition;
    const parts = splitLate(eventTimesOf(keys[this.#sessionAt]!, chunk.rowCount, context.arena), chunk, lateMicros, context.arena);
    if (parts === undefined) return chunk;
    const before = this.#lateSpans.high;
    this.#lateSpans.assign(keys.slice(0, this.#plan.grouping.length), { rowCount: chunk.rowCount, selection: parts.late }, context.arena.uint32(chunk.rowCount), context.arena);
    this.#counters.dropped += this.#lateSpans.high - before;
    return withSelection(chunk, parts.kept);
  }

  finish(context: BatchContext): void {
    const mark = context.arena.mark();
    const batch = this.#batchSpans(context);
    if (this.#plan.streaming) this.#finishStream(batch, context);
    else {
      const sessions = this.#mergeSpans(batch, context);
      this.#emitMerged(sessions, context);
    }
    this.#grouping.clear();
    this.#keys.clear();
    context.arena.rewind(mark);
    this.#next.finish(context);
  }

  metrics(): StateMetrics { return this.#counters.metrics(this.#state.table.count, this.#state.table.memoryBytes); }

  needsAnotherBatch(watermarkMicros: bigint | undefined): boolean {
    return this.#plan.outputMode !== 'complete' && watermarkMicros !== undefined && watermarkMicros > (this.#watermarks.evictMicros ?? 0n);
  }

  release(): void {
    this.#grouping.release();
    for (const one of [this.#keys, this.#lateSpans, this.#items, this.#merged, this.#state]) one.release();
  }

  #finishStream(batch: BatchSpans, context: BatchContext): void {
    const kept = this.#withoutLate(batch, context);
    if (kept.partials.length > 0) this.#counters.timed('updates', context, () => { this.#mergeIntoState(kept, context); });
    const { outputMode } = this.#plan;
    if (outputMode === 'complete') this.#emitState(this.#state.table.liveRows(context.arena), context);
    const { evictMicros } = this.#watermarks;
    if (outputMode === 'complete' || !this.#plan.watermarked || evictMicros === undefined) return;
    const dead = this.#counters.timed('removals', context, () => this.#state.table.expired(evictMicros, context.arena));
    if (outputMode === 'append') this.#emitState(dead, context);
    this.#state.order?.remove(dead);
    this.#counters.timed('removals', context, () => { this.#state.table.remove(dead); });
    this.#counters.removed += dead.length;
  }

  /** Keys, spans and partial groups of the batch. */
  #batchSpans(context: BatchContext): BatchSpans {
    const { arena } = context;
    const partials = allRows(this.#grouping.count, arena);
    const columns = this.#grouping.groups!.keyColumns(partials, arena).slice(0, this.#plan.grouping.length);
    const keyColumns = columns.filter((_, index) => index !== this.#sessionAt);
    const numbers = arena.uint32(partials.length);
    this.#keys.assign(keyColumns, { rowCount: partials.length, selection: undefined }, numbers, arena);
    const session = columns[this.#sessionAt]!;
    const [start, end] = session.children.map((child) => child.values as BigInt64Array) as [BigInt64Array, BigInt64Array];
    const spans = makeSpans(partials.length, arena);
    for (let at = 0; at < partials.length; at++) {
      spans.keys[at] = numbers[at]!;
      spans.starts[at] = microsOf(start, at);
    }
    for (let at = 0; at < partials.length; at++) spans.ends[at] = microsOf(end, at);
    return { partials, spans };
  }

  /** Late is a span whose end the watermark has passed; with local merging, a merged one. */
  #withoutLate({ partials, spans }: BatchSpans, context: BatchContext): BatchSpans {
    const { lateMicros } = this.#watermarks;
    if (!this.#plan.watermarked || lateMicros === undefined) return { partials, spans };
    const late = Number(lateMicros);
    const ends = context.arena.float64(spans.count);
    ends.set(spans.ends);
    if (this.#mergeFirst) {
      const { order, sessions, merged } = mergeSpans(spans, context.arena);
      for (let at = 0; at < spans.count; at++) ends[order[at]!] = merged.ends[sessions[at]!]!;
      for (let session = 0; session < merged.count; session++) this.#counters.dropped += merged.ends[session]! <= late ? 1 : 0;
    } else for (const end of ends) this.#counters.dropped += end <= late ? 1 : 0;
    if (this.#counters.dropped === 0) return { partials, spans };
    const kept = makeSpans(spans.count, context.arena);
    const keptPartials = context.arena.uint32(spans.count);
    let count = 0;
    for (let at = 0; at < spans.count; at++) {
      if (ends[at]! <= late) continue;
      kept.keys[count] = spans.keys[at]!;
      kept.starts[count] = spans.starts[at]!;
      kept.ends[count] = spans.ends[at]!;
      keptPartials[count++] = partials[at]!;
    }
    return { partials: keptPartials.subarray(0, count), spans: { ...kept, count } };
  }

  /** Sessions of spans whose aggregates are in `#items`, row by row in the order of the spans; their aggregates go to `#merged`. */
  #mergeSpans({ partials, spans }: BatchSpans, context: BatchContext, kept = context.arena.uint32(0)): Spans {
    const { arena } = context;
    const { order, sessions, merged } = mergeSpans(spans, arena);
    this.#items.reserve(spans.count);
    this.#merged.reserve(merged.count);
    this.#merged.clear(merged.count);
    // Where each span's aggregates stand, in sorted order: in the batch's groups or in the state.
    const place = arena.uint32(spans.count);
    for (let at = 0; at < spans.count; at++) place[order[at]!] = at;
    this.#state.collect({ partials: this.#grouping.state.columns, partialRows: partials, stateRows: kept, items: this.#items.columns, place });
    this.#calls.merge(this.#calls.bind(this.#merged.columns), sessions, this.#calls.bind(this.#items.columns), spans.count, context);
    this.#items.clear(spans.count);
    return merged;
  }

  #mergeIntoState(batch: BatchSpans, context: BatchContext): void {
    const { arena } = context;
    const keyRows = { rowCount: this.#keys.high, selection: undefined };
    const keyColumns = this.#keys.keyColumns(allRows(this.#keys.high, arena), arena);
    const touched = arena.uint8(this.#keys.high).fill(0);
    for (let at = 0; at < batch.spans.count; at++) touched[batch.spans.keys[at]!] = 1;
    const before = this.#state.sessionsOf(keyColumns, keyRows, touched, arena);
    const spans = makeSpans(batch.spans.count + before.spans.count, arena);
    for (const part of ['keys', 'starts', 'ends'] as const) {
      spans[part].set(batch.spans[part].subarray(0, batch.spans.count) as never);
      spans[part].set(before.spans[part].subarray(0, before.spans.count) as never, batch.spans.count);
    }
    const sessions = this.#mergeSpans({ partials: batch.partials, spans }, context, before.rows);
    const { updated, removed } = this.#state.replace({ sessions, aggregates: this.#merged.columns, before, keyColumns, watermarked: this.#plan.watermarked }, arena);
    this.#counters.updated += updated;
    this.#counters.removed += removed;
  }

  #emitState(given: Uint32Array, context: BatchContext): void {
    const rows = this.#state.order?.sorted(given, context.arena) ?? given;
    const states: readonly GroupState[] = this.#calls.bind(this.#state.aggregates);
    for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
      const mark = context.arena.mark();
      const part = rows.subarray(start, start + CHUNK_ROWS);
      const times = [0, 1].map((index) => {
        const from = fixedColumn(this.#state.table, index).values as BigInt64Array;
        const values = context.arena.int64(part.length);
        for (let at = 0; at < part.length; at++) values[at] = from[part[at]!]!;
        return values;
      });
      const keys = this.#state.table.keyColumns(part, context.arena);
      this.#push({ keys, times, results: this.#calls.finish(states, part, context), count: part.length }, context);
      context.arena.rewind(mark);
    }
  }

  #emitMerged(sessions: Spans, context: BatchContext): void {
    const states = this.#calls.bind(this.#merged.columns);
    const all = allRows(sessions.count, context.arena);
    const keyColumns = this.#keys.keyColumns(allRows(this.#keys.high, context.arena), context.arena);
    for (let start = 0; start < sessions.count; start += CHUNK_ROWS) {
      const mark = context.arena.mark();
      const part = all.subarray(start, start + CHUNK_ROWS);
      const times = [sessions.starts, sessions.ends].map((from) => {
        const values = context.arena.int64(part.length);
        for (let at = 0; at < part.length; at++) values[at] = BigInt(from[part[at]!]!);
        return values;
      });
      const keys = keyColumns.map((column) => gatherColumn(column, sessions.keys.subarray(start, start + part.length), context.arena));
      this.#push({ keys, times, results: this.#calls.finish(states, part, context), count: part.length }, context);
      context.arena.rewind(mark);
    }
  }

  #push({ keys, times, results, count }: { readonly keys: readonly Column[]; readonly times: readonly BigInt64Array[]; readonly results: readonly Column[]; readonly count: number }, context: BatchContext): void {
    const type = this.#plan.session.type as StructType;
    const session = makeColumn(type, count, { children: times.map((values, index) => makeColumn(type.fields[index]!.type, count, { values })) });
    const columns = [...keys.slice(0, this.#sessionAt), session, ...keys.slice(this.#sessionAt), ...results];
    this.#next.push(makeChunk(this.#schema, columns, count), context);
  }
}

/** Stands for a column that is not among those of the input. */
const branchNumber: BoundAlias = { kind: 'Alias', input: { kind: 'Literal', type: intType, value: 0, nullable: false }, name: 'branch', id: -1, type: intType, nullable: false };

interface BatchSpans { readonly partials: Uint32Array; readonly spans: Spans }
