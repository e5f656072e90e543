import { isValid } from '../../columnar/bitmap.ts';
import { type Chunk, selectedCount } from '../../columnar/chunk.ts';
import { fixedColumn } from '../../columnar/group-state.ts';
import { invariant } from '../../errors/stream-error.ts';
import type { Attribute } from '../../plan/bound.ts';
import type { StatefulDeduplicate } from '../../plan/physical.ts';
import type { OperatorFingerprint } from '../../state/durable-state.ts';
import { StateTable } from '../../state/table.ts';
import { longType, nullType } from '../../types/data-type.ts';
import { Arena } from '../../columnar/arena.ts';
import { type Builder, rowSchema } from '../builder.ts';
import type { BatchContext, OperatorWatermarks, StateMetrics } from '../context.ts';
import type { Receiver, StatefulOperator } from '../operator.ts';
import { withSelection } from '../operators/rows.ts';
import { StateCounters } from './counters.ts';
import { keyFields } from './fingerprint.ts';
import { eventTimesOf, scheduleByKey, splitLate } from './event-time.ts';

/**
 * dropDuplicates and dropDuplicatesWithinWatermark: the first row of every key, in the order of arrival.
 *
 *   out    = rows whose key is not in the state, first of each
 *   state += their keys
 *
 * Late      rows whose event time ≤ late watermark are dropped first, whether or not the time is part of the key.
 * Dies      with its time, when the key has one; within the watermark: when the watermark reaches time of the first row + delay (a NULL time
 *           counts as 1970); else never.
 * Promise   exactly one row per key while the key is known.
 */
export function buildDeduplicate(plan: StatefulDeduplicate, next: Receiver, builder: Builder): void {
  const operator = new Deduplication(plan, next);
  builder.addStateful(operator);
  builder.build(plan.input, operator);
}

class Deduplication implements Receiver, StatefulOperator {
  readonly stateId: number;
  readonly fingerprint: OperatorFingerprint;
  readonly stores: readonly StateTable[];
  readonly #table: StateTable;
  readonly #next: Receiver;
  readonly #keys: readonly number[];
  readonly #eventTime: number;
  /** Position of the time among the keys, -1 = none. */
  readonly #keyTime: number;
  readonly #withinMicros: bigint | undefined;
  readonly #counters = new StateCounters();
  readonly #scratch = new Arena();
  #duplicates = 0;
  #watermarks: OperatorWatermarks = { lateMicros: undefined, evictMicros: undefined };

  constructor(plan: StatefulDeduplicate, next: Receiver) {
    this.stateId = plan.stateId;
    this.#next = next;
    const positionOf = (one: Attribute | undefined): number => (one === undefined ? -1 : plan.input.output.findIndex((other) => other.id === one.id));
    this.#keys = plan.keys.map(positionOf);
    invariant(this.#keys.every((position) => position >= 0), 'keys of a deduplication are columns of its input');
    this.#eventTime = positionOf(plan.eventTime);
    this.#keyTime = plan.keyTime === undefined ? -1 : plan.keys.findIndex((one) => one.id === plan.keyTime!.id);
    this.#withinMicros = plan.withinDelayMs === undefined ? undefined : BigInt(plan.withinDelayMs) * 1000n;
    const within = this.#withinMicros !== undefined;
    this.#table = new StateTable({ name: String(plan.stateId), keyTypes: plan.keys.map((one) => one.type), columns: within ? ['i64'] : [], onLoaded: (rows) => { this.#scheduleLoaded(rows); } });
    this.stores = [this.#table];
    this.fingerprint = {
      stateId: plan.stateId, operatorName: within ? 'dedupeWithinWatermark' : 'dedupe',
      stores: [{
        name: this.#table.name, key: rowSchema(plan.keys),
        value: { fields: [within ? { name: 'expiresAtMicros', type: longType, nullable: false } : { name: '__dummy__', type: nullType, nullable: true }] },
        layout: { keyTypes: plan.keys.map((one) => one.type), columns: within ? ['i64'] : [], key: keyFields(plan.keys.length), value: [within ? { read: 'plain', at: 0 } : { read: 'null' }] },
      }],
    };
  }

  beginBatch(watermarks: OperatorWatermarks): void {
    this.#watermarks = watermarks;
    this.#counters.reset();
    this.#duplicates = 0;
  }

  push(given: Chunk, context: BatchContext): void {
    const chunk = this.#withoutLate(given, context);
    const count = selectedCount(chunk);
    if (count === 0) return;
    const { arena } = context;
    const rows = arena.uint32(chunk.rowCount);
    const fresh = arena.uint32(count);
    const added = this.#counters.timed('updates', context, () => this.#table.assign(this.#keys.map((position) => chunk.columns[position]!), chunk, rows, arena, fresh));
    this.#duplicates += count - added;
    this.#counters.updated += added;
    if (added === 0) return;
    const first = fresh.subarray(0, added);
    this.#schedule(chunk, rows, first, context);
    this.#next.push(withSelection(chunk, first), context);
  }

  finish(context: BatchContext): void {
    const { evictMicros } = this.#watermarks;
    if (evictMicros !== undefined && (this.#keyTime >= 0 || this.#withinMicros !== undefined)) {
      this.#counters.removed += this.#counters.timed('removals', context, () => {
        const dead = this.#table.expired(evictMicros, context.arena);
        this.#table.remove(dead);
        return dead.length;
      });
    }
    this.#counters.custom = { numDroppedDuplicateRows: this.#duplicates };
    this.#next.finish(context);
  }

  metrics(): StateMetrics { return this.#counters.metrics(this.#table.count, this.#table.memoryBytes); }

  needsAnotherBatch(watermarkMicros: bigint | undefined): boolean {
    return watermarkMicros !== undefined && watermarkMicros > (this.#watermarks.evictMicros ?? 0n);
  }

  release(): void {
    this.#table.release();
    this.#scratch.release();
  }

  #withoutLate(chunk: Chunk, { arena }: BatchContext): Chunk {
    const { lateMicros } = this.#watermarks;
    if (this.#eventTime < 0 || lateMicros === undefined) return chunk;
    const split = splitLate(eventTimesOf(chunk.columns[this.#eventTime]!, chunk.rowCount, arena), chunk, lateMicros, arena);
    if (split === undefined) return chunk;
    this.#counters.dropped += split.late.length;
    return withSelection(chunk, split.kept);
  }

  #schedule(chunk: Chunk, rows: Uint32Array, fresh: Uint32Array, { arena }: BatchContext): void {
    if (this.#withinMicros !== undefined) {
      invariant(this.#eventTime >= 0, 'deduplication within the watermark knows the event time');
      const { values, validity } = eventTimesOf(chunk.columns[this.#eventTime]!, chunk.rowCount, arena);
      const expires = fixedColumn(this.#table, 0).values as BigInt64Array;
      for (const at of fresh) {
        const death = (isValid(validity, at) ? values[at]! : 0n) + this.#withinMicros;
        expires[rows[at]!] = death;
        this.#table.expiry.schedule(rows[at]!, death);
      }
    } else if (this.#keyTime >= 0) {
      const { values, validity } = eventTimesOf(chunk.columns[this.#keys[this.#keyTime]!]!, chunk.rowCount, arena);
      for (const at of fresh) if (isValid(validity, at)) this.#table.expiry.schedule(rows[at]!, values[at]!);
    }
  }

  #scheduleLoaded(rows: Uint32Array): void {
    if (this.#withinMicros !== undefined) {
      const expires = fixedColumn(this.#table, 0).values as BigInt64Array;
      for (const row of rows) this.#table.expiry.schedule(row, expires[row]!);
    } else if (this.#keyTime >= 0) scheduleByKey(this.#table, rows, this.#keyTime, this.#scratch);
  }
}
