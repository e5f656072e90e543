import type { Column } from '../../columnar/column.ts';
import { gatherColumn } from '../../columnar/gather.ts';
import { copyStateRows } from '../../columnar/state-rows.ts';
import type { AggregateKernel } from '../../functions/function.ts';
import type { BatchContext } from '../context.ts';
import { OwnState } from './accumulators.ts';
import { allRows } from './rows.ts';
import type { Frames } from './window-frames.ts';

const FAN_OUT = 8;
/** Frames that are computed together. */
const BLOCK_FRAMES = 4096;
/** Of one level, what stands on one side of a frame; at the top it may be all that is there. */
const PIECES_MAX = 2 * FAN_OUT;

/**
 * Aggregates over long frames, for kernels whose states merge exactly.
 *
 *   level 0  the rows      level k  states of 8ᵏ neighbours, merged from those below      frame  the rows and states that make it up, from left to right
 *
 * O(log n) per frame, whatever its length; a tree takes a seventh of the state that all rows would.
 */
export class FrameTree {
  readonly #kernel: AggregateKernel;
  readonly #args: readonly Column[];
  readonly #context: BatchContext;
  /** `#levels[k - 1]` are the states of level k. */
  readonly #levels: readonly OwnState[];
  readonly #block: OwnState;
  readonly #pieces: OwnState;

  /** `args` in the order that frames speak of. */
  constructor(kernel: AggregateKernel, args: readonly Column[], rowCount: number, context: BatchContext) {
    this.#kernel = kernel;
    this.#args = args;
    this.#context = context;
    this.#block = new OwnState(kernel.state);
    this.#block.reserve(BLOCK_FRAMES);
    this.#pieces = new OwnState(kernel.state);
    this.#pieces.reserve(BLOCK_FRAMES * PIECES_MAX);
    const levels: OwnState[] = [];
    for (let count = rowCount; count > FAN_OUT; count = Math.ceil(count / FAN_OUT)) levels.push(this.#levelAbove(levels.at(-1), count));
    this.#levels = levels;
  }

  /** The results of the frames, in their order. */
  results({ start, end }: Frames): Column[] {
    const results: Column[] = [];
    for (let from = 0; from < start.length; from += BLOCK_FRAMES) {
      const count = Math.min(BLOCK_FRAMES, start.length - from);
      this.#addFrames(start.slice(from, from + count), end.slice(from, from + count));
      results.push(this.#kernel.finish({ columns: this.#block.columns }, allRows(count, this.#context.arena), this.#context));
      this.#block.clear(count);
    }
    return results;
  }

  release(): void { for (const one of [...this.#levels, this.#block, this.#pieces]) one.release(); }

  #levelAbove(below: OwnState | undefined, count: number): OwnState {
    const { arena } = this.#context;
    const level = new OwnState(this.#kernel.state);
    level.reserve(Math.ceil(count / FAN_OUT));
    const mark = arena.mark();
    const targets = arena.uint32(count);
    for (let at = 0; at < count; at++) targets[at] = Math.floor(at / FAN_OUT);
    if (below === undefined) this.#kernel.update({ columns: level.columns }, targets, this.#args, { rowCount: count, selection: undefined }, this.#context);
    else this.#kernel.merge({ columns: level.columns }, targets, { columns: below.columns }, count, this.#context);
    arena.rewind(mark);
    return level;
  }

  /** First what lies left of the whole states above, level by level; then, back down, what lies right of them. */
  #addFrames(start: Uint32Array, end: Uint32Array): void {
    const right: Frames[] = [];
    for (let level = 0; level <= this.#levels.length; level++) {
      const left = { start: start.slice(), end: end.slice() };
      const rest = { start: end.slice(), end: end.slice() };
      for (let at = 0; at < start.length; at++) {
        const [above, behind] = [Math.ceil(start[at]! / FAN_OUT), Math.floor(end[at]! / FAN_OUT)];
        const climbs = level < this.#levels.length && above < behind;
        if (climbs) {
          left.end[at] = above * FAN_OUT;
          rest.start[at] = behind * FAN_OUT;
        }
        start[at] = climbs ? above : 0;
        end[at] = climbs ? behind : 0;
      }
      this.#add(level, left);
      right.push(rest);
    }
    for (let level = this.#levels.length; level >= 0; level--) this.#add(level, right[level]!);
  }

  /** Adds the rows, or merges the states, between the given ones of a level. */
  #add(level: number, { start, end }: Frames): void {
    const { arena } = this.#context;
    const mark = arena.mark();
    let count = 0;
    for (let at = 0; at < start.length; at++) count += end[at]! - start[at]!;
    const [reads, targets] = [arena.uint32(count), arena.uint32(count)];
    for (let at = 0, next = 0; at < start.length; at++) {
      for (let one = start[at]!; one < end[at]!; one++) {
        reads[next] = one;
        targets[next++] = at;
      }
    }
    const state = { columns: this.#block.columns };
    if (level === 0 && count > 0) {
      this.#kernel.update(state, targets, this.#args.map((column) => gatherColumn(column, reads, arena)), { rowCount: count, selection: undefined }, this.#context);
    } else if (count > 0) {
      copyStateRows(this.#levels[level - 1]!.columns, reads, this.#pieces.columns, allRows(count, arena));
      this.#kernel.merge(state, targets, { columns: this.#pieces.columns }, count, this.#context);
    }
    arena.rewind(mark);
  }
}
