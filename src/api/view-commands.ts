import { fail } from '../errors/stream-error.ts';
import type { Relation } from '../plan/relation.ts';
import type { Statement } from '../plan/statement.ts';
import type { DataFrame } from './data-frame.ts';
import { refuseTwice, tableNamed } from './named-tables.ts';
import type { Session } from './session.ts';
import { CATALOG, quoteName } from './session-catalog.ts';

type Of<K extends Statement['kind']> = Extract<Statement, { kind: K }>;

/** Views: made, changed, dropped. */
export const viewCommands = { CreateView: createView, AlterView: alterView, DropView: dropView } as const;

function createView(session: Session, statement: Of<'CreateView'>): DataFrame {
  const { engine } = session;
  const { catalog } = engine;
  const { scope } = statement;
  const written = statement.name;
  const local = written.at(-1)!;
  const isSession = written.length === 1 || ['session', 'system.session', 'global_temp'].includes(written.slice(0, -1).join('.').toLowerCase());
  if (scope !== 'session' && !isSession) fail('INVALID_TEMP_OBJ_QUALIFIER', { objectName: quoteName([local]), qualifier: quoteName(written.slice(0, -1)) }, { at: statement.at });
  const name = scope === 'session' ? catalog.fullName(written) : scope === 'global' ? ['global_temp', local] : [local];
  if (statement.ifNotExists && catalog.table(name) !== undefined) return session.emptyDataFrame;
  const query = queryOf(statement);
  const made = engine.schemaOf(query).fields.map((one) => one.name);
  const columns = statement.columns?.map((column) => column.name);
  if (columns !== undefined && columns.length !== made.length) {
    fail(columns.length > made.length ? 'CREATE_VIEW_COLUMN_ARITY_MISMATCH.NOT_ENOUGH_DATA_COLUMNS' : 'CREATE_VIEW_COLUMN_ARITY_MISMATCH.TOO_MANY_DATA_COLUMNS', {
      viewName: quoteName(name), viewColumns: columns.join(', '), dataColumns: made.join(', '),
    });
  }
  refuseTwice(columns ?? made);
  if (scope === 'session') refuseTemporary(session, query, name);
  catalog.addView({ kind: 'view', name, temporary: scope !== 'session', query, ...(columns === undefined ? {} : { columns }) }, { replace: statement.orReplace, scope });
  return session.emptyDataFrame;
}

function queryOf({ using, query }: Of<'CreateView'>): Relation {
  if (using === undefined) return query;
  return { kind: 'Read', format: using.format, options: using.options, paths: [], streaming: false, ...(using.schema === undefined ? {} : { schema: using.schema }) };
}

/** A view that stays may not read what goes. */
function refuseTemporary(session: Session, query: Relation, name: readonly string[]): void {
  const ctes = new Set<string>();
  const read: (readonly string[])[] = [];
  collectNames(query, ctes, read);
  const temporary = read.find((one) => {
    const table = session.engine.catalog.table(one);
    return !(one.length === 1 && ctes.has(one[0]!.toLowerCase())) && table?.kind === 'view' && table.temporary;
  });
  if (temporary !== undefined) fail('INVALID_TEMP_OBJ_REFERENCE', { objName: quoteName(name), tempObj: quoteName(temporary) });
}

function collectNames(node: unknown, ctes: Set<string>, read: (readonly string[])[]): void {
  if (typeof node !== 'object' || node === null) return;
  const part = node as { readonly kind?: unknown; readonly name?: unknown; readonly ctes?: readonly { readonly name: string }[] };
  if (part.kind === 'WithCtes') for (const one of part.ctes ?? []) ctes.add(one.name.toLowerCase());
  if (part.kind === 'NamedTable') read.push(part.name as readonly string[]);
  for (const [key, value] of Object.entries(node)) if (key !== 'at') collectNames(value, ctes, read);
}

function alterView(session: Session, { name, query, renameTo }: Of<'AlterView'>): DataFrame {
  const { catalog } = session.engine;
  const view = tableNamed(session, name);
  if (view.kind !== 'view') fail('EXPECT_VIEW_NOT_TABLE.NO_ALTERNATIVE', { operation: 'ALTER VIEW', tableName: quoteName(name) });
  if (renameTo !== undefined) catalog.rename(name, renameTo);
  if (query !== undefined) {
    session.engine.analyze(query);
    const { temporary } = view;
    catalog.addView({ kind: 'view', name: view.name, temporary, query }, { replace: true, scope: temporary ? 'temporary' : 'session' });
  }
  return session.emptyDataFrame;
}

function dropView(session: Session, { name, ifExists }: Of<'DropView'>): DataFrame {
  const { catalog } = session.engine;
  const found = catalog.table(name);
  if (found?.kind === 'table' && found.name[0] === CATALOG) {
    fail('WRONG_COMMAND_FOR_OBJECT_TYPE', { operation: 'DROP VIEW', requiredType: 'VIEW', objectName: found.name.join('.'), foundType: 'table', alternative: 'DROP TABLE' });
  }
  if (!catalog.drop(name, 'any') && !ifExists) tableNamed(session, name);
  return session.emptyDataFrame;
}
