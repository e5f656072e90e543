import { fail, type Span } from '../errors/stream-error.ts';
import type { Expression } from '../plan/expression.ts';
import type { LogicalPlan } from '../plan/logical.ts';
import type { Relation } from '../plan/relation.ts';
import type { Directory, Insert, PartitionSpec } from '../plan/statement.ts';
import { type DataType, type Field, sameType, stringType } from '../types/data-type.ts';
import { typeToSql } from '../types/print.ts';
import { hasLength } from '../types/text-length.ts';
import { holdsDefault, isDefault } from './session-variables.ts';
import { canUpCast } from '../types/up-cast.ts';
import { expressionsOf, someExpression, somePlan } from '../plan/walk.ts';
import type { DataFrame } from './data-frame.ts';
import type { Session } from './session.ts';
import { quoteName } from './session-catalog.ts';
import { checkInsertSpec, keyOf, partitionColumns, partitionKeys, partsOf, refuseEmptyValues } from './partition-keys.ts';
import { isPartitionedFiles, type Replaced, writePartitions } from './partitioned-files.ts';
import type { StoredTable } from './stored-table.ts';
import { type FieldOrder, fieldsByName } from './insert-by-name.ts';
import { overflowOf } from './insert-faults.ts';
import { refuseTwice, writable } from './named-tables.ts';
import { readsFolder, writeOnce } from './write-once.ts';

/**
 * INSERT: the columns of a query become the columns of a table, by position or by name. A column that gets nothing takes its DEFAULT.
 * Values are stored by the rules of ANSI: numbers into numbers, anything simple into text, never text into numbers; what does not fit fails.
 */
export function insertStatement(session: Session, statement: Insert): DataFrame {
  if (statement.directory !== undefined) return insertFiles(session, statement.query, statement.directory);
  const table = writable(session, statement.table, 'INSERT', statement.nameAt ?? statement.at);
  queueInsert(session, table, statement.query, statement);
  return session.emptyDataFrame;
}

/** INSERT OVERWRITE DIRECTORY: the rows become the files of a folder. */
function insertFiles(session: Session, query: Relation, { path, format, options, at }: Directory): DataFrame {
  const given = Object.entries(options).find(([name]) => name.toLowerCase() === 'path')?.[1];
  if ((path === undefined) === (given === undefined)) fail('_LEGACY_ERROR_TEMP_0049', {}, { at });
  session.engine.analyze(query);
  session.engine.enqueue(async () => { await writeOnce(session, query, { format: format.toLowerCase(), options, mode: 'overwrite', path: path ?? given!, queued: true }); });
  return session.emptyDataFrame;
}

type InsertRules = Pick<Insert, 'overwrite' | 'byName'> & Partial<Pick<Insert, 'columns' | 'partition' | 'ifNotExists' | 'targetAt'>> & { /** The query reads the table, to keep rows of it. */ readonly keepsRows?: true };

/** Mistakes show now, the rows before whatever is asked next. */
export function queueInsert(session: Session, table: StoredTable, query: Relation, rules: InsertRules): void {
  if (isPartitionedFiles(table)) {
    queueFiles(session, table, query, rules);
    return;
  }
  const rows = rowsFor(session, table, query, rules);
  const touched = rules.overwrite ? dynamicKeys(session, table, rules) : [];
  session.engine.analyze(touched.length === 0 ? rows : keepingUntouched(table, touched, rows));
  if (rules.overwrite && rules.keepsRows !== true && touched.length === 0 && readsTable(session, table, query)) fail('UNSUPPORTED_OVERWRITE.TABLE', { table: quoteName(table.name) });
  session.engine.enqueue(async () => {
    if (rules.ifNotExists === true && rules.partition !== undefined && (await partitionKeys(session, table)).has(keyOf(session, table, rules.partition))) return;
    await replaceRows(session, table, touched.length === 0 ? rows : keepingUntouched(table, touched, await drawnOnce(session, rows)), rules.overwrite);
  });
}

/** Rows for a partitioned table over files, whose other partitions nobody touches. */
function queueFiles(session: Session, table: StoredTable, query: Relation, rules: InsertRules): void {
  const rows = rowsFor(session, table, query, rules);
  session.engine.analyze(rows);
  const isDynamic = rules.overwrite && dynamicKeys(session, table, rules).length > 0;
  if (rules.overwrite && !isDynamic && readsTable(session, table, query)) fail('UNSUPPORTED_OVERWRITE.TABLE', { table: quoteName(table.name) });
  const parts = partsOf(session, table, (rules.partition ?? []).filter((one) => one.value !== undefined));
  const replaced: Replaced = !rules.overwrite ? { kind: 'nothing' } : isDynamic ? { kind: 'touched' } : parts.length > 0 ? { kind: 'prefix', parts } : { kind: 'all' };
  session.engine.enqueue(async () => {
    if (rules.ifNotExists === true && table.rows.partitions?.has(parts.join('/')) === true) return;
    table.rows.statistics = undefined;
    await writePartitions(session, table, rows, replaced);
  });
}

/** A table cannot be read while it is overwritten; replacing only the partitions that get rows is another matter. */
function readsTable(session: Session, table: StoredTable, query: Relation): boolean {
  const now = { ...query }; // the same text may have been asked when its names meant other tables
  return table.source === undefined ? readsRows(session.engine.analyze(now), table) : readsFolder(session, now, table.words.source!.paths[0]!);
}

function readsRows(plan: LogicalPlan, table: StoredTable): boolean {
  return somePlan(plan, (node) => (node.kind === 'LocalData' && node.chunks === table.chunks)
    || expressionsOf(node).some((one) => someExpression(one, (part) => part.kind === 'Subquery' && readsRows(part.plan, table))));
}

/** The rows as they are now: the statement reads them twice, and they may be random. */
async function drawnOnce(session: Session, rows: Relation): Promise<Relation> {
  const { schema, chunks } = await session.engine.materialize(rows, false);
  return session.engine.frameOf(session, schema, chunks).relation;
}

export async function replaceRows(session: Session, table: StoredTable, rows: Relation, overwrite: boolean): Promise<void> {
  table.rows.statistics = undefined;
  try {
    if (table.source !== undefined) {
      await writeOnce(session, rows, { format: table.source.format, options: table.source.options, mode: overwrite ? 'overwrite' : 'append', path: table.words.source!.paths[0]!, queued: true });
      return;
    }
    const { chunks } = await session.engine.materialize(rows, false);
    table.rows.chunks = overwrite ? chunks : [...table.rows.chunks, ...chunks];
  } catch (error) {
    throw await overflowOf(error, session, table, rows) ?? error;
  }
}

/** Where rows go: the columns that the query fills, and the partitions that the statement does. */
interface Place { readonly table: StoredTable; readonly open: readonly Field[]; readonly fixed: PartitionSpec }

export function rowsFor(session: Session, table: StoredTable, query: Relation, rules: InsertRules): Relation {
  const { fields } = table.schema;
  const given = rules.partition ?? [];
  const unknown = given.find((one) => !(table.words.partitionBy ?? []).some((name) => same(name, one.name)));
  if (unknown !== undefined) fail('PARTITIONS_NOT_FOUND', { partitionList: quoteName([unknown.name]), tableName: quoteName(table.name) });
  refuseEmptyValues(given);
  const fixed = given.filter((one) => one.value !== undefined);
  const open = fields.filter((one) => !fixed.some(({ name }) => same(name, one.name)));
  const targets = rules.columns?.map((name) => columnNamed(table, name, rules.targetAt)) ?? open;
  const place: Place = { table, open, fixed };
  refuseTwice(targets.map((one) => one.name));
  const { settings } = session.engine;
  const filled = settings.flag('spark.sql.defaultColumn.enabled') ? withDefaults(query, targets, table) : query;
  const orders = new Map<string, FieldOrder>();
  const columns = rules.byName ? namedSources(session, filled, place, orders) : positions(session, filled, targets, place);
  if (rules.columns !== undefined) refuseExtra(targets.map((one) => one.name), place);
  if (given.length > 0) checkInsertSpec(table, given);
  const bare = settings.flag('spark.sql.defaultColumn.useNullsForMissingDefaultValues') ? undefined : open.find((one) => !columns.has(one.name) && table.words.defaults?.[one.name] === undefined);
  if (bare !== undefined) fail('INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_FIND_DATA', { tableName: quoteName(table.name), colName: quoteName([bare.name]) });
  const input: Relation = { kind: 'ToDf', input: filled, names: session.engine.schemaOf(filled).fields.map((_, index) => `c${index}`) };
  const rows: Relation = {
    kind: 'Project', input,
    expressions: fields.map((one): Expression => {
      const constant = fixed.find(({ name }) => same(name, one.name))?.value;
      const position = columns.get(one.name);
      const given: Expression = constant ?? (position === undefined ? defaultOf(table, one) : { kind: 'UnresolvedAttribute', name: [`c${position}`] });
      const value = constant === undefined && position !== undefined ? orders.get(one.name)?.reorder(given) ?? given : given;
      const stored: Expression = { kind: 'Cast', input: value, to: one.type, mode: policyOf(session) === 'LEGACY' ? 'legacy' : 'ansi', at: constant === undefined ? undefined : rules.targetAt };
      return { kind: 'Alias', names: [one.name], input: fitted(stored, one.type, session) };
    }),
  };
  return rules.overwrite && fixed.length > 0 && !isPartitionedFiles(table) && dynamicKeys(session, table, rules).length === 0 ? keepingOthers(table, fixed, rows) : rows;
}

/** The keys of partitions that are replaced only where they get rows; none where the statement or the setting says otherwise. */
function dynamicKeys(session: Session, table: StoredTable, { partition = [] }: Pick<InsertRules, 'partition'>): readonly string[] {
  const keys = table.words.partitionBy ?? [];
  const isDynamic = keys.length > partition.filter((one) => one.value !== undefined).length && session.engine.settings.text('spark.sql.sources.partitionOverwriteMode').toUpperCase() === 'DYNAMIC';
  return isDynamic ? keys : [];
}

/** Text as CHAR(n) and VARCHAR(n) take it. */
function fitted(value: Expression, type: DataType, session: Session): Expression {
  if (!hasLength(type) || session.engine.settings.get('spark.sql.legacy.charVarcharAsString') === 'true') return value;
  const declared: Expression = { kind: 'Literal', value: typeToSql(type), type: stringType };
  return { kind: 'UnresolvedFunction', name: ['fit_text'], operator: true, arguments: [value, declared] };
}

/** INSERT OVERWRITE … PARTITION (p = 1) leaves the rows of other partitions. */
function keepingOthers(table: StoredTable, fixed: readonly { readonly name: string; readonly value?: Expression }[], rows: Relation): Relation {
  const all = allEqual(fixed.map(({ name, value }) => [{ kind: 'UnresolvedAttribute', name: [name] }, value!]));
  const others: Relation = { kind: 'Filter', input: rowsOf(table), condition: { kind: 'UnresolvedFunction', name: ['not'], operator: true, arguments: [all] } };
  return { kind: 'SetOperation', operation: 'union', all: true, left: others, right: rows };
}

/** Dynamic overwriting leaves the rows of all partitions that get none. */
function keepingUntouched(table: StoredTable, keys: readonly string[], rows: Relation): Relation {
  const named = (input: Relation, alias: string): Relation => ({ kind: 'SubqueryAlias', input, alias: [alias] });
  const condition = allEqual(keys.map((name) => [{ kind: 'UnresolvedAttribute', name: ['before', name] }, { kind: 'UnresolvedAttribute', name: ['given', name] }]));
  const others: Relation = { kind: 'Join', left: named(rowsOf(table), 'before'), right: named(rows, 'given'), type: 'left anti', condition };
  return { kind: 'SetOperation', operation: 'union', all: true, left: others, right: rows };
}

function rowsOf(table: StoredTable): Relation { return { kind: 'NamedTable', name: table.name, options: {}, streaming: false }; }

function allEqual(pairs: readonly (readonly [Expression, Expression])[]): Expression {
  const equal = pairs.map((pair): Expression => ({ kind: 'UnresolvedFunction', name: ['<=>'], operator: true, arguments: pair }));
  return equal.reduce((left, right): Expression => ({ kind: 'UnresolvedFunction', name: ['and'], operator: true, arguments: [left, right] }));
}

export function columnNamed(table: StoredTable, name: string, at?: Span): Field {
  const found = table.schema.fields.find((one) => same(one.name, name));
  const names = table.schema.fields.map((one) => quoteName([one.name]));
  return found ?? fail('UNRESOLVED_COLUMN.WITH_SUGGESTION', { objectName: quoteName([name]), proposal: names.slice(0, 5).join(', ') }, { at });
}

/** Where each column of the table comes from in the query. */
function positions(session: Session, query: Relation, targets: readonly Field[], { table, open, fixed }: Place): ReadonlyMap<string, number> {
  const given = session.engine.schemaOf(query).fields;
  const names = given.map((one) => one.name);
  if (given.length !== targets.length && targets === open && fixed.length > 0) failParts(names, { table, open, fixed });
  if (given.length !== targets.length) {
    fail(given.length > targets.length ? 'INSERT_COLUMN_ARITY_MISMATCH.TOO_MANY_DATA_COLUMNS' : 'INSERT_COLUMN_ARITY_MISMATCH.NOT_ENOUGH_DATA_COLUMNS', {
      tableName: quoteName(table.name), tableColumns: quoted(targets.map((one) => one.name)), dataColumns: quoted(names),
    });
  }
  targets.forEach((target, index) => { checkStorable(session, given[index]!.type, target, table); });
  return new Map(targets.map((target, index) => [target.name, index]));
}

/** `orders` gets how the fields inside of columns are put in the order of the table. */
function namedSources(session: Session, query: Relation, place: Place, orders: Map<string, FieldOrder>): ReadonlyMap<string, number> {
  const { table } = place;
  const given = session.engine.schemaOf(query).fields;
  const twice = given.find((one, index) => given.findIndex((other) => same(other.name, one.name)) < index);
  if (twice !== undefined) fail('INCOMPATIBLE_DATA_FOR_TABLE.AMBIGUOUS_COLUMN_NAME', { tableName: quoteName(table.name), colName: quoteName([twice.name]) });
  refuseExtra(given.map((one) => one.name), place);
  return new Map(table.schema.fields.flatMap((target): [string, number][] => {
    const index = given.findIndex((one) => same(one.name, target.name));
    if (index < 0) return [];
    const order = fieldsByName(given[index]!.type, target.type, [target.name], quoteName(table.name));
    orders.set(target.name, order);
    checkStorable(session, order.type, target, table);
    return [[target.name, index]];
  }));
}

/** Columns that are given beside constant partitions must be others. */
function refuseExtra(names: readonly string[], place: Place): void {
  const { table, open, fixed } = place;
  if (fixed.length > 0 && names.length > open.length) failParts(names, place);
  const extra = names.filter((name) => !open.some((one) => same(one.name, name)));
  if (extra.length > 0) fail('INCOMPATIBLE_DATA_FOR_TABLE.EXTRA_COLUMNS', { tableName: quoteName(table.name), extraColumns: quoted(extra) });
}

function failParts(names: readonly string[], { table, open, fixed }: Place): never {
  return fail('INSERT_PARTITION_COLUMN_ARITY_MISMATCH', {
    tableName: quoteName(table.name), reason: `too ${names.length > open.length ? 'many' : 'few'} columns`,
    tableColumns: quoted(table.schema.fields.map((one) => one.name)), staticPartCols: quoted(partitionColumns(table).filter((name) => fixed.some((one) => same(one.name, name)))), dataColumns: quoted(names),
  });
}

const quoted = (names: readonly string[]): string => names.map((name) => quoteName([name])).join(', ');

/** The word DEFAULT as a value of VALUES or of a select list. */
function withDefaults(query: Relation, targets: readonly Field[], table: StoredTable): Relation {
  const fill = (row: readonly Expression[]): readonly Expression[] => row.map((one, index) => (isDefault(one) && targets[index] !== undefined ? defaultOf(table, targets[index]) : one));
  if (query.kind === 'Values') return { ...query, rows: query.rows.map((row) => refuseParts(fill(row))) };
  return query.kind === 'Project' ? { ...query, expressions: refuseParts(fill(query.expressions)) } : query;
}

/** What is left of DEFAULT stands inside of an expression. */
function refuseParts(row: readonly Expression[]): readonly Expression[] {
  const part = row.find((one) => !isDefault(one) && holdsDefault(one));
  return part === undefined ? row : fail('DEFAULT_PLACEMENT_INVALID', {}, { at: part.at });
}


function defaultOf(table: StoredTable, column: Field): Expression {
  return table.words.defaults?.[column.name] ?? { kind: 'Literal', value: null, type: { kind: 'null' } };
}

function checkStorable(session: Session, from: DataType, target: Field, table: StoredTable): void {
  const policy = policyOf(session);
  if (policy === 'LEGACY' || isStorable(from, target.type, policy === 'STRICT' ? keepsEveryValue : isOfTheFamily)) return;
  fail('INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_SAFELY_CAST', { tableName: quoteName(table.name), colName: quoteName([target.name]), srcType: `"${typeToSql(from)}"`, targetType: `"${typeToSql(target.type)}"` });
}

/** spark.sql.storeAssignmentPolicy: LEGACY takes anything that can be cast, NULL where the value does not fit; STRICT nothing that may lose values. */
function policyOf(session: Session): string { return session.engine.settings.text('spark.sql.storeAssignmentPolicy').toUpperCase(); }

/** Part by part; `fits` says so of types without parts. */
function isStorable(from: DataType, to: DataType, fits: (from: DataType, to: DataType) => boolean): boolean {
  if (from.kind === 'array' && to.kind === 'array') return isStorable(from.element, to.element, fits);
  if (from.kind === 'map' && to.kind === 'map') return isStorable(from.key, to.key, fits) && isStorable(from.value, to.value, fits);
  if (from.kind === 'struct' && to.kind === 'struct') return from.fields.length === to.fields.length && from.fields.every((one, index) => isStorable(one.type, to.fields[index]!.type, fits));
  return fits(from, to);
}

/** STRICT: not even NULL without a type. */
const keepsEveryValue = (from: DataType, to: DataType): boolean => from.kind !== 'null' && canUpCast(from, to);

function isOfTheFamily(from: DataType, to: DataType): boolean {
  if (from.kind === 'null' || sameType(from, to)) return true;
  if (nested.has(from.kind) || nested.has(to.kind)) return false;
  if (to.kind === 'string') return true;
  return families.some((family) => family.has(from.kind) && family.has(to.kind));
}

const nested: ReadonlySet<string> = new Set(['array', 'map', 'struct']);
const families: readonly ReadonlySet<string>[] = [
  new Set(['byte', 'short', 'int', 'long', 'float', 'double', 'decimal']), new Set(['date', 'timestamp', 'timestamp_ntz']),
];

function same(left: string, right: string): boolean { return left.toLowerCase() === right.toLowerCase(); }
