import { constantColumn } from '../columnar/builder.ts';
import type { Arena } from '../columnar/arena.ts';
import { type Chunk, makeChunk } from '../columnar/chunk.ts';
import type { Value } from '../columnar/value.ts';
import { fail } from '../errors/stream-error.ts';
import { DEFAULT_PARTITION, type PartitionPart, partsOfPath, unescapeName } from '../formats/files/partition-path.ts';
import { widerType } from '../types/coercion.ts';
import { type DataType, dateType, decimalType, doubleType, field, type Field, intType, longType, nullType, type Schema, stringType, timestampType } from '../types/data-type.ts';
import { parseDate } from '../types/date-text.ts';
import { parseTimestamp, parseTimestampNtz } from '../types/timestamp-text.ts';
import { type Zone, zoneOf } from '../types/time-zone.ts';
import { typeToSql } from '../types/print.ts';
import type { ListedFile } from './files-list.ts';
import type { Setting } from './files-format.ts';

/** Columns that the folders of files stand for, with the types that all their values have. Fails where folders do not agree. */
export function partitionColumns(listed: readonly ListedFile[], bases: ReadonlySet<string>, setting: Setting): readonly Field[] {
  const found = listed.map(({ path }) => ({ path, ...partsOfPath(path, bases) })).filter(({ parts }) => parts.length > 0);
  const [first] = found;
  if (first === undefined) return [];
  const lists = new Set(found.map(({ parts }) => parts.map((one) => one.name).join(', ')));
  if (lists.size > 1) fail('CONFLICTING_PARTITION_COLUMN_NAMES', { distinctPartColLists: [...lists].map((one) => `(${one})`).join(' and '), suspiciousPaths: first.path });
  const starts = new Set(found.map(({ base }) => base));
  if (starts.size > 1) fail('CONFLICTING_DIRECTORY_STRUCTURES', { discoveredBasePaths: [...starts].join(', ') });
  const infer = setting('spark.sql.sources.partitionColumnTypeInference.enabled')?.toLowerCase() !== 'false';
  const zone = zoneOf(setting('spark.sql.session.timeZone') ?? 'UTC');
  return first.parts.map(({ name }, index) => field(name, commonOf(found.map(({ parts }) => inferType(parts[index]!.raw, infer, zone)))));
}

function inferType(raw: string, infer: boolean, zone: Zone): DataType {
  if (raw === DEFAULT_PARTITION) return nullType;
  if (!infer) return stringType;
  if (/^[+-]?\d+$/.test(raw)) {
    const value = BigInt(raw.replace(/^\+/, ''));
    if (value === BigInt.asIntN(32, value)) return intType;
    if (value === BigInt.asIntN(64, value)) return longType;
    const digits = raw.replace(/^[+-]?0*/, '').length;
    return digits <= 38 ? decimalType(Math.max(1, digits), 0) : doubleType;
  }
  if (/^\s*[+-]?(?:NaN|Infinity|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?[df]?)\s*$/i.test(raw)) return doubleType;
  const text = unescapeName(raw);
  if (/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d)?$/.test(text) && parseTimestamp(text, zone) !== undefined) return timestampType;
  return parseDate(text) === undefined ? stringType : dateType;
}

function commonOf(types: readonly DataType[]): DataType {
  const common = types.reduce((left, right) => {
    const kinds = new Set([left.kind, right.kind]);
    if (kinds.has('double') && (kinds.has('decimal') || kinds.has('long'))) return stringType;
    return widerType(left, right, { ansi: false }) ?? stringType;
  });
  return common.kind === 'null' ? stringType : common;
}

/** A schema with the partition columns behind the others; one that the user has given a type keeps it. */
export function withPartitions({ fields }: Schema, partitions: readonly Field[], setting: Setting): Schema {
  const same = sameNames(setting);
  const typed = partitions.map((one) => ({ ...one, type: fields.find((other) => same(other.name, one.name))?.type ?? one.type }));
  return { fields: [...fields.filter((one) => !partitions.some((other) => same(other.name, one.name))), ...typed] };
}

export function sameNames(setting: Setting): (left: string, right: string) => boolean {
  const sensitive = setting('spark.sql.caseSensitive')?.toLowerCase() === 'true';
  return (left, right) => left === right || (!sensitive && left.toLowerCase() === right.toLowerCase());
}

/** Chunks of the other columns with the values of a file's folders put in. `places` says for each column of the schema where it is in the chunk, -1 = a folder. */
export function withFolderValues(chunk: Chunk, schema: Schema, { places, values, arena }: { readonly places: readonly number[]; readonly values: readonly Value[]; readonly arena: Arena }): Chunk {
  const columns = schema.fields.map((one, index) => (places[index]! < 0 ? constantColumn(one.type, values[index]!, chunk.rowCount, arena) : chunk.columns[places[index]!]!));
  return makeChunk(schema, columns, chunk.rowCount, chunk.selection);
}

/** What a folder says, as a value of the column's type. */
export function folderValue({ name, raw }: PartitionPart, type: DataType, zone: Zone): Value {
  if (raw === DEFAULT_PARTITION) return null;
  const text = unescapeName(raw);
  return parseText(text, type, zone) ?? fail('INVALID_PARTITION_VALUE', { value: `'${text}'`, dataType: `"${typeToSql(type)}"`, columnName: `\`${name}\`` });
}

function parseText(text: string, type: DataType, zone: Zone): Value | undefined {
  switch (type.kind) {
    case 'string': return text;
    case 'boolean': return /^true$/i.test(text) ? true : /^false$/i.test(text) ? false : undefined;
    case 'byte': case 'short': case 'int': return /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
    case 'long': return /^[+-]?\d+$/.test(text) ? BigInt(text.replace(/^\+/, '')) : undefined;
    case 'float': case 'double': return Number(text.trim().replace(/[dDfF]$/, ''));
    case 'decimal': return decimalOf(text, type.scale);
    case 'date': return parseDate(text);
    case 'timestamp': return parseTimestamp(text, zone);
    case 'timestamp_ntz': return parseTimestampNtz(text);
    case 'binary': return Buffer.from(text, 'utf8');
    default: return undefined;
  }
}

function decimalOf(text: string, scale: number): bigint | undefined {
  const found = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text);
  if (found === null || (found[3] ?? '').length > scale) return undefined;
  const unscaled = BigInt(`${found[2]}${(found[3] ?? '').padEnd(scale, '0')}` || '0');
  return found[1] === '-' ? -unscaled : unscaled;
}
