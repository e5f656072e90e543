import type { ListValue, MapValue, StructValue, Value } from '../columnar/value.ts';
import type { DataType, StructType } from '../types/data-type.ts';

/**
 * A struct that was written with one schema, read with a later one: fields are found by name, new ones are NULL, numbers are widened. That the
 * later schema is one that this works for has been checked when the query started.
 */
export function reshape(from: StructType, to: StructType, value: StructValue): StructValue {
  if (from === to) return value;
  return {
    struct: to.fields.map((field) => {
      const at = from.fields.findIndex((one) => one.name === field.name);
      return at < 0 ? null : reshapeValue(from.fields[at]!.type, field.type, value.struct[at]!);
    }),
  };
}

function reshapeValue(from: DataType, to: DataType, value: Value): Value {
  if (value === null || from === to) return value;
  if (from.kind === 'struct' && to.kind === 'struct') return reshape(from, to, value as StructValue);
  if (from.kind === 'array' && to.kind === 'array') return { list: (value as ListValue).list.map((one) => reshapeValue(from.element, to.element, one)) };
  if (from.kind === 'map' && to.kind === 'map') {
    return { entries: (value as MapValue).entries.map(([key, one]) => [reshapeValue(from.key, to.key, key), reshapeValue(from.value, to.value, one)] as const) };
  }
  if (to.kind === 'long' && typeof value === 'number') return BigInt(value);
  if ((to.kind === 'double' || to.kind === 'float') && typeof value === 'bigint') return Number(value);
  return value;
}
