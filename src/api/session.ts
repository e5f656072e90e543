import type { Environment } from '../environment/environment.ts';
import { realEnvironment } from '../environment/real.ts';
import { fail } from '../errors/stream-error.ts';

import type { Expression } from '../plan/expression.ts';
import type { Relation } from '../plan/relation.ts';
import { SessionSettings } from '../plan/settings.ts';
import type { Schema } from '../types/data-type.ts';
import { findZone } from '../types/time-zone.ts';
import { Catalog } from './catalog.ts';
import { type ColumnLike, splitName, toExpression } from './column.ts';
import { runCommand } from './commands.ts';
import { DataFrame } from './data-frame.ts';
import { toSchema } from './expect.ts';
import { inferSchema, toValues } from './local-rows.ts';
import { LocalEngine } from './engine.ts';
import { DataFrameReader, DataStreamReader } from './reader.ts';
import type { RowOf } from './row-type.ts';
import { RuntimeConfig } from './runtime-conf.ts';
import { TableValuedFunction } from './table-functions.ts';
import { StreamingQueryManager } from './streaming-query-manager.ts';
import { MemoryStream } from './memory-stream.ts';
import { UdfRegistration } from './udf.ts';
import { writeOnce, type WriteTarget } from './write-once.ts';

/** What a session starts with. */
export interface SessionOptions {
  /** What the program calls itself. Default: tidemark. */
  readonly appName?: string;
  /** Settings by Spark's keys, as `spark.conf.set` takes them. */
  readonly config?: Readonly<Record<string, string | number | boolean>>;
  /** Where `show()` and the console sink print. Default: standard output. */
  readonly print?: (text: string) => void;
  /** Clock, files, randomness. Default: the machine's. Tests and simulations bring their own. */
  readonly environment?: Environment;
  /** `sc://host:port`: not available yet. */
  readonly remote?: string;
}

/**
 * Opens a session: the entry point of everything.
 *
 * @example
 * const spark = session({ appName: 'clicks' });
 * await spark.sql('SELECT 1 + 1 AS two').show();
 */
export function session(options: SessionOptions = {}): Session {
  if (options.remote !== undefined) fail('TIDEMARK_NOT_SUPPORTED_YET', { feature: 'a remote session' });
  return new Session(options);
}

/** The same as plan nodes. */
export interface StatementArguments { readonly positional?: readonly Expression[]; readonly named?: Readonly<Record<string, Expression>> }

/** Values of `?` by position or of `:name` by name. */
export type SqlArguments = readonly ColumnLike[] | Readonly<Record<string, ColumnLike>>;

/** A session: its settings, views, functions and running queries. */
export class Session {
  /** What the program calls itself. */
  readonly appName: string;
  /** Settings of this session. */
  readonly conf: RuntimeConfig;
  /** Views, tables and functions by name. */
  readonly catalog: Catalog;
  /** Running queries. */
  readonly streams: StreamingQueryManager;
  /** Functions of your own for SQL. */
  readonly udf: UdfRegistration;
  /** What runs plans. Not part of the stable API. */
  readonly engine: LocalEngine;
  /** Where `show()` and the console sink print. */
  readonly print: (text: string) => void;

  readonly #options: SessionOptions;

  constructor(options: SessionOptions, shared?: LocalEngine) {
    this.#options = options;
    const environment = options.environment ?? realEnvironment;
    const settings = new SessionSettings({}, (zone) => { if (findZone(zone) === undefined) fail('INVALID_CONF_VALUE.TIME_ZONE', { confName: 'spark.sql.session.timeZone', confValue: zone }); });
    for (const [key, value] of Object.entries(options.config ?? {})) settings.set(key, String(value));
    this.appName = options.appName ?? 'tidemark';
    this.print = options.print ?? ((text) => { process.stdout.write(text.endsWith('\n') ? text : `${text}\n`); });
    this.engine = new LocalEngine(settings, environment, this.print, shared);
    this.conf = new RuntimeConfig(settings);
    this.catalog = new Catalog(this);
    this.streams = new StreamingQueryManager(this);
    this.udf = new UdfRegistration(this);
  }

  /** A session with settings, temporary views, functions and queries of its own, and the same tables. */
  newSession(): Session { return new Session(this.#options, this.engine); }

  /** Functions that make rows. */
  get tvf(): TableValuedFunction { return new TableValuedFunction(this); }

  /** Runs a function, prints how long it took in milliseconds, and gives what it gave. */
  async time<T>(fn: () => T | Promise<T>): Promise<T> {
    const { clock } = this.engine.environment;
    const start = clock.monotonicMs();
    const result = await fn();
    this.print(`Time taken: ${Math.round(clock.monotonicMs() - start)} ms\n`);
    return result;
  }

  /** The version of Spark whose answers this engine gives. */
  get version(): string { return '4.3.0'; }

  /**
   * Runs a statement, or describes a query. Commands (CREATE VIEW, SET …) take effect before this returns or, when they have to
   * read data, before whatever is asked next.
   *
   * @param args values of `?` (array) or `:name` (object)
   * @example spark.sql('SELECT * FROM clicks WHERE page = :page', { page: '/' })
   */
  sql(query: string, args?: SqlArguments): DataFrame {
    return this.run(query, argumentsOf(args));
  }

  /** `sql` with its arguments as plan nodes. Not part of the stable API. */
  run(query: string, args: StatementArguments): DataFrame {
    const statement = this.engine.parse(query, args);
    if (statement.kind === 'Script' && args.positional !== undefined) fail('UNSUPPORTED_FEATURE.SQL_SCRIPTING_WITH_POSITIONAL_PARAMETERS', {});
    if (statement.kind !== 'Query') return runCommand(this, statement);
    return new DataFrame(this, this.engine.needsValues(query, args) ? statement.query : { kind: 'Sql', query, ...args });
  }

  /** Reads a source once. */
  get read(): DataFrameReader { return new DataFrameReader(this); }
  /** Reads a source again and again, as a stream. */
  get readStream(): DataStreamReader { return new DataStreamReader(this); }

  /** A table or view of the session. */
  table(name: string): DataFrame {
    return new DataFrame(this, { kind: 'NamedTable', name: splitName(name), options: {}, streaming: false });
  }

  /** Numbers from `start` (inclusive) to `end` (exclusive) in a column `id`. */
  range(start: number | bigint, end?: number | bigint, step: number | bigint = 1): DataFrame {
    const [from, to] = end === undefined ? [0n, BigInt(start)] : [BigInt(start), BigInt(end)];
    if (BigInt(step) === 0n) fail('TIDEMARK_INVALID_API_CALL', { call: 'range', problem: 'the step cannot be 0' });
    return new DataFrame(this, { kind: 'Range', start: from, end: to, step: BigInt(step) });
  }

  /**
   * A DataFrame of rows at hand: arrays by position or objects by name.
   *
   * @param schema DDL text or Schema; without it types are taken from the first values
   * @example spark.createDataFrame([{ page: '/', n: 1 }], 'page STRING, n INT')
   */
  createDataFrame<const D extends string = string>(rows: readonly (readonly unknown[] | Readonly<Record<string, unknown>>)[], schema?: D | Schema): DataFrame<RowOf<D>> {
    const shape = schema === undefined ? inferSchema(rows) : toSchema(schema, 'createDataFrame');
    return new DataFrame(this, { kind: 'LocalRelation', schema: shape, rows: rows.map((row) => toValues(shape, row, this.engine.settings.timeZone)) });
  }

  /** A DataFrame without columns and rows. */
  get emptyDataFrame(): DataFrame { return this.createDataFrame([], { fields: [] }); }

  /** A replayable stream fed by the program, for tests and demos. `addData` makes rows visible to the next batch. */
  memoryStream<const D extends string>(schema: D | Schema, name?: string): MemoryStream<RowOf<D>> {
    return new MemoryStream(this, toSchema(schema, 'memoryStream'), name);
  }

  /** Sends a bounded relation to a sink once; see `DataFrame.write`. */
  async write(relation: Relation, target: WriteTarget): Promise<void> { await writeOnce(this, relation, target); }

  /** Stops all queries. */
  async stop(): Promise<void> {
    await Promise.all(this.streams.active.map((query) => query.stop()));
    await this.engine.settled();
  }
}

function argumentsOf(args: SqlArguments | undefined): StatementArguments {
  if (args === undefined) return {};
  if (Array.isArray(args)) return { positional: args.map((value) => toExpression(value as ColumnLike)) };
  return { named: Object.fromEntries(Object.entries(args as Readonly<Record<string, ColumnLike>>).map(([name, value]) => [name, toExpression(value)])) };
}

