import type { Arena } from '../../columnar/arena.ts';
import type { Chunk, Rows } from '../../columnar/chunk.ts';
import type { Column } from '../../columnar/column.ts';
import { concatColumns, gatherColumn, gatherOrNull, MISSING } from '../../columnar/gather.ts';
import { FixedStateColumn, type GroupState, type StateColumn } from '../../columnar/group-state.ts';
import type { AggregateKernel } from '../../functions/function.ts';
import type { AggregateCall, Attribute } from '../../plan/bound.ts';
import { compileExpressions, compilePredicate, type EvaluateAll, type EvaluationOptions, type Predicate } from '../../plan/evaluate.ts';
import type { DataType } from '../../types/data-type.ts';
import type { BatchContext } from '../context.ts';
import { OwnState } from './accumulators.ts';
import { bindAggregate } from './bind-call.ts';
import { isNullAt } from './join-pairs.ts';
import { allRows } from './rows.ts';
import { goForward, pickExtremes, type Taken } from './window-extremes.ts';
import type { FrameFinder, Frames } from './window-frames.ts';
import type { SortedRows, WindowColumn } from './window-partitions.ts';
import { FrameTree } from './window-tree.ts';

/** Frames, or rows in frames, that are computed together. */
const BLOCK_FRAMES = 4096;
const BLOCK_ROWS = 65536;
/** Frames that only grow are carried forward when computing each anew would read so many times the rows. */
const REREAD_LIMIT = 8;
/** Longer frames than this are put together from a tree, where that is exact. */
const LONG_FRAME = 48;
/** Rows read at once for frames that grow: kernels may look at all of them for every frame. */
const GROWING_ROWS = 1024;
/** Copied state that may pile up before results are taken. */
const BLOCK_BYTES = 1 << 23;

/**
 * An aggregate over frames. Rows with the same frame share a group, and groups are computed in blocks:
 *
 *   frames that are few or slide   every row once per frame it is in, all frames of a block in one update        O(rows in frames)
 *   frames that only grow          the state of the frame before, copied, and the rows that came in addition     O(rows)
 *   long frames, exact merges      a tree of states, window-tree.ts                                              O(frames × log rows)
 *   first and last values          picked by position                                                            O(frames)
 *   greatest and least values      picked from the rows that may still become one, window-extremes.ts            O(rows)
 *
 * Rows are added in their order, or it does not matter, so all give the same answer to the last bit.
 */
export class AggregateOverFrames implements WindowColumn {
  readonly #kernel: AggregateKernel;
  readonly #type: DataType;
  readonly #frames: FrameFinder;
  readonly #arguments: EvaluateAll;
  readonly #filter: Predicate | undefined;
  readonly #state: OwnState;

  constructor(call: AggregateCall, frames: FrameFinder, input: readonly Attribute[], options: EvaluationOptions) {
    this.#kernel = call.definition.aggregate({ ...bindAggregate(call, options.settings), overFrames: true });
    this.#type = call.type;
    this.#frames = frames;
    this.#arguments = compileExpressions([...call.arguments, ...(call.orderBy ?? []).map((one) => one.input)], input, options);
    this.#filter = call.filter === undefined ? undefined : compilePredicate(call.filter, input, options);
    this.#state = new OwnState(this.#kernel.state);
    this.#state.reserve(BLOCK_FRAMES + 1);
  }

  compute(whole: Chunk, sorted: SortedRows, context: BatchContext): Column {
    const frames = this.#frames.find(whole, sorted, context);
    const rows = this.#filter === undefined ? whole : { rowCount: whole.rowCount, selection: this.#filter(whole.columns, whole, context) };
    const args = this.#arguments(whole.columns, rows, context);
    const taken = takenRows(sorted, frames, rows, context.arena);
    if (this.#kernel.picks !== undefined) return pickRows(args[0]!, taken, this.#kernel.picks, context.arena);
    if (this.#kernel.extreme !== undefined && goForward(taken.frames)) return pickExtremes(args, taken, this.#kernel.extreme, context.arena);
    if (isLong(taken.frames, sorted) && this.#kernel.mergesExactly?.(args, whole.rowCount) === true) return this.#overTree(args, taken, context);
    const blocks = new Blocks({ kernel: this.#kernel, state: this.#state, args, rows: taken.rows }, context);
    const groups = this.#addFrames(taken.frames, sorted, blocks, context.arena);
    const results = blocks.results();
    return gatherColumn(concatColumns(this.#type, results, context.arena), groups, context.arena);
  }

  release(): void { this.#state.release(); }

  #overTree(args: readonly Column[], { rows, frames }: Taken, context: BatchContext): Column {
    const { arena } = context;
    const distinct = distinctFrames(frames, arena);
    const tree = new FrameTree(this.#kernel, args.map((column) => gatherColumn(column, rows, arena)), rows.length, context);
    const results = concatColumns(this.#type, tree.results(distinct.frames), arena);
    tree.release();
    return gatherColumn(results, distinct.numbers, arena);
  }

  /** Adds the frames of all partitions to the blocks; the number of each row's frame. */
  #addFrames({ start, end }: Frames, { partitions }: SortedRows, blocks: Blocks, arena: Arena): Uint32Array {
    const groups = arena.uint32(start.length);
    let group = -1;
    for (let index = 0; index + 1 < partitions.length; index++) {
      const first = partitions[index]!;
      const behind = partitions[index + 1]!;
      const growing = growsOnly(start, end, first, behind);
      for (let at = first; at < behind; at++) {
        if (at === first || start[at] !== start[at - 1] || end[at] !== end[at - 1]) {
          group++;
          if (growing) blocks.grow(at === first ? undefined : end[at - 1]!, start[at]!, end[at]!);
          else blocks.add(start[at]!, end[at]!);
        }
        groups[at] = group;
      }
    }
    return groups;
  }
}

/** Whether frames all begin at one row, and computing each anew would be much more work than carrying on. */
function growsOnly(start: Uint32Array, end: Uint32Array, first: number, behind: number): boolean {
  let reread = 0;
  for (let at = first; at < behind; at++) {
    if (start[at] !== start[first]) return false;
    if (at === first || end[at] !== end[at - 1]) reread += end[at]! - start[at]!;
  }
  return reread > REREAD_LIMIT * (behind - first);
}

/** Whether computing each frame anew reads so many rows for each that a tree is cheaper. */
function isLong({ start, end }: Frames, { partitions }: SortedRows): boolean {
  let [reads, frames] = [0, 0];
  for (let index = 0; index + 1 < partitions.length; index++) {
    const [first, behind] = [partitions[index]!, partitions[index + 1]!];
    if (growsOnly(start, end, first, behind)) continue;
    for (let at = first; at < behind; at++) {
      if (at > first && start[at] === start[at - 1] && end[at] === end[at - 1]) continue;
      reads += end[at]! - start[at]!;
      frames++;
    }
  }
  // Few frames, as over whole partitions, cost less than a state for every eighth row.
  return reads > LONG_FRAME * frames && reads > 2 * start.length;
}

/** Frames that follow one another and are equal are one. */
function distinctFrames({ start, end }: Frames, arena: Arena): { readonly frames: Frames; readonly numbers: Uint32Array } {
  const numbers = arena.uint32(start.length);
  const [starts, ends] = [new Uint32Array(start.length), new Uint32Array(start.length)];
  let count = 0;
  for (let at = 0; at < start.length; at++) {
    if (at === 0 || start[at] !== start[at - 1] || end[at] !== end[at - 1]) {
      starts[count] = start[at]!;
      ends[count++] = end[at]!;
    }
    numbers[at] = count - 1;
  }
  return { frames: { start: starts.subarray(0, count), end: ends.subarray(0, count) }, numbers };
}

/** The argument at one end of each frame. */
function pickRows(column: Column, { rows, frames: { start, end } }: Taken, { place, ignoreNulls }: NonNullable<AggregateKernel['picks']>, arena: Arena): Column {
  const near = place === 'first' ? nextRows(column, rows, ignoreNulls) : undefined;
  const before = place === 'last' ? rowsBefore(column, rows, ignoreNulls) : undefined;
  const picked = arena.uint32(start.length);
  for (let at = 0; at < start.length; at++) {
    const position = near === undefined ? before![end[at]!]! - 1 : near[start[at]!]!;
    picked[at] = position >= start[at]! && position < end[at]! ? rows[position]! : MISSING;
  }
  return gatherOrNull(column, picked, arena);
}

/** For each position, the first from there on that has a value. */
function nextRows(column: Column, rows: Uint32Array, ignoreNulls: boolean): Uint32Array {
  const out = new Uint32Array(rows.length + 1).fill(rows.length);
  for (let at = rows.length - 1; at >= 0; at--) out[at] = ignoreNulls && isNullAt(column, rows[at]!) ? out[at + 1]! : at;
  return out;
}

/** For each position, how many rows are there up to the last one before it that has a value. */
function rowsBefore(column: Column, rows: Uint32Array, ignoreNulls: boolean): Uint32Array {
  const out = new Uint32Array(rows.length + 1);
  for (let at = 0; at < rows.length; at++) out[at + 1] = ignoreNulls && isNullAt(column, rows[at]!) ? out[at]! : at + 1;
  return out;
}

/** With FILTER, only some rows are in frames: frames become positions among those. */
function takenRows({ rows }: SortedRows, frames: Frames, { rowCount, selection }: Rows, arena: Arena): Taken {
  if (selection === undefined) return { rows, frames };
  const wanted = new Uint8Array(rowCount);
  for (const row of selection) wanted[row] = 1;
  const taken = arena.uint32(selection.length);
  const before = new Uint32Array(rowCount + 1);
  let count = 0;
  for (let at = 0; at < rowCount; at++) {
    before[at] = count;
    if (wanted[rows[at]!] === 1) taken[count++] = rows[at]!;
  }
  before[rowCount] = count;
  return { rows: taken, frames: { start: frames.start.map((at) => before[at]!), end: frames.end.map((at) => before[at]!) } };
}

interface BlockInput { readonly kernel: AggregateKernel; readonly state: OwnState; readonly args: readonly Column[]; /** Input rows by position. */ readonly rows: Uint32Array }

/** Groups of a block stand in state rows 1, 2, …; row 0 keeps the last frame of the block before. */
class Blocks {
  readonly #input: BlockInput;
  readonly #growingRows: number;
  readonly #state: GroupState;
  readonly #context: BatchContext;
  readonly #results: Column[] = [];
  /** Rows to read, and the state row each goes to. */
  readonly #reads: Uint32Array;
  readonly #targets: Uint32Array;
  /** By state row: whether the frame goes on from the one before. */
  readonly #grown = new Uint8Array(BLOCK_FRAMES + 1);
  #readCount = 0;
  #count = 0;
  /** Frames up to this one have been started, by a copy if they are grown. */
  #started = 0;
  #growing = false;
  #copiedBytes = 0;

  constructor(input: BlockInput, context: BatchContext) {
    this.#input = input;
    this.#growingRows = input.kernel.state.includes('blob') ? 1 : GROWING_ROWS;
    this.#state = { columns: input.state.columns };
    this.#context = context;
    this.#reads = context.arena.uint32(BLOCK_ROWS);
    this.#targets = context.arena.uint32(BLOCK_ROWS);
  }

  /** A frame of its own. */
  add(start: number, end: number): void {
    this.#open();
    this.#read(start, end);
  }

  /** A frame that starts with the one before, which ended at `known`. */
  grow(known: number | undefined, start: number, end: number): void {
    this.#open();
    if (known !== undefined) {
      this.#grown[this.#count] = 1;
      this.#growing = true;
    }
    this.#read(known ?? start, end);
    if (this.#readCount >= this.#growingRows) this.#update();
  }

  results(): readonly Column[] {
    this.#flush();
    this.#input.state.clear(1);
    return this.#results;
  }

  #open(): void {
    if (this.#count === BLOCK_FRAMES || this.#copiedBytes > BLOCK_BYTES) this.#flush();
    this.#count++;
  }

  #read(start: number, end: number): void {
    const { rows } = this.#input;
    for (let from = start; from < end;) {
      if (this.#readCount === BLOCK_ROWS) this.#update();
      const size = Math.min(end - from, BLOCK_ROWS - this.#readCount);
      this.#reads.set(rows.subarray(from, from + size), this.#readCount);
      this.#targets.fill(this.#count, this.#readCount, this.#readCount + size);
      this.#readCount += size;
      from += size;
    }
  }

  #update(): void {
    const { arena } = this.#context;
    const { kernel, args } = this.#input;
    const mark = arena.mark();
    const reads = this.#reads.subarray(0, this.#readCount);
    const own = args.map((column) => gatherColumn(column, reads, arena));
    if (this.#growing) this.#grow(own);
    else if (this.#readCount > 0) kernel.update(this.#state, this.#targets, own, { rowCount: this.#readCount, selection: undefined }, this.#context);
    arena.rewind(mark);
    this.#started = this.#count;
    this.#growing = false;
    this.#readCount = 0;
  }

  /** One frame after the other: the state of the one before, and what comes in addition. */
  #grow(args: readonly Column[]): void {
    const rowCount = this.#readCount;
    const targets = this.#targets;
    const all = allRows(rowCount, this.#context.arena);
    for (let frame = Math.max(1, Math.min(this.#started, targets[0]!)), from = 0; frame <= this.#count; frame++) {
      if (frame > this.#started && this.#grown[frame] === 1) this.#copiedBytes += copyState(this.#state.columns, frame - 1, frame);
      let to = from;
      while (to < rowCount && targets[to] === frame) to++;
      if (to > from) this.#input.kernel.update(this.#state, targets, args, { rowCount, selection: all.subarray(from, to) }, this.#context);
      from = to;
    }
  }

  /** Takes the results of the block and starts another one. */
  #flush(): void {
    this.#update();
    if (this.#count === 0) return;
    const groups = this.#context.arena.uint32(this.#count);
    for (let at = 0; at < groups.length; at++) groups[at] = at + 1;
    this.#results.push(this.#input.kernel.finish(this.#state, groups, this.#context));
    for (const column of this.#state.columns) column.clear(0);
    copyState(this.#state.columns, this.#count, 0);
    for (let row = 1; row <= this.#count; row++) for (const column of this.#state.columns) column.clear(row);
    this.#grown.fill(0);
    this.#count = 0;
    this.#started = 0;
    this.#copiedBytes = 0;
  }
}

/** Copies a state row; the number of bytes of varying length. */
function copyState(columns: readonly StateColumn[], from: number, to: number): number {
  let bytes = 0;
  for (const column of columns) {
    if (column instanceof FixedStateColumn) {
      const width = column.type === 'i128' ? 2 : 1;
      column.values.copyWithin(to * width, from * width, (from + 1) * width);
    } else if (column.lengthOf(from) > 0) {
      const value = Uint8Array.from(column.get(from));
      column.set(to, value);
      bytes += value.length;
    }
  }
  return bytes;
}
