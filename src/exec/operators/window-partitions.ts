import type { Arena } from '../../columnar/arena.ts';
import { markChanges } from '../../columnar/changes.ts';
import type { Chunk } from '../../columnar/chunk.ts';
import type { Column } from '../../columnar/column.ts';
import type { BatchContext } from '../context.ts';

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

export interface WindowKeys { readonly partitionKeys: readonly Column[]; readonly orderKeys: readonly Column[] }

/** Where partitions and groups of peers begin and end in sorted rows. */
export function findPartitions(rows: Uint32Array, { partitionKeys, orderKeys }: WindowKeys, arena: Arena): SortedRows {
  const count = rows.length;
  const changes = new Uint8Array(count);
  for (const key of partitionKeys) markChanges(key, rows, changes);
  const partitions = startsOf(changes, arena);
  for (const key of orderKeys) markChanges(key, rows, changes);
  const peers = startsOf(changes, arena);
  const peerStart = arena.uint32(count);
  const peerEnd = arena.uint32(count);
  for (let index = 0; index + 1 < peers.length; index++) {
    const [start, end] = [peers[index]!, peers[index + 1]!];
    peerStart.fill(start, start, end);
    peerEnd.fill(end, start, end);
  }
  return { rows, partitions, peerStart, peerEnd, orderKeys };
}

/** The first position of each run, and one behind the last. */
function startsOf(changes: Uint8Array, arena: Arena): Uint32Array {
  const starts = arena.uint32(changes.length + 1);
  let runs = 0;
  for (let at = 0; at < changes.length; at++) if (at === 0 || changes[at] !== 0) starts[runs++] = at;
  starts[runs] = changes.length;
  return starts.subarray(0, runs + 1);
}
