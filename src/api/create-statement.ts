import { fail } from '../errors/stream-error.ts';
import type { CatalogView } from '../plan/catalog.ts';
import type { Show } from '../plan/statement.ts';
import { spelledCollations } from '../types/collation.ts';
import { quoteIfNeeded, typeToSql, textToSql } from '../types/print.ts';
import { tableNamed } from './named-tables.ts';
import type { Session } from './session.ts';
import { quoteName } from './session-catalog.ts';
import { isStored, type StoredTable } from './stored-table.ts';
import { clusteringPaths, hasSchemaModes, locationOf, sortedEntries } from './table-details.ts';

/** SHOW CREATE TABLE: the statement that would make the table or view again. */
export function createStatement(session: Session, { name, nameAt, serde }: Pick<Show, 'name' | 'nameAt' | 'serde'>): string {
  const table = tableNamed(session, name!, nameAt, 'command');
  if (table.kind === 'view') {
    if (table.temporary) fail('EXPECT_PERMANENT_VIEW_NOT_TEMP', { operation: 'SHOW CREATE TABLE', viewName: quoteName(name!) }, { at: nameAt });
    return createView(session, table);
  }
  if (serde === true) fail('UNSUPPORTED_SHOW_CREATE_TABLE.ON_DATA_SOURCE_TABLE_WITH_AS_SERDE', { tableName: quoteName(table.name) });
  return isStored(table) ? createTable(table) : `CREATE TABLE ${shownName(table.name)} (\n${table.schema.fields.map((one) => `  ${quoteIfNeeded(one.name)} ${typeToSql(one.type)}`).join(',\n')})\n`;
}

function createTable(table: StoredTable): string {
  const { provider, options = {}, partitionBy = [], buckets, comment, location, properties = {}, defaults = {}, collation } = table.words;
  const columns = table.schema.fields.map((one) => {
    const standard = defaults[one.name];
    const said = one.comment === undefined ? '' : ` COMMENT ${textToSql(one.comment)}`;
    const value = standard?.at === undefined ? '' : ` DEFAULT ${standard.at.sql.slice(standard.at.start, standard.at.end)}`;
    return `  ${quoteIfNeeded(one.name)} ${typeToSql(spelledCollations(one.type, 'UTF8_BINARY'))}${value}${said}`;
  });
  const clustering = clusteringPaths(properties).map((one) => one.join('.'));
  const partitions = clustering.length > 0 ? [`cluster_by(${clustering.join(', ')})`] : partitionBy.map(quoteIfNeeded);
  return [
    `CREATE TABLE ${shownName(table.name)} (\n${columns.join(',\n')})`, `USING ${provider ?? 'parquet'}`, ...(Object.keys(options).length === 0 ? [] : [`OPTIONS ${pairs(options)}`]),
    ...(partitions.length === 0 ? [] : [`PARTITIONED BY (${partitions.join(', ')})`]),
    ...(buckets === undefined ? [] : [`CLUSTERED BY (${buckets.columns.join(', ')})`, ...(buckets.sorted.length === 0 ? [] : [`SORTED BY (${buckets.sorted.join(', ')})`]), `INTO ${buckets.count} BUCKETS`]),
    ...(comment === undefined || comment === null ? [] : [`COMMENT ${textToSql(comment)}`]), ...(collation === undefined ? [] : [`DEFAULT COLLATION ${collation}`]),
    ...(location === undefined ? [] : [`LOCATION ${textToSql(locationOf(table))}`]), ...(Object.keys(properties).length === 0 ? [] : [`TBLPROPERTIES ${pairs(properties)}`]),
  ].map((line) => `${line}\n`).join('');
}

function createView(session: Session, { name, words }: CatalogView): string {
  const head = `CREATE VIEW ${shownName(name.slice(-2))}`;
  if (words === undefined) return `${head}\n`;
  const { mode, fields, comment, collation, properties = {}, sql } = words;
  const shown = mode === 'BINDING' || mode === 'COMPENSATION' ? fields : session.engine.schemaOf({ kind: 'NamedTable', name, options: {}, streaming: false }).fields;
  const columns = shown.map((one) => {
    const note = fields.find((other) => other.name === one.name)?.comment;
    return `  ${quoteIfNeeded(one.name)}${note === undefined ? '' : ` COMMENT ${textToSql(note)}`}`;
  });
  return [
    `${head} (\n${columns.join(',\n')})`, ...(comment === undefined ? [] : [`COMMENT ${textToSql(comment)}`]), ...(collation === undefined ? [] : [`DEFAULT COLLATION ${collation}`]),
    ...(Object.keys(properties).length === 0 ? [] : [`TBLPROPERTIES ${pairs(properties)}`]), ...(hasSchemaModes(session) ? [`WITH SCHEMA ${mode}`] : []), `AS ${sql}`,
  ].map((line) => `${line}\n`).join('');
}

function pairs(entries: Readonly<Record<string, string>>): string {
  return `(\n${sortedEntries(entries).map(([key, value]) => `  ${textToSql(key)} = ${textToSql(value)}`).join(',\n')})`;
}

function shownName(name: readonly string[]): string { return name.map(quoteIfNeeded).join('.'); }

