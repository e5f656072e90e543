import { CHUNK_ROWS, type Chunk, makeChunk } from '../../columnar/chunk.ts';
import type { Column } from '../../columnar/column.ts';
import type { GroupState } from '../../columnar/group-state.ts';
import type { Attribute, BoundAlias } from '../../plan/bound.ts';
import { attributeOf } from '../../plan/output.ts';
import type { HashAggregate } from '../../plan/physical.ts';
import { type Builder, rowSchema } from '../builder.ts';
import type { BatchContext } from '../context.ts';
import { AggregateCalls, OwnState } from './accumulators.ts';
import { Grouping } from './aggregate.ts';
import { allRows } from './rows.ts';

/**
 * Groups of groups. Rows are first grouped by the keys and by what DISTINCT is over; the calls without DISTINCT run there. These groups, in the order
 * in which they were first seen, are the rows of the groups asked for: DISTINCT calls take their keys, the states of the other calls are merged.
 */
export class DistinctGrouping {
  readonly #parts: Grouping;
  readonly #wholes: Grouping;
  readonly #keys: readonly Attribute[];
  readonly #keyCount: number;
  readonly #calls: AggregateCalls;
  readonly #state: OwnState;
  readonly #states: readonly GroupState[];

  constructor({ grouping, slots, input }: HashAggregate, distinctBy: readonly (Attribute | BoundAlias)[], builder: Pick<Builder, 'options'>) {
    const plain = slots.filter(({ call }) => !call.distinct);
    this.#parts = new Grouping({ grouping: [...grouping, ...distinctBy], slots: plain, input }, builder);
    this.#keyCount = grouping.length;
    this.#keys = [...grouping, ...distinctBy].map(attributeOf);
    this.#wholes = new Grouping({ grouping: grouping.map(attributeOf), slots: slots.filter(({ call }) => call.distinct), input: { output: this.#keys } }, builder);
    this.#calls = new AggregateCalls(plain, input.output, builder.options);
    this.#state = new OwnState(this.#calls.stateTypes);
    this.#states = this.#calls.bind(this.#state.columns);
  }

  get count(): number { return this.#wholes.count; }
  add(chunk: Chunk, context: BatchContext): void { this.#parts.add(chunk, context); }

  /** All rows are there: puts the groups together. */
  settle(context: BatchContext): void {
    const { count } = this.#parts;
    const schema = rowSchema(this.#keys);
    const targets = context.arena.uint32(count);
    for (let start = 0; start < count; start += CHUNK_ROWS) {
      const ids = allRows(count, context.arena).subarray(start, start + CHUNK_ROWS);
      targets.set(this.#wholes.add(makeChunk(schema, this.#parts.groups!.keyColumns(ids, context.arena), ids.length), context), start);
    }
    this.#state.reserve(this.#wholes.count);
    this.#calls.merge(this.#states, targets, this.#parts.states, count, context);
  }

  /** Key columns, then results: those without DISTINCT first. */
  columns(ids: Uint32Array, context: BatchContext): readonly Column[] {
    const whole = this.#wholes.columns(ids, context);
    return [...whole.slice(0, this.#keyCount), ...this.#calls.finish(this.#states, ids, context), ...whole.slice(this.#keyCount)];
  }

  clear(): void {
    this.#state.clear(this.count);
    for (const one of [this.#parts, this.#wholes]) one.clear();
    this.#calls.clear();
  }

  release(): void {
    for (const one of [this.#parts, this.#wholes, this.#state, this.#calls]) one.release();
  }
}
