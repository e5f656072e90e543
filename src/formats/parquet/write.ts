import type { Rows } from '../../columnar/chunk.ts';
import type { Column } from '../../columnar/column.ts';
import type { Schema } from '../../types/data-type.ts';
import { schemaToJson } from '../../types/print-json.ts';
import { SPARK_SCHEMA_KEY } from './footer.ts';
import { shred, type Slots } from './shred.ts';
import { type ThriftFields, writeStruct } from './thrift.ts';
import { ChunkWriter } from './write-chunk.ts';
import { type TimestampForm, type WrittenSchema, writtenSchema } from './write-schema.ts';

export interface ParquetWriterRequest {
  readonly schema: Schema;
  /** Number of a codec that was loaded. */
  readonly codec: number;
  readonly timestampForm: TimestampForm;
  /** Takes the bytes of the file in order. */
  readonly emit: (bytes: Uint8Array) => void;
}

const MAGIC = Buffer.from('PAR1', 'latin1');
const GROUP_BYTES = 64 << 20;
/** The calendar of dates is the one that Spark has had since 3.0; readers ask this note. */
const SPARK_VERSION = { key: 'org.apache.spark.version', value: '4.3.0' };

/** Writes a file from front to back: pages as they fill, row groups of about 64 MiB, the footer at the end. */
export class ParquetWriter {
  readonly #request: ParquetWriterRequest;
  readonly #schema: WrittenSchema;
  readonly #chunks: readonly ChunkWriter[];
  readonly #groups: ThriftFields[] = [];
  #position = 0;
  #rowCount = 0;
  #groupRows = 0;

  constructor(request: ParquetWriterRequest) {
    this.#request = request;
    this.#schema = writtenSchema(request.schema, request.timestampForm);
    this.#chunks = this.#schema.leaves.map((leaf) => new ChunkWriter(leaf, request.codec));
    this.#emit(MAGIC);
  }

  /** Rows of columns in the order of the schema. */
  add(columns: readonly Column[], { rowCount, selection }: Rows): void {
    const count = selection?.length ?? rowCount;
    const rows = new Int32Array(count);
    for (let index = 0; index < count; index++) rows[index] = selection === undefined ? index : selection[index]!;
    const slots: Slots = { rows, defs: new Uint8Array(count), reps: new Uint8Array(count) };
    this.#schema.nodes.forEach((node, index) => { shred(columns[index]!, node, slots, (leaf, column, own) => { this.#chunks[leaf.index]!.add(column, own); }); });
    this.#groupRows += count;
    if (this.#chunks.reduce((sum, one) => sum + one.size, 0) >= GROUP_BYTES) this.#endGroup();
  }

  finish(): void {
    this.#endGroup();
    const footer = writeStruct([
      { id: 1, kind: 'i32', value: 1 }, { id: 2, kind: 'structs', value: this.#schema.elements }, { id: 3, kind: 'i64', value: this.#rowCount }, { id: 4, kind: 'structs', value: this.#groups },
      { id: 5, kind: 'structs', value: [note(SPARK_VERSION.key, SPARK_VERSION.value), note(SPARK_SCHEMA_KEY, schemaToJson(this.#request.schema))] },
      { id: 6, kind: 'binary', value: 'tidemark version 0.1.0 (build 0)' },
      { id: 7, kind: 'structs', value: this.#schema.leaves.map(() => [{ id: 1, kind: 'struct', value: [] }]) },
    ]);
    const tail = Buffer.alloc(4);
    tail.writeUInt32LE(footer.length);
    for (const part of [footer, tail, MAGIC]) this.#emit(part);
  }

  #emit(bytes: Uint8Array): void {
    this.#request.emit(bytes);
    this.#position += bytes.length;
  }

  #endGroup(): void {
    if (this.#groupRows === 0) return;
    const start = this.#position;
    let unpacked = 0;
    const columns = this.#chunks.map((chunk): ThriftFields => {
      const at = this.#position;
      const { pages, words, size } = chunk.finish(at);
      for (const page of pages) this.#emit(page);
      unpacked += size;
      return [{ id: 2, kind: 'i64', value: at }, { id: 3, kind: 'struct', value: words }];
    });
    this.#groups.push([
      { id: 1, kind: 'structs', value: columns }, { id: 2, kind: 'i64', value: unpacked }, { id: 3, kind: 'i64', value: this.#groupRows }, { id: 5, kind: 'i64', value: start },
      { id: 6, kind: 'i64', value: this.#position - start },
    ]);
    this.#rowCount += this.#groupRows;
    this.#groupRows = 0;
  }
}

const note = (key: string, value: string): ThriftFields => [{ id: 1, kind: 'binary', value: key }, { id: 2, kind: 'binary', value }];
