import { namedType } from './ddl-names.ts';
import { arrayType, type DataType, type Field, mapType, structType } from './data-type.ts';
import { parseDataType } from './ddl.ts';

/**
 * A type in the JSON that Spark's `schema.json` prints:
 *
 *   type = "name" | {"type":"struct","fields":[{"name","type","nullable"}…]} | {"type":"array","elementType","containsNull"}
 *        | {"type":"map","keyType","valueType","valueContainsNull"}
 *
 * Undefined for anything else.
 */
export function parseJsonType(text: string): DataType | undefined {
  try {
    return typeOf(JSON.parse(text) as unknown);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function typeOf(json: unknown): DataType | undefined {
  if (typeof json === 'string') return plainType(json);
  if (typeof json !== 'object' || json === null) return undefined;
  const node = json as Readonly<Record<string, unknown>>;
  switch (node['type']) {
    case 'struct': return structOf(node['fields']);
    case 'array': {
      const element = typeOf(node['elementType']);
      return element && arrayType(element, node['containsNull'] !== false);
    }
    case 'map': {
      const [key, value] = [typeOf(node['keyType']), typeOf(node['valueType'])];
      return key && value && mapType(key, value, node['valueContainsNull'] !== false);
    }
    default: return undefined;
  }
}

function structOf(json: unknown): DataType | undefined {
  if (!Array.isArray(json)) return undefined;
  const fields = json.map((one: unknown): Field | undefined => {
    const { name, type, nullable } = (one ?? {}) as Readonly<Record<string, unknown>>;
    const own = typeOf(type);
    return typeof name === 'string' && own !== undefined ? { name, type: own, nullable: nullable !== false } : undefined;
  });
  return fields.every((one) => one !== undefined) ? structType(fields) : undefined;
}

/** `integer` and `long` are names in JSON only; `decimal(10,2)` and the like are as in DDL. */
function plainType(name: string): DataType {
  return name === 'null' ? namedType('void', []) : parseDataType(name);
}
