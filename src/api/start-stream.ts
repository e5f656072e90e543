import { copyChunk } from '../columnar/gather.ts';
import { Arena } from '../columnar/arena.ts';
import type { Chunk } from '../columnar/chunk.ts';
import { fail, StreamError } from '../errors/stream-error.ts';
import { buildOperators } from '../exec/build.ts';
import { StreamExecution, type StreamListener } from '../exec/stream-execution.ts';
import { explainPlans } from '../plan/explain.ts';
import type { Scan } from '../plan/logical.ts';
import type { PhysicalPlan } from '../plan/physical.ts';
import type { Relation } from '../plan/relation.ts';
import { physicalInputsOf } from '../plan/walk.ts';
import { checkStreaming } from '../planner/check-streaming.ts';
import { optimize } from '../planner/optimizer.ts';
import { planPhysical } from '../planner/physical.ts';
import { rowEstimate } from '../planner/row-estimate.ts';
import type { SinkDefinition, SinkSession } from '../sinks/sink.ts';
import { checkSinkOptions } from '../sinks/check-options.ts';
import { findSink } from '../sinks/index.ts';
import { absolutePath } from '../sources/files-list.ts';
import { findSource } from '../sources/index.ts';
import type { Schema } from '../types/data-type.ts';
import type { ExplainMode } from './engine.ts';
import { fileOutput } from './file-output.ts';
import { toRow } from './row.ts';
import type { Session } from './session.ts';
import type { StreamWrite } from './stream-writer.ts';
import { triggerOf } from './trigger.ts';

/** `checkpointPath` is absolute. */
interface PreparedStream { readonly execution: StreamExecution; readonly explain: (mode: ExplainMode) => string; readonly checkpointPath: string }

/**
 * From a relation and a writer to a query that can be started: checks what a stream may do, plans it incrementally, and binds the parts that
 * only the session has (sinks that need DataFrames, user functions).
 */
export function prepareStream(session: Session, source: Relation, write: StreamWrite, listener: StreamListener): PreparedStream {
  const { engine } = session;
  const settings = engine.settings.snapshot();
  const definition = findSink(write.format);
  if (!definition.modes.includes(write.outputMode)) fail('STREAMING_OUTPUT_MODE.UNSUPPORTED_DATASOURCE', { className: definition.name, outputMode: write.outputMode });
  const options = lowerCased(write.options);
  checkSinkOptions(definition, options);
  const output = fileOutput(session, source, definition, { options, partitionBy: write.partitionBy ?? [] });
  const relation = output?.relation ?? source;
  const analyzed = engine.analyze(relation);
  checkStreaming(analyzed, write.outputMode, settings);
  const context = engine.optimizerContext();
  const optimized = optimize(analyzed, context);
  const physical = planPhysical(optimized, { ...context, streaming: true, mode: write.outputMode });
  const schema = engine.schemaOf(relation);
  const checkpoint = checkpointOf(session, write, definition);
  const execution = new StreamExecution({
    name: write.queryName,
    environment: engine.environment,
    checkpointPath: checkpoint.path,
    temporaryCheckpoint: checkpoint.temporary,
    checkpointOptions: { batchesToRetain: Number(settings.get('spark.sql.streaming.minBatchesToRetain')) },
    trigger: triggerOf(write.trigger),
    conf: settings.all(),
    scans: scansOf(physical).map((scan) => ({ scan, definition: findSource(scan.format) })),
    buildTree: (output) => buildOperators(physical, { settings, userFunctions: engine.userFunctions, groupedPrograms: (id) => engine.groupedPrograms.get(id)?.(settings.timeZone) }, output),
    schema,
    sink: {
      definition, options, path: output === undefined ? write.path ?? options['path'] : pathOf(write, options), mode: write.outputMode, session: sinkSession(session, write), setting: (key) => settings.get(key),
      ...(output === undefined ? {} : { partitionBy: output.partitionBy, ...(output.header === undefined ? {} : { header: output.header }) }),
    },
  }, listener, ({ schema: shape, row }) => toRow(shape, row.struct, {}));
  return { execution, checkpointPath: absolutePath(checkpoint.path), explain: (mode) => explainPlans({ parsed: relation, analyzed, optimized, physical, rowsOf: rowEstimate }, mode) };
}

function pathOf(write: StreamWrite, options: Readonly<Record<string, string>>): string {
  const path = write.path ?? options['path'];
  return path === undefined ? fail('TIDEMARK_OPTION_MISSING', { format: write.format, option: 'path' }) : absolutePath(path);
}

/** Source scans of a physical plan, in plan order. */
function scansOf(plan: PhysicalPlan): Scan[] {
  return plan.kind === 'SourceScan' ? [plan.scan] : physicalInputsOf(plan).flatMap(scansOf);
}

function checkpointOf({ engine }: Session, write: StreamWrite, sink: SinkDefinition): { readonly path: string; readonly temporary: boolean } {
  const given = lowerCased(write.options)['checkpointlocation'];
  if (given !== undefined) return { path: given, temporary: false };
  const root = engine.settings.get('spark.sql.streaming.checkpointLocation');
  if (root !== undefined) return { path: `${root}/${write.queryName ?? engine.environment.random.uuid()}`, temporary: false };
  if (!sink.temporaryCheckpoint) fail('TIDEMARK_CHECKPOINT_LOCATION_MISSING', { format: sink.name });
  return { path: engine.environment.files.temporaryPath(`tidemark-${engine.environment.random.uuid()}`), temporary: true };
}

function sinkSession(session: Session, write: StreamWrite): SinkSession {
  const { foreachBatch } = write;
  return {
    showTable: (schema, chunks, options) => session.engine.showChunks(session, schema, chunks, options),
    publishTable: (name, schema, chunks) => { session.engine.catalog.publish(name, schema, chunks); },
    print: session.print,
    ...(foreachBatch === undefined ? {} : { foreachBatch: (chunks, schema, batchId) => callForeachBatch(session, foreachBatch, { chunks, schema, batchId }) }),
  };
}

interface Batch { readonly chunks: readonly Chunk[]; readonly schema: Schema; readonly batchId: number }

/** The batch as a DataFrame that may be queried several times while the function runs. */
async function callForeachBatch(session: Session, fn: NonNullable<StreamWrite['foreachBatch']>, { chunks, schema, batchId }: Batch): Promise<void> {
  const arena = new Arena();
  const own = chunks.map((chunk) => copyChunk(chunk, arena));
  try {
    await fn(session.engine.frameOf(session, schema, own), batchId);
  } catch (error) {
    throw new StreamError('FOREACH_BATCH_USER_FUNCTION_ERROR', { reason: error instanceof Error ? error.message : String(error) }, { cause: error });
  } finally {
    arena.release();
  }
}

function lowerCased(options: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [name.toLowerCase(), value]));
}
