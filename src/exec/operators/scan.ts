import { makeChunk } from '../../columnar/chunk.ts';
import type { LocalScan, RecursiveScan, SourceScan } from '../../plan/physical.ts';
import { type Builder, rowSchema } from '../builder.ts';
import type { BatchContext } from '../context.ts';
import { doneWith, type Receiver } from '../operator.ts';
import { pushRows } from './rows.ts';

/** Rows from outside, pushed in by the driver. Chunks of a source have the columns of its schema; the plan reads those of its output, by position. */
export function buildSourceScan(plan: SourceScan, next: Receiver, builder: Builder): void {
  const schema = rowSchema(plan.output);
  builder.addLeaf({
    kind: 'source', scan: plan.scan,
    push(chunk, context) { next.push(makeChunk(schema, chunk.columns, chunk.rowCount, chunk.selection, chunk.weights), context); },
    finish(context) { next.finish(context); },
    ...doneWith(next),
  });
}

/** Rows that came with the plan. There may be more of them than fit into memory: nobody has to take them all. */
export function buildLocalScan(plan: LocalScan, next: Receiver, builder: Builder): void {
  const schema = rowSchema(plan.output);
  const isDone = doneWith(next).isDone ?? ((): boolean => false);
  function* steps(context: BatchContext): Generator<undefined> {
    for (const chunk of plan.data.chunks()) {
      pushRows(next, makeChunk(schema, chunk.columns, chunk.rowCount, chunk.selection, chunk.weights), context);
      yield;
      if (isDone()) break;
    }
    next.finish(context);
  }
  builder.addLeaf({ kind: 'local', steps, run: (context) => { for (const _ of steps(context)) void _; } });
}

/** The rows of the round before, inside a recursive query. */
export function buildRecursiveScan(plan: RecursiveScan, next: Receiver, builder: Builder): void {
  const schema = rowSchema(plan.output);
  const rows = builder.loopRows(plan.loopId);
  builder.addLeaf({
    kind: 'local',
    run(context) {
      for (const chunk of rows()) pushRows(next, makeChunk(schema, chunk.columns, chunk.rowCount, chunk.selection, chunk.weights), context);
      next.finish(context);
    },
  });
}
