import { fail } from '../errors/stream-error.ts';
import { splitName } from './column.ts';
import { queueInsert } from './insert.ts';
import { writable } from './named-tables.ts';
import type { DataFrame } from './data-frame.ts';
import type { OptionValue } from './reader.ts';

export type SaveMode = 'append' | 'overwrite' | 'ignore' | 'error' | 'errorifexists';

/**
 * Writes a batch DataFrame once.
 *
 * @example await df.write.format('kafka').option('kafka.bootstrap.servers', 'localhost:9092').option('topic', 't').save();
 */
export class DataFrameWriter {
  readonly #frame: DataFrame;
  readonly #options: Record<string, string> = {};
  #format = 'parquet';
  #mode: SaveMode = 'errorifexists';

  constructor(frame: DataFrame) {
    this.#frame = frame;
  }

  format(name: string): this { this.#format = name; return this; }
  mode(mode: SaveMode): this { this.#mode = mode; return this; }
  option(name: string, value: OptionValue): this { this.#options[name] = String(value); return this; }
  options(options: Readonly<Record<string, OptionValue>>): this {
    for (const [name, value] of Object.entries(options)) this.option(name, value);
    return this;
  }

  /** Sends all rows to the sink. */
  async save(path?: string): Promise<void> {
    if (this.#frame.isStreaming) fail('CALL_ON_STREAMING_DATASET_UNSUPPORTED', { methodName: '`write`' });
    await this.#frame.sparkSession.write(this.#frame.relation, { format: this.#format, options: { ...this.#options }, ...(path === undefined ? {} : { path }) });
  }

  /** A table in memory with these rows, under a name of the session. */
  async saveAsTable(name: string): Promise<void> {
    const { sparkSession, relation } = this.#frame;
    const { engine } = sparkSession;
    const known = engine.catalog.table(splitName(name));
    if (known !== undefined && this.#mode === 'ignore') return;
    if (known !== undefined && this.#mode === 'append') { await this.insertInto(name); return; }
    const { schema, chunks } = await engine.materialize(relation);
    engine.addTable(splitName(name), schema, chunks, this.#mode === 'overwrite');
  }

  async insertInto(name: string): Promise<void> {
    const { sparkSession, relation } = this.#frame;
    queueInsert(sparkSession, writable(sparkSession, splitName(name), 'INSERT', undefined), relation, { overwrite: this.#mode === 'overwrite', byName: false });
    await sparkSession.engine.settled();
  }
}
