import { type Chunk, CHUNK_ROWS, makeChunk } from '../../columnar/chunk.ts';
import type { Column } from '../../columnar/column.ts';
import { gatherColumn, gatherOrNull, MISSING } from '../../columnar/gather.ts';
import type { Generated } from '../../functions/function.ts';
import { compileExpressions } from '../../plan/evaluate.ts';
import type { GenerateRows } from '../../plan/physical.ts';
import { type Builder, rowSchema } from '../builder.ts';
import type { BatchContext } from '../context.ts';
import { doneWith, type Receiver } from '../operator.ts';
import { bindGenerator } from './bind-call.ts';
import { selectedRows } from './rows.ts';

/** Each row once per row its generator makes; with OUTER, rows that make none stay, padded with NULL. */
export function buildGenerate(plan: GenerateRows, next: Receiver, builder: Builder): void {
  const { generator } = plan;
  const schema = rowSchema(plan.output);
  const evaluate = compileExpressions(generator.arguments, plan.input.output, builder.options);
  const generate = generator.definition.generate(bindGenerator(generator, builder.options.settings));
  const pad = plan.outer && !generator.definition.outer;
  builder.build(plan.input, {
    push(chunk, context) {
      const made = generate(evaluate(chunk.columns, chunk, context), chunk, context);
      const { parents, own } = pad ? withLonelyRows(chunk, made, context) : { parents: made.parents, own: undefined };
      for (let start = 0; start < parents.length; start += CHUNK_ROWS) {
        const mark = context.arena.mark();
        const end = Math.min(start + CHUNK_ROWS, parents.length);
        const kept = chunk.columns.map((column) => gatherColumn(column, parents.subarray(start, end), context.arena));
        const rows = own?.subarray(start, end);
        next.push(makeChunk(schema, [...kept, ...made.columns.map((column) => part(column, rows, { start, end, total: made.count }, context))], end - start), context);
        context.arena.rewind(mark);
      }
    },
    finish: (context) => { next.finish(context); },
    ...doneWith(next),
  });
}

interface Range { readonly start: number; readonly end: number; readonly total: number }

function part(column: Column, rows: Uint32Array | undefined, { start, end, total }: Range, { arena }: BatchContext): Column {
  if (rows !== undefined) return gatherOrNull(column, rows, arena);
  if (start === 0 && end === total) return column;
  const indexes = arena.uint32(end - start);
  for (let at = 0; at < indexes.length; at++) indexes[at] = start + at;
  return gatherColumn(column, indexes, arena);
}

/** Parents and generated rows of the padded result, in the order of the input. */
function withLonelyRows(chunk: Chunk, { parents, count }: Generated, { arena }: BatchContext): { readonly parents: Uint32Array; readonly own: Uint32Array } {
  const rows = selectedRows(chunk, arena);
  const allParents = arena.uint32(rows.length + count);
  const own = arena.uint32(rows.length + count);
  let made = 0;
  let length = 0;
  for (const row of rows) {
    const before = length;
    for (; made < count && parents[made] === row; made++) {
      allParents[length] = row;
      own[length++] = made;
    }
    if (length > before) continue;
    allParents[length] = row;
    own[length++] = MISSING;
  }
  return { parents: allParents.subarray(0, length), own: own.subarray(0, length) };
}
