import type { DataType, Schema } from './data-type.ts';
import { catalogString } from './print.ts';

/** A schema in Spark's JSON form: `{"type":"struct","fields":[{"name":"a","type":"integer","nullable":true,"metadata":{}}]}`. */
export function schemaToJson(schema: Schema): string {
  return JSON.stringify(jsonOf({ kind: 'struct', fields: schema.fields }));
}

type Json = string | { readonly [key: string]: unknown };

function jsonOf(type: DataType): Json {
  switch (type.kind) {
    case 'array': return { type: 'array', elementType: jsonOf(type.element), containsNull: type.containsNull };
    case 'map': return { type: 'map', keyType: jsonOf(type.key), valueType: jsonOf(type.value), valueContainsNull: type.valueContainsNull };
    case 'struct':
      return {
        type: 'struct',
        fields: type.fields.map(({ name, type: inner, nullable, comment }) => ({ name, type: jsonOf(inner), nullable, metadata: comment === undefined ? {} : { comment } })),
      };
    case 'byte':
    case 'short':
    case 'long': return type.kind;
    case 'int': return 'integer';
    default: return catalogString(type);
  }
}
