import type { OperatorFingerprint } from './durable-state.ts';
import type { SnapshotReference } from './snapshot.ts';

/** JSON headers of the records of the log. Fields are only ever added; `format` says which set. */
export const LOG_FORMAT = 1;

/** First of a segment: all that must outlive the segments before it. The log adds where they ended and which are left (SegmentStart). */
export interface SegmentEntry {
  readonly format: number;
  readonly queryId: string;
  readonly epoch: number;
  readonly sources: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly operators: readonly OperatorFingerprint[] | undefined;
}

/** A run of the query begins. */
export interface StartEntry {
  readonly runId: string;
  readonly epoch: number;
  readonly timeMs: number;
  readonly operators?: readonly OperatorFingerprint[];
}

/** Written and synced before the batch is read: everything its answer depends on. Offsets are ends, `null` = that source has nothing yet. */
export interface OffsetsEntry {
  readonly batchId: number;
  readonly offsets: readonly (string | null)[];
  readonly batchTimeMs: number;
  /** In force during the batch: state dies by it. The one rows are late by is that of the batch before. */
  readonly watermarkMs: number;
  readonly conf: Readonly<Record<string, string>>;
}

/** The batch is in the sink. The payload of the record holds the deltas one after another, as `states` lists them. */
export interface CommitEntry {
  readonly batchId: number;
  readonly nextWatermarkMs: number;
  readonly states?: readonly (readonly [store: string, bytes: number])[];
  /** From this commit on, a restore may begin with it. */
  readonly snapshot?: SnapshotReference;
}

/** A fact a source keeps for the life of the query. */
export interface MetadataEntry { readonly source: string; readonly key: string; readonly value: string }
