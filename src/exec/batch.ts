import { Arena } from '../columnar/arena.ts';
import type { Chunk } from '../columnar/chunk.ts';
import { copyChunk } from '../columnar/gather.ts';
import type { Environment } from '../environment/environment.ts';
import { invariant } from '../errors/stream-error.ts';
import type { LogicalPlan, Scan } from '../plan/logical.ts';
import type { PhysicalPlan } from '../plan/physical.ts';
import { findSource } from '../sources/index.ts';
import type { Source, SourceDefinition } from '../sources/source.ts';
import { buildOperators } from './build.ts';
import type { BuildOptions } from './builder.ts';
import type { BatchContext, ObservedRow } from './context.ts';
import type { Leaf } from './operator.ts';
import { replaceSubqueries } from './subqueries.ts';

export interface BatchOptions extends BuildOptions {
  readonly environment: Environment;
  /** Plans the subqueries that are left in expressions. */
  readonly planSubquery: (plan: LogicalPlan) => PhysicalPlan;
  /** What observe() saw, after the last row. */
  readonly onObserved?: (rows: readonly ObservedRow[]) => void;
  readonly signal?: AbortSignal;
}

/**
 * Runs a bounded query once: subqueries first, then the sources of the plan one after the other through its operators. A chunk is good until the
 * next one is pulled. Who stops pulling stops the reading.
 */
export async function* runBatch(plan: PhysicalPlan, options: BatchOptions): AsyncGenerator<Chunk> {
  const ready = await replaceSubqueries(plan, (subquery) => runBatch(options.planSubquery(subquery), options));
  const output: Chunk[] = [];
  const arenas = { chunk: new Arena(), batch: new Arena(), output: new Arena() };
  const tree = buildOperators(ready, options, { push: (chunk) => { output.push(copyChunk(chunk, arenas.output)); }, finish: () => undefined });
  const context = contextOf(options.environment, arenas);
  try {
    tree.begin(context);
    for (const leaf of tree.leaves) {
      for await (const _ of feedLeaf(leaf, context, options)) {
        yield* output;
        output.length = 0;
        arenas.output.reset();
      }
    }
    options.onObserved?.(tree.observed());
  } finally {
    tree.release();
    for (const arena of Object.values(arenas)) arena.release();
  }
}

/** Feeds a leaf to its end; yields whenever output may have come. */
async function* feedLeaf(leaf: Leaf, context: BatchContext, options: BatchOptions): AsyncGenerator<undefined> {
  context.arena.reset();
  if (leaf.kind === 'local') {
    if (leaf.steps === undefined) leaf.run(context);
    else for (const _ of leaf.steps(context)) { yield; context.arena.reset(); }
    yield;
    return;
  }
  const source = await openTable(leaf.scan, options);
  try {
    for await (const chunk of readTable(source)) {
      context.arena.reset();
      leaf.push(chunk, context);
      yield;
      if (leaf.isDone?.() === true) break;
    }
  } finally {
    await source.close();
  }
  context.arena.reset();
  leaf.finish(context);
  yield;
}

function openTable(scan: Scan, { environment, signal, settings }: BatchOptions): Promise<Source> {
  const definition: SourceDefinition = findSource(scan.format);
  invariant(definition.batch, `the source ${definition.name} can be read as a table`);
  const facts = new Map<string, string>();
  return definition.open({
    options: Object.fromEntries(Object.entries(scan.options).map(([key, value]) => [key.toLowerCase(), value])),
    paths: scan.paths, schema: scan.schema, streaming: false, fileMetadata: scan.fileMetadata === true, environment,
    ...(scan.required === undefined ? {} : { required: scan.required }), ...(scan.tests === undefined ? {} : { tests: scan.tests }),
    metadata: { get: (key) => facts.get(key), put: (key, value) => { facts.set(key, value); } },
    signal: signal ?? new AbortController().signal, setting: settings.get,
  });
}

async function* readTable(source: Source): AsyncGenerator<Chunk> {
  const start = await source.initialOffset();
  const end = await source.latestOffset(start, 'all');
  if (end !== undefined && end !== start) yield* source.read(start, end);
}

function contextOf({ clock, random }: Environment, arenas: { readonly chunk: Arena; readonly batch: Arena }): BatchContext {
  const startMicros = BigInt(Math.round(clock.nowMs() * 1000));
  return {
    arena: arenas.chunk, batchArena: arenas.batch, batchId: 0, batchTimeMicros: startMicros,
    // One run of a bounded query sees one time, however it is asked for.
    nowMicros: () => startMicros,
    random: () => random.next(), uuid: () => random.uuid(),
    lateWatermarkMs: undefined, evictWatermarkMs: undefined,
  };
}
