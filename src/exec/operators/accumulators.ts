import type { Rows, Selection } from '../../columnar/chunk.ts';
import { type Chunk, selectedCount } from '../../columnar/chunk.ts';
import type { Column } from '../../columnar/column.ts';
import { type GroupState, makeStateColumn, type StateColumn, type StateColumnType } from '../../columnar/group-state.ts';
import { GroupTable } from '../../columnar/group-table.ts';
import { type BufferField, opaqueBuffer, shifted } from '../../columnar/state-field.ts';
import { makeColumn } from '../../columnar/column.ts';
import type { Arena } from '../../columnar/arena.ts';
import type { AggregateKernel, KernelContext } from '../../functions/function.ts';
import type { Attribute, BoundExpression } from '../../plan/bound.ts';
import { compileExpressions, compilePredicate, type EvaluateAll, type EvaluationOptions, type Predicate } from '../../plan/evaluate.ts';
import type { AggregateSlot } from '../../plan/physical.ts';
import { intType } from '../../types/data-type.ts';
import { bindAggregate } from './bind-call.ts';
import { withoutNegativeZero } from '../../functions/math/negative-zero.ts';

/**
 * The aggregates of one operator, over columns of state that somebody else owns (an operator for a batch, a state table for ever). FILTER and
 * DISTINCT are seen to here: kernels get the rows they have to take.
 */
export class AggregateCalls {
  readonly stateTypes: readonly StateColumnType[];
  /** What the calls keep, as Spark names it. */
  readonly buffer: readonly BufferField[];
  readonly #slots: readonly Slot[];
  readonly #arguments: EvaluateAll;

  constructor(slots: readonly AggregateSlot[], input: readonly Attribute[], options: EvaluationOptions) {
    let stateAt = 0;
    let argumentAt = 0;
    const valuesOf = ({ arguments: args, orderBy = [] }: AggregateSlot['call']): BoundExpression[] => [...args, ...orderBy.map((one) => one.input)];
    const expressions = slots.flatMap(({ call }) => (call.filter === undefined ? valuesOf(call) : []));
    this.#slots = slots.map(({ call }) => {
      const kernel = call.definition.aggregate(bindAggregate(call, options.settings));
      const argumentCount = call.filter === undefined ? valuesOf(call).length : 0;
      const slot: Slot = {
        kernel, stateAt, stateEnd: stateAt + kernel.state.length, argumentAt, argumentEnd: argumentAt + argumentCount,
        filter: call.filter === undefined ? undefined : { select: compilePredicate(call.filter, input, options), values: compileExpressions(valuesOf(call), input, options) },
        distinctCount: call.arguments.length,
        seen: call.distinct ? new DistinctRows(call.arguments.map((one) => one.type)) : undefined,
      };
      stateAt += kernel.state.length;
      argumentAt += argumentCount;
      return slot;
    });
    this.stateTypes = this.#slots.flatMap(({ kernel }) => kernel.state);
    this.buffer = this.#slots.flatMap(({ kernel, stateAt: from }) => (kernel.buffer ?? opaqueBuffer(kernel.state)).map((one) => ({ ...one, field: shifted(one.field, from) })));
    this.#arguments = compileExpressions(expressions, input, options);
  }

  /** The states of the calls, given their columns in the order of `stateTypes`. */
  bind(columns: readonly StateColumn[]): readonly GroupState[] {
    return this.#slots.map(({ stateAt, stateEnd }) => ({ columns: columns.slice(stateAt, stateEnd) }));
  }

  /** `groups[row]` for the rows of the chunk that count. */
  update(states: readonly GroupState[], groups: Uint32Array, chunk: Chunk, context: KernelContext): void {
    const args = this.#arguments(chunk.columns, chunk, context);
    for (let index = 0; index < this.#slots.length; index++) {
      const slot = this.#slots[index]!;
      let rows: Rows = chunk;
      if (slot.filter !== undefined) rows = narrowed(rows, slot.filter.select(chunk.columns, chunk, context));
      let own = slot.filter === undefined ? args.slice(slot.argumentAt, slot.argumentEnd) : slot.filter.values(chunk.columns, rows, context);
      if (slot.seen !== undefined) own = own.map((one) => withoutNegativeZero(one, context.arena)); // values that are one are the positive zero
      if (slot.seen !== undefined) rows = narrowed(rows, slot.seen.newRows(groups, own.slice(0, slot.distinctCount), rows, context.arena));
      if (selectedCount(rows) > 0) slot.kernel.update(states[index]!, groups, own, rows, context);
    }
  }

  merge(states: readonly GroupState[], groups: Uint32Array, others: readonly GroupState[], count: number, context: KernelContext): void {
    for (let index = 0; index < this.#slots.length; index++) this.#slots[index]!.kernel.merge(states[index]!, groups, others[index]!, count, context);
  }

  finish(states: readonly GroupState[], groups: Uint32Array, context: KernelContext): Column[] {
    return this.#slots.map(({ kernel }, index) => kernel.finish(states[index]!, groups, context));
  }

  /** Forgets which values DISTINCT has seen. */
  clear(): void { for (const { seen } of this.#slots) seen?.clear(); }
  release(): void { for (const { seen } of this.#slots) seen?.release(); }
}

interface Slot {
  readonly kernel: AggregateKernel;
  readonly stateAt: number;
  readonly stateEnd: number;
  readonly argumentAt: number;
  readonly argumentEnd: number;
  /** Arguments behind a FILTER are computed only where it holds. */
  readonly filter: { readonly select: Predicate; readonly values: EvaluateAll } | undefined;
  /** DISTINCT looks at the arguments, not at the keys of WITHIN GROUP behind them. */
  readonly distinctCount: number;
  readonly seen: DistinctRows | undefined;
}

/** Which (group, arguments) combinations were there before. */
class DistinctRows {
  readonly #table: GroupTable;

  constructor(types: ConstructorParameters<typeof GroupTable>[0]) {
    this.#table = new GroupTable([intType, ...types]);
  }

  newRows(groups: Uint32Array, args: readonly Column[], rows: Rows, arena: Arena): Uint32Array {
    const group = makeColumn(intType, rows.rowCount, { values: new Int32Array(groups.buffer, groups.byteOffset, rows.rowCount) });
    const fresh = arena.uint32(selectedCount(rows));
    const count = this.#table.assign([group, ...args], rows, arena.uint32(rows.rowCount), arena, fresh);
    return fresh.subarray(0, count);
  }

  clear(): void { this.#table.clear(); }
  release(): void { this.#table.release(); }
}

/** State that lives as long as its owner wants, grown by hand. */
export class OwnState {
  readonly columns: readonly StateColumn[];
  #capacity = 0;

  constructor(types: readonly StateColumnType[]) {
    this.columns = types.map((type) => makeStateColumn(type, 1));
  }

  /** Room for rows below `count`. */
  reserve(count: number): void {
    if (count <= this.#capacity) return;
    this.#capacity = Math.max(1024, 2 ** Math.ceil(Math.log2(count)));
    for (const column of this.columns) column.grow(this.#capacity);
  }

  /** Makes rows below `count` fresh again. */
  clear(count: number): void {
    for (const column of this.columns) column.clearRows(count);
  }

  get bytes(): number { return this.columns.reduce((sum, column) => sum + column.bytes, 0); }
  release(): void { for (const column of this.columns) column.release(); }
}

function narrowed(rows: Rows, selection: Selection): Rows {
  return selection === rows.selection ? rows : { rowCount: rows.rowCount, selection };
}
