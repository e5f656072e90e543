import { simpleString } from '../types/print.ts';
import { splitName } from './column.ts';
import type { DataFrame } from './data-frame.ts';
import { functionNames } from './describe-function.ts';
import { tableNamed } from './named-tables.ts';
import type { Session } from './session.ts';
import { CATALOG, quoteName } from './session-catalog.ts';

export interface TableInfo { readonly name: string; readonly tableType: 'TEMPORARY' | 'MANAGED'; readonly isTemporary: boolean }

export interface ColumnInfo { readonly name: string; readonly description: string | null; readonly dataType: string; readonly nullable: boolean }

/** `spark.catalog`: views and tables of the session by name. */
export class Catalog {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  listTables(): TableInfo[] {
    return this.#names().list().map(({ name, temporary }) => ({ name, tableType: temporary ? 'TEMPORARY' : 'MANAGED', isTemporary: temporary }));
  }

  tableExists(name: string): boolean { return this.#names().table(splitName(name)) !== undefined; }
  dropTempView(name: string): boolean { return this.#names().drop([name], 'view'); }
  dropGlobalTempView(name: string): boolean { return this.#names().drop(['global_temp', name], 'view'); }
  currentDatabase(): string { return this.#names().currentDatabase; }
  currentCatalog(): string { return CATALOG; }

  /** Like `USE name`. */
  setCurrentDatabase(name: string): void { this.#session.run(`USE ${quoteName(splitName(name))}`, {}); }

  /** Names of the databases, or those that a pattern with `*` matches. */
  listDatabases(pattern = '*'): string[] { return this.#names().databases().filter((one) => matches(one, pattern)); }
  databaseExists(name: string): boolean { return this.#names().hasDatabase(splitName(name)); }

  /** Name, type and nullability of the columns of a table or view. @example spark.catalog.listColumns('clicks')[0]?.name */
  listColumns(table: string): ColumnInfo[] {
    return this.#session.engine.schemaOf(this.#session.table(table).relation).fields.map(({ name, type, nullable, comment }) => ({ name, dataType: simpleString(type), nullable, description: comment ?? null }));
  }

  /** Names of all functions, built in or of the session, or those that a pattern with `*` matches. */
  listFunctions(pattern = '*'): string[] { return [...functionNames(), ...this.#names().userFunctionNames()].filter((one) => matches(one, pattern)).sort(); }
  functionExists(name: string): boolean {
    const parts = splitName(name);
    return functionNames().includes(name.toLowerCase()) || this.#names().userFunction(parts) !== undefined || this.#names().sqlFunction(parts) !== undefined;
  }

  /** Tables live in memory: caching one says so and does nothing. Fails when it is not there, like Spark. */
  cacheTable(name: string): void { tableNamed(this.#session, splitName(name)); }
  uncacheTable(name: string): void { tableNamed(this.#session, splitName(name)); }
  refreshTable(name: string): void { tableNamed(this.#session, splitName(name)); }
  isCached(name: string): boolean { return tableNamed(this.#session, splitName(name)).kind === 'table'; }
  clearCache(): void { /* nothing is cached besides the tables themselves */ }

  /** Gives a DataFrame a name. Used by `createOrReplaceTempView` and its kin. */
  registerView(name: readonly string[], frame: DataFrame, rules: { readonly replace: boolean; readonly global: boolean }): void {
    const scope = rules.global ? 'global' : 'temporary';
    const full = rules.global ? ['global_temp', ...name] : name;
    this.#names().addView({ kind: 'view', name: full, temporary: true, query: frame.relation }, { replace: rules.replace, scope });
  }

  #names(): Session['engine']['catalog'] { return this.#session.engine.catalog; }
}

function matches(name: string, pattern: string): boolean {
  return new RegExp(`^${pattern.replace(/[.+^${}()[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`, 'i').test(name);
}
