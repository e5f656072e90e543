import type { Arena } from '../../columnar/arena.ts';
import { CHUNK_ROWS, type Chunk, makeChunk, type Rows, type Selection, selectedCount } from '../../columnar/chunk.ts';
import type { Column } from '../../columnar/column.ts';
import { concatChunks, copyChunk, gatherColumn } from '../../columnar/gather.ts';
import { Arena as ArenaClass } from '../../columnar/arena.ts';
import type { Schema } from '../../types/data-type.ts';
import type { BatchContext } from '../context.ts';
import type { Receiver } from '../operator.ts';

/** Numbers 0, 1, … as a selection. */
export function allRows(count: number, arena: Arena): Uint32Array {
  const rows = arena.uint32(count);
  for (let row = 0; row < count; row++) rows[row] = row;
  return rows;
}

/** The rows that count, as a list. */
export function selectedRows(rows: Rows, arena: Arena): Uint32Array {
  return rows.selection ?? allRows(rows.rowCount, arena);
}

/** The selected rows from position `start` on, at most `count`. */
export function sliceRows(rows: Rows, start: number, count: number, arena: Arena): Selection {
  const total = selectedCount(rows);
  if (start === 0 && count >= total) return rows.selection;
  return selectedRows(rows, arena).subarray(start, Math.min(total, start + count));
}

export function withSelection(chunk: Chunk, selection: Selection): Chunk {
  return selection === chunk.selection ? chunk : makeChunk(chunk.schema, chunk.columns, chunk.rowCount, selection, chunk.weights);
}

/** Pushes a chunk if it has rows, then forgets what the receivers computed. */
export function pushRows(next: Receiver, chunk: Chunk, context: BatchContext): void {
  if (selectedCount(chunk) === 0) return;
  const mark = context.arena.mark();
  next.push(chunk, context);
  context.arena.rewind(mark);
}

export interface IndexedRows { readonly schema: Schema; readonly columns: readonly Column[]; readonly indexes: Uint32Array }

/** Pushes the rows of `columns` named by `indexes`, in that order, in chunks of the usual size. */
export function pushIndexed(next: Receiver, { schema, columns, indexes }: IndexedRows, context: BatchContext): void {
  for (let start = 0; start < indexes.length; start += CHUNK_ROWS) {
    const mark = context.arena.mark();
    const part = indexes.subarray(start, start + CHUNK_ROWS);
    next.push(makeChunk(schema, columns.map((column) => gatherColumn(column, part, context.arena)), part.length), context);
    context.arena.rewind(mark);
  }
}

/** Keeps rows beyond their chunk, in an arena of its own. */
export class RowBuffer {
  readonly schema: Schema;
  readonly #arena = new ArenaClass();
  #chunks: Chunk[] = [];
  #rowCount = 0;

  constructor(schema: Schema) { this.schema = schema; }

  get rowCount(): number { return this.#rowCount; }
  get chunks(): readonly Chunk[] { return this.#chunks; }
  /** Results that must live as long as the rows go here. */
  get arena(): Arena { return this.#arena; }

  add(chunk: Chunk): void {
    const copy = copyChunk(chunk, this.#arena);
    this.#chunks.push(copy);
    this.#rowCount += copy.rowCount;
  }

  /** All rows in one chunk, which lives as long as the buffer is not cleared. */
  whole(): Chunk {
    if (this.#chunks.length !== 1) this.#chunks = [concatChunks(this.schema, this.#chunks, this.#arena)];
    return this.#chunks[0]!;
  }

  /** Keeps these rows of `whole()` only. */
  keep(indexes: Uint32Array): void {
    const whole = this.whole();
    const arena = new ArenaClass();
    const kept = makeChunk(this.schema, whole.columns.map((column) => gatherColumn(column, indexes, arena)), indexes.length);
    this.#arena.reset();
    this.#chunks = [copyChunk(kept, this.#arena)];
    this.#rowCount = indexes.length;
    arena.release();
  }

  clear(): void {
    this.#chunks = [];
    this.#rowCount = 0;
    this.#arena.reset();
  }

  release(): void {
    this.#chunks = [];
    this.#rowCount = 0;
    this.#arena.release();
  }
}
