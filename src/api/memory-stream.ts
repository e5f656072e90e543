import { Arena } from '../columnar/arena.ts';
import { ColumnBuilder } from '../columnar/builder.ts';
import { type Chunk, makeChunk } from '../columnar/chunk.ts';
import { type MemoryBlocks, registerMemoryBlocks } from '../sources/memory.ts';
import type { Schema } from '../types/data-type.ts';
import { DataFrame } from './data-frame.ts';
import { type InputRow, toValues } from './local-rows.ts';
import type { Row } from './row.ts';
import type { Session } from './session.ts';

let lastName = 0;

/**
 * A stream fed by the program. Every `addData` is one offset; a query that starts again reads the same data again.
 *
 * @example
 * const clicks = spark.memoryStream('ts TIMESTAMP, page STRING', 'clicks');
 * clicks.addData(['2024-01-01 00:00:00', '/']);
 */
export class MemoryStream<R extends Row = Row> {
  /** What it is called in plans. */
  readonly name: string;
  /** Of its rows. */
  readonly schema: Schema;
  readonly #session: Session;
  readonly #blocks: MemoryBlocks;

  constructor(session: Session, schema: Schema, name?: string) {
    this.#session = session;
    this.schema = schema;
    this.name = name ?? `memory_stream_${++lastName}`;
    this.#blocks = registerMemoryBlocks(schema);
    if (name !== undefined) this.toDF().createOrReplaceTempView(name);
  }

  /** Makes rows visible to the next batch. Text is taken for timestamps, in the session's time zone. */
  addData(...rows: readonly InputRow[]): number {
    const arena = new Arena();
    try {
      return this.#blocks.add(this.#chunkOf(rows, arena));
    } finally {
      arena.release();
    }
  }

  /** Gives the rows back; no query may read them afterwards. */
  release(): void { this.#blocks.release(); }

  /** @param options `blocksPerTrigger`: so many `addData` per batch at most */
  toDF(options: { readonly blocksPerTrigger?: number } = {}): DataFrame<R> {
    const limit = options.blocksPerTrigger === undefined ? {} : { blocksPerTrigger: String(options.blocksPerTrigger) };
    return new DataFrame(this.#session, { kind: 'Read', format: 'memory', schema: this.schema, options: { blocks: this.#blocks.id, ...limit }, paths: [], streaming: true });
  }

  #chunkOf(rows: readonly InputRow[], arena: Arena): Chunk {
    const builders = this.schema.fields.map((one) => new ColumnBuilder(one.type, arena, Math.max(1, rows.length)));
    const { timeZone } = this.#session.engine.settings;
    for (const row of rows) toValues(this.schema, row, timeZone).forEach((value, index) => { builders[index]!.append(value); });
    return makeChunk(this.schema, builders.map((builder) => builder.finish()), rows.length);
  }
}
