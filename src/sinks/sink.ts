import type { Chunk } from '../columnar/chunk.ts';
import type { Environment } from '../environment/environment.ts';
import type { Schema } from '../types/data-type.ts';

export interface SinkOptionRow {
  readonly name: string;
  readonly doc: string;
  readonly default?: string;
  readonly required?: boolean;
  readonly check?: (value: string) => string | undefined;
}

/** What a batch write does when there is something already. */
export type SaveMode = 'append' | 'overwrite' | 'ignore' | 'error';

/**
 * What the session makes of rows for a file: lines by a function of all columns but those that are folders; without one, the only column; or `columns`,
 * all of them as they are.
 */
export interface RowLayout { readonly function: 'to_csv' | 'to_json' | 'columns' | undefined; readonly header: boolean }

export type SinkMode = 'append' | 'update' | 'complete';

/** A row of the sink table. */
export interface SinkDefinition {
  readonly name: string;
  readonly doc: string;
  readonly options: readonly SinkOptionRow[];
  readonly modes: readonly SinkMode[];
  readonly guarantee: 'exactly-once' | 'at-least-once' | 'none';
  /** May run without a checkpointLocation: a temporary one is made and deleted (Spark: memory, console, foreach, foreachBatch, noop). */
  readonly temporaryCheckpoint: boolean;
  /** Refuses a schema it cannot write (Kafka without `value`), before the query starts. */
  checkSchema?(schema: Schema, options: Readonly<Record<string, string>>): void;
  /** Of sinks of files: the chunks they want have the line in the first column (or the columns), and the text of the partition columns behind. */
  layout?(schema: Schema, options: Readonly<Record<string, string>>): RowLayout;
  open(request: SinkRequest): Promise<Sink>;
}

export interface SinkRequest {
  readonly options: Readonly<Record<string, string>>;
  readonly path: string | undefined;
  readonly schema: Schema;
  readonly mode: SinkMode;
  /** Stable over restarts; part of every idempotence key. */
  readonly queryId: string;
  readonly queryName: string | undefined;
  readonly environment: Environment;
  /** What only the session can do: register the table of a memory sink, call the function of foreachBatch. */
  readonly session: SinkSession;
  readonly signal: AbortSignal;
  /** A batch write, instead of a stream. */
  readonly save?: SaveMode;
  /** Names of the columns behind the line or the columns, see `layout`. */
  readonly partitionBy?: readonly string[];
  /** A session setting by Spark's key. */
  readonly setting?: (key: string) => string | undefined;
  /** First line of each file. */
  readonly header?: string;
}

export interface SinkSession {
  /** Where the memory sink puts its table. */
  publishTable(name: string, schema: Schema, chunks: () => Iterable<Chunk>): void;
  /** The function given to foreachBatch; chunks are only good until it resolves. */
  readonly foreachBatch?: (chunks: readonly Chunk[], schema: Schema, batchId: number) => Promise<void>;
  /** The layout of `show()`: at most `count` rows, cells cut to `truncate` characters (0 = not). */
  readonly showTable: (schema: Schema, chunks: readonly Chunk[], options: { readonly count: number; readonly truncate: number }) => Promise<string>;
  /** Where console output goes. */
  readonly print: (text: string) => void;
}

export interface Sink {
  readonly description: string;
  /**
   * The commit point of the output is here (design §4): the last batch that is completely in, `undefined` = none known.
   * The engine skips `write` for a batch that is not newer.
   */
  lastCommitted(): Promise<number | undefined>;
  /** All rows of a batch; when it resolves they are in, as the guarantee says. `complete` replaces everything written before. */
  write(batchId: number, chunks: readonly Chunk[]): Promise<void>;
  metrics?(): Readonly<Record<string, string>>;
  close(): Promise<void>;
}
