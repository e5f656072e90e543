import { fail, type Span, StreamError } from '../errors/stream-error.ts';
import type { CatalogView, DatabaseWords } from '../plan/catalog.ts';
import type { Read, Relation } from '../plan/relation.ts';
import type { Expression } from '../plan/expression.ts';
import type { AddedColumn, Statement, TableChange } from '../plan/statement.ts';
import { INDETERMINATE, someText, spelledCollations, withoutCollations } from '../types/collation.ts';
import { type DataType, type Field, sameType, type Schema } from '../types/data-type.ts';
import { typeToSql } from '../types/print.ts';
import { absolutePath } from '../sources/files-list.ts';
import { refuseSqlFunctions } from './called-functions.ts';
import type { DataFrame } from './data-frame.ts';
import { analyzeColumns, analyzeView } from './column-statistics.ts';
import { expectSchemaCollations, withSchemaCollation } from './default-collation.ts';
import { columnNamed, insertStatement, queueInsert, replaceRows } from './insert.ts';
import { refreshFunction } from './function-commands.ts';
import { partitionNames } from './partitioned-files.ts';
import { partitions } from './partitions.ts';
import type { Session } from './session.ts';
import { CATALOG, quoteName } from './session-catalog.ts';
import { failUnknownColumn, refuseTwice, tableNamed, writable } from './named-tables.ts';
import { holdsQuery, literalOf } from './session-variables.ts';
import { canUpCast } from '../types/up-cast.ts';
import { outputOf } from '../plan/output.ts';
import { isDeterministic } from '../planner/references.ts';
import { isStored, storedTable, type StoredTable, type TableWords } from './stored-table.ts';
import { refuseCollatedKeys, refuseColumnTypes } from './column-types.ts';
import { clusteringPaths, fieldAt } from './table-details.ts';

type Of<K extends Statement['kind']> = Extract<Statement, { kind: K }>;

/** Tables and databases: made, changed, dropped. */
export const tableCommands = {
  CreateTable: createTable,
  DropTable: dropTable,
  Insert: insertStatement,
  InsertAll: (session: Session, { inserts }: Of<'InsertAll'>): DataFrame => {
    for (const one of inserts) insertStatement(session, one);
    return session.emptyDataFrame;
  },
  ChangeRows: changeRows,
  TruncateTable: (session: Session, { name, partition, nameAt }: Of<'TruncateTable'>): DataFrame => {
    const table = writable(session, name, 'TRUNCATE TABLE', nameAt);
    if (table.source !== undefined) fail('CANNOT_TRUNCATE_EXTERNAL_TABLE', { tableName: quoteName(table.name) }, { at: nameAt });
    if (partition !== undefined) return partitions.truncate(session, table, partition);
    session.engine.enqueue(async () => { Object.assign(table.rows, { chunks: [], statistics: undefined }); });
    return session.emptyDataFrame;
  },
  AlterTable: alterTable,
  CreateDatabase: (session: Session, { name, ifNotExists, words, at }: Of<'CreateDatabase'>): DataFrame => {
    expectSchemaCollations(session, words, at);
    refuseEmptyLocation(words);
    session.engine.catalog.createDatabase(name, ifNotExists, words);
    return session.emptyDataFrame;
  },
  AlterDatabase: (session: Session, { name, words, unset, at }: Of<'AlterDatabase'>): DataFrame => {
    expectSchemaCollations(session, words, at);
    refuseEmptyLocation(words);
    session.engine.catalog.alterDatabase(name, words, unset);
    return session.emptyDataFrame;
  },
  DropDatabase: (session: Session, { name, ifExists, cascade }: Of<'DropDatabase'>): DataFrame => {
    session.engine.catalog.dropDatabase(name, { ifExists, cascade });
    return session.emptyDataFrame;
  },
  Use: (session: Session, { name, catalog }: Of<'Use'>): DataFrame => {
    if (catalog === true) session.catalog.setCurrentCatalog(name[0]!.toLowerCase());
    else session.engine.catalog.use(name);
    session.engine.settings.set('tidemark.currentDatabase', session.engine.catalog.currentDatabase);
    return session.emptyDataFrame;
  },
  Cache: cache,
} as const;

function failUnknownSchema(format = 'parquet', at: Span | undefined): never {
  return fail('UNABLE_TO_INFER_SCHEMA', { format: format.toLowerCase() === 'parquet' ? 'Parquet' : format.toUpperCase() }, { at });
}

function refuseEmptyLocation({ location }: DatabaseWords): void { if (location === '') fail('INVALID_EMPTY_LOCATION', { location }); }

function createTable(session: Session, written: Of<'CreateTable'>): DataFrame {
  const { engine } = session;
  const statement = withSchemaCollation(session, written);
  const { name, defaults, format, refused, at } = statement;
  if (format !== undefined && !tableFormats.has(format.toLowerCase())) fail('DATA_SOURCE_NOT_FOUND', { provider: format, known: [...tableFormats].join(', ') }, { at });
  if (statement.orReplace) fail('UNSUPPORTED_FEATURE.TABLE_OPERATION', { tableName: quoteName(engine.catalog.fullName(name)), operation: 'REPLACE TABLE' }, { at });
  for (const one of statement.checks ?? []) checkCondition(session, statement.schema ?? { fields: [] }, one);
  if (refused !== undefined) fail('UNSUPPORTED_FEATURE.TABLE_OPERATION', { tableName: quoteName(engine.catalog.fullName(name)), operation: refused }, { at });
  if (statement.like !== undefined) return createLike(session, statement, statement.like);
  if (engine.catalog.table(engine.catalog.fullName(name)) !== undefined && statement.ifNotExists) return session.emptyDataFrame;
  if (statement.schema === undefined && statement.query === undefined && statement.partitionBy.length > 0) fail('SPECIFY_PARTITION_IS_NOT_ALLOWED', {}, { at });
  const source = sourceOf(session, statement);
  const isInferred = statement.schema === undefined && statement.query === undefined && source !== undefined;
  const partitionBy = isInferred ? partitionNames(engine.environment.files, source.paths[0]!) : statement.partitionBy;
  const shape = statement.query ?? source ?? (statement.schema === undefined ? failUnknownSchema(format, at) : undefined);
  const given: Schema = statement.schema ?? engine.declaredSchemaOf(shape!);
  refuseTwice(given.fields.map((one) => one.name));
  const open = given.fields.filter((one) => someText(one.type, (text) => text.collation === INDETERMINATE));
  if (open.length > 0) fail('INDETERMINATE_COLLATION_IN_SCHEMA', { columnPaths: open.map((one) => one.name).join(', ') });
  refuseTwice(partitionBy);
  checkPartitions(engine.catalog.fullName(name), given, partitionBy, at);
  for (const [column, value] of Object.entries(defaults ?? {})) checkDefault(session, given.fields.find((one) => one.name === column)!, value, 'CREATE TABLE');
  const isPartition = (column: string): boolean => partitionBy.some((one) => one.toLowerCase() === column.toLowerCase());
  checkGroups(engine.catalog.fullName(name), given, statement);
  refuseCollatedKeys(given.fields);
  engine.catalog.refuseExisting(engine.catalog.fullName(name));
  refuseColumnTypes(format ?? engine.settings.text('spark.sql.sources.default'), given.fields);
  const fields = given.fields.map((one) => ({ ...one, nullable: true, ...(statement.collation === undefined ? {} : { type: spelledCollations(one.type, statement.collation) }) }));
  const schema: Schema = { fields: [...fields.filter((one) => !isPartition(one.name)), ...fields.filter((one) => isPartition(one.name))] };
  const table = storedTable(engine.catalog.fullName(name), schema, { chunks: [] }, { ...wordsOf(session, { ...statement, partitionBy }), ...(source === undefined ? {} : { source }) });
  engine.catalog.addTable(table, false);
  if (statement.query !== undefined) queueInsert(session, table, statement.query, { overwrite: true, byName: partitionBy.length > 0 });
  return session.emptyDataFrame;
}

/** The folder that LOCATION or the option `path` names, made when there is none: the rows lie there then, else in memory. */
function sourceOf(session: Session, { format, location, options, schema, query }: Of<'CreateTable'>): Read | undefined {
  const path = location ?? Object.entries(options).find(([key]) => key.toLowerCase() === 'path')?.[1];
  if (path === undefined || format === undefined || !fileFormats.has(format.toLowerCase())) return undefined;
  const folder = absolutePath(path);
  const read: Read = { kind: 'Read', format: format.toLowerCase(), options: Object.fromEntries(Object.entries(options).filter(([key]) => key.toLowerCase() !== 'path')), paths: [folder], streaming: false };
  const { files } = session.engine.environment;
  if (!files.exists(folder)) {
    if (schema === undefined && query === undefined) return undefined;
    files.makeDirectory(folder);
  }
  return read;
}

const fileFormats: ReadonlySet<string> = new Set(['json', 'csv', 'text', 'parquet']);

/** What stays of a statement besides columns and rows. */
function wordsOf(session: Session, { partitionBy, defaults, properties, comment, format, options, buckets, collation, location }: Of<'CreateTable'>): TableWords {
  return {
    partitionBy, options, provider: format?.toLowerCase() ?? session.engine.settings.text('spark.sql.sources.default'), createdMs: session.engine.environment.clock.nowMs(),
    ...(defaults === undefined ? {} : { defaults }), ...(properties === undefined ? {} : { properties }), ...(comment === undefined ? {} : { comment }),
    ...(buckets === undefined ? {} : { buckets }), ...(collation === undefined ? {} : { collation }), ...(location === undefined ? {} : { location }),
  };
}

/** Columns that rows are put into buckets or clusters by are columns of the table. */
function checkGroups(tableName: readonly string[], { fields }: Schema, { buckets, properties, at }: Pick<Of<'CreateTable'>, 'buckets' | 'properties' | 'at'>): void {
  const paths = [...[...(buckets?.columns ?? []), ...(buckets?.sorted ?? [])].map((one) => [one]), ...clusteringPaths(properties)];
  const unknown = paths.find((one) => fieldAt(fields, one) === undefined);
  if (unknown !== undefined) failUnknownColumn(buckets === undefined ? 'clustering' : buckets.columns.includes(unknown[0]!) ? 'bucket' : 'sort', unknown, { tableName, fields, at });
  const collated = buckets?.columns.map((one) => fieldAt(fields, [one])!.type).find((type) => someText(type, (text) => text.collation !== undefined));
  if (collated !== undefined) fail('INVALID_BUCKET_COLUMN_DATA_TYPE', { type: `"${typeToSql(collated)}"` });
}

/** Formats that tables of Spark may have. Rows lie in memory whatever they are called. */
const tableFormats: ReadonlySet<string> = new Set(['parquet', 'orc', 'json', 'csv', 'text', 'avro', 'xml', 'memory', 'org.apache.spark.sql.parquet', 'org.apache.spark.sql.json']);

/** The columns, partitions and defaults of a table, or the columns of a view; no rows. */
function createLike(session: Session, statement: Of<'CreateTable'>, like: readonly string[]): DataFrame {
  const { name, ifNotExists, likeAt, at } = statement;
  const { engine } = session;
  const source = tableNamed(session, like, likeAt, 'command');
  if (engine.catalog.table(engine.catalog.fullName(name)) !== undefined && ifNotExists) return session.emptyDataFrame;
  const { fields } = engine.schemaOf({ kind: 'NamedTable', name: like, options: {}, streaming: false, at });
  const schema = { fields: isStored(source) ? source.schema.fields : fields.map((one) => ({ ...one, nullable: true })) };
  const { partitionBy = [], defaults = {} } = isStored(source) ? source.words : {};
  const provider = statement.format ?? (isStored(source) ? source.words.provider : undefined);
  const words = { ...wordsOf(session, { ...statement, ...(provider === undefined ? {} : { format: provider }) }), partitionBy, defaults };
  const full = engine.catalog.fullName(name);
  if (engine.catalog.table(full) !== undefined) fail('TABLE_OR_VIEW_ALREADY_EXISTS', { relationName: quoteName(full.slice(1)) });
  engine.catalog.addTable(storedTable(full, schema, { chunks: [] }, words), false);
  return session.emptyDataFrame;
}

function checkPartitions(fullName: readonly string[], { fields }: Schema, partitionBy: readonly string[], at: Span | undefined): void {
  const unknown = partitionBy.find((one) => !fields.some((other) => other.name.toLowerCase() === one.toLowerCase()));
  if (unknown !== undefined) failUnknownColumn('partition', [unknown], { tableName: fullName, fields, at });
  if (partitionBy.length > 0 && partitionBy.length === fields.length) fail('ALL_PARTITION_COLUMNS_NOT_ALLOWED', {}, { at });
}

/** A CHECK constraint is a condition over the columns that says the same each time. */
function checkCondition(session: Session, schema: Schema, condition: Expression): void {
  const checkCondition = textOf(condition);
  const expressions: Expression[] = [{ kind: 'Alias', input: condition, names: ['value'] }];
  const plan = session.engine.analyze({ kind: 'Project', input: { kind: 'LocalRelation', schema, rows: [] }, expressions });
  const [found] = outputOf(plan);
  if (found!.type.kind !== 'boolean' && found!.type.kind !== 'null') {
    fail('DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE', {
      sqlExpr: `"CHECK (${checkCondition})"`, paramIndex: 'first', requiredType: '"BOOLEAN"', inputSql: `"${checkCondition}"`, inputType: `"${typeToSql(found!.type)}"`,
    }, { at: condition.at });
  }
  if (plan.kind === 'Project' && !plan.expressions.every(isDeterministic)) fail('NON_DETERMINISTIC_CHECK_CONSTRAINT', { checkCondition }, { at: condition.at });
}

/** A DEFAULT is constant, and of a type that may be put into the column. */
function checkDefault(session: Session, column: Field, value: Expression, statement: string): void {
  if (!session.engine.settings.flag('spark.sql.defaultColumn.enabled')) fail('UNSUPPORTED_DEFAULT_VALUE.WITH_SUGGESTION', {}, { at: value.at });
  const words = { statement, colName: quoteName([column.name]), defaultValue: textOf(value) };
  if (holdsQuery(value)) fail('INVALID_DEFAULT_VALUE.SUBQUERY_EXPRESSION', words);
  refuseSqlFunctions(session, value, 'CreateTable');
  const type = typeOfDefault(session, value) ?? fail('INVALID_DEFAULT_VALUE.NOT_CONSTANT', words);
  const plan = session.engine.analyze({ kind: 'Project', input: { kind: 'OneRow' }, expressions: [{ kind: 'Alias', input: value, names: ['value'] }] });
  const isFixed = plan.kind !== 'Project' || plan.expressions.every(isDeterministic);
  const fits = canUpCast(type, column.type) || (isFixed && isCastable(session, value, column.type));
  if (!fits) fail('INVALID_DEFAULT_VALUE.DATA_TYPE', { ...words, expectedType: `"${typeToSql(column.type)}"`, actualType: `"${typeToSql(type)}"` });
  if (!isFixed) fail('INVALID_DEFAULT_VALUE.NON_DETERMINISTIC', words);
}

/** A constant whose value fits the type. */
function isCastable(session: Session, value: Expression, type: DataType): boolean {
  try {
    literalOf(session, value, type);
    return true;
  } catch {
    return false;
  }
}

/** Undefined when it names something that is not constant. */
function typeOfDefault(session: Session, value: Expression): DataType | undefined {
  try {
    return session.engine.schemaOf({ kind: 'Project', input: { kind: 'OneRow' }, expressions: [{ kind: 'Alias', input: value, names: ['value'] }] }).fields[0]!.type;
  } catch (error) {
    if (error instanceof StreamError && error.condition === 'UNBOUND_SQL_PARAMETER') throw error;
    return undefined;
  }
}

function textOf({ at }: Expression): string { return at === undefined ? '' : at.sql.slice(at.start, at.end); }

/** What it names must be there; then it is refused. */
function changeRows(session: Session, { operation, table, reads, every, at }: Of<'ChangeRows'>): DataFrame {
  for (const one of reads) session.engine.analyze(one);
  const found = tableNamed(session, table);
  if (every !== undefined) session.engine.analyze({ kind: 'Project', input: every, expressions: columnsOf(session, table) });
  return fail('UNSUPPORTED_FEATURE.TABLE_OPERATION', { tableName: quoteName(found.name), operation }, { at });
}

function columnsOf(session: Session, table: readonly string[]): Expression[] {
  const { fields } = session.engine.schemaOf({ kind: 'NamedTable', name: table, options: {}, streaming: false });
  return fields.map((one) => ({ kind: 'UnresolvedAttribute', name: [one.name] }));
}

function dropTable(session: Session, { name, ifExists }: Of<'DropTable'>): DataFrame {
  if (!session.engine.catalog.drop(name, 'any') && !ifExists) tableNamed(session, name, undefined, 'drop');
  return session.emptyDataFrame;
}

function alterTable(session: Session, { name, operation, change, at, nameAt }: Of<'AlterTable'>): DataFrame {
  const { catalog } = session.engine;
  const found = tableNamed(session, name, nameAt, /INSERT|ADD CONSTRAINT$/.test(operation) ? 'query' : 'command');
  const staysView = found.kind === 'view' && !found.temporary;
  if (staysView && change.change === 'rename') fail('EXPECT_TABLE_NOT_VIEW.USE_ALTER_VIEW', { operation, viewName: quoteName(name) });
  if (found.kind === 'view' && change.change === 'rename') return session.run(`ALTER VIEW ${quoteName(name)} RENAME TO ${quoteName(change.to)}`, {});
  if (found.kind === 'view' && /SET (?:TBLPROPERTIES|\[SERDE)/.test(operation)) fail('EXPECT_TABLE_NOT_VIEW.USE_ALTER_VIEW', { operation, viewName: quoteName(found.name) }, { at: nameAt });
  const table = writable(session, name, operation, nameAt);
  const replace = (next: StoredTable): void => { catalog.addTable(next, true); };
  const { words } = table;
  switch (change.change) {
    case 'rename': {
      catalog.refuseOtherDatabase(table.name, change.to);
      catalog.addTable(storedTable(catalog.fullName(change.to), table.schema, table.rows, words), false);
      catalog.drop(name, 'table');
      break;
    }
    case 'add columns': addColumns(session, table, change.columns); break;
    case 'set properties': replace(storedTable(table.name, table.schema, table.rows, { ...words, properties: { ...words.properties, ...change.properties } })); break;
    case 'unset properties':
      replace(storedTable(table.name, table.schema, table.rows, { ...words, properties: Object.fromEntries(Object.entries(words.properties ?? {}).filter(([key]) => !change.keys.includes(key))) }));
      break;
    case 'comment': replace(storedTable(table.name, table.schema, table.rows, { ...words, comment: change.comment })); break;
    case 'add partitions': return partitions.add(session, table, change);
    case 'drop partitions': return partitions.drop(session, table, change);
    case 'rename partition': return partitions.rename(session, table, change);
    case 'collation': replace(storedTable(table.name, table.schema, table.rows, { ...words, collation: change.collation })); break;
    case 'column': replace(changedColumn(session, table, change, at)); break;
    case 'nothing':
      if (change.serde === true) fail('_LEGACY_ERROR_TEMP_1247', {});
      if (change.partition !== undefined) partitions.locate(session, table, change.partition);
      break;
    case 'clusters':
      checkGroups(table.name, table.schema, { properties: { clusteringColumns: JSON.stringify(change.columns) }, at });
      replace(storedTable(table.name, table.schema, table.rows, { ...words, properties: { ...words.properties, clusteringColumns: JSON.stringify(change.columns) } }));
      break;
    case 'recover partitions': refuseUnpartitioned(table, change.operation); partitions.recover(session, table); break;
    case 'refused':
      for (const column of change.columns ?? []) knownColumn(table, column, at);
      if (change.operation === 'SET SERDE') fail('UNSUPPORTED_FEATURE.ALTER_TABLE_SERDE_FOR_DATASOURCE_TABLE', { tableName: quoteName(table.name) }, { at });
      return fail('UNSUPPORTED_FEATURE.TABLE_OPERATION', { tableName: quoteName(table.name), operation: change.operation }, { at });
  }
  return session.emptyDataFrame;
}

/** A column that a change names, or the first part of its path; all columns are proposed in its place. */
function knownColumn(table: StoredTable, path: readonly string[], at: Span | undefined): Field {
  const { fields } = table.schema;
  const found = fields.find((one) => one.name.toLowerCase() === path.join('.').toLowerCase());
  return found ?? fail('UNRESOLVED_COLUMN.WITH_SUGGESTION', { objectName: quoteName(path), proposal: fields.map((one) => quoteName([one.name])).join(', ') }, { at });
}

function refuseUnpartitioned(table: StoredTable, operation: string): void {
  if ((table.words.partitionBy ?? []).length === 0) fail('NOT_A_PARTITIONED_TABLE', { operation, tableIdentWithDB: quoteName(table.name) });
}

/** Comments and defaults of a column can change, its name and type cannot. */
function changedColumn(session: Session, table: StoredTable, change: Extract<TableChange, { change: 'column' }>, at: Span | undefined): StoredTable {
  const column = knownColumn(table, change.column, at);
  const { fields } = table.schema;
  const { to = column.name, type = column.type, comment, standard } = change;
  const where = { tableName: quoteName(table.name), columnName: quoteName([column.name]) };
  const isColumn = (name: string): boolean => name.toLowerCase() === column.name.toLowerCase();
  if (table.words.partitionBy?.some(isColumn)) fail('CANNOT_ALTER_PARTITION_COLUMN', where);
  if (table.words.buckets?.columns.some(isColumn) && !sameType(type, column.type) && sameType(withoutCollations(type), withoutCollations(column.type))) fail('CANNOT_ALTER_COLLATION_BUCKET_COLUMN', where);
  if (to.toLowerCase() !== column.name.toLowerCase() || !sameType(type, column.type)) {
    const [originType, newType] = [`"${typeToSql(column.type)}"`, `"${typeToSql(type)}"`];
    fail('NOT_SUPPORTED_CHANGE_COLUMN', { table: quoteName(table.name), originName: quoteName([column.name]), originType, newName: quoteName([to]), newType }, { at });
  }
  if (standard !== undefined && standard !== null) checkDefault(session, column, standard, 'ALTER TABLE ALTER COLUMN');
  const { [column.name]: _, ...others } = table.words.defaults ?? {};
  const defaults = standard === undefined ? table.words.defaults ?? {} : standard === null ? others : { ...others, [column.name]: standard };
  return storedTable(table.name, { fields: fields.map((one) => (one === column && comment !== undefined ? { ...one, comment } : one)) }, table.rows, { ...table.words, defaults });
}

/** Rows that are there get the default in the new columns. */
function addColumns(session: Session, table: StoredTable, columns: readonly AddedColumn[]): void {
  const { engine } = session;
  const nested = columns.find((one) => one.name.length > 1);
  if (nested !== undefined) {
    columnNamed(table, nested.name[0]!);
    fail('UNSUPPORTED_FEATURE.TABLE_OPERATION', { tableName: quoteName(table.name), operation: 'ADD COLUMN with qualified column' });
  }
  if (columns.some((one) => !one.nullable)) fail('_LEGACY_ERROR_TEMP_1052', {});
  const { collation } = table.words;
  const added = columns.map(({ default: _, name, type, ...one }): Field => ({ ...one, type: collation === undefined ? type : spelledCollations(type, collation), name: name.join('.') }));
  refuseCollatedKeys(added);
  const standards = Object.fromEntries(columns.flatMap((one): [string, Expression][] => (one.default === undefined ? [] : [[one.name.join('.'), one.default]])));
  added.forEach((one) => { if (standards[one.name] !== undefined) checkDefault(session, one, standards[one.name]!, 'ALTER TABLE ADD COLUMNS'); });
  refuseTwice([...table.schema.fields, ...added].map((one) => one.name));
  const isPartition = (column: string): boolean => (table.words.partitionBy ?? []).some((one) => one.toLowerCase() === column.toLowerCase());
  const fields = [...table.schema.fields.filter((one) => !isPartition(one.name)), ...added, ...table.schema.fields.filter((one) => isPartition(one.name))];
  const old: Relation = { kind: 'NamedTable', name: table.name, options: {}, streaming: false };
  const widened: Relation = {
    kind: 'Project', input: old, expressions: fields.map((one) => (table.schema.fields.includes(one) ? { kind: 'UnresolvedAttribute', name: [one.name] }
      : { kind: 'Alias', names: [one.name], input: { kind: 'Cast', input: standards[one.name] ?? { kind: 'Literal', value: null, type: one.type }, to: one.type, mode: 'cast' } })),
  };
  engine.analyze(widened);
  const next = storedTable(table.name, { fields }, { chunks: [] }, { ...table.words, defaults: { ...table.words.defaults, ...standards } });
  engine.catalog.addTable(next, true);
  engine.enqueue(async () => {
    const { statistics } = table.rows;
    await replaceRows(session, next, widened, true);
    next.rows.statistics = statistics;
  });
}

/** MSCK REPAIR TABLE as errors and plans call it. */
export function repairWords(change: 'ADD' | 'DROP' | 'SYNC' | undefined): string { return `MSCK REPAIR TABLE${change === undefined ? '' : ` ... ${change} PARTITIONS`}`; }

/** What is cached is in memory, whatever the level says; but it has to be one. */
function refuseLevel(options: Of<'Cache'>['options'], at: Span | undefined): void {
  const level = Object.entries(options ?? {}).find(([key]) => key.toLowerCase() === 'storagelevel')?.[1].toUpperCase();
  if (level !== undefined && !storageLevels.has(level)) fail('TIDEMARK_INVALID_OPTION', { option: 'storageLevel', value: level, expected: `one of ${[...storageLevels].join(', ')}` }, { at });
}

const storageLevels: ReadonlySet<string> = new Set([
  'NONE', 'DISK_ONLY', 'DISK_ONLY_2', 'DISK_ONLY_3', 'OFF_HEAP', ...['MEMORY_ONLY', 'MEMORY_AND_DISK'].flatMap((one) => [one, `${one}_2`, `${one}_SER`, `${one}_SER_2`]),
]);

/** Everything is in memory: caching a query only names it, and statistics of a table are counted when they are needed. What is named must be there. */
function cache(session: Session, { what, name, nameAt, query, options, ifExists, columns, partition, change, at }: Of<'Cache'>): DataFrame {
  const { catalog } = session.engine;
  refuseLevel(options, at);
  if (query !== undefined) {
    if (name!.length > 1) fail('_LEGACY_ERROR_TEMP_0037', { quoted: name!.slice(0, -1).join('.') }, { at });
    refuseTwice(session.engine.schemaOf(query).fields.map((one) => one.name));
    const view: CatalogView = { kind: 'view', name: [name!.at(-1)!], temporary: true, query, settings: session.engine.settings.captured() };
    catalog.addView(view, { replace: false, scope: 'temporary' });
    catalog.cached.add(view);
    return session.emptyDataFrame;
  }
  if (what === 'refresh function') return refreshFunction(session, name!, at);
  if (what === 'analyze all' && name !== undefined && !catalog.hasDatabase(name)) fail('SCHEMA_NOT_FOUND', { schemaName: quoteName([CATALOG, name.at(-1)!]) }, { at });
  if (what === 'clear') catalog.cached = new WeakSet();
  const known = name === undefined ? undefined : catalog.table(name);
  if (what === 'cache' && known !== undefined) catalog.cached.add(known);
  if (what === 'uncache' && known !== undefined) catalog.cached.delete(known);
  if (name === undefined || ifExists === true || what === 'analyze all') return session.emptyDataFrame;
  const table = tableNamed(session, name, nameAt ?? at, what === 'cache' || what === 'uncache' ? 'query' : 'command');
  if (what === 'analyze' && table.kind === 'view' && table.temporary && columns !== undefined) {
    analyzeView(session, table, columns, at);
    return session.emptyDataFrame;
  }
  if (what === 'analyze' && table.kind === 'view' && table.temporary) fail('EXPECT_PERMANENT_VIEW_NOT_TEMP', { operation: "'ANALYZE TABLE'", viewName: quoteName(name) }, { at });
  if (what === 'repair') {
    const repaired = writable(session, name, repairWords(change), nameAt);
    refuseUnpartitioned(repaired, 'MSCK REPAIR TABLE');
    return partitions.recover(session, repaired, change);
  }
  if (what === 'analyze' && table.kind === 'view') fail('UNSUPPORTED_FEATURE.ANALYZE_VIEW', {}, { at });
  if (partition !== undefined && isStored(table)) partitions.requireSome(session, table, partition);
  if (columns !== undefined && isStored(table)) analyzeColumns(session, table, columns, at);
  return session.emptyDataFrame;
}
