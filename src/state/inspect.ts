import type { Environment } from '../environment/environment.ts';
import type { StoreFingerprint } from './durable-state.ts';
import type { CommitEntry, OffsetsEntry, SegmentEntry, StartEntry } from './entries.ts';
import { currentHolder } from './lock.ts';
import { readIndex } from './log-index.ts';
import { openLog } from './log.ts';
import type { LogRecord } from './record.ts';
import { readSnapshot } from './snapshot.ts';
import { StateReader } from './state-reader.ts';

/** `rows`: after the last commit; undefined when the store does not say how it is laid out. */
export interface InspectedStore { readonly name: string; readonly rows: number | undefined; readonly snapshotBytes: number; readonly deltaBytes: number }

/** Everything of a checkpoint that can be told without knowing the query. */
export interface Inspection {
  readonly path: string;
  readonly queryId: string | undefined;
  readonly lock: string;
  readonly nextBatchId: number;
  /** Offsets are logged but the batch is not committed: the next run repeats it. */
  readonly unfinishedBatchId: number | undefined;
  readonly watermarkMs: number;
  readonly operators: readonly { readonly stateId: number; readonly operatorName: string; readonly stores: readonly InspectedStore[] }[];
  readonly sources: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly records: readonly { readonly segment: number; readonly position: number; readonly size: number; readonly kind: string; readonly summary: string }[];
  readonly snapshots: readonly { readonly file: string; readonly begin: number; readonly version: number; readonly size: number; readonly good: boolean }[];
}

/** Reads a checkpoint without changing or locking it. Fails as a query would when it is damaged. */
export function inspectCheckpoint(environment: Environment, path: string): Inspection {
  const { files } = environment;
  const { index } = readIndex(files, `${path}/log`, { readOnly: true });
  const records: Inspection['records'][number][] = [];
  const deltaBytes = new Map<string, number>();
  openLog(files, `${path}/log`, ({ record, address }) => {
    records.push({ ...address, kind: record.kind, summary: summaryOf(record) });
    if (record.kind === 'commit') for (const [store, bytes] of (record.header as CommitEntry).states ?? []) deltaBytes.set(store, (deltaBytes.get(store) ?? 0) + bytes);
  }, { readOnly: true });
  const snapshots = index.snapshots.map((reference) => ({ ...reference, pieces: readSnapshot(files, `${path}/snapshots`, reference) }));
  const newest = snapshots.filter(({ pieces }) => pieces !== undefined).at(-1);
  const snapshotBytes = (store: string): number => (newest?.pieces ?? []).filter((piece) => piece.store === store).reduce((sum, piece) => sum + piece.bytes.length, 0);
  const last = index.lastOffsets;
  const commit = last === undefined ? undefined : index.commits.get(last);
  const holder = currentHolder(environment, `${path}/lock`);
  return {
    path, queryId: index.queryId,
    lock: holder === undefined ? 'never taken' : holder.released ? `free, last held by process ${holder.processId} on ${holder.host}` : `epoch ${holder.epoch}, process ${holder.processId} on ${holder.host}`,
    nextBatchId: last === undefined ? 0 : commit === undefined ? last : last + 1,
    unfinishedBatchId: commit === undefined ? last : undefined,
    watermarkMs: Math.max(last === undefined ? 0 : index.offsets.get(last)?.watermarkMs ?? 0, commit?.entry.nextWatermarkMs ?? 0),
    operators: (index.operators ?? []).map(({ stateId, operatorName, stores }) => ({
      stateId, operatorName, stores: stores.map((store) => ({ name: store.name, rows: countRows(environment, path, store), snapshotBytes: snapshotBytes(store.name), deltaBytes: deltaBytes.get(store.name) ?? 0 })),
    })),
    sources: Object.fromEntries([...index.sources].map(([source, facts]) => [source, Object.fromEntries(facts)])),
    records,
    snapshots: snapshots.map(({ file, begin, version, size, pieces }) => ({ file, begin, version, size, good: pieces !== undefined })),
  };
}

/** The inspection as text, a line per record. */
export function printInspection(found: Inspection): string {
  const lines = [
    `checkpoint ${found.path}`,
    `query      ${found.queryId ?? '(none)'}`,
    `lock       ${found.lock}`,
    `next batch ${found.nextBatchId}${found.unfinishedBatchId === undefined ? '' : ' (logged, not committed: it will be run again)'}`,
    `watermark  ${new Date(found.watermarkMs).toISOString()}`,
    ...found.operators.flatMap(({ stateId, operatorName, stores }) => [
      `operator ${stateId} ${operatorName}`, ...stores.map((store) => `  store ${store.name}: ${store.rows ?? 'unknown'} rows, ${store.snapshotBytes} bytes in the newest snapshot, ${store.deltaBytes} in deltas`),
    ]),
    ...Object.entries(found.sources).flatMap(([source, facts]) => Object.entries(facts).map(([key, value]) => `source ${source} ${key} = ${value}`)),
    ...found.snapshots.map((one) => `snapshot ${one.file}: begun after batch ${one.begin}, good from batch ${one.version}, ${one.size} bytes${one.good ? '' : ', DAMAGED'}`),
    ...found.records.map((record) => `${String(record.segment).padStart(8, '0')}:${String(record.position).padStart(9)} ${record.kind.padEnd(8)} ${record.summary} (${record.size} bytes)`),
  ];
  return `${lines.join('\n')}\n`;
}

function countRows(environment: Environment, path: string, store: StoreFingerprint): number | undefined {
  const reader = new StateReader(environment, path);
  const last = reader.lastBatchId;
  if (store.layout === undefined) return undefined;
  if (last === undefined) return 0;
  const rows = reader.rowsAfter(last, store);
  const { count } = rows;
  rows.release();
  return count;
}

function summaryOf({ kind, header }: LogRecord): string {
  switch (kind) {
    case 'segment': return `epoch ${(header as SegmentEntry).epoch}`;
    case 'start': return startSummary(header as StartEntry);
    case 'offsets': return offsetsSummary(header as OffsetsEntry);
    case 'commit': return commitSummary(header as CommitEntry);
    default: return JSON.stringify(header);
  }
}

function startSummary({ runId, timeMs, operators }: StartEntry): string {
  return `run ${runId} at ${new Date(timeMs).toISOString()}${operators === undefined ? '' : `, operators ${operators.map((one) => one.operatorName).join(', ')}`}`;
}

function offsetsSummary({ batchId, offsets, batchTimeMs, watermarkMs }: OffsetsEntry): string {
  return `batch ${batchId} until ${offsets.map((offset) => offset ?? '-').join(' | ')} at ${new Date(batchTimeMs).toISOString()}, watermark ${new Date(watermarkMs).toISOString()}`;
}

function commitSummary({ batchId, nextWatermarkMs, states, snapshot }: CommitEntry): string {
  const changes = (states ?? []).map(([store, bytes]) => `${store}: ${bytes} bytes`).join(', ');
  return `batch ${batchId}, next watermark ${new Date(nextWatermarkMs).toISOString()}${changes === '' ? '' : `, state ${changes}`}${snapshot === undefined ? '' : `, counts on ${snapshot.file}`}`;
}
