import type { Chunk } from '../columnar/chunk.ts';
import type { Scan } from '../plan/logical.ts';
import type { EventTimeWatermark } from '../plan/physical.ts';
import type { DurableState, OperatorFingerprint } from '../state/durable-state.ts';
import type { Schema } from '../types/data-type.ts';
import type { BatchContext, EventTimeStatistics, ObservedRow, OperatorWatermarks, StateMetrics } from './context.ts';

/**
 * Operators are push-based and synchronous: an operator is what its inputs push into. It was built with the receiver of its own output.
 *
 *   push(chunk)*  finish    per input and batch; an operator finishes its receiver when all of its inputs are finished
 *
 * A chunk, and everything in the chunk arena, is good until `push` returns: what must live longer is copied. Operators never write, log
 * or do any I/O. The same operators serve every batch: `finish` leaves them as they were before the first chunk, but for their state.
 */
export interface Receiver {
  push(chunk: Chunk, context: BatchContext): void;
  /** No more rows in this batch. */
  finish(context: BatchContext): void;
  /** True when further rows of this batch would change nothing: who makes rows may stop. */
  readonly isDone?: () => boolean;
}

/** `isDone` of an operator that gives every row on. */
export function doneWith(next: Receiver): Pick<Receiver, 'isDone'> {
  return next.isDone === undefined ? {} : { isDone: next.isDone };
}

/** An operator that keeps something from batch to batch. Its state changes only between `beginBatch` and the last `finish`. */
export interface StatefulOperator {
  readonly stateId: number;
  /** Names, schemas: compared with the checkpoint when a query starts again. */
  readonly fingerprint: OperatorFingerprint;
  readonly stores: readonly DurableState[];
  /** Told before the state is loaded what the checkpoint says of the operator; it fits. */
  adopt?(stored: OperatorFingerprint): void;
  /** Resets the counters. Called by the tree, inputs first. */
  beginBatch(watermarks: OperatorWatermarks, context: BatchContext): void;
  metrics(): StateMetrics;
  /** Whether a batch without data would do something (spark-semantics 5.3), given the input watermark it would have. */
  needsAnotherBatch(watermarkMicros: bigint | undefined): boolean;
  /** Gives the memory back. */
  release(): void;
}

/** Where rows come in. Leaves are fed in the order of `OperatorTree.leaves`: build sides before probe sides, left before right. */
export type Leaf = SourceLeaf | LocalLeaf;
/** Fed by the driver: every chunk of the source, then `finish`. `streaming` false = the whole table, again in every batch. */
export interface SourceLeaf extends Receiver {
  readonly kind: 'source';
  readonly scan: Scan;
  /** Told the version of its table, before any table of the batch is read. */
  readonly offer?: (version: string | undefined) => void;
  /** True = the rows of before are still at hand and stand for the table: only `finish` is due. */
  readonly keeps?: () => boolean;
  /** Called before a chunk that starts another partition. */
  readonly nextPartition?: () => void;
  /** How many rows of the chunk just pushed were read; absent where all are. */
  readonly readCount?: (chunk: Chunk) => number;
}
/** Rows the plan brings along. `run` pushes all of them and finishes; `steps` does the same and stops after each chunk, so that output can be taken away. */
export interface LocalLeaf { readonly kind: 'local'; run(context: BatchContext): void; readonly steps?: (context: BatchContext) => Generator<undefined> }

/** A watermark operator of the plan, in plan order (left before right). */
export interface WatermarkNode {
  readonly plan: EventTimeWatermark;
  /** Of the running batch; undefined when it saw no row. */
  statistics(): EventTimeStatistics | undefined;
}

/**
 * A physical plan, built. One micro-batch is
 *
 *   tree.begin(context); for (leaf of tree.leaves) feed it; …output has gone to the receiver…; takeDelta of every store
 */
export interface OperatorTree {
  readonly schema: Schema;
  readonly leaves: readonly Leaf[];
  /** From the root downwards, left before right: the order of progress, and of state ids. */
  readonly stateful: readonly StatefulOperator[];
  readonly watermarkNodes: readonly WatermarkNode[];
  begin(context: BatchContext): void;
  /** What the observe() calls saw in the batch that has just been fed. */
  observed(): readonly ObservedRow[];
  /** Whether a batch without data is due when the global watermark becomes this. */
  needsAnotherBatch(globalWatermarkMs: number): boolean;
  release(): void;
}
