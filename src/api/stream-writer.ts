import { fail } from '../errors/stream-error.ts';
import type { OutputMode } from '../plan/physical.ts';
import type { DataFrame } from './data-frame.ts';
import type { OptionValue } from './reader.ts';
import type { Row } from './row.ts';
import type { StreamingQuery } from './streaming-query.ts';
import type { TriggerOptions } from './trigger.ts';

/** The write side of a stream as data. */
export interface StreamWrite {
  readonly format: string;
  readonly options: Readonly<Record<string, string>>;
  readonly outputMode: OutputMode;
  readonly trigger: TriggerOptions;
  readonly partitionBy?: readonly string[];
  readonly queryName?: string;
  readonly path?: string;
  readonly foreachBatch?: (batch: DataFrame, batchId: number) => void | Promise<void>;
}

/** Spark's ForeachWriter: `open` once per batch, `process` per row, `close` always. */
export interface ForeachWriter<R extends Row = Row> {
  /** Before the rows of a batch; false skips them. There is one partition, 0; `epochId` is the id of the batch. */
  open?(partitionId: number, epochId: number): boolean | Promise<boolean>;
  /** One row. */
  process(row: R): void | Promise<void>;
  /** After the rows, also after an error, which is given then. */
  close?(error: unknown): void | Promise<void>;
}

/**
 * Where a stream goes, how often, in which mode. `start()` runs it.
 *
 * @example
 * const query = await counts.writeStream.format('console').outputMode('update').trigger({ processingTime: '5 seconds' }).start();
 */
export class DataStreamWriter<R extends Row = Row> {
  readonly #frame: DataFrame<R>;
  readonly #options: Record<string, string> = {};
  #format: string | undefined;
  #outputMode = 'append';
  #trigger: TriggerOptions = {};
  #queryName: string | undefined;
  #partitionBy: readonly string[] = [];
  #foreachBatch: StreamWrite['foreachBatch'];

  constructor(frame: DataFrame<R>) {
    this.#frame = frame;
  }

  /** Name of a sink, such as `console` or `kafka`. */
  format(name: string): this { this.#format = name; return this; }
  /** append (default), update or complete. */
  outputMode(mode: OutputMode | (string & {})): this { this.#outputMode = mode; return this; }
  /** `{}` as soon as possible, `{ processingTime: '10 seconds' }`, `{ availableNow: true }`, `{ once: true }`. */
  trigger(trigger: TriggerOptions): this { this.#trigger = trigger; return this; }
  /** Tells the query from others in progress and listeners; the memory sink's table has this name. */
  queryName(name: string): this { this.#queryName = name; return this; }
  /** An option of the sink, or `checkpointLocation`. Names are told apart without case; unknown ones are refused by `start`. */
  option(name: string, value: OptionValue): this { this.#options[name] = String(value); return this; }
  /** Several options. */
  options(options: Readonly<Record<string, OptionValue>>): this {
    for (const [name, value] of Object.entries(options)) this.option(name, value);
    return this;
  }
  /** Columns that become folders `name=value` of the files written. */
  partitionBy(...columns: readonly string[]): this { this.#partitionBy = columns; return this; }
  /** A hint at which rows are read together; one process does nothing with it. */
  clusterBy(..._columns: readonly string[]): this { return this; }

  /** Calls `fn` with every batch as a DataFrame, and its id. At least once: the same id may come again after a crash. */
  foreachBatch(fn: (batch: DataFrame<R>, batchId: number) => void | Promise<void>): this {
    this.#format = 'foreachBatch';
    this.#foreachBatch = fn as StreamWrite['foreachBatch'];
    return this;
  }

  /** Calls `writer.process` with every row. At least once. */
  foreach(writer: ForeachWriter<R> | ((row: R) => void | Promise<void>)): this {
    const each = typeof writer === 'function' ? { process: writer } : writer;
    this.#foreachBatch = (batch, batchId) => writeEach(each as ForeachWriter, batch, batchId);
    this.#format = 'foreach';
    return this;
  }

  /** Starts the query. Resolves when its sources are open and its checkpoint is locked; rejects with what is wrong otherwise. */
  async start(path?: string): Promise<StreamingQuery> {
    const relation = this.#frame.relation;
    if (!this.#frame.isStreaming) fail('WRITE_STREAM_NOT_ALLOWED', {});
    return this.#frame.sparkSession.streams.start(relation, {
      format: this.#format ?? 'parquet', options: { ...this.#options }, outputMode: outputModeOf(this.#outputMode), trigger: this.#trigger, partitionBy: this.#partitionBy,
      ...(this.#queryName === undefined ? {} : { queryName: this.#queryName }),
      ...(path === undefined ? {} : { path }),
      ...(this.#foreachBatch === undefined ? {} : { foreachBatch: this.#foreachBatch }),
    });
  }

  /** Appends to a table of the session. */
  async toTable(name: string): Promise<StreamingQuery> { return this.format('memory').queryName(name).start(); }
}

async function writeEach(writer: ForeachWriter, batch: DataFrame, batchId: number): Promise<void> {
  let failure: unknown;
  try {
    if ((await writer.open?.(0, batchId)) !== false) for await (const row of batch) await writer.process(row);
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    await writer.close?.(failure);
  }
}

function outputModeOf(mode: string): OutputMode {
  const name = mode.toLowerCase();
  if (name === 'append' || name === 'update' || name === 'complete') return name;
  return fail('STREAMING_OUTPUT_MODE.INVALID', { outputMode: mode });
}
