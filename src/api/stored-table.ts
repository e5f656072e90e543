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
  /** `partitions`: those without rows, as `p=1/q=a`; all of them where the rows lie in files. `statistics`: what ANALYZE counted, by column, until the rows change. */
  readonly rows: {
    chunks: readonly Chunk[];
    partitions?: ReadonlySet<string>;
    /** Those of the partitions, when they are files: plans hold on to it. */
    folders?: string[];
    statistics?: ReadonlyMap<string, readonly Chunk[]> | undefined;
  };
  readonly words: TableWords;
}

export function storedTable(name: readonly string[], schema: Schema, rows: StoredTable['rows'], words: TableWords = {}): StoredTable {
  const table: StoredTable = {
    kind: 'table', name, schema, rows, words, chunks: () => rows.chunks, version: () => rows.chunks,
    get rowCount() { return rows.chunks.reduce((sum, chunk) => sum + selectedCount(chunk), 0); },
  };
  const { source } = words;
  return source === undefined ? table : Object.defineProperty(table, 'source', { get: () => sourceOf(source, schema, words, rows), enumerable: true });
}

/** The files that belong to the table: of a partitioned one those in the folders of its partitions, at the time when a plan runs. */
function sourceOf(source: Read, schema: Schema, { partitionBy = [] }: TableWords, rows: StoredTable['rows']): Read {
  if (partitionBy.length === 0) return { ...source, schema };
  rows.folders ??= [];
  return { ...source, schema, options: { ...source.options, basePath: source.paths[0]! }, paths: rows.folders };
}

/** From now on these are the partitions that the table is known to have, whether there are rows or not. */
export function keepPartitions({ rows, words }: StoredTable, keys: Iterable<string>): void {
  rows.partitions = new Set(keys);
  const folder = words.source?.paths[0];
  if (folder === undefined) return;
  rows.folders ??= [];
  rows.folders.splice(0, rows.folders.length, ...[...rows.partitions].map((key) => `${folder}/${key}`));
}

export function isStored(table: CatalogTable): table is StoredTable { return table.kind === 'table' && 'rows' in table; }
