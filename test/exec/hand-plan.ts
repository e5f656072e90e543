// Plans made by hand and a driver that feeds them rows, batch by batch.
import { Arena } from '../../src/columnar/arena.ts';
import { columnOf } from '../../src/columnar/builder.ts';
import { type Chunk, makeChunk, selectedCount } from '../../src/columnar/chunk.ts';
import { readValue } from '../../src/columnar/read.ts';
import { structValue, type Value } from '../../src/columnar/value.ts';
import { buildOperators } from '../../src/exec/build.ts';
import { rowSchema } from '../../src/exec/builder.ts';
import type { BatchContext, StateMetrics } from '../../src/exec/context.ts';
import type { OperatorTree, SourceLeaf } from '../../src/exec/operator.ts';
import { findFunction } from '../../src/functions/index.ts';
import type { AggregateCall, Attribute, BoundExpression, Literal } from '../../src/plan/bound.ts';
import type { AggregateSlot, EventTimeWatermark, PhysicalPlan, SourceScan } from '../../src/plan/physical.ts';
import { SessionSettings } from '../../src/plan/settings.ts';
import { booleanType, type DataType, field, longType, structType, timestampType } from '../../src/types/data-type.ts';

let lastId = 0;

export function attribute(name: string, type: DataType, nullable = true): Attribute {
  return { kind: 'Attribute', id: ++lastId, name, type, nullable, qualifier: [] };
}

export function literal(type: DataType, value: Value): Literal {
  return { kind: 'Literal', type, nullable: value === null, value };
}

export function source(name: string, output: readonly Attribute[], sourceId = ++lastId): SourceScan {
  return { kind: 'SourceScan', output, scan: { kind: 'Scan', format: 'memory', options: {}, paths: [], schema: rowSchema(output), output, streaming: true, sourceId, name } };
}

export function watermark(input: PhysicalPlan, eventTime: Attribute, delayMs: number): EventTimeWatermark {
  return { kind: 'EventTimeWatermark', input, eventTime, delayMs, nodeId: ++lastId, output: input.output };
}

export function call(name: string, args: readonly BoundExpression[], type: DataType = booleanType): BoundExpression {
  const definition = findFunction(name);
  if (definition?.kind !== 'scalar') throw new Error(`no function ${name}`);
  return { kind: 'Call', definition, written: name, arguments: args, type, nullable: true };
}

export function aggregate(name: string, args: readonly BoundExpression[], type: DataType, more: Partial<AggregateCall> = {}): AggregateSlot {
  const definition = findFunction(name);
  if (definition?.kind !== 'aggregate') throw new Error(`no aggregate ${name}`);
  const written: AggregateCall = { kind: 'AggregateCall', definition, written: name, arguments: args, distinct: false, ignoreNulls: false, type, nullable: true, ...more };
  return { call: written, result: attribute(name, type) };
}

export const countAll = (): AggregateSlot => aggregate('count', [literal(longType, 1n)], longType);

export const windowType = structType([field('start', timestampType), field('end', timestampType)]);
/** Seconds as a timestamp. */
export const at = (seconds: number): bigint => BigInt(Math.round(seconds * 1e6));
/** The window of ten seconds that starts there. */
export const windowAt = (seconds: number, size = 10): Value => structValue([at(seconds), at(seconds + size)]);

export interface BatchResult {
  readonly rows: readonly string[];
  readonly state: readonly StateMetrics[];
  readonly watermarkMs: number;
}

/** One query over sources named by scan name. Batches follow the rules of the engine: late = the eviction watermark of the batch before. */
export class HandRun {
  readonly tree: OperatorTree;
  readonly #arenas = { chunk: new Arena(), batch: new Arena(), input: new Arena() };
  #rows: string[] = [];
  #batchId = 0;
  #lateMs = 0;
  #watermarkMs = 0;
  readonly #maxMs = new Map<number, number>();

  constructor(plan: PhysicalPlan, conf: Readonly<Record<string, string>> = {}) {
    this.tree = buildOperators(plan, { settings: new SessionSettings(conf) }, {
      push: (chunk) => { this.#rows.push(...show(chunk)); },
      finish: () => undefined,
    });
  }

  /** `chunkRows`: how many rows go into one chunk. */
  batch(data: Readonly<Record<string, readonly (readonly Value[])[]>>, chunkRows = 3): BatchResult {
    this.#rows = [];
    const context: BatchContext = {
      arena: this.#arenas.chunk, batchArena: this.#arenas.batch, batchId: this.#batchId++, batchTimeMicros: 0n, nowMicros: () => 0n, random: () => 0.5, uuid: () => 'u',
      lateWatermarkMs: this.#lateMs, evictWatermarkMs: this.#watermarkMs,
    };
    this.tree.begin(context);
    for (const leaf of this.tree.leaves) {
      if (leaf.kind === 'local') leaf.run(context);
      else this.#feed(leaf, data[leaf.scan.name!] ?? [], { context, chunkRows });
    }
    this.#lateMs = this.#watermarkMs;
    this.#advance();
    return { rows: [...this.#rows].sort(), state: this.tree.stateful.map((one) => one.metrics()), watermarkMs: this.#watermarkMs };
  }

  /** The batch and, if one is due, the batch without data after it. */
  add(data: Parameters<HandRun['batch']>[0]): BatchResult {
    const first = this.batch(data);
    if (!this.tree.needsAnotherBatch(this.#watermarkMs)) return first;
    const second = this.batch({});
    return { ...second, rows: [...first.rows, ...second.rows].sort() };
  }

  /** A run of the same plan that starts from this one's deltas. */
  takeDeltas(): Map<string, Uint8Array> {
    const out = new Map<string, Uint8Array>();
    for (const store of this.tree.stateful.flatMap((one) => one.stores)) out.set(store.name, Uint8Array.from(Buffer.concat(store.takeDelta())));
    return out;
  }

  restore(deltas: readonly Map<string, Uint8Array>[], position: { readonly watermarkMs: number; readonly lateMs: number }): void {
    for (const store of this.tree.stateful.flatMap((one) => one.stores)) {
      for (const delta of deltas) if (delta.get(store.name)!.length > 0) store.load(delta.get(store.name)!);
    }
    this.#watermarkMs = position.watermarkMs;
    this.#lateMs = position.lateMs;
  }

  get position(): { readonly watermarkMs: number; readonly lateMs: number } { return { watermarkMs: this.#watermarkMs, lateMs: this.#lateMs }; }

  #feed(leaf: SourceLeaf, rows: readonly (readonly Value[])[], { context, chunkRows }: { readonly context: BatchContext; readonly chunkRows: number }): void {
    for (let start = 0; start < rows.length; start += chunkRows) {
      this.#arenas.input.reset();
      this.#arenas.chunk.reset();
      const part = rows.slice(start, start + chunkRows);
      const columns = leaf.scan.output.map((one, index) => columnOf(one.type, part.map((row) => row[index]!), this.#arenas.input));
      leaf.push(makeChunk(leaf.scan.schema, columns, part.length), context);
    }
    this.#arenas.chunk.reset();
    leaf.finish(context);
  }

  #advance(): void {
    const nodes = this.tree.watermarkNodes;
    if (nodes.length === 0) return;
    for (const node of nodes) {
      const seen = node.statistics();
      if (seen !== undefined) this.#maxMs.set(node.plan.nodeId, Math.max(this.#maxMs.get(node.plan.nodeId) ?? 0, seen.maxMs - node.plan.delayMs));
    }
    this.#watermarkMs = Math.max(this.#watermarkMs, Math.min(...nodes.map((node) => this.#maxMs.get(node.plan.nodeId) ?? 0)));
  }
}

/** Rows as text: times in seconds. */
export function show(chunk: Chunk): string[] {
  return Array.from({ length: selectedCount(chunk) }, (_, index) => {
    const row = chunk.selection === undefined ? index : chunk.selection[index]!;
    return chunk.columns.map((column) => showValue(readValue(column, row), column.type)).join(' ');
  });
}

function showValue(value: Value, type: DataType): string {
  if (value === null) return 'null';
  if (type.kind === 'timestamp') return `@${Number(value as bigint) / 1e6}`;
  if (type.kind === 'struct') return `[${(value as { struct: readonly Value[] }).struct.map((one, index) => showValue(one, type.fields[index]!.type)).join(',')}]`;
  if (type.kind === 'array') return `{${(value as { list: readonly Value[] }).list.map((one) => showValue(one, type.element)).join(',')}}`;
  return String(value);
}
