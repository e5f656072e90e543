import { fail } from '../errors/stream-error.ts';
import type { Buckets } from '../plan/catalog.ts';
import type { Schema } from '../types/data-type.ts';
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
  if (known && mode === 'append') await appendRows(frame, name);
  else await makeTable(frame, name, { partitionBy, ...(buckets === undefined ? {} : { buckets: knownColumns(frame, name, buckets) }) });
}

function knownColumns(frame: DataFrame, name: readonly string[], buckets: Buckets): Buckets {
  const { engine } = frame.sparkSession;
  const { fields } = engine.schemaOf(frame.relation);
  const unknown = [...buckets.columns, ...buckets.sorted].find((one) => !fields.some((other) => other.name.toLowerCase() === one.toLowerCase()));
  if (unknown !== undefined) failUnknownColumn(buckets.columns.includes(unknown) ? 'bucket' : 'sort', [unknown], { tableName: engine.catalog.fullName(name), fields });
  return buckets;
}

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
  const partitions = (words.partitionBy ?? []).map((one) => fields.find((other) => other.name.toLowerCase() === one.toLowerCase())
    ?? fail('PARTITION_COLUMN_NOT_FOUND_IN_SCHEMA', { column: quoteName([one]), schema: fields.map((other) => quoteName([other.name])).join(', ') }));
  const ordered = [...fields.filter((one) => !partitions.includes(one)), ...partitions];
  const { chunks } = await engine.materialize(frame.select(...ordered.map((one) => quoteName([one.name]))).relation);
  const schema: Schema = { fields: ordered.map((one) => ({ ...one, nullable: true })) };
  engine.catalog.addTable(storedTable(engine.catalog.fullName(name), schema, { chunks }, { ...words, partitionBy: partitions.map((one) => one.name) }), true);
}

