import { type Chunk, makeChunk } from '../../columnar/chunk.ts';
import { GroupTable } from '../../columnar/group-table.ts';
import { fail } from '../../errors/stream-error.ts';
import type { RecursiveRows } from '../../plan/physical.ts';
import { type Builder, rowSchema } from '../builder.ts';
import type { BatchContext } from '../context.ts';
import type { Leaf, Receiver } from '../operator.ts';
import { pushRows, RowBuffer, withSelection } from './rows.ts';

/**
 * WITH RECURSIVE: the anchor's rows, then what the step makes of the rows of the round before, until a round has none.
 * UNION (not ALL) leaves out rows that were there before. Tables the step reads are collected once and read again in every round.
 */
export function buildRecursive(plan: RecursiveRows, next: Receiver, builder: Builder): void {
  const loop = new Loop(plan, next, builder);
  builder.onRelease(() => { loop.release(); });
  builder.build(plan.anchor, { push: (chunk, context) => { loop.take(chunk, context); }, finish: () => undefined });
  loop.collectTables(builder);
}

class Loop {
  readonly #plan: RecursiveRows;
  readonly #next: Receiver;
  readonly #schema: ReturnType<typeof rowSchema>;
  readonly #step: ReturnType<Builder['subtree']>;
  readonly #known: GroupTable | undefined;
  readonly #tables: RowBuffer[] = [];
  #round: RowBuffer;
  #following: RowBuffer;
  #rowCount = 0;

  constructor(plan: RecursiveRows, next: Receiver, builder: Builder) {
    this.#plan = plan;
    this.#next = next;
    this.#schema = rowSchema(plan.output);
    this.#round = new RowBuffer(this.#schema);
    this.#following = new RowBuffer(this.#schema);
    this.#known = plan.all ? undefined : new GroupTable(plan.output.map((one) => one.type));
    this.#step = builder.subtree(plan.step, { push: (chunk, context) => { this.take(chunk, context); }, finish: () => undefined }, { loops: new Map([[plan.loopId, () => this.#round.chunks]]) });
  }

  /** Leaves of the step become leaves of the query, which fill buffers; the last one starts the rounds. */
  collectTables(builder: Builder): void {
    const leaves = this.#step.leaves.filter((leaf) => leaf.kind === 'source');
    for (const leaf of leaves) {
      const table = new RowBuffer(leaf.scan.schema);
      this.#tables.push(table);
      builder.addLeaf({ kind: 'source', scan: leaf.scan, push: (chunk) => { table.add(chunk); }, finish: () => undefined });
    }
    builder.addLeaf({ kind: 'local', run: (context) => { this.run(context); } });
  }

  take(given: Chunk, context: BatchContext): void {
    const chunk = this.#withoutKnown(makeChunk(this.#schema, given.columns, given.rowCount, given.selection), context);
    this.#following.add(chunk);
    this.#rowCount += chunk.selection?.length ?? chunk.rowCount;
    const { maxRows } = this.#plan;
    // A LIMIT above takes the place of the limit for all.
    if (maxRows >= 0 && this.#rowCount >= maxRows && this.#next.isDone === undefined) fail('RECURSION_ROW_LIMIT_EXCEEDED', { rowLimit: String(maxRows) });
    pushRows(this.#next, chunk, context);
  }

  run(context: BatchContext): void {
    const { maxRounds } = this.#plan;
    for (let round = 1; this.#following.rowCount > 0 && this.#next.isDone?.() !== true; round++) {
      if (maxRounds >= 0 && round > maxRounds) fail('RECURSION_LEVEL_LIMIT_EXCEEDED', { levelLimit: String(maxRounds) });
      [this.#round, this.#following] = [this.#following, this.#round];
      this.#following.clear();
      this.#step.begin(context);
      let table = 0;
      for (const leaf of this.#step.leaves) table = this.#feed(leaf, table, context);
    }
    this.#end(context);
  }

  release(): void {
    this.#step.release();
    this.#known?.release();
    for (const buffer of [this.#round, this.#following, ...this.#tables]) buffer.release();
  }

  #feed(leaf: Leaf, table: number, context: BatchContext): number {
    if (leaf.kind === 'local') {
      leaf.run(context);
      return table;
    }
    for (const chunk of this.#tables[table]!.chunks) pushRows(leaf, chunk, context);
    leaf.finish(context);
    return table + 1;
  }

  #withoutKnown(chunk: Chunk, context: BatchContext): Chunk {
    if (this.#known === undefined) return chunk;
    const fresh = context.arena.uint32(chunk.rowCount);
    const count = this.#known.assign(chunk.columns, chunk, context.arena.uint32(chunk.rowCount), context.arena, fresh);
    return withSelection(chunk, fresh.subarray(0, count));
  }

  #end(context: BatchContext): void {
    this.#known?.clear();
    for (const buffer of [this.#round, this.#following, ...this.#tables]) buffer.clear();
    this.#rowCount = 0;
    this.#next.finish(context);
  }
}
