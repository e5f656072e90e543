import { fail } from '../errors/stream-error.ts';
import type { Buckets } from '../plan/catalog.ts';
import type { SaveMode as SinkSaveMode } from '../sinks/sink.ts';
import { splitName } from './column.ts';
import type { DataFrame } from './data-frame.ts';
import { expectRecord, expectText } from './expect.ts';
import { queueInsert } from './insert.ts';
import { writable } from './named-tables.ts';
import type { OptionValue } from './reader.ts';
import { saveTable } from './save-table.ts';

/** What happens to a target that is there already: add, replace, leave it alone, or fail (default). */
export type SaveMode = 'append' | 'overwrite' | 'ignore' | 'error' | 'errorifexists' | 'default';

const modes: Readonly<Record<string, SinkSaveMode>> = { append: 'append', overwrite: 'overwrite', ignore: 'ignore', error: 'error', errorifexists: 'error', default: 'error' };

const BUCKETS_MAX = 100_000;

/**
 * Writes a batch DataFrame once. Every setter changes this writer and returns it.
 *
 * @example await df.write.partitionBy('day').mode('overwrite').json('/data/clicks');
 */
export class DataFrameWriter {
  readonly #frame: DataFrame;
  readonly #options: Record<string, string> = {};
  #format = 'parquet';
  #mode: SinkSaveMode = 'error';
  #partitionBy: readonly string[] = [];
  #buckets: { readonly count: number; readonly columns: readonly string[] } | undefined;
  #sortBy: readonly string[] = [];
  #clusterBy: readonly string[] = [];

  constructor(frame: DataFrame) {
    this.#frame = frame;
  }

  /** Name of a sink, such as `json` or `kafka`. */
  format(name: string): this { this.#format = name; return this; }
  /** What happens to a target that is there already. */
  mode(mode: SaveMode): this {
    expectText(mode, 'mode', 'a mode');
    this.#mode = modes[mode.toLowerCase()] ?? fail('INVALID_SAVE_MODE', { mode: `"${mode}"` });
    return this;
  }
  /** An option of the sink, see docs/reference/sinks.md. Names are told apart without case; unknown ones are refused when the write begins. */
  option(name: string, value: OptionValue): this { this.#options[name] = String(value); return this; }
  /** Several options. */
  options(options: Readonly<Record<string, OptionValue>>): this {
    expectRecord(options, 'options');
    for (const [name, value] of Object.entries(options)) this.option(name, value);
    return this;
  }
  /** Columns that become folders `name=value` of files, or partitions of a table. */
  partitionBy(...columns: readonly string[]): this { this.#partitionBy = columns; return this; }
  /** The table has buckets: it says so when it is described. One process keeps its rows together. Only `saveAsTable` takes them. */
  bucketBy(count: number, ...columns: readonly string[]): this { this.#buckets = { count, columns }; return this; }
  /** Order within buckets. */
  sortBy(...columns: readonly string[]): this { this.#sortBy = columns; return this; }
  /** A hint at which rows are read together; one process does nothing with it. */
  clusterBy(...columns: readonly string[]): this { this.#clusterBy = columns; return this; }

  /** Sends all rows to the sink; resolves when they are there. */
  async save(path?: string): Promise<void> {
    this.#refuseBuckets('save');
    const { sparkSession, relation } = this.#batch();
    await sparkSession.write(relation, { format: this.#format, options: { ...this.#options }, mode: this.#mode, partitionBy: this.#partitionBy, ...(path === undefined ? {} : { path }) });
  }

  /** Files of JSON objects. */
  async json(path: string): Promise<void> { await this.format('json').save(path); }
  /** Files of values with separators. */
  async csv(path: string): Promise<void> { await this.format('csv').save(path); }
  /** Files of lines: the DataFrame has one STRING column. */
  async text(path: string): Promise<void> { await this.format('text').save(path); }
  /** Parquet files: columns with types. */
  async parquet(path: string): Promise<void> { await this.format('parquet').save(path); }

  /** A table in memory with these rows, under a name of the session. Mode append adds by name of the columns. */
  async saveAsTable(name: string): Promise<void> {
    await saveTable(this.#batch(), splitName(name), { mode: this.#mode, partitionBy: this.#partitionBy, options: this.#options, ...this.#groups() });
  }

  /** Adds the rows to a table by position of the columns; mode overwrite replaces its rows. */
  async insertInto(name: string): Promise<void> {
    this.#refuseBuckets('insertInto');
    const { sparkSession, relation } = this.#batch();
    if (this.#partitionBy.length > 0) fail('PARTITION_BY_NOT_ALLOWED_WITH_INSERT_INTO', { tableName: name });
    queueInsert(sparkSession, writable(sparkSession, splitName(name), 'INSERT', undefined), relation, { overwrite: this.#mode === 'overwrite', byName: false });
    await sparkSession.engine.settled();
  }

  #refuseBuckets(call: string): void {
    this.#groups();
    if (this.#buckets !== undefined) fail('TIDEMARK_INVALID_API_CALL', { call, problem: 'it takes no buckets, saveAsTable does' });
  }

  /** Buckets of the table, when all that was said of them and of clusters goes together. */
  #groups(): { readonly buckets?: Buckets } {
    if (this.#clusterBy.length > 0 && this.#buckets !== undefined) fail('SPECIFY_CLUSTER_BY_WITH_BUCKETING_IS_NOT_ALLOWED', {});
    if (this.#clusterBy.length > 0 && this.#partitionBy.length > 0) fail('SPECIFY_CLUSTER_BY_WITH_PARTITIONED_BY_IS_NOT_ALLOWED', {});
    if (this.#buckets === undefined) return this.#sortBy.length > 0 ? fail('SORT_BY_WITHOUT_BUCKETING', {}) : {};
    const { count, columns } = this.#buckets;
    if (!(count > 0 && count <= BUCKETS_MAX)) fail('INVALID_BUCKET_COUNT', { numBuckets: String(count), bucketingMaxBuckets: String(BUCKETS_MAX) });
    const twice = [...columns, ...this.#sortBy].find((one) => this.#partitionBy.includes(one));
    if (twice !== undefined) fail('TIDEMARK_INVALID_API_CALL', { call: 'bucketBy', problem: `${twice} is a partition column` });
    return { buckets: { count, columns, sorted: this.#sortBy } };
  }

  #batch(): DataFrame {
    if (this.#frame.isStreaming) fail('CALL_ON_STREAMING_DATASET_UNSUPPORTED', { methodName: '`write`' });
    return this.#frame;
  }
}
