import { makeChunk } from '../../columnar/chunk.ts';
import { compileExpressions, compilePredicate } from '../../plan/evaluate.ts';
import type { ExpandRows, FilterRows, ProjectRows, UnionRows } from '../../plan/physical.ts';
import { type Builder, rowSchema } from '../builder.ts';
import { doneWith, type Receiver } from '../operator.ts';
import { InOrder } from './row-numbers.ts';
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

/** Every row once per projection: grouping sets, UNPIVOT. */
export function buildExpand(plan: ExpandRows, next: Receiver, builder: Builder): void {
  const schema = rowSchema(plan.output);
  const projections = plan.projections.map((expressions) => compileExpressions(expressions, plan.input.output, builder.options));
  const inOrder = plan.inOrder === undefined ? undefined : new InOrder(plan.output, plan.inOrder, next);
  if (inOrder !== undefined) builder.onRelease(() => { inOrder.release(); });
  builder.build(plan.input, {
    push(chunk, context) {
      for (const evaluate of projections) pushRows(inOrder ?? next, makeChunk(schema, evaluate(chunk.columns, chunk, context), chunk.rowCount, chunk.selection, chunk.weights), context);
      inOrder?.finish(context);
    },
    finish: (context) => { next.finish(context); },
    ...doneWith(next),
  });
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
