import { isValid } from '../../columnar/bitmap.ts';
import { type Chunk, selectedCount } from '../../columnar/chunk.ts';
import type { Column } from '../../columnar/column.ts';
import { gatherColumn } from '../../columnar/gather.ts';
import { layoutOf } from '../../types/layout.ts';
import type { BoundSort } from '../../plan/bound.ts';
import { compileExpressions, type EvaluateAll, isDeterministic } from '../../plan/evaluate.ts';
import type { SortRows } from '../../plan/physical.ts';
import { type Builder, rowSchema } from '../builder.ts';
import type { BatchContext } from '../context.ts';
import type { Receiver } from '../operator.ts';
import { allRows, pushIndexed, pushRows, RowBuffer, selectedRows, withSelection } from './rows.ts';
import { compareAcross, type CompareRows, sortRows } from '../../columnar/sort-rows.ts';

/** Top-n: how many more rows than wanted may pile up before the rest is thrown away. */
const SLACK_ROWS = 32768;

/** Sorts stably, but for `swapNullsForward`. With a limit, never keeps much more than that many rows. */
export function buildSort(plan: SortRows, next: Receiver, builder: Builder): void {
  const sorter = new Sorter(plan, builder);
  const { buffer } = sorter;
  const limit = plan.limit ?? Number.POSITIVE_INFINITY;
  builder.onRelease(() => { buffer.release(); });
  builder.build(plan.input, {
    push(chunk, context) {
      const contenders = sorter.contenders(chunk, context);
      if (selectedCount(contenders) === 0) return;
      buffer.add(contenders);
      if (buffer.rowCount > limit + SLACK_ROWS) sorter.cut(context);
    },
    finish(context) {
      if (plan.amongEquals === true && !sorter.movesEquals(context)) for (const chunk of buffer.chunks) pushRows(next, chunk, context);
      else if (buffer.rowCount > 0) {
        const indexes = sorter.sortedRows(context).subarray(0, Math.min(limit, buffer.rowCount));
        const { schema, columns } = buffer.whole();
        pushIndexed(next, { schema, columns, indexes }, context);
      }
      sorter.clear();
      next.finish(context);
    },
  });
}

class Sorter {
  readonly buffer: RowBuffer;
  readonly #order: readonly BoundSort[];
  readonly #keys: EvaluateAll;
  readonly #limit: number;
  /** Keys of the last row within the limit, once there are as many. */
  #worst: readonly Column[] | undefined;

  constructor(plan: SortRows, builder: Builder) {
    this.#limit = plan.limit ?? Number.POSITIVE_INFINITY;
    this.buffer = new RowBuffer(rowSchema(plan.output));
    this.#order = plan.order;
    this.#keys = compileExpressions(plan.order.map((one) => one.input), plan.input.output, builder.options);
  }

  /** Without the rows that can no longer be among the first: of equals, those that came before stay. */
  contenders(chunk: Chunk, context: BatchContext): Chunk {
    const worst = this.#worst;
    if (worst === undefined) return chunk;
    const compare = this.#keys(chunk.columns, chunk, context).map((key, index) => compareAcross(key, worst[index]!, this.#order[index]!));
    const rows = selectedRows(chunk, context.arena);
    const selection = context.arena.uint32(rows.length);
    let count = 0;
    for (const row of rows) if (comesBefore(compare, row)) selection[count++] = row;
    return withSelection(chunk, selection.subarray(0, count));
  }

  /** Keeps the rows within the limit. */
  cut(context: BatchContext): void {
    const { buffer } = this;
    buffer.keep(this.sortedRows(context).subarray(0, this.#limit));
    if (buffer.rowCount === 0 || !this.#order.every(isDeterministic)) return;
    const whole = buffer.whole();
    const last = Uint32Array.of(buffer.rowCount - 1);
    this.#worst = this.#keys(whole.columns, whole, { ...context, arena: buffer.arena }).map((key) => gatherColumn(key, last, buffer.arena));
  }

  /** Whether rows with equal keys come out in another order than they came in. */
  movesEquals(context: BatchContext): boolean {
    return this.buffer.chunks.some((chunk) => this.#keys(chunk.columns, chunk, { ...context, arena: this.buffer.arena }).some((key) => radixLayouts.has(layoutOf(key.type)) && hasNulls(key, chunk.rowCount)));
  }

  clear(): void {
    this.buffer.clear();
    this.#worst = undefined;
  }

  sortedRows(context: BatchContext): Uint32Array {
    const whole: Chunk = this.buffer.whole();
    const keys = this.#keys(whole.columns, whole, { ...context, arena: this.buffer.arena });
    const rows = allRows(whole.rowCount, this.buffer.arena);
    const changing = keys.filter((key) => key.mask !== 0);
    if (changing.length === 1 && rows.length <= this.#limit) swapNullsForward(changing[0]!, rows);
    return sortRows(keys, this.#order, rows, this.buffer.arena);
  }
}

function hasNulls({ validity, mask }: Column, rowCount: number): boolean {
  if (validity === undefined) return false;
  for (let row = 0; row < rowCount; row++) if (!isValid(validity, row & mask)) return true;
  return false;
}

/** Whether a row stands before the one of the other columns. */
function comesBefore(compare: readonly CompareRows[], row: number): boolean {
  for (const part of compare) {
    const order = part(row, 0);
    if (order !== 0) return order < 0;
  }
  return false;
}

/**
 * Spark's sorter puts a NULL in the place of the first row that is not, and that one where the NULL was, when there is one key of at most eight bytes.
 * Rows that are equal in order come out by their places after that.
 */
export function swapNullsForward({ type, mask, validity }: Column, rows: Uint32Array): void {
  if (validity === undefined || mask === 0 || !radixLayouts.has(layoutOf(type))) return;
  let nulls = 0;
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!;
    if (isValid(validity, row)) continue;
    rows[at] = rows[nulls]!;
    rows[nulls++] = row;
  }
}

const radixLayouts: ReadonlySet<string> = new Set(['bool', 'i8', 'i16', 'i32', 'i64', 'f32', 'f64']);
