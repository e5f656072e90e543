import type { Chunk } from '../columnar/chunk.ts';
import { fail, invariant } from '../errors/stream-error.ts';
import type { Catalog, CatalogFunction, CatalogTable, CatalogVariable, MemoryTable } from '../plan/catalog.ts';
import type { Schema } from '../types/data-type.ts';

const DATABASE = 'default';
const CATALOG = 'spark_catalog';
const GLOBAL = 'global_temp';

/**
 * What names mean in one session: temporary views before tables, both by lower-case name. The analyzer sees it as `Catalog`.
 * Databases are not kept apart: `default.t`, `spark_catalog.default.t` and `t` are one table.
 */
export class SessionCatalog implements Catalog {
  readonly #views = new Map<string, CatalogTable>();
  readonly #globals = new Map<string, CatalogTable>();
  readonly #tables = new Map<string, CatalogTable>();
  readonly #functions = new Map<string, CatalogFunction>();
  readonly #functionsById = new Map<number, CatalogFunction>();
  readonly #variables = new Map<string, CatalogVariable>();

  table(name: readonly string[]): CatalogTable | undefined {
    const parts = name.map((part) => part.toLowerCase());
    if (parts.length === 1) return this.#views.get(parts[0]!) ?? this.#tables.get(parts[0]!);
    if (parts.length === 2 && parts[0] === GLOBAL) return this.#globals.get(parts[1]!);
    return inDatabase(parts) ? this.#tables.get(parts.at(-1)!) : undefined;
  }

  tableNames(): readonly string[] {
    return [...this.#views.values(), ...this.#tables.values()].map((table) => table.name.at(-1)!);
  }

  /** Temporary views and tables with whether they are temporary, by name. */
  list(): readonly { readonly name: string; readonly temporary: boolean; readonly table: CatalogTable }[] {
    const of = (tables: ReadonlyMap<string, CatalogTable>, temporary: boolean) => [...tables].map(([name, table]) => ({ name, temporary, table }));
    return [...of(this.#views, true), ...of(this.#tables, false)].sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  addView(view: CatalogTable, rules: { readonly replace: boolean; readonly scope: 'temporary' | 'global' | 'session' }): void {
    const name = view.name.at(-1)!.toLowerCase();
    const into = rules.scope === 'temporary' ? this.#views : rules.scope === 'global' ? this.#globals : this.#tables;
    if (into.has(name) && !rules.replace) fail('TEMP_TABLE_OR_VIEW_ALREADY_EXISTS', { relationName: quoteName(view.name) });
    into.set(name, view);
  }

  addTable(table: MemoryTable, replace: boolean): void {
    const name = table.name.at(-1)!.toLowerCase();
    if (this.#tables.has(name) && !replace) fail('TABLE_OR_VIEW_ALREADY_EXISTS', { relationName: quoteName([CATALOG, DATABASE, name]) });
    this.#tables.set(name, table);
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
    const key = name.at(-1)!.toLowerCase();
    if (name.length > 1 && name[0]!.toLowerCase() === GLOBAL) return this.#globals.delete(key);
    if (name.length === 1 && what !== 'table' && this.#views.delete(key)) return true;
    if (name.length > 1 && !inDatabase(name.map((part) => part.toLowerCase()))) return false;
    return this.#tables.delete(key);
  }

  rename(name: readonly string[], to: readonly string[]): void {
    const table = this.table(name);
    invariant(table !== undefined, 'a renamed table is there');
    const map = this.#views.get(name.at(-1)!.toLowerCase()) === table ? this.#views : this.#tables;
    map.delete(name.at(-1)!.toLowerCase());
    map.set(to.at(-1)!.toLowerCase(), { ...table, name: [to.at(-1)!] });
  }

  registerFunction(definition: CatalogFunction, named: boolean): void {
    this.#functionsById.set(definition.id, definition);
    if (named) this.#functions.set(definition.name.toLowerCase(), definition);
  }
  userFunction(name: readonly string[]): CatalogFunction | undefined { return this.#functions.get(name.at(-1)!.toLowerCase()); }
  userFunctionById(id: number): CatalogFunction | undefined { return this.#functionsById.get(id); }
  userFunctionNames(): readonly string[] { return [...this.#functions.keys()]; }

  variable(name: readonly string[]): CatalogVariable | undefined { return this.#variables.get(variableKey(name)); }
  setVariable(variable: CatalogVariable): void { this.#variables.set(variableKey(variable.name), variable); }
  dropVariable(name: readonly string[]): boolean { return this.#variables.delete(variableKey(name)); }
}

/** `a`.`b` as Spark writes names in messages. */
export function quoteName(name: readonly string[]): string {
  return name.map((part) => `\`${part.replaceAll('`', '``')}\``).join('.');
}

function inDatabase(parts: readonly string[]): boolean {
  return (parts.length === 2 && parts[0] === DATABASE) || (parts.length === 3 && parts[0] === CATALOG && parts[1] === DATABASE);
}

/** `x`, `session.x` and `system.session.x` are one variable. */
function variableKey(name: readonly string[]): string {
  return name.at(-1)!.toLowerCase();
}
