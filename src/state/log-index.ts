import type { Environment, FileSystem } from '../environment/environment.ts';
import type { OperatorFingerprint } from './durable-state.ts';
import { type CommitEntry, LOG_FORMAT, type MetadataEntry, type OffsetsEntry, type SegmentEntry, type StartEntry } from './entries.ts';
import { corrupt, type FoundRecord, type Log, openLog, type RecordAddress, segmentsOf } from './log.ts';
import type { SnapshotReference } from './snapshot.ts';

/** What one pass over the log tells: where each batch is, and the facts that hold at its end. */
export interface LogIndex {
  queryId: string | undefined;
  operators: readonly OperatorFingerprint[] | undefined;
  /** What batches from `from` on were written with, oldest first. */
  readonly versions: { readonly from: number; readonly operators: readonly OperatorFingerprint[] }[];
  readonly sources: Map<string, Map<string, string>>;
  readonly offsets: Map<number, OffsetsEntry>;
  readonly commits: Map<number, { readonly entry: CommitEntry; readonly address: RecordAddress }>;
  readonly snapshots: SnapshotReference[];
  /** First batch a segment has a record of, undefined while it has none. */
  readonly segments: Map<number, number | undefined>;
  epoch: number;
  lastOffsets: number | undefined;
}

/** True for a folder that looks like a checkpoint of ours. */
export function isCheckpoint(environment: Environment, path: string): boolean {
  return environment.files.exists(`${path}/log`) && segmentsOf(environment.files, `${path}/log`).length > 0;
}

export function readIndex(files: FileSystem, directory: string, options: { readonly readOnly?: boolean } = {}): { readonly log: Log; readonly index: LogIndex } {
  const index: LogIndex = { queryId: undefined, operators: undefined, versions: [], sources: new Map(), offsets: new Map(), commits: new Map(), snapshots: [], segments: new Map(), epoch: 0, lastOffsets: undefined };
  const log = openLog(files, directory, (found) => { noteRecord(index, directory, found); }, options);
  return { log, index };
}

/** The operators whose state batch `batchId` wrote. */
export function operatorsAt(index: LogIndex, batchId: number): readonly OperatorFingerprint[] {
  return (index.versions.findLast(({ from }) => from <= batchId) ?? index.versions[0])?.operators ?? [];
}

/** From the next batch that commits on. */
export function noteOperators(index: LogIndex, operators: readonly OperatorFingerprint[] | undefined): void {
  if (operators === undefined) return;
  if (JSON.stringify(index.operators) !== JSON.stringify(operators)) index.versions.push({ from: ([...index.commits.keys()].at(-1) ?? -1) + 1, operators });
  index.operators = operators;
}

export function noteMetadata(index: LogIndex, { source, key, value }: MetadataEntry): void {
  const facts = index.sources.get(source) ?? new Map<string, string>();
  facts.set(key, value);
  index.sources.set(source, facts);
}

export function noteBatch(index: LogIndex, batchId: number, segment: number): void {
  if (index.segments.get(segment) === undefined) index.segments.set(segment, batchId);
}

function noteRecord(index: LogIndex, directory: string, { record, address }: FoundRecord): void {
  switch (record.kind) {
    case 'segment': noteSegment(index, directory, record.header as SegmentEntry, address.segment); break;
    case 'start': noteStart(index, record.header as StartEntry); break;
    case 'metadata': noteMetadata(index, record.header as MetadataEntry); break;
    case 'offsets': noteOffsets(index, directory, record.header as OffsetsEntry, address); break;
    case 'commit': noteCommit(index, directory, record.header as CommitEntry, address); break;
    default: corrupt(directory, `a log has no ${record.kind} records`);
  }
}

function noteSegment(index: LogIndex, directory: string, entry: SegmentEntry, segment: number): void {
  if (entry.format > LOG_FORMAT) corrupt(directory, `it was written by a newer release (format ${entry.format})`);
  if (index.queryId !== undefined && index.queryId !== entry.queryId) corrupt(directory, 'its segments belong to different queries');
  index.queryId = entry.queryId;
  index.epoch = entry.epoch;
  noteOperators(index, entry.operators);
  index.segments.set(segment, undefined);
  for (const [source, facts] of Object.entries(entry.sources)) {
    for (const [key, value] of Object.entries(facts)) noteMetadata(index, { source, key, value });
  }
}

function noteStart(index: LogIndex, entry: StartEntry): void {
  index.epoch = entry.epoch;
  noteOperators(index, entry.operators);
}

/** Offsets go up one at a time, and never past a batch that is not committed. */
function noteOffsets(index: LogIndex, directory: string, entry: OffsetsEntry, address: RecordAddress): void {
  const last = index.lastOffsets;
  if (last !== undefined && entry.batchId !== last + 1) corrupt(directory, `offsets of batch ${entry.batchId} follow those of batch ${last}`);
  if (last !== undefined && !index.commits.has(last)) corrupt(directory, `offsets of batch ${entry.batchId} follow batch ${last}, which is not committed`);
  index.offsets.set(entry.batchId, entry);
  index.lastOffsets = entry.batchId;
  noteBatch(index, entry.batchId, address.segment);
}

function noteCommit(index: LogIndex, directory: string, entry: CommitEntry, address: RecordAddress): void {
  const last = index.lastOffsets;
  if (last !== undefined && entry.batchId !== last) corrupt(directory, `a commit of batch ${entry.batchId} follows the offsets of batch ${last}`);
  if (index.commits.has(entry.batchId)) corrupt(directory, `batch ${entry.batchId} is committed twice`);
  index.commits.set(entry.batchId, { entry, address });
  if (entry.snapshot !== undefined) index.snapshots.push(entry.snapshot);
  noteBatch(index, entry.batchId, address.segment);
}
