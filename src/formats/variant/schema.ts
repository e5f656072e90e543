import { isIntegral, tightestCommonType } from '../../types/coercion.ts';
import {
  arrayType, binaryType, booleanType, type DataType, dateType, decimalType, type DecimalType, doubleType, field, floatType, longType, nullType, stringType, structType, timestampNtzType, timestampType,
  variantType,
} from '../../types/data-type.ts';
import { quoteIfNeeded, typeToSql } from '../../types/print.ts';
import { decimalOf, fieldsOf, itemsOf, kindOf, type VariantAt } from './read.ts';

/** The type that describes a variant; objects are structs. What no type describes is VARIANT. */
export function schemaOf(variant: VariantAt): DataType {
  const kind = kindOf(variant);
  switch (kind) {
    case 'object': return structType(fieldsOf(variant).map(([key, value]) => field(key, schemaOf(value))));
    case 'array': return arrayType(itemsOf(variant).reduce<DataType>((type, item) => mergeSchemas(type, schemaOf(item)), nullType));
    case 'decimal': return typeOfDecimal(variant);
    default: return plainTypes[kind];
  }
}

/**
 * The narrowest type that describes what both describe. Commutative and associative with VOID as neutral and VARIANT as absorbing element, so the
 * order of rows does not matter.
 */
export function mergeSchemas(left: DataType, right: DataType): DataType {
  const tightest = tightestCommonType(left, right, { ansi: false });
  if (tightest !== undefined) return tightest;
  if (left.kind === 'decimal' || right.kind === 'decimal') return mergeWithDecimal(left, right);
  if (left.kind === 'struct' && right.kind === 'struct') {
    const fields = new Map(left.fields.map((one) => [one.name, one.type]));
    for (const one of right.fields) fields.set(one.name, mergeSchemas(fields.get(one.name) ?? nullType, one.type));
    return structType([...fields].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([name, type]) => field(name, type)));
  }
  if (left.kind === 'array' && right.kind === 'array') return arrayType(mergeSchemas(left.element, right.element));
  return variantType;
}

/** `OBJECT<a: BIGINT, b: ARRAY<VARIANT>>` */
export function printSchema(type: DataType): string {
  switch (type.kind) {
    case 'struct': return `OBJECT<${type.fields.map((one) => `${quoteIfNeeded(one.name)}: ${printSchema(one.type)}`).join(', ')}>`;
    case 'array': return `ARRAY<${printSchema(type.element)}>`;
    default: return typeToSql(type);
  }
}

const plainTypes = {
  null: nullType, boolean: booleanType, long: longType, double: doubleType, float: floatType, date: dateType, timestamp: timestampType, timestamp_ntz: timestampNtzType,
  binary: binaryType, string: stringType, uuid: stringType,
} as const;

/** As few digits as the value needs. */
export function typeOfDecimal(variant: VariantAt): DecimalType {
  const { unscaled, scale } = decimalOf(variant);
  const digits = String(unscaled < 0n ? -unscaled : unscaled).length;
  return decimalType(Math.max(digits, scale), scale);
}

function mergeWithDecimal(left: DataType, right: DataType): DataType {
  const other = left.kind === 'decimal' ? right : left;
  if (other.kind === 'double' || other.kind === 'float') return doubleType;
  if (other.kind !== 'decimal' && !isIntegral(other)) return variantType;
  const [a, b] = [left, right].map((type) => (type.kind === 'decimal' ? type : decimalType(20, 0))) as [DecimalType, DecimalType];
  const scale = Math.max(a.scale, b.scale);
  const whole = Math.max(a.precision - a.scale, b.precision - b.scale);
  return whole + scale > 38 ? doubleType : decimalType(whole + scale, scale);
}
