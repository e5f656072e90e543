import type { Arena } from '../../columnar/arena.ts';
import { type Bitmap, intersectBitmaps, setNull } from '../../columnar/bitmap.ts';
import type { Rows } from '../../columnar/chunk.ts';
import { childOf, type Column, makeColumn, offsetsOf } from '../../columnar/column.ts';
import { isConstantNull, withLength } from '../../columnar/constant.ts';
import { concatColumns, gatherColumn, gatherOrNull } from '../../columnar/gather.ts';
import { commonValidity } from '../../columnar/stamp.ts';
import type { DataType } from '../../types/data-type.ts';
import { visitRows } from '../row-by-row.ts';

/**
 * What array and map kernels are made of. Elements stay in columns: a kernel decides, row by row, which elements of a *pool*
 * (the elements of its arguments behind each other) the result has, and one gather at the end moves them.
 */

/** Indexes into a pool, growing in an arena. `MISSING` stands for NULL. */
export class IndexList {
  length = 0;
  items: Uint32Array;
  readonly #arena: Arena;

  constructor(arena: Arena, guess = 64) {
    this.#arena = arena;
    this.items = arena.uint32(Math.max(16, guess));
  }

  push(index: number): void {
    if (this.length === this.items.length) this.#grow();
    this.items[this.length++] = index;
  }

  pushRange(start: number, end: number, mask = -1): void {
    const count = Math.max(0, end - start);
    const at = this.#reserve(count);
    const { items } = this;
    for (let item = 0; item < count; item++) items[at + item] = (start + item) & mask;
  }

  pushMany(index: number, count: number): void {
    const at = this.#reserve(Math.max(0, count));
    this.items.fill(index, at, this.length);
  }

  pushAll(indexes: Uint32Array): void {
    const at = this.#reserve(indexes.length);
    this.items.set(indexes, at);
  }

  view(): Uint32Array { return this.items.subarray(0, this.length); }

  /** Where so many more begin. */
  #reserve(count: number): number {
    const at = this.length;
    this.length += count;
    if (this.length > this.items.length) this.#grow();
    return at;
  }

  #grow(): void {
    const bigger = this.#arena.uint32(Math.max(this.items.length * 2, this.length));
    bigger.set(this.items);
    this.items = bigger;
  }
}

/** Elements of several columns as one. `bases[i]` is where those of column `i` start. */
export interface Pool { readonly elements: Column; readonly bases: readonly number[] }

/** Columns have the given type but for nullability inside. A constant column is one element: see `placeOf`. */
export function poolOf(type: DataType, columns: readonly Column[], arena: Arena): Pool {
  const parts = columns.map((column) => (column.mask === 0 ? { ...column, length: Math.min(1, column.length), mask: -1 as const } : column));
  const bases: number[] = [];
  let at = 0;
  for (const part of parts) {
    bases.push(at);
    at += part.length;
  }
  return { elements: concatColumns(type, parts, arena), bases };
}

/** Elements of list columns as a pool. */
export function listPool(type: DataType, lists: readonly Column[], arena: Arena): Pool {
  const elements = lists.map((list) => wholeChild(childOf(list, 0), offsetsOf(list)));
  const bases: number[] = [];
  let at = 0;
  for (const part of elements) {
    bases.push(at);
    at += part.length;
  }
  return { elements: concatColumns(type, elements, arena), bases };
}

/** A constant child may not know how many rows its list has. */
function wholeChild(child: Column, offsets: Int32Array): Column {
  return child.mask === 0 ? withLength(child, offsets.at(-1)!) : child;
}

export interface Ranges { readonly offsets: Int32Array; readonly validity: Bitmap }

/** Calls `visit` for rows without NULL arguments and notes how long the list has become. False from `visit` makes the row NULL. */
export function rangesOf(args: readonly Column[], rows: Rows, arena: Arena, length: () => number, visit: (row: number) => boolean | void): Ranges {
  const offsets = arena.int32(rows.rowCount + 1);
  let validity: Uint8Array | undefined;
  let next = 0;
  visitRows(args, rows, (row) => {
    const start = length();
    while (next <= row) offsets[next++] = start;
    if (visit(row) !== false) return;
    validity ??= arena.bitmap(rows.rowCount, 1);
    setNull(validity, row);
  });
  while (next <= rows.rowCount) offsets[next++] = length();
  return { offsets, validity: intersectBitmaps(validityOf(args, rows, arena), validity, rows.rowCount, arena) };
}

/** Rows without a NULL among the arguments. */
export function validityOf(args: readonly Column[], rows: Rows, arena: Arena): Bitmap {
  return args.some(isConstantNull) ? arena.bitmap(rows.rowCount, 0) : commonValidity(args, rows.rowCount, arena);
}

export interface Picking {
  readonly type: DataType;
  /** Arguments whose NULL makes the result NULL. */
  readonly args: readonly Column[];
  readonly rows: Rows;
  readonly arena: Arena;
  readonly pool: Column;
  /** Appends the elements of a row; false = NULL. */
  readonly pick: (row: number, out: IndexList) => boolean | void;
}

/** A list column whose elements are picked from a pool. */
export function pickLists({ type, args, rows, arena, pool, pick }: Picking): Column {
  const out = new IndexList(arena, pool.mask === 0 ? rows.rowCount : pool.length);
  const ranges = rangesOf(args, rows, arena, () => out.length, (row) => pick(row, out));
  return makeColumn(type, rows.rowCount, { ...ranges, children: [gatherOrNull(pool, out.view(), arena)] });
}

/** The elements of the rows that count, side by side: what the body of a lambda runs over. */
export interface Spread {
  /** Where the elements of a row are now. */
  readonly offsets: Int32Array;
  readonly parents: Uint32Array;
  readonly count: number;
  /** Which they were; undefined when they have not moved. */
  readonly origins: Uint32Array | undefined;
}

export function spreadLists(list: Column, args: readonly Column[], rows: Rows, arena: Arena): Spread {
  const from = offsetsOf(list);
  const origins = new IndexList(arena, childOf(list, 0).length);
  const parents = new IndexList(arena, childOf(list, 0).length);
  let moved = false;
  const { offsets } = rangesOf(args, rows, arena, () => origins.length, (row) => {
    const end = from[(row & list.mask) + 1]!;
    for (let at = from[row & list.mask]!; at < end; at++) {
      if (at !== origins.length) moved = true;
      origins.push(at);
      parents.push(row);
    }
  });
  return { offsets, parents: parents.view(), count: origins.length, origins: moved ? origins.view() : undefined };
}

/** A child of the list that was spread, one row per element. */
export function spreadChild(child: Column, { origins, count }: Spread, arena: Arena): Column {
  return origins === undefined ? withLength(child, count) : gatherColumn(child, origins, arena);
}

/** Position of each element in its row, from 0. */
export function positionsOf({ offsets, parents, count }: Spread, arena: Arena): Int32Array {
  const positions = arena.int32(count);
  for (let at = 0; at < count; at++) positions[at] = at - offsets[parents[at]!]!;
  return positions;
}
