import type { CatalogTable } from '../plan/catalog.ts';
import type { Field } from '../types/data-type.ts';
import type { Session } from './session.ts';
import { CATALOG, quoteName } from './session-catalog.ts';
import { isStored, type StoredTable, type TableWords } from './stored-table.ts';

/** One thing that DESCRIBE EXTENDED tells of a table: under which heading, and under which key AS JSON. */
export interface Detail { readonly label: string; readonly key: string; readonly text: string; readonly json: unknown }

export const VIEW_MODES = 'spark.sql.legacy.viewSchemaBindingMode';

/** Whether views have WITH SCHEMA. */
export function hasSchemaModes(session: Session): boolean { return session.engine.settings.flag(VIEW_MODES); }

/** What is told of a table or view besides its columns, in Spark's order. */
export function detailsOf(session: Session, table: CatalogTable): readonly Detail[] {
  const isTemporary = table.kind === 'view' && table.temporary;
  const [catalog, database, name] = table.name.length === 3 ? table.name : ['', '', table.name.at(-1)!];
  return [
    ...(isTemporary ? [] : [detail('Catalog', 'catalog_name', catalog!), detail('Database', 'schema_name', database!)]), detail('Table', 'table_name', name!),
    ...historyOf(session, isStored(table) ? table.words.createdMs : table.kind === 'view' ? table.words?.createdMs : undefined),
    ...(table.kind === 'view' ? viewDetails(table.words, hasSchemaModes(session)) : isStored(table) ? storedDetails(table) : []),
  ];
}

function detail(label: string, key: string, text: string, json: unknown = text): Detail { return { label, key, text, json }; }

function historyOf(session: Session, createdMs: number | undefined): readonly Detail[] {
  const created = new Date(createdMs ?? 0);
  return [
    detail('Created Time', 'created_time', javaTime(created), created.toISOString().replace(/\.\d+Z$/, 'Z')), detail('Last Access', 'last_access', 'UNKNOWN'),
    detail('Created By', 'created_by', `Spark ${session.version}`),
  ];
}

/** `Sat Nov 21 12:59:46 UTC 2026` */
export function javaTime(time: Date): string {
  const [day, date, month, year, clock] = time.toUTCString().split(/,? /);
  return `${day} ${month} ${date} ${clock} UTC ${year}`;
}

function storedDetails(table: StoredTable): readonly Detail[] {
  const { provider, comment, collation, properties = {}, partitionBy = [], location } = table.words;
  return [
    detail('Type', 'type', location === undefined ? 'MANAGED' : 'EXTERNAL'), detail('Provider', 'provider', provider ?? 'parquet'), ...bucketDetails(table),
    ...said('Comment', 'comment', comment), ...said('Collation', 'collation', collation),
    ...(Object.keys(properties).length === 0 ? [] : [detail('Table Properties', 'table_properties', listed(properties), properties)]),
    ...placeDetails(table), ...(partitionBy.length === 0 ? [] : [detail('Partition Provider', 'partition_provider', 'Catalog')]),
  ];
}

/** Rows lie in memory: a table without LOCATION is at an address that says so. */
export function locationOf({ words, name }: StoredTable): string {
  const { location } = words;
  if (location === undefined) return `memory:/${name.slice(-2).join('/')}`;
  return location.startsWith('/') ? `file:${location}` : location;
}

export function bucketDetails({ words: { buckets } }: StoredTable): readonly Detail[] {
  if (buckets === undefined) return [];
  const { count, columns, sorted } = buckets;
  return [detail('Num Buckets', 'num_buckets', String(count), count), detail('Bucket Columns', 'bucket_columns', names(columns), columns), detail('Sort Columns', 'sort_columns', names(sorted), sorted)];
}

export function placeDetails(table: StoredTable, below = ''): readonly Detail[] {
  const { options = {} } = table.words;
  return [
    detail('Location', 'location', locationOf(table) + below),
    ...(Object.keys(options).length === 0 ? [] : [detail('Storage Properties', 'storage_properties', listed(options), options)]),
  ];
}

function viewDetails(words: Extract<CatalogTable, { kind: 'view' }>['words'], hasMode: boolean): readonly Detail[] {
  if (words === undefined) return [detail('Type', 'type', 'VIEW')];
  const { sql, mode, output, database, comment, collation, properties = {} } = words;
  return [
    detail('Type', 'type', 'VIEW'), ...said('Comment', 'comment', comment), ...said('Collation', 'collation', collation),
    detail('View Text', 'view_text', sql), detail('View Original Text', 'view_original_text', sql), ...(hasMode ? [detail('View Schema Mode', 'view_schema_mode', mode)] : []),
    detail('View Catalog and Namespace', 'view_catalog_and_namespace', `${CATALOG}.${database}`), detail('View Query Output Columns', 'view_query_output_columns', names(output), output),
    ...(Object.keys(properties).length === 0 ? [] : [detail('Table Properties', 'table_properties', listed(properties), properties)]),
  ];
}

function said(label: string, key: string, text: string | null | undefined): readonly Detail[] {
  return text === undefined || text === null ? [] : [detail(label, key, text)];
}

function names(columns: readonly string[]): string { return `[${columns.map((one) => quoteName([one])).join(', ')}]`; }

/** `[a=1, b=2]`, by key. */
function listed(entries: Readonly<Record<string, string>>): string {
  return `[${sortedEntries(entries).map(([key, value]) => `${key}=${value}`).join(', ')}]`;
}

export function sortedEntries(entries: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(entries).sort(([left], [right]) => (left < right ? -1 : 1));
}

/** The columns that rows are clustered by, fields of structs among them, as the property of a table keeps them. */
export function clusteringPaths(properties: TableWords['properties']): readonly (readonly string[])[] {
  const text = properties?.['clusteringColumns'];
  return text === undefined ? [] : JSON.parse(text) as string[][];
}

/** A column, or a field of a struct in it under its whole name. */
export function fieldAt(fields: readonly Field[], [first, ...rest]: readonly string[]): Field | undefined {
  const found = fields.find((one) => one.name.toLowerCase() === first?.toLowerCase());
  if (found === undefined || rest.length === 0) return found;
  const inner = found.type.kind === 'struct' ? fieldAt(found.type.fields, rest) : undefined;
  return inner && { ...inner, name: `${found.name}.${inner.name}` };
}
