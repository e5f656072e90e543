import { Arena } from '../../columnar/arena.ts';
import { ColumnBuilder } from '../../columnar/builder.ts';
import { type Chunk, makeChunk, selectedCount } from '../../columnar/chunk.ts';
import { fixedColumn } from '../../columnar/group-state.ts';
import { readValue } from '../../columnar/read.ts';
import type { Value } from '../../columnar/value.ts';
import { compileExpressions, type EvaluateAll } from '../../plan/evaluate.ts';
import type { GroupedMap } from '../../plan/logical.ts';
import type { BatchGroupedMap, StatefulGroupedMap } from '../../plan/physical.ts';
import type { OperatorFingerprint } from '../../state/durable-state.ts';
import { StateTable } from '../../state/table.ts';
import type { Schema } from '../../types/data-type.ts';
import { fail, invariant } from '../../errors/stream-error.ts';
import { type Builder, rowSchema } from '../builder.ts';
import type { BatchContext, OperatorWatermarks, StateMetrics } from '../context.ts';
import type { Receiver, StatefulOperator } from '../operator.ts';
import { withSelection } from '../operators/rows.ts';
import { StateCounters } from './counters.ts';
import { eventTimesOf, splitLate } from './event-time.ts';
import { adoptShapes, groupFingerprint } from './group-fingerprint.ts';
import { type KeyMemory, memoryColumns, MemoryFormat } from './group-memory.ts';
import type { GroupCall, GroupedProgram } from './grouped-program.ts';

/**
 * groupByKey(…).mapGroupsWithState / flatMapGroupsWithState / transformWithState: state of the program's own per key.
 *
 *   (out, state'[k]) = f(k, rows of k, state[k])        once per key and batch, with all rows of the key
 *   (out, state'[k]) = f(k, ∅, state[k])                when k is due: by timeout (time < now, keys without rows) or by timer (time ≤ now)
 *
 * State     what the program keeps, encoded per key, with its timeout and timers. Dies when the program removes it and nothing is due;
 *           what has a time to live is hidden when it is over, and dropped at the end of the batch, after all calls.
 * Late      rows at or behind the late watermark are dropped, only when time is event time.
 * Now       the batch time, or the eviction watermark for event time. Keys due come after all keys with rows.
 * Promise   functions see keys in order of first arrival; the same batch again gives the same calls.
 */
export function buildGroupedMap(plan: StatefulGroupedMap, next: Receiver, builder: Builder): void {
  const operator = new MappedGroups(plan, next, builder);
  builder.addStateful(operator);
  if (plan.initial !== undefined) builder.build(plan.initial, operator.initialRows);
  builder.build(plan.input, operator);
}

/** In a bounded query the state is empty for every key, and nothing is ever due. */
export function buildBatchGroupedMap(plan: BatchGroupedMap, next: Receiver, builder: Builder): void {
  const operator = new MappedGroups({ ...plan, kind: 'StatefulGroupedMap', stateId: -1 }, next, builder);
  builder.onBegin((context) => { operator.beginBatch({ lateMicros: undefined, evictMicros: undefined }, context); });
  builder.onRelease(() => { operator.release(); });
  if (plan.initial !== undefined) builder.build(plan.initial, operator.initialRows);
  builder.build(plan.input, operator);
}

interface KeyRows { readonly key: readonly Value[]; readonly rows: (readonly Value[])[]; readonly initial: (readonly Value[])[] }

class MappedGroups implements Receiver, StatefulOperator {
  readonly stateId: number;
  fingerprint: OperatorFingerprint;
  readonly stores: readonly StateTable[];
  readonly initialRows: Receiver;
  readonly #map: GroupedMap;
  readonly #program: GroupedProgram;
  readonly #memory: MemoryFormat;
  readonly #table: StateTable;
  readonly #next: Receiver;
  readonly #keys: EvaluateAll;
  readonly #eventTime: number;
  readonly #schema: Schema;
  /** Place of the event time in the result, or -1. */
  readonly #outputTime: number;
  readonly #counters = new StateCounters();
  readonly #scratch = new Arena();
  readonly #groups = new Map<number, KeyRows>();
  #watermarks: OperatorWatermarks = { lateMicros: undefined, evictMicros: undefined };
  #entries = 0;
  #countEntries = true;
  readonly #hasTtl: boolean;
  /** Keys that only the initial state has are called too, without rows. */
  readonly #callsInitial: boolean;
  #expiredTimers = 0;
  #expiredValues = 0;

  constructor(plan: StatefulGroupedMap, next: Receiver, builder: Builder) {
    const { map } = plan;
    this.stateId = plan.stateId;
    this.#map = map;
    this.#next = next;
    const program = builder.options.groupedPrograms?.(map.functionId);
    invariant(program !== undefined, 'the session knows the function of a grouped map');
    this.#program = program;
    this.#hasTtl = program.variables.some((one) => one.ttlMs !== undefined);
    this.#callsInitial = map.operation !== 'transformWithState' && builder.options.settings.get('spark.sql.streaming.flatMapGroupsWithState.skipEmittingInitialStateKeys') !== 'true';
    this.#memory = new MemoryFormat(program.variables);
    this.#keys = compileExpressions(map.keys, plan.input.output, builder.options);
    this.#eventTime = plan.eventTime === undefined ? -1 : plan.input.output.findIndex((one) => one.id === plan.eventTime!.id);
    this.#schema = rowSchema(plan.output);
    this.#outputTime = map.eventTime === undefined ? -1 : map.output.findIndex((one) => one.id === map.eventTime!.id);
    this.#table = new StateTable({ name: String(plan.stateId), keyTypes: map.keys.map((one) => one.type), columns: memoryColumns, onLoaded: (rows) => { this.#scheduleLoaded(rows); } });
    this.stores = [this.#table];
    this.fingerprint = groupFingerprint(plan, { variables: program.variables, format: this.#memory, settings: builder.options.settings });
    const keysOfInitial = plan.initial === undefined ? undefined : compileExpressions(map.initialKeys ?? [], plan.initial.output, builder.options);
    this.initialRows = {
      push: (chunk, context) => { if (context.batchId === 0) this.#collect(chunk, keysOfInitial!(chunk.columns, chunk, context), context, true); },
      finish: () => undefined,
    };
  }

  /** The program may keep more or other variables than the one that wrote the checkpoint: rows stay as they are until they are written again. */
  adopt(stored: OperatorFingerprint): void {
    const { fingerprint, shapes } = adoptShapes(stored, this.fingerprint, this.#memory.type);
    this.fingerprint = fingerprint;
    this.#memory.shapes = shapes;
  }

  beginBatch(watermarks: OperatorWatermarks, _: BatchContext): void {
    this.#watermarks = watermarks;
    this.#counters.reset();
    this.#expiredTimers = this.#expiredValues = 0;
    this.#groups.clear();
    if (this.#countEntries) this.#recount();
  }

  push(given: Chunk, context: BatchContext): void {
    const chunk = this.#withoutLate(given, context);
    if (selectedCount(chunk) > 0) this.#collect(chunk, this.#keys(chunk.columns, chunk, context), context, false);
  }

  finish(context: BatchContext): void {
    const output: (readonly Value[])[] = [];
    for (const [row, group] of this.#groups) {
      if (group.initial.length > 0) this.#call(row, { cause: 'initial', key: group.key, rows: group.initial }, context, output);
      if (group.rows.length > 0 || this.#callsInitial) this.#call(row, { cause: 'rows', key: group.key, rows: group.rows }, context, output);
    }
    this.#callDue(context, output);
    if (this.#map.operation === 'transformWithState') this.#counters.custom = this.#customMetrics();
    this.#emit(output, context);
    this.#next.finish(context);
  }

  metrics(): StateMetrics {
    return this.#counters.metrics(this.#map.operation === 'transformWithState' ? this.#entries : this.#table.count, this.#table.memoryBytes);
  }

  #customMetrics(): Record<string, number> {
    const count = (shape: string, ttl: boolean): number => this.#program.variables.filter((one) => one.shape === shape && (!ttl || one.ttlMs !== undefined)).length;
    return {
      numExpiredTimers: this.#expiredTimers, numValuesRemovedDueToTTLExpiry: this.#expiredValues,
      numValueStateVars: count('value', false), numListStateVars: count('list', false), numMapStateVars: count('map', false),
      numValueStateWithTTLVars: count('value', true), numListStateWithTTLVars: count('list', true), numMapStateWithTTLVars: count('map', true),
    };
  }

  needsAnotherBatch(watermarkMicros: bigint | undefined): boolean {
    if (this.#map.timeMode === 'processingTime') return true;
    const waits = this.#map.timeMode === 'eventTime' || this.#map.operation === 'transformWithState'; // Spark runs it for the latter even where nothing can expire
    return waits && watermarkMicros !== undefined && watermarkMicros > (this.#watermarks.evictMicros ?? 0n);
  }

  release(): void {
    this.#program.close?.();
    this.#table.release();
    this.#scratch.release();
  }

  #withoutLate(chunk: Chunk, { arena }: BatchContext): Chunk {
    const { lateMicros } = this.#watermarks;
    if (this.#map.timeMode !== 'eventTime' || this.#eventTime < 0 || lateMicros === undefined) return chunk;
    const split = splitLate(eventTimesOf(chunk.columns[this.#eventTime]!, chunk.rowCount, arena), chunk, lateMicros, arena);
    if (split === undefined) return chunk;
    this.#counters.dropped += split.late.length;
    return withSelection(chunk, split.kept);
  }

  #collect(chunk: Chunk, keys: ReturnType<EvaluateAll>, { arena }: BatchContext, initial: boolean): void {
    const count = selectedCount(chunk);
    const rows = arena.uint32(chunk.rowCount);
    this.#table.assign(keys, chunk, rows, arena, arena.uint32(count));
    for (let index = 0; index < count; index++) {
      const at = chunk.selection === undefined ? index : chunk.selection[index]!;
      let group = this.#groups.get(rows[at]!);
      if (group === undefined) {
        group = { key: keys.map((column) => readValue(column, at)), rows: [], initial: [] };
        this.#groups.set(rows[at]!, group);
      }
      (initial ? group.initial : group.rows).push(chunk.columns.map((column) => readValue(column, at)));
    }
  }

  #call(row: number, what: Pick<GroupCall, 'cause' | 'key' | 'rows' | 'dueMs'>, context: BatchContext, output: (readonly Value[])[]): void {
    const memory = this.#memory.load(this.#table, row);
    const before = memory.entryCount;
    const had = memory.hasValue || memory.timeoutMs !== undefined;
    if (what.cause !== 'timer') memory.timeoutMs = undefined;
    const { evictMicros } = this.#watermarks;
    const call: GroupCall = {
      ...what, batchTimeMs: Number(context.batchTimeMicros / 1000n), batchId: context.batchId, query: context.query, watermarkMs: evictMicros === undefined ? undefined : Number(evictMicros / 1000n), group: memory,
    };
    for (const values of this.#program.run(call)) output.push(values);
    this.#counters.timed('updates', context, () => { this.#keep(row, memory, { had, before, counts: what.cause !== 'initial' || this.#map.operation === 'transformWithState' }); });
  }

  /** Writes back what the call left, and counts as Spark does. */
  #keep(row: number, memory: KeyMemory, { had, before, counts }: { readonly had: boolean; readonly before: number; readonly counts: boolean }): void {
    const transform = this.#map.operation === 'transformWithState';
    this.#entries += memory.entryCount - before;
    if (transform) {
      this.#counters.updated += memory.puts;
      this.#counters.removed += memory.removals;
    } else if (!memory.hasValue && memory.timeoutMs === undefined) {
      if (had) this.#counters.removed++;
    } else if (memory.puts > 0 || memory.removals > 0 || memory.timeoutChanged) this.#counters.updated += counts ? 1 : 0;
    if (memory.empty) {
      this.#table.remove(this.#single(row));
      return;
    }
    if (!memory.changed) return;
    this.#memory.store(this.#table, row, memory);
    this.#table.touch(row);
    this.#schedule(row, memory.dueMs);
  }

  #schedule(row: number, dueMs: number | undefined): void {
    (fixedColumn(this.#table, 1).values as BigInt64Array)[row] = dueMs === undefined ? -1n : BigInt(dueMs);
    if (dueMs === undefined) this.#table.expiry.cancel(row);
    else this.#table.expiry.schedule(row, BigInt(dueMs) * 1000n);
  }

  #callDue(context: BatchContext, output: (readonly Value[])[]): void {
    const transform = this.#map.operation === 'transformWithState';
    const now = this.#map.timeMode === 'processingTime' ? context.batchTimeMicros : this.#map.timeMode === 'eventTime' ? this.#watermarks.evictMicros : undefined;
    if (now === undefined) return;
    const arena = new Arena();
    const due = this.#table.expired(transform ? now : now - 1n, arena);
    const keys = this.#table.keyColumns(due, arena);
    const called = [...due].map((row, index) => ({ row, key: keys.map((column) => readValue(column, index)) }));
    arena.release();
    for (const { row, key } of called) {
      if (!transform) {
        if (!this.#groups.has(row)) this.#call(row, { cause: 'timeout', key, rows: [] }, context, output);
        continue;
      }
      const timers = [...this.#memory.load(this.#table, row).timers].sort((left, right) => left - right);
      for (const dueMs of timers) if (BigInt(dueMs) * 1000n <= now) this.#callTimer(row, key, dueMs, context, output);
    }
    if (transform && this.#hasTtl) this.#counters.timed('removals', context, () => { this.#expire(now); });
  }

  /** The timer is gone before the program is told, so that it may set it again. */
  #callTimer(row: number, key: readonly Value[], dueMs: number, context: BatchContext, output: (readonly Value[])[]): void {
    const memory = this.#memory.load(this.#table, row);
    if (!memory.timers.delete(dueMs)) return;
    this.#memory.store(this.#table, row, memory);
    this.#table.touch(row);
    this.#expiredTimers++;
    this.#call(row, { cause: 'timer', key, rows: [], dueMs }, context, output);
    if (this.#table.expiry.deathOf(row) !== undefined) this.#schedule(row, this.#memory.load(this.#table, row).dueMs);
  }

  /** After all calls of the batch: what has outlived its time goes. */
  #expire(nowMicros: bigint): void {
    const arena = new Arena();
    for (const row of Uint32Array.from(this.#table.expired(nowMicros, arena))) {
      const memory = this.#memory.load(this.#table, row);
      const before = memory.entryCount;
      const gone = memory.expire(Number(nowMicros / 1000n));
      if (gone === 0) continue;
      this.#expiredValues += gone;
      this.#entries += memory.entryCount - before;
      if (memory.empty) { this.#table.remove(this.#single(row)); continue; }
      this.#memory.store(this.#table, row, memory);
      this.#table.touch(row);
      this.#schedule(row, memory.dueMs);
    }
    arena.release();
  }

  #emit(output: readonly (readonly Value[])[], context: BatchContext): void {
    if (output.length === 0) return;
    const builders = this.#schema.fields.map((one) => new ColumnBuilder(one.type, context.arena, output.length));
    this.#checkTimes(output);
    for (const row of output) row.forEach((value, index) => { builders[index]!.append(value); });
    this.#next.push(makeChunk(this.#schema, builders.map((one) => one.finish()), output.length), context);
  }

  /** Where a column of the result is event time, no row may come out that an operator behind would take for late. */
  #checkTimes(output: readonly (readonly Value[])[]): void {
    const { lateMicros } = this.#watermarks;
    if (this.#outputTime < 0 || lateMicros === undefined) return;
    for (const row of output) {
      const time = row[this.#outputTime] as bigint | null;
      if (time !== null && time <= lateMicros) fail('EMITTING_ROWS_OLDER_THAN_WATERMARK_NOT_ALLOWED', { currentWatermark: String(lateMicros / 1000n), emittedRowEventTime: String(time) });
    }
  }

  #scheduleLoaded(rows: Uint32Array): void {
    const due = fixedColumn(this.#table, 1).values as BigInt64Array;
    for (const row of rows) if (due[row]! >= 0n) this.#table.expiry.schedule(row, due[row]! * 1000n);
    this.#countEntries = true;
  }

  /** Kernels read rows from the column memory. */
  #single(row: number): Uint32Array {
    this.#scratch.reset();
    const rows = this.#scratch.uint32(1);
    rows[0] = row;
    return rows;
  }

  /** After loading: how many variables are there in all. */
  #recount(): void {
    this.#countEntries = false;
    const arena = new Arena();
    this.#entries = 0;
    for (const row of this.#table.liveRows(arena)) this.#entries += this.#memory.load(this.#table, row).entryCount;
    arena.release();
  }
}
