import { parseJsonType } from '../../types/json-schema.ts';
import type { Schema } from '../../types/data-type.ts';
import type { ByteReader } from '../text/lines.ts';
import { expectSound, FOOTER_BYTES_MAX } from './damage.ts';
import { isStruct, type ParquetNode, readSchema, type SchemaChoices } from './schema.ts';
import { readStruct, type ThriftStruct, type ThriftValue } from './thrift.ts';

/** What the end of a file says of it. */
export interface ParquetFooter {
  readonly columns: readonly ParquetNode[];
  /** What Spark noted of its own types; it wins over what the columns say. */
  readonly sparkSchema: Schema | undefined;
  readonly rowGroups: readonly RowGroup[];
  /** Texts are ordered by their bytes in the statistics. */
  readonly ordersTexts: boolean;
}

export interface RowGroup { readonly rowCount: number; readonly chunks: readonly ColumnChunk[] }

/** A column of a row group: its bytes in the file, the dictionary first. */
export interface ColumnChunk { readonly codec: number; readonly entryCount: number; readonly start: number; readonly size: number; readonly statistics: Statistics }

/** What is said of the values of a column of a row group: the number of NULLs, and plain values that none is below or above. */
export interface Statistics { readonly nullCount: number | undefined; readonly least: Uint8Array | undefined; readonly largest: Uint8Array | undefined }

export const SPARK_SCHEMA_KEY = 'org.apache.spark.sql.parquet.row.metadata';
const MAGIC = 0x31524150;
const ENCRYPTED_MAGIC = 0x45524150;

/** Positions and counts are held against the size of the file: what passes here can be read without further checks of places. */
export function readFooter(file: ByteReader, size: number, choices: SchemaChoices): ParquetFooter {
  expectSound(size >= 12, `it has only ${size} bytes`);
  const tail = bytesAt(file, size - 8, 8);
  const view = new DataView(tail.buffer, tail.byteOffset, 8);
  const magic = view.getUint32(4, true);
  expectSound(magic !== ENCRYPTED_MAGIC, 'it is encrypted');
  expectSound(magic === MAGIC, 'it does not end as Parquet does');
  const length = view.getUint32(0, true);
  expectSound(length <= size - 12, `its footer claims ${length} bytes, the file has ${size}`);
  expectSound(length <= FOOTER_BYTES_MAX, `its footer has ${length} bytes, more than ${FOOTER_BYTES_MAX}`);
  const { fields: [, , elements, , groups, notes, , orders] } = readStruct({ bytes: bytesAt(file, size - 8 - length, length), at: 0 });
  const columns = readSchema(listOf(elements, 'schema'), choices);
  const leafCount = columns.reduce((sum, one) => sum + countLeaves(one), 0);
  return { columns, sparkSchema: sparkSchemaOf(notes), rowGroups: listOf(groups, 'row groups').map((one) => rowGroupOf(one, leafCount, size)), ordersTexts: orders !== undefined };
}

function bytesAt(file: ByteReader, position: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  expectSound(file.read(bytes, position) === length, 'it is shorter than it was');
  return bytes;
}

const countLeaves = (node: ParquetNode): number => (node.leaf === undefined ? node.children.reduce((sum, one) => sum + countLeaves(one), 0) : 1);

function listOf(value: ThriftValue, what: string): readonly ThriftValue[] {
  expectSound(Array.isArray(value), `its footer has no ${what}`);
  return value;
}

function structOf(value: ThriftValue, what: string): ThriftStruct {
  expectSound(isStruct(value), `its footer has no ${what}`);
  return value;
}

function wholeOf(value: ThriftValue, what: string): number {
  expectSound(typeof value === 'number' && value >= 0, `its footer has a ${what} that cannot be`);
  return value;
}

function rowGroupOf(value: ThriftValue, leafCount: number, size: number): RowGroup {
  const { fields: [, chunks, , rowCount] } = structOf(value, 'row group');
  const list = listOf(chunks, 'columns');
  expectSound(list.length === leafCount, `a row group has ${list.length} columns, the schema ${leafCount}`);
  return { rowCount: wholeOf(rowCount, 'number of rows'), chunks: list.map((one) => chunkOf(one, size)) };
}

function chunkOf(value: ThriftValue, size: number): ColumnChunk {
  const { fields: [, , , words] } = structOf(value, 'column');
  const { fields: [, , , , codec, entryCount, , packedSize, , dataAt, , dictionaryAt, statistics] } = structOf(words, 'words about a column');
  const data = wholeOf(dataAt, 'place of a column');
  // Some writers note a dictionary at 0 when there is none.
  const start = typeof dictionaryAt === 'number' && dictionaryAt > 0 && dictionaryAt < data ? dictionaryAt : data;
  const packed = wholeOf(packedSize, 'size of a column');
  expectSound(start + packed <= size, `a column claims ${packed} bytes at ${start}, the file has ${size}`);
  return { codec: wholeOf(codec, 'codec'), entryCount: wholeOf(entryCount, 'number of values'), start, size: packed, statistics: statisticsIn(statistics) };
}

/** The bounds of old, whose order nobody knows, do not count. */
function statisticsIn(value: ThriftValue): Statistics {
  const [, , , nullCount, , largest, least] = isStruct(value) ? value.fields : [];
  const bytes = (one: ThriftValue): Uint8Array | undefined => (one instanceof Uint8Array ? one : undefined);
  return { nullCount: typeof nullCount === 'number' ? nullCount : undefined, least: bytes(least), largest: bytes(largest) };
}

function sparkSchemaOf(notes: ThriftValue): Schema | undefined {
  if (!Array.isArray(notes)) return undefined;
  for (const note of notes as readonly ThriftValue[]) {
    const [, key, text] = isStruct(note) ? note.fields : [];
    if (!(key instanceof Uint8Array) || !(text instanceof Uint8Array) || Buffer.from(key).toString('utf8') !== SPARK_SCHEMA_KEY) continue;
    const type = parseJsonType(Buffer.from(text).toString('utf8'));
    if (type?.kind === 'struct') return { fields: type.fields };
  }
  return undefined;
}
