import { makeChunk, selectedCount } from '../../columnar/chunk.ts';
import { invariant } from '../../errors/stream-error.ts';
import type { Attribute } from '../../plan/bound.ts';
import type { LimitRows, TailRows } from '../../plan/physical.ts';
import { type Builder, rowSchema } from '../builder.ts';
import type { Receiver } from '../operator.ts';
import { numberAt } from './row-numbers.ts';
import { allRows, pushIndexed, RowBuffer, sliceRows, withSelection } from './rows.ts';

/** Leaves out `offset` rows, then lets `count` pass. */
export function buildLimit(plan: LimitRows, next: Receiver, builder: Builder): void {
  if (plan.rowNumber !== undefined) buildReadingLimit(plan, plan.rowNumber, next, builder);
  else buildPlainLimit(plan, next, builder);
}

/** Lets `count` rows of each partition pass, and says which row of the chunk was the last one needed. */
function buildReadingLimit({ input, count, output }: LimitRows, rowNumber: Attribute, next: Receiver, builder: Builder): void {
  invariant(count !== undefined, 'what is read up to a row has a limit');
  const schema = rowSchema(output);
  const at = input.output.findIndex((one) => one.id === rowNumber.id);
  const mark = builder.readMark(rowNumber.id);
  let [seen, partition] = [0, mark.partition];
  const seenHere = (): number => (mark.partition === partition ? seen : 0);
  builder.build(input, {
    push(chunk, context) {
      const before = seenHere();
      partition = mark.partition;
      const take = Math.min(selectedCount(chunk), count - before);
      if (take <= 0) return;
      seen = before + take;
      const selection = sliceRows(chunk, 0, take, context.arena);
      if (seen === count) mark.endAt(numberAt(chunk.columns[at]!, selection === undefined ? take - 1 : selection[take - 1]!));
      next.push(makeChunk(schema, chunk.columns.toSpliced(at, 1), chunk.rowCount, selection, chunk.weights), context);
    },
    finish(context) {
      seen = 0;
      next.finish(context);
    },
    isDone: () => seenHere() >= count,
  });
}

function buildPlainLimit(plan: LimitRows, next: Receiver, builder: Builder): void {
  let seen = 0;
  const end = plan.count === undefined ? Number.POSITIVE_INFINITY : plan.offset + plan.count;
  builder.build(plan.input, {
    push(chunk, context) {
      const count = selectedCount(chunk);
      const start = Math.max(0, plan.offset - seen);
      const stop = Math.min(count, end - seen);
      seen += count;
      if (start < stop) next.push(withSelection(chunk, sliceRows(chunk, start, stop - start, context.arena)), context);
    },
    finish(context) {
      seen = 0;
      next.finish(context);
    },
    isDone: () => seen >= end,
  });
}

/** The last rows. */
export function buildTail(plan: TailRows, next: Receiver, builder: Builder): void {
  const buffer = new RowBuffer(rowSchema(plan.output));
  builder.onRelease(() => { buffer.release(); });
  builder.build(plan.input, {
    push(chunk) { if (plan.count > 0) buffer.add(chunk); },
    finish(context) {
      const whole = buffer.whole();
      const indexes = allRows(whole.rowCount, buffer.arena).subarray(Math.max(0, whole.rowCount - plan.count));
      if (plan.count > 0) pushIndexed(next, { schema: whole.schema, columns: whole.columns, indexes }, context);
      buffer.clear();
      next.finish(context);
    },
  });
}
