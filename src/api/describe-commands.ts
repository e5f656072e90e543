import { fail } from '../errors/stream-error.ts';
import { unescapeName } from '../formats/files/partition-path.ts';
import type { Value } from '../columnar/value.ts';
import type { CatalogTable } from '../plan/catalog.ts';
import type { CapturedSettings } from '../plan/settings.ts';
import type { Describe, PartitionSpec } from '../plan/statement.ts';
import { type DataType, type Field, field, stringType } from '../types/data-type.ts';
import { catalogString, dayTimeFields, yearMonthFields } from '../types/print.ts';
import { describeStatistics } from './column-statistics.ts';
import { DataFrame } from './data-frame.ts';
import { describeFunction, describeSqlFunction } from './describe-function.ts';
import { tableNamed } from './named-tables.ts';
import { completeKey, partitionColumns } from './partition-keys.ts';
import { partitions } from './partitions.ts';
import type { Session } from './session.ts';
import { CATALOG, quoteName } from './session-catalog.ts';
import { isStored, type StoredTable } from './stored-table.ts';
import { bucketDetails, clusteringPaths, type Detail, detailsOf, fieldAt, placeDetails, sortedEntries } from './table-details.ts';

type Cells = readonly (readonly Value[])[];

/** DESCRIBE in its forms: a function, a database, a query, a table with or without what is known of it, a column, a partition. */
export function describe(session: Session, statement: Describe): DataFrame {
  switch (statement.what) {
    case 'function': return describedFunction(session, statement);
    case 'database': return database(session, statement);
    case 'query': return answer(session, columnFields, columnRows(session.engine.declaredSchemaOf(statement.query!).fields));
    case 'table': return statement.partition === undefined ? relation(session, statement) : partition(session, statement, statement.partition);
  }
}

function answer(session: Session, fields: readonly Field[], rows: Cells): DataFrame {
  return new DataFrame(session, { kind: 'LocalRelation', schema: { fields }, rows });
}

const columnFields = [field('col_name', stringType, false), field('data_type', stringType, false), field('comment', stringType)];
const infoFields = [field('info_name', stringType, false), field('info_value', stringType, false)];
const oldNamespaceFields = [field('database_description_item', stringType, false), field('database_description_value', stringType)];
const namespaceFields = [field('info_name', stringType, false), field('info_value', stringType)];

/** The names that columns of such answers had in Spark 2. */
export function keepsOldColumns({ engine }: Session): boolean {
  return engine.settings.flag('spark.sql.legacy.keepCommandOutputSchema');
}

function describedFunction(session: Session, { name, extended, nameAt }: Describe): DataFrame {
  const routine = session.engine.catalog.sqlFunction(name!);
  const lines = routine === undefined ? describeFunction(name!, extended, nameAt) : describeSqlFunction(routine, session, extended);
  return answer(session, [field('function_desc', stringType, false)], lines.map((line) => [line]));
}

function database(session: Session, { name, extended }: Describe): DataFrame {
  const { catalog } = session.engine;
  catalog.refuseNested(name!);
  if (!catalog.hasDatabase(name!)) fail('SCHEMA_NOT_FOUND', { schemaName: quoteName([CATALOG, name!.at(-1)!]) });
  const { comment, location, properties = {}, collation } = catalog.databaseWords(name!);
  const said = sortedEntries(properties).map(([key, value]) => `(${key},${value})`);
  return answer(session, keepsOldColumns(session) ? oldNamespaceFields : namespaceFields, [
    ['Catalog Name', CATALOG], ['Namespace Name', name!.at(-1)!], ['Comment', comment ?? ''], ...(collation === undefined ? [] : [['Collation', collation]]),
    ['Location', location?.replace(/^\//, 'file:/') ?? `memory:/${name!.at(-1)!.toLowerCase()}`], ['Owner', ''],
    ...(extended ? [['Properties', said.length === 0 ? '' : `(${said.join(', ')})`]] : []),
  ]);
}

function relation(session: Session, { name, column, extended, json, nameAt }: Describe): DataFrame {
  const table = tableNamed(session, name!, nameAt);
  const fields = fieldsOf(session, table, name!);
  if (column !== undefined) return columnInfo(session, isStored(table) ? table : undefined, fields, { column, extended });
  if (json === true) return answer(session, [field('json_metadata', stringType, false)], [[JSON.stringify(metadata(session, table, fields, detailsOf(session, table)))]]);
  const isTemporary = table.kind === 'view' && table.temporary;
  const details = extended && !isTemporary && table.name.length > 1 ? [['', '', ''], ['# Detailed Table Information', '', ''], ...detailRows(detailsOf(session, table))] : [];
  return answer(session, columnFields, [...columnRows(fields), ...groupRows(table, fields), ...details, ...defaultRows(table)]);
}

function fieldsOf(session: Session, table: CatalogTable, name: readonly string[]): readonly Field[] {
  if (isStored(table)) return table.schema.fields;
  if (table.kind === 'view' && (table.words?.mode === 'BINDING' || table.words?.mode === 'COMPENSATION')) return table.words.fields;
  const { fields } = session.engine.declaredSchemaOf({ kind: 'NamedTable', name, options: {}, streaming: false });
  const comments = table.kind === 'view' ? table.words?.fields ?? [] : [];
  return fields.map((one) => {
    const comment = comments.find((other) => other.name === one.name)?.comment;
    return comment === undefined ? one : { ...one, comment };
  });
}

function columnRows(fields: readonly Field[]): Cells { return fields.map((one) => [one.name, catalogString(one.type), one.comment ?? null]); }
function detailRows(details: readonly Detail[]): Cells { return details.map((one) => [one.label, one.text, '']); }

/** Partition columns, or those that rows are clustered by. */
function groupRows(table: CatalogTable, fields: readonly Field[]): Cells {
  if (!isStored(table)) return [];
  const { properties } = table.words;
  const group = (title: string, paths: readonly (readonly string[])[]): Cells => [[`# ${title}`, '', ''], ['# col_name', 'data_type', 'comment'], ...columnRows(paths.map((one) => fieldAt(fields, one)!))];
  const partitioned = partitionColumns(table);
  return [
    ...(partitioned.length === 0 ? [] : group('Partition Information', partitioned.map((one) => [one]))),
    ...(properties?.['clusteringColumns'] === undefined ? [] : group('Clustering Information', clusteringPaths(properties))),
  ];
}

function defaultRows(table: CatalogTable): Cells {
  if (!isStored(table)) return [];
  const { defaults = {} } = table.words;
  const rows = table.schema.fields.filter((one) => defaults[one.name] !== undefined).map((one) => [one.name, catalogString(one.type), defaultText(table, one)]);
  return rows.length === 0 ? [] : [['', '', ''], ['# Column Default Values', '', ''], ...rows];
}

function defaultText({ words }: StoredTable, column: Field): string {
  const at = words.defaults?.[column.name]?.at;
  return at === undefined ? '' : at.sql.slice(at.start, at.end);
}

interface ColumnQuestion { readonly column: readonly string[]; readonly extended: boolean }

function columnInfo(session: Session, table: StoredTable | undefined, fields: readonly Field[], { column, extended }: ColumnQuestion): DataFrame {
  const matches = (one: Field): boolean => (session.engine.settings.flag('spark.sql.caseSensitive') ? one.name === column.at(-1) : one.name.toLowerCase() === column.at(-1)!.toLowerCase());
  const outer = column.length > 1 ? fields.find((one) => one.name.toLowerCase() === column[0]!.toLowerCase()) : undefined;
  if (outer?.type.kind === 'struct') fail('_LEGACY_ERROR_TEMP_1060', { command: 'DESC TABLE COLUMN', column: column.join('.') });
  const found = fields.find(matches);
  if (found === undefined) return fail('COLUMN_NOT_FOUND', { colName: quoteName(column) });
  const lines = [['col_name', found.name], ['data_type', catalogString(found.type)], ['comment', found.comment ?? 'NULL']] as const;
  const standard = table === undefined || table.words.defaults?.[found.name] === undefined ? [] : [['default', defaultText(table, found)] as const];
  return extended ? describeStatistics(session, table, found, lines, standard) : answer(session, infoFields, lines);
}

/** Whether the partition is there shows before rows are given. */
function partition(session: Session, { name, extended, json, nameAt }: Describe, spec: PartitionSpec): DataFrame {
  const table = tableNamed(session, name!, nameAt);
  if (!isStored(table)) {
    const temporary = table.kind === 'view' && table.temporary;
    return fail('FORBIDDEN_OPERATION', { statement: 'DESC PARTITION', objectType: temporary ? 'TEMPORARY VIEW' : 'VIEW', objectName: quoteName([name!.at(-1)!]) });
  }
  const key = completeKey(session, table, spec);
  const details: readonly Detail[] = [
    ...detailsOf(session, table).filter((one) => one.key === 'schema_name' || one.key === 'table_name'),
    { label: 'Partition Values', key: 'partition_values', text: `[${unescapeName(key.replaceAll('/', ', '))}]`, json: Object.fromEntries(key.split('/').map((part) => part.split('=').map(unescapeName))) },
    ...placeDetails(table, `/${key}`), ...detailsOf(session, table).filter((one) => one.key === 'created_time' || one.key === 'last_access'),
  ];
  const { fields } = table.schema;
  const others = detailsOf(session, table).filter((one) => !details.some((known) => known.key === one.key));
  const place = [...bucketDetails(table), ...placeDetails(table)];
  const inFull: Cells = [['', '', ''], ['# Detailed Partition Information', '', ''], ...detailRows(details), ['', '', ''], ['# Storage Information', '', ''], ...detailRows(place)];
  const cells: Cells = json === true ? [[JSON.stringify(metadata(session, table, fields, [...details, ...others]))]]
    : [...columnRows(fields), ...groupRows(table, fields), ...(extended ? inFull : []), ...defaultRows(table)];
  partitions.require(session, table, key);
  return answer(session, json === true ? [field('json_metadata', stringType, false)] : columnFields, cells);
}

/** AS JSON: one object. */
function metadata(session: Session, table: CatalogTable, fields: readonly Field[], details: readonly Detail[]): unknown {
  const isTemporary = table.kind === 'view' && table.temporary;
  const namespace = isTemporary ? 'session' : table.name.at(-2) ?? 'session';
  const listed = details.filter((one) => one.key !== 'catalog_name' && one.key !== 'schema_name' && one.key !== 'table_name' && !(one.key === 'view_original_text' && isTemporary));
  const places = listed.filter((one) => placeKeys.includes(one.key));
  const clustering = isStored(table) ? clusteringPaths(table.words.properties).map((one) => one.join('.')) : [];
  return {
    table_name: table.name.at(-1), catalog_name: isTemporary ? 'system' : CATALOG, namespace: [namespace], schema_name: namespace,
    columns: fields.map((one) => columnMetadata(one, isStored(table) ? defaultText(table, one) : '')),
    ...(clustering.length === 0 ? {} : { clustering_columns: clustering }), ...Object.fromEntries(places.map((one) => [one.key, one.json])),
    ...Object.fromEntries(listed.filter((one) => !places.includes(one) && one.key !== 'collation').map((one) => [one.key, one.json])),
    ...(table.kind === 'view' && !isTemporary ? { view_creation_spark_configuration: settingsOf(table.settings ?? session.engine.settings.captured()) } : {}),
    ...(isStored(table) && partitionColumns(table).length > 0 ? { partition_columns: partitionColumns(table) } : {}),
    collation: listed.find((one) => one.key === 'collation')?.json ?? 'UTF8_BINARY',
  };
}

function settingsOf(captured: CapturedSettings): unknown { return Object.fromEntries(['spark.sql.ansi.enabled', 'spark.sql.session.timeZone'].map((key) => [key, captured[key]])); }

const placeKeys: readonly string[] = ['num_buckets', 'bucket_columns', 'sort_columns', 'partition_values', 'location', 'storage_properties'];

function columnMetadata(column: Field, standard: string): unknown {
  return {
    name: column.name, type: typeMetadata(column.type), nullable: column.nullable, ...(column.comment === undefined ? {} : { comment: column.comment }), ...(standard === '' ? {} : { default: standard }),
  };
}

function typeMetadata(type: DataType): unknown {
  switch (type.kind) {
    case 'string': return { name: 'string', collation: type.collation ?? 'UTF8_BINARY' };
    case 'decimal': return { name: 'decimal', precision: type.precision, scale: type.scale };
    case 'array': return { name: 'array', element_type: typeMetadata(type.element), element_nullable: type.containsNull };
    case 'map': return { name: 'map', key_type: typeMetadata(type.key), value_type: typeMetadata(type.value), value_nullable: type.valueContainsNull };
    case 'struct': return { name: 'struct', fields: type.fields.map((one) => ({ name: one.name, type: typeMetadata(one.type), nullable: one.nullable, ...(one.comment === undefined ? {} : { comment: one.comment }) })) };
    case 'year_month_interval': return intervalMetadata(yearMonthFields[type.start], yearMonthFields[type.end]);
    case 'day_time_interval': return intervalMetadata(dayTimeFields[type.start], dayTimeFields[type.end]);
    case 'timestamp': return { name: 'timestamp_ltz' };
    default: return { name: catalogString(type) };
  }
}

function intervalMetadata(start: string, end: string): unknown { return { name: 'interval', start_unit: start.toLowerCase(), end_unit: end.toLowerCase() }; }
