import { Arena } from '../columnar/arena.ts';
import { type Chunk, selectedCount } from '../columnar/chunk.ts';
import { copyChunk } from '../columnar/gather.ts';
import type { Environment } from '../environment/environment.ts';
import type { Sink } from '../sinks/sink.ts';
import type { Source } from '../sources/source.ts';
import type { Checkpoint } from '../state/checkpoint.ts';
import type { DurableState } from '../state/durable-state.ts';
import type { OffsetsEntry } from '../state/entries.ts';
import type { OperatorTree, Receiver } from './operator.ts';
import type { Trigger } from './trigger.ts';
import type { WatermarkTracker } from './watermark.ts';

/** A streaming source of the query and where the query stands in it. */
export interface RunningSource {
  readonly sourceId: number;
  readonly source: Source;
  readonly initialOffset: string;
  /** End of the last committed batch, null before the first. */
  committed: string | null;
  /** Rows of the running batch. */
  rows: number;
}

/** A bounded source, read whole in every batch. */
export interface RunningTable { readonly sourceId: number; readonly source: Source }

/** Everything between the start and the end of one run: what micro-batch.ts works on. */
export interface QueryRun {
  readonly queryId: string;
  readonly runId: string;
  readonly environment: Environment;
  readonly checkpoint: Checkpoint;
  readonly trigger: Trigger;
  readonly sources: readonly RunningSource[];
  readonly tables: readonly RunningTable[];
  readonly sink: Sink;
  /** The last batch the sink had when it was opened; such batches are computed for their state but not written again. */
  readonly sinkBatchId: number;
  readonly tree: OperatorTree;
  readonly stores: readonly DurableState[];
  readonly output: BatchOutput;
  readonly arenas: { readonly chunk: Arena; readonly batch: Arena };
  readonly watermark: WatermarkTracker;
  readonly noDataBatches: boolean;
  /** Late rows are told by the watermark they are evicted by, instead of the one of the batch before (statefulOperator.allowMultiple off). */
  readonly singleWatermark: boolean;
  readonly conf: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly note: (message: string) => void;
  readonly durations: Map<string, number>;
  /** Of the last commit, by store: collecting what changed. */
  readonly commitMs: Map<string, number>;
  /** Why the state in the checkpoint is not this query's; raised when a batch would need it. */
  readonly misfit: unknown;
  /** Setting stateStore.stateSchemaCheck. */
  readonly checksSchemas: boolean;
  nextBatchId: number;
  /** Offsets that are logged but not committed: the next batch is that one. */
  replay: OffsetsEntry | undefined;
  /** The watermark of the batch before the next one. */
  lateWatermarkMs: number;
  /** A batch has run since the start: only then a batch without data may follow. */
  ranBatch: boolean;
  /** The last commit is not durable yet. */
  unsynced: boolean;
}

/** Takes what the root of the operators emits and keeps it until the batch is written. */
export class BatchOutput implements Receiver {
  readonly arena = new Arena();
  #chunks: Chunk[] = [];
  #rowCount = 0;

  get chunks(): readonly Chunk[] { return this.#chunks; }
  get rowCount(): number { return this.#rowCount; }

  push(chunk: Chunk): void {
    const rows = selectedCount(chunk);
    if (rows === 0) return;
    this.#rowCount += rows;
    this.#chunks.push(copyChunk(chunk, this.arena));
  }

  finish(): void { /* the batch ends when all leaves are fed */ }

  clear(): void {
    this.#chunks = [];
    this.#rowCount = 0;
    this.arena.reset();
  }
}

/** Runs `action` and adds its time to a phase of the progress. */
export async function timed<T>(run: QueryRun, phase: string, action: () => T | Promise<T>): Promise<T> {
  const start = run.environment.clock.monotonicMs();
  try {
    return await action();
  } finally {
    run.durations.set(phase, (run.durations.get(phase) ?? 0) + run.environment.clock.monotonicMs() - start);
  }
}
