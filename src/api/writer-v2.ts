import { fail } from '../errors/stream-error.ts';
import type { Expression } from '../plan/expression.ts';
import type { Relation } from '../plan/relation.ts';
import { callFunction, type Column, lit, namedOrColumn, splitName } from './column.ts';
import type { DataFrame } from './data-frame.ts';
import { expectRecord } from './expect.ts';
import { queueInsert } from './insert.ts';
import { tableNamed, writable } from './named-tables.ts';
import { appendRows, makeTable } from './save-table.ts';
import { quoteName } from './session-catalog.ts';
import type { StoredTable } from './stored-table.ts';

/**
 * Writes a batch DataFrame to a table of the session, columns by name: `df.writeTo('sales').append()`.
 *
 * @example await df.writeTo('sales').partitionedBy('day').createOrReplace();
 */
export class DataFrameWriterV2 {
  readonly #frame: DataFrame;
  readonly #name: readonly string[];
  readonly #properties: Record<string, string> = {};
  #partitionBy: readonly string[] = [];

  constructor(frame: DataFrame, name: string) {
    if (frame.isStreaming) fail('CALL_ON_STREAMING_DATASET_UNSUPPORTED', { methodName: '`writeTo`' });
    this.#frame = frame;
    this.#name = splitName(name);
  }

  /** Refused: tables are in memory, whatever provider is named. */
  using(provider: string): never { return fail('TIDEMARK_NOT_SUPPORTED_YET', { feature: `tables of the provider ${provider}` }); }
  /** Refused: a table in memory has no options. */
  option(name: string, _value: unknown): never { return fail('TIDEMARK_UNKNOWN_OPTION', { option: name, format: 'a table in memory', known: 'none' }); }
  /** Refused like `option`. */
  options(options: Readonly<Record<string, unknown>>): this {
    expectRecord(options, 'options');
    for (const [name, value] of Object.entries(options)) this.option(name, value);
    return this;
  }
  /** A property of the table that is made, as SHOW TBLPROPERTIES gives it back. */
  tableProperty(name: string, value: string): this { this.#properties[name] = value; return this; }
  /** Partition columns of the table that is made. */
  partitionedBy(...columns: readonly (string | Column)[]): this {
    this.#partitionBy = columns.map((one) => {
      const expression = typeof one === 'string' ? undefined : namedOrColumn(one).expression;
      if (expression !== undefined && expression.kind !== 'UnresolvedAttribute') return fail('TIDEMARK_NOT_SUPPORTED_YET', { feature: 'partitions by anything but columns' });
      return expression === undefined ? one as string : expression.name.at(-1)!;
    });
    return this;
  }
  /** A hint at which rows are read together; one process does nothing with it. */
  clusterBy(..._columns: readonly string[]): this { return this; }

  /** Makes the table; fails when it is there. */
  async create(): Promise<void> {
    const { catalog } = this.#frame.sparkSession.engine;
    if (catalog.table(catalog.fullName(this.#name)) !== undefined) fail('TABLE_OR_VIEW_ALREADY_EXISTS', { relationName: quoteName(catalog.fullName(this.#name)) });
    await this.createOrReplace();
  }
  /** Makes the table anew; fails when it is not there. */
  async replace(): Promise<void> {
    tableNamed(this.#frame.sparkSession, this.#name);
    await this.createOrReplace();
  }
  /** Makes the table, in the place of one that is there. */
  async createOrReplace(): Promise<void> {
    await makeTable(this.#frame, this.#name, { partitionBy: this.#partitionBy, properties: this.#properties });
  }
  /** Adds the rows. */
  async append(): Promise<void> { await appendRows(this.#frame, this.#name); }
  /** Replaces the rows for which a condition over the table's columns is true. */
  async overwrite(condition: Column): Promise<void> { await this.#replacing((table) => ({ kind: 'Filter', input: table, condition: callFunction('not', callFunction('coalesce', condition, lit(false))).expression })); }
  /** Replaces the partitions that get rows; all rows of a table without partitions. */
  async overwritePartitions(): Promise<void> {
    const keys = this.#table().words.partitionBy ?? [];
    if (keys.length === 0) { await this.overwrite(lit(true)); return; }
    const same = keys.map((name): Expression => ({ kind: 'UnresolvedFunction', name: ['<=>'], operator: true, arguments: [attribute('t', name), attribute('new', name)] }));
    const condition = same.reduce((left, right): Expression => ({ kind: 'UnresolvedFunction', name: ['and'], operator: true, arguments: [left, right] }));
    await this.#replacing((table) => ({
      kind: 'Join', type: 'left anti', left: { kind: 'SubqueryAlias', input: table, alias: ['t'] }, right: { kind: 'SubqueryAlias', input: this.#frame.relation, alias: ['new'] }, condition,
    }));
  }

  async #replacing(kept: (table: Relation) => Relation): Promise<void> {
    const { sparkSession, relation } = this.#frame;
    const table = this.#table();
    const rest = kept({ kind: 'NamedTable', name: table.name, options: {}, streaming: false });
    const all: Relation = { kind: 'SetOperation', operation: 'union', all: true, byName: true, left: rest, right: relation };
    queueInsert(sparkSession, table, all, { overwrite: true, byName: true, keepsRows: true });
    await sparkSession.engine.settled();
  }

  #table(): StoredTable { return writable(this.#frame.sparkSession, this.#name, 'INSERT', undefined); }
}

function attribute(table: string, name: string): Expression { return { kind: 'UnresolvedAttribute', name: [table, name] }; }
