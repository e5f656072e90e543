import { fail } from '../errors/stream-error.ts';
import type { Value } from '../columnar/value.ts';
import type { Relation } from '../plan/relation.ts';
import type { Statement } from '../plan/statement.ts';
import { booleanType, type Field, field, stringType } from '../types/data-type.ts';
import { catalogString, typeToSql } from '../types/print.ts';
import { DataFrame } from './data-frame.ts';
import { describeFunction, describeSqlFunction, functionNames } from './describe-function.ts';
import { tableNamed, writable } from './named-tables.ts';
import { keyQuery, partsOf } from './partition-keys.ts';
import type { Session } from './session.ts';
import { CATALOG, type ListedTable, quoteName } from './session-catalog.ts';
import { isStored, type StoredTable } from './stored-table.ts';

type Of<K extends Statement['kind']> = Extract<Statement, { kind: K }>;
type Cells = readonly (readonly Value[])[];

/** DESCRIBE and SHOW: the session as tables. */
export const showCommands = { Describe: describe, Show: show } as const;

function answer(session: Session, fields: readonly Field[], rows: Cells): DataFrame {
  return new DataFrame(session, { kind: 'LocalRelation', schema: { fields }, rows });
}

const text = (...names: readonly string[]): readonly Field[] => names.map((name) => field(name, stringType, false));
const info = [field('info_name', stringType, false), field('info_value', stringType, false)];

function describe(session: Session, { what, name, column, query }: Of<'Describe'>): DataFrame {
  const { catalog } = session.engine;
  if (what === 'function') {
    const routine = catalog.sqlFunction(name!);
    const lines = routine === undefined ? describeFunction(name!.at(-1)!) : describeSqlFunction(routine);
    return answer(session, text('function_desc'), lines.map((line) => [line]));
  }
  if (what === 'database') {
    if (!catalog.hasDatabase(name!)) fail('SCHEMA_NOT_FOUND', { schemaName: quoteName([CATALOG, name!.at(-1)!]) });
    return answer(session, info, [['Catalog Name', CATALOG], ['Namespace Name', name!.at(-1)!], ['Comment', ''], ['Location', ''], ['Owner', '']]);
  }
  const relation: Relation = query ?? { kind: 'NamedTable', name: name!, options: {}, streaming: false };
  const table = name === undefined ? undefined : catalog.table(name);
  const stored = table !== undefined && isStored(table) ? table : undefined;
  const fields = stored?.schema.fields ?? session.engine.declaredSchemaOf(relation).fields;
  if (column !== undefined) {
    const found = fields.find((one) => one.name.toLowerCase() === column.at(-1)!.toLowerCase());
    if (found === undefined) return fail('COLUMN_NOT_FOUND', { colName: quoteName(column) });
    return answer(session, info, [['col_name', found.name], ['data_type', catalogString(found.type)], ['comment', found.comment ?? 'NULL']]);
  }
  const rows = fields.map((one) => [one.name, catalogString(one.type), one.comment ?? null]);
  return answer(session, [...text('col_name', 'data_type'), field('comment', stringType)], stored === undefined ? rows : [...rows, ...tableParts(stored)]);
}

/** What DESCRIBE TABLE says below the columns. */
function tableParts({ schema, words }: StoredTable): Cells {
  const { partitionBy = [], defaults = {} } = words;
  const partitions = schema.fields.filter((one) => partitionBy.some((name) => name.toLowerCase() === one.name.toLowerCase()));
  const standard = schema.fields.filter((one) => defaults[one.name] !== undefined);
  return [
    ...(partitions.length === 0 ? [] : [['# Partition Information', '', ''], ['# col_name', 'data_type', 'comment'], ...partitions.map((one) => [one.name, catalogString(one.type), one.comment ?? null])]),
    ...(standard.length === 0 ? [] : [['', '', ''], ['# Column Default Values', '', ''], ...standard.map((one) => [one.name, catalogString(one.type), defaultText(defaults[one.name]!)])]),
  ];
}

function defaultText({ at }: { readonly at?: { readonly sql: string; readonly start: number; readonly end: number } | undefined }): string {
  return at === undefined ? '' : at.sql.slice(at.start, at.end);
}

function show(session: Session, statement: Of<'Show'>): DataFrame {
  const { what, name, pattern } = statement;
  const { catalog } = session.engine;
  const matches = (one: string): boolean => pattern === undefined || pattern.split('|').some((part) => new RegExp(`^${part.trim().replace(/[.+^${}()[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`, 'i').test(one));
  const tables = (): readonly ListedTable[] => catalog.list(name?.at(-1)).filter((one) => matches(one.name));
  switch (what) {
    case 'tables': return relationNames(session, 'tableName', tables());
    case 'views': return relationNames(session, 'viewName', tables().filter((one) => one.table.kind === 'view'));
    case 'columns': return answer(session, text('col_name'), session.engine.schemaOf({ kind: 'NamedTable', name: name!, options: {}, streaming: false }).fields.map((one) => [one.name]));
    case 'functions': {
      if (name !== undefined && !catalog.hasDatabase(name)) fail('SCHEMA_NOT_FOUND', { schemaName: quoteName([CATALOG, name.at(-1)!]) }, { at: statement.at });
      const names = [...(statement.only === 'user' ? [] : functionNames()), ...(statement.only === 'system' ? [] : catalog.userFunctionNames())];
      return answer(session, text('function'), names.filter((one) => matches(one.split('.').at(-1)!) || matches(one)).sort().map((one) => [one]));
    }
    case 'databases': return answer(session, text('namespace'), catalog.databases().filter(matches).map((one) => [one]));
    case 'catalogs': return answer(session, text('catalog'), [[CATALOG]].filter(([one]) => matches(one!)));
    case 'current namespace': return answer(session, text('catalog', 'namespace'), [[CATALOG, catalog.currentDatabase]]);
    case 'tblproperties': return answer(session, text('key', 'value'), propertiesOf(session, name!, pattern));
    case 'create table': return answer(session, text('createtab_stmt'), [[createStatement(session, name!)]]);
    case 'partitions': return partitionsOf(session, statement);
  }
}

function relationNames(session: Session, column: 'tableName' | 'viewName', tables: readonly ListedTable[]): DataFrame {
  const fields = [...text('namespace', column), field('isTemporary', booleanType, false)];
  return answer(session, fields, tables.map((one) => [one.temporary ? '' : one.table.name.at(-2) ?? '', one.name, one.temporary]));
}

function propertiesOf(session: Session, name: readonly string[], key: string | undefined): Cells {
  const table = tableNamed(session, name);
  const properties = isStored(table) ? table.words.properties ?? {} : {};
  if (key === undefined) return Object.entries(properties).sort(([left], [right]) => (left < right ? -1 : 1));
  return [[key, properties[key] ?? `Table ${table.name.join('.')} does not have property: ${key}`]];
}

/** Those of its rows, and those that were added without any; with a PARTITION clause those that it matches. */
function partitionsOf(session: Session, { name, partition = [], at }: Of<'Show'>): DataFrame {
  const table = writable(session, name!, 'SHOW PARTITIONS', at);
  if ((table.words.partitionBy ?? []).length === 0) fail('INVALID_PARTITION_OPERATION.PARTITION_SCHEMA_IS_EMPTY', { name: quoteName(table.name) });
  const wanted = partsOf(session, table, partition);
  const added = [...(table.rows.partitions ?? [])].map((one): Relation => ({ kind: 'LocalRelation', schema: { fields: text('partition') }, rows: [[one]] }));
  const all = [keyQuery(table), ...added].reduce((left, right): Relation => ({ kind: 'SetOperation', operation: 'union', left, right, all: false }));
  const frame = new DataFrame(session, all).distinct().orderBy('partition');
  return wanted.length === 0 ? frame : frame.where(wanted.map((one) => `array_contains(split(partition, '/'), '${one.replaceAll("'", "\\\\'")}')`).join(' AND '));
}

function createStatement(session: Session, name: readonly string[]): string {
  const table = tableNamed(session, name);
  if (table.kind === 'view' && table.temporary) fail('EXPECT_PERMANENT_VIEW_NOT_TEMP', { operation: 'SHOW CREATE TABLE', viewName: quoteName(name) });
  const { fields } = session.engine.declaredSchemaOf({ kind: 'NamedTable', name, options: {}, streaming: false });
  return `CREATE TABLE ${table.name.join('.')} (\n${fields.map((one) => `  ${one.name} ${typeToSql(one.type)}`).join(',\n')})\n`;
}
