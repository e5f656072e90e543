import type { Arena } from '../../columnar/arena.ts';
import type { Chunk } from '../../columnar/chunk.ts';
import type { Column } from '../../columnar/column.ts';
import type { BatchContext } from '../context.ts';
import type { CompareRows } from './sort.ts';

/** The rows of a window operator in order. Positions are those in `rows`; what is named a row there is one of the input. */
export interface SortedRows {
  readonly rows: Uint32Array;
  /** Position at which each partition starts, and one behind the last. */
  readonly partitions: Uint32Array;
  /** For each position, the first of the rows that are equal in order, and the one behind their last. */
  readonly peerStart: Uint32Array;
  readonly peerEnd: Uint32Array;
  /** Ordering keys by input row. */
  readonly orderKeys: readonly Column[];
}

/** A call of the node, computed over sorted rows. The result is in sorted order. */
export interface WindowColumn {
  compute(whole: Chunk, sorted: SortedRows, context: BatchContext): Column;
  release(): void;
}

export interface WindowOrder { readonly byPartition: CompareRows; readonly byOrder: CompareRows; readonly orderKeys: readonly Column[] }

/** Where partitions and groups of peers begin and end in sorted rows. */
export function findPartitions(rows: Uint32Array, { byPartition, byOrder, orderKeys }: WindowOrder, arena: Arena): SortedRows {
  const count = rows.length;
  const partitions = arena.uint32(count + 1);
  const peerStart = arena.uint32(count);
  const peerEnd = arena.uint32(count);
  let partitionCount = 0;
  let first = 0;
  for (let at = 0; at < count; at++) {
    const opens = at === 0 || byPartition(rows[at - 1]!, rows[at]!) !== 0;
    if (opens) partitions[partitionCount++] = at;
    if (opens || byOrder(rows[at - 1]!, rows[at]!) !== 0) {
      peerEnd.fill(at, first, at);
      first = at;
    }
    peerStart[at] = first;
  }
  peerEnd.fill(count, first, count);
  partitions[partitionCount] = count;
  return { rows, partitions: partitions.subarray(0, partitionCount + 1), peerStart, peerEnd, orderKeys };
}
