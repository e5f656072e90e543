import type { Arena } from '../../columnar/arena.ts';
import type { Chunk, Rows } from '../../columnar/chunk.ts';
import { type Column, int64Values, makeColumn } from '../../columnar/column.ts';
import type { GroupState } from '../../columnar/group-state.ts';
import { copyStateRows } from '../../columnar/state-rows.ts';
import { windowAt } from '../../functions/datetime/time-window.ts';
import type { AggregateCall, BoundExpression, Literal } from '../../plan/bound.ts';
import type { ProjectRows, StatefulAggregate } from '../../plan/physical.ts';
import { someExpression } from '../../plan/walk.ts';
import type { Builder } from '../builder.ts';
import type { BatchContext } from '../context.ts';
import { OwnState } from '../operators/accumulators.ts';
import { Grouping } from '../operators/aggregate.ts';
import { allRows } from '../operators/rows.ts';

/** A sliding window whose size is `count` slides: what to aggregate by pane, and where the window stands among the grouping columns. */
export interface Panes { readonly input: ProjectRows; readonly count: number; readonly slideMicros: bigint; readonly keyAt: number }

/** Panes of an aggregation, when it has some and no result tells in which order its partial aggregates were merged. */
export function panesOf({ input, grouping, slots }: StatefulAggregate): Panes | undefined {
  if (input.kind !== 'ExpandRows' || !slots.every(({ call }) => mergesInAnyOrder(call))) return undefined;
  const { projections } = input;
  const place = projections[0]!.findIndex((one) => windowNumbers(one) !== undefined);
  if (place < 0 || !projections.every((columns, index) => columns.every((column, at) => (at === place ? windowNumbers(column)?.index === BigInt(index) : sameAttribute(column, projections[0]![at]!))))) return undefined;
  const window = input.output[place]!;
  const keyAt = grouping.findIndex((one) => one.kind === 'Attribute' && one.id === window.id);
  const others = [...grouping.filter((_, at) => at !== keyAt), ...slots.map(({ call }) => call)];
  if (keyAt < 0 || others.some((one) => someExpression(one, (node) => node.kind === 'Attribute' && node.id === window.id))) return undefined;
  return {
    input: { kind: 'ProjectRows', input: input.input, expressions: projections[0]! as ProjectRows['expressions'], output: input.output },
    count: projections.length, slideMicros: windowNumbers(projections[0]![place]!)!.slide, keyAt,
  };
}

/**
 * Rows of a batch aggregated by pane. A row lies in `count` windows, and so do all rows of its pane (the stretch of one slide it is in): they lie in the same.
 *
 *   partial(window) = merge of partial(pane) over the panes of the window
 *
 * Rows are hashed and aggregated once, and only groups, which are fewer, are spread over the windows.
 */
export class PaneGrouping {
  readonly #panes: Panes;
  readonly #grouping: Grouping;
  /** Groups picked out of a pane's when some are late. */
  readonly #picked: OwnState;

  constructor(panes: Panes, plan: StatefulAggregate, builder: Builder) {
    this.#panes = panes;
    this.#grouping = new Grouping({ grouping: plan.grouping, slots: plan.slots, input: panes.input }, builder);
    this.#picked = new OwnState(this.#grouping.calls.stateTypes);
  }

  add(chunk: Chunk, context: BatchContext): void { this.#grouping.add(chunk, context); }

  /** Merges what was added into groups by window, without the rows that `withoutLate` takes out; forgets it. */
  spread(into: Grouping, withoutLate: (keys: readonly Column[], rows: Rows) => Rows, context: BatchContext): void {
    const { arena } = context;
    const { groups, count } = this.#grouping;
    const mark = arena.mark();
    const keys = count === 0 ? [] : groups!.keyColumns(allRows(count, arena), arena);
    for (let index = 0; index < this.#panes.count && count > 0; index++) {
      const inner = arena.mark();
      const shifted = keys.with(this.#panes.keyAt, earlier(keys[this.#panes.keyAt]!, count, this.#panes.slideMicros * BigInt(index), arena));
      this.#merge(into, shifted, withoutLate(shifted, { rowCount: count, selection: undefined }), context);
      arena.rewind(inner);
    }
    arena.rewind(mark);
    this.#grouping.clear();
  }

  release(): void {
    this.#grouping.release();
    this.#picked.release();
  }

  #merge(into: Grouping, keys: readonly Column[], rows: Rows, context: BatchContext): void {
    const { arena } = context;
    const targets = arena.uint32(rows.rowCount);
    into.groups!.assign(keys, rows, targets, arena);
    into.state.reserve(into.groups!.high);
    if (rows.selection === undefined) {
      into.calls.merge(into.states, targets, this.#grouping.states, rows.rowCount, context);
      return;
    }
    const picked = rows.selection;
    this.#picked.reserve(picked.length);
    copyStateRows(this.#grouping.state.columns, picked, this.#picked.columns, allRows(picked.length, arena));
    const states: readonly GroupState[] = into.calls.bind(this.#picked.columns);
    into.calls.merge(into.states, targetsOf(targets, picked, arena), states, picked.length, context);
    this.#picked.clear(picked.length);
  }
}

function targetsOf(targets: Uint32Array, rows: Uint32Array, arena: Arena): Uint32Array {
  const out = arena.uint32(rows.length);
  for (let at = 0; at < rows.length; at++) out[at] = targets[rows[at]!]!;
  return out;
}

/** The windows that begin and end so much earlier. */
function earlier(window: Column, count: number, micros: bigint, arena: Arena): Column {
  if (micros === 0n) return window;
  const children = window.children.map((child) => {
    const from = int64Values(child);
    const values = arena.int64(count);
    for (let row = 0; row < count; row++) values[row] = BigInt.asIntN(64, from[row & child.mask]! - micros);
    return makeColumn(child.type, count, { values });
  });
  return makeColumn(window.type, count, { children });
}

const exact: ReadonlySet<string> = new Set(['count', 'count_if', 'min', 'max', 'bool_and', 'bool_or', 'bit_and', 'bit_or', 'bit_xor']);

/** Sums of doubles round, those of integers and decimals do not. */
function mergesInAnyOrder({ definition, distinct, orderBy, type }: AggregateCall): boolean {
  if (distinct || orderBy !== undefined) return false;
  return exact.has(definition.name) || (definition.name === 'sum' && (type.kind === 'long' || type.kind === 'decimal'));
}

function windowNumbers(expression: BoundExpression): { readonly slide: bigint; readonly index: bigint } | undefined {
  if (expression.kind !== 'Call' || expression.definition !== windowAt) return undefined;
  const [, , slide, , index] = expression.arguments.map((one) => (one as Literal).value);
  return { slide: slide as bigint, index: index as bigint };
}

function sameAttribute(left: BoundExpression, right: BoundExpression): boolean {
  return left.kind === 'Attribute' && right.kind === 'Attribute' && left.id === right.id;
}
