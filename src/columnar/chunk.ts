import type { Schema } from '../types/data-type.ts';
import type { Column } from './column.ts';

/** Rows of a chunk that are meant, ascending. `undefined` = all. */
export type Selection = Uint32Array | undefined;

/** Which rows a kernel has to compute: `rowCount` physical rows, of which only `selection` counts when it is there. */
export interface Rows {
  readonly rowCount: number;
  readonly selection: Selection;
}

/**
 * A run of rows in columns, about 8k of them. Filters narrow `selection` and copy nothing.
 * `weights` (design D8) is the multiplicity of each row; absent means +1 for all.
 */
export interface Chunk extends Rows {
  readonly schema: Schema;
  readonly columns: readonly Column[];
  readonly weights: Int32Array | undefined;
}

/** Rows of a chunk as sources and builders make them. */
export const CHUNK_ROWS = 8192;

export function makeChunk(schema: Schema, columns: readonly Column[], rowCount: number, selection?: Selection, weights?: Int32Array): Chunk {
  return { schema, columns, rowCount, selection, weights };
}

/** Number of rows that count. */
export function selectedCount(rows: Rows): number {
  return rows.selection === undefined ? rows.rowCount : rows.selection.length;
}

export function emptyChunk(schema: Schema, columns: readonly Column[]): Chunk {
  return makeChunk(schema, columns, 0);
}
