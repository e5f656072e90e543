import { Arena } from '../columnar/arena.ts';
import { type Chunk, CHUNK_ROWS } from '../columnar/chunk.ts';
import { copyChunk } from '../columnar/gather.ts';
import type { Environment } from '../environment/environment.ts';
import { fail } from '../errors/stream-error.ts';
import { openStateReader, type StateReader } from '../state/state-reader.ts';
import type { StoredRows } from '../state/stored-rows.ts';
import { absolutePath } from './files-list.ts';
import type { Source, SourceDefinition, SourceOptions, SourceRequest } from './source.ts';
import { checkStateStoreOptions, type StateStoreOptions, stateStoreOptions } from './state-store-options.ts';
import { StateRowWriter } from './state-store-rows.ts';
import { type StateView, stateViewOf } from './state-store-view.ts';

/**
 * The state of a query as a table, read from its checkpoint. Columns as Spark has them: key, value, partition_id; values are the query's buffers
 * under Spark's names. Reading neither locks nor changes anything, and may be done while the query runs.
 */
export const stateStoreSource: SourceDefinition = {
  name: 'statestore',
  doc: 'State of a streaming query, from its checkpoint: `spark.read.format(\'statestore\').load(checkpointLocation)`.',
  options: stateStoreOptions,
  batch: true,
  streaming: false,
  schema(options, given, environment, read) {
    if (given !== undefined) fail('TIDEMARK_SCHEMA_NOT_ALLOWED', { format: 'statestore' });
    return find(options, read?.paths ?? [], environment).view.schema;
  },
  open: (request) => Promise.resolve(openStateStore(request)),
};

interface Found { readonly reader: StateReader; readonly options: StateStoreOptions; readonly batchId: number; readonly view: StateView }

function find(given: SourceOptions, paths: readonly string[], environment: Environment): Found {
  const options = checkStateStoreOptions(paths.length > 0 ? { ...given, path: paths[0]! } : given);
  const path = absolutePath(options.path);
  const reader = openStateReader(environment, path);
  const last = reader?.lastBatchId;
  const unavailable = (): never => fail('STDS_COMMITTED_BATCH_UNAVAILABLE', { checkpointLocation: path });
  if (reader === undefined || last === undefined) return unavailable();
  const batchId = options.batchId ?? options.changes?.to ?? last;
  if (batchId > last || (options.changes !== undefined && options.changes.from > last)) unavailable();
  const { changes, snapshotBatchId } = options;
  if (changes !== undefined && batchId < changes.from) fail('STDS_INVALID_OPTION_VALUE.WITH_MESSAGE', { optionName: 'changeEndBatchId', message: 'it is below changeStartBatchId' });
  if (snapshotBatchId !== undefined && snapshotBatchId > batchId) fail('STDS_INVALID_OPTION_VALUE.WITH_MESSAGE', { optionName: 'snapshotStartBatchId', message: `it is above ${batchId}` });
  const view = stateViewOf(reader.operatorsAt(batchId), options, JSON.stringify({ checkpointLocation: path, batchId, operatorId: options.operatorId, storeName: options.storeName, joinSide: options.joinSide }));
  return { reader, options, batchId, view };
}

function openStateStore({ options, paths, environment }: SourceRequest): Source {
  const found = find(options, paths, environment);
  return {
    description: `StateStore[${found.reader.path}]`,
    initialOffset: () => Promise.resolve('0'),
    latestOffset: () => Promise.resolve('1'),
    read: () => readState(found),
    close: () => Promise.resolve(),
  };
}

async function* readState(found: Found): AsyncGenerator<Chunk> {
  const arena = new Arena();
  try {
    yield* found.options.changes === undefined ? readRows(found, arena) : readChanges(found, found.options.changes.from, arena);
  } finally {
    arena.release();
  }
}

function* readRows(found: Found, arena: Arena): Generator<Chunk> {
  const rows = rowsOf(found);
  try {
    const writer = new StateRowWriter(found.view, rows);
    const live = rows.liveRows();
    // Counts of keys are known at the end only.
    const step = found.view.shape.kind === 'counted' ? Math.max(1, live.length) : CHUNK_ROWS;
    for (let start = 0; start < live.length; start += step) {
      arena.reset();
      yield writer.chunk(live.subarray(start, start + step), arena);
    }
  } finally {
    rows.release();
  }
}

function rowsOf({ reader, options, batchId, view }: Found): StoredRows {
  const { snapshotBatchId, snapshotPartitionId, operatorId } = options;
  if (snapshotBatchId === undefined) return reader.rowsAfter(batchId, view.store);
  if (snapshotPartitionId !== 0) fail('CANNOT_LOAD_STATE_STORE.SNAPSHOT_PARTITION_ID_NOT_FOUND', { snapshotPartitionId: String(snapshotPartitionId), operatorId: String(operatorId), checkpointLocation: reader.path });
  return reader.rowsFromSnapshot(snapshotBatchId, batchId, view.store) ?? fail('CANNOT_LOAD_STATE_STORE.CANNOT_READ_MISSING_SNAPSHOT_FILE', { fileToRead: `${reader.path}/snapshots, batch ${snapshotBatchId}` });
}

/** Deletions of a batch come before its updates. */
function* readChanges({ reader, batchId, view }: Found, from: number, arena: Arena): Generator<Chunk> {
  const scratch = new Arena();
  const chunks: Chunk[] = [];
  const rows = reader.visitChanges(view.store, { from, to: batchId }, (stored) => {
    const writer = new StateRowWriter(view, stored);
    if (stored.count > 0) writer.chunk(stored.liveRows(), scratch);
    const add = (batch: number, type: 'update' | 'delete', changed: Uint32Array): void => {
      if (changed.length === 0) return;
      scratch.reset();
      chunks.push(copyChunk(writer.chunk(changed, scratch, { batchId: batch, type }), arena));
    };
    return { removed: (batch, changed) => { add(batch, 'delete', changed); }, put: (batch, changed) => { add(batch, 'update', changed); } };
  });
  rows.release();
  scratch.release();
  yield* chunks;
}
