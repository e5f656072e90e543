import type { Arena } from '../../columnar/arena.ts';
import { isValid } from '../../columnar/bitmap.ts';
import type { Chunk } from '../../columnar/chunk.ts';
import type { Column } from '../../columnar/column.ts';
import { comparatorOf } from '../../columnar/compare.ts';
import { layoutOf } from '../../types/layout.ts';
import type { BoundSort } from '../../plan/bound.ts';
import { compileExpressions, type EvaluateAll } from '../../plan/evaluate.ts';
import type { SortRows } from '../../plan/physical.ts';
import { type Builder, rowSchema } from '../builder.ts';
import type { BatchContext } from '../context.ts';
import type { Receiver } from '../operator.ts';
import { allRows, pushIndexed, RowBuffer } from './rows.ts';

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
      buffer.add(chunk);
      if (buffer.rowCount > limit + SLACK_ROWS) buffer.keep(sorter.sortedRows(context).subarray(0, limit));
    },
    finish(context) {
      if (buffer.rowCount > 0) {
        const indexes = sorter.sortedRows(context).subarray(0, Math.min(limit, buffer.rowCount));
        const { schema, columns } = buffer.whole();
        pushIndexed(next, { schema, columns, indexes }, context);
      }
      buffer.clear();
      next.finish(context);
    },
  });
}

class Sorter {
  readonly buffer: RowBuffer;
  readonly #order: readonly BoundSort[];
  readonly #keys: EvaluateAll;
  readonly #limit: number;

  constructor(plan: SortRows, builder: Builder) {
    this.#limit = plan.limit ?? Number.POSITIVE_INFINITY;
    this.buffer = new RowBuffer(rowSchema(plan.output));
    this.#order = plan.order;
    this.#keys = compileExpressions(plan.order.map((one) => one.input), plan.input.output, builder.options);
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

/** Sorts `rows` (in place) by key columns. Stable. */
export function sortRows(keys: readonly Column[], order: readonly Pick<BoundSort, 'descending' | 'nullsFirst'>[], rows: Uint32Array, arena: Arena): Uint32Array {
  if (keys.length === 0) return rows;
  const compare = rowComparator(keys, order);
  const single = keys.length === 1 ? sortableNumbers(keys[0]!) : undefined;
  if (single !== undefined) return sortNumbers(rows, single, order[0]!.descending);
  return mergeSort(rows, arena.uint32(rows.length), compare);
}

export type CompareRows = (left: number, right: number) => number;

/** Compares two rows by key columns, NULLs where the order wants them. */
export function rowComparator(keys: readonly Column[], order: readonly Pick<BoundSort, 'descending' | 'nullsFirst'>[]): CompareRows {
  const parts = keys.map((column, index) => cellComparator(column, order[index]!));
  if (parts.length === 1) return parts[0]!;
  if (parts.length === 2) {
    const [first, second] = parts as [CompareRows, CompareRows];
    return (left, right) => first(left, right) || second(left, right);
  }
  return (left, right) => {
    for (const part of parts) {
      const result = part(left, right);
      if (result !== 0) return result;
    }
    return 0;
  };
}

function cellComparator(column: Column, { descending, nullsFirst }: Pick<BoundSort, 'descending' | 'nullsFirst'>): CompareRows {
  if (column.mask === 0 || column.type.kind === 'null') return () => 0;
  const cells = comparatorOf(column.type);
  const sign = descending ? -1 : 1;
  const { validity } = column;
  if (validity === undefined) return (left, right) => sign * cells(column, left, column, right);
  const nulls = nullsFirst ? -1 : 1;
  return (left, right) => {
    const leftValid = isValid(validity, left);
    const rightValid = isValid(validity, right);
    if (leftValid && rightValid) return sign * cells(column, left, column, right);
    return leftValid === rightValid ? 0 : leftValid ? -nulls : nulls;
  };
}

/** A key without NULLs that a double holds exactly. */
function sortableNumbers(column: Column): Float64Array | undefined {
  const layout = layoutOf(column.type);
  if (column.mask === 0 || column.validity !== undefined || !['bool', 'i8', 'i16', 'i32'].includes(layout)) return undefined;
  return Float64Array.from(column.values as Int32Array);
}

/** Number and row in one double: 32 bits of each fit into 53 only for rows below 2²¹, so larger inputs are merged. */
function sortNumbers(rows: Uint32Array, values: Float64Array, descending: boolean): Uint32Array {
  if (rows.length >= 1 << 20) return mergeSort(rows, new Uint32Array(rows.length), (left, right) => (descending ? values[right]! - values[left]! : values[left]! - values[right]!));
  const packed = Float64Array.from(rows, (row) => (descending ? -values[row]! : values[row]!) * (1 << 20) + row);
  packed.sort();
  for (let at = 0; at < rows.length; at++) rows[at] = packed[at]! - Math.floor(packed[at]! / (1 << 20)) * (1 << 20);
  return rows;
}

/** Bottom-up merge sort of row numbers; the result may be in either array. */
export function mergeSort(rows: Uint32Array, scratch: Uint32Array, compare: CompareRows): Uint32Array {
  insertionRuns(rows, compare);
  let from = rows;
  let to = scratch;
  for (let width = RUN; width < rows.length; width *= 2) {
    for (let start = 0; start < rows.length; start += 2 * width) mergeRuns(from, to, start, Math.min(start + width, rows.length), Math.min(start + 2 * width, rows.length), compare);
    [from, to] = [to, from];
  }
  return from;
}

const RUN = 8;

function insertionRuns(rows: Uint32Array, compare: CompareRows): void {
  for (let start = 0; start < rows.length; start += RUN) {
    const end = Math.min(start + RUN, rows.length);
    for (let at = start + 1; at < end; at++) {
      const row = rows[at]!;
      let hole = at;
      while (hole > start && compare(rows[hole - 1]!, row) > 0) {
        rows[hole] = rows[hole - 1]!;
        hole--;
      }
      rows[hole] = row;
    }
  }
}

function mergeRuns(from: Uint32Array, to: Uint32Array, start: number, middle: number, end: number, compare: CompareRows): void {
  let left = start;
  let right = middle;
  for (let at = start; at < end; at++) {
    const takeLeft = left < middle && (right >= end || compare(from[left]!, from[right]!) <= 0);
    to[at] = takeLeft ? from[left++]! : from[right++]!;
  }
}
