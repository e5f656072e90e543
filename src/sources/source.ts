import type { Chunk } from '../columnar/chunk.ts';
import type { Environment } from '../environment/environment.ts';
import type { RowTest } from '../formats/files/row-test.ts';
import type { Schema, StructType } from '../types/data-type.ts';

/** One option of a source or sink: read by the checker, the docs and the error text alike. Names are matched without case. */
export interface OptionRow {
  readonly name: string;
  readonly doc: string;
  readonly default?: string;
  readonly required?: boolean;
  /** Refuses a bad value by returning what was expected. */
  readonly check?: (value: string) => string | undefined;
}

/** A row of the source table. An option that no row names is refused (`kafka.*` style prefixes end in `*`). */
export interface SourceDefinition {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly doc: string;
  readonly options: readonly OptionRow[];
  readonly batch: boolean;
  readonly streaming: boolean;
  /** Schema of what it reads; `given` is what the user declared. Fails when one is needed, or none may be given. */
  schema(options: SourceOptions, given: Schema | undefined, environment: Environment, read?: SchemaRequest): Schema;
  open(request: SourceRequest): Promise<Source>;
  /** Type of the hidden column `_metadata`, for sources of files: where each row is from. */
  readonly metadata?: StructType;
  /** Addresses of the files a batch would read, for sources of files. */
  files?(options: SourceOptions, paths: readonly string[], environment: Environment, setting: (key: string) => string | undefined): readonly string[];
}

/** What a schema may depend on besides options. */
export interface SchemaRequest {
  readonly paths: readonly string[];
  readonly streaming: boolean;
  /** A session setting by Spark's key. */
  readonly setting: (key: string) => string | undefined;
}

/** Options by lower-case name. */
export type SourceOptions = Readonly<Record<string, string>>;

export interface SourceRequest {
  readonly options: SourceOptions;
  readonly paths: readonly string[];
  readonly schema: Schema;
  /** Columns the query reads, as indexes into the schema; the chunks must have the whole schema's columns, others may be all NULL. */
  readonly required?: readonly number[];
  /** Rows that fail one of these may be left out. */
  readonly tests?: readonly RowTest[];
  readonly streaming: boolean;
  /** The last column of the schema is `_metadata`. */
  readonly fileMetadata?: boolean;
  readonly environment: Environment;
  /** Small facts a source must keep for the whole life of a query (initial offsets, topic ids, seen files): written once, durable before the next batch. */
  readonly metadata: SourceMetadata;
  readonly signal: AbortSignal;
  /** A session setting by Spark's key: the time zone of text that names none. */
  readonly setting?: (key: string) => string | undefined;
}

export interface SourceMetadata { get(key: string): string | undefined; put(key: string, value: string): void }

/** A position, as JSON text. Equal text = same position. Printed in progress and in the log as it is. */
export type Offset = string;

export type ReadLimit = 'all' | 'options';

export interface Source {
  /** Shown in progress: `KafkaV2[Subscribe[clicks]]`. */
  readonly description: string;
  /** Where a new query starts. Must be the same on every call: resolve once, keep in metadata. */
  initialOffset(): Promise<Offset>;
  /** Up to where the next batch may read, `undefined` = nothing there yet, `start` itself = nothing new. `options` limits apply unless `all` (Trigger.Once). */
  latestOffset(start: Offset, limit: ReadLimit): Promise<Offset | undefined>;
  /** Freezes the end for Trigger.AvailableNow: later `latestOffset` never passes what is there now. */
  prepareForAvailableNow?(): Promise<void>;
  /** Exactly the rows in (start, end], the same on every call. A chunk is good until the next one is pulled. */
  read(start: Offset, end: Offset): AsyncIterable<Chunk>;
  /** Each chunk is a partition, as Spark would split the rows: a LIMIT reads so many of each. Others are read as one. */
  readonly chunkIsPartition?: true;
  /** Of a table: equal = `read` would give the same rows again. `undefined` = not known. */
  version?(): string | undefined;
  /** Everything up to here is durable in the sink: what came before may be forgotten. */
  committed?(end: Offset): Promise<void>;
  /** For progress: backlog and the like. */
  metrics?(consumed: Offset | undefined): Readonly<Record<string, string>>;
  /** Newest position known, for `sources[].latestOffset`. */
  latestKnown?(): Offset | undefined;
  /** Called when new data is likely there, so that an idle query need not wait for the poll. */
  onData?(listener: () => void): void;
  close(): Promise<void>;
}
