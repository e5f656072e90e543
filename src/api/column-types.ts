import { fail } from '../errors/stream-error.ts';
import { someText } from '../types/collation.ts';
import type { DataType, Field } from '../types/data-type.ts';
import { typeToSql } from '../types/print.ts';

const nested = ['array', 'map', 'struct', 'variant'] as const;

/** Types that tables of a format do not have in Spark, so that a definition means the same there. */
const refusedTypes: Readonly<Record<string, { readonly format: string; readonly kinds: readonly string[] }>> = {
  parquet: { format: 'Parquet', kinds: ['calendar_interval'] }, orc: { format: 'ORC', kinds: ['calendar_interval'] }, json: { format: 'JSON', kinds: ['calendar_interval'] },
  csv: { format: 'CSV', kinds: [...nested, 'calendar_interval'] },
  text: { format: 'Text', kinds: [...nested, 'calendar_interval', 'boolean', 'byte', 'short', 'int', 'long', 'float', 'double', 'decimal', 'binary', 'date', 'timestamp', 'timestamp_ntz', 'time'] },
};

export function refuseColumnTypes(provider: string, fields: readonly Field[]): void {
  const { format, kinds } = refusedTypes[provider.toLowerCase()] ?? { format: provider, kinds: [] };
  const bad = fields.find((one) => kinds.includes(one.type.kind));
  if (bad !== undefined) fail('UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE', { columnName: `\`${bad.name}\``, columnType: `"${typeToSql(bad.type)}"`, format });
}

/** Keys of maps in tables are told apart byte by byte. */
export function refuseCollatedKeys(fields: readonly Field[]): void {
  if (fields.some((one) => hasCollatedKeys(one.type))) fail('UNSUPPORTED_FEATURE.COLLATIONS_IN_MAP_KEYS', {});
}

function hasCollatedKeys(type: DataType): boolean {
  switch (type.kind) {
    case 'map': return someText(type.key, (text) => text.collation !== undefined) || hasCollatedKeys(type.key) || hasCollatedKeys(type.value);
    case 'array': return hasCollatedKeys(type.element);
    case 'struct': return type.fields.some((one) => hasCollatedKeys(one.type));
    default: return false;
  }
}
