import { selectedCount } from '../columnar/chunk.ts';
import { fail, invariant } from '../errors/stream-error.ts';
import type { OffsetsEntry } from '../state/entries.ts';
import type { BatchContext } from './context.ts';
import type { Leaf } from './operator.ts';
import { type QueryRun, timed } from './query-run.ts';
import { retryWhile } from './retry.ts';

/**
 * One micro-batch; the order of the lines is the protocol (design 4). Returns undefined when there is nothing to do.
 *
 * Law   a crash after any line is repaired by running the same batch again with what was logged: same offsets, same watermarks,
 *       same batch time, same pinned settings. The commit point of the output is inside the sink; the log only remembers it.
 */
export async function runMicroBatch(run: QueryRun): Promise<FinishedBatch | undefined> {
  const batch = run.replay ?? (await planOffsets(run));
  if (batch === undefined) return undefined;
  await logOffsets(run, batch);
  run.environment.probe?.('offsets', batch.batchId);
  const context = await process(run, batch);
  run.environment.probe?.('process', batch.batchId);
  await writeOutput(run, batch);
  run.environment.probe?.('write', batch.batchId);
  await logCommit(run, batch);
  run.environment.probe?.('commit', batch.batchId);
  return advance(run, batch, context);
}

/** What progress tells about a batch that ran. */
export interface FinishedBatch {
  readonly batch: OffsetsEntry;
  readonly starts: readonly (string | null)[];
  readonly outputRows: number;
}

/** New data, or a watermark that some operator waits for. Nothing here changes the run: it may be asked any number of times. */
async function planOffsets(run: QueryRun): Promise<OffsetsEntry | undefined> {
  run.note('Getting offsets from sources');
  const limit = run.trigger.kind === 'once' ? 'all' : 'options';
  const ends = await timed(run, 'latestOffset', () => retryWhile(run, () => Promise.all(
    run.sources.map(({ source, committed, initialOffset }) => source.latestOffset(committed ?? initialOffset, limit)),
  )));
  const hasData = run.sources.some(({ committed, initialOffset }, index) => ends[index] !== undefined && ends[index] !== (committed ?? initialOffset));
  if (!hasData && !needsNoDataBatch(run)) return undefined;
  return {
    batchId: run.nextBatchId,
    offsets: run.sources.map(({ committed }, index) => ends[index] ?? committed),
    batchTimeMs: run.environment.clock.nowMs(),
    watermarkMs: run.watermark.globalMs,
    conf: run.conf,
  };
}

function needsNoDataBatch(run: QueryRun): boolean {
  return run.ranBatch && run.noDataBatches && run.trigger.kind !== 'once' && run.tree.needsAnotherBatch(run.watermark.globalMs);
}

/** Durable when it returns, and with it the commit of the batch before: only now the sources may forget what that one read. */
async function logOffsets(run: QueryRun, batch: OffsetsEntry): Promise<void> {
  if (run.misfit !== undefined) throw run.misfit;
  await timed(run, 'walCommit', () => {
    if (run.replay !== undefined) return;
    run.note('Writing offsets to log');
    if (batch.batchId <= run.sinkBatchId) {
      fail('TIDEMARK_CHECKPOINT_BEHIND_SINK', { path: run.checkpoint.path, sinkBatchId: String(run.sinkBatchId), batchId: String(batch.batchId - 1) });
    }
    if (run.stores.length > 0) run.checkpoint.checkOperators(run.runId, run.tree.stateful.map((one) => one.fingerprint), run.checksSchemas);
    run.checkpoint.logOffsets(batch);
  });
  await releaseCommitted(run);
}

/** Tells the sources what is durable in the sink. */
export async function releaseCommitted(run: QueryRun): Promise<void> {
  run.unsynced = false;
  for (const { source, committed } of run.sources) if (committed !== null) await source.committed?.(committed);
}

async function process(run: QueryRun, batch: OffsetsEntry): Promise<BatchContext> {
  const hasData = run.sources.some(({ committed }, index) => batch.offsets[index] !== committed);
  run.note(hasData ? 'Processing new data' : 'No new data but cleaning up state');
  const context = contextOf(run, batch);
  run.output.clear();
  for (const source of run.sources) source.rows = 0;
  await timed(run, 'addBatch', async () => {
    run.tree.begin(context);
    for (const leaf of run.tree.leaves) if (leaf.kind === 'source' && leaf.offer !== undefined) leaf.offer(tableOf(run, leaf).source.version?.());
    for (const leaf of run.tree.leaves) await feed(run, { batch, context, leaf });
  });
  return context;
}

async function feed(run: QueryRun, { batch, context, leaf }: { readonly batch: OffsetsEntry; readonly context: BatchContext; readonly leaf: Leaf }): Promise<void> {
  if (leaf.kind === 'local') { leaf.run(context); return; }
  const index = run.sources.findIndex(({ sourceId }) => leaf.scan.streaming && sourceId === leaf.scan.sourceId);
  const running = run.sources[index];
  if (running === undefined) await feedTable(run, leaf, context);
  else {
    const start = running.committed ?? running.initialOffset;
    const end = batch.offsets[index] ?? start;
    if (end !== start) {
      for await (const chunk of running.source.read(start, end)) {
        if (running.source.chunkIsPartition === true) {
          context.partitionsBegun = (context.partitionsBegun ?? 0) + 1;
          leaf.nextPartition?.();
        }
        if (leaf.isDone?.() === true) break;
        context.arena.reset();
        leaf.push(chunk, context);
        running.rows += leaf.readCount?.(chunk) ?? selectedCount(chunk);
      }
    }
  }
  context.arena.reset();
  leaf.finish(context);
}

function tableOf(run: QueryRun, leaf: Extract<Leaf, { kind: 'source' }>): QueryRun['tables'][number] {
  const table = run.tables.find(({ sourceId }) => sourceId === leaf.scan.sourceId);
  invariant(table !== undefined, `source ${leaf.scan.sourceId} of the plan is open`);
  return table;
}

async function feedTable(run: QueryRun, leaf: Extract<Leaf, { kind: 'source' }>, context: BatchContext): Promise<void> {
  const table = tableOf(run, leaf);
  if (leaf.keeps?.() === true) return;
  const start = await table.source.initialOffset();
  const end = await table.source.latestOffset(start, 'all');
  if (end === undefined || end === start) return;
  for await (const chunk of table.source.read(start, end)) {
    context.arena.reset();
    leaf.push(chunk, context);
  }
}

/** A sink that is away for a moment is asked again; the batch is the same each time. */
async function writeOutput(run: QueryRun, batch: OffsetsEntry): Promise<void> {
  if (batch.batchId <= run.sinkBatchId) return;
  await timed(run, 'addBatch', () => retryWhile(run, () => run.sink.write(batch.batchId, run.output.chunks)));
}

/** The state changes and the next watermark; durable together with the next offsets, or when the query rests. */
async function logCommit(run: QueryRun, batch: OffsetsEntry): Promise<void> {
  await timed(run, 'commitOffsets', () => {
    run.watermark.update(run.tree.watermarkNodes.map((node) => ({ nodeId: node.plan.nodeId, delayMs: node.plan.delayMs, maxMs: node.statistics()?.maxMs })));
    run.commitMs.clear();
    run.checkpoint.logCommit({ batchId: batch.batchId, nextWatermarkMs: run.watermark.globalMs }, run.stores, (store, ms) => { run.commitMs.set(store, ms); });
    run.unsynced = true;
    run.checkpoint.stepSnapshot(batch.batchId, run.stores);
  });
}

function advance(run: QueryRun, batch: OffsetsEntry, context: BatchContext): FinishedBatch {
  const starts = run.sources.map(({ committed }) => committed);
  run.sources.forEach((source, index) => { source.committed = batch.offsets[index] ?? null; });
  run.lateWatermarkMs = batch.watermarkMs;
  run.nextBatchId = batch.batchId + 1;
  run.replay = undefined;
  run.ranBatch = true;
  const outputRows = run.output.rowCount;
  run.output.clear();
  context.batchArena.reset();
  return { batch, starts, outputRows };
}

function contextOf(run: QueryRun, batch: OffsetsEntry): BatchContext {
  const { clock, random } = run.environment;
  return {
    arena: run.arenas.chunk, batchArena: run.arenas.batch, batchId: batch.batchId, query: { queryId: run.queryId, runId: run.runId }, monotonicMs: () => clock.monotonicMs(),
    batchTimeMicros: BigInt(batch.batchTimeMs) * 1000n,
    nowMicros: () => BigInt(Math.round(clock.nowMs() * 1000)),
    random: () => random.next(), uuid: () => random.uuid(), reseeds: true,
    lateWatermarkMs: run.singleWatermark ? batch.watermarkMs : run.lateWatermarkMs, evictWatermarkMs: batch.watermarkMs,
  };
}
