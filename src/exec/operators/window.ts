import type { Arena } from '../../columnar/arena.ts';
import { CHUNK_ROWS, type Chunk, makeChunk } from '../../columnar/chunk.ts';
import { gatherColumn } from '../../columnar/gather.ts';
import type { BoundSort, RankingCall, WindowCall } from '../../plan/bound.ts';
import { compileExpressions, type EvaluateAll } from '../../plan/evaluate.ts';
import type { WindowRows } from '../../plan/physical.ts';
import { type Builder, rowSchema } from '../builder.ts';
import type { BatchContext } from '../context.ts';
import type { Receiver } from '../operator.ts';
import { bindAggregate } from './bind-call.ts';
import { allRows, RowBuffer } from './rows.ts';
import { swapNullsForward } from './sort.ts';
import { sortRows } from '../../columnar/sort-rows.ts';
import { AggregateOverFrames } from './window-aggregate.ts';
import { type Frames, FrameFinder } from './window-frames.ts';
import { findPartitions, type SortedRows, type WindowColumn } from './window-partitions.ts';

/**
 * OVER: the input with one column more per call. All calls of a node share partitioning and order.
 *
 *   keep all rows → sort by partition and order keys (as ORDER BY does) → partitions and peers → a column per call → rows in sorted order
 */
export function buildWindow(plan: WindowRows, next: Receiver, builder: Builder): void {
  const buffer = new RowBuffer(rowSchema(plan.input.output));
  const sorter = new WindowSorter(plan, builder);
  const columns = plan.calls.map(({ input }) => makeColumnOf(input, plan, builder));
  const schema = rowSchema(plan.output);
  builder.onRelease(() => {
    buffer.release();
    for (const column of columns) column.release();
  });
  builder.build(plan.input, {
    push: (chunk) => { buffer.add(chunk); },
    finish(context) {
      if (buffer.rowCount > 0) {
        const whole = buffer.whole();
        const kept = { ...context, arena: buffer.arena };
        const sorted = sorter.sort(whole, kept);
        const results = columns.map((column) => column.compute(whole, sorted, kept));
        pushSorted(next, (part, range, arena) => {
          const input = whole.columns.map((column) => gatherColumn(column, part, arena));
          return makeChunk(schema, [...input, ...results.map((column) => gatherColumn(column, range, arena))], part.length);
        }, sorted.rows, context);
      }
      buffer.clear();
      next.finish(context);
    },
  });
}

function makeColumnOf(call: WindowCall, plan: WindowRows, builder: Builder): WindowColumn {
  const frames = new FrameFinder(call, plan.input.output, builder.options);
  if (call.function.kind === 'AggregateCall') return new AggregateOverFrames(call.function, frames, plan.input.output, builder.options);
  return rankingColumn(call.function, frames, plan, builder);
}

function rankingColumn(call: RankingCall, finder: FrameFinder, plan: WindowRows, { options }: Builder): WindowColumn {
  const evaluate = call.definition.evaluate(bindAggregate(call, options.settings));
  const argumentsOf = compileExpressions(call.arguments, plan.input.output, options);
  return {
    compute(whole, sorted, context) {
      const args = argumentsOf(whole.columns, whole, context).map((column) => gatherColumn(column, sorted.rows, context.arena));
      const frames = call.definition.fixedFrame === undefined ? finder.find(whole, sorted, context) : undefined;
      return evaluate(args, partitionsOf(sorted, frames), whole.rowCount, context);
    },
    release: () => {},
  };
}

const noFrames = new Uint32Array(0);

function partitionsOf({ partitions, peerStart, peerEnd }: SortedRows, frames: Frames | undefined): Parameters<ReturnType<RankingCall['definition']['evaluate']>>[1] {
  return Array.from({ length: partitions.length - 1 }, (_, index) => {
    const [start, end] = [partitions[index]!, partitions[index + 1]!];
    return {
      start, end, peerStart: peerStart.subarray(start, end), peerEnd: peerEnd.subarray(start, end),
      frameStart: frames?.start.subarray(start, end) ?? noFrames, frameEnd: frames?.end.subarray(start, end) ?? noFrames,
    };
  });
}

class WindowSorter {
  readonly #keys: EvaluateAll;
  readonly #partitionBy: readonly Pick<BoundSort, 'descending' | 'nullsFirst'>[];
  readonly #orderBy: readonly BoundSort[];

  constructor({ calls, input }: WindowRows, { options }: Builder) {
    const { partitionBy, orderBy } = calls[0]!.input;
    this.#partitionBy = partitionBy.map(() => ({ descending: false, nullsFirst: true }));
    this.#orderBy = orderBy;
    this.#keys = compileExpressions([...partitionBy, ...orderBy.map((one) => one.input)], input.output, options);
  }

  sort(whole: Chunk, context: BatchContext): SortedRows {
    const keys = this.#keys(whole.columns, whole, context);
    const count = this.#partitionBy.length;
    const unsorted = allRows(whole.rowCount, context.arena);
    if (keys.length === 1) swapNullsForward(keys[0]!, unsorted);
    const rows = sortRows(keys, [...this.#partitionBy, ...this.#orderBy], unsorted, context.arena);
    return findPartitions(rows, { partitionKeys: keys.slice(0, count), orderKeys: keys.slice(count) }, context.arena);
  }
}

type MakeChunk = (part: Uint32Array, range: Uint32Array, arena: Arena) => Chunk;

function pushSorted(next: Receiver, make: MakeChunk, rows: Uint32Array, context: BatchContext): void {
  for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
    const mark = context.arena.mark();
    const part = rows.subarray(start, start + CHUNK_ROWS);
    const range = context.arena.uint32(part.length);
    for (let at = 0; at < part.length; at++) range[at] = start + at;
    next.push(make(part, range, context.arena), context);
    context.arena.rewind(mark);
  }
}
