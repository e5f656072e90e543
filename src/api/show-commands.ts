import { fail } from '../errors/stream-error.ts';
import { unescapeName } from '../formats/files/partition-path.ts';
import type { Value } from '../columnar/value.ts';
import type { CatalogTable } from '../plan/catalog.ts';
import type { Relation } from '../plan/relation.ts';
import type { Statement } from '../plan/statement.ts';
import { allCollations } from '../types/collation.ts';
import { booleanType, type Field, field, stringType } from '../types/data-type.ts';
import { treeString } from '../types/print.ts';
import { withoutLengths } from '../types/text-length.ts';
import { createStatement } from './create-statement.ts';
import { DataFrame } from './data-frame.ts';
import { describe, keepsOldColumns } from './describe-commands.ts';
import { functionNames } from './describe-function.ts';
import { tableNamed, writable } from './named-tables.ts';
import { isPartitionedFiles } from './partitioned-files.ts';
import { completeKey, keyQuery, partitionColumns, partsOf } from './partition-keys.ts';
import { partitions } from './partitions.ts';
import type { Session } from './session.ts';
import { CATALOG, type ListedTable, quoteName } from './session-catalog.ts';
import { isStored } from './stored-table.ts';
import { detailsOf, placeDetails, sortedEntries } from './table-details.ts';

type Of<K extends Statement['kind']> = Extract<Statement, { kind: K }>;
type Cells = readonly (readonly Value[])[];

/** DESCRIBE and SHOW: the session as tables. */
export const showCommands = { Describe: describe, Show: show } as const;

function answer(session: Session, fields: readonly Field[], rows: Cells): DataFrame {
  return new DataFrame(session, { kind: 'LocalRelation', schema: { fields }, rows });
}

const text = (...names: readonly string[]): readonly Field[] => names.map((name) => field(name, stringType, false));

function show(session: Session, statement: Of<'Show'>): DataFrame {
  const { what, name, pattern } = statement;
  const { catalog } = session.engine;
  const tables = (): readonly ListedTable[] => {
    if (name !== undefined) catalog.refuseNested(name);
    return catalog.list(name?.at(-1)).filter((one) => matches(one.name, pattern));
  };
  switch (what) {
    case 'tables': return relationNames(session, [databaseColumn(session), 'tableName'], tables());
    case 'views': return relationNames(session, ['namespace', 'viewName'], tables().filter((one) => one.table.kind === 'view'));
    case 'table extended': return tablesInFull(session, statement, tables);
    case 'columns': return columnsOf(session, statement);
    case 'functions': return functionsOf(session, statement);
    case 'databases': return databases(session, statement);
    case 'catalogs': return answer(session, text('catalog'), [[CATALOG]].filter(([one]) => matches(one!, pattern)));
    case 'collations': return collations(session, pattern);
    case 'current namespace': return answer(session, text('catalog', 'namespace'), [[CATALOG, catalog.currentDatabase]]);
    case 'tblproperties': {
      const valueOnly = pattern !== undefined && keepsOldColumns(session);
      return answer(session, valueOnly ? text('value') : text('key', 'value'), propertiesOf(session, statement).map((row) => (valueOnly ? row.slice(1) : row)));
    }
    case 'create table': return answer(session, text('createtab_stmt'), [[createStatement(session, statement)]]);
    case 'partitions': return partitionsOf(session, statement);
  }
}

function databases(session: Session, { name, pattern }: Of<'Show'>): DataFrame {
  const { catalog } = session.engine;
  const inCatalog = name === undefined || name.join('.').toLowerCase() === CATALOG;
  if (!inCatalog && !catalog.hasDatabase(name)) fail('SCHEMA_NOT_FOUND', { schemaName: quoteName([CATALOG, ...name]) });
  return answer(session, text(keepsOldColumns(session) ? 'databaseName' : 'namespace'), inCatalog ? catalog.databases().filter((one) => matches(one, pattern)).map((one) => [one]) : []);
}

const databaseColumn = (session: Session): string => (keepsOldColumns(session) ? 'database' : 'namespace');

/** A pattern is alternatives between `|`; `*` stands for anything, the rest is a regular expression in any case. */
function matches(name: string, pattern: string | undefined): boolean {
  return pattern === undefined || pattern.trim().split('|').some((part) => {
    try {
      return new RegExp(`^(?:${part.replaceAll('*', '.*')})$`, 'i').test(name);
    } catch {
      return false; // no regular expression
    }
  });
}

/** SHOW TABLE EXTENDED: what is known of each table as text, or of one partition of one table. */
function tablesInFull(session: Session, { name, pattern, partition, nameAt }: Of<'Show'>, tables: () => readonly ListedTable[]): DataFrame {
  const fields = [...text(databaseColumn(session), 'tableName'), field('isTemporary', booleanType, false), field('information', stringType, false)];
  if (partition === undefined) return answer(session, fields, tables().map((one) => [one.table.name.at(-2) ?? '', one.name, one.temporary, information(session, one.table)]));
  const table = writable(session, [...(name ?? []), pattern!], 'SHOW TABLE EXTENDED ... PARTITION ...', nameAt);
  const key = completeKey(session, table, partition);
  partitions.require(session, table, key);
  const details = [...placeDetails(table, `/${key}`), ...detailsOf(session, table).filter((one) => one.key === 'created_time' || one.key === 'last_access')];
  const told = [`Partition Values: [${unescapeName(key.replaceAll('/', ', '))}]`, ...details.map((one) => `${one.label}: ${one.text}`)];
  return answer(session, fields, [[table.name.at(-2)!, table.name.at(-1)!, false, `${told.join('\n')}\n`]]);
}

function information(session: Session, table: CatalogTable): string {
  const schema = table.kind === 'table' ? table.schema : session.engine.schemaOf({ kind: 'NamedTable', name: table.name, options: {}, streaming: false });
  const columns = isStored(table) ? partitionColumns(table) : [];
  return [
    ...detailsOf(session, table).map((one) => `${one.label}: ${one.text}`), ...(columns.length === 0 ? [] : [`Partition Columns: [${columns.map((one) => quoteName([one])).join(', ')}]`]),
    `Schema: ${treeString({ fields: schema.fields.map((one) => ({ ...one, type: withoutLengths(one.type) })) })}\n`,
  ].join('\n');
}

/** The database may be said twice, in the name and behind it. */
function columnsOf(session: Session, { name, database, nameAt, at }: Of<'Show'>): DataFrame {
  if (name === undefined) return fail('PARSE_SYNTAX_ERROR', { error: 'end of input', hint: '', expected: ', expected FROM or IN' }, { at });
  const full = database === undefined || name.length > 1 ? name : [...database, ...name];
  session.engine.catalog.table(full);
  if (database !== undefined && name.length > 1 && name.at(-2)!.toLowerCase() !== database.at(-1)!.toLowerCase()) {
    fail('SHOW_COLUMNS_WITH_CONFLICT_NAMESPACE', { namespaceA: quoteName(database), namespaceB: quoteName(name.slice(0, -1)) });
  }
  tableNamed(session, full, nameAt, 'command');
  return answer(session, text('col_name'), session.engine.schemaOf({ kind: 'NamedTable', name: full, options: {}, streaming: false, at: nameAt }).fields.map((one) => [one.name]));
}

function functionsOf(session: Session, { name, pattern, only, at }: Of<'Show'>): DataFrame {
  const { catalog } = session.engine;
  if (name !== undefined) catalog.refuseNested(name, at);
  if (name !== undefined && !catalog.hasDatabase(name)) fail('SCHEMA_NOT_FOUND', { schemaName: quoteName([CATALOG, name.at(-1)!]) }, { at });
  const qualifier = pattern?.split('.') ?? [];
  if (qualifier.length > 2 && !pattern!.includes('*')) catalog.refuseNested(qualifier.slice(0, -1), at);
  const names = [...(only === 'user' ? [] : functionNames()), ...(only === 'system' ? [] : catalog.userFunctionNames())];
  return answer(session, text('function'), names.filter((one) => matches(one.split('.').at(-1)!, pattern) || matches(one, pattern)).sort().map((one) => [one]));
}

function collations(session: Session, pattern: string | undefined): DataFrame {
  const all = new DataFrame(session, { kind: 'TableFunction', name: ['collations'], arguments: [], streaming: false });
  const known = allCollations().map((one) => one.name).filter((one) => matches(one, pattern));
  return all.drop('CATALOG', 'SCHEMA').where(known.length === 0 ? 'false' : `NAME IN (${known.map((one) => `'${one}'`).join(', ')})`);
}

function relationNames(session: Session, columns: readonly [string, string], tables: readonly ListedTable[]): DataFrame {
  const fields = [...text(...columns), field('isTemporary', booleanType, false)];
  return answer(session, fields, tables.map((one) => [one.table.name.at(-2) ?? '', one.name, one.temporary]));
}

function propertiesOf(session: Session, { name, pattern: key, nameAt }: Of<'Show'>): Cells {
  const table = tableNamed(session, name!, nameAt, 'command');
  if (table.kind === 'view' && table.temporary) return [];
  const options = isStored(table) ? Object.entries(table.words.options ?? {}).map(([key, value]) => [`option.${key}`, value] as const) : [];
  const properties = { ...Object.fromEntries(options), ...((isStored(table) ? table.words.properties : table.kind === 'view' ? table.words?.properties : undefined) ?? {}) };
  if (key === undefined) return sortedEntries(properties);
  return [[key, properties[key] ?? `Table ${table.name.join('.')} does not have property: ${key}`]];
}

/** Those of its rows, and those that were added without any; with a PARTITION clause those that it matches. */
function partitionsOf(session: Session, { name, partition = [], nameAt }: Of<'Show'>): DataFrame {
  const table = writable(session, name!, 'SHOW PARTITIONS', nameAt);
  if ((table.words.partitionBy ?? []).length === 0) fail('INVALID_PARTITION_OPERATION.PARTITION_SCHEMA_IS_EMPTY', { name: quoteName(table.name) });
  const wanted = partsOf(session, table, partition);
  const added = [...(table.rows.partitions ?? [])].map((one): Relation => ({ kind: 'LocalRelation', schema: { fields: text('partition') }, rows: [[one]] }));
  const none: Relation = { kind: 'LocalRelation', schema: { fields: text('partition') }, rows: [] };
  const all = [isPartitionedFiles(table) ? none : keyQuery(table), ...added].reduce((left, right): Relation => ({ kind: 'SetOperation', operation: 'union', left, right, all: false }));
  const frame = new DataFrame(session, all).distinct().orderBy('partition');
  return wanted.length === 0 ? frame : frame.where(wanted.map((one) => `array_contains(split(partition, '/'), '${one.replaceAll("'", "\\\\'")}')`).join(' AND '));
}
