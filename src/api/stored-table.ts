import type { Chunk } from '../columnar/chunk.ts';
import { selectedCount } from '../columnar/chunk.ts';
import type { Buckets, CatalogTable, MemoryTable } from '../plan/catalog.ts';
import type { Expression } from '../plan/expression.ts';
import type { Read } from '../plan/relation.ts';
import type { Schema } from '../types/data-type.ts';

/** What a table of CREATE TABLE is besides its rows. */
export interface TableWords {
  readonly defaults?: Readonly<Record<string, Expression>>;
  readonly properties?: Readonly<Record<string, string>>;
  readonly partitionBy?: readonly string[];
  readonly comment?: string | null;
  readonly provider?: string;
  readonly options?: Readonly<Record<string, string>>;
  readonly buckets?: Buckets;
  readonly collation?: string;
  readonly location?: string;
  /** Where its rows lie when they are in files. */
  readonly source?: Read;
  readonly createdMs?: number;
}

/** A table whose rows statements change. Plans made before a change see what is there when they run. */
export interface StoredTable extends MemoryTable {
  /** `partitions`: those without rows, as `p=1/q=a`. `statistics`: what ANALYZE counted, by column, until the rows change. */
  readonly rows: { chunks: readonly Chunk[]; partitions?: ReadonlySet<string>; statistics?: ReadonlyMap<string, readonly Chunk[]> | undefined };
  readonly words: TableWords;
}

export function storedTable(name: readonly string[], schema: Schema, rows: StoredTable['rows'], words: TableWords = {}): StoredTable {
  return {
    kind: 'table', name, schema, rows, words, ...(words.source === undefined ? {} : { source: { ...words.source, schema } }), chunks: () => rows.chunks, version: () => rows.chunks,
    get rowCount() { return rows.chunks.reduce((sum, chunk) => sum + selectedCount(chunk), 0); },
  };
}

export function isStored(table: CatalogTable): table is StoredTable { return table.kind === 'table' && 'rows' in table; }
