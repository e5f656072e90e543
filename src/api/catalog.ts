import { fail } from '../errors/stream-error.ts';
import type { Schema } from '../types/data-type.ts';
import { simpleString, toDdl } from '../types/print.ts';
import { splitName } from './column.ts';
import type { DataFrame } from './data-frame.ts';
import { describeFunction, functionNames } from './describe-function.ts';
import { expectText, toSchema } from './expect.ts';
import { tableNamed } from './named-tables.ts';
import type { Session } from './session.ts';
import { CATALOG, type ListedTable, quoteName } from './session-catalog.ts';
import { isStored } from './stored-table.ts';

/** A table or view. */
export interface TableInfo {
  /** Without its database. */
  readonly name: string;
  /** Null for what belongs to the session only. */
  readonly catalog: string | null;
  /** The database it lives in; empty for temporary views. */
  readonly namespace: readonly string[];
  /** What COMMENT says. */
  readonly description: string | null;
  /** TEMPORARY and VIEW are queries, MANAGED has rows. */
  readonly tableType: 'TEMPORARY' | 'VIEW' | 'MANAGED';
  /** Whether it is gone with the session. */
  readonly isTemporary: boolean;
}

/** A column of a table or view. */
export interface ColumnInfo {
  /** As it was written. */
  readonly name: string;
  /** What COMMENT says. */
  readonly description: string | null;
  /** As DDL. */
  readonly dataType: string;
  /** Whether there may be NULLs. */
  readonly nullable: boolean;
  /** Whether its values are partitions. */
  readonly isPartition: boolean;
}

/** A function, built in or of the session. */
export interface FunctionInfo {
  /** In lower case. */
  readonly name: string;
  /** What it does. */
  readonly description: string | null;
  /** Whether the program or CREATE FUNCTION made it. */
  readonly isTemporary: boolean;
}

/** `spark.catalog`: views, tables and functions of the session by name. */
export class Catalog {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  // ---- databases

  /** There is one, spark_catalog. */
  currentCatalog(): string { return CATALOG; }
  /** Fails for any but the one there is. */
  setCurrentCatalog(name: string): void { if (name !== CATALOG) fail('CATALOG_NOT_FOUND', { catalogName: quoteName([name]), config: `"spark.sql.catalog.${name}"` }); }
  /** Names of the catalogs, or those that a pattern with `*` matches. */
  listCatalogs(pattern = '*'): string[] { return [CATALOG].filter((one) => matches(one, pattern)); }
  /** Where names without a database are looked for. */
  currentDatabase(): string { return this.#names().currentDatabase; }
  /** Like `USE name`. */
  setCurrentDatabase(name: string): void { this.#session.run(`USE ${quoteName(splitName(name))}`, {}); }
  /** Names of the databases, or those that a pattern with `*` matches. */
  listDatabases(pattern = '*'): string[] { return this.#names().databases().filter((one) => matches(one, pattern)); }
  /** Whether there is a database of that name. */
  databaseExists(name: string): boolean { return this.#names().hasDatabase(splitName(name)); }
  /** A database; fails when it is not there. */
  getDatabase(name: string): { readonly name: string; readonly catalog: string } {
    if (!this.databaseExists(name)) fail('SCHEMA_NOT_FOUND', { schemaName: quoteName([CATALOG, ...splitName(name)]) });
    return { name: splitName(name).at(-1)!.toLowerCase(), catalog: CATALOG };
  }
  /** Makes a database; fails when it is there, unless that is no matter. */
  createDatabase(name: string, ifNotExists = false): void { this.#names().createDatabase(splitName(name), ifNotExists); }
  /** Drops a database; with `cascade` also its tables. */
  dropDatabase(name: string, ifExists = false, cascade = false): void { this.#names().dropDatabase(splitName(name), { ifExists, cascade }); }

  // ---- tables and views

  /** Tables of a database (default: the current one) and temporary views, or those that a pattern with `*` matches. */
  listTables(database?: string, pattern = '*'): TableInfo[] {
    return this.#names().list(database === undefined ? undefined : splitName(database).at(-1)!).filter((one) => matches(one.name, pattern)).map(tableInfo);
  }
  /** Like `listTables`, views only. */
  listViews(database?: string, pattern = '*'): TableInfo[] { return this.listTables(database, pattern).filter((one) => one.tableType !== 'MANAGED'); }
  /** A table or view; fails when it is not there. */
  getTable(name: string): TableInfo {
    const table = tableNamed(this.#session, splitName(name));
    return tableInfo({ name: table.name.at(-1)!, temporary: table.name.length === 1 || (table.kind === 'view' && table.temporary), table });
  }
  /** Whether there is a table or view of that name. */
  tableExists(name: string): boolean { return this.#names().table(splitName(name)) !== undefined; }
  /** Name, type and nullability of the columns of a table or view. @example spark.catalog.listColumns('clicks')[0]?.name */
  listColumns(table: string): ColumnInfo[] {
    const found = tableNamed(this.#session, splitName(table));
    const stored = isStored(found) ? found : undefined;
    const fields = stored?.schema.fields ?? this.#session.engine.schemaOf(this.#session.table(table).relation).fields;
    const partitions = (stored?.words.partitionBy ?? []).map((one) => one.toLowerCase());
    return fields.map(({ name, type, nullable, comment }) => ({ name, dataType: simpleString(type), nullable, description: comment ?? null, isPartition: partitions.includes(name.toLowerCase()) }));
  }
  /** Partitions of a table as `name=value/…`. */
  async listPartitions(table: string): Promise<string[]> {
    return (await this.#session.sql(`SHOW PARTITIONS ${quoteName(splitName(table))}`).collect()).map((row) => String(row['partition']));
  }
  /** Properties of a table, as TBLPROPERTIES made them. */
  getTableProperties(table: string): Readonly<Record<string, string>> {
    const found = tableNamed(this.#session, splitName(table));
    return isStored(found) ? found.words.properties ?? {} : {};
  }
  /** The statement that would make the table. */
  async getCreateTableString(table: string): Promise<string> {
    return String((await this.#session.sql(`SHOW CREATE TABLE ${quoteName(splitName(table))}`).collect())[0]!['createtab_stmt']);
  }
  /** Makes an empty table in memory and gives it. @param schema DDL text or Schema */
  createTable(name: string, schema: string | Schema): DataFrame {
    this.#session.run(`CREATE TABLE ${quoteName(splitName(name))} (${typeof schema === 'string' ? schema : toDdl(toSchema(schema, 'createTable'))})`, {});
    return this.#session.table(name);
  }
  /** Drops a table or a view that stays. Fails when it is not there, unless that is no matter. */
  dropTable(name: string, ifExists = false): void { this.#session.run(`DROP TABLE ${ifExists ? 'IF EXISTS ' : ''}${quoteName(splitName(name))}`, {}); }
  /** Drops a view that stays. Fails when it is not there, unless that is no matter. */
  dropView(name: string, ifExists = false): void { this.#session.run(`DROP VIEW ${ifExists ? 'IF EXISTS ' : ''}${quoteName(splitName(name))}`, {}); }
  /** Takes all rows out of a table. */
  truncateTable(name: string): void { this.#session.run(`TRUNCATE TABLE ${quoteName(splitName(name))}`, {}); }
  /** Drops a temporary view; whether there was one. */
  dropTempView(name: string): boolean {
    expectText(name, 'dropTempView', 'its name');
    return this.#names().drop([name], 'view');
  }
  /** Drops a view of `global_temp`; whether there was one. */
  dropGlobalTempView(name: string): boolean {
    expectText(name, 'dropGlobalTempView', 'its name');
    return this.#names().drop(['global_temp', name], 'view');
  }

  // ---- functions

  /** Names of all functions, built in or of the session, or those that a pattern with `*` matches. */
  listFunctions(pattern = '*'): string[] { return [...functionNames(), ...this.#names().userFunctionNames()].filter((one) => matches(one, pattern)).sort(); }
  /** Whether there is a function of that name, built in or of the session. */
  functionExists(name: string): boolean {
    expectText(name, 'functionExists', 'its name');
    return functionNames().includes(name.toLowerCase()) || this.#isOwn(name);
  }
  /** A function; fails when it is not there. */
  getFunction(name: string): FunctionInfo {
    if (!this.functionExists(name)) fail('UNRESOLVED_ROUTINE', { routineName: quoteName(splitName(name)), proposal: '' });
    const own = this.#isOwn(name);
    return { name: name.toLowerCase(), description: own ? null : describeFunction(name.split('.'), false).at(-1) ?? null, isTemporary: own };
  }

  // ---- what is the same in one process

  /** Notes that a table or view is wanted in memory, where it is anyway. Fails when it is not there, like Spark. */
  cacheTable(name: string): void { this.#names().cached.add(tableNamed(this.#session, splitName(name))); }
  /** Takes the note of `cacheTable` back. */
  uncacheTable(name: string): void { this.#names().cached.delete(tableNamed(this.#session, splitName(name))); }
  /** Nothing is kept that could be out of date. */
  refreshTable(name: string): void { tableNamed(this.#session, splitName(name)); }
  /** Nothing is kept that could be out of date. */
  refreshByPath(_path: string): void { /* files are listed when they are read */ }
  /** Whether `cacheTable` or CACHE TABLE named it, and nobody took that back. */
  isCached(name: string): boolean { return this.#names().cached.has(tableNamed(this.#session, splitName(name))); }
  /** Takes every note of `cacheTable` back. */
  clearCache(): void { this.#names().cached = new WeakSet(); }
  /** Statistics are counted when they are needed. */
  analyzeTable(name: string): void { tableNamed(this.#session, splitName(name)); }

  /** Gives a DataFrame a name. Used by `createOrReplaceTempView` and its kin. */
  registerView(name: readonly string[], frame: DataFrame, rules: { readonly replace: boolean; readonly global: boolean }): void {
    if (name.length > 1) fail('TEMP_VIEW_NAME_TOO_MANY_NAME_PARTS', { actualName: quoteName(name) });
    const scope = rules.global ? 'global' : 'temporary';
    const full = rules.global ? ['global_temp', ...name] : name;
    this.#names().addView({ kind: 'view', name: full, temporary: true, query: frame.relation }, { replace: rules.replace, scope });
  }

  #names(): Session['engine']['catalog'] { return this.#session.engine.catalog; }

  #isOwn(name: string): boolean {
    const parts = splitName(name);
    return this.#names().userFunction(parts) !== undefined || this.#names().sqlFunction(parts) !== undefined;
  }
}

function tableInfo({ name, temporary, table }: ListedTable): TableInfo {
  return {
    name, isTemporary: temporary, tableType: temporary ? 'TEMPORARY' : table.kind === 'view' ? 'VIEW' : 'MANAGED', catalog: temporary ? null : CATALOG,
    namespace: temporary ? [] : table.name.slice(1, -1), description: isStored(table) ? table.words.comment ?? null : null,
  };
}

function matches(name: string, pattern: string): boolean {
  expectText(pattern, 'a list of the catalog', 'its pattern');
  return new RegExp(`^(?:${pattern.replace(/[.+^${}()[\]\\]/g, '\\$&').replaceAll('*', '.*')})$`, 'i').test(name);
}
