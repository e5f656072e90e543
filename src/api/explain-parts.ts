import { type CommandNode, type CommandPlans, commandNode as node } from '../plan/explain-command.ts';
import type { CatalogTable } from '../plan/catalog.ts';
import type { PartitionSpec, Statement } from '../plan/statement.ts';
import { quoteIfNeeded } from '../types/print.ts';
import { partsOf } from './partition-keys.ts';
import type { Session } from './session.ts';
import { CATALOG, quoteName } from './session-catalog.ts';
import { isStored, type StoredTable } from './stored-table.ts';

export type Of<K extends Statement['kind']> = Extract<Statement, { kind: K }>;
/** One row per kind of statement: its plans, from what it says. */
export type Rows<K extends Statement['kind']> = { readonly [One in K]: (session: Session, statement: Of<One>) => CommandPlans };

/** What the last row of Spark's catalogs is called in plans. */
export const catalogNode = `V2SessionCatalog(${CATALOG})`;

export function dotted(name: readonly string[]): string { return name.map(quoteIfNeeded).join('.'); }
export function bracketed(parts: readonly string[]): string { return `[${parts.join(', ')}]`; }
export function maps(entries: Readonly<Record<string, string>> | undefined): string | undefined {
  const pairs = Object.entries(entries ?? {});
  return pairs.length === 0 ? undefined : bracketed(pairs.map(([key, value]) => `${key}=${value}`));
}
/** PARTITION (p = 1) as `p=1`. */
export function specs(session: Session, table: StoredTable, partition: PartitionSpec): readonly string[] { return partsOf(session, table, partition); }

// ---- names before they are looked up

export function identifier(name: readonly string[], allowsTemporary: boolean): CommandNode { return node("'UnresolvedIdentifier", [bracketed(name), allowsTemporary]); }
export function unresolvedTable(name: readonly string[], command: string): CommandNode { return node("'UnresolvedTable", [bracketed(name), command, false]); }
export function unresolvedTableOrView(name: readonly string[], command: string, allowsTemporary = true): CommandNode { return node("'UnresolvedTableOrView", [bracketed(name), command, allowsTemporary, 'Ddl']); }
export function unresolvedView(name: readonly string[], command: string): CommandNode { return node("'UnresolvedView", [bracketed(name), command, true]); }
export function unresolvedNamespace(name: readonly string[] | undefined): CommandNode {
  return name === undefined ? node("'CurrentNamespace$") : node("'UnresolvedNamespace", [bracketed(name), false]);
}

// ---- names that were looked up

/** `spark_catalog`.`default`.`t`, or only the name of a temporary view. */
export function found(table: CatalogTable): string { return quoteName(table.name); }

export function resolved(session: Session, table: CatalogTable): CommandNode {
  if (table.name.length === 1) return node('ResolvedTempView', [table.name[0], quoteName(table.name)]);
  const short = dotted(table.name.slice(1));
  if (!isStored(table)) return node('ResolvedPersistentView', [catalogNode, short, dotted(table.name)]);
  return node('ResolvedTable', [catalogNode, short, `V1Table(${short})`, bracketed(session.engine.schemaOf({ kind: 'NamedTable', name: table.name, options: {}, streaming: false }).fields.map((one) => one.name))]);
}

export function databaseNode(name: readonly string[]): CommandNode { return node('ResolvedNamespace', [catalogNode, bracketed(name)]); }

/** `[col_name#0, data_type#1]` */
export function columnsNamed(...names: readonly string[]): string { return bracketed(names.map((one, id) => `${one}#${id}`)); }

/** Columns of an answer; all are text unless said otherwise. */
export function answered(names: readonly string[], types: Readonly<Record<string, string>> = {}): { readonly output: NonNullable<CommandPlans['output']> } {
  return { output: names.map((name) => ({ name, type: types[name] ?? 'string' })) };
}
