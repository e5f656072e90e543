import { Arena } from '../columnar/arena.ts';
import { ColumnBuilder } from '../columnar/builder.ts';
import { CHUNK_ROWS, makeChunk, type Chunk } from '../columnar/chunk.ts';
import type { Value } from '../columnar/value.ts';
import type { Attribute } from '../plan/bound.ts';
import type { LocalData } from '../plan/logical.ts';
import type { Schema } from '../types/data-type.ts';

/** Rows at hand as a plan. The chunks are built when they are first asked for and live as long as the node. */
export function localData(output: readonly Attribute[], rows: readonly (readonly Value[])[], name?: string): LocalData {
  let chunks: readonly Chunk[] | undefined;
  return {
    kind: 'LocalData', output, rowCount: rows.length, ...(name === undefined ? {} : { name }),
    chunks: () => (chunks ??= buildChunks(output, rows)),
  };
}

/** One row without columns: SELECT without FROM. */
export function oneRow(): LocalData {
  return localData([], [[]], 'OneRowRelation');
}

/** Fresh attributes for a schema. */
export function attributesOf(schema: Schema, nextId: () => number, qualifier: readonly string[] = []): readonly Attribute[] {
  return schema.fields.map(({ name, type, nullable }) => ({ kind: 'Attribute', id: nextId(), name, type, nullable, qualifier }));
}

function buildChunks(output: readonly Attribute[], rows: readonly (readonly Value[])[]): readonly Chunk[] {
  const arena = new Arena();
  const schema: Schema = { fields: output.map(({ name, type, nullable }) => ({ name, type, nullable })) };
  const chunks: Chunk[] = [];
  for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
    const part = rows.slice(start, start + CHUNK_ROWS);
    const builders = output.map((one) => new ColumnBuilder(one.type, arena, part.length));
    for (const row of part) builders.forEach((builder, index) => builder.append(row[index] ?? null));
    chunks.push(makeChunk(schema, builders.map((builder) => builder.finish()), part.length));
  }
  return chunks;
}
