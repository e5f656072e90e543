import { type Chunk, makeChunk } from '../../columnar/chunk.ts';
import { constantColumn } from '../../columnar/builder.ts';
import type { Column } from '../../columnar/column.ts';
import { nullColumn } from '../../columnar/constant.ts';
import { gatherColumn } from '../../columnar/gather.ts';
import { readValue } from '../../columnar/read.ts';
import type { Value } from '../../columnar/value.ts';
import { invariant } from '../../errors/stream-error.ts';
import type { Kernel } from '../../functions/function.ts';
import type { BoundExpression, OuterReference, UserCall } from '../../plan/bound.ts';
import { compilePredicate, type EvaluationOptions, type Predicate } from '../../plan/evaluate.ts';
import type { ApplyRows, PhysicalPlan } from '../../plan/physical.ts';
import type { Schema } from '../../types/data-type.ts';
import { type Builder, rowSchema } from '../builder.ts';
import type { BatchContext } from '../context.ts';
import type { Receiver } from '../operator.ts';
import { rewritePlan } from '../rewrite-plan.ts';
import { pushRows, RowBuffer, selectedRows, withSelection } from './rows.ts';

/**
 * The right side once per row of the left side, with that row's columns as constants: what could not be made a join.
 *
 * The right side is built once; where it refers to the row around, it reads a cell. Its tables are collected first and read again for every row.
 */
export function buildApply(plan: ApplyRows, next: Receiver, builder: Builder): void {
  const apply = new Apply(plan, next, builder);
  builder.onRelease(() => { apply.release(); });
  apply.collectTables(builder);
  builder.build(plan.left, {
    push: (chunk, context) => { apply.push(chunk, context); },
    finish(context) {
      apply.clear();
      next.finish(context);
    },
  });
}

/** A column of the left side and its value in the row at hand. */
interface Cell { readonly position: number; value: Value }

class Apply {
  readonly #plan: ApplyRows;
  readonly #next: Receiver;
  readonly #schema: Schema;
  readonly #cells = new Map<number, Cell>();
  readonly #right: ReturnType<Builder['subtree']>;
  readonly #tables: RowBuffer[] = [];
  readonly #condition: Predicate | undefined;
  #row: { readonly chunk: Chunk; readonly row: number } | undefined;
  #matched = false;

  constructor(plan: ApplyRows, next: Receiver, builder: Builder) {
    this.#plan = plan;
    this.#next = next;
    this.#schema = rowSchema(plan.output);
    this.#condition = plan.condition === undefined ? undefined : compilePredicate(plan.condition, [...plan.left.output, ...plan.right.output], builder.options);
    const receiver: Receiver = { push: (chunk, context) => { this.#join(chunk, context); }, finish: () => undefined };
    this.#right = builder.subtree(this.#readingCells(plan.right), receiver, { userCall: (call) => this.#kernelOf(call, builder.options) });
  }

  /** Tables of the right side become leaves of the query, which fill buffers. */
  collectTables(builder: Builder): void {
    for (const leaf of this.#right.leaves) {
      if (leaf.kind !== 'source') continue;
      const table = new RowBuffer(leaf.scan.schema);
      this.#tables.push(table);
      builder.addLeaf({ kind: 'source', scan: leaf.scan, push: (chunk) => { table.add(chunk); }, finish: () => undefined });
    }
  }

  push(chunk: Chunk, context: BatchContext): void {
    for (const row of selectedRows(chunk, context.arena)) {
      const mark = context.arena.mark();
      for (const cell of this.#cells.values()) cell.value = readValue(chunk.columns[cell.position]!, row);
      this.#row = { chunk, row };
      this.#matched = false;
      this.#runRight(context);
      if (!this.#matched && this.#plan.type === 'left') this.#emitPadded(context);
      context.arena.rewind(mark);
    }
    this.#row = undefined;
  }

  clear(): void { for (const table of this.#tables) table.clear(); }

  release(): void {
    this.#right.release();
    for (const table of this.#tables) table.release();
  }

  #runRight(context: BatchContext): void {
    this.#right.begin(context);
    let table = 0;
    for (const leaf of this.#right.leaves) {
      if (leaf.kind === 'local') { leaf.run(context); continue; }
      for (const chunk of this.#tables[table++]!.chunks) pushRows(leaf, chunk, context);
      leaf.finish(context);
    }
  }

  #join(chunk: Chunk, context: BatchContext): void {
    const columns = [...this.#leftColumns(chunk.rowCount, context), ...chunk.columns];
    const joined = makeChunk(this.#schema, columns, chunk.rowCount, chunk.selection);
    const kept = this.#condition === undefined ? joined : withSelection(joined, this.#condition(columns, joined, context));
    if ((kept.selection?.length ?? kept.rowCount) === 0) return;
    this.#matched = true;
    pushRows(this.#next, kept, context);
  }

  #emitPadded(context: BatchContext): void {
    const missing = this.#plan.right.output.map((one) => nullColumn(one.type, 1, context.arena));
    pushRows(this.#next, makeChunk(this.#schema, [...this.#leftColumns(1, context), ...missing], 1), context);
  }

  #leftColumns(count: number, { arena }: BatchContext): Column[] {
    const { chunk, row } = this.#row!;
    const rows = arena.uint32(count).fill(row);
    return chunk.columns.map((column) => gatherColumn(column, rows, arena));
  }

  /** References to the left row become calls without arguments, which give the value of a cell. Those to rows further out are left alone. */
  #readingCells(right: PhysicalPlan): PhysicalPlan {
    const { output } = this.#plan.left;
    return rewritePlan(right, (node): BoundExpression | undefined => {
      if (node.kind !== 'OuterReference') return undefined;
      const { attribute, type, nullable } = node as OuterReference;
      const position = output.findIndex((one) => one.id === attribute.id);
      if (position < 0) return undefined;
      this.#cells.set(attribute.id, { position, value: null });
      return { kind: 'UserCall', id: -attribute.id, name: attribute.name, arguments: [], type, nullable };
    });
  }

  #kernelOf(call: UserCall, { userCall, settings }: EvaluationOptions): Kernel {
    const cell = this.#cells.get(-call.id);
    if (cell !== undefined) return (_, rows, { arena }) => constantColumn(call.type, cell.value, rows.rowCount, arena);
    invariant(userCall !== undefined, `function ${call.name} has a registry`);
    return userCall(call, settings);
  }
}
