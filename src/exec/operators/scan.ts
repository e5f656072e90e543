import { makeChunk, selectedCount } from '../../columnar/chunk.ts';
import type { LocalScan, RecursiveScan, SourceScan } from '../../plan/physical.ts';
import { type Builder, rowSchema } from '../builder.ts';
import type { BatchContext } from '../context.ts';
import { doneWith, type Receiver } from '../operator.ts';
import { countUpTo, numberColumn, type ReadMark } from './row-numbers.ts';
import { pushRows } from './rows.ts';

/** Rows from outside, pushed in by the driver. Chunks of a source have the columns of its schema; the plan reads those of its output, by position. */
export function buildSourceScan(plan: SourceScan, next: Receiver, builder: Builder): void {
  const schema = rowSchema(plan.output);
  if (plan.rowNumber !== undefined) { addNumberedLeaf(plan, builder.readMark(plan.rowNumber.id), next, builder); return; }
  builder.addLeaf({
    kind: 'source', scan: plan.scan,
    push(chunk, context) { next.push(makeChunk(schema, chunk.columns, chunk.rowCount, chunk.selection, chunk.weights), context); },
    ...(plan.repeated === true ? { readCount: () => 0 } : {}),
    finish(context) { next.finish(context); },
    ...doneWith(next),
  });
}

function addNumberedLeaf({ scan, output, repeated }: SourceScan, mark: ReadMark, next: Receiver, builder: Builder): void {
  const schema = rowSchema(output);
  builder.addLeaf({
    kind: 'source', scan,
    nextPartition() { mark.beginPartition(); },
    push(chunk, context) {
      mark.beginChunk();
      const columns = [...chunk.columns.slice(0, output.length - 1), numberColumn(chunk.rowCount, context.arena)];
      next.push(makeChunk(schema, columns, chunk.rowCount, chunk.selection, chunk.weights), context);
    },
    readCount: (chunk) => (repeated === true ? 0 : mark.last === undefined ? selectedCount(chunk) : countUpTo(chunk, mark.last)),
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
