import { fail } from '../errors/stream-error.ts';
import { layoutOf } from '../types/layout.ts';
import type { Arena } from './arena.ts';
import { type Chunk, selectedCount } from './chunk.ts';
import type { Column } from './column.ts';
import { gatherColumn } from './gather.ts';
import { readValues } from './read.ts';
import type { Value } from './value.ts';

/** Rows as one array of cells per column. */
export interface Block { readonly count: number; readonly cells: readonly Value[][] }

/**
 * The rows of a chunk that count, some at a time: fewer where rows are large, so that who takes one does not pay for thousands. A row that would fill the heap is
 * refused, for the engine cannot be helped when the heap is full.
 */
export function* readBlocks(chunk: Chunk, arena: Arena): Generator<Block> {
  const { columns, selection } = chunk;
  const rowAt = (index: number): number => (selection === undefined ? index : selection[index]!);
  const bytesOf = (start: number, end: number): number => columns.reduce((sum, column) => sum + heapBytes(column, rowAt(start), rowAt(end - 1) + 1), 0);
  const count = selectedCount(chunk);
  for (let start = 0; start < count;) {
    let end = Math.min(count, start + BLOCK_ROWS);
    let bytes = bytesOf(start, end);
    while (bytes > BLOCK_BYTES && end > start + 1) {
      end = start + ((end - start) >> 1);
      bytes = bytesOf(start, end);
    }
    if (bytes > ROW_BYTES) fail('TIDEMARK_ROW_TOO_LARGE', { size: String(Math.ceil(bytes / 2 ** 20)), limit: String(ROW_BYTES / 2 ** 20) });
    const mark = arena.mark();
    const cells = columns.map((column) => (selection === undefined ? readValues(column, start, end) : readValues(gatherColumn(column, selection.subarray(start, end), arena), 0, end - start)));
    arena.rewind(mark);
    yield { count: end - start, cells };
    start = end;
  }
}

const BLOCK_ROWS = 1024;
const BLOCK_BYTES = 2 ** 23;
const ROW_BYTES = 2 ** 29;

/** About what V8 takes for the program's values of these rows. */
function heapBytes(column: Column, start: number, end: number): number {
  const { type, offsets, children } = column;
  const count = end - start;
  if (column.mask === 0 && count > 1) return children.length === 0 ? 8 * count + heapBytes(column, 0, 1) : count * heapBytes(column, 0, 1);
  const [from, to] = column.mask === 0 ? [0, 1] : [start, end];
  const own = count * (OBJECT_BYTES[type.kind] ?? (layoutOf(type) === 'i64' ? 24 : 8));
  if (offsets === undefined) return own + children.reduce((sum, child) => sum + heapBytes(child, from, to), 0);
  const [first, last] = [offsets[from]!, offsets[to]!];
  return own + (column.bytes === undefined ? children.reduce((sum, child) => sum + heapBytes(child, first, last), 0) : last - first);
}

const OBJECT_BYTES: Partial<Record<Column['type']['kind'], number>> = {
  string: 32, binary: 200, date: 104, timestamp: 160, timestamp_ntz: 160, decimal: 96, array: 56, struct: 96, map: 200, calendar_interval: 96, variant: 200,
};
