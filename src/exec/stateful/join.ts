import { isValid } from '../../columnar/bitmap.ts';
import { type Chunk, CHUNK_ROWS, makeChunk } from '../../columnar/chunk.ts';
import type { Column } from '../../columnar/column.ts';
import { nullColumn } from '../../columnar/constant.ts';
import { gatherColumn } from '../../columnar/gather.ts';
import type { Pairs } from '../../columnar/join-table.ts';
import { fail } from '../../errors/stream-error.ts';
import { compilePredicate, type Predicate } from '../../plan/evaluate.ts';
import type { SymmetricHashJoin } from '../../plan/physical.ts';
import type { OperatorFingerprint } from '../../state/durable-state.ts';
import type { RowTable } from '../../state/row-table.ts';
import type { Schema } from '../../types/data-type.ts';
import { type Builder, rowSchema } from '../builder.ts';
import type { BatchContext, OperatorWatermarks, StateMetrics } from '../context.ts';
import type { Receiver, StatefulOperator } from '../operator.ts';
import { pushRows, selectedRows, withSelection } from '../operators/rows.ts';
import { StateCounters } from './counters.ts';
import { type Arrivals, JoinSide } from './join-side.ts';
import { joinStateWatermarks } from './join-watermark.ts';

/**
 * Join of two streams.
 *
 *   Δ(L ⋈ R) = ΔL ⋈ R  +  (L + ΔL) ⋈ ΔR          L, R: what is kept of the batches before
 *
 * Order     left rows first: they meet the right rows of earlier batches and are kept; then right rows meet all left rows. A left semi join takes
 *           right rows first, so that a left row that matches on arrival is never kept. Late rows are dropped before. A row that fails a
 *           condition on its side alone never matches: it goes, null-padded at once if its side is preserved.
 * State     rows of both sides by key (keys compare byte by byte), each with a flag: it has matched. A right row that is already dead is not
 *           kept, unless it still has to come out null-padded. Left semi: a left row is kept only until it matches.
 * Dies      by key or by value, up to the bounds of join-watermark.ts; a preserved row that never matched comes out null-padded then.
 * Promise   each matching pair once; each preserved row without a match once, when no match can come any more.
 */
export function buildSymmetricJoin(plan: SymmetricHashJoin, next: Receiver, builder: Builder): void {
  const operator = new StreamJoin(plan, next, builder);
  builder.addStateful(operator);
  // Feeding order is the order of the law.
  const [first, second] = plan.type === 'left semi' ? (['right', 'left'] as const) : (['left', 'right'] as const);
  builder.build(plan[first], { push: (chunk, context) => { operator.arrive(chunk, first, context); }, finish: () => undefined });
  builder.build(plan[second], { push: (chunk, context) => { operator.arrive(chunk, second, context); }, finish: (context) => { operator.finish(context); } });
}

type Which = 'left' | 'right';

class StreamJoin implements StatefulOperator {
  readonly stateId: number;
  readonly fingerprint: OperatorFingerprint;
  readonly stores: readonly RowTable[];
  readonly #plan: SymmetricHashJoin;
  readonly #next: Receiver;
  readonly #schema: Schema;
  readonly #pairSchema: Schema;
  readonly #sides: Readonly<Record<Which, JoinSide>>;
  readonly #preserved: Readonly<Record<Which, boolean>>;
  readonly #residual: Predicate | undefined;
  readonly #counters = new StateCounters();
  #watermarks: OperatorWatermarks = { lateMicros: undefined, evictMicros: undefined };

  constructor(plan: SymmetricHashJoin, next: Receiver, builder: Builder) {
    if (plan.leftKeys.length === 0) fail('TIDEMARK_STREAM_JOIN_WITHOUT_EQUALITY', {});
    this.stateId = plan.stateId;
    this.#plan = plan;
    this.#next = next;
    this.#schema = rowSchema(plan.output);
    const both = [...plan.left.output, ...plan.right.output];
    this.#pairSchema = rowSchema(both);
    this.#residual = plan.residual === undefined ? undefined : compilePredicate(plan.residual, both, builder.options);
    this.#preserved = { left: plan.type === 'left' || plan.type === 'full', right: plan.type === 'right' || plan.type === 'full' };
    const { nullSafe } = plan;
    this.#sides = {
      left: new JoinSide({ name: `${plan.stateId}/left`, plan: plan.left, keys: plan.leftKeys, nullSafe, only: plan.leftOnly, eventTime: plan.leftEventTime, eviction: plan.leftEviction }, builder),
      right: new JoinSide({ name: `${plan.stateId}/right`, plan: plan.right, keys: plan.rightKeys, nullSafe, only: plan.rightOnly, eventTime: plan.rightEventTime, eviction: plan.rightEviction }, builder),
    };
    this.stores = [this.#sides.left.table, this.#sides.right.table];
    this.fingerprint = {
      stateId: plan.stateId, operatorName: 'symmetricHashJoin',
      stores: (['left', 'right'] as const).map((which) => ({
        name: this.#sides[which].table.name,
        key: { fields: (which === 'left' ? plan.leftKeys : plan.rightKeys).map((one, index) => ({ name: `field${index}`, type: one.type, nullable: true })) },
        value: rowSchema(plan[which].output),
        layout: this.#sides[which].layout,
      })),
    };
  }

  beginBatch(watermarks: OperatorWatermarks): void {
    this.#watermarks = watermarks;
    this.#counters.reset();
  }

  arrive(given: Chunk, which: Which, context: BatchContext): void {
    const mine = this.#sides[which];
    const arrivals = mine.arrive(given, this.#watermarks.lateMicros, context, (count) => { this.#counters.dropped += count; });
    if (this.#preserved[which]) this.#emitPadded(arrivals.chunk, which, arrivals.unable, context);
    const matched = context.arena.uint8(given.rowCount).fill(0);
    this.#match(arrivals, which, matched, context);
    const kept = this.#worthKeeping(arrivals, which, matched, context);
    this.#counters.timed('updates', context, () => { mine.store(arrivals, kept, matched, context); });
    this.#counters.updated += kept.length;
  }

  finish(context: BatchContext): void {
    const { evictMicros } = this.#watermarks;
    if (evictMicros !== undefined) {
      const dead = joinStateWatermarks(this.#plan, evictMicros);
      this.#evict('left', dead.left, context);
      this.#evict('right', dead.right, context);
    }
    this.#next.finish(context);
  }

  metrics(): StateMetrics {
    const { left, right } = this.#sides;
    return this.#counters.metrics(left.table.count + right.table.count, left.table.memoryBytes + right.table.memoryBytes);
  }

  needsAnotherBatch(watermarkMicros: bigint | undefined): boolean {
    const evicts = this.#plan.leftEviction !== undefined || this.#plan.rightEviction !== undefined;
    return evicts && watermarkMicros !== undefined && watermarkMicros > (this.#watermarks.evictMicros ?? 0n);
  }

  release(): void {
    this.#sides.left.release();
    this.#sides.right.release();
  }

  /** Meets the rows that the other side keeps; emits matches and marks both partners. */
  #match(arrivals: Arrivals, which: Which, matched: Uint8Array, context: BatchContext): void {
    const other: Which = which === 'left' ? 'right' : 'left';
    const kept = this.#sides[other];
    const ids = kept.find(arrivals, context.arena);
    const semi = this.#plan.type === 'left semi';
    const found = semi && which === 'right' ? context.arena.uint32(kept.table.count) : undefined;
    const partner = semi && which === 'left' ? context.arena.uint32(arrivals.chunk.rowCount) : undefined;
    let foundCount = 0;
    for (const pairs of kept.table.pairs(ids, arrivals.able, context.arena)) {
      const mark = context.arena.mark();
      const joined = makeChunk(semi ? this.#pairSchema : this.#schema, this.#pairColumns(arrivals.chunk, which, pairs, context), pairs.count);
      const selection = this.#residual?.(joined.columns, joined, context);
      const chosen = selectedRows({ rowCount: pairs.count, selection }, context.arena);
      for (const at of chosen) matched[pairs.probe[at]!] = 1;
      // A left row looks no further than its first partner, which is the last one of its pairs.
      if (partner !== undefined) for (const at of chosen) partner[pairs.probe[at]!] = pairs.built[at]!;
      if (found !== undefined) foundCount = markFound(kept.matchedFlags, pairs.built, chosen, found, foundCount);
      else if (!semi) {
        markMatched(kept, pairs.built, chosen);
        pushRows(this.#next, withSelection(joined, selection), context);
      }
      context.arena.rewind(mark);
    }
    if (found !== undefined) this.#emitSemi(found.subarray(0, foundCount), context);
    else if (partner !== undefined) {
      const rows = rowsWhere(arrivals.able, matched, 1, context);
      markMatched(kept, partner, rows);
      pushRows(this.#next, makeChunk(this.#schema, arrivals.chunk.columns, arrivals.chunk.rowCount, rows), context);
    }
  }

  /** Left rows that a right row has found: out they come, and out of the state they go. */
  #emitSemi(rows: Uint32Array, context: BatchContext): void {
    const { left } = this.#sides;
    for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
      const mark = context.arena.mark();
      const part = rows.subarray(start, start + CHUNK_ROWS);
      this.#next.push(makeChunk(this.#schema, left.readRows(part, context.arena), part.length), context);
      context.arena.rewind(mark);
    }
    left.table.remove(rows);
    this.#counters.removed += rows.length;
  }

  #worthKeeping(arrivals: Arrivals, which: Which, matched: Uint8Array, context: BatchContext): Uint32Array {
    const { able } = arrivals;
    if (which === 'left') return this.#plan.type === 'left semi' ? rowsWhere(able, matched, 0, context) : selectedRows(able, context.arena);
    const times = this.#sides.right.deathTimes(arrivals, context);
    const dead = this.#watermarks.evictMicros === undefined ? undefined : joinStateWatermarks(this.#plan, this.#watermarks.evictMicros).right;
    const rows = selectedRows(able, context.arena);
    if (times === undefined || dead === undefined) return rows;
    const kept = context.arena.uint32(rows.length);
    let count = 0;
    for (const row of rows) {
      const gone = isValid(times.validity, row) && times.values[row]! <= dead;
      if (!gone || (this.#preserved.right && matched[row] === 0)) kept[count++] = row;
    }
    return kept.subarray(0, count);
  }

  #evict(which: Which, deadUpTo: bigint | undefined, context: BatchContext): void {
    if (deadUpTo === undefined) return;
    const side = this.#sides[which];
    const rows = this.#counters.timed('removals', context, () => side.table.expired(deadUpTo, context.arena));
    if (rows.length === 0) return;
    if (this.#preserved[which]) {
      const flags = side.matchedFlags;
      const lonely = rows.filter((row) => flags[row] === 0);
      for (let start = 0; start < lonely.length; start += CHUNK_ROWS) {
        const mark = context.arena.mark();
        const part = context.arena.uint32(Math.min(CHUNK_ROWS, lonely.length - start));
        part.set(lonely.subarray(start, start + CHUNK_ROWS));
        const own = makeChunk(this.#schema, side.readRows(part, context.arena), part.length);
        this.#emitPadded(own, which, undefined, context);
        context.arena.rewind(mark);
      }
    }
    this.#counters.timed('removals', context, () => { side.table.remove(rows); });
    this.#counters.removed += rows.length;
  }

  #emitPadded(chunk: Chunk, which: Which, rows: Uint32Array | undefined, context: BatchContext): void {
    if (rows?.length === 0) return;
    const missing = this.#plan[which === 'left' ? 'right' : 'left'].output.map((one) => nullColumn(one.type, chunk.rowCount, context.arena));
    const columns = which === 'left' ? [...chunk.columns, ...missing] : [...missing, ...chunk.columns];
    pushRows(this.#next, makeChunk(this.#schema, columns, chunk.rowCount, rows), context);
  }

  #pairColumns(chunk: Chunk, which: Which, { probe, built }: Pairs, { arena }: BatchContext): Column[] {
    const own = chunk.columns.map((column) => gatherColumn(column, probe, arena));
    const others = this.#sides[which === 'left' ? 'right' : 'left'].readRows(built, arena);
    return which === 'left' ? [...own, ...others] : [...others, ...own];
  }
}

function markMatched(side: JoinSide, built: Uint32Array, chosen: Uint32Array): void {
  const flags = side.matchedFlags;
  for (const at of chosen) {
    const row = built[at]!;
    if (flags[row] === 1) continue;
    flags[row] = 1;
    side.table.touch(row);
  }
}

/** Adds the rows not found before to `found`. */
function markFound(flags: Uint8Array, built: Uint32Array, chosen: Uint32Array, found: Uint32Array, count: number): number {
  let length = count;
  for (const at of chosen) {
    const row = built[at]!;
    if (flags[row] === 1) continue;
    flags[row] = 1;
    found[length++] = row;
  }
  return length;
}

function rowsWhere(rows: Arrivals['able'], flags: Uint8Array, wanted: 0 | 1, { arena }: BatchContext): Uint32Array {
  const given = selectedRows(rows, arena);
  const out = arena.uint32(given.length);
  let count = 0;
  for (const row of given) if (flags[row] === wanted) out[count++] = row;
  return out.subarray(0, count);
}
