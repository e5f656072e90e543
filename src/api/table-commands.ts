import { fail } from '../errors/stream-error.ts';
import type { Relation } from '../plan/relation.ts';
import type { Statement } from '../plan/statement.ts';
import { INDETERMINATE, someText } from '../types/collation.ts';
import type { Schema } from '../types/data-type.ts';
import type { DataFrame } from './data-frame.ts';
import { insertStatement, queueInsert, replaceRows } from './insert.ts';
import type { Session } from './session.ts';
import { quoteName } from './session-catalog.ts';
import { refuseTwice, tableNamed, writable } from './named-tables.ts';
import { storedTable, type StoredTable } from './stored-table.ts';

type Of<K extends Statement['kind']> = Extract<Statement, { kind: K }>;

/** Tables and databases: made, changed, dropped. */
export const tableCommands = {
  CreateTable: createTable,
  DropTable: dropTable,
  Insert: insertStatement,
  TruncateTable: (session: Session, { name, at }: Of<'TruncateTable'>): DataFrame => {
    const table = writable(session, name, 'TRUNCATE TABLE', at);
    session.engine.enqueue(async () => { table.rows.chunks = []; });
    return session.emptyDataFrame;
  },
  AlterTable: alterTable,
  CreateDatabase: (session: Session, { name, ifNotExists }: Of<'CreateDatabase'>): DataFrame => {
    session.engine.catalog.createDatabase(name, ifNotExists);
    return session.emptyDataFrame;
  },
  DropDatabase: (session: Session, { name, ifExists, cascade }: Of<'DropDatabase'>): DataFrame => {
    session.engine.catalog.dropDatabase(name, { ifExists, cascade });
    return session.emptyDataFrame;
  },
  Use: (session: Session, { name }: Of<'Use'>): DataFrame => {
    session.engine.catalog.use(name);
    session.engine.settings.set('tidemark.currentDatabase', session.engine.catalog.currentDatabase);
    return session.emptyDataFrame;
  },
  Cache: cache,
} as const;

function createTable(session: Session, statement: Of<'CreateTable'>): DataFrame {
  const { engine } = session;
  const { name, partitionBy, defaults, properties, comment } = statement;
  if (engine.catalog.table(engine.catalog.fullName(name)) !== undefined && statement.ifNotExists) return session.emptyDataFrame;
  const given: Schema = statement.schema ?? (statement.query === undefined ? { fields: [] } : engine.declaredSchemaOf(statement.query));
  refuseTwice(given.fields.map((one) => one.name));
  const open = given.fields.filter((one) => someText(one.type, (text) => text.collation === INDETERMINATE));
  if (open.length > 0) fail('INDETERMINATE_COLLATION_IN_SCHEMA', { columnPaths: open.map((one) => one.name).join(', ') });
  const isPartition = (column: string): boolean => partitionBy.some((one) => one.toLowerCase() === column.toLowerCase());
  const fields = given.fields.map((one) => ({ ...one, nullable: true }));
  const schema: Schema = { fields: [...fields.filter((one) => !isPartition(one.name)), ...fields.filter((one) => isPartition(one.name))] };
  const table = storedTable(engine.catalog.fullName(name), schema, { chunks: [] }, {
    partitionBy, ...(defaults === undefined ? {} : { defaults }), ...(properties === undefined ? {} : { properties }), ...(comment === undefined ? {} : { comment }),
  });
  engine.catalog.addTable(table, statement.orReplace);
  if (statement.query !== undefined) queueInsert(session, table, statement.query, { overwrite: true, byName: partitionBy.length > 0 });
  return session.emptyDataFrame;
}

function dropTable(session: Session, { name, ifExists }: Of<'DropTable'>): DataFrame {
  if (!session.engine.catalog.drop(name, 'any') && !ifExists) tableNamed(session, name);
  return session.emptyDataFrame;
}

function alterTable(session: Session, { name, change, at }: Of<'AlterTable'>): DataFrame {
  const { catalog } = session.engine;
  const table = writable(session, name, 'ALTER TABLE', at);
  const replace = (next: StoredTable): void => { catalog.addTable(next, true); };
  const { words } = table;
  switch (change.change) {
    case 'rename':
      catalog.addTable(storedTable(catalog.fullName(change.to), table.schema, table.rows, words), false);
      catalog.drop(name, 'table');
      break;
    case 'add columns': addColumns(session, table, change.columns); break;
    case 'set properties': replace(storedTable(table.name, table.schema, table.rows, { ...words, properties: { ...words.properties, ...change.properties } })); break;
    case 'unset properties':
      replace(storedTable(table.name, table.schema, table.rows, { ...words, properties: Object.fromEntries(Object.entries(words.properties ?? {}).filter(([key]) => !change.keys.includes(key))) }));
      break;
    case 'comment': replace(storedTable(table.name, table.schema, table.rows, { ...words, comment: change.comment })); break;
    case 'refused': return fail('UNSUPPORTED_FEATURE.TABLE_OPERATION', { tableName: quoteName(table.name), operation: change.operation }, { at });
  }
  return session.emptyDataFrame;
}

/** Rows that are there get NULL in the new columns. */
function addColumns(session: Session, table: StoredTable, added: Schema): void {
  const { engine } = session;
  refuseTwice([...table.schema.fields, ...added.fields].map((one) => one.name));
  const isPartition = (column: string): boolean => (table.words.partitionBy ?? []).some((one) => one.toLowerCase() === column.toLowerCase());
  const fields = [...table.schema.fields.filter((one) => !isPartition(one.name)), ...added.fields.map((one) => ({ ...one, nullable: true })), ...table.schema.fields.filter((one) => isPartition(one.name))];
  const old: Relation = { kind: 'NamedTable', name: table.name, options: {}, streaming: false };
  const widened: Relation = {
    kind: 'Project', input: old, expressions: fields.map((one) => (table.schema.fields.includes(one) ? { kind: 'UnresolvedAttribute', name: [one.name] }
      : { kind: 'Alias', names: [one.name], input: { kind: 'Literal', value: null, type: one.type } })),
  };
  engine.analyze(widened);
  const next = storedTable(table.name, { fields }, { chunks: [] }, table.words);
  engine.catalog.addTable(next, true);
  engine.enqueue(() => replaceRows(session, next, widened, true));
}

/** Everything is in memory: caching a query only names it. */
function cache(session: Session, { what, name, query, ifExists }: Of<'Cache'>): DataFrame {
  if (query !== undefined) {
    refuseTwice(session.engine.schemaOf(query).fields.map((one) => one.name));
    session.engine.catalog.addView({ kind: 'view', name: [name!.at(-1)!], temporary: true, query }, { replace: false, scope: 'temporary' });
  } else if (name !== undefined && what !== 'analyze' && ifExists !== true) tableNamed(session, name);
  return session.createDataFrame([], { fields: [] });
}
