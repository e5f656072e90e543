import { fail } from '../errors/stream-error.ts';
import type { Relation } from '../plan/relation.ts';
import type { Schema } from '../types/data-type.ts';
import { splitName } from './column.ts';
import { DataFrame } from './data-frame.ts';
import { expectRecord, expectText } from './expect.ts';
import type { Row } from './row.ts';
import type { ReadRow } from './row-type.ts';
import type { Session } from './session.ts';

/** What an option takes; it is handed on as text. */
export type OptionValue = string | number | boolean;

/**
 * Reads a source: `spark.read` once, `spark.readStream` again and again. Every setter changes this reader and returns it.
 *
 * @example spark.readStream.format('kafka').option('subscribe', 'clicks').option('kafka.bootstrap.servers', 'localhost:9092').load()
 */
class Reader<R extends Row> {
  readonly #session: Session;
  readonly #streaming: boolean;
  #format: string | undefined;
  #schema: string | Schema | undefined;
  readonly #options: Record<string, string> = {};

  constructor(session: Session, streaming: boolean) {
    this.#session = session;
    this.#streaming = streaming;
  }

  /** Name of a source, such as `json` or `kafka`. Default: `spark.sql.sources.default`. */
  format(name: string): this {
    expectText(name, 'format', 'its name');
    this.#format = name;
    return this;
  }
  /** Of what is read. */
  schema(schema: string | Schema): Reader<Row> { this.#schema = schema; return this; }
  /** An option of the source, see docs/reference/sources.md. Names are told apart without case; unknown ones are refused when the source is opened. */
  option(name: string, value: OptionValue): this { this.#options[name] = String(value); return this; }
  /** Several options. */
  options(options: Readonly<Record<string, OptionValue>>): this {
    expectRecord(options, 'options');
    for (const [name, value] of Object.entries(options)) this.option(name, value);
    return this;
  }

  /** What the source has, from these paths if it is one of files. Fails at once for options and schemas that cannot be. */
  load(...paths: readonly string[]): DataFrame<R> {
    for (const path of paths) expectText(path, 'load', 'a path');
    const relation: Relation = {
      kind: 'Read', format: this.#format ?? this.#session.conf.get('spark.sql.sources.default', 'parquet'), options: { ...this.#options }, paths, streaming: this.#streaming,
      ...(this.#schema === undefined ? {} : { schema: this.#schema }),
    };
    return new DataFrame<R>(this.#session, relation);
  }

  /** Files of JSON objects, one a line. */
  json(...paths: readonly string[]): DataFrame<R> { return this.format('json').load(...paths); }
  /** Files of values with separators. */
  csv(...paths: readonly string[]): DataFrame<R> { return this.format('csv').load(...paths); }
  /** Lines of files in a column `value`. */
  text(...paths: readonly string[]): DataFrame<R> { return this.#plainText('text', paths); }
  /** The same as `text`. */
  textFile(...paths: readonly string[]): DataFrame<R> { return this.#plainText('textFile', paths); }
  /** Parquet files: columns with types. */
  parquet(...paths: readonly string[]): DataFrame<R> { return this.format('parquet').load(...paths); }

  /** A table or view of the session. */
  table(name: string): DataFrame {
    if (this.#schema !== undefined) fail('TIDEMARK_INVALID_API_CALL', { call: 'table', problem: 'a table has a schema of its own' });
    return new DataFrame(this.#session, { kind: 'NamedTable', name: splitName(name), options: { ...this.#options }, streaming: this.#streaming });
  }

  #plainText(call: string, paths: readonly string[]): DataFrame<R> {
    if (call === 'textFile' && this.#schema !== undefined) fail('TIDEMARK_INVALID_API_CALL', { call, problem: 'lines have a schema of their own' });
    return this.format('text').load(...paths);
  }
}

/** Reads a source once: `spark.read`. */
export class DataFrameReader<R extends Row = Row> extends Reader<R> {
  constructor(session: Session) { super(session, false); }
  /** Of what is read, as DDL text: `'ts TIMESTAMP, page STRING'`. Rows have the types of a text that the compiler sees. */
  override schema<const D extends string>(schema: D | Schema): DataFrameReader<ReadRow<D>> { return super.schema(schema) as DataFrameReader<ReadRow<D>>; }
}

/** Reads a source again and again, as a stream: `spark.readStream`. */
export class DataStreamReader<R extends Row = Row> extends Reader<R> {
  constructor(session: Session) { super(session, true); }
  /**
   * Of what is read, as DDL text. Rows have the types of a text that the compiler sees.
   *
   * @example spark.readStream.schema('ts TIMESTAMP, page STRING').json('clicks').groupByKey('page') // rows have page: string | null
   */
  override schema<const D extends string>(schema: D | Schema): DataStreamReader<ReadRow<D>> { return super.schema(schema) as DataStreamReader<ReadRow<D>>; }
}
