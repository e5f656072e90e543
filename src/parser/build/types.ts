import { fail, type Span } from '../../errors/stream-error.ts';
import { sizedTimestamp } from '../../types/ddl-names.ts';
import { collatedType, expectCollation } from '../../types/collation.ts';
import * as types from '../../types/data-type.ts';
import type { DataType } from '../../types/data-type.ts';

/** Types by their names in SQL. What takes a size or needs one has its own line in `namedType`. */
const plainTypes: Readonly<Record<string, DataType>> = {
  BOOLEAN: types.booleanType,
  TINYINT: types.byteType,
  BYTE: types.byteType,
  SMALLINT: types.shortType,
  SHORT: types.shortType,
  INT: types.intType,
  INTEGER: types.intType,
  BIGINT: types.longType,
  LONG: types.longType,
  FLOAT: types.floatType,
  REAL: types.floatType,
  DOUBLE: types.doubleType,
  DATE: types.dateType,
  TIMESTAMP: types.timestampType,
  TIMESTAMP_NTZ: types.timestampNtzType,
  TIMESTAMP_LTZ: types.timestampType,
  STRING: types.stringType,
  BINARY: types.binaryType,
  INTERVAL: types.calendarIntervalType,
  VOID: types.nullType,
  VARIANT: types.variantType,
};

const decimalNames: ReadonlySet<string> = new Set(['DECIMAL', 'DEC', 'NUMERIC']);
const timestampNames: ReadonlySet<string> = new Set(['TIMESTAMP', 'TIMESTAMP_NTZ', 'TIMESTAMP_LTZ']);
const lengthNames: Readonly<Record<string, 'char' | 'varchar'>> = { CHAR: 'char', CHARACTER: 'char', VARCHAR: 'varchar' };

interface NamedType { readonly name: string; readonly sizes: readonly number[]; readonly collation: string | undefined }

/** A type written as a name, perhaps with sizes: INT, DECIMAL(10,2), VARCHAR(5), STRING COLLATE UTF8_LCASE. */
export function namedType({ name, sizes, collation }: NamedType, at: Span): DataType {
  const upper = name.toUpperCase();
  if (decimalNames.has(upper) && sizes.length <= 2) return decimal(sizes, at);
  if (upper === 'TIME' && sizes.length <= 1) return timeOf(sizes[0], at);
  if (timestampNames.has(upper) && sizes.length === 1) return sizedTimestamp(upper, sizes[0]!, at);
  const constraint = lengthNames[upper];
  if (constraint !== undefined && sizes.length <= 1) return sized(upper, constraint, { sizes, collation, at });
  if (sizes.length === 0) refuseIncomplete(upper, at);
  const type = plainTypes[upper];
  if (type === undefined || sizes.length > 0) return fail('UNSUPPORTED_DATATYPE', { typeName: `"${name.toUpperCase()}${sizes.length > 0 ? `(${sizes.join(',')})` : ''}"` }, { at });
  return type.kind === 'string' && collation !== undefined ? collatedType(expectCollation([collation], at).name) : type;
}

function timeOf(precision = 6, at: Span): DataType {
  if (precision > 9) fail('UNSUPPORTED_TIME_PRECISION', { precision: String(precision) }, { at });
  return { kind: 'time', precision };
}

function refuseIncomplete(upper: string, at: Span): void {
  if (upper === 'ARRAY') fail('INCOMPLETE_TYPE_DEFINITION.ARRAY', { elementType: '<INT>' }, { at });
  if (upper === 'MAP') fail('INCOMPLETE_TYPE_DEFINITION.MAP', {}, { at });
  if (upper === 'STRUCT') fail('INCOMPLETE_TYPE_DEFINITION.STRUCT', {}, { at });
}

function decimal(sizes: readonly number[], at: Span): DataType {
  const [precision = 10, scale = 0] = sizes;
  if (precision > 38) fail('DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION', { precision: String(precision), maxPrecision: '38' }, { at });
  expectInteger('scale', 'DECIMAL', scale, at);
  if (scale > precision) fail('DECIMAL_SCALE_EXCEEDS_PRECISION', { precision: String(precision), scale: String(scale) }, { at });
  return types.decimalType(precision, scale);
}

/** Sizes are Java integers; those with bounds of their own are held to these first. */
function expectInteger(parameter: string, type: string, value: number, at: Span): void {
  if (value > 2_147_483_647) fail('DATATYPE_PARAMETER_VALUE_OUT_OF_RANGE', { parameter, type: `"${type}"`, value: String(value) }, { at });
}

function sized(name: string, constraint: 'char' | 'varchar', { sizes, collation, at }: { sizes: readonly number[]; collation: string | undefined; at: Span }): DataType {
  const [length] = sizes;
  if (length === undefined) return fail('DATATYPE_MISSING_SIZE', { type: `"${name}"` }, { at });
  expectInteger('length', name, length, at);
  return { kind: 'string', constraint, length, ...(collation === undefined ? {} : { collation: expectCollation([collation], at).name }) };
}

/** TIMESTAMP WITHOUT TIME ZONE and the like. */
export function timestampVariant(name: string, sizes: readonly number[], zone: 'without' | 'local', at: Span): DataType {
  const upper = name.toUpperCase();
  if (upper === 'TIMESTAMP') return zone === 'without' ? types.timestampNtzType : types.timestampType;
  if (upper === 'TIME' && zone === 'without') return timeOf(sizes[0], at);
  return fail('UNSUPPORTED_DATATYPE', { typeName: `"${name.toUpperCase()}"` }, { at });
}

export function collectionType(kind: 'array' | 'map', first: DataType, second?: DataType): DataType {
  return kind === 'array' || second === undefined ? types.arrayType(first) : types.mapType(first, second);
}
