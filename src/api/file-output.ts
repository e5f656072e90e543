import { mapValue } from '../columnar/value.ts';
import { fail } from '../errors/stream-error.ts';
import type { Expression } from '../plan/expression.ts';
import type { Relation } from '../plan/relation.ts';
import type { SinkDefinition } from '../sinks/sink.ts';
import { type DataType, type Field, mapType, type Schema, stringType, timestampNtzType } from '../types/data-type.ts';
import { typeToSql } from '../types/print.ts';
import { refuseTwice } from './named-tables.ts';
import type { Session } from './session.ts';
import { quoteName } from './session-catalog.ts';

/** What a sink of files is given instead of the rows themselves. */
export interface FileOutput { readonly relation: Relation; readonly partitionBy: readonly string[]; readonly header?: string }

export interface OutputShape { readonly options: Readonly<Record<string, string>>; readonly partitionBy: readonly string[] }

/** Lines of text, or the columns of the data, and the partition columns behind them, as `SinkDefinition.layout` wants them. Undefined for sinks that take rows as they are. */
export function fileOutput(session: Session, relation: Relation, definition: SinkDefinition, { options, partitionBy }: OutputShape): FileOutput | undefined {
  const { engine } = session;
  const { fields } = engine.schemaOf(relation);
  const layout = definition.layout?.({ fields }, options);
  if (layout === undefined) {
    if (partitionBy.length > 0) fail('TIDEMARK_INVALID_API_CALL', { call: 'partitionBy', problem: `${definition.name} has no partitions` });
    definition.checkSchema?.({ fields }, options);
    return undefined;
  }
  refuseTwice(fields.map((one) => one.name));
  const places = partitionBy.map((name) => placeOf(session, name, fields));
  refuseTwice(partitionBy);
  const nested = places.map((index) => fields[index]!.type).find((type) => unfit.has(type.kind));
  if (nested !== undefined) fail('INVALID_PARTITION_COLUMN_DATA_TYPE', { type: `"${typeToSql(nested)}"` });
  const data = fields.map((_, index) => index).filter((index) => !places.includes(index));
  if (data.length === 0) fail('ALL_PARTITION_COLUMNS_NOT_ALLOWED', {});
  definition.checkSchema?.({ fields: data.map((index) => fields[index]!) }, options);
  const format = definition.options.filter((row) => row.name !== 'path' && options[row.name.toLowerCase()] !== undefined).map((row) => [row.name, options[row.name.toLowerCase()]!] as const);
  const line = (cell: (index: number) => Expression): Expression => (layout.function === undefined ? cell(data[0]!) : {
    kind: 'UnresolvedFunction', name: [layout.function], arguments: [structOf(data.map((index) => [fields[index]!.name, cell(index)])), optionMap(format)],
  });
  const numbered: Relation = { kind: 'ToDf', input: relation, names: fields.map((_, index) => `c${index}`) };
  const rows = layout.function === 'columns' ? data.map((index) => alias(columnAt(index), fields[index]!.name)) : [alias(line(columnAt), 'line')];
  return {
    relation: { kind: 'Project', input: numbered, expressions: [...rows, ...places.map((index, at) => alias(folderText(columnAt(index), fields[index]!.type, options['timezone']), `p${at}`))] },
    partitionBy,
    ...(layout.header ? { header: headerOf(session, line((index) => ({ kind: 'Literal', value: fields[index]!.name, type: stringType }))) } : {}),
  };
}

const unfit: ReadonlySet<DataType['kind']> = new Set(['array', 'map', 'struct', 'calendar_interval', 'variant']);

/** The value as the name of a folder has it; times are those of the zone that the option `timeZone` names. */
function folderText(value: Expression, type: DataType, timeZone: string | undefined): Expression {
  const cast = (input: Expression, to: DataType): Expression => ({ kind: 'Cast', input, to, mode: 'cast' });
  if (timeZone === undefined || type.kind !== 'timestamp') return cast(value, stringType);
  return cast({ kind: 'UnresolvedFunction', name: ['convert_timezone'], arguments: [{ kind: 'Literal', value: timeZone, type: stringType }, cast(value, timestampNtzType)] }, stringType);
}

const columnAt = (index: number): Expression => ({ kind: 'UnresolvedAttribute', name: [`c${index}`] });

function alias(input: Expression, name: string): Expression { return { kind: 'Alias', input, names: [name] }; }

function structOf(parts: readonly (readonly [string, Expression])[]): Expression {
  return { kind: 'UnresolvedFunction', name: ['named_struct'], arguments: parts.flatMap(([name, value]): Expression[] => [{ kind: 'Literal', value: name, type: stringType }, value]) };
}

function optionMap(options: readonly (readonly [string, string])[]): Expression { return { kind: 'Literal', value: mapValue(options), type: mapType(stringType, stringType) }; }

function headerOf(session: Session, line: Expression): string {
  return String(session.engine.constantOf({ kind: 'Project', input: { kind: 'OneRow' }, expressions: [alias(line, 'line')] }).value);
}

function placeOf(session: Session, name: string, fields: Schema['fields']): number {
  const sensitive = session.engine.settings.get('spark.sql.caseSensitive')?.toLowerCase() === 'true';
  const same = (one: Field): boolean => (sensitive ? one.name === name : one.name.toLowerCase() === name.toLowerCase());
  const place = fields.findIndex(same);
  return place >= 0 ? place : fail('PARTITION_COLUMN_NOT_FOUND_IN_SCHEMA', { column: quoteName([name]), schema: fields.map((one) => quoteName([one.name])).join(', ') });
}
