import { Arena } from '../../src/columnar/arena.ts';
import { columnOf } from '../../src/columnar/builder.ts';
import { type Chunk, makeChunk } from '../../src/columnar/chunk.ts';
import { readValue } from '../../src/columnar/read.ts';
import type { Environment } from '../../src/environment/environment.ts';
import type { BatchContext, EventTimeStatistics } from '../../src/exec/context.ts';
import type { OperatorTree, Receiver, StatefulOperator } from '../../src/exec/operator.ts';
import type { StreamRequest } from '../../src/exec/open-run.ts';
import type { Scan } from '../../src/plan/logical.ts';
import type { Sink, SinkDefinition } from '../../src/sinks/sink.ts';
import { memorySource, type MemoryBlocks } from '../../src/sources/memory.ts';
import type { DurableState } from '../../src/state/durable-state.ts';
import { type DataType, field, longType, type Schema, stringType } from '../../src/types/data-type.ts';

/**
 * A query made by hand, so that the runtime can be tested without parser and planner: counts rows per key, keeps the newest time as event
 * time, emits (key, count) of changed keys in every batch. Keys whose last time is at or below the watermark are forgotten.
 */
export const inputSchema: Schema = { fields: [field('key', stringType), field('time', longType)] };
export const outputSchema: Schema = { fields: [field('key', stringType), field('count', longType)] };

const scratch = new Arena();

/** Good until the next call. */
export function inputChunk(rows: readonly (readonly [key: string, timeMs: number])[]): Chunk {
  const arena = scratch;
  arena.reset();
  return makeChunk(inputSchema, [columnOf(stringType, rows.map(([key]) => key), arena), columnOf(longType, rows.map(([, time]) => BigInt(time)), arena)], rows.length);
}

export function outputRows(chunks: readonly Chunk[]): string[] {
  return chunks.flatMap((chunk) => Array.from({ length: chunk.rowCount }, (_, row) => chunk.columns.map((column) => String(readValue(column, row))).join(' ')));
}

/** Entries by slot; a delta is JSON lines of whole entries, `null` = gone. */
export class CountingState implements DurableState {
  readonly name = '0';
  readonly layout = 0;
  readonly slotBytes = 32;
  readonly entries = new Map<string, { count: number; time: number }>();
  readonly #slots: (string | undefined)[] = [];
  readonly #changed = new Set<string>();

  get slotCount(): number { return this.#slots.length; }

  put(key: string, count: number, time: number): void {
    if (!this.entries.has(key)) this.#slots.push(key);
    this.entries.set(key, { count, time });
    this.#changed.add(key);
  }

  remove(key: string): void {
    this.entries.delete(key);
    this.#slots[this.#slots.indexOf(key)] = undefined;
    this.#changed.add(key);
  }

  takeDelta(): readonly Uint8Array[] {
    const lines = [...this.#changed].map((key) => this.#line(key));
    this.#changed.clear();
    return lines.length === 0 ? [] : [Buffer.from(lines.join(''))];
  }

  takePiece(from: number, to: number): readonly Uint8Array[] {
    return [Buffer.from(this.#slots.slice(from, to).filter((key) => key !== undefined).map((key) => this.#line(key)).join(''))];
  }

  load(bytes: Uint8Array): void {
    for (const line of Buffer.from(bytes).toString('utf8').split('\n').filter((text) => text !== '')) {
      const [key, entry] = JSON.parse(line) as [string, { count: number; time: number } | null];
      if (entry !== null) this.put(key, entry.count, entry.time);
      else if (this.entries.has(key)) this.remove(key);
    }
    this.#changed.clear();
  }

  #line(key: string): string { return `${JSON.stringify([key, this.entries.get(key) ?? null])}\n`; }
}

export function countingTree(output: Receiver, scan: Scan, options: { readonly delayMs?: number; readonly countType?: DataType } = {}): OperatorTree {
  const state = new CountingState();
  const arena = new Arena();
  let seen: EventTimeStatistics | undefined;
  let touched = new Set<string>();
  let evictMs = 0;
  const operator: StatefulOperator = {
    stateId: 0,
    fingerprint: { stateId: 0, operatorName: 'stateStoreSave', stores: [{ name: '0', key: { fields: [field('key', stringType)] }, value: { fields: [field('count', options.countType ?? longType)] } }] },
    stores: [state],
    beginBatch: () => undefined,
    metrics: () => ({ numRowsTotal: state.entries.size, numRowsUpdated: touched.size, numRowsRemoved: 0, numRowsDroppedByWatermark: 0, memoryUsedBytes: 0, allUpdatesTimeMs: 0, allRemovalsTimeMs: 0, customMetrics: {} }),
    needsAnotherBatch: () => false,
    release: () => undefined,
  };
  const push = (chunk: Chunk): void => {
    for (let row = 0; row < chunk.rowCount; row++) {
      const key = readValue(chunk.columns[0]!, row) as string;
      const time = Number(readValue(chunk.columns[1]!, row) as bigint);
      state.put(key, (state.entries.get(key)?.count ?? 0) + 1, time);
      touched.add(key);
      seen = { count: (seen?.count ?? 0) + 1, maxMs: Math.max(seen?.maxMs ?? -Infinity, time), minMs: Math.min(seen?.minMs ?? Infinity, time), averageMs: time };
    }
  };
  const finish = (context: BatchContext): void => {
    arena.reset();
    const keys = [...touched].sort();
    output.push(makeChunk(outputSchema, [columnOf(stringType, keys, arena), columnOf(longType, keys.map((key) => BigInt(state.entries.get(key)!.count)), arena)], keys.length), context);
    for (const [key, { time }] of [...state.entries]) if (time <= evictMs) state.remove(key);
    output.finish(context);
  };
  return {
    schema: outputSchema,
    leaves: [{ kind: 'source', scan, push, finish }],
    stateful: [operator],
    watermarkNodes: [{ plan: { kind: 'EventTimeWatermark', input: { kind: 'SourceScan', scan, output: scan.output }, eventTime: scan.output[1]!, nodeId: 0, delayMs: options.delayMs ?? 1_000_000, output: scan.output }, statistics: () => seen }],
    begin: (context) => {
      evictMs = context.evictWatermarkMs ?? 0;
      seen = undefined;
      touched = new Set();
    },
    observed: () => [],
    needsAnotherBatch: (watermarkMs) => watermarkMs > evictMs,
    release: () => { arena.release(); },
  };
}

/** An outside system: survives every crash of the engine, and remembers the batch with the rows, as a database would. */
export class OutsideSink {
  readonly batches = new Map<number, readonly string[]>();
  readonly definition: SinkDefinition;
  /** A batch that was written twice with different rows. */
  readonly differences: string[] = [];
  writes = 0;

  constructor(options: { readonly remembers: boolean; readonly isDead: () => boolean; readonly beforeWrite?: (batchId: number) => void }) {
    const sink: Sink = {
      description: 'outside',
      lastCommitted: () => Promise.resolve(options.remembers ? [...this.batches.keys()].at(-1) : undefined),
      write: async (batchId, chunks) => {
        options.beforeWrite?.(batchId);
        if (options.isDead()) throw new Error('the process is dead');
        this.writes++;
        const rows = outputRows(chunks);
        const known = this.batches.get(batchId);
        if (known !== undefined && options.remembers) this.differences.push(`batch ${batchId} was written again to a sink that had it`);
        if (known !== undefined && known.join() !== rows.join()) this.differences.push(`batch ${batchId}: ${known.join()} then ${rows.join()}`);
        this.batches.set(batchId, rows);
      },
      close: () => Promise.resolve(),
    };
    this.definition = { name: 'outside', doc: '', options: [], modes: ['update'], guarantee: 'exactly-once', temporaryCheckpoint: false, open: () => Promise.resolve(sink) };
  }
}

export function countingRequest(environment: Environment, blocks: MemoryBlocks, sink: OutsideSink, more: Partial<StreamRequest> & { readonly tree?: Parameters<typeof countingTree>[2] } = {}): StreamRequest {
  const scan: Scan = { kind: 'Scan', format: 'memory', options: { blocks: blocks.id }, paths: [], schema: inputSchema, output: [], streaming: true, sourceId: 1 };
  const { tree, ...rest } = more;
  return {
    name: undefined, environment, checkpointPath: '/cp', temporaryCheckpoint: false, trigger: { kind: 'availableNow' }, conf: {},
    scans: [{ scan, definition: memorySource }], buildTree: (output) => countingTree(output, scan, tree), schema: outputSchema,
    sink: { definition: sink.definition, options: {}, path: undefined, mode: 'update', session: { publishTable: () => undefined, showTable: () => Promise.resolve(''), print: () => undefined } },
    ...rest,
  };
}
