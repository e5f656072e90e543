import { Arena } from '../../columnar/arena.ts';
import { type Chunk, makeChunk } from '../../columnar/chunk.ts';
import { makeColumn, type Column } from '../../columnar/column.ts';
import { nullColumn } from '../../columnar/constant.ts';
import { gatherColumn } from '../../columnar/gather.ts';
import type { Pairs } from '../../columnar/join-table.ts';
import { compilePredicate, type Predicate } from '../../plan/evaluate.ts';
import type { HashJoin, NestedLoopJoin } from '../../plan/physical.ts';
import { booleanType, type Schema } from '../../types/data-type.ts';
import { type Builder, rowSchema } from '../builder.ts';
import type { BatchContext } from '../context.ts';
import { doneWith, type Receiver } from '../operator.ts';
import { buildKeptSide, isWorthKeeping, readsStream } from './kept-side.ts';
import { AllPairs, KeyPairs, type PairSource, type Probe, type Side } from './join-pairs.ts';
import { withinRanges } from './range-pairs.ts';
import { InOrder } from './row-numbers.ts';
import { pushIndexed, pushRows, RowBuffer, selectedRows, withSelection } from './rows.ts';

/**
 * Joins of bounded inputs, and of a stream with a table. One side is collected first (the right one; the left one of a right join), the
 * other one probes, chunk by chunk:
 *
 *   candidates (equal keys, or all; of many those within range, see range-pairs.ts) → residual condition → matches
 *   inner, cross   matches
 *   left, right    matches, then the probe rows without one, padded with NULL
 *   full           the same, and at the end the built rows without a match
 *   semi, anti     probe rows with, without a match       existence   all probe rows and whether they have a match
 *   NOT IN         anti, where a NULL on either side of the key makes the answer unknown: the row goes
 *
 * Beside a stream the collected side outlives the batch, see kept-side.ts, and rows of the same key are met last one first, as in the hashed tables of
 * Spark: a LIMIT or a deduplication above takes what comes first.
 */
export function buildHashJoin(plan: HashJoin, next: Receiver, builder: Builder): void {
  const sides = sidesOf(plan, plan.leftKeys, plan.rightKeys);
  const source = new KeyPairs(plan, sides, { ...builder.options, lastFirst: readsStream(sides.probe.plan) });
  if (plan.nullAware === true) buildJoin(plan, plan.residual, { sides, source, nullAware: source }, next, builder);
  else buildJoin(plan, plan.residual, { sides, source: withinRanges(source, plan.residual, sides, builder.options), nullAware: undefined }, next, builder);
}

export function buildNestedLoopJoin(plan: NestedLoopJoin, next: Receiver, builder: Builder): void {
  const sides = sidesOf(plan, [], []);
  buildJoin(plan, plan.condition, { sides, source: withinRanges(new AllPairs(), plan.condition, sides, builder.options), nullAware: undefined }, next, builder);
}

interface JoinParts { readonly sides: { readonly probe: Side; readonly built: Side }; readonly source: PairSource; readonly nullAware: KeyPairs | undefined }

function sidesOf(plan: HashJoin | NestedLoopJoin, leftKeys: Side['keys'], rightKeys: Side['keys']): JoinParts['sides'] {
  const left = { plan: plan.left, keys: leftKeys };
  const right = { plan: plan.right, keys: rightKeys };
  return plan.type === 'right' ? { probe: right, built: left } : { probe: left, built: right };
}

function buildJoin(plan: HashJoin | NestedLoopJoin, condition: HashJoin['residual'], parts: JoinParts, next: Receiver, builder: Builder): void {
  const select = condition === undefined ? undefined : compilePredicate(condition, [...plan.left.output, ...plan.right.output], builder.options);
  const { built, probe } = parts.sides;
  const kept = plan.type !== 'full' && isWorthKeeping(built.plan, probe.plan);
  // Only what is padded comes behind the matches of its chunk.
  const inOrder = plan.inOrder === undefined || (plan.type !== 'left' && plan.type !== 'right') ? undefined : new InOrder(plan.output, plan.inOrder, next);
  const join = new Join(plan, parts, { select, kept }, inOrder ?? next);
  builder.onRelease(() => {
    join.release();
    inOrder?.release();
  });
  const side: Receiver = {
    push: (chunk) => { join.collect(chunk); },
    finish: (context) => { join.closeBuilt(context); },
  };
  if (kept) buildKeptSide(built.plan, { ...side, forget: () => { join.forget(); } }, builder);
  else builder.build(built.plan, side);
  builder.build(probe.plan, {
    push(chunk, context) {
      join.probe(chunk, context);
      inOrder?.finish(context);
    },
    finish(context) {
      join.closeProbe(context);
      next.finish(context);
    },
    ...(plan.type === 'full' ? {} : doneWith(next)),
  });
}

class Join {
  readonly #type: HashJoin['type'];
  readonly #schema: Schema;
  readonly #pairSchema: Schema;
  readonly #parts: JoinParts;
  readonly #select: Predicate | undefined;
  readonly #kept: boolean;
  readonly #next: Receiver;
  readonly #built: RowBuffer;
  readonly #scratch = new Arena();
  #whole: Chunk | undefined;
  #builtMatched = new Uint8Array(0) as Uint8Array;

  constructor(plan: HashJoin | NestedLoopJoin, parts: JoinParts, { select, kept }: { readonly select: Predicate | undefined; readonly kept: boolean }, next: Receiver) {
    this.#type = plan.type;
    this.#schema = rowSchema(plan.output);
    this.#pairSchema = rowSchema([...plan.left.output, ...plan.right.output]);
    this.#parts = parts;
    this.#select = select;
    this.#kept = kept;
    this.#next = next;
    this.#built = new RowBuffer(rowSchema(parts.sides.built.plan.output));
  }

  collect(chunk: Chunk): void { this.#built.add(chunk); }

  closeBuilt(context: BatchContext): void {
    this.#whole = this.#built.whole();
    this.#parts.source.build(this.#whole, context);
    if (this.#type === 'full') this.#builtMatched = this.#scratch.uint8(this.#whole.rowCount).fill(0);
  }

  probe(chunk: Chunk, context: BatchContext): void {
    const probe = this.#parts.source.probe(chunk, context);
    switch (this.#type) {
      case 'inner': case 'cross': this.#matches(chunk, probe, undefined, context); break;
      case 'left': case 'right': case 'full': this.#outer(chunk, probe, context); break;
      case 'left semi': this.#emitWhere(chunk, this.#matched(chunk, probe, context), context); break;
      case 'left anti': this.#anti(chunk, probe, context); break;
      case 'existence': this.#existence(chunk, probe, context); break;
    }
  }

  closeProbe(context: BatchContext): void {
    if (this.#type === 'full') this.#emitUnmatchedBuilt(context);
    this.#scratch.reset();
    if (!this.#kept) this.forget();
  }

  /** The built side is empty again. */
  forget(): void {
    this.#built.clear();
    this.#parts.source.clear();
    this.#whole = undefined;
  }

  release(): void {
    this.#built.release();
    this.#parts.source.release();
    this.#scratch.release();
  }

  /** Emits the matches; marks them in `matched` by probe row, and those of a full join by built row. */
  #matches(chunk: Chunk, probe: Probe, matched: Uint8Array | undefined, context: BatchContext): void {
    for (const pairs of probe.pairs()) {
      const mark = context.arena.mark();
      const joined = makeChunk(this.#schema, this.#pairColumns(chunk, pairs, context), pairs.count);
      const selection = this.#select?.(joined.columns, joined, context);
      this.#markMatches(pairs, selection, matched);
      pushRows(this.#next, withSelection(joined, selection), context);
      context.arena.rewind(mark);
    }
  }

  #outer(chunk: Chunk, probe: Probe, context: BatchContext): void {
    const matched = context.arena.uint8(chunk.rowCount).fill(0);
    this.#matches(chunk, probe, matched, context);
    const lonely = rowsWhere(chunk, (row) => matched[row] === 0, context.arena);
    if (lonely.length === 0) return;
    const own = chunk.columns;
    const missing = this.#whole!.schema.fields.map((one) => nullColumn(one.type, chunk.rowCount, context.arena));
    const columns = this.#type === 'right' ? [...missing, ...own] : [...own, ...missing];
    pushRows(this.#next, makeChunk(this.#schema, columns, chunk.rowCount, lonely, chunk.weights), context);
  }

  /** One byte per probe row: it has a match. */
  #matched(chunk: Chunk, probe: Probe, context: BatchContext): (row: number) => boolean {
    if (this.#select === undefined) return probe.hasMatch;
    const matched = context.arena.uint8(chunk.rowCount).fill(0);
    for (const pairs of probe.pairs()) {
      const mark = context.arena.mark();
      const joined = makeChunk(this.#pairSchema, this.#pairColumns(chunk, pairs, context), pairs.count);
      this.#markMatches(pairs, this.#select(joined.columns, joined, context), matched);
      context.arena.rewind(mark);
    }
    return (row) => matched[row] === 1;
  }

  #anti(chunk: Chunk, probe: Probe, context: BatchContext): void {
    const { nullAware } = this.#parts;
    if (nullAware !== undefined && this.#whole!.rowCount > 0) {
      if (nullAware.hasNullBuilt) return;
      const matched = this.#matched(chunk, probe, context);
      this.#emitWhere(chunk, (row) => !matched(row) && !probe.hasNullKey(row), context);
      return;
    }
    const matched = this.#matched(chunk, probe, context);
    this.#emitWhere(chunk, (row) => !matched(row), context);
  }

  #existence(chunk: Chunk, probe: Probe, context: BatchContext): void {
    const matched = this.#matched(chunk, probe, context);
    const values = context.arena.uint8(chunk.rowCount);
    for (let row = 0; row < chunk.rowCount; row++) values[row] = matched(row) ? 1 : 0;
    const exists = makeColumn(booleanType, chunk.rowCount, { values });
    this.#next.push(makeChunk(this.#schema, [...chunk.columns, exists], chunk.rowCount, chunk.selection, chunk.weights), context);
  }

  #emitWhere(chunk: Chunk, test: (row: number) => boolean, context: BatchContext): void {
    const rows = rowsWhere(chunk, test, context.arena);
    if (rows.length > 0) this.#next.push(makeChunk(this.#schema, chunk.columns, chunk.rowCount, rows, chunk.weights), context);
  }

  #emitUnmatchedBuilt(context: BatchContext): void {
    const whole = this.#whole!;
    const rows = rowsWhere(whole, (row) => this.#builtMatched[row] === 0, this.#scratch);
    const missing = this.#parts.sides.probe.plan.output.map((one) => nullColumn(one.type, whole.rowCount, this.#scratch));
    pushIndexed(this.#next, { schema: this.#schema, columns: [...missing, ...whole.columns], indexes: rows }, context);
  }

  #markMatches(pairs: Pairs, selection: Uint32Array | undefined, matched: Uint8Array | undefined): void {
    const full = this.#type === 'full';
    if (matched === undefined && !full) return;
    const count = selection?.length ?? pairs.count;
    for (let index = 0; index < count; index++) {
      const at = selection === undefined ? index : selection[index]!;
      if (matched !== undefined) matched[pairs.probe[at]!] = 1;
      if (full) this.#builtMatched[pairs.built[at]!] = 1;
    }
  }

  #pairColumns(chunk: Chunk, { probe, built }: Pairs, { arena }: BatchContext): Column[] {
    const fromProbe = chunk.columns.map((column) => gatherColumn(column, probe, arena));
    const fromBuilt = this.#whole!.columns.map((column) => gatherColumn(column, built, arena));
    return this.#type === 'right' ? [...fromBuilt, ...fromProbe] : [...fromProbe, ...fromBuilt];
  }
}

function rowsWhere(chunk: Chunk, test: (row: number) => boolean, arena: Arena): Uint32Array {
  const given = selectedRows(chunk, arena);
  const rows = arena.uint32(given.length);
  let count = 0;
  for (const row of given) if (test(row)) rows[count++] = row;
  return rows.subarray(0, count);
}
