import { selectedCount } from '../../columnar/chunk.ts';
import type { LimitRows, TailRows } from '../../plan/physical.ts';
import { type Builder, rowSchema } from '../builder.ts';
import type { Receiver } from '../operator.ts';
import { allRows, pushIndexed, RowBuffer, sliceRows, withSelection } from './rows.ts';

/** Leaves out `offset` rows, then lets `count` pass. */
export function buildLimit(plan: LimitRows, next: Receiver, builder: Builder): void {
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
