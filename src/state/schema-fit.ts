import { type DataType, type Schema, sameType } from '../types/data-type.ts';

/** Whether what was kept with one schema is understood with the other: types in order; neither names count nor whether a field may be NULL (Spark keeps all as if they might). */
export function fits(stored: Schema, current: Schema): boolean {
  return stored.fields.length === current.fields.length && stored.fields.every((field, index) => sameShape(field.type, current.fields[index]!.type));
}

/** Names of nested fields do not count either. */
export function sameShape(stored: DataType, current: DataType): boolean {
  if (stored.kind === 'struct' && current.kind === 'struct') return fits(stored, current);
  if (stored.kind === 'array' && current.kind === 'array') return sameShape(stored.element, current.element);
  if (stored.kind === 'map' && current.kind === 'map') return sameShape(stored.key, current.key) && sameShape(stored.value, current.value);
  return sameType(stored, current);
}

/** For messages. */
export function describeSchema(schema: Schema): string {
  return schema.fields.map((field) => `${field.name} ${typeText(field.type)}${field.nullable ? '' : ' NOT NULL'}`).join(', ') || '(nothing)';
}

export function typeText(type: DataType): string {
  switch (type.kind) {
    case 'decimal': return `DECIMAL(${type.precision},${type.scale})`;
    case 'array': return `ARRAY<${typeText(type.element)}>`;
    case 'map': return `MAP<${typeText(type.key)}, ${typeText(type.value)}>`;
    case 'struct': return `STRUCT<${type.fields.map((field) => `${field.name}: ${typeText(field.type)}`).join(', ')}>`;
    default: return type.kind.toUpperCase();
  }
}
