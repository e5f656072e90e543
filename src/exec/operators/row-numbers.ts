import type { Arena } from '../../columnar/arena.ts';
import { type Chunk, makeChunk, type Rows } from '../../columnar/chunk.ts';
import { type Column, int32Values, makeColumn } from '../../columnar/column.ts';
import type { Attribute } from '../../plan/bound.ts';
import type { EventTimeWatermark, ObserveRows, Renumbering } from '../../plan/physical.ts';
import { intType } from '../../types/data-type.ts';
import { type Builder, rowSchema } from '../builder.ts';
import type { BatchContext } from '../context.ts';
import { doneWith, type Receiver } from '../operator.ts';
import { allRows, pushIndexed, RowBuffer, sliceRows } from './rows.ts';

/**
 * How far a limit has read the chunk in hand: the number of the last row it needed, undefined while it needs them all. Where rows come in partitions,
 * each has the limit for itself.
 */
export class ReadMark {
  #last: number | undefined;
  #partitions = { begun: 0 };

  get last(): number | undefined { return this.#last; }
  get partition(): number { return this.#partitions.begun; }

  beginChunk(): void { this.#last = undefined; }
  beginPartition(): void { this.#partitions.begun++; }
  endAt(row: number): void { this.#last = row; }
  /** Of a number that stands for another one. */
  sharePartitions(below: ReadMark): void { this.#partitions = below.#partitions; }
}

/** The numbers 0, 1, … of the rows of a chunk. */
export function numberColumn(rowCount: number, arena: Arena): Column {
  const values = arena.int32(rowCount);
  for (let row = 0; row < rowCount; row++) values[row] = row;
  return makeColumn(intType, rowCount, { values });
}

export function numberAt(column: Column, row: number): number { return int32Values(column)[row & column.mask]!; }

/**
 * Puts rows into the order of their number, those of the same number as they came: what an operator makes of one chunk in several goes, as if it had taken
 * its rows one by one. The owner finishes it behind each chunk.
 */
export class InOrder implements Receiver {
  readonly #next: Receiver;
  readonly #at: number;
  readonly #rows: RowBuffer;

  constructor(output: readonly Attribute[], number: Attribute, next: Receiver) {
    this.#next = next;
    this.#at = output.findIndex((one) => one.id === number.id);
    this.#rows = new RowBuffer(rowSchema(output));
  }

  push(chunk: Chunk): void { this.#rows.add(chunk); }

  finish(context: BatchContext): void {
    const { schema, columns, rowCount } = this.#rows.whole();
    const numbers = columns[this.#at]!;
    const indexes = allRows(rowCount, this.#rows.arena).sort((left, right) => numberAt(numbers, left) - numberAt(numbers, right) || left - right);
    pushIndexed(this.#next, { schema, columns, indexes }, context);
    this.#rows.clear();
  }

  release(): void { this.#rows.release(); }
}

/** How many of the rows that count are at most `last`. */
export function countUpTo({ rowCount, selection }: Rows, last: number): number {
  if (selection === undefined) return Math.min(rowCount, last + 1);
  let [low, high] = [0, selection.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (selection[middle]! <= last) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** An operator that gives rows on to `next` and takes note of those that were read. */
interface Reading { readonly next: Receiver; readonly builder: Builder; readonly observe: (chunk: Chunk, rows: Rows, context: BatchContext) => void }

/** Below a limit: the rows it did not need are not seen, here and below. */
export function readUpTo({ input, output }: EventTimeWatermark | ObserveRows, { own, below }: Renumbering, { next, builder, observe }: Reading): Receiver {
  const schema = rowSchema(output);
  const [mark, markBelow] = [builder.readMark(own.id), builder.readMark(below.id)];
  mark.sharePartitions(markBelow);
  const at = input.output.findIndex((one) => one.id === below.id);
  return {
    push(chunk, context) {
      if (next.isDone?.() === true) return;
      mark.beginChunk();
      const columns = [...chunk.columns.toSpliced(at, 1), numberColumn(chunk.rowCount, context.arena)];
      next.push(makeChunk(schema, columns, chunk.rowCount, chunk.selection, chunk.weights), context);
      const { last } = mark;
      observe(chunk, last === undefined ? chunk : { rowCount: chunk.rowCount, selection: sliceRows(chunk, 0, countUpTo(chunk, last), context.arena) }, context);
      if (last !== undefined) markBelow.endAt(numberAt(chunk.columns[at]!, last));
    },
    finish: (context) => { next.finish(context); },
    ...doneWith(next),
  };
}
