import { type DataType, type Schema, sameType } from '../types/data-type.ts';

/** Whether what was kept with one schema is understood with the other: types in order; names do not count, and a field may become nullable, never the reverse. */
export function fits(stored: Schema, current: Schema): boolean {
  return stored.fields.length === current.fields.length && stored.fields.every((field, index) => {
    const now = current.fields[index]!;
    return sameShape(field.type, now.type) && (!field.nullable || now.nullable);
  });
}

/** Names of nested fields do not count either. */
export function sameShape(stored: DataType, current: DataType): boolean {
  if (stored.kind === 'struct' && current.kind === 'struct') return fits(stored, current);
  if (stored.kind === 'array' && current.kind === 'array') return sameShape(stored.element, current.element) && (!stored.containsNull || current.containsNull);
  if (stored.kind === 'map' && current.kind === 'map') return sameShape(stored.key, current.key) && sameShape(stored.value, current.value) && (!stored.valueContainsNull || current.valueContainsNull);
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
