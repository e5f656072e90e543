import { fail, type Span } from '../errors/stream-error.ts';
import type { CatalogTable } from '../plan/catalog.ts';
import type { Session } from './session.ts';
import { quoteName } from './session-catalog.ts';
import { isStored, type StoredTable } from './stored-table.ts';

/** The table of this name that rows may be put into. */
export function writable(session: Session, name: readonly string[], operation: string, at: Span | undefined): StoredTable {
  const table = tableNamed(session, name, at);
  return isStored(table) ? table : fail('EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE', { operation: `'${operation}'`, viewName: quoteName(table.name) }, { at });
}

export function tableNamed(session: Session, name: readonly string[], at?: Span): CatalogTable {
  return session.engine.catalog.table(name) ?? fail('TABLE_OR_VIEW_NOT_FOUND', { relationName: quoteName(name) }, { at });
}

/** No two columns of one name. */
export function refuseTwice(names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names.map((one) => one.toLowerCase())) {
    if (seen.has(name)) fail('COLUMN_ALREADY_EXISTS', { columnName: quoteName([name]) });
    seen.add(name);
  }
}
