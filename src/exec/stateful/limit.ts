import { type Chunk, selectedCount } from '../../columnar/chunk.ts';
import { fixedColumn } from '../../columnar/group-state.ts';
import type { StatefulLimit } from '../../plan/physical.ts';
import type { OperatorFingerprint } from '../../state/durable-state.ts';
import { StateTable } from '../../state/table.ts';
import { longType, nullType } from '../../types/data-type.ts';
import type { Builder } from '../builder.ts';
import type { BatchContext, StateMetrics } from '../context.ts';
import type { Receiver, StatefulOperator } from '../operator.ts';
import { sliceRows, withSelection } from '../operators/rows.ts';
import { StateCounters } from './counters.ts';

/**
 * LIMIT over the whole life of a stream: the first n rows ever.
 *
 *   n' = n + rows let through
 *
 * State     one counter, from the first row on. It never dies.
 * Promise   never more than `count` rows over all batches and restarts.
 */
export function buildStatefulLimit(plan: StatefulLimit, next: Receiver, builder: Builder): void {
  const operator = new LimitedStream(plan, next);
  builder.addStateful(operator);
  builder.build(plan.input, operator);
}

class LimitedStream implements Receiver, StatefulOperator {
  readonly stateId: number;
  readonly fingerprint: OperatorFingerprint;
  readonly stores: readonly StateTable[];
  readonly #table: StateTable;
  readonly #count: number;
  readonly #next: Receiver;
  readonly #counters = new StateCounters();
  #seen = 0;
  #seenBefore = 0;

  constructor(plan: StatefulLimit, next: Receiver) {
    this.stateId = plan.stateId;
    this.#count = plan.count;
    this.#next = next;
    this.#table = new StateTable({ name: String(plan.stateId), keyTypes: [], columns: ['i64'] });
    this.stores = [this.#table];
    this.fingerprint = {
      stateId: plan.stateId, operatorName: 'globalLimit',
      stores: [{
        name: this.#table.name, key: { fields: [{ name: 'key', type: nullType, nullable: true }] }, value: { fields: [{ name: 'value', type: longType, nullable: false }] },
        layout: { keyTypes: [], columns: ['i64'], key: [{ read: 'null' }], value: [{ read: 'plain', at: 0 }] },
      }],
    };
  }

  beginBatch(_: unknown, context: BatchContext): void {
    this.#counters.reset();
    this.#seen = this.#seenBefore = this.#table.count === 0 ? 0 : Number(this.#values()[this.#rowOf(context)]!);
  }

  push(chunk: Chunk, context: BatchContext): void {
    const take = Math.min(selectedCount(chunk), this.#count - this.#seen);
    if (take <= 0) return;
    this.#seen += take;
    this.#next.push(withSelection(chunk, sliceRows(chunk, 0, take, context.arena)), context);
  }

  finish(context: BatchContext): void {
    if (this.#seen > this.#seenBefore) {
      const row = this.#rowOf(context);
      this.#values()[row] = BigInt(this.#seen);
      this.#table.touch(row);
      this.#counters.updated = 1;
    }
    this.#next.finish(context);
  }

  metrics(): StateMetrics { return this.#counters.metrics(this.#table.count, this.#table.memoryBytes); }
  needsAnotherBatch(): boolean { return false; }
  release(): void { this.#table.release(); }

  #rowOf({ arena }: BatchContext): number {
    const rows = arena.uint32(1);
    this.#table.assign([], { rowCount: 1, selection: undefined }, rows, arena, arena.uint32(1));
    return rows[0]!;
  }

  #values(): BigInt64Array { return fixedColumn(this.#table, 0).values as BigInt64Array; }
}
