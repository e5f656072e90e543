import { CHUNK_ROWS, type Chunk, makeChunk, selectedCount } from '../../columnar/chunk.ts';
import { concatChunks, gatherChunk } from '../../columnar/gather.ts';
import { compileExpressions, compilePredicate } from '../../plan/evaluate.ts';
import type { ExpandRows, FilterRows, ProjectRows, UnionRows } from '../../plan/physical.ts';
import { type Builder, rowSchema } from '../builder.ts';
import type { BatchContext } from '../context.ts';
import { doneWith, type Receiver } from '../operator.ts';
import { pushRows, withSelection } from './rows.ts';

/** Computes columns; copies none that are only passed on. */
export function buildProject(plan: ProjectRows, next: Receiver, builder: Builder): void {
  const schema = rowSchema(plan.output);
  const evaluate = compileExpressions(plan.expressions, plan.input.output, builder.options);
  builder.build(plan.input, {
    push(chunk, context) {
      next.push(makeChunk(schema, evaluate(chunk.columns, chunk, context), chunk.rowCount, chunk.selection, chunk.weights), context);
    },
    finish: (context) => { next.finish(context); },
    ...doneWith(next),
  });
}

/** Narrows the selection. */
export function buildFilter(plan: FilterRows, next: Receiver, builder: Builder): void {
  const select = compilePredicate(plan.condition, plan.input.output, builder.options);
  builder.build(plan.input, {
    push(chunk, context) {
      const selection = select(chunk.columns, chunk, context);
      if (selection === undefined || selection.length > 0) next.push(withSelection(chunk, selection), context);
    },
    finish: (context) => { next.finish(context); },
    ...doneWith(next),
  });
}

/** Every row once per projection, its copies one behind the other: grouping sets, UNPIVOT. */
export function buildExpand(plan: ExpandRows, next: Receiver, builder: Builder): void {
  const schema = rowSchema(plan.output);
  const projections = plan.projections.map((expressions) => compileExpressions(expressions, plan.input.output, builder.options));
  builder.build(plan.input, {
    push(chunk, context) {
      const copies = projections.map((evaluate) => makeChunk(schema, evaluate(chunk.columns, chunk, context), chunk.rowCount, chunk.selection, chunk.weights));
      pushInterleaved(next, copies, context);
    },
    finish: (context) => { next.finish(context); },
    ...doneWith(next),
  });
}

/** The first rows of all chunks, then the second ones … */
function pushInterleaved(next: Receiver, copies: readonly Chunk[], context: BatchContext): void {
  const [first] = copies;
  const count = first === undefined ? 0 : selectedCount(first);
  if (count === 0) return;
  if (copies.length === 1) { pushRows(next, first!, context); return; }
  const all = concatChunks(first!.schema, copies, context.arena);
  const step = Math.max(1, Math.floor(CHUNK_ROWS / copies.length));
  for (let start = 0; start < count; start += step) {
    const end = Math.min(count, start + step);
    const indexes = context.arena.uint32((end - start) * copies.length);
    let at = 0;
    for (let row = start; row < end; row++) for (let copy = 0; copy < copies.length; copy++) indexes[at++] = copy * count + row;
    pushRows(next, gatherChunk(all, indexes, context.arena), context);
  }
}

/** The rows of all inputs, one input after the other. Columns by position. */
export function buildUnion(plan: UnionRows, next: Receiver, builder: Builder): void {
  const schema = rowSchema(plan.output);
  let open = plan.inputs.length;
  for (const input of plan.inputs) {
    builder.build(input, {
      push(chunk, context) { next.push(makeChunk(schema, chunk.columns, chunk.rowCount, chunk.selection, chunk.weights), context); },
      finish(context) {
        if (--open > 0) return;
        open = plan.inputs.length;
        next.finish(context);
      },
    });
  }
}
