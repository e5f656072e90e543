import { fail, type Span } from '../errors/stream-error.ts';
import type { CatalogTable } from '../plan/catalog.ts';
import type { Field } from '../types/data-type.ts';
import { treeString } from '../types/print.ts';
import type { Session } from './session.ts';
import { searchPathOf } from '../functions/search-path.ts';
import { quoteName } from './session-catalog.ts';
import { isStored, type StoredTable } from './stored-table.ts';

/** The table of this name that rows may be put into. */
export function writable(session: Session, name: readonly string[], operation: string, at: Span | undefined): StoredTable {
  const table = tableNamed(session, name, at, operation === 'INSERT' ? 'query' : 'command');
  return isStored(table) ? table : fail('EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE', { operation, viewName: quoteName(table.name) }, { at });
}

/** How a name is looked for: by a query along the path, by a command among views of the session and tables, by DROP among tables alone. */
type Search = 'query' | 'command' | 'drop';

export function tableNamed(session: Session, name: readonly string[], at?: Span, search: Search = 'query'): CatalogTable {
  return session.engine.catalog.table(name) ?? fail('TABLE_OR_VIEW_NOT_FOUND', { relationName: quoteName(search === 'drop' ? session.engine.catalog.fullName(name) : name), ...pathOf(session, name, search) }, { at });
}

function pathOf({ engine }: Session, name: readonly string[], search: Search): { readonly searchPath?: string } {
  if (search === 'query') return searchPathOf(engine.settings);
  const schema = quoteName(engine.catalog.fullName(search === 'drop' ? name : name.slice(-1)).slice(0, -1));
  return { searchPath: `[${search === 'command' ? '`system`.`session`, ' : ''}${schema}]` };
}

interface Columns { readonly tableName: readonly string[]; readonly fields: readonly Field[]; readonly at?: Span | undefined }

/** A column that the table is bucketed, sorted, clustered or partitioned by, and does not have. */
export function failUnknownColumn(colType: 'bucket' | 'sort' | 'clustering' | 'partition', column: readonly string[], { tableName, fields, at }: Columns): never {
  if (colType === 'clustering') fail('_LEGACY_ERROR_TEMP_3060', { i: column.join('.'), schema: treeString({ fields }) });
  const tableCols = fields.map((one) => quoteName([one.name])).join(', ');
  return fail('COLUMN_NOT_DEFINED_IN_TABLE', { colType, colName: quoteName(column), tableName: quoteName(tableName), tableCols }, { at });
}

/** No two columns of one name. */
export function refuseTwice(names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names.map((one) => one.toLowerCase())) {
    if (seen.has(name)) fail('COLUMN_ALREADY_EXISTS', { columnName: quoteName([name]) });
    seen.add(name);
  }
}
