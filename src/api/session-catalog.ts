import type { Chunk } from '../columnar/chunk.ts';
import { withoutCatalog } from '../functions/search-path.ts';
import { fail, invariant, type Span } from '../errors/stream-error.ts';
import type { Catalog, CatalogFunction, CatalogTable, CatalogVariable, CatalogView, DatabaseWords, MemoryTable, SqlFunction } from '../plan/catalog.ts';
import type { Schema } from '../types/data-type.ts';
import { findLocal, VariableScope } from './variable-scope.ts';

export const DEFAULT_DATABASE = 'default';
export const CATALOG = 'spark_catalog';
const GLOBAL = 'global_temp';

interface Place { readonly database: string; readonly name: string }
export interface ListedTable { readonly name: string; readonly temporary: boolean; readonly table: CatalogTable }

/**
 * What names mean in one session: temporary views before tables, all by lower-case name. Tables and functions live in databases; a name
 * without one means the current database. The analyzer sees it as `Catalog`.
 */
export class SessionCatalog implements Catalog {
  readonly #views = new Map<string, CatalogTable>();
  readonly #globals: Map<string, CatalogTable>;
  /** Tables and views by database, then name. */
  readonly #databases: Map<string, Map<string, CatalogTable>>;
  readonly #databaseWords: Map<string, DatabaseWords>;
  readonly #functions = new Map<string, CatalogFunction>();
  readonly #functionsById = new Map<number, CatalogFunction>();
  /** Functions that stay, by database and name. */
  readonly #sqlFunctions: Map<string, SqlFunction>;
  readonly #temporarySqlFunctions = new Map<string, SqlFunction>();
  readonly #variables = new VariableScope();
  /** Those of the script whose statement is being understood, outermost first. */
  scopes: readonly VariableScope[] = [];
  #current = DEFAULT_DATABASE;

  /** @param shared the catalog of a session with the same databases */
  constructor(shared?: SessionCatalog) {
    this.#globals = shared === undefined ? new Map() : shared.#globals;
    this.#databases = shared === undefined ? new Map([[DEFAULT_DATABASE, new Map()]]) : shared.#databases;
    this.#databaseWords = shared === undefined ? new Map([[DEFAULT_DATABASE, { comment: 'default database' }]]) : shared.#databaseWords;
    this.#sqlFunctions = shared === undefined ? new Map() : shared.#sqlFunctions;
  }

  get currentDatabase(): string { return this.#current; }

  /** What CACHE TABLE and its kin name, as it is now: what replaces one is another. Rows are in memory anyway. */
  cached: WeakSet<CatalogTable> = new WeakSet();

  table(name: readonly string[]): CatalogTable | undefined {
    const parts = lower(name);
    const temporary = temporaryName(parts);
    if (temporary !== undefined) return this.#views.get(temporary) ?? (parts.length === 1 ? this.#tablesOf(this.#current)?.get(temporary) : undefined);
    if (parts.length === 2 && parts[0] === GLOBAL) return this.#globals.get(parts[1]!);
    const { database, name: key } = this.#placeOf(name);
    return this.#tablesOf(database)?.get(key);
  }

  /** A view's text names tables of its own database, and of temporary views only those it was made with. */
  seenFrom({ words }: CatalogView): Catalog {
    if (words === undefined) return this;
    const table = (name: readonly string[]): CatalogTable | undefined => (name.length > 1 || words.temporaries.includes(name[0]!.toLowerCase()) ? this.table(name) : this.table([words.database, name[0]!]));
    return {
      table, tableNames: () => this.tableNames(), seenFrom: (view) => this.seenFrom(view), userFunction: (name) => this.userFunction(name), userFunctionById: (id) => this.userFunctionById(id),
      sqlFunction: (name) => this.sqlFunction(name), variable: (name) => this.variable(name),
    };
  }

  /** Tells of every temporary object that is named through it. */
  watched(note: (what: 'VIEW' | 'FUNCTION' | 'VARIABLE', name: readonly string[]) => void): Catalog {
    const noted = <T>(found: T | undefined, isTemporary: (found: T) => boolean, what: Parameters<typeof note>[0], name: readonly string[]): T | undefined => {
      if (found !== undefined && isTemporary(found)) note(what, name);
      return found;
    };
    return {
      table: (name) => noted(this.table(name), (found) => found.name.length === 1 || found.name[0]!.toLowerCase() === GLOBAL, 'VIEW', name), tableNames: () => this.tableNames(), seenFrom: (view) => this.seenFrom(view),
      userFunction: (name) => noted(this.userFunction(name), () => true, 'FUNCTION', name), userFunctionById: (id) => this.userFunctionById(id),
      sqlFunction: (name) => noted(this.sqlFunction(name), (found) => found.temporary, 'FUNCTION', name), variable: (name) => noted(this.variable(name), () => true, 'VARIABLE', name),
    };
  }

  tableNames(): readonly string[] {
    return [...this.#views.values(), ...(this.#tablesOf(this.#current)?.values() ?? [])].map((table) => table.name.at(-1)!);
  }

  /** Tables of a database and all temporary views, by name. */
  list(database = this.#current): readonly ListedTable[] {
    if (database.toLowerCase() === GLOBAL) return [...[...this.#globals].map(([name, table]) => ({ name, temporary: true, table })), ...[...this.#views].map(([name, table]) => ({ name, temporary: true, table }))];
    const of = (tables: ReadonlyMap<string, CatalogTable>, temporary: boolean): ListedTable[] => [...tables].map(([name, table]) => ({ name, temporary, table }));
    const byName = (left: ListedTable, right: ListedTable): number => (left.name < right.name ? -1 : 1);
    return [...of(this.#tablesOf(this.#existing([database])) ?? new Map<string, CatalogTable>(), false).sort(byName), ...of(this.#views, true).sort(byName)];
  }

  addView(view: CatalogTable, rules: { readonly replace: boolean; readonly scope: 'temporary' | 'global' | 'session' }): void {
    if (rules.scope === 'session') { this.addTable(view, rules.replace); return; }
    const into = rules.scope === 'temporary' ? this.#views : this.#globals;
    const name = view.name.at(-1)!.toLowerCase();
    if (into.has(name) && !rules.replace) fail('TEMP_TABLE_OR_VIEW_ALREADY_EXISTS', { relationName: quoteName(view.name) });
    into.set(name, view);
  }

  addTable(table: CatalogTable, replace: boolean): void {
    const full = this.fullName(table.name);
    refuseInvalidName(table.name.at(-1)!);
    const tables = this.#tablesOf(this.#existing([full[1]!]))!;
    if (!replace) this.refuseExisting(full);
    tables.set(full[2]!.toLowerCase(), table.kind === 'view' ? { ...table, name: full } : table);
  }

  refuseExisting(full: readonly string[]): void {
    if (this.#tablesOf(this.#existing([full[1]!]))!.has(full[2]!.toLowerCase())) fail('TABLE_OR_VIEW_ALREADY_EXISTS', { relationName: quoteName(full) });
  }

  /** The table a memory sink fills: found like a temporary view. */
  publish(name: string, schema: Schema, chunks: () => Iterable<Chunk>): void {
    const table: MemoryTable = {
      kind: 'table', name: [name], schema, chunks,
      get rowCount() { return [...chunks()].reduce((sum, chunk) => sum + (chunk.selection?.length ?? chunk.rowCount), 0); },
    };
    this.#views.set(name.toLowerCase(), table);
  }

  /** True when there was something to drop. */
  drop(name: readonly string[], what: 'view' | 'table' | 'any'): boolean {
    const parts = lower(name);
    const temporary = temporaryName(parts);
    if (temporary !== undefined && what !== 'table' && this.#views.delete(temporary)) return true;
    if (parts.length === 2 && parts[0] === GLOBAL) return this.#globals.delete(parts[1]!);
    const { database, name: key } = this.#placeOf(name);
    return this.#tablesOf(database)?.delete(key) === true;
  }

  rename(name: readonly string[], to: readonly string[]): void {
    const table = this.table(name);
    invariant(table !== undefined, 'a renamed table is there');
    const key = name.at(-1)!.toLowerCase();
    if (this.#views.get(key) === table) {
      if (to.length > 1) fail('RENAME_TEMP_VIEW_WITH_DATABASE', { oldName: quoteName([key]), newName: quoteName(to), db: quoteName(to.slice(0, -1)) });
      if (this.#views.has(to[0]!.toLowerCase())) fail('TEMP_TABLE_OR_VIEW_ALREADY_EXISTS', { relationName: quoteName(to) });
      this.#views.delete(key);
      this.#views.set(to.at(-1)!.toLowerCase(), { ...table, name: [to.at(-1)!] });
      return;
    }
    this.refuseOtherDatabase(table.name, to);
    // What is asked anew each time, as the number of rows, stays so.
    const renamed = Object.defineProperties({}, { ...Object.getOwnPropertyDescriptors(table), name: { value: to, enumerable: true } }) as CatalogTable;
    this.addTable(renamed, false);
    this.drop(name, 'table');
  }

  /** Renaming moves nothing to another database. */
  refuseOtherDatabase(name: readonly string[], to: readonly string[]): void {
    const [from, into] = [this.fullName(name).at(-2)!, this.fullName(to).at(-2)!];
    if (from.toLowerCase() !== into.toLowerCase()) fail('RENAME_TABLE_SOURCE_DESTINATION_DATABASE_MISMATCH', { db: quoteName([from]), newDb: quoteName([into]) });
  }

  /** `spark_catalog.database.name` */
  fullName(name: readonly string[]): readonly string[] {
    const { database } = this.#placeOf(name);
    return [CATALOG, database, name.at(-1)!];
  }

  // ---- databases

  databases(): readonly string[] { return [...this.#databases.keys()].sort(); }
  hasDatabase(name: readonly string[]): boolean {
    const [key, nested] = withoutCatalog(name);
    return nested === undefined && this.#databases.has(key!.toLowerCase());
  }

  /** Databases are not nested, which statements say in one way or the other. */
  refuseNested(name: readonly string[], at?: Span): void {
    const plain = withoutCatalog(name);
    if (plain.length > 1) fail('NESTED_DATABASE_UNSUPPORTED_BY_V1_SESSION_CATALOG', { namespace: quoteName(plain) }, { at });
  }

  /** The catalog alone means its default schema. */
  use(name: readonly string[]): void {
    const isCatalog = name.length === 1 && name[0]!.toLowerCase() === CATALOG && !this.hasDatabase(name);
    this.#current = isCatalog ? DEFAULT_DATABASE : this.#existing(name);
  }

  createDatabase(name: readonly string[], ifNotExists: boolean, words: DatabaseWords = {}): void {
    if (withoutCatalog(name).length > 1) fail('REQUIRES_SINGLE_PART_NAMESPACE', { sessionCatalog: CATALOG, identifier: quoteName(withoutCatalog(name)) });
    if (name.at(-1)!.toLowerCase() === GLOBAL) fail('RESERVED_DATABASE_NAME', { database: quoteName([GLOBAL]) });
    refuseInvalidName(name.at(-1)!);
    if (this.hasDatabase(name)) { if (!ifNotExists) fail('SCHEMA_ALREADY_EXISTS', { schemaName: quoteName(name) }); return; }
    this.#databases.set(name.at(-1)!.toLowerCase(), new Map());
    this.#databaseWords.set(name.at(-1)!.toLowerCase(), words);
  }

  databaseWords(name: readonly string[]): DatabaseWords { return this.#databaseWords.get(this.#existing(name)) ?? {}; }

  /** Properties are added to those that are there. */
  alterDatabase(name: readonly string[], words: DatabaseWords, unset: readonly string[] = []): void {
    if (words.comment === undefined) this.refuseNested(name);
    const key = this.#existing(name);
    const known = this.#databaseWords.get(key) ?? {};
    const properties = Object.fromEntries(Object.entries({ ...known.properties, ...words.properties }).filter(([property]) => !unset.includes(property)));
    this.#databaseWords.set(key, { ...known, ...words, properties });
  }

  dropDatabase(name: readonly string[], rules: { readonly ifExists: boolean; readonly cascade: boolean }): void {
    this.refuseNested(name);
    if (!this.hasDatabase(name) && rules.ifExists) return;
    const database = this.#existing(name);
    if (database === DEFAULT_DATABASE) fail('UNSUPPORTED_FEATURE.DROP_DATABASE', { database: quoteName([CATALOG, 'default']) });
    if (this.#databases.get(database)!.size > 0 && !rules.cascade) fail('SCHEMA_NOT_EMPTY', { schemaName: quoteName(name) });
    this.#databases.delete(database);
  }

  // ---- functions and variables

  registerFunction(definition: CatalogFunction, named: boolean): void {
    this.#functionsById.set(definition.id, definition);
    if (named) this.#functions.set(definition.name.toLowerCase(), definition);
  }
  userFunction(name: readonly string[]): CatalogFunction | undefined { return this.#functions.get(name.at(-1)!.toLowerCase()); }
  userFunctionById(id: number): CatalogFunction | undefined { return this.#functionsById.get(id); }
  userFunctionNames(): readonly string[] {
    return [...this.#functions.keys(), ...[...this.#temporarySqlFunctions.values()].map((one) => one.name.at(-1)!), ...[...this.#sqlFunctions.values()].map((one) => one.name.join('.'))].sort();
  }

  sqlFunction(name: readonly string[]): SqlFunction | undefined {
    const parts = lower(name);
    const temporary = temporaryName(parts);
    return (temporary === undefined ? undefined : this.#temporarySqlFunctions.get(temporary)) ?? this.#sqlFunctions.get(this.#functionKey(parts));
  }

  addSqlFunction(routine: SqlFunction): void {
    const full: SqlFunction = routine.temporary ? routine : { ...routine, name: this.fullName(routine.name) };
    if (routine.temporary) this.#temporarySqlFunctions.set(routine.name.at(-1)!.toLowerCase(), full);
    else this.#sqlFunctions.set(this.#functionKey(lower(routine.name)), full);
  }

  /** True when there was something to drop. */
  dropFunction(name: readonly string[], temporary: boolean): boolean {
    if (!temporary) return this.#sqlFunctions.delete(this.#functionKey(lower(name)));
    const key = name.at(-1)!.toLowerCase();
    return this.#temporarySqlFunctions.delete(key) || this.#functions.delete(key);
  }

  variable(name: readonly string[]): CatalogVariable | undefined { return this.variableScope(name)?.get(name.at(-1)!); }

  /** Where the variable of this name is: in a block of the script, or in the session. */
  variableScope(name: readonly string[]): VariableScope | undefined {
    const local = findLocal(this.scopes, name);
    if (local !== undefined) return local;
    const key = temporaryName(lower(name));
    return key === undefined || this.#variables.get(key) === undefined ? undefined : this.#variables;
  }

  get sessionVariables(): VariableScope { return this.#variables; }

  #functionKey(parts: readonly string[]): string {
    const place = this.#place(parts);
    return place === undefined ? '' : `${place.database}.${place.name}`;
  }

  #tablesOf(database: string): Map<string, CatalogTable> | undefined { return this.#databases.get(database); }

  #existing(name: readonly string[]): string {
    return this.hasDatabase(name) ? name.at(-1)!.toLowerCase() : fail('SCHEMA_NOT_FOUND', { schemaName: quoteName([CATALOG, ...withoutCatalog(name)]) });
  }

  #placeOf(name: readonly string[]): Place {
    return this.#place(lower(name)) ?? fail('REQUIRES_SINGLE_PART_NAMESPACE', { sessionCatalog: CATALOG, identifier: quoteName(withoutCatalog(name)) });
  }

  /** Where a table or function of this name is kept; undefined for a database inside another. */
  #place(parts: readonly string[]): Place | undefined {
    if (parts.length === 1) return { database: this.#current, name: parts[0]! };
    if (parts.length === 2) return { database: parts[0]!.toLowerCase(), name: parts[1]! };
    return parts.length === 3 && parts[0]!.toLowerCase() === CATALOG ? { database: parts[1]!.toLowerCase(), name: parts[2]! } : undefined;
  }
}

/** `a`.`b` as Spark writes names in messages. */
export function quoteName(name: readonly string[]): string {
  return name.map((part) => `\`${String(part).replaceAll('`', '``')}\``).join('.');
}

function lower(name: readonly string[]): readonly string[] { return name.map((part) => part.toLowerCase()); }

/** `x`, `session.x` and `system.session.x` name what belongs to the session. */
function temporaryName(parts: readonly string[]): string | undefined {
  if (parts.length === 1) return parts[0];
  if (parts.length === 2 && parts[0] === 'session') return parts[1];
  return parts.length === 3 && parts[0] === 'system' && parts[1] === 'session' ? parts[2] : undefined;
}

/** What stays has a plain name, as folders of Spark's warehouse do. */
function refuseInvalidName(name: string): void {
  if (!/^\w+$/.test(name)) fail('INVALID_SCHEMA_OR_RELATION_NAME', { name: quoteName([name]) });
}
