import type { Arena } from '../../columnar/arena.ts';
import { type Chunk, CHUNK_ROWS, makeChunk } from '../../columnar/chunk.ts';
import { nullColumn } from '../../columnar/constant.ts';
import { type Schema, sameType } from '../../types/data-type.ts';
import type { RowTest } from '../files/row-test.ts';
import type { ByteReader } from '../text/lines.ts';
import { assemble, leavesOf, type Wanted, want } from './assemble.ts';
import { loadCodecs } from './codecs.ts';
import { expectSound } from './damage.ts';
import type { ParquetFooter, RowGroup } from './footer.ts';
import { LeafReader, type LeafRows } from './leaf-reader.ts';
import type { ParquetLeaf, ParquetNode } from './schema.ts';
import { mayPass } from './skip.ts';
import { ParquetMisfit } from './widen.ts';

export interface ParquetRequest {
  readonly schema: Schema;
  /** Columns somebody reads, as indexes into the schema; the others are NULL. */
  readonly required: readonly number[];
  /** Whether two names of columns are the same. */
  readonly same: (left: string, right: string) => boolean;
  /** Row groups in which no row passes may be left out. */
  readonly tests: readonly RowTest[];
}

/** The schema of a file: what Spark noted, otherwise what its columns say. */
export function schemaOfFooter({ columns, sparkSchema }: ParquetFooter): Schema {
  return sparkSchema ?? { fields: columns.map(({ name, type }) => ({ name, type, nullable: true })) };
}

/** Makes ready what unpacks the pages of a file. */
export async function prepareFooter({ rowGroups }: ParquetFooter): Promise<void> {
  await loadCodecs(new Set(rowGroups.flatMap(({ chunks }) => chunks.map((chunk) => chunk.codec))));
}

/**
 * The rows of a file, a chunk at a time; a chunk is good until the next one is pulled. Of each column that is wanted one page is held, and its dictionary.
 */
export function* readParquet(file: ByteReader, footer: ParquetFooter, request: ParquetRequest, arena: Arena): Generator<Chunk> {
  const wanted = request.schema.fields.map(({ name, type }, index) => {
    if (!request.required.includes(index)) return undefined;
    const node = nodeNamed(footer, name, request.same);
    return node === undefined ? undefined : want(node, type, request.same);
  });
  const passes = groupTest(footer, request);
  for (const group of footer.rowGroups) if (passes(group)) yield* readGroup(file, group, { schema: request.schema, wanted, arena });
}

function nodeNamed({ columns }: ParquetFooter, name: string, same: ParquetRequest['same']): ParquetNode | undefined {
  return columns.find((one) => one.name === name) ?? columns.find((one) => same(one.name, name));
}

/** Whether a row group may have rows that pass all tests. A column that the file has not, or has in another type, is not looked at. */
function groupTest(footer: ParquetFooter, { schema, same, tests }: ParquetRequest): (group: RowGroup) => boolean {
  const asked = tests.flatMap((test) => {
    const type = schema.fields.find(({ name }) => name === test.column)?.type;
    const leaf = nodeNamed(footer, test.column, same)?.leaf;
    return type === undefined || leaf === undefined || leaf.maxRep > 0 || !sameType(leaf.type, type) ? [] : [{ test, stored: { type, leaf, ordersTexts: footer.ordersTexts } }];
  });
  return ({ chunks }) => asked.every(({ test, stored }) => mayPass(test, stored, chunks[stored.leaf.index]!));
}

interface GroupRequest { readonly schema: Schema; readonly wanted: readonly (Wanted | undefined)[]; readonly arena: Arena }

function* readGroup(file: ByteReader, { rowCount, chunks }: RowGroup, { schema, wanted, arena }: GroupRequest): Generator<Chunk> {
  const leaves = new Set(wanted.flatMap((one) => (one === undefined ? [] : [...leavesOf(one)])));
  for (const leaf of leaves) expectSound(leaf.maxRep > 0 || chunks[leaf.index]!.entryCount === rowCount, `a column has ${chunks[leaf.index]!.entryCount} values, its row group ${rowCount} rows`);
  const readers = new Map([...leaves].map((leaf) => [leaf, new LeafReader(file, chunks[leaf.index]!, leaf)] as const));
  try {
    for (let from = 0; from < rowCount; from += CHUNK_ROWS) {
      arena.reset();
      const count = Math.min(CHUNK_ROWS, rowCount - from);
      const read = new Map<ParquetLeaf, LeafRows>([...readers].map(([leaf, reader]) => [leaf, reader.read(count, arena)]));
      const columns = schema.fields.map(({ name, type }, index) => {
        const one = wanted[index];
        if (one === undefined) return nullColumn(type, count, arena);
        const column = namingMisfit(name, () => assemble(one, (leaf) => read.get(leaf)!, arena));
        expectSound(column.length === count, `a column has ${column.length} values for ${count} rows`);
        return column;
      });
      yield makeChunk(schema, columns, count);
    }
  } finally {
    for (const reader of readers.values()) reader.release();
  }
}

/** Which column of the file it was. */
function namingMisfit<T>(column: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ParquetMisfit) error.column ??= column;
    throw error;
  }
}
