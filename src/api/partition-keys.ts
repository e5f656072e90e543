import { fail } from '../errors/stream-error.ts';
import { readValue } from '../columnar/read.ts';
import { selectedCount } from '../columnar/chunk.ts';
import type { Expression } from '../plan/expression.ts';
import type { Relation } from '../plan/relation.ts';
import type { PartitionSpec } from '../plan/statement.ts';
import { stringType } from '../types/data-type.ts';
import type { Session } from './session.ts';
import { escapeName, unescapeName } from '../formats/files/partition-path.ts';
import { isPartitionedFiles, partOf } from './partitioned-files.ts';
import { quoteName } from './session-catalog.ts';
import { literalOf } from './session-variables.ts';
import type { StoredTable } from './stored-table.ts';

/** Partitions are told apart by their key: `p=1/q=a`, the columns in the order of the table. */
const noValue = '__HIVE_DEFAULT_PARTITION__';

/** The keys of the rows, each once, in a column `partition`. */
export function keyQuery(table: StoredTable): Relation {
  const input: Relation = { kind: 'NamedTable', name: table.name, options: {}, streaming: false };
  const textOf = (name: string): Expression => escaped({ kind: 'Cast', input: { kind: 'UnresolvedAttribute', name: [name] }, to: stringType, mode: 'cast' });
  const parts = partitionColumns(table).map((name): Expression => call('concat', [constant(`${escapeName(name)}=`), call('coalesce', [textOf(name), constant(noValue)])]));
  return { kind: 'Deduplicate', input: { kind: 'Project', input, expressions: [{ kind: 'Alias', input: call('concat_ws', [constant('/'), ...parts]), names: ['partition'] }] }, withinWatermark: false, distinct: true };
}

/** A value as folders have it: see formats/files/partition-path.ts. */
function escaped(text: Expression): Expression {
  return [...'%"#\'*/:=?\\{[]^'].reduce((input, letter) => call('replace', [input, constant(letter), constant(escapeName(letter))]), text);
}

/** The keys of now: of the rows, and of partitions without rows. Runs inside of an effect. */
export async function partitionKeys(session: Session, table: StoredTable): Promise<Set<string>> {
  if (isPartitionedFiles(table)) return new Set(table.rows.partitions);
  const { chunks, arena } = await session.engine.materialize(keyQuery(table), false);
  const keys = new Set(table.rows.partitions);
  for (const chunk of chunks) {
    for (let index = 0; index < selectedCount(chunk); index++) keys.add(readValue(chunk.columns[0]!, chunk.selection === undefined ? index : chunk.selection[index]!) as string);
  }
  arena.release();
  return keys;
}

/** `p=1`, `q=a`: what a PARTITION clause says, in the order of the table. Unknown columns are refused. */
export function partsOf(session: Session, table: StoredTable, partition: PartitionSpec): readonly string[] {
  const columns = partitionColumns(table);
  const unknown = partition.filter((one) => !columns.some((name) => same(name, one.name)));
  if (unknown.length > 0) fail('PARTITIONS_NOT_FOUND', { partitionList: quoteName([unknown[0]!.name]), tableName: quoteName(table.name) });
  return columns.flatMap((name) => {
    const value = partition.find((one) => same(one.name, name))?.value;
    if (value === undefined) return [];
    const { type } = table.schema.fields.find((one) => same(one.name, name))!;
    const text = literalOf(session, { kind: 'Cast', input: { kind: 'Cast', input: value, to: type, mode: 'cast' }, to: stringType, mode: 'cast' }, stringType).value;
    if (text === '') failEmpty(`${name}=`);
    return [partOf(name, text === null ? noValue : String(text))];
  });
}

function failEmpty(part: string): never {
  return fail('INVALID_PARTITION_SPEC', { details: `The spec ([${part}]) contains an empty partition column value` });
}

export function keyOf(session: Session, table: StoredTable, partition: PartitionSpec): string { return partsOf(session, table, partition).join('/'); }

/** The key of a clause that has to name one partition. */
export function completeKey(session: Session, table: StoredTable, partition: PartitionSpec): string {
  const parts = partsOf(session, table, partition);
  const columns = partitionColumns(table);
  if (parts.length === columns.length && columns.length > 0) return parts.join('/');
  return fail('_LEGACY_ERROR_TEMP_1232', { specKeys: partition.map((one) => one.name).join(', '), partitionColumnNames: columns.join(', '), tableName: quoteName(table.name) });
}

/** Keys as errors tell them. */
export function shownKeys(keys: readonly string[]): string {
  const shownPart = (part: string): string => {
    const { name, value } = splitPart(part);
    return `${quoteName([name])} = ${value}`;
  };
  return keys.map((key) => `PARTITION (${key.split('/').map(shownPart).join(', ')})`).join(', ');
}

function splitPart(part: string): { readonly name: string; readonly value: string } {
  const at = part.indexOf('=');
  return { name: unescapeName(part.slice(0, at)), value: unescapeName(part.slice(at + 1)) };
}

/** PARTITION of INSERT has no empty values. */
export function refuseEmptyValues(partition: PartitionSpec): void {
  const empty = partition.find((one) => one.value?.kind === 'Literal' && one.value.value === '');
  if (empty !== undefined) failEmpty(`${empty.name}=Some()`);
}

/** PARTITION of INSERT names all partition columns, those with constants first. */
export function checkInsertSpec(table: StoredTable, partition: PartitionSpec): void {
  const columns = partitionColumns(table);
  const open = columns.findIndex((name) => partition.find((one) => same(one.name, name))?.value === undefined);
  const late = open >= 0 && columns.slice(open).some((name) => partition.find((one) => same(one.name, name))?.value !== undefined);
  const given = partition.map((one) => columns.find((name) => same(name, one.name)) ?? one.name);
  if (given.length !== columns.length) fail('_LEGACY_ERROR_TEMP_1169', { tableName: quoteName(table.name), normalizedPartSpec: given.join(','), partColNames: columns.join(',') });
  if (late) fail('_LEGACY_ERROR_TEMP_1147', { partColumns: `[${columns.join(',')}]` });
}

export function partitionColumns(table: StoredTable): readonly string[] {
  return (table.words.partitionBy ?? []).map((name) => table.schema.fields.find((one) => same(one.name, name))?.name ?? name);
}

function constant(text: string): Expression { return { kind: 'Literal', value: text, type: stringType }; }
function call(name: string, args: readonly Expression[]): Expression { return { kind: 'UnresolvedFunction', name: [name], arguments: args }; }
function same(left: string, right: string): boolean { return left.toLowerCase() === right.toLowerCase(); }
