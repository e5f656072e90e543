import type { Arena } from '../columnar/arena.ts';
import type { StructValue } from '../columnar/value.ts';
import type { KernelContext } from '../functions/function.ts';
import type { Schema } from '../types/data-type.ts';

/**
 * What operators are told of the batch they work in. One object per batch (or per run of a bounded query).
 *
 * `arena` (from KernelContext) is the chunk arena: `feedChunk` resets it before every chunk of a leaf, and operators that emit many chunks
 * rewind it in between. `batchArena` lives until the driver resets it, after the batch.
 */
export interface BatchContext extends KernelContext {
  readonly batchId: number;
  /** For measuring; absent where nobody asks. */
  readonly monotonicMs?: () => number;
  /** Absent in bounded queries. */
  readonly query?: { readonly queryId: string; readonly runId: string };
  readonly batchArena: Arena;
  /** How many partitions of the batch have begun, where its sources tell partitions apart: Spark counts some things in each. */
  partitionsBegun?: number;
  /**
   * The two global watermarks (design D7), ms since 1970: `late` is what the batch before evicted by, `evict` the current one.
   * Undefined in bounded queries. What each operator sees of them is worked out by `propagateWatermarks`.
   */
  readonly lateWatermarkMs: number | undefined;
  readonly evictWatermarkMs: number | undefined;
}

/** What a stateful operator is told at the start of a batch: its input watermarks, undefined when no child has one. */
export interface OperatorWatermarks {
  readonly lateMicros: bigint | undefined;
  readonly evictMicros: bigint | undefined;
}

/**
 * Event time seen by one watermark operator in a batch. `averageMs` is Spark's running mean in row order; NULL times count as 0 for the
 * mean and the minimum. All undefined when no row came.
 */
export interface EventTimeStatistics {
  readonly count: number;
  readonly maxMs: number;
  readonly minMs: number;
  readonly averageMs: number;
}

/** Counters of one stateful operator for one batch; keys as in Spark's progress. */
export interface StateMetrics {
  readonly numRowsTotal: number;
  readonly numRowsUpdated: number;
  readonly numRowsRemoved: number;
  readonly numRowsDroppedByWatermark: number;
  readonly memoryUsedBytes: number;
  /** Spent on taking rows into the state, and on finding and dropping what dies. */
  readonly allUpdatesTimeMs: number;
  readonly allRemovalsTimeMs: number;
  /** numDroppedDuplicateRows and the like. */
  readonly customMetrics: Readonly<Record<string, number>>;
}

/** What `observe()` saw in a batch. */
export interface ObservedRow { readonly name: string; readonly schema: Schema; readonly row: StructValue }
