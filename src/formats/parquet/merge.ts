import { fail } from '../../errors/stream-error.ts';
import { type ArrayType, arrayType, type DataType, type Field, type MapType, mapType, sameType, type Schema, structType, type StructType } from '../../types/data-type.ts';
import { typeToSql } from '../../types/print.ts';

/** Columns of both, those of the first file first. What both have must be of the same type, parts of nested ones apart. */
export function mergeSchemas(left: Schema, right: Schema, same: (one: string, other: string) => boolean): Schema {
  return { fields: mergeFields(left.fields, right.fields, same) ?? fail('CANNOT_MERGE_SCHEMAS', { left: shown(left), right: shown(right) }) };
}

const shown = ({ fields }: Schema): string => `"${typeToSql(structType(fields))}"`;

function mergeFields(left: readonly Field[], right: readonly Field[], same: (one: string, other: string) => boolean): readonly Field[] | undefined {
  const merged = left.map((one): Field | undefined => {
    const other = right.find((candidate) => same(candidate.name, one.name));
    if (other === undefined) return one;
    const type = mergeTypes(one.type, other.type, same);
    return type === undefined ? undefined : { ...one, type, nullable: one.nullable || other.nullable };
  });
  if (merged.includes(undefined)) return undefined;
  return [...merged as Field[], ...right.filter((one) => !left.some((other) => same(one.name, other.name)))];
}

function mergeTypes(left: DataType, right: DataType, same: (one: string, other: string) => boolean): DataType | undefined {
  if (left.kind !== right.kind) return undefined;
  switch (left.kind) {
    case 'array': {
      const element = mergeTypes(left.element, (right as ArrayType).element, same);
      return element && arrayType(element, left.containsNull || (right as ArrayType).containsNull);
    }
    case 'map': {
      const [key, value] = [mergeTypes(left.key, (right as MapType).key, same), mergeTypes(left.value, (right as MapType).value, same)];
      return key && value && mapType(key, value, left.valueContainsNull || (right as MapType).valueContainsNull);
    }
    case 'struct': {
      const fields = mergeFields(left.fields, (right as StructType).fields, same);
      return fields && structType(fields);
    }
    default: return sameType(left, right) ? left : undefined;
  }
}
