import { fail } from '../errors/stream-error.ts';
import type { Buckets } from '../plan/catalog.ts';
import { type Schema, structType } from '../types/data-type.ts';
import { simpleString } from '../types/print.ts';
import type { SaveMode } from '../sinks/sink.ts';
import type { DataFrame } from './data-frame.ts';
import { queueInsert } from './insert.ts';
import { failUnknownColumn, refuseTwice, writable } from './named-tables.ts';
import { quoteName } from './session-catalog.ts';
import { storedTable, type TableWords } from './stored-table.ts';

export interface TableTarget { readonly mode: SaveMode; readonly partitionBy: readonly string[]; readonly options?: Readonly<Record<string, string>>; readonly buckets?: Buckets }

/** Rows as a table of the session: see `DataFrameWriter.saveAsTable`. */
export async function saveTable(frame: DataFrame, name: readonly string[], { mode, partitionBy, options = {}, buckets }: TableTarget): Promise<void> {
  const { engine } = frame.sparkSession;
  const [option] = Object.keys(options);
  if (option !== undefined) fail('TIDEMARK_UNKNOWN_OPTION', { option, format: 'a table in memory', known: 'none' });
  await engine.settled();
  const known = engine.catalog.table(engine.catalog.fullName(name)) !== undefined;
  if (known && mode === 'ignore') return;
  if (known && mode === 'error') fail('TABLE_OR_VIEW_ALREADY_EXISTS', { relationName: quoteName(engine.catalog.fullName(name)) });
  if (known && mode === 'append') await appendAlike(frame, name, { partitionBy, ...(buckets === undefined ? {} : { buckets }) });
  else await makeTable(frame, name, { partitionBy, ...(buckets === undefined ? {} : { buckets: knownColumns(frame, name, buckets) }) });
}

function knownColumns(frame: DataFrame, name: readonly string[], buckets: Buckets): Buckets {
  const { engine } = frame.sparkSession;
  const { fields } = engine.schemaOf(frame.relation);
  for (const [colType, columns] of [['bucket', buckets.columns], ['sort', buckets.sorted]] as const) {
    const unknown = columns.find((one) => !fields.some((other) => sameName(other.name, one)));
    if (unknown !== undefined) failUnknownColumn(colType, [unknown], { tableName: engine.catalog.fullName(name), fields });
  }
  return buckets;
}

/** Adds rows to a table that is as they say: the same columns, partitions and buckets. */
async function appendAlike(frame: DataFrame, name: readonly string[], { partitionBy, buckets }: Pick<TableTarget, 'partitionBy' | 'buckets'>): Promise<void> {
  const { schema, words, name: full } = writable(frame.sparkSession, name, 'INSERT', undefined);
  const { fields } = frame.sparkSession.engine.schemaOf(frame.relation);
  const tableName = full.join('.');
  if (fields.length !== schema.fields.length) {
    fail('_LEGACY_ERROR_TEMP_1161', { tableName, existingTableSchema: simpleString(structType(schema.fields)), querySchema: simpleString(structType(fields)) });
  }
  const [given, own] = [partitionBy, words.partitionBy ?? []];
  if (!sameList(given, own)) fail('_LEGACY_ERROR_TEMP_1163', { tableName, specifiedPartCols: `[${given.join(', ')}]`, existingPartCols: `[${own.join(', ')}]` });
  const [wanted, there] = [bucketText(buckets), bucketText(words.buckets)];
  if (wanted !== there) fail('_LEGACY_ERROR_TEMP_1164', { tableName, specifiedBucketString: wanted, existingBucketString: there });
  const missing = schema.fields.find((one) => !fields.some((other) => sameName(one.name, other.name)));
  if (missing !== undefined) fail('_LEGACY_ERROR_TEMP_1162', { col: missing.name, inputColumns: `[${fields.map((one) => one.name).join(', ')}]` });
  await appendRows(frame, name);
}

function bucketText(buckets: Buckets | undefined): string {
  if (buckets === undefined) return 'not bucketed';
  return `${buckets.count} buckets, bucket columns: [${buckets.columns.join(', ')}]${buckets.sorted.length === 0 ? '' : `, sort columns: [${buckets.sorted.join(', ')}]`}`;
}

const sameName = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase();
const sameList = (left: readonly string[], right: readonly string[]): boolean => left.length === right.length && left.every((one, index) => sameName(one, right[index]!));

/** Adds rows by name of the columns. */
export async function appendRows(frame: DataFrame, name: readonly string[]): Promise<void> {
  const { sparkSession, relation } = frame;
  queueInsert(sparkSession, writable(sparkSession, name, 'INSERT', undefined), relation, { overwrite: false, byName: true });
  await sparkSession.engine.settled();
}

/** A table with these rows; one of that name is replaced. Partition columns come last. */
export async function makeTable(frame: DataFrame, name: readonly string[], words: TableWords): Promise<void> {
  const { engine } = frame.sparkSession;
  const { fields } = engine.schemaOf(frame.relation);
  refuseTwice(fields.map((one) => one.name));
  const tableName = engine.catalog.fullName(name);
  const partitions = (words.partitionBy ?? []).map((one) => fields.find((other) => sameName(other.name, one)) ?? failUnknownColumn('partition', [one], { tableName, fields }));
  if (partitions.length > 0 && partitions.length === fields.length) fail('ALL_PARTITION_COLUMNS_NOT_ALLOWED', {});
  const ordered = [...fields.filter((one) => !partitions.includes(one)), ...partitions];
  const { chunks } = await engine.materialize(frame.select(...ordered.map((one) => quoteName([one.name]))).relation);
  const schema: Schema = { fields: ordered.map((one) => ({ ...one, nullable: true })) };
  engine.catalog.addTable(storedTable(tableName, schema, { chunks }, { ...words, partitionBy: partitions.map((one) => one.name) }), true);
}

