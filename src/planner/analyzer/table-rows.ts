import { Arena } from '../../columnar/arena.ts';
import { ColumnBuilder } from '../../columnar/builder.ts';
import { CHUNK_ROWS, type Chunk, makeChunk } from '../../columnar/chunk.ts';
import type { CallArgument, EvaluationSettings, KernelContext, TableFunction } from '../../functions/function.ts';
import { invariant } from '../../errors/stream-error.ts';
import type { Attribute } from '../../plan/bound.ts';
import type { LogicalPlan } from '../../plan/logical.ts';

/** The rows of a table function, made while they are read: `range(1e9)` costs nothing before. */
export function tableRows(output: readonly Attribute[], definition: TableFunction, args: readonly CallArgument[], settings: EvaluationSettings): LogicalPlan {
  return { kind: 'LocalData', name: definition.name, output, rowCount: Number.NaN, chunks: () => makeRows(output, definition, args, settings) };
}

function* makeRows(output: readonly Attribute[], definition: TableFunction, args: readonly CallArgument[], settings: EvaluationSettings): Generator<Chunk> {
  const arena = new Arena();
  const schema = { fields: output.map(({ name, type, nullable }) => ({ name, type, nullable })) };
  const start = (): ColumnBuilder[] => output.map((one) => new ColumnBuilder(one.type, arena));
  let builders = start();
  let count = 0;
  try {
    for (const row of definition.rows(args, contextOf(arena), settings)) {
      builders.forEach((builder, index) => builder.append(row[index] ?? null));
      if (++count < CHUNK_ROWS) continue;
      yield makeChunk(schema, builders.map((one) => one.finish()), count);
      arena.reset();
      builders = start();
      count = 0;
    }
    if (count > 0) yield makeChunk(schema, builders.map((one) => one.finish()), count);
  } finally {
    arena.release();
  }
}

/** Arguments of table functions are constants: clock and randomness have no part in them. */
function contextOf(arena: Arena): KernelContext {
  const refuse = (): never => {
    invariant(false, 'a table function asks for no clock and no randomness');
  };
  return { arena, batchTimeMicros: 0n, nowMicros: refuse, random: refuse, uuid: refuse };
}
