import { isValid } from '../../columnar/bitmap.ts';
import type { Chunk, Rows } from '../../columnar/chunk.ts';
import { invariant } from '../../errors/stream-error.ts';
import type { EventTimeWatermark } from '../../plan/physical.ts';
import type { Builder } from '../builder.ts';
import type { BatchContext, EventTimeStatistics } from '../context.ts';
import type { Receiver } from '../operator.ts';
import { readUpTo } from '../operators/row-numbers.ts';
import { type EventTimes, eventTimesOf } from './event-time.ts';

/**
 * Observes event time, lets all rows pass.
 *
 *   max, min; avg += (t - avg) / n in row order, t in whole ms, a NULL time counts as 0; after so many rows chunk by chunk
 *
 * State     none: the driver keeps the maximum of max - delay (spark-semantics 5.1).
 * Promise   rows are never dropped here; lateness is the business of stateful operators.
 */
export function buildWatermark(plan: EventTimeWatermark, next: Receiver, builder: Builder): void {
  const index = plan.input.output.findIndex((one) => one.id === plan.eventTime.id);
  invariant(index >= 0, 'a watermark is on a column of its input');
  const seen = new RunningStatistics();
  builder.onBegin(() => { seen.clear(); });
  builder.addWatermarkNode({ plan, statistics: () => seen.result() });
  const observe = (chunk: Chunk, rows: Rows, { arena }: BatchContext): void => { seen.add(eventTimesOf(chunk.columns[index]!, chunk.rowCount, arena), rows); };
  builder.build(plan.input, plan.rowNumber !== undefined ? readUpTo(plan, plan.rowNumber, { next, builder, observe }) : {
    push(chunk, context) {
      observe(chunk, chunk, context);
      next.push(chunk, context);
    },
    finish: (context) => { next.finish(context); },
  });
}

/** A running mean is a chain of divisions, each waiting for the one before: what so many rows have settled, the others only shift. */
const ROWS_ONE_BY_ONE = 1024;

class RunningStatistics {
  #count = 0;
  #max = Number.NEGATIVE_INFINITY;
  #min = Number.POSITIVE_INFINITY;
  #mean = 0;

  add({ values, validity }: EventTimes, rows: Rows): void {
    const words = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
    const total = rows.selection?.length ?? rows.rowCount;
    const single = Math.max(0, Math.min(total, ROWS_ONE_BY_ONE - this.#count));
    for (let at = 0; at < single; at++) this.#mean += (millisAt(words, validity, rows.selection === undefined ? at : rows.selection[at]!) - this.#mean) / ++this.#count;
    this.#addRange(words, validity, rows, single);
  }

  /** Extremes of all rows; the rows from `single` on shift the mean together. */
  #addRange(words: Int32Array, validity: EventTimes['validity'], { selection, rowCount }: Rows, single: number): void {
    const total = selection?.length ?? rowCount;
    const mean = this.#mean;
    let max = this.#max;
    let min = this.#min;
    let sum = 0;
    for (let at = 0; at < total; at++) {
      const ms = millisAt(words, validity, selection === undefined ? at : selection[at]!);
      if (ms > max) max = ms;
      if (ms < min) min = ms;
      if (at >= single) sum += ms - mean;
    }
    this.#max = max;
    this.#min = min;
    if (total === single) return;
    this.#count += total - single;
    this.#mean = mean + sum / this.#count;
  }

  result(): EventTimeStatistics | undefined {
    return this.#count === 0 ? undefined : { count: this.#count, maxMs: this.#max, minMs: this.#min, averageMs: this.#mean };
  }

  clear(): void {
    this.#count = 0;
    this.#max = Number.NEGATIVE_INFINITY;
    this.#min = Number.POSITIVE_INFINITY;
    this.#mean = 0;
  }
}

/** Through both halves of the 64 bits: exact up to the year 2255, and far faster than Number(bigint). */
function millisAt(words: Int32Array, validity: EventTimes['validity'], row: number): number {
  return validity === undefined || isValid(validity, row) ? Math.floor((words[2 * row + 1]! * 4294967296 + (words[2 * row]! >>> 0)) / 1000) : 0;
}
