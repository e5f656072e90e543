import { Arena } from '../columnar/arena.ts';
import type { Environment } from '../environment/environment.ts';
import { fail, StreamError } from '../errors/stream-error.ts';
import type { Scan } from '../plan/logical.ts';
import type { SinkDefinition, SinkRequest } from '../sinks/sink.ts';
import type { Source, SourceDefinition, SourceMetadata } from '../sources/source.ts';
import { checkFingerprint } from '../state/check-fingerprint.ts';
import { type Checkpoint, type CheckpointOptions, openCheckpoint } from '../state/checkpoint.ts';
import type { Schema } from '../types/data-type.ts';
import type { OperatorTree, Receiver } from './operator.ts';
import { BatchOutput, type QueryRun, type RunningSource, type RunningTable } from './query-run.ts';
import type { Trigger } from './trigger.ts';
import { policyOf, WatermarkTracker } from './watermark.ts';

/** A query, ready to be started: all that a run is a function of, beside what is in the checkpoint. */
export interface StreamRequest {
  readonly name: string | undefined;
  readonly environment: Environment;
  readonly checkpointPath: string;
  /** Deleted when the query stops without an error. */
  readonly temporaryCheckpoint: boolean;
  readonly checkpointOptions?: CheckpointOptions;
  readonly trigger: Trigger;
  /** Session settings by key, as they were at the start. Those in `pinnedSettings` are taken from the checkpoint when it has them. */
  readonly conf: Readonly<Record<string, string>>;
  /** Scans of the plan in plan order, with what opens them. Scans of one source (same sourceId) are one source. */
  readonly scans: readonly { readonly scan: Scan; readonly definition: SourceDefinition }[];
  /** Builds the operators; called again when the query had to start over after an error of an outside system. */
  readonly buildTree: (output: Receiver) => OperatorTree;
  readonly schema: Schema;
  readonly sink: { readonly definition: SinkDefinition } & Pick<SinkRequest, 'options' | 'path' | 'mode' | 'session' | 'partitionBy' | 'header' | 'setting'>;
}

/** Settings a query keeps from its first batch on, with Spark's defaults (spark-semantics.md 7.1). */
export const pinnedSettings = {
  'spark.sql.streaming.multipleWatermarkPolicy': 'min',
  'spark.sql.streaming.stateStore.providerClass': 'org.apache.spark.sql.execution.streaming.state.HDFSBackedStateStoreProvider',
  'spark.sql.streaming.statefulOperator.useStrictDistribution': 'true',
  'spark.sql.streaming.stateStore.encodingFormat': 'unsaferow',
  'spark.sql.shuffle.partitions': '200',
} as const satisfies Readonly<Record<string, string>>;

/** Opens the checkpoint, the sources, the operators and the sink, and stands where the log says. Closes all again when one fails. */
export async function openRun(request: StreamRequest, run: { readonly runId: string; readonly signal: AbortSignal; readonly note: (message: string) => void }): Promise<QueryRun> {
  const checkpoint = openCheckpoint(request.environment, request.checkpointPath, request.checkpointOptions);
  const opened: { close(): Promise<void> }[] = [];
  const output = new BatchOutput();
  try {
    checkpoint.start(run.runId);
    const { sources, tables } = await openSources(request, { checkpoint, signal: run.signal, opened });
    const tree = request.buildTree(output);
    opened.push({ close: () => { tree.release(); return Promise.resolve(); } });
    const sink = await openSink(request, checkpoint.queryId, run.signal);
    opened.push(sink);
    const sinkBatchId = (await sink.lastCommitted()) ?? -1;
    return { ...makeRun(request, { checkpoint, sources, tables, tree, sink, sinkBatchId, output }), ...run };
  } catch (error) {
    output.arena.release();
    for (const one of opened.reverse()) await one.close().catch(() => undefined);
    checkpoint.close(false);
    throw error;
  }
}

/** Gives everything back. `clean`: the run ended between two batches, so its end may be noted. */
export async function closeRun(run: QueryRun, clean: boolean): Promise<void> {
  const failures: unknown[] = [];
  const attempt = async (action: () => void | Promise<void>): Promise<void> => {
    try { await action(); } catch (error) { failures.push(error); }
  };
  await attempt(() => { run.checkpoint.close(clean); });
  for (const { source } of [...run.sources, ...run.tables]) await attempt(() => source.close());
  await attempt(() => run.sink.close());
  await attempt(() => { run.tree.release(); });
  for (const arena of [run.output.arena, run.arenas.chunk, run.arenas.batch]) arena.release();
  if (clean && failures.length > 0) throw failures[0];
}

type Parts = Pick<QueryRun, 'checkpoint' | 'sources' | 'tables' | 'tree' | 'sink' | 'sinkBatchId' | 'output'>;

function makeRun(request: StreamRequest, parts: Parts): Omit<QueryRun, 'runId' | 'signal' | 'note'> {
  const { checkpoint, sources, tree } = parts;
  const { lastOffsets: last, offsetsBefore: before, lastCommit } = checkpoint;
  const replay = last !== undefined && lastCommit?.batchId !== last.batchId ? last : undefined;
  const behind = replay === undefined ? last : before;
  sources.forEach((source, index) => { source.committed = behind?.offsets[index] ?? null; });
  const conf = pinned(request.conf, last?.conf);
  const stores = tree.stateful.flatMap((operator) => operator.stores);
  const checksSchemas = request.conf['spark.sql.streaming.stateStore.stateSchemaCheck'] !== 'false';
  const misfit = findMisfit(checkpoint, tree, { ran: behind !== undefined, checksSchemas });
  if (misfit === undefined) tree.stateful.forEach((operator, index) => { const stored = checkpoint.storedOperators?.[index]; if (stored !== undefined) operator.adopt?.(stored); });
  if (misfit === undefined) checkpoint.restore(behind?.batchId ?? -1, stores, tree.stateful.map((operator) => operator.fingerprint));
  const watermarkMs = replay?.watermarkMs ?? Math.max(last?.watermarkMs ?? 0, lastCommit?.nextWatermarkMs ?? 0);
  return {
    ...parts, queryId: checkpoint.queryId, environment: request.environment, trigger: request.trigger, stores, conf, misfit, checksSchemas, replay,
    arenas: { chunk: new Arena(), batch: new Arena() },
    watermark: new WatermarkTracker(policyOf(conf['spark.sql.streaming.multipleWatermarkPolicy']), watermarkMs),
    noDataBatches: request.conf['spark.sql.streaming.noDataMicroBatches.enabled'] !== 'false',
    singleWatermark: request.conf['spark.sql.streaming.statefulOperator.allowMultiple'] === 'false',
    durations: new Map(), commitMs: new Map(),
    nextBatchId: replay?.batchId ?? (last === undefined ? 0 : last.batchId + 1),
    lateWatermarkMs: behind?.watermarkMs ?? 0, ranBatch: false, unsynced: false,
  };
}

/** The state of another query is not loaded; the error comes when the first batch would need it, as in Spark. */
function findMisfit(checkpoint: Checkpoint, tree: OperatorTree, { ran, checksSchemas }: { readonly ran: boolean; readonly checksSchemas: boolean }): unknown {
  const stored = checkpoint.storedOperators;
  if (stored === undefined) {
    const names = tree.stateful.map(({ fingerprint }) => fingerprint.operatorName).join(', ');
    return ran && names !== '' ? new StreamError('STREAMING_STATEFUL_OPERATOR_MISSING_STATE_DIRECTORY', { OpsInCurBatchSeq: names }) : undefined;
  }
  try {
    checkFingerprint(stored, tree.stateful.map((operator) => operator.fingerprint), checksSchemas);
    return undefined;
  } catch (error) {
    return error;
  }
}

function pinned(conf: Readonly<Record<string, string>>, logged: Readonly<Record<string, string>> | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(pinnedSettings).map(([key, fallback]) => [key, logged?.[key] ?? conf[key] ?? fallback]));
}

interface OpenContext { readonly checkpoint: Checkpoint; readonly signal: AbortSignal; readonly opened: { close(): Promise<void> }[] }

async function openSources(request: StreamRequest, context: OpenContext): Promise<{ readonly sources: RunningSource[]; readonly tables: RunningTable[] }> {
  const { checkpoint } = context;
  const streams = distinctScans(request, true);
  const last = checkpoint.lastOffsets;
  if (last !== undefined && last.offsets.length !== streams.length) {
    fail('TIDEMARK_SOURCES_DO_NOT_MATCH', { stored: String(last.offsets.length), current: String(streams.length) });
  }
  const sources: RunningSource[] = [];
  for (const [index, stream] of streams.entries()) {
    const metadata = checkpoint.sourceMetadata(index);
    expectSameFormat(metadata, index, stream.definition.name);
    const source = await openSource(request, { ...stream, metadata }, context);
    sources.push({ sourceId: stream.scan.sourceId, source, initialOffset: await source.initialOffset(), committed: null, rows: 0 });
  }
  if (request.trigger.kind === 'availableNow') for (const { source } of sources) await source.prepareForAvailableNow?.();
  const tables: RunningTable[] = [];
  for (const table of distinctScans(request, false)) {
    tables.push({ sourceId: table.scan.sourceId, source: await openSource(request, { ...table, metadata: forgetful() }, context) });
  }
  return { sources, tables };
}

/** Offsets of one kind of source mean nothing to another. */
function expectSameFormat(metadata: SourceMetadata, index: number, format: string): void {
  const stored = metadata.get(FORMAT_KEY);
  if (stored !== undefined && stored !== format) fail('TIDEMARK_SOURCE_FORMAT_CHANGED', { source: String(index), stored, current: format });
  metadata.put(FORMAT_KEY, format);
}

const FORMAT_KEY = 'tidemark.format';

interface SourceToOpen { readonly scan: Scan; readonly definition: SourceDefinition; readonly metadata: SourceMetadata }

async function openSource(request: StreamRequest, { scan, definition, metadata }: SourceToOpen, { signal, opened }: OpenContext): Promise<Source> {
  const source = await definition.open({
    options: scan.options, paths: scan.paths, schema: scan.schema, ...(scan.required === undefined ? {} : { required: scan.required }),
    streaming: scan.streaming, fileMetadata: scan.fileMetadata === true, environment: request.environment, metadata, signal, setting: (key) => request.conf[key],
  });
  opened.push(source);
  return source;
}

function distinctScans(request: StreamRequest, streaming: boolean): StreamRequest['scans'] {
  const seen = new Set<number>();
  return request.scans.filter(({ scan }) => scan.streaming === streaming && !seen.has(scan.sourceId) && seen.add(scan.sourceId));
}

/** A table has no life beyond the batch that reads it. */
function forgetful(): SourceMetadata {
  const facts = new Map<string, string>();
  return { get: (key) => facts.get(key), put: (key, value) => { facts.set(key, value); } };
}

function openSink({ sink, schema, name, environment }: StreamRequest, queryId: string, signal: AbortSignal): ReturnType<SinkDefinition['open']> {
  const { definition, ...given } = sink;
  return definition.open({ ...given, schema, queryId, queryName: name, environment, signal });
}
