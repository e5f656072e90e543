import { Arena } from '../columnar/arena.ts';
import { ColumnBuilder } from '../columnar/builder.ts';
import { CHUNK_ROWS, makeChunk, type Chunk } from '../columnar/chunk.ts';
import type { Value } from '../columnar/value.ts';
import type { Attribute } from '../plan/bound.ts';
import type { LocalData } from '../plan/logical.ts';
import type { Schema } from '../types/data-type.ts';
import { hasLength, withoutLengths } from '../types/text-length.ts';

/** Rows at hand as a plan. Chunks are built while they are read: nobody says when a plan is no longer needed, so it holds no column memory. */
export function localData(output: readonly Attribute[], rows: readonly (readonly Value[])[], name?: string): LocalData {
  return { kind: 'LocalData', output, rowCount: rows.length, version: 'fixed', ...(name === undefined ? {} : { name }), chunks: () => buildChunks(output, rows) };
}

/** One row without columns: SELECT without FROM. */
export function oneRow(): LocalData {
  return localData([], [[]], 'OneRowRelation');
}

/** Fresh attributes for a schema. */
export function attributesOf(schema: Schema, nextId: () => number, qualifier: readonly string[] = []): readonly Attribute[] {
  return schema.fields.map(({ name, type, nullable, comment }) => ({
    kind: 'Attribute', id: nextId(), name, type: withoutLengths(type), nullable, qualifier, ...(hasLength(type) ? { declared: type } : {}), ...(comment === undefined ? {} : { comment }),
  }));
}

function* buildChunks(output: readonly Attribute[], rows: readonly (readonly Value[])[]): Generator<Chunk> {
  const arena = new Arena();
  const schema: Schema = { fields: output.map(({ name, type, nullable }) => ({ name, type, nullable })) };
  try {
    for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
      arena.reset();
      const part = rows.slice(start, start + CHUNK_ROWS);
      const builders = output.map((one) => new ColumnBuilder(one.type, arena, part.length));
      for (const row of part) builders.forEach((builder, index) => builder.append(row[index] ?? null));
      yield makeChunk(schema, builders.map((builder) => builder.finish()), part.length);
    }
  } finally {
    arena.release();
  }
}
