import type { Relation } from '../plan/relation.ts';
import type { Schema } from '../types/data-type.ts';
import { splitName } from './column.ts';
import { DataFrame } from './data-frame.ts';
import type { Session } from './session.ts';

export type OptionValue = string | number | boolean;

/**
 * Reads a source: `spark.read` once, `spark.readStream` again and again. Every setter changes this reader and returns it.
 *
 * @example spark.readStream.format('kafka').option('subscribe', 'clicks').option('kafka.bootstrap.servers', 'localhost:9092').load()
 */
class Reader {
  readonly #session: Session;
  readonly #streaming: boolean;
  #format = 'parquet';
  #schema: string | Schema | undefined;
  readonly #options: Record<string, string> = {};

  constructor(session: Session, streaming: boolean) {
    this.#session = session;
    this.#streaming = streaming;
  }

  format(name: string): this { this.#format = name; return this; }
  /** As DDL text: `'ts TIMESTAMP, page STRING'`. */
  schema(schema: string | Schema): this { this.#schema = schema; return this; }
  option(name: string, value: OptionValue): this { this.#options[name] = String(value); return this; }
  options(options: Readonly<Record<string, OptionValue>>): this {
    for (const [name, value] of Object.entries(options)) this.option(name, value);
    return this;
  }

  load(...paths: readonly string[]): DataFrame {
    const relation: Relation = {
      kind: 'Read', format: this.#format, options: { ...this.#options }, paths, streaming: this.#streaming,
      ...(this.#schema === undefined ? {} : { schema: this.#schema }),
    };
    return new DataFrame(this.#session, relation);
  }

  json(...paths: readonly string[]): DataFrame { return this.format('json').load(...paths); }
  csv(...paths: readonly string[]): DataFrame { return this.format('csv').load(...paths); }
  text(...paths: readonly string[]): DataFrame { return this.format('text').load(...paths); }
  parquet(...paths: readonly string[]): DataFrame { return this.format('parquet').load(...paths); }

  /** A table or view of the session. */
  table(name: string): DataFrame {
    return new DataFrame(this.#session, { kind: 'NamedTable', name: splitName(name), options: { ...this.#options }, streaming: this.#streaming });
  }
}

export class DataFrameReader extends Reader {
  constructor(session: Session) { super(session, false); }
}

export class DataStreamReader extends Reader {
  constructor(session: Session) { super(session, true); }
}
